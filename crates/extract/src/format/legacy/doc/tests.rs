//! Documents built piece by piece.

use daylight_model::{PartKind, Reason, State};

use crate::check::{check_parts, read_named};
use crate::format::compound::write::{Node, written};

/// What a document is made of.
#[derive(Default)]
struct Built {
    /// Texts of body, footnotes, headers, macros, comments, endnotes.
    stories: Vec<String>,
    /// Parts of the table stream, by their number.
    parts: Vec<(usize, Vec<u8>)>,
    /// Paragraph properties: end of the stretch in units, modifiers.
    paragraphs: Vec<(usize, Vec<u8>)>,
    /// Character properties, likewise.
    characters: Vec<(usize, Vec<u8>)>,
    flags: u16,
}

const TEXT: usize = 2048;

fn page(stretches: &[(usize, Vec<u8>)], is_paragraphs: bool) -> Vec<u8> {
    let mut page = vec![0; 512];
    let count = stretches.len();
    let width = if is_paragraphs { 13 } else { 1 };
    let mut put = |at: usize, bytes: &[u8]| page[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, &(TEXT as u32).to_le_bytes());
    let mut free = 510;
    for (n, (end, modifiers)) in stretches.iter().enumerate() {
        put(4 * (n + 1), &((TEXT + 2 * end) as u32).to_le_bytes());
        if modifiers.is_empty() {
            continue;
        }
        let body = match is_paragraphs {
            true => {
                let mut body = vec![0, 0];
                body.extend(modifiers);
                body.resize(body.len().next_multiple_of(2), 0);
                [vec![0, (body.len() / 2) as u8], body].concat()
            }
            false => [vec![modifiers.len() as u8], modifiers.clone()].concat(),
        };
        free = (free - body.len()) & !1;
        put(free, &body);
        put(4 * (count + 1) + width * n, &[(free / 2) as u8]);
    }
    put(511, &[count as u8]);
    page
}

fn doc(built: Built) -> Vec<u8> {
    let units: Vec<Vec<u16>> = built
        .stories
        .iter()
        .map(|story| story.encode_utf16().collect())
        .collect();
    let all: Vec<u16> = units.concat();
    let mut main = vec![0; 1024];
    let mut put = |at: usize, bytes: &[u8]| main[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, &0xa5ec_u16.to_le_bytes());
    put(2, &0xc1_u16.to_le_bytes());
    put(10, &(built.flags | 0x200).to_le_bytes());
    for (n, story) in units.iter().enumerate() {
        put(0x4c + 4 * n, &(story.len() as u32).to_le_bytes());
    }
    let mut table = vec![0; 16];
    let clx = {
        let mut plc = vec![0; 4];
        plc.extend((all.len() as u32).to_le_bytes());
        plc.extend([0, 0]);
        plc.extend((TEXT as u32).to_le_bytes());
        plc.extend([0, 0]);
        [vec![2], (plc.len() as u32).to_le_bytes().to_vec(), plc].concat()
    };
    let mut parts = built.parts;
    parts.push((33, clx));
    let mut pages = Vec::new();
    for (index, stretches, number) in [(13, &built.paragraphs, 2_u32), (12, &built.characters, 3)] {
        if stretches.is_empty() {
            continue;
        }
        let mut plc = (TEXT as u32).to_le_bytes().to_vec();
        plc.extend(0xffff_u32.to_le_bytes());
        plc.extend(number.to_le_bytes());
        parts.push((index, plc));
        pages.push((number, page(stretches, index == 13)));
    }
    for (index, bytes) in parts {
        put(0x9a + 8 * index, &(table.len() as u32).to_le_bytes());
        put(0x9e + 8 * index, &(bytes.len() as u32).to_le_bytes());
        table.extend(bytes);
    }
    main.resize(2048, 0);
    for (number, page) in pages {
        main[512 * number as usize..][..512].copy_from_slice(&page);
    }
    main.extend(all.iter().flat_map(|unit| unit.to_le_bytes()));
    main.resize(main.len().max(4096), 0);
    written(vec![
        Node::stream("WordDocument", main),
        Node::stream("1Table", table),
    ])
}

