//! Whatever the bytes and the name are: a reading ends, its frames hold, and it gives the same again.

use daylight_model::{Budgets, Place};
use proptest::prelude::*;

use crate::check::{Found, read_joined, read_named, read_within};

const NAMES: &[&str] = &[
    "a",
    "a.txt",
    "a.md",
    "a.html",
    "a.csv",
    "a.tsv",
    "a.json",
    "a.jsonl",
    "a.zip",
    "a.tar",
    "a.gz",
    "a.bz2",
    "a.pdf",
    "a.eml",
    "a.mbox",
    "a.docx",
    "a.xlsx",
    "a.xls",
    "a.rtf",
    "a.pptx",
    "a.odt",
    "a.epub",
    "a.doc",
    "a.ppt",
    "a.dbf",
    "a.db",
    "a.odp",
    "a.vsdx",
    "a.pages",
    "a.7z",
    "a.rar",
    "a.xz",
    "a.zst",
    "a.lz4",
    "a.lz",
    "a.lzma",
    "a.Z",
    "a.7z.001",
    "a.part2.rar",
];

/// Starts that lead into each reader.
const STARTS: &[&[u8]] = &[
    b"",
    b"%PDF-1.7\n1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\n",
    b"PK\x03\x04\x14\0\0\0\x08\0",
    b"PK\x05\x06",
    b"\x1f\x8b\x08\0\0\0\0\0\0\x03",
    b"BZh91AY&SY",
    b"<!doctype html><table><tr><td>",
    b"{\"a\": [",
    b"[",
    b"{\\rtf1 ",
    b"| a | b |\n|---|---|\n",
    b"From: a@b\nSubject: x\nDate: y\n\n",
    b"\xff\xfe",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"a,b,c\n\"",
    b"7z\xbc\xaf\x27\x1c\0\x04",
    b"7z\xbc\xaf\x27\x1c\0\x04\0\0\0\0\0\0\0\0\0\0\0\0",
    b"Rar!\x1a\x07\0",
    b"Rar!\x1a\x07\x01\0",
    b"RE~^",
    b"\xfd7zXZ\0\0\x04\xe6\xd6\xb4\x46\x02\0\x21\x01\x16\0\0\0",
    b"\x28\xb5\x2f\xfd",
    b"\x04\x22\x4d\x18",
    b"LZIP\x01\x0c",
    b"\x5d\0\0\x10\0\xff\xff\xff\xff\xff\xff\xff\xff",
    b"\x1f\x9d\x90",
    b"\x78\x9f\x3e\x22\x01\0",
    b"!BDN\0\0\0\0SM\x17\0",
    b"!BDN\0\0\0\0SM\x0e\0",
    b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 40\r\n",
    b"WEBVTT\n\n00:01.000 --> 00:02.000\n",
    b"[Script Info]\nFormat: Start, Text\nDialogue: ",
    b"[00:10.00]",
    b"\0\0\0\x10ftypisom\0\0\0\0\0\0\0\x40moov\0\0\0\x30mvhd",
    b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0",
    b"RIFF\0\0\0\0AVI LIST\x20\0\0\0hdrl",
    b"fLaC\0\0\0\x22",
    b"OggS\0\x02\0\0\0\0\0\0\0\0\x01vorbis",
    b"ID3\x03\0\0\0\0\0\x20TIT2",
    b"0&\xb2u\x8ef\xcf\x11\xa6\xd9\0\xaa\0b\xcel\0\x02\0\0\0\0\0\0\x01\0\0\0\x01\x02",
    b"ITSF\x03\0\0\0\x60\0\0\0",
    b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d\xae\xb1\x53\x78\xd0\x29\x96\xd3",
    b"\0\x01\0\0Standard Jet DB\0",
    b"\x1a\x45\xdf\xa3\x80\x18\x53\x80\x67\xff\x15\x49\xa9\x66",
    b"\xff\xd8\xff\xe1\0\x40Exif\0\0II*\0\x08\0\0\0",
    b"BEGIN:VCARD\r\nN;ENCODING=QUOTED-PRINTABLE:=E5=\r\n",
    b"\xd7\xcd\xc6\x9a",
    b"MSCF\0\0\0\0\0\0\0\0\0\0\0\0\x2c\0\0\0\0\0\0\0\x03\x01\x01\0\x02\0\0\0",
    b"!<arch>\n",
    b"070701",
    b"070707",
    b"\xed\xab\xee\xdb",
    b"PACK\0\0\0\x02\0\0\0\x03\x90\x01",
    b"# v2 git bundle\n\nPACK\0\0\0\x02\0\0\0\x03",
    b"MZ\0\0\0Rar!\x1a\x07\0",
    b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR",
    b"{\\rtf1\\ansicpg936{\\fonttbl{\\f0\\fcharset134 a;}}{\\pict\\pngblip ",
    b"SQLite format 3\0\x02\0\x01\x01\0\x40\x20\x20",
    b"\x03\x79\x03\x04\x02\0\0\0\x41\0\x05\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0NAME\0\0\0\0\0\0\0C\0\0\0\0\x04\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\r",
];

