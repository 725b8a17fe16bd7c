//! Scores tables: found, header, rows, columns with their types.
//!
//! Always: what was found counts against precision only in files of which the key lists the tables, which are
//! sheets and delimited files; chats, papers and lists of JSON have tables that it does not list.

use std::collections::BTreeSet;

use serde_json::Value;

use super::entry::{Cited, Paths};
use super::grouped;
use super::matching::maximum;
use super::report::{Error, table};
use super::tally::{Tally, figure, ratio};
use super::value::{alike, fold};

struct Sheet {
    cited: Cited,
    all: Value,
}

impl Sheet {
    fn columns(&self) -> &[Value] {
        self.all["columns"].as_array().map_or(&[], Vec::as_slice)
    }

    fn on(&self) -> String {
        fold(self.all["sheet"].as_str().unwrap_or_default())
    }
}

/// Whether a found table is that of the key: on its sheet, and over half of its headers are there.
fn same_table(key: &Sheet, found: &Sheet) -> bool {
    let name = |column: &Value| fold(column["name"].as_str().unwrap_or_default());
    let theirs: Vec<String> = found.columns().iter().map(name).collect();
    let shared = key
        .columns()
        .iter()
        .filter(|column| theirs.contains(&name(column)))
        .count();
    let one_header = key.cited.same_place(&found.cited);
    (key.on() == found.on() || found.on().is_empty())
        && (one_header || shared * 2 > key.columns().len())
}

#[derive(Default)]
struct Counted {
    tables: Tally,
    header: usize,
    rows: usize,
    title: usize,
    columns: usize,
    named: usize,
    typed: usize,
    sensitive: usize,
}

/// Compares and returns a table.
pub(super) fn score(
    key: &[Value],
    found: &[Value],
    paths: &Paths,
    errors: &mut Vec<Error>,
) -> String {
    let read = |rows: &[Value]| -> Vec<Sheet> {
        let read = |row: &Value| Sheet {
            cited: Cited::read(&row["citation"], paths),
            all: row.clone(),
        };
        rows.iter().map(read).collect()
    };
    let (key, found) = (read(key), read(found));
    let by_file = |sheets| grouped(sheets, |sheet: &Sheet| sheet.cited.path.clone());
    let (keys, founds) = (by_file(&key), by_file(&found));
    let empty = Vec::new();
    let mut counted = Counted::default();
    for (path, wanted) in &keys {
        let given = founds.get(path).unwrap_or(&empty);
        let pairs = maximum(wanted.len(), given.len(), |one, other| {
            same_table(wanted[one].1, given[other].1)
        });
        counted.tables.add(Tally {
            key: wanted.len(),
            found: given.len(),
            right: pairs.iter().flatten().count(),
        });
        for ((_, sheet), other) in wanted.iter().zip(&pairs) {
            match other {
                Some(other) => pair(sheet, given[*other].1, &mut counted, errors),
                None => errors.push(Error::new(
                    "missed",
                    "table",
                    "table",
                    Some(&sheet.cited),
                    String::new(),
                )),
            }
        }
        for (other, (_, sheet)) in given.iter().enumerate() {
            if !pairs.contains(&Some(other)) {
                errors.push(Error::new(
                    "spurious",
                    "table",
                    "table",
                    Some(&sheet.cited),
                    String::new(),
                ));
            }
        }
    }
    let of_pairs = |right| figure(ratio(right, counted.tables.right));
    let of_columns = |right| figure(ratio(right, counted.columns));
    let other_files: BTreeSet<&String> = founds
        .keys()
        .filter(|path| !keys.contains_key(*path))
        .collect();
    let apart: usize = other_files.iter().map(|path| founds[*path].len()).sum();
    let rows = [
        ("tables", counted.tables.cell()),
        ("header row right", of_pairs(counted.header)),
        ("number of rows right", of_pairs(counted.rows)),
        ("title right", of_pairs(counted.title)),
        ("column named right", of_columns(counted.named)),
        ("column type right", of_columns(counted.typed)),
        ("column sensitive right", of_columns(counted.sensitive)),
    ];
    let rows: Vec<Vec<String>> = rows
        .into_iter()
        .map(|(name, figure)| vec![name.to_owned(), figure])
        .collect();
    format!(
        "### Tables\n\n{} in the key with {} columns in the tables found; {apart} more found in files of which the key \
         lists no table (n/a).\n\n{}\n",
        counted.tables.key,
        counted.columns,
        table(&["", "precision / recall / F1, or share"], &rows)
    )
}

fn pair(key: &Sheet, found: &Sheet, counted: &mut Counted, errors: &mut Vec<Error>) {
    let mut wrong = |kind: &str, detail: String| {
        errors.push(Error::new(
            "wrong value",
            "table",
            kind,
            Some(&key.cited),
            detail,
        ));
    };
    for slot in ["header_row", "rows"] {
        if key.all[slot] == found.all[slot] {
            match slot {
                "header_row" => counted.header += 1,
                _ => counted.rows += 1,
            }
        } else {
            wrong(slot, format!("{} ≠ {}", key.all[slot], found.all[slot]));
        }
    }
    let title = |sheet: &Sheet| sheet.all["title"].as_str().unwrap_or_default().to_owned();
    let (one, other) = (title(key), title(found));
    if fold(&one) == fold(&other) || (!one.is_empty() && alike(&one, &other) >= 0.9) {
        counted.title += 1;
    } else {
        wrong("title", format!("{one} ≠ {other}"));
    }
    for (at, column) in key.columns().iter().enumerate() {
        counted.columns += 1;
        let name = |column: &Value| fold(column["name"].as_str().unwrap_or_default());
        let same = |other: &&Value| name(other) == name(column);
        let Some(other) = found
            .columns()
            .iter()
            .find(same)
            .or_else(|| found.columns().get(at))
        else {
            wrong("column", format!("{} is missing", column["name"]));
            continue;
        };
        counted.named += usize::from(name(other) == name(column));
        counted.typed += usize::from(other["type"] == column["type"]);
        counted.sensitive += usize::from(other["sensitive"] == column["sensitive"]);
        for slot in ["type", "sensitive"] {
            if other[slot] != column[slot] {
                wrong(
                    slot,
                    format!("{}: {} ≠ {}", column["name"], column[slot], other[slot]),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::score;
    use crate::eval::entry::Paths;

    fn sheet(path: &str, rows: u32, second: &str) -> Value {
        json!({"path": path, "sheet": null, "title": null, "header_row": 1, "rows": rows,
            "columns": [{"name": "姓名", "type": "person", "sensitive": true},
                {"name": "金额", "type": second, "sensitive": false}],
            "citation": {"path": path, "locator": "row=1", "quote": "姓名"}})
    }

    #[test]
    fn tables_of_files_that_the_key_does_not_look_into_do_not_count() {
        let key = [sheet("a.csv", 5, "amount")];
        let found = [sheet("a.csv", 4, "count"), sheet("chat.md", 9, "text")];
        let mut errors = Vec::new();
        let text = score(&key, &found, &Paths::default(), &mut errors);
        assert!(text.contains("| tables | 1.00 / 1.00 / 1.00 |"), "{text}");
        assert!(text.contains("| number of rows right | 0.00 |"), "{text}");
        assert!(text.contains("| column type right | 0.50 |"), "{text}");
        assert!(text.contains("1 more found in files"), "{text}");
        assert_eq!(errors.len(), 2, "{errors:?}");
    }
}
