//! Masking: personal data is not shown unless somebody asks for it by name. Always: stored text is the real text;
//! a mask is put over what is presented, and covers every value that shares a byte with what is shown.

use std::ops::Range;

use daylight_model::{
    Area, BlobId, Citation, MentionType, Part, PartNumber, Place, Span, StoredCitation,
    Understanding,
};
use daylight_understand::table;

use super::super::{Case, CaseError};
use super::Meant;
use super::private_rows::parts_of;

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

/// Returns a sign that takes as many bytes, and as many UTF-16 units, as the character.
fn veil(character: char) -> char {
    match (character.is_whitespace(), character.len_utf8()) {
        (true, _) => character,
        (_, 1) => '*',
        (_, 2) => '\u{a4}',
        (_, 3) => '\u{2592}',
        _ => '\u{1fb95}',
    }
}

impl Case {
    /// Returns the masks of a blob as it is read now.
    pub(in super::super) fn masks(&self, blob: BlobId, parts: &[Part]) -> Result<Masks, CaseError> {
        let understood = self.ledger.understanding(blob)?;
        Ok(understood.map_or_else(Masks::default, |understood| {
            Masks::over_all(&understood.understanding, parts)
        }))
    }

    /// Returns the parts of a blob as they are shown: each value of personal data covered by signs of the same
    /// length, unless it was unmasked.
    ///
    /// # Errors
    /// [`CaseError::Ledger`].
    pub fn parts_shown(&self, blob: BlobId, mask: Mask) -> Result<Vec<Part>, CaseError> {
        let parts = self.ledger.parts(blob)?;
        let parts: Vec<Part> = parts.into_iter().map(|part| part.part).collect();
        if mask != Mask::On {
            return Ok(parts);
        }
        let masks = self.masks(blob, &parts)?;
        Ok(parts.into_iter().map(|part| masks.veiled(part)).collect())
    }

    /// Returns how many values of personal data the text of a blob has.
    ///
    /// # Errors
    /// [`CaseError::Ledger`].
    pub fn personal_values(&self, blob: BlobId) -> Result<usize, CaseError> {
        let parts = self.ledger.parts(blob)?;
        let parts: Vec<Part> = parts.into_iter().map(|part| part.part).collect();
        let masks = self.masks(blob, &parts)?;
        Ok(parts.iter().map(|part| masks.of_part(part).len()).sum())
    }

    /// Returns a citation with each value of personal data in its quote masked.
    ///
    /// # Errors
    /// [`CaseError::Ledger`].
    pub fn citation_shown(
        &self,
        citation: &Citation,
        path: &str,
    ) -> Result<StoredCitation, CaseError> {
        let blob = citation.document().blob;
        let mut written = citation.written(path);
        if let Some(part) = self.ledger.part(blob, citation.span().part)? {
            let masks = self.masks(blob, std::slice::from_ref(&part.part))?;
            written.quote = masks.over(&part.part, citation.span()).0;
        }
        Ok(written)
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
        match mask {
            Mask::On => Self::over_all(&meant.understanding, &meant.parts),
            Mask::Off(_) => Self::default(),
        }
    }

