//! Masking: personal data is not shown unless somebody asks for it by name. Always: stored text is the real text;
//! a mask is put over what is presented, and covers every value that shares a byte with what is shown.

use std::ops::Range;

use daylight_model::{MentionType, Part, PartNumber, Span};
use daylight_understand::table;

use super::super::{Case, CaseError};
use super::Meant;

/// Mentions of these types are masked.
const SENSITIVE: &[MentionType] = &[
    MentionType::IdNumber,
    MentionType::Passport,
    MentionType::BankCard,
    MentionType::Phone,
    MentionType::Email,
    MentionType::Credential,
    MentionType::Coordinate,
    MentionType::Plate,
];

/// Whether personal data is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Mask {
    /// It is masked.
    #[default]
    On,
    /// It was unmasked by name: made only by [`Case::unmask`].
    Off(Unmasked),
}

/// Proof that unmasking was logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unmasked(());

/// Who asks to see personal data, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmask {
    /// Who.
    pub by: String,
    /// Why.
    pub reason: String,
    /// What they look at.
    pub what: String,
}

impl Case {
    /// Logs that somebody looks at personal data; what this returns shows it.
    ///
    /// # Errors
    /// [`CaseError::Io`] where it cannot be logged.
    pub fn unmask(&self, unmask: &Unmask) -> Result<Mask, CaseError> {
        self.audit()
            .add(&unmask.by, "unmask", &unmask.what, &unmask.reason)?;
        Ok(Mask::Off(Unmasked(())))
    }
}

/// What of one document is masked.
#[derive(Debug, Default)]
pub(in super::super) struct Masks {
    /// By part and start; they may overlap.
    masks: Vec<(PartNumber, Range<usize>, &'static str)>,
}

impl Masks {
    /// Returns the masks of a document: none where personal data is shown.
    pub(in super::super) fn of(meant: &Meant, mask: Mask) -> Self {
        let mut masks = Vec::new();
        if mask != Mask::On {
            return Self { masks };
        }
        let range = |span: Span| span.start as usize..span.end as usize;
        for mention in &meant.understanding.mentions {
            if SENSITIVE.contains(&mention.kind) {
                masks.push((
                    mention.span.part,
                    range(mention.span),
                    mention.kind.as_str(),
                ));
            }
        }
        for of in &meant.understanding.tables {
            if !of.columns.iter().any(|column| column.sensitive) {
                continue;
            }
            let Some(part) = meant.part(of.part) else {
                continue;
            };
            for row in table::rows(of, part) {
                for (cell, column) in row.cells.iter().zip(&of.columns) {
                    if let (Some(span), true) = (cell, column.sensitive) {
                        masks.push((span.part, range(*span), column.kind.as_str()));
                    }
                }
            }
        }
        masks.sort_by(|a, b| (a.0, a.1.start, b.1.end).cmp(&(b.0, b.1.start, a.1.end)));
        Self { masks }
    }

    /// Returns the masks that share a byte with a stretch, in order.
    pub(in super::super) fn within(
        &self,
        part: PartNumber,
        range: Range<usize>,
    ) -> impl Iterator<Item = (Range<usize>, &'static str)> + '_ {
        self.masks
            .iter()
            .filter(move |(of, at, _)| *of == part && at.start < range.end && range.start < at.end)
            .map(|(_, at, name)| (at.clone(), *name))
    }

    /// Returns the words at a span with a mark such as `‹phone›` in the place of each value, and whether there was
    /// one.
    pub(in super::super) fn over(&self, part: &Part, span: Span) -> (String, bool) {
        let range = span.start as usize..span.end as usize;
        let text = part.text();
        let (mut shown, mut from, mut masked) = (String::new(), range.start, false);
        for (at, name) in self.within(part.number(), range.clone()) {
            masked = true;
            if at.end <= from {
                continue;
            }
            if at.start >= from {
                shown.push_str(text.get(from..at.start).unwrap_or_default());
                shown.push_str(&format!("‹{name}›"));
            }
            from = at.end;
        }
        if from < range.end {
            shown.push_str(text.get(from..range.end).unwrap_or_default());
        }
        (shown, masked)
    }

    /// Returns words that were made from those at `spans` with each value in them that stands there masked.
    pub(in super::super) fn out_of(&self, meant: &Meant, words: &str, spans: &[Span]) -> String {
        let mut words = words.to_owned();
        for span in spans {
            let Some(part) = meant.part(span.part) else {
                continue;
            };
            for (at, name) in self.within(span.part, span.start as usize..span.end as usize) {
                if let Some(value) = part.text().get(at) {
                    words = words.replace(value, &format!("‹{name}›"));
                }
            }
        }
        words
    }
}
