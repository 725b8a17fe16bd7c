//! Learned rules: what no rule speaks of, by weights over what is seen of it. Which slots a claim fills from where is
//! data as with all rules (`data/claims/learned.toml`); the weights (`learned.tsv`) are made by `cargo xtask learn` from
//! texts that were written for it. Always: they speak only where no rule of the type does, never of exercises,
//! inventions or conditions, and with less confidence than a rule.

mod feature;
mod model;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use daylight_model::{ClaimType, Ground, MentionType, Polarity, Span, Value};
use serde::Deserialize;

use super::apply;
use super::draft::Draft;
use super::genre::Genre;
use super::reach;
use super::rule::{Anchor, Rule};
use super::scene::{Here, Scene, Sentence};
use super::slot::Context;
use super::words;
use model::MODEL;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    rule: Vec<Written>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(rename = "type")]
    kind: ClaimType,
    unit: Unit,
    tells: Option<String>,
    #[serde(default)]
    needs: Vec<String>,
    fill: BTreeMap<String, String>,
    #[serde(default, rename = "where")]
    other: BTreeMap<String, Other>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Other {
    fill: BTreeMap<String, String>,
}

/// What is decided on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Unit {
    Sentence,
    Org,
    Money,
}

static RULES: LazyLock<Vec<Written>> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../../data/claims/learned.toml"))
        .expect("the shipped file is read by a test");
    file.rule
});

/// What a learned rule decides on: for whoever makes the weights.
#[derive(Debug)]
pub struct Instance {
    /// Where a claim of it would rest.
    pub ground: Ground,
    /// `sentence`, `org` or `money`.
    pub unit: &'static str,
    /// The name or the amount.
    pub anchor: Option<String>,
    /// The words.
    pub text: String,
    /// What is seen of it, each once.
    pub features: Vec<String>,
    /// The types of claims that rules make of it: there no learned rule speaks.
    pub ruled: Vec<String>,
}

/// Where a learned rule looks: a sentence, and what hangs on what in it.
struct Spot<'a> {
    unit: Unit,
    anchor: Option<Here<'a>>,
    near: (usize, usize),
}

/// Returns what is decided on in a sentence.
fn spots<'a>(scene: &Scene<'a>, sentence: &Sentence<'a>) -> Vec<Spot<'a>> {
    let whole = Spot {
        unit: Unit::Sentence,
        anchor: None,
        near: sentence.all(),
    };
    let of = |unit| move |(anchor, near)| Spot { unit, anchor, near };
    std::iter::once(whole)
        .chain(
            reach::of_bodies(scene, sentence)
                .into_iter()
                .map(of(Unit::Org)),
        )
        .chain(
            reach::of_kind(sentence, MentionType::Money)
                .into_iter()
                .map(of(Unit::Money)),
        )
        .collect()
}

/// Gives what is seen of a spot to `add`.
fn see(scene: &Scene<'_>, index: usize, spot: &Spot<'_>, add: &mut impl FnMut(&str)) {
    feature::of(scene, index, add);
    if spot.anchor.is_some() {
        feature::within(&scene.sentences[index], spot.near, "near ", add);
    }
}

/// Games, meals and stories: what is said of them is none of a leak's business.
const NOTHING: [&str; 3] = ["game", "menu", "fiction"];
/// What must speak for a claim in a document that names no body and no product.
const OF_NO_BUSINESS: f32 = 1.0;

/// Returns whether a sentence is one that learned rules may speak of.
fn is_open(scene: &Scene<'_>, index: usize) -> bool {
    let sentence = &scene.sentences[index];
    let text = &sentence.folded.text;
    let idle = NOTHING.iter().any(|cue| {
        sentence
            .longest_outside_names(cue, sentence.all())
            .is_some()
    });
    !idle
        && scene.genre == Genre::Ordinary
        && !apply::is_apart(scene, index)
        && !words::has_kana(text)
        && !words::is_supposed(text)
}

/// Returns whether a draft was made without a rule's words, by what is spoken of around an amount: a learned rule that
/// speaks of it knows better.
fn is_weak(draft: &Draft) -> bool {
    draft.rule.starts_with("payment.likely_")
}

/// Adds what the learned rules find to the drafts of other rules.
pub(super) fn add(scene: &Scene<'_>, drafts: &mut Vec<Draft>) {
    let learned = read(scene, drafts);
    let mut amounts: BTreeMap<Span, Vec<&Draft>> = BTreeMap::new();
    for draft in &learned {
        amounts
            .entry(draft.grounds[0].span)
            .or_default()
            .push(draft);
    }
    drafts.retain(|draft| {
        let here = amounts
            .get(&draft.grounds[0].span)
            .map_or(&[][..], Vec::as_slice);
        !is_weak(draft) || !here.iter().any(|other| is_of_one_amount(draft, other))
    });
    drafts.extend(learned);
}

