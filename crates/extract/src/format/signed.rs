//! What was signed, packed or stamped with a time together with its signature (CMS, RFC 5652; RFC 3274; RFC 5544), as
//! mails and official files are: the content as a file inside. Always: no signature is checked; lengths beyond the
//! file are damage; whoever signed is named as the certificates say.

use std::io;

use daylight_model::{ChildKind, Outcome, Reason};
use flate2::read::ZlibDecoder;

use super::mail::decode::base64;
use crate::reading::{About, Ending, Out, child_named, failed, partial, skipped, unreadable};
use crate::source::Source;

/// Elements inside each other that are looked into.
const DEEPEST: usize = 16;

/// Names of signers that are kept.
const SIGNERS: usize = 5;

/// What a file holds, by its object identifier.
const SIGNED: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2];
const LOCKED: [&[u8]; 3] = [
    &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 3],
    &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 6],
    &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 1, 23],
];
const PACKED: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 1, 9];
const STAMPED: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 16, 1, 31];

/// The name of somebody, in a certificate.
const COMMON_NAME: &[u8] = &[6, 3, 0x55, 4, 3];

const SEQUENCE: u8 = 0x30;
const IDENTIFIER: u8 = 6;
const OCTETS: u8 = 4;
const OCTETS_IN_PIECES: u8 = 0x24;
const EXPLICIT: u8 = 0xa0;

/// Returns whether such a file begins here, in bytes or in Base64.
pub(crate) fn is_signed(head: &[u8]) -> bool {
    let bytes = match as_text(head) {
        Some(text) => base64(text),
        None => head.get(..64).unwrap_or(head).to_vec(),
    };
    let kind = Element::first(&bytes).filter(|outer| outer.tag == SEQUENCE);
    kind.and_then(|outer| Element::first(outer.content))
        .is_some_and(|kind| kind.tag == IDENTIFIER && is_known(kind.content))
}

fn is_known(kind: &[u8]) -> bool {
    kind == SIGNED || kind == PACKED || kind == STAMPED || LOCKED.contains(&kind)
}

/// Returns what is Base64 of it, where the file is text: between its marks, or all of it.
fn as_text(bytes: &[u8]) -> Option<&[u8]> {
    let start = bytes.trim_ascii_start();
    for mark in ["PKCS7", "PKCS #7 SIGNED DATA", "CMS"] {
        let first = format!("-----BEGIN {mark}-----");
        if let Some(rest) = start.strip_prefix(first.as_bytes()) {
            let end = rest.iter().position(|byte| *byte == b'-');
            return Some(&rest[..end.unwrap_or(rest.len())]);
        }
    }
    // The first bytes of a long sequence, then of one without length.
    let begins = start.starts_with(b"MI") && start.get(4..6).is_some();
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/=\r\n".contains(byte);
    (begins && start.iter().take(64).all(plain)).then_some(start)
}

