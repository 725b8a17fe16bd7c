//! Conditions on the file, `field:value`. Always: each can be decided from what is known of the file without
//! its text, so that an index answers it exactly.

use std::fmt;

use daylight_model::State;

use crate::search::fold::fold;

/// A condition on the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filter {
    /// `type:` a media type, its first or second half, the ending that people know it by (`xlsx`, `md`), or a group:
    /// `image`, `sheet`, `mail` …
    Type(String),
    /// `lang:` a language tag; a tag without region or script takes in all of them.
    Language(String),
    /// `path:` characters of the path, `*` and `?` allowed.
    Path(String),
    /// `name:` the same of the file's own name.
    Name(String),
    /// `ext:` what the name ends in after its last full stop.
    Extension(String),
    /// `state:` where the file stands in the ledger.
    State(State),
    /// `size:` bytes.
    Size(SizeRange),
    /// `year:` of any of its messages, or of itself where it has none.
    Year(u64),
}

/// Bytes from and up to, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SizeRange {
    /// At least.
    pub least: u64,
    /// At most.
    pub most: u64,
}

impl Filter {
    /// The fields that there are.
    pub const NAMES: &'static [&'static str] = &[
        "type", "lang", "path", "name", "ext", "state", "size", "year",
    ];

    /// Reads a value; none if the field does not take it.
    pub(super) fn parse(name: &str, value: &str) -> Option<Self> {
        let value = value.trim();
        let text = value.to_owned();
        Some(match name {
            "type" => Self::Type(text),
            "lang" => Self::Language(text),
            "path" => Self::Path(text),
            "name" => Self::Name(text),
            "ext" => Self::Extension(text),
            "state" => Self::State(fold(value).parse().ok()?),
            "size" => Self::Size(SizeRange::read(&fold(value))?),
            "year" => Self::Year(year(&fold(value))?),
            _ => return None,
        })
    }

    /// Returns what a field takes, for a hint.
    pub(super) fn takes(name: &str) -> Option<&'static str> {
        Some(match name {
            "state" => "it takes read, partial, failed, skipped or pending",
            "size" => "it takes bytes such as >1MB, <=500KiB, 1MB..5MB",
            "year" => "it takes a year such as 2021; for days: date: after: before:",
            _ => return None,
        })
    }

    /// Returns the field's name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Type(_) => "type",
            Self::Language(_) => "lang",
            Self::Path(_) => "path",
            Self::Name(_) => "name",
            Self::Extension(_) => "ext",
            Self::State(_) => "state",
            Self::Size(_) => "size",
            Self::Year(_) => "year",
        }
    }

    /// Returns the value as it is written.
    pub fn value(&self) -> String {
        match self {
            Self::Type(text)
            | Self::Language(text)
            | Self::Path(text)
            | Self::Name(text)
            | Self::Extension(text) => text.clone(),
            Self::State(state) => state.to_string(),
            Self::Size(size) => size.to_string(),
            Self::Year(year) => year.to_string(),
        }
    }
}

impl fmt::Display for SizeRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.least, self.most) {
            (least, most) if least == most => write!(f, "{least}"),
            (least, u64::MAX) => write!(f, ">={least}"),
            (0, most) => write!(f, "<={most}"),
            (least, most) => write!(f, "{least}..{most}"),
        }
    }
}

impl SizeRange {
    fn read(folded: &str) -> Option<Self> {
        let range = |least, most| Some(Self { least, most });
        if let Some((least, most)) = folded.split_once("..") {
            let (least, most) = (bytes(least)?, bytes(most)?);
            return if least <= most {
                range(least, most)
            } else {
                None
            };
        }
        if let Some(least) = folded.strip_prefix(">=") {
            range(bytes(least)?, u64::MAX)
        } else if let Some(most) = folded.strip_prefix("<=") {
            range(0, bytes(most)?)
        } else if let Some(below) = folded.strip_prefix('>') {
            range(bytes(below)?.checked_add(1)?, u64::MAX)
        } else if let Some(above) = folded.strip_prefix('<') {
            range(0, bytes(above)?.checked_sub(1)?)
        } else {
            let exactly = bytes(folded.strip_prefix('=').unwrap_or(folded))?;
            range(exactly, exactly)
        }
    }
}

