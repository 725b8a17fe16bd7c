//! What a reader must not be able to do, and each way to go wrong. An attempt that succeeds says `done` in its
//! one part, one that is refused says why; one that is ended says nothing.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::net::{SocketAddr, UnixDatagram, UnixStream};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use daylight_model::{
    Budgets, ChildKind, ChildStart, Frame, Input, Job, LineBreaks, Outcome, PartData, PartKind,
    Reason, Sink, State, Stopped, Summary, Warning,
};
use rustix::process::{Pid, Resource, Rlimit};

/// Reads a command and obeys it.
pub(crate) fn read(input: &mut dyn Input, job: &Job, sink: &mut dyn Sink) -> Summary {
    let mut command = String::new();
    let outcome = match input.read_to_string(&mut command) {
        Err(_) => Outcome::because(State::Failed, Reason::Corrupt, "no command"),
        Ok(_) => {
            let (verb, rest) = command.split_once(' ').unwrap_or((&command, ""));
            match obey(verb, rest, sink) {
                Ok(()) => Outcome::READ,
                Err(Stopped(reason)) => Outcome::because(State::Partial, reason, ""),
            }
        }
    };
    Summary {
        media_type: "text/plain".to_owned(),
        reading: "test@1".to_owned(),
        encoding: None,
        outcome,
        pages: None,
        metadata: BTreeMap::from([("name".to_owned(), job.name.clone())]),
        awaits: None,
    }
}

fn obey(verb: &str, rest: &str, sink: &mut dyn Sink) -> Result<(), Stopped> {
    match verb {
        "ok" => say(sink, rest),
        "parts" => (0..number(rest)).try_for_each(|_| say(sink, "a part")),
        "warnings" => (0..number(rest)).try_for_each(|_| warn(sink)),
        "child" => child(sink, number(rest)),
        "bomb" => child(sink, u64::MAX),
        "mixed" => {
            say(sink, "before")?;
            child(sink, 1_000)?;
            warn(sink)?;
            say(sink, "after")
        }
        "part-then-abort" => {
            say(sink, "before")?;
            std::process::abort()
        }
        "budgets" => say(sink, &Budgets::default().parts.to_string()),
        _ => match attempt(verb, rest) {
            Ok(()) => say(sink, "done"),
            Err(error) => say(sink, &format!("refused: {error}")),
        },
    }
}

fn number(text: &str) -> u64 {
    text.trim().parse().expect("a number")
}

fn say(sink: &mut dyn Sink, text: &str) -> Result<(), Stopped> {
    sink.send(Frame::Part(PartData {
        number: daylight_model::PartNumber(1),
        kind: PartKind::Body,
        name: None,
        breaks: LineBreaks::End,
        text: text.to_owned(),
        anchors: Vec::new(),
    }))
}

fn warn(sink: &mut dyn Sink) -> Result<(), Stopped> {
    sink.send(Frame::Warning(Warning {
        what: "odd".to_owned(),
        reason: None,
    }))
}

fn child(sink: &mut dyn Sink, bytes: u64) -> Result<(), Stopped> {
    sink.send(Frame::ChildStart(ChildStart {
        name_bytes: b"child".to_vec(),
        name: "child".to_owned(),
        kind: ChildKind::Member,
    }))?;
    let mut left = bytes;
    while left > 0 {
        let now = left.min(1_000_000);
        sink.send(Frame::ChildBytes(vec![b'x'; now as usize]))?;
        left -= now;
    }
    sink.send(Frame::ChildEnd(None))
}

