//! The ledger of files: its rows, its tree, one file with its reading, and its bytes to be kept elsewhere.

use std::collections::BTreeMap;
use std::io::Read;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use daylight_engine::case::Mask;
use daylight_engine::store::FileFilter;
use daylight_model::{BlobId, CasePath, State as FileStateInLedger, shown_safely};
use futures_util::stream::unfold;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use tokio::sync::mpsc;
use utoipa::IntoParams;

use super::asking::{Answer, Asked, Served, ask};
use super::failure::Failure;
use super::folders::Listing;
use super::shapes::{
    DocumentInfo, FileInfo, FilePage, FileReason, FileRow, FilesOf, FolderListing, PartInfo,
    Problem, ProblemKind,
};

/// Rows of one answer, at most.
const MOST_ROWS: u64 = 500;

/// Files inside a container that come with it.
const FIRST_CHILDREN: u64 = 200;

/// Which files are asked for.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct FilesAsked {
    /// States, with commas between them.
    state: Option<String>,
    /// Only this reason.
    #[param(inline)]
    reason: Option<FileReason>,
    /// Only this media type.
    #[serde(rename = "type")]
    media_type: Option<String>,
    /// Only this language.
    language: Option<String>,
    /// Only those that were added, or those found inside others.
    #[param(inline)]
    set: Option<FilesOf>,
    /// Only those right inside this container.
    parent: Option<String>,
    /// Only those whose path begins with this.
    prefix: Option<String>,
    /// Only those whose path has this in it.
    containing: Option<String>,
    /// Without copies of a file that is listed already; rows then say how many copies there are.
    #[serde(default)]
    fold: bool,
    /// Leaves out so many.
    #[serde(default)]
    offset: u64,
    /// At most so many, up to 500.
    limit: Option<u64>,
}

impl FilesAsked {
    fn filter(self) -> Result<FileFilter, Failure> {
        let states = self
            .state
            .iter()
            .flat_map(|states| states.split(','))
            .filter(|state| !state.is_empty())
            .map(|state| {
                state
                    .parse::<FileStateInLedger>()
                    .map_err(|error| Failure::new(ProblemKind::Call, error.to_string()))
            })
            .collect::<Result<_, _>>()?;
        Ok(FileFilter {
            states,
            reason: self.reason.map(Into::into),
            media_type: self.media_type,
            language: self.language,
            set: self.set.map(Into::into),
            parent: self.parent,
            prefix: self.prefix,
            containing: self.containing,
            blob: None,
            fold_duplicates: self.fold,
            offset: self.offset,
            limit: Some(self.limit.unwrap_or(MOST_ROWS).min(MOST_ROWS)),
        })
    }
}

/// Rows of the ledger, in path order.
#[utoipa::path(get, path = "/api/files", params(FilesAsked), responses((status = 200, body = FilePage), (status = "default", body = Problem)))]
pub(crate) async fn files(
    State(served): State<Arc<Served>>,
    Asked(asked): Asked<FilesAsked>,
) -> Answer<FilePage> {
    ask(served, move |served| {
        let filter = asked.filter()?;
        let ledger = served.case.ledger();
        let page = ledger.files(&filter)?;
        let mut rows = Vec::with_capacity(page.files.len());
        for row in page.files {
            let copies = match row.sha256 {
                Some(blob) if filter.fold_duplicates => Some(copies(served, blob)?),
                _ => None,
            };
            rows.push(FileRow {
                copies,
                ..row.into()
            });
        }
        Ok(FilePage {
            total: page.total,
            bytes: page.bytes,
            files: rows,
        })
    })
    .await
}

fn copies(served: &Served, blob: BlobId) -> Result<u64, Failure> {
    let filter = FileFilter {
        blob: Some(blob),
        limit: Some(0),
        ..FileFilter::default()
    };
    Ok(served.case.ledger().files(&filter)?.total)
}

/// Listings of folders, kept while the ledger stands still: each is made from all paths below it.
#[derive(Debug, Default)]
pub(crate) struct FolderCache(Mutex<(u64, BTreeMap<String, FolderListing>)>);

