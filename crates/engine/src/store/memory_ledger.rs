//! A ledger in memory, for tests and as the yardstick of the others: plain maps, nothing clever. Always: it
//! keeps the contract of [`Ledger`], except that nothing outlives the process.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use daylight_model::{BlobId, DocumentRef, PartNumber, PieceName, Source, SourceId};
use jiff::{SignedDuration, Timestamp};

use super::first_place::FirstPlace;
use super::ledger::{
    Acquired, Changed, Document, FileFilter, FilePage, FileRow, FileSet, Lease, Ledger,
    LedgerError, Member, NewPart, NewReading, PendingWork, PlacedFile, Settled, Status, Understood,
};
use super::pieces::{Piece, concerns, together};
use super::settle::{AcquiredFile, FoundFile, Input, KnownBlob, ReadingFacts, settle};
use super::translation::{TranslatedSegment, Translation, Translator};

/// A ledger in memory.
#[derive(Debug, Default)]
pub struct MemoryLedger {
    state: Mutex<Everything>,
}

#[derive(Debug, Default)]
struct Everything {
    sources: Vec<Source>,
    acquired: Vec<(SourceId, Acquired, Timestamp)>,
    blobs: BTreeMap<BlobId, Blob>,
    position: u64,
    files: Vec<FileRow>,
    status: Status,
    understood: u64,
}

#[derive(Debug)]
struct Blob {
    bytes: u64,
    place: FirstPlace,
    token: u64,
    leased_until: Option<i128>,
    generation: u32,
    reading: Option<NewReading>,
    understood: Option<Understood>,
    translations: BTreeMap<Translator, BTreeMap<(PartNumber, u32), TranslatedSegment>>,
    changed: u64,
}

impl MemoryLedger {
    /// Returns an empty ledger.
    pub fn new() -> Self {
        Self::default()
    }

    fn state(&self) -> MutexGuard<'_, Everything> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Everything {
    /// Notes that the blob stands there, and what that means for what is inside it.
    fn place(&mut self, blob: BlobId, bytes: u64, place: FirstPlace) {
        let mut places = vec![(blob, bytes, place)];
        while let Some((blob, bytes, place)) = places.pop() {
            let known = self.blobs.entry(blob).or_insert_with(|| Blob {
                bytes,
                place: place.clone(),
                token: 0,
                leased_until: None,
                generation: 0,
                reading: None,
                understood: None,
                translations: BTreeMap::new(),
                changed: 0,
            });
            if place < known.place {
                known.place = place.clone();
                for member in known.reading.iter().flat_map(|reading| &reading.members) {
                    if let Some((blob, bytes)) = member.content {
                        places.push((blob, bytes, place.member(&member.name)));
                    }
                }
            }
        }
    }

    fn read_again(&mut self, blob: BlobId) {
        let known = self.blobs.get_mut(&blob);
        if let Some(reading) = known.and_then(|known| known.reading.as_mut()) {
            reading.reader_version = 0;
        }
    }

    fn pieces(&self, blob: BlobId) -> Vec<Vec<Piece>> {
        let mut sets = Vec::new();
        for source in &self.sources {
            let of_source = self.acquired.iter().filter(|(of, ..)| *of == source.id);
            let files: Vec<(String, BlobId, u64)> = of_source
                .filter_map(|(_, file, _)| {
                    let (blob, bytes) = *file.content.as_ref().ok()?;
                    Some((file.shown.clone(), blob, bytes))
                })
                .collect();
            sets.extend(sets_among(blob, &files));
        }
        let Some(known) = self.blobs.get(&blob) else {
            return sets;
        };
        let mut containers: Vec<&Blob> = self
            .blobs
            .values()
            .filter(|container| container.place.depth < known.place.depth)
            .collect();
        containers.sort_by(|a, b| a.place.cmp(&b.place));
        for container in containers {
            let members = container
                .reading
                .iter()
                .flat_map(|reading| &reading.members);
            let files: Vec<(String, BlobId, u64)> = members
                .filter_map(|member| {
                    let (blob, bytes) = member.content?;
                    Some((member.name.clone(), blob, bytes))
                })
                .collect();
            sets.extend(sets_among(blob, &files));
        }
        sets
    }

    fn change(&mut self, blob: BlobId) {
        if let Some(known) = self.blobs.get_mut(&blob) {
            self.position += 1;
            known.changed = self.position;
        }
    }

