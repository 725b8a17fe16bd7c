//! Tries the rules on every sentence. Always: for each anchor the first rule of a type that fits speaks; sentences of
//! exercises, stories and the like are left alone, and of news only what is said publicly is kept.

use std::collections::BTreeSet;

use daylight_model::{ClaimType, MentionType, Polarity, Value};
use serde_json::Value as Json;

use super::count;
use super::draft::Draft;
use super::genre::Genre;
use super::lexicon::LEXICON;
use super::likely;
use super::names;
use super::reach;
use super::rule::{Anchor, Needs, RULES, Rule, Sign};
use super::scene::{Here, Scene, Sentence};
use super::slot::Context;
use super::words;

/// Returns what the rules find.
pub(super) fn rules(scene: &Scene<'_>) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    for index in 0..scene.sentences.len() {
        sentence(scene, index, &mut drafts);
    }
    drafts
}

fn sentence(scene: &Scene<'_>, index: usize, drafts: &mut Vec<Draft>) {
    let this = &scene.sentences[index];
    if this.hits.is_empty() && this.mentions.is_empty() {
        return;
    }
    // Japanese is not read: its words look like Chinese ones and mean something else.
    if words::has_kana(&this.folded.text) {
        return;
    }
    let apart = scene.genre != Genre::Ordinary || is_apart(scene, index);
    let supposed = scene.is_talk() && words::is_supposed(&this.folded.text);
    let mut spoken: BTreeSet<ClaimType> = BTreeSet::new();
    let mut taken: BTreeSet<(ClaimType, usize)> = BTreeSet::new();
    for rule in RULES.iter() {
        let public = rule.kind == ClaimType::Statement || rule.polarity == Polarity::Denied;
        if apart && !public || rule.talk.is_some_and(|talk| talk != scene.is_talk()) {
            continue;
        }
        if supposed && told_as_fact(rule.kind) {
            continue;
        }
        if rule.anchor == Anchor::Sentence && spoken.contains(&rule.kind) && !rule.also {
            continue;
        }
        if !rule
            .here
            .iter()
            .all(|needs| any(scene, this, needs, this.all()))
            || any(scene, this, &rule.unless, this.all())
        {
            continue;
        }
        for (anchor, near) in anchors(scene, index, rule.anchor) {
            let key = (rule.kind, anchor.map_or(usize::MAX, |here| here.start));
            if taken.contains(&key) && !rule.also {
                continue;
            }
            if !rule.near.iter().all(|needs| any(scene, this, needs, near))
                || any(scene, this, &rule.unless_near, near)
            {
                continue;
            }
            let Some(asked) = asked(scene, index, rule) else {
                continue;
            };
            taken.insert(key);
            spoken.insert(rule.kind);
            let context = Context {
                scene,
                index,
                sentence: this,
                anchor,
                near,
                asked,
                drafts,
            };
            let draft = fill(rule, &context, None);
            drafts.extend(draft);
        }
    }
    if apart || supposed {
        return;
    }
    for (anchor, near) in anchors(scene, index, Anchor::Money) {
        let key = (
            ClaimType::Payment,
            anchor.map_or(usize::MAX, |here| here.start),
        );
        if !taken.contains(&key) {
            let context = Context {
                scene,
                index,
                sentence: this,
                anchor,
                near,
                asked: None,
                drafts,
            };
            let draft = likely::payment(&context);
            drafts.extend(draft);
        }
    }
}

/// Returns whether claims of a type say what is so, and not what was offered or asked.
fn told_as_fact(kind: ClaimType) -> bool {
    matches!(
        kind,
        ClaimType::Target
            | ClaimType::Complaint
            | ClaimType::AccountAccess
            | ClaimType::Relationship
            | ClaimType::Dataset
    )
}

/// Returns whether a sentence speaks of an exercise or of something invented.
pub(super) fn is_apart(scene: &Scene<'_>, index: usize) -> bool {
    const KINDS: [&str; 2] = ["exercise", "template"];
    let this = &scene.sentences[index];
    let says = |sentence: &Sentence<'_>| KINDS.iter().any(|kind| sentence.says(kind));
    if this.message.is_none() {
        return says(this);
    }
    // In a talk the topic holds for a while, but what the trainees learn on is real.
    says(this) && !this.says("staff_of")
        || scene
            .before(index)
            .take(2)
            .any(|before| before.says("exercise") && !before.says("staff_of"))
}

