//! One blob through one worker to one reading. Always: whatever the worker does, a reading comes out, unless
//! the case or the machine itself fails.

use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock};

use daylight_model::{Job, Outcome, Reason, State, Summary};
use daylight_understand::language::Written;

use crate::store::{Lease, NewPart, NewReading};
use crate::worker::{Try, Worker, run_surely};

use super::collect::Collector;
use super::{Pipeline, PipelineError};

/// Containers in containers, at most.
pub(super) const DEEPEST: u32 = 16;

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
        budgets: Default::default(),
        ..Job::default()
    };
    if at_the_bottom {
        job.budgets.children = 0;
    }
    let input = pipeline.blobs.get(lease.blob)?;
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
            Some(outcome) => cut_short(&mut collector, outcome),
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
    Ok(understood(pipeline, collector, summary))
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

fn understood(pipeline: &Pipeline<'_>, collector: Collector<'_>, summary: Summary) -> NewReading {
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
        reader_version: pipeline.reader_version,
        language: whole.language,
        script: whole.script,
        parts: parts.collect(),
        members: collector.members,
        warnings: collector.warnings,
    }
}
