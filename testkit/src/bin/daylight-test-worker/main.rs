//! A worker that tries what the bytes of its file tell it to: the sandbox is tested from inside. As `worker` it
//! serves as the program does; as `liar` it speaks the protocol by itself, and badly; as `keeper` it has a worker
//! of its own, to be orphaned.

use std::process::ExitCode;

mod attempts;
mod liar;

fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        Some("worker") => daylight_engine::worker::serve(|| (), attempts::read),
        Some("liar") => liar::lie(),
        Some("keeper") => keep(),
        _ => ExitCode::FAILURE,
    }
}

/// Starts a worker, says its process id, and has it hang until somebody ends this process.
fn keep() -> ExitCode {
    use daylight_engine::worker::{Launch, SandboxedProcess, Worker as _};
    use std::io::Write as _;

    struct Nowhere;
    impl daylight_model::Sink for Nowhere {
        fn send(&mut self, _: daylight_model::Frame) -> Result<(), daylight_model::Stopped> {
            Ok(())
        }
    }

    let mut worker = SandboxedProcess::spawn(&Launch::this_program()).expect("a worker");
    println!("{}", worker.pid().expect("a new worker has a process"));
    let mut input = tempfile::tempfile().expect("a temporary file");
    input.write_all(b"hang").expect("it can be written");
    let job = daylight_model::Job {
        name: "hang".to_owned(),
        bytes: 4,
        budgets: daylight_model::Budgets::default(),
        ..daylight_model::Job::default()
    };
    let result = worker.run(&job, input, &mut Nowhere);
    eprintln!("{result:?}");
    ExitCode::FAILURE
}
