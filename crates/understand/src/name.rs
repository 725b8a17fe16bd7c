//! Mentions of people, bodies, states, places, products. Gazetteers come before rules and models.

pub(crate) mod words;

use std::borrow::Cow;

use daylight_model::{Grade, LineBreaks, Mention, Message, Span, Value};

use crate::Document;
use crate::gazetteer::Gazetteer;
use crate::gazetteer::fold::Folded;

/// Returns the names that a document mentions.
pub fn read(document: &Document<'_>, _messages: &[Message], gazetteer: &Gazetteer) -> Vec<Mention> {
    let mut mentions = Vec::new();
    for part in document.parts {
        let text = part.text();
        let folded = Folded::new(text, part.breaks() == LineBreaks::Wrap);
        for found in gazetteer.find_folded(text, &folded) {
            let at = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
            mentions.push(Mention {
                kind: found.entry.kind,
                span: Span {
                    part: part.number(),
                    start: at(found.range.start),
                    end: at(found.range.end),
                },
                value: Value::Text(found.entry.value().to_owned()),
                detector: Cow::Borrowed("gazetteer@1"),
                confidence: 0.95,
                grade: Grade::Certain,
            });
        }
    }
    mentions
}
