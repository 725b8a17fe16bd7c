//! What the documents mean, for the pages: claims, counts, talks, tables, names, what is dated, and the margin of the
//! Reader. Always masked.

use std::sync::Arc;

use axum::extract::State;
use daylight_engine::case::{ClaimFilter, MeaningFilter, MessageRow, Window};
use daylight_model::{ClaimType, MentionType};
use daylight_understand::entity::Reason;
use serde::Deserialize;
use utoipa::IntoParams;

use super::asking::{Answer, Asked, Served, ask};
use super::failure::Failure;
use super::meaning_shapes::{
    BasisShape, Claims, CountShape, Counts, DatedShape, MeaningOfFile, MentionShape, MessageShape,
    Messages, MonthShape, NameInTime, Names, OtherName, RelationShape, Tables, TalkShape, Talks,
    Timeline,
};
use super::shapes::{Problem, ProblemKind};

/// Rows of one answer, at most.
const MOST_ROWS: usize = 5_000;

/// Which claims are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ClaimsAsked {
    /// Only of this type.
    r#type: Option<String>,
    /// Only from files whose path begins so.
    prefix: Option<String>,
    /// Only those that have this in their sentence, a slot, their polarity or their path, in either case.
    q: Option<String>,
    /// Only those that a learned rule found (`true`), or a written one (`false`).
    learned: Option<bool>,
    /// Leaves out so many.
    #[serde(default)]
    offset: usize,
    /// At most so many, up to 5,000.
    limit: Option<usize>,
}

/// Claims, in the order of paths and places.
#[utoipa::path(get, path = "/api/claims", params(ClaimsAsked), responses((status = 200, body = Claims), (status = "default", body = Problem)))]
pub(crate) async fn claims(
    State(served): State<Arc<Served>>,
    Asked(asked): Asked<ClaimsAsked>,
) -> Answer<Claims> {
    ask(served, move |served| {
        let kind = asked.r#type.as_deref().map(claim_type).transpose()?;
        let gathered = served.case.gathered()?;
        let window = window(asked.offset, asked.limit, MOST_ROWS);
        let filter = ClaimFilter {
            kind,
            prefix: asked.prefix,
            words: asked.q.filter(|words| !words.trim().is_empty()),
            learned: asked.learned,
        };
        let found = gathered.claims(&filter, window)?;
        Ok(Claims {
            by_type: gathered.claims_by_type()?,
            slots: kind.map_or_else(Vec::new, |kind| {
                kind.fields()
                    .iter()
                    .map(|slot| (*slot).to_owned())
                    .collect()
            }),
            total: found.total,
            claims: found.rows.iter().map(Into::into).collect(),
        })
    })
    .await
}

/// Returns a stretch of a list as it was asked for.
fn window(offset: usize, limit: Option<usize>, by_itself: usize) -> Window {
    let limit = limit.unwrap_or(by_itself).min(MOST_ROWS);
    Window { offset, limit }
}

/// Which stretch of a list is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListAsked {
    /// Leaves out so many.
    #[serde(default)]
    offset: usize,
    /// At most so many, up to 5,000.
    limit: Option<usize>,
}

impl ListAsked {
    fn window(&self) -> Window {
        window(self.offset, self.limit, MOST_ROWS)
    }
}

fn claim_type(name: &str) -> Result<ClaimType, Failure> {
    name.parse().map_err(|error: daylight_model::UnknownName| {
        Failure::new(ProblemKind::Call, error.to_string())
    })
}

/// What is counted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct CountAsked {
    /// The type of claim.
    r#type: String,
    /// The slot to count by, or `polarity`.
    by: String,
}

