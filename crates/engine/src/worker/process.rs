//! The parent's side of a worker: hands files over, one at a time, and holds what comes back to the job. Always:
//! budgets are kept from outside, whatever the worker says of itself; a worker that failed is never used again;
//! a caller's sink sees frames in their order and within their budgets, or an error.

use std::fs::File;
use std::io::{self, IoSlice, Seek as _, SeekFrom};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd as _, AsRawFd as _};
use std::time::{Duration, Instant};

use daylight_model::{Frame, Job, Sink, Stopped};
use rustix::fs::{OFlags, fcntl_getfl};
use rustix::net::{SendAncillaryBuffer, SendAncillaryMessage, SendFlags, sendmsg};
use rustix::process::{Pid, Resource, Rlimit, getrlimit, prlimit};

use super::Worker;
use super::budget::Meter;
use super::error::{Ended, WorkerError};
use super::launch::{Heard, Launch, Live};
use super::sandbox::Report;
use super::wire::{Kind, Order, ProtocolError, json_message, parse_frame};

/// How often a worker's processor time is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// A worker whose address space has grown by this much since it was ready is replaced: what one file left
/// behind must not take memory from the next.
const GROWN_BYTES: u64 = 256 * 1024 * 1024;

/// Longer names are cut at the front: the end says more about the type.
const NAME_BYTES: usize = 4096;

/// A worker in a sandboxed process of its own, used for many jobs, replaced after a failure, after
/// [`Launch::jobs_per_process`] jobs, or where it has grown. A file that can damage its worker without ending it
/// can therefore mislead about those read after it in the same process, never about those before.
#[derive(Debug)]
pub struct SandboxedProcess {
    launch: Launch,
    report: Report,
    live: Option<Live>,
}

impl SandboxedProcess {
    /// Starts a worker and waits until it is locked up.
    ///
    /// # Errors
    /// [`WorkerError`] where it cannot be started, or where what holds in it is less than was asked for.
    pub fn spawn(launch: &Launch) -> Result<Self, WorkerError> {
        let live = Live::start(launch)?;
        Ok(Self {
            launch: launch.clone(),
            report: live.report,
            live: Some(live),
        })
    }

    /// Returns what holds in the worker.
    pub fn report(&self) -> Report {
        self.report
    }

    /// Returns the process that the next job would find; none after a failure, when it gets a new one.
    pub fn pid(&self) -> Option<u32> {
        self.live.as_ref().map(Live::pid)
    }

    /// Takes the process at hand if it is fit for another job, and starts one otherwise.
    fn take_live(&mut self) -> Result<Live, WorkerError> {
        if let Some(mut live) = self.live.take()
            && live.jobs < self.launch.jobs_per_process
            && live.is_idle()
        {
            return Ok(live);
        }
        let live = Live::start(&self.launch)?;
        self.report = live.report;
        Ok(live)
    }
}

impl Worker for SandboxedProcess {
    fn run(&mut self, job: &Job, input: File, untrusted: &mut dyn Sink) -> Result<(), WorkerError> {
        let input = read_only(input).map_err(|source| WorkerError::Input { source })?;
        let mut live = self.take_live()?;
        // On any error, and where the sink panics, the process is dropped here and thereby ended.
        Conversation::new(&mut live, &self.launch, job)?.hold(&input, untrusted)?;
        live.jobs += 1;
        let bytes = live
            .address_space()
            .map_err(|source| WorkerError::Lost { source })?;
        if bytes < live.bytes_at_first.saturating_add(GROWN_BYTES) {
            self.live = Some(live);
        }
        Ok(())
    }
}

/// Returns the file at its start, through a descriptor that cannot write.
fn read_only(mut input: File) -> io::Result<File> {
    if !input.metadata()?.is_file() {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "not a regular file",
        ));
    }
    if fcntl_getfl(&input)? & OFlags::ACCMODE != OFlags::RDONLY {
        input = File::open(format!("/proc/self/fd/{}", input.as_raw_fd()))?;
    }
    input.seek(SeekFrom::Start(0))?;
    Ok(input)
}

/// One job between parent and worker.
struct Conversation<'a> {
    live: &'a mut Live,
    job: &'a Job,
    /// Whether the worker has read nothing before.
    fresh: bool,
    meter: Meter,
    order: Order,
    /// Processor time of the jobs before.
    cpu_before: Duration,
    /// Time spent waiting for the worker; what the sink takes is not held against it.
    waited: Duration,
    patience: Duration,
    looked: Instant,
}

