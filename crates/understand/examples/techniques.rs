//! Suggests ATT&CK techniques for descriptions: a JSON string a line comes in, a JSON list of ids a line goes out. For
//! evaluation (`bench/accuracy`).

use std::io::{self, BufRead as _, Write as _};

use daylight_understand::claim::suggest_techniques;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let words: String = serde_json::from_str(&line?)?;
        serde_json::to_writer(&mut out, &suggest_techniques(&words))?;
        writeln!(out)?;
    }
    Ok(())
}
