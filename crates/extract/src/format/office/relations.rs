//! Which member of a package belongs to which other: the `_rels` of Office Open XML. Always: targets are names in
//! the package; what lies outside is left out.

use daylight_model::Outcome;

use super::Package;
use crate::format::xml::{Node, Nodes};
use crate::source::Source;

/// One member belongs to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Relation {
    /// Its name within the member that has it.
    pub(crate) id: String,
    /// The member that it leads to.
    pub(crate) target: String,
    kind: String,
}

impl Relation {
    /// Returns what it is: the last word of its type.
    pub(crate) fn kind(&self) -> &str {
        self.kind.rsplit('/').next().unwrap_or_default()
    }
}

impl Package {
    /// Returns what belongs to a member, in the order of the file.
    pub(crate) fn relations(
        &self,
        name: &str,
        source: &mut Source<'_>,
    ) -> Result<Vec<Relation>, Outcome> {
        let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
        let beside = format!("{folder}/_rels/{file}.rels");
        let xml = self.xml(&beside, source)?.unwrap_or_default();
        let mut relations = Vec::new();
        for node in Nodes::new(&xml) {
            let Node::Start(tag) = node else { continue };
            if tag.get("TargetMode") == Some("External") {
                continue;
            }
            if let (Some(id), Some(target)) = (tag.get("Id"), tag.get("Target")) {
                relations.push(Relation {
                    id: id.to_owned(),
                    target: resolved(folder, target),
                    kind: tag.get("Type").unwrap_or_default().to_owned(),
                });
            }
        }
        Ok(relations)
    }
}

/// Returns the name that a target has, seen from a folder.
pub(crate) fn resolved(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let mut names: Vec<&str> = match target.starts_with('/') {
        true => Vec::new(),
        false => folder.split('/').filter(|name| !name.is_empty()).collect(),
    };
    for name in target.split('/') {
        match name {
            "" | "." => {}
            ".." => {
                names.pop();
            }
            _ => names.push(name),
        }
    }
    names.join("/")
}

#[cfg(test)]
mod tests {
    use super::resolved;

    #[test]
    fn targets_are_seen_from_their_folder() {
        for (folder, target, expect) in [
            ("ppt/slides", "../media/image1.png", "ppt/media/image1.png"),
            ("ppt", "/ppt/slides/slide1.xml", "ppt/slides/slide1.xml"),
            ("", "../../../x", "x"),
            ("OEBPS", "text/a.xhtml", "OEBPS/text/a.xhtml"),
        ] {
            assert_eq!(resolved(folder, target), expect);
        }
    }
}
