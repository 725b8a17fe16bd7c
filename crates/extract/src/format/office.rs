//! What all packages of Office Open XML, OpenDocument and EPUB share: members by name, properties, embedded
//! files. Always: a member is unpacked up to a limit; what is damaged is read as far as it goes.

pub(crate) mod docx;
pub(crate) mod epub;
pub(crate) mod iwork;
mod number_format;
pub(crate) mod opendocument;
pub(crate) mod pptx;
mod relations;
pub(crate) mod sheet;
mod slide;
pub(crate) mod visio;

use std::io;

use daylight_model::{ChildKind, ChildStart, Outcome};

use super::xml::{decoded, texts};
use super::zip::directory::{Member, members};
use super::zip::{open, send, unpacked};
use crate::reading::{About, Ending, Out, unreadable};
use crate::source::Source;

/// One member of a package, unpacked.
const MEMBER: u64 = 256 << 20;

/// The members of a package.
pub(crate) struct Package {
    members: Vec<Member>,
}

impl Package {
    /// Lists the members.
    pub(crate) fn open(source: &mut Source<'_>) -> io::Result<Self> {
        Ok(Self {
            members: members(source)?.members,
        })
    }

    /// Returns the names of the members that begin so, in natural order: `header2` before `header10`.
    pub(crate) fn names(&self, start: &str, end: &str) -> Vec<String> {
        let mut names: Vec<String> = self
            .members
            .iter()
            .map(|member| String::from_utf8_lossy(&member.name).replace('\\', "/"))
            .filter(|name| {
                let lower = name.to_lowercase();
                lower.starts_with(start) && lower.ends_with(end)
            })
            .collect();
        names.sort_by_key(|name| {
            let digits: String = name.chars().filter(char::is_ascii_digit).collect();
            (digits.parse::<u64>().unwrap_or(0), name.clone())
        });
        names
    }

    fn member(&self, name: &str) -> Option<&Member> {
        let name = name.trim_start_matches('/');
        self.members.iter().find(|member| {
            let known = String::from_utf8_lossy(&member.name).replace('\\', "/");
            known.trim_start_matches('/').eq_ignore_ascii_case(name)
        })
    }

    /// Returns the text of a member that is XML.
    pub(crate) fn xml(
        &self,
        name: &str,
        source: &mut Source<'_>,
    ) -> Result<Option<String>, Outcome> {
        let Some(member) = self.member(name) else {
            return Ok(None);
        };
        let bytes = open(member, source, MEMBER).map_err(|error| unreadable(&error))?;
        Ok(bytes.map(|bytes| decoded(&bytes)))
    }

    /// Returns the bytes of a member.
    pub(crate) fn bytes(
        &self,
        name: &str,
        source: &mut Source<'_>,
    ) -> Result<Option<Vec<u8>>, Outcome> {
        match self.member(name) {
            Some(member) => open(member, source, MEMBER).map_err(|error| unreadable(&error)),
            None => Ok(None),
        }
    }

    /// Returns the bytes of a member as they are unpacked.
    pub(crate) fn stream<'s>(
        &self,
        name: &str,
        source: &'s mut Source<'_>,
    ) -> Result<Option<Box<dyn io::Read + 's>>, Outcome> {
        match self.member(name) {
            Some(member) => unpacked(member, source).map_err(|error| unreadable(&error)),
            None => Ok(None),
        }
    }

    /// Returns whether a member of this name ending is there.
    pub(crate) fn holds(&self, end: &str) -> bool {
        self.members
            .iter()
            .any(|member| member.name.ends_with(end.as_bytes()))
    }

    /// Sends the members of these names as files embedded in the document.
    pub(crate) fn named(
        &self,
        names: &[String],
        source: &mut Source<'_>,
        out: &mut Out<'_>,
    ) -> Ending {
        for member in names.iter().filter_map(|name| self.member(name)) {
            let start = ChildStart {
                name_bytes: member.name.clone(),
                name: String::from_utf8_lossy(&member.name).replace('\\', "/"),
                kind: ChildKind::Embedded,
            };
            send(member, start, source, out)?;
        }
        Ok(())
    }

    /// Sends the members that begin so as files embedded in the document.
    pub(crate) fn embedded(
        &self,
        starts: &[&str],
        source: &mut Source<'_>,
        out: &mut Out<'_>,
    ) -> Ending {
        for member in &self.members {
            let name = String::from_utf8_lossy(&member.name).replace('\\', "/");
            let lower = name.to_lowercase();
            let wanted = starts.iter().any(|start| lower.starts_with(start))
                || lower.ends_with("vbaproject.bin");
            if !wanted || member.is_folder() || lower.contains("/_rels/") {
                continue;
            }
            let start = ChildStart {
                name_bytes: member.name.clone(),
                name,
                kind: ChildKind::Embedded,
            };
            send(member, start, source, out)?;
        }
        if self.holds("vbaProject.bin") {
            out.warn(None, "holds macros, which were not run")?;
        }
        Ok(())
    }

    /// Notes what an Office Open XML package says of itself.
    pub(crate) fn describe(&self, source: &mut Source<'_>, about: &mut About) -> Ending {
        if let Some(core) = self.xml("docProps/core.xml", source)? {
            for (key, element) in [
                ("title", "title"),
                ("author", "creator"),
                ("subject", "subject"),
                ("description", "description"),
                ("keywords", "keywords"),
                ("last_modified_by", "lastModifiedBy"),
                ("created", "created"),
                ("modified", "modified"),
                ("last_printed", "lastPrinted"),
                ("revision", "revision"),
            ] {
                if let Some(value) = texts(&core, element).first() {
                    about.says(key, value);
                }
            }
        }
        if let Some(app) = self.xml("docProps/app.xml", source)? {
            for (key, element) in [
                ("company", "Company"),
                ("manager", "Manager"),
                ("application", "Application"),
                ("template", "Template"),
            ] {
                if let Some(value) = texts(&app, element).first() {
                    about.says(key, value);
                }
            }
            about.pages = texts(&app, "Pages")
                .first()
                .and_then(|pages| pages.parse().ok());
        }
        Ok(())
    }
}
