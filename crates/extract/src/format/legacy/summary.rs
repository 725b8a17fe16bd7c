//! What an old Office document says of itself (MS-OLEPS): title, author, dates. Always: bounded by what is there;
//! dates are written in UTC.

use encoding_rs::Encoding;

use crate::encoding::decode_unknown;
use crate::format::compound::{Compound, u16_at, u32_at};
use crate::reading::About;

/// Properties of a set that are looked at.
const MOST: usize = 200;

/// Notes what the two property sets of a document say.
pub(crate) fn describe(file: &Compound, about: &mut About) {
    let sets: [(&str, &[(u32, &str)]); 2] = [
        (
            "\u{5}SummaryInformation",
            &[
                (2, "title"),
                (3, "subject"),
                (4, "author"),
                (5, "keywords"),
                (6, "description"),
                (7, "template"),
                (8, "last_modified_by"),
                (9, "revision"),
                (11, "last_printed"),
                (12, "created"),
                (13, "modified"),
                (18, "application"),
            ],
        ),
        (
            "\u{5}DocumentSummaryInformation",
            &[(2, "category"), (14, "manager"), (15, "company")],
        ),
    ];
    for (stream, keys) in sets {
        let Some(bytes) = file.stream(stream) else {
            continue;
        };
        for (id, value) in properties(&bytes) {
            if let Some((_, key)) = keys.iter().find(|(known, _)| *known == id) {
                about.says(key, &value);
            }
        }
    }
}

/// Returns the properties of the first set that are texts or dates.
fn properties(bytes: &[u8]) -> Vec<(u32, String)> {
    let start = u32_at(bytes, 44) as usize;
    let Some(set) = bytes.get(start..).filter(|_| start >= 48) else {
        return Vec::new();
    };
    let count = (u32_at(set, 4) as usize).min(MOST);
    let places: Vec<(u32, usize)> = (0..count)
        .map(|n| (u32_at(set, 8 + 8 * n), u32_at(set, 12 + 8 * n) as usize))
        .collect();
    let codepage = places
        .iter()
        .find(|(id, _)| *id == 1)
        .map_or(0, |(_, at)| u16_at(set, at + 4));
    places
        .iter()
        .filter_map(|(id, at)| Some((*id, value(set, *at, codepage)?)))
        .collect()
}

fn value(set: &[u8], at: usize, codepage: u16) -> Option<String> {
    let length = u32_at(set, at.checked_add(4)?) as usize;
    let from = at.checked_add(8)?;
    match u16_at(set, at) {
        0x1e => {
            let bytes = set.get(from..from.checked_add(length)?)?;
            let text = match codepage {
                1200 => wide(bytes),
                _ => decoded(bytes, codepage),
            };
            Some(text.trim_end_matches('\0').to_owned())
        }
        0x1f => {
            let bytes = set.get(from..from.checked_add(length.checked_mul(2)?)?)?;
            Some(wide(bytes).trim_end_matches('\0').to_owned())
        }
        0x40 => {
            let low = u64::from(u32_at(set, at + 4));
            let high = u64::from(u32_at(set, at + 8));
            moment(high << 32 | low)
        }
        _ => None,
    }
}

/// Returns UTF-16, least byte first, as text.
pub(crate) fn wide(bytes: &[u8]) -> String {
    let units: Vec<u16> = bytes.chunks_exact(2).map(|two| u16_at(two, 0)).collect();
    String::from_utf16_lossy(&units)
}

/// Returns the encoding of a Windows code page.
pub(crate) fn codepage(number: u16) -> Option<&'static Encoding> {
    let label = match number {
        932 => "shift_jis".to_owned(),
        936 | 54936 | 20936 | 52936 => "gb18030".to_owned(),
        949 | 1361 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        874 => "windows-874".to_owned(),
        866 => "ibm866".to_owned(),
        10000 => "macintosh".to_owned(),
        10007 => "x-mac-cyrillic".to_owned(),
        20866 => "koi8-r".to_owned(),
        21866 => "koi8-u".to_owned(),
        51932 => "euc-jp".to_owned(),
        51949 => "euc-kr".to_owned(),
        65001 => "utf-8".to_owned(),
        28592..=28606 => format!("iso-8859-{}", number - 28590),
        1250..=1258 => format!("windows-{number}"),
        _ => return None,
    };
    Encoding::for_label(label.as_bytes())
}

/// Returns text of a code page; where the page is not known, by the best guess.
pub(crate) fn decoded(bytes: &[u8], page: u16) -> String {
    match codepage(page) {
        Some(encoding) => encoding.decode_without_bom_handling(bytes).0.into_owned(),
        None => decode_unknown(bytes, None),
    }
}

/// Returns a moment that is counted in tenths of microseconds since 1601; none where it is no date.
pub(crate) fn moment(ticks: u64) -> Option<String> {
    let seconds = ticks / 10_000_000;
    let days = i64::try_from(seconds / 86_400).ok()? - 134_774;
    let second = seconds % 86_400;
    // Durations are kept in the same form.
    if !(-25_567..100_000).contains(&days) {
        return None;
    }
    let (year, month, day) = date(days);
    Some(format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z",
        second / 3600,
        second / 60 % 60,
        second % 60
    ))
}

/// Returns the date so many days after 1970-01-01.
pub(crate) fn date(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_dates_in_utc() {
        assert_eq!(
            moment(132_592_032_000_000_000).as_deref(),
            Some("2021-03-03T00:00:00Z")
        );
        assert_eq!(moment(600_000_000), None);
        assert_eq!(date(0), (1970, 1, 1));
        assert_eq!(date(11_016), (2000, 2, 29));
    }

    #[test]
    fn properties_are_decoded_by_their_code_page() {
        let mut set = vec![0; 48];
        set[44] = 48;
        let name: Vec<u8> = vec![0xd5, 0xc5, 0xce, 0xb0, 0];
        let mut body = Vec::new();
        for number in [0_u32, 2, 1, 24, 4, 32, 2, 936, 0x1e, 5] {
            body.extend(number.to_le_bytes());
        }
        body.extend(name);
        set.extend(body);
        assert_eq!(properties(&set), [(4, "张伟".to_owned())]);
    }
}