/// Returns whether two drafts of one place speak of one amount.
fn is_of_one_amount(draft: &Draft, other: &Draft) -> bool {
    draft.kind == other.kind
        && draft.text("amount") == other.text("amount")
        && draft.text("high") == other.text("high")
}

fn read(scene: &Scene<'_>, ruled: &[Draft]) -> Vec<Draft> {
    let least = if scene.of_business {
        0.0
    } else {
        OF_NO_BUSINESS
    };
    let known = by_place(ruled);
    let mut drafts: Vec<Draft> = Vec::new();
    for (index, sentence) in scene.sentences.iter().enumerate() {
        if !is_open(scene, index) {
            continue;
        }
        let span = scene.ground(sentence).span;
        let at_place = known.get(&span).map_or(&[][..], Vec::as_slice);
        for spot in spots(scene, sentence) {
            let mut features: Vec<u64> = Vec::new();
            see(scene, index, &spot, &mut |feature| {
                features.push(model::hash(feature))
            });
            features.sort_unstable();
            features.dedup();
            let scores = MODEL.scores(&features);
            for rule in RULES.iter().filter(|rule| rule.unit == spot.unit) {
                let kind = rule.kind.to_string();
                let Some(score) = scores.speaks(&kind).filter(|score| *score > least) else {
                    continue;
                };
                if is_barred(rule.kind, sentence, at_place) {
                    continue;
                }
                let told = |draft: &Draft| is_same(rule.kind, &spot, draft);
                // Those of one place were made one after the other.
                let mut just_made = drafts
                    .iter()
                    .rev()
                    .take_while(|draft| draft.grounds[0].span == span);
                let said = at_place.iter().any(|draft| told(draft) && !is_weak(draft))
                    || just_made.any(told);
                if said {
                    continue;
                }
                let label = scores.label(&kind).unwrap_or_default();
                let Some(mut draft) = draft(scene, index, &spot, rule, label, score) else {
                    continue;
                };
                let before = before(draft.grounds[0].span, &known, &drafts);
                handed_down(&mut draft, before);
                drafts.push(draft);
            }
        }
    }
    drafts
}

/// Returns drafts by the place that they rest on.
fn by_place(drafts: &[Draft]) -> BTreeMap<Span, Vec<&Draft>> {
    let mut places: BTreeMap<Span, Vec<&Draft>> = BTreeMap::new();
    for draft in drafts {
        places.entry(draft.grounds[0].span).or_default().push(draft);
    }
    places
}

/// Returns the drafts that stand shortly before a place, of rules and learned ones.
fn before<'d>(
    here: Span,
    ruled: &'d BTreeMap<Span, Vec<&'d Draft>>,
    learned: &'d [Draft],
) -> impl Iterator<Item = &'d Draft> {
    /// Farthest that one before stands away, in bytes of text.
    const FAR: u32 = 900;
    let from = Span {
        start: here.start.saturating_sub(FAR),
        end: 0,
        ..here
    };
    let near = move |draft: &&'d Draft| {
        let span = draft.grounds[0].span;
        span.part == here.part && span.end <= here.start && span.start >= from.start
    };
    // Learned drafts are made in the order of the text.
    let learned = learned
        .iter()
        .rev()
        .take_while(move |draft| draft.grounds[0].span >= from);
    let ruled = ruled
        .range(from..here)
        .flat_map(|(_, drafts)| drafts)
        .copied();
    ruled.chain(learned).filter(near)
}

/// Fills the open slots of an answer from what it answers: of a request what was wanted by whom, of an offer who buys
/// and who sells.
fn handed_down<'d>(draft: &mut Draft, known: impl Iterator<Item = &'d Draft>) {
    let bargains = |draft: &Draft| matches!(draft.text("purpose"), Some("price" | "quote"));
    let answers = matches!(draft.text("outcome"), Some("accepted" | "refused"));
    let slots: &[&str] = match draft.kind {
        ClaimType::Request if answers => &["client", "wants", "target", "country"],
        ClaimType::Payment if bargains(draft) => &["payer", "payee", "for"],
        _ => return,
    };
    let before = known
        .filter(|other| {
            other.kind == draft.kind && (draft.kind != ClaimType::Payment || bargains(other))
        })
        .max_by_key(|other| other.grounds[0].span);
    let Some(before) = before else {
        return;
    };
    for slot in slots {
        if draft.is_open(slot) || answers && *slot == "wants" {
            let value = before
                .fields
                .get(*slot)
                .filter(|value| !value.is_null())
                .cloned();
            draft.set(slot, value);
        }
    }
    if answers {
        draft.grounds.push(before.grounds[0]);
    }
}