/// Reads a file.
pub(crate) fn read(source: &mut Source<'_>, out: &mut Out<'_>, about: &mut About) -> Ending {
    about.reader = "cms@1";
    let Some(bytes) = source.all().map_err(|error| unreadable(&error))? else {
        return Err(failed(
            Reason::MemoryLimit,
            "too large to be held in memory",
        ));
    };
    let bytes = match as_text(&bytes) {
        Some(text) => base64(text),
        None => bytes,
    };
    let broken = || failed(Reason::Corrupt, "its structure is damaged");
    let outer = Element::first(&bytes).ok_or_else(broken)?;
    let mut inside = Elements(outer.content);
    let kind = inside.next().ok_or_else(broken)?.content;
    if LOCKED.contains(&kind) {
        return Err(failed(
            Reason::Encrypted,
            "asks for the key of who was to read it",
        ));
    }
    let data = inside.next().and_then(|data| Element::first(data.content));
    let data = data.ok_or_else(broken)?.content;
    if let Some(names) = signers(data) {
        about.says("signed_by", &names);
    }
    let mut octets = Vec::new();
    let whole = if kind == STAMPED {
        let content = Elements(data).find(|element| is_octets(element.tag));
        content.map(|content| content.octets(0, &mut octets))
    } else {
        // A version, the algorithms, then what was signed: its kind, and the bytes unless they stand elsewhere.
        let what = Elements(data).filter(|element| element.tag == SEQUENCE);
        let content = what
            .filter_map(|what| {
                let mut inside = Elements(what.content);
                inside.next().filter(|kind| kind.tag == IDENTIFIER)?;
                inside.next().filter(|content| content.tag == EXPLICIT)
            })
            .next();
        content.map(|content| match Element::first(content.content) {
            Some(inner) if is_octets(inner.tag) => inner.octets(0, &mut octets) && content.whole,
            // Older files hold what was signed as it is.
            _ => {
                octets.extend_from_slice(content.content);
                content.whole
            }
        })
    };
    let Some(whole) = whole else {
        return Err(skipped(
            Reason::NoText,
            "a signature or certificates: what was signed stands elsewhere",
        ));
    };
    let start = child_named(name(source.name(), &octets), ChildKind::Member);
    let ended = |_: &io::Error| partial(Reason::Corrupt, "what it holds is damaged");
    let lost: Option<Outcome> = match kind == PACKED {
        true => out.child(start, &mut ZlibDecoder::new(&*octets), ended)?,
        false => out.child(start, &mut &*octets, ended)?,
    };
    match lost {
        Some(lost) => Err(lost),
        None if !whole => Err(partial(Reason::Truncated, "its end is missing")),
        None => Ok(()),
    }
}

fn is_octets(tag: u8) -> bool {
    tag == OCTETS || tag == OCTETS_IN_PIECES
}

/// Returns the name of the file inside: its own without the ending of the signature, that of a mail where it begins
/// as one.
fn name(outer: &str, octets: &[u8]) -> String {
    let outer = outer.rsplit('/').next().unwrap_or_default();
    let lower = outer.to_ascii_lowercase();
    let stem = [".p7m", ".p7s", ".p7z", ".p7", ".tsd", ".pkcs7", ".pem"]
        .iter()
        .find(|ending| lower.ends_with(**ending))
        .and_then(|ending| outer.get(..outer.len() - ending.len()))
        .filter(|stem| !stem.is_empty())
        .unwrap_or(outer);
    let head = octets.get(..octets.len().min(8)).unwrap_or_default();
    let is_mail = head.eq_ignore_ascii_case(b"content-") || head.eq_ignore_ascii_case(b"mime-ver");
    match is_mail {
        true => format!("{stem}.eml"),
        false => stem.to_owned(),
    }
}

/// Returns the common names in the certificates, each once.
fn signers(data: &[u8]) -> Option<String> {
    let mut names: Vec<String> = Vec::new();
    let windows = data.windows(COMMON_NAME.len()).enumerate();
    for (at, _) in windows.filter(|(_, window)| *window == COMMON_NAME) {
        let Some(value) = data
            .get(at + COMMON_NAME.len()..)
            .and_then(Element::first)
            .filter(|value| value.whole && value.content.len() <= 200)
        else {
            continue;
        };
        let name = match value.tag {
            0x1e => {
                let pairs = value.content.chunks_exact(2);
                let units: Vec<u16> = pairs
                    .map(|two| u16::from_be_bytes([two[0], two[1]]))
                    .collect();
                String::from_utf16_lossy(&units)
            }
            _ => String::from_utf8_lossy(value.content).into_owned(),
        };
        if names.len() < SIGNERS && !names.contains(&name) {
            names.push(name);
        }
    }
    (!names.is_empty()).then(|| names.join("; "))
}

/// An element of ASN.1, encoded by its basic rules (X.690).
#[derive(Debug, Clone, Copy)]
struct Element<'b> {
    tag: u8,
    content: &'b [u8],
    /// Whether all of it is there.
    whole: bool,
    /// Bytes that it takes.
    length: usize,
}

