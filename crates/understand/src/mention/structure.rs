//! What a file is made of and nobody says: the fields of a mail's header, and, in tables of persons, all but what must
//! be masked. Always: the subject of a mail is words.

use daylight_model::{MentionType, Part, PartKind};

use super::view::{Found, View};

/// Returns whether something found is structure, and so no mention.
pub(crate) fn holds(view: &View<'_>, found: &Found) -> bool {
    in_mail_header(view, found.start)
        || (!is_masked(found.kind) && view.in_table_of_persons(found.start))
}

/// What is masked is found in tables of persons too, so that it can be masked; money is no trace of a person.
fn is_masked(kind: MentionType) -> bool {
    matches!(
        kind,
        MentionType::IdNumber
            | MentionType::Passport
            | MentionType::BankCard
            | MentionType::Phone
            | MentionType::Email
            | MentionType::Credential
            | MentionType::Coordinate
            | MentionType::Plate
            | MentionType::Handle
            | MentionType::Money
    )
}

fn in_mail_header(view: &View<'_>, start: usize) -> bool {
    if !view.mail_header {
        return false;
    }
    let text = view.text();
    let begin = text
        .get(..start)
        .unwrap_or_default()
        .rfind('\n')
        .map_or(0, |at| at + 1);
    let line = text.get(begin..).unwrap_or_default();
    !["Subject:", "主题:", "主題:"]
        .iter()
        .any(|field| line.starts_with(field))
}

/// Returns whether a part is the header of a mail: at least three fields.
pub(crate) fn is_mail_header(part: &Part) -> bool {
    part.kind() == PartKind::Header
        && part
            .text()
            .lines()
            .filter(|line| is_field(line))
            .take(3)
            .count()
            == 3
}

/// A field's name and a colon: `Message-ID: …`.
fn is_field(line: &str) -> bool {
    line.split_once(": ").is_some_and(|(name, _)| {
        !name.is_empty()
            && name.len() <= 40
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    })
}
