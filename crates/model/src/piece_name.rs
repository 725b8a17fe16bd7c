//! Names of the pieces of a file that was cut into several: `x.7z.001`, `x.part1.rar`, `x.z01` and `x.zip`,
//! `x.tar.gz.aa`. Always: a name alone is a hint, so a number or two letters at the end count only where what is
//! left names something that is commonly cut.

/// Endings of files that are commonly cut by size.
const CUT: &[&str] = &[
    "7z", "zip", "rar", "tar", "gz", "tgz", "bz2", "tbz", "tbz2", "xz", "txz", "zst", "lz4",
    "lzma", "cab", "iso", "img", "pst", "gpg",
];

/// What may stand between such a file's name and the number of a piece.
const BETWEEN: &[&str] = &[".part-", ".part_", ".part", ".", "-", "_"];

/// How the pieces of a whole are numbered.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Numbering {
    /// `x.7z.001`, `x.tar.gz.part-01`: what stands before the digits, and how many there are.
    Digits { before: String, width: usize },
    /// `x.tar.gz.aa`: what stands before the letters, and how many there are.
    Letters { before: String, width: usize },
    /// `x.part01.rar`: how many digits there are.
    RarPart { width: usize },
    /// `x.rar`, `x.r00`, `x.r01`.
    RarOld,
    /// `x.z01`, `x.z02`, `x.zip`.
    Zip,
}

/// The name of a piece, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PieceName {
    whole: String,
    stem: String,
    numbering: Numbering,
    number: u32,
}

/// The last piece of a zip archive keeps its ending, however many come before it.
const LAST: u32 = u32::MAX;

impl PieceName {
    /// Returns what a name says of a piece. `x.zip` and `x.rar` count too: they are pieces if others lie beside
    /// them.
    pub fn of(name: &str) -> Option<Self> {
        let (folder, own) = name.split_at(name.rfind(['/', '\\']).map_or(0, |at| at + 1));
        let (stem, ending) = own.rsplit_once('.')?;
        if stem.is_empty() {
            return None;
        }
        let lower = ending.to_ascii_lowercase();
        let piece = |stem: &str, whole: String, numbering, number| {
            Some(Self {
                whole,
                stem: format!("{folder}{stem}"),
                numbering,
                number,
            })
        };
        if lower == "rar" {
            if let Some((before, digits)) = after_word(stem, ".part") {
                let numbering = Numbering::RarPart {
                    width: digits.len(),
                };
                return piece(
                    before,
                    format!("{before}.rar"),
                    numbering,
                    digits.parse().ok()?,
                );
            }
            return piece(stem, own.to_owned(), Numbering::RarOld, 1);
        }
        if lower == "zip" {
            return piece(stem, own.to_owned(), Numbering::Zip, LAST);
        }
        if let Some(number) = lower.strip_prefix('z').and_then(number_of) {
            let number = Some(number).filter(|_| lower.len() >= 3 && number > 0)?;
            return piece(stem, format!("{stem}.zip"), Numbering::Zip, number);
        }
        for (letter, before) in [('r', 2), ('s', 102)] {
            if let Some(number) = lower.strip_prefix(letter).and_then(number_of)
                && lower.len() == 3
            {
                let whole = format!("{stem}.rar");
                return piece(stem, whole, Numbering::RarOld, number + before);
            }
        }
        let (whole, numbering, number) = cut(own)?;
        piece(whole, whole.to_owned(), numbering, number)
    }

    /// Returns what the whole is called, without its folder.
    pub fn whole(&self) -> &str {
        &self.whole
    }

    /// Returns which piece it is, counted as its name counts: from 0, from 1, or, of letters, from 1.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// Returns whether nothing but the pieces beside it would say that it is one.
    pub fn is_whole_too(&self) -> bool {
        match self.numbering {
            Numbering::Zip => self.number == LAST,
            Numbering::RarOld => self.number == 1,
            _ => false,
        }
    }

    /// Returns whether both are pieces of one whole.
    pub fn belongs_with(&self, other: &Self) -> bool {
        let same = match (&self.numbering, &other.numbering) {
            // x.part9.rar is followed by x.part10.rar.
            (Numbering::RarPart { .. }, Numbering::RarPart { .. }) => true,
            (one, other) => one == other,
        };
        same && self.stem == other.stem
    }

