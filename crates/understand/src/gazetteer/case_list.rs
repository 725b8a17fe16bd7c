//! A case's own names: a CSV `name,name_en,type,country,aliases`, as a person or a spreadsheet program writes it.
//! Always: a row that cannot be used is named by its line, and the rest is used.

use csv::{ReaderBuilder, StringRecord, Terminator, Trim};
use daylight_model::MentionType;
use encoding_rs::{GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::{BadRow, Entry};

/// Longer names are no names but a row gone wrong.
const LONGEST_NAME: usize = 200;

/// What the columns are called, in English and as Chinese users call them.
const COLUMNS: [(&str, [&str; 4]); 5] = [
    ("name", ["name", "名称", "姓名", "名字"]),
    ("name_en", ["name_en", "english", "英文名", "英文名称"]),
    ("type", ["type", "kind", "类型", "类别"]),
    ("country", ["country", "country_code", "国家", "国别"]),
    ("aliases", ["aliases", "alias", "别名", "简称"]),
];

/// Returns the entries of a list, and the rows that cannot be used.
pub(super) fn read(bytes: &[u8]) -> (Vec<Entry>, Vec<BadRow>) {
    let mut bad = Vec::new();
    let Some(text) = decoded(bytes) else {
        let why = "neither UTF-8, UTF-16 nor GB18030: save the list as UTF-8".to_owned();
        return (Vec::new(), vec![BadRow { line: 1, why }]);
    };
    let (text, skipped) = without_separator_line(&text);
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .delimiter(delimiter(text))
        .terminator(Terminator::CRLF)
        .from_reader(text.as_bytes());
    let mut columns = None;
    let mut entries = Vec::new();
    let mut lines = Lines::new(text, skipped + 1);
    for record in reader.records() {
        let Ok(record) = record else { continue };
        let line = lines.at(record.position().map_or(0, csv::Position::byte));
        let first_cell = record.get(0).unwrap_or_default();
        if record.iter().all(str::is_empty) || first_cell.starts_with('#') {
            continue;
        }
        match columns {
            None => match header(&record) {
                Some(found) => columns = Some(found),
                None => {
                    let why = "no header `name,name_en,type,country,aliases`".to_owned();
                    return (Vec::new(), vec![BadRow { line, why }]);
                }
            },
            Some(columns) => match entry(&record, &columns) {
                Ok(entry) => entries.push(entry),
                Err(why) => bad.push(BadRow { line, why }),
            },
        }
    }
    if columns.is_none() {
        let why = "an empty list".to_owned();
        bad.push(BadRow { line: 1, why });
    }
    (entries, bad)
}

/// Counts lines up to a row. The reader's own count takes empty lines before a row for the row's.
struct Lines<'a> {
    text: &'a str,
    byte: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str, line: u64) -> Self {
        Self {
            text,
            byte: 0,
            line,
        }
    }

    /// Returns the line of the row at or after this byte; bytes must not go back.
    fn at(&mut self, byte: u64) -> u64 {
        let byte = usize::try_from(byte).unwrap_or(usize::MAX);
        let rest = self.text.as_bytes().get(self.byte..).unwrap_or_default();
        for (passed, byte_here) in rest.iter().enumerate() {
            let at = self.byte + passed;
            if at >= byte && !matches!(byte_here, b'\n' | b'\r') {
                self.byte = at;
                return self.line;
            }
            self.line += u64::from(*byte_here == b'\n');
        }
        self.byte = self.text.len();
        self.line
    }
}

/// Returns the text of a list: by its byte order mark, else UTF-8, else GB18030, in which Chinese spreadsheet
/// programs save; none where it is none of these.
fn decoded(bytes: &[u8]) -> Option<String> {
    for (mark, encoding) in [
        (&[0xef, 0xbb, 0xbf][..], UTF_8),
        (&[0xff, 0xfe][..], UTF_16LE),
        (&[0xfe, 0xff][..], UTF_16BE),
    ] {
        if bytes.starts_with(mark) {
            let (text, _) = encoding.decode_with_bom_removal(bytes);
            return Some(text.into_owned());
        }
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some(text.to_owned());
    }
    let text = GB18030.decode_without_bom_handling_and_without_replacement(bytes);
    text.map(std::borrow::Cow::into_owned)
}

/// Excel writes `sep=;` as a first line that is no row.
fn without_separator_line(text: &str) -> (&str, u64) {
    match text.split_once('\n') {
        Some((first, rest)) if first.trim_matches('"').to_lowercase().starts_with("sep=") => {
            (rest, 1)
        }
        _ => (text, 0),
    }
}

/// The mark that stands most often in the header, outside the names of columns.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty());
    let first = first.unwrap_or_default();
    let count = |mark: u8| first.bytes().filter(|byte| *byte == mark).count();
    [b',', b'\t', b';']
        .into_iter()
        .rev()
        .max_by_key(|mark| count(*mark))
        .unwrap_or(b',')
}

