//! Translating: segments of files sent to the service that a user named, what comes back kept beside the text. Always:
//! the audit log says what is sent where before it is; personal data leaves as a mark; a segment is kept as soon as it
//! is there, so that the same command goes on where another stopped; what no longer translates the text is not shown.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use daylight_model::{BlobId, MentionType, Part, PartNumber, Span, Understanding};
use daylight_understand::gloss::{Glosser, NameAt, Source};
use daylight_understand::translate::{Covered, KnownName, Prepared, lost, prepare, segments};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use crate::store::{FileFilter, NewPart, TranslatedSegment, Translator};
use crate::translate::{Ask, ServiceSettings, TranslationService};

use super::meaning::Masks;
use super::{Case, CaseError};

/// What is to be translated, and who says so.
#[derive(Debug, Clone)]
pub struct TranslateRequest {
    /// Paths of files; one that ends in `/` is everything below it.
    pub paths: Vec<String>,
    /// Whether to translate anew what the same service has translated.
    pub again: bool,
    /// Who sends it, for the audit log.
    pub by: String,
}

/// How far translating is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Translating {
    /// Files with text that is to be translated.
    pub files: usize,
    /// Segments that are sent.
    pub segments: usize,
    /// Characters that are sent: what stands there twice is sent once.
    pub characters: usize,
    /// Segments that have been answered.
    pub done: usize,
    /// Segments that were translated already, with the same words.
    pub kept: usize,
    /// Segments that the service would not translate as asked.
    pub refused: usize,
    /// Segments whose translation lacks a known name.
    pub without_names: usize,
}

/// A translation, as far as it still is one of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownTranslation {
    /// Who translated.
    pub translator: Translator,
    /// When its last segment came.
    pub at: Timestamp,
    /// Its segments, by part and start.
    pub segments: Vec<TranslatedSegment>,
    /// Segments that translate words which no longer stand there, or which are masked otherwise now.
    pub stale: usize,
}

/// A segment that is to be sent.
#[derive(Debug)]
struct Waiting {
    blob: BlobId,
    part: PartNumber,
    prepared: Prepared,
    language: Option<String>,
}

impl Case {
    /// Translates files by a service, until `stop` is set. `watch` is told how much there is before anything is sent,
    /// and after each answer.
    ///
    /// # Errors
    /// [`CaseError::NoSuchFile`], [`CaseError::Translate`], [`CaseError::Ledger`]; [`CaseError::Io`] where the audit log
    /// cannot be written: then nothing was sent; [`CaseError::Interrupted`]. What was translated before stays.
    pub fn translate(
        &self,
        request: &TranslateRequest,
        settings: &ServiceSettings,
        service: &dyn TranslationService,
        stop: &AtomicBool,
        watch: &mut dyn FnMut(&Translating),
    ) -> Result<Translating, CaseError> {
        let translator = Translator {
            api: settings.api.as_str().to_owned(),
            service: settings.address.as_str().to_owned(),
            model: settings.model.clone().unwrap_or_default(),
            target: settings.target.clone(),
        };
        let mut so_far = Translating::default();
        let groups = alike(self.waiting(request, &translator, &mut so_far)?);
        let first_of_each = groups.iter().filter_map(|group| group.first());
        so_far.characters = first_of_each
            .map(|waiting| waiting.prepared.plain.chars().count())
            .sum();
        watch(&so_far);
        if groups.is_empty() {
            return Ok(so_far);
        }
        let what = format!(
            "{} segments ({} characters) of {} to {} at {}, model {}, into {}",
            so_far.segments,
            so_far.characters,
            request.paths.join(", "),
            translator.api,
            translator.service,
            if translator.model.is_empty() {
                "not named"
            } else {
                &translator.model
            },
            translator.target,
        );
        self.audit().add(&request.by, "translate", &what, "")?;
        let mut rest = groups.as_slice();
        while !rest.is_empty() {
            if stop.load(Ordering::Relaxed) {
                return Err(CaseError::Interrupted);
            }
            let (batch, after) = rest.split_at(batch_size(rest, service.batch()));
            rest = after;
            self.translate_batch(batch, &translator, service, &mut so_far)?;
            watch(&so_far);
        }
        Ok(so_far)
    }

