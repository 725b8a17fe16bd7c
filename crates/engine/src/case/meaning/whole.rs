//! What a whole case means, gathered in one walk over its files: all claims and tables, the talks, and what is dated.
//! Always: made from masked rows, so that nothing that asks it can show personal data.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::AtomicBool;

use daylight_model::{ClaimType, Polarity, StoredCitation, ZoneBasis};
use daylight_understand::message::activity;
use daylight_understand::message::alias::{self, Titled};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use super::super::{AssertedZone, Case, CaseError, Zones};
use super::across::Across;
use super::count::Counted;
use super::entities::NamesIn;
use super::gathering::go_on;
use super::graph::{Binding, GraphBuilder, may_bind};
use super::rows::{claim_rows, message_rows, table_cards};
use super::{
    ClaimRow, EntityRow, Graph, ListPage, MeaningFilter, Meant, MessageRow, TableCard, Window,
};

/// One talk: a conversation of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Talk {
    /// The file.
    pub path: String,
    /// Its name; none where the file gives none.
    pub conversation: Option<String>,
    /// How many messages.
    pub messages: u64,
    /// Time of the first, as it stands.
    pub first: Option<String>,
    /// Time of the last.
    pub last: Option<String>,
    /// The zone of its times, if it has one.
    pub time_zone: Option<String>,
    /// How the zone is known.
    pub zone_basis: ZoneBasis,
    /// Who takes part, in the order of names.
    pub participants: Vec<String>,
    /// Messages by hour of the day, as the times stand.
    pub by_hour: [u64; 24],
    /// Files in which the same talk was exported before, with how many of its messages each has.
    pub repeats: BTreeMap<String, u64>,
    /// The zone that the nights of its file's messages fit, where there are enough of them.
    pub inferred_zone: Option<InferredZone>,
    /// The names behind the handles of those who take part, as far as the titles of talks tell.
    pub aliases: BTreeMap<String, String>,
}

/// A zone that nobody states, with what it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InferredZone {
    /// How far the clock of the people is ahead of the one in which the times stand: `+08:00`; `+00:00` where the
    /// times are local.
    pub offset: String,
    /// What it rests on, in words.
    pub evidence: String,
    /// The hour at which the silence begins, by the times as they stand.
    pub quiet_from: u8,
    /// The hour at which it ends.
    pub quiet_until: u8,
    /// How many messages were counted.
    pub messages: u64,
    /// On how many days.
    pub days: u64,
}

impl From<activity::Inferred> for InferredZone {
    fn from(inferred: activity::Inferred) -> Self {
        Self {
            offset: inferred.offset,
            evidence: inferred.evidence,
            quiet_from: inferred.quiet_from,
            quiet_until: inferred.quiet_until,
            messages: inferred.messages,
            days: inferred.days,
        }
    }
}

/// Something with a date.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dated {
    /// EDTF.
    pub date: String,
    /// `year`, `month`, `day` or `time`.
    pub precision: Cow<'static, str>,
    /// Zone, where one is known.
    pub time_zone: Option<String>,
    /// `event`: a document says so.
    pub kind: Cow<'static, str>,
    /// What.
    pub what: String,
    /// Where it stands.
    pub citation: StoredCitation,
}

/// What a whole case means.
#[derive(Debug, Default)]
pub(super) struct WholeMeaning {
    /// All claims, those of two exports of one talk once.
    pub(super) claims: Vec<WrittenClaim>,
    /// All tables.
    pub(super) tables: Vec<TableCard>,
    /// All talks, those with most messages first.
    pub(super) talks: Vec<Talk>,
    /// All that is dated, in the order of time.
    pub(super) timeline: Vec<Dated>,
    /// People, bodies, states, places and products, those mentioned most first.
    pub(super) entities: Vec<EntityRow>,
    /// Names that claims bind to one another.
    pub(super) graph: Graph,
}

