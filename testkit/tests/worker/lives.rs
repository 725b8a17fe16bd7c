//! How long a worker's process lives, what it inherits, and what it leaves: as little as can be.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use daylight_engine::worker::{Launch, SandboxMode, SandboxedProcess, Worker as _, probe};
use daylight_model::{Budgets, Frame, Sink, Stopped};

use rustix::process::{WaitId, WaitIdOptions, waitid};

use super::{Kept, file_with, is_gone, job, launch, run, still_reads};

#[test]
fn one_process_serves_many_jobs_and_is_replaced_after_its_share() {
    let launch = Launch {
        jobs_per_process: 30,
        ..launch(SandboxMode::Enforced)
    };
    let mut worker = SandboxedProcess::spawn(&launch).unwrap();
    let first = worker.pid().unwrap();
    // A worker has sixteen descriptors: thirty jobs on one show that it keeps none of them.
    for _ in 0..30 {
        assert_eq!(worker.pid(), Some(first));
        still_reads(&mut worker);
    }
    still_reads(&mut worker);
    let second = worker.pid().unwrap();
    assert_ne!(second, first);
    is_gone(first);
    drop(worker);
    is_gone(second);
}

#[test]
fn all_kinds_of_frame_arrive_in_order() {
    let mut worker = SandboxedProcess::spawn(&launch(SandboxMode::Enforced)).unwrap();
    let (kept, result) = run(&mut worker, "mixed");
    result.unwrap();
    let kinds: Vec<_> = kept
        .0
        .iter()
        .map(|frame| match frame {
            Frame::Identified(media_type) => media_type.as_str(),
            Frame::Part(part) => part.text.as_str(),
            Frame::ChildStart(start) => start.name.as_str(),
            Frame::ChildBytes(_) => "bytes",
            Frame::ChildEnd(None) => "child end",
            Frame::ChildEnd(Some(_)) => "child cut off",
            Frame::Warning(warning) => warning.what.as_str(),
            Frame::End(_) => "end",
        })
        .collect();
    assert_eq!(
        kinds,
        [
            "before",
            "child",
            "bytes",
            "child end",
            "odd",
            "after",
            "end"
        ]
    );
}

#[test]
fn many_warnings_arrive_as_a_thousand_and_a_count() {
    let mut worker = SandboxedProcess::spawn(&launch(SandboxMode::Enforced)).unwrap();
    let (kept, result) = run(&mut worker, "warnings 5000");
    result.unwrap();
    assert_eq!(kept.0.len(), 1_002);
    let Frame::Warning(last) = &kept.0[1_000] else {
        panic!("{:?}", kept.0[1_000]);
    };
    assert_eq!(last.what, "4000 more warnings were left out");
}

#[test]
fn a_worker_that_kept_much_is_replaced() {
    let mut worker = SandboxedProcess::spawn(&launch(SandboxMode::Enforced)).unwrap();
    let first = worker.pid().unwrap();
    let (kept, result) = run(&mut worker, "keep 300000000");
    result.unwrap();
    assert_eq!(kept.text(), "done");
    is_gone(first);
    still_reads(&mut worker);
}

#[test]
fn a_worker_that_died_between_two_jobs_costs_no_file() {
    let mut worker = SandboxedProcess::spawn(&launch(SandboxMode::Enforced)).unwrap();
    let first = worker.pid().unwrap();
    let pid = rustix::process::Pid::from_raw(first as i32).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::KILL).unwrap();
    let dead = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
    waitid(WaitId::Pid(pid), dead).unwrap();
    still_reads(&mut worker);
    assert_ne!(worker.pid(), Some(first));
    is_gone(first);
}

#[test]
fn a_worker_outlives_the_thread_that_started_it() {
    let start = || SandboxedProcess::spawn(&launch(SandboxMode::Enforced)).unwrap();
    let mut worker = std::thread::spawn(start).join().unwrap();
    let pid = worker.pid();
    still_reads(&mut worker);
    assert_eq!(worker.pid(), pid);
}

#[test]
fn workers_side_by_side_do_not_disturb_each_other() {
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let mut worker = SandboxedProcess::spawn(&launch(SandboxMode::Enforced)).unwrap();
                for _ in 0..5 {
                    run(&mut worker, "abort").1.unwrap_err();
                    still_reads(&mut worker);
                }
            });
        }
    });
}

/// Looks at the descriptors of the worker while it has a file.
struct Looks {
    pid: u32,
    looked: bool,
    seen: Vec<(String, String)>,
}

