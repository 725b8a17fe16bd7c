//! The index on disk: Tantivy, with tokens of our own. It names candidates; where its tokens cannot decide, the
//! stored text does. Always: one commit carries its position in the ledger and the analyser's version; one
//! writer, one thread, bounded memory.

mod columns;
mod plan;
mod rebuild;
mod required;
mod schema;
mod tokens;
mod without;

use std::collections::HashSet;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use daylight_model::BlobId;
use serde::{Deserialize, Serialize};
use tantivy::collector::{Collector, DocSetCollector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::indexer::{IndexWriterOptions, LogMergePolicy};
use tantivy::schema::Value;
use tantivy::{
    DocAddress, DocId, Index, IndexReader, IndexWriter, ReloadPolicy, Score, Searcher,
    SegmentOrdinal, SegmentReader, TantivyDocument, TantivyError,
};

use super::facets::{Compared, Facets};
use super::matcher::{FoldedPart, Matcher, Put};
use super::query::{Facts, Records};
use super::{
    ANALYSER, Change, Found, Hit, IndexError, Query, RebuildReason, SearchIndex, SearchOptions,
    Texts,
};
use columns::Columns;
use plan::Planner;
use schema::{Fields, register, schema};

/// Memory of the writer before it writes a segment.
const WRITER_BYTES: usize = 48 * 1024 * 1024;
/// Documents of a segment that is no longer merged with others.
const LARGEST_MERGE: usize = 200_000;

/// An index in a folder, or in memory.
pub struct TantivyIndex {
    path: PathBuf,
    index: Index,
    fields: Fields,
    reader: IndexReader,
    /// The commit that the reader shows.
    shown: Mutex<u64>,
    writer: Mutex<Option<IndexWriter>>,
}

/// What a commit says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Payload {
    analyser: String,
    position: u64,
}

impl Payload {
    fn at(position: u64) -> String {
        serde_json::json!({"analyser": ANALYSER, "position": position}).to_string()
    }
}

impl fmt::Debug for TantivyIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TantivyIndex")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

impl TantivyIndex {
    /// Opens the index in a folder, made empty if there is none. What a rebuilding that was interrupted left
    /// is put right first.
    ///
    /// # Errors
    /// [`IndexError::Rebuild`] where it was made by another analyser or is damaged.
    pub fn open(path: &Path) -> Result<Self, IndexError> {
        rebuild::put_right(path)?;
        if rebuild::is_absent(path)? {
            return Self::create(path);
        }
        let opened = Self::over(path, || Index::open_in_dir(path));
        let index = opened.map_err(|refused| match refused {
            IndexError::Engine { path, source } => IndexError::Rebuild {
                path,
                reason: RebuildReason::Damaged {
                    message: source.to_string(),
                },
            },
            other => other,
        })?;
        let payload = index.payload()?;
        if payload.analyser != ANALYSER {
            return Err(index.must_be_rebuilt(RebuildReason::Analyser {
                found: payload.analyser,
                wanted: ANALYSER.to_owned(),
            }));
        }
        Ok(index)
    }

    fn create(path: &Path) -> Result<Self, IndexError> {
        std::fs::create_dir_all(path).map_err(|source| IndexError::Io {
            path: path.to_owned(),
            source,
        })?;
        let index = Self::over(path, || Index::create_in_dir(path, schema().0))?;
        index.apply(Vec::new(), 0)?;
        Ok(index)
    }

    /// Makes an empty index in memory.
    ///
    /// # Errors
    /// [`IndexError`] where the engine refuses.
    pub fn in_memory() -> Result<Self, IndexError> {
        let index = Self::over(Path::new("(memory)"), || {
            Ok(Index::create_in_ram(schema().0))
        })?;
        index.apply(Vec::new(), 0)?;
        Ok(index)
    }

    fn over(
        path: &Path,
        open: impl FnOnce() -> tantivy::Result<Index>,
    ) -> Result<Self, IndexError> {
        let engine = |source: TantivyError| engine_error(path, source);
        let (schema, fields) = schema();
        let index = open().map_err(engine)?;
        if index.schema() != schema {
            return Err(IndexError::Rebuild {
                path: path.to_owned(),
                reason: RebuildReason::Analyser {
                    found: "with other fields".to_owned(),
                    wanted: ANALYSER.to_owned(),
                },
            });
        }
        register(index.tokenizers());
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()
            .map_err(engine)?;
        let shown = index.load_metas().map_err(engine)?.opstamp;
        Ok(Self {
            path: path.to_owned(),
            index,
            fields,
            reader,
            shown: Mutex::new(shown),
            writer: Mutex::new(None),
        })
    }

    fn engine(&self, source: TantivyError) -> IndexError {
        engine_error(&self.path, source)
    }

    fn must_be_rebuilt(&self, reason: RebuildReason) -> IndexError {
        IndexError::Rebuild {
            path: self.path.clone(),
            reason,
        }
    }