/// Returns what a rule may hang on, with the stretch of the sentence that speaks of it.
fn anchors<'a>(
    scene: &Scene<'a>,
    index: usize,
    anchor: Anchor,
) -> Vec<(Option<Here<'a>>, (usize, usize))> {
    let this = &scene.sentences[index];
    match anchor {
        Anchor::Sentence => vec![(None, this.all())],
        Anchor::Org => reach::of_bodies(scene, this),
        Anchor::Money => reach::of_kind(this, MentionType::Money),
        Anchor::Product => reach::of_kind(this, MentionType::Product),
    }
}

/// Returns the sentence that a rule's `before` speaks of: `Some(None)` where it asks for none.
fn asked<'s, 'a>(
    scene: &'s Scene<'a>,
    index: usize,
    rule: &Rule,
) -> Option<Option<&'s Sentence<'a>>> {
    if !rule.unless_before.is_empty()
        && scene
            .before(index)
            .take(4)
            .any(|earlier| any(scene, earlier, &rule.unless_before, earlier.all()))
    {
        return None;
    }
    if rule.before.is_empty() {
        return Some(None);
    }
    scene
        .before(index)
        .find(|earlier| {
            let same = scene.speaker(earlier) == scene.speaker(&scene.sentences[index]);
            if rule.asker.is_some_and(|asker| asker != same) {
                return false;
            }
            rule.before
                .iter()
                .all(|needs| any(scene, earlier, needs, earlier.all()))
        })
        .map(Some)
}

/// Returns whether one of these signs stands in `range`.
fn any(scene: &Scene<'_>, sentence: &Sentence<'_>, needs: &Needs, range: (usize, usize)) -> bool {
    needs.iter().any(|sign| holds(scene, sentence, sign, range))
}

fn holds(scene: &Scene<'_>, sentence: &Sentence<'_>, sign: &Sign, range: (usize, usize)) -> bool {
    let within = |here: &Here<'_>| here.start >= range.0 && here.end <= range.1;
    match sign {
        // A cue inside a name is part of the name.
        Sign::Cue(cue, negated) => sentence.hits.iter().any(|hit| {
            hit.cue == *cue
                && hit.negated == *negated
                && hit.start >= range.0
                && hit.end <= range.1
                && !sentence.is_in_name(hit.start, hit.end)
        }),
        Sign::Mention(MentionType::Org) => sentence
            .of_kind(MentionType::Org)
            .any(|here| within(&here) && !here.value().is_some_and(|name| scene.is_own(name))),
        Sign::Mention(kind) => sentence.of_kind(*kind).any(|here| within(&here)),
        Sign::Two(kind) => sentence.of_kind(*kind).filter(within).count() >= 2,
        Sign::Count => count::first(sentence)
            .is_some_and(|count| count.start >= range.0 && count.start < range.1),
        Sign::Bare => is_bare(sentence),
        Sign::Line => words::is_line(sentence),
        Sign::NotLast => sentence
            .of_kind(MentionType::Money)
            .any(|here| here.start >= range.1),
        Sign::Firm => sentence.of_kind(MentionType::Org).any(|here| {
            within(&here)
                && here
                    .value()
                    .is_some_and(|name| !scene.is_own(name) && !names::is_public(scene.found, name))
        }),
        Sign::AsksLast => {
            let last = sentence.clauses.last().copied().unwrap_or_default();
            sentence
                .longest("asks", last)
                .is_some_and(|hit| !sentence.is_in_name(hit.start, hit.end))
        }
        Sign::Buyer(wanted) => buyer(scene, sentence) == Some(*wanted),
        Sign::Document(cue) => {
            scene.name_hits.iter().any(|hit| hit.cue == *cue)
                || scene
                    .sentences
                    .first()
                    .is_some_and(|first| first.hits.iter().any(|hit| hit.cue == *cue))
        }
    }
}

/// Returns whether a cue stands in the name of the file.
pub(super) fn is_titled(scene: &Scene<'_>, cue: &str) -> bool {
    let cue = LEXICON.cue(cue);
    cue.is_some() && scene.name_hits.iter().any(|hit| Some(hit.cue) == cue)
}

/// Returns whether a sentence of a talk is said by the one who asked for a price; none where nobody did.
pub(super) fn buyer(scene: &Scene<'_>, sentence: &Sentence<'_>) -> Option<bool> {
    /// How far back the question may be, in sentences.
    const BACK: usize = 24;
    sentence.message?;
    let index = scene
        .sentences
        .partition_point(|other| other.order < sentence.order);
    let from = index.saturating_sub(BACK);
    let asked = scene.sentences[from..index]
        .iter()
        .find(|earlier| earlier.says("asks_price") && earlier.message.is_some())?;
    Some(scene.speaker(asked) == scene.speaker(sentence))
}

