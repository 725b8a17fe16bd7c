//! What a reader must not be able to do. Each attempt is made without a sandbox first, where it succeeds (so
//! that the attempt is a real one), then with Landlock and seccomp, then with Landlock off, and those that are
//! Landlock's affair with Landlock alone.

use std::net::{TcpListener, UdpSocket};
use std::os::linux::net::SocketAddrExt as _;
use std::os::unix::net::{SocketAddr, UnixDatagram, UnixListener};
use std::path::PathBuf;

use daylight_engine::worker::{Ended, SandboxMode, SandboxedProcess, WorkerError};
use daylight_model::Reason;

use super::{is_gone, launch, run, still_reads};

/// How an attempt ended.
#[derive(Debug, PartialEq, Eq)]
enum Fate {
    Succeeded,
    Refused,
    Ended(Ended),
}

fn attempt(worker: &mut SandboxedProcess, command: &str) -> Fate {
    let pid = worker.pid();
    let (kept, result) = run(worker, command);
    match result {
        Ok(()) if kept.text() == "done" => Fate::Succeeded,
        Ok(()) => {
            assert!(kept.text().starts_with("refused: "), "{:?}", kept.text());
            Fate::Refused
        }
        Err(error) => {
            let reason = error.outcome().and_then(|outcome| outcome.reason);
            assert_eq!(reason, Some(Reason::Crashed), "{error}");
            let WorkerError::Crashed { end, .. } = error else {
                panic!("{command}: {error}");
            };
            assert!(kept.0.is_empty(), "{command}: {:?}", kept.0);
            assert_eq!(worker.pid(), None, "a crashed worker is not used again");
            is_gone(pid.unwrap());
            Fate::Ended(end)
        }
    }
}

/// `real`: whether the attempt is known to succeed without a sandbox, on any machine.
fn check(command: &str, real: bool) {
    if real {
        let mut unlocked = SandboxedProcess::spawn(&launch(SandboxMode::Unsafe)).unwrap();
        assert_eq!(
            attempt(&mut unlocked, command),
            Fate::Succeeded,
            "{command}"
        );
    }
    for mode in [SandboxMode::Enforced, SandboxMode::SeccompOnly] {
        let mut worker = SandboxedProcess::spawn(&launch(mode)).unwrap();
        still_reads(&mut worker);
        let fate = attempt(&mut worker, command);
        assert_eq!(fate, Fate::Ended(Ended::FORBIDDEN), "{mode:?}: {command}");
        still_reads(&mut worker);
    }
}

/// The same for what Landlock holds by itself.
fn check_landlock(command: &str, from_version: u32) {
    let Ok(mut worker) = SandboxedProcess::spawn(&launch(SandboxMode::LandlockOnly)) else {
        // No Landlock in this kernel: then there is nothing that it could hold.
        let enforced = SandboxedProcess::spawn(&launch(SandboxMode::Enforced)).unwrap();
        assert_eq!(enforced.report().landlock, 0);
        return;
    };
    if worker.report().landlock >= from_version {
        assert_eq!(attempt(&mut worker, command), Fate::Refused, "{command}");
        still_reads(&mut worker);
    }
}

/// A folder with one file, as other processes of this user have them.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("there"), b"secret").unwrap();
        Self(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.0.path()).unwrap();
        entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    }
}

#[test]
fn no_file_can_be_opened_or_looked_at() {
    for command in [
        "open /etc/passwd",
        "openat2 /etc/passwd",
        "open /proc/self/maps",
        "list /",
    ] {
        check(command, true);
        check_landlock(command, 1);
    }
    check("working-folder", true);
}

#[test]
fn whether_a_file_is_there_cannot_be_found_out() {
    for command in [
        "metadata /etc/passwd",
        "statx /etc/passwd",
        "metadata /nowhere",
    ] {
        for mode in [SandboxMode::Enforced, SandboxMode::SeccompOnly] {
            let mut worker = SandboxedProcess::spawn(&launch(mode)).unwrap();
            let (kept, result) = run(&mut worker, command);
            result.unwrap();
            assert_eq!(
                kept.text(),
                "refused: Function not implemented (os error 38)",
                "{mode:?}: {command}"
            );
        }
    }
    let mut unlocked = SandboxedProcess::spawn(&launch(SandboxMode::Unsafe)).unwrap();
    let fate = attempt(&mut unlocked, "statx /etc/passwd");
    assert_eq!(fate, Fate::Succeeded);
}

