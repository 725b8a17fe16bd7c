//! The text of an Outlook item: plain, as a page, or as formatted text that may hold a page (MS-OXRTFEX).
//! Always: the form that says most, without marks.

use daylight_model::LineBreaks;

use super::{Properties, compressed, tag};
use crate::encoding::decode_unknown;
use crate::format::html::Page;
use crate::format::legacy::summary::{codepage, decoded};
use crate::format::lines::Lines;

/// Groups inside each other that are followed.
const DEEPEST: usize = 200;

/// Returns the text and what its line breaks mean.
pub(super) fn text(properties: &Properties) -> (String, LineBreaks) {
    let plain = properties.text(tag::PLAIN).unwrap_or_default();
    let rich = match properties.html() {
        Some(html) => seen(&html),
        None if plain.is_empty() => properties
            .bytes(tag::RTF)
            .and_then(compressed::unpacked)
            .map(|rtf| of_rtf(&rtf))
            .unwrap_or_default(),
        None => String::new(),
    };
    let rich_says_more = rich.len() > 200 && plain.len() * 5 < rich.len();
    match rich_says_more || plain.is_empty() {
        true => (rich, LineBreaks::End),
        false => (plain, LineBreaks::Wrap),
    }
}

/// Returns a page's source: its own declaration counts before that of the item.
pub(super) fn html(bytes: &[u8], properties: &Properties) -> String {
    let stated = properties.number(tag::INTERNET_PAGE);
    let encoding = stated
        .and_then(|page| u16::try_from(page).ok())
        .and_then(codepage);
    let declared = crate::identify::declared(bytes);
    let label = declared
        .as_deref()
        .or_else(|| encoding.map(|encoding| encoding.name()));
    decode_unknown(bytes, label)
}

fn seen(html: &str) -> String {
    let mut page = Page::new();
    for line in Lines::default().split(html) {
        page.feed(line);
    }
    page.finish().0.text().to_owned()
}

/// Returns the text of formatted text; of a page in it, what a reader sees.
fn of_rtf(rtf: &[u8]) -> String {
    let mut reader = Rtf::default();
    reader.read(rtf);
    reader.flush();
    match reader.is_page {
        true => seen(&reader.text),
        false => reader.text,
    }
}

#[derive(Clone, Default)]
struct Group {
    hidden: bool,
    /// Inside a tag of the page that was packed.
    in_tag: bool,
    /// Formatting for programs that do not know the page.
    instead: bool,
    /// Bytes that stand in for a character after `\u`.
    skip: usize,
    page: u16,
}

#[derive(Default)]
struct Rtf {
    text: String,
    is_page: bool,
    open: Vec<Group>,
    group: Group,
    page: u16,
    bytes: Vec<u8>,
    bytes_page: u16,
    left_to_skip: usize,
    fonts: std::collections::BTreeMap<i32, u16>,
    in_fonts: bool,
    font: i32,
}

impl Rtf {
    fn read(&mut self, rtf: &[u8]) {
        self.group.skip = 1;
        let mut at = 0;
        while let Some(byte) = rtf.get(at) {
            at += 1;
            match byte {
                b'{' => {
                    if self.open.len() < DEEPEST {
                        self.open.push(self.group.clone());
                    }
                    if rtf.get(at..).is_some_and(|rest| rest.starts_with(b"\\*\\")) {
                        let tagged = rtf
                            .get(at + 2..)
                            .is_some_and(|rest| rest.starts_with(b"\\htmltag"));
                        self.group.hidden = !(tagged && self.is_page);
                        at += 2;
                    }
                }
                b'}' => {
                    self.flush();
                    if let Some(outer) = self.open.pop() {
                        self.group = outer;
                    }
                    if self.open.len() < 2 {
                        self.in_fonts = false;
                    }
                }
                b'\\' => at = self.control(rtf, at),
                b'\r' | b'\n' => {}
                byte => self.byte(*byte),
            }
        }
    }

