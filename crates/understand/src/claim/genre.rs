//! What kind of document it is, where that decides what may be claimed: an exercise, a story, a game, a template, a
//! bill of fare or a news clipping tells nothing of its owner's deeds. Always: in doubt it is an ordinary document.

use super::Found;
use super::lexicon::LEXICON;
use super::scene::Sentence;

/// Kinds that matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Genre {
    /// May claim anything.
    Ordinary,
    /// News: others' words; only what is said publicly, and by whom.
    News,
    /// Invented, or about something else altogether: nothing but a denial.
    Apart,
}

/// How much of a document speaks for its kind: what stands at its head counts most.
const HEAD: usize = 8;

impl Genre {
    pub(super) fn of(found: &Found<'_>, sentences: &[Sentence<'_>]) -> Self {
        if !found.messages.is_empty() {
            return Self::Ordinary;
        }
        let score = |name: &str| {
            let Some(cue) = LEXICON.cue(name) else {
                return (0, 0);
            };
            let hits = |sentences: &[Sentence<'_>]| {
                sentences
                    .iter()
                    .filter(|sentence| sentence.hits.iter().any(|hit| hit.cue == cue))
                    .count()
            };
            let head = sentences
                .get(..HEAD.min(sentences.len()))
                .unwrap_or_default();
            (hits(head), hits(sentences))
        };
        let many = sentences.len().max(1);
        let is_full_of = |name: &str| {
            let (head, all) = score(name);
            head >= 1 && all * 4 >= many || head >= 2 && all * 10 >= many
        };
        if ["exercise", "fiction", "game", "menu", "template"]
            .into_iter()
            .any(is_full_of)
        {
            return Self::Apart;
        }
        if is_full_of("news") {
            return Self::News;
        }
        Self::Ordinary
    }
}