/// A claim as it is kept: written out, it takes a third of the memory.
#[derive(Debug)]
pub(super) struct WrittenClaim {
    pub(super) kind: ClaimType,
    pub(super) path: String,
    pub(super) json: String,
    id: String,
    polarity: Polarity,
    in_private_row: bool,
    /// Whether a learned rule found it.
    pub(super) is_learned: bool,
}

/// What is said in a claim.
#[derive(Deserialize)]
struct Said {
    statement: String,
    polarity: Polarity,
    fields: Map<String, Json>,
}

impl WrittenClaim {
    fn of(claim: &ClaimRow) -> serde_json::Result<Self> {
        let first = claim.citations.first();
        let (_, rule) = claim.rule.split_once('.').unwrap_or_default();
        Ok(Self {
            is_learned: rule.starts_with("learned"),
            kind: claim.kind,
            path: first.map(|place| place.path.clone()).unwrap_or_default(),
            json: serde_json::to_string(claim)?,
            id: claim.id.clone(),
            polarity: claim.polarity,
            in_private_row: claim.in_private_row,
        })
    }

    /// Returns the words by which it can be found, in small letters.
    pub(super) fn said(&self) -> serde_json::Result<String> {
        let said: Said = serde_json::from_str(&self.json)?;
        let mut words = vec![said.statement, said.polarity.to_string(), self.path.clone()];
        words.extend(said.fields.into_iter().map(|(_, value)| match value {
            Json::String(text) => text,
            other => other.to_string(),
        }));
        Ok(words.join("\n").to_lowercase())
    }

    /// Tells where other exports of the talk say the same.
    fn repeat(&mut self, places: Vec<StoredCitation>) -> serde_json::Result<()> {
        let mut claim: ClaimRow = serde_json::from_str(&self.json)?;
        claim.repeated_at = places;
        self.json = serde_json::to_string(&claim)?;
        Ok(())
    }

    fn binding(&self) -> serde_json::Result<Binding> {
        let counted: Counted = serde_json::from_str(&self.json)?;
        Ok(Binding {
            kind: self.kind,
            polarity: self.polarity,
            fields: counted.fields,
            in_private_row: self.in_private_row,
        })
    }
}

/// What one file gives to it.
struct OfFile {
    claims: Vec<WrittenClaim>,
    /// Those of which another counts, which it names.
    repeats: Vec<(String, Polarity, Option<StoredCitation>)>,
    dated: Vec<Dated>,
    tables: Vec<TableCard>,
    talks: Vec<Talk>,
    names: NamesIn,
}

impl Case {
    /// Gathers what the whole case means, unless it is stopped.
    pub(super) fn gather_whole(
        &self,
        across: &Across,
        stop: &AtomicBool,
    ) -> Result<WholeMeaning, CaseError> {
        let filter = MeaningFilter::default();
        let mut whole = WholeMeaning::default();
        let mut names = Vec::new();
        let mut repeated: BTreeMap<(String, Polarity), Vec<StoredCitation>> = BTreeMap::new();
        let make = |meant: Meant| {
            let (repeats, claims): (Vec<_>, Vec<_>) = claim_rows(&meant, &filter, across)
                .into_iter()
                .partition(|claim| claim.duplicate_of.is_some());
            let repeats = repeats.into_iter().filter_map(|claim| {
                let place = claim.citations.into_iter().next();
                Some((claim.duplicate_of?, claim.polarity, place))
            });
            let written = claims.iter().map(WrittenClaim::of);
            Ok(OfFile {
                claims: written.collect::<Result<_, serde_json::Error>>()?,
                repeats: repeats.collect(),
                dated: dated(&claims),
                tables: table_cards(&meant, &filter),
                talks: talks_of(
                    message_rows(&meant, &filter, across, &Zones::default()),
                    activity::infer_zone(&meant.understanding.messages).map(InferredZone::from),
                ),
                names: NamesIn::of(&meant, across),
            })
        };
        self.map_meanings(&filter, &make, &mut |of_file: serde_json::Result<
            OfFile,
        >| {
            let of_file = of_file.map_err(unwritten)?;
            for (counts, polarity, place) in of_file.repeats {
                repeated
                    .entry((counts, polarity))
                    .or_default()
                    .extend(place);
            }
            whole.claims.extend(of_file.claims);
            whole.timeline.extend(of_file.dated);
            whole.tables.extend(of_file.tables);
            whole.talks.extend(of_file.talks);
            names.push(of_file.names);
            go_on(stop)
        })?;
        for claim in &mut whole.claims {
            if let Some(places) = repeated.remove(&(claim.id.clone(), claim.polarity)) {
                claim.repeat(places).map_err(unwritten)?;
            }
        }
        name_handles(&mut whole.talks);
        whole
            .talks
            .sort_by(|a, b| (b.messages, &a.path).cmp(&(a.messages, &b.path)));
        whole.timeline.sort_by(|a, b| {
            (&a.date, &a.citation.path, &a.what).cmp(&(&b.date, &b.citation.path, &b.what))
        });
        whole.entities = self.entities(names)?;
        let mut graph = GraphBuilder::new(&whole.entities);
        for (place, claim) in whole.claims.iter().enumerate() {
            if may_bind(claim.kind) {
                graph.add(&claim.binding().map_err(unwritten)?, place);
            }
        }
        whole.graph = graph.finished();
        Ok(whole)
    }
}