    /// Returns the blob if this lease of it still counts.
    fn held(&mut self, lease: &Lease) -> Option<&mut Blob> {
        self.blobs
            .get_mut(&lease.blob)
            .filter(|blob| blob.token == lease.token && blob.leased_until.is_some())
    }

    fn input(&self) -> Input {
        Input {
            sources: self.sources.clone(),
            acquired: self
                .acquired
                .iter()
                .map(|(source, file, at)| AcquiredFile {
                    source: *source,
                    path_bytes: file.path_bytes.clone(),
                    shown: file.shown.clone(),
                    blob: file.content.as_ref().ok().map(|(blob, _)| *blob),
                    outcome: file.content.as_ref().err().cloned(),
                    at: *at,
                })
                .collect(),
            blobs: self
                .blobs
                .iter()
                .map(|(id, blob)| (*id, known(blob)))
                .collect(),
        }
    }
}

fn known(blob: &Blob) -> KnownBlob {
    let Some(reading) = &blob.reading else {
        return KnownBlob {
            bytes: blob.bytes,
            ..KnownBlob::default()
        };
    };
    KnownBlob {
        bytes: blob.bytes,
        reading: Some(ReadingFacts {
            outcome: reading.summary.outcome.clone(),
            media_type: reading.summary.media_type.clone(),
            encoding: reading.summary.encoding.clone(),
            language: reading.language.clone(),
            script: reading.script.clone(),
            parts: reading.parts.len() as u32,
            pages: reading.summary.pages,
            members: reading.members.len() as u32,
            text_bytes: reading
                .parts
                .iter()
                .map(|part| part.part.text().len() as u64)
                .sum(),
            warnings: reading
                .warnings
                .iter()
                .map(|warning| warning.what.clone())
                .collect(),
        }),
        members: reading
            .members
            .iter()
            .map(|member| FoundFile {
                name_bytes: member.name_bytes.clone(),
                name: member.name.clone(),
                blob: member.content.map(|(blob, _)| blob),
                outcome: member.outcome.clone(),
            })
            .collect(),
    }
}

fn is_to_be_read(blob: &Blob, reader_version: u32) -> bool {
    blob.reading
        .as_ref()
        .is_none_or(|reading| reading.reader_version < reader_version)
}

impl Ledger for MemoryLedger {
    fn add_source(&self, label: &str, at: Timestamp) -> Result<Source, LedgerError> {
        let mut state = self.state();
        if let Some(known) = state.sources.iter().find(|source| source.label == label) {
            return Ok(known.clone());
        }
        let source = Source {
            id: SourceId(state.sources.len() as i64 + 1),
            label: label.to_owned(),
            acquired_at: at,
        };
        state.sources.push(source.clone());
        Ok(source)
    }

    fn sources(&self) -> Result<Vec<Source>, LedgerError> {
        Ok(self.state().sources.clone())
    }

    fn acquire(
        &self,
        source: SourceId,
        files: &[Acquired],
        at: Timestamp,
    ) -> Result<u64, LedgerError> {
        let mut state = self.state();
        if !state.sources.iter().any(|known| known.id == source) {
            return Err(LedgerError::NoSource(source));
        }
        let mut new = 0;
        for file in files {
            let is_known = state.acquired.iter().any(|(of, known, _)| {
                *of == source
                    && known.path_bytes == file.path_bytes
                    && match (&known.content, &file.content) {
                        (Ok((a, _)), Ok((b, _))) => a == b,
                        (Err(a), Err(b)) => (a.state, a.reason) == (b.state, b.reason),
                        _ => false,
                    }
            });
            if is_known {
                continue;
            }
            if let Ok((blob, bytes)) = file.content {
                state.place(blob, bytes, FirstPlace::acquired(source, &file.shown));
            }
            state.acquired.push((source, file.clone(), at));
            if let Ok((blob, _)) = file.content
                && concerns(&file.shown, || Ok::<_, LedgerError>(state.pieces(blob)))?
            {
                state.read_again(blob);
            }
            new += 1;
        }
        Ok(new)
    }

    fn known(&self, source: SourceId) -> Result<BTreeMap<Vec<u8>, (BlobId, u64)>, LedgerError> {
        let state = self.state();
        Ok(state
            .acquired
            .iter()
            .filter(|(of, ..)| *of == source)
            .filter_map(|(_, file, _)| {
                let (blob, _) = *file.content.as_ref().ok()?;
                Some((
                    file.path_bytes.clone(),
                    (blob, state.blobs.get(&blob)?.bytes),
                ))
            })
            .collect())
    }