    /// Returns what the names of all pieces of this whole begin with, folders included.
    pub fn beginning(&self) -> &str {
        &self.stem
    }

    /// Returns whether the whole was cut by size alone: only the first piece begins like a file.
    pub fn is_cut_anywhere(&self) -> bool {
        matches!(
            self.numbering,
            Numbering::Digits { .. } | Numbering::Letters { .. }
        )
    }

    /// Returns whether the piece that a reader would open is the last: `x.zip` of `x.z01`, `x.zip`.
    pub fn is_led_by_the_last(&self) -> bool {
        self.numbering == Numbering::Zip
    }

    /// Returns the number of the first piece, given the least that is there: some count from 0.
    pub fn first(&self, least: u32) -> u32 {
        match self.numbering {
            Numbering::Digits { .. } => least.min(1),
            _ => 1,
        }
    }

    /// Returns the name of another piece of this whole, without its folder.
    pub fn named(&self, number: u32) -> String {
        let stem = self.stem.rsplit(['/', '\\']).next().unwrap_or_default();
        match &self.numbering {
            Numbering::Digits { before, width } => format!("{before}{number:0width$}"),
            Numbering::Letters { before, width } => format!("{before}{}", letters(number, *width)),
            Numbering::RarPart { width } => format!("{stem}.part{number:0width$}.rar"),
            Numbering::RarOld if number == 1 => format!("{stem}.rar"),
            Numbering::RarOld => {
                let number = number.saturating_sub(2);
                let letter = if number < 100 { 'r' } else { 's' };
                format!("{stem}.{letter}{:02}", number % 100)
            }
            Numbering::Zip if number == LAST => format!("{stem}.zip"),
            Numbering::Zip => format!("{stem}.z{number:02}"),
        }
    }

    /// Returns the number that follows, within the numbers that a name can have.
    pub fn next(number: u32) -> u32 {
        number.saturating_add(1).min(LAST - 1)
    }
}

/// What is cut by size: by digits or by letters, as 7-Zip and `split` number.
fn cut(own: &str) -> Option<(&str, Numbering, u32)> {
    let digits = own.len()
        - own
            .trim_end_matches(|last: char| last.is_ascii_digit())
            .len();
    if digits > 0 {
        let (before, number) = own.split_at(own.len() - digits);
        let whole = whole_before(before)?;
        // `messages.gz.1` is a log that was put aside.
        let worded =
            before.ends_with(|last: char| last.is_ascii_alphabetic()) || before.contains(".part");
        return (digits <= 5 && (digits >= 2 || worded))
            .then(|| number.parse().ok())
            .flatten()
            .map(|number| {
                let before = before.to_owned();
                let numbering = Numbering::Digits {
                    before,
                    width: digits,
                };
                (whole, numbering, number)
            });
    }
    for width in [2, 3] {
        let Some((before, suffix)) = own
            .len()
            .checked_sub(width)
            .and_then(|at| own.split_at_checked(at))
        else {
            continue;
        };
        if let (Some(whole), Some(number)) = (whole_before(before), number_of_letters(suffix)) {
            let before = before.to_owned();
            return Some((whole, Numbering::Letters { before, width }, number));
        }
    }
    None
}

/// Returns the name of the whole that stands before the number of a piece.
fn whole_before(before: &str) -> Option<&str> {
    let whole = BETWEEN
        .iter()
        .find_map(|between| before.strip_suffix(between))?;
    let (stem, ending) = whole.rsplit_once('.')?;
    let ending = ending.to_ascii_lowercase();
    (!stem.is_empty() && CUT.contains(&ending.as_str())).then_some(whole)
}

fn number_of(digits: &str) -> Option<u32> {
    let all = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    (all && digits.len() <= 5)
        .then(|| digits.parse().ok())
        .flatten()
}

