//! Payments: what was paid, asked, offered or bid. Amount, period and conversion.

use daylight_model::{MentionType, Polarity};

use super::apply::{money_in, text};
use super::currency;
use super::draft::Draft;
use super::slot::Context;

/// Fills amount and period. None where the amount that the rule hangs on is none.
pub(super) fn complete(draft: &mut Draft, context: &Context<'_, '_, '_>) -> Option<()> {
    let sentence = context.sentence;
    draft.set("approximate", serde_json::Value::Bool(false));
    // Of a contract that was not signed no amount is told; a sum that has not come is one.
    let sum = context
        .anchor
        .is_some_and(|here| here.is(MentionType::Money));
    if draft.polarity == Polarity::Negated && !sum {
        return Some(());
    }
    let range = context
        .anchor
        .map_or(context.near, |here| (here.start, here.end));
    let (here, money) = money_in(sentence, range)?;
    draft.set_money(money);
    let around = around(context, here.start, here.end);
    for (cue, period) in [("year_period", "year"), ("month_period", "month")] {
        if sentence.longest(cue, around).is_some() {
            draft.set("period", text(period));
        }
    }
    if sentence.message.is_none() && draft.is_open("date") {
        let date = sentence
            .of_kind(MentionType::Date)
            .filter(|date| date.start >= around.0 && date.end <= around.1)
            .find_map(|date| date.value());
        draft.set_text("date", date);
    }
    let time = context
        .scene
        .message_of(sentence)
        .and_then(|message| message.time.as_deref());
    currency::convert(draft, time);
    Some(())
}

/// Returns the clause of an amount and, where it stands there alone, the one before it.
fn around(context: &Context<'_, '_, '_>, start: usize, end: usize) -> (usize, usize) {
    let sentence = context.sentence;
    let clause = sentence.clause_at(start);
    let lone = (clause.1 - clause.0).saturating_sub(end - start) <= 15;
    let clause = if lone && clause.0 > 0 {
        (sentence.clause_at(clause.0 - 1).0, clause.1)
    } else {
        clause
    };
    (clause.0, clause.1.max(end))
}
