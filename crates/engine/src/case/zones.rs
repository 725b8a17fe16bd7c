//! Zones that persons assert for times whose source states none: of one file, or of all below a folder. Always: what was
//! asserted stays in the audit log with who and why, and can be withdrawn; what a source states itself stands.

use daylight_understand::message::read_zone;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use serde::Serialize;

use super::{AuditEntry, Case, CaseError};
use crate::store::FileFilter;

/// What such a line of the audit log says was done.
const DID: &str = "zone";

/// A zone that a person asserts, or withdraws.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssertZone {
    /// The file, or the folder or archive below which all files are meant; empty for the whole case.
    pub path: String,
    /// An offset (`+08:00`, `UTC+8`) or an IANA name; none withdraws what was asserted of this path.
    pub zone: Option<String>,
    /// Who says so.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// A zone as it is asserted now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AssertedZone {
    /// Of which file, or of all below which folder.
    pub path: String,
    /// The zone: an offset, or an IANA name.
    pub zone: String,
    /// Who says so.
    pub by: String,
    /// When they did.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
}

/// All zones that are asserted now, in the order of paths.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Zones(Vec<AssertedZone>);

impl Zones {
    fn of(log: Vec<AuditEntry>) -> Self {
        let mut zones: Vec<AssertedZone> = Vec::new();
        for entry in log.into_iter().filter(|entry| entry.did == DID) {
            zones.retain(|zone| zone.path != entry.what);
            zones.extend(entry.zone.map(|zone| AssertedZone {
                path: entry.what,
                zone,
                by: entry.by,
                at: entry.at,
                reason: entry.reason,
            }));
        }
        zones.sort_by(|a, b| a.path.cmp(&b.path));
        Self(zones)
    }

    /// Returns what is asserted of a file: of itself, or else of the innermost folder around it.
    #[must_use]
    pub fn of_file(&self, path: &str) -> Option<&AssertedZone> {
        let holds = |zone: &&AssertedZone| is_within(path, &zone.path);
        self.0
            .iter()
            .filter(holds)
            .max_by_key(|zone| zone.path.len())
    }

    /// Returns all of them.
    #[must_use]
    pub fn all(&self) -> &[AssertedZone] {
        &self.0
    }
}

/// Returns whether a file is that of `path`, or lies below it; archives are folders too (`a.zip!/b`).
fn is_within(file: &str, path: &str) -> bool {
    let path = path.trim_end_matches('/');
    match file.strip_prefix(path) {
        Some(rest) => {
            path.is_empty() || rest.is_empty() || rest.starts_with('/') || rest.starts_with("!/")
        }
        None => false,
    }
}

impl Case {
    /// Returns the zones that persons assert.
    ///
    /// # Errors
    /// [`CaseError::Io`] where the audit log cannot be read.
    pub fn zones(&self) -> Result<Zones, CaseError> {
        Ok(Zones::of(self.audit().read()?.0))
    }

    /// Asserts a zone, or withdraws one; the audit log keeps who and why.
    ///
    /// # Errors
    /// [`CaseError::NoSuchZone`], [`CaseError::NoSuchFile`] where nothing of the case lies there, nor anything is
    /// asserted of it; [`CaseError::Io`] where it cannot be logged.
    pub fn assert_zone(&self, asked: &AssertZone) -> Result<(), CaseError> {
        let path = asked.path.trim_end_matches('/');
        let zone = match &asked.zone {
            None => None,
            Some(zone) => Some(known(zone).ok_or_else(|| CaseError::NoSuchZone {
                zone: zone.trim().to_owned(),
            })?),
        };
        let is_asserted = || Ok::<_, CaseError>(self.zones()?.all().iter().any(|z| z.path == path));
        let is_there = match zone {
            Some(_) => self.has_below(path)?,
            None => is_asserted()?,
        };
        if !is_there {
            return Err(CaseError::NoSuchFile {
                path: path.to_owned(),
            });
        }
        let (by, reason) = (asked.by.trim(), asked.reason.trim());
        self.audit()
            .add_zone(by, DID, path, reason, zone.as_deref())
    }

