//! Streaming: a hundred megabytes of a child pass through the parent, which never holds more than a little of
//! them. Alone in its program, as it measures the memory of its process.

#![allow(clippy::unwrap_used, reason = "all of it is tests")]

use std::io::Write as _;

use daylight_engine::worker::{Launch, MOST_CHILD_BYTES, SandboxedProcess, Worker as _};
use daylight_model::{Budgets, Frame, Job, Sink, Stopped};

#[derive(Default)]
struct Streamed(usize);

impl Sink for Streamed {
    fn send(&mut self, frame: Frame) -> Result<(), Stopped> {
        if let Frame::ChildBytes(bytes) = frame {
            assert!(bytes.len() <= MOST_CHILD_BYTES);
            assert!(bytes.iter().all(|byte| *byte == b'x'));
            self.0 += bytes.len();
        }
        Ok(())
    }
}

/// Returns the most memory that this process has had at once, bytes.
fn most_memory() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.unwrap().trim().trim_end_matches(" kB");
    kilobytes.parse::<usize>().unwrap() * 1024
}

#[test]
fn a_hundred_megabytes_of_a_child_pass_through_little_memory() {
    let program = env!("CARGO_BIN_EXE_daylight-test-worker");
    let mut worker = SandboxedProcess::spawn(&Launch::new(program)).unwrap();
    let mut input = tempfile::tempfile().unwrap();
    input.write_all(b"child 100000000").unwrap();
    let job = Job {
        name: "a file".to_owned(),
        bytes: 15,
        budgets: Budgets::default(),
        ..Job::default()
    };
    let before = most_memory();
    let mut streamed = Streamed::default();
    worker.run(&job, input, &mut streamed).unwrap();
    assert_eq!(streamed.0, 100_000_000);
    let more = most_memory() - before;
    assert!(more < 16_000_000, "{more} bytes more");
}
