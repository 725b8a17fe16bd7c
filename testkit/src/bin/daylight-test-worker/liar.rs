//! A worker that was taken over: it speaks the protocol without the engine's code, and sends what the name of
//! each job asks for. What it knows of the protocol is written out here by hand, on purpose.

use std::io::{Read, Write as _};
use std::os::unix::net::UnixStream;
use std::process::ExitCode;

const HELLO: u8 = 3;
const PART: u8 = 16;
const CHILD_START: u8 = 17;
const CHILD_BYTES: u8 = 18;
const CHILD_END: u8 = 19;
const WARNING: u8 = 20;
const END: u8 = 21;

const SUMMARY: &str = r#"{"media_type":"text/plain","reading":"liar@1","encoding":null,"outcome":{"state":"read","reason":null,"detail":null},"pages":null,"metadata":{}}"#;
const SOME_PART: &str =
    r#"{"number":1,"kind":"body","name":null,"breaks":"end","text":"a lie","anchors":[]}"#;
const SOME_CHILD: &str = r#"{"name_bytes":[97],"name":"a","kind":"member"}"#;

/// Answers each job as its name says.
pub(crate) fn lie() -> ExitCode {
    let socket = rustix::io::dup(rustix::stdio::stdin()).expect("a socket");
    let mut socket = UnixStream::from(socket);
    let setup = receive(&mut socket).expect("a setup");
    let hello = match std::env::args().nth(2).as_deref() {
        Some("unlocked") => r#"{"landlock":6,"seccomp":false}"#,
        Some("silent") => return ExitCode::SUCCESS,
        _ => r#"{"landlock":6,"seccomp":true}"#,
    };
    assert!(setup.contains("sandbox"));
    send(&mut socket, HELLO, hello.as_bytes());
    while let Some(job) = receive(&mut socket) {
        let name = job
            .split_once(r#""name":""#)
            .and_then(|(_, rest)| rest.split_once('"'))
            .map(|(name, _)| name.to_owned())
            .expect("a job has a name");
        answer(&mut socket, &name);
    }
    ExitCode::SUCCESS
}

fn answer(socket: &mut UnixStream, name: &str) {
    match name {
        "truth" => {}
        "unknown kind" => send(socket, 200, b""),
        "huge" => {
            let header = [&[PART][..], &u32::MAX.to_le_bytes()].concat();
            let _ = socket.write_all(&header);
        }
        "no json" => send(socket, PART, b"{{{{"),
        "deep json" => send(socket, END, "[".repeat(100_000).as_bytes()),
        "no utf-8" => send(socket, PART, b"\"\xff\""),
        "hello again" => send(socket, HELLO, b"{}"),
        "bytes of no child" => send(socket, CHILD_BYTES, b"x"),
        "end of no child" => send(socket, CHILD_END, b"null"),
        "child in child" => {
            send(socket, CHILD_START, SOME_CHILD.as_bytes());
            send(socket, CHILD_START, SOME_CHILD.as_bytes());
        }
        "end in child" => send(socket, CHILD_START, SOME_CHILD.as_bytes()),
        "flood of bytes" => {
            send(socket, CHILD_START, SOME_CHILD.as_bytes());
            while try_send(socket, CHILD_BYTES, &[0; 65_536]).is_ok() {}
        }
        "flood of parts" => while try_send(socket, PART, SOME_PART.as_bytes()).is_ok() {},
        "flood of warnings" => {
            let warning = br#"{"what":"odd","reason":null}"#;
            while try_send(socket, WARNING, warning).is_ok() {}
        }
        "flood of children" => {
            while try_send(socket, CHILD_START, SOME_CHILD.as_bytes()).is_ok()
                && try_send(socket, CHILD_END, b"null").is_ok()
            {}
        }
        "two ends" => {
            let end = [
                &[END][..],
                &(SUMMARY.len() as u32).to_le_bytes(),
                SUMMARY.as_bytes(),
            ];
            let _ = socket.write_all(&[end.concat(), end.concat()].concat());
            return;
        }
        "half a message" => {
            let _ = socket.write_all(&[PART, 100, 0, 0, 0, b'{']);
            std::process::exit(0);
        }
        "no end" => std::process::exit(0),
        "trickle" => {
            let _ = socket.write_all(&[&[PART][..], &1_000_000_u32.to_le_bytes()].concat());
            while socket.write_all(b" ").is_ok() {
                std::thread::sleep(std::time::Duration::from_millis(20));
            }
        }
        "hang up and stay" => {
            let _ = socket.shutdown(std::net::Shutdown::Both);
            loop {
                std::thread::park();
            }
        }
        "chatter afterwards" => {
            send(socket, END, SUMMARY.as_bytes());
            std::thread::sleep(std::time::Duration::from_millis(100));
            send(socket, PART, SOME_PART.as_bytes());
            return;
        }
        other => panic!("an unknown lie: {other}"),
    }
    send(socket, END, SUMMARY.as_bytes());
}

fn try_send(socket: &mut UnixStream, kind: u8, payload: &[u8]) -> std::io::Result<()> {
    let length = u32::try_from(payload.len()).expect("a short lie");
    socket.write_all(&[&[kind][..], &length.to_le_bytes(), payload].concat())
}

/// The parent may have had enough.
fn send(socket: &mut UnixStream, kind: u8, payload: &[u8]) {
    let _ = try_send(socket, kind, payload);
}

/// The descriptor that comes with a job is let go: a plain read drops it.
fn receive(socket: &mut UnixStream) -> Option<String> {
    let mut header = [0; 5];
    socket.read_exact(&mut header).ok()?;
    let [_, length @ ..] = header;
    let mut payload = vec![0; u32::from_le_bytes(length) as usize];
    socket.read_exact(&mut payload).ok()?;
    String::from_utf8(payload).ok()
}
