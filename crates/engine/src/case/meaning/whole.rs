//! What a whole case means, gathered once and kept until something in it changes: all claims and tables, the talks,
//! and what is dated. Always: made from masked rows, so that nothing that asks it can show personal data.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use daylight_model::{MentionType, Span, StoredCitation, Value};
use daylight_understand::claim;
use daylight_understand::entity::{self, Basis, CaseMention, Name};
use serde::Serialize;

use super::super::{Case, CaseError};
use super::when::{Months, OverTime};
use super::{ClaimRow, MeaningFilter, MessageRow, TableCard};

/// One talk: a conversation of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
    /// Who takes part, in the order of names.
    pub participants: Vec<String>,
    /// Messages by hour of the day, as the times stand.
    pub by_hour: [u64; 24],
}

/// Something with a date.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Dated {
    /// EDTF.
    pub date: String,
    /// `year`, `month`, `day` or `time`.
    pub precision: &'static str,
    /// Zone, where one is known.
    pub time_zone: Option<String>,
    /// `event`: a document says so.
    pub kind: &'static str,
    /// What.
    pub what: String,
    /// Where it stands.
    pub citation: StoredCitation,
}

/// A person, body, state, place or product: mentions that are suggested to be one thing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EntityRow {
    /// The same in every run.
    pub id: String,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: MentionType,
    /// Its fullest name.
    pub name: String,
    /// All its names, the most frequent first.
    pub names: Vec<Name>,
    /// ISO 3166-1 alpha-2, or a user-assigned code.
    pub country: Option<String>,
    /// How many mentions.
    pub mentions: u64,
    /// In how many files.
    pub files: u64,
    /// Its mentions by the month in which they were written.
    pub over_time: OverTime,
    /// Why its names are grouped.
    pub basis: Vec<Basis>,
    /// What became of it: `suggested`.
    pub status: &'static str,
    /// Its first mention.
    pub citation: StoredCitation,
}

/// What a whole case means.
#[derive(Debug, Default)]
pub struct WholeMeaning {
    /// All claims.
    pub claims: Vec<ClaimRow>,
    /// All tables.
    pub tables: Vec<TableCard>,
    /// All talks, those with most messages first.
    pub talks: Vec<Talk>,
    /// All that is dated, in the order of time.
    pub timeline: Vec<Dated>,
    /// People, bodies, states, places and products, those mentioned most first.
    pub entities: Vec<EntityRow>,
}

/// The last one, with what it was made from.
#[derive(Debug, Default)]
pub(in super::super) struct Kept(Mutex<Option<(Stamp, Arc<WholeMeaning>)>>);

/// The own company, with what it was told from.
#[derive(Debug, Default)]
pub(in super::super) struct Own(Mutex<Option<(Stamp, Option<String>)>>);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stamp {
    position: u64,
    understood: u64,
    version: String,
}