/// Whole files, small ones, of each reader that takes a package or a tree of streams: to be cut and damaged.
fn whole() -> Vec<Vec<u8>> {
    use crate::check::zipped;
    use crate::format::samples;
    let office = |main: &str, xml: &str| zipped(&[(main, xml), ("docProps/core.xml", "<a/>")]);
    vec![
        office("word/document.xml", "<w:document><w:body><w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>"),
        office("ppt/slides/slide1.xml", "<p:sld><p:sp><p:txBody><a:p><a:r><a:t>a</a:t></a:r></a:p></p:txBody></p:sp></p:sld>"),
        office("visio/document.xml", "<a/>"),
        zipped(&[
            ("mimetype", "application/vnd.oasis.opendocument.text"),
            ("content.xml", "<office:body><text:p>a<text:note><text:note-body><text:p>b</text:p></text:note-body></text:note></text:p><table:table><table:table-row><table:table-cell><text:p>c</text:p></table:table-cell></table:table-row></table:table></office:body>"),
        ]),
        zipped(&[
            ("mimetype", "application/epub+zip"),
            ("META-INF/container.xml", "<rootfile full-path='a.opf'/>"),
            ("a.opf", "<item id='a' href='a.html' media-type='text/html'/><itemref idref='a'/>"),
            ("a.html", "<p>a"),
        ]),
        samples::doc(),
        samples::ppt(),
        samples::xls(),
        samples::sqlite(),
        samples::jet(),
        b"{\\rtf1{\\fonttbl{\\f1\\fcharset134 a;}}\\f1\\'b2\\'e2{\\footnote b}\\trowd\\intbl c\\cell\\row{\\object{\\*\\objdata 0105}}\\par}".to_vec(),
    ]
}

fn words() -> impl Strategy<Value = String> {
    proptest::collection::vec(
        prop_oneof![
            "[a-z]{1,6}",
            "[ \t\r\n]{1,3}",
            "[,;|\t\"'<>{}\\[\\]:]{1,3}",
            Just("合同".to_owned()),
            Just("<table>".to_owned()),
            Just("<td>".to_owned()),
            Just("</table>".to_owned()),
            Just("|--|--|\n".to_owned()),
            Just("```\n".to_owned()),
            Just("\"a\": ".to_owned()),
            Just("&amp;".to_owned()),
            "\\PC{0,4}",
        ],
        0..60,
    )
    .prop_map(|words| words.concat())
}

