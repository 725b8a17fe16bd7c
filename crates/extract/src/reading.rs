//! What every reader writes to: parts with their anchors, children, warnings, and what is known of the file.
//! Always: no budget is exceeded; a part that leaves here has sorted, disjoint, non-empty anchors.

use std::collections::BTreeMap;
use std::io::{self, Read};

use daylight_model::{
    Anchor, Budgets, ChildKind, ChildStart, Frame, LineBreaks, Outcome, PartData, PartKind,
    PartNumber, Pass, Place, Reason, Sink, State, Stopped, Summary, Warning,
};

/// How a reader ends: with all of it read, or with the outcome that stopped it.
pub(crate) type Ending = Result<(), Outcome>;

/// Returns an outcome for a file of which some was read.
pub(crate) fn partial(reason: Reason, detail: impl Into<String>) -> Outcome {
    Outcome::because(State::Partial, reason, detail)
}

/// Returns an outcome for a file of which nothing was read.
pub(crate) fn failed(reason: Reason, detail: impl Into<String>) -> Outcome {
    Outcome::because(State::Failed, reason, detail)
}

/// Returns an outcome for a file that was not tried.
pub(crate) fn skipped(reason: Reason, detail: impl Into<String>) -> Outcome {
    Outcome::because(State::Skipped, reason, detail)
}

/// Returns the outcome for bytes that the system did not hand over.
pub(crate) fn unreadable(error: &io::Error) -> Outcome {
    failed(Reason::UnreadableSource, error.to_string())
}

/// Warnings that one reading may give; the rest are counted in a last one.
const WARNINGS: usize = 200;

/// Text of a part up to this size is sent in one piece where a format can be split.
pub(crate) const PART_BYTES: usize = 1 << 20;

/// The text of a part as it grows, with the places it comes from.
#[derive(Debug, Default)]
pub(crate) struct Written {
    text: String,
    anchors: Vec<Anchor>,
}

impl Written {
    /// Returns the text so far.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Returns how many bytes it has.
    pub(crate) fn len(&self) -> usize {
        self.text.len()
    }

    /// Returns whether there is no text.
    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Appends text that stands nowhere in the file, such as a separator.
    pub(crate) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Appends text that stands at `place`; what follows at the same place without a gap joins it.
    pub(crate) fn push_at(&mut self, text: &str, place: Place) {
        if text.is_empty() {
            return;
        }
        let start = self.text.len();
        self.text.push_str(text);
        let (Ok(first), Ok(after)) = (u32::try_from(start), u32::try_from(self.text.len())) else {
            return;
        };
        match self.anchors.last_mut() {
            Some(last) if last.end == first && last.place == place => last.end = after,
            _ => self.anchors.push(Anchor {
                start: first,
                end: after,
                place,
            }),
        }
    }

    /// Appends text that joins what stands at `place`, if that ends here; else it stands nowhere.
    pub(crate) fn push_after(&mut self, text: &str, place: &Place) {
        let end = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        let joins = self
            .anchors
            .last()
            .is_some_and(|last| last.end == end && last.place == *place);
        if joins {
            self.push_at(text, place.clone());
        } else {
            self.push(text);
        }
    }

    /// Appends other text with its places, each as `place` has it.
    pub(crate) fn append(&mut self, other: Self, place: impl Fn(Place) -> Place) {
        let mut at = 0;
        for anchor in other.anchors {
            let range = anchor.range();
            self.push(other.text.get(at..range.start).unwrap_or_default());
            self.push_at(
                other.text.get(range.clone()).unwrap_or_default(),
                place(anchor.place),
            );
            at = range.end;
        }
        self.push(other.text.get(at..).unwrap_or_default());
    }

    /// Drops what follows byte `length`, which lies on a character boundary.
    pub(crate) fn truncate(&mut self, length: usize) {
        self.text.truncate(length);
        let end = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        self.anchors.retain(|anchor| anchor.start < end);
        if let Some(last) = self.anchors.last_mut() {
            last.end = last.end.min(end);
        }
    }

    /// Drops white space at the end.
    pub(crate) fn trim_end(&mut self) {
        let length = self.text.trim_end().len();
        self.truncate(length);
    }
}

/// Where a reader sends what it finds.
pub(crate) struct Out<'a> {
    sink: &'a mut dyn Sink,
    budgets: &'a Budgets,
    parts: u32,
    text_bytes: u64,
    children: u64,
    child_bytes: u64,
    warnings: usize,
}

impl<'a> Out<'a> {
    /// Starts a reading.
    pub(crate) fn new(sink: &'a mut dyn Sink, budgets: &'a Budgets) -> Self {
        Self {
            sink,
            budgets,
            parts: 0,
            text_bytes: 0,
            children: 0,
            child_bytes: 0,
            warnings: 0,
        }
    }

    /// Returns how many children were sent.
    pub(crate) fn children(&self) -> u64 {
        self.children
    }

    /// Returns how many bytes of text may still be sent.
    pub(crate) fn text_left(&self) -> u64 {
        self.budgets.text_bytes.saturating_sub(self.text_bytes)
    }

    /// Returns how many bytes of children may still be sent.
    pub(crate) fn child_bytes_left(&self) -> u64 {
        self.budgets.child_bytes.saturating_sub(self.child_bytes)
    }

    fn send(&mut self, frame: Frame) -> Ending {
        self.sink
            .send(frame)
            .map_err(|Stopped(reason)| partial(reason, ""))
    }