    fn lease(
        &self,
        count: usize,
        reader_version: u32,
        now: Timestamp,
        until: SignedDuration,
    ) -> Result<Vec<Lease>, LedgerError> {
        let now = now.as_nanosecond();
        let mut state = self.state();
        let mut free: Vec<(&BlobId, &mut Blob)> = state
            .blobs
            .iter_mut()
            .filter(|(_, blob)| {
                is_to_be_read(blob, reader_version)
                    && blob.leased_until.is_none_or(|until| until <= now)
            })
            .collect();
        free.sort_by(|(_, a), (_, b)| a.place.cmp(&b.place));
        Ok(free
            .into_iter()
            .take(count)
            .map(|(id, blob)| {
                blob.token += 1;
                blob.leased_until = Some(now.saturating_add(until.as_nanos()));
                Lease {
                    blob: *id,
                    bytes: blob.bytes,
                    name: blob.place.name(),
                    depth: blob.place.depth,
                    token: blob.token,
                }
            })
            .collect())
    }

    fn release(&self, lease: &Lease) -> Result<(), LedgerError> {
        if let Some(blob) = self.state().held(lease) {
            blob.leased_until = None;
        }
        Ok(())
    }

    fn clear_leases(&self) -> Result<(), LedgerError> {
        for blob in self.state().blobs.values_mut() {
            blob.leased_until = None;
        }
        Ok(())
    }

    fn complete(&self, lease: &Lease, reading: &NewReading) -> Result<(), LedgerError> {
        let mut state = self.state();
        let blob = lease.blob;
        let held = state.held(lease).ok_or(LedgerError::Fenced { blob })?;
        let mut numbers = BTreeSet::new();
        for part in &reading.parts {
            let part = part.part.number();
            if !numbers.insert(part) {
                return Err(LedgerError::SamePart { blob, part });
            }
        }
        let mut reading = reading.clone();
        reading.parts.sort_by_key(|part| part.part.number());
        held.leased_until = None;
        held.generation += 1;
        held.understood = None;
        let place = held.place.clone();
        let members = reading.members.clone();
        held.reading = Some(reading);
        for member in members {
            if let Some((blob, bytes)) = member.content {
                state.place(blob, bytes, place.member(&member.name));
            }
        }
        state.change(blob);
        Ok(())
    }

    fn read_again(&self, blob: BlobId) -> Result<(), LedgerError> {
        self.state().read_again(blob);
        Ok(())
    }

    fn pieces(&self, blob: BlobId) -> Result<Vec<Vec<Piece>>, LedgerError> {
        Ok(self.state().pieces(blob))
    }

    fn pending(&self, reader_version: u32) -> Result<PendingWork, LedgerError> {
        let mut work = PendingWork::default();
        for blob in self.state().blobs.values() {
            if is_to_be_read(blob, reader_version) {
                work.blobs += 1;
                work.bytes += blob.bytes;
            }
        }
        Ok(work)
    }

    fn settle(&self) -> Result<Settled, LedgerError> {
        let mut state = self.state();
        let input = state.input();
        let settled = settle(&input);
        let files: Vec<FileRow> = settled.rows().collect();
        state.status = settled.status();
        let before = paths_by_blob(&std::mem::take(&mut state.files));
        let after = paths_by_blob(&files);
        state.files = files;
        let either: BTreeSet<BlobId> = before.keys().chain(after.keys()).copied().collect();
        let mut changed = 0;
        for blob in either {
            if before.get(&blob) != after.get(&blob) {
                state.change(blob);
                changed += 1;
            }
        }
        Ok(Settled {
            files: state.files.len() as u64,
            changed,
        })
    }

    fn position(&self) -> Result<u64, LedgerError> {
        Ok(self.state().position)
    }

    fn changes_after(&self, position: u64, limit: usize) -> Result<Vec<Changed>, LedgerError> {
        let state = self.state();
        let mut changes: Vec<Changed> = state
            .blobs
            .iter()
            .filter(|(_, blob)| blob.changed > position)
            .map(|(id, blob)| Changed {
                position: blob.changed,
                blob: *id,
            })
            .collect();
        changes.sort_by_key(|change| change.position);
        changes.truncate(limit);
        Ok(changes)
    }

