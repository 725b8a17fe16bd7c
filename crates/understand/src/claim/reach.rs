//! Which clauses speak of which name. A clause without a name belongs to the last name before it; names joined by
//! `、`, `和` or `and` share their clauses.

use daylight_model::MentionType;

use super::scene::{Here, Scene, Sentence};

/// Returns each body named in a sentence, but for the document's own company, and the stretch that speaks of it.
pub(super) fn of_bodies<'a>(
    scene: &Scene<'a>,
    sentence: &Sentence<'a>,
) -> Vec<(Option<Here<'a>>, (usize, usize))> {
    let bodies: Vec<Here<'a>> = sentence
        .of_kind(MentionType::Org)
        .filter(|here| !here.value().is_some_and(|name| scene.is_own(name)))
        .collect();
    let stretches = stretches(sentence, &bodies);
    bodies.into_iter().map(Some).zip(stretches).collect()
}

/// Returns each mention of a kind and its clause, from the one before it to the one after it in the same clause.
pub(super) fn of_kind<'a>(
    sentence: &Sentence<'a>,
    kind: MentionType,
) -> Vec<(Option<Here<'a>>, (usize, usize))> {
    between(sentence, sentence.of_kind(kind).collect())
}

/// Returns each amount, and each number that may be one, in the same way.
pub(super) fn of_amounts<'a>(sentence: &Sentence<'a>) -> Vec<(Option<Here<'a>>, (usize, usize))> {
    let amounts = sentence.of_kind(MentionType::Money);
    let mut all: Vec<Here<'a>> = amounts.chain(sentence.numbers.iter().copied()).collect();
    all.sort_by_key(|here| here.start);
    between(sentence, all)
}

fn between<'a>(
    sentence: &Sentence<'a>,
    all: Vec<Here<'a>>,
) -> Vec<(Option<Here<'a>>, (usize, usize))> {
    let mut last_end = 0;
    let mut found = Vec::with_capacity(all.len());
    for (index, here) in all.iter().enumerate() {
        let (start, end) = sentence.clause_at(here.start);
        let next = all.get(index + 1).map_or(end, |next| next.start.min(end));
        found.push((
            Some(*here),
            (start.max(last_end.min(here.start)), next.max(here.end)),
        ));
        last_end = here.end;
    }
    found
}

fn stretches(sentence: &Sentence<'_>, bodies: &[Here<'_>]) -> Vec<(usize, usize)> {
    let text = sentence.folded.text.as_str();
    let joined = |a: &Here<'_>, b: &Here<'_>| {
        let between = text.get(a.end..b.start).unwrap_or_default().trim();
        matches!(
            between,
            "、" | "和" | "与" | "及" | "以及" | "跟" | "," | "and" | "&" | "/" | "或" | ", and"
        )
    };
    // Where the stretch of each body begins: at its clause, or after the body before it in the same clause.
    let mut begins = Vec::with_capacity(bodies.len());
    for (index, body) in bodies.iter().enumerate() {
        let clause = sentence.clause_at(body.start).0;
        let begin = match index.checked_sub(1).and_then(|before| bodies.get(before)) {
            None => clause,
            Some(before) if before.end > clause => before.end,
            Some(_) => clause,
        };
        begins.push(begin);
    }
    let mut ends: Vec<usize> = (0..bodies.len())
        .map(|index| begins.get(index + 1).copied().unwrap_or(text.len()))
        .collect();
    for index in (1..bodies.len()).rev() {
        if joined(&bodies[index - 1], &bodies[index]) {
            ends[index - 1] = ends[index];
        }
    }
    for index in 1..bodies.len() {
        if joined(&bodies[index - 1], &bodies[index]) {
            begins[index] = begins[index - 1];
        }
    }
    begins.into_iter().zip(ends).collect()
}
