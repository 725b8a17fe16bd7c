//! English names: bodies by the words that such names have (Ministry of Health of Zambia, Yantang Public
//! Security Bureau, X Co., Ltd.), people by a title, a greeting or a line of a mail's head.

use std::ops::Range;
use std::sync::LazyLock;

use daylight_model::{Grade, MentionType};
use regex::Regex;

use super::Found;
use super::view::View;

/// Words with a capital, joined by small ones.
static RUN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let word = r"(?:[A-Z][\p{Latin}\d'’&.-]*[\p{Latin}\d]|[A-Z])";
    let joint = r"(?: (?:of|for|and|the|de|da|do|del|la|&)){1,3} ";
    Regex::new(&format!(
        r"{word}(?:(?: |{joint}){word})*(?:\.?,? ?(?:Co(?-u:\b)\.?|Ltd(?-u:\b)\.?|LLC(?-u:\b)|Inc(?-u:\b)\.?))*"
    ))
    .ok()
});

/// What begins a body's name: a kind, then of or for.
const HEADS: [&str; 26] = [
    "Ministry",
    "Department",
    "Bureau",
    "Office",
    "Embassy",
    "Consulate",
    "University",
    "Institute",
    "Bank",
    "Directorate",
    "Agency",
    "Authority",
    "Commission",
    "Committee",
    "Council",
    "Court",
    "Academy",
    "College",
    "Parliament",
    "Government",
    "Police",
    "Service",
    "Administration",
    "Republic",
    "School",
    "House",
];

/// What ends a body's name.
const TAILS: [&str; 63] = [
    "Ministry",
    "Department",
    "Bureau",
    "Office",
    "Embassy",
    "Consulate",
    "University",
    "Institute",
    "Bank",
    "Directorate",
    "Agency",
    "Authority",
    "Commission",
    "Committee",
    "Council",
    "Court",
    "Academy",
    "College",
    "Parliament",
    "Government",
    "Police",
    "Service",
    "Administration",
    "Branch",
    "Detachment",
    "Brigade",
    "Ltd",
    "Ltd.",
    "Inc",
    "Inc.",
    "LLC",
    "GmbH",
    "Corporation",
    "Corp",
    "Corp.",
    "Company",
    "Group",
    "Holdings",
    "Airlines",
    "Airways",
    "Telecom",
    "Telecommunications",
    "Communications",
    "Technologies",
    "Technology",
    "Networks",
    "Hospital",
    "Army",
    "Navy",
    "Force",
    "Forces",
    "Foundation",
    "Association",
    "Union",
    "Party",
    "Congress",
    "S.A.",
    "PLC",
    "JSC",
    "OJSC",
    "Treasury",
    "Television",
    "Radio",
];

/// Words that a sentence begins with, and that are no part of the name after them.
const OPENERS: [&str; 30] = [
    "The", "A", "An", "In", "On", "At", "From", "To", "For", "By", "With", "Our", "Your", "Their",
    "This", "That", "Dear", "We", "I", "And", "But", "As", "If", "When", "Since", "Please",
    "Subject", "Re", "Fwd", "Client",
];

/// Nothing of its own: not a name when this is all there is.
const LEAST_WORDS: usize = 2;

const PERSON_TITLES: &str = r"(?:Mr|Mrs|Ms|Miss|Dr|Prof|Sir|President|Minister|Prime Minister|Senator|Ambassador|General|Colonel|Captain|Major|Chairman|Director|CEO|Manager|Professor|Dear|Hi|Hello|Attn|Contact|(?i:best regards|kind regards|regards|sincerely|yours faithfully))";

static PERSON: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let name =
        r"[A-Z][\p{Latin}'’-]+(?: (?:[A-Z]\.|bin|van|von|de|al|el))?(?: [A-Z][\p{Latin}'’-]+){1,2}";
    Regex::new(&format!(
        r"(?m)(?:(?-u:\b){PERSON_TITLES}[.:,]?[ \n]{{1,2}}|^(?:From|To|Cc|Name|Author|Sender|Recipient): ?)({name})|({name})(?: <[^<>\s]+@[^<>\s]+>| (?:says|said|told|asked|wrote|replied|agreed|confirmed|refused|reports to|is our|is the|works for)(?-u:\b)|, (?:the )?(?:CEO|CTO|COO|CFO|President|Director|Manager|Chairman|Minister|Spokesman|Spokeswoman|Spokesperson)(?-u:\b))"
    ))
    .ok()
});

/// Finds English names of bodies and people.
pub(super) fn find(view: &View<'_>, found: &mut Vec<Found>) {
    if let Some(runs) = &*RUN {
        for run in runs.find_iter(view.source) {
            for range in bodies(view.source, run.range()) {
                found.push(name(view, range, MentionType::Org, "english_body@1", 0.7));
            }
        }
    }
    let Some(people) = &*PERSON else { return };
    for person in people.captures_iter(view.source) {
        let group = person.get(1).or_else(|| person.get(2));
        let Some(group) = group else { continue };
        let words: Vec<&str> = group.as_str().split(' ').collect();
        let is_body = words
            .iter()
            .any(|word| TAILS.contains(word) || HEADS.contains(word) || NO_PEOPLE.contains(word));
        let known = view
            .known
            .iter()
            .any(|known| known.range.start < group.end() && group.start() < known.range.end);
        if !is_body && !known && words.len() >= LEAST_WORDS {
            found.push(name(
                view,
                group.range(),
                MentionType::Person,
                "english_person@1",
                0.6,
            ));
        }
    }
}