fn header(record: &StringRecord) -> Option<[Option<usize>; 5]> {
    let of = |names: &[&str; 4]| {
        record.iter().position(|cell| {
            let cell = cell.to_lowercase();
            names.contains(&cell.as_str())
        })
    };
    let found = COLUMNS.map(|(_, names)| of(&names));
    let [name, _, kind, _, _] = found;
    (name.is_some() && kind.is_some()).then_some(found)
}

fn entry(record: &StringRecord, columns: &[Option<usize>; 5]) -> Result<Entry, String> {
    let [name, name_en, kind, country, aliases] = columns.map(|at| cell(record, at));
    if name.is_empty() {
        return Err("no name".to_owned());
    }
    if name.chars().count() > LONGEST_NAME {
        return Err(format!("a name of more than {LONGEST_NAME} characters"));
    }
    let kind = mention_type(kind)?;
    let country = country_code(country)?;
    if kind == MentionType::Country && country.is_none() {
        return Err("a country without its code".to_owned());
    }
    let aliases = aliases
        .split(['|', ';', '；', '｜'])
        .map(str::trim)
        .filter(|alias| !alias.is_empty() && alias.chars().count() <= LONGEST_NAME)
        .map(str::to_owned)
        .collect();
    Ok(Entry {
        name: name.to_owned(),
        name_en: (!name_en.is_empty()).then(|| name_en.to_owned()),
        kind,
        country,
        sector: None,
        aliases,
        own: true,
    })
}

/// A cell without what Excel puts around texts: `="…"` and a leading apostrophe.
fn cell(record: &StringRecord, at: Option<usize>) -> &str {
    let text = at.and_then(|at| record.get(at)).unwrap_or_default();
    let text = text
        .strip_prefix("=\"")
        .and_then(|text| text.strip_suffix('"'))
        .unwrap_or(text);
    text.strip_prefix('\'').unwrap_or(text).trim()
}

fn mention_type(text: &str) -> Result<MentionType, String> {
    match text.to_lowercase().as_str() {
        "person" | "人" | "人物" | "人员" => Ok(MentionType::Person),
        "org" | "organisation" | "organization" | "body" | "机构" | "单位" | "组织" | "公司" => {
            Ok(MentionType::Org)
        }
        "country" | "state" | "国家" => Ok(MentionType::Country),
        "place" | "city" | "地点" | "地名" => Ok(MentionType::Place),
        "product" | "产品" => Ok(MentionType::Product),
        "" => Err("no type: person, org, country, place or product".to_owned()),
        other => Err(format!(
            "type {other:?} is none of person, org, country, place, product"
        )),
    }
}

fn country_code(text: &str) -> Result<Option<String>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let two_letters = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic());
    match two_letters {
        true => Ok(Some(text.to_ascii_uppercase())),
        false => Err(format!(
            "country {text:?} is no code of two letters (XA to XZ are free)"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(csv: &[u8], names: &[&str], bad_lines: &[u64]) {
        let (entries, bad) = read(csv);
        let found: Vec<&str> = entries.iter().map(|entry| entry.name.as_str()).collect();
        assert_eq!(found, names);
        let lines: Vec<u64> = bad.iter().map(|bad| bad.line).collect();
        assert_eq!(lines, bad_lines, "{bad:?}");
    }

    #[test]
    fn bad_rows_are_named_by_line_and_the_rest_is_used() {
        check(
            "name,name_en,type,country,aliases\n\
             安洵,Anxun,org,CN,四川安洵|i-Soon\n\
             ,Nobody,person,CN,\n\
             某物,Thing,thing,CN,\n\
             \n\
             某国,Some,country,,\n\
             某地,Some,place,China,\n\
             \"多\n行\",,product,,\n\
             短\n\
             卡兰多,Karando,country,xc\n"
                .as_bytes(),
            &["安洵", "多\n行", "卡兰多"],
            &[3, 4, 6, 7, 10],
        );
    }

    #[test]
    fn lists_from_spreadsheet_programs_are_read() {
        let plain =
            "name;name_en;type;country;aliases\r\n安洵;Anxun;org;CN;\"四川安洵;i-Soon\"\r\n";
        check(plain.as_bytes(), &["安洵"], &[]);
        check(
            &[b"\xef\xbb\xbf", plain.as_bytes()].concat(),
            &["安洵"],
            &[],
        );
        let (gbk, _, _) = GB18030.encode(plain);
        check(&gbk, &["安洵"], &[]);
        let wide: Vec<u8> = [0xfeff]
            .into_iter()
            .chain(plain.replace(';', "\t").encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        check(&wide, &["安洵"], &[]);
        check(format!("sep=;\r\n{plain}").as_bytes(), &["安洵"], &[]);
        check("名称,类型\n=\"007\",产品\n".as_bytes(), &["007"], &[]);
    }

    #[test]
    fn what_is_no_list_is_refused_as_a_whole() {
        check(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", &[], &[1]);
        check(b"", &[], &[1]);
        check("一些,文字\n没有,表头\n".as_bytes(), &[], &[1]);
    }
}
