//! Presentations built record by record.

use daylight_model::{PartKind, Reason, State};

use super::records::kind;
use crate::check::{check_parts, read_named};
use crate::format::compound::write::{Node, written};

fn atom(kind: u16, instance: u16, body: &[u8]) -> Vec<u8> {
    let mut bytes = (instance << 4).to_le_bytes().to_vec();
    bytes.extend(kind.to_le_bytes());
    bytes.extend((body.len() as u32).to_le_bytes());
    bytes.extend(body);
    bytes
}

fn holder(kind: u16, instance: u16, inside: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = atom(kind, instance, &inside.concat());
    bytes[0] |= 0xf;
    bytes
}

fn numbers(numbers: &[u32]) -> Vec<u8> {
    numbers
        .iter()
        .flat_map(|number| number.to_le_bytes())
        .collect()
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn text(role: u32, text: &str) -> Vec<u8> {
    [
        atom(kind::TEXT_HEADER, 0, &numbers(&[role])),
        atom(kind::TEXT_WIDE, 0, &wide(text)),
    ]
    .concat()
}

fn shape(inside: &[u8]) -> Vec<u8> {
    let anchor: Vec<u8> = [160_u16, 80, 880, 560]
        .iter()
        .flat_map(|n| n.to_le_bytes())
        .collect();
    holder(
        kind::SHAPE,
        0,
        &[
            atom(kind::ANCHOR, 0, &anchor),
            atom(kind::TEXT_BOX, 0, inside),
        ],
    )
}

fn presentation(user: bool) -> Vec<u8> {
    let drawing = |shapes: &[Vec<u8>]| holder(1036, 0, &[holder(0xf002, 0, shapes)]);
    let comment = holder(
        kind::COMMENT,
        0,
        &[
            atom(kind::STRING, 0, &wide("李强")),
            atom(kind::STRING, 1, &wide("太贵")),
        ],
    );
    let show = {
        let mut body = vec![0; 16];
        body[10] = 4;
        atom(kind::SHOW, 0, &body)
    };
    let outline = atom(kind::OUTLINE_TEXT, 0, &numbers(&[0]));
    let listed = |object, slide| atom(kind::LISTED, 0, &numbers(&[object, 0, 0, slide, 0]));
    let objects = [
        holder(
            kind::DOCUMENT,
            0,
            &[
                holder(
                    kind::LIST,
                    0,
                    &[listed(2, 256), text(0, "产品介绍"), listed(3, 257)],
                ),
                holder(kind::LIST, 2, &[listed(4, 0)]),
            ],
        ),
        holder(
            kind::SLIDE,
            0,
            &[
                drawing(&[shape(&outline), shape(&text(4, "第一段\r第二段"))]),
                comment,
            ],
        ),
        holder(
            kind::SLIDE,
            0,
            &[
                show,
                drawing(&[
                    shape(&atom(kind::TEXT_HEADER, 0, &numbers(&[4]))),
                    shape(&text(4, "备用")),
                ]),
            ],
        ),
        holder(
            kind::NOTES,
            0,
            &[
                atom(kind::NOTES_ATOM, 0, &numbers(&[256, 0])),
                drawing(&[shape(&text(2, "先讲价格")), shape(&text(4, "7"))]),
            ],
        ),
        // An older state of the first slide, which nothing refers to.
        holder(kind::SLIDE, 0, &[drawing(&[shape(&text(4, "旧"))])]),
    ];
    let mut main = Vec::new();
    let mut directory = vec![1 | 4 << 20];
    for (n, object) in objects.iter().enumerate() {
        if n < 4 {
            directory.push(main.len() as u32);
        }
        main.extend(object);
    }
    let at = main.len() as u32;
    main.extend(atom(6002, 0, &numbers(&directory)));
    let edit = main.len() as u32;
    main.extend(atom(kind::EDIT, 0, &numbers(&[0, 0, 0, at, 1, 5, 0])));
    let mut current = atom(4086, 0, &numbers(&[20, 0xe391_c05f, edit, 0, 0]));
    if !user {
        current.clear();
    }
    written(vec![
        Node::stream("PowerPoint Document", main),
        Node::stream("Current User", current),
    ])
}

/// Returns a small presentation.
pub(crate) fn sample() -> Vec<u8> {
    presentation(true)
}

#[test]
fn slides_come_as_they_were_last_saved_with_notes_and_comments() {
    let found = read_named("a.ppt", &presentation(true));
    check_parts(
        &found,
        &[
            (
                "产品介绍\n第一段\n第二段",
                &[("slide=1&xywh=10,20,100,50", "产品介绍\n第一段\n第二段")],
            ),
            ("先讲价格", &[("slide=1", "先讲价格")]),
            ("李强: 太贵", &[("slide=1", "太贵")]),
            ("备用", &[("slide=2&xywh=10,20,100,50", "备用")]),
        ],
    );
    assert_eq!(found.parts[0].name(), Some("产品介绍"));
    assert_eq!(found.parts[1].kind(), PartKind::Notes);
    assert_eq!(found.warnings, ["slide 2 is hidden"]);
    assert_eq!(found.ended(), (State::Read, None));
}

#[test]
fn without_its_directory_the_slides_are_found_by_themselves() {
    let found = read_named("a.ppt", &presentation(false));
    assert!(found.text().contains("第一段") && found.text().contains("备用"));
    assert_eq!(found.ended(), (State::Partial, Some(Reason::Corrupt)));
}
