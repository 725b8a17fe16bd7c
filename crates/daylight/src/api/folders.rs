//! The tree of a case, made from the paths of its files: folders, and containers that open like folders.
//! Always: the tallies of a listing's folders and of the files right here sum to the tally of all below.

use daylight_engine::store::PlacedFile;

use super::shapes::{Folder, FolderListing, Tally};

/// A listing as it grows, file by file in path order.
#[derive(Debug)]
pub(crate) struct Listing(FolderListing);

impl Listing {
    /// Begins the listing of what lies right below `prefix`: an empty one, or one that ends in `/`.
    pub(crate) fn of(prefix: &str) -> Self {
        Self(FolderListing {
            prefix: prefix.to_owned(),
            ..FolderListing::default()
        })
    }

    /// Takes the next file; those of other paths are left out.
    pub(crate) fn take(&mut self, file: PlacedFile<'_>) {
        let listing = &mut self.0;
        let Some(rest) = file.path.strip_prefix(&listing.prefix) else {
            return;
        };
        listing.below.count(file.state, file.bytes);
        let Some((segment, inner)) = rest.split_once('/') else {
            listing.here.count(file.state, file.bytes);
            return;
        };
        // In path order, what lies in one folder comes without a break.
        let prefix = file.path.strip_suffix(inner).unwrap_or_default();
        if listing
            .folders
            .last()
            .is_none_or(|last| last.prefix != prefix)
        {
            let new = folder(&listing.prefix, segment);
            listing.folders.push(new);
        }
        if let Some(folder) = listing.folders.last_mut() {
            folder.below.count(file.state, file.bytes);
            folder.has_folders |= inner.contains('/');
        }
    }

    /// Ends it: folders by name.
    pub(crate) fn finished(self) -> FolderListing {
        let mut listing = self.0;
        let segment = |folder: &Folder| folder.prefix.trim_end_matches('/').to_owned();
        listing.folders.sort_by_cached_key(segment);
        listing
    }
}

fn folder(prefix: &str, segment: &str) -> Folder {
    // A `!` at the end of a name is percent-encoded: before a slash it always means a container.
    let container = segment.strip_suffix('!');
    Folder {
        name: container.unwrap_or(segment).to_owned(),
        prefix: format!("{prefix}{segment}/"),
        container: container.map(|name| format!("{prefix}{name}")),
        has_folders: false,
        below: Tally::default(),
    }
}

#[cfg(test)]
mod tests {
    use daylight_model::State;

    use super::*;

    fn list(prefix: &str, paths: &[&str]) -> FolderListing {
        let mut listing = Listing::of(prefix);
        for path in paths {
            listing.take(PlacedFile {
                path,
                state: State::Read,
                bytes: 10,
            });
        }
        listing.finished()
    }

    const PATHS: &[&str] = &[
        "01/a.txt",
        "01/deep/b.txt",
        "dump.zip",
        "dump.zip!/02/bonus.csv",
        "dump.zip!/in.zip",
        "dump.zip!/in.zip!/x.txt",
        "odd!name/c.txt",
        "readme.md",
    ];

    #[test]
    fn folders_and_containers_lie_side_by_side_and_sum_to_all() {
        let top = list("", PATHS);
        let shown: Vec<_> = top
            .folders
            .iter()
            .map(|folder| {
                (
                    folder.name.as_str(),
                    folder.prefix.as_str(),
                    folder.container.as_deref(),
                    folder.has_folders,
                )
            })
            .collect();
        assert_eq!(
            shown,
            [
                ("01", "01/", None, true),
                ("dump.zip", "dump.zip!/", Some("dump.zip"), true),
                ("odd!name", "odd!name/", None, false),
            ]
        );
        assert_eq!(top.here.files, 2);
        let inside: u64 = top.folders.iter().map(|folder| folder.below.files).sum();
        assert_eq!(top.below.files, inside + top.here.files);
        assert_eq!(top.below.bytes, 80);
    }

    #[test]
    fn a_container_inside_a_container_opens_too() {
        let inner = list("dump.zip!/", PATHS);
        let prefixes: Vec<_> = inner.folders.iter().map(|folder| &folder.prefix).collect();
        assert_eq!(prefixes, ["dump.zip!/02/", "dump.zip!/in.zip!/"]);
        assert_eq!(
            inner.folders[1].container.as_deref(),
            Some("dump.zip!/in.zip")
        );
        assert_eq!(inner.here.files, 1);
    }
}
