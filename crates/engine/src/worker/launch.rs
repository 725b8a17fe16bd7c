//! Starting a worker: its process, the way to it, and the first words, after which it is locked up. Always: no
//! environment, no working folder, none of our descriptors; a worker that is not locked up as it was told to be
//! gets no file; a process that was started is ended and reaped, however this ends.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read as _};
use std::os::fd::OwnedFd;
use std::os::unix::fs::FileExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::net::{
    AddressFamily, RecvFlags, SendFlags, SocketFlags, SocketType, recv, send, socketpair,
};

use super::error::{Ended, NotReady, WorkerError};
use super::process::SandboxedProcess;
use super::sandbox::{Report, SandboxMode};
use super::serve::Setup;
use super::wire::{Assembler, Kind, ProtocolError, json_message, parse};

/// How long a worker may take to get ready; it takes some hundredths of a second, more with models.
const READY_WITHIN: Duration = Duration::from_secs(60);

/// How long a worker that has hung up may take to be gone before it is killed.
const GONE_WITHIN: Duration = Duration::from_secs(2);

/// Of what a worker says, this much is kept, from its end.
const SAID_BYTES: usize = 4096;

/// How a worker is started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Launch {
    /// The program; an absolute path.
    pub program: PathBuf,
    /// Its arguments.
    pub args: Vec<OsString>,
    /// Which locks it must put on.
    pub sandbox: SandboxMode,
    /// After this many jobs a worker is replaced, so that what it may have kept does not pile up.
    pub jobs_per_process: u32,
    /// Waiting time beyond three times the processor time of a job before a worker counts as stuck.
    pub grace: Duration,
}

impl Launch {
    /// Returns the launch of `PROGRAM worker`, locked up as well as the kernel can.
    pub fn new(program: impl Into<PathBuf>) -> Self {
        Self {
            program: program.into(),
            args: vec!["worker".into()],
            sandbox: SandboxMode::Enforced,
            jobs_per_process: 200,
            grace: Duration::from_secs(10),
        }
    }

    /// Returns the launch of this very program, even if its file has been replaced since it was started.
    pub fn this_program() -> Self {
        Self::new("/proc/self/exe")
    }
}

/// Starts a worker as a case would, ends it, and returns what held in it: for `doctor`.
///
/// # Errors
/// [`WorkerError`] where no worker can be started or locked up here.
pub fn probe(launch: &Launch) -> Result<Report, WorkerError> {
    Ok(SandboxedProcess::spawn(launch)?.report())
}

/// A worker's process that is ready for jobs, or at one. Dropping it kills and reaps it.
#[derive(Debug)]
pub(super) struct Live {
    child: Child,
    pub(super) socket: OwnedFd,
    /// None once the worker has closed it.
    stderr: Option<ChildStderr>,
    said: Vec<u8>,
    pub(super) assembler: Assembler,
    /// Both opened before the worker hides itself from everybody but root.
    stat: File,
    statm: File,
    pub(super) report: Report,
    pub(super) jobs: u32,
    /// Address space when it was ready, bytes.
    pub(super) bytes_at_first: u64,
}

/// What happened while waiting for a worker.
pub(super) enum Heard {
    /// This many bytes came.
    Bytes(usize),
    /// Nothing came.
    Nothing,
    /// It has hung up.
    HungUp,
}

impl Live {
    /// Starts a process and waits until it is locked up.
    pub(super) fn start(launch: &Launch) -> Result<Self, WorkerError> {
        let mut live = Self::spawn(launch).map_err(|source| WorkerError::Spawn {
            program: launch.program.clone(),
            source,
        })?;
        match live.first_words(launch) {
            Ok(()) if live.report.satisfies(launch.sandbox) => Ok(live),
            Ok(()) => Err(WorkerError::NoSandbox {
                report: live.report,
            }),
            Err(why) => Err(WorkerError::NotReady {
                program: launch.program.clone(),
                why,
                said: live.said(),
            }),
        }
    }

    fn spawn(launch: &Launch) -> io::Result<Self> {
        let (ours, theirs) = socketpair(
            AddressFamily::UNIX,
            SocketType::STREAM,
            SocketFlags::CLOEXEC,
            None,
        )?;
        let mut command = Command::new(&launch.program);
        command
            .args(&launch.args)
            .env_clear()
            // With an arena for each thread glibc opens a file of /proc when it first gives memory of one back
            // (`check_may_shrink_heap`), and what opens a file behind the lock is ended.
            .env("MALLOC_ARENA_MAX", "1")
            .current_dir("/")
            .stdin(theirs)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            // An interrupt from the keyboard is for the program, which ends its workers itself.
            .process_group(0);
        let mut child = spawn_from_lasting_thread(command)?;
        let opened = (|| {
            let stderr = child.stderr.take().ok_or(io::ErrorKind::BrokenPipe)?;
            rustix::fs::fcntl_setfl(&stderr, rustix::fs::OFlags::NONBLOCK)?;
            let folder = PathBuf::from(format!("/proc/{}", child.id()));
            let stat = File::open(folder.join("stat"))?;
            Ok((stderr, stat, File::open(folder.join("statm"))?))
        })();
        match opened {
            Ok((stderr, stat, statm)) => Ok(Self {
                child,
                socket: ours,
                stderr: Some(stderr),
                said: Vec::new(),
                assembler: Assembler::default(),
                stat,
                statm,
                report: Report::default(),
                jobs: 0,
                bytes_at_first: 0,
            }),
            Err(error) => {
                // Both fail only where there is no process any more.
                let _ = child.kill();
                let _ = child.wait();
                Err(error)
            }
        }
    }

