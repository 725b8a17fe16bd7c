//! What documents mean, row by row, in the shapes of the contract.

use std::borrow::Cow;
use std::collections::BTreeMap;

use daylight_model::{
    Claim, ClaimType, Column, Grade, MentionType, Message, MessageKind, Polarity, Span,
    StoredCitation, Table, Value, ZoneBasis,
};
use daylight_understand::{claim, table};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use super::super::zones::{self, Zones};
use super::across::Across;
use super::mask::Masks;
use super::private_rows::PrivateRows;
use super::{Case, CaseError, MeaningFilter, Meant};

/// A mention, as the contract shows it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MentionRow {
    /// What it is of.
    #[serde(rename = "type")]
    pub kind: MentionType,
    /// The words.
    pub text: String,
    /// What they mean.
    pub value: Json,
    /// Where they stand.
    pub citation: StoredCitation,
    /// Detector and version.
    pub detector: String,
    /// From 0 to 1.
    pub confidence: f32,
    /// How certain.
    pub grade: Grade,
    /// Whether it is masked.
    #[serde(skip_serializing_if = "is_false")]
    pub masked: bool,
    /// Other paths of the same bytes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also_at: Vec<String>,
}

/// A message, as the contract shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MessageRow {
    /// The file.
    pub path: String,
    /// Number in it, from 1.
    pub message: u32,
    /// Local time, ISO 8601.
    pub time: Option<String>,
    /// Zone.
    pub time_zone: Option<String>,
    /// How the zone is known.
    pub zone_basis: ZoneBasis,
    /// The instant in UTC, ISO 8601, where time and zone are known.
    pub utc: Option<String>,
    /// Who sent it.
    pub sender: Option<String>,
    /// To whom.
    pub recipients: Vec<String>,
    /// In which talk.
    pub conversation: Option<String>,
    /// What it is.
    pub kind: MessageKind,
    /// Its words.
    pub text: String,
    /// Where the same message stands in an earlier export of the talk: `PATH#message=N`.
    pub duplicate_of: Option<String>,
    /// Where it stands.
    pub citation: StoredCitation,
    /// Whether something in it is masked.
    #[serde(skip_serializing_if = "is_false")]
    pub masked: bool,
    /// Other paths of the same bytes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also_at: Vec<String>,
}

/// A table, as the contract shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableCard {
    /// The file.
    pub path: String,
    /// The sheet's name.
    pub sheet: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// Row of the source that holds the header.
    pub header_row: Option<u32>,
    /// Rows of data.
    pub rows: u64,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Where it stands.
    pub citation: StoredCitation,
    /// Other paths of the same bytes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also_at: Vec<String>,
}

/// A row of a table, as the contract shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowOfTable {
    /// The file.
    pub path: String,
    /// The sheet's name.
    pub sheet: Option<String>,
    /// Row of the source.
    pub row: u32,
    /// Its values, by column; of columns of one name the later ones have their number after it.
    pub values: Map<String, Json>,
    /// Where it stands.
    pub citation: StoredCitation,
    /// Whether something in it is masked.
    #[serde(skip_serializing_if = "is_false")]
    pub masked: bool,
}

/// A claim, as the contract shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClaimRow {
    /// Stays when a newer reading finds it again.
    pub id: String,
    /// What is claimed.
    #[serde(rename = "type")]
    pub kind: ClaimType,
    /// In a sentence.
    pub statement: String,
    /// Slot by slot.
    pub fields: Map<String, Json>,
    /// Which way.
    pub polarity: Polarity,
    /// Words that soften it.
    pub hedge: Option<String>,
    /// Where those stand, in the text of the part: UTF-8 bytes.
    pub hedge_span: Option<[u32; 2]>,
    /// From 0 to 1.
    pub confidence: f32,
    /// Rule and version.
    pub rule: String,
    /// Who says so: `documents`.
    pub origin: Cow<'static, str>,
    /// What became of it: `proposed`.
    pub status: Cow<'static, str>,
    /// Judgements.
    pub reviews: Vec<Json>,
    /// Where it stands; the first is the one to open. Where somebody stands in it by an account that another file tells,
    /// the last is where that is told.
    pub citations: Vec<StoredCitation>,
    /// Whether something in it is masked.
    #[serde(default, skip_serializing_if = "is_false")]
    pub masked: bool,
    /// Other paths of the same bytes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also_at: Vec<String>,
    /// The id of the same claim in another export of the talk, which counts instead of this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duplicate_of: Option<String>,
    /// Where other exports of the talk say the same: only of claims of a whole case, which leave those out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub repeated_at: Vec<StoredCitation>,
    /// Whether it stands in a row of personal data.
    #[serde(skip)]
    pub(super) in_private_row: bool,
}

