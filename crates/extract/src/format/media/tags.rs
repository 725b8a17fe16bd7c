//! What sound and film say of themselves, by name and value. Always: values whose encoding is not stated are decoded
//! together, by what fits them all; no more is kept than a reader of texts can use.

use daylight_model::{ChildKind, Outcome};

use crate::encoding::{decide, decode};
use crate::format::records::Records;
use crate::reading::{About, Out, child_named};

/// Values that are kept.
const VALUES: usize = 2000;

/// Bytes of all values.
const BYTES: usize = 4 << 20;

/// Files that are kept: pictures of covers and what was attached.
const FILES: usize = 64;

#[derive(Debug)]
enum Value {
    Text(String),
    /// In the code page of whoever wrote it.
    Bytes(Vec<u8>),
}

/// Tags, as they stand in the file.
#[derive(Debug, Default)]
pub(super) struct Tags {
    values: Vec<(String, Value)>,
    files: Vec<(String, Vec<u8>)>,
    bytes: usize,
}

impl Tags {
    fn has_room(&mut self, bytes: usize) -> bool {
        self.bytes = self.bytes.saturating_add(bytes);
        self.values.len() < VALUES && self.bytes <= BYTES
    }

    /// Keeps a value.
    pub(super) fn say(&mut self, name: &str, text: &str) {
        let text = text.trim_matches(|c: char| c == '\0' || c.is_whitespace());
        if !text.is_empty() && self.has_room(text.len()) {
            let text = text.replace('\0', " / ").replace("\r\n", "\n");
            self.values.push((name.to_owned(), Value::Text(text)));
        }
    }

    /// Keeps a value whose encoding is not known.
    pub(super) fn say_bytes(&mut self, name: &str, bytes: &[u8]) {
        let from = bytes.iter().position(|byte| !byte.is_ascii_whitespace());
        let bytes = bytes.get(from.unwrap_or(0)..).unwrap_or_default();
        let length = bytes
            .iter()
            .rposition(|byte| *byte != 0 && !byte.is_ascii_whitespace())
            .map_or(0, |at| at + 1);
        let bytes = &bytes[..length];
        if !bytes.is_empty() && self.has_room(bytes.len()) {
            let value = Value::Bytes(bytes.to_vec());
            self.values.push((name.to_owned(), value));
        }
    }

    /// Keeps a file, such as the picture of a cover.
    pub(super) fn file(&mut self, name: &str, bytes: &[u8]) {
        if self.files.len() < FILES && !bytes.is_empty() {
            let format = file_format::FileFormat::from_bytes(bytes);
            let name = match name.contains('.') {
                true => name.to_owned(),
                false => format!("{name}.{}", format.extension()),
            };
            let same = |(other, _): &&(String, Vec<u8>)| *other == name;
            let name = match self.files.iter().filter(same).count() {
                0 => name,
                _ => format!("{}-{name}", self.files.len() + 1),
            };
            self.files.push((name, bytes.to_vec()));
        }
    }

    /// Sends the tags as a table and the files; returns whether there were any tags.
    pub(super) fn send(self, out: &mut Out<'_>, about: &mut About) -> Result<bool, Outcome> {
        let mut undecided = Vec::new();
        for (_, value) in &self.values {
            if let Value::Bytes(bytes) = value {
                undecided.extend_from_slice(bytes);
                undecided.push(b'\n');
            }
        }
        let decision = decide(&undecided, None);
        let mut said: Vec<(String, String)> = Vec::new();
        for (name, value) in self.values {
            let value = match value {
                Value::Text(text) => text,
                Value::Bytes(bytes) => decode(&bytes, &decision).0.replace('\0', " / "),
            };
            // An older tag at the end has the same, cut off.
            let known = said
                .iter()
                .any(|(other, text)| *other == name && text.starts_with(&value));
            if !known {
                said.push((name, value));
            }
        }
        let properties = [
            ("title", "title"),
            ("artist", "author"),
            ("album", "album"),
            ("composer", "composer"),
            ("year", "created"),
            ("program", "program"),
            ("comment", "comment"),
            ("genre", "genre"),
            ("copyright", "copyright"),
        ];
        for (name, property) in properties {
            let first = said.iter().find(|(other, _)| other == name);
            if let Some((_, text)) = first
                && !about.metadata.contains_key(property)
            {
                about.says(property, text);
            }
        }
        let mut records = Records::new("tags", "tags", &["tag".to_owned(), "value".to_owned()]);
        // A program alone is a property and no text.
        let told = said.iter().any(|(name, _)| name != "program");
        if told {
            for (name, value) in said {
                records.row(&[name, value], out)?;
            }
            records.send(out)?;
        }
        for (name, bytes) in &self.files {
            let start = child_named(name.replace(['/', '\\'], "_"), ChildKind::Embedded);
            out.child(start, &mut bytes.as_slice(), |_| Outcome::READ)?;
        }
        Ok(told)
    }
}

