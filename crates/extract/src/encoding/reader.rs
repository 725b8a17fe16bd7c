//! Decoded text in blocks that end at line ends. Always: blocks joined are the whole text without its byte
//! order mark; memory does not grow with the file.

use std::io::{self, Read, SeekFrom};

use daylight_model::Input;
use encoding_rs::UTF_8;

use super::survey::{Survey, is_mostly_utf8};
use super::{Decision, TextEncoding, hz, is_multibyte, utf32};

/// Bytes that are read at a time.
const CHUNK: usize = 1 << 20;

/// Zero bytes of a thousand that a text may have.
const ZEROS_PER_MILLE: u64 = 10;

/// A line that is longer than this is cut.
const LONGEST_LINE: usize = 8 << 20;

/// Decodes bytes that come in blocks.
pub(super) struct Decoder {
    decision: Decision,
    web: Option<encoding_rs::Decoder>,
    replaced: u64,
    utf8_lines: u64,
}

impl Decoder {
    /// Starts decoding as decided.
    pub(super) fn new(decision: Decision) -> Self {
        let web = match decision.encoding {
            TextEncoding::Web(encoding) if !decision.some_lines_utf8 => {
                Some(encoding.new_decoder_without_bom_handling())
            }
            _ => None,
        };
        Self {
            decision,
            web,
            replaced: 0,
            utf8_lines: 0,
        }
    }

    /// Returns how many characters could not be decoded so far.
    pub(super) fn replaced(&self) -> u64 {
        self.replaced
    }

    /// Decodes the next bytes.
    pub(super) fn decode(&mut self, bytes: &[u8]) -> String {
        self.next(bytes, false)
    }

    /// Returns what was held back.
    pub(super) fn finish(&mut self) -> String {
        self.next(&[], true)
    }

    fn next(&mut self, bytes: &[u8], last: bool) -> String {
        if let Some(decoder) = &mut self.web {
            let room = decoder
                .max_utf8_buffer_length(bytes.len())
                .unwrap_or(bytes.len() * 3 + 16);
            let mut text = String::with_capacity(room);
            let (_, _, broken) = decoder.decode_to_string(bytes, &mut text, last);
            if broken {
                self.replaced += text.matches(char::REPLACEMENT_CHARACTER).count() as u64;
            }
            text.shrink_to_fit();
            return text;
        }
        match self.decision.encoding {
            TextEncoding::Web(encoding) => {
                let mut text = String::with_capacity(bytes.len());
                for line in bytes.split_inclusive(|byte| *byte == b'\n' || *byte == b'\r') {
                    let utf8 = is_utf8_line(line, is_multibyte(encoding));
                    let of_line = if utf8 { UTF_8 } else { encoding };
                    self.utf8_lines += u64::from(utf8 && !line.is_ascii());
                    let (decoded, broken) = of_line.decode_without_bom_handling(line);
                    if broken {
                        let count = decoded.matches(char::REPLACEMENT_CHARACTER).count();
                        self.replaced += count as u64;
                    }
                    text.push_str(&decoded);
                }
                text
            }
            TextEncoding::Utf32Le | TextEncoding::Utf32Be => {
                let least_first = self.decision.encoding == TextEncoding::Utf32Le;
                let (text, replaced) = utf32::decode(bytes, least_first);
                self.replaced += replaced;
                text
            }
            TextEncoding::Hz => {
                let (text, replaced) = hz::decode(bytes);
                self.replaced += replaced;
                text
            }
        }
    }
}

/// Returns whether a line of a mixed file is UTF-8. Where the other encoding has two bytes a character, two
/// bytes that are UTF-8 by chance are common, three are not.
fn is_utf8_line(line: &[u8], beside_multibyte: bool) -> bool {
    match std::str::from_utf8(line) {
        Ok(text) => {
            text.is_ascii()
                || !beside_multibyte
                || text.chars().any(|character| character.len_utf8() > 2)
        }
        Err(_) => is_mostly_utf8(line),
    }
}

