//! The state of what a claim is about, where its own words leave it open. Always: only where one state is named, in the
//! sentence or shortly before, and nobody says or asks that it is not known.

use daylight_model::{ClaimType, MentionType};

use crate::claim::bodies;
use crate::claim::draft::Draft;
use crate::claim::names;
use crate::claim::scene::{Scene, Sentence};
use crate::claim::sheet::HOME;

/// Returns the other states that a sentence names, itself or by bodies of theirs, each once.
fn states(scene: &Scene<'_>, sentence: &Sentence<'_>) -> Vec<String> {
    let named = sentence
        .of_kind(MentionType::Country)
        .filter_map(|here| here.value().map(str::to_owned));
    let bodies = sentence
        .of_kind(MentionType::Org)
        .filter_map(|here| names::country_of(scene.found, here.value()?));
    let mut all: Vec<String> = named.chain(bodies).filter(|state| state != HOME).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Fills the open country of a claim with that of the body whose systems or data it is about; with the one that the
/// sentence names beside a body that no list knows: `Ministry of Interior, Malawi`.
pub(super) fn located(scene: &Scene<'_>, index: usize, draft: &mut Draft) {
    let sentence = &scene.sentences[index];
    if draft.kind == ClaimType::Dataset && draft.is_open("country") {
        /// So many sentences before may have named the state.
        const BEFORE: usize = 4;
        /// Somebody may ask so soon after which one it is.
        const AFTER: usize = 3;
        let leaves_open = |near: &Sentence<'_>| near.says("which_country") || near.says("unnamed");
        let after = scene.sentences.get(index + 1..).unwrap_or_default();
        if after
            .iter()
            .take(AFTER)
            .any(|near| near.says("which_country"))
        {
            return;
        }
        let near = std::iter::once(sentence).chain(scene.before(index).take(BEFORE));
        let country = near
            .take_while(|near| !leaves_open(near))
            .map(|near| states(scene, near))
            .find(|all| !all.is_empty());
        if let [only] = country.unwrap_or_default().as_slice() {
            draft.set_text("country", Some(only.clone()));
        }
        return;
    }
    let body = match draft.kind {
        ClaimType::Target => draft.text("name"),
        ClaimType::Request => draft.text("target"),
        _ => None,
    };
    let Some(body) = body.filter(|_| draft.is_open("country")) else {
        return;
    };
    let country = names::country_of(scene.found, body).or_else(|| {
        let mut named = sentence
            .of_kind(MentionType::Country)
            .filter_map(|here| here.value());
        let first = named.next()?;
        named.all(|other| other == first).then(|| first.to_owned())
    });
    let row = || {
        let range = sentence.span.start as usize..sentence.span.end as usize;
        bodies::code_of_row(sentence.part.text().get(range)?).map(str::to_owned)
    };
    draft.set_text("country", country.or_else(row));
}
