//! The worker: the only place where bytes of a leak are parsed, in a process of its own that has no files, no
//! network, no other process, and a limited amount of memory, time and output. Always: what comes out of it is
//! untrusted; a crash, a hang or a bomb costs the file that was being read and no other; what is the fault of
//! the machine fails the run, never the file.

mod budget;
mod error;
mod in_process;
mod launch;
mod limits;
mod process;
mod sandbox;
mod second_try;
mod serve;
mod wire;

use std::fs::File;

use daylight_model::{Job, Sink};

pub use budget::{Budgeted, MOST_WARNINGS};
pub use error::{Ended, WorkerError};
pub use in_process::InProcess;
pub use launch::{Launch, probe};
pub use process::SandboxedProcess;
pub use sandbox::{Report, SandboxMode};
pub use second_try::{Try, run_surely};
pub use serve::serve;
pub use wire::{MOST_CHILD_BYTES, MOST_PART_BYTES, ProtocolError};

/// Reads one file at a time.
pub trait Worker: Send {
    /// Reads `input`, a regular file, from its start, and hands on what is found as it is found. On `Ok` exactly
    /// one [`Frame::End`](daylight_model::Frame::End) was delivered, as the last frame; children lie between
    /// their start and their end, and the budgets of the job were kept. Nothing else about a frame is certain.
    ///
    /// # Errors
    /// [`WorkerError`]; the frames delivered before it count for nothing or for a partial reading, as the caller
    /// likes. The worker can be used again after each error.
    fn run(&mut self, job: &Job, input: File, untrusted: &mut dyn Sink) -> Result<(), WorkerError>;
}