impl<'b> Element<'b> {
    fn first(bytes: &'b [u8]) -> Option<Self> {
        Self::at_depth(bytes, 0)
    }

    fn at_depth(bytes: &'b [u8], depth: usize) -> Option<Self> {
        let tag = *bytes.first()?;
        // Tags of more than one byte are of no use here.
        if tag & 0x1f == 0x1f || depth > DEEPEST {
            return None;
        }
        let (start, length) = match *bytes.get(1)? {
            short @ ..0x80 => (2, Some(usize::from(short))),
            0x80 => (2, None),
            long => {
                let count = usize::from(long & 0x7f);
                let digits = bytes.get(2..2 + count).filter(|_| count <= 8)?;
                let length = digits
                    .iter()
                    .fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
                (
                    2 + count,
                    Some(usize::try_from(length).unwrap_or(usize::MAX)),
                )
            }
        };
        let rest = bytes.get(start..)?;
        let Some(length) = length else {
            return Some(Self::without_length(tag, rest, start, depth));
        };
        let here = length.min(rest.len());
        Some(Self {
            tag,
            content: rest.get(..here)?,
            whole: here == length,
            length: start + here,
        })
    }

    /// An element without a stated length ends with two zeros, after whole elements.
    fn without_length(tag: u8, rest: &'b [u8], start: usize, depth: usize) -> Self {
        let mut at = 0;
        loop {
            let left = rest.get(at..).unwrap_or_default();
            if left.starts_with(&[0, 0]) {
                return Self {
                    tag,
                    content: rest.get(..at).unwrap_or_default(),
                    whole: true,
                    length: start + at + 2,
                };
            }
            match Self::at_depth(left, depth + 1) {
                Some(inner) => at += inner.length,
                None => {
                    return Self {
                        tag,
                        content: rest,
                        whole: false,
                        length: start + rest.len(),
                    };
                }
            }
        }
    }

    /// Appends the bytes that it holds, in one piece or in several; returns whether they are all there.
    fn octets(self, depth: usize, to: &mut Vec<u8>) -> bool {
        if self.tag == OCTETS {
            to.extend_from_slice(self.content);
            return self.whole;
        }
        let mut whole = self.whole && depth < DEEPEST;
        for piece in Elements(self.content).filter(|piece| is_octets(piece.tag)) {
            if depth < DEEPEST {
                whole &= piece.octets(depth + 1, to);
            }
        }
        whole
    }
}

/// Elements one after the other.
struct Elements<'b>(&'b [u8]);

impl<'b> Iterator for Elements<'b> {
    type Item = Element<'b>;

    fn next(&mut self) -> Option<Element<'b>> {
        let element = Element::first(self.0)?;
        self.0 = self.0.get(element.length..).unwrap_or_default();
        Some(element)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use daylight_model::{Reason, State};

    use super::*;
    use crate::check::read_named;

    fn element(tag: u8, content: &[&[u8]]) -> Vec<u8> {
        let content = content.concat();
        let length = u32::try_from(content.len()).unwrap().to_be_bytes();
        [&[tag, 0x84][..], &length, &content].concat()
    }

    fn endless(tag: u8, content: &[&[u8]]) -> Vec<u8> {
        [&[tag, 0x80][..], &content.concat(), &[0, 0]].concat()
    }

