//! What a table is called and has for columns, by the statement that made it. Always: the statement is taken apart,
//! never run; one that cannot be read leaves its columns numbered.

use super::values::Value;

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Table {
    /// Its name.
    pub(super) name: String,
    /// The page where its tree begins.
    pub(super) root: u32,
    columns: Vec<String>,
    /// The column that stands for the number of the row.
    number: Option<usize>,
    /// The columns as rows keep them, in a table that is a tree of keys.
    kept: Option<Vec<usize>>,
}

impl Table {
    /// Returns the table that a row of the list of tables describes; none for what is no table of rows.
    pub(super) fn described(values: &[Value]) -> Option<Self> {
        let text = |index: usize| match values.get(index) {
            Some(Value::Text(text)) => Some(text.as_str()),
            _ => None,
        };
        let Some(Value::Integer(root)) = values.get(3) else {
            return None;
        };
        let root = u32::try_from(*root).ok().filter(|root| *root > 0)?;
        let name = text(1)?;
        if text(0)? != "table" || name.starts_with("sqlite_") {
            return None;
        }
        let made = Made::by(text(4).unwrap_or_default());
        Some(Self {
            name: name.to_owned(),
            root,
            columns: made.columns,
            number: made.number,
            kept: made.kept,
        })
    }

    /// Returns the names of the columns.
    pub(super) fn columns(&self) -> Vec<String> {
        self.columns.clone()
    }

    /// Returns the name of one column.
    pub(super) fn column(&self, index: usize) -> String {
        match self.columns.get(index) {
            Some(name) => name.clone(),
            None => format!("column{}", index + 1),
        }
    }

    /// Returns the values of a row in the order of the columns.
    pub(super) fn in_order(&self, values: Vec<Value>, number: Option<i64>) -> Vec<Value> {
        let mut values = match &self.kept {
            Some(kept) => {
                let mut ordered = vec![Value::Null; kept.len()];
                for (column, value) in kept.iter().zip(values) {
                    if let Some(slot) = ordered.get_mut(*column) {
                        *slot = value;
                    }
                }
                ordered
            }
            None => values,
        };
        if let (Some(column), Some(number)) = (self.number, number)
            && let Some(value) = values.get_mut(column)
            && *value == Value::Null
        {
            *value = Value::Integer(number);
        }
        values
    }
}

#[derive(Default)]
struct Made {
    columns: Vec<String>,
    number: Option<usize>,
    kept: Option<Vec<usize>>,
}

impl Made {
    fn by(statement: &str) -> Self {
        let mut made = Self::default();
        let tokens = tokens(statement);
        let Some(open) = tokens.iter().position(|token| token == "(") else {
            return made;
        };
        let mut depth = 0;
        let mut definitions: Vec<Vec<&str>> = vec![Vec::new()];
        let mut after = tokens.len();
        for (index, token) in tokens.iter().enumerate().skip(open + 1) {
            match token.as_str() {
                ")" if depth == 0 => {
                    after = index;
                    break;
                }
                "," if depth == 0 => {
                    definitions.push(Vec::new());
                    continue;
                }
                "(" => depth += 1,
                ")" => depth -= 1,
                _ => {}
            }
            if let Some(last) = definitions.last_mut() {
                last.push(token);
            }
        }
        let mut keys: Vec<String> = Vec::new();
        let mut whole_numbers = Vec::new();
        for definition in &definitions {
            let has = |words: &[&str]| {
                definition.windows(words.len()).any(|window| {
                    window
                        .iter()
                        .zip(words)
                        .all(|(a, b)| a.eq_ignore_ascii_case(b))
                })
            };
            let Some(first) = definition.first() else {
                continue;
            };
            let constraint = ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"];
            if constraint
                .iter()
                .any(|word| first.eq_ignore_ascii_case(word))
            {
                if has(&["PRIMARY", "KEY"]) {
                    let named = definition.iter().skip_while(|token| **token != "(").skip(1);
                    let named = named.take_while(|token| **token != ")");
                    let named = named.filter(|token| {
                        !["ASC", "DESC", ","]
                            .iter()
                            .any(|word| token.eq_ignore_ascii_case(word))
                    });
                    keys.extend(named.map(|name| unquoted(name)));
                }
                continue;
            }
            let name = unquoted(first);
            if has(&["PRIMARY", "KEY"]) {
                keys.push(name.clone());
            }
            if definition
                .get(1)
                .is_some_and(|kind| kind.eq_ignore_ascii_case("INTEGER"))
            {
                whole_numbers.push(name.clone());
            }
            // A column that is computed as it is read is kept nowhere.
            let computed = has(&["AS", "("]) && !has(&["STORED"]);
            if !computed {
                made.columns.push(name);
            }
        }
        let place = |name: &String| {
            made.columns
                .iter()
                .position(|column| column.eq_ignore_ascii_case(name))
        };
        let end = &tokens[after.min(tokens.len())..];
        let keyed = end.windows(2).any(|two| {
            two[0].eq_ignore_ascii_case("WITHOUT") && two[1].eq_ignore_ascii_case("ROWID")
        });
        if keyed {
            let mut kept: Vec<usize> = Vec::new();
            for column in keys.iter().filter_map(place).chain(0..made.columns.len()) {
                if !kept.contains(&column) {
                    kept.push(column);
                }
            }
            made.kept = Some(kept);
        } else if let [key] = keys.as_slice() {
            made.number = place(key).filter(|_| whole_numbers.contains(key));
        }
        made
    }
}

