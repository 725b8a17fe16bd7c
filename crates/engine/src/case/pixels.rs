//! The pixels of a picture or of a page, as a person sees them. Always: decoded in the sandbox, which answers with
//! plain pixels; what leaves here was encoded anew, with personal data covered unless it was unmasked.

use daylight_model::{
    Area, BlobId, CasePath, ChildStart, Frame, Job, PIXELS, Part, Sink, State, Stopped, Summary,
    View,
};

use crate::store::FileRow;
use crate::worker::run_surely;

use super::{Case, CaseError, Mask};

/// Most pixels of a picture that is shown.
const MOST_PIXELS: u64 = 16_000_000;

/// Pixels around what is cut out, in units of its place.
const MARGIN: u32 = 6;

/// A picture that was encoded anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// A PNG file (ISO/IEC 15948).
    pub png: Vec<u8>,
    /// Width of the whole in the units of places: stored pixels of a picture, points of a page.
    pub width: u32,
    /// Height of the whole.
    pub height: u32,
    /// How many values of personal data are covered.
    pub covered: usize,
}

impl Case {
    /// Returns a page of a document or a frame of a picture, counted from 1; or what lies in a box on it, with a
    /// little around it. `most_pixels` makes a small picture of it.
    ///
    /// # Errors
    /// [`CaseError::NoPixels`] where the file has none or they cannot be unpacked, [`CaseError::Worker`].
    pub fn picture(
        &self,
        file: &FileRow,
        page: u32,
        area: Option<Area>,
        most_pixels: Option<u64>,
        mask: Mask,
    ) -> Result<Picture, CaseError> {
        let no_pixels = |why: &str| CaseError::NoPixels {
            path: file.path.clone(),
            why: why.to_owned(),
        };
        let blob = file.sha256.ok_or_else(|| no_pixels("it has no bytes"))?;
        let mut pixels = self
            .pixels(file, blob, page, most_pixels)?
            .map_err(|why| no_pixels(&why))?;
        let boxes = match mask {
            Mask::On => {
                let parts = self.ledger.parts(blob)?;
                let parts: Vec<Part> = parts.into_iter().map(|part| part.part).collect();
                self.masks(blob, &parts)?.boxes(&parts, page)
            }
            Mask::Off(_) => Vec::new(),
        };
        for covered in &boxes {
            pixels.cover(*covered);
        }
        let png = pixels
            .png(area)
            .map_err(|error| no_pixels(&error.to_string()))?;
        Ok(Picture {
            png,
            width: pixels.width,
            height: pixels.height,
            covered: boxes.len(),
        })
    }

    /// Asks a worker for pixels; in words why there are none.
    fn pixels(
        &self,
        file: &FileRow,
        blob: BlobId,
        page: u32,
        most_pixels: Option<u64>,
    ) -> Result<Result<Pixels, String>, CaseError> {
        let mut job = Job {
            name: CasePath::from_written(&file.path).name().to_owned(),
            bytes: file.bytes,
            passwords: self.readers.passwords.clone(),
            view: Some(View {
                page,
                most_pixels: most_pixels.map_or(MOST_PIXELS, |most| most.clamp(1, MOST_PIXELS)),
            }),
            ..Job::default()
        };
        job.budgets.children = 1;
        job.budgets.child_bytes = MOST_PIXELS * 3;
        let input = self.blobs.get(blob)?;
        let mut worker = self.make_worker()?;
        let (taken, ran) = run_surely(worker.as_mut(), &job, &input, |_| Taken::default());
        Ok(match ran {
            Ok(()) => taken.checked(),
            Err(error) if error.outcome().is_some() => Err(error.to_string()),
            Err(error) => return Err(error.into()),
        })
    }
}

/// What a worker has sent so far.
#[derive(Debug, Default)]
struct Taken {
    untrusted_rgb: Vec<u8>,
    untrusted_summary: Option<Summary>,
}

impl Sink for Taken {
    fn send(&mut self, frame: Frame) -> Result<(), Stopped> {
        match frame {
            Frame::ChildStart(ChildStart { name, .. }) if name == PIXELS => {
                self.untrusted_rgb.clear();
            }
            Frame::ChildBytes(bytes) => self.untrusted_rgb.extend_from_slice(&bytes),
            Frame::End(summary) => self.untrusted_summary = Some(summary),
            _ => {}
        }
        Ok(())
    }
}

impl Taken {
    fn checked(self) -> Result<Pixels, String> {
        let summary = self.untrusted_summary.ok_or("the worker did not answer")?;
        if !matches!(summary.outcome.state, State::Read) {
            let reason = summary.outcome.reason.map(|reason| reason.to_string());
            let words = [reason, summary.outcome.detail];
            let words: Vec<String> = words
                .into_iter()
                .flatten()
                .filter(|words| !words.is_empty())
                .collect();
            return Err(words.join(": "));
        }
        let figure = |name: &str| {
            let value = summary.metadata.get(name)?;
            value.parse::<u32>().ok().filter(|value| *value > 0)
        };
        let pixels = Pixels {
            columns: figure("columns").unwrap_or(0),
            rows: figure("rows").unwrap_or(0),
            width: figure("width").unwrap_or(0),
            height: figure("height").unwrap_or(0),
            rgb: self.untrusted_rgb,
        };
        let expected = u64::from(pixels.columns) * u64::from(pixels.rows) * 3;
        if pixels.width == 0
            || pixels.height == 0
            || expected == 0
            || expected != pixels.rgb.len() as u64
        {
            return Err("what the worker answered is no picture".to_owned());
        }
        Ok(pixels)
    }
}

