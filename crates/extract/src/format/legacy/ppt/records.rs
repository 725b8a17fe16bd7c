//! Records of PowerPoint and of its drawings: one in the other. Always: a record ends with the bytes around it.

use crate::format::compound::{u16_at, u32_at};

/// Kinds of record that are looked at.
pub(super) mod kind {
    pub(crate) const DOCUMENT: u16 = 1000;
    pub(crate) const SLIDE: u16 = 1006;
    pub(crate) const NOTES: u16 = 1008;
    pub(crate) const NOTES_ATOM: u16 = 1009;
    pub(crate) const LISTED: u16 = 1011;
    pub(crate) const SHOW: u16 = 1017;
    pub(crate) const OUTLINE_TEXT: u16 = 3998;
    pub(crate) const TEXT_HEADER: u16 = 3999;
    pub(crate) const TEXT_WIDE: u16 = 4000;
    pub(crate) const TEXT_NARROW: u16 = 4008;
    pub(crate) const STRING: u16 = 4026;
    pub(crate) const LIST: u16 = 4080;
    pub(crate) const EDIT: u16 = 4085;
    pub(crate) const OBJECT: u16 = 4113;
    pub(crate) const TAG_DATA: u16 = 5003;
    pub(crate) const COMMENT: u16 = 12_000;
    pub(crate) const SHAPE: u16 = 0xf004;
    pub(crate) const TEXT_BOX: u16 = 0xf00d;
    pub(crate) const CHILD_ANCHOR: u16 = 0xf00f;
    pub(crate) const ANCHOR: u16 = 0xf010;
}

/// One record.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record<'b> {
    /// Its kind.
    pub(super) kind: u16,
    /// Which of its kind.
    pub(super) instance: u16,
    /// Whether it holds records.
    pub(super) holds: bool,
    /// Its bytes after the header.
    pub(super) body: &'b [u8],
}

/// Returns the record that begins at a place.
pub(super) fn record_at(bytes: &[u8], at: usize) -> Option<Record<'_>> {
    let header = bytes.get(at..at.checked_add(8)?)?;
    let first = u16_at(header, 0);
    let length = u32_at(header, 4) as usize;
    let end = (at + 8).saturating_add(length).min(bytes.len());
    Some(Record {
        kind: u16_at(header, 2),
        instance: first >> 4,
        holds: first & 0xf == 0xf,
        body: bytes.get(at + 8..end)?,
    })
}

/// Returns the records that follow each other.
pub(super) fn records(bytes: &[u8]) -> impl Iterator<Item = Record<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let record = record_at(bytes, at)?;
        at += 8 + record.body.len();
        Some(record)
    })
}
