//! Pictures and objects in rich text: digits that are bytes. Always: each becomes a file of its own; an object is
//! sent as the file that it was, where that can be told.

use daylight_model::{ChildKind, Outcome};

use crate::format::compound::{Compound, u32_at};
use crate::format::legacy::objects::{content, dropped};
use crate::format::legacy::pictures::bitmap;
use crate::reading::{Ending, Out, child_named};

/// Bytes of a picture or an object as they are gathered.
#[derive(Debug, Default)]
pub(super) struct Data {
    is_object: bool,
    ending: &'static str,
    bytes: Vec<u8>,
    half: Option<u8>,
}

impl Data {
    /// Begins a picture or an object.
    pub(super) fn begin(word: &str) -> Self {
        Self {
            is_object: word == "objdata",
            ..Self::default()
        }
    }

    /// Takes a word that says what a picture is.
    pub(super) fn word(&mut self, word: &str, _: i32) {
        self.ending = match word {
            "pngblip" => "png",
            "jpegblip" => "jpg",
            "emfblip" => "emf",
            "wmetafile" => "wmf",
            "dibitmap" => "bmp",
            "macpict" => "pict",
            _ => return,
        };
    }

    /// Takes digits.
    pub(super) fn digits(&mut self, text: &[u8]) {
        for character in text {
            let Some(digit) = char::from(*character).to_digit(16) else {
                continue;
            };
            let digit = u8::try_from(digit).unwrap_or(0);
            match self.half.take() {
                Some(half) => self.bytes.push(half << 4 | digit),
                None => self.half = Some(digit),
            }
        }
    }

    /// Takes bytes that stand as they are.
    pub(super) fn binary(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Sends what was gathered.
    pub(super) fn send(self, out: &mut Out<'_>) -> Ending {
        let number = out.children() + 1;
        if self.bytes.is_empty() {
            return Ok(());
        }
        if self.is_object {
            let (name, bytes) = object(&self.bytes).unwrap_or_else(|| (None, self.bytes.clone()));
            let name = name.unwrap_or_else(|| format!("object{number}"));
            return child(&name, &bytes, out);
        }
        let ending = if self.ending.is_empty() {
            "bin"
        } else {
            self.ending
        };
        let bytes = match ending {
            "bmp" => bitmap(&self.bytes).unwrap_or(self.bytes),
            _ => self.bytes,
        };
        child(&format!("picture{number}.{ending}"), &bytes, out)
    }
}

fn child(name: &str, bytes: &[u8], out: &mut Out<'_>) -> Ending {
    let start = child_named(name, ChildKind::Embedded);
    out.child(start, &mut &*bytes, |_| Outcome::READ)?;
    Ok(())
}

/// Returns the file in an object of the first kind of OLE: a header with three names, then the bytes.
fn object(bytes: &[u8]) -> Option<(Option<String>, Vec<u8>)> {
    let mut at: usize = 8;
    let class_length = u32_at(bytes, at) as usize;
    let class = bytes.get(at + 4..(at + 4).checked_add(class_length)?)?;
    for _ in 0..3 {
        let length = u32_at(bytes, at) as usize;
        at = at.checked_add(4)?.checked_add(length)?;
    }
    let length = u32_at(bytes, at) as usize;
    let end = at.checked_add(4)?.saturating_add(length).min(bytes.len());
    let native = bytes.get(at + 4..end)?;
    if class.starts_with(b"Package") {
        let with_length = [&[0; 4], native].concat();
        if let Some((name, bytes)) = dropped(&with_length) {
            return Some((Some(name), bytes));
        }
    }
    if native.starts_with(&[0xd0, 0xcf, 0x11, 0xe0])
        && let Some(found) = Compound::open(native.to_vec()).and_then(|file| content(&file, None))
    {
        return Some(found);
    }
    (!native.is_empty()).then(|| (None, native.to_vec()))
}
