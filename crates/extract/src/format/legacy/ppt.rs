//! Presentations of PowerPoint 97 to 2003 (MS-PPT): the slides as they were last saved, in the order of the show,
//! their texts at their boxes; notes and comments apart. Always: what a file saved over and over keeps of older
//! slides is not read; records that do not fit are left out.

mod drawing;
mod records;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use daylight_model::{ChildKind, LineBreaks, Outcome, PartKind, Place, Reason};
use flate2::read::ZlibDecoder;

use super::{pictures, summary};
use crate::format::compound::{Compound, u32_at};
use crate::format::locked;
use crate::reading::{About, Ending, Out, Written, child_named, failed, partial, unreadable};
use crate::source::Source;
use drawing::{Drawn, Said};
use records::{Record, kind, record_at, records};

/// Bytes that an embedded object may have, unpacked.
const UNPACKED: u64 = 256 << 20;

/// Edits that are followed back.
const EDITS: usize = 10_000;

/// Reads a presentation.
pub(crate) fn read(source: &mut Source<'_>, out: &mut Out<'_>, about: &mut About) -> Ending {
    about.reader = "ppt@1";
    let Some(bytes) = source.all().map_err(|error| unreadable(&error))? else {
        return Err(failed(
            Reason::MemoryLimit,
            "too large to be held in memory",
        ));
    };
    let broken = || failed(Reason::Corrupt, "its structure is damaged");
    let file = Compound::open(bytes).ok_or_else(broken)?;
    summary::describe(&file, about);
    // A file for PowerPoint 95 as well keeps what the newer one reads in a folder.
    let newer = file.find(None, "PP97_DUALSTORAGE");
    let stream = |name: &str| {
        let within = newer.and_then(|folder| file.find(Some(folder), name));
        within.map_or_else(|| file.stream(name), |entry| Some(file.read(entry).0))
    };
    let main = stream("PowerPoint Document").ok_or_else(broken)?;
    let user = stream("Current User").unwrap_or_default();
    if u32_at(&user, 12) == 0xf3d1_c4df {
        return locked::read_older(file, locked::presentation, read, source, out, about);
    }
    let kept = Kept::read(&main, u32_at(&user, 16) as usize);
    let lists = Lists::read(&kept);
    let mut number = 0;
    for listed in &lists.slides {
        let Some(slide) = kept.object(listed.object, kind::SLIDE) else {
            continue;
        };
        number += 1;
        send_slide(number, listed, slide, &lists, &kept, out)?;
    }
    about.pages = Some(number);
    pictures::send(&stream("Pictures").unwrap_or_default(), out)?;
    send_objects(&kept, out)?;
    if number == 0 && kept.document().is_none() {
        return Err(failed(Reason::Corrupt, "no slide can be found"));
    }
    if kept.salvaged {
        return Err(partial(
            Reason::Corrupt,
            "what says where its slides are is damaged",
        ));
    }
    Ok(())
}

/// Objects of the presentation by their number, as they were last saved.
struct Kept<'m> {
    main: &'m [u8],
    offsets: BTreeMap<u32, usize>,
    /// Whether the objects were found without their directory: their numbers are not the file's.
    salvaged: bool,
}

impl<'m> Kept<'m> {
    /// Follows the edits back from the last one; without them, takes the objects in their order in the stream.
    fn read(main: &'m [u8], last: usize) -> Self {
        let mut offsets = BTreeMap::new();
        let mut at = last;
        let mut seen = BTreeSet::new();
        while let Some(edit) = record_at(main, at).filter(|edit| edit.kind == kind::EDIT) {
            if !seen.insert(at) || seen.len() > EDITS {
                break;
            }
            let directory = u32_at(edit.body, 12) as usize;
            if let Some(directory) = record_at(main, directory) {
                listed_offsets(directory.body, &mut offsets);
            }
            at = u32_at(edit.body, 8) as usize;
            if at == 0 {
                break;
            }
        }
        let mut kept = Self {
            main,
            offsets,
            salvaged: false,
        };
        if kept.document().is_none() {
            kept.offsets.clear();
            kept.salvaged = true;
            let mut at = 0;
            while let Some(record) = record_at(main, at) {
                let number = u32::try_from(kept.offsets.len()).unwrap_or(u32::MAX);
                kept.offsets.insert(number, at);
                at += 8 + record.body.len();
            }
        }
        kept
    }

    fn document(&self) -> Option<Record<'m>> {
        let mut all = self.all().map(|(_, record)| record);
        all.find(|record| record.kind == kind::DOCUMENT)
    }

    fn object(&self, number: u32, kind: u16) -> Option<Record<'m>> {
        let record = record_at(self.main, *self.offsets.get(&number)?)?;
        (record.kind == kind).then_some(record)
    }

    fn all(&self) -> impl Iterator<Item = (u32, Record<'m>)> + '_ {
        self.offsets
            .iter()
            .filter_map(|(number, at)| Some((*number, record_at(self.main, *at)?)))
    }
}

/// Reads a directory of objects: runs of numbers with the place of each.
fn listed_offsets(mut body: &[u8], offsets: &mut BTreeMap<u32, usize>) {
    while body.len() >= 8 {
        let head = u32_at(body, 0);
        let (first, count) = (head & 0xf_ffff, (head >> 20) as usize);
        for n in 0..count.min(body.len() / 4 - 1) {
            let number = first.saturating_add(u32::try_from(n).unwrap_or(u32::MAX));
            let offset = u32_at(body, 4 + 4 * n) as usize;
            offsets.entry(number).or_insert(offset);
        }
        body = body.get(4 + 4 * count..).unwrap_or_default();
    }
}

