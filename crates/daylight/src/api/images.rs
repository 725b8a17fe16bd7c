//! The pictures of a case, in the order of paths, each with the beginning of what was read in it and how many others
//! look like it; or those that look like one of them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::extract::State;
use daylight_engine::case::Looks;
use daylight_engine::store::{self, FileFilter};
use daylight_model::BlobId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::asking::{Answer, Asked, Served, ask};
use super::failure::Failure;
use super::shapes::{FileRow, Problem};

/// Media types whose pixels can be shown.
const TYPES: &[&str] = &[
    "image/apng",
    "image/bmp",
    "image/gif",
    "image/heic",
    "image/heic-sequence",
    "image/heif",
    "image/heif-sequence",
    "image/jpeg",
    "image/png",
    "image/tiff",
    "image/webp",
];

/// Pictures of one answer, at most.
const MOST: usize = 200;

/// Characters of what was read that are told.
const TOLD: usize = 240;

/// Which pictures are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ImagesAsked {
    /// How many to pass over.
    #[serde(default)]
    offset: usize,
    /// How many, at most 200.
    limit: Option<usize>,
    /// Words that must stand in what was read, or in the path.
    q: Option<String>,
    /// The path of a picture: it, and then those that look like it, those most alike first.
    like: Option<String>,
}

/// A picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct ImageRow {
    /// Its row of the ledger.
    pub(crate) file: FileRow,
    /// The beginning of what was read in it; personal data is covered.
    pub(crate) text: String,
    /// How many other pictures look like it.
    pub(crate) similar: usize,
}

/// Some of the pictures of the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Images {
    /// How many there are, copies folded.
    pub(crate) total: usize,
    /// Those asked for, in the order of paths, or of likeness.
    pub(crate) images: Vec<ImageRow>,
}

/// The pictures of the case.
#[utoipa::path(get, path = "/api/images", params(ImagesAsked), responses((status = 200, body = Images), (status = "default", body = Problem)))]
pub(crate) async fn images(
    State(served): State<Arc<Served>>,
    Asked(asked): Asked<ImagesAsked>,
) -> Answer<Images> {
    ask(served, move |served| {
        let mut rows = pictures(served)?;
        let looks = served.case.looks()?;
        let there: BTreeSet<BlobId> = rows.iter().filter_map(|row| row.sha256).collect();
        if let Some(path) = &asked.like {
            let blob = served.case.file(path)?.sha256;
            keep_alike(&mut rows, &looks, blob);
        }
        let words = asked.q.as_deref().map(str::trim).unwrap_or_default();
        let words = words.to_lowercase();
        let limit = asked.limit.unwrap_or(MOST).min(MOST);
        let (mut total, mut images) = (0, Vec::new());
        for row in rows {
            let wanted = total >= asked.offset && images.len() < limit;
            if words.is_empty() && !wanted {
                total += 1;
                continue;
            }
            let text = match row.sha256 {
                Some(blob) => {
                    let parts = served
                        .case
                        .parts_shown(blob, served.unmasked.mask(Some(blob)))?;
                    let texts: Vec<&str> = parts.iter().map(|part| part.text()).collect();
                    texts.join("\n")
                }
                None => String::new(),
            };
            let fits = words.is_empty()
                || text.to_lowercase().contains(&words)
                || row.path.to_lowercase().contains(&words);
            if !fits {
                continue;
            }
            if total >= asked.offset && images.len() < limit {
                let like = row.sha256.map(|blob| looks.like(blob)).unwrap_or_default();
                let similar = like.iter().filter(|(other, _)| there.contains(other));
                images.push(ImageRow {
                    text: text.chars().take(TOLD).collect(),
                    similar: similar.count(),
                    file: row.into(),
                });
            }
            total += 1;
        }
        Ok(Images { total, images })
    })
    .await
}

/// Returns every picture of the case, copies folded, in the order of paths.
fn pictures(served: &Served) -> Result<Vec<store::FileRow>, Failure> {
    let mut rows = Vec::new();
    for media_type in TYPES {
        let page = served.case.ledger().files(&FileFilter {
            media_type: Some((*media_type).to_owned()),
            fold_duplicates: true,
            ..FileFilter::default()
        })?;
        rows.extend(page.files);
    }
    rows.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(rows)
}

/// Leaves a picture and those that look like it, it first, then those most alike.
fn keep_alike(rows: &mut Vec<store::FileRow>, looks: &Looks, blob: Option<BlobId>) {
    let others = blob.map(|blob| looks.like(blob)).unwrap_or_default();
    let apart: BTreeMap<BlobId, u32> = others.into_iter().collect();
    let place = |row: &store::FileRow| {
        let of = row.sha256?;
        let apart = apart.get(&of).copied();
        apart
            .map(|apart| apart + 1)
            .or((blob == Some(of)).then_some(0))
    };
    rows.retain(|row| place(row).is_some());
    rows.sort_by_key(place);
}