fn year(folded: &str) -> Option<u64> {
    let digits = folded.strip_suffix('年').unwrap_or(folded).trim();
    let is_year = digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_year.then(|| digits.parse().ok()).flatten()
}

/// Reads `1.5mb`: KB, MB … are powers of 1,000, KiB, MiB … of 1,024.
fn bytes(folded: &str) -> Option<u64> {
    let folded = folded.trim();
    let number_length = folded
        .find(|character: char| !(character.is_ascii_digit() || character == '.'))
        .unwrap_or(folded.len());
    let (number, unit) = folded.split_at(number_length);
    let factor: u64 = match unit.trim() {
        "" | "b" => 1,
        "k" | "kb" => 1_000,
        "m" | "mb" => 1_000_000,
        "g" | "gb" => 1_000_000_000,
        "t" | "tb" => 1_000_000_000_000,
        "kib" => 1 << 10,
        "mib" => 1 << 20,
        "gib" => 1 << 30,
        "tib" => 1 << 40,
        _ => return None,
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    let fraction = fraction.get(..6).unwrap_or(fraction);
    let digits = u32::try_from(fraction.len()).ok()?;
    let part = u128::from(fraction.parse::<u64>().ok()?) * u128::from(factor);
    let part = u64::try_from(part / 10_u128.pow(digits)).ok()?;
    whole
        .parse::<u64>()
        .ok()?
        .checked_mul(factor)?
        .checked_add(part)
}

/// What is known of a file without its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Facts {
    pub(crate) media_type: String,
    pub(crate) language: Option<String>,
    /// Folded, as the contract writes paths.
    pub(crate) paths: Vec<String>,
    pub(crate) bytes: u64,
    pub(crate) state: State,
    /// Of its messages, or of itself.
    pub(crate) years: Vec<u64>,
}

impl Facts {
    /// Returns what stands in the place of facts that nobody asks for.
    pub(crate) fn unasked() -> Self {
        Self {
            media_type: String::new(),
            language: None,
            paths: Vec::new(),
            bytes: 0,
            state: State::Read,
            years: Vec::new(),
        }
    }
}

/// A condition, ready to be put to many files: one test for each thing that is known of a file.
#[derive(Debug, Clone)]
pub(crate) enum FilterTest {
    MediaType(String),
    Language(String),
    /// Of the whole path, or of the name alone.
    Path {
        wanted: Wanted,
        name_only: bool,
    },
    Extension(String),
    State(State),
    Size(SizeRange),
    Year(u64),
}

/// Characters that a path must hold, or a pattern that it must follow from end to end.
#[derive(Debug, Clone)]
pub(crate) enum Wanted {
    Part(String),
    Whole(Vec<char>),
}

impl FilterTest {
    pub(crate) fn new(filter: &Filter) -> Self {
        let path = |value: &str, name_only| Self::Path {
            wanted: Wanted::new(&fold(value)),
            name_only,
        };
        match filter {
            Filter::Type(value) => Self::MediaType(fold(value)),
            Filter::Language(value) => Self::Language(fold(value)),
            Filter::Path(value) => path(value, false),
            Filter::Name(value) => path(value, true),
            Filter::Extension(value) => {
                Self::Extension(fold(value).trim_start_matches('.').to_owned())
            }
            Filter::State(state) => Self::State(*state),
            Filter::Size(size) => Self::Size(*size),
            Filter::Year(year) => Self::Year(*year),
        }
    }

    pub(crate) fn holds(&self, facts: &Facts) -> bool {
        match self {
            Self::MediaType(_) => self.holds_of_type(&facts.media_type),
            Self::Language(_) => {
                let language = facts.language.as_deref();
                language.is_some_and(|language| self.holds_of_language(language))
            }
            Self::Path { .. } | Self::Extension(_) => {
                facts.paths.iter().any(|path| self.holds_of_path(path))
            }
            Self::State(state) => *state == facts.state,
            Self::Size(size) => (size.least..=size.most).contains(&facts.bytes),
            Self::Year(year) => facts.years.contains(year),
        }
    }