/// Returns a small document with a table, a note and properties of its text.
pub(crate) fn sample() -> Vec<u8> {
    doc(Built {
        stories: vec![
            "a\u{7}b\u{7}\u{7}c\u{13}x\u{14}d\u{15}\r".to_owned(),
            "e\r\r".to_owned(),
        ],
        paragraphs: vec![(4, vec![0x16, 0x24, 1]), (5, vec![0x17, 0x24, 1])],
        characters: vec![(2, vec![0x00, 0x08, 1])],
        ..Built::default()
    })
}

fn numbers(numbers: &[u32]) -> Vec<u8> {
    numbers
        .iter()
        .flat_map(|number| number.to_le_bytes())
        .collect()
}

#[test]
fn paragraphs_tables_and_fields_are_read_as_they_stand() {
    let text = "标题\r项目\u{7}金额\u{7}\u{7}远控\u{7}5万元\u{7}\u{7}见\u{13} HYPERLINK x \u{14}链接\u{15}。\r";
    let cell = vec![0x16, 0x24, 1];
    let row = vec![0x16, 0x24, 1, 0x17, 0x24, 1];
    let found = read_named(
        "a.doc",
        &doc(Built {
            stories: vec![text.to_owned()],
            paragraphs: vec![
                (3, vec![]),
                (9, cell.clone()),
                (10, row.clone()),
                (17, cell),
                (18, row),
                (60, vec![]),
            ],
            ..Built::default()
        }),
    );
    check_parts(
        &found,
        &[(
            "标题\n项目\t金额\n远控\t5万元\n见链接。",
            &[
                ("paragraph=1", "标题"),
                ("table=1&cell=2,2", "5万元"),
                ("paragraph=2", "见链接。"),
            ],
        )],
    );
    assert_eq!(found.ended(), (State::Read, None));
}

#[test]
fn tables_are_told_by_their_marks_where_properties_are_missing() {
    let stories = vec!["a\u{7}b\u{7}\u{7}c\u{7}d\u{7}\u{7}end\r".to_owned()];
    let found = read_named(
        "a.doc",
        &doc(Built {
            stories,
            ..Built::default()
        }),
    );
    assert_eq!(found.text(), "a\tb\nc\td\nend");
}

#[test]
fn notes_headers_and_comments_are_parts_of_their_own() {
    let header = "\r\r\r\r\r\r机密\r\r";
    let stories = [
        "正文\r",
        "脚注\r\r",
        header,
        "",
        "不对\r同意\r\r",
        "尾注\r\r",
    ];
    let references = {
        let mut bytes = numbers(&[1, 2, 3]);
        for author in [0_u16, 1] {
            bytes.extend([0; 20]);
            bytes.extend(author.to_le_bytes());
            bytes.extend([0; 8]);
        }
        bytes
    };
    let owner = |name: &str| {
        let units: Vec<u16> = name.encode_utf16().collect();
        let mut bytes = (units.len() as u16).to_le_bytes().to_vec();
        bytes.extend(units.iter().flat_map(|unit| unit.to_le_bytes()));
        bytes
    };
    let found = read_named(
        "a.doc",
        &doc(Built {
            stories: stories.map(str::to_owned).to_vec(),
            parts: vec![
                (11, numbers(&[0, 1, 2, 3, 4, 5, 6, 6, 9, 9, 9, 9, 9, 10])),
                (4, references),
                (5, numbers(&[0, 3, 6, 7])),
                (36, [owner("李强"), owner("王芳")].concat()),
            ],
            ..Built::default()
        }),
    );
    check_parts(
        &found,
        &[
            ("正文", &[("paragraph=1", "正文")]),
            ("脚注", &[("part=footnotes&paragraph=1", "脚注")]),
            ("机密", &[("part=header1&paragraph=1", "机密")]),
            (
                "李强: 不对\n王芳: 同意",
                &[("part=comments&paragraph=2", "同意")],
            ),
            ("尾注", &[("part=endnotes&paragraph=1", "尾注")]),
        ],
    );
    assert_eq!(found.parts[2].kind(), PartKind::Header);
}

#[test]
fn tracked_changes_are_told_and_the_text_is_what_stands() {
    let authors = {
        let name: Vec<u8> = "张伟".encode_utf16().flat_map(u16::to_le_bytes).collect();
        [vec![0xff, 0xff, 1, 0, 0, 0, 2, 0], name].concat()
    };
    let found = read_named(
        "a.doc",
        &doc(Built {
            stories: vec!["金额三万五万\r".to_owned()],
            parts: vec![(51, authors)],
            characters: vec![
                (2, vec![]),
                (4, vec![0x00, 0x08, 1, 0x63, 0x48, 0, 0]),
                (6, vec![0x01, 0x08, 1]),
                (7, vec![]),
            ],
            ..Built::default()
        }),
    );
    check_parts(
        &found,
        &[
            ("金额五万", &[("paragraph=1", "金额五万")]),
            ("deleted by 张伟: 三万\ninserted: 五万", &[]),
        ],
    );
}