/// Claims counted by one of their slots, with the rule.
#[utoipa::path(get, path = "/api/count", params(CountAsked), responses((status = 200, body = Counts), (status = "default", body = Problem)))]
pub(crate) async fn count(
    State(served): State<Arc<Served>>,
    Asked(asked): Asked<CountAsked>,
) -> Answer<Counts> {
    ask(served, move |served| {
        let counts = served.case.count(claim_type(&asked.r#type)?, &asked.by)?;
        Ok(Counts {
            rule: counts.first().map(|first| first.rule.clone()),
            counts: counts
                .into_iter()
                .map(|count| CountShape {
                    value: count.value,
                    claims: count.claims,
                    distinct: count.distinct,
                })
                .collect(),
        })
    })
    .await
}

/// The talks of the case.
#[utoipa::path(get, path = "/api/talks", params(ListAsked), responses((status = 200, body = Talks), (status = "default", body = Problem)))]
pub(crate) async fn talks(
    State(served): State<Arc<Served>>,
    Asked(asked): Asked<ListAsked>,
) -> Answer<Talks> {
    ask(served, move |served| {
        let found = served.case.talks(asked.window())?;
        Ok(Talks {
            total: found.total,
            talks: found.rows.iter().map(TalkShape::of).collect(),
        })
    })
    .await
}

/// Which messages are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct MessagesAsked {
    /// The file.
    path: String,
    /// Only of this conversation.
    conversation: Option<String>,
    /// Only those that have this in them, in either case.
    q: Option<String>,
    /// Leaves out so many.
    #[serde(default)]
    offset: usize,
    /// At most so many, up to 5,000.
    limit: Option<usize>,
}

/// The messages of one file, in its order.
#[utoipa::path(get, path = "/api/messages", params(MessagesAsked), responses((status = 200, body = Messages), (status = "default", body = Problem)))]
pub(crate) async fn messages(
    State(served): State<Arc<Served>>,
    Asked(asked): Asked<MessagesAsked>,
) -> Answer<Messages> {
    ask(served, move |served| {
        let filter = MeaningFilter {
            path: Some(asked.path),
            ..MeaningFilter::default()
        };
        let wanted = asked.q.map(|words| words.to_lowercase());
        let limit = asked.limit.unwrap_or(MOST_ROWS).min(MOST_ROWS);
        let (mut total, mut messages) = (0, Vec::new());
        served.case.messages(&filter, &mut |message| {
            let fits = asked
                .conversation
                .as_ref()
                .is_none_or(|wanted| message.conversation.as_ref() == Some(wanted))
                && wanted
                    .as_ref()
                    .is_none_or(|words| message.text.to_lowercase().contains(words));
            if fits {
                total += 1;
                if total > asked.offset && messages.len() < limit {
                    messages.push(shown(message));
                }
            }
            Ok(true)
        })?;
        let zones = served.case.zones()?;
        let asserted = filter.path.as_deref().and_then(|path| zones.of_file(path));
        Ok(Messages {
            total: total as u64,
            messages,
            asserted_zone: asserted.map(Into::into),
        })
    })
    .await
}

fn shown(message: MessageRow) -> MessageShape {
    MessageShape {
        message: message.message,
        time: message.time,
        time_zone: message.time_zone,
        zone_basis: message.zone_basis.to_string(),
        utc: message.utc,
        sender: message.sender,
        recipients: message.recipients,
        kind: message.kind.to_string(),
        text: message.text,
        duplicate_of: message.duplicate_of,
        citation: message.citation.into(),
    }
}

/// The tables of the case.
#[utoipa::path(get, path = "/api/tables", params(ListAsked), responses((status = 200, body = Tables), (status = "default", body = Problem)))]
pub(crate) async fn tables(
    State(served): State<Arc<Served>>,
    Asked(asked): Asked<ListAsked>,
) -> Answer<Tables> {
    ask(served, move |served| {
        let found = served.case.gathered()?.tables(asked.window())?;
        Ok(Tables {
            total: found.total,
            tables: found.rows.iter().map(Into::into).collect(),
        })
    })
    .await
}

/// What the case says of days and times.
#[utoipa::path(get, path = "/api/timeline", params(ListAsked), responses((status = 200, body = Timeline), (status = "default", body = Problem)))]
pub(crate) async fn timeline(
    State(served): State<Arc<Served>>,
    Asked(asked): Asked<ListAsked>,
) -> Answer<Timeline> {
    ask(served, move |served| {
        let found = served.case.gathered()?.timeline(asked.window())?;
        let dated = found.rows.iter().map(|dated| DatedShape {
            date: dated.date.clone(),
            precision: dated.precision.to_string(),
            what: dated.what.clone(),
            citation: dated.citation.clone().into(),
        });
        Ok(Timeline {
            total: found.total,
            dated: dated.collect(),
        })
    })
    .await
}

/// Which names are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct NamesAsked {
    /// Only of this type.
    r#type: Option<String>,
    /// Only those that have this in them, in either case.
    q: Option<String>,
    /// Leaves out so many.
    #[serde(default)]
    offset: usize,
    /// At most so many, up to 5,000.
    limit: Option<usize>,
}