/// Returns the name under which a key of Vorbis, Matroska, APE or Windows Media is kept.
pub(super) fn name_of(key: &str) -> String {
    let key = key.strip_prefix("WM/").unwrap_or(key).to_ascii_lowercase();
    let name = match key.replace(['_', '-'], " ").trim() {
        "author" | "performer" | "art" => "artist",
        "albumartist" => "album artist",
        "albumtitle" | "alb" => "album",
        "date" | "creationdate" | "date recorded" | "date released" => "year",
        "tracknumber" | "part number" => "track",
        "discnumber" | "partofset" => "disc",
        "encoder" | "encodingsettings" | "toolname" | "software" => "program",
        "unsyncedlyrics" | "unsynced lyrics" => "lyrics",
        "text" => "lyricist",
        other => return other.to_owned(),
    };
    name.to_owned()
}

/// Returns what a genre is called: a number, or a number in brackets before a name.
pub(super) fn genre(text: &str) -> String {
    let number = text.strip_prefix('(').and_then(|rest| rest.split_once(')'));
    let (number, rest) = number.unwrap_or((text, ""));
    let known = number.parse().ok().and_then(genre_named);
    match (known, rest.trim()) {
        (None, _) => text.to_owned(),
        (Some(name), "") => name.to_owned(),
        (Some(_), rest) => rest.to_owned(),
    }
}

/// Returns the name of a genre by its number: those of ID3 and those that Winamp added.
pub(super) fn genre_named(number: usize) -> Option<&'static str> {
    GENRES.split('|').nth(number)
}

const GENRES: &str = "Blues|Classic Rock|Country|Dance|Disco|Funk|Grunge|Hip-Hop|Jazz|Metal|New Age|Oldies|Other|Pop|R&B|Rap|\
Reggae|Rock|Techno|Industrial|Alternative|Ska|Death Metal|Pranks|Soundtrack|Euro-Techno|Ambient|Trip-Hop|Vocal|Jazz+Funk|\
Fusion|Trance|Classical|Instrumental|Acid|House|Game|Sound Clip|Gospel|Noise|Alternative Rock|Bass|Soul|Punk|Space|\
Meditative|Instrumental Pop|Instrumental Rock|Ethnic|Gothic|Darkwave|Techno-Industrial|Electronic|Pop-Folk|Eurodance|Dream|\
Southern Rock|Comedy|Cult|Gangsta|Top 40|Christian Rap|Pop/Funk|Jungle|Native American|Cabaret|New Wave|Psychedelic|Rave|\
Showtunes|Trailer|Lo-Fi|Tribal|Acid Punk|Acid Jazz|Polka|Retro|Musical|Rock & Roll|Hard Rock|Folk|Folk-Rock|National Folk|\
Swing|Fast Fusion|Bebop|Latin|Revival|Celtic|Bluegrass|Avantgarde|Gothic Rock|Progressive Rock|Psychedelic Rock|\
Symphonic Rock|Slow Rock|Big Band|Chorus|Easy Listening|Acoustic|Humour|Speech|Chanson|Opera|Chamber Music|Sonata|Symphony|\
Booty Bass|Primus|Porn Groove|Satire|Slow Jam|Club|Tango|Samba|Folklore|Ballad|Power Ballad|Rhythmic Soul|Freestyle|Duet|\
Punk Rock|Drum Solo|A Cappella|Euro-House|Dance Hall";