impl Case {
    /// Returns talks, those with most messages first, each with the zone that a person asserts of its file, where its
    /// source states none.
    ///
    /// # Errors
    /// [`CaseError::Gathered`]; [`CaseError::Io`] where the audit log cannot be read.
    pub fn talks(
        &self,
        window: Window,
    ) -> Result<ListPage<(Talk, Option<AssertedZone>)>, CaseError> {
        let zones = self.zones()?;
        let page = self.gathered()?.talks(window)?;
        let with_zone = |mut talk: Talk| {
            let asserted = zones.of_file(&talk.path).cloned();
            if let (None, Some(asserted)) = (&talk.time_zone, &asserted) {
                talk.time_zone = Some(asserted.zone.clone());
                talk.zone_basis = ZoneBasis::Asserted;
            }
            (talk, asserted)
        };
        Ok(ListPage {
            total: page.total,
            rows: page.rows.into_iter().map(with_zone).collect(),
        })
    }
}

fn unwritten(error: serde_json::Error) -> CaseError {
    CaseError::Written(error.into())
}

/// Returns the talks of one file, by name.
fn talks_of(messages: Vec<MessageRow>, zone: Option<InferredZone>) -> Vec<Talk> {
    let mut talks: BTreeMap<Option<String>, (Talk, BTreeSet<String>)> = BTreeMap::new();
    for message in messages {
        let (talk, people) = talks
            .entry(message.conversation.clone())
            .or_insert_with(|| {
                let talk = Talk {
                    path: message.path.clone(),
                    conversation: message.conversation.clone(),
                    messages: 0,
                    first: None,
                    last: None,
                    time_zone: message.time_zone.clone(),
                    zone_basis: message.zone_basis,
                    participants: Vec::new(),
                    by_hour: [0; 24],
                    repeats: BTreeMap::new(),
                    inferred_zone: zone.clone(),
                    aliases: BTreeMap::new(),
                };
                (talk, BTreeSet::new())
            });
        note(talk, people, &message);
    }
    let talks = talks.into_values().map(|(mut talk, people)| {
        talk.participants = people.into_iter().collect();
        talk
    });
    talks.collect()
}

/// Puts names to the handles of talks.
fn name_handles(talks: &mut [Talk]) {
    let titled: Vec<Titled<'_>> = talks
        .iter()
        .map(|talk| Titled {
            title: talk.conversation.as_deref(),
            handles: &talk.participants,
        })
        .collect();
    let names: BTreeMap<String, String> = alias::aliases(&titled)
        .into_iter()
        .map(|alias| (alias.handle, alias.name))
        .collect();
    for talk in talks {
        let of_talk = talk.participants.iter().filter_map(|handle| {
            let name = names.get(handle)?;
            Some((handle.clone(), name.clone()))
        });
        talk.aliases = of_talk.collect();
    }
}

