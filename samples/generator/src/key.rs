//! The answer key: what an ideal reader finds in the leak, in the shapes that the program prints.
//!
//! Always: every path is one of `files`; every entry but those cites the first of several equal files.

use serde::Serialize;
use serde_json::{Map, Value};

/// The whole key; each list is a file `<name>.jsonl` of one object a line.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Key {
    /// Every file, acquired ones and those found inside others.
    pub files: Vec<FileEntry>,
    /// Texts with their places, a choice of them in long files.
    pub texts: Vec<TextEntry>,
    /// Queries and the files that they find.
    pub searches: Vec<SearchEntry>,
    /// Mentions with their normal form.
    pub mentions: Vec<MentionEntry>,
    /// Messages of chats and mails.
    pub messages: Vec<MessageEntry>,
    /// Tables with typed columns.
    pub tables: Vec<TableEntry>,
    /// What the documents say.
    pub claims: Vec<ClaimEntry>,
    /// The names of the invented world, for `daylight gazetteer add`: a CSV.
    pub gazetteer: String,
}

impl Key {
    /// Returns the key's files by name.
    ///
    /// # Errors
    /// What `serde_json` says, which these types do not give.
    pub fn documents(&self) -> Result<Vec<(&'static str, String)>, serde_json::Error> {
        Ok(vec![
            ("files.jsonl", lines(&self.files)?),
            ("texts.jsonl", lines(&self.texts)?),
            ("searches.jsonl", lines(&self.searches)?),
            ("mentions.jsonl", lines(&self.mentions)?),
            ("messages.jsonl", lines(&self.messages)?),
            ("tables.jsonl", lines(&self.tables)?),
            ("claims.jsonl", lines(&self.claims)?),
            ("gazetteer.csv", self.gazetteer.clone()),
        ])
    }
}

fn lines<T: Serialize>(entries: &[T]) -> Result<String, serde_json::Error> {
    let mut out = String::new();
    for entry in entries {
        out.push_str(&serde_json::to_string(entry)?);
        out.push('\n');
    }
    Ok(out)
}

/// A file as an ideal reader's ledger has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileEntry {
    /// Path, `outer.zip!/inner` for what stands in another file.
    pub path: String,
    /// Hash of the bytes.
    pub sha256: String,
    /// Size.
    pub bytes: u64,
    /// Media type.
    pub media_type: String,
    /// Encoding of a text by its WHATWG name in lower case; `mixed` where lines differ.
    pub encoding: Option<String>,
    /// `read`, `partial`, `failed` or `skipped`.
    pub state: String,
    /// From the contract's closed list.
    pub reason: Option<String>,
    /// First path of the same bytes, in the order of bytes.
    pub duplicate_of: Option<String>,
    /// Path of the file that this one stands in.
    pub parent: Option<String>,
    /// Whether nothing but a denial may be claimed from it.
    pub distractor: bool,
}

/// A place in a file and what stands there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Citation {
    /// Path of the file.
    pub path: String,
    /// Hash of its bytes.
    pub sha256: String,
    /// Place in it.
    pub locator: String,
    /// The words at that place.
    pub quote: String,
}

/// A text with its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TextEntry {
    /// Path of the file.
    pub path: String,
    /// Place in it.
    pub locator: String,
    /// The words at that place.
    pub quote: String,
}

/// A query and its result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SearchEntry {
    /// The query.
    pub query: String,
    /// What it tests.
    pub about: String,
    /// All files that it finds, in the order of their bytes, each of several equal files once.
    pub files: Vec<String>,
    /// Those of them whose text is not in pictures, Office files or mails.
    pub files_text: Vec<String>,
    /// Other paths of the same bytes.
    pub also_at: Vec<String>,
}

/// A mention.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MentionEntry {
    /// Type.
    #[serde(rename = "type")]
    pub kind: String,
    /// The words.
    pub text: String,
    /// Their normal form.
    pub value: Value,
    /// Their place.
    pub citation: Citation,
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MessageEntry {
    /// Path of the file.
    pub path: String,
    /// Number in the file, from 1.
    pub message: usize,
    /// Time, with its offset where the file states one.
    pub time: Option<String>,
    /// Zone as the file states it.
    pub time_zone: Option<String>,
    /// `stated` or `unknown`.
    pub zone_basis: String,
    /// Who writes.
    pub sender: String,
    /// To whom.
    pub recipients: Vec<String>,
    /// Name of the conversation.
    pub conversation: Option<String>,
    /// `text`, `image`, `file`, `voice`, `transfer`, `call` or `system`.
    pub kind: String,
    /// The words.
    pub text: String,
    /// The place.
    pub citation: Citation,
    /// Other paths of the same bytes.
    pub also_at: Vec<String>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Header.
    pub name: String,
    /// Type of what stands below it.
    #[serde(rename = "type")]
    pub kind: String,
    /// Whether it holds personal data.
    pub sensitive: bool,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TableEntry {
    /// Path of the file.
    pub path: String,
    /// Name of the sheet in a workbook.
    pub sheet: Option<String>,
    /// Title above the header.
    pub title: Option<String>,
    /// Row of the header, from 1.
    pub header_row: usize,
    /// Rows of data.
    pub rows: usize,
    /// Columns.
    pub columns: Vec<Column>,
    /// Place of the header.
    pub citation: Citation,
}

/// A claim.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClaimEntry {
    /// One of the contract's eleven types.
    #[serde(rename = "type")]
    pub kind: String,
    /// All slots of the type; null where the document leaves one open.
    pub fields: Map<String, Value>,
    /// As the contract lists them for the type.
    pub polarity: String,
    /// Hedging words as they stand.
    pub hedge: Option<String>,
    /// Places.
    pub citations: Vec<Citation>,
    /// Other paths of the same bytes.
    pub also_at: Vec<String>,
}
