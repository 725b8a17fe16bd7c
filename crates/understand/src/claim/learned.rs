//! Learned rules: what no rule speaks of, by weights over what is seen of it. Which slots a claim fills from where is
//! data as with all rules (`data/claims/learned.toml`); the weights (`learned.tsv`) are made by `cargo xtask learn` from
//! texts that were written for it. Always: they speak only where no rule of the type does, never of exercises,
//! inventions or conditions, and with less confidence than a rule.

mod candidate;
mod choice;
mod feature;
mod located;
mod model;
mod product;
mod ruled;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use daylight_model::{ClaimType, Ground, MentionType, PartKind, Polarity, Span, Value};
use serde::Deserialize;
use serde_json::Value as Json;

use super::apply;
use super::draft::Draft;
use super::genre::Genre;
use super::phrase;
use super::reach;
use super::rule::{Anchor, Rule};
use super::scene::{Here, Scene, Sentence};
use super::slot::Context;
use super::words;
pub use candidate::Candidate;
pub use choice::features;
pub(super) use feature::of_file;
use located::located;
use model::MODEL;
pub use model::scale;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    candidates: Vec<String>,
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
    #[serde(default)]
    choose: Vec<String>,
    #[serde(default)]
    phrases: BTreeMap<String, String>,
    #[serde(default)]
    settles: bool,
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

static FILE: LazyLock<File> = LazyLock::new(|| {
    toml::from_str(include_str!("../../data/claims/learned.toml"))
        .expect("the shipped file is read by a test")
});

/// Returns the slots of a type that are filled by weights over candidates, in the order in which they are chosen.
pub fn chosen_slots(kind: &str) -> Vec<&'static str> {
    let of_kind = |rule: &&Written| rule.kind.to_string() == kind;
    let slots = FILE.rule.iter().filter(of_kind).flat_map(Written::slots);
    slots.collect()
}

impl Written {
    /// The slots that weights fill: names first, then words.
    fn slots(&self) -> impl Iterator<Item = &str> {
        let words = self.phrases.keys();
        self.choose.iter().chain(words).map(String::as_str)
    }
}

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
    /// Who may fill the slots of a claim of it: by type where a rule speaks too, else under no name; and by `type.slot`
    /// what words may fill one.
    pub candidates: BTreeMap<String, Vec<Candidate>>,
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
    let mut bodies = reach::of_bodies(scene, sentence);
    if bodies.is_empty() {
        // What is said of a body that was named before.
        bodies.push((None, sentence.all()));
    }
    std::iter::once(whole)
        .chain(bodies.into_iter().map(of(Unit::Org)))
        .chain(reach::of_amounts(sentence).into_iter().map(of(Unit::Money)))
        .collect()
}

/// Gives what is seen of a spot to `add`.
fn see(scene: &Scene<'_>, index: usize, spot: &Spot<'_>, add: &mut impl FnMut(&str)) {
    feature::of(scene, index, add);
    see_beside(scene, index, spot, add);
}

/// Gives what is seen of a spot beside what is seen of its whole sentence to `add`.
fn see_beside(scene: &Scene<'_>, index: usize, spot: &Spot<'_>, add: &mut impl FnMut(&str)) {
    let sentence = &scene.sentences[index];
    if spot.unit == Unit::Org && spot.anchor.is_none() {
        add("(no body)");
    }
    if let Some(anchor) = &spot.anchor {
        feature::within(sentence, spot.near, "near ", add);
        if spot.unit == Unit::Money {
            feature::amount(sentence, anchor, add);
        }
    }
}

/// Games, meals and stories: what is said of them is none of a leak's business.
const NOTHING: [&str; 3] = ["game", "menu", "fiction"];
/// What must speak for a claim in a document that names no body and no product.
const OF_NO_BUSINESS: f32 = 1.0;

