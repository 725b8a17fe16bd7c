//! What the web layer says of meaning, as JSON: the contract's rows, with counts for pages. Always: personal data in
//! it is masked.

use std::collections::BTreeMap;

use daylight_engine::case;
use serde::Serialize;
use utoipa::ToSchema;

use super::shapes::CitationShape;

/// A claim.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct ClaimShape {
    /// Stays when a newer reading finds it again.
    pub(crate) id: String,
    /// What is claimed.
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// In a sentence.
    pub(crate) statement: String,
    /// Slot by slot, in the order of the contract; open ones null.
    #[schema(value_type = Object)]
    pub(crate) fields: serde_json::Map<String, serde_json::Value>,
    /// Which way.
    pub(crate) polarity: String,
    /// Words that soften it.
    pub(crate) hedge: Option<String>,
    /// From 0 to 1.
    pub(crate) confidence: f32,
    /// Rule and version.
    pub(crate) rule: String,
    /// Where it stands; the first is the one to open.
    pub(crate) citations: Vec<CitationShape>,
    /// Other paths of the same bytes.
    pub(crate) also_at: Vec<String>,
    /// Where other exports of the talk say the same; such claims count once.
    pub(crate) repeated_at: Vec<CitationShape>,
}

impl From<&case::ClaimRow> for ClaimShape {
    fn from(row: &case::ClaimRow) -> Self {
        Self {
            id: row.id.clone(),
            kind: row.kind.to_string(),
            statement: row.statement.clone(),
            fields: row.fields.clone(),
            polarity: row.polarity.to_string(),
            hedge: row.hedge.clone(),
            confidence: row.confidence,
            rule: row.rule.clone(),
            citations: row.citations.iter().cloned().map(Into::into).collect(),
            also_at: row.also_at.clone(),
            repeated_at: row.repeated_at.iter().cloned().map(Into::into).collect(),
        }
    }
}

/// Claims of one type.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct Claims {
    /// How many claims of each type the case has.
    pub(crate) by_type: BTreeMap<String, u64>,
    /// The slots of the type that was asked for, in the order of the contract.
    pub(crate) slots: Vec<String>,
    /// How many fit what was asked for.
    pub(crate) total: u64,
    /// Those asked for.
    pub(crate) claims: Vec<ClaimShape>,
}

/// One figure, with the claims behind it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct CountShape {
    /// The value that was counted by; null where the sources leave it open.
    #[schema(value_type = Option<String>)]
    pub(crate) value: serde_json::Value,
    /// How many claims.
    pub(crate) claims: u64,
    /// How many different things they are about.
    pub(crate) distinct: u64,
}

/// Counts of claims.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct Counts {
    /// How they were counted.
    pub(crate) rule: Option<String>,
    /// Largest first.
    pub(crate) counts: Vec<CountShape>,
}

/// A talk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct TalkShape {
    /// The file.
    pub(crate) path: String,
    /// Its name.
    pub(crate) conversation: Option<String>,
    /// How many messages.
    pub(crate) messages: u64,
    /// Time of the first, as it stands.
    pub(crate) first: Option<String>,
    /// Time of the last.
    pub(crate) last: Option<String>,
    /// The zone of its times; none where it is not known.
    pub(crate) time_zone: Option<String>,
    /// How the zone is known.
    pub(crate) zone_basis: String,
    /// What a person asserts of its file; it counts where the source states no zone.
    pub(crate) asserted_zone: Option<AssertedZoneShape>,
    /// Who takes part.
    pub(crate) participants: Vec<String>,
    /// Messages by hour of the day, as the times stand.
    pub(crate) by_hour: Vec<u64>,
    /// Files in which the same talk was exported before, with how many of its messages each has.
    pub(crate) repeats: BTreeMap<String, u64>,
    /// The zone that the nights of its file's messages fit, where there are enough of them.
    pub(crate) inferred_zone: Option<InferredZoneShape>,
    /// The names behind handles, as far as the titles of talks tell.
    pub(crate) aliases: BTreeMap<String, String>,
}

/// A zone that nobody states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct InferredZoneShape {
    /// How far the clock of the people is ahead of the one in which the times stand.
    pub(crate) offset: String,
    /// What it rests on, in English.
    pub(crate) evidence: String,
    /// The hour at which the silence begins, by the times as they stand.
    pub(crate) quiet_from: u8,
    /// The hour at which it ends.
    pub(crate) quiet_until: u8,
    /// How many messages were counted.
    pub(crate) messages: u64,
    /// On how many days.
    pub(crate) days: u64,
}

/// A zone that a person asserts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct AssertedZoneShape {
    /// Of which file, or of all below which folder; empty for the whole case.
    pub(crate) path: String,
    /// An offset, or an IANA name.
    pub(crate) zone: String,
    /// Who says so.
    pub(crate) by: String,
    /// When they did, in UTC.
    pub(crate) at: String,
    /// Why.
    pub(crate) reason: String,
}