    fn has_below(&self, path: &str) -> Result<bool, CaseError> {
        if path.is_empty() {
            return Ok(true);
        }
        for prefix in [path.to_owned(), format!("{path}/"), format!("{path}!/")] {
            let filter = FileFilter {
                prefix: Some(prefix),
                limit: Some(1),
                ..FileFilter::default()
            };
            let found = self.files(&filter)?;
            if found.files.iter().any(|file| is_within(&file.path, path)) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Returns a zone as it is written down, if there is such a one.
fn known(zone: &str) -> Option<String> {
    let zone = read_zone(zone)?;
    resolved(&zone).map(|_| zone)
}

/// Returns the zone that an offset or an IANA name means.
fn resolved(zone: &str) -> Option<TimeZone> {
    let Some(sign) = zone.chars().next().filter(|sign| matches!(sign, '+' | '-')) else {
        return TimeZone::get(zone).ok();
    };
    let (hours, minutes) = zone.get(1..)?.split_once(':')?;
    let seconds = hours.parse::<i32>().ok()? * 3600 + minutes.parse::<i32>().ok()? * 60;
    let seconds = if sign == '-' { -seconds } else { seconds };
    Offset::from_seconds(seconds).ok().map(Offset::to_time_zone)
}

/// Returns the instant of a local time in a zone, ISO 8601 in UTC; none where the time or the zone is not known to the
/// minute. A time that a change of clocks repeats or leaves out is taken as jiff's "compatible" says.
pub(super) fn utc(time: &str, zone: &str) -> Option<String> {
    const TO_THE_MINUTE: usize = "2021-04-07T05:15".len();
    let local: DateTime = time.get(..TO_THE_MINUTE).and_then(|_| time.parse().ok())?;
    let instant = resolved(zone)?.to_timestamp(local).ok()?;
    Some(instant.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(what: &str, zone: Option<&str>) -> AuditEntry {
        AuditEntry {
            at: Timestamp::UNIX_EPOCH,
            by: "Ada".to_owned(),
            did: DID.to_owned(),
            what: what.to_owned(),
            zone: zone.map(str::to_owned),
            reason: "the export's settings".to_owned(),
            previous: String::new(),
        }
    }

    #[test]
    fn the_innermost_and_latest_word_counts_and_can_be_withdrawn() {
        let mut log = vec![
            line("", Some("+00:00")),
            line("leak/chats", Some("+09:00")),
            line("leak/chats", Some("+08:00")),
            line("leak/chats/a.txt", Some("Europe/Berlin")),
        ];
        let of = |log: &[AuditEntry], path: &str| {
            let zones = Zones::of(log.to_vec());
            zones.of_file(path).map(|zone| zone.zone.clone())
        };
        assert_eq!(of(&log, "leak/b.txt").as_deref(), Some("+00:00"));
        assert_eq!(of(&log, "leak/chats2/b.txt").as_deref(), Some("+00:00"));
        assert_eq!(of(&log, "leak/chats/b.txt").as_deref(), Some("+08:00"));
        assert_eq!(
            of(&log, "leak/chats/a.txt").as_deref(),
            Some("Europe/Berlin")
        );
        log.push(line("leak/chats/a.txt", None));
        assert_eq!(of(&log, "leak/chats/a.txt").as_deref(), Some("+08:00"));
        log.push(line("leak/chats", None));
        log.push(line("", None));
        assert_eq!(of(&log, "leak/chats/a.txt"), None);
        assert!(is_within("a.zip!/b.txt", "a.zip"));
        assert!(!is_within("a.zip2/b.txt", "a.zip"));
    }

    #[test]
    fn zones_are_known_by_offset_or_name_and_tell_the_instant() {
        assert_eq!(known("UTC+8").as_deref(), Some("+08:00"));
        assert_eq!(known(" +0330").as_deref(), Some("+03:30"));
        assert_eq!(known("北京时间").as_deref(), Some("+08:00"));
        assert_eq!(known("Europe/Berlin").as_deref(), Some("Europe/Berlin"));
        assert_eq!(known("Europe/Nowhere"), None);
        assert_eq!(known("soon"), None);
        assert_eq!(known("UTC+8 or so"), None);
        let utc = |time, zone| utc(time, zone);
        assert_eq!(
            utc("2021-04-07T05:15:11", "+08:00").as_deref(),
            Some("2021-04-06T21:15:11Z")
        );
        assert_eq!(
            utc("2021-07-01T12:00", "Europe/Berlin").as_deref(),
            Some("2021-07-01T10:00:00Z")
        );
        assert_eq!(utc("2021-04-07", "+08:00"), None);
        assert_eq!(utc("2021-04-07T05:15:11", "nowhere"), None);
    }
}