    /// Reads what follows a backslash; returns where to go on.
    fn control(&mut self, rtf: &[u8], at: usize) -> usize {
        let rest = rtf.get(at..).unwrap_or_default();
        let letters = rest
            .iter()
            .take_while(|byte| byte.is_ascii_alphabetic())
            .count();
        if letters == 0 {
            match rest.first() {
                Some(b'\'') => {
                    let hex = rest.get(1..3).and_then(|two| std::str::from_utf8(two).ok());
                    if let Some(byte) = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
                        self.byte(byte);
                        return at + 3;
                    }
                }
                Some(b'~') => self.push(" "),
                Some(b'_') => self.push("-"),
                Some(byte @ (b'\\' | b'{' | b'}')) => self.byte(*byte),
                Some(b'\r' | b'\n') => self.push("\n"),
                _ => {}
            }
            return at + 1;
        }
        let word = std::str::from_utf8(&rest[..letters]).unwrap_or_default();
        let digits = rest[letters..]
            .iter()
            .enumerate()
            .take_while(|(index, byte)| byte.is_ascii_digit() || *index == 0 && **byte == b'-')
            .count();
        let number = std::str::from_utf8(&rest[letters..letters + digits])
            .ok()
            .and_then(|digits| digits.parse::<i32>().ok());
        let mut after = at + letters + digits;
        if rtf.get(after) == Some(&b' ') {
            after += 1;
        }
        self.word(word, number);
        after
    }

    fn word(&mut self, word: &str, number: Option<i32>) {
        match word {
            "par" | "line" | "row" | "page" | "sect" => self.push("\n"),
            "tab" | "cell" => self.push("\t"),
            "emdash" => self.push("—"),
            "endash" => self.push("–"),
            "lquote" => self.push("‘"),
            "rquote" => self.push("’"),
            "ldblquote" => self.push("“"),
            "rdblquote" => self.push("”"),
            "bullet" => self.push("•"),
            "u" => {
                if let Some(number) = number {
                    let unit = (number & 0xffff) as u32;
                    let text = char::from_u32(unit).map(String::from);
                    self.push(&text.unwrap_or_else(|| char::REPLACEMENT_CHARACTER.to_string()));
                    self.left_to_skip = self.group.skip;
                }
            }
            "uc" => {
                self.group.skip = number
                    .and_then(|n| usize::try_from(n).ok())
                    .unwrap_or(1)
                    .min(8)
            }
            "ansicpg" => {
                self.page = number
                    .and_then(|page| u16::try_from(page).ok())
                    .unwrap_or(0);
                self.group.page = self.page;
            }
            "fromhtml" => self.is_page = number != Some(0),
            "htmltag" => self.group.in_tag = true,
            "htmlrtf" => {
                self.flush();
                self.group.instead = number != Some(0);
            }
            "fonttbl" => {
                self.in_fonts = true;
                self.group.hidden = true;
            }
            "f" if self.in_fonts => self.font = number.unwrap_or(0),
            "fcharset" if self.in_fonts => {
                self.fonts
                    .insert(self.font, of_charset(number.unwrap_or(0)));
            }
            "f" => {
                let page = self.fonts.get(&number.unwrap_or(0)).copied().unwrap_or(0);
                self.flush();
                self.group.page = if page == 0 { self.page } else { page };
            }
            "colortbl" | "stylesheet" | "info" | "pict" | "object" | "header" | "footer"
            | "generator" | "listtable" | "themedata" => self.group.hidden = true,
            _ => {}
        }
    }

    fn shows(&self) -> bool {
        !self.group.hidden && !self.group.instead
    }

    fn byte(&mut self, byte: u8) {
        if self.left_to_skip > 0 {
            self.left_to_skip -= 1;
            return;
        }
        if self.shows() {
            if self.bytes_page != self.group.page {
                self.flush();
            }
            self.bytes_page = self.group.page;
            self.bytes.push(byte);
        }
    }

    fn push(&mut self, text: &str) {
        self.flush();
        // Line breaks outside tags are those of the page's source.
        if self.shows() {
            self.text.push_str(text);
        }
    }

    /// Characters of several bytes are cut by nothing but what is no text.
    fn flush(&mut self) {
        if !self.bytes.is_empty() {
            let bytes = std::mem::take(&mut self.bytes);
            self.text.push_str(&match bytes.is_ascii() {
                true => String::from_utf8_lossy(&bytes).into_owned(),
                false => decoded(&bytes, self.bytes_page),
            });
        }
    }
}

/// Returns the code page of a font's characters.
fn of_charset(charset: i32) -> u16 {
    match charset {
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_and_text_come_out_of_formatted_text() {
        let page = br"{\rtf1\ansi\ansicpg936\fromhtml1 \deff0{\fonttbl{\f0\fswiss Arial;}{\f1\fnil\fcharset134 SimSun;}}{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 \f1 \'ba\'cf\'cd\'ac{\*\htmltag72 </p>}\htmlrtf\par}\htmlrtf0 {\*\htmltag64 <b>}two{\*\htmltag72 </b>}}";
        assert_eq!(of_rtf(page), "合同\ntwo");
        let plain = br"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}\pard caf\'e9\par \u21512 ?\u21516 ?\tab x\{y\}}";
        assert_eq!(of_rtf(plain), "café\n合同\tx{y}");
    }
}
