//! PDF: a part for each page, words at their boxes. Always: nothing in the file is run or fetched; a page that
//! shows only pictures is read by its pixels where that is asked for, else named, never passed over.

mod glyphs;
mod inside;
mod layout;
mod pixels;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use daylight_model::{Area, LineBreaks, Outcome, PartKind, Pass, Place, Reason, View};
use hayro_interpret::kurbo::{Affine, Rect};
use hayro_interpret::{
    Context, InterpreterCache, InterpreterSettings, TransformExt, interpret_page,
};
use hayro_syntax::page::Page;
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use super::picture::{self, Tally};
use super::view::Shown;
use crate::ocr::{Effort, Reader};
use crate::reading::{About, Ending, Out, Written, failed, partial, unreadable};
use crate::source::Source;
use glyphs::Canvas;
use pixels::{Eyes, Need};

/// Pixels for each point of a page that a person looks at.
const VIEW_SCALE: f32 = 2.0;

/// Bytes at the end among which a whole file says that it ends.
const END: u64 = 4096;

/// Reads a PDF.
pub(crate) fn read(
    source: &mut Source<'_>,
    ocr: Option<&Reader>,
    out: &mut Out<'_>,
    about: &mut About,
) -> Ending {
    about.reader = "pdf@2";
    let Some(bytes) = source.all().map_err(|error| unreadable(&error))? else {
        return Err(failed(
            Reason::MemoryLimit,
            "too large to be held in memory",
        ));
    };
    let tail = source.tail(END).map_err(|error| unreadable(&error))?;
    let ends = [&b"%%EOF"[..], b"startxref"]
        .iter()
        .any(|mark| tail.windows(mark.len()).any(|window| window == *mark));
    let broken = || match ends {
        true => failed(Reason::Corrupt, "no pages can be found"),
        false => failed(Reason::Truncated, "its end is missing"),
    };
    let encrypted = bytes.windows(8).any(|window| window == b"/Encrypt");
    let passwords = &source.job().passwords;
    let pdf = match catch_unwind(AssertUnwindSafe(|| opened(bytes, passwords))) {
        Ok(Ok((pdf, locked))) => {
            if locked {
                about.settings.push("password".to_owned());
            }
            pdf
        }
        Ok(Err(LoadPdfError::Decryption(error))) => {
            return Err(failed(Reason::Encrypted, why_closed(error)));
        }
        Ok(Err(LoadPdfError::Invalid)) if encrypted => {
            return Err(failed(Reason::Encrypted, "asks for a password"));
        }
        Ok(Err(LoadPdfError::Invalid)) | Err(_) => return Err(broken()),
    };
    inside::describe(&pdf, about);
    let pages = pdf.pages();
    about.pages = u32::try_from(pages.len()).ok();
    if pages.is_empty() {
        return Err(broken());
    }
    let effort = picture::effort(source.job().pass);
    let eyes = ocr
        .zip(effort)
        .map(|(reader, effort)| Eyes::new(reader, effort));
    let read = read_pages(&pdf, eyes, out);
    inside::outline(&pdf, out)?;
    inside::attachments(&pdf, out)?;
    let seen = read?;
    if seen.in_pixels {
        about.awaits = match eyes {
            None => Some(Pass::First),
            Some(eyes) => {
                about
                    .settings
                    .push(picture::setting(eyes.effort).to_owned());
                (eyes.effort == Effort::First).then_some(Pass::Second)
            }
        };
    }
    if !ends {
        return Err(partial(Reason::Truncated, "its end is missing"));
    }
    seen.ending(pages.len())
}

/// Returns a page as it is printed.
pub(crate) fn drawn(bytes: Vec<u8>, passwords: &[String], view: View) -> Result<Shown, Outcome> {
    let closed = |_| failed(Reason::Corrupt, "it cannot be opened");
    let damaged = || failed(Reason::Corrupt, format!("page {} is damaged", view.page));
    let drawn = catch_unwind(AssertUnwindSafe(|| {
        let (pdf, _) = opened(bytes, passwords).map_err(closed)?;
        let index = usize::try_from(view.page)
            .unwrap_or(usize::MAX)
            .wrapping_sub(1);
        let page = pdf.pages().get(index).ok_or_else(|| {
            failed(
                Reason::Corrupt,
                format!(
                    "there is no page {}, it has {}",
                    view.page,
                    pdf.pages().len()
                ),
            )
        })?;
        let (width, height) = page.render_dimensions();
        let most = (view.most_pixels as f32 / (width * height).max(1.0)).sqrt();
        let raster = pixels::drawn(page, VIEW_SCALE.min(most)).ok_or_else(damaged)?;
        Ok(Shown {
            raster,
            width: width.ceil() as u32,
            height: height.ceil() as u32,
        })
    }));
    drawn.unwrap_or_else(|_| Err(damaged()))
}

/// Opens a file, with the user's passwords where it asks for one; says whether one was needed.
fn opened(bytes: Vec<u8>, passwords: &[String]) -> Result<(Pdf, bool), LoadPdfError> {
    let bytes = Arc::new(bytes);
    let closed = match Pdf::new(bytes.clone()) {
        Ok(pdf) => return Ok((pdf, false)),
        Err(error) => error,
    };
    if matches!(closed, LoadPdfError::Decryption(_)) {
        for word in passwords {
            if let Ok(pdf) = Pdf::new_with_password(bytes.clone(), word) {
                return Ok((pdf, true));
            }
        }
    }
    Err(closed)
}