    pub(crate) fn holds_of_type(&self, media_type: &str) -> bool {
        let Self::MediaType(wanted) = self else {
            return false;
        };
        let media_type = media_type.to_lowercase();
        let (first, second) = media_type.split_once('/').unwrap_or((&media_type, ""));
        *wanted == media_type
            || wanted == first
            || wanted == second
            || is_of_group(wanted, &media_type)
    }

    pub(crate) fn holds_of_language(&self, language: &str) -> bool {
        let Self::Language(wanted) = self else {
            return false;
        };
        let language = language.to_lowercase();
        let rest = language.strip_prefix(wanted.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '_']))
    }

    /// Takes a folded path.
    pub(crate) fn holds_of_path(&self, path: &str) -> bool {
        let name = path.rsplit('/').next().unwrap_or(path);
        match self {
            Self::Path { wanted, name_only } => wanted.is_in(if *name_only { name } else { path }),
            Self::Extension(wanted) => name
                .rsplit_once('.')
                .is_some_and(|(before, extension)| !before.is_empty() && extension == wanted),
            _ => false,
        }
    }
}

impl Wanted {
    pub(super) fn new(folded: &str) -> Self {
        match folded.contains(['*', '?']) {
            true => Self::Whole(folded.chars().collect()),
            false => Self::Part(folded.to_owned()),
        }
    }

    pub(super) fn is_in(&self, text: &str) -> bool {
        match self {
            Self::Part(part) => text.contains(part.as_str()),
            Self::Whole(pattern) => follows(&text.chars().collect::<Vec<_>>(), pattern),
        }
    }
}

/// Whether a text follows a pattern of `*` and `?` from end to end. On a mismatch only the last star takes one
/// character more: never worse than length times length.
fn follows(text: &[char], pattern: &[char]) -> bool {
    let (mut at, mut wanted) = (0, 0);
    let mut last_star = None;
    while at < text.len() {
        match pattern.get(wanted) {
            Some('*') => {
                last_star = Some((wanted, at));
                wanted += 1;
            }
            Some(sign) if *sign == '?' || text.get(at) == Some(sign) => {
                at += 1;
                wanted += 1;
            }
            _ => {
                let Some((star, from)) = last_star else {
                    return false;
                };
                last_star = Some((star, from + 1));
                at = from + 1;
                wanted = star + 1;
            }
        }
    }
    pattern[wanted..].iter().all(|sign| *sign == '*')
}

/// Media types by the word that people have for them: a group, and what the type holds.
const GROUPS: &[(&str, &[&str])] = &[
    ("html", &["text/html", "application/xhtml"]),
    ("text", &["text/"]),
    ("mail", &["message/", "mbox", "vnd.ms-outlook"]),
    (
        "archive",
        &[
            "/zip", "x-7z", "x-tar", "/gzip", "x-bzip", "x-xz", "/zstd", "vnd.rar", "x-rar",
        ],
    ),
    (
        "sheet",
        &["ms-excel", "spreadsheet", "text/csv", "tab-separated"],
    ),
    (
        "document",
        &[
            "msword",
            "wordprocessing",
            "opendocument.text",
            "/rtf",
            "application/pdf",
        ],
    ),
    ("slides", &["powerpoint", "presentation"]),
    (
        "office",
        &[
            "ms-excel",
            "spreadsheet",
            "msword",
            "wordprocessing",
            "opendocument",
            "powerpoint",
            "presentation",
        ],
    ),
];

/// Endings of names that people say for a type, and what its media type has.
const SHORT: &[(&str, &str)] = &[
    ("doc", "application/msword"),
    ("docx", "wordprocessingml"),
    ("eml", "message/rfc822"),
    ("htm", "text/html"),
    ("jpg", "image/jpeg"),
    ("md", "text/markdown"),
    ("msg", "vnd.ms-outlook"),
    ("odt", "opendocument.text"),
    ("ods", "opendocument.spreadsheet"),
    ("odp", "opendocument.presentation"),
    ("ppt", "vnd.ms-powerpoint"),
    ("pptx", "presentationml"),
    ("tif", "image/tiff"),
    ("txt", "text/plain"),
    ("xls", "application/vnd.ms-excel"),
    ("xlsx", "spreadsheetml"),
];