    fn payload(&self) -> Result<Payload, IndexError> {
        let metas = self
            .index
            .load_metas()
            .map_err(|source| self.engine(source))?;
        let payload = metas.payload.unwrap_or_default();
        serde_json::from_str(&payload).map_err(|refused| {
            self.must_be_rebuilt(RebuildReason::Damaged {
                message: refused.to_string(),
            })
        })
    }

    /// The state of the last commit, also of one that another process made.
    fn searcher(&self) -> Result<Searcher, IndexError> {
        let engine = |source| self.engine(source);
        let last = self.index.load_metas().map_err(engine)?.opstamp;
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        if *shown != last {
            self.reader.reload().map_err(engine)?;
            *shown = last;
        }
        Ok(self.reader.searcher())
    }

    fn new_writer(&self) -> Result<IndexWriter, IndexError> {
        let options = IndexWriterOptions::builder()
            .memory_budget_per_thread(WRITER_BYTES)
            .num_worker_threads(1)
            .num_merge_threads(1)
            .build();
        let writer: IndexWriter = self
            .index
            .writer_with_options(options)
            .map_err(|source| self.engine(source))?;
        let mut merging = LogMergePolicy::default();
        merging.set_max_docs_before_merge(LARGEST_MERGE);
        merging.set_del_docs_ratio_before_merge(0.3);
        writer.set_merge_policy(Box::new(merging));
        Ok(writer)
    }

    /// Puts a batch before the writer without committing it.
    fn stage(&self, writer: &mut IndexWriter, changes: Vec<Change>) -> tantivy::Result<()> {
        for change in changes {
            match change {
                Change::Remove(blob) => {
                    writer.delete_term(self.fields.blob_term(blob));
                }
                Change::Put(indexed) => {
                    let document = self.fields.document(&indexed);
                    let document = document.map_err(std::io::Error::from)?;
                    writer.delete_term(self.fields.blob_term(indexed.blob));
                    writer.add_document(document)?;
                }
            }
        }
        Ok(())
    }

    fn write(
        &self,
        writer: &mut IndexWriter,
        changes: Vec<Change>,
        position: u64,
    ) -> tantivy::Result<()> {
        self.stage(writer, changes)?;
        let mut commit = writer.prepare_commit()?;
        commit.set_payload(&Payload::at(position));
        commit.commit()?;
        Ok(())
    }

    fn with_writer(
        &self,
        work: impl FnOnce(&mut IndexWriter) -> tantivy::Result<()>,
    ) -> Result<(), IndexError> {
        let mut held = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let writer = match held.as_mut() {
            Some(writer) => writer,
            None => held.insert(self.new_writer()?),
        };
        work(writer).map_err(|source| {
            // A writer that failed may hold half a batch: drop it, the next one begins at the last commit.
            *held = None;
            self.engine(source)
        })
    }

    fn take_writer(&self) -> Option<IndexWriter> {
        let mut held = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        held.take()
    }

    fn facts(&self, document: &TantivyDocument) -> Result<(BlobId, Facts), IndexError> {
        let damaged = |message: String| self.must_be_rebuilt(RebuildReason::Damaged { message });
        let blob = document
            .get_first(self.fields.blob)
            .and_then(|value| value.as_bytes())
            .and_then(|bytes| <[u8; 32]>::try_from(bytes).ok())
            .ok_or_else(|| damaged("a document without its id".to_owned()))?;
        let facts = document
            .get_first(self.fields.facts)
            .and_then(|value| value.as_str())
            .unwrap_or_default();
        let facts = serde_json::from_str(facts).map_err(|refused| damaged(refused.to_string()))?;
        Ok((BlobId::from_digest(blob), facts))
    }
}

impl SearchIndex for TantivyIndex {
    fn apply(&self, changes: Vec<Change>, position: u64) -> Result<(), IndexError> {
        self.with_writer(|writer| self.write(writer, changes, position))
    }

    fn position(&self) -> Result<u64, IndexError> {
        Ok(self.payload()?.position)
    }

    fn documents(&self) -> Result<u64, IndexError> {
        Ok(self.searcher()?.num_docs())
    }

    fn analyser(&self) -> String {
        ANALYSER.to_owned()
    }

