//! Bytes to parts: what a file is, how its text is written, and the text with the places it came from.
//!
//! Always: no file, network, clock, environment or thread; the same bytes and job give the same frames.
//! Whatever the bytes are, [`read`] ends with a summary; broken input is an outcome, never a panic.

mod encoding;
mod format;
mod identify;
pub mod ocr;
mod reading;
mod source;

use daylight_model::{Input, Job, Sink, Summary};

pub use encoding::{Basis, Decision, TextEncoding, decide, decode};

/// Version of the whole set of readers. It goes up whenever any of them reads more or otherwise than before:
/// what an older one read is then read again.
pub const VERSION: u32 = 8;

/// Reads one file: sends its parts, the files inside it and warnings, and returns how it ended. Pixels are left
/// alone: the summary says which pass they await.
pub fn read(input: &mut dyn Input, job: &Job, sink: &mut dyn Sink) -> Summary {
    read_with(input, job, sink, None)
}

/// Reads one file, the writing in its pixels included, as far as the job's pass asks for it. Where the job asks
/// for a view, its pixels are sent and nothing is read.
pub fn read_with(
    input: &mut dyn Input,
    job: &Job,
    sink: &mut dyn Sink,
    ocr: Option<&ocr::Reader>,
) -> Summary {
    let mut out = reading::Out::new(sink, &job.budgets);
    let mut about = reading::About::default();
    let mut source = source::Source::new(input, job);
    let ending = match job.view {
        Some(view) => format::view::send(view, &mut source, &mut out, &mut about),
        None => format::read(&mut source, ocr, &mut out, &mut about),
    };
    about.summary(ending)
}

#[cfg(test)]
mod check;

#[cfg(test)]
mod anything;
