//! Progress on a terminal: what goes on, how fast, how long still. Elsewhere silent but for the end.

use std::time::Duration;

use daylight_engine::case::{Phase, Progress};
use indicatif::{
    HumanBytes, HumanCount, HumanDuration, ProgressBar, ProgressDrawTarget, ProgressStyle,
};

/// A line that is redrawn.
pub(crate) struct ProgressLine {
    bar: ProgressBar,
}

impl ProgressLine {
    /// A line on standard error, if that is a terminal and `quiet` is not asked for.
    pub(crate) fn new(quiet: bool) -> Self {
        let bar = ProgressBar::new(0);
        bar.set_draw_target(if quiet {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr_with_hz(8)
        });
        Self { bar }
    }

    /// Shows how far a case is.
    pub(crate) fn show(&self, progress: &Progress) {
        match progress.phase {
            Phase::Idle => {}
            Phase::Acquiring => {
                self.style("{spinner} {msg}");
                self.bar.set_message(acquiring(progress));
                self.bar.tick();
            }
            Phase::Understanding => {
                let (done, of) = progress.understood;
                self.count(done, of, "files understood");
            }
            Phase::Reading | Phase::Pictures | Phase::PicturesAgain => {
                self.style("{bar:24} {percent:>3} %  {msg}");
                let reading = &progress.reading;
                self.bar.set_length(reading.bytes + reading.pending.bytes);
                self.bar.set_position(reading.bytes);
                self.bar.set_message(self::reading(progress));
            }
        }
    }

    /// Shows how many of a known number are done.
    pub(crate) fn count(&self, done: u64, of: u64, what: &str) {
        self.style("{bar:24} {percent:>3} %  {msg}");
        self.bar.set_length(of);
        self.bar.set_position(done);
        self.bar
            .set_message(format!("{} of {} {what}", HumanCount(done), HumanCount(of)));
    }

    fn style(&self, template: &str) {
        let style = ProgressStyle::with_template(template).expect("templates are constants");
        self.bar.set_style(style.progress_chars("━━╌"));
    }

    /// Takes the line away.
    pub(crate) fn end(self) {
        self.bar.finish_and_clear();
    }
}

fn acquiring(progress: &Progress) -> String {
    let acquiring = progress.acquiring;
    format!(
        "adding  {} files, {}, {} new",
        HumanCount(acquiring.files),
        HumanBytes(acquiring.bytes),
        HumanCount(acquiring.new)
    )
}

fn reading(progress: &Progress) -> String {
    let reading = &progress.reading;
    let what = match progress.phase {
        Phase::Pictures => "reading pictures",
        Phase::PicturesAgain => "reading pictures again, better",
        _ => "reading",
    };
    let mut words = format!(
        "{what}  {} done, {} to go",
        HumanCount(reading.blobs),
        HumanCount(reading.pending.blobs)
    );
    if let Some(rate) = reading.rate() {
        words.push_str(&format!(", {}/s", HumanBytes(rate as u64)));
    }
    if let Some(remaining) = reading.remaining() {
        let seconds = remaining.as_secs() + 1;
        words.push_str(&format!(
            ", {} left",
            HumanDuration(Duration::from_secs(seconds))
        ));
    }
    words
}

#[cfg(test)]
mod tests {
    use daylight_engine::pipeline::Reading;
    use daylight_engine::store::PendingWork;

    use super::*;

    #[test]
    fn reading_says_rate_and_remaining_time() {
        let progress = Progress {
            phase: Phase::Reading,
            reading: Reading {
                blobs: 1200,
                bytes: 50 << 20,
                pending: PendingWork {
                    blobs: 30,
                    bytes: 10 << 20,
                },
                elapsed: Duration::from_secs(10),
            },
            ..Progress::default()
        };
        assert_eq!(
            reading(&progress),
            "reading  1,200 done, 30 to go, 5.00 MiB/s, 3 seconds left"
        );
    }
}
