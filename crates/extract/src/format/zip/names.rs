//! In what encoding an archive's names are. Always: one decision over all names that do not say so themselves,
//! because a single name is too short to decide by.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use super::directory::Member;
use crate::encoding::{TextEncoding, decide};

/// The upper half of code page 437, the encoding of names where nothing else is said.
const CODE_PAGE_437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

/// Returns the members' names, and the encoding that was decided on for those that needed a decision.
pub(super) fn decoded(members: &[Member]) -> (Vec<String>, Option<&'static str>) {
    let mut undecided = Vec::new();
    for member in members.iter().filter(|member| is_open(member)) {
        undecided.extend_from_slice(&member.name);
        undecided.push(b'\n');
    }
    let charset = charset(&undecided);
    let slashes = !members.iter().any(|member| member.name.contains(&b'/'));
    let names = members
        .iter()
        .map(|member| {
            let name = match &member.unicode_name {
                Some(name) => name.clone(),
                None if is_open(member) => match charset {
                    Some(Charset::Web(encoding)) => in_encoding(&member.name, encoding),
                    _ => code_page_437(&member.name),
                },
                None => String::from_utf8_lossy(&member.name).into_owned(),
            };
            // Some programs of Windows separate folders as Windows does.
            if slashes {
                name.replace('\\', "/")
            } else {
                name
            }
        })
        .collect();
    let name = charset.map(|charset| match charset {
        Charset::Web(encoding) => encoding.name(),
        Charset::CodePage437 => "cp437",
    });
    (names, name)
}

#[derive(Clone, Copy)]
enum Charset {
    Web(&'static Encoding),
    CodePage437,
}

/// Returns whether a name's encoding has to be decided.
fn is_open(member: &Member) -> bool {
    member.flags & 0x800 == 0 && member.unicode_name.is_none() && !member.name.is_ascii()
}

fn in_encoding(name: &[u8], encoding: &'static Encoding) -> String {
    // Names of two origins occur in one archive.
    let encoding = match std::str::from_utf8(name) {
        Ok(text) if text.chars().any(|character| character.len_utf8() > 2) => UTF_8,
        _ => encoding,
    };
    encoding.decode_without_bom_handling(name).0.into_owned()
}

fn charset(names: &[u8]) -> Option<Charset> {
    if names.is_empty() {
        return None;
    }
    let decision = decide(names, None);
    let TextEncoding::Web(encoding) = decision.encoding else {
        return Some(Charset::CodePage437);
    };
    // Windows code pages are not what archives are written in: where those fit, 437 fits, if it gives letters.
    let western = encoding == WINDOWS_1252 || encoding.name().starts_with("ISO-8859");
    if western {
        let letters = code_page_437(names)
            .chars()
            .filter(|character| !character.is_ascii())
            .all(char::is_alphabetic);
        if letters {
            return Some(Charset::CodePage437);
        }
    }
    Some(Charset::Web(encoding))
}

fn code_page_437(name: &[u8]) -> String {
    let upper: Vec<char> = CODE_PAGE_437.chars().collect();
    name.iter()
        .map(|byte| match byte.checked_sub(0x80) {
            None => char::from(*byte),
            Some(at) => upper
                .get(usize::from(at))
                .copied()
                .unwrap_or(char::REPLACEMENT_CHARACTER),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(name: &[u8]) -> Member {
        Member {
            name: name.to_vec(),
            unicode_name: None,
            flags: 0,
            method: 0,
            crc: None,
            packed: 0,
            unpacked: 0,
            time: 0,
            lock: None,
            header: 0,
            cut: false,
        }
    }

    fn names(encoding: &'static Encoding, names: &[&str]) -> Vec<String> {
        let members: Vec<_> = names
            .iter()
            .map(|name| member(&encoding.encode(name).0))
            .collect();
        decoded(&members).0
    }

    #[test]
    fn names_are_decoded_by_what_all_of_them_have_in_common() {
        let chinese = ["合同/2021年报价.xlsx", "合同/王.txt", "readme.txt"];
        assert_eq!(names(encoding_rs::GB18030, &chinese), chinese);
        let traditional = ["合約/報價單.xlsx", "合約/會議紀錄.txt"];
        assert_eq!(names(encoding_rs::BIG5, &traditional), traditional);
        let japanese = ["契約/見積書について.txt", "資料一覧.csv"];
        assert_eq!(names(encoding_rs::SHIFT_JIS, &japanese), japanese);
        assert_eq!(names(UTF_8, &chinese), chinese);
    }

    #[test]
    fn western_names_are_code_page_437() {
        assert_eq!(code_page_437(b"caf\x82"), "café");
        assert_eq!(decoded(&[member(b"r\x82sum\x82.txt")]).0, ["résumé.txt"]);
        assert_eq!(CODE_PAGE_437.chars().count(), 128);
    }
}
