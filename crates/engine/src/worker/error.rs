//! What can go wrong with a worker, and which of it is the file's fault. Always: words that reach the ledger
//! are ours, never the worker's, but for a place in our own source code.

use std::fmt;
use std::io;
use std::os::unix::process::ExitStatusExt as _;
use std::path::PathBuf;
use std::process::ExitStatus;

use daylight_model::{Outcome, Reason, State};

use super::sandbox::Report;
use super::second_try::Try;
use super::wire::ProtocolError;

/// How a worker's process ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// By itself, with this status.
    Status(i32),
    /// By this signal.
    Signal(i32),
}

impl Ended {
    /// The kernel ended it for a system call that the sandbox forbids.
    pub const FORBIDDEN: Self = Self::Signal(libc::SIGSYS);

    pub(super) const ABORTED: Self = Self::Signal(libc::SIGABRT);
    const KILLED: Self = Self::Signal(libc::SIGKILL);
    const PANICKED: Self = Self::Status(101);
}

impl From<ExitStatus> for Ended {
    fn from(status: ExitStatus) -> Self {
        match status.signal() {
            Some(signal) => Self::Signal(signal),
            None => Self::Status(status.code().unwrap_or_default()),
        }
    }
}

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            &Self::FORBIDDEN => f.write_str("tried something that the sandbox forbids"),
            &Self::ABORTED => f.write_str("aborted"),
            &Self::KILLED => {
                f.write_str("killed from outside, perhaps by the system for lack of memory")
            }
            &Self::PANICKED => f.write_str("panicked"),
            Self::Signal(libc::SIGSEGV | libc::SIGBUS) => {
                f.write_str("touched memory that is not its own, or ran out of stack")
            }
            Self::Signal(signal) => write!(f, "ended by signal {signal}"),
            Self::Status(status) => write!(f, "ended with status {status}"),
        }
    }
}

/// Why a job has no answer. `fresh`: the worker had read nothing else before, so that this file alone is to blame.
#[derive(Debug, thiserror::Error)]
pub enum WorkerError {
    /// The process ended before its answer did.
    #[error("the worker ended without an answer: {end}")]
    Crashed {
        /// How.
        end: Ended,
        /// Where in our source it panicked: file and line.
        place: Option<String>,
        /// The last of what it wrote to its standard error, made harmless for a terminal. May quote the file.
        said: String,
        /// Whether the worker had read nothing else.
        fresh: bool,
    },
    /// It used up its processor time.
    #[error("more than {seconds} s of processor time")]
    TimeLimit {
        /// The budget.
        seconds: u64,
    },
    /// It asked for more memory than it may have.
    #[error("more than {bytes} bytes of memory")]
    MemoryLimit {
        /// The budget.
        bytes: u64,
        /// Whether the worker had read nothing else.
        fresh: bool,
    },
    /// It neither ended nor used up its processor time.
    #[error(
        "stuck: no end after {waited_seconds} s of waiting, {cpu_seconds} s of them processor time"
    )]
    Stuck {
        /// By the clock on the wall.
        waited_seconds: u64,
        /// Processor time that it had used.
        cpu_seconds: u64,
    },
    /// It sent what no reader may send.
    #[error("the worker's answer cannot be used")]
    Protocol {
        /// What was wrong.
        source: ProtocolError,
        /// Whether the worker had read nothing else.
        fresh: bool,
    },
    /// The sink wanted no more.
    #[error("stopped: {0}")]
    Stopped(Reason),
    /// The process cannot be started.
    #[error("cannot start the worker {program}", program = .program.display())]
    Spawn {
        /// What was to be started.
        program: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The process started and was not ready to work.
    #[error("the worker {program} does not get ready: {why}{}{said}", if .said.is_empty() { "" } else { ": " }, program = .program.display())]
    NotReady {
        /// What was started.
        program: PathBuf,
        /// What was seen of it.
        why: NotReady,
        /// The last of what it said.
        said: String,
    },
    /// The kernel gives no sandbox.
    #[error("no sandbox: {report}")]
    NoSandbox {
        /// What holds.
        report: Report,
    },
    /// The file cannot be handed over.
    #[error("cannot hand the file to the worker")]
    Input {
        /// Why not.
        source: io::Error,
    },
    /// The worker's process cannot be watched any more.
    #[error("lost touch with the worker")]
    Lost {
        /// Why.
        source: io::Error,
    },
}