fn is_false(flag: &bool) -> bool {
    !flag
}

/// Takes one row; false ends it.
pub(in super::super) type Take<'a, T> = &'a mut dyn FnMut(T) -> Result<bool, CaseError>;

impl Case {
    /// Hands out mentions, in the order of paths and places.
    ///
    /// # Errors
    /// [`CaseError::Ledger`], [`CaseError::NoSuchFile`].
    pub fn mentions(
        &self,
        filter: &MeaningFilter,
        take: Take<'_, MentionRow>,
    ) -> Result<(), CaseError> {
        self.each_meaning(filter, &mut |meant| {
            let masks = Masks::of(meant, filter.mask);
            for mention in &meant.understanding.mentions {
                if !filter.mentions.is_empty() && !filter.mentions.contains(&mention.kind) {
                    continue;
                }
                let Some((citation, masked)) = cite(meant, &masks, mention.span, None) else {
                    continue;
                };
                let value = match (&mention.value, masked) {
                    (_, true) => Json::String(citation.quote.clone()),
                    (Value::Text(text), _) => Json::String(text.clone()),
                    (value, _) => serde_json::to_value(value).unwrap_or_default(),
                };
                let row = MentionRow {
                    kind: mention.kind,
                    text: citation.quote.clone(),
                    value,
                    citation,
                    detector: mention.detector.to_string(),
                    confidence: mention.confidence,
                    grade: mention.grade,
                    masked,
                    also_at: meant.also_at.clone(),
                };
                if !take(row)? {
                    return Ok(false);
                }
            }
            Ok(true)
        })
    }

    /// Hands out messages, in the order of paths and files.
    ///
    /// # Errors
    /// [`CaseError::Ledger`], [`CaseError::NoSuchFile`].
    pub fn messages(
        &self,
        filter: &MeaningFilter,
        take: Take<'_, MessageRow>,
    ) -> Result<(), CaseError> {
        let (across, zones) = (self.across()?, self.zones()?);
        let make = |meant: Meant| message_rows(&meant, filter, &across, &zones);
        self.map_meanings(filter, &make, &mut |rows| each(rows, take))
    }

    /// Hands out tables, in the order of paths and files.
    ///
    /// # Errors
    /// [`CaseError::Ledger`], [`CaseError::NoSuchFile`].
    pub fn tables(
        &self,
        filter: &MeaningFilter,
        take: Take<'_, TableCard>,
    ) -> Result<(), CaseError> {
        let make = |meant: Meant| table_cards(&meant, filter);
        self.map_meanings(filter, &make, &mut |rows| each(rows, take))
    }