/// A slide as the presentation lists it.
#[derive(Default)]
struct Listed {
    object: u32,
    slide: u32,
    said: Vec<Said>,
}

#[derive(Default)]
struct Lists {
    slides: Vec<Listed>,
    notes: Vec<Listed>,
}

impl Lists {
    fn read(kept: &Kept<'_>) -> Self {
        let mut lists = Self::default();
        let inside = kept.document().map_or(&[][..], |record| record.body);
        for list in records(inside).filter(|record| record.kind == kind::LIST) {
            let into = match list.instance {
                0 => &mut lists.slides,
                2 => &mut lists.notes,
                _ => continue,
            };
            let mut open = drawing::Text::default();
            for record in records(list.body) {
                if record.kind == kind::LISTED {
                    if let (Some(said), Some(last)) = (open.finish(), into.last_mut()) {
                        last.said.push(said);
                    }
                    into.push(Listed {
                        object: u32_at(record.body, 0),
                        slide: u32_at(record.body, 12),
                        said: Vec::new(),
                    });
                } else if let Some(said) = open.atom(&record)
                    && let Some(last) = into.last_mut()
                {
                    last.said.push(said);
                }
            }
            if let (Some(said), Some(last)) = (open.finish(), into.last_mut()) {
                last.said.push(said);
            }
        }
        if kept.salvaged {
            let slides = kept.all().filter(|(_, record)| record.kind == kind::SLIDE);
            let mut listed = std::mem::take(&mut lists.slides).into_iter();
            lists.slides = slides
                .map(|(object, _)| Listed {
                    object,
                    ..listed.next().unwrap_or_default()
                })
                .collect();
        }
        lists
    }
}

fn send_slide(
    number: u32,
    listed: &Listed,
    slide: Record<'_>,
    lists: &Lists,
    kept: &Kept<'_>,
    out: &mut Out<'_>,
) -> Ending {
    let Drawn {
        texts,
        comments,
        hidden,
    } = drawing::read(slide.body, &listed.said);
    if hidden {
        out.warn(None, format!("slide {number} is hidden"))?;
    }
    let mut written = Written::default();
    let mut title = None;
    for (said, area) in &texts {
        if title.is_none() && said.is_title() {
            let words: Vec<&str> = said.text.split_whitespace().collect();
            title = Some(words.join(" "));
        }
        push(&mut written, &said.text, number, *area);
    }
    out.part(PartKind::Slide, title, LineBreaks::End, written)?;
    let mut written = Written::default();
    for notes in &lists.notes {
        let Some(page) = kept.object(notes.object, kind::NOTES) else {
            continue;
        };
        let of = records(page.body).find(|record| record.kind == kind::NOTES_ATOM);
        if of.is_none_or(|of| u32_at(of.body, 0) != listed.slide) {
            continue;
        }
        for (said, _) in drawing::read(page.body, &notes.said).texts {
            if said.is_notes() {
                push(&mut written, &said.text, number, None);
            }
        }
    }
    let name = Some(number.to_string());
    out.part(PartKind::Notes, name.clone(), LineBreaks::End, written)?;
    let mut written = Written::default();
    for (author, text) in &comments {
        if !written.is_empty() {
            written.push("\n");
        }
        if !author.is_empty() {
            written.push(&format!("{author}: "));
        }
        let place = Place::Slide {
            slide: number,
            area: None,
        };
        written.push_at(text, place);
    }
    out.part(PartKind::Comments, name, LineBreaks::End, written)
}

fn push(written: &mut Written, text: &str, slide: u32, area: Option<daylight_model::Area>) {
    let text = text.trim_matches(['\n', ' ']);
    if text.is_empty() {
        return;
    }
    if !written.is_empty() {
        written.push("\n");
    }
    written.push_at(text, Place::Slide { slide, area });
}

/// Sends the documents that are embedded in slides.
fn send_objects(kept: &Kept<'_>, out: &mut Out<'_>) -> Ending {
    for (number, record) in kept.all() {
        if record.kind != kind::OBJECT {
            continue;
        }
        let mut bytes = record.body.to_vec();
        if record.instance == 1 {
            bytes.clear();
            let packed = record.body.get(4..).unwrap_or_default();
            let _ = ZlibDecoder::new(packed)
                .take(UNPACKED)
                .read_to_end(&mut bytes);
        }
        let Some(file) = Compound::open(bytes.clone()) else {
            continue;
        };
        // Macros are kept in the same way.
        if file.find(None, "VBA").is_some() {
            out.warn(None, "holds macros, which were not run")?;
        }
        let name = format!("object{number}");
        let start = child_named(name, ChildKind::Embedded);
        match super::objects::content(&file, None) {
            Some((name, inner)) => {
                let start = name.map_or(start, |name| child_named(name, ChildKind::Embedded));
                out.child(start, &mut inner.as_slice(), |_| Outcome::READ)?;
            }
            None => {
                out.child(start, &mut bytes.as_slice(), |_| Outcome::READ)?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;

#[cfg(test)]
pub(crate) use tests::sample;
