//! Pictures read with the models themselves, from the folder into which `daylight models fetch` puts them:
//! screenshots of the sample leak against its key, and the same turned.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "tests read files and the environment"
)]

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::{env, fs};

use daylight_extract::ocr::{Models, Reader};
use daylight_model::{
    Frame, Job, LOOKS, PartData, Pass, Place, Reason, Sink, State, Stopped, Summary,
};
use image::{DynamicImage, ImageFormat, RgbImage};

fn models() -> PathBuf {
    let set = |name| {
        env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    set("DAYLIGHT_MODELS")
        .or_else(|| Some(set("XDG_DATA_HOME")?.join("daylight/models")))
        .or_else(|| Some(set("HOME")?.join(".local/share/daylight/models")))
        .unwrap()
}

fn reader() -> &'static Reader {
    static READER: OnceLock<Reader> = OnceLock::new();
    READER.get_or_init(|| {
        let folder = models();
        let file = |name: &str| {
            fs::read(folder.join(name))
                .unwrap_or_else(|_| panic!("{name} is not here: run `daylight models fetch`"))
        };
        let reader = Reader::new(&Models {
            detector: &file("ppocr6-lines.onnx"),
            small: &file("ppocr6-small.onnx"),
            tiny: &file("ppocr6-tiny.onnx"),
            tiny_characters: &file("ppocr6-tiny.txt"),
            orientation: &file("page-orientation.onnx"),
        })
        .unwrap();
        assert!(reader.warm_up());
        reader
    })
}

#[derive(Default)]
struct Parts(Vec<PartData>);

impl Sink for Parts {
    fn send(&mut self, frame: Frame) -> Result<(), Stopped> {
        if let Frame::Part(part) = frame {
            self.0.push(part);
        }
        Ok(())
    }
}

fn read(bytes: &[u8], pass: Pass) -> (Summary, Vec<PartData>) {
    let job = Job {
        name: "picture".to_owned(),
        bytes: bytes.len() as u64,
        pass,
        ..Job::default()
    };
    let mut parts = Parts::default();
    let mut input = Cursor::new(bytes);
    let summary = daylight_extract::read_with(&mut input, &job, &mut parts, Some(reader()));
    (summary, parts.0)
}

fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples")
}

/// What stands in the pictures of the sample leak: path, box, words.
fn key() -> BTreeMap<String, Vec<(Place, String)>> {
    let mut key: BTreeMap<String, Vec<(Place, String)>> = BTreeMap::new();
    for line in fs::read_to_string(sample().join("key/texts.jsonl"))
        .unwrap()
        .lines()
    {
        let entry: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = |field: &str| entry[field].as_str().unwrap().to_owned();
        if text("path").ends_with(".png")
            && let Ok(place @ Place::Picture(_)) = text("locator").parse()
        {
            key.entry(text("path"))
                .or_default()
                .push((place, text("quote")));
        }
    }
    key
}

fn bare(text: &str) -> String {
    text.split_whitespace().collect()
}

/// The words at a place: those of every anchor whose middle lies in the box.
fn at(part: &PartData, place: &Place) -> String {
    let Place::Picture(wanted) = place else {
        return String::new();
    };
    part.anchors
        .iter()
        .filter(|anchor| match &anchor.place {
            Place::Picture(area) => {
                let (x, y) = (area.x + area.width / 2, area.y + area.height / 2);
                (wanted.x..wanted.x + wanted.width).contains(&x)
                    && (wanted.y..wanted.y + wanted.height).contains(&y)
            }
            _ => false,
        })
        .filter_map(|anchor| part.text.get(anchor.range()))
        .collect()
}

#[test]
fn screenshots_of_the_sample_are_read_where_their_words_stand() {
    let (mut right, mut all) = (0, 0);
    for (path, entries) in key().iter().step_by(8) {
        let bytes = fs::read(sample().join("leak").join(path)).unwrap();
        let (summary, parts) = read(&bytes, Pass::First);
        assert_eq!(
            summary.outcome.state,
            State::Read,
            "{path}: {:?}",
            summary.outcome
        );
        assert_eq!(summary.awaits, Some(Pass::Second));
        for (place, quote) in entries {
            all += 1;
            right += usize::from(bare(&at(&parts[0], place)) == bare(quote));
        }
    }
    assert!(all > 20, "{all}");
    assert!(
        right * 100 >= all * 85,
        "{right} of {all} words are right where they stand"
    );
}

#[test]
fn a_page_is_read_whichever_way_it_lies_and_its_boxes_lie_with_it() {
    let (path, entries) = key()
        .into_iter()
        .max_by_key(|(_, entries)| entries.len())
        .unwrap();
    let picture = image::open(sample().join("leak").join(path)).unwrap();
    let (width, height) = (picture.width(), picture.height());
    let half = DynamicImage::rotate180(&picture);
    let mut bytes = Cursor::new(Vec::new());
    half.write_to(&mut bytes, ImageFormat::Png).unwrap();
    let (_, parts) = read(&bytes.into_inner(), Pass::First);
    let right = entries
        .iter()
        .filter(|(place, quote)| {
            let Place::Picture(mut area) = place.clone() else {
                return false;
            };
            area.x = width - area.x - area.width;
            area.y = height - area.y - area.height;
            bare(&at(&parts[0], &Place::Picture(area))) == bare(quote)
        })
        .count();
    assert!(
        right * 100 >= entries.len() * 80,
        "{right} of {}",
        entries.len()
    );
}

