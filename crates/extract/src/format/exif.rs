//! What a picture says of itself (Exif, and the sizes in its header): camera, time, place, program. Always: only
//! headers are read, no pixel; where it was taken is personal and kept under its own key, `gps`.

use std::io::BufReader;

use exif::{Exif, In, Tag, Value};

use crate::reading::About;
use crate::source::Source;

/// Bytes from the start in which the size stands.
const HEAD: u64 = 256 * 1024;

/// Keeps what a picture says of itself as that of the file.
pub(crate) fn describe(source: &mut Source<'_>, about: &mut About) {
    if let Ok(head) = source.head(HEAD)
        && let Some((width, height)) = size(&head)
    {
        about.says("width", &width.to_string());
        about.says("height", &height.to_string());
    }
    let Ok(input) = source.window(0) else {
        return;
    };
    let read = exif::Reader::new().read_from_container(&mut BufReader::new(input));
    if let Ok(exif) = read {
        keep(&exif, about);
    }
}

fn keep(exif: &Exif, about: &mut About) {
    let text = |tag| {
        let field = exif.get_field(tag, In::PRIMARY)?;
        let Value::Ascii(pieces) = &field.value else {
            return None;
        };
        let text = pieces.iter().map(|piece| String::from_utf8_lossy(piece));
        let text = text.collect::<Vec<_>>().join(" ");
        Some(text.trim_matches(['\0', ' ']).to_owned()).filter(|text| !text.is_empty())
    };
    let (make, model) = (text(Tag::Make), text(Tag::Model));
    let camera = match (make, model) {
        (Some(make), Some(model)) if !model.starts_with(&make) => Some(format!("{make} {model}")),
        (make, model) => model.or(make),
    };
    let taken = text(Tag::DateTimeOriginal).or_else(|| text(Tag::DateTime));
    let taken = taken.map(|taken| match text(Tag::OffsetTimeOriginal) {
        Some(offset) => format!("{}{offset}", dashed(&taken)),
        None => dashed(&taken),
    });
    for (key, value) in [
        ("camera", camera),
        ("created", taken),
        ("program", text(Tag::Software)),
        ("author", text(Tag::Artist)),
        ("copyright", text(Tag::Copyright)),
        ("title", text(Tag::ImageDescription)),
        ("gps", place(exif)),
    ] {
        about.says(key, &value.unwrap_or_default());
    }
    let turned = exif
        .get_field(Tag::Orientation, In::PRIMARY)
        .and_then(|field| field.value.get_uint(0));
    if let Some(turned) = turned.filter(|turned| (2..=8).contains(turned)) {
        about.says("orientation", &turned.to_string());
    }
}

/// Returns `2021:03:04 10:00:00` as `2021-03-04T10:00:00`.
fn dashed(taken: &str) -> String {
    match taken.split_once(' ') {
        Some((date, time)) if date.len() == 10 => format!("{}T{time}", date.replace(':', "-")),
        _ => taken.to_owned(),
    }
}

/// Returns where it was taken: degrees of latitude and longitude.
fn place(exif: &Exif) -> Option<String> {
    let degrees = |tag, reference, negative: u8| {
        let Value::Rational(parts) = &exif.get_field(tag, In::PRIMARY)?.value else {
            return None;
        };
        let mut degrees = 0.0;
        for (part, unit) in parts.iter().zip([1.0, 60.0, 3600.0]) {
            if part.denom == 0 {
                return None;
            }
            degrees += part.to_f64() / unit;
        }
        let turned = match exif
            .get_field(reference, In::PRIMARY)
            .map(|field| &field.value)
        {
            Some(Value::Ascii(pieces)) => {
                pieces.first().and_then(|piece| piece.first()) == Some(&negative)
            }
            _ => false,
        };
        (degrees.is_finite() && degrees <= 180.0).then_some(if turned { -degrees } else { degrees })
    };
    let latitude = degrees(Tag::GPSLatitude, Tag::GPSLatitudeRef, b'S')?;
    let longitude = degrees(Tag::GPSLongitude, Tag::GPSLongitudeRef, b'W')?;
    (latitude != 0.0 || longitude != 0.0).then(|| format!("{latitude:.6},{longitude:.6}"))
}

/// Returns width and height by the header of a picture.
pub(crate) fn size(head: &[u8]) -> Option<(u32, u32)> {
    let big = |at: usize| {
        let four = head.get(at..at + 4)?.try_into().ok()?;
        Some(u32::from_be_bytes(four))
    };
    let small = |at: usize| {
        let two = head.get(at..at + 2)?.try_into().ok()?;
        Some(u32::from(u16::from_le_bytes(two)))
    };
    if head.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some((big(16)?, big(20)?));
    }
    if head.starts_with(b"GIF8") {
        return Some((small(6)?, small(8)?));
    }
    if head.starts_with(b"BM") {
        let signed = |at: usize| {
            let four = head.get(at..at + 4)?.try_into().ok()?;
            Some(i32::from_le_bytes(four).unsigned_abs())
        };
        return Some((signed(18)?, signed(22)?));
    }
    if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
        return match head.get(12..16)? {
            b"VP8X" => {
                let three = |at: usize| Some(small(at)? | u32::from(*head.get(at + 2)?) << 16);
                Some((three(24)? + 1, three(27)? + 1))
            }
            b"VP8 " => Some((small(26)? & 0x3fff, small(28)? & 0x3fff)),
            b"VP8L" => {
                let bits = small(21)? | small(23)? << 16;
                Some(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
            }
            _ => None,
        };
    }
    let (_, size) = jpeg(head)?;
    Some(size)
}

