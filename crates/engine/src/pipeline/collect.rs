//! Takes a worker's frames and makes a reading of them. Always: nothing of a frame is kept before it was
//! checked, children go straight to the blob store, and what came before a crash is kept.

use std::io::{Read, Seek, SeekFrom, Write};

use daylight_model::{
    BlobId, ChildStart, Frame, Outcome, Part, PartNumber, Reason, Sink, State, Stopped, Summary,
    Warning,
};
use tempfile::SpooledTempFile;

use crate::store::{BlobError, BlobStore, Member};

/// Children up to this size wait in memory for their end, larger ones in a file without a name.
const IN_MEMORY: usize = 8_000_000;

/// More warnings than this say nothing new; the last one then says that there were more.
const MOST_WARNINGS: usize = 100;

/// Longer words of a worker are cut.
const LONGEST_WORDS: usize = 2_000;

/// What a worker has sent so far, checked.
pub(super) struct Collector<'a> {
    blobs: &'a dyn BlobStore,
    pub(super) parts: Vec<Part>,
    pub(super) members: Vec<Member>,
    pub(super) warnings: Vec<Warning>,
    pub(super) media_type: Option<String>,
    pub(super) summary: Option<Summary>,
    child: Option<(ChildStart, SpooledTempFile)>,
    /// What went wrong with the case itself, not with the file: the run must stop.
    pub(super) failure: Option<BlobError>,
    /// What the worker did that no worker of ours does.
    pub(super) nonsense: Option<String>,
}

impl<'a> Collector<'a> {
    pub(super) fn new(blobs: &'a dyn BlobStore) -> Self {
        Self {
            blobs,
            parts: Vec::new(),
            members: Vec::new(),
            warnings: Vec::new(),
            media_type: None,
            summary: None,
            child: None,
            failure: None,
            nonsense: None,
        }
    }

    /// Ends with what came before the worker went: a child that was under way is kept as far as it came.
    pub(super) fn end_early(&mut self, outcome: &Outcome) {
        if self.child.is_some() {
            let lost = Outcome {
                state: State::Partial,
                ..outcome.clone()
            };
            // A failure to keep it is kept in `failure`.
            let _ = self.keep_child(Some(lost));
        }
    }

    fn refuse(&mut self, what: impl Into<String>) -> Result<(), Stopped> {
        self.nonsense.get_or_insert(what.into());
        Err(Stopped(Reason::Crashed))
    }

    fn take_part(&mut self, untrusted: daylight_model::PartData) -> Result<(), Stopped> {
        let expected = PartNumber(u32::try_from(self.parts.len()).unwrap_or(u32::MAX - 1) + 1);
        if untrusted.number != expected {
            return self.refuse(format!(
                "part {} came as the {expected}th",
                untrusted.number
            ));
        }
        match Part::try_from(untrusted) {
            Ok(part) => {
                self.parts.push(part);
                Ok(())
            }
            Err(error) => self.refuse(error.to_string()),
        }
    }

    fn child_bytes(&mut self, bytes: &[u8]) -> Result<(), Stopped> {
        let Some((_, spool)) = &mut self.child else {
            return self.refuse("bytes of a child that never began");
        };
        match spool.write_all(bytes) {
            Ok(()) => Ok(()),
            Err(source) => self.fail(BlobError::Io {
                path: std::env::temp_dir(),
                source,
            }),
        }
    }

    fn fail(&mut self, error: BlobError) -> Result<(), Stopped> {
        self.failure.get_or_insert(error);
        Err(Stopped(Reason::Crashed))
    }

    fn keep_child(&mut self, outcome: Option<Outcome>) -> Result<(), Stopped> {
        let Some((start, mut spool)) = self.child.take() else {
            return self.refuse("the end of a child that never began");
        };
        let outcome = outcome.map(shortened);
        let empty_handed = spool.stream_position().unwrap_or_default() == 0;
        let content = if outcome.is_some() && empty_handed {
            None
        } else {
            match kept(self.blobs, &mut spool) {
                Ok(content) => Some(content),
                Err(error) => return self.fail(error),
            }
        };
        self.members.push(Member {
            name_bytes: start.name_bytes,
            name: start.name,
            kind: start.kind,
            content,
            outcome,
        });
        Ok(())
    }

    fn warn(&mut self, mut warning: Warning) {
        if self.warnings.len() < MOST_WARNINGS {
            cut(&mut warning.what);
            self.warnings.push(warning);
        } else if self.warnings.len() == MOST_WARNINGS {
            self.warnings.push(Warning {
                what: "and more of the kind".to_owned(),
                reason: None,
            });
        }
    }
}

fn kept(blobs: &dyn BlobStore, spool: &mut SpooledTempFile) -> Result<(BlobId, u64), BlobError> {
    spool.seek(SeekFrom::Start(0)).map_err(BlobError::Source)?;
    blobs.put(spool as &mut dyn Read)
}

impl Sink for Collector<'_> {
    fn send(&mut self, untrusted: Frame) -> Result<(), Stopped> {
        if self.summary.is_some() {
            return self.refuse("a frame after the end");
        }
        match untrusted {
            Frame::Identified(mut media_type) => {
                cut(&mut media_type);
                self.media_type = Some(media_type);
                Ok(())
            }
            Frame::Part(part) => self.take_part(part),
            Frame::ChildStart(start) if self.child.is_none() => {
                self.child = Some((start, SpooledTempFile::new(IN_MEMORY)));
                Ok(())
            }
            Frame::ChildStart(_) => self.refuse("a child inside a child"),
            Frame::ChildBytes(bytes) => self.child_bytes(&bytes),
            Frame::ChildEnd(outcome) => self.keep_child(outcome),
            Frame::Warning(warning) => {
                self.warn(warning);
                Ok(())
            }
            Frame::End(_) if self.child.is_some() => self.refuse("an end inside a child"),
            Frame::End(mut summary) => {
                cut(&mut summary.media_type);
                cut(&mut summary.reading);
                summary.outcome = shortened(summary.outcome);
                for value in summary.metadata.values_mut() {
                    cut(value);
                }
                self.summary = Some(summary);
                Ok(())
            }
        }
    }
}

fn shortened(mut outcome: Outcome) -> Outcome {
    if let Some(detail) = &mut outcome.detail {
        cut(detail);
    }
    outcome
}

fn cut(words: &mut String) {
    if words.len() > LONGEST_WORDS {
        let mut end = LONGEST_WORDS;
        while !words.is_char_boundary(end) {
            end -= 1;
        }
        words.truncate(end);
    }
}
