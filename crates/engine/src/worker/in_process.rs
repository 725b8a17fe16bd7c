//! A worker without a process: the reader runs here, in the open. For tests of what lies behind a worker;
//! what the program reads goes through [`SandboxedProcess`](super::SandboxedProcess).

use std::fs::File;
use std::io::{Seek, SeekFrom};

use daylight_model::{Frame, Job, Reader, Sink, Stopped};

use super::budget::Budgeted;
use super::{Worker, WorkerError};

/// Runs a reader in this process, held to its budgets of output and to nothing else.
#[derive(Debug, Clone, Copy)]
pub struct InProcess(pub Reader);

/// The caller's sink, and whether it was the one that said stop.
struct Watched<'a> {
    inner: &'a mut dyn Sink,
    stopped: Option<Stopped>,
}

impl Sink for Watched<'_> {
    fn send(&mut self, frame: Frame) -> Result<(), Stopped> {
        if let Some(stopped) = self.stopped {
            return Err(stopped);
        }
        let sent = self.inner.send(frame);
        self.stopped = sent.err();
        sent
    }
}

impl Worker for InProcess {
    fn run(
        &mut self,
        job: &Job,
        mut input: File,
        untrusted: &mut dyn Sink,
    ) -> Result<(), WorkerError> {
        input
            .seek(SeekFrom::Start(0))
            .map_err(|source| WorkerError::Input { source })?;
        let watched = Watched {
            inner: untrusted,
            stopped: None,
        };
        let mut sink = Budgeted::new(watched, &job.budgets);
        let summary = (self.0)(&mut input, job, &mut sink);
        match sink.finish(summary) {
            Ok(Watched { stopped: None, .. }) => Ok(()),
            Ok(Watched {
                stopped: Some(Stopped(reason)),
                ..
            })
            | Err(Stopped(reason)) => Err(WorkerError::Stopped(reason)),
        }
    }
}