#[test]
fn a_tall_screenshot_gives_each_line_once() {
    // Pieces of a picture below each other, until tiles must be cut somewhere.
    let (path, entries) = key()
        .into_iter()
        .max_by_key(|(_, entries)| entries.len())
        .unwrap();
    let bytes = fs::read(sample().join("leak").join(path)).unwrap();
    let picture = image::load_from_memory(&bytes).unwrap().into_rgb8();
    let count = 2600 / picture.height() + 1;
    let mut tall = RgbImage::new(picture.width(), picture.height() * count);
    for index in 0..count {
        image::imageops::replace(&mut tall, &picture, 0, i64::from(index * picture.height()));
    }
    let mut encoded = Cursor::new(Vec::new());
    tall.write_to(&mut encoded, ImageFormat::Png).unwrap();
    let tall = encoded.into_inner();
    let both = |pass| {
        let (one, many) = (read(&bytes, pass).1, read(&tall, pass).1);
        (bare(&one[0].text), bare(&many[0].text))
    };
    for pass in [Pass::First, Pass::Second] {
        let (one, many) = both(pass);
        // One letter or another is read otherwise where a pixel falls elsewhere; a line that is lost or found twice
        // would tell by its length.
        let (once, often) = (one.chars().count(), many.chars().count());
        let off = often.abs_diff(once * count as usize);
        assert!(
            off * 100 <= often,
            "{often} letters, not {count} times {once}"
        );
        if pass == Pass::First {
            continue;
        }
        let han = |quote: &String| quote.chars().all(|c| ('\u{4e00}'..'\u{9fff}').contains(&c));
        let quotes = entries.iter().map(|(_, quote)| bare(quote)).filter(han);
        let longest = quotes.max_by_key(String::len).unwrap();
        let times = one.matches(&longest).count();
        assert!(times > 0, "{longest}");
        assert_eq!(
            many.matches(&longest).count(),
            times * count as usize,
            "{longest}"
        );
    }
}

#[test]
fn a_picture_without_writing_is_read_and_says_so() {
    let picture = RgbImage::from_fn(400, 300, |x, y| {
        image::Rgb([(x / 2) as u8, (y / 2) as u8, 90])
    });
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
    let (summary, parts) = read(&bytes.into_inner(), Pass::Second);
    assert_eq!(summary.outcome.state, State::Read);
    assert_eq!(summary.outcome.reason, Some(Reason::NoText));
    assert_eq!(summary.reading, "picture@4/ppocr6-small");
    assert_eq!(summary.awaits, None);
    assert!(parts.is_empty());
}

#[test]
fn a_picture_of_a_phone_is_read_as_it_is_held_at_boxes_of_how_it_is_stored() {
    let bytes = include_bytes!("heic/phone.heic");
    for pass in [Pass::First, Pass::Second] {
        let (summary, parts) = read(bytes, pass);
        assert_eq!(summary.outcome.state, State::Read, "{:?}", summary.outcome);
        assert!(summary.metadata.contains_key(LOOKS));
        assert_eq!(bare(&parts[0].text), "InvoiceNo.2046Harbour");
        // Upright the words stand below each other; as it is stored they stand beside each other, on their sides.
        let mut boxes = parts[0].anchors.iter().map(|anchor| match anchor.place {
            Place::Picture(area) => area,
            _ => panic!("{:?}", anchor.place),
        });
        let (first, last) = (boxes.next().unwrap(), boxes.next_back().unwrap());
        assert!(first.height > first.width && first.x < 120, "{first:?}");
        assert!(last.height > last.width && last.x > 340, "{last:?}");
    }
}

#[test]
fn lines_of_a_script_that_is_not_read_are_told_and_what_was_read_of_them_is_kept() {
    let bytes = include_bytes!("scripts/russian.png");
    for pass in [Pass::First, Pass::Second] {
        let (summary, parts) = read(bytes, pass);
        let outcome = summary.outcome;
        assert_eq!(outcome.state, State::Partial, "{outcome:?}");
        assert_eq!(outcome.reason, Some(Reason::ScriptUnread));
        let text = &parts[0].text;
        assert!(text.contains("2024"), "{text}");
        assert!(bare(text).contains("125"), "{text}");
        assert!(
            text.lines()
                .all(|line| line.chars().any(char::is_alphanumeric))
        );
    }
}

#[test]
fn the_same_pixels_give_the_same_reading() {
    let (path, _) = key().into_iter().next().unwrap();
    let bytes = fs::read(sample().join("leak").join(path)).unwrap();
    assert_eq!(read(&bytes, Pass::First), read(&bytes, Pass::First));
}

#[test]
fn two_pictures_of_one_window_look_alike_and_a_third_does_not() {
    let looks = |path: &str| {
        let bytes = fs::read(sample().join("leak").join(path)).unwrap();
        let looks = read(&bytes, Pass::First).0.metadata[LOOKS].clone();
        u64::from_str_radix(&looks, 16).unwrap()
    };
    let small = looks("产品/登录界面/4480e52f-0408-4733-99e0-e2bbe474b93f.png");
    let large = looks("产品/登录界面/6885a02d-41da-4541-8d8f-86032556b3b8.png");
    let other = looks("截图/189a4526-2615-46b1-b6ee-c26ad3377686.png");
    assert!((small ^ large).count_ones() <= 6);
    assert!((small ^ other).count_ones() > 12);
}
