//! What weights do to the claims of written rules: slots are filled anew, and what too much speaks against is taken out.
//! Always: of running text alone; what tables say stays as it is.

use std::collections::BTreeMap;

use daylight_model::Span;
use serde_json::Value as Json;

use super::super::draft::Draft;
use super::super::scene::Scene;
use super::model::{self, MODEL, Scores};
use super::{
    Spot, Unit, choose, context, is_open, is_same, label_of, located, rule_of, see, spots,
};

/// Returns the numbers of drafts by the place that they rest on; those of tables are none of them.
fn by_place(drafts: &[Draft]) -> BTreeMap<Span, Vec<usize>> {
    let mut places: BTreeMap<Span, Vec<usize>> = BTreeMap::new();
    let told = drafts.iter().enumerate().filter(|(_, draft)| !draft.listed);
    for (number, draft) in told {
        places
            .entry(draft.grounds[0].span)
            .or_default()
            .push(number);
    }
    places
}

/// Returns what speaks for claims of a spot.
fn scores(scene: &Scene<'_>, index: usize, spot: &Spot<'_>) -> Scores<'static> {
    let mut features: Vec<u64> = Vec::new();
    see(scene, index, spot, &mut |feature| {
        features.push(model::hash(feature));
    });
    features.sort_unstable();
    features.dedup();
    MODEL.scores(&features)
}

/// Fills the slots of what rules found in sentences by weights too; what a rule filled them with speaks for itself.
pub(super) fn settle(scene: &Scene<'_>, drafts: &mut [Draft]) {
    let at_place = by_place(drafts);
    // Which sentence of its message a claim is of: the one that most speaks for it.
    let mut best: BTreeMap<usize, (f32, usize, Spot<'_>)> = BTreeMap::new();
    for (index, sentence) in scene.sentences.iter().enumerate() {
        let here = at_place.get(&scene.ground(sentence).span);
        for number in here.into_iter().flatten() {
            let draft = &drafts[*number];
            let Some(rule) = rule_of(draft.kind).filter(|rule| rule.settles && !draft.is_silent())
            else {
                continue;
            };
            for spot in spots(scene, sentence) {
                let elsewhere = spot.unit != Unit::Sentence && spot.anchor.is_none();
                if spot.unit != rule.unit || elsewhere || !is_same(rule.kind, &spot, draft) {
                    continue;
                }
                let speaks = scores(scene, index, &spot).speaks(&rule.kind.to_string());
                let score = speaks.unwrap_or(f32::MIN);
                if best.get(number).is_none_or(|known| score > known.0) {
                    best.insert(*number, (score, index, spot));
                }
            }
        }
    }
    for (number, (_, index, spot)) in best {
        let draft = &mut drafts[number];
        let Some(rule) = rule_of(draft.kind) else {
            continue;
        };
        let mut set = BTreeMap::new();
        let label = label_of(draft);
        let context = context(scene, index, &spot);
        choose(&context, &spot, rule, &label, Some(draft), &mut set);
        for slot in rule.slots() {
            match set.remove(slot) {
                Some(value) => draft.set_text(slot, Some(value)),
                None => draft.set(slot, Json::Null),
            }
        }
        located(scene, index, draft);
    }
}

/// Takes out what written rules found in running text where too much speaks against it.
pub(super) fn doubt(scene: &Scene<'_>, drafts: &mut Vec<Draft>) {
    let at_place = by_place(drafts);
    // One sentence of a message that speaks for a claim is enough.
    let mut believed: BTreeMap<usize, bool> = BTreeMap::new();
    for (index, sentence) in scene.sentences.iter().enumerate() {
        let here = at_place.get(&scene.ground(sentence).span);
        let Some(here) = here.filter(|_| is_open(scene, index)) else {
            continue;
        };
        for spot in spots(scene, sentence) {
            let told: Vec<usize> = here
                .iter()
                .copied()
                .filter(|number| {
                    let draft = &drafts[*number];
                    rule_of(draft.kind).is_some_and(|rule| rule.unit == spot.unit)
                        && is_same(draft.kind, &spot, draft)
                })
                .collect();
            if told.is_empty() {
                continue;
            }
            let scores = scores(scene, index, &spot);
            for number in told {
                let speaks = !scores.silences(&drafts[number].kind.to_string());
                *believed.entry(number).or_default() |= speaks;
            }
        }
    }
    let mut number = 0;
    drafts.retain(|_| {
        number += 1;
        believed.get(&(number - 1)).copied().unwrap_or(true)
    });
}