    fn document(&self, blob: BlobId) -> Result<Option<Document>, LedgerError> {
        let state = self.state();
        let Some(known) = state.blobs.get(&blob) else {
            return Ok(None);
        };
        Ok(known.reading.as_ref().map(|reading| Document {
            reference: DocumentRef {
                blob,
                reading: reading.summary.reading.as_str().into(),
            },
            bytes: known.bytes,
            summary: reading.summary.clone(),
            generation: known.generation,
            language: reading.language.clone(),
            script: reading.script.clone(),
            parts: reading.parts.len() as u32,
            warnings: reading.warnings.clone(),
            paths: paths_by_blob(&state.files)
                .remove(&blob)
                .unwrap_or_default(),
        }))
    }

    fn parts(&self, blob: BlobId) -> Result<Vec<NewPart>, LedgerError> {
        let state = self.state();
        let reading = state
            .blobs
            .get(&blob)
            .and_then(|blob| blob.reading.as_ref());
        Ok(reading.map_or_else(Vec::new, |reading| reading.parts.clone()))
    }

    fn part(&self, blob: BlobId, number: PartNumber) -> Result<Option<NewPart>, LedgerError> {
        let mut parts = self.parts(blob)?.into_iter();
        Ok(parts.find(|part| part.part.number() == number))
    }

    fn members(&self, blob: BlobId) -> Result<Vec<Member>, LedgerError> {
        let state = self.state();
        let reading = state
            .blobs
            .get(&blob)
            .and_then(|blob| blob.reading.as_ref());
        Ok(reading.map_or_else(Vec::new, |reading| reading.members.clone()))
    }

    fn keep_understanding(&self, blob: BlobId, understood: &Understood) -> Result<(), LedgerError> {
        let mut state = self.state();
        if let Some(known) = state.blobs.get_mut(&blob)
            && known.generation == understood.generation
            && known.reading.is_some()
        {
            let had = known.understood.replace(understood.clone()).is_some();
            state.understood += 1;
            if had || !understood.understanding.messages.is_empty() {
                state.change(blob);
            }
        }
        Ok(())
    }

    fn understanding(&self, blob: BlobId) -> Result<Option<Understood>, LedgerError> {
        let state = self.state();
        Ok(state
            .blobs
            .get(&blob)
            .and_then(|blob| blob.understood.clone()))
    }

    fn said(&self, key: &str) -> Result<Vec<(BlobId, String)>, LedgerError> {
        let state = self.state();
        let said = state.blobs.iter().filter_map(|(blob, known)| {
            let metadata = &known.reading.as_ref()?.summary.metadata;
            Some((*blob, metadata.get(key)?.clone()))
        });
        Ok(said.collect())
    }

    fn understood(&self) -> Result<u64, LedgerError> {
        Ok(self.state().understood)
    }

    fn to_understand(&self, version: &str, limit: usize) -> Result<Vec<BlobId>, LedgerError> {
        let state = self.state();
        let waiting = state.blobs.iter().filter(|(_, blob)| {
            let has_text = blob
                .reading
                .as_ref()
                .is_some_and(|reading| !reading.parts.is_empty());
            let is_understood = blob
                .understood
                .as_ref()
                .is_some_and(|understood| understood.version == version);
            has_text && !is_understood
        });
        Ok(waiting.map(|(id, _)| *id).take(limit).collect())
    }

    fn keep_translation(
        &self,
        blob: BlobId,
        translator: &Translator,
        segments: &[TranslatedSegment],
    ) -> Result<(), LedgerError> {
        let mut state = self.state();
        if let Some(known) = state.blobs.get_mut(&blob) {
            let kept = known.translations.entry(translator.clone()).or_default();
            for segment in segments {
                kept.insert((segment.span.part, segment.span.start), segment.clone());
            }
        }
        Ok(())
    }

    fn translations(&self, blob: BlobId) -> Result<Vec<Translation>, LedgerError> {
        let state = self.state();
        let known = state.blobs.get(&blob).map(|blob| &blob.translations);
        let translations = known.into_iter().flatten();
        Ok(translations
            .map(|(translator, segments)| Translation {
                translator: translator.clone(),
                segments: segments.values().cloned().collect(),
            })
            .collect())
    }

