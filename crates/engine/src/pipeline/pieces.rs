//! Files that were cut into several: the piece that one would open is read as the whole, joined for its worker;
//! the others only say where they went. Always: which pieces belong together is decided by their names and by
//! what lies beside them, never by bytes; a reading says for which pieces it was made, so that another set of
//! them has it made again.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Seek};

use daylight_model::{BlobId, Joined, Outcome, PieceName, Reason, State, Summary};
use sha2::{Digest, Sha256};

use super::PipelineError;
use crate::store::{BlobError, BlobStore, Lease, Ledger, Member, NewReading, Piece};

/// The pieces that lie beside one.
pub(super) struct Pieces {
    pieces: Vec<Piece>,
    own: BlobId,
}

/// What is done with a piece.
pub(super) enum Part {
    /// The pieces from the first on are read as one.
    Whole,
    /// It is read with the one that opens the whole.
    Elsewhere,
    /// It is read alone: what it would be read with is missing.
    Alone,
}

impl Pieces {
    /// Returns the pieces that this blob belongs with; none where it is no piece. Of several places where it is
    /// one, that counts where the most pieces lie without a gap.
    pub(super) fn of(
        ledger: &dyn Ledger,
        blobs: &dyn BlobStore,
        blob: BlobId,
        name: &str,
    ) -> Result<Option<Self>, PipelineError> {
        if PieceName::of(name).is_none() {
            return Ok(None);
        }
        let mut best: Option<Self> = None;
        for pieces in ledger.pieces(blob)? {
            let found = Self { pieces, own: blob };
            let only_whole = matches!(found.pieces.as_slice(), [one] if one.name.is_whole_too());
            let rank = |of: &Self| (of.missing().is_none(), of.pieces.len());
            if only_whole || found.each_begins_alike(blobs)? {
                continue;
            }
            if best.as_ref().is_none_or(|best| rank(&found) > rank(best)) {
                best = Some(found);
            }
        }
        Ok(best)
    }

    /// Returns whether the second piece begins as the first does: then they were not cut from one file, but are
    /// whole files with numbers, such as a backup of each day.
    fn each_begins_alike(&self, blobs: &dyn BlobStore) -> Result<bool, BlobError> {
        let [first, second, ..] = self.pieces.as_slice() else {
            return Ok(false);
        };
        if !first.name.is_cut_anywhere() || first.bytes.min(second.bytes) < BEGINNING {
            return Ok(false);
        }
        let beginning = blobs.read_range(first.blob, 0..BEGINNING)?;
        let any = beginning.iter().any(|byte| *byte != 0);
        Ok(any
            && first.blob != second.blob
            && beginning == blobs.read_range(second.blob, 0..BEGINNING)?)
    }

    fn own(&self) -> Option<&Piece> {
        self.pieces.iter().find(|piece| piece.blob == self.own)
    }

    /// Returns whether the piece that one would open is the last one.
    fn by_the_last(&self) -> bool {
        self.pieces
            .first()
            .is_some_and(|piece| piece.name.is_led_by_the_last())
    }

    /// Returns the piece that one would open, if it is there.
    fn opener(&self) -> Option<&Piece> {
        if self.by_the_last() {
            return self.pieces.last().filter(|last| last.name.is_whole_too());
        }
        let first = self.pieces.first()?;
        let number = first.name.number();
        (number == first.name.first(number)).then_some(first)
    }

    /// Returns the pieces that are joined, with those that are missing among them; none where they would be no
    /// use.
    fn run(&self) -> Vec<Option<&Piece>> {
        if self.opener().is_none() {
            return Vec::new();
        }
        let mut run: Vec<Option<&Piece>> = Vec::new();
        let mut expected = self
            .pieces
            .first()
            .map_or(1, |first| match self.by_the_last() {
                true => 1,
                false => first.name.number(),
            });
        for piece in &self.pieces {
            let number = piece.name.number();
            if self.by_the_last() && !piece.name.is_whole_too() {
                // The directory says in which piece a member begins: gaps are kept.
                while expected < number && run.len() < MOST_PIECES {
                    run.push(None);
                    expected += 1;
                }
            } else if !self.by_the_last() && expected != number {
                break;
            }
            run.push(Some(piece));
            expected = number.saturating_add(1);
        }
        run
    }

