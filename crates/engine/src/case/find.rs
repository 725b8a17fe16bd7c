//! Searching a case. Always: each hit is a place, under the path of the copy that counts; an answer says over
//! what was searched.

use std::io::Read;
use std::ops::Range;

use daylight_model::{BlobId, Part, PartNumber, StoredCitation};
use serde::Serialize;

use daylight_understand::across::other_words;

use crate::search::{
    Facets, Filter, Presenter, Query, Records, SearchOptions, SnippetOptions, Sort, TermList,
    Widened, widen,
};
use crate::store::Document;

use super::indexing::records;
use super::{Case, CaseError};

/// How much of an answer is wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchRequest {
    /// Hits, at most.
    pub limit: usize,
    /// Hits to leave out before the first.
    pub offset: usize,
    /// What comes first.
    pub sort: Sort,
    /// Whether to count what was found by type, language, state and year.
    pub count: bool,
    /// What must hold of the file besides.
    pub narrowed: Vec<Filter>,
    /// Whether words are looked for under their other names too, and which are not.
    pub widened: Option<Vec<String>>,
}

/// Over what was searched: files of the case, copies and files found inside others included.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// All files.
    pub files: u64,
    /// Files whose text was searched: read, or read in part.
    pub searched: u64,
    /// Wholly read.
    pub read: u64,
    /// Partly read.
    pub partial: u64,
    /// Not read.
    pub failed: u64,
    /// Not tried.
    pub skipped: u64,
    /// Still to be read.
    pub pending: u64,
}

/// A file that was found, at its best place.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SearchHit {
    /// How well it fits; comparable within one answer only.
    pub score: f32,
    /// The path of the copy that counts.
    pub path: String,
    /// The paths of the others.
    pub also_at: Vec<String>,
    /// Its bytes.
    pub sha256: BlobId,
    /// Media type.
    pub media_type: String,
    /// Language of most of its text.
    pub language: Option<String>,
    /// Where what was found stands; none for a file that was found by its conditions and has no text.
    pub citation: Option<StoredCitation>,
    /// The passage around it.
    pub snippet: String,
    /// Bytes of the snippet that were found.
    pub highlights: Vec<[usize; 2]>,
    /// How many places of the file were found.
    pub matches: usize,
    /// Whether a value was masked in the snippet.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub masked: bool,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SearchResult {
    /// Files found, over all pages of the answer.
    pub total: u64,
    /// Whether that is all; otherwise there are at least so many.
    pub total_is_exact: bool,
    /// Over what was searched.
    pub over: Coverage,
    /// The hits asked for, in the order asked for.
    pub hits: Vec<SearchHit>,
    /// How many of what was found there are of each kind; empty where it was not asked for.
    pub facets: Facets,
    /// What was searched for: the query with what it was widened by, without what it was narrowed by.
    pub query: String,
    /// The words that were widened.
    pub widened: Vec<Widened>,
}

/// One place that a query finds in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextMatch {
    /// The part.
    pub part: PartNumber,
    /// UTF-8 bytes of its text.
    pub range: Range<usize>,
    /// The citation.
    pub citation: StoredCitation,
}

/// What a case holds of one term of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TermFiles {
    /// The term.
    pub term: String,
    /// Every spelling that was looked for.
    pub spellings: Vec<String>,
    /// How many files hold any of them.
    pub files: u64,
    /// Their paths.
    pub paths: Vec<String>,
}

/// What a case holds of a list of terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermResult {
    /// In the order of the list; those in no file too.
    pub terms: Vec<TermFiles>,
    /// Over what was searched.
    pub over: Coverage,
}

impl Case {
    /// Searches.
    ///
    /// # Errors
    /// [`CaseError::Query`] where it cannot be understood.
    pub fn search(&self, query: &str, request: &SearchRequest) -> Result<SearchResult, CaseError> {
        let (asked, widened) = self.widened(parsed(query)?, request.widened.as_deref());
        let conditions = request.narrowed.iter().cloned().map(Query::Field);
        let query = Query::and(std::iter::once(asked.clone()).chain(conditions));
        let options = SearchOptions {
            limit: request.limit,
            offset: request.offset,
            sort: request.sort,
            count: request.count,
            ..SearchOptions::default()
        };
        let found = self.index.search(&query, &options, &self.texts())?;
        let presenter = Presenter::new(&query, SnippetOptions::default());
        let mut hits = Vec::with_capacity(found.hits.len());
        for hit in found.hits {
            // The index may be a moment ahead of a reading that was just replaced.
            let Some(document) = self.ledger.document(hit.blob)? else {
                continue;
            };
            let mut paths = document.paths.iter().cloned();
            let Some(path) = paths.next() else {
                continue;
            };
            let parts = self.parts_of(hit.blob)?;
            let masks = self.masks(hit.blob, &parts)?;
            let records = self.records_for(&query, hit.blob, &document)?;
            let shown = presenter.present(
                &document.reference,
                &parts,
                &records,
                Some(&|part: &Part| masks.of_part(part)),
            );
            let citation = match &shown.citation {
                Some(citation) => Some(self.citation_shown(citation, &path)?),
                None => None,
            };
            hits.push(SearchHit {
                score: hit.score,
                citation,
                path,
                also_at: paths.collect(),
                sha256: hit.blob,
                media_type: document.summary.media_type,
                language: document.language,
                snippet: shown.snippet,
                highlights: shown.highlights,
                matches: shown.matches,
                masked: shown.masked,
            });
        }
        Ok(SearchResult {
            total: found.total,
            total_is_exact: found.total_is_exact,
            over: self.coverage()?,
            hits,
            facets: found.facets,
            query: asked.to_string(),
            widened,
        })
    }