fn shown(found: &Found) -> String {
    format!(
        "{:?}",
        (
            &found.summary,
            &found.parts,
            &found.children,
            &found.warnings
        )
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_to_an_end_and_the_same_twice(
        name in proptest::sample::select(NAMES),
        start in proptest::sample::select(STARTS),
        rest in proptest::collection::vec(any::<u8>(), 0..600),
    ) {
        let bytes = [start, rest.as_slice()].concat();
        let found = read_named(name, &bytes);
        prop_assert_eq!(shown(&found), shown(&read_named(name, &bytes)));
    }

    #[test]
    fn whole_files_are_read_to_an_end_however_they_are_cut_and_damaged(
        file in proptest::sample::select(whole()),
        cut in proptest::option::of(any::<proptest::sample::Index>()),
        flips in proptest::collection::vec((any::<proptest::sample::Index>(), 0_u8..8), 0..12),
    ) {
        let mut bytes = file;
        for (at, bit) in flips {
            let at = at.index(bytes.len());
            bytes[at] ^= 1 << bit;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let found = read_named("a", &bytes);
        prop_assert_eq!(shown(&found), shown(&read_named("a", &bytes)));
    }

    #[test]
    fn pieces_of_anything_are_read_to_an_end(
        name in proptest::sample::select(NAMES),
        start in proptest::sample::select(STARTS),
        rest in proptest::collection::vec(any::<u8>(), 0..600),
        cuts in proptest::collection::vec(any::<proptest::sample::Index>(), 1..4),
        missing in proptest::option::of("[a-z]{1,4}"),
    ) {
        let bytes = [start, rest.as_slice()].concat();
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
        cuts.push(bytes.len());
        cuts.sort_unstable();
        let mut from = 0;
        let pieces: Vec<&[u8]> = cuts
            .iter()
            .map(|cut| &bytes[std::mem::replace(&mut from, *cut)..*cut])
            .collect();
        let found = read_joined(name, &pieces, missing.as_deref());
        let again = read_joined(name, &pieces, missing.as_deref());
        prop_assert_eq!(shown(&found), shown(&again));
        prop_assert!(found.parts.is_empty() || found.children.is_empty());
    }

    #[test]
    fn any_text_is_read_to_an_end_within_any_budget(
        name in proptest::sample::select(NAMES),
        start in proptest::sample::select(STARTS),
        text in words(),
        text_bytes in 0_u64..200,
        stop_after in proptest::option::of(0_usize..5),
    ) {
        let bytes = [start, text.as_bytes()].concat();
        let budgets = Budgets { text_bytes, parts: 3, children: 2, child_bytes: 100, ..Budgets::default() };
        let found = read_within(name, &bytes, budgets, stop_after);
        let sum: usize = found.parts.iter().map(|part| part.text().len()).sum();
        prop_assert!(sum as u64 <= text_bytes);
    }

    #[test]
    fn each_anchor_of_a_text_stands_on_its_line(name in proptest::sample::select(&["a.txt", "a.md"][..]), text in words()) {
        let lines: Vec<&str> = match text.contains('\n') || !text.contains('\r') {
            true => text.split('\n').collect(),
            false => text.split('\r').collect(),
        };
        // The mark settles the encoding: short texts of rare letters are also Chinese in another one.
        let marked = ["\u{feff}", &text].concat();
        let found = read_named(name, marked.as_bytes());
        for part in &found.parts {
            for anchor in part.anchors() {
                let Place::Lines { first, .. } = anchor.place else { continue };
                let quote = &part.text()[anchor.range()];
                let line = lines[first as usize - 1];
                // Cells of tables lose their markup; what is left of a line keeps its order.
                let in_order = |of: &str| {
                    let mut rest = of.chars();
                    quote
                        .chars()
                        .filter(|character| !character.is_whitespace())
                        .all(|character| rest.any(|other| other == character))
                };
                let kept = line.contains(quote)
                    || name == "a.md"
                        && (in_order(line) || in_order(&line.replace("&amp;", "&")));
                prop_assert!(kept, "{:?} not in line {}: {:?}", quote, first, line);
            }
        }
    }

    #[test]
    fn a_table_that_was_written_is_read_again(
        rows in proptest::collection::vec(proptest::collection::vec("[a-z0-9,;\"\n 合]{0,5}", 2..5), 1..8),
    ) {
        let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
        let table: String = rows
            .iter()
            .map(|row| row.iter().map(quoted).collect::<Vec<_>>().join(",") + "\n")
            .collect();
        let found = read_named("a.csv", table.as_bytes());
        prop_assume!(found.summary.reading.ends_with("comma"));
        for (row, cells) in (1_u32..).zip(&rows) {
            for (column, cell) in (1_u32..).zip(cells) {
                let at = found.at(&format!("cell={row},{column}"));
                prop_assert_eq!(at.unwrap_or_default(), cell.as_str());
            }
        }
    }
}