/// Returns whether a sentence is one that learned rules may speak of.
fn is_open(scene: &Scene<'_>, index: usize) -> bool {
    let sentence = &scene.sentences[index];
    let is_margin = matches!(sentence.part.kind(), PartKind::Header | PartKind::Footer)
        && sentence.message.is_none();
    scene.genre == Genre::Ordinary
        && !is_margin
        && !apply::is_apart(scene, index)
        && !words::has_kana(&sentence.folded.text)
        && !words::is_of_screen(&sentence.folded.text)
}

/// Returns whether a draft was made without a rule's words, by what is spoken of around an amount: a learned rule that
/// speaks of it knows better.
fn is_weak(draft: &Draft) -> bool {
    draft.rule.starts_with("payment.likely_")
}

/// Adds what the learned rules find to the drafts of other rules.
pub(super) fn add(scene: &Scene<'_>, drafts: &mut Vec<Draft>) {
    let learned = read(scene, drafts);
    ruled::settle(scene, drafts);
    ruled::doubt(scene, drafts);
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

/// Returns the learned rule of a type.
fn rule_of(kind: ClaimType) -> Option<&'static Written> {
    FILE.rule.iter().find(|rule| rule.kind == kind)
}

/// Returns what a claim of a rule would be labelled as by a learned one.
fn label_of(draft: &Draft) -> String {
    let polarity = draft.polarity.to_string();
    let slot = |slot: &str| draft.text(slot).unwrap_or_default().to_owned();
    match draft.kind {
        ClaimType::Payment => format!("{}/{polarity}", slot("purpose")),
        ClaimType::Request => slot("outcome"),
        ClaimType::Profile => slot("property"),
        ClaimType::Statement => slot("stance"),
        ClaimType::Relationship => slot("role"),
        ClaimType::Offering | ClaimType::Complaint => String::new(),
        _ => polarity,
    }
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
        let mut of_sentence: Vec<u64> = Vec::new();
        feature::of(scene, index, &mut |feature: &str| {
            of_sentence.push(model::hash(feature))
        });
        for spot in spots(scene, sentence) {
            let mut features = of_sentence.clone();
            see_beside(scene, index, &spot, &mut |feature| {
                features.push(model::hash(feature))
            });
            features.sort_unstable();
            features.dedup();
            let scores = MODEL.scores(&features);
            for rule in FILE.rule.iter().filter(|rule| rule.unit == spot.unit) {
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
                let label = match scores.label(&kind).unwrap_or_default() {
                    // Who talks of data claims to have them.
                    "asserted" if rule.kind == ClaimType::Dataset && is_chat(scene, sentence) => {
                        "claimed"
                    }
                    label => label,
                };
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

/// Returns whether a sentence stands in a talk, and not in a mail.
fn is_chat(scene: &Scene<'_>, sentence: &Sentence<'_>) -> bool {
    scene
        .message_of(sentence)
        .is_some_and(|message| message.recipients.is_empty())
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

/// Fills the open slots of an answer to a request from what it answers: what was wanted by whom.
fn handed_down<'d>(draft: &mut Draft, known: impl Iterator<Item = &'d Draft>) {
    let answers = matches!(draft.text("outcome"), Some("accepted" | "refused"));
    if draft.kind != ClaimType::Request || !answers {
        return;
    }
    let Some(before) = known
        .filter(|other| other.kind == ClaimType::Request)
        .max_by_key(|other| other.grounds[0].span)
    else {
        return;
    };
    for slot in ["client", "wants", "target", "country"] {
        if draft.is_open(slot) || slot == "wants" {
            let value = before
                .fields
                .get(slot)
                .filter(|value| !value.is_null())
                .cloned();
            draft.set(slot, value);
        }
    }
    draft.grounds.push(before.grounds[0]);
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
    let idle = || {
        NOTHING.iter().any(|cue| {
            sentence
                .longest_outside_names(cue, sentence.all())
                .is_some()
        })
    };
    // Who denies a thing may call it a fiction; who offers or wants one may set a condition.
    let bound = matches!(
        kind,
        ClaimType::Statement | ClaimType::Payment | ClaimType::Offering | ClaimType::Request
    );
    if kind != ClaimType::Statement && idle() || !bound && words::is_supposed(&sentence.folded.text)
    {
        return true;
    }
    match kind {
        // What is planned or asked about has not come about; data that are told of as a body's are its loss.
        ClaimType::Target => says("plan") || asks() || has(ClaimType::Dataset),
        ClaimType::Dataset => says("plan") || asks() || has(ClaimType::Target),
        ClaimType::AccountAccess => says("plan") || words::instructs(sentence),
        ClaimType::Relationship => {
            says("plan") || asks() || sentence.folded.text.contains("什么关系")
        }
        // Who only comes along wins nothing; a sum alone or one that is owed is a payment.
        ClaimType::Tender => {
            asks() || says("accompany") || says("debt") || apply::is_bare(sentence)
        }
        ClaimType::Profile => asks(),
        // A price is no capability, nor is a heading, a firm's name alone, or what users are told to do.
        ClaimType::Offering => {
            apply::is_bare(sentence)
                || words::is_name(sentence)
                || words::instructs(sentence)
                || sentence.of_kind(MentionType::Money).next().is_some()
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
    let context = context(scene, index, spot);
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
    let own = choose(&context, spot, rule, label, None, &mut set);
    let synthetic = Rule {
        id: format!("{}{}{}", name(rule.kind, label), own, VERSION),
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
    let words: Vec<(&str, Option<String>)> = rule
        .phrases
        .keys()
        .map(|slot| (slot.as_str(), synthetic.set.get(slot).cloned()))
        .collect();
    let mut draft = apply::fill(&synthetic, &context, clause.as_deref())?;
    // Whatever else goes by the type of the claim.
    for (slot, value) in words {
        draft.set(slot, value.map_or(Json::Null, Json::String));
    }
    located(scene, index, &mut draft);
    if draft.kind == ClaimType::Profile && sentence.message.is_none() {
        draft.set_text(
            "organisation",
            phrase::registered(scene, sentence)
                .or_else(|| draft.text("organisation").map(str::to_owned)),
        );
    }
    let filled = |slots: &String| slots.split('|').any(|slot| !draft.is_open(slot));
    rule.needs.iter().all(filled).then_some(draft)
}

/// Returns what slots see of a spot.
fn context<'s, 'a>(
    scene: &'s Scene<'a>,
    index: usize,
    spot: &Spot<'a>,
) -> Context<'s, 'a, 'static> {
    Context {
        scene,
        index,
        sentence: &scene.sentences[index],
        anchor: spot.anchor,
        near: spot.near,
        asked: scene.before(index).find(|earlier| earlier.says("asks")),
        drafts: &[],
    }
}

/// What a rule's name has before the slot that means the speakers' own company.
const OWN: &str = ".own_";

/// Chooses who fills the slots of a claim; returns what its rule's name says of the own company.
fn choose(
    context: &Context<'_, '_, '_>,
    spot: &Spot<'_>,
    rule: &Written,
    label: &str,
    ruled: Option<&Draft>,
    set: &mut BTreeMap<String, String>,
) -> String {
    if rule.slots().next().is_none() {
        return String::new();
    }
    let mut seen: Vec<String> = Vec::new();
    see(context.scene, context.index, spot, &mut |feature| {
        seen.push(feature.to_owned())
    });
    seen.sort_unstable();
    seen.dedup();
    let candidates = candidate::candidates(
        context,
        &FILE.candidates,
        ruled.map(|draft| (draft, rule.choose.as_slice())),
    );
    let kind = rule.kind.to_string();
    let mut chosen: Vec<(&str, &Candidate)> = Vec::new();
    let mut own = String::new();
    for slot in &rule.choose {
        if let (Unit::Org, Some(anchor)) = (rule.unit, spot.anchor) {
            if let Some(name) = anchor.value() {
                set.insert(slot.clone(), name.to_owned());
            }
            continue;
        }
        let Some(best) = choice::best(&candidates, &kind, slot, label, &seen, &chosen) else {
            continue;
        };
        if let Some(value) = &best.value {
            set.insert(slot.clone(), value.clone());
        } else if best.origin == "own" && own.is_empty() {
            own = format!("{OWN}{slot}");
        }
        chosen.push((slot.as_str(), best));
    }
    for (slot, sources) in &rule.phrases {
        let words = candidate::phrases(context, slot, sources, ruled);
        if let Some(best) = choice::best(&words, &kind, slot, label, &seen, &[])
            && let Some(value) = &best.value
        {
            set.insert(slot.clone(), value.clone());
        }
    }
    own
}

/// The version that learned rules carry.
const VERSION: &str = "@1";

/// Returns the name of a learned rule for a label: `payment.learned_quote_offered`.
fn name(kind: ClaimType, label: &str) -> String {
    let label = label.replace('/', "_");
    let joint = if label.is_empty() { "" } else { "_" };
    format!("{kind}.learned{joint}{label}")
}

/// Returns the slots that a learned rule of this name leaves to the speakers' own company.
pub(super) fn own_slots(rule: &str) -> Vec<&'static str> {
    let named = rule
        .strip_suffix(VERSION)
        .and_then(|rule| rule.split_once(".learned"))
        .and_then(|(kind, label)| Some((kind, label.split_once(OWN)?.1)));
    let Some((kind, slot)) = named else {
        return Vec::new();
    };
    let mut slots = chosen_slots(kind);
    slots.retain(|known| *known == slot);
    slots
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

/// Returns who may fill the slots of claims of a spot, with what rules say of them.
fn ruled_candidates(
    scene: &Scene<'_>,
    index: usize,
    spot: &Spot<'_>,
    known: Option<&Vec<&Draft>>,
) -> BTreeMap<String, Vec<Candidate>> {
    let context = context(scene, index, spot);
    let of_unit = FILE.rule.iter().filter(|rule| rule.unit == spot.unit);
    let plain = candidate::candidates(&context, &FILE.candidates, None);
    let mut all = BTreeMap::from([(String::new(), plain)]);
    for rule in of_unit {
        let ruled = known
            .into_iter()
            .flatten()
            .copied()
            .find(|draft| rule.settles && is_same(rule.kind, spot, draft));
        for (slot, sources) in &rule.phrases {
            let words = candidate::phrases(&context, slot, sources, ruled);
            all.insert(format!("{}.{slot}", rule.kind), words);
        }
        if let Some(draft) = ruled {
            let seen =
                candidate::candidates(&context, &FILE.candidates, Some((draft, &rule.choose)));
            all.insert(rule.kind.to_string(), seen);
        }
    }
    all
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
            let ruled = FILE
                .rule
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
                candidates: ruled_candidates(scene, index, &spot, known.get(&ground.span)),
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
    fn every_slot_that_is_chosen_has_weights_and_no_other_source() {
        for rule in FILE.rule.iter() {
            let kind = rule.kind.to_string();
            for slot in rule.slots() {
                let column = format!("{}{slot}", model::SLOT);
                let scores = MODEL.scores(&[]);
                assert!(scores.of_label(&kind, &column).is_some(), "{kind} {slot}");
                let others = rule.other.values().map(|other| &other.fill);
                let filled = others
                    .chain([&rule.fill])
                    .any(|fill| fill.contains_key(slot));
                assert!(!filled, "{kind} {slot}");
            }
        }
    }

    #[test]
    fn a_rule_that_leaves_a_slot_to_the_own_company_says_so_in_its_name() {
        assert_eq!(
            own_slots("payment.learned_quote_offered.own_payee@1"),
            ["payee"]
        );
        assert!(own_slots("payment.learned_quote_offered@1").is_empty());
        assert!(own_slots("payment.learned.own_amount@1").is_empty());
    }

    #[test]
    fn the_shipped_rules_are_read_and_fill_slots_of_their_types() {
        for rule in FILE.rule.iter() {
            let others = rule.other.values().map(|other| &other.fill);
            for slot in others
                .chain([&rule.fill])
                .flat_map(BTreeMap::keys)
                .map(String::as_str)
                .chain(rule.slots())
            {
                assert!(rule.kind.fields().contains(&slot), "{slot}");
            }
        }
    }
}
