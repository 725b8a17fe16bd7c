//! Each way in which an honest reader can go wrong costs the file at hand, with the reason that fits.

use daylight_engine::worker::{
    Ended, SandboxMode, SandboxedProcess, Try, Worker as _, WorkerError, run_surely,
};
use daylight_model::{Budgets, Frame, Outcome, Reason, Sink, State, Stopped};

use super::{
    Kept, file_with, impatient, is_gone, job, launch, one_second, run, run_within, still_reads,
};

fn both_modes(check: impl Fn(&mut SandboxedProcess)) {
    for mode in [SandboxMode::Enforced, SandboxMode::SeccompOnly] {
        let mut worker = SandboxedProcess::spawn(&launch(mode)).unwrap();
        check(&mut worker);
    }
}

/// Runs a command that fails, shows that it cost nothing else, and returns how it failed.
fn failure(worker: &mut SandboxedProcess, command: &str, budgets: Budgets) -> (Kept, WorkerError) {
    let pid = worker.pid().unwrap();
    let (kept, result) = run_within(worker, command, budgets);
    let error = result.unwrap_err();
    is_gone(pid);
    still_reads(worker);
    (kept, error)
}

fn outcome_of(error: &WorkerError) -> (State, Reason, String) {
    let outcome = error.outcome().unwrap();
    (
        outcome.state,
        outcome.reason.unwrap(),
        outcome.detail.unwrap_or_default(),
    )
}

fn crash(command: &str, end: Ended, detail: &str) {
    both_modes(|worker| {
        let (_, error) = failure(worker, command, Budgets::default());
        assert!(
            matches!(error, WorkerError::Crashed { end: seen, fresh: true, .. } if seen == end),
            "{error}"
        );
        let expected = (State::Failed, Reason::Crashed, detail.to_owned());
        assert_eq!(outcome_of(&error), expected);
    });
}

#[test]
fn an_abort_and_a_silent_end_are_crashes() {
    crash("abort", Ended::Signal(6), "the worker aborted");
    crash("leave", Ended::Status(0), "the worker ended with status 0");
}

#[test]
fn a_panic_is_a_crash_whose_place_is_known_and_whose_words_stay_out_of_the_ledger() {
    both_modes(|worker| {
        let (_, error) = failure(worker, "panic 王翀", Budgets::default());
        let (state, reason, detail) = outcome_of(&error);
        assert_eq!((state, reason), (State::Failed, Reason::Crashed));
        assert!(
            detail.starts_with("the worker panicked at attempts.rs:"),
            "{detail}"
        );
        assert!(!detail.contains("王翀"));
        let WorkerError::Crashed { said, .. } = error else {
            panic!("{error}");
        };
        assert!(said.contains("the file says: 王翀"), "{said}");
    });
}

#[test]
fn running_out_of_stack_is_a_crash() {
    both_modes(|worker| {
        let (_, error) = failure(worker, "overflow", Budgets::default());
        assert_eq!(outcome_of(&error).1, Reason::Crashed, "{error}");
    });
}

#[test]
fn what_a_worker_says_is_kept_in_part_and_made_harmless() {
    both_modes(|worker| {
        let (_, error) = failure(worker, "shout once", Budgets::default());
        let WorkerError::Crashed { said, .. } = error else {
            panic!("{error}");
        };
        assert!(said.contains("shouting"), "{said}");
        assert!(!said.contains(['\x1b', '\x07']), "{said:?}");
    });
}

#[test]
fn a_worker_that_never_stops_talking_runs_out_of_time() {
    both_modes(|worker| {
        let (_, error) = failure(worker, "shout", one_second());
        assert_eq!(outcome_of(&error).1, Reason::TimeLimit, "{error}");
    });
}

#[test]
fn too_much_processor_time_is_a_time_limit() {
    both_modes(|worker| {
        // Time that other files took is not held against this one.
        still_reads(worker);
        let (_, error) = failure(worker, "spin", one_second());
        assert!(
            matches!(error, WorkerError::TimeLimit { seconds: 1 }),
            "{error}"
        );
        assert_eq!(error.another_try(), None);
        let expected = "more than 1 s of processor time".to_owned();
        assert_eq!(
            outcome_of(&error),
            (State::Failed, Reason::TimeLimit, expected)
        );
    });
}

#[test]
fn a_hang_is_tried_once_more_alone_and_the_ledger_says_that_it_was_stuck() {
    let mut worker = SandboxedProcess::spawn(&impatient()).unwrap();
    let mut tries = Vec::new();
    let (kept, result) = run_surely(
        &mut worker,
        &job("a file", one_second()),
        &file_with(b"hang"),
        |which| {
            tries.push(which);
            Kept::default()
        },
    );
    assert_eq!(tries, [Try::First, Try::Alone]);
    assert!(kept.0.is_empty());
    let (state, reason, detail) = outcome_of(&result.unwrap_err());
    assert_eq!((state, reason), (State::Failed, Reason::TimeLimit));
    assert!(detail.starts_with("stuck: "), "{detail}");
    still_reads(&mut worker);
}

