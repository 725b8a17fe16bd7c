//! The case's gazetteer: says which names are of one thing.
//!
//! Always: a name that stands nowhere in it is only itself.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::value::fold;

/// Names by what they are of.
#[derive(Debug, Default)]
pub(crate) struct Names(BTreeMap<String, String>);

impl Names {
    /// Reads `name,name_en,type,country,aliases`; none where there is no such file.
    pub(crate) fn read(path: &Path) -> anyhow::Result<Self> {
        match fs::read_to_string(path) {
            Ok(text) => Ok(Self::of(&text)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error.into()),
        }
    }

    /// Reads the text of such a file.
    pub(super) fn of(text: &str) -> Self {
        let mut names = BTreeMap::new();
        for line in text.lines().skip(1) {
            let fields = cells(line);
            let Some(first) = fields.first() else {
                continue;
            };
            let english = fields.get(1).map(String::as_str).unwrap_or_default();
            let aliases = fields.get(4).map(String::as_str).unwrap_or_default();
            let all = [first.as_str(), english]
                .into_iter()
                .chain(aliases.split([';', '|', '；']));
            for name in all.map(fold).filter(|name| !name.is_empty()) {
                names.entry(name).or_insert_with(|| fold(first));
            }
        }
        Self(names)
    }

    /// Returns the first name of what a name is of, folded.
    pub(super) fn canonical(&self, name: &str) -> String {
        let folded = fold(name);
        self.0.get(&folded).cloned().unwrap_or(folded)
    }
}

/// Splits a line of CSV; quotes hold commas.
fn cells(line: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut quoted = false;
    for ch in line.chars() {
        match ch {
            '"' => quoted = !quoted,
            ',' if !quoted => all.push(String::new()),
            ch => {
                if let Some(last) = all.last_mut() {
                    last.push(ch);
                }
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::Names;

    #[test]
    fn a_name_its_english_form_and_its_aliases_are_one() {
        let names = Names::of(
            "name,name_en,type,country,aliases\n乙,\"B, Ltd.\",org,CN,乙公司\n丙国,Cland,country,XC,\n",
        );
        assert_eq!(names.canonical("b, ltd."), "乙");
        assert_eq!(names.canonical("乙公司"), "乙");
        assert_eq!(names.canonical("Cland"), "丙国");
        assert_eq!(names.canonical("丁"), "丁");
    }
}
