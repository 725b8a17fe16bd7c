//! Collects what a reader sends and holds it to the contract: every part's anchors hold, numbers go up from 1,
//! children begin and end in turn.

use std::io::{Cursor, Write};

use daylight_model::{
    Budgets, ChildStart, Frame, Job, Joined, Outcome, Part, Reason, Sink, State, Stopped, Summary,
};

/// What was found in a file.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) summary: Summary,
    pub(crate) parts: Vec<Part>,
    pub(crate) children: Vec<FoundChild>,
    pub(crate) warnings: Vec<String>,
}

/// A file found inside.
#[derive(Debug)]
pub(crate) struct FoundChild {
    pub(crate) start: ChildStart,
    pub(crate) bytes: Vec<u8>,
    pub(crate) outcome: Option<Outcome>,
}

impl Found {
    /// Returns all text.
    pub(crate) fn text(&self) -> String {
        self.parts
            .iter()
            .map(Part::text)
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// Returns how it ended.
    pub(crate) fn ended(&self) -> (State, Option<Reason>) {
        (self.summary.outcome.state, self.summary.outcome.reason)
    }

    /// Returns the names of the children.
    pub(crate) fn names(&self) -> Vec<&str> {
        self.children
            .iter()
            .map(|child| child.start.name.as_str())
            .collect()
    }

    /// Returns the text at a place, over all parts.
    pub(crate) fn at(&self, locator: &str) -> Option<&str> {
        let place = locator.parse().unwrap();
        self.parts
            .iter()
            .find_map(|part| part.text().get(part.range_at(&place)?))
    }
}

#[derive(Default)]
struct Collector {
    parts: Vec<Part>,
    children: Vec<FoundChild>,
    open: bool,
    warnings: Vec<String>,
    stop_after: Option<usize>,
    frames: usize,
}

impl Sink for Collector {
    fn send(&mut self, frame: Frame) -> Result<(), Stopped> {
        self.frames += 1;
        if self.stop_after.is_some_and(|most| self.frames > most) {
            return Err(Stopped(Reason::TimeLimit));
        }
        match frame {
            Frame::Part(data) => {
                assert!(!self.open, "a part inside a child");
                assert_eq!(data.number.0 as usize, self.parts.len() + 1);
                assert!(!data.text.is_empty(), "an empty part");
                let part = Part::try_from(data).expect("anchors hold");
                for anchor in part.anchors() {
                    let written = anchor.place.to_string();
                    assert_eq!(written.parse(), Ok(anchor.place.clone()), "{written}");
                }
                self.parts.push(part);
            }
            Frame::ChildStart(start) => {
                assert!(!self.open);
                self.open = true;
                self.children.push(FoundChild {
                    start,
                    bytes: Vec::new(),
                    outcome: None,
                });
            }
            Frame::ChildBytes(bytes) => {
                assert!(self.open);
                self.children.last_mut().unwrap().bytes.extend(bytes);
            }
            Frame::ChildEnd(outcome) => {
                assert!(self.open);
                self.open = false;
                self.children.last_mut().unwrap().outcome = outcome;
            }
            Frame::Identified(media_type) => {
                assert_eq!(self.frames, 1, "the type comes first");
                assert!(!media_type.is_empty());
            }
            Frame::Warning(warning) => self.warnings.push(warning.what),
            Frame::End(_) => panic!("the worker ends, not the reader"),
        }
        Ok(())
    }
}

/// Packs members into a zip archive.
pub(crate) fn zipped<B: AsRef<[u8]>>(members: &[(&str, B)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in members {
        let options = zip::write::SimpleFileOptions::default();
        writer.start_file(*name, options).unwrap();
        writer.write_all(content.as_ref()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Reads bytes as a file of this name.
pub(crate) fn read_named(name: &str, bytes: &[u8]) -> Found {
    read_within(name, bytes, Budgets::default(), None)
}

/// Reads bytes with passwords to try.
pub(crate) fn read_with_passwords(name: &str, bytes: &[u8], passwords: &[&str]) -> Found {
    let job = Job {
        name: name.to_owned(),
        bytes: bytes.len() as u64,
        passwords: passwords.iter().map(|word| (*word).to_owned()).collect(),
        ..Job::default()
    };
    read_job(&job, bytes, None)
}

/// Reads pieces that were joined; one without bytes is missing, and so may be the one after the last.
pub(crate) fn read_joined(whole: &str, pieces: &[&[u8]], missing: Option<&str>) -> Found {
    let bytes = pieces.concat();
    let job = Job {
        name: whole.to_owned(),
        bytes: bytes.len() as u64,
        joined: Some(Joined {
            bytes: pieces.iter().map(|piece| piece.len() as u64).collect(),
            missing: missing.map(str::to_owned),
            next: "the next".to_owned(),
        }),
        ..Job::default()
    };
    read_job(&job, &bytes, None)
}

/// Reads bytes within budgets; a sink that stops after so many frames.
pub(crate) fn read_within(
    name: &str,
    bytes: &[u8],
    budgets: Budgets,
    stop_after: Option<usize>,
) -> Found {
    let job = Job {
        name: name.to_owned(),
        bytes: bytes.len() as u64,
        budgets,
        ..Job::default()
    };
    read_job(&job, bytes, stop_after)
}

/// Reads bytes as a job asks.
pub(crate) fn read_job(job: &Job, bytes: &[u8], stop_after: Option<usize>) -> Found {
    let mut collector = Collector {
        stop_after,
        ..Collector::default()
    };
    let summary = crate::read(&mut Cursor::new(bytes), job, &mut collector);
    Found {
        summary,
        parts: collector.parts,
        children: collector.children,
        warnings: collector.warnings,
    }
}

/// Holds parts to their expected text and to the text at places.
#[track_caller]
pub(crate) fn check_parts(found: &Found, expect: &[(&str, &[(&str, &str)])]) {
    let texts: Vec<_> = found.parts.iter().map(Part::text).collect();
    let expected: Vec<_> = expect.iter().map(|(text, _)| *text).collect();
    assert_eq!(texts, expected, "{:?}", found.summary);
    for (part, (_, places)) in found.parts.iter().zip(expect) {
        for (locator, text) in *places {
            let place = locator.parse().unwrap();
            let range = part
                .range_at(&place)
                .unwrap_or_else(|| panic!("nothing at {locator}"));
            assert_eq!(part.text().get(range), Some(*text), "{locator}");
        }
    }
}
