//! Gathers files and what the key says of them, while documents are made.
//!
//! Always: an entry names a file that was added; hashes, duplicates and order are settled once, at the end.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use super::search::Document;
use super::template::Said;
use super::{LeakError, LeakFile};
use crate::key::{
    Citation, ClaimEntry, Column, FileEntry, Key, MentionEntry, MessageEntry, TableEntry, TextEntry,
};
use crate::write::WriteError;

/// Most texts of one file that the key lists.
const TEXTS_PER_FILE: usize = 40;

/// A place: path, locator, words.
pub(crate) type Place = (String, String, String);

/// What a document is, apart from its bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Nature {
    pub(crate) media_type: &'static str,
    pub(crate) encoding: Option<&'static str>,
    pub(crate) state: &'static str,
    pub(crate) reason: Option<&'static str>,
    /// Whether text is read without pictures, Office or mail formats.
    pub(crate) plain: bool,
}

impl Nature {
    /// A text format in an encoding.
    pub(crate) const fn text(media_type: &'static str, encoding: &'static str) -> Self {
        Self {
            media_type,
            encoding: Some(encoding),
            state: "read",
            reason: None,
            plain: true,
        }
    }

    /// A format that is no text and is read.
    pub(crate) const fn binary(media_type: &'static str) -> Self {
        Self {
            media_type,
            encoding: None,
            state: "read",
            reason: None,
            plain: false,
        }
    }

    pub(crate) const PDF: Self = Self {
        plain: true,
        ..Self::binary("application/pdf")
    };
    pub(crate) const PNG: Self = Self::binary("image/png");
    pub(crate) const JPEG: Self = Self::binary("image/jpeg");
    pub(crate) const XLSX: Self =
        Self::binary("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    pub(crate) const DOCX: Self =
        Self::binary("application/vnd.openxmlformats-officedocument.wordprocessingml.document");
}

/// A claim before its places have hashes.
#[derive(Debug, Clone)]
pub(crate) struct Claimed {
    pub(crate) kind: String,
    pub(crate) fields: Map<String, Value>,
    pub(crate) polarity: String,
    pub(crate) hedge: Option<String>,
    /// Row and column, from 1, where it is made in a table.
    pub(crate) cell: Option<(usize, usize)>,
}

struct Gathered {
    bytes: Vec<u8>,
    nature: Nature,
    acquired: bool,
    distractor: bool,
}

/// Files and key entries.
#[derive(Default)]
pub(crate) struct Collector {
    files: BTreeMap<String, Gathered>,
    texts: Vec<TextEntry>,
    mentions: Vec<(Place, &'static str, Value)>,
    messages: Vec<MessageEntry>,
    tables: Vec<TableEntry>,
    claims: Vec<(Claimed, Vec<Place>)>,
    documents: Vec<Document>,
}

impl Collector {
    /// Adds a file that is acquired.
    pub(crate) fn file(&mut self, path: &str, bytes: Vec<u8>, nature: Nature) {
        let gathered = Gathered {
            bytes,
            nature,
            acquired: true,
            distractor: false,
        };
        let before = self.files.insert(path.to_owned(), gathered);
        assert!(before.is_none(), "two files of the leak are named {path}");
    }

    /// Says that nothing but a denial may be claimed from a file.
    pub(crate) fn distracts(&mut self, path: &str) {
        if let Some(file) = self.files.get_mut(path) {
            file.distractor = true;
        }
    }

    /// Adds the same bytes under another path.
    pub(crate) fn copy(&mut self, from: &str, to: &str) {
        if let Some(file) = self.files.get(from) {
            let (bytes, nature, distractor) = (file.bytes.clone(), file.nature, file.distractor);
            self.file(to, bytes, nature);
            if distractor {
                self.distracts(to);
            }
        }
    }

    /// Returns the bytes of a file, none where there is no such file.
    pub(crate) fn bytes(&self, path: &str) -> Vec<u8> {
        self.files
            .get(path)
            .map(|file| file.bytes.clone())
            .unwrap_or_default()
    }