    fn first_words(&mut self, launch: &Launch) -> Result<(), NotReady> {
        let setup = Setup {
            sandbox: launch.sandbox,
        };
        let setup = json_message(Kind::Setup, &setup).map_err(NotReady::Stranger)?;
        // A worker that does not take it says no hello either, which is seen below.
        let _ = send(&self.socket, &setup, SendFlags::NOSIGNAL);
        let until = Instant::now() + READY_WITHIN;
        let mut buffer = [0; 1024];
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let count = match self.hear(&mut buffer, left) {
                Ok(Heard::Bytes(count)) => count,
                Ok(Heard::Nothing) if left.is_zero() => return Err(NotReady::Silent),
                Ok(Heard::Nothing) => continue,
                Ok(Heard::HungUp) | Err(_) => return Err(NotReady::Ended(self.end())),
            };
            let mut bytes = &buffer[..count];
            match self.assembler.take(&mut bytes) {
                Ok(None) => {}
                Ok(Some((Kind::Hello, hello))) if bytes.is_empty() => {
                    self.report = parse(&hello).map_err(NotReady::Stranger)?;
                    self.bytes_at_first = self.address_space().unwrap_or_default();
                    return Ok(());
                }
                Ok(Some(_)) => {
                    let wrong = ProtocolError::OutOfPlace("something else than a hello");
                    return Err(NotReady::Stranger(wrong));
                }
                Err(error) => return Err(NotReady::Stranger(error)),
            }
        }
    }

    /// Waits for something from the worker, and keeps the last of what it says on its standard error.
    pub(super) fn hear(&mut self, buffer: &mut [u8], within: Duration) -> io::Result<Heard> {
        let within = Timespec::try_from(within).map_err(|_| io::ErrorKind::InvalidInput)?;
        let mut waited_for = vec![PollFd::new(&self.socket, PollFlags::IN)];
        if let Some(stderr) = &self.stderr {
            waited_for.push(PollFd::new(stderr, PollFlags::IN));
        }
        match poll(&mut waited_for, Some(&within)) {
            Ok(0) | Err(Errno::INTR) => return Ok(Heard::Nothing),
            Ok(_) => {}
            Err(error) => return Err(error.into()),
        }
        let is_ready = |at: usize| {
            waited_for
                .get(at)
                .is_some_and(|descriptor| !descriptor.revents().is_empty())
        };
        let (socket_ready, stderr_ready) = (is_ready(0), is_ready(1));
        if stderr_ready {
            self.listen(1);
        }
        if !socket_ready {
            return Ok(Heard::Nothing);
        }
        match recv(&self.socket, &mut *buffer, RecvFlags::DONTWAIT) {
            // The other end closed, or closed with something of ours unread.
            Ok((_, 0)) | Err(Errno::CONNRESET) => Ok(Heard::HungUp),
            Ok((_, count)) => Ok(Heard::Bytes(count)),
            Err(Errno::AGAIN | Errno::INTR) => Ok(Heard::Nothing),
            Err(error) => Err(error.into()),
        }
    }

    /// Reads standard error, at most so many times: a worker that never stops talking is not waited for.
    fn listen(&mut self, times: u32) {
        let mut buffer = [0; SAID_BYTES];
        for _ in 0..times {
            let Some(stderr) = &mut self.stderr else {
                return;
            };
            match stderr.read(&mut buffer) {
                Ok(0) => self.stderr = None,
                Ok(count) => {
                    self.said.extend_from_slice(&buffer[..count]);
                    let surplus = self.said.len().saturating_sub(SAID_BYTES);
                    self.said.drain(..surplus);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return,
            }
        }
    }

    /// Returns the last of what it said, fit for a terminal. May quote the file that it was reading.
    pub(super) fn said(&self) -> String {
        let text = String::from_utf8_lossy(&self.said);
        daylight_model::shown_safely(text.trim()).replace("\\u{a}", "\n")
    }

    /// Waits for the process to be gone, kills it where it stays, and says how it ended.
    pub(super) fn end(&mut self) -> Ended {
        let until = Instant::now() + GONE_WITHIN;
        let status = loop {
            match self.child.try_wait() {
                Ok(None) if Instant::now() < until => thread::sleep(Duration::from_millis(2)),
                Ok(Some(status)) => break Some(status),
                Ok(None) | Err(_) => break self.kill(),
            }
        };
        // Nobody else holds the other end of the pipe, so that it ends by itself.
        self.listen(64);
        status.map_or(Ended::Status(0), Ended::from)
    }

    fn kill(&mut self) -> Option<std::process::ExitStatus> {
        // Fails only where the process is gone already; then it is reaped all the same.
        let _ = self.child.kill();
        self.child.wait().ok()
    }

    pub(super) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Whether it waits for a job: it lives and has said nothing since the last one.
    pub(super) fn is_idle(&mut self) -> bool {
        let mut buffer = [0; 1];
        matches!(self.hear(&mut buffer, Duration::ZERO), Ok(Heard::Nothing))
    }

    /// Returns the processor time that it has used, by the kernel's account.
    pub(super) fn cpu_time(&self) -> io::Result<Duration> {
        let ticks = cpu_ticks(&read_start(&self.stat)?).ok_or(io::ErrorKind::InvalidData)?;
        let milliseconds =
            ticks.saturating_mul(1000) / rustix::param::clock_ticks_per_second().max(1);
        Ok(Duration::from_millis(milliseconds))
    }

    /// Returns the size of its address space, bytes.
    pub(super) fn address_space(&self) -> io::Result<u64> {
        let pages = read_start(&self.statm)?
            .split(' ')
            .next()
            .and_then(|pages| pages.parse::<u64>().ok())
            .ok_or(io::ErrorKind::InvalidData)?;
        Ok(pages.saturating_mul(rustix::param::page_size() as u64))
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.kill();
    }
}

