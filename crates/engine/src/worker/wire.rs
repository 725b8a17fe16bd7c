//! What passes over the socket between the case and the sandbox: a byte that says what, four bytes that say how
//! much (little-endian), then JSON, or the bytes of a child as they are. Always: a length is checked against the
//! limit of its kind before anything is kept, and what does not fit this module to the letter ends the worker.

use std::io;

use daylight_model::{ChildStart, Frame, Outcome, Reason, Summary, Warning};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// One part in JSON, at most. With its anchors a part takes more room here than as text.
pub const MOST_PART_BYTES: usize = 256 * 1024 * 1024;

/// Bytes of a child in one frame, at most: a reader may send more at once, which is cut up on the way.
pub const MOST_CHILD_BYTES: usize = 256 * 1024;

/// A setup, a hello or a job in JSON, at most.
pub(super) const MOST_CONTROL_BYTES: usize = 64 * 1024;

const MOST_SMALL_BYTES: usize = 64 * 1024;
const MOST_LONG_BYTES: usize = 1024 * 1024;
pub(super) const HEADER_BYTES: usize = 5;

/// What was wrong with a message.
#[derive(Debug, thiserror::Error)]
pub enum ProtocolError {
    /// A kind that there is not.
    #[error("a message of kind {0}, which there is not")]
    UnknownKind(u8),
    /// Longer than its kind may be.
    #[error("a message of {bytes} bytes, where {most} are allowed")]
    TooLong {
        /// What it said.
        bytes: usize,
        /// What its kind may have.
        most: usize,
    },
    /// Not the JSON of its kind. The parser's own words are left out: they quote the file.
    #[error("a message that cannot be understood, at byte {column}")]
    Malformed {
        /// Where in its line, which is all of it as a rule.
        column: usize,
    },
    /// A kind that cannot stand here.
    #[error("{0}")]
    OutOfPlace(&'static str),
    /// More than the job allows, though the reader was told to stop.
    #[error("more than the job allows: {0}")]
    OverBudget(Reason),
}

/// The kinds of message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Kind {
    /// To the worker: how to lock itself up.
    Setup = 1,
    /// To the worker: a job; the file's descriptor comes beside it.
    Job = 2,
    /// From the worker: it is locked up, and how.
    Hello = 3,
    Part = 16,
    ChildStart = 17,
    ChildBytes = 18,
    ChildEnd = 19,
    Warning = 20,
    End = 21,
    Identified = 22,
}

impl Kind {
    const ALL: [Self; 10] = [
        Self::Setup,
        Self::Job,
        Self::Hello,
        Self::Part,
        Self::ChildStart,
        Self::ChildBytes,
        Self::ChildEnd,
        Self::Warning,
        Self::End,
        Self::Identified,
    ];

    fn most_bytes(self) -> usize {
        match self {
            Self::Setup | Self::Job | Self::Hello => MOST_CONTROL_BYTES,
            Self::Part => MOST_PART_BYTES,
            Self::ChildBytes => MOST_CHILD_BYTES,
            Self::ChildStart | Self::End => MOST_LONG_BYTES,
            Self::ChildEnd | Self::Warning | Self::Identified => MOST_SMALL_BYTES,
        }
    }
}

/// Returns the kind and the length that a header announces.
pub(super) fn read_header(header: [u8; HEADER_BYTES]) -> Result<(Kind, usize), ProtocolError> {
    let [tag, length @ ..] = header;
    let kind = Kind::ALL
        .into_iter()
        .find(|kind| *kind as u8 == tag)
        .ok_or(ProtocolError::UnknownKind(tag))?;
    let bytes = usize::try_from(u32::from_le_bytes(length)).unwrap_or(usize::MAX);
    let most = kind.most_bytes();
    if bytes > most {
        return Err(ProtocolError::TooLong { bytes, most });
    }
    Ok((kind, bytes))
}

/// Returns the whole message: header, then what `write` puts behind it.
fn message(
    kind: Kind,
    write: impl FnOnce(&mut Vec<u8>) -> Result<(), serde_json::Error>,
) -> Result<Vec<u8>, ProtocolError> {
    let mut message = vec![0; HEADER_BYTES];
    write(&mut message).map_err(|error| malformed(&error))?;
    let bytes = message.len() - HEADER_BYTES;
    let most = kind.most_bytes();
    let length = u32::try_from(bytes)
        .ok()
        .filter(|_| bytes <= most)
        .ok_or(ProtocolError::TooLong { bytes, most })?;
    message[0] = kind as u8;
    message[1..HEADER_BYTES].copy_from_slice(&length.to_le_bytes());
    Ok(message)
}

/// Returns a message with a value as JSON.
pub(super) fn json_message(kind: Kind, value: &impl Serialize) -> Result<Vec<u8>, ProtocolError> {
    message(kind, |bytes| serde_json::to_writer(bytes, value))
}