    /// Hands out the rows of tables, in the order of paths and files.
    ///
    /// # Errors
    /// [`CaseError::Ledger`], [`CaseError::NoSuchFile`].
    pub fn rows_of_tables(
        &self,
        filter: &MeaningFilter,
        take: Take<'_, RowOfTable>,
    ) -> Result<(), CaseError> {
        self.each_meaning(filter, &mut |meant| {
            let masks = Masks::of(meant, filter.mask);
            for of in &meant.understanding.tables {
                let Some(part) = meant.part(of.part) else {
                    continue;
                };
                let names = column_names(&of.columns);
                for row in table::rows(of, part) {
                    let Some(whole) = around(&row.cells) else {
                        continue;
                    };
                    let Some((citation, masked)) = cite(meant, &masks, whole, None) else {
                        continue;
                    };
                    let values = names.iter().zip(&row.cells).map(|(name, cell)| {
                        let value = cell.map(|span| masks.over(part, span).0);
                        (name.clone(), value.map_or(Json::Null, Json::String))
                    });
                    let row = RowOfTable {
                        path: meant.path.clone(),
                        sheet: of.sheet.clone(),
                        row: row.row,
                        values: values.collect(),
                        citation,
                        masked,
                    };
                    if !take(row)? {
                        return Ok(false);
                    }
                }
            }
            Ok(true)
        })
    }

    /// Hands out claims, in the order of paths and places.
    ///
    /// # Errors
    /// [`CaseError::Ledger`], [`CaseError::NoSuchFile`].
    pub fn claims(
        &self,
        filter: &MeaningFilter,
        take: Take<'_, ClaimRow>,
    ) -> Result<(), CaseError> {
        let across = self.across()?;
        let make = |meant: Meant| claim_rows(&meant, filter, &across);
        self.map_meanings(filter, &make, &mut |rows| each(rows, take))
    }
}

fn each<T>(rows: Vec<T>, take: Take<'_, T>) -> Result<bool, CaseError> {
    for row in rows {
        if !take(row)? {
            return Ok(false);
        }
    }
    Ok(true)
}

pub(super) fn message_rows(
    meant: &Meant,
    filter: &MeaningFilter,
    across: &Across,
    zones: &Zones,
) -> Vec<MessageRow> {
    let masks = Masks::of(meant, filter.mask);
    let asserted = zones.of_file(&meant.path);
    let row = |message: &Message| {
        let number = (!message.place_alone).then_some(message.number);
        let (citation, masked) = cite(meant, &masks, message.span, number)?;
        let spans: Vec<Span> = [message.span]
            .into_iter()
            .chain(message.sender_span)
            .collect();
        let shown = |words: &String| masks.out_of(meant, words, &spans);
        let key = (meant.path.clone(), message.number);
        let (time_zone, zone_basis) = match (&message.time_zone, asserted) {
            (None, Some(asserted)) => (Some(asserted.zone.clone()), ZoneBasis::Asserted),
            (stated, _) => (stated.clone(), message.zone_basis),
        };
        let utc = message.time.as_ref().zip(time_zone.as_ref());
        Some(MessageRow {
            path: meant.path.clone(),
            message: message.number,
            time: message.time.clone(),
            utc: utc.and_then(|(time, zone)| zones::utc(time, zone)),
            time_zone,
            zone_basis,
            sender: message.sender.as_ref().map(shown),
            recipients: message.recipients.iter().map(shown).collect(),
            conversation: message.conversation.as_ref().map(shown),
            kind: message.kind,
            text: shown(&message.text),
            duplicate_of: across.said_before.messages.get(&key).cloned(),
            citation,
            masked,
            also_at: meant.also_at.clone(),
        })
    };
    let messages = meant.understanding.messages.iter();
    messages.filter_map(row).collect()
}

pub(super) fn table_cards(meant: &Meant, filter: &MeaningFilter) -> Vec<TableCard> {
    let masks = Masks::of(meant, filter.mask);
    let card = |table: &Table| {
        let (citation, _) = cite(meant, &masks, table.span, None)?;
        Some(TableCard {
            path: meant.path.clone(),
            sheet: table.sheet.clone(),
            title: table.title.clone(),
            header_row: table.header_row,
            rows: table.rows,
            columns: table.columns.clone(),
            citation,
            also_at: meant.also_at.clone(),
        })
    };
    let tables = meant.understanding.tables.iter();
    tables.filter_map(card).collect()
}