impl<'a> Conversation<'a> {
    fn new(live: &'a mut Live, launch: &Launch, job: &'a Job) -> Result<Self, WorkerError> {
        let cpu_before = live
            .cpu_time()
            .map_err(|source| WorkerError::Lost { source })?;
        let cpu_budget = Duration::from_secs(job.budgets.cpu_seconds);
        Ok(Self {
            fresh: live.jobs == 0,
            live,
            job,
            meter: Meter::new(&job.budgets),
            order: Order::default(),
            cpu_before,
            waited: Duration::ZERO,
            patience: cpu_budget.saturating_mul(3).saturating_add(launch.grace),
            looked: Instant::now(),
        })
    }

    fn hold(mut self, input: &File, untrusted: &mut dyn Sink) -> Result<(), WorkerError> {
        self.limit_memory()
            .map_err(|source| WorkerError::Lost { source })?;
        if let Err(error) = self.send_job(input)? {
            // It was idle a moment ago, and whatever ended it since was not this file.
            self.fresh = false;
            return Err(match error.kind() {
                io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionReset => self.ended(),
                _ => WorkerError::Lost { source: error },
            });
        }
        let mut buffer = vec![0; 64 * 1024];
        loop {
            let since = Instant::now();
            let heard = self
                .live
                .hear(&mut buffer, LOOK_EVERY)
                .map_err(|source| WorkerError::Lost { source })?;
            self.waited = self.waited.saturating_add(since.elapsed());
            match heard {
                Heard::Bytes(count) => {
                    if self.take(&buffer[..count], untrusted)? {
                        return Ok(());
                    }
                }
                Heard::Nothing => {}
                Heard::HungUp => return Err(self.ended()),
            }
            if self.looked.elapsed() >= LOOK_EVERY {
                self.look()?;
                self.looked = Instant::now();
            }
        }
    }

    /// The parent sets it from outside, so that the worker needs no call that changes limits.
    fn limit_memory(&self) -> io::Result<()> {
        let pid = i32::try_from(self.live.pid())
            .ok()
            .and_then(Pid::from_raw)
            .ok_or(io::ErrorKind::NotFound)?;
        // The worker was born with this process's hard limit.
        let most = getrlimit(Resource::As).maximum;
        let budget = self.job.budgets.memory_bytes;
        let limit = Rlimit {
            current: Some(most.map_or(budget, |most| most.min(budget))),
            maximum: most,
        };
        prlimit(Some(pid), Resource::As, limit)?;
        Ok(())
    }

    /// The inner result is that of the socket.
    fn send_job(&self, input: &File) -> Result<io::Result<()>, WorkerError> {
        let job = Job {
            name: end_of(&self.job.name, NAME_BYTES).to_owned(),
            ..self.job.clone()
        };
        let message = json_message(Kind::Job, &job).map_err(|source| self.protocol(source))?;
        let files = [input.as_fd()];
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
        let mut beside = SendAncillaryBuffer::new(&mut space);
        beside.push(SendAncillaryMessage::ScmRights(&files));
        // An idle worker's socket is empty and takes a whole job at once.
        let sent = sendmsg(
            &self.live.socket,
            &[IoSlice::new(&message)],
            &mut beside,
            SendFlags::NOSIGNAL,
        );
        Ok(match sent {
            Ok(count) if count == message.len() => Ok(()),
            Ok(_) => Err(io::ErrorKind::WriteZero.into()),
            Err(error) => Err(error.into()),
        })
    }

    /// Hands on the frames that these bytes complete; returns whether the last of them was the end.
    fn take(&mut self, mut bytes: &[u8], untrusted: &mut dyn Sink) -> Result<bool, WorkerError> {
        loop {
            let message = self.live.assembler.take(&mut bytes);
            let Some((kind, payload)) = message.map_err(|source| self.protocol(source))? else {
                return Ok(false);
            };
            let frame = parse_frame(kind, payload)
                .and_then(|frame| self.order.accept(&frame).map(|()| frame))
                .map_err(|source| self.protocol(source))?;
            if let Err(Stopped(reason)) = self.meter.count(&frame) {
                return Err(self.protocol(ProtocolError::OverBudget(reason)));
            }
            let is_end = matches!(frame, Frame::End(_));
            if is_end && !bytes.is_empty() {
                return Err(self.protocol(ProtocolError::OutOfPlace("something after the end")));
            }
            untrusted
                .send(frame)
                .map_err(|Stopped(reason)| WorkerError::Stopped(reason))?;
            if is_end {
                return Ok(true);
            }
        }
    }

