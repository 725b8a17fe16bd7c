//! The program as a user runs it, for tests that read what it prints.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// Runs the program in a folder and returns the JSON lines that it prints; panics where it fails.
pub(crate) fn daylight(folder: &Path, arguments: &[&str]) -> Vec<Value> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_daylight"));
    command.args(arguments).current_dir(folder);
    let output = command.env_remove("DAYLIGHT_CASE").output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {said}");
    let lines = String::from_utf8(output.stdout).unwrap();
    let lines = lines.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}