impl From<&case::AssertedZone> for AssertedZoneShape {
    fn from(zone: &case::AssertedZone) -> Self {
        Self {
            path: zone.path.clone(),
            zone: zone.zone.clone(),
            by: zone.by.clone(),
            at: zone.at.to_string(),
            reason: zone.reason.clone(),
        }
    }
}

impl TalkShape {
    /// Makes it of a talk and what is asserted of its file.
    pub(crate) fn of((talk, asserted): &(case::Talk, Option<case::AssertedZone>)) -> Self {
        Self {
            path: talk.path.clone(),
            conversation: talk.conversation.clone(),
            messages: talk.messages,
            first: talk.first.clone(),
            last: talk.last.clone(),
            time_zone: talk.time_zone.clone(),
            zone_basis: talk.zone_basis.to_string(),
            asserted_zone: asserted.as_ref().map(Into::into),
            participants: talk.participants.clone(),
            by_hour: talk.by_hour.to_vec(),
            repeats: talk.repeats.clone(),
            inferred_zone: talk.inferred_zone.as_ref().map(|zone| InferredZoneShape {
                offset: zone.offset.clone(),
                evidence: zone.evidence.clone(),
                quiet_from: zone.quiet_from,
                quiet_until: zone.quiet_until,
                messages: zone.messages,
                days: zone.days,
            }),
            aliases: talk.aliases.clone(),
        }
    }
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct MessageShape {
    /// Number in its file, from 1.
    pub(crate) message: u32,
    /// Local time, ISO 8601.
    pub(crate) time: Option<String>,
    /// Zone.
    pub(crate) time_zone: Option<String>,
    /// `stated`, `asserted`, `inferred` or `unknown`.
    pub(crate) zone_basis: String,
    /// The instant in UTC, where time and zone are known.
    pub(crate) utc: Option<String>,
    /// Who sent it.
    pub(crate) sender: Option<String>,
    /// To whom.
    pub(crate) recipients: Vec<String>,
    /// `text`, `image`, `file`, `voice`, `transfer`, `call` or `system`.
    pub(crate) kind: String,
    /// Its words.
    pub(crate) text: String,
    /// Where the same message stands in an earlier export of the talk: `PATH#message=N`.
    pub(crate) duplicate_of: Option<String>,
    /// Where it stands.
    pub(crate) citation: CitationShape,
}

/// Messages of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Messages {
    /// How many fit what was asked for.
    pub(crate) total: u64,
    /// Those asked for.
    pub(crate) messages: Vec<MessageShape>,
    /// What a person asserts of the file; it counts where the source states no zone.
    pub(crate) asserted_zone: Option<AssertedZoneShape>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct ColumnShape {
    /// Its header, letter for letter.
    pub(crate) name: String,
    /// What it holds.
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// Whether it holds personal data, which is masked.
    pub(crate) sensitive: bool,
    /// Rows in which it is filled.
    pub(crate) filled: u64,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct TableShape {
    /// The file.
    pub(crate) path: String,
    /// The sheet's name.
    pub(crate) sheet: Option<String>,
    /// Its title.
    pub(crate) title: Option<String>,
    /// Rows of data.
    pub(crate) rows: u64,
    /// Its columns.
    pub(crate) columns: Vec<ColumnShape>,
    /// Where its header stands.
    pub(crate) citation: CitationShape,
}

impl From<&case::TableCard> for TableShape {
    fn from(table: &case::TableCard) -> Self {
        let columns = table.columns.iter().map(|column| ColumnShape {
            name: column.name.clone(),
            kind: column.kind.to_string(),
            sensitive: column.sensitive,
            filled: column.filled,
        });
        Self {
            path: table.path.clone(),
            sheet: table.sheet.clone(),
            title: table.title.clone(),
            rows: table.rows,
            columns: columns.collect(),
            citation: table.citation.clone().into(),
        }
    }
}

/// The tables of the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Tables {
    /// How many there are.
    pub(crate) total: u64,
    /// In the order of paths.
    pub(crate) tables: Vec<TableShape>,
}

/// The talks of the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Talks {
    /// How many there are.
    pub(crate) total: u64,
    /// Those with most messages first.
    pub(crate) talks: Vec<TalkShape>,
}

/// Something with a date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct DatedShape {
    /// EDTF.
    pub(crate) date: String,
    /// `year`, `month`, `day` or `time`.
    pub(crate) precision: String,
    /// What.
    pub(crate) what: String,
    /// Where it stands.
    pub(crate) citation: CitationShape,
}

/// What is dated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Timeline {
    /// How many there are.
    pub(crate) total: u64,
    /// In the order of time.
    pub(crate) dated: Vec<DatedShape>,
}