/// Plain pixels: three bytes each, red, green, blue, row by row.
#[derive(Debug)]
struct Pixels {
    columns: u32,
    rows: u32,
    width: u32,
    height: u32,
    rgb: Vec<u8>,
}

impl Pixels {
    /// Returns the columns or rows that a stretch of a place covers, rounded outwards.
    fn stretch(start: u32, length: u32, whole: u32, pixels: u32) -> std::ops::Range<usize> {
        let scaled = |at: u64| at * u64::from(pixels);
        let end = u64::from(start) + u64::from(length);
        let first = (scaled(u64::from(start)) / u64::from(whole)).min(u64::from(pixels));
        let last = scaled(end)
            .div_ceil(u64::from(whole))
            .min(u64::from(pixels));
        first as usize..last as usize
    }

    fn columns_of(&self, area: Area) -> std::ops::Range<usize> {
        Self::stretch(area.x, area.width, self.width, self.columns)
    }

    fn rows_of(&self, area: Area) -> std::ops::Range<usize> {
        Self::stretch(area.y, area.height, self.height, self.rows)
    }

    /// Paints a box over.
    fn cover(&mut self, area: Area) {
        let columns = self.columns_of(area);
        let row_bytes = self.columns as usize * 3;
        for row in self.rows_of(area) {
            let start = row * row_bytes;
            let covered = start + columns.start * 3..start + columns.end * 3;
            if let Some(pixels) = self.rgb.get_mut(covered) {
                pixels.fill(0x44);
            }
        }
    }

    /// Returns it, or a box of it with a margin, as a PNG file.
    fn png(&self, area: Option<Area>) -> Result<Vec<u8>, png::EncodingError> {
        let area = area.map_or(
            Area {
                x: 0,
                y: 0,
                width: self.width,
                height: self.height,
            },
            |area| Area {
                x: area.x.saturating_sub(MARGIN),
                y: area.y.saturating_sub(MARGIN),
                width: area.width.saturating_add(MARGIN + area.x.min(MARGIN)),
                height: area.height.saturating_add(MARGIN + area.y.min(MARGIN)),
            },
        );
        let (columns, rows) = (self.columns_of(area), self.rows_of(area));
        let mut png = Vec::new();
        let mut encoder = png::Encoder::new(&mut png, columns.len() as u32, rows.len() as u32);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::Fast);
        let mut writer = encoder.write_header()?;
        let row_bytes = self.columns as usize * 3;
        let cut: Vec<u8> = rows
            .filter_map(|row| {
                let start = row * row_bytes;
                self.rgb
                    .get(start + columns.start * 3..start + columns.end * 3)
            })
            .flatten()
            .copied()
            .collect();
        writer.write_image_data(&cut)?;
        writer.finish()?;
        Ok(png)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pixels() -> Pixels {
        let rgb = (0..8 * 4).flat_map(|pixel| [pixel as u8; 3]).collect();
        Pixels {
            columns: 8,
            rows: 4,
            width: 4,
            height: 2,
            rgb,
        }
    }

    fn area(x: u32, y: u32, width: u32, height: u32) -> Area {
        Area {
            x,
            y,
            width,
            height,
        }
    }

    #[test]
    fn a_box_is_covered_in_pixels_and_nothing_beside_it_is() {
        let mut pixels = pixels();
        pixels.cover(area(1, 1, 2, 9));
        for (index, pixel) in pixels.rgb.chunks_exact(3).enumerate() {
            let (column, row) = (index % 8, index / 8);
            let covered = (2..6).contains(&column) && row >= 2;
            assert_eq!(pixel == [0x44; 3], covered, "{column}, {row}");
        }
        pixels.cover(area(900, 900, 5, 5));
    }

    #[test]
    fn a_picture_is_encoded_anew_whole_or_in_part() {
        let decoded = |png: &[u8]| {
            let mut reader = png::Decoder::new(std::io::Cursor::new(png))
                .read_info()
                .unwrap();
            let mut rgb = vec![0; reader.output_buffer_size().unwrap()];
            let info = reader.next_frame(&mut rgb).unwrap();
            (info.width, info.height, rgb)
        };
        let (width, height, rgb) = decoded(&pixels().png(None).unwrap());
        assert_eq!((width, height, rgb), (8, 4, pixels().rgb));
        let many = Pixels {
            columns: 100,
            rows: 100,
            width: 100,
            height: 100,
            rgb: vec![1; 30_000],
        };
        let (width, height, _) = decoded(&many.png(Some(area(50, 2, 10, 10))).unwrap());
        assert_eq!((width, height), (10 + 2 * MARGIN, 10 + MARGIN + 2));
    }

    #[test]
    fn an_answer_that_is_no_picture_is_refused() {
        let mut taken = Taken::default();
        let summary = |columns: &str| Summary {
            media_type: "image/png".to_owned(),
            reading: "view@1".to_owned(),
            encoding: None,
            outcome: daylight_model::Outcome::READ,
            pages: None,
            metadata: [
                ("columns", columns),
                ("rows", "2"),
                ("width", "1"),
                ("height", "2"),
            ]
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .into(),
            awaits: None,
        };
        taken.send(Frame::ChildBytes(vec![0; 6])).unwrap();
        taken.send(Frame::End(summary("4000000000"))).unwrap();
        assert!(taken.checked().is_err());
        let mut taken = Taken::default();
        taken.send(Frame::ChildBytes(vec![0; 6])).unwrap();
        taken.send(Frame::End(summary("1"))).unwrap();
        assert_eq!(taken.checked().unwrap().columns, 1);
        assert!(Taken::default().checked().is_err());
    }
}
