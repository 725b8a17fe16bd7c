//! The pipeline: from a queue of blobs to readings in the ledger. Blobs go to workers by depth, all of one
//! depth before any of the next, so that what a case becomes does not hang on which worker was faster.

mod collect;
mod dispatch;
mod pieces;
mod read_one;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, RwLock};
use std::thread;
use std::time::{Duration, Instant};

use daylight_model::{BlobId, Pass};
use daylight_understand::language::Languages;
use jiff::{SignedDuration, Timestamp};

use crate::case::CaseError;
use crate::store::{BlobError, BlobStore, Lease, Ledger, LedgerError, NewReading, PendingWork};
use crate::worker::{Worker, WorkerError};

use dispatch::Dispatch;
use read_one::read_one;

/// How long a lease holds: longer than any budget of time.
const LEASE: SignedDuration = SignedDuration::from_mins(30);

/// Why reading stopped. What was read before stays.
#[derive(Debug, thiserror::Error)]
pub enum PipelineError {
    /// The ledger could not go on.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The blob store could not go on.
    #[error(transparent)]
    Blob(#[from] BlobError),
    /// No worker can be had.
    #[error(transparent)]
    Worker(#[from] WorkerError),
    /// Whoever watches could not go on.
    #[error(transparent)]
    Watch(Box<CaseError>),
    /// The user stopped it.
    #[error("interrupted")]
    Interrupted,
}

/// How far reading is.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Reading {
    /// Blobs read since this run began.
    pub blobs: u64,
    /// Their bytes.
    pub bytes: u64,
    /// What is left, as far as is known: containers may hold more.
    pub pending: PendingWork,
    /// Since this run began.
    pub elapsed: Duration,
}

impl Reading {
    /// Bytes a second; none before there is something to go by.
    pub fn rate(&self) -> Option<f64> {
        let seconds = self.elapsed.as_secs_f64();
        (seconds > 0.5 && self.bytes > 0).then(|| self.bytes as f64 / seconds)
    }

    /// How long the rest takes at the rate so far.
    pub fn remaining(&self) -> Option<Duration> {
        let rate = self.rate()?;
        Some(Duration::from_secs_f64(self.pending.bytes as f64 / rate))
    }
}

/// What reading needs of a case.
pub struct Pipeline<'a> {
    /// Where readings go and the queue is.
    pub ledger: &'a dyn Ledger,
    /// Where bytes are.
    pub blobs: &'a dyn BlobStore,
    /// Tells languages.
    pub languages: &'a Languages,
    /// Version of the whole set of readers.
    pub reader_version: u32,
    /// Which pass over the case this is.
    pub pass: Pass,
    /// Whether there will be passes over pixels: then pictures are pending until then.
    pub reads_pixels: bool,
    /// Passwords to try on what asks for one.
    pub passwords: &'a [String],
    /// Whether the files of all versions of repositories are wanted.
    pub git_versions: bool,
    /// Makes a worker; called once by each thread.
    pub make_worker: &'a (dyn Fn() -> Result<Box<dyn Worker>, WorkerError> + Sync),
    /// How many workers.
    pub threads: usize,
}

/// Returns how far a blob is that readers of this version have read up to this pass. The queue goes by it: what is
/// not so far is to be read, and what a newer version reads otherwise is read again from the first pass on.
pub fn level(reader_version: u32, pass: Pass) -> u32 {
    reader_version.saturating_mul(Pass::ALL.len() as u32) + pass as u32
}