/// Names of people, bodies, states, places and products, those mentioned most first.
#[utoipa::path(get, path = "/api/names", params(NamesAsked), responses((status = 200, body = Names), (status = "default", body = Problem)))]
pub(crate) async fn names(
    State(served): State<Arc<Served>>,
    Asked(asked): Asked<NamesAsked>,
) -> Answer<Names> {
    ask(served, move |served| {
        let kind = asked
            .r#type
            .as_deref()
            .map(str::parse::<MentionType>)
            .transpose()
            .map_err(|error| Failure::new(ProblemKind::Call, error.to_string()))?;
        let gathered = served.case.gathered()?;
        let window = window(asked.offset, asked.limit, 500);
        let found = gathered.names(kind, asked.q.as_deref(), window)?;
        Ok(Names {
            by_type: gathered.names_by_type()?,
            total: found.total,
            names: found.rows.iter().map(Into::into).collect(),
        })
    })
    .await
}

/// Which name is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct NameAsked {
    /// Its id.
    id: String,
}

/// A name, when it was written, and its relations.
#[utoipa::path(get, path = "/api/name", params(NameAsked), responses((status = 200, body = NameInTime), (status = "default", body = Problem)))]
pub(crate) async fn name(
    State(served): State<Arc<Served>>,
    Asked(asked): Asked<NameAsked>,
) -> Answer<NameInTime> {
    ask(served, move |served| {
        let gathered = served.case.gathered()?;
        let Some(found) = gathered.name(&asked.id)? else {
            let why = format!("the case has no name with the id {}", asked.id);
            return Err(Failure::new(ProblemKind::Missing, why));
        };
        let over_time = &found.over_time;
        let months = over_time.months.iter().map(|(month, mentions)| MonthShape {
            month: month.clone(),
            mentions: *mentions,
        });
        let relations = gathered.relations(&found, MOST_ROWS)?.into_iter();
        let names = found.names.iter().map(|name| OtherName {
            text: name.text.clone(),
            language: name.language.clone(),
            mentions: name.mentions,
        });
        let basis = found.basis.iter().map(|basis| BasisShape {
            reason: word(basis.reason),
            name: basis.name.clone(),
            with: basis.with.clone(),
        });
        let places = served.case.places_of(&found)?;
        Ok(NameInTime {
            name: (&found).into(),
            names: names.collect(),
            basis: basis.collect(),
            places: places.into_iter().map(Into::into).collect(),
            months: months.collect(),
            undated: over_time.undated,
            relations: relations
                .map(|relation| RelationShape {
                    claim: (&relation.claim).into(),
                    other: relation.other,
                })
                .collect(),
        })
    })
    .await
}

/// Returns the word by which JSON calls a reason.
fn word(reason: Reason) -> String {
    let word = serde_json::to_value(reason).unwrap_or_default();
    word.as_str().unwrap_or_default().to_owned()
}

/// Which file is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct MeaningAsked {
    /// The file's path in the case.
    path: String,
}

/// What is understood of one file: for the margin of the Reader.
#[utoipa::path(get, path = "/api/meaning", params(MeaningAsked), responses((status = 200, body = MeaningOfFile), (status = "default", body = Problem)))]
pub(crate) async fn meaning(
    State(served): State<Arc<Served>>,
    Asked(asked): Asked<MeaningAsked>,
) -> Answer<MeaningOfFile> {
    ask(served, move |served| {
        let filter = MeaningFilter {
            path: Some(asked.path),
            ..MeaningFilter::default()
        };
        let mut of_file = MeaningOfFile {
            claims: Vec::new(),
            mentions: Vec::new(),
            more: false,
        };
        served.case.claims(&filter, &mut |claim| {
            of_file.claims.push((&claim).into());
            Ok(of_file.claims.len() < MOST_ROWS)
        })?;
        served.case.mentions(&filter, &mut |mention| {
            if of_file.mentions.len() >= MOST_ROWS {
                of_file.more = true;
                return Ok(false);
            }
            of_file.mentions.push(MentionShape {
                kind: mention.kind.to_string(),
                text: mention.text,
                value: mention.value,
                grade: mention.grade.to_string(),
                masked: mention.masked,
                citation: mention.citation.into(),
            });
            Ok(true)
        })?;
        Ok(of_file)
    })
    .await
}
