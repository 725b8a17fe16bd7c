//! Pictures that are the pages of one document, told by their names: `report_page_2_9.png`, `合同第3页.jpg`. Always: in
//! one folder, of one document's name, in the order of their numbers; a picture without a neighbour is a page of nothing.

use std::sync::LazyLock;

use regex::Regex;
use serde::Serialize;

use super::{Case, CaseError};
use crate::store::FileFilter;

/// Pages that are listed of one document.
const MOST: u64 = 5_000;
const ENDINGS: &[&str] = &[
    "png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "webp", "heic",
];

/// How names say it, after the ending is taken off: the document, the page, and of how many.
static NAMES: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    [
        r"(?i)^(?<stem>.*?)[ _.-]?page[ _.-]?(?<page>\d{1,4})(?:[ _.-](?:of[ _.-]?)?(?<of>\d{1,4}))?$",
        r"^(?<stem>.*?)[ _.-]?第\s?(?<page>\d{1,4})\s?[页頁](?:[ _.-]?共\s?(?<of>\d{1,4})\s?[页頁])?$",
        r"^(?<stem>.+?)[_-](?<page>\d{1,4})[_-](?<of>\d{1,4})$",
        r"(?i)^(?<stem>.+?)[ _.-]p(?<page>\d{1,4})$",
    ]
    .into_iter()
    .filter_map(|pattern| Regex::new(pattern).ok())
    .collect()
});

/// A page of a document that is kept as pictures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Page {
    /// Its number.
    pub number: u32,
    /// Its path.
    pub path: String,
}

/// A document that is kept as pictures, one a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PagedDocument {
    /// Its name, without the page; may be empty.
    pub name: String,
    /// The page that was asked about.
    pub number: u32,
    /// How many pages the names say that it has.
    pub of: Option<u32>,
    /// Those that are there, in order.
    pub pages: Vec<Page>,
}

#[derive(Debug, PartialEq, Eq)]
struct PageName<'a> {
    /// Folder and stem.
    document: &'a str,
    number: u32,
    of: Option<u32>,
}

fn read(path: &str) -> Option<PageName<'_>> {
    let (before, ending) = path.rsplit_once('.')?;
    let is_picture = ENDINGS
        .iter()
        .any(|known| ending.eq_ignore_ascii_case(known));
    if !is_picture {
        return None;
    }
    let start = before.rfind('/').map_or(0, |slash| slash + 1);
    NAMES.iter().find_map(|pattern| {
        let found = pattern.captures(&before[start..])?;
        let number = |name: &str| found.name(name)?.as_str().parse::<u32>().ok();
        let of = number("of");
        let page = number("page")?;
        // 2021-03 is a date, not the page after so many.
        let fits = of.is_none_or(|of| page <= of && of > 0);
        fits.then(|| PageName {
            document: &before[..start + found.name("stem").map_or(0, |stem| stem.end())],
            number: page,
            of,
        })
    })
}

impl Case {
    /// Returns the document of which a picture is a page; none where nothing else is a page of it.
    ///
    /// # Errors
    /// [`CaseError::Ledger`].
    pub fn document_of_page(&self, path: &str) -> Result<Option<PagedDocument>, CaseError> {
        let Some(asked) = read(path) else {
            return Ok(None);
        };
        let beside = self.files(&FileFilter {
            prefix: Some(asked.document.to_owned()),
            limit: Some(MOST),
            ..FileFilter::default()
        })?;
        let mut pages: Vec<Page> = beside
            .files
            .into_iter()
            .filter_map(|file| {
                let page = read(&file.path)?;
                let same = page.document == asked.document && page.of == asked.of;
                same.then_some(page.number).map(|number| Page {
                    number,
                    path: file.path,
                })
            })
            .collect();
        pages.sort_by(|one, other| (one.number, &one.path).cmp(&(other.number, &other.path)));
        let name = asked.document.rsplit('/').next().unwrap_or_default();
        Ok((pages.len() > 1).then(|| PagedDocument {
            name: name.to_owned(),
            number: asked.number,
            of: asked.of,
            pages,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_the_document_and_the_page() {
        let page =
            |path: &'static str| read(path).map(|page| (page.document, page.number, page.of));
        assert_eq!(page("a/x_page_2_9.png"), Some(("a/x", 2, Some(9))));
        assert_eq!(
            page("a.zip!/b/Report Page 12.JPG"),
            Some(("a.zip!/b/Report", 12, None))
        );
        assert_eq!(page("合同第3页.jpg"), Some(("合同", 3, None)));
        assert_eq!(page("合同-第3頁共10頁.jpg"), Some(("合同", 3, Some(10))));
        assert_eq!(page("f5a5-4e1b_1_7.png"), Some(("f5a5-4e1b", 1, Some(7))));
        assert_eq!(page("scan-p04.tif"), Some(("scan", 4, None)));
        assert_eq!(page("x/page1.png"), Some(("x/", 1, None)));
    }

    #[test]
    fn what_only_looks_so_is_none() {
        for path in [
            "IMG_2021_03.jpg",
            "IMG_0001.jpg",
            "x_page_2_9.txt",
            "x_page_9_2.png",
            "homepage.png",
            "png",
        ] {
            assert_eq!(read(path), None, "{path}");
        }
    }
}