/// Returns whether a sentence is little else than an amount, a volume or a number.
pub(super) fn is_bare(sentence: &Sentence<'_>) -> bool {
    let known: usize = sentence
        .mentions
        .iter()
        .filter(|here| !here.is(MentionType::Org) && !here.is(MentionType::Person))
        .map(|here| here.end.saturating_sub(here.start))
        .sum();
    sentence.folded.text.len().saturating_sub(known) <= 15
}

/// Fills the slots of a rule's claim; `clause` are the words that the source `clause` stands for.
pub(super) fn fill(
    rule: &Rule,
    context: &Context<'_, '_, '_>,
    clause: Option<&str>,
) -> Option<Draft> {
    let scene = context.scene;
    let sentence = context.sentence;
    let ground = scene.ground(sentence);
    let mut draft = Draft::new(rule.kind, rule.polarity, rule.id.clone(), ground);
    draft.confidence = rule.confidence;
    for (slot, value) in &rule.set {
        draft.set_text(slot, Some(value.clone()));
    }
    for (slot, sources) in &rule.fill {
        for source in sources {
            let value = match source.as_str() {
                "clause" => clause.map(text),
                _ => context.value(source),
            };
            if value.is_some() {
                draft.set(slot, value);
                break;
            }
        }
    }
    if let Some(asked) = context.asked {
        let ground = scene.ground(asked);
        if ground.span != draft.grounds[0].span {
            draft.grounds.push(ground);
        }
    }
    draft.hedge = sentence
        .hedge(context.near)
        .or_else(|| hedge_before_bare(sentence, context));
    match rule.kind {
        ClaimType::Target if draft.is_open("name") && !rule.fill.is_empty() => return None,
        ClaimType::Target => super::target::complete(&mut draft, context),
        ClaimType::Tender => super::party::settle_tender(&mut draft, scene, sentence),
        ClaimType::Payment => super::payment::complete(&mut draft, context)?,
        ClaimType::Dataset if draft.hedge.is_some() && draft.polarity == Polarity::Asserted => {
            draft.polarity = Polarity::Claimed;
        }
        _ => {}
    }
    says_enough(&draft).then_some(draft)
}

/// Returns the hedge of the clause before one that holds little but the amount: 听说打过来了，16万.
fn hedge_before_bare(
    sentence: &Sentence<'_>,
    context: &Context<'_, '_, '_>,
) -> Option<daylight_model::Hedge> {
    const LITTLE: usize = 9;
    let anchor = context.anchor.filter(|here| here.is(MentionType::Money))?;
    let clause = sentence.clause_at(anchor.start);
    let known = anchor.end - anchor.start;
    if (clause.1 - clause.0).saturating_sub(known) > LITTLE {
        return None;
    }
    let before = sentence
        .clauses
        .iter()
        .copied()
        .rfind(|other| other.1 <= clause.0)?;
    sentence.hedge(before)
}

/// Returns whether the slots without which a claim says nothing are filled.
fn says_enough(draft: &Draft) -> bool {
    let open = |slot: &str| draft.is_open(slot);
    match draft.kind {
        ClaimType::Dataset => !open("title"),
        ClaimType::Statement => !open("speaker") && !open("about"),
        ClaimType::Tender => !open("authority") || !open("bidder"),
        ClaimType::Relationship => {
            let (from, to) = (draft.text("from"), draft.text("to"));
            // Of a subcontractor without a name nothing is said.
            let named = from.is_some() || draft.text("role") != Some("subcontractor");
            (from.is_some() || to.is_some()) && from != to && named
        }
        ClaimType::AccountAccess => !open("service") || !open("account"),
        _ => true,
    }
}

/// Returns an amount of money in `range` of a sentence.
pub(super) fn money_in<'a>(
    sentence: &Sentence<'a>,
    range: (usize, usize),
) -> Option<(Here<'a>, &'a daylight_model::Money)> {
    sentence
        .of_kind(MentionType::Money)
        .find_map(|here| match &here.mention.value {
            Value::Money(money) if here.start >= range.0 && here.end <= range.1 => {
                Some((here, money))
            }
            _ => None,
        })
}

/// Returns a volume of data in `range` of a sentence.
pub(super) fn bytes_in(sentence: &Sentence<'_>, range: (usize, usize)) -> Option<u64> {
    sentence
        .of_kind(MentionType::Bytes)
        .find_map(|here| match here.mention.value {
            Value::Bytes(bytes) if here.start >= range.0 && here.end <= range.1 => Some(bytes),
            _ => None,
        })
}

/// Returns text as a slot's value.
pub(super) fn text(words: impl Into<String>) -> Json {
    Json::String(words.into())
}