/// Returns whether something in a sentence speaks against a claim of a type, whatever the weights say.
fn is_barred(kind: ClaimType, sentence: &Sentence<'_>, at_place: &[&Draft]) -> bool {
    let says = |cue: &str| sentence.says(cue);
    let has = |kind: ClaimType| at_place.iter().any(|draft| draft.kind == kind);
    let asks = || {
        let last = sentence.clauses.last().copied().unwrap_or_default();
        sentence.longest("asks", last).is_some()
            || says("how_much_data")
            || says("dedup")
            || sentence.folded.text.contains('谁')
    };
    match kind {
        // What is planned or asked about has not come about; data that are told of as a body's are its loss.
        ClaimType::Target => says("plan") || asks() || has(ClaimType::Dataset),
        ClaimType::Dataset => says("plan") || asks() || has(ClaimType::Target),
        ClaimType::AccountAccess => says("plan"),
        ClaimType::Relationship => says("plan") || asks(),
        // Who only comes along wins nothing.
        ClaimType::Tender => asks() || says("accompany"),
        ClaimType::Profile => asks(),
        // A price is no capability.
        ClaimType::Offering => {
            sentence.of_kind(MentionType::Money).next().is_some()
                && sentence
                    .longest_outside_names("capability", sentence.all())
                    .is_none()
        }
        _ => false,
    }
}

/// Returns whether a draft of the same place is what a spot would say.
fn is_same(kind: ClaimType, spot: &Spot<'_>, draft: &Draft) -> bool {
    draft.kind == kind
        && match (spot.unit, spot.anchor) {
            (Unit::Org, Some(here)) => draft.text("name") == here.value() || draft.is_open("name"),
            (Unit::Money, Some(here)) => match &here.mention.value {
                Value::Money(money) => {
                    draft.text("amount") == money.amount.as_deref()
                        && draft.text("high") == money.high.as_deref()
                }
                _ => true,
            },
            _ => true,
        }
}

/// Fills the slots of a claim.
fn draft(
    scene: &Scene<'_>,
    index: usize,
    spot: &Spot<'_>,
    rule: &Written,
    label: &str,
    score: f32,
) -> Option<Draft> {
    let sentence = &scene.sentences[index];
    let (slot, polarity) = told(rule, label);
    let fill = fill_of(rule, label);
    let context = Context {
        scene,
        index,
        sentence,
        anchor: spot.anchor,
        near: spot.near,
        asked: scene.before(index).find(|earlier| earlier.says("asks")),
        drafts: &[],
    };
    let mut set = BTreeMap::new();
    if let Some((slot, value)) = slot {
        set.insert(slot.to_owned(), value.to_owned());
    }
    let mut sources: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut clause = None;
    for (slot, named) in fill {
        let named: Vec<String> = named.split('|').map(str::to_owned).collect();
        if named.iter().any(|source| source == "clause") {
            clause = clause.or_else(|| weightiest(sentence, &rule.kind.to_string()));
        }
        sources.insert(slot.clone(), named);
    }
    let synthetic = Rule {
        id: format!("{}{}", name(rule.kind, label), VERSION),
        kind: rule.kind,
        anchor: Anchor::Sentence,
        polarity,
        // Between a guess and a rule.
        confidence: 0.4 + 0.25 * (score / (1.0 + score)),
        near: Vec::new(),
        here: Vec::new(),
        before: Vec::new(),
        unless_near: Vec::new(),
        unless: Vec::new(),
        unless_before: Vec::new(),
        talk: None,
        asker: None,
        also: false,
        set,
        fill: sources,
    };
    let draft = apply::fill(&synthetic, &context, clause.as_deref())?;
    let filled = |slots: &String| slots.split('|').any(|slot| !draft.is_open(slot));
    rule.needs.iter().all(filled).then_some(draft)
}

/// The version that learned rules carry.
const VERSION: &str = "@1";

/// Returns the name of a learned rule for a label: `payment.learned_quote_offered`.
fn name(kind: ClaimType, label: &str) -> String {
    let label = label.replace('/', "_");
    let joint = if label.is_empty() { "" } else { "_" };
    format!("{kind}.learned{joint}{label}")
}

/// Returns the slots that a learned rule of this name fills with the speakers' own company.
pub(super) fn own_slots(rule: &str) -> Vec<&'static str> {
    let Some((kind, label)) = rule
        .strip_suffix(VERSION)
        .and_then(|rule| rule.split_once(".learned"))
    else {
        return Vec::new();
    };
    let label = label.trim_start_matches('_');
    RULES
        .iter()
        .filter(|known| known.kind.to_string() == kind)
        .flat_map(|known| fill_of(known, label))
        .filter(|(_, sources)| sources.split('|').any(|source| source == "own"))
        .map(|(slot, _)| slot.as_str())
        .collect()
}