/// Words with a capital that greetings and headers are followed by.
const NO_PEOPLE: [&str; 14] = [
    "Sir",
    "Madam",
    "All",
    "Team",
    "Sales",
    "Support",
    "Customer",
    "Colleagues",
    "Friends",
    "Security",
    "Center",
    "Centre",
    "Account",
    "News",
];

fn name(
    view: &View<'_>,
    range: Range<usize>,
    kind: MentionType,
    detector: &'static str,
    confidence: f32,
) -> Found {
    let value = view.source.get(range.clone()).unwrap_or_default();
    Found {
        kind,
        value: value.split_whitespace().collect::<Vec<_>>().join(" "),
        range: view.offset + range.start..view.offset + range.end,
        detector,
        confidence,
        grade: Grade::Likely,
    }
}

/// Longer runs of words with capitals are headings and lists.
const LONGEST_RUN: usize = 200;

/// The bodies in a run: two where each side of an `and` is one.
fn bodies(source: &str, run: Range<usize>) -> Vec<Range<usize>> {
    let text = source.get(run.clone()).unwrap_or_default();
    if text.len() > LONGEST_RUN {
        return Vec::new();
    }
    for (at, joint) in text.match_indices(" and ") {
        let left = body(source, run.start..run.start + at);
        let right = body(source, run.start + at + joint.len()..run.end);
        if let (Some(left), Some(right)) = (left, right) {
            return vec![left, right];
        }
    }
    body(source, run).into_iter().collect()
}

/// The body's name in a run of words with capitals, without what a sentence begins with.
fn body(source: &str, run: Range<usize>) -> Option<Range<usize>> {
    let mut start = run.start;
    let text = source.get(run.clone())?;
    let mut words: Vec<&str> = text.split(' ').collect();
    while let Some(first) = words.first() {
        if !OPENERS.contains(first) {
            break;
        }
        start += first.len() + 1;
        words.remove(0);
        while let Some(joint) = words
            .first()
            .filter(|word| word.starts_with(char::is_lowercase))
        {
            start += joint.len() + 1;
            words.remove(0);
        }
    }
    // Somebody's body, somebody of a body: John Smith of Vietnam Airlines, India's Ministry of Health.
    let cut = words.iter().enumerate().rev().find(|(number, word)| {
        let named = |word: &&str| HEADS.contains(word) || TAILS.contains(word);
        word.ends_with("'s")
            || word.ends_with("’s")
            || word.ends_with("-based")
            || **word == "of" && !words.iter().take(*number).any(named)
    });
    if let Some((number, _)) = cut {
        let taken: Vec<&str> = words.drain(..=number).collect();
        start += taken.iter().map(|word| word.len() + 1).sum::<usize>();
    }
    while let Some(joint) = words
        .first()
        .filter(|word| word.starts_with(char::is_lowercase))
    {
        start += joint.len() + 1;
        words.remove(0);
    }
    if words.len() < LEAST_WORDS {
        return None;
    }
    let first = words.first()?;
    let last = words.last()?.trim_end_matches(',');
    let headed = HEADS.contains(first) && matches!(words.get(1), Some(&"of" | &"for"))
        || words
            .windows(2)
            .any(|pair| matches!(pair, [head, "of" | "for"] if HEADS.contains(head)));
    let tailed = TAILS.contains(&last) && !HEADS.contains(first);
    (headed || tailed).then_some(start..run.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let runs = RUN.as_ref().unwrap();
        let found: Vec<&str> = runs
            .find_iter(text)
            .flat_map(|run| bodies(text, run.range()))
            .map(|range| &text[range])
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn bodies_are_known_by_their_words() {
        check(
            "The Ministry of Foreign Affairs of Zambia and Sichuan Anxun Information Technology Co., Ltd. agreed.",
            &[
                "Ministry of Foreign Affairs of Zambia",
                "Sichuan Anxun Information Technology Co., Ltd.",
            ],
        );
        check(
            "We met Yantang Public Security Bureau on Monday.",
            &["Yantang Public Security Bureau"],
        );
        check(
            "From Vietnam Airlines, Thai Airways",
            &["Vietnam Airlines", "Thai Airways"],
        );
        check(
            "John Smith of Vietnam Airlines and India's Ministry of Home Affairs",
            &["Vietnam Airlines", "Ministry of Home Affairs"],
        );
        check("Department heads met at the Office.", &[]);
    }

    #[test]
    fn people_stand_beside_titles_and_in_heads() {
        let people = PERSON.as_ref().unwrap();
        let found = |text: &str| {
            let person = people.captures(text)?;
            let group = person.get(1).or_else(|| person.get(2))?;
            Some(group.as_str().to_owned())
        };
        assert_eq!(found("Dear Lin Shubai,").as_deref(), Some("Lin Shubai"));
        assert_eq!(
            found("John Smith <js@a.example>").as_deref(),
            Some("John Smith")
        );
        assert_eq!(found("Wu Haibo says no").as_deref(), Some("Wu Haibo"));
        assert_eq!(found("Product Overview and Price List"), None);
    }
}