impl Sink for Looks {
    fn send(&mut self, _: Frame) -> Result<(), Stopped> {
        // At the first frame of many, when the worker still has the file.
        if std::mem::replace(&mut self.looked, true) {
            return Ok(());
        }
        let folder = format!("/proc/{}/fd", self.pid);
        let Ok(entries) = std::fs::read_dir(folder) else {
            return Ok(());
        };
        for entry in entries.flatten() {
            let name = entry.file_name().into_string().unwrap();
            let flags = format!("/proc/{}/fdinfo/{name}", self.pid);
            let flags = std::fs::read_to_string(flags).unwrap_or_default();
            let target = std::fs::read_link(entry.path()).unwrap_or_default();
            let access = flags
                .lines()
                .find_map(|line| line.strip_prefix("flags:"))
                .map_or("", |flags| &flags[flags.len() - 1..]);
            self.seen
                .push((target.to_string_lossy().into_owned(), access.to_owned()));
        }
        Ok(())
    }
}

#[test]
fn a_worker_holds_its_socket_its_voice_the_file_to_read_and_nothing_else() {
    let mut worker = SandboxedProcess::spawn(&launch(SandboxMode::Enforced)).unwrap();
    let mut looks = Looks {
        pid: worker.pid().unwrap(),
        looked: false,
        seen: Vec::new(),
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("input");
    std::fs::write(&path, b"child 100000000").unwrap();
    let for_writing = File::options().read(true).write(true).open(&path).unwrap();
    let budgets = Budgets::default();
    worker
        .run(&job("a file", budgets), for_writing, &mut looks)
        .unwrap();
    // The worker hides itself, so that only root sees this much of it.
    if rustix::process::geteuid().is_root() {
        let kinds: Vec<_> = looks
            .seen
            .iter()
            .map(|(target, _)| target.split(':').next().unwrap())
            .collect();
        let input = path.to_string_lossy();
        assert_eq!(kinds, ["/dev/null", "/dev/null", "pipe", "socket", &*input]);
        assert_eq!(looks.seen[4].1, "0", "the file cannot be written");
    } else {
        assert_eq!(looks.seen, []);
    }
    assert_eq!(std::fs::read(&path).unwrap(), b"child 100000000");
}

#[test]
fn what_the_parent_leaves_open_is_closed() {
    let (mut theirs, ours) = std::io::pipe().unwrap();
    rustix::io::fcntl_setfd(&ours, rustix::io::FdFlags::empty()).unwrap();
    let worker = SandboxedProcess::spawn(&launch(SandboxMode::Enforced)).unwrap();
    drop(ours);
    // Ends only when nobody holds the other end; a worker that another test has just started may, for a moment.
    let mut rest = Vec::new();
    theirs.read_to_end(&mut rest).unwrap();
    assert_eq!(rest, b"");
    assert!(worker.pid().is_some());
}

#[test]
fn a_killed_parent_leaves_no_worker_behind() {
    let mut keeper = Command::new(launch(SandboxMode::Enforced).program)
        .arg("keeper")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(keeper.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let stat = format!("/proc/{}/stat", line.trim());
    assert!(std::fs::read_to_string(&stat).is_ok(), "{line:?}");
    keeper.kill().unwrap();
    keeper.wait().unwrap();
    // Whoever adopts the dead reaps them in their own time.
    let until = Instant::now() + Duration::from_secs(20);
    loop {
        match std::fs::read_to_string(&stat) {
            Err(_) => break,
            Ok(stat) if stat.contains(") Z ") || stat.contains(") X ") => break,
            Ok(_) => assert!(Instant::now() < until, "the worker lives on"),
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_probe_says_what_holds_here_and_leaves_nothing() {
    let report = probe(&launch(SandboxMode::Enforced)).unwrap();
    assert!(report.seccomp);
    assert!(report.to_string().starts_with("seccomp holds, Landlock"));
    let report = probe(&launch(SandboxMode::Unsafe)).unwrap();
    assert_eq!(
        report.to_string(),
        "seccomp does not hold, Landlock does not"
    );
}

#[test]
fn doctor_says_of_the_sandbox_what_a_worker_says() {
    let launch = launch(SandboxMode::Enforced);
    let checks = daylight_engine::doctor::examine(std::path::Path::new("/"), &launch);
    let check = checks.iter().find(|check| check.name == "sandbox").unwrap();
    assert_eq!(check.found, probe(&launch).unwrap().to_string());
    assert_eq!(check.mend, None);
}

#[test]
fn a_large_part_and_a_long_name_arrive() {
    let mut worker = SandboxedProcess::spawn(&launch(SandboxMode::Enforced)).unwrap();
    let text = "报价".repeat(2_000_000);
    let mut kept = Kept::default();
    let name = format!("{}/报价.csv", "x".repeat(100_000));
    worker
        .run(
            &job(&name, Budgets::default()),
            file_with(format!("ok {text}").as_bytes()),
            &mut kept,
        )
        .unwrap();
    assert_eq!(kept.text(), text);
    assert!(kept.summary().metadata["name"].ends_with("xx/报价.csv"));
}
