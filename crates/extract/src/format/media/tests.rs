//! Headers of sound and film, built by hand; files of cameras and recorders were read by hand.

use daylight_model::{Reason, State};

use crate::check::{check_parts, read_named};

#[track_caller]
fn check(name: &str, bytes: &[u8], expect: &[(&str, &str)]) {
    let found = read_named(name, bytes);
    let state = match found.parts.is_empty() {
        true => State::Skipped,
        false => State::Partial,
    };
    assert_eq!(found.ended(), (state, Some(Reason::Unsupported)), "{name}");
    let detail = found.summary.outcome.detail.unwrap();
    assert!(detail.starts_with("speech is not transcribed"), "{detail}");
    for (key, value) in expect {
        let said = found.summary.metadata.get(*key).map(String::as_str);
        assert_eq!(said, Some(*value), "{name} {key}");
    }
    for length in 0..bytes.len().min(400) {
        read_named(name, &bytes[..length]);
    }
}

fn framed(kind: &[u8], content: &[u8]) -> Vec<u8> {
    let mut bytes = (content.len() as u32 + 8).to_be_bytes().to_vec();
    bytes.extend(kind);
    bytes.extend(content);
    bytes
}

#[test]
fn film_of_phones_says_how_long_and_where() {
    let mut movie = vec![0; 100];
    movie[4..8].copy_from_slice(&(2_082_844_800_u32 + 1_614_823_200).to_be_bytes());
    movie[12..16].copy_from_slice(&600_u32.to_be_bytes());
    movie[16..20].copy_from_slice(&(600_u32 * 75).to_be_bytes());
    let place = framed(b"\xa9xyz", b"\0\x12\x15\xc7+30.5000+104.0100/");
    let data = [
        b"\0\0\0\x16data\0\0\0\x01\0\0\0\0".as_slice(),
        "会议".as_bytes(),
    ]
    .concat();
    let list = framed(b"ilst", &framed(b"\xa9nam", &data));
    let described = framed(b"meta", &[vec![0; 4], list].concat());
    let all = [
        framed(b"mvhd", &movie),
        framed(b"udta", &[place, described].concat()),
    ];
    let bytes = [
        framed(b"ftyp", b"isom\0\0\x02\0isomiso2mp41"),
        framed(b"mdat", &[0; 40]),
        framed(b"moov", &all.concat()),
    ]
    .concat();
    check(
        "a.mp4",
        &bytes,
        &[
            ("duration", "0:01:15"),
            ("created", "2021-03-04T02:00:00Z"),
            ("gps", "+30.5000+104.0100"),
            ("title", "会议"),
        ],
    );
}

#[test]
fn recordings_say_how_long_they_are() {
    let mut wav =
        b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data"
            .to_vec();
    wav.extend(32_000_u32.to_le_bytes());
    wav.extend(vec![0; 32_000]);
    check("a.wav", &wav, &[("duration", "0:00:02.0")]);

    let mut amr = b"#!AMR\n".to_vec();
    for _ in 0..100 {
        amr.push(0x3c);
        amr.extend([0; 31]);
    }
    check("a.amr", &amr, &[("duration", "0:00:02.0")]);

    let mut flac = b"fLaC\x80\0\0\x22".to_vec();
    let mut info = [0; 34];
    let bits: u64 = 44_100 << 44 | (44_100 * 3);
    info[10..18].copy_from_slice(&bits.to_be_bytes());
    flac.extend(info);
    check("a.flac", &flac, &[("duration", "0:00:03.0")]);
}

#[test]
fn titles_of_songs_are_decoded_by_what_fits() {
    let title = encoding_rs::GB18030.encode("关于会议的录音").0.into_owned();
    let mut frame = b"TIT2\0\0\0".to_vec();
    frame.push(title.len() as u8 + 1);
    frame.extend([0, 0, 0]);
    frame.extend(&title);
    let mut mp3 = b"ID3\x03\0\0\0\0\0".to_vec();
    mp3.push(frame.len() as u8);
    mp3.extend(&frame);
    // 128 kbit/s, 44.1 kHz: 16,000 bytes a second.
    mp3.extend([0xff, 0xfb, 0x90, 0x00]);
    mp3.extend(vec![0; 31_996]);
    check(
        "a.mp3",
        &mp3,
        &[("title", "关于会议的录音"), ("duration", "0:00:02.0")],
    );
}