impl Case {
    /// Returns what the whole case means.
    ///
    /// # Errors
    /// [`CaseError::Ledger`].
    pub fn whole_meaning(&self) -> Result<Arc<WholeMeaning>, CaseError> {
        let stamp = self.stamp()?;
        let mut kept = self.whole.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, whole)) = &*kept
            && *of == stamp
        {
            return Ok(Arc::clone(whole));
        }
        let whole = Arc::new(self.gather()?);
        *kept = Some((stamp, Arc::clone(&whole)));
        Ok(whole)
    }

    fn gather(&self) -> Result<WholeMeaning, CaseError> {
        let filter = MeaningFilter::default();
        let mut whole = WholeMeaning::default();
        self.claims(&filter, &mut |claim| {
            whole.claims.push(claim);
            Ok(true)
        })?;
        self.tables(&filter, &mut |table| {
            whole.tables.push(table);
            Ok(true)
        })?;
        let mut talks: BTreeMap<(String, Option<String>), (Talk, BTreeSet<String>)> =
            BTreeMap::new();
        self.messages(&filter, &mut |message| {
            let key = (message.path.clone(), message.conversation.clone());
            let (talk, people) = talks.entry(key).or_insert_with(|| {
                (
                    Talk {
                        path: message.path.clone(),
                        conversation: message.conversation.clone(),
                        messages: 0,
                        first: None,
                        last: None,
                        time_zone: message.time_zone.clone(),
                        participants: Vec::new(),
                        by_hour: [0; 24],
                    },
                    BTreeSet::new(),
                )
            });
            note(talk, people, &message);
            Ok(true)
        })?;
        whole.talks = talks
            .into_values()
            .map(|(mut talk, people)| {
                talk.participants = people.into_iter().collect();
                talk
            })
            .collect();
        whole
            .talks
            .sort_by(|a, b| (b.messages, &a.path).cmp(&(a.messages, &b.path)));
        whole.timeline = timeline(&whole.claims);
        whole.entities = self.entities()?;
        Ok(whole)
    }

    fn entities(&self) -> Result<Vec<EntityRow>, CaseError> {
        struct Found {
            kind: MentionType,
            text: String,
            value: String,
            file: u32,
            month: Option<String>,
        }
        let mut found: Vec<Found> = Vec::new();
        let mut places: Vec<(String, Span)> = Vec::new();
        let mut file = 0;
        self.each_meaning(&MeaningFilter::default(), &mut |meant| {
            file += 1;
            let understanding = &meant.understanding;
            let metadata = &meant.document.summary.metadata;
            let months = Months::new(&understanding.messages, metadata);
            for mention in &understanding.mentions {
                let is_name = matches!(
                    mention.kind,
                    MentionType::Person
                        | MentionType::Org
                        | MentionType::Country
                        | MentionType::Place
                        | MentionType::Product
                );
                if let (true, Value::Text(value)) = (is_name, &mention.value) {
                    found.push(Found {
                        kind: mention.kind,
                        text: meant.words(mention.span).to_owned(),
                        value: value.clone(),
                        file,
                        month: months.of(mention.span).map(str::to_owned),
                    });
                    places.push((meant.path.clone(), mention.span));
                }
            }
            Ok(true)
        })?;
        let mentions: Vec<CaseMention<'_>> = found
            .iter()
            .map(|found| CaseMention {
                kind: found.kind,
                text: &found.text,
                value: &found.value,
                country: None,
                file: found.file,
            })
            .collect();
        let names = self.known_names();
        let groups = entity::group(&mentions, names.understander.gazetteer());
        let mut rows = Vec::with_capacity(groups.len());
        for group in groups {
            let Some((path, span)) = group.mentions.first().and_then(|first| places.get(*first))
            else {
                continue;
            };
            let Some(citation) = self.citation_at(path, *span)? else {
                continue;
            };
            let mut over_time = OverTime::default();
            for mention in &group.mentions {
                let month = found.get(*mention).and_then(|found| found.month.as_deref());
                over_time.count(month);
            }
            rows.push(EntityRow {
                id: group.id,
                kind: group.kind,
                name: group.name,
                names: group.names,
                country: group.country,
                mentions: group.mentions.len() as u64,
                files: group.files,
                over_time,
                basis: group.basis,
                status: "suggested",
                citation,
            });
        }
        rows.sort_by(|a, b| (b.mentions, &a.name).cmp(&(a.mentions, &b.name)));
        Ok(rows)
    }

    fn citation_at(&self, path: &str, span: Span) -> Result<Option<StoredCitation>, CaseError> {
        let Some(blob) = self.file(path)?.sha256 else {
            return Ok(None);
        };
        let (Some(document), Some(part)) = (
            self.ledger.document(blob)?,
            self.ledger.part(blob, span.part)?,
        ) else {
            return Ok(None);
        };
        let range = span.start as usize..span.end as usize;
        let cited = part.part.cite(&document.reference, range);
        Ok(cited.ok().map(|citation| citation.written(path)))
    }

    /// Returns the company whose files these are, as far as the claims tell.
    pub(super) fn own_company(&self) -> Result<Option<String>, CaseError> {
        let stamp = self.stamp()?;
        let mut kept = self.own.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, own)) = &*kept
            && *of == stamp
        {
            return Ok(own.clone());
        }
        let mut claims = Vec::new();
        self.each_meaning(&MeaningFilter::default(), &mut |meant| {
            claims.extend(meant.understanding.claims.iter().cloned());
            Ok(true)
        })?;
        let own = claim::own_company(&claims);
        *kept = Some((stamp, own.clone()));
        Ok(own)
    }

    pub(super) fn stamp(&self) -> Result<Stamp, CaseError> {
        Ok(Stamp {
            position: self.ledger.position()?,
            understood: self.ledger.understood()?,
            version: self.known_names().version.clone(),
        })
    }
}

fn note(talk: &mut Talk, people: &mut BTreeSet<String>, message: &MessageRow) {
    talk.messages += 1;
    people.extend(message.sender.iter().cloned());
    people.extend(message.recipients.iter().cloned());
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

/// Returns what the claims say of days and times.
fn timeline(claims: &[ClaimRow]) -> Vec<Dated> {
    const SLOTS: [&str; 3] = ["date", "since", "until"];
    let mut dated = Vec::new();
    for claim in claims {
        let Some(citation) = claim.citations.first() else {
            continue;
        };
        for slot in SLOTS {
            if let Some(date) = claim.fields.get(slot).and_then(|date| date.as_str()) {
                dated.push(Dated {
                    precision: precision(date),
                    date: date.to_owned(),
                    time_zone: None,
                    kind: "event",
                    what: claim.statement.clone(),
                    citation: citation.clone(),
                });
            }
        }
    }
    dated.sort_by(|a, b| {
        (&a.date, &a.citation.path, &a.what).cmp(&(&b.date, &b.citation.path, &b.what))
    });
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
    use super::precision;

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