    /// Returns the name of the first piece that is certainly missing.
    fn missing(&self) -> Option<String> {
        let first = &self.pieces.first()?.name;
        let mut expected = match self.by_the_last() {
            true => 1,
            false => first.first(first.number()),
        };
        for piece in &self.pieces {
            let last = self.by_the_last() && piece.name.is_whole_too();
            if piece.name.number() != expected && !last {
                return Some(first.named(expected));
            }
            expected = expected.saturating_add(1);
        }
        let closed = !self.by_the_last() || self.opener().is_some();
        (!closed).then(|| first.whole().to_owned())
    }

    /// Returns what is done with the piece itself.
    pub(super) fn part(&self) -> Part {
        let opener = self.opener().map(|piece| piece.blob);
        if opener == Some(self.own) {
            return Part::Whole;
        }
        let mut joined = self.run().into_iter().flatten();
        match joined.any(|piece| piece.blob == self.own) {
            true => Part::Elsewhere,
            false => Part::Alone,
        }
    }

    /// Returns what the whole is called.
    pub(super) fn whole(&self) -> &str {
        self.pieces.first().map_or("", |piece| piece.name.whole())
    }

    /// Returns what the worker is told of the pieces.
    pub(super) fn joined(&self) -> Joined {
        let run = self.run();
        let last = run
            .iter()
            .flatten()
            .rfind(|piece| !(self.by_the_last() && piece.name.is_whole_too()));
        let next = last.map_or(1, |piece| PieceName::next(piece.name.number()));
        Joined {
            bytes: run
                .iter()
                .map(|piece| piece.map_or(0, |piece| piece.bytes))
                .collect(),
            missing: self.missing(),
            next: self
                .pieces
                .first()
                .map(|piece| piece.name.named(next))
                .unwrap_or_default(),
        }
    }

    /// Returns the pieces one after the other, as one file that has no name. The inner error is that of the place
    /// for it, such as a disk that is full.
    pub(super) fn bytes(&self, blobs: &dyn BlobStore) -> Result<io::Result<File>, BlobError> {
        if let [Some(only)] = self.run().as_slice() {
            return Ok(Ok(blobs.get(only.blob)?));
        }
        let mut whole = match tempfile::tempfile() {
            Ok(file) => file,
            Err(error) => return Ok(Err(error)),
        };
        for piece in self.run().into_iter().flatten() {
            let mut bytes = blobs.get(piece.blob)?;
            if let Err(error) = io::copy(&mut bytes, &mut whole) {
                return Ok(Err(error));
            }
        }
        Ok(whole.rewind().map(|()| whole))
    }

    /// Returns what is at the end of a reading that was made for these pieces.
    pub(super) fn mark(&self) -> String {
        let mut hasher = Sha256::new();
        for piece in &self.pieces {
            hasher.update(piece.name.number().to_be_bytes());
            hasher.update(piece.blob.as_bytes());
        }
        let digest: [u8; 32] = hasher.finalize().into();
        let [a, b, c, d, ..] = digest;
        format!("/pieces-{a:02x}{b:02x}{c:02x}{d:02x}")
    }

    /// Returns the reading of a piece whose bytes are read with another.
    pub(super) fn elsewhere(&self, level: u32) -> NewReading {
        let with = self
            .opener()
            .map(|piece| piece.name.named(piece.name.number()));
        let mut detail = self.words();
        if let Some(with) = with {
            detail.push_str(&format!(", read with {with}"));
        }
        let outcome = Outcome {
            detail: Some(detail),
            ..Outcome::READ
        };
        bare(format!("piece@1{}", self.mark()), outcome, level)
    }