#[test]
fn nothing_can_be_made_changed_or_taken_away() {
    for (verb, name) in [
        ("create", "new"),
        ("folder", "new"),
        ("link", "new"),
        ("delete", "there"),
        ("rename", "there"),
    ] {
        let folder = Folder::new();
        let command = format!("{verb} {}", folder.path(name).display());
        let mut unlocked = SandboxedProcess::spawn(&launch(SandboxMode::Unsafe)).unwrap();
        assert_eq!(attempt(&mut unlocked, &command), Fate::Succeeded);

        let folder = Folder::new();
        let command = format!("{verb} {}", folder.path(name).display());
        check(&command, false);
        check_landlock(&command, 1);
        assert_eq!(folder.names(), ["there"]);
    }
    check("memory-file", true);
}

#[test]
fn no_network_can_be_reached() {
    let here = TcpListener::bind("127.0.0.1:0").unwrap();
    let command = format!("connect {}", here.local_addr().unwrap());
    check(&command, true);
    check_landlock(&command, 4);
    check("connect 127.0.0.1:1", false);

    // Not every machine has the sixth version; the sandbox must hold there too.
    let here = TcpListener::bind("[::1]:0");
    match &here {
        Ok(here) => check(&format!("connect {}", here.local_addr().unwrap()), true),
        Err(_) => check("connect [::1]:1", false),
    }

    let here = UdpSocket::bind("127.0.0.1:0").unwrap();
    check(&format!("udp {}", here.local_addr().unwrap()), true);

    check("listen 127.0.0.1:0", true);
    check_landlock("listen 127.0.0.1:0", 4);
    check("netlink", true);
}

#[test]
fn no_socket_of_another_process_can_be_reached() {
    let folder = Folder::new();
    let _here = UnixListener::bind(folder.path("socket")).unwrap();
    check(&format!("unix {}", folder.path("socket").display()), true);

    let name = format!("daylight-test-{}", std::process::id());
    let address = SocketAddr::from_abstract_name(name.as_bytes()).unwrap();
    let _here = UnixDatagram::bind_addr(&address).unwrap();
    check(&format!("abstract {name}"), true);
    check_landlock(&format!("abstract {name}"), 6);
}

#[test]
fn no_program_can_be_run() {
    let mut unlocked = SandboxedProcess::spawn(&launch(SandboxMode::Unsafe)).unwrap();
    let fate = attempt(&mut unlocked, "exec /bin/false");
    assert_eq!(fate, Fate::Ended(Ended::Status(1)), "the program ran");
    check("exec /bin/false", false);
    check_landlock("exec /bin/false", 1);
    check("spawn /bin/true", true);
    check_landlock("spawn /bin/true", 1);
}

#[test]
fn no_process_and_no_thread_can_be_started() {
    check("fork /bin/true", true);
    check("thread", true);
}

#[test]
fn other_processes_cannot_be_signalled_traced_or_read() {
    check("signal-parent", true);
    check_landlock("signal-parent", 6);
    check("pidfd", true);
    check("traced", true);
    let secret = Box::new(*b"a secret");
    check(&format!("read-parent {}", secret.as_ptr() as usize), false);
}

#[test]
fn what_holds_cannot_be_loosened() {
    check("executable", true);
    check("raise-limit", true);
    check("outlive", true);
    check("duplicate", true);
    check("duplicate-by-fcntl", true);
    check("chroot /", false);
}

#[test]
fn the_kernel_itself_says_that_the_locks_are_on() {
    let worker = SandboxedProcess::spawn(&launch(SandboxMode::Enforced)).unwrap();
    assert!(worker.report().seccomp);
    let status = std::fs::read_to_string(format!("/proc/{}/status", worker.pid().unwrap()));
    let status = status.unwrap();
    for line in [
        "Seccomp:\t2",
        "NoNewPrivs:\t1",
        "Threads:\t1",
        "CapEff:\t0000000000000000",
        "CapPrm:\t0000000000000000",
    ] {
        assert!(
            status.lines().any(|there| there == line),
            "{line}: {status}"
        );
    }
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", worker.pid().unwrap()));
    let limits = limits.unwrap();
    for (name, limit) in [
        ("Max core file size", "0"),
        ("Max file size", "0"),
        ("Max processes", "0"),
        ("Max open files", "16"),
    ] {
        let line = limits.lines().find(|line| line.starts_with(name)).unwrap();
        let values: Vec<_> = line[name.len()..].split_whitespace().take(2).collect();
        assert_eq!(values, [limit, limit], "{line}");
    }
}
