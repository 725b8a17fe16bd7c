//! The index on disk: Tantivy, with tokens of our own. It names candidates; where its tokens cannot decide, the
//! stored text does. Always: one commit carries its position in the ledger and the analyser's version; one
//! writer, one thread, bounded memory.

mod by_column;
mod columns;
mod listed;
mod nearly;
mod plan;
mod ranking;
mod reading;
mod rebuild;
mod required;
mod schema;
mod tokens;
mod without;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use daylight_model::BlobId;
use serde::{Deserialize, Serialize};
use tantivy::indexer::{IndexWriterOptions, LogMergePolicy};
use tantivy::{Index, IndexReader, IndexWriter, ReloadPolicy, Searcher, TantivyError};

use super::facets::Facets;
use super::{
    ANALYSER, Change, Found, Hit, IndexError, IndexedDocument, Query, RebuildReason, SearchIndex,
    SearchOptions, Texts,
};
use by_column::Blobs;
use listed::Listing;
use plan::Planner;
use ranking::{BySegment, Ranked, RankedSegment, Ranking, best_of, open_of};
use schema::{Fields, register, schema};
pub use tokens::tokens;

/// Memory of the writer before it writes a segment.
const WRITER_BYTES: usize = 48 * 1024 * 1024;
/// Documents of a segment that is no longer merged with others.
const LARGEST_MERGE: usize = 200_000;
/// Threads that search and read, at most.
const MOST_THREADS: usize = 4;

/// An index in a folder, or in memory.
pub struct TantivyIndex {
    path: PathBuf,
    index: Index,
    fields: Fields,
    /// Threads that search and read.
    threads: usize,
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
        let mut index = open().map_err(engine)?;
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
        let threads = std::thread::available_parallelism().map_or(1, |threads| threads.get());
        let threads = threads.min(MOST_THREADS);
        if threads > 1 {
            index.set_multithread_executor(threads).map_err(engine)?;
        }
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
            threads,
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

    /// Puts a batch before the writer without committing it. What was known of its blobs goes first, all at once.
    fn stage(&self, writer: &mut IndexWriter, changes: Vec<Change>) -> tantivy::Result<()> {
        let mut last: BTreeMap<BlobId, Option<Box<IndexedDocument>>> = BTreeMap::new();
        for change in changes {
            match change {
                Change::Remove(blob) => last.insert(blob, None),
                Change::Put(indexed) => last.insert(indexed.blob, Some(indexed)),
            };
        }
        let blobs: BTreeSet<BlobId> = last.keys().copied().collect();
        if !blobs.is_empty() {
            let known = Listing(Blobs::new(blobs));
            writer.delete_query(Box::new(known))?;
        }
        for indexed in last.values().flatten() {
            writer.add_document(self.fields.document(indexed))?;
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

    fn damaged(&self, message: &str) -> IndexError {
        self.must_be_rebuilt(RebuildReason::Damaged {
            message: message.to_owned(),
        })
    }

    fn ranked(
        &self,
        searcher: &Searcher,
        query: &Query,
        options: &SearchOptions,
    ) -> tantivy::Result<Vec<RankedSegment>> {
        let planner = Planner {
            searcher,
            fields: self.fields,
        };
        let plan = planner.plan(query)?;
        let sure = match &plan.sure {
            None => None,
            Some(sure) => Some(searcher.search(sure, &BySegment)?),
        };
        let ranking = Ranking {
            sure,
            sort: options.sort,
            most: options.offset.saturating_add(options.limit),
            most_open: options.read_limit,
            count: options.count,
        };
        searcher.search(&plan.maybe, &ranking)
    }

    fn hit(&self, segments: &[RankedSegment], ranked: &Ranked) -> Result<Hit, IndexError> {
        let found = segments.get(ranked.segment as usize);
        let blob = found.and_then(|found| found.columns.blob(ranked.document));
        Ok(Hit {
            blob: blob.ok_or_else(|| self.damaged("a document without its id"))?,
            score: ranked.score(),
        })
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
        let mut segments = self.ranked(&searcher, query, options).map_err(engine)?;
        let mut ranked = best_of(&mut segments).map_err(engine)?;
        let (open, total_is_exact) = open_of(&mut segments, options.read_limit).map_err(engine)?;
        let mut total: u64 = segments.iter().map(|found| found.total).sum();
        let read = open.len() as u64;
        for holds in self.holding(open, &segments, query, texts)? {
            total += 1;
            if options.count
                && let Some(found) = segments.get_mut(holds.segment as usize)
            {
                found.columns.count(holds.document);
            }
            ranked.push(holds);
        }
        ranked.sort_unstable();
        let wanted = ranked.iter().skip(options.offset).take(options.limit);
        let hits = wanted.map(|ranked| self.hit(&segments, ranked));
        let hits = hits.collect::<Result<Vec<Hit>, IndexError>>()?;
        let mut facets = Facets::default();
        for found in &mut segments {
            found.columns.write_facets(&mut facets).map_err(engine)?;
        }
        Ok(Found {
            total,
            total_is_exact,
            read,
            hits,
            facets,
        })
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
