//! Making the index again beside the old one, then exchanging the two by rename.
//! Always: at any instant the folder is the old index or the new one; between the two renames the old one lies
//! in `index.old`, and opening puts it back.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use tantivy::IndexWriter;

use super::TantivyIndex;
use crate::search::{IndexError, IndexedDocument};

/// Documents that are put at a time.
const BATCH: usize = 256;

impl TantivyIndex {
    /// Makes the index at `path` again from `documents`, which reflect the ledger at `position`, and opens it.
    /// No two of them may be of the same bytes. Who searches the old one meanwhile, or holds it open afterwards, goes on searching it.
    ///
    /// # Errors
    /// [`IndexError`], also from `documents`; then what was there before is still there.
    pub fn rebuild_beside(
        path: &Path,
        documents: impl Iterator<Item = Result<IndexedDocument, IndexError>>,
        position: u64,
    ) -> Result<Self, IndexError> {
        put_right(path)?;
        let new = beside(path, "new");
        remove(&new)?;
        let building = Self::create(&new)?;
        building.fill(documents, position)?;
        drop(building);
        exchange(path, &new)?;
        Self::open(path)
    }

    fn fill(
        &self,
        documents: impl Iterator<Item = Result<IndexedDocument, IndexError>>,
        position: u64,
    ) -> Result<(), IndexError> {
        let mut batch = Vec::with_capacity(BATCH);
        for document in documents {
            batch.push(document?);
            if batch.len() == BATCH {
                self.add(&batch)?;
                batch.clear();
            }
        }
        self.add(&batch)?;
        self.apply_at_last(position)
    }

    /// Adds documents of which none is there yet: nothing need be looked for to be taken out.
    fn add(&self, documents: &[IndexedDocument]) -> Result<(), IndexError> {
        self.with_writer(|writer| {
            for document in documents {
                writer.add_document(self.fields.document(document))?;
            }
            Ok(())
        })
    }

    fn apply_at_last(&self, position: u64) -> Result<(), IndexError> {
        self.with_writer(|writer| self.write(writer, Vec::new(), position))?;
        match self.take_writer() {
            Some(writer) => IndexWriter::wait_merging_threads(writer)
                .map_err(|source| super::engine_error(&self.path, source)),
            None => Ok(()),
        }
    }
}

/// Puts the old index back where the exchange was interrupted.
pub(super) fn put_right(path: &Path) -> Result<(), IndexError> {
    let old = beside(path, "old");
    if !exists(path)? && exists(&old)? {
        rename(&old, path)?;
    }
    Ok(())
}

/// Whether there is no index yet: no folder, or an empty one.
pub(super) fn is_absent(path: &Path) -> Result<bool, IndexError> {
    match fs::read_dir(path) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(source) => Err(io_error(path, source)),
    }
}

fn exchange(path: &Path, new: &Path) -> Result<(), IndexError> {
    let old = beside(path, "old");
    remove(&old)?;
    if exists(path)? {
        rename(path, &old)?;
    }
    rename(new, path)?;
    remove(&old)
}

fn beside(path: &Path, what: &str) -> PathBuf {
    let mut name = path.file_name().map_or_else(OsString::new, OsString::from);
    name.push(".");
    name.push(what);
    path.with_file_name(name)
}

fn exists(path: &Path) -> Result<bool, IndexError> {
    path.try_exists().map_err(|source| io_error(path, source))
}

/// Renames and makes the folder above remember it.
fn rename(from: &Path, to: &Path) -> Result<(), IndexError> {
    fs::rename(from, to).map_err(|source| io_error(from, source))?;
    let above = to.parent().filter(|above| !above.as_os_str().is_empty());
    let above = above.unwrap_or(Path::new("."));
    File::open(above)
        .and_then(|folder| folder.sync_all())
        .map_err(|source| io_error(above, source))
}

fn remove(path: &Path) -> Result<(), IndexError> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(io_error(path, error)),
        _ => Ok(()),
    }
}

fn io_error(path: &Path, source: io::Error) -> IndexError {
    IndexError::Io {
        path: path.to_owned(),
        source,
    }
}

#[cfg(test)]
mod tests {
    use daylight_model::{BlobId, LineBreaks, Part, PartData, PartKind, PartNumber, State};
    use tempfile::TempDir;

    use super::super::{Payload, engine_error};
    use super::*;
    use crate::search::{
        Change, Query, RebuildReason, Records, SearchIndex, SearchOptions, Texts, TextsError,
    };

    struct NoTexts;

    impl Texts for NoTexts {
        fn records(&self, _: BlobId) -> Result<Records, TextsError> {
            Ok(Records::default())
        }

        fn parts(&self, _: BlobId) -> Result<Vec<Part>, TextsError> {
            Ok(Vec::new())
        }
    }

    fn document(text: &str) -> IndexedDocument {
        let part = Part::try_from(PartData {
            number: PartNumber(1),
            kind: PartKind::Body,
            name: None,
            breaks: LineBreaks::Wrap,
            text: text.to_owned(),
            anchors: Vec::new(),
        });
        IndexedDocument {
            blob: BlobId::of(text.as_bytes()),
            media_type: "text/plain".to_owned(),
            language: None,
            paths: vec![text.to_owned()],
            bytes: 1,
            state: State::Read,
            parts: vec![part.unwrap()],
            records: Records::default(),
        }
    }

    fn put(text: &str) -> Vec<Change> {
        vec![Change::Put(Box::new(document(text)))]
    }

