//! What a reader is told and what it answers, frame by frame, as plain data: this is all that passes between
//! the case and the sandbox. Nothing in a frame is trusted until the engine has checked it.

use std::collections::BTreeMap;
use std::io::{Read, Seek};

use serde::{Deserialize, Serialize};

use crate::outcome::{Outcome, Reason};
use crate::part::PartData;

/// What one reading may use. Every budget is absolute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Budgets {
    /// Processor time, seconds.
    pub cpu_seconds: u64,
    /// Address space of the worker, bytes.
    pub memory_bytes: u64,
    /// Text of all parts, bytes.
    pub text_bytes: u64,
    /// Parts.
    pub parts: u64,
    /// Children.
    pub children: u64,
    /// Bytes of all children.
    pub child_bytes: u64,
}

impl Default for Budgets {
    fn default() -> Self {
        Self {
            cpu_seconds: 60,
            memory_bytes: 1_200_000_000,
            text_bytes: 256_000_000,
            parts: 100_000,
            children: 100_000,
            child_bytes: 4_000_000_000,
        }
    }
}

/// Which pass over a case a reading belongs to. Pictures cost a thousand times what text does: they are read
/// after all text, quickly first, then well.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Pass {
    /// All text; pixels are left alone.
    #[default]
    Text,
    /// Pixels, quickly: that search can begin.
    First,
    /// Pixels, as well as can be.
    Second,
}

impl Pass {
    /// All passes, in their order.
    pub const ALL: [Self; 3] = [Self::Text, Self::First, Self::Second];
}

/// What a person wants to see of a file: one page of a document, or a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// Page or frame, from 1; 1 for a picture that has only one.
    pub page: u32,
    /// Most pixels that are answered; a larger picture is shrunk.
    pub most_pixels: u64,
}

/// What a file found inside is called that holds the pixels of a [`View`]: rows from the top, three bytes a pixel,
/// red, green, blue. The summary's `columns` and `rows` say how many there are; `width` and `height` are the
/// size in the units of places: stored pixels of a picture, points of a page.
pub const PIXELS: &str = "pixels";

/// What a reading says under this key in its metadata is what the picture looks like: 64 bits, 16 hexadecimal digits.
/// Pictures that look alike differ in few of them.
pub const LOOKS: &str = "looks";

/// One file to read. The bytes come beside it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// The file's name, decoded: a hint at its type, no more.
    pub name: String,
    /// How many bytes it has.
    pub bytes: u64,
    /// What the reading may use.
    pub budgets: Budgets,
    /// Which pass it belongs to.
    #[serde(default)]
    pub pass: Pass,
    /// Passwords that the user has given, to be tried in this order; nothing else is tried.
    #[serde(default)]
    pub passwords: Vec<String>,
    /// Whether the files of all versions that a repository of git holds are wanted.
    #[serde(default)]
    pub git_versions: bool,
    /// Pixels to be shown, where that is what is asked for; then nothing is read.
    #[serde(default)]
    pub view: Option<View>,
    /// Of which pieces its bytes were joined, where it was cut into several files.
    #[serde(default)]
    pub joined: Option<Joined>,
}

/// A file that was cut into pieces: they come as one, one after the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Joined {
    /// How many bytes each piece has, in their order; 0 for one that is missing.
    pub bytes: Vec<u64>,
    /// The name of the first piece that is certainly missing.
    pub missing: Option<String>,
    /// The name that a further piece would have: what is missing where the bytes end too early.
    pub next: String,
}

/// How a child lies in its container.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChildKind {
    /// A member of an archive.
    Member,
    /// An attachment of a mail or a document.
    Attachment,
    /// A picture or an object inside a document.
    Embedded,
}

/// The start of a file found inside another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChildStart {
    /// Its path inside its container, byte for byte.
    pub name_bytes: Vec<u8>,
    /// The same, decoded by the best guess.
    pub name: String,
    /// How it lies there.
    pub kind: ChildKind,
}

/// Something odd in a file that did not stop its reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// What, in words for a person.
    pub what: String,
    /// Which reason it comes near to, if any.
    pub reason: Option<Reason>,
}

/// What a reader says at the end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Media type by content (RFC 6838).
    pub media_type: String,
    /// Extractor, version, decisive settings, model: `csv@3/gb18030`.
    pub reading: String,
    /// The encoding that was decided on, by its WHATWG name; none where the format settles it.
    pub encoding: Option<String>,
    /// How it ended.
    pub outcome: Outcome,
    /// Pages, where the format has them.
    pub pages: Option<u32>,
    /// What the file says of itself: title, author, dates.
    pub metadata: BTreeMap<String, String>,
    /// The pass that would read more of it: its pixels. None where there is nothing left to read.
    #[serde(default)]
    pub awaits: Option<Pass>,
}

/// One message from a reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Frame {
    /// Media type by content, as soon as it is known: what is left to say if the reader then dies.
    Identified(String),
    /// A part of the text.
    Part(PartData),
    /// A file found inside begins.
    ChildStart(ChildStart),
    /// Bytes of the child that began last.
    ChildBytes(Vec<u8>),
    /// That child ends; an outcome other than `read` says why its bytes are not all there.
    ChildEnd(Option<Outcome>),
    /// Something odd.
    Warning(Warning),
    /// The reading is over.
    End(Summary),
}

/// The reader must stop: a budget is used up. What was sent so far counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("stopped: {0}")]
pub struct Stopped(pub Reason);

/// The bytes of a file, wherever they lie.
pub trait Input: Read + Seek {}

impl<T: Read + Seek + ?Sized> Input for T {}

/// Reads one file: what a worker runs inside the sandbox.
pub type Reader = fn(&mut dyn Input, &Job, &mut dyn Sink) -> Summary;

/// Takes what a reader finds, as it finds it.
pub trait Sink {
    /// Takes one frame.
    ///
    /// # Errors
    /// [`Stopped`] where a budget is used up; the reader then ends with what it has.
    fn send(&mut self, frame: Frame) -> Result<(), Stopped>;
}