    /// Looks at what the worker has used. The kernel's own limit would not do: it counts all of a process's
    /// life, goes by whole seconds, and a worker may choose to ignore its signal. What it takes to read the
    /// account in /proc five times a second is nothing.
    fn look(&self) -> Result<(), WorkerError> {
        let used = self
            .live
            .cpu_time()
            .map_err(|source| WorkerError::Lost { source })?
            .saturating_sub(self.cpu_before);
        let seconds = self.job.budgets.cpu_seconds;
        if used > Duration::from_secs(seconds) {
            return Err(WorkerError::TimeLimit { seconds });
        }
        if self.waited > self.patience {
            return Err(WorkerError::Stuck {
                waited_seconds: self.waited.as_secs(),
                cpu_seconds: used.as_secs(),
            });
        }
        Ok(())
    }

    fn ended(&mut self) -> WorkerError {
        let end = self.live.end();
        let said = self.live.said();
        let fresh = self.fresh;
        // What Rust says before it gives up for lack of memory. Readers are pure Rust, so nobody else does.
        let lacked = |said: &str| {
            said.lines().any(|line| {
                line.starts_with("memory allocation of ") && line.ends_with(" bytes failed")
            })
        };
        if end == Ended::ABORTED && lacked(&said) {
            let bytes = self.job.budgets.memory_bytes;
            return WorkerError::MemoryLimit { bytes, fresh };
        }
        WorkerError::Crashed {
            end,
            place: place_of_panic(&said),
            said,
            fresh,
        }
    }

    fn protocol(&self, source: ProtocolError) -> WorkerError {
        let fresh = self.fresh;
        WorkerError::Protocol { source, fresh }
    }
}

/// Returns the end of a text, whole characters, at most so many bytes.
fn end_of(text: &str, most: usize) -> &str {
    let from = text.len().saturating_sub(most);
    (from..=text.len())
        .find_map(|from| text.get(from..))
        .unwrap_or_default()
}

/// Returns file and line of our source from what the standard library says of a panic, and nothing else
/// of it: the message may quote the file. Folders are left out, as they are those of whoever built the program.
fn place_of_panic(said: &str) -> Option<String> {
    let line = said.lines().find(|line| line.contains(" panicked at "))?;
    let (_, place) = line.rsplit_once(" panicked at ")?;
    let (_, place) = place.rsplit_once('/').unwrap_or(("", place));
    let place = place.trim_end_matches(':');
    let (file, numbers) = place.split_once(".rs:")?;
    let is_plain = !file.is_empty()
        && file.len() <= 64
        && file
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || character == '_')
        && numbers.len() <= 16
        && numbers
            .chars()
            .all(|character| character.is_ascii_digit() || character == ':');
    is_plain.then(|| place.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_panic_only_file_and_line_are_kept() {
        let check = |said, place: Option<&str>| {
            assert_eq!(place_of_panic(said).as_deref(), place, "{said}");
        };
        check(
            "\nthread 'main' (7) panicked at /build/crates/extract/src/csv.rs:10:5:\n王翀",
            Some("csv.rs:10:5"),
        );
        check("thread 'main' panicked at lib.rs:1:1:", Some("lib.rs:1:1"));
        check("thread 'main' panicked at 王翀.rs:1:1:", None);
        check("all is well", None);
    }

    #[test]
    fn a_long_name_keeps_its_end_and_whole_characters() {
        assert_eq!(end_of("报价.csv", 7), "价.csv");
        assert_eq!(end_of("报价.csv", 6), ".csv");
        assert_eq!(end_of("a.csv", 7), "a.csv");
    }

    #[test]
    fn a_file_is_handed_over_from_its_start_and_cannot_be_written() {
        use std::io::{Read as _, Write as _};
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(b"bytes").unwrap();
        let mut handed_over = read_only(file).unwrap();
        handed_over.write_all(b"x").unwrap_err();
        let mut text = String::new();
        handed_over.read_to_string(&mut text).unwrap();
        assert_eq!(text, "bytes");
    }

    #[test]
    fn only_a_regular_file_is_handed_over() {
        read_only(File::open("/dev/null").unwrap()).unwrap_err();
        read_only(File::open("/").unwrap()).unwrap_err();
    }
}