    fn signed(content: &[u8]) -> Vec<u8> {
        let what = element(
            SEQUENCE,
            &[
                &element(
                    IDENTIFIER,
                    &[&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1]],
                ),
                content,
            ],
        );
        let name = [COMMON_NAME, &element(0x0c, &["张伟".as_bytes()])].concat();
        let certificate = element(0xa0, &[&name]);
        let algorithms = element(0x31, &[]);
        let data = element(SEQUENCE, &[&[2, 1, 1], &algorithms, &what, &certificate]);
        element(
            SEQUENCE,
            &[
                &element(IDENTIFIER, &[SIGNED]),
                &element(EXPLICIT, &[&data]),
            ],
        )
    }

    #[test]
    fn what_was_signed_is_a_file_inside_and_who_signed_is_named() {
        let pieces = endless(
            OCTETS_IN_PIECES,
            &[
                &element(OCTETS, &["合同".as_bytes()]),
                &element(OCTETS, &["一份".as_bytes()]),
            ],
        );
        let file = signed(&endless(EXPLICIT, &[&pieces]));
        let found = read_named("a.txt.p7m", &file);
        assert_eq!(found.names(), ["a.txt"]);
        assert_eq!(found.children[0].bytes, "合同一份".as_bytes());
        assert_eq!(found.summary.metadata["signed_by"], "张伟");
        assert_eq!(found.summary.media_type, "application/pkcs7-mime");
        assert_eq!(found.ended(), (State::Read, None));
    }

    #[test]
    fn a_mail_signed_as_a_whole_is_a_mail_inside_in_base64_too() {
        let mail = b"Content-Type: text/plain\r\n\r\nhello";
        let file = signed(&element(EXPLICIT, &[&element(OCTETS, &[mail])]));
        let found = read_named("smime.p7m", &file);
        assert_eq!(found.names(), ["smime.eml"]);
        assert_eq!(found.children[0].bytes, mail);
        let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let text: Vec<u8> = file
            .chunks(3)
            .flat_map(|three| {
                let mut bits = [0; 3];
                bits[..three.len()].copy_from_slice(three);
                let bits = u32::from_be_bytes([0, bits[0], bits[1], bits[2]]);
                [18, 12, 6, 0].map(|shift| alphabet[(bits >> shift & 63) as usize])
            })
            .collect();
        let marked = [
            b"-----BEGIN PKCS7-----\n",
            &text[..],
            b"\n-----END PKCS7-----\n",
        ]
        .concat();
        let found = read_named("smime.p7m", &marked);
        assert_eq!(found.names(), ["smime.eml"]);
    }

    #[test]
    fn what_is_packed_is_unpacked_and_what_is_locked_or_elsewhere_says_so() {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(b"much").unwrap();
        let packed = element(OCTETS, &[&encoder.finish().unwrap()]);
        let what = element(
            SEQUENCE,
            &[
                &element(IDENTIFIER, &[&[42]]),
                &element(EXPLICIT, &[&packed]),
            ],
        );
        let data = element(SEQUENCE, &[&[2, 1, 0], &element(SEQUENCE, &[]), &what]);
        let file = element(
            SEQUENCE,
            &[
                &element(IDENTIFIER, &[PACKED]),
                &element(EXPLICIT, &[&data]),
            ],
        );
        let found = read_named("a.p7z", &file);
        assert_eq!(found.children[0].bytes, b"much");
        let locked = element(SEQUENCE, &[&element(IDENTIFIER, &[LOCKED[0]])]);
        let found = read_named("smime.p7m", &locked);
        assert_eq!(found.ended(), (State::Failed, Some(Reason::Encrypted)));
        let found = read_named("smime.p7s", &signed(&[]));
        assert_eq!(found.ended(), (State::Skipped, Some(Reason::NoText)));
    }

    #[test]
    fn a_file_that_is_cut_keeps_what_was_there_and_nests_without_end_do_not_go_down() {
        let file = signed(&element(EXPLICIT, &[&element(OCTETS, &[&[b'x'; 5000]])]));
        let found = read_named("a.bin.p7m", &file[..3000]);
        assert!(found.children[0].bytes.len() > 2000);
        assert_eq!(found.ended(), (State::Partial, Some(Reason::Truncated)));
        let deep = [
            &signed(&[])[..26],
            &[OCTETS_IN_PIECES, 0x80].repeat(100_000),
        ]
        .concat();
        let found = read_named("a.p7m", &deep);
        assert_ne!(found.ended().0, State::Read);
        assert!(Element::first(&[SEQUENCE, 0x80].repeat(1000)).is_some());
    }
}
