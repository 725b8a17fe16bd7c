//! Names that say which page of which document a picture is: `REPORT_page_3_10.png`. Always: a name alone is a hint,
//! so only forms that say "page" are read, never a bare number at the end.

/// Words for a page that stand before its number.
const WORDS: &[&str] = &[
    "page",
    "seite",
    "pagina",
    "página",
    "стр",
    "страница",
    "頁",
    "页",
    "p",
];

/// Returns the document that a picture's name speaks of, the page, and how many pages there are, if the name says
/// so: `a/REPORT_page_3_10.png` is page 3 of 10 of `REPORT`.
pub fn page_of_name(name: &str) -> Option<(&str, u32, Option<u32>)> {
    let name = name.rsplit(['/', '\\']).next()?;
    let stem = match name.rsplit_once('.') {
        Some((stem, ending)) if (2..=5).contains(&ending.len()) && !stem.is_empty() => stem,
        _ => name,
    };
    han(stem).or_else(|| worded(stem))
}

/// `报告_第3页`, `报告第3页共10页`.
fn han(stem: &str) -> Option<(&str, u32, Option<u32>)> {
    let (document, rest) = stem.rsplit_once('第')?;
    let (page, rest) = number_before(rest)?;
    let rest = rest.strip_prefix(['页', '頁'])?;
    let rest = rest.trim_start_matches(SEPARATORS);
    let of = match rest.strip_prefix('共') {
        Some(of) => Some(number_before(of)?.0),
        None if rest.is_empty() => None,
        None => return None,
    };
    checked(document, page, of)
}

/// `REPORT_page_3_10`, `report-p003`, `report page 3 of 10`.
fn worded(stem: &str) -> Option<(&str, u32, Option<u32>)> {
    let (before, last) = number_after(stem)?;
    let between = before.trim_end_matches(SEPARATORS);
    let between =
        strip_word(between, "of").map_or(between, |rest| rest.trim_end_matches(SEPARATORS));
    let two = (between.len() < before.len())
        .then(|| number_after(between))
        .flatten()
        .and_then(|(rest, page)| Some((document_of(rest)?, page, Some(last))));
    if let Some((document, page, of)) = two {
        return checked(document, page, of);
    }
    checked(document_of(before)?, last, None)
}

const SEPARATORS: [char; 6] = ['_', '-', ' ', '.', '(', ')'];

/// Returns what stands before the word for a page at the end.
fn document_of(before: &str) -> Option<&str> {
    let trimmed = before.trim_end_matches(SEPARATORS);
    WORDS.iter().find_map(|word| {
        let document = strip_word(trimmed, word)?;
        // A single letter is a word only between a separator and a number: report_p003.
        let apart = document.ends_with(SEPARATORS) || document.is_empty();
        let joined = word.chars().count() == 1 && trimmed.len() < before.len();
        (apart && !(joined && word.is_ascii()) || !word.is_ascii()).then_some(document)
    })
}

fn strip_word<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let at = text.len().checked_sub(word.len())?;
    let (rest, end) = (text.get(..at)?, text.get(at..)?);
    (end.to_lowercase() == word).then_some(rest)
}

fn number_after(text: &str) -> Option<(&str, u32)> {
    let before = text.trim_end_matches(|character: char| character.is_ascii_digit());
    let digits = text.get(before.len()..)?;
    (1..=5)
        .contains(&digits.len())
        .then(|| digits.parse().ok())
        .flatten()
        .map(|number| (before, number))
}

fn number_before(text: &str) -> Option<(u32, &str)> {
    let after = text.trim_start_matches(|character: char| character.is_ascii_digit());
    let digits = text.get(..text.len() - after.len())?;
    (1..=5)
        .contains(&digits.len())
        .then(|| digits.parse().ok())
        .flatten()
        .map(|number| (number, after))
}

fn checked(document: &str, page: u32, of: Option<u32>) -> Option<(&str, u32, Option<u32>)> {
    let document = document.trim_end_matches(SEPARATORS);
    (page > 0 && of.is_none_or(|of| of >= page)).then_some((document, page, of))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_speak_of_pages_are_read_and_no_others() {
        for (name, expect) in [
            (
                "x/f179eb06-0c53_page_3_10.png",
                Some(("f179eb06-0c53", 3, Some(10))),
            ),
            ("report-page-12.jpg", Some(("report", 12, None))),
            ("Report Page 2 of 7.PNG", Some(("Report", 2, Some(7)))),
            ("report_p003.jpg", Some(("report", 3, None))),
            ("page1.png", Some(("", 1, None))),
            ("报告_第3页.png", Some(("报告", 3, None))),
            ("报告第3页共10页.png", Some(("报告", 3, Some(10)))),
            ("a_page_10_3.png", None),
            ("a_page_0.png", None),
            ("photo_3.jpg", None),
            ("IMG_2021.jpg", None),
            ("homepage.png", None),
            ("mp3.png", None),
            ("map12.png", None),
            ("a_p_3.png", None),
            ("", None),
        ] {
            assert_eq!(page_of_name(name), expect, "{name}");
        }
    }
}