fn unquoted(name: &str) -> String {
    let mut characters = name.chars();
    match (characters.next(), characters.next_back()) {
        (Some(open @ ('"' | '`' | '\'')), Some(close)) if open == close => {
            let doubled = [open, open].iter().collect::<String>();
            characters.as_str().replace(&doubled, &open.to_string())
        }
        (Some('['), Some(']')) => characters.as_str().to_owned(),
        _ => name.to_owned(),
    }
}

/// Splits a statement into words, quoted names and signs; comments are left out.
fn tokens(statement: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut rest = statement;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            _ if rest.starts_with("--") => {
                rest = rest.find('\n').map_or("", |at| &rest[at..]);
                continue;
            }
            _ if rest.starts_with("/*") => {
                rest = rest.find("*/").map_or("", |at| &rest[at + 2..]);
                continue;
            }
            _ if first.is_whitespace() => {
                rest = rest.trim_start();
                continue;
            }
            '"' | '`' | '\'' | '[' => {
                let close = if first == '[' { ']' } else { first };
                let mut end = None;
                let mut inside = rest.char_indices().skip(1).peekable();
                while let Some((at, character)) = inside.next() {
                    if character != close {
                        continue;
                    }
                    let doubled =
                        close != ']' && inside.peek().is_some_and(|(_, next)| *next == close);
                    if !doubled {
                        end = Some(at + 1);
                        break;
                    }
                    inside.next();
                }
                end.unwrap_or(rest.len())
            }
            '(' | ')' | ',' => 1,
            _ => rest
                .find(|c: char| c.is_whitespace() || "(),\"`'[".contains(c))
                .unwrap_or(rest.len())
                .max(first.len_utf8()),
        };
        let (token, after) = rest.split_at(length);
        tokens.push(token.to_owned());
        rest = after;
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(statement: &str, columns: &[&str], number: Option<usize>, kept: Option<&[usize]>) {
        let made = Made::by(statement);
        assert_eq!(made.columns, columns, "{statement}");
        assert_eq!(made.number, number, "{statement}");
        assert_eq!(made.kept.as_deref(), kept, "{statement}");
    }

    #[test]
    fn columns_are_taken_from_the_statement() {
        check(
            "CREATE TABLE t (id INTEGER PRIMARY KEY, \"a \"\"b\"\"\" TEXT DEFAULT 'x, y', [c d] DECIMAL(10, 2) -- no, not here\n, CHECK (id > 0))",
            &["id", "a \"b\"", "c d"],
            Some(0),
            None,
        );
        check(
            "CREATE TABLE t(a, b, c INT GENERATED ALWAYS AS (a + b) VIRTUAL, d, PRIMARY KEY (d, b)) WITHOUT ROWID",
            &["a", "b", "d"],
            None,
            Some(&[2, 1, 0]),
        );
        check(
            "CREATE TABLE t(id INT PRIMARY KEY, 名称)",
            &["id", "名称"],
            None,
            None,
        );
        check("nonsense", &[], None, None);
    }
}