    /// Widens a query by the other names of its words, but for those in `kept`; as it is where there is none.
    fn widened(&self, query: Query, kept: Option<&[String]>) -> (Query, Vec<Widened>) {
        let Some(kept) = kept else {
            return (query, Vec::new());
        };
        let known = self.known_names();
        widen(&query, kept, &|word| other_words(known.gazetteer(), word))
    }

    /// Returns every place that a query finds in one file, in the order of the text, at most `limit`.
    ///
    /// # Errors
    /// [`CaseError::Query`], [`CaseError::NoSuchFile`].
    pub fn matches(
        &self,
        query: &str,
        path: &str,
        limit: usize,
    ) -> Result<Vec<TextMatch>, CaseError> {
        let query = parsed(query)?;
        let file = self.file(path)?;
        let Some(blob) = file.sha256 else {
            return Ok(Vec::new());
        };
        let Some(document) = self.ledger.document(blob)? else {
            return Ok(Vec::new());
        };
        let presenter = Presenter::new(&query, SnippetOptions::default());
        let parts = self.parts_of(blob)?;
        let masks = self.masks(blob, &parts)?;
        let records = self.records_for(&query, blob, &document)?;
        let citations = presenter.citations(&document.reference, &parts, &records, limit);
        let matches = citations.into_iter().map(|citation| {
            let span = citation.span();
            let mut written = citation.written(&file.path);
            if let Some(part) = parts.iter().find(|part| part.number() == span.part) {
                written.quote = masks.over(part, span).0;
            }
            TextMatch {
                part: span.part,
                range: span.start as usize..span.end as usize,
                citation: written,
            }
        });
        Ok(matches.collect())
    }

    fn records_for(
        &self,
        query: &Query,
        blob: BlobId,
        document: &Document,
    ) -> Result<Records, CaseError> {
        Ok(match query.asks_for_records() {
            true => records(self.ledger.as_ref(), blob, document)?,
            false => Records::default(),
        })
    }

    /// Looks for each term of a list: a CSV with a term and its spellings on each row.
    ///
    /// # Errors
    /// [`CaseError::List`] where it cannot be read.
    pub fn search_terms(&self, mut csv: impl Read) -> Result<TermResult, CaseError> {
        let mut bytes = Vec::new();
        csv.read_to_end(&mut bytes).map_err(CaseError::ListInput)?;
        let list = TermList::read(&bytes)?;
        let options = SearchOptions {
            limit: usize::MAX,
            ..SearchOptions::default()
        };
        let mut terms = Vec::with_capacity(list.terms.len());
        for hits in list.search(self.index.as_ref(), &options, &self.texts())? {
            let mut paths = Vec::with_capacity(hits.found.hits.len());
            for hit in &hits.found.hits {
                paths.extend(self.paths_of(hit.blob)?.into_iter().next());
            }
            paths.sort();
            terms.push(TermFiles {
                term: hits.term.term,
                spellings: hits.term.spellings,
                files: hits.found.total,
                paths,
            });
        }
        Ok(TermResult {
            terms,
            over: self.coverage()?,
        })
    }

    /// Returns where a blob stands in the case, the copy that counts first.
    ///
    /// # Errors
    /// [`CaseError::Ledger`].
    pub fn paths_of(&self, blob: BlobId) -> Result<Vec<String>, CaseError> {
        let document = self.ledger.document(blob)?;
        Ok(document.map(|document| document.paths).unwrap_or_default())
    }

    pub(super) fn parts_of(&self, blob: BlobId) -> Result<Vec<Part>, CaseError> {
        let parts = self.ledger.parts(blob)?;
        Ok(parts.into_iter().map(|part| part.part).collect())
    }

    /// Returns over what a search looks.
    ///
    /// # Errors
    /// [`CaseError::Ledger`].
    pub fn coverage(&self) -> Result<Coverage, CaseError> {
        let status = self.status()?;
        let sets = [status.acquired, status.contained];
        let sum = |of: fn(&crate::store::Tally) -> u64| sets.iter().map(of).sum();
        Ok(Coverage {
            files: sum(|tally| tally.files),
            searched: sum(|tally| tally.read + tally.partial),
            read: sum(|tally| tally.read),
            partial: sum(|tally| tally.partial),
            failed: sum(|tally| tally.failed),
            skipped: sum(|tally| tally.skipped),
            pending: sum(|tally| tally.pending),
        })
    }
}

fn parsed(query: &str) -> Result<Query, CaseError> {
    Query::parse(query).map_err(|error| CaseError::Query {
        query: query.to_owned(),
        error,
    })
}