    /// Returns the reading of a whole whose pieces could not be joined.
    pub(super) fn not_joined(&self, error: &io::Error, level: u32) -> NewReading {
        let detail = format!("its pieces could not be joined: {error}");
        let outcome = Outcome::because(State::Failed, Reason::UnreadableSource, detail);
        bare(format!("piece@1{}", self.mark()), outcome, level)
    }

    /// Says of a piece that was read alone which other is missing, where that is what stopped it.
    pub(super) fn say_missing(&self, outcome: &mut Outcome) {
        let broken = matches!(outcome.reason, Some(Reason::Truncated | Reason::Corrupt));
        if let Some(missing) = self.missing().filter(|_| broken) {
            outcome.reason = Some(Reason::Truncated);
            outcome.detail = Some(format!("{}; {missing} is missing", self.words()));
        }
    }

    fn words(&self) -> String {
        let own = self.own().map(|piece| &piece.name);
        let number = own.map_or(0, |own| {
            own.number().saturating_sub(own.first(self.least())) + 1
        });
        format!("piece {number} of {}", self.whole())
    }

    fn least(&self) -> u32 {
        self.pieces.first().map_or(1, |piece| piece.name.number())
    }
}

/// Bytes by which most archives are known.
const BEGINNING: u64 = 4;

/// More pieces than this have no names that are known here.
const MOST_PIECES: usize = 1_000;

fn bare(reading: String, outcome: Outcome, level: u32) -> NewReading {
    NewReading {
        summary: Summary {
            media_type: "application/octet-stream".to_owned(),
            reading,
            encoding: None,
            outcome,
            pages: None,
            metadata: BTreeMap::new(),
            awaits: None,
        },
        reader_version: level,
        language: None,
        script: None,
        parts: Vec::new(),
        members: Vec::new(),
        warnings: Vec::new(),
    }
}

/// Has those pieces read again that were read when other pieces lay beside them: this one is new. The opener
/// looks after all others, and every other after the opener.
pub(super) fn read_others_again(
    ledger: &dyn Ledger,
    blobs: &dyn BlobStore,
    lease: &Lease,
) -> Result<(), PipelineError> {
    let Some(pieces) = Pieces::of(ledger, blobs, lease.blob, &lease.name)? else {
        return Ok(());
    };
    let opener = pieces.opener().or(pieces.pieces.first());
    let is_opener = opener.is_some_and(|opener| opener.blob == lease.blob);
    for other in &pieces.pieces {
        let asked = is_opener || opener.is_some_and(|opener| opener.blob == other.blob);
        if other.blob != lease.blob && asked {
            let name = other.name.named(other.name.number());
            read_again(ledger, blobs, other.blob, &name)?;
        }
    }
    Ok(())
}

/// Has those members read again that are known from elsewhere and are pieces here.
pub(super) fn read_members_again(
    ledger: &dyn Ledger,
    blobs: &dyn BlobStore,
    members: &[Member],
) -> Result<(), PipelineError> {
    for member in members {
        if let Some((blob, _)) = member.content
            && PieceName::of(&member.name).is_some()
        {
            read_again(ledger, blobs, blob, &member.name)?;
        }
    }
    Ok(())
}

/// Has a blob read again whose reading was not made for the pieces that it belongs with now.
fn read_again(
    ledger: &dyn Ledger,
    blobs: &dyn BlobStore,
    blob: BlobId,
    name: &str,
) -> Result<(), PipelineError> {
    let Some(document) = ledger.document(blob)? else {
        return Ok(());
    };
    if let Some(expected) = Pieces::of(ledger, blobs, blob, name)?
        && !document.reference.reading.ends_with(&expected.mark())
    {
        ledger.read_again(blob)?;
    }
    Ok(())
}