    /// Returns name and bytes of each file that is not inside another, in the order of their paths.
    pub(crate) fn members(&self) -> Vec<(String, Vec<u8>)> {
        self.files
            .iter()
            .filter(|(_, file)| file.acquired)
            .map(|(path, file)| (path.clone(), file.bytes.clone()))
            .collect()
    }

    /// Takes over what was gathered for files that stand in `container`.
    pub(crate) fn absorb(&mut self, container: &str, inner: Collector) {
        let inside = |path: &str| format!("{container}!/{path}");
        for (path, mut file) in inner.files {
            file.acquired = false;
            self.files.insert(inside(&path), file);
        }
        self.texts.extend(inner.texts.into_iter().map(|mut text| {
            text.path = inside(&text.path);
            text
        }));
        self.mentions
            .extend(inner.mentions.into_iter().map(|(mut place, kind, value)| {
                place.0 = inside(&place.0);
                (place, kind, value)
            }));
        for mut message in inner.messages {
            message.path = inside(&message.path);
            message.citation.path.clone_from(&message.path);
            self.messages.push(message);
        }
        for mut table in inner.tables {
            table.path = inside(&table.path);
            table.citation.path.clone_from(&table.path);
            self.tables.push(table);
        }
        for (claim, mut places) in inner.claims {
            for place in &mut places {
                place.0 = inside(&place.0);
            }
            self.claims.push((claim, places));
        }
        for mut document in inner.documents {
            document.path = inside(&document.path);
            self.documents.push(document);
        }
    }

    /// Says that words stand at a place.
    pub(crate) fn text(&mut self, path: &str, locator: &str, quote: &str) {
        if !quote.trim().is_empty() {
            self.texts.push(TextEntry {
                path: path.to_owned(),
                locator: locator.to_owned(),
                quote: quote.to_owned(),
            });
        }
    }

    /// Says that a text stands at a place, with its mentions.
    pub(crate) fn said(&mut self, path: &str, locator: &str, said: &Said) {
        self.text(path, locator, &said.text);
        for mark in &said.mentions {
            let quote = said.text[mark.start..mark.end].to_owned();
            self.mention(path, locator, &quote, mark.kind, mark.value.clone());
        }
    }

    /// Says that a mention stands at a place.
    pub(crate) fn mention(
        &mut self,
        path: &str,
        locator: &str,
        quote: &str,
        kind: &'static str,
        value: Value,
    ) {
        let place = (path.to_owned(), locator.to_owned(), quote.to_owned());
        self.mentions.push((place, kind, value));
    }

    /// Adds a message; its citation's hash follows at the end.
    pub(crate) fn message(&mut self, message: MessageEntry) {
        self.messages.push(message);
    }

    /// Adds a table.
    pub(crate) fn table(
        &mut self,
        path: &str,
        sheet: Option<&str>,
        title: Option<&str>,
        header: (usize, &str, &str),
        rows: usize,
        columns: &[(&str, &str, bool)],
    ) {
        let (header_row, locator, quote) = header;
        let columns = columns
            .iter()
            .map(|(name, kind, sensitive)| Column {
                name: (*name).to_owned(),
                kind: (*kind).to_owned(),
                sensitive: *sensitive,
            })
            .collect();
        self.tables.push(TableEntry {
            path: path.to_owned(),
            sheet: sheet.map(str::to_owned),
            title: title.map(str::to_owned),
            header_row,
            rows,
            columns,
            citation: cited(path, locator, quote),
        });
    }

    /// Adds a claim with its places.
    pub(crate) fn claim(&mut self, claim: Claimed, places: Vec<Place>) {
        self.claims.push((claim, places));
    }

    /// Says what a search looks at in a file: pieces of text that a match never crosses.
    pub(crate) fn searchable(&mut self, path: &str, pieces: Vec<String>) {
        let plain = self.files.get(path).is_some_and(|file| file.nature.plain);
        self.documents.push(Document {
            path: path.to_owned(),
            plain,
            pieces,
        });
    }

