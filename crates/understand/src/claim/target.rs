//! Targets: bodies that were attacked or are to be. What else a sentence tells of one.

use serde_json::Value;

use super::apply::{bytes_in, text};
use super::draft::Draft;
use super::names;
use super::phrase;
use super::slot::Context;
use daylight_model::Polarity;

/// Fills what hangs on the name, and what stands in the words about it.
pub(super) fn complete(draft: &mut Draft, context: &Context<'_, '_, '_>) {
    let sentence = context.sentence;
    if let Some(name) = draft.text("name").map(str::to_owned) {
        draft.set_text("country", names::country_of(context.scene.found, &name));
        draft.set_text("name_en", names::name_en(context.scene.found, &name));
    }
    let told = matches!(
        draft.polarity,
        Polarity::Claimed
            | Polarity::Confirmed
            | Polarity::Listed
            | Polarity::Lost
            | Polarity::Attempted
    );
    if !told || draft.is_open("name") {
        return;
    }
    draft.set(
        "volume_bytes",
        bytes_in(sentence, context.near).map(Value::from),
    );
    let known = sentence
        .longest_outside_names("data", context.near)
        .and_then(|hit| sentence.words(hit.start, hit.end));
    let kind = known.or_else(|| phrase::data(sentence, context.near, false));
    draft.set("data_type", kind.map(text));
}