#[test]
fn what_is_locked_or_cut_says_so() {
    let locked = doc(Built {
        stories: vec!["x\r".to_owned()],
        flags: 0x100,
        ..Built::default()
    });
    assert_eq!(
        read_named("a.doc", &locked).ended(),
        (State::Failed, Some(Reason::Encrypted))
    );
    let whole = doc(Built {
        stories: vec!["abc\r".repeat(5000)],
        ..Built::default()
    });
    let found = read_named("a.doc", &whole[..20_000]);
    assert_ne!(found.ended().0, State::Read);
}

#[test]
fn numbers_that_word_draws_stand_before_their_paragraphs_and_in_no_quote() {
    let level = |format: u8, pattern: &str| {
        let mut level = vec![0; 28];
        (level[0], level[4]) = (1, format);
        let units: Vec<u16> = pattern.encode_utf16().collect();
        level.extend((units.len() as u16).to_le_bytes());
        level.extend(units.iter().flat_map(|unit| unit.to_le_bytes()));
        level
    };
    // Two lists: one of a single level, one of nine; the levels stand behind what the header counts.
    let mut defined = vec![2, 0];
    for (id, is_simple) in [(7_u32, 1), (9, 0)] {
        defined.extend(id.to_le_bytes());
        defined.extend([0; 4]);
        defined.extend([0xff, 0x0f].repeat(9));
        defined.extend([is_simple, 0]);
    }
    let length = defined.len();
    defined.extend(level(39, "第\0条"));
    for depth in 0..9_u8 {
        defined.extend(match depth {
            0 => level(0, "\0."),
            1 => level(4, "\0.\u{1})"),
            _ => level(23, "·"),
        });
    }
    let mut used = vec![2, 0, 0, 0];
    for (id, own) in [(7_u32, 0), (9, 1)] {
        used.extend(id.to_le_bytes());
        used.extend([0; 8]);
        used.extend([own, 0, 0, 0]);
    }
    used.extend([0xff; 8]);
    // The second begins with 5.
    used.extend([5, 0, 0, 0, 0x10, 0, 0, 0]);
    // The style 1 brings the first list.
    let mut styles = vec![4, 0, 2, 0, 10, 0];
    for number in 0..2_u8 {
        let mut style = vec![
            0,
            0,
            if number == 1 { 1 } else { 0xf1 },
            if number == 1 { 0 } else { 0xff },
            0,
            0,
            0,
            0,
            0,
            0,
        ];
        style.extend([1, 0, b'a', 0, 0, 0]);
        match number {
            1 => style.extend([6, 0, 1, 0, 0x0b, 0x46, 1, 0]),
            _ => style.extend([2, 0, 0, 0]),
        }
        styles.extend((style.len() as u16).to_le_bytes());
        styles.extend(style);
    }
    let of = |list: u8, depth: u8| vec![0x0b, 0x46, list, 0, 0x0a, 0x26, depth];
    let built = |paragraphs| {
        doc(Built {
            stories: vec!["甲方\r说明\r乙方\r一\r二\r三\r".to_owned()],
            parts: vec![
                (73, defined.clone()),
                (74, used.clone()),
                (1, styles.clone()),
            ],
            paragraphs,
            ..Built::default()
        })
    };
    let mut file = built(vec![
        (3, of(1, 0)),
        (6, vec![]),
        (9, of(1, 0)),
        (11, of(2, 0)),
        (13, of(2, 1)),
        (15, of(2, 2)),
    ]);
    // The header counts the lists without their levels.
    let pair = (defined.len() as u32).to_le_bytes();
    let at = file.windows(4).position(|four| four == pair).unwrap();
    file[at..at + 4].copy_from_slice(&(length as u32).to_le_bytes());
    let found = read_named("a.doc", &file);
    check_parts(
        &found,
        &[(
            "第一条 甲方\n说明\n第二条 乙方\n5. 一\n5.a) 二\n三",
            &[("paragraph=1", "甲方"), ("paragraph=5", "二")],
        )],
    );
}