#[test]
fn matroska_says_how_long_it_is() {
    let element = |id: &[u8], content: &[u8]| [id, &[0x80 | content.len() as u8], content].concat();
    let info = element(
        &[0x15, 0x49, 0xa9, 0x66],
        &[
            element(&[0x44, 0x89], &90_000_f32.to_be_bytes()),
            element(&[0x7b, 0xa9], "会议".as_bytes()),
        ]
        .concat(),
    );
    let bytes = [
        element(
            &[0x1a, 0x45, 0xdf, 0xa3],
            &element(&[0x42, 0x82], b"matroska"),
        ),
        element(&[0x18, 0x53, 0x80, 0x67], &info),
    ]
    .concat();
    check(
        "a.mkv",
        &bytes,
        &[("duration", "0:01:30"), ("title", "会议")],
    );
}

fn tag(version: u8, frames: &[u8]) -> Vec<u8> {
    let size = frames.len() as u32;
    let mut bytes = b"ID3".to_vec();
    bytes.extend([version, 0, 0]);
    bytes.extend([21, 14, 7, 0].map(|shift| (size >> shift) as u8 & 0x7f));
    bytes.extend(frames);
    bytes
}

fn frame(version: u8, id: &str, content: &[u8]) -> Vec<u8> {
    let size = content.len() as u32;
    let mut bytes = id.as_bytes().to_vec();
    match version {
        2 => bytes.extend(&size.to_be_bytes()[1..]),
        3 => bytes.extend(size.to_be_bytes()),
        _ => bytes.extend([21, 14, 7, 0].map(|shift| (size >> shift) as u8 & 0x7f)),
    }
    if version > 2 {
        bytes.extend([0, 0]);
    }
    bytes.extend(content);
    bytes
}

fn wide(text: &str) -> Vec<u8> {
    let units = text.encode_utf16().flat_map(u16::to_le_bytes);
    [0xff, 0xfe].into_iter().chain(units).collect()
}

#[test]
fn tags_of_all_versions_are_a_table_that_can_be_searched_and_cited() {
    for version in [2, 3, 4] {
        let id = |long: &'static str, short: &'static str| if version == 2 { short } else { long };
        let lyrics = [b"\x01chi".as_slice(), &wide("\0"), &wide("第一句\n第二句")].concat();
        let mut frames = frame(
            version,
            id("TIT2", "TT2"),
            &[&[1], &wide("录音")[..]].concat(),
        );
        frames.extend(frame(version, id("TPE1", "TP1"), b"\0Wang"));
        frames.extend(frame(version, id("TCON", "TCO"), b"\0(101)"));
        frames.extend(frame(version, id("USLT", "ULT"), &lyrics));
        let mut picture = match version {
            2 => b"\0PNG\x03\0".to_vec(),
            _ => b"\0image/png\0\x03\0".to_vec(),
        };
        picture.extend(b"\x89PNG\r\n\x1a\n");
        frames.extend(frame(version, id("APIC", "PIC"), &picture));
        let bytes = [
            tag(version, &frames),
            vec![0xff, 0xfb, 0x90, 0],
            vec![0; 400],
        ]
        .concat();
        let found = read_named("a.mp3", &bytes);
        check_parts(
            &found,
            &[(
                "tag\tvalue\ntitle\t录音\nartist\tWang\ngenre\tSpeech\nlyrics\t第一句\n第二句",
                &[("table=tags&row=4", "lyrics\t第一句\n第二句")],
            )],
        );
        assert_eq!(found.names(), ["cover.png"], "{version}");
        assert_eq!(found.summary.metadata["author"], "Wang");
    }
}

