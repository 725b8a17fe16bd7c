//! One blob through one worker to one reading. Always: whatever the worker does, a reading comes out, unless
//! the case or the machine itself fails.

use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock};

use daylight_model::{Budgets, Job, Outcome, Pass, Reason, State, Summary, Warning};
use daylight_understand::language::Written;

use crate::store::{Lease, NewPart, NewReading};
use crate::worker::{Try, Worker, run_surely};

use super::collect::Collector;
use super::pieces::{Part, Pieces};
use super::{Pipeline, PipelineError};

/// Containers in containers, at most.
pub(super) const DEEPEST: u32 = 16;

/// Processor time for the pixels of one file, or for all versions of a repository: a long document of scanned pages
/// takes minutes.
const LONG_SECONDS: u64 = 1_800;

/// Returns whether a file is named as a pack or a bundle of git.
fn is_pack(name: &str) -> bool {
    name.ends_with(".pack") || name.ends_with(".bundle")
}

pub(super) fn read_one(
    pipeline: &Pipeline<'_>,
    worker: &mut dyn Worker,
    lease: &Lease,
    alone: &RwLock<()>,
) -> Result<NewReading, PipelineError> {
    let at_the_bottom = lease.depth >= DEEPEST;
    let mut job = Job {
        name: lease.name.clone(),
        bytes: lease.bytes,
        pass: pipeline.pass,
        passwords: pipeline.passwords.to_vec(),
        budgets: Budgets::default(),
        git_versions: pipeline.git_versions,
        view: None,
        joined: None,
    };
    let pieces = Pieces::of(pipeline.ledger, pipeline.blobs, lease.blob, &lease.name)?;
    let level = pipeline.level_awaiting(None);
    let mut input = None;
    if let Some(pieces) = &pieces {
        match pieces.part() {
            Part::Elsewhere => return Ok(pieces.elsewhere(level)),
            Part::Alone => {}
            Part::Whole => {
                let joined = pieces.joined();
                job.name = pieces.whole().to_owned();
                job.bytes = joined.bytes.iter().sum();
                job.joined = Some(joined);
                match pieces.bytes(pipeline.blobs)? {
                    Ok(bytes) => input = Some(bytes),
                    Err(error) => return Ok(pieces.not_joined(&error, level)),
                }
            }
        }
    }
    if at_the_bottom {
        job.budgets.children = 0;
    }
    if pipeline.pass != Pass::Text || (job.git_versions && is_pack(&job.name)) {
        job.budgets.cpu_seconds = LONG_SECONDS;
    }
    let input = match input {
        Some(joined) => joined,
        None => pipeline.blobs.get(lease.blob)?,
    };
    let mut shared = Some(alone.read().unwrap_or_else(PoisonError::into_inner));
    let mut exclusive = None;
    let (mut collector, ran) = run_surely(worker, &job, &input, |which| {
        if which == Try::Alone {
            // What got stuck while others ran beside it is judged with the machine to itself.
            shared = None;
            exclusive = Some(alone.write().unwrap_or_else(PoisonError::into_inner));
        }
        Collector::new(pipeline.blobs)
    });
    drop((shared, exclusive));
    if let Some(failure) = collector.failure.take() {
        return Err(failure.into());
    }
    let mut summary = match (ran, collector.summary.take()) {
        (Ok(()), Some(summary)) => summary,
        (Ok(()), None) => cut_short(
            &mut collector,
            Outcome::because(State::Failed, Reason::Crashed, "the reader gave no answer"),
        ),
        (Err(error), _) => match error.outcome() {
            Some(outcome) => {
                if let Some(before) = kept_from_before(pipeline, lease, &outcome)? {
                    return Ok(before);
                }
                cut_short(&mut collector, outcome)
            }
            None => return Err(error.into()),
        },
    };
    if let Some(failure) = collector.failure.take() {
        return Err(failure.into());
    }
    if at_the_bottom
        && summary.outcome.reason == Some(Reason::TooMany)
        && collector.members.is_empty()
    {
        summary.outcome.reason = Some(Reason::TooDeep);
        summary.outcome.detail = Some(format!("{DEEPEST} containers around it"));
    }
    if let Some(pieces) = &pieces {
        if matches!(pieces.part(), Part::Alone) {
            pieces.say_missing(&mut summary.outcome);
        }
        summary.reading.push_str(&pieces.mark());
    }
    Ok(understood(pipeline, collector, summary))
}

/// A pass over pixels that comes to grief takes nothing away: what an earlier pass read stays, and says so.
fn kept_from_before(
    pipeline: &Pipeline<'_>,
    lease: &Lease,
    outcome: &Outcome,
) -> Result<Option<NewReading>, PipelineError> {
    if pipeline.pass == Pass::Text {
        return Ok(None);
    }
    let Some(before) = pipeline.ledger.document(lease.blob)? else {
        return Ok(None);
    };
    let parts = pipeline.ledger.parts(lease.blob)?;
    let members = pipeline.ledger.members(lease.blob)?;
    if parts.is_empty() && members.is_empty() {
        return Ok(None);
    }
    let mut summary = before.summary;
    if matches!(summary.outcome.state, State::Read | State::Pending) {
        summary.outcome = Outcome {
            state: State::Partial,
            ..outcome.clone()
        };
    }
    let mut warnings = before.warnings;
    warnings.push(Warning {
        what: "its pixels could not be read to the end".to_owned(),
        reason: outcome.reason,
    });
    Ok(Some(NewReading {
        summary,
        reader_version: pipeline.level_awaiting(None),
        language: before.language,
        script: before.script,
        parts,
        members,
        warnings,
    }))
}

/// Makes the summary that the worker did not live to give.
fn cut_short(collector: &mut Collector<'_>, mut outcome: Outcome) -> Summary {
    if let Some(nonsense) = collector.nonsense.take() {
        outcome.detail = Some(format!("the reader's answer does not hold: {nonsense}"));
    }
    collector.end_early(&outcome);
    if !collector.parts.is_empty() || !collector.members.is_empty() {
        outcome.state = State::Partial;
    }
    Summary {
        media_type: collector
            .media_type
            .clone()
            .unwrap_or_else(|| "application/octet-stream".to_owned()),
        reading: "cut-short@1".to_owned(),
        encoding: None,
        outcome,
        pages: None,
        metadata: BTreeMap::new(),
        awaits: None,
    }
}

fn understood(
    pipeline: &Pipeline<'_>,
    collector: Collector<'_>,
    mut summary: Summary,
) -> NewReading {
    // What was read says itself how far it is: from here on the queue knows.
    let awaits = summary.awaits.take();
    if awaits == Some(Pass::First) && collector.parts.is_empty() && pipeline.reads_pixels {
        summary.outcome = Outcome::PENDING;
    }
    let whole = pipeline.languages.of_parts(&collector.parts);
    let parts = collector.parts.into_iter().map(|part| {
        let Written { language, script } = pipeline.languages.of(part.text());
        NewPart {
            part,
            language,
            script,
        }
    });
    NewReading {
        summary,
        reader_version: pipeline.level_awaiting(awaits),
        language: whole.language,
        script: whole.script,
        parts: parts.collect(),
        members: collector.members,
        warnings: collector.warnings,
    }
}
