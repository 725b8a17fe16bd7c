//! Headers of sound and film, built by hand; files of cameras and recorders were read by hand.

use daylight_model::{Reason, State};

use crate::check::read_named;

#[track_caller]
fn check(name: &str, bytes: &[u8], expect: &[(&str, &str)]) {
    let found = read_named(name, bytes);
    assert_eq!(
        found.ended(),
        (State::Skipped, Some(Reason::Unsupported)),
        "{name}"
    );
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
        b"\0\0\0\x12data\0\0\0\x01\0\0\0\0".as_slice(),
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
