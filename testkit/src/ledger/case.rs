//! Short words for the things that a ledger is told.

use daylight_engine::store::{
    Acquired, FileFilter, FileRow, Lease, Ledger, Member, NewPart, NewReading,
};
use daylight_model::{
    Anchor, BlobId, ChildKind, LineBreaks, Outcome, Part, PartData, PartKind, PartNumber, Place,
    SourceId, Summary, Warning,
};
use jiff::{SignedDuration, Timestamp};

/// The version of the readers, where it does not matter.
pub(crate) const VERSION: u32 = 3;

/// A moment, in seconds.
pub(crate) fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_700_000_000 + second).unwrap()
}

pub(crate) fn blob(content: &str) -> BlobId {
    BlobId::of(content.as_bytes())
}

pub(crate) fn content(content: &str) -> (BlobId, u64) {
    (blob(content), content.len() as u64)
}

/// A file with this path and content.
pub(crate) fn file(path: &str, text: &str) -> Acquired {
    Acquired {
        path_bytes: path.as_bytes().to_vec(),
        shown: path.to_owned(),
        content: Ok(content(text)),
    }
}

/// A file whose bytes could not be had.
pub(crate) fn lost(path: &str, outcome: Outcome) -> Acquired {
    Acquired {
        content: Err(outcome),
        ..file(path, "")
    }
}

/// A file found inside another.
pub(crate) fn member(name: &str, text: &str) -> Member {
    Member {
        name_bytes: name.as_bytes().to_vec(),
        name: name.to_owned(),
        kind: ChildKind::Member,
        content: Some(content(text)),
        outcome: None,
    }
}

/// A reading without text that found these.
pub(crate) fn container(members: Vec<Member>) -> NewReading {
    NewReading {
        summary: Summary {
            media_type: "application/zip".into(),
            reading: "zip@1".into(),
            encoding: None,
            outcome: Outcome::READ,
            pages: None,
            metadata: [("comment".to_owned(), "备份".to_owned())].into(),
            awaits: None,
        },
        reader_version: VERSION,
        language: None,
        script: None,
        parts: Vec::new(),
        members,
        warnings: Vec::new(),
    }
}

/// A reading with this text, line by line.
pub(crate) fn text(text: &str) -> NewReading {
    NewReading {
        summary: Summary {
            media_type: "text/plain".into(),
            reading: "text@2/gb18030".into(),
            encoding: Some("gb18030".into()),
            ..container(Vec::new()).summary
        },
        language: Some("zh".into()),
        script: Some("Hans".into()),
        parts: vec![part(1, text)],
        warnings: vec![Warning {
            what: "mixed encodings".into(),
            reason: None,
        }],
        ..container(Vec::new())
    }
}

/// A part with this text, line by line.
pub(crate) fn part(number: u32, text: &str) -> NewPart {
    let mut anchors = Vec::new();
    let mut start = 0;
    for (line, of) in (1..).zip(text.split_inclusive('\n')) {
        let end = start + of.len() as u32;
        anchors.push(Anchor {
            start,
            end,
            place: Place::line(line),
        });
        start = end;
    }
    let part = PartData {
        number: PartNumber(number),
        kind: PartKind::Body,
        name: Some("正文".into()),
        breaks: LineBreaks::Wrap,
        text: text.to_owned(),
        anchors,
    };
    NewPart {
        part: Part::try_from(part).unwrap(),
        language: Some("zh".into()),
        script: None,
    }
}

pub(crate) trait Short {
    fn source(&self, label: &str) -> SourceId;
    fn added(&self, source: SourceId, files: &[Acquired]) -> u64;
    fn leased(&self, count: usize, now: i64) -> Vec<Lease>;
    fn lease_of(&self, blob: BlobId) -> Lease;
    fn read(&self, content: &str, reading: &NewReading);
    fn rows(&self) -> Vec<FileRow>;
    fn paths(&self) -> Vec<(String, Option<String>)>;
    fn found(&self, filter: &FileFilter) -> Vec<String>;
}

impl Short for dyn Ledger + '_ {
    fn source(&self, label: &str) -> SourceId {
        self.add_source(label, at(0)).unwrap().id
    }

    fn added(&self, source: SourceId, files: &[Acquired]) -> u64 {
        self.acquire(source, files, at(1)).unwrap()
    }

    /// Leases for ten seconds.
    fn leased(&self, count: usize, now: i64) -> Vec<Lease> {
        let ten = SignedDuration::from_secs(10);
        self.lease(count, VERSION, at(now), ten).unwrap()
    }

    /// Leases one blob by way of all others, which are given back.
    fn lease_of(&self, blob: BlobId) -> Lease {
        let mut found = None;
        let ten = SignedDuration::from_secs(10);
        for lease in self.lease(usize::MAX, u32::MAX, at(0), ten).unwrap() {
            if lease.blob == blob {
                found = Some(lease);
            } else {
                self.release(&lease).unwrap();
            }
        }
        found.unwrap()
    }

    fn read(&self, content: &str, reading: &NewReading) {
        let lease = self.lease_of(blob(content));
        self.complete(&lease, reading).unwrap();
    }

    fn rows(&self) -> Vec<FileRow> {
        self.files(&FileFilter::default()).unwrap().files
    }

    /// Settles, and returns each path with the copy that it is of.
    fn paths(&self) -> Vec<(String, Option<String>)> {
        self.settle().unwrap();
        let rows = self.rows().into_iter();
        rows.map(|row| (row.path, row.duplicate_of)).collect()
    }

    fn found(&self, filter: &FileFilter) -> Vec<String> {
        let page = self.files(filter).unwrap();
        page.files.into_iter().map(|row| row.path).collect()
    }
}