    fn files(&self, filter: &FileFilter) -> Result<FilePage, LedgerError> {
        let state = self.state();
        let mut asked: Vec<&FileRow> = state
            .files
            .iter()
            .filter(|row| is_asked_for(filter, row))
            .collect();
        if filter.fold_duplicates {
            let mut shown: BTreeMap<BlobId, &str> = BTreeMap::new();
            for row in &asked {
                if let Some(blob) = row.sha256 {
                    let best = shown.entry(blob).or_insert(&row.path);
                    if row.duplicate_of.is_none() {
                        *best = &row.path;
                    }
                }
            }
            asked.retain(|row| {
                row.sha256
                    .is_none_or(|blob| shown.get(&blob) == Some(&row.path.as_str()))
            });
        }
        let skipped = usize::try_from(filter.offset).unwrap_or(usize::MAX);
        let limit = filter.limit.unwrap_or(u64::MAX);
        Ok(FilePage {
            total: asked.len() as u64,
            bytes: asked.iter().map(|row| row.bytes).sum(),
            files: asked
                .into_iter()
                .skip(skipped)
                .take(usize::try_from(limit).unwrap_or(usize::MAX))
                .cloned()
                .collect(),
        })
    }

    fn each_file(
        &self,
        prefix: &str,
        take: &mut dyn FnMut(PlacedFile<'_>),
    ) -> Result<(), LedgerError> {
        let state = self.state();
        let below = state.files.iter();
        for row in below.filter(|row| row.path.starts_with(prefix)) {
            take(PlacedFile {
                path: &row.path,
                state: row.state,
                bytes: row.bytes,
            });
        }
        Ok(())
    }

    fn files_that_count(&self) -> Result<Vec<(String, BlobId)>, LedgerError> {
        let state = self.state();
        let count = state.files.iter().filter(|row| row.duplicate_of.is_none());
        let count = count.filter_map(|row| Some((row.path.clone(), row.sha256?)));
        Ok(count.collect())
    }

    fn file_at(&self, path: &str) -> Result<Option<FileRow>, LedgerError> {
        let state = self.state();
        Ok(state.files.iter().find(|row| row.path == path).cloned())
    }

    fn blobs(&self) -> Result<Vec<(BlobId, u64)>, LedgerError> {
        let state = self.state();
        Ok(state
            .blobs
            .iter()
            .map(|(id, blob)| (*id, blob.bytes))
            .collect())
    }

    fn status(&self) -> Result<Status, LedgerError> {
        Ok(self.state().status.clone())
    }
}

/// Returns the pieces that lie beside each file among these that has this blob.
fn sets_among(blob: BlobId, files: &[(String, BlobId, u64)]) -> Vec<Vec<Piece>> {
    let own = files.iter().filter(|(_, of, _)| *of == blob);
    own.filter_map(|(name, ..)| together(&PieceName::of(name)?, blob, files.iter().cloned()))
        .collect()
}

/// Returns where each blob stands, the copy that counts first; the rows come in path order.
fn paths_by_blob(files: &[FileRow]) -> BTreeMap<BlobId, Vec<String>> {
    let mut paths: BTreeMap<BlobId, Vec<String>> = BTreeMap::new();
    for row in files {
        if let Some(blob) = row.sha256 {
            let paths = paths.entry(blob).or_default();
            match row.duplicate_of {
                None => paths.insert(0, row.path.clone()),
                Some(_) => paths.push(row.path.clone()),
            }
        }
    }
    paths
}

fn is_asked_for(filter: &FileFilter, row: &FileRow) -> bool {
    fn is<T: PartialEq>(asked: Option<&T>, found: Option<&T>) -> bool {
        asked.is_none_or(|asked| found == Some(asked))
    }
    (filter.states.is_empty() || filter.states.contains(&row.state))
        && is(filter.reason.as_ref(), row.reason.as_ref())
        && is(filter.media_type.as_ref(), row.media_type.as_ref())
        && is(filter.language.as_ref(), row.language.as_ref())
        && is(filter.parent.as_ref(), row.parent.as_ref())
        && is(filter.blob.as_ref(), row.sha256.as_ref())
        && match filter.set {
            None => true,
            Some(FileSet::Acquired) => row.parent.is_none(),
            Some(FileSet::Contained) => row.parent.is_some(),
        }
        && filter
            .prefix
            .as_ref()
            .is_none_or(|prefix| row.path.starts_with(prefix.as_str()))
        && filter
            .containing
            .as_ref()
            .is_none_or(|part| folded(&row.path).contains(&folded(part)))
}

/// Returns the text with all its letters in lower case, one by one.
pub(super) fn folded(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}