    fn translate_batch(
        &self,
        batch: &[Vec<Waiting>],
        translator: &Translator,
        service: &dyn TranslationService,
        so_far: &mut Translating,
    ) -> Result<(), CaseError> {
        let asks: Vec<Ask> = batch
            .iter()
            .filter_map(|group| group.first())
            .map(|waiting| Ask {
                plain: waiting.prepared.plain.clone(),
                named: waiting.prepared.named.clone(),
                names: waiting.prepared.names.clone(),
                language: waiting.language.clone(),
            })
            .collect();
        let translated = service.translate(&asks)?;
        let at = Timestamp::now();
        let mut kept: BTreeMap<BlobId, Vec<TranslatedSegment>> = BTreeMap::new();
        for (group, text) in batch.iter().zip(translated) {
            so_far.done += group.len();
            let Some(text) = text else {
                so_far.refused += group.len();
                continue;
            };
            for waiting in group {
                let lost = lost(&waiting.prepared, &text);
                so_far.without_names += usize::from(!lost.is_empty());
                kept.entry(waiting.blob)
                    .or_default()
                    .push(TranslatedSegment {
                        span: span(waiting.part, &waiting.prepared.range),
                        sent: hash(&waiting.prepared.plain),
                        text: text.clone(),
                        lost,
                        at,
                    });
            }
        }
        for (blob, segments) in kept {
            self.ledger.keep_translation(blob, translator, &segments)?;
        }
        Ok(())
    }

    /// Returns what of the files is to be sent, each blob once.
    fn waiting(
        &self,
        request: &TranslateRequest,
        translator: &Translator,
        so_far: &mut Translating,
    ) -> Result<Vec<Waiting>, CaseError> {
        let mut waiting = Vec::new();
        for blob in self.blobs_at(&request.paths)? {
            let known = self.ledger.translations(blob)?;
            let translated: BTreeSet<(Span, String)> = known
                .into_iter()
                .filter(|known| known.translator == *translator && !request.again)
                .flat_map(|known| known.segments)
                .map(|segment| (segment.span, segment.sent))
                .collect();
            let before = waiting.len();
            for (part, language, prepared) in self.prepared(blob, &translator.target)? {
                let sent = hash(&prepared.plain);
                if translated.contains(&(span(part, &prepared.range), sent)) {
                    so_far.kept += 1;
                    continue;
                }
                so_far.segments += 1;
                waiting.push(Waiting {
                    blob,
                    part,
                    prepared,
                    language,
                });
            }
            so_far.files += usize::from(waiting.len() > before);
        }
        Ok(waiting)
    }

    fn blobs_at(&self, paths: &[String]) -> Result<Vec<BlobId>, CaseError> {
        let mut blobs = Vec::new();
        for path in paths {
            let files = if path.ends_with('/') {
                let filter = FileFilter {
                    prefix: Some(path.clone()),
                    ..FileFilter::default()
                };
                let files = self.files(&filter)?.files;
                if files.is_empty() {
                    return Err(CaseError::NoSuchFile { path: path.clone() });
                }
                files
            } else {
                vec![self.file(path)?]
            };
            for blob in files.into_iter().filter_map(|file| file.sha256) {
                if !blobs.contains(&blob) {
                    blobs.push(blob);
                }
            }
        }
        Ok(blobs)
    }

    /// Returns the segments of a blob, ready to leave, by part.
    fn prepared(
        &self,
        blob: BlobId,
        target: &str,
    ) -> Result<Vec<(PartNumber, Option<String>, Prepared)>, CaseError> {
        let read = self.ledger.parts(blob)?;
        let parts: Vec<Part> = read.iter().map(|part| part.part.clone()).collect();
        let masks = self.masks(blob, &parts)?;
        let understanding = self
            .ledger
            .understanding(blob)?
            .map(|understood| understood.understanding)
            .unwrap_or_default();
        let mut prepared = Vec::new();
        for NewPart { part, language, .. } in read {
            let covered = covered(&masks, &part);
            let names = self.known_names_in(&part, &understanding, target);
            for range in segments(&part, language.as_deref(), target) {
                let segment = prepare(part.text(), range, &covered, &names);
                if has_words(&segment) {
                    prepared.push((part.number(), language.clone(), segment));
                }
            }
        }
        Ok(prepared)
    }

