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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::io::Write as _;

    use daylight_model::{Budgets, Input, Outcome, Reason, Summary, Warning};

    use super::*;

    /// Sends a warning for each byte, and says `read` whatever happens.
    fn reader(input: &mut dyn Input, _: &Job, sink: &mut dyn Sink) -> Summary {
        let mut text = String::new();
        input.read_to_string(&mut text).unwrap();
        for byte in text.chars() {
            let warning = Warning {
                what: byte.to_string(),
                reason: None,
            };
            if sink.send(Frame::Warning(warning)).is_err() {
                break;
            }
        }
        Summary {
            media_type: "text/plain".to_owned(),
            reading: "test@1".to_owned(),
            encoding: None,
            outcome: Outcome::READ,
            pages: None,
            metadata: BTreeMap::new(),
            awaits: None,
        }
    }

    /// Has had enough after so many frames.
    struct Enough(usize);

    impl Sink for Enough {
        fn send(&mut self, _: Frame) -> Result<(), Stopped> {
            self.0 = self.0.checked_sub(1).ok_or(Stopped(Reason::TooMany))?;
            Ok(())
        }
    }

    fn run(enough: usize) -> (usize, Result<(), WorkerError>) {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(b"abc").unwrap();
        let job = Job {
            name: "a file".to_owned(),
            bytes: 3,
            budgets: Budgets::default(),
            ..Job::default()
        };
        let mut sink = Enough(enough);
        let result = InProcess(reader).run(&job, file, &mut sink);
        (sink.0, result)
    }

    #[test]
    fn a_file_is_read_from_its_start_and_ends_with_one_end() {
        let (left, result) = run(10);
        result.unwrap();
        assert_eq!(left, 10 - 3 - 1);
    }

    #[test]
    fn a_sink_that_has_enough_is_the_reason_even_at_the_end() {
        for enough in 0..4 {
            let error = run(enough).1.unwrap_err();
            assert!(
                matches!(error, WorkerError::Stopped(Reason::TooMany)),
                "{error}"
            );
        }
    }
}