fn note(talk: &mut Talk, people: &mut BTreeSet<String>, message: &MessageRow) {
    talk.messages += 1;
    let first = message.duplicate_of.as_deref();
    if let Some((path, _)) = first.and_then(|place| place.rsplit_once('#')) {
        *talk.repeats.entry(path.to_owned()).or_default() += 1;
    }
    people.extend(message.sender.iter().cloned());
    // A group is nobody who takes part.
    let is_group = |name: &&String| message.conversation.as_ref() == Some(*name);
    let recipients = message.recipients.iter();
    people.extend(recipients.filter(|name| !is_group(name)).cloned());
    let Some(time) = &message.time else { return };
    if talk.first.as_ref().is_none_or(|first| time < first) {
        talk.first = Some(time.clone());
    }
    if talk.last.as_ref().is_none_or(|last| time > last) {
        talk.last = Some(time.clone());
    }
    let hour = time
        .split_once('T')
        .and_then(|(_, clock)| clock.get(..2))
        .and_then(|hour| hour.parse::<usize>().ok());
    if let Some(count) = hour.and_then(|hour| talk.by_hour.get_mut(hour)) {
        *count += 1;
    }
}

/// Returns what claims say of days and times.
fn dated(claims: &[ClaimRow]) -> Vec<Dated> {
    const SLOTS: [&str; 3] = ["date", "since", "until"];
    let mut dated = Vec::new();
    for claim in claims {
        let Some(citation) = claim.citations.first() else {
            continue;
        };
        for slot in SLOTS {
            if let Some(date) = claim.fields.get(slot).and_then(|date| date.as_str()) {
                dated.push(Dated {
                    precision: precision(date).into(),
                    date: date.to_owned(),
                    time_zone: None,
                    kind: "event".into(),
                    what: claim.statement.clone(),
                    citation: citation.clone(),
                });
            }
        }
    }
    dated
}

fn precision(date: &str) -> &'static str {
    let date = date.trim_end_matches(['?', '~', '%']);
    match (date.contains('T'), date.matches('-').count()) {
        (true, _) => "time",
        (_, 0) => "year",
        (_, 1) => "month",
        _ => "day",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use daylight_model::ZoneBasis;

    use super::{Talk, name_handles, precision};

    #[test]
    fn titles_of_other_talks_name_the_handles_of_one() {
        let talk = |title: &str, handles: [&str; 2]| Talk {
            path: String::new(),
            conversation: Some(title.to_owned()),
            messages: 1,
            first: None,
            last: None,
            time_zone: None,
            zone_basis: ZoneBasis::Unknown,
            participants: handles.map(str::to_owned).to_vec(),
            by_hour: [0; 24],
            repeats: BTreeMap::new(),
            inferred_zone: None,
            aliases: BTreeMap::new(),
        };
        let mut talks = [
            talk("周一 与 吴二", ["w2", "zy"]),
            talk("郑三 与 周一", ["z3", "zy"]),
            talk("群", ["zy", "别人"]),
        ];
        name_handles(&mut talks);
        let names =
            |talk: &Talk| -> Vec<(String, String)> { talk.aliases.clone().into_iter().collect() };
        let pair = |one: &str, other: &str| (one.to_owned(), other.to_owned());
        assert_eq!(names(&talks[0]), [pair("w2", "吴二"), pair("zy", "周一")]);
        assert_eq!(names(&talks[2]), [pair("zy", "周一")]);
    }

    #[test]
    fn a_date_says_how_precise_it_is() {
        for (date, wanted) in [
            ("2021", "year"),
            ("2021-03", "month"),
            ("2021-03-04?", "day"),
            ("2021-03-04T05:06", "time"),
        ] {
            assert_eq!(precision(date), wanted, "{date}");
        }
    }
}