/// Why a worker that was started did no work.
#[derive(Debug, thiserror::Error)]
pub enum NotReady {
    /// It ended.
    #[error("{0}")]
    Ended(Ended),
    /// It said nothing.
    #[error("it says nothing")]
    Silent,
    /// It is some other program.
    #[error("it does not speak as a worker does: {0}")]
    Stranger(ProtocolError),
}

impl WorkerError {
    /// Returns what the ledger says of the file: `failed`, which a caller who keeps what came before makes
    /// `partial`. None: the machine's fault, not the file's; the run must end.
    pub fn outcome(&self) -> Option<Outcome> {
        let (state, reason, detail) = match self {
            Self::Crashed { end, place, .. } => {
                let place = place.iter().map(|place| format!(" at {place}"));
                let detail = format!("the worker {end}{}", place.collect::<String>());
                (State::Failed, Reason::Crashed, detail)
            }
            Self::Protocol { .. } => (
                State::Failed,
                Reason::Crashed,
                "the worker's answer could not be used".to_owned(),
            ),
            Self::TimeLimit { .. } => (State::Failed, Reason::TimeLimit, self.to_string()),
            Self::Stuck { .. } => (State::Failed, Reason::TimeLimit, self.to_string()),
            Self::MemoryLimit { .. } => (State::Failed, Reason::MemoryLimit, self.to_string()),
            Self::Stopped(reason) => (State::Partial, *reason, String::new()),
            Self::Spawn { .. }
            | Self::NotReady { .. }
            | Self::NoSandbox { .. }
            | Self::Input { .. }
            | Self::Lost { .. } => return None,
        };
        Some(Outcome::because(state, reason, detail))
    }

    /// Returns the try that may end otherwise, if one may: the machine was busy, or the worker had something
    /// left from a file before.
    pub fn another_try(&self) -> Option<Try> {
        match self {
            Self::Stuck { .. }
            | Self::Crashed {
                end: Ended::KILLED, ..
            } => Some(Try::Alone),
            Self::Crashed { fresh: false, .. }
            | Self::MemoryLimit { fresh: false, .. }
            | Self::Protocol { fresh: false, .. } => Some(Try::Fresh),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_worker_said_never_reaches_the_ledger() {
        let error = WorkerError::Crashed {
            end: Ended::Status(101),
            place: Some("reader.rs:7:3".to_owned()),
            said: "panicked: 王翀 owes 55,000".to_owned(),
            fresh: true,
        };
        let outcome = error.outcome().unwrap();
        assert_eq!(outcome.reason, Some(Reason::Crashed));
        assert_eq!(
            outcome.detail.as_deref(),
            Some("the worker panicked at reader.rs:7:3")
        );
        assert!(!error.to_string().contains("王翀"));
    }

    #[test]
    fn the_machine_s_faults_are_no_outcome_of_a_file() {
        let spawn = WorkerError::Spawn {
            program: "/nowhere".into(),
            source: io::ErrorKind::NotFound.into(),
        };
        assert_eq!(spawn.outcome(), None);
        assert_eq!(spawn.another_try(), None);
    }

    #[test]
    fn only_a_fresh_worker_s_crash_is_held_against_the_file_at_once() {
        let crash = |signal, fresh| WorkerError::Crashed {
            end: Ended::Signal(signal),
            place: None,
            said: String::new(),
            fresh,
        };
        assert_eq!(crash(libc::SIGSEGV, false).another_try(), Some(Try::Fresh));
        assert_eq!(crash(libc::SIGSEGV, true).another_try(), None);
        assert_eq!(crash(libc::SIGKILL, true).another_try(), Some(Try::Alone));
        let limit = WorkerError::TimeLimit { seconds: 60 };
        assert_eq!(limit.another_try(), None);
    }
}