/// Hands the messages for one frame to `send`: one, or as many as the bytes of a child need.
pub(super) fn send_frame(
    frame: &Frame,
    mut send: impl FnMut(&[u8]) -> io::Result<()>,
) -> Result<io::Result<()>, ProtocolError> {
    let message = match frame {
        Frame::ChildBytes(bytes) => {
            for chunk in bytes.chunks(MOST_CHILD_BYTES) {
                let message = message(Kind::ChildBytes, |bytes| {
                    bytes.extend_from_slice(chunk);
                    Ok(())
                })?;
                if let Err(error) = send(&message) {
                    return Ok(Err(error));
                }
            }
            return Ok(Ok(()));
        }
        Frame::Part(part) => json_message(Kind::Part, part),
        Frame::ChildStart(start) => json_message(Kind::ChildStart, start),
        Frame::ChildEnd(outcome) => json_message(Kind::ChildEnd, outcome),
        Frame::Warning(warning) => json_message(Kind::Warning, warning),
        Frame::Identified(media_type) => json_message(Kind::Identified, media_type),
        Frame::End(summary) => json_message(Kind::End, summary),
    }?;
    Ok(send(&message))
}

/// Understands the JSON of a message.
pub(super) fn parse<T: DeserializeOwned>(untrusted: &[u8]) -> Result<T, ProtocolError> {
    serde_json::from_slice(untrusted).map_err(|error| malformed(&error))
}

fn malformed(error: &serde_json::Error) -> ProtocolError {
    ProtocolError::Malformed {
        column: error.column(),
    }
}

/// Understands a message as a frame of a reader.
pub(super) fn parse_frame(kind: Kind, untrusted: Vec<u8>) -> Result<Frame, ProtocolError> {
    Ok(match kind {
        Kind::Setup | Kind::Job | Kind::Hello => {
            return Err(ProtocolError::OutOfPlace(
                "a message that is none of a reader's",
            ));
        }
        Kind::Part => Frame::Part(parse(&untrusted)?),
        Kind::ChildStart => Frame::ChildStart(parse::<ChildStart>(&untrusted)?),
        Kind::ChildBytes => Frame::ChildBytes(untrusted),
        Kind::ChildEnd => Frame::ChildEnd(parse::<Option<Outcome>>(&untrusted)?),
        Kind::Warning => Frame::Warning(parse::<Warning>(&untrusted)?),
        Kind::Identified => Frame::Identified(parse::<String>(&untrusted)?),
        Kind::End => Frame::End(parse::<Summary>(&untrusted)?),
    })
}

/// Puts messages together from bytes as they come.
#[derive(Debug, Default)]
pub(super) struct Assembler {
    header: [u8; HEADER_BYTES],
    filled: usize,
    /// Set once the header is whole.
    begun: Option<(Kind, usize)>,
    payload: Vec<u8>,
}

impl Assembler {
    /// Takes bytes off the front of `untrusted` until a message is whole or none are left.
    pub(super) fn take(
        &mut self,
        untrusted: &mut &[u8],
    ) -> Result<Option<(Kind, Vec<u8>)>, ProtocolError> {
        let (kind, length) = match self.begun {
            Some(begun) => begun,
            None => {
                let more = untrusted.len().min(HEADER_BYTES - self.filled);
                let (front, rest) = untrusted.split_at(more);
                self.header[self.filled..self.filled + more].copy_from_slice(front);
                self.filled += more;
                *untrusted = rest;
                if self.filled < HEADER_BYTES {
                    return Ok(None);
                }
                *self.begun.insert(read_header(self.header)?)
            }
        };
        // Room is made as bytes come: a length alone takes none.
        let more = untrusted.len().min(length - self.payload.len());
        let (front, rest) = untrusted.split_at(more);
        self.payload.extend_from_slice(front);
        *untrusted = rest;
        if self.payload.len() < length {
            return Ok(None);
        }
        self.filled = 0;
        self.begun = None;
        Ok(Some((kind, std::mem::take(&mut self.payload))))
    }
}

/// The order in which frames of one reading may come.
#[derive(Debug, Default)]
pub(super) struct Order {
    child_open: bool,
}

