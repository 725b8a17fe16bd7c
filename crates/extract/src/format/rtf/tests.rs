//! Documents written word by word.

use daylight_model::{PartKind, Reason, State};

use crate::check::{check_parts, read_named};

#[test]
fn each_run_is_decoded_by_the_code_page_of_its_font() {
    let rtf = b"{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0\\fcharset0 Arial;}{\\f1\\fcharset134 \\'cb\\'ce\\'cc\\'e5;}{\\f2\\fcharset204 Arial;}}\\f0 caf\\'e9 \\f1\\'ba\\'cf\\'cd\\'ac\\f2 \\'c4\\'ee\\f0\\par\\uc1\\u21512?\\u21516 ?\\uc2\\u20070\\'ca\\'e9 end\\u-10179\\u-8704\\'20\\'20\\par}";
    let found = read_named("a.rtf", rtf);
    check_parts(
        &found,
        &[(
            "café 合同До\n合同书 end\u{1f600}",
            &[("paragraph=2", "合同书 end\u{1f600}")],
        )],
    );
    let gbk = b"{\\rtf1\\ansi\\ansicpg936 \xba\xcf\xcd\xac\\'ca\\'e9}";
    assert_eq!(read_named("a.rtf", gbk).text(), "合同书");
}

#[test]
fn tables_headers_notes_comments_and_properties_stand_apart() {
    let rtf = "{\\rtf1{\\info{\\title T}{\\author Ann}{\\creatim\\yr2021\\mo3\\dy4\\hr9\\min5}{\\*\\company Acme}}{\\header\\pard Secret\\par}{\\*\\generator x;}Intro{\\footnote a note}\\par\\trowd\\pard\\intbl Name\\cell Amount\\cell\\row\\trowd\\intbl Smith\\cell 5000\\line more\\cell\\row\\pard End{\\*\\atnauthor Bob}{\\*\\annotation not true}{\\field{\\*\\fldinst HYPERLINK x}{\\fldrslt link}}\\par}";
    let found = read_named("a.rtf", rtf.as_bytes());
    check_parts(
        &found,
        &[
            (
                "Intro\nName\tAmount\nSmith\t5000\nmore\nEndlink",
                &[
                    ("paragraph=1", "Intro"),
                    ("table=1&cell=2,2", "5000\nmore"),
                    ("paragraph=2", "Endlink"),
                ],
            ),
            ("a note", &[("part=footnotes&paragraph=1", "a note")]),
            (
                "Bob: not true",
                &[("part=comments&paragraph=1", "not true")],
            ),
            ("Secret", &[("part=header1&paragraph=1", "Secret")]),
        ],
    );
    assert_eq!(found.parts[3].kind(), PartKind::Header);
    let metadata: Vec<String> = found
        .summary
        .metadata
        .iter()
        .map(|(key, value)| format!("{key}={value}"))
        .collect();
    assert_eq!(
        metadata,
        [
            "author=Ann",
            "company=Acme",
            "created=2021-03-04T09:05",
            "title=T"
        ]
    );
    assert_eq!(found.ended(), (State::Read, None));
}

#[test]
fn changes_are_told_and_pictures_and_dropped_files_come_out() {
    let rtf = "{\\rtf1{\\*\\revtbl{Unknown;}{Ann;}}a {\\deleted\\revauthdel1 three}{\\revised\\revauth1 five}{\\pict\\pngblip 8950\n4e47}{\\object{\\*\\objdata 0105000002000000080000005061636b616765000000000000000000230000000200782e74787400433a5c782e747874000000030003000000433a0003000000616263}{\\result{\\pict\\wmetafile8 01}}}\\par}";
    let found = read_named("a.rtf", rtf.as_bytes());
    assert_eq!(found.parts[0].text(), "a five");
    assert_eq!(
        found.parts[1].text(),
        "deleted by Ann: three\ninserted by Ann: five"
    );
    assert_eq!(found.names()[0], "picture1.png");
    assert_eq!(found.children[0].bytes, b"\x89PNG");
    assert_eq!(found.names()[1..], ["x.txt", "picture3.wmf"]);
    assert_eq!(found.children[1].bytes, b"abc");
}

#[test]
fn what_breaks_off_and_what_is_nested_without_end_is_read_as_far_as_it_goes() {
    let found = read_named("a.rtf", b"{\\rtf1 some text {\\b and");
    assert_eq!(found.text(), "some text and");
    assert_eq!(found.ended(), (State::Partial, Some(Reason::Truncated)));
    let deep = format!("{{\\rtf1 {}x", "{".repeat(300_000));
    assert_eq!(read_named("a.rtf", deep.as_bytes()).text(), "x");
}