/// Looks over a file, at most so many bytes of it.
fn survey(bytes: &mut dyn Read, most: u64) -> io::Result<Survey> {
    let mut survey = Survey::default();
    let mut buffer = vec![0; CHUNK];
    let mut left = most;
    while left > 0 {
        match bytes.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => {
                survey.feed(&buffer[..count]);
                left = left.saturating_sub(count as u64);
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    survey.finish();
    Ok(survey)
}

/// Decides how a file is encoded, or that it is no text: too many bytes are zero. At most `most` bytes are
/// looked at; `declared` finds in the first bytes what the file says of itself.
pub(crate) fn decide_for(
    input: &mut dyn Input,
    most: u64,
    declared: impl Fn(&[u8]) -> Option<String>,
) -> io::Result<Option<Decision>> {
    input.seek(SeekFrom::Start(0))?;
    let survey = survey(input, most)?;
    let decision = Decision::after(&survey, declared(&survey.head).as_deref());
    let zeros = survey.zeros_per_mille();
    Ok((decision.encoding.unit() > 1 || zeros <= ZEROS_PER_MILLE).then_some(decision))
}

/// Reads a file as text.
pub(crate) struct TextReader<'a> {
    input: &'a mut dyn Input,
    decoder: Decoder,
    pending: Vec<u8>,
    ended: bool,
}

impl<'a> TextReader<'a> {
    /// Starts reading from the start of the file.
    pub(crate) fn new(input: &'a mut dyn Input, decision: Decision) -> io::Result<Self> {
        input.seek(SeekFrom::Start(decision.mark as u64))?;
        Ok(Self {
            input,
            decoder: Decoder::new(decision),
            pending: Vec::new(),
            ended: false,
        })
    }

    /// Returns how many characters could not be decoded so far.
    pub(crate) fn replaced(&self) -> u64 {
        self.decoder.replaced
    }

    /// Returns how many lines were UTF-8 so far, in a file of another encoding.
    pub(crate) fn utf8_lines(&self) -> u64 {
        self.decoder.utf8_lines
    }

    /// Returns the next block of text; none at the end.
    pub(crate) fn block(&mut self) -> io::Result<Option<String>> {
        while !self.ended {
            let before = self.pending.len();
            let read = (&mut *self.input)
                .take(CHUNK as u64)
                .read_to_end(&mut self.pending)?;
            if read == 0 {
                self.ended = true;
                let rest = std::mem::take(&mut self.pending);
                let mut text = self.decoder.decode(&rest);
                text.push_str(&self.decoder.finish());
                return Ok(Some(text).filter(|text| !text.is_empty()));
            }
            let cut = match self.after_last_line(before) {
                Some(cut) => cut,
                None if self.pending.len() > LONGEST_LINE => self.inside_line(),
                None => continue,
            };
            let rest = self.pending.split_off(cut);
            let block = std::mem::replace(&mut self.pending, rest);
            let text = self.decoder.decode(&block);
            if !text.is_empty() {
                return Ok(Some(text));
            }
        }
        Ok(None)
    }

    /// Returns where the last whole line ends.
    fn after_last_line(&self, from: usize) -> Option<usize> {
        let encoding = self.decoder.decision.encoding;
        let unit = encoding.unit();
        if unit == 1 {
            let new = self.pending.get(from..)?;
            if let Some(at) = new.iter().rposition(|byte| *byte == b'\n') {
                return Some(from + at + 1);
            }
            // A carriage return that ends the block may have its line feed in the next one.
            let all_but_one = self.pending.split_last()?.1;
            return all_but_one
                .iter()
                .rposition(|byte| *byte == b'\r')
                .map(|at| at + 1)
                .filter(|_| self.pending.len() > 2 * CHUNK);
        }
        let mut line_feed = vec![0; unit];
        let least_first = encoding == TextEncoding::Utf32Le
            || encoding == TextEncoding::Web(encoding_rs::UTF_16LE);
        line_feed[if least_first { 0 } else { unit - 1 }] = b'\n';
        let whole = self.pending.len() / unit * unit;
        self.pending
            .get(..whole)?
            .chunks_exact(unit)
            .rposition(|chunk| chunk == line_feed)
            .map(|at| (at + 1) * unit)
    }

    /// Returns where a line that is too long is cut: between characters, as far as can be seen.
    fn inside_line(&self) -> usize {
        let unit = self.decoder.decision.encoding.unit();
        if unit > 1 {
            return self.pending.len() / unit * unit;
        }
        match self.pending.iter().rposition(|byte| *byte < 0x30) {
            Some(at) if self.decoder.web.is_none() => at + 1,
            _ => self.pending.len(),
        }
    }
}