/// Returns whether a picture is a JPEG that is coded in several passes over all of it.
pub(crate) fn is_progressive(bytes: &[u8]) -> bool {
    jpeg(bytes).is_some_and(|(marker, _)| !matches!(marker, 0xc0 | 0xc1))
}

/// Follows the segments of a JPEG to the one that begins a frame; returns its marker, width and height.
fn jpeg(head: &[u8]) -> Option<(u8, (u32, u32))> {
    if !head.starts_with(&[0xff, 0xd8]) {
        return None;
    }
    let pair = |at: usize| {
        let two = head.get(at..at + 2)?.try_into().ok()?;
        Some(u32::from(u16::from_be_bytes(two)))
    };
    let mut at = 2;
    loop {
        while *head.get(at)? == 0xff && head.get(at + 1) == Some(&0xff) {
            at += 1;
        }
        if *head.get(at)? != 0xff {
            return None;
        }
        let marker = *head.get(at + 1)?;
        if matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc) {
            return Some((marker, (pair(at + 7)?, pair(at + 5)?)));
        }
        at += 2 + (pair(at + 2)? as usize).max(2);
    }
}

#[cfg(test)]
mod tests {
    use crate::check::read_named;

    /// An Exif block with these fields: tag, type, count, value or offset.
    fn jpeg(fields: &[(u16, u16, u32, u32)], behind: &[u8]) -> Vec<u8> {
        let mut tiff = b"II*\0\x08\0\0\0".to_vec();
        tiff.extend((fields.len() as u16).to_le_bytes());
        for (tag, kind, count, value) in fields {
            tiff.extend(tag.to_le_bytes());
            tiff.extend(kind.to_le_bytes());
            tiff.extend(count.to_le_bytes());
            tiff.extend(value.to_le_bytes());
        }
        tiff.extend([0; 4]);
        tiff.extend(behind);
        let mut bytes = vec![0xff, 0xd8, 0xff, 0xe1];
        bytes.extend((tiff.len() as u16 + 8).to_be_bytes());
        bytes.extend(b"Exif\0\0");
        bytes.extend(tiff);
        bytes.extend([
            0xff, 0xc0, 0, 11, 8, 0, 30, 0, 40, 1, 1, 0x11, 0, 0xff, 0xd9,
        ]);
        bytes
    }

    #[test]
    fn camera_time_size_and_program_are_kept() {
        let start = 8 + 2 + 3 * 12 + 4;
        let fields = [
            (0x0110, 2, 6, start),
            (0x0131, 2, 8, start + 6),
            (0x0132, 2, 20, start + 14),
        ];
        let bytes = jpeg(&fields, b"Cam 1\0Editor \x002021:03:04 10:00:00\0");
        let found = read_named("a.jpg", &bytes);
        let says = |key: &str| found.summary.metadata.get(key).map(String::as_str);
        assert_eq!(says("camera"), Some("Cam 1"));
        assert_eq!(says("program"), Some("Editor"));
        assert_eq!(says("created"), Some("2021-03-04T10:00:00"));
        assert_eq!((says("width"), says("height")), (Some("40"), Some("30")));
        for length in 0..bytes.len() {
            read_named("a.jpg", &bytes[..length]);
        }
    }

    #[test]
    fn where_it_was_taken_is_kept_under_its_own_key() {
        let gps = 8 + 2 + 12 + 4;
        let values = gps + 2 + 4 * 12 + 4;
        let mut behind = 4_u16.to_le_bytes().to_vec();
        for (tag, kind, count, value) in [
            (1_u16, 2_u16, 2_u32, u32::from(b'S')),
            (2, 5, 3, values),
            (3, 2, 2, u32::from(b'E')),
            (4, 5, 3, values + 24),
        ] {
            behind.extend(tag.to_le_bytes());
            behind.extend(kind.to_le_bytes());
            behind.extend(count.to_le_bytes());
            behind.extend(value.to_le_bytes());
        }
        behind.extend([0; 4]);
        for (over, under) in [(30_u32, 1_u32), (30, 1), (0, 1), (104, 1), (0, 1), (36, 1)] {
            behind.extend(over.to_le_bytes());
            behind.extend(under.to_le_bytes());
        }
        let found = read_named("a.jpg", &jpeg(&[(0x8825, 4, 1, gps)], &behind));
        assert_eq!(found.summary.metadata["gps"], "-30.500000,104.010000");
    }
}