    /// Returns the masks of these parts.
    fn over_all(understanding: &Understanding, parts: &[Part]) -> Self {
        let mut masks = Vec::new();
        let range = |span: Span| span.start as usize..span.end as usize;
        for mention in &understanding.mentions {
            if SENSITIVE.contains(&mention.kind) {
                masks.push((
                    mention.span.part,
                    range(mention.span),
                    mention.kind.as_str(),
                ));
            }
        }
        for of in &understanding.tables {
            if !of.columns.iter().any(|column| column.sensitive) {
                continue;
            }
            for row in parts_of(of, parts).flat_map(|part| table::rows(of, part)) {
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

    /// Returns the masks of a part as a snippet wants them: disjoint, each with what is shown instead.
    pub(in super::super) fn of_part(&self, part: &Part) -> Vec<(Range<usize>, String)> {
        let mut disjoint: Vec<(Range<usize>, String)> = Vec::new();
        for (at, name) in self.within(part.number(), 0..part.text().len()) {
            match disjoint.last_mut() {
                Some((last, _)) if at.start < last.end => last.end = last.end.max(at.end),
                _ => disjoint.push((at, format!("‹{name}›"))),
            }
        }
        disjoint
    }

    /// Returns the boxes on a page, or on a picture that has but one, behind which a masked value stands: the whole
    /// line of it where the reading knows no closer place.
    pub(in super::super) fn boxes(&self, parts: &[Part], page: u32) -> Vec<Area> {
        let mut boxes = Vec::new();
        for part in parts {
            for (at, _) in self.within(part.number(), 0..part.text().len()) {
                for anchor in part.anchors_within(at) {
                    match &anchor.place {
                        Place::Picture(area) => boxes.push(*area),
                        Place::Page {
                            page: on,
                            area: Some(area),
                        } if *on == page => boxes.push(*area),
                        _ => {}
                    }
                }
            }
        }
        boxes
    }

    /// Returns the part with each value covered by signs of the same length, so that every place stays where it is,
    /// in bytes and in UTF-16.
    pub(in super::super) fn veiled(&self, part: Part) -> Part {
        let masks = self.of_part(&part);
        if masks.is_empty() {
            return part;
        }
        let mut data = part.clone().into_data();
        let mut text = String::with_capacity(data.text.len());
        let mut from = 0;
        for (at, _) in masks {
            text.push_str(data.text.get(from..at.start).unwrap_or_default());
            let covered = data.text.get(at.clone()).unwrap_or_default();
            text.extend(covered.chars().map(veil));
            from = at.end;
        }
        text.push_str(data.text.get(from..).unwrap_or_default());
        data.text = text;
        // Every sign is as long as the character that it covers.
        Part::try_from(data).expect("a text of the same length keeps its anchors")
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

#[cfg(test)]
mod tests {
    use daylight_model::{Anchor, LineBreaks, PartData, PartKind};

    use super::*;

    fn part(text: &str) -> Part {
        Part::try_from(PartData {
            number: PartNumber(1),
            kind: PartKind::Body,
            name: None,
            breaks: LineBreaks::Wrap,
            text: text.to_owned(),
            anchors: vec![Anchor {
                start: 0,
                end: text.len() as u32,
                place: Place::line(1),
            }],
        })
        .unwrap()
    }

    fn masks(ranges: &[(usize, usize, &'static str)]) -> Masks {
        Masks {
            masks: ranges
                .iter()
                .map(|(start, end, name)| (PartNumber(1), *start..*end, *name))
                .collect(),
        }
    }

    fn span(start: u32, end: u32) -> Span {
        Span {
            part: PartNumber(1),
            start,
            end,
        }
    }

    #[test]
    fn a_value_is_masked_where_any_byte_of_it_would_be_shown() {
        let part = part("电话15406116461，谢谢");
        let masks = masks(&[(6, 17, "phone")]);
        let over = |start, end| masks.over(&part, span(start, end));
        assert_eq!(over(0, 20), ("电话‹phone›，".to_owned(), true));
        assert_eq!(over(8, 12), (String::new(), true));
        assert_eq!(over(0, 8), ("电话‹phone›".to_owned(), true));
        assert_eq!(over(17, 20), ("，".to_owned(), false));
    }

    #[test]
    fn a_value_in_pixels_is_covered_where_its_line_stands() {
        let area = Area {
            x: 3,
            y: 4,
            width: 50,
            height: 9,
        };
        let mut data = part("电话15406116461").into_data();
        data.anchors[0].place = Place::Picture(area);
        let picture = Part::try_from(data.clone()).unwrap();
        let masks = masks(&[(6, 17, "phone")]);
        assert_eq!(masks.boxes(&[picture], 1), [area]);
        data.anchors[0].place = Place::Page {
            page: 2,
            area: Some(area),
        };
        let page = Part::try_from(data).unwrap();
        assert_eq!(masks.boxes(std::slice::from_ref(&page), 2), [area]);
        assert_eq!(masks.boxes(&[page], 1), []);
    }

    #[test]
    fn what_is_veiled_keeps_its_length_in_bytes_and_utf_16() {
        let text = "名 张三é😀 end";
        let part = part(text);
        let veiled = masks(&[(4, 16, "person")]).veiled(part.clone());
        assert_eq!(veiled.text().len(), text.len());
        assert_eq!(
            veiled.text().encode_utf16().count(),
            text.encode_utf16().count()
        );
        assert_eq!(veiled.anchors(), part.anchors());
        assert!(veiled.text().starts_with("名 ") && veiled.text().ends_with(" end"));
        assert!(!veiled.text().contains('张') && !veiled.text().contains('😀'));
    }
}