impl FolderCache {
    fn get(&self, position: u64, prefix: &str) -> Option<FolderListing> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (kept.0 == position)
            .then(|| kept.1.get(prefix).cloned())
            .flatten()
    }

    fn keep(&self, position: u64, listing: &FolderListing) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.0 != position {
            *kept = (position, BTreeMap::new());
        }
        kept.1.insert(listing.prefix.clone(), listing.clone());
    }
}

/// Which folder is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct FolderAsked {
    /// What the paths in it begin with: empty, or ending in a slash.
    #[serde(default)]
    prefix: String,
}

/// Folders and containers right below a prefix, with what is in them.
#[utoipa::path(get, path = "/api/folders", params(FolderAsked), responses((status = 200, body = FolderListing), (status = "default", body = Problem)))]
pub(crate) async fn folders(
    State(served): State<Arc<Served>>,
    Asked(FolderAsked { prefix }): Asked<FolderAsked>,
) -> Answer<FolderListing> {
    ask(served, move |served| {
        if !(prefix.is_empty() || prefix.ends_with('/')) {
            return Err(Failure::new(
                ProblemKind::Call,
                format!("{prefix} is no folder: its prefix ends in a slash"),
            ));
        }
        let ledger = served.case.ledger();
        let position = ledger.position()?;
        if let Some(kept) = served.folders.get(position, &prefix) {
            return Ok(kept);
        }
        let mut listing = Listing::of(&prefix);
        ledger.each_file(&prefix, &mut |file| listing.take(file))?;
        let made = listing.finished();
        served.folders.keep(position, &made);
        Ok(made)
    })
    .await
}

/// Which file is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct FileAsked {
    /// Its path in the case.
    path: String,
}

/// A file with what its reading says of it.
#[utoipa::path(get, path = "/api/file", params(FileAsked), responses((status = 200, body = FileInfo), (status = "default", body = Problem)))]
pub(crate) async fn file(
    State(served): State<Arc<Served>>,
    Asked(FileAsked { path }): Asked<FileAsked>,
) -> Answer<FileInfo> {
    ask(served, move |served| {
        let ledger = served.case.ledger();
        let row = ledger
            .file_at(&path)?
            .ok_or_else(|| Failure::no_file(&path))?;
        let blob = row.sha256;
        let document = match blob {
            Some(blob) => document(served, blob)?,
            None => None,
        };
        // Members are listed below the first copy of their container only.
        let container = row.duplicate_of.clone().unwrap_or_else(|| path.clone());
        let children = ledger.files(&FileFilter {
            parent: Some(container),
            limit: Some(FIRST_CHILDREN),
            ..FileFilter::default()
        })?;
        let copies = blob.map(|blob| copies(served, blob)).transpose()?;
        let personal = match blob {
            Some(blob) => served.case.personal_values(blob)?,
            None => 0,
        };
        let page_of = served.case.document_of_page(&path)?.map(Into::into);
        Ok(FileInfo {
            page_of,
            personal,
            unmasked: served.unmasked.mask(blob) != Mask::On,
            file: FileRow {
                copies,
                ..row.into()
            },
            document,
            children: children.files.into_iter().map(Into::into).collect(),
            children_total: children.total,
        })
    })
    .await
}

fn document(served: &Served, blob: BlobId) -> Result<Option<DocumentInfo>, Failure> {
    let ledger = served.case.ledger();
    let Some(document) = ledger.document(blob)? else {
        return Ok(None);
    };
    let parts = ledger.parts(blob)?;
    Ok(Some(DocumentInfo {
        reading: document.reference.reading.to_string(),
        generation: document.generation,
        encoding: document.summary.encoding,
        metadata: document.summary.metadata,
        warnings: document
            .warnings
            .into_iter()
            .map(|warning| warning.what)
            .collect(),
        paths: document.paths,
        parts: parts
            .into_iter()
            .map(|new| PartInfo {
                number: new.part.number().0,
                kind: new.part.kind().into(),
                name: new.part.name().map(str::to_owned),
                language: new.language,
                script: new.script,
                bytes: new.part.text().len() as u64,
            })
            .collect(),
    }))
}

