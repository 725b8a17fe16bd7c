//! A message of Outlook in a file of its own (MS-OXMSG): headers and text as parts, attachments as files found
//! inside. Always: a message inside a message becomes a message file again.

use daylight_model::{ChildKind, Reason};

use super::compound::{Compound, Entry, u16_at, u32_at};
use super::mapi::{Item, Properties, Value, tag};
use crate::reading::{About, Ending, Out, child_named, failed, partial, unreadable};
use crate::source::Source;

const PROPERTIES: &str = "__properties_version1.0";

/// How the names of streams with long values begin; then come eight digits.
const VALUE: &str = "__substg1.0_";

/// Reads a message.
pub(crate) fn read(source: &mut Source<'_>, out: &mut Out<'_>, about: &mut About) -> Ending {
    about.reader = "msg@1";
    let Some(bytes) = source.all().map_err(|error| unreadable(&error))? else {
        return Err(failed(
            Reason::MemoryLimit,
            "too large to be held in memory",
        ));
    };
    let Some(file) = Compound::open(bytes) else {
        return Err(failed(Reason::Corrupt, "its directory is damaged"));
    };
    let properties = properties(&file, None, 0);
    let page = properties.page();
    let folders = |start: &'static str| {
        let within = file.within(None).into_iter();
        within.filter(move |entry| !entry.is_stream() && entry.name.starts_with(start))
    };
    let item = Item {
        recipients: folders("__recip_version1.0_")
            .map(|folder| self::properties(&file, Some(folder), page))
            .collect(),
        properties,
    };
    item.describe(about);
    item.send(1, out)?;
    let mut cut = 0;
    for (index, folder) in folders("__attach_version1.0_").enumerate() {
        cut += u64::from(!attachment(&file, folder, index, page, out)?);
    }
    if item.is_locked() {
        return Err(partial(Reason::Encrypted, "its text is locked by S/MIME"));
    }
    match cut {
        0 => Ok(()),
        _ => Err(partial(
            Reason::Truncated,
            format!("{cut} attachments are not all there"),
        )),
    }
}

/// Sends an attachment; returns whether its bytes are all there.
fn attachment(
    file: &Compound,
    folder: &Entry,
    index: usize,
    page: u16,
    out: &mut Out<'_>,
) -> Result<bool, daylight_model::Outcome> {
    let properties = properties(file, Some(folder), page);
    let name = properties.file_name(index);
    let kind = ChildKind::Attachment;
    if let Some(inner) = file.find(Some(folder), &format!("{VALUE}3701000D")) {
        let message = file.find(Some(inner), PROPERTIES).is_some();
        let name = match message && !name.to_lowercase().ends_with(".msg") {
            true => format!("{name}.msg"),
            false => name,
        };
        let bytes = file.as_file(inner);
        out.child(child_named(name, kind), &mut bytes.as_slice(), |_| {
            daylight_model::Outcome::READ
        })?;
        return Ok(true);
    }
    if let Some(outcome) = properties.kept_elsewhere() {
        out.child_without_bytes(child_named(name, kind), outcome)?;
        return Ok(true);
    }
    let stream = file.find(Some(folder), &format!("{VALUE}37010102"));
    let (bytes, whole) = stream.map_or((Vec::new(), false), |stream| file.read(stream));
    out.child(child_named(name, kind), &mut bytes.as_slice(), |_| {
        daylight_model::Outcome::READ
    })?;
    Ok(whole)
}

/// Returns the properties in a folder: short ones in one stream, each long one in its own.
fn properties(file: &Compound, folder: Option<&Entry>, page: u16) -> Properties {
    let mut properties = Properties::default().in_page(page);
    if let Some(stream) = file.find(folder, PROPERTIES) {
        let bytes = file.read(stream).0;
        // A message in a file of its own has a header of 32 bytes, one inside another 24, all others 8.
        let header = match (folder, bytes.len() % 16) {
            (None, 0) => 32,
            (None, _) => 24,
            (Some(_), _) => 8,
        };
        for entry in bytes.get(header..).unwrap_or_default().chunks_exact(16) {
            let tag = u32_at(entry, 0);
            let kind = (tag & 0xffff) as u16;
            let fixed = matches!(kind, 0x02 | 0x03 | 0x0b | 0x14 | 0x40);
            if let Some(value) = Value::of(kind, &entry[8..]).filter(|_| fixed) {
                properties.set(u16_at(entry, 2), value);
            }
        }
    }
    for stream in file
        .within(folder)
        .into_iter()
        .filter(|entry| entry.is_stream())
    {
        let tag = stream
            .name
            .strip_prefix(VALUE)
            .filter(|digits| digits.len() == 8)
            .and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let Some(tag) = tag else {
            continue;
        };
        let (number, kind) = ((tag >> 16) as u16, (tag & 0xffff) as u16);
        // The bytes of attachments are sent from where they lie.
        if number != tag::DATA
            && let Some(value) = Value::of(kind, &file.read(stream).0)
        {
            properties.set(number, value);
        }
    }
    properties
}

#[cfg(test)]
mod tests;