impl Pipeline<'_> {
    /// Returns how far this run reads.
    fn level(&self) -> u32 {
        level(self.reader_version, self.pass)
    }

    /// Returns how far a blob is whose reading awaits this: not before the pass that it awaits is it read again.
    fn level_awaiting(&self, awaits: Option<Pass>) -> u32 {
        level(
            self.reader_version,
            match awaits {
                Some(Pass::Text | Pass::First) => Pass::Text,
                Some(Pass::Second) => Pass::First,
                None => Pass::Second,
            },
        )
    }

    /// Reads all that is to be read. `watch` is called from time to time, by this thread only: there the
    /// caller shows progress and brings the index up to date.
    ///
    /// # Errors
    /// [`PipelineError`]; never for what is wrong with one file.
    pub fn run(
        &self,
        stop: &AtomicBool,
        watch: &mut dyn FnMut(&Reading) -> Result<(), CaseError>,
    ) -> Result<Reading, PipelineError> {
        let start = Instant::now();
        let dispatch = Dispatch::new(self.ledger, self.level(), LEASE);
        let failure = Mutex::new(None);
        let alone = RwLock::new(());
        let mut outcome = Ok(());
        thread::scope(|scope| {
            let threads: Vec<_> = (0..self.threads.max(1))
                .map(|_| {
                    scope.spawn(|| {
                        if let Err(error) = self.work(&dispatch, &alone, stop) {
                            let mut failure =
                                failure.lock().unwrap_or_else(|held| held.into_inner());
                            failure.get_or_insert(error);
                            dispatch.stop();
                        }
                    })
                })
                .collect();
            while !threads.iter().all(thread::ScopedJoinHandle::is_finished) {
                if stop.load(Ordering::Relaxed) {
                    dispatch.stop();
                }
                if outcome.is_ok() {
                    outcome = self.progress(&dispatch, start).and_then(|reading| {
                        watch(&reading).map_err(|error| PipelineError::Watch(Box::new(error)))
                    });
                    if outcome.is_err() {
                        dispatch.stop();
                    }
                }
                dispatch.wait_a_moment();
            }
        });
        if let Some(error) = failure
            .into_inner()
            .unwrap_or_else(|held| held.into_inner())
        {
            return Err(error);
        }
        outcome?;
        let reading = self.progress(&dispatch, start)?;
        watch(&reading).map_err(|error| PipelineError::Watch(Box::new(error)))?;
        if stop.load(Ordering::Relaxed) && reading.pending.blobs > 0 {
            return Err(PipelineError::Interrupted);
        }
        Ok(reading)
    }

    fn progress(&self, dispatch: &Dispatch<'_>, start: Instant) -> Result<Reading, PipelineError> {
        let (blobs, bytes) = dispatch.done();
        Ok(Reading {
            blobs,
            bytes,
            pending: self.ledger.pending(self.level())?,
            elapsed: start.elapsed(),
        })
    }

    fn work(
        &self,
        dispatch: &Dispatch<'_>,
        alone: &RwLock<()>,
        stop: &AtomicBool,
    ) -> Result<(), PipelineError> {
        let mut worker = None;
        while let Some(lease) = dispatch.next(Timestamp::now())? {
            if stop.load(Ordering::Relaxed) {
                self.ledger.release(&lease)?;
                dispatch.gave_back();
                break;
            }
            let worker = match &mut worker {
                Some(worker) => worker,
                none => none.insert((self.make_worker)()?),
            };
            let reading = read_one(self, worker.as_mut(), &lease, alone).and_then(|reading| {
                pieces::read_others_again(self.ledger, self.blobs, &lease)?;
                Ok(reading)
            });
            let reading = match reading {
                Ok(reading) => reading,
                Err(error) => {
                    dispatch.gave_back();
                    return Err(error);
                }
            };
            let completed = match self.ledger.complete(&lease, &reading) {
                Ok(()) => pieces::read_members_again(self.ledger, self.blobs, &reading.members),
                // Somebody else took the task over: his reading counts, and it is the same.
                Err(LedgerError::Fenced { .. }) => Ok(()),
                Err(error) => Err(error.into()),
            };
            match completed {
                Ok(()) => dispatch.finished(lease.bytes),
                Err(error) => {
                    dispatch.gave_back();
                    return Err(error);
                }
            }
        }
        Ok(())
    }
}

/// Reads a blob again, outside the queue, and writes nothing to the ledger: to check citations.
pub(crate) fn read_again(
    pipeline: &Pipeline<'_>,
    worker: &mut dyn Worker,
    blob: BlobId,
    bytes: u64,
    name: &str,
) -> Result<NewReading, PipelineError> {
    let lease = Lease {
        blob,
        bytes,
        name: name.to_owned(),
        depth: 0,
        token: 0,
    };
    read_one(pipeline, worker, &lease, &RwLock::new(()))
}