    /// Sends a part; one without text is left out.
    pub(crate) fn part(
        &mut self,
        kind: PartKind,
        name: Option<String>,
        breaks: LineBreaks,
        mut written: Written,
    ) -> Ending {
        if written.is_empty() {
            return Ok(());
        }
        if u64::from(self.parts) >= self.budgets.parts {
            let most = self.budgets.parts;
            return Err(partial(Reason::TooMany, format!("more than {most} parts")));
        }
        let left = usize::try_from(self.text_left()).unwrap_or(usize::MAX);
        let over = written.len() > left;
        if over {
            let mut length = left;
            while !written.text.is_char_boundary(length) {
                length -= 1;
            }
            written.truncate(length);
        }
        if !written.is_empty() {
            self.parts += 1;
            self.text_bytes += written.len() as u64;
            let number = PartNumber(self.parts);
            self.send(Frame::Part(PartData {
                number,
                kind,
                name: name.filter(|name| !name.trim().is_empty()),
                breaks,
                text: written.text,
                anchors: written.anchors,
            }))?;
        }
        if over {
            let most = self.budgets.text_bytes;
            return Err(partial(
                Reason::TooLarge,
                format!("more than {most} bytes of text"),
            ));
        }
        Ok(())
    }

    /// Sends the bytes of a file found inside; returns why they are not all there, if they are not. `ended`
    /// says what an error of the reader means.
    pub(crate) fn child(
        &mut self,
        start: ChildStart,
        bytes: &mut dyn Read,
        ended: impl FnOnce(&io::Error) -> Outcome,
    ) -> Result<Option<Outcome>, Outcome> {
        self.child_start(start)?;
        let mut buffer = vec![0; 64 * 1024];
        let mut sent: u64 = 0;
        loop {
            let count = match bytes.read(&mut buffer) {
                Ok(0) => {
                    self.send(Frame::ChildEnd(None))?;
                    return Ok(None);
                }
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    let mut outcome = ended(&error);
                    if sent > 0 && outcome.state == State::Failed {
                        outcome.state = State::Partial;
                    }
                    self.send(Frame::ChildEnd(Some(outcome.clone())))?;
                    return Ok(Some(outcome));
                }
            };
            let left = usize::try_from(self.child_bytes_left()).unwrap_or(usize::MAX);
            let taken = count.min(left);
            self.child_bytes += taken as u64;
            sent += taken as u64;
            if taken > 0 {
                self.send(Frame::ChildBytes(buffer[..taken].to_vec()))?;
            }
            if taken < count {
                let outcome = partial(
                    Reason::TooLarge,
                    format!(
                        "what it unpacks to is more than {} bytes",
                        self.budgets.child_bytes
                    ),
                );
                self.send(Frame::ChildEnd(Some(outcome.clone())))?;
                return Err(outcome);
            }
        }
    }

    /// Names a file found inside whose bytes cannot be had.
    pub(crate) fn child_without_bytes(&mut self, start: ChildStart, outcome: Outcome) -> Ending {
        self.child_start(start)?;
        self.send(Frame::ChildEnd(Some(outcome)))
    }

    fn child_start(&mut self, start: ChildStart) -> Ending {
        if self.children >= self.budgets.children {
            let most = self.budgets.children;
            return Err(partial(
                Reason::TooMany,
                format!("more than {most} files inside"),
            ));
        }
        self.children += 1;
        self.send(Frame::ChildStart(start))
    }

    /// Tells the media type, before anything else: what is left to say if reading does not end well.
    pub(crate) fn identified(&mut self, media_type: &str) -> Ending {
        self.send(Frame::Identified(media_type.to_owned()))
    }

    /// Tells of something odd.
    pub(crate) fn warn(&mut self, reason: Option<Reason>, what: impl Into<String>) -> Ending {
        self.warnings += 1;
        if self.warnings > WARNINGS {
            return Ok(());
        }
        let what = if self.warnings == WARNINGS {
            "more warnings, not listed".to_owned()
        } else {
            what.into()
        };
        self.send(Frame::Warning(Warning { what, reason }))
    }
}

/// Returns the start of a child whose name is text.
pub(crate) fn child_named(name: impl Into<String>, kind: ChildKind) -> ChildStart {
    let name = name.into();
    ChildStart {
        name_bytes: name.clone().into_bytes(),
        name,
        kind,
    }
}

/// What becomes known of a file while it is read.
#[derive(Debug, Default)]
pub(crate) struct About {
    /// Media type by content.
    pub(crate) media_type: String,
    /// Reader and version.
    pub(crate) reader: &'static str,
    /// Settings that decide what the text is, in order.
    pub(crate) settings: Vec<String>,
    /// Encoding by its WHATWG name in lower case; `mixed` where lines differ.
    pub(crate) encoding: Option<String>,
    /// Pages.
    pub(crate) pages: Option<u32>,
    /// What the file says of itself.
    pub(crate) metadata: BTreeMap<String, String>,
    /// The pass that will read pixels which this one left alone or only looked over.
    pub(crate) awaits: Option<Pass>,
}

impl About {
    /// Keeps what the file says of itself, unless it is blank.
    pub(crate) fn says(&mut self, key: &str, value: &str) {
        let value = value.trim();
        if !value.is_empty() {
            self.metadata.insert(key.to_owned(), value.to_owned());
        }
    }

    /// Returns the summary of a reading that ended so.
    pub(crate) fn summary(self, ending: Ending) -> Summary {
        let mut reading = if self.reader.is_empty() {
            "none@1".to_owned()
        } else {
            self.reader.to_owned()
        };
        for setting in &self.settings {
            reading.push('/');
            reading.push_str(setting);
        }
        let media_type = if self.media_type.is_empty() {
            "application/octet-stream".to_owned()
        } else {
            self.media_type
        };
        Summary {
            media_type,
            reading,
            encoding: self.encoding,
            outcome: ending.err().unwrap_or(Outcome::READ),
            pages: self.pages,
            metadata: self.metadata,
            awaits: self.awaits,
        }
    }
}