fn read_start(file: &File) -> io::Result<String> {
    let mut buffer = [0; 1024];
    let count = file.read_at(&mut buffer, 0)?;
    Ok(String::from_utf8_lossy(&buffer[..count]).into_owned())
}

/// Returns the ticks in user and kernel mode from a line of proc(5) `stat`. Its second field is a name in
/// brackets, which may hold anything, brackets too.
fn cpu_ticks(stat: &str) -> Option<u64> {
    let (_, after_name) = stat.rsplit_once(')')?;
    let mut fields = after_name.split_whitespace().skip(11);
    let user: u64 = fields.next()?.parse().ok()?;
    let kernel: u64 = fields.next()?.parse().ok()?;
    Some(user.saturating_add(kernel))
}

type Request = (Command, mpsc::SyncSender<io::Result<Child>>);

static STARTER: Mutex<Option<mpsc::Sender<Request>>> = Mutex::new(None);

/// Starts a process from a thread that lives as long as this process: the kernel sends the signal that ends a
/// worker with its parent when the *thread* that started it ends, and ours come and go.
fn spawn_from_lasting_thread(command: Command) -> io::Result<Child> {
    let mut starter = STARTER.lock().unwrap_or_else(PoisonError::into_inner);
    let sender = match &mut *starter {
        Some(sender) => sender,
        none => {
            let (sender, requests) = mpsc::channel::<Request>();
            thread::Builder::new()
                .name("starts workers".to_owned())
                .spawn(move || {
                    for (mut command, answer) in requests {
                        // The asker waits, so that it is there to hear.
                        let _ = answer.send(command.spawn());
                    }
                })?;
            none.insert(sender)
        }
    };
    let (answer, child) = mpsc::sync_channel(1);
    let gone = |_| io::Error::from(io::ErrorKind::BrokenPipe);
    sender
        .send((command, answer))
        .map_err(|_| io::ErrorKind::BrokenPipe)?;
    child.recv().map_err(gone)?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processor_time_is_found_behind_a_name_with_brackets_and_spaces() {
        let line = "77 (a) b) R 1 77 77 0 -1 4194304 10 0 0 0 150 25 0 0 20 0 1 0 9 8 7";
        assert_eq!(cpu_ticks(line), Some(175));
        assert_eq!(cpu_ticks("77 (a"), None);
    }

    #[test]
    fn a_program_that_is_not_there_is_the_machine_s_fault() {
        let error = probe(&Launch::new("/nonexistent/daylight")).unwrap_err();
        assert!(matches!(error, WorkerError::Spawn { .. }), "{error}");
        assert_eq!(error.outcome(), None);
    }

    #[test]
    fn a_program_that_is_no_worker_gets_no_job() {
        let error = probe(&Launch::new("/bin/true")).unwrap_err();
        assert!(
            matches!(
                error,
                WorkerError::NotReady {
                    why: NotReady::Ended(Ended::Status(0)),
                    ..
                }
            ),
            "{error}"
        );
        let mut echo = Launch::new("/bin/sh");
        echo.args = vec!["-c".into(), "cat >&0".into()];
        let error = probe(&echo).unwrap_err();
        assert!(
            matches!(
                error,
                WorkerError::NotReady {
                    why: NotReady::Stranger(_),
                    ..
                }
            ),
            "{error}"
        );
    }
}
