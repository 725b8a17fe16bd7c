//! What a person is shown of a file: the pixels of a page or of a picture. Always: plain pixels and no more leave
//! the sandbox; they lie as they are stored, so that places need no turning.

use std::io::Cursor;

use daylight_model::{ChildKind, PIXELS, Reason, View};

use super::{pdf, picture};
use crate::identify::{Kind, identify};
use crate::ocr::raster::Raster;
use crate::reading::{About, Ending, Out, child_named, failed, skipped, unreadable};
use crate::source::Source;

/// Pixels, and the size that places on them are counted in.
pub(crate) struct Shown {
    pub(crate) raster: Raster,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

/// Sends the pixels of a page or picture.
pub(crate) fn send(
    view: View,
    source: &mut Source<'_>,
    out: &mut Out<'_>,
    about: &mut About,
) -> Ending {
    about.reader = "view@1";
    let identified = identify(source).map_err(|error| unreadable(&error))?;
    about.media_type.clone_from(&identified.media_type);
    let bytes = |source: &mut Source<'_>| match source.all() {
        Ok(Some(bytes)) => Ok(bytes),
        Ok(None) => Err(failed(
            Reason::MemoryLimit,
            "too large to be held in memory",
        )),
        Err(error) => Err(unreadable(&error)),
    };
    let shown = match identified.kind {
        Kind::Picture => {
            let memory = source.job().budgets.memory_bytes;
            picture::stored(&identified.media_type, bytes(source)?, memory, view.page)?
        }
        Kind::Pdf => {
            let passwords = &source.job().passwords;
            pdf::drawn(bytes(source)?, passwords, view)?
        }
        _ => {
            return Err(skipped(
                Reason::Unsupported,
                format!("{} has no pixels to show", identified.media_type),
            ));
        }
    };
    let raster = fitted(shown.raster, view.most_pixels);
    for (name, value) in [
        ("columns", raster.width()),
        ("rows", raster.height()),
        ("width", shown.width as usize),
        ("height", shown.height as usize),
    ] {
        about.says(name, &value.to_string());
    }
    let mut rgb = Cursor::new(raster.into_rgb());
    let sent = out.child(
        child_named(PIXELS, ChildKind::Embedded),
        &mut rgb,
        unreadable,
    )?;
    sent.map_or(Ok(()), Err)
}

/// Returns the picture with no more pixels than that.
fn fitted(raster: Raster, most_pixels: u64) -> Raster {
    let (width, height) = (raster.width(), raster.height());
    let pixels = (width * height) as f64;
    let scale = (most_pixels.max(1) as f64 / pixels).sqrt();
    if scale >= 1.0 {
        return raster;
    }
    let side = |side: usize| (side as f64 * scale).floor() as usize;
    raster.shrunk(side(width), side(height))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_picture_is_shrunk_to_what_may_be_sent_and_a_small_one_is_left_alone() {
        let raster = |width, height| Raster::new(width, height, vec![7; width * height * 3]);
        let small = fitted(raster(30, 20).unwrap(), 600);
        assert_eq!((small.width(), small.height()), (30, 20));
        let large = fitted(raster(300, 200).unwrap(), 600);
        assert_eq!((large.width(), large.height()), (30, 20));
        let long = fitted(raster(2, 5000).unwrap(), 100);
        assert!(long.width() >= 1 && long.width() * long.height() <= 5000);
    }
}