#[test]
fn a_stopped_worker_is_stuck_too() {
    let mut worker = SandboxedProcess::spawn(&impatient()).unwrap();
    let pid = rustix::process::Pid::from_raw(worker.pid().unwrap() as i32).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::STOP).unwrap();
    let (_, error) = failure(&mut worker, "ok", one_second());
    assert!(matches!(error, WorkerError::Stuck { .. }), "{error}");
}

#[test]
fn too_much_memory_is_a_memory_limit() {
    both_modes(|worker| {
        for command in ["allocate 8000000000", "allocate 300000000"] {
            let budgets = Budgets {
                memory_bytes: 250_000_000,
                ..Budgets::default()
            };
            let (_, error) = failure(worker, command, budgets);
            assert!(
                matches!(
                    error,
                    WorkerError::MemoryLimit {
                        bytes: 250_000_000,
                        ..
                    }
                ),
                "{error:?}"
            );
            assert_eq!(outcome_of(&error).1, Reason::MemoryLimit);
        }
        // The next file has its own budget.
        let (kept, result) = run(worker, "allocate 300000000");
        result.unwrap();
        assert_eq!(kept.text(), "done");
    });
}

#[test]
fn what_a_crashed_worker_had_sent_has_arrived() {
    let mut worker = SandboxedProcess::spawn(&launch(SandboxMode::Enforced)).unwrap();
    let (kept, error) = failure(&mut worker, "part-then-abort", Budgets::default());
    assert_eq!(kept.text(), "before");
    assert_eq!(outcome_of(&error).1, Reason::Crashed);
}

#[test]
fn a_bomb_ends_as_a_partial_reading_that_says_why() {
    both_modes(|worker| {
        let budgets = Budgets {
            child_bytes: 3_500_000,
            ..Budgets::default()
        };
        let pid = worker.pid();
        let (kept, result) = run_within(worker, "bomb", budgets);
        result.unwrap();
        let because = Outcome::because(State::Partial, Reason::TooLarge, "");
        assert_eq!(kept.summary().outcome, because);
        let bytes: usize = kept
            .0
            .iter()
            .map(|frame| match frame {
                Frame::ChildBytes(bytes) => bytes.len(),
                _ => 0,
            })
            .sum();
        assert_eq!(bytes, 3_000_000);
        let end = &kept.0[kept.0.len() - 2];
        assert_eq!(end, &Frame::ChildEnd(Some(because)));
        still_reads(worker);
        assert_eq!(worker.pid(), pid, "the worker stopped by itself");
    });
}

#[test]
fn too_many_parts_end_as_a_partial_reading() {
    let mut worker = SandboxedProcess::spawn(&launch(SandboxMode::Enforced)).unwrap();
    let budgets = Budgets {
        parts: 100,
        ..Budgets::default()
    };
    let (kept, result) = run_within(&mut worker, "parts 101", budgets);
    result.unwrap();
    assert_eq!(kept.0.len(), 101);
    assert_eq!(kept.summary().outcome.reason, Some(Reason::TooMany));
}

/// Has had enough after so many frames.
struct Enough(usize);

impl Sink for Enough {
    fn send(&mut self, _: Frame) -> Result<(), Stopped> {
        self.0 = self.0.checked_sub(1).ok_or(Stopped(Reason::TooDeep))?;
        Ok(())
    }
}

#[test]
fn a_sink_that_has_enough_ends_the_job_with_its_reason() {
    let mut worker = SandboxedProcess::spawn(&launch(SandboxMode::Enforced)).unwrap();
    let pid = worker.pid().unwrap();
    let error = worker
        .run(
            &job("a file", Budgets::default()),
            file_with(b"bomb"),
            &mut Enough(3),
        )
        .unwrap_err();
    assert!(
        matches!(error, WorkerError::Stopped(Reason::TooDeep)),
        "{error}"
    );
    assert_eq!(outcome_of(&error).0, State::Partial);
    is_gone(pid);
    still_reads(&mut worker);
}

#[test]
fn a_sink_that_panics_leaves_no_process_behind() {
    struct Panics;
    impl Sink for Panics {
        fn send(&mut self, _: Frame) -> Result<(), Stopped> {
            panic!("the disk is gone");
        }
    }
    let mut worker = SandboxedProcess::spawn(&launch(SandboxMode::Enforced)).unwrap();
    let pid = worker.pid().unwrap();
    let run = std::panic::AssertUnwindSafe(|| {
        worker.run(
            &job("a file", Budgets::default()),
            file_with(b"ok"),
            &mut Panics,
        )
    });
    std::panic::catch_unwind(run).unwrap_err();
    is_gone(pid);
    still_reads(&mut worker);
}
