//! Lists of terms: a CSV with a term and its spellings on each row, and what a case holds of each. Always:
//! a term without hits is in the answer too, with over what was searched.

use super::{Found, IndexError, Query, SearchIndex, SearchOptions, Texts};

/// A term and how else it is spelt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListTerm {
    /// The term: the first column.
    pub term: String,
    /// Every spelling, the term itself first.
    pub spellings: Vec<String>,
}

/// A list of terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermList {
    /// In the order of the file.
    pub terms: Vec<ListTerm>,
}

/// What a case holds of one term.
#[derive(Debug, Clone, PartialEq)]
pub struct TermHits {
    /// The term.
    pub term: ListTerm,
    /// Documents with any of its spellings, best first.
    pub found: Found,
    /// Documents over which was searched.
    pub searched: u64,
}

/// A list that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// Not CSV.
    #[error("the list of terms cannot be read")]
    Csv(#[from] csv::Error),
    /// Nothing to search for.
    #[error("the list holds no terms")]
    Empty,
}

impl TermList {
    /// Reads `term,spelling,spelling…`, with or without a row of headings that begins with `term`. Empty cells
    /// and rows are passed over; each spelling is searched for as it stands, as if in quotes.
    ///
    /// # Errors
    /// [`ListError`] where it is not CSV in UTF-8 or holds nothing.
    pub fn read(csv: &[u8]) -> Result<Self, ListError> {
        let csv = csv.strip_prefix("\u{feff}".as_bytes()).unwrap_or(csv);
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(csv);
        let mut terms = Vec::new();
        for (row, record) in reader.records().enumerate() {
            let record = record?;
            if row == 0
                && record
                    .get(0)
                    .is_some_and(|cell| cell.eq_ignore_ascii_case("term"))
            {
                continue;
            }
            let mut spellings: Vec<String> = Vec::new();
            for cell in record
                .iter()
                .filter(|cell| Query::literal(cell).is_searchable())
            {
                if !spellings.iter().any(|known| known == cell) {
                    spellings.push(cell.to_owned());
                }
            }
            if let Some(term) = spellings.first().cloned() {
                terms.push(ListTerm { term, spellings });
            }
        }
        match terms.is_empty() {
            true => Err(ListError::Empty),
            false => Ok(Self { terms }),
        }
    }

    /// Searches for each term; `options` hold for each.
    ///
    /// # Errors
    /// [`IndexError`] of the first search that fails.
    pub fn search(
        &self,
        index: &dyn SearchIndex,
        options: &SearchOptions,
        texts: &dyn Texts,
    ) -> Result<Vec<TermHits>, IndexError> {
        let searched = index.documents()?;
        self.terms
            .iter()
            .map(|term| {
                Ok(TermHits {
                    term: term.clone(),
                    found: index.search(&term.query(), options, texts)?,
                    searched,
                })
            })
            .collect()
    }
}

impl ListTerm {
    /// Returns the query for any of its spellings.
    pub fn query(&self) -> Query {
        Query::or(
            self.spellings
                .iter()
                .map(|spelling| Query::literal(spelling)),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_with_or_without_headings_and_empty_cells() {
        let list = TermList::read(
            "\u{feff}term,also,also\n北约,NATO,\n, ,\n\"甲, 乙\"\n北约,北约\n".as_bytes(),
        );
        let terms: Vec<(String, usize)> = list
            .unwrap()
            .terms
            .into_iter()
            .map(|term| (term.term, term.spellings.len()))
            .collect();
        let expect = [("北约", 2), ("甲, 乙", 1), ("北约", 1)];
        assert_eq!(terms, expect.map(|(term, count)| (term.to_owned(), count)));
        assert!(matches!(TermList::read(b"term\n"), Err(ListError::Empty)));
        assert!(matches!(
            TermList::read(b"a,\xff\n"),
            Err(ListError::Csv(_))
        ));
    }
}
