//! Where a blob stands first, as far as is known while reading goes on: what the queue is ordered by and
//! what a blob is called there. Always: it depends on what was found, not on the order in which it was.

use daylight_model::{CasePath, SourceId};

/// The place that counts: least depth, then earliest source, then first by path. The order of the fields
/// is the order of places.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct FirstPlace {
    /// Containers around it.
    pub(super) depth: u32,
    /// The source.
    pub(super) source: SourceId,
    /// Its path there, without what tells clashing files apart.
    pub(super) path: CasePath,
}

impl FirstPlace {
    /// Returns the place of a file that was added.
    pub(super) fn acquired(source: SourceId, shown: &str) -> Self {
        Self {
            depth: 0,
            source,
            path: CasePath::acquired(shown),
        }
    }

    /// Returns the place of a file of this name inside the one that stands here.
    pub(super) fn member(&self, name: &str) -> Self {
        Self {
            depth: self.depth.saturating_add(1),
            source: self.source,
            path: self.path.member(name),
        }
    }

    /// Returns the file's name as it was decoded, without its folders.
    pub(super) fn name(&self) -> String {
        // `%25` comes last: what it stands for may be the beginning of another of them.
        let name = self.path.name();
        name.replace("%21", "!")
            .replace("%23", "#")
            .replace("%25", "%")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_the_decoded_one() {
        let place = FirstPlace::acquired(SourceId(1), "a/100%21#.zip");
        assert_eq!(place.name(), "100%21#.zip");
        assert_eq!(place.member("目录/内!").name(), "内!");
    }

    #[test]
    fn outer_files_come_before_inner_ones_and_earlier_sources_before_later_ones() {
        let place = |source, shown| FirstPlace::acquired(SourceId(source), shown);
        assert!(place(2, "z") < place(1, "a.zip").member("a"));
        assert!(place(1, "z") < place(2, "a"));
        assert!(place(1, "a") < place(1, "b"));
    }
}