    /// Returns the acquired files, the key without its searches, and what searches look at.
    pub(crate) fn finish(self) -> (Vec<LeakFile>, Key, Vec<Document>, Duplicates) {
        let duplicates = Duplicates::of(&self.files);
        let first = |path: &str| duplicates.first(path);
        let mut key = Key::default();
        for (path, file) in &self.files {
            let state = file.nature;
            key.files.push(FileEntry {
                path: path.clone(),
                sha256: duplicates.hash(path),
                bytes: file.bytes.len() as u64,
                media_type: state.media_type.to_owned(),
                encoding: state.encoding.map(str::to_owned),
                state: state.state.to_owned(),
                reason: state.reason.map(str::to_owned),
                duplicate_of: Some(first(path)).filter(|first| first != path),
                parent: path.rsplit_once("!/").map(|(parent, _)| parent.to_owned()),
                distractor: file.distractor,
            });
        }
        key.texts = chosen(self.texts);
        for text in &mut key.texts {
            text.path = first(&text.path);
        }
        let cite = |(path, locator, quote): &Place| {
            let path = first(path);
            Citation {
                sha256: duplicates.hash(&path),
                path,
                locator: locator.clone(),
                quote: quote.clone(),
            }
        };
        key.mentions = self
            .mentions
            .iter()
            .map(|(place, kind, value)| MentionEntry {
                kind: (*kind).to_owned(),
                text: place.2.clone(),
                value: value.clone(),
                citation: cite(place),
            })
            .collect();
        for mut message in self.messages {
            message.path = first(&message.path);
            message.also_at = duplicates.others(&message.path);
            message.citation.sha256 = duplicates.hash(&message.path);
            message.citation.path.clone_from(&message.path);
            key.messages.push(message);
        }
        for mut table in self.tables {
            table.path = first(&table.path);
            table.citation.sha256 = duplicates.hash(&table.path);
            table.citation.path.clone_from(&table.path);
            key.tables.push(table);
        }
        for (claim, places) in self.claims {
            let citations: Vec<Citation> = places.iter().map(cite).collect();
            let also_at = citations
                .first()
                .map(|citation| duplicates.others(&citation.path))
                .unwrap_or_default();
            key.claims.push(ClaimEntry {
                kind: claim.kind,
                fields: claim.fields,
                polarity: claim.polarity,
                hedge: claim.hedge,
                citations,
                also_at,
            });
        }
        let mut documents = self.documents;
        for document in &mut documents {
            document.path = first(&document.path);
        }
        let files = self
            .files
            .into_iter()
            .filter(|(_, file)| file.acquired)
            .map(|(path, file)| LeakFile {
                path,
                bytes: file.bytes,
            })
            .collect();
        (files, key, documents, duplicates)
    }
}

/// Which files have the same bytes.
pub(crate) struct Duplicates {
    hashes: BTreeMap<String, String>,
    paths: BTreeMap<String, Vec<String>>,
}

impl Duplicates {
    fn of(files: &BTreeMap<String, Gathered>) -> Self {
        let mut hashes = BTreeMap::new();
        let mut paths: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (path, file) in files {
            let hash = hex::encode(Sha256::digest(&file.bytes));
            hashes.insert(path.clone(), hash.clone());
            paths.entry(hash).or_default().push(path.clone());
        }
        Self { hashes, paths }
    }

    fn hash(&self, path: &str) -> String {
        self.hashes.get(path).cloned().unwrap_or_default()
    }

    fn same(&self, path: &str) -> &[String] {
        self.hashes
            .get(path)
            .and_then(|hash| self.paths.get(hash))
            .map_or(&[], Vec::as_slice)
    }

    /// Returns the first path of the same bytes.
    pub(crate) fn first(&self, path: &str) -> String {
        self.same(path)
            .first()
            .cloned()
            .unwrap_or_else(|| path.to_owned())
    }

