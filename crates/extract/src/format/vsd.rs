//! Drawings of Visio 6 to 2010 (compound files with a stream of streams): the texts of shapes, page by page. Always:
//! whatever circle the pointers lead in, no more is unpacked than memory allows; texts of masters are no texts of
//! pages.

use daylight_model::{LineBreaks, PartKind, Place};

use super::compound::{u16_at, u32_at};
use super::legacy::summary::wide;
use crate::encoding::decode_unknown;
use crate::reading::{Ending, Out, Written};

/// Pointers inside each other that are followed.
const DEEPEST: u32 = 8;

/// Pointers that are followed.
const POINTERS: u32 = 200_000;

const TRAILER: u32 = 0x14;
const PAGES: u32 = 0x27;
const PAGE: u32 = 0x15;
const TEXT: u32 = 0x0e;

/// Bytes of the window that packed streams refer back to.
const WINDOW: usize = 4096;

/// Where a stream lies and what it is.
#[derive(Debug, Clone, Copy)]
struct Pointer {
    kind: u32,
    at: usize,
    length: usize,
    format: u16,
}

impl Pointer {
    fn read(bytes: &[u8]) -> Self {
        Self {
            kind: u32_at(bytes, 0),
            at: u32_at(bytes, 8) as usize,
            length: u32_at(bytes, 12) as usize,
            format: u16_at(bytes, 16),
        }
    }
}

/// Sends the texts of each page; returns whether there were any.
pub(super) fn send(
    document: &[u8],
    most: u64,
    out: &mut Out<'_>,
) -> Result<bool, daylight_model::Outcome> {
    let version = u16_at(document, 0x1a);
    if version < 6 {
        return Ok(false);
    }
    let mut drawing = Drawing {
        document,
        is_wide: version >= 11,
        left: usize::try_from(most).unwrap_or(usize::MAX),
        pointers: POINTERS,
        pages: Vec::new(),
    };
    let trailer = document.get(0x24..0x36).unwrap_or_default();
    let trailer = Pointer {
        kind: TRAILER,
        ..Pointer::read(trailer)
    };
    drawing.follow(trailer, 0, false, None);
    let any = !drawing.pages.is_empty();
    for (number, texts) in drawing.pages {
        page(number, &texts, out)?;
    }
    Ok(any)
}

fn page(number: u32, texts: &[String], out: &mut Out<'_>) -> Ending {
    let mut written = Written::default();
    for text in texts {
        if !written.is_empty() {
            written.push("\n");
        }
        let place = Place::Page {
            page: number,
            area: None,
        };
        written.push_at(text, place);
    }
    out.part(PartKind::Page, None, LineBreaks::End, written)
}

struct Drawing<'d> {
    document: &'d [u8],
    is_wide: bool,
    /// Bytes that may still be unpacked, and pointers that may still be followed.
    left: usize,
    pointers: u32,
    pages: Vec<(u32, Vec<String>)>,
}

impl Drawing<'_> {
    /// Follows a pointer; what is a page is told by what leads to it.
    fn follow(&mut self, pointer: Pointer, depth: u32, among_pages: bool, page: Option<u32>) {
        let end = pointer.at.saturating_add(pointer.length);
        let stored = self.document.get(pointer.at..end.min(self.document.len()));
        let Some(stored) = stored.filter(|_| depth <= DEEPEST && self.pointers > 0) else {
            return;
        };
        self.pointers -= 1;
        let is_packed = pointer.format & 2 != 0;
        let unpacked;
        let bytes = if is_packed {
            unpacked = unpack(stored, self.left);
            self.left = self.left.saturating_sub(unpacked.len());
            unpacked.as_slice()
        } else {
            stored
        };
        if let (0xd0..=0xdf, Some(page)) = (pointer.format, page) {
            self.texts(bytes, page);
        }
        if pointer.kind != TRAILER && !(0x50..0x60).contains(&pointer.format) {
            return;
        }
        let bytes = if is_packed {
            bytes.get(4..).unwrap_or_default()
        } else {
            bytes
        };
        let list = bytes.get(u32_at(bytes, 0) as usize..).unwrap_or_default();
        let pointers: Vec<Pointer> = list
            .get(8..)
            .unwrap_or_default()
            .chunks_exact(18)
            .take(u32_at(list, 0) as usize)
            .map(Pointer::read)
            .filter(|pointer| pointer.kind != 0)
            .collect();
        let mut number = 0;
        for inner in pointers {
            let mut of = page;
            if among_pages && inner.kind == PAGE {
                number += 1;
                of = Some(number);
            }
            self.follow(
                inner,
                depth + 1,
                pointer.kind == TRAILER && inner.kind == PAGES,
                of,
            );
        }
    }

    /// Keeps the texts among the records of a stream. Their headers are looked for: what stands between them depends on
    /// the version in many ways.
    fn texts(&mut self, bytes: &[u8], page: u32) {
        let mut at = 0;
        while let Some(header) = bytes.get(at..at + 27) {
            let length = u32_at(header, 12) as usize;
            let is_text = u32_at(header, 0) == TEXT
                && u32_at(header, 8) == 0
                && (0x50..0x58).contains(&header[18])
                && header[19..27] == [0; 8];
            let end = (at + 19).saturating_add(length);
            match bytes.get(at + 27..end).filter(|_| is_text) {
                Some(text) => {
                    self.text(text, page);
                    at = end;
                }
                None => at += 1,
            }
        }
    }

    fn text(&mut self, bytes: &[u8], page: u32) {
        let text = match self.is_wide {
            true => wide(bytes),
            false => {
                let length = bytes.iter().position(|byte| *byte == 0);
                decode_unknown(&bytes[..length.unwrap_or(bytes.len())], None)
            }
        };
        let text = text.replace(['\u{2028}', '\u{b}', '\r'], "\n");
        let text = text.trim_matches(|c: char| c == '\0' || c.is_whitespace());
        // A field stands for what is put in when it is drawn.
        let text = text.replace(['\u{fffc}', '\u{1e}'], "");
        if text.is_empty() {
            return;
        }
        match self.pages.last_mut() {
            Some((last, texts)) if *last == page => texts.push(text),
            _ => self.pages.push((page, vec![text])),
        }
    }
}