    fn total(index: &TantivyIndex, query: &str) -> u64 {
        let query = Query::parse(query).unwrap();
        index
            .search(&query, &SearchOptions::default(), &NoTexts)
            .unwrap()
            .total
    }

    /// A folder with an index of one document at position 3.
    fn with_index() -> (TempDir, PathBuf) {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("index");
        let index = TantivyIndex::open(&path).unwrap();
        index.apply(put("旧合同"), 3).unwrap();
        (folder, path)
    }

    fn must_be_rebuilt(path: &Path) -> RebuildReason {
        match TantivyIndex::open(path) {
            Err(IndexError::Rebuild { reason, .. }) => reason,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn an_index_that_is_opened_again_holds_what_was_committed() {
        let (_folder, path) = with_index();
        let index = TantivyIndex::open(&path).unwrap();
        assert_eq!(index.position().unwrap(), 3);
        assert_eq!(total(&index, "合同"), 1);
        let other = TantivyIndex::open(&path).unwrap();
        index.apply(put("新合同"), 4).unwrap();
        assert_eq!(total(&other, "合同"), 2, "another handle sees the commit");
        assert!(matches!(
            other.apply(Vec::new(), 5),
            Err(IndexError::Busy { .. })
        ));
    }

    #[test]
    fn an_index_of_another_analyser_must_be_rebuilt() {
        let (_folder, path) = with_index();
        let index = TantivyIndex::open(&path).unwrap();
        let payload = serde_json::to_string(&Payload {
            analyser: "daylight-0".to_owned(),
            position: 3,
        });
        index
            .with_writer(|writer| {
                let mut commit = writer.prepare_commit()?;
                commit.set_payload(&payload.unwrap());
                commit.commit().map(|_| ())
            })
            .unwrap();
        drop(index);
        let reason = must_be_rebuilt(&path);
        assert_eq!(
            reason.to_string(),
            "it was made with analyser daylight-0, this program has daylight-5"
        );
    }

    #[test]
    fn a_damaged_index_must_be_rebuilt_and_can_be() {
        let truncate = |path: &Path, wanted: &str| {
            for entry in fs::read_dir(path).unwrap() {
                let file = entry.unwrap().path();
                if file
                    .extension()
                    .is_some_and(|extension| extension == wanted)
                {
                    let bytes = fs::read(&file).unwrap();
                    fs::write(file, &bytes[..bytes.len() / 2]).unwrap();
                }
            }
        };
        let damage: [&dyn Fn(&Path); 7] = [
            &|path| fs::write(path.join("meta.json"), "{").unwrap(),
            &|path| fs::remove_file(path.join("meta.json")).unwrap(),
            &|path| truncate(path, "term"),
            &|path| truncate(path, "idx"),
            &|path| truncate(path, "pos"),
            &|path| truncate(path, "store"),
            &|path| truncate(path, "fast"),
        ];
        for damage in damage {
            let (_folder, path) = with_index();
            damage(&path);
            assert!(matches!(
                must_be_rebuilt(&path),
                RebuildReason::Damaged { .. }
            ));
            let documents = [Ok(document("新合同"))].into_iter();
            let index = TantivyIndex::rebuild_beside(&path, documents, 8).unwrap();
            assert_eq!((total(&index, "合同"), index.position().unwrap()), (1, 8));
        }
    }

    #[test]
    fn rebuilding_replaces_the_index_and_leaves_nothing_beside_it() {
        let (folder, path) = with_index();
        let old = TantivyIndex::open(&path).unwrap();
        let many = (0..600).map(|number| Ok(document(&format!("新合同 {number}"))));
        let new = TantivyIndex::rebuild_beside(&path, many, 9).unwrap();
        assert_eq!((total(&new, "旧合同"), total(&new, "新合同")), (0, 600));
        assert_eq!(new.position().unwrap(), 9);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        drop(old);
        new.apply(put("更新"), 10).unwrap();
        assert_eq!(total(&TantivyIndex::open(&path).unwrap(), "更新"), 1);
    }

    #[test]
    fn a_rebuilding_that_fails_leaves_the_old_index() {
        let (_folder, path) = with_index();
        let refused = tantivy::TantivyError::Poisoned;
        let documents = [
            Ok(document("新合同")),
            Err(engine_error(Path::new("ledger"), refused)),
        ];
        assert!(TantivyIndex::rebuild_beside(&path, documents.into_iter(), 9).is_err());
        let index = TantivyIndex::open(&path).unwrap();
        assert_eq!((total(&index, "旧合同"), index.position().unwrap()), (1, 3));
    }

    #[test]
    fn an_exchange_that_was_interrupted_is_put_right() {
        let (_folder, path) = with_index();
        // As after the first of the two renames.
        fs::rename(&path, beside(&path, "old")).unwrap();
        TantivyIndex::open(&beside(&path, "new")).unwrap();
        let index = TantivyIndex::open(&path).unwrap();
        assert_eq!(total(&index, "旧合同"), 1);
        // As after the second, before the old one is taken away.
        TantivyIndex::open(&beside(&path, "old")).unwrap();
        let documents = [Ok(document("新合同"))].into_iter();
        let index = TantivyIndex::rebuild_beside(&path, documents, 4).unwrap();
        assert_eq!((total(&index, "旧合同"), total(&index, "新合同")), (0, 1));
        assert!(!beside(&path, "old").exists() && !beside(&path, "new").exists());
    }
}