/// Returns the slots and sources for a label, whose parts are joined by `/` or `_`.
fn fill_of<'a>(rule: &'a Written, label: &str) -> &'a BTreeMap<String, String> {
    let written = |one: &str| one.replace('/', "_");
    let whole = |labels: &str| labels.split('|').any(|one| written(one) == written(label));
    let head = |labels: &str| {
        labels
            .split('|')
            .any(|one| written(label).starts_with(&format!("{}_", written(one))))
    };
    rule.other
        .iter()
        .find(|(labels, _)| whole(labels))
        .or_else(|| rule.other.iter().find(|(labels, _)| head(labels)))
        .map_or(&rule.fill, |(_, other)| &other.fill)
}

/// Returns what a label says: a slot and its value, and the polarity.
fn told<'a>(rule: &'a Written, label: &'a str) -> (Option<(&'a str, &'a str)>, Polarity) {
    let polarity = |text: &str| text.parse::<Polarity>().unwrap_or(Polarity::Asserted);
    match rule.tells.as_deref() {
        None => (None, Polarity::Asserted),
        Some("polarity") => (None, polarity(label)),
        // The order of names is a matter of what is filled from where.
        Some("role/order") => (
            label.split('/').next().map(|role| ("role", role)),
            Polarity::Asserted,
        ),
        Some(tells) => match (tells.split_once('/'), label.split_once('/')) {
            (Some((slot, _)), Some((value, how))) => (Some((slot, value)), polarity(how)),
            (Some((slot, _)), None) => (Some((slot, label)), Polarity::Asserted),
            (None, _) => (Some((tells, label)), Polarity::Asserted),
        },
    }
}

/// Returns the words of the clause that speaks most for a claim of a type.
fn weightiest(sentence: &Sentence<'_>, kind: &str) -> Option<String> {
    let weight = |range: (usize, usize)| {
        let mut features: Vec<u64> = Vec::new();
        feature::within(sentence, range, "", &mut |feature| {
            features.push(model::hash(feature));
        });
        features.sort_unstable();
        features.dedup();
        MODEL.scores(&features).speaks(kind).unwrap_or(f32::MIN)
    };
    let best = sentence
        .clauses
        .iter()
        .copied()
        .map(|clause| (clause, weight(clause)))
        .reduce(|best, next| if next.1 > best.1 { next } else { best })?
        .0;
    let text = sentence.folded.text.get(best.0..best.1)?;
    let trimmed =
        text.trim_end_matches(|c: char| "，,。.;；：:！!？?、".contains(c) || c.is_whitespace());
    sentence.words(best.0, best.0 + trimmed.len())
}

/// Returns the instances of a document.
pub(super) fn instances(scene: &Scene<'_>, drafts: &[Draft]) -> Vec<Instance> {
    let known = by_place(drafts);
    let mut all = Vec::new();
    for (index, sentence) in scene.sentences.iter().enumerate() {
        if !is_open(scene, index) {
            continue;
        }
        let ground = scene.ground(sentence);
        for spot in spots(scene, sentence) {
            let mut features: Vec<String> = Vec::new();
            see(scene, index, &spot, &mut |feature| {
                features.push(feature.to_owned())
            });
            features.sort_unstable();
            features.dedup();
            let ruled = RULES
                .iter()
                .filter(|rule| rule.unit == spot.unit)
                .filter(|rule| {
                    let mut here = known.get(&ground.span).into_iter().flatten();
                    here.any(|draft| is_same(rule.kind, &spot, draft))
                });
            let amount = |here: Here<'_>| match &here.mention.value {
                Value::Money(money) => money.amount.clone().or_else(|| money.high.clone()),
                _ => here.value().map(str::to_owned),
            };
            all.push(Instance {
                ground,
                unit: match spot.unit {
                    Unit::Sentence => "sentence",
                    Unit::Org => "org",
                    Unit::Money => "money",
                },
                anchor: spot.anchor.and_then(amount),
                text: sentence.folded.text.clone(),
                features,
                ruled: ruled.map(|rule| rule.kind.to_string()).collect(),
            });
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_rules_are_read_and_fill_slots_of_their_types() {
        for rule in RULES.iter() {
            let others = rule.other.values().map(|other| &other.fill);
            for slot in others.chain([&rule.fill]).flat_map(BTreeMap::keys) {
                assert!(rule.kind.fields().contains(&slot.as_str()), "{slot}");
            }
        }
    }
}