/// A name with the mentions of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct NameShape {
    /// The same in every run.
    pub(crate) id: String,
    /// `person`, `org`, `country`, `place` or `product`.
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// Its fullest name.
    pub(crate) value: String,
    /// All its names, the most frequent first.
    pub(crate) names: Vec<String>,
    /// ISO 3166-1 alpha-2, or a user-assigned code.
    pub(crate) country: Option<String>,
    /// How often it is mentioned.
    pub(crate) mentions: u64,
    /// In how many files.
    pub(crate) files: u64,
    /// The first mention.
    pub(crate) citation: CitationShape,
}

/// Names of the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Names {
    /// How many names of each type there are.
    pub(crate) by_type: BTreeMap<String, u64>,
    /// How many fit what was asked for.
    pub(crate) total: u64,
    /// Those mentioned most first.
    pub(crate) names: Vec<NameShape>,
}

impl From<&case::EntityRow> for NameShape {
    fn from(row: &case::EntityRow) -> Self {
        Self {
            id: row.id.clone(),
            kind: row.kind.to_string(),
            value: row.name.clone(),
            names: row.names.iter().map(|other| other.text.clone()).collect(),
            country: row.country.clone(),
            mentions: row.mentions,
            files: row.files,
            citation: row.citation.clone().into(),
        }
    }
}

/// How often a name was written in a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct MonthShape {
    /// `YYYY-MM`.
    pub(crate) month: String,
    /// Mentions.
    pub(crate) mentions: u64,
}

/// What documents say of how a name stands to another.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct RelationShape {
    /// The other; none where the source leaves it open.
    pub(crate) other: Option<String>,
    /// The claim.
    pub(crate) claim: ClaimShape,
}

/// One of the names of a person or body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct OtherName {
    /// As it stands.
    pub(crate) text: String,
    /// Language by its script: `zh` or `en`.
    pub(crate) language: Option<String>,
    /// How many mentions have it.
    pub(crate) mentions: u64,
}

/// Why two names are taken for those of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct BasisShape {
    /// `same_form`, `told`, `gazetteer`, `short_form`, `romanisation` or `translation`.
    pub(crate) reason: String,
    /// One name.
    pub(crate) name: String,
    /// The other.
    pub(crate) with: String,
}

/// One mention of a name.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct NamePlaceShape {
    /// Where it stands.
    pub(crate) citation: CitationShape,
    /// What found it: detector and version.
    pub(crate) detector: String,
    /// `certain` or `likely`.
    pub(crate) grade: String,
}

/// A file in which a name is mentioned.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct NamePlacesShape {
    /// The file.
    pub(crate) path: String,
    /// How many mentions it has.
    pub(crate) mentions: u64,
    /// The first of them.
    pub(crate) first: Vec<NamePlaceShape>,
}

impl From<case::NamePlaces> for NamePlacesShape {
    fn from(places: case::NamePlaces) -> Self {
        let first = places.first.into_iter().map(|place| NamePlaceShape {
            citation: place.citation.into(),
            detector: place.detector,
            grade: place.grade.to_string(),
        });
        Self {
            path: places.path,
            mentions: places.mentions,
            first: first.collect(),
        }
    }
}

/// A name, its other names, when and where it was written, and its relations.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct NameInTime {
    /// The name.
    pub(crate) name: NameShape,
    /// All its names, the most frequent first.
    pub(crate) names: Vec<OtherName>,
    /// Why they are taken for names of one.
    pub(crate) basis: Vec<BasisShape>,
    /// Where it is mentioned, in the order of paths: of many files the first 50.
    pub(crate) places: Vec<NamePlacesShape>,
    /// Months in which it was mentioned, in their order: of the messages, or the files, in which the mentions stand.
    pub(crate) months: Vec<MonthShape>,
    /// Mentions of which no month is known.
    pub(crate) undated: u64,
    /// In the order of paths and places.
    pub(crate) relations: Vec<RelationShape>,
}

/// A mention in a file.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct MentionShape {
    /// What it is of.
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// The words; masked where they are personal data.
    pub(crate) text: String,
    /// What they mean.
    #[schema(value_type = Object)]
    pub(crate) value: serde_json::Value,
    /// `certain` or `likely`.
    pub(crate) grade: String,
    /// Whether it is masked.
    pub(crate) masked: bool,
    /// Where it stands.
    pub(crate) citation: CitationShape,
}

/// What is understood of one file.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct MeaningOfFile {
    /// Claims, in the order of their places.
    pub(crate) claims: Vec<ClaimShape>,
    /// Mentions, in the order of their places; at most some thousands.
    pub(crate) mentions: Vec<MentionShape>,
    /// Whether there are more mentions.
    pub(crate) more: bool,
}