#[test]
fn the_oldest_tags_are_decoded_together_and_do_not_repeat_newer_ones() {
    let gbk = |text: &str| encoding_rs::GB18030.encode(text).0.into_owned();
    let field = |text: &str, length: usize| {
        let mut bytes = gbk(text);
        bytes.resize(length, 0);
        bytes
    };
    let mut old = b"TAG".to_vec();
    for (text, length) in [
        ("关于项目的", 30),
        ("王翀", 30),
        ("内部会议", 30),
        ("2021", 4),
        ("不得外传", 28),
    ] {
        old.extend(field(text, length));
    }
    old.extend([0, 7, 101]);
    let newer = tag(
        3,
        &frame(3, "TIT2", &[vec![0], gbk("关于项目的谈话")].concat()),
    );
    let bytes = [newer, vec![0xff, 0xfb, 0x90, 0], vec![0; 400], old].concat();
    let found = read_named("a.mp3", &bytes);
    assert_eq!(
        found.text(),
        "tag\tvalue\ntitle\t关于项目的谈话\nartist\t王翀\nalbum\t内部会议\nyear\t2021\ncomment\t不得外传\ntrack\t7\ngenre\tSpeech"
    );
}

#[test]
fn a_tag_that_says_more_than_there_is_ends_where_it_ends() {
    let whole = tag(4, &frame(4, "TIT2", b"\x03title"));
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 0xff;
        read_named("a.mp3", &bytes);
        read_named("a.mp3", &whole[..at]);
    }
    let mut lying = tag(3, &frame(3, "TIT2", b"\0title"));
    lying.extend(frame(3, "TPE1", b"\0x"));
    lying[14..18].copy_from_slice(&u32::MAX.to_be_bytes());
    assert_eq!(read_named("a.mp3", &lying).parts, []);
}

#[test]
fn comments_of_ogg_run_over_pages_and_those_of_windows_media_are_read() {
    let comment = |text: &str| [&(text.len() as u32).to_le_bytes()[..], text.as_bytes()].concat();
    let long = format!("LYRICS={}", "词".repeat(300));
    let mut said = b"OpusTags".to_vec();
    said.extend(comment("x"));
    said.extend(2_u32.to_le_bytes());
    said.extend(comment("ARTIST=王"));
    said.extend(comment(&long));
    let page = |number: u8, lengths: &[u8], bytes: &[u8]| {
        let mut page = b"OggS\0\0\0\0\0\0\0\0\0\0\x07\0\0\0".to_vec();
        page.extend([number, 0, 0, 0, 0, 0, 0, 0, lengths.len() as u8]);
        page.extend(lengths);
        page.extend(bytes);
        page
    };
    let (first, rest) = said.split_at(510);
    let bytes = [
        page(0, &[8], b"OpusHead"),
        page(1, &[255, 255], first),
        page(2, &[255, (rest.len() - 255) as u8], rest),
    ]
    .concat();
    let found = read_named("a.opus", &bytes);
    assert_eq!(
        found.at("table=tags&row=2"),
        Some("artist\t王"),
        "{:?}",
        found.summary
    );
    assert!(found.text().contains(&"词".repeat(300)));

    let text = |text: &str| {
        text.encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect::<Vec<u8>>()
    };
    let object = |kind: [u8; 8], content: &[u8]| {
        let mut bytes = kind.to_vec();
        bytes.extend([0; 8]);
        bytes.extend((content.len() as u64 + 24).to_le_bytes());
        bytes.extend(content);
        bytes
    };
    let title = text("讲话");
    let mut content = vec![title.len() as u8, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    content.extend(title);
    let (key, value) = (text("WM/AlbumTitle\0"), text("会议"));
    let mut more = vec![1, 0, key.len() as u8, 0];
    more.extend(key);
    more.extend([0, 0, value.len() as u8, 0]);
    more.extend(value);
    let objects = [
        object([0x33, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11], &content),
        object([0x40, 0xa4, 0xd0, 0xd2, 0x07, 0xe3, 0xd2, 0x11], &more),
    ]
    .concat();
    let mut bytes = vec![
        0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11, 0xa6, 0xd9, 0, 0xaa, 0, 0x62, 0xce, 0x6c,
    ];
    bytes.extend((objects.len() as u64 + 30).to_le_bytes());
    bytes.extend([2, 0, 0, 0, 1, 2]);
    bytes.extend(objects);
    let found = read_named("a.wma", &bytes);
    assert_eq!(found.text(), "tag\tvalue\ntitle\t讲话\nalbum\t会议");
}
