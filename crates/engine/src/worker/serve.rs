//! The worker's side: what `daylight worker` does from its first instruction to its last. Always: nothing of a
//! leak is touched before the locks are on; one thread; what a reader sends leaves the process at once, so that a
//! crash loses none of it.

use std::fs::{File, OpenOptions};
use std::io::{self, IoSliceMut, Read as _, Write as _};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, AsRawFd as _, OwnedFd};
use std::process::ExitCode;

use daylight_model::{Frame, Job, Reader, Reason, Sink, Stopped};
use rustix::net::{RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, recvmsg};
use serde::{Deserialize, Serialize};

use super::budget::Budgeted;
use super::limits;
use super::sandbox::{SandboxError, SandboxMode, lock_down};
use super::wire::{
    self, HEADER_BYTES, Kind, ProtocolError, json_message, parse, read_header, send_frame,
};

/// The first message to a worker.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Setup {
    pub(super) sandbox: SandboxMode,
}

/// Why a worker gave up.
#[derive(Debug, thiserror::Error)]
enum ServeError {
    #[error("a worker is started by Daylight itself, never by hand")]
    ByHand,
    #[error("{0}: {1}")]
    Io(&'static str, #[source] io::Error),
    #[error("{0}")]
    Sandbox(#[from] SandboxError),
    #[error("message from the case: {0}")]
    Protocol(#[from] ProtocolError),
    #[error("a job without its file")]
    NoFile,
}

/// Serves jobs until the parent hangs up: what a program's `main` calls when it is started as a worker, before
/// anything else, as it closes every descriptor that it was not given for this. `prepare` runs before the locks
/// are put on: for what has to be loaded from files of ours.
pub fn serve(prepare: fn(), reader: Reader) -> ExitCode {
    match try_serve(prepare, reader) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // The parent keeps the last of this; where it is gone there is nobody to tell.
            let _ = match &error {
                ServeError::Sandbox(sandbox) => writeln!(
                    io::stderr(),
                    "{error}: {}",
                    std::error::Error::source(sandbox)
                        .map_or_else(String::new, ToString::to_string)
                ),
                _ => writeln!(io::stderr(), "{error}"),
            };
            ExitCode::FAILURE
        }
    }
}

fn try_serve(prepare: fn(), reader: Reader) -> Result<(), ServeError> {
    let mut socket = take_socket()?;
    limits::begin().map_err(|error| ServeError::Io("cannot limit the process", error))?;
    limits::close_all_but(socket.as_raw_fd())
        .map_err(|error| ServeError::Io("cannot close descriptors", error))?;
    let Some((Kind::Setup, setup, _)) = receive(&mut socket)? else {
        return Err(ServeError::ByHand);
    };
    let setup: Setup = parse(&setup)?;
    prepare();
    let report = lock_down(setup.sandbox)?;
    send(&socket, &json_message(Kind::Hello, &report)?)?;
    while let Some((kind, job, file)) = receive(&mut socket)? {
        if kind != Kind::Job {
            return Err(ProtocolError::OutOfPlace("no job").into());
        }
        let file = file.ok_or(ServeError::NoFile)?;
        read_one(&socket, reader, &parse(&job)?, File::from(file))?;
    }
    Ok(())
}

/// Takes the socket from where standard input was, and leaves nothing to read there.
fn take_socket() -> Result<File, ServeError> {
    let stdin = rustix::stdio::stdin();
    if rustix::net::sockopt::socket_type(stdin).is_err() {
        return Err(ServeError::ByHand);
    }
    let failed = |error| ServeError::Io("cannot take the socket", error);
    let socket = rustix::io::fcntl_dupfd_cloexec(stdin, 3).map_err(|error| failed(error.into()))?;
    let null = OpenOptions::new()
        .read(true)
        .open("/dev/null")
        .map_err(failed)?;
    rustix::stdio::dup2_stdin(null).map_err(|error| failed(error.into()))?;
    Ok(File::from(socket))
}

fn read_one(socket: &File, reader: Reader, job: &Job, mut input: File) -> Result<(), ServeError> {
    let wire = Wire {
        socket,
        broken: None,
    };
    let mut sink = Budgeted::new(wire, &job.budgets);
    let summary = reader(&mut input, job, &mut sink);
    let broken = match sink.finish(summary) {
        Ok(wire) => wire.broken,
        Err(Stopped(_)) => Some(io::ErrorKind::BrokenPipe.into()),
    };
    match broken {
        None => Ok(()),
        Some(error) => Err(ServeError::Io("cannot answer", error)),
    }
}

/// Sends frames to the parent.
struct Wire<'a> {
    socket: &'a File,
    /// Why nothing more can be sent.
    broken: Option<io::Error>,
}

impl Wire<'_> {
    /// A frame that is longer than its kind may be is left out, and the reading ends with it.
    fn try_send(&mut self, frame: &Frame) -> Result<(), Stopped> {
        let mut socket = self.socket;
        match send_frame(frame, |message| socket.write_all(message)) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => {
                self.broken = Some(error);
                Err(Stopped(Reason::Crashed))
            }
            Err(_) => Err(Stopped(Reason::TooLarge)),
        }
    }
}

impl Sink for Wire<'_> {
    fn send(&mut self, frame: Frame) -> Result<(), Stopped> {
        if self.broken.is_some() {
            return Err(Stopped(Reason::Crashed));
        }
        match (self.try_send(&frame), frame) {
            // There is always an end, if without what the file says of itself.
            (Err(Stopped(Reason::TooLarge)), Frame::End(mut summary)) => {
                summary.metadata.clear();
                self.try_send(&Frame::End(summary))
            }
            (sent, _) => sent,
        }
    }
}

type Message = (Kind, Vec<u8>, Option<OwnedFd>);

/// Waits for a message; none where the parent has hung up.
fn receive(socket: &mut File) -> Result<Option<Message>, ServeError> {
    let failed = |error| ServeError::Io("cannot hear the case", error);
    let mut header = [0; HEADER_BYTES];
    let (filled, file) = receive_with_file(socket.as_fd(), &mut header).map_err(failed)?;
    if filled == 0 {
        return Ok(None);
    }
    socket.read_exact(&mut header[filled..]).map_err(failed)?;
    let (kind, length) = read_header(header)?;
    if !matches!(kind, Kind::Setup | Kind::Job) || length > wire::MOST_CONTROL_BYTES {
        return Err(ProtocolError::OutOfPlace("no message for a worker").into());
    }
    let mut payload = vec![0; length];
    socket.read_exact(&mut payload).map_err(failed)?;
    Ok(Some((kind, payload, file)))
}

/// A descriptor comes with the first byte of the message that it was sent with.
fn receive_with_file(socket: impl AsFd, bytes: &mut [u8]) -> io::Result<(usize, Option<OwnedFd>)> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut beside = RecvAncillaryBuffer::new(&mut space);
    let received = loop {
        match recvmsg(
            &socket,
            &mut [IoSliceMut::new(bytes)],
            &mut beside,
            RecvFlags::CMSG_CLOEXEC,
        ) {
            Err(rustix::io::Errno::INTR) => {}
            received => break received?,
        }
    };
    let file = beside.drain().find_map(|message| match message {
        RecvAncillaryMessage::ScmRights(mut files) => files.next(),
        _ => None,
    });
    Ok((received.bytes, file))
}

fn send(mut socket: &File, message: &[u8]) -> Result<(), ServeError> {
    socket
        .write_all(message)
        .map_err(|error| ServeError::Io("cannot answer", error))
}