fn why_closed(error: DecryptionError) -> &'static str {
    match error {
        DecryptionError::PasswordProtected => "asks for a password",
        DecryptionError::UnsupportedAlgorithm => "encrypted in a way that is not known",
        DecryptionError::MissingIDEntry | DecryptionError::InvalidEncryption => {
            "what says how it is encrypted is damaged"
        }
    }
}

/// What the pages were like.
#[derive(Default)]
struct Seen {
    text: usize,
    pictures_only: Vec<usize>,
    unreadable: Vec<usize>,
    broken: Vec<usize>,
    /// Whether any page has writing that only a reader of pixels can see.
    in_pixels: bool,
    tally: Tally,
}

impl Seen {
    fn ending(&self, pages: usize) -> Ending {
        if !self.broken.is_empty() {
            return Err(partial(
                Reason::Corrupt,
                format!("{} of {pages} pages are damaged", self.broken.len()),
            ));
        }
        let without = self.pictures_only.len() + self.unreadable.len();
        if without > 0 {
            return Err(partial(
                Reason::NoText,
                format!("{without} of {pages} pages are pictures or cannot be read as text"),
            ));
        }
        if self.tally.script_unread() {
            return Err(self.tally.unread());
        }
        if self.text == 0 {
            return Err(partial(Reason::NoText, "no page has text"));
        }
        Ok(())
    }
}

fn read_pages(pdf: &Pdf, eyes: Option<Eyes<'_>>, out: &mut Out<'_>) -> Result<Seen, Outcome> {
    let mut seen = Seen::default();
    let cache = InterpreterCache::new();
    for (index, page) in pdf.pages().iter().enumerate() {
        let number = index + 1;
        let drawn = catch_unwind(AssertUnwindSafe(|| {
            let canvas = draw(pdf, page, &cache);
            let pieces = layout::text(&canvas.glyphs);
            (canvas, pieces)
        }));
        let Ok((canvas, pieces)) = drawn else {
            seen.broken.push(number);
            out.warn(Some(Reason::Corrupt), format!("page {number} is damaged"))?;
            continue;
        };
        let glyphs = canvas.glyphs.len();
        let need = pixels::need(&canvas);
        seen.in_pixels |= need != Need::None;
        let page_number = u32::try_from(number).unwrap_or(u32::MAX);
        let mut written = match (need, eyes) {
            (Need::Whole, Some(_)) => Written::default(),
            _ => from_glyphs(&pieces, page_number),
        };
        match (need, eyes) {
            (Need::Whole | Need::Beside, Some(eyes)) => {
                let by_sight = pixels::read(page, page_number, need, &pieces, eyes)?;
                seen.tally.count(&by_sight.page);
                if need == Need::Beside || by_sight.page.read > 0 {
                    seen.text += 1;
                }
                if !written.is_empty() && !by_sight.written.is_empty() {
                    written.push("\n\n");
                }
                written.append(by_sight.written, |place| place);
            }
            (Need::Whole, None) if glyphs > 0 => {
                seen.unreadable.push(number);
                out.warn(
                    Some(Reason::NoText),
                    format!(
                        "page {number}: {} of {glyphs} characters are not known by their font",
                        canvas.unknown
                    ),
                )?;
            }
            (Need::Whole, None) => {
                seen.pictures_only.push(number);
                out.warn(
                    Some(Reason::NoText),
                    format!("page {number} has only pictures"),
                )?;
            }
            _ if glyphs > 0 => seen.text += 1,
            _ => {}
        }
        let text = written.text().to_owned();
        out.part(
            PartKind::Page,
            Some(number.to_string()),
            LineBreaks::Wrap,
            written,
        )?;
        inside::fields(page, page_number, &text, out)?;
        inside::comments(page, page_number, out)?;
    }
    Ok(seen)
}

fn from_glyphs(pieces: &[layout::Piece], page: u32) -> Written {
    let mut written = Written::default();
    for piece in pieces {
        match piece.area {
            Some(area) => written.push_at(
                &piece.text,
                Place::Page {
                    page,
                    area: Some(points(area)),
                },
            ),
            None => written.push(&piece.text),
        }
    }
    written
}

fn draw<'a>(pdf: &'a Pdf, page: &Page<'a>, cache: &InterpreterCache<'a>) -> Canvas {
    let (width, height) = page.render_dimensions();
    let (width, height) = (f64::from(width), f64::from(height));
    let shown: Affine = page.initial_transform(true).to_kurbo();
    let mut canvas = Canvas::new(width, height);
    let mut context = Context::new(
        shown,
        Rect::new(0.0, 0.0, width, height),
        cache,
        pdf.xref(),
        InterpreterSettings::default(),
    );
    interpret_page(page, &mut context, &mut canvas);
    canvas
}

/// Returns a box in whole points, rounded outwards; what lies outside the page is cut to its edge.
fn points(area: Rect) -> Area {
    let whole = |value: f64| value.clamp(0.0, 1_000_000.0) as u32;
    let (x, y) = (whole(area.x0.floor()), whole(area.y0.floor()));
    Area {
        x,
        y,
        width: whole(area.x1.ceil()).saturating_sub(x).max(1),
        height: whole(area.y1.ceil()).saturating_sub(y).max(1),
    }
}

#[cfg(test)]
mod tests;