    /// Returns the other paths of the same bytes.
    pub(crate) fn others(&self, path: &str) -> Vec<String> {
        self.same(path)
            .iter()
            .filter(|other| *other != path)
            .cloned()
            .collect()
    }
}

fn cited(path: &str, locator: &str, quote: &str) -> Citation {
    Citation {
        path: path.to_owned(),
        sha256: String::new(),
        locator: locator.to_owned(),
        quote: quote.to_owned(),
    }
}

/// Returns a citation whose hash follows when all is gathered.
pub(crate) fn message_citation(path: &str, locator: &str, quote: &str) -> Citation {
    cited(path, locator, quote)
}

/// Keeps at most some texts of each file, spread evenly.
fn chosen(texts: Vec<TextEntry>) -> Vec<TextEntry> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for text in &texts {
        *counts.entry(text.path.clone()).or_default() += 1;
    }
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    texts
        .into_iter()
        .filter(|text| {
            let count = counts[&text.path];
            let at = seen.entry(text.path.clone()).or_default();
            let before = *at * TEXTS_PER_FILE / count.max(TEXTS_PER_FILE);
            *at += 1;
            count <= TEXTS_PER_FILE || *at * TEXTS_PER_FILE / count > before
        })
        .collect()
}

/// The slots of each type of claim, in the order of the contract.
const FIELDS: [(&str, &[&str]); 11] = [
    (
        "target",
        &[
            "name",
            "name_en",
            "country",
            "sector",
            "data_type",
            "volume_bytes",
            "date",
            "remark",
        ],
    ),
    (
        "payment",
        &[
            "amount",
            "currency",
            "low",
            "high",
            "approximate",
            "original",
            "period",
            "purpose",
            "payer",
            "payee",
            "for",
            "date",
        ],
    ),
    (
        "offering",
        &[
            "seller",
            "product",
            "version",
            "capability",
            "attack",
            "price",
        ],
    ),
    (
        "request",
        &["client", "wants", "target", "country", "outcome"],
    ),
    (
        "tender",
        &[
            "bidder",
            "authority",
            "project",
            "reference",
            "amount",
            "currency",
            "date",
        ],
    ),
    (
        "dataset",
        &[
            "title",
            "rows",
            "columns",
            "sensitive",
            "country",
            "volume_bytes",
            "date_range",
        ],
    ),
    (
        "account_access",
        &["service", "account", "result", "address"],
    ),
    ("relationship", &["from", "role", "to", "since", "until"]),
    ("complaint", &["person", "about", "against"]),
    ("profile", &["organisation", "property", "value"]),
    ("statement", &["speaker", "stance", "about", "date"]),
];

/// Returns a claim of these slots; the others of its type are null. Numbers, lists and truth values are
/// made of words where the slot wants them.
pub(crate) fn claimed(
    kind: &str,
    polarity: &str,
    hedge: Option<&str>,
    given: &[(&str, String)],
) -> Claimed {
    let slots = FIELDS
        .iter()
        .find(|(name, _)| *name == kind)
        .map_or(&[][..], |(_, slots)| slots);
    assert!(!slots.is_empty(), "no such type of claim: {kind}");
    for (name, _) in given {
        assert!(slots.contains(name), "a {kind} has no slot {name}");
    }
    let fields = slots
        .iter()
        .map(|slot| {
            let words = given
                .iter()
                .find(|(name, _)| name == slot)
                .map(|(_, words)| words.as_str());
            ((*slot).to_owned(), typed(slot, words))
        })
        .collect();
    Claimed {
        kind: kind.to_owned(),
        fields,
        polarity: polarity.to_owned(),
        hedge: hedge.map(str::to_owned),
        cell: None,
    }
}

fn typed(slot: &str, words: Option<&str>) -> Value {
    let Some(words) = words.filter(|words| *words != "null") else {
        return if slot == "approximate" {
            json!(false)
        } else {
            Value::Null
        };
    };
    match slot {
        "volume_bytes" | "rows" => json!(words.parse::<u64>().ok()),
        "approximate" | "sensitive" => json!(words == "true"),
        "attack" | "columns" => json!(words.split(',').collect::<Vec<_>>()),
        _ => json!(words),
    }
}

/// Names the file in an error of a writer.
pub(crate) fn at<T>(path: &str, result: Result<T, WriteError>) -> Result<T, LeakError> {
    result.map_err(|source| LeakError::Write {
        path: path.to_owned(),
        source,
    })
}