/// A file's bytes, letter for letter, only to be saved: nothing of a leak opens in the browser.
#[utoipa::path(get, path = "/api/original", params(FileAsked), responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"), (status = "default", body = Problem)))]
pub(crate) async fn original(
    State(served): State<Arc<Served>>,
    Asked(FileAsked { path }): Asked<FileAsked>,
) -> Result<Response, Failure> {
    let name = download_name(&path);
    let opened = tokio::task::spawn_blocking(move || {
        let row = served
            .case
            .ledger()
            .file_at(&path)?
            .ok_or_else(|| Failure::no_file(&path))?;
        let blob = row.sha256.ok_or_else(|| {
            Failure::new(
                ProblemKind::Missing,
                format!("the bytes of {path} could not be had when it was added"),
            )
        })?;
        Ok::<_, Failure>((served.case.blobs().get(blob)?, row.bytes))
    });
    let (file, bytes) = opened.await??;
    let headers = [
        (
            CONTENT_TYPE,
            HeaderValue::from_static("application/octet-stream"),
        ),
        (CONTENT_DISPOSITION, to_be_saved_as(&name)),
        (CONTENT_LENGTH, HeaderValue::from(bytes)),
    ];
    Ok((headers, streamed(file)).into_response())
}

/// Returns the header that has the browser save an answer under a name, and never open it.
pub(super) fn to_be_saved_as(name: &str) -> HeaderValue {
    let encoded = utf8_percent_encode(name, NON_ALPHANUMERIC);
    HeaderValue::from_str(&format!("attachment; filename*=UTF-8''{encoded}"))
        .unwrap_or(HeaderValue::from_static("attachment"))
}

/// Returns the last name of a path, without what would move or hide letters of it in a file dialog.
fn download_name(path: &str) -> String {
    let name = CasePath::from_written(path).name().to_owned();
    let decoded = percent_encoding::percent_decode_str(&name)
        .decode_utf8_lossy()
        .into_owned();
    shown_safely(&decoded).replace(['/', '\\'], "_")
}

pub(super) fn streamed(mut file: std::fs::File) -> Body {
    let (sender, receiver) = mpsc::channel::<std::io::Result<Bytes>>(4);
    tokio::task::spawn_blocking(move || {
        let mut piece = vec![0; 1 << 18];
        loop {
            let sent = match file.read(&mut piece) {
                Ok(0) => return,
                Ok(count) => Ok(Bytes::copy_from_slice(
                    piece.get(..count).unwrap_or_default(),
                )),
                Err(error) => Err(error),
            };
            let failed = sent.is_err();
            // Whoever downloads may have gone away.
            if sender.blocking_send(sent).is_err() || failed {
                return;
            }
        }
    });
    Body::from_stream(unfold(receiver, |mut receiver| async {
        receiver.recv().await.map(|piece| (piece, receiver))
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_download_is_named_after_the_file_and_hides_nothing() {
        assert_eq!(download_name("a.zip!/02/奖金.csv"), "奖金.csv");
        assert_eq!(download_name("x%2Fy%23.txt"), "x_y#.txt");
        assert_eq!(download_name("a/b\u{202e}txt.exe"), "b_u{202e}txt.exe");
    }

    #[test]
    fn states_come_in_a_list_and_a_wrong_one_is_named() {
        let asked = |state: &str| FilesAsked {
            state: Some(state.into()),
            ..FilesAsked::default()
        };
        let filter = asked("failed,partial").filter().unwrap();
        assert_eq!(
            filter.states,
            [FileStateInLedger::Failed, FileStateInLedger::Partial]
        );
        assert_eq!(filter.limit, Some(MOST_ROWS));
        let failure = asked("lost").filter().unwrap_err();
        assert!(failure.problem().error.contains("\"lost\" is not one of"));
    }
}