    fn search(
        &self,
        query: &Query,
        options: &SearchOptions,
        texts: &dyn Texts,
    ) -> Result<Found, IndexError> {
        let engine = |source| self.engine(source);
        let searcher = self.searcher()?;
        let planner = Planner {
            searcher: &searcher,
            fields: self.fields,
        };
        let plan = planner.plan(query).map_err(engine)?;
        let candidates = searcher.search(&plan.maybe, &InOrder).map_err(engine)?;
        let mut columns = Columns::open_all(&searcher).map_err(engine)?;
        let candidates = in_order(candidates, &columns, options).map_err(engine)?;
        let sure: Option<HashSet<DocAddress>> = match &plan.sure {
            None => None,
            Some(sure) => Some(searcher.search(sure, &DocSetCollector).map_err(engine)?),
        };
        let matcher = Matcher::new(query);
        let asks_for_records = query.asks_for_records();
        let mut found = Found {
            total: 0,
            total_is_exact: true,
            read: 0,
            hits: Vec::new(),
            facets: Facets::default(),
        };
        for candidate in candidates {
            let is_sure = sure
                .as_ref()
                .is_none_or(|sure| sure.contains(&candidate.address));
            let is_wanted =
                found.total >= options.offset as u64 && found.hits.len() < options.limit;
            let mut count = || {
                if options.count
                    && let Some(columns) = columns.get_mut(candidate.address.segment_ord as usize)
                {
                    columns.count(candidate.address.doc_id);
                }
            };
            if is_sure && !is_wanted {
                found.total += 1;
                count();
                continue;
            }
            if !is_sure && found.read >= options.read_limit as u64 {
                found.total_is_exact = false;
                continue;
            }
            let document: TantivyDocument = searcher.doc(candidate.address).map_err(engine)?;
            let (blob, facts) = self.facts(&document)?;
            if !is_sure {
                found.read += 1;
                let parts = texts
                    .parts(blob)
                    .map_err(|source| IndexError::Text { blob, source })?;
                let records = match asks_for_records {
                    true => texts.records(blob),
                    false => Ok(Records::default()),
                };
                let records = records.map_err(|source| IndexError::Text { blob, source })?;
                let parts: Vec<FoldedPart<'_>> = parts.iter().map(FoldedPart::new).collect();
                let document = Put {
                    facts: &facts,
                    parts: &parts,
                    records: &records,
                };
                if !matcher.holds(document) {
                    continue;
                }
            }
            if is_wanted {
                found.hits.push(Hit {
                    blob,
                    score: candidate.compared.score,
                });
            }
            found.total += 1;
            count();
        }
        found.facets = Columns::facets(&columns).map_err(engine)?;
        Ok(found)
    }
}

fn engine_error(path: &Path, source: TantivyError) -> IndexError {
    let path = path.to_owned();
    match source {
        TantivyError::LockFailure(..) => IndexError::Busy { path },
        TantivyError::DataCorruption(_)
        | TantivyError::IncompatibleIndex(_)
        | TantivyError::DeserializeError(_) => IndexError::Rebuild {
            path,
            reason: RebuildReason::Damaged {
                message: source.to_string(),
            },
        },
        source => IndexError::Engine {
            path,
            source: Box::new(source),
        },
    }
}

/// A document that the index names, with what it is compared by.
struct Ordered {
    compared: Compared,
    order: u64,
    address: DocAddress,
}

/// Puts candidates in the order asked for; of equals, by content.
fn in_order(
    candidates: Vec<Candidate>,
    columns: &[Columns],
    options: &SearchOptions,
) -> tantivy::Result<Vec<Ordered>> {
    let mut all = Vec::with_capacity(candidates.len());
    for candidate in candidates {
        let of_segment = columns.get(candidate.address.segment_ord as usize);
        let compared = match of_segment {
            Some(columns) => {
                columns.compared(candidate.address.doc_id, candidate.score, options.sort)?
            }
            None => Compared::default(),
        };
        all.push(Ordered {
            compared,
            order: candidate.order,
            address: candidate.address,
        });
    }
    all.sort_unstable_by(|left, right| {
        let order = left.compared.order(&right.compared, options.sort);
        order.then(left.order.cmp(&right.order))
    });
    Ok(all)
}

/// A document that the index names.
struct Candidate {
    score: Score,
    order: u64,
    address: DocAddress,
}

/// Collects all candidates with what orders them.
struct InOrder;

struct InOrderOfSegment {
    segment: SegmentOrdinal,
    order: Column<u64>,
    candidates: Vec<Candidate>,
}

impl Collector for InOrder {
    type Fruit = Vec<Candidate>;
    type Child = InOrderOfSegment;

    fn for_segment(
        &self,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<InOrderOfSegment> {
        Ok(InOrderOfSegment {
            segment,
            order: reader.fast_fields().u64("order")?,
            candidates: Vec::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, segments: Vec<Vec<Candidate>>) -> tantivy::Result<Vec<Candidate>> {
        Ok(segments.into_iter().flatten().collect())
    }
}

impl SegmentCollector for InOrderOfSegment {
    type Fruit = Vec<Candidate>;

    fn collect(&mut self, document: DocId, score: Score) {
        self.candidates.push(Candidate {
            score,
            order: self.order.first(document).unwrap_or_default(),
            address: DocAddress::new(self.segment, document),
        });
    }

    fn harvest(self) -> Vec<Candidate> {
        self.candidates
    }
}
