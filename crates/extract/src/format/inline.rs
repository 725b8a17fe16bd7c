//! Pictures and files that a page or a text holds in itself, as addresses that begin with `data:` (RFC 2397). Always:
//! found in the source wherever it stands, attributes, styles and scripts alike; each content once; fonts and
//! programs of the page are left.

use std::collections::BTreeSet;

use daylight_model::{ChildKind, Outcome};

use super::mail::decode::base64;
use crate::reading::{Ending, Out, child_named};

const START: &str = "data:";
const CODED: &str = ";base64,";

/// Bytes between the start and what is coded.
const HEADER: usize = 120;

/// Bytes of one address, coded.
const LONGEST: usize = 96 << 20;

/// What is smaller is a dot of the layout.
const SMALLEST: usize = 128;

/// Finds what lies in the source of a page, block by block.
#[derive(Default)]
pub(crate) struct Inline {
    /// The end of the last block, where an address may have begun.
    tail: String,
    /// The ending and the coded bytes of the address that is open; no ending for one that is left.
    open: Option<(Option<String>, Vec<u8>)>,
    seen: BTreeSet<(u32, usize)>,
    count: u32,
}

impl Inline {
    /// Looks through the next block.
    pub(crate) fn feed(&mut self, block: &str, out: &mut Out<'_>) -> Ending {
        let joined;
        let mut rest = block;
        if !self.tail.is_empty() {
            joined = std::mem::take(&mut self.tail) + block;
            rest = &joined;
        }
        while !rest.is_empty() {
            if let Some((ending, coded)) = &mut self.open {
                let plain =
                    |byte: &u8| byte.is_ascii_alphanumeric() || b"+/=-_ \r\n\t".contains(byte);
                let taken = rest.bytes().take_while(plain).count();
                let room = LONGEST.saturating_sub(coded.len());
                if ending.is_some() {
                    coded.extend_from_slice(&rest.as_bytes()[..taken.min(room)]);
                }
                rest = rest.get(taken..).unwrap_or_default();
                if !rest.is_empty() {
                    self.close(out)?;
                }
                continue;
            }
            let Some(start) = rest.find(START) else {
                self.keep(rest, START.len() - 1);
                return Ok(());
            };
            let after = &rest[start + START.len()..];
            let header = after
                .bytes()
                .take(HEADER)
                .take_while(|byte| in_header(*byte));
            let length = header.count();
            if length == after.len() && length < HEADER {
                self.keep(&rest[start..], HEADER + START.len());
                return Ok(());
            }
            // The comma that ends the header is none of its characters.
            let header = after.get(..length + 1).unwrap_or_default();
            rest = &after[header.len().min(length)..];
            if let Some(stated) = header.strip_suffix(CODED) {
                rest = &after[header.len()..];
                self.open = Some((ending(stated), Vec::new()));
            }
        }
        Ok(())
    }

    /// Looks at what is left when the source ends.
    pub(crate) fn finish(&mut self, out: &mut Out<'_>) -> Ending {
        self.close(out)
    }

    fn keep(&mut self, text: &str, most: usize) {
        let mut from = text.len().saturating_sub(most);
        while !text.is_char_boundary(from) {
            from += 1;
        }
        self.tail = text[from..].to_owned();
    }

    fn close(&mut self, out: &mut Out<'_>) -> Ending {
        let Some((Some(ending), coded)) = self.open.take() else {
            return Ok(());
        };
        let bytes = base64(&coded);
        let mut crc = flate2::Crc::new();
        crc.update(&bytes);
        if bytes.len() < SMALLEST || !self.seen.insert((crc.sum(), bytes.len())) {
            return Ok(());
        }
        self.count += 1;
        let start = child_named(
            format!("inline-{}.{ending}", self.count),
            ChildKind::Embedded,
        );
        out.child(start, &mut &*bytes, |_| Outcome::READ)?;
        Ok(())
    }
}

fn in_header(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"/.+-;=_".contains(&byte)
}

/// Returns the ending of a file of this media type; none for what only shows the page.
fn ending(stated: &str) -> Option<String> {
    let media_type = stated
        .split(';')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let (kind, subtype) = media_type.split_once('/')?;
    let left = ["font", "javascript", "css", "wasm"];
    if kind == "font" || left.iter().any(|left| subtype.contains(left)) {
        return None;
    }
    let ending = match subtype {
        "jpeg" | "pjpeg" => "jpg",
        "svg+xml" => "svg",
        "plain" => "txt",
        "octet-stream" => "bin",
        "x-icon" | "vnd.microsoft.icon" => "ico",
        other => other,
    };
    let short = ending.len() <= 8 && ending.bytes().all(|byte| byte.is_ascii_alphanumeric());
    Some(if short { ending } else { "bin" }.to_owned())
}

#[cfg(test)]
mod tests {
    use daylight_model::{Budgets, Frame, Sink, Stopped};

    use super::*;
    use crate::check::read_named;

    /// What 150 zeros are in Base64.
    fn coded() -> String {
        "A".repeat(200)
    }

    #[test]
    fn pictures_in_a_page_and_in_a_markdown_file_are_files_inside_once() {
        let coded = coded();
        let html = format!(
            "<html><body><p>图</p><img src=\"data:image/png;base64,{coded}\"><img src=\"data:image/jpeg;charset=x;base64,{coded}\">\
             <style>a{{src:url(data:font/woff2;base64,{coded}BBBB)}} b{{background:url(data:image/jpeg;base64,{coded}CCCC)}}</style></body></html>"
        );
        let found = read_named("a.html", html.as_bytes());
        assert_eq!(found.names(), ["inline-1.png", "inline-2.jpg"]);
        assert_eq!(found.children[0].bytes, vec![0; 150]);
        assert_eq!(found.text(), "图");
        let markdown = format!("# 图\n\n![x](data:image/gif;base64,{coded})\n");
        let found = read_named("a.md", markdown.as_bytes());
        assert_eq!(found.names(), ["inline-1.gif"]);
    }

    struct Nowhere;

    impl Sink for Nowhere {
        fn send(&mut self, _: Frame) -> Result<(), Stopped> {
            Ok(())
        }
    }

    #[test]
    fn addresses_are_found_however_the_blocks_are_cut_and_others_are_left() {
        let page = format!(
            "metadata: x data:,plain data:text/html,<b> ünï data:image/png;base64,{} end data:",
            coded()
        );
        for step in [1, 3, 50, 1000] {
            let budgets = Budgets::default();
            let mut sink = Nowhere;
            let mut out = Out::new(&mut sink, &budgets);
            let mut inline = Inline::default();
            let characters: Vec<char> = page.chars().collect();
            for block in characters.chunks(step) {
                let block: String = block.iter().collect();
                inline.feed(&block, &mut out).unwrap();
            }
            inline.finish(&mut out).unwrap();
            assert_eq!(out.children(), 1, "{step}");
        }
    }
}
