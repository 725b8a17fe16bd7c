//! Pictures: the writing in their pixels, line by line at its boxes, and what the file says of itself. Always: no
//! more pixels are unpacked than memory allows; a box is in stored pixels, before any turn that EXIF asks for.

mod decode;
mod heic;
mod looks;

use daylight_model::{Area, LOOKS, LineBreaks, Outcome, PartKind, Pass, Place, Reason, State};

use super::exif;
use super::view::Shown;
use crate::ocr::{Effort, Page, Point, Reader};
use crate::reading::{About, Ending, Out, Written, failed, partial, skipped, unreadable};
use crate::source::Source;
use decode::{Format, Frames, Stored};

/// Reads a picture of this media type.
pub(crate) fn read(
    media_type: &str,
    source: &mut Source<'_>,
    ocr: Option<&Reader>,
    out: &mut Out<'_>,
    about: &mut About,
) -> Ending {
    about.reader = "picture@4";
    let Some(format) = Format::of(media_type) else {
        return Err(skipped(
            Reason::Unsupported,
            format!("no reader for {media_type}"),
        ));
    };
    exif::describe(source, about);
    let Some(bytes) = source.all().map_err(|error| unreadable(&error))? else {
        return Err(failed(
            Reason::MemoryLimit,
            "too large to be held in memory",
        ));
    };
    let memory = source.job().budgets.memory_bytes;
    let mut frames = Frames::open(format, bytes, memory)?;
    let (width, height) = frames.size();
    about.says("width", &width.to_string());
    about.says("height", &height.to_string());
    let pass = source.job().pass;
    let Some((reader, effort)) = ocr.and_then(|reader| Some((reader, effort(pass)?))) else {
        about.awaits = Some(Pass::First);
        return Err(skipped(
            Reason::Unsupported,
            "its writing is read by the picture reader",
        ));
    };
    about.settings.push(setting(effort).to_owned());
    about.awaits = (effort == Effort::First).then_some(Pass::Second);
    let several = frames.several();
    let mut tally = Tally::default();
    let mut stopped = None;
    let mut number = 0;
    while let Some(frame) = frames.next() {
        number += 1;
        let stored = match frame {
            Ok(stored) => stored,
            Err(outcome) if number == 1 => return Err(outcome),
            Err(outcome) => {
                out.warn(outcome.reason, format!("page {number} is damaged"))?;
                stopped = Some(partial(
                    Reason::Corrupt,
                    format!("page {number} is damaged"),
                ));
                break;
            }
        };
        if number == 1
            && let Some(looks) = looks::looks(&stored.raster)
        {
            about.says(LOOKS, &format!("{looks:016x}"));
        }
        let page = reader
            .page(&stored.raster, effort, &|_| true)
            .map_err(|error| failed(Reason::Crashed, error.to_string()))?;
        tally.count(&page);
        let place = |area| match several {
            true => Place::Page {
                page: number,
                area: Some(area),
            },
            false => Place::Picture(area),
        };
        let kind = if several {
            PartKind::Page
        } else {
            PartKind::Picture
        };
        let name = several.then(|| number.to_string());
        let written = written(&page, |corners| place(stored.area(corners)));
        out.part(kind, name, LineBreaks::Wrap, written)?;
    }
    if several {
        about.pages = Some(number);
    }
    match stopped {
        Some(outcome) => Err(outcome),
        None => tally.ending(),
    }
}

/// Returns the pixels of a frame as they are stored.
pub(crate) fn stored(
    media_type: &str,
    bytes: Vec<u8>,
    memory: u64,
    page: u32,
) -> Result<Shown, Outcome> {
    let format = Format::of(media_type)
        .ok_or_else(|| skipped(Reason::Unsupported, format!("{media_type} cannot be shown")))?;
    let mut frames = Frames::open(format, bytes, memory)?;
    let mut number = 0;
    while let Some(frame) = frames.next() {
        number += 1;
        if number == page {
            let raster = frame?.into_stored();
            let side = |side| u32::try_from(side).unwrap_or(u32::MAX);
            return Ok(Shown {
                width: side(raster.width()),
                height: side(raster.height()),
                raster,
            });
        }
    }
    Err(failed(
        Reason::Corrupt,
        format!("there is no page {page}, it has {number}"),
    ))
}

