//! A worker that was taken over says what it likes: the parent believes none of it, stays within its bounds, and
//! goes on with the next file.

use std::time::Duration;

use daylight_engine::worker::{
    Launch, SandboxMode, SandboxedProcess, Worker as _, WorkerError, probe,
};
use daylight_model::{Budgets, Frame, Reason, Sink, Stopped};

use super::{Kept, file_with, impatient, is_gone, job, launch, one_second};

fn liar(how: Option<&str>) -> Launch {
    let args = ["liar"].into_iter().chain(how);
    Launch {
        args: args.map(Into::into).collect(),
        ..impatient()
    }
}

/// Counts, and keeps nothing.
#[derive(Default)]
struct Counted {
    frames: u64,
    child_bytes: u64,
}

impl Sink for Counted {
    fn send(&mut self, frame: Frame) -> Result<(), Stopped> {
        self.frames += 1;
        if let Frame::ChildBytes(bytes) = frame {
            self.child_bytes += bytes.len() as u64;
        }
        Ok(())
    }
}

fn budgets() -> Budgets {
    Budgets {
        cpu_seconds: 200,
        parts: 1_000,
        children: 1_000,
        child_bytes: 10_000_000,
        ..Budgets::default()
    }
}

/// Has the liar tell a lie; shows that the file is `crashed` and the next one is read.
fn check(lie: &str) -> Counted {
    let mut worker = SandboxedProcess::spawn(&liar(None)).unwrap();
    let pid = worker.pid().unwrap();
    let mut counted = Counted::default();
    let error = worker
        .run(&job(lie, budgets()), file_with(b"x"), &mut counted)
        .unwrap_err();
    let reason = error.outcome().and_then(|outcome| outcome.reason);
    assert_eq!(reason, Some(Reason::Crashed), "{lie}: {error}");
    is_gone(pid);
    truth(&mut worker);
    counted
}

fn truth(worker: &mut SandboxedProcess) {
    let mut kept = Kept::default();
    worker
        .run(&job("truth", budgets()), file_with(b"x"), &mut kept)
        .unwrap();
    assert_eq!(kept.summary().reading, "liar@1");
}

#[test]
fn what_does_not_fit_the_protocol_costs_the_file() {
    for lie in [
        "unknown kind",
        "huge",
        "no json",
        "deep json",
        "no utf-8",
        "hello again",
        "bytes of no child",
        "end of no child",
        "child in child",
        "end in child",
        "two ends",
        "half a message",
        "no end",
        "hang up and stay",
    ] {
        check(lie);
    }
}

#[test]
fn a_flood_is_cut_off_at_the_budget() {
    let counted = check("flood of bytes");
    assert!(counted.child_bytes <= 10_000_000);
    assert!(check("flood of parts").frames <= 1_000);
    assert!(check("flood of children").frames <= 2_000);
    assert!(check("flood of warnings").frames <= 1_001);
}

#[test]
fn a_trickle_is_stuck() {
    let mut worker = SandboxedProcess::spawn(&liar(None)).unwrap();
    let error = worker
        .run(
            &job("trickle", one_second()),
            file_with(b"x"),
            &mut Kept::default(),
        )
        .unwrap_err();
    let reason = error.outcome().and_then(|outcome| outcome.reason);
    assert_eq!(reason, Some(Reason::TimeLimit), "{error}");
    truth(&mut worker);
}

#[test]
fn a_worker_that_talks_between_two_jobs_is_replaced() {
    let mut worker = SandboxedProcess::spawn(&liar(None)).unwrap();
    let pid = worker.pid().unwrap();
    worker
        .run(
            &job("chatter afterwards", budgets()),
            file_with(b"x"),
            &mut Kept::default(),
        )
        .unwrap();
    std::thread::sleep(Duration::from_millis(400));
    truth(&mut worker);
    assert_ne!(worker.pid(), Some(pid));
    is_gone(pid);
}

#[test]
fn a_worker_that_is_not_locked_up_gets_no_file() {
    let error = SandboxedProcess::spawn(&liar(Some("unlocked"))).unwrap_err();
    assert!(matches!(error, WorkerError::NoSandbox { .. }), "{error}");
    assert_eq!(error.outcome(), None, "the machine's fault, not a file's");
    let unsafe_on_purpose = Launch {
        sandbox: SandboxMode::Unsafe,
        ..liar(Some("unlocked"))
    };
    probe(&unsafe_on_purpose).unwrap();
}

#[test]
fn a_worker_that_says_nothing_fails_the_run() {
    let error = probe(&liar(Some("silent"))).unwrap_err();
    assert!(matches!(error, WorkerError::NotReady { .. }), "{error}");
    assert_eq!(error.outcome(), None);
}

#[test]
fn a_worker_started_by_hand_says_so_and_ends() {
    let output = std::process::Command::new(launch(SandboxMode::Enforced).program)
        .arg("worker")
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap();
    assert!(!output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        said,
        "a worker is started by Daylight itself, never by hand\n"
    );
}