/// Unpacks a stream: bits that say what follows, a byte or a stretch of the window.
fn unpack(packed: &[u8], most: usize) -> Vec<u8> {
    let mut window = [0_u8; WINDOW];
    let mut bytes = Vec::new();
    let mut rest = packed.iter().copied();
    while let Some(bits) = rest.next() {
        for bit in 0..8 {
            if bytes.len() >= most {
                return bytes;
            }
            let Some(first) = rest.next() else {
                return bytes;
            };
            if bits & (1 << bit) != 0 {
                window[bytes.len() % WINDOW] = first;
                bytes.push(first);
                continue;
            }
            let Some(second) = rest.next() else {
                return bytes;
            };
            let from = usize::from(first) + (usize::from(second & 0xf0) << 4) + 18;
            for n in 0..usize::from(second & 15) + 3 {
                let byte = window[(from + n) % WINDOW];
                window[bytes.len() % WINDOW] = byte;
                bytes.push(byte);
            }
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use daylight_model::State;

    use super::*;
    use crate::check::{check_parts, read_named};
    use crate::format::compound::write::{Node, written};

    /// Packs bytes as they are.
    fn packed(bytes: &[u8]) -> Vec<u8> {
        let all = [&[0; 4][..], bytes].concat();
        all.chunks(8)
            .flat_map(|eight| [&[0xff][..], eight].concat())
            .collect()
    }

    fn pointer(kind: u32, at: usize, length: usize, format: u16) -> Vec<u8> {
        let mut bytes = Vec::new();
        for word in [kind, 0, at as u32, length as u32] {
            bytes.extend(word.to_le_bytes());
        }
        bytes.extend(format.to_le_bytes());
        bytes
    }

    fn list(pointers: &[Vec<u8>]) -> Vec<u8> {
        let mut bytes = vec![4, 0, 0, 0, pointers.len() as u8, 0, 0, 0, 0, 0, 0, 0];
        bytes.extend(pointers.concat());
        bytes
    }

    fn shape(text: &[u8]) -> Vec<u8> {
        let mut bytes = vec![TEXT as u8, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0];
        bytes.extend((text.len() as u32 + 8).to_le_bytes());
        bytes.extend([2, 0, 0x50]);
        bytes.extend([0; 8]);
        bytes.extend(text);
        bytes
    }

    fn drawing(version: u8, texts: &[&[&[u8]]]) -> Vec<u8> {
        let mut document = vec![0; 0x40];
        document[0x1a] = version;
        let put = |bytes: &[u8], document: &mut Vec<u8>| {
            document.extend(bytes);
            (document.len() - bytes.len(), bytes.len())
        };
        let mut pages = Vec::new();
        for texts in texts {
            let shapes: Vec<Vec<u8>> = texts.iter().map(|text| shape(text)).collect();
            let (at, length) = put(
                &packed(&[vec![7; 5], shapes.concat()].concat()),
                &mut document,
            );
            let inner = list(&[pointer(0x48, at, length, 0xd6)]);
            let (at, length) = put(&inner, &mut document);
            pages.push(pointer(PAGE, at, length, 0x54));
        }
        let (at, length) = put(&packed(&list(&pages)), &mut document);
        let trailer = list(&[pointer(PAGES, at, length, 0x56)]);
        let (at, length) = put(&packed(&trailer), &mut document);
        document[0x24..0x36].copy_from_slice(&pointer(TRAILER, at, length, 0x52));
        document.resize(document.len().max(5000), 0);
        written(vec![Node::stream("VisioDocument", document)])
    }

    #[test]
    fn texts_of_shapes_are_read_page_by_page() {
        let words = |text: &str| {
            text.encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect::<Vec<u8>>()
        };
        let (first, second) = (words("服务器\n"), words("防火墙"));
        let found = read_named("a.vsd", &drawing(11, &[&[&first, &second], &[&second]]));
        check_parts(
            &found,
            &[
                ("服务器\n防火墙", &[("page=1", "服务器\n防火墙")]),
                ("防火墙", &[("page=2", "防火墙")]),
            ],
        );
        assert_eq!(found.ended(), (State::Read, None));
        let gbk = encoding_rs::GB18030.encode("网络拓扑结构").0.into_owned();
        let found = read_named("a.vsd", &drawing(6, &[&[&gbk]]));
        assert_eq!(found.text(), "网络拓扑结构");
    }

    #[test]
    fn stretches_of_the_window_are_repeated() {
        // Three letters, then five from where they began.
        assert_eq!(
            unpack(&[0b0111, b'a', b'b', b'c', 0xee, 0xf2], 99),
            b"abcabcab"
        );
        assert_eq!(unpack(&[0b0111, b'a', b'b', b'c', 0xee, 0xf2], 2), b"ab");
    }

    #[test]
    fn damaged_drawings_end() {
        let whole = drawing(11, &[&[b"a\0b\0"]]);
        for at in (512..whole.len()).filter(|at| whole[*at] != 0) {
            let mut bytes = whole.clone();
            bytes[at] ^= 0xff;
            read_named("a.vsd", &bytes);
        }
    }
}