/// Returns digits after a word at the end, and what stands before both.
fn after_word<'n>(name: &'n str, word: &str) -> Option<(&'n str, &'n str)> {
    let at = name.to_ascii_lowercase().rfind(word)?;
    let digits = name.get(at + word.len()..)?;
    (at > 0 && number_of(digits).is_some()).then(|| (name.get(..at).unwrap_or_default(), digits))
}

/// `aa` is 1, `ab` is 2. Later ones are likelier to be an ending: `x.tar.gz`, `x.zip.old`.
fn number_of_letters(letters: &str) -> Option<u32> {
    let early = match letters.len() {
        2 => letters < "e" && letters != "bz",
        _ => letters < "ac",
    };
    if !early {
        return None;
    }
    let mut number = 0;
    for letter in letters.bytes() {
        if !letter.is_ascii_lowercase() {
            return None;
        }
        number = number * 26 + u32::from(letter - b'a');
    }
    Some(number + 1)
}

fn letters(number: u32, width: usize) -> String {
    let mut rest = number.saturating_sub(1);
    let mut letters = vec![b'a'; width];
    for letter in letters.iter_mut().rev() {
        *letter = b'a' + (rest % 26) as u8;
        rest /= 26;
    }
    letters.into_iter().map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_pieces_are_taken_apart_and_no_others() {
        for (name, expect) in [
            ("d/x.7z.001", Some(("x.7z", 1))),
            ("x.zip.012", Some(("x.zip", 12))),
            ("x.tar.gz.00", Some(("x.tar.gz", 0))),
            ("x.tar.gz.aa", Some(("x.tar.gz", 1))),
            ("x.tar.gz.ba", Some(("x.tar.gz", 27))),
            ("x.tar.gz.aab", Some(("x.tar.gz", 2))),
            ("x.tar.gz-aa", Some(("x.tar.gz", 1))),
            ("x.tgz.part-ab", Some(("x.tgz", 2))),
            ("x.zip.part1", Some(("x.zip", 1))),
            ("x.part1.rar", Some(("x.rar", 1))),
            ("X.PART02.RAR", Some(("X.rar", 2))),
            ("x.rar", Some(("x.rar", 1))),
            ("x.r00", Some(("x.rar", 2))),
            ("x.s01", Some(("x.rar", 103))),
            ("x.z01", Some(("x.zip", 1))),
            ("x.zip", Some(("x.zip", LAST))),
            ("messages.gz.1", None),
            ("x.tar.gz", None),
            ("x.tar.bz", None),
            ("x.tar.gz.asc", None),
            ("x.7z.exe", None),
            ("x.iso.md5", None),
            ("x.part10.rar", Some(("x.rar", 10))),
            ("log.001", None),
            ("report.aa", None),
            ("x.tar", None),
            ("x.zzz", None),
            ("x.z1", None),
            ("x.rtf", None),
            (".rar", None),
            ("数据.合同", None),
            ("", None),
        ] {
            let piece = PieceName::of(name);
            let found = piece.as_ref().map(|piece| (piece.whole(), piece.number()));
            assert_eq!(found, expect, "{name}");
            if let Some(piece) = &piece {
                let own = name.rsplit('/').next().unwrap().to_lowercase();
                assert_eq!(piece.named(piece.number()).to_lowercase(), own);
            }
        }
    }

    #[test]
    fn pieces_of_one_whole_belong_together() {
        let piece = |name| PieceName::of(name).unwrap();
        let together = |a, b| piece(a).belongs_with(&piece(b));
        assert!(together("d/x.7z.001", "d/x.7z.002"));
        assert!(together("x.z01", "x.zip"));
        assert!(together("x.rar", "x.r00"));
        assert!(together("x.part1.rar", "x.part2.rar"));
        assert!(together("x.part9.rar", "x.part10.rar"));
        assert!(!together("d/x.7z.001", "e/x.7z.002"));
        assert!(!together("x.7z.001", "x.7z.02"));
        assert!(!together("x.rar", "x.part1.rar"));
        assert!(!together("x.zip", "x.zip.001"));
        assert_eq!(piece("x.7z.009").named(10), "x.7z.010");
        assert_eq!(piece("x.tgz.az").named(27), "x.tgz.ba");
        assert_eq!(piece("d/x.zip").named(2), "x.z02");
    }
}