fn is_of_group(wanted: &str, media_type: &str) -> bool {
    if let Some((_, holds)) = SHORT.iter().find(|(short, _)| *short == wanted) {
        return media_type.contains(holds);
    }
    let wanted = match wanted {
        "spreadsheet" | "table" | "excel" => "sheet",
        "presentation" | "powerpoint" => "slides",
        "email" => "mail",
        "word" => "document",
        "picture" | "photo" => return media_type.starts_with("image/"),
        other => other,
    };
    GROUPS
        .iter()
        .filter(|(group, _)| *group == wanted)
        .flat_map(|(_, holds)| *holds)
        .any(|part| media_type.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts() -> Facts {
        Facts {
            media_type: "text/csv".to_owned(),
            language: Some("zh-Hans".to_owned()),
            paths: vec![fold("Dump.zip!/02/奖金 表.CSV"), fold("copy/x")],
            bytes: 1_500_000,
            state: State::Partial,
            years: vec![2020, 2021],
        }
    }

    fn check(name: &str, value: &str, expect: bool) {
        let filter = Filter::parse(name, value).unwrap();
        assert_eq!(
            FilterTest::new(&filter).holds(&facts()),
            expect,
            "{name}:{value}"
        );
    }

    #[test]
    fn a_type_goes_by_the_ending_that_people_know_it_by() {
        let check = |value: &str, media_type: &str, expect: bool| {
            let filter = Filter::parse("type", value).unwrap();
            let facts = Facts {
                media_type: media_type.to_owned(),
                ..facts()
            };
            let holds = FilterTest::new(&filter).holds(&facts);
            assert_eq!(holds, expect, "{value} {media_type}");
        };
        let xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        let docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
        check("xlsx", xlsx, true);
        check("XLSX", docx, false);
        check("docx", docx, true);
        check("md", "text/markdown", true);
        check("eml", "message/rfc822", true);
        check("jpg", "image/jpeg", true);
        check("txt", "text/markdown", false);
    }

    #[test]
    fn conditions_hold_of_what_they_say() {
        for holds in ["text/csv", "CSV", "text", "sheet", "table"] {
            check("type", holds, true);
        }
        check("type", "image", false);
        check("lang", "zh", true);
        check("lang", "zh-hans", true);
        check("lang", "z", false);
        check("path", "dump.zip!/02", true);
        check("path", "獎金", true);
        check("path", "dump*.csv", true);
        check("path", "dump*.xls", false);
        check("path", "*/0?/*", true);
        check("name", "奖金", true);
        check("name", "02", false);
        check("ext", "csv", true);
        check("ext", ".CSV", true);
        check("ext", "x", false);
        check("state", "partial", true);
        check("state", "read", false);
        check("year", "2021", true);
        check("year", "２０２０年", true);
        check("year", "2022", false);
        for refused in ["21", "2021-03", "year"] {
            assert!(Filter::parse("year", refused).is_none(), "{refused}");
        }
    }

    #[test]
    fn sizes_are_read_in_both_kinds_of_unit() {
        for holds in [
            ">1MB",
            ">=1.5MB",
            "<=1.5MB",
            "1500000",
            "=1.5mb",
            "<1.5MiB",
            "1MB..2MB",
            "＞１ＭＢ",
        ] {
            check("size", holds, true);
        }
        for fails in ["<1.5MB", ">1.5MB", "2MB..3MB", ">1.5MiB"] {
            check("size", fails, false);
        }
        for refused in [
            "big",
            ">",
            "1XB",
            "2MB..1MB",
            "<0",
            "99999999999TB",
            "1.5.5MB",
            "-1",
        ] {
            assert!(Filter::parse("size", refused).is_none(), "{refused}");
        }
    }

    #[test]
    fn a_pattern_full_of_stars_is_still_answered() {
        let text: Vec<char> = "a".repeat(20_000).chars().collect();
        let pattern: Vec<char> = "*a*a*a*a*b".chars().collect();
        assert!(!follows(&text, &pattern));
    }
}