fn attempt(verb: &str, rest: &str) -> io::Result<()> {
    let parent = || rustix::process::getppid().ok_or(io::ErrorKind::NotFound);
    match verb {
        // files
        "open" => File::open(rest).map(drop),
        "openat2" => {
            use rustix::fs::{CWD, Mode, OFlags, ResolveFlags, openat2};
            let none = (Mode::empty(), ResolveFlags::empty());
            openat2(CWD, rest, OFlags::RDONLY, none.0, none.1)?;
            Ok(())
        }
        "list" => fs::read_dir(rest).map(drop),
        "create" => File::create_new(rest).map(drop),
        "delete" => fs::remove_file(rest),
        "rename" => fs::rename(rest, format!("{rest}.moved")),
        "folder" => fs::create_dir(rest),
        "link" => std::os::unix::fs::symlink("/etc/passwd", rest),
        "metadata" => fs::metadata(rest).map(drop),
        "statx" => {
            use rustix::fs::{AtFlags, CWD, StatxFlags, statx};
            statx(CWD, rest, AtFlags::empty(), StatxFlags::BASIC_STATS)?;
            Ok(())
        }
        "working-folder" => std::env::current_dir().map(drop),
        "memory-file" => {
            rustix::fs::memfd_create("x", rustix::fs::MemfdFlags::CLOEXEC)?;
            Ok(())
        }
        // network
        "connect" => TcpStream::connect(rest).map(drop),
        "listen" => TcpListener::bind(rest).map(drop),
        "udp" => UdpSocket::bind("127.0.0.1:0")?
            .send_to(b"x", rest)
            .map(drop),
        "unix" => UnixStream::connect(rest).map(drop),
        "abstract" => {
            use std::os::linux::net::SocketAddrExt as _;
            let address = SocketAddr::from_abstract_name(rest.as_bytes())?;
            UnixDatagram::unbound()?.connect_addr(&address)
        }
        "netlink" => {
            use rustix::net::{AddressFamily, SocketType, socket};
            socket(AddressFamily::NETLINK, SocketType::RAW, None)?;
            Ok(())
        }
        // other processes
        "exec" => Err(Command::new(rest).exec()),
        "spawn" => Command::new(rest).status().map(drop),
        // A user id makes the standard library fork instead of posix_spawn.
        "fork" => {
            let user = rustix::process::getuid().as_raw();
            Command::new(rest).uid(user).status().map(drop)
        }
        "thread" => {
            let thread = std::thread::Builder::new().spawn(|| ())?;
            thread.join().map_err(|_| io::ErrorKind::Other.into())
        }
        "signal-parent" => Ok(rustix::process::test_kill_process(parent()?)?),
        "pidfd" => {
            rustix::process::pidfd_open(parent()?, rustix::process::PidfdFlags::empty())?;
            Ok(())
        }
        "traced" => Ok(nix::sys::ptrace::traceme()?),
        "read-parent" => {
            let mut buffer = [0; 8];
            let parent = nix::unistd::Pid::from_raw(Pid::as_raw(Some(parent()?)));
            let remote = nix::sys::uio::RemoteIoVec {
                base: rest.trim().parse().expect("an address"),
                len: 8,
            };
            let mut local = [io::IoSliceMut::new(&mut buffer)];
            nix::sys::uio::process_vm_readv(parent, &mut local, &[remote])?;
            Ok(())
        }
        // its own chains
        "executable" => {
            let mut memory = memmap2::MmapMut::map_anon(4096)?;
            memory[0] = 0xc3;
            memory.make_exec().map(drop)
        }
        "raise-limit" => {
            let more = Rlimit {
                current: Some(8),
                maximum: Some(8),
            };
            Ok(rustix::process::setrlimit(Resource::Nofile, more)?)
        }
        "outlive" => Ok(rustix::process::set_parent_process_death_signal(None)?),
        "chroot" => Ok(rustix::process::chroot(rest)?),
        "duplicate" => {
            rustix::io::dup(rustix::stdio::stderr())?;
            Ok(())
        }
        "duplicate-by-fcntl" => {
            rustix::io::fcntl_dupfd_cloexec(rustix::stdio::stderr(), 0)?;
            Ok(())
        }
        // ways to go wrong
        "spin" => loop {
            std::hint::black_box(0);
        },
        "hang" => loop {
            std::thread::park_timeout(Duration::MAX);
        },
        "allocate" => {
            let bytes = usize::try_from(number(rest)).expect("it fits");
            std::hint::black_box(vec![1_u8; bytes]);
            Ok(())
        }
        "keep" => {
            let bytes = usize::try_from(number(rest)).expect("it fits");
            std::mem::forget(std::hint::black_box(vec![1_u8; bytes]));
            Ok(())
        }
        "abort" => std::process::abort(),
        "panic" => panic!("the file says: {rest}"),
        "overflow" => {
            std::hint::black_box(deeper(1));
            Ok(())
        }
        "leave" => std::process::exit(0),
        "shout" => loop {
            io::stderr().write_all(b"\x1b[2J\x1b]0;title\x07shouting\n")?;
            if Path::new(rest).as_os_str().as_bytes() == b"once" {
                std::process::abort();
            }
        },
        other => panic!("an unknown command: {other}"),
    }
}

fn deeper(depth: u64) -> u64 {
    let room = std::hint::black_box([depth; 512]);
    match depth {
        0 => 0,
        _ => deeper(depth + 1).wrapping_add(room[7]),
    }
}