impl Order {
    /// Accepts the next frame of a reading.
    pub(super) fn accept(&mut self, frame: &Frame) -> Result<(), ProtocolError> {
        let wrong = match (frame, self.child_open) {
            (Frame::ChildStart(_), true) => "a child that begins inside another",
            (Frame::ChildBytes(_), false) => "bytes of no child",
            (Frame::ChildEnd(_), false) => "the end of no child",
            (Frame::End(_), true) => "an end inside a child",
            (Frame::ChildStart(_), false) => {
                self.child_open = true;
                return Ok(());
            }
            (Frame::ChildEnd(_), true) => {
                self.child_open = false;
                return Ok(());
            }
            _ => return Ok(()),
        };
        Err(ProtocolError::OutOfPlace(wrong))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use daylight_model::{Anchor, ChildKind, LineBreaks, PartData, PartKind, Place, State};

    use super::*;

    fn frames() -> Vec<Frame> {
        let place: Place = "line=3".parse().unwrap();
        vec![
            Frame::Part(PartData {
                number: daylight_model::PartNumber(1),
                kind: PartKind::Sheet,
                name: Some("工资".to_owned()),
                breaks: LineBreaks::End,
                text: "王翀\t叁仟\n\u{0}\"".to_owned(),
                anchors: vec![Anchor {
                    start: 0,
                    end: 6,
                    place,
                }],
            }),
            Frame::ChildStart(ChildStart {
                name_bytes: vec![0xb9, 0xa4, b'/', b'a'],
                name: "工/a".to_owned(),
                kind: ChildKind::Member,
            }),
            Frame::ChildBytes(vec![0, 255, 10]),
            Frame::ChildEnd(Some(Outcome::because(
                State::Partial,
                Reason::TooLarge,
                "bomb",
            ))),
            Frame::Warning(Warning {
                what: "odd".to_owned(),
                reason: Some(Reason::Truncated),
            }),
            Frame::End(Summary {
                media_type: "application/zip".to_owned(),
                reading: "zip@1".to_owned(),
                encoding: None,
                outcome: Outcome::READ,
                pages: None,
                metadata: BTreeMap::from([("title".to_owned(), "报价".to_owned())]),
                awaits: None,
            }),
        ]
    }

    fn sent(frames: &[Frame]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for frame in frames {
            let result = send_frame(frame, |message| {
                bytes.extend_from_slice(message);
                Ok(())
            });
            result.unwrap().unwrap();
        }
        bytes
    }

    fn received(bytes: &[u8], at_once: usize) -> Result<Vec<Frame>, ProtocolError> {
        let mut assembler = Assembler::default();
        let mut frames = Vec::new();
        for mut chunk in bytes.chunks(at_once) {
            while let Some((kind, payload)) = assembler.take(&mut chunk)? {
                frames.push(parse_frame(kind, payload)?);
            }
        }
        Ok(frames)
    }

    #[test]
    fn frames_arrive_as_they_were_sent_however_the_bytes_are_cut() {
        let bytes = sent(&frames());
        for at_once in [1, 2, 3, 4, 5, 6, 7, 64, bytes.len()] {
            assert_eq!(received(&bytes, at_once).unwrap(), frames(), "{at_once}");
        }
    }

    #[test]
    fn bytes_of_a_child_are_cut_up_and_none_is_lost() {
        let bytes = vec![7; MOST_CHILD_BYTES * 2 + 1];
        let frames = received(&sent(&[Frame::ChildBytes(bytes)]), 4096).unwrap();
        let lengths: Vec<_> = frames
            .iter()
            .map(|frame| match frame {
                Frame::ChildBytes(bytes) => bytes.len(),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(lengths, [MOST_CHILD_BYTES, MOST_CHILD_BYTES, 1]);
    }

    #[test]
    fn an_unknown_kind_a_length_over_the_limit_and_wrong_json_are_refused() {
        let error = received(&[0, 0, 0, 0, 0], 5).unwrap_err();
        assert!(matches!(error, ProtocolError::UnknownKind(0)));
        let mut header = vec![Kind::Part as u8];
        header.extend_from_slice(&u32::MAX.to_le_bytes());
        let error = received(&header, 5).unwrap_err();
        assert!(matches!(error, ProtocolError::TooLong { .. }), "{error}");
        let error = received(&[Kind::End as u8, 2, 0, 0, 0, b'{', b'}'], 7).unwrap_err();
        assert!(matches!(error, ProtocolError::Malformed { .. }), "{error}");
        let error = received(&[Kind::Hello as u8, 0, 0, 0, 0], 5).unwrap_err();
        assert!(matches!(error, ProtocolError::OutOfPlace(_)), "{error}");
    }

    #[test]
    fn a_length_alone_takes_no_memory() {
        let mut assembler = Assembler::default();
        let length = u32::try_from(MOST_PART_BYTES).unwrap().to_le_bytes();
        let mut header: &[u8] = &[&[Kind::Part as u8][..], &length].concat();
        assert!(assembler.take(&mut header).unwrap().is_none());
        assert!(assembler.payload.capacity() < 4096);
    }

    #[test]
    fn any_damage_to_one_byte_is_an_error_or_another_message_but_no_panic() {
        let whole = sent(&frames());
        for at in 0..whole.len() {
            for value in [0, 1, 16, 127, 255] {
                let mut bytes = whole.clone();
                bytes[at] = value;
                drop(received(&bytes, 64));
            }
        }
    }

    #[test]
    fn children_lie_one_after_another_and_end_before_the_end() {
        let check = |order: &[usize]| {
            let frames = frames();
            let mut state = Order::default();
            order.iter().try_for_each(|at| state.accept(&frames[*at]))
        };
        check(&[0, 1, 4, 2, 2, 3, 1, 3, 0, 5]).unwrap();
        for wrong in [&[1, 1][..], &[2], &[3], &[1, 5], &[1, 3, 2]] {
            check(wrong).unwrap_err();
        }
    }
}
