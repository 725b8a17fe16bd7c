//! Message files built stream by stream.

use daylight_model::{PartKind, Reason, State};

use crate::check::read_named;
use crate::format::compound::write::{Node, written};

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn value(tag: &str, bytes: Vec<u8>) -> Node {
    Node::stream(&format!("__substg1.0_{tag}"), bytes)
}

/// Short properties behind a header of this length.
fn short(header: usize, values: &[(u32, u64)]) -> Node {
    let mut bytes = vec![0; header];
    for (tag, value) in values {
        bytes.extend(tag.to_le_bytes());
        bytes.extend([0; 4]);
        bytes.extend(value.to_le_bytes());
    }
    Node::stream("__properties_version1.0", bytes)
}

fn gbk(text: &str) -> Vec<u8> {
    encoding_rs::GB18030.encode(text).0.into_owned()
}

fn message(inner: Vec<Node>) -> Vec<u8> {
    let recipient = |number: u32, kind: u64, name: &str, address: &str| {
        Node::folder(
            &format!("__recip_version1.0_#{number:08X}"),
            vec![
                short(8, &[(0x0c15_0003, kind)]),
                value("3001001F", wide(name)),
                value("39FE001F", wide(address)),
            ],
        )
    };
    let mut nodes = vec![
        // 2021-03-04T02:00:00Z and code page 936.
        short(
            32,
            &[(0x0039_0040, 132_592_968_000_000_000), (0x3ffd_0003, 936)],
        ),
        value("001A001F", wide("IPM.Note")),
        value("0037001E", gbk("关于合同")),
        value("0C1A001F", wide("张伟")),
        value("0C1F001F", wide("zhang@example.com")),
        value("1000001E", gbk("请查收附件。\r\n谢谢")),
        value("1035001F", wide("<1@example.com>")),
        recipient(0, 1, "李", "li@example.com"),
        recipient(1, 2, "wang@example.com", "wang@example.com"),
    ];
    nodes.extend(inner);
    written(nodes)
}

fn attachment(number: u32, name: &str, bytes: &[u8]) -> Node {
    Node::folder(
        &format!("__attach_version1.0_#{number:08X}"),
        vec![
            short(8, &[(0x3705_0003, 1)]),
            value("3707001F", wide(name)),
            value("37010102", bytes.to_vec()),
        ],
    )
}

#[test]
fn headers_text_and_attachments_are_found() {
    let large = vec![7; 10_000];
    let found = read_named(
        "a.msg",
        &message(vec![
            attachment(0, "报价.xlsx", b"PK"),
            attachment(1, "large.bin", &large),
        ]),
    );
    assert_eq!(found.summary.media_type, "application/vnd.ms-outlook");
    assert_eq!(found.parts[0].kind(), PartKind::Header);
    assert_eq!(
        found.parts[0].text(),
        "From: 张伟 <zhang@example.com>\nTo: 李 <li@example.com>\nCc: wang@example.com\nSubject: 关于合同\nDate: 2021-03-04T02:00:00Z\nMessage-ID: <1@example.com>"
    );
    assert_eq!(found.parts[1].text(), "请查收附件。\r\n谢谢");

    assert_eq!(found.names(), ["报价.xlsx", "large.bin"]);
    assert_eq!(found.children[1].bytes, large);
    assert_eq!(found.summary.metadata["message_id"], "<1@example.com>");
    assert_eq!(found.ended(), (State::Read, None));
}

#[test]
fn a_message_inside_a_message_is_a_message_file_again() {
    let inner = Node::folder(
        "__attach_version1.0_#00000000",
        vec![
            short(8, &[(0x3705_0003, 5)]),
            value("3001001F", wide("旧邮件")),
            Node::folder(
                "__substg1.0_3701000D",
                vec![
                    short(24, &[(0x0039_0040, 132_592_968_000_000_000)]),
                    value("0037001F", wide("inner")),
                    value("1000001F", wide("the text inside")),
                ],
            ),
        ],
    );
    let found = read_named("a.msg", &message(vec![inner]));
    assert_eq!(found.names(), ["旧邮件.msg"]);
    let again = read_named("旧邮件.msg", &found.children[0].bytes);
    assert_eq!(again.parts[1].text(), "the text inside");
    assert!(again.parts[0].text().contains("Date: 2021-03-04T02:00:00Z"));
}

#[test]
fn a_page_is_read_as_it_is_seen_and_a_locked_message_says_so() {
    let nodes = vec![
        short(32, &[(0x3fde_0003, 936)]),
        value("001A001F", wide("IPM.Note.SMIME")),
        value("0037001F", wide("x")),
        value(
            "10130102",
            gbk("<html><body><p>合同</p><p>五万元</p></body></html>"),
        ),
    ];
    let found = read_named("a.msg", &written(nodes));
    assert_eq!(found.parts[1].text(), "合同\n五万元");
    assert_eq!(found.ended(), (State::Partial, Some(Reason::Encrypted)));
}

#[test]
fn half_and_damaged_messages_end() {
    let whole = message(vec![attachment(0, "a.bin", &[1; 6000])]);
    for length in (0..whole.len()).step_by(97) {
        read_named("a.msg", &whole[..length]);
    }
    for at in (0..whole.len()).step_by(13) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0xff;
        read_named("a.msg", &bytes);
    }
}