/// Returns whether pictures of this media type are unpacked.
pub(crate) fn is_read(media_type: &str) -> bool {
    Format::of(media_type).is_some()
}

/// Returns how much work a pass is worth; none where it leaves pixels alone.
pub(crate) fn effort(pass: Pass) -> Option<Effort> {
    match pass {
        Pass::Text => None,
        Pass::First => Some(Effort::First),
        Pass::Second => Some(Effort::Second),
    }
}

/// Returns what a reading says of the networks that read it.
pub(crate) fn setting(effort: Effort) -> &'static str {
    match effort {
        Effort::First => "ppocr6-tiny+small",
        Effort::Second => "ppocr6-small",
    }
}

/// Returns a page's text with the place of each stretch.
pub(crate) fn written(page: &Page, place: impl Fn([Point; 4]) -> Place) -> Written {
    let mut written = Written::default();
    for piece in &page.pieces {
        match piece.corners {
            Some(corners) => written.push_at(&piece.text, place(corners)),
            None => written.push(&piece.text),
        }
    }
    written
}

/// Lines over all pages.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    read: usize,
    unread: usize,
}

impl Tally {
    /// Counts the lines of a page.
    pub(crate) fn count(&mut self, page: &Page) {
        self.read += page.read;
        self.unread += page.unread;
    }

    /// Returns whether there is writing that could not be read.
    pub(crate) fn script_unread(&self) -> bool {
        self.unread >= 2 && self.unread * 3 > self.read || self.unread > 0 && self.read == 0
    }

    /// Returns the outcome of a file that has such writing.
    pub(crate) fn unread(&self) -> Outcome {
        let (unread, all) = (self.unread, self.read + self.unread);
        partial(
            Reason::ScriptUnread,
            format!(
                "{unread} of {all} lines are in writing that is not Chinese, Latin or Japanese, or too faint"
            ),
        )
    }

    fn ending(&self) -> Ending {
        if self.script_unread() {
            return Err(self.unread());
        }
        if self.read == 0 {
            return Err(Outcome::because(
                State::Read,
                Reason::NoText,
                "no writing in it",
            ));
        }
        Ok(())
    }
}

impl Stored {
    /// Returns the box around corners, in stored pixels.
    fn area(&self, corners: [Point; 4]) -> Area {
        let (width, height) = (self.raster.width() as f32, self.raster.height() as f32);
        let stored = corners.map(|(x, y)| {
            let (x, y) = self.turn.back().moves((x, y), width, height);
            let stored_width = self.stored_width as f32;
            if self.mirrored {
                (stored_width - x, y)
            } else {
                (x, y)
            }
        });
        area_around(stored, self.stored_width, self.stored_height)
    }
}

/// Returns the box around points, rounded outwards and kept within the picture.
fn area_around(corners: [Point; 4], width: usize, height: usize) -> Area {
    let span = |values: [f32; 4], side: usize| {
        let most = side.max(1) as f32;
        let low = values.into_iter().fold(f32::INFINITY, f32::min).floor();
        let high = values.into_iter().fold(f32::NEG_INFINITY, f32::max).ceil();
        let low = low.clamp(0.0, most - 1.0) as u32;
        let high = high.clamp(1.0, most) as u32;
        (low, high.saturating_sub(low).max(1))
    };
    let (x, width) = span(corners.map(|corner| corner.0), width);
    let (y, height) = span(corners.map(|corner| corner.1), height);
    Area {
        x,
        y,
        width,
        height,
    }
}

#[cfg(test)]
mod tests;