    /// Names that lists have in English: those of the case, and bodies. What a model knows as well, it may say itself.
    fn known_names_in(
        &self,
        part: &Part,
        understanding: &Understanding,
        target: &str,
    ) -> Vec<KnownName> {
        if target != "en" {
            return Vec::new();
        }
        let names: Vec<NameAt> = understanding
            .mentions
            .iter()
            .filter(|mention| mention.span.part == part.number())
            .map(|mention| NameAt {
                range: mention.span.start as usize..mention.span.end as usize,
                kind: mention.kind,
            })
            .collect();
        let known = self.known_names();
        let glosser = Glosser::new(known.gazetteer(), None);
        let found = glosser.names(part.text(), &names);
        found
            .into_iter()
            .filter(|word| match word.gloss.source {
                Source::Case => true,
                Source::Gazetteer => word.gloss.kind == Some(MentionType::Org),
                _ => false,
            })
            .filter_map(|word| {
                Some(KnownName {
                    range: word.range,
                    translation: word.gloss.senses.into_iter().next()?,
                })
            })
            .collect()
    }

    /// Returns the translations of a blob, the latest first, each as far as its words still stand there.
    ///
    /// # Errors
    /// [`CaseError::Ledger`].
    pub fn translations(&self, blob: BlobId) -> Result<Vec<ShownTranslation>, CaseError> {
        let kept = self.ledger.translations(blob)?;
        if kept.is_empty() {
            return Ok(Vec::new());
        }
        let parts = self.ledger.parts(blob)?;
        let parts: Vec<Part> = parts.into_iter().map(|part| part.part).collect();
        let masks = self.masks(blob, &parts)?;
        let by_part: Vec<(&Part, Vec<Covered>)> = parts
            .iter()
            .map(|part| (part, covered(&masks, part)))
            .collect();
        let holds = |segment: &TranslatedSegment| {
            let known = by_part
                .iter()
                .find(|(part, _)| part.number() == segment.span.part);
            let range = segment.span.start as usize..segment.span.end as usize;
            known.is_some_and(|(part, covered)| {
                part.text().get(range.clone()).is_some()
                    && hash(&prepare(part.text(), range, covered, &[]).plain) == segment.sent
            })
        };
        let mut shown: Vec<ShownTranslation> = kept
            .into_iter()
            .map(|kept| {
                let all = kept.segments.len();
                let at = kept.segments.iter().map(|segment| segment.at).max();
                let segments: Vec<_> = kept.segments.into_iter().filter(holds).collect();
                ShownTranslation {
                    translator: kept.translator,
                    at: at.unwrap_or_default(),
                    stale: all - segments.len(),
                    segments,
                }
            })
            .collect();
        shown.sort_by_key(|translation| std::cmp::Reverse(translation.at));
        Ok(shown)
    }
}

fn covered(masks: &Masks, part: &Part) -> Vec<Covered> {
    let masks = masks.of_part(part).into_iter();
    masks.map(|(range, mark)| Covered { range, mark }).collect()
}

/// Marks alone are nothing to translate.
fn has_words(prepared: &Prepared) -> bool {
    let mut words = prepared.plain.clone();
    for mark in &prepared.marks {
        words = words.replace(mark.as_str(), "");
    }
    words.chars().any(char::is_alphabetic)
}

/// Segments of the same words are sent once, in the order in which they first stand.
fn alike(waiting: Vec<Waiting>) -> Vec<Vec<Waiting>> {
    let mut known: BTreeMap<(String, Option<String>), usize> = BTreeMap::new();
    let mut groups: Vec<Vec<Waiting>> = Vec::new();
    for one in waiting {
        let key = (one.prepared.named.clone(), one.language.clone());
        let index = *known.entry(key).or_insert(groups.len());
        match groups.get_mut(index) {
            Some(group) => group.push(one),
            None => groups.push(vec![one]),
        }
    }
    groups
}

/// How many segments are sent together: at least one.
fn batch_size(waiting: &[Vec<Waiting>], (most, most_bytes): (usize, usize)) -> usize {
    let mut bytes = 0;
    let first_of_each = waiting.iter().filter_map(|group| group.first());
    let fits = first_of_each.take(most).take_while(|waiting| {
        bytes += waiting.prepared.plain.len();
        bytes <= most_bytes
    });
    fits.count().max(1)
}

fn span(part: PartNumber, range: &Range<usize>) -> Span {
    // A part has less than 4 GiB of text.
    let at = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Span {
        part,
        start: at(range.start),
        end: at(range.end),
    }
}

fn hash(words: &str) -> String {
    hex::encode(Sha256::digest(words.as_bytes()))
}