pub(super) fn claim_rows(meant: &Meant, filter: &MeaningFilter, across: &Across) -> Vec<ClaimRow> {
    let masks = Masks::of(meant, filter.mask);
    let private = PrivateRows::of(&meant.understanding.tables, &meant.parts);
    let row = |found: &Claim| {
        let mut claim = found.clone();
        if let Some(own) = &across.own {
            claim::resolve(&mut claim, own);
        }
        let told = across.one_name.put(&mut claim, meant).cloned();
        let claim = &claim;
        if !filter.claims.is_empty() && !filter.claims.contains(&claim.kind) {
            return None;
        }
        let mut masked = false;
        let mut citations: Vec<StoredCitation> = claim
            .grounds
            .iter()
            .filter_map(|ground| cite(meant, &masks, ground.span, ground.message))
            .map(|(citation, is_masked)| {
                masked |= is_masked;
                citation
            })
            .collect();
        let locator = citations.first()?.locator.clone();
        citations.extend(told.filter(|told| !citations.contains(told)));
        let spans: Vec<Span> = claim.grounds.iter().map(|ground| ground.span).collect();
        let shown = |words: &str| masks.out_of(meant, words, &spans);
        let id = claim::id(found, meant.document.reference.blob, &locator);
        let key = (id, claim.polarity);
        let duplicate_of = across.said_before.claims.get(&key).cloned();
        Some(ClaimRow {
            duplicate_of,
            id: key.0,
            kind: claim.kind,
            statement: shown(&claim.statement),
            fields: shown_fields(&claim.fields, &shown),
            polarity: claim.polarity,
            hedge: claim.hedge.as_ref().map(|hedge| hedge.text.clone()),
            hedge_span: claim
                .hedge
                .as_ref()
                .map(|hedge| [hedge.span.start, hedge.span.end]),
            confidence: claim.confidence,
            rule: claim.rule.to_string(),
            origin: "documents".into(),
            status: "proposed".into(),
            reviews: Vec::new(),
            citations,
            masked,
            also_at: meant.also_at.clone(),
            repeated_at: Vec::new(),
            in_private_row: spans.iter().any(|span| private.hold(*span)),
        })
    };
    let claims = meant.understanding.claims.iter();
    claims.filter_map(row).collect()
}

/// Returns the citation of a span as it is shown, and whether something in it is masked.
pub(super) fn cite(
    meant: &Meant,
    masks: &Masks,
    span: Span,
    message: Option<u32>,
) -> Option<(StoredCitation, bool)> {
    let mut citation = meant.cite(span, message)?;
    let (quote, masked) = masks.over(meant.part(span.part)?, span);
    citation.quote = quote;
    Some((citation, masked))
}

fn shown_fields(fields: &Map<String, Json>, shown: &dyn Fn(&str) -> String) -> Map<String, Json> {
    fn value(json: &Json, shown: &dyn Fn(&str) -> String) -> Json {
        match json {
            Json::String(words) => Json::String(shown(words)),
            Json::Array(values) => values.iter().map(|json| value(json, shown)).collect(),
            other => other.clone(),
        }
    }
    fields
        .iter()
        .map(|(name, json)| (name.clone(), value(json, shown)))
        .collect()
}

/// Returns a name for each column, no two alike.
fn column_names(columns: &[Column]) -> Vec<String> {
    let mut times: BTreeMap<&str, u32> = BTreeMap::new();
    let mut names = Vec::with_capacity(columns.len());
    for (number, column) in (1..).zip(columns) {
        let name = column.name.trim();
        let seen = times.entry(name).or_default();
        *seen += 1;
        names.push(match (name.is_empty(), *seen) {
            (true, _) => format!("column {number}"),
            (false, 1) => name.to_owned(),
            (false, seen) => format!("{name} {seen}"),
        });
    }
    names
}

fn around(cells: &[Option<Span>]) -> Option<Span> {
    let mut filled = cells.iter().flatten();
    let first = *filled.next()?;
    Some(filled.fold(first, |whole, cell| Span {
        part: whole.part,
        start: whole.start.min(cell.start),
        end: whole.end.max(cell.end),
    }))
}
