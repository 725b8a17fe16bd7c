//! The sandbox, tried from inside: what a reader must not be able to do, each way in which it can go wrong, and
//! what that costs: the file at hand, and no other.

#![allow(clippy::unwrap_used, reason = "all of it is tests")]

mod attempts;
mod failures;
mod lies;
mod lives;

use std::fs::File;
use std::io::Write as _;
use std::time::Duration;

use daylight_engine::worker::{Launch, SandboxMode, SandboxedProcess, Worker as _, WorkerError};
use daylight_model::{Budgets, Frame, Job, Sink, Stopped, Summary};

/// Keeps all that a worker sends.
#[derive(Debug, Default)]
struct Kept(Vec<Frame>);

impl Sink for Kept {
    fn send(&mut self, frame: Frame) -> Result<(), Stopped> {
        self.0.push(frame);
        Ok(())
    }
}

impl Kept {
    /// Returns the text of the one part.
    fn text(&self) -> &str {
        let mut texts = self.0.iter().filter_map(|frame| match frame {
            Frame::Part(part) => Some(part.text.as_str()),
            _ => None,
        });
        match (texts.next(), texts.next()) {
            (Some(text), None) => text,
            _ => panic!("not one part: {:?}", self.0),
        }
    }

    fn summary(&self) -> &Summary {
        match self.0.last() {
            Some(Frame::End(summary)) => summary,
            other => panic!("the last frame is no end: {other:?}"),
        }
    }
}

/// Returns how the test's worker is started. However busy the machine is, it does not count as stuck.
fn launch(sandbox: SandboxMode) -> Launch {
    Launch {
        sandbox,
        grace: Duration::from_secs(600),
        ..Launch::new(env!("CARGO_BIN_EXE_daylight-test-worker"))
    }
}

/// Returns the same for a worker that will be stuck, and is not waited for long.
fn impatient() -> Launch {
    Launch {
        grace: Duration::from_millis(300),
        ..launch(SandboxMode::Enforced)
    }
}

/// Processor time that a worker which does nothing cannot use up.
fn one_second() -> Budgets {
    Budgets {
        cpu_seconds: 1,
        ..Budgets::default()
    }
}

fn file_with(bytes: &[u8]) -> File {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    file
}

fn job(name: &str, budgets: Budgets) -> Job {
    Job {
        name: name.to_owned(),
        bytes: 0,
        budgets,
        ..Job::default()
    }
}

/// Has the worker obey a command, within these budgets.
fn run_within(
    worker: &mut SandboxedProcess,
    command: &str,
    budgets: Budgets,
) -> (Kept, Result<(), WorkerError>) {
    let mut kept = Kept::default();
    let input = file_with(command.as_bytes());
    let result = worker.run(&job("a file", budgets), input, &mut kept);
    (kept, result)
}

fn run(worker: &mut SandboxedProcess, command: &str) -> (Kept, Result<(), WorkerError>) {
    run_within(worker, command, Budgets::default())
}

/// Shows that the handle still reads other files.
fn still_reads(worker: &mut SandboxedProcess) {
    let (kept, result) = run(worker, "ok 工资表");
    result.unwrap();
    assert_eq!(kept.text(), "工资表");
    assert_eq!(kept.summary().metadata["name"], "a file");
}

/// Shows that no process of that number is left, not even a dead one.
fn is_gone(pid: u32) {
    assert!(
        !std::path::Path::new(&format!("/proc/{pid}")).exists(),
        "process {pid} is still there"
    );
}
