//! Scripts: what chats, papers, mails and notes say, read from the data files that hold their words.
//!
//! Always: a line is who speaks or what kind of block it is, a text with slots, and the claims that it makes.

use toml::{Table, Value};

use super::collect::{Claimed, claimed};
use super::template::{Said, Slot, Slots, say};
use super::{LeakError, Wording};

/// A script as the data file has it.
#[derive(Debug, Clone)]
pub(crate) struct Script {
    pub(crate) name: String,
    fields: Table,
    pub(crate) lines: Vec<Line>,
}

/// A line of a script.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    /// Role of the speaker, or kind of the block.
    pub(crate) by: String,
    template: String,
    claims: Vec<Table>,
    /// Rows, of tables.
    rows: Vec<Vec<String>>,
}

/// A line with its slots filled.
#[derive(Debug, Clone)]
pub(crate) struct Passage {
    pub(crate) by: String,
    pub(crate) said: Said,
    pub(crate) claims: Vec<Claimed>,
    pub(crate) rows: Vec<Vec<Said>>,
}

/// The data files of a kind, one for each wording.
macro_rules! bank {
    ($wording:expr, $name:literal) => {
        match $wording {
            Wording::A => (
                concat!($name, "_a.toml"),
                include_str!(concat!("../../data/", $name, "_a.toml")),
            ),
            Wording::B => (
                concat!($name, "_b.toml"),
                include_str!(concat!("../../data/", $name, "_b.toml")),
            ),
            Wording::C => (
                concat!($name, "_c.toml"),
                include_str!(concat!("../../data/", $name, "_c.toml")),
            ),
            Wording::D => (
                concat!($name, "_d.toml"),
                include_str!(concat!("../../data/", $name, "_d.toml")),
            ),
        }
    };
}

/// Reads the chats.
pub(crate) fn chats(wording: Wording) -> Result<Vec<Script>, LeakError> {
    let (file, text) = bank!(wording, "chats");
    read(file, text)
}

/// Reads the papers.
pub(crate) fn papers(wording: Wording) -> Result<Vec<Script>, LeakError> {
    let (file, text) = bank!(wording, "papers");
    read(file, text)
}

/// Reads the mails.
pub(crate) fn mails(wording: Wording) -> Result<Vec<Script>, LeakError> {
    let (file, text) = bank!(wording, "mails");
    read(file, text)
}

/// Reads the notes.
pub(crate) fn notes(wording: Wording) -> Result<Vec<Script>, LeakError> {
    let (file, text) = bank!(wording, "notes");
    read(file, text)
}

fn read(file: &'static str, text: &str) -> Result<Vec<Script>, LeakError> {
    let shape = |line: &str| LeakError::Shape {
        file,
        line: line.to_owned(),
    };
    let whole: Table = toml::from_str(text).map_err(|source| LeakError::Data { file, source })?;
    let mut scripts = Vec::new();
    let list = whole.get("script").and_then(Value::as_array);
    for script in list.into_iter().flatten() {
        let mut fields = script
            .as_table()
            .cloned()
            .ok_or_else(|| shape(&script.to_string()))?;
        let lines = fields.remove("lines").unwrap_or(Value::Array(Vec::new()));
        let lines = lines.as_array().cloned().unwrap_or_default();
        let lines: Option<Vec<Line>> = lines.iter().map(line).collect();
        let name = fields
            .get("name")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned();
        scripts.push(Script {
            lines: lines.ok_or_else(|| shape(&format!("a line of `{name}`")))?,
            name,
            fields,
        });
    }
    Ok(scripts)
}

fn line(value: &Value) -> Option<Line> {
    let items = value.as_array()?;
    let mut rows = Vec::new();
    let mut claims = Vec::new();
    for item in items.get(2..).unwrap_or_default() {
        match item {
            Value::Table(claim) => claims.push(claim.clone()),
            Value::Array(row) => rows.push(
                row.iter()
                    .filter_map(|cell| cell.as_str().map(str::to_owned))
                    .collect(),
            ),
            _ => return None,
        }
    }
    Some(Line {
        by: items.first()?.as_str()?.to_owned(),
        template: items
            .get(1)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned(),
        claims,
        rows,
    })
}

impl Script {
    /// Returns the words of a field, with slots filled; empty where there is none.
    pub(crate) fn words(&self, field: &str, slots: &Slots) -> Result<String, LeakError> {
        let template = self
            .fields
            .get(field)
            .and_then(Value::as_str)
            .unwrap_or_default();
        Ok(say(template, slots)?.text)
    }

    /// Returns the words of a field with its slots as they stand.
    pub(crate) fn raw(&self, field: &str) -> String {
        let words = self.fields.get(field).and_then(Value::as_str);
        words.unwrap_or_default().to_owned()
    }

    /// Returns a field's list of words as they stand.
    pub(crate) fn list(&self, field: &str) -> Vec<String> {
        let list = self.fields.get(field).and_then(Value::as_array);
        list.into_iter()
            .flatten()
            .filter_map(|item| item.as_str().map(str::to_owned))
            .collect()
    }

    /// Returns a field's number.
    pub(crate) fn number(&self, field: &str) -> Option<usize> {
        let number = self.fields.get(field).and_then(Value::as_integer)?;
        usize::try_from(number).ok()
    }
}

impl Line {
    /// Fills the slots; `me` is how the speaker is shown.
    pub(crate) fn fill(&self, slots: &Slots, me: &str) -> Result<Passage, LeakError> {
        let mut slots = slots.clone();
        slots.insert("me".into(), Slot::plain(me));
        let claims = self.claims.iter().map(|claim| fill_claim(claim, &slots));
        let rows = self
            .rows
            .iter()
            .map(|row| row.iter().map(|cell| say(cell, &slots)).collect());
        Ok(Passage {
            by: self.by.clone(),
            said: say(&self.template, &slots)?,
            claims: claims.collect::<Result<_, _>>()?,
            rows: rows.collect::<Result<_, _>>()?,
        })
    }
}

fn fill_claim(claim: &Table, slots: &Slots) -> Result<Claimed, LeakError> {
    let mut given = Vec::new();
    for (name, value) in claim {
        let words = match value {
            Value::String(template) => say(template, slots)?.text,
            other => other.to_string(),
        };
        given.push((name.as_str(), words));
    }
    let take = |name: &str| {
        given
            .iter()
            .find(|(key, _)| *key == name)
            .map(|(_, words)| words.clone())
    };
    let (kind, polarity, hedge) = (take("type"), take("polarity"), take("hedge"));
    let fields: Vec<(&str, String)> = given
        .iter()
        .filter(|(name, _)| !matches!(*name, "type" | "polarity" | "hedge" | "cell"))
        .cloned()
        .collect();
    let kind = kind.unwrap_or_default();
    let polarity = polarity.unwrap_or_else(|| "asserted".into());
    let mut filled = claimed(&kind, &polarity, hedge.as_deref(), &fields);
    filled.cell = take("cell").and_then(|cell| {
        let (row, column) = cell.split_once(',')?;
        Some((row.parse().ok()?, column.parse().ok()?))
    });
    Ok(filled)
}
