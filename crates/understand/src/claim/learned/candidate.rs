//! Who may fill a slot, and what is seen of each. Always: each name is one candidate, at its nearest place; none of them
//! is always one too.

use std::borrow::Cow;
use std::collections::BTreeMap;

use std::sync::LazyLock;

use daylight_model::MentionType;
use regex::Regex;

use super::super::apply;
use super::super::draft::Draft;
use super::super::folded::is_wide;
use super::super::lexicon::LEXICON;
use super::super::names;
use super::super::scene::{Here, Scene, Sentence};
use super::super::slot::Context;
use super::super::words;
use super::product::{self, filed, starts};

/// How far back names are looked for, in sentences.
const BACK: usize = 24;
/// And how many of them are candidates at most, the nearest first.
const MOST: usize = 24;
/// How far back words that only look like names are candidates, in sentences.
const NEAR: usize = 4;
/// How many sentences at the head of a paper say whom it is about.
const HEAD: usize = 4;

/// One that may fill a slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Its name; none for nobody, and for the speakers' own company where the document does not say its name.
    pub value: Option<String>,
    /// Where it comes from: `here`, `before`, `speaker`, `own`, `none` …
    pub origin: Cow<'static, str>,
    /// What is seen of it.
    pub features: Vec<String>,
}

impl Candidate {
    fn new(origin: &'static str, value: Option<String>) -> Self {
        Self {
            value,
            origin: origin.into(),
            features: Vec::new(),
        }
    }

    /// Whether it is of the kind that a slot takes: a host is no account on itself, a version or what every computer
    /// has no product that a firm of this trade sells.
    pub(super) fn fits(&self, slot: &str) -> bool {
        let is_host = |feature: &String| feature.starts_with("here host");
        let name = self.value.as_deref().unwrap_or_default();
        if matches!(self.origin.as_ref(), "starts" | "filed") && slot != "product" {
            return false;
        }
        match slot {
            "account" => !self.features.iter().any(is_host),
            "product" => product::may_be(name),
            _ => true,
        }
    }

    pub(super) fn add(&mut self, feature: impl Into<String>) {
        self.features.push(feature.into());
    }
}

/// The candidates in the making, each name once.
#[derive(Default)]
pub(super) struct Candidates(Vec<Candidate>);

impl Candidates {
    /// Returns the candidate of a name, a new one where it is not there yet.
    pub(super) fn of(&mut self, origin: &'static str, value: &str) -> &mut Candidate {
        let known = self
            .0
            .iter()
            .position(|one| one.value.as_deref() == Some(value));
        let index = known.unwrap_or_else(|| {
            self.0.push(Candidate::new(origin, Some(value.to_owned())));
            self.0.len() - 1
        });
        let one = &mut self.0[index];
        one.add(origin);
        one
    }
}

/// Returns who may fill a slot of a claim at this place; `sources` are those of slots, whose values are candidates too,
/// as is what a rule filled `slots` of a claim with.
pub(super) fn candidates(
    context: &Context<'_, '_, '_>,
    sources: &[String],
    ruled: Option<(&Draft, &[String])>,
) -> Vec<Candidate> {
    let (scene, this) = (context.scene, context.sentence);
    let mut all = Candidates::default();
    here(context, &mut all);
    tokens(this, "", &mut all);
    called(this, "", &mut all);
    starts(this, &mut all);
    talkers(scene, context.index, &mut all);
    before(scene, context.index, &mut all);
    if !scene.is_talk() {
        head(scene, this, &mut all);
        filed(scene, &mut all);
    }
    for source in sources {
        if let Some(value) = context.value(source)
            && let Some(name) = value.as_str()
        {
            all.of("words", name).add(format!("as {source}"));
        }
    }
    if let Some((draft, slots)) = ruled {
        for slot in slots {
            if let Some(value) = draft.text(slot) {
                all.of("ruled", value).add(format!("as ruled {slot}"));
            }
        }
    }
    let mut all = all.0;
    let own = all
        .iter_mut()
        .find(|one| one.value.is_some() && one.value == scene.own);
    match own {
        Some(own) => own.add("own"),
        None => {
            let mut own = Candidate::new("own", scene.own.clone());
            own.add("own");
            all.push(own);
        }
    }
    all.push(Candidate::new("none", None));
    if let Some((draft, slots)) = ruled {
        let means_own = super::super::rule::own_slots(&draft.rule);
        for slot in slots.iter().filter(|slot| draft.is_open(slot)) {
            let origin = if means_own.contains(&slot.as_str()) {
                "own"
            } else {
                "none"
            };
            for one in all.iter_mut().filter(|one| one.origin == origin) {
                one.add(format!("as ruled {slot}"));
            }
        }
    }
    let talkers = talker_count(scene);
    let said = said(scene, context.index);
    for one in &mut all {
        let origin = one.origin.clone();
        if let Some(value) = one.value.clone() {
            shape(&value, one);
            for (_, cue) in said.iter().filter(|(who, _)| *who == value) {
                one.add(format!("said {cue}"));
            }
        }
        one.add(format!("{origin} of {talkers}"));
        match apply::buyer(scene, this) {
            Some(true) => one.add(format!("{origin} (buyer)")),
            Some(false) => one.add(format!("{origin} (seller)")),
            None => {}
        }
        one.features.sort_unstable();
        one.features.dedup();
    }
    all
}

/// Returns the words that may fill a slot: what its sources have, and what a rule filled it with.
pub(super) fn phrases(
    context: &Context<'_, '_, '_>,
    slot: &str,
    sources: &str,
    ruled: Option<&Draft>,
) -> Vec<Candidate> {
    let mut all = Candidates::default();
    for source in sources.split('|') {
        if let Some(words) = context
            .value(source)
            .as_ref()
            .and_then(|value| value.as_str())
        {
            all.of("words", words).add(format!("as {source}"));
        }
    }
    if let Some(words) = ruled.and_then(|draft| draft.text(slot)) {
        all.of("words", words).add("as ruled");
    }
    let mut all = all.0;
    let mut none = Candidate::new("none", None);
    if ruled.is_some_and(|draft| draft.is_open(slot)) {
        none.add("as ruled");
    }
    all.push(none);
    for one in &mut all {
        if let Some(words) = one.value.clone() {
            shape(&words, one);
            one.add(match words.chars().count() {
                0..=4 => "short",
                5..=9 => "middling",
                10..=20 => "long",
                _ => "longer",
            });
        }
        one.features.sort_unstable();
        one.features.dedup();
    }
    all
}

/// What a name ends in, and of which letters it is.
fn shape(name: &str, one: &mut Candidate) {
    let last: Vec<char> = name.chars().rev().take(2).collect();
    match last.as_slice() {
        [last, second, ..] if is_wide(*last) => {
            one.add(format!("ends {last}"));
            one.add(format!("ends {second}{last}"));
        }
        _ => {
            for word in name.to_lowercase().split(|c: char| !c.is_alphanumeric()) {
                one.add(format!("named {word}"));
            }
        }
    }
    if name.contains(['-', '(', '（', '_', '—', '·']) && name.chars().any(is_wide) {
        one.add("named with a mark");
    }
    if name.chars().count() <= 3 {
        one.add("named shortly");
    }
}

/// What tells who buys and who sells, who asks and who answers.
const TELLING: [&str; 16] = [
    "asks_price",
    "quotes",
    "lowest",
    "haggles",
    "wants",
    "can_get",
    "accepts",
    "refuses",
    "asks",
    "capability",
    "sample_asked",
    "how_much_data",
    "deal_price",
    "we",
    "debt",
    "paid",
];

/// Returns who says what before the sentence and soon after it, of the words that tell.
fn said(scene: &Scene<'_>, index: usize) -> Vec<(String, &'static str)> {
    /// How far is looked, in sentences.
    const AROUND: usize = 40;
    let mut all: Vec<(String, &'static str)> = Vec::new();
    let range = index.saturating_sub(AROUND)..scene.sentences.len().min(index + AROUND / 2);
    for sentence in &scene.sentences[range] {
        let Some(who) = scene.speaker(sentence).map(words::sender_name) else {
            continue;
        };
        for cue in TELLING {
            if sentence.says(cue) && !all.iter().any(|known| known.0 == who && known.1 == cue) {
                all.push((who.clone(), cue));
            }
        }
    }
    all
}

/// The kinds of mention that fill slots, and what they are called.
fn kind(scene: &Scene<'_>, here: &Here<'_>) -> Option<&'static str> {
    Some(match here.mention.kind {
        MentionType::Org if here.value().is_some_and(|name| scene.is_own(name)) => "company",
        MentionType::Org
            if here
                .value()
                .is_some_and(|name| names::is_public(scene.found, name)) =>
        {
            "public"
        }
        MentionType::Org => "firm",
        MentionType::Person | MentionType::Handle => "person",
        MentionType::Product => "product",
        MentionType::Domain | MentionType::Url | MentionType::Ipv4 => "host",
        MentionType::Email => "mailbox",
        _ => return None,
    })
}

/// Adds the names of the sentence itself.
fn here(context: &Context<'_, '_, '_>, all: &mut Candidates) {
    let (scene, this) = (context.scene, context.sentence);
    let anchor = context.anchor.map(|here| here.start);
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let named: Vec<(Here<'_>, &str)> = this
        .mentions
        .iter()
        .filter_map(|here| Some((*here, kind(scene, here)?)))
        .collect();
    for (here, kind) in &named {
        let Some(value) = here.value() else { continue };
        let place = seen.entry(kind).or_default();
        *place += 1;
        let last = named
            .iter()
            .rev()
            .find(|(_, other)| other == kind)
            .is_some_and(|(other, _)| other.start == here.start);
        let one = all.of("here", value);
        one.add(format!("here {kind}"));
        one.add(format!("here {kind} {}", (*place).min(3)));
        if last {
            one.add(format!("here last {kind}"));
        }
        if here.start == 0 {
            one.add("begins");
        }
        if let Some(anchor) = anchor {
            let side = match here.start.cmp(&anchor) {
                std::cmp::Ordering::Less => "before it",
                std::cmp::Ordering::Equal => "is it",
                std::cmp::Ordering::Greater => "after it",
            };
            let clause = this.clause_at(anchor);
            let within = clause.0 <= here.start && here.end <= clause.1;
            let near = if within { "near " } else { "" };
            one.add(format!("{near}{side}"));
            one.add(format!("{kind} {near}{side}"));
        }
        beside(this, here, "", one);
        cues(this, here, one);
    }
}

/// Adds the characters and words beside a name.
fn beside(sentence: &Sentence<'_>, here: &Here<'_>, side: &str, one: &mut Candidate) {
    next_to(&sentence.folded.text, here.start, here.end, side, one);
}

pub(super) fn next_to(text: &str, start: usize, end: usize, side: &str, one: &mut Candidate) {
    let (before, after) = (
        text.get(..start).unwrap_or_default().trim_end(),
        text.get(end..).unwrap_or_default().trim_start(),
    );
    let inner = |c: char| c.is_alphanumeric() && !is_wide(c);
    let left: Vec<char> = before.chars().rev().take(2).collect();
    let pair = left.iter().rev().collect();
    let word = before.rsplit(|c| !inner(c)).next().unwrap_or_default();
    neighbour(&left, pair, word, &format!("{side}<"), '^', one);
    let right: Vec<char> = after.chars().take(2).collect();
    let pair = right.iter().collect();
    let word = after.split(|c| !inner(c)).next().unwrap_or_default();
    neighbour(&right, pair, word, &format!("{side}>"), '$', one);
}

/// Adds what stands on one side of a name: of its `nearest` characters the one that touches it and both as a `pair`, or
/// the Latin `word`; `end` where nothing does.
fn neighbour(
    nearest: &[char],
    pair: String,
    word: &str,
    side: &str,
    end: char,
    one: &mut Candidate,
) {
    match nearest {
        [] => one.add(format!("{side}{end}")),
        [first, rest @ ..] if is_wide(*first) || !first.is_alphanumeric() => {
            one.add(format!("{side}{first}"));
            if !rest.is_empty() {
                one.add(format!("{side}{pair}"));
            }
        }
        _ => one.add(format!("{side}{word}")),
    }
}

/// Adds the cues of a name's clause, by the side that they stand on.
fn cues(sentence: &Sentence<'_>, here: &Here<'_>, one: &mut Candidate) {
    let clause = sentence.clause_at(here.start);
    for hit in &sentence.hits {
        if hit.start < clause.0 || hit.end > clause.1 || sentence.is_in_name(hit.start, hit.end) {
            continue;
        }
        let name = LEXICON.name(hit.cue);
        if hit.end <= here.start {
            one.add(format!("after {name}"));
        } else if hit.start >= here.end {
            one.add(format!("then {name}"));
        }
    }
}

/// Adds who speaks, and to whom.
fn talkers(scene: &Scene<'_>, index: usize, all: &mut Candidates) {
    let this = &scene.sentences[index];
    let Some(message) = scene.message_of(this) else {
        return;
    };
    let speaker = message.sender.as_deref();
    if let Some(speaker) = speaker {
        let own = words::is_of_speaker(&this.folded.text);
        let one = all.of("speaker", &words::sender_name(speaker));
        one.add(if own {
            "speaker, of himself"
        } else {
            "speaker, not of himself"
        });
        bodies_of(scene, speaker, "speaker's", all);
    }
    for recipient in message.recipients.iter().take(2) {
        all.of("recipient", &words::sender_name(recipient));
        bodies_of(scene, recipient, "recipient's", all);
    }
    // The other one of two, or who spoke before.
    let others = scene.sentences[..index]
        .iter()
        .rev()
        .chain(&scene.sentences[index..])
        .take(4 * BACK)
        .filter_map(|other| scene.speaker(other))
        .find(|other| Some(*other) != speaker);
    if let Some(other) = others {
        let addressed = super::super::phrase::addresses(&this.folded.text);
        let one = all.of("other", &words::sender_name(other));
        one.add(if addressed {
            "other, spoken to"
        } else {
            "other, not spoken to"
        });
        bodies_of(scene, other, "other's", all);
    }
}

/// Adds the bodies that a sender's name begins with: 拓枢小钱, 临棠市局 郭队.
fn bodies_of(scene: &Scene<'_>, sender: &str, origin: &'static str, all: &mut Candidates) {
    for known in scene.found.gazetteer.find(sender) {
        if known.entry.kind == MentionType::Org {
            all.of(origin, known.entry.value());
        }
    }
}

/// Public bodies and people that no detector knows, by what they end in or begin with: 省厅, 县公安, 老秦, 邓主任.
static CALLED: LazyLock<Regex> = LazyLock::new(|| {
    let free = format!(
        r"[\p{{Han}}&&[^{}]]",
        super::super::phrase::STOPS.replace(['[', ']'], "")
    );
    Regex::new(&format!(
        r"({free}{{1,12}}(?:总队|總隊|支队|支隊|分局|市局|省局|州局|县局|省厅|省廳|公安|国安|國安|国保|网安|網安|委员会|委員會|管理局|办公室|辦公室|中心|大学|大學|学院|學院|法院|医院|醫院|集团|集團|公司|局|厅|廳|处|處|署|部门|资讯室|資訊室|电信|電信|移动|银行|銀行|航空|海关|海關))|([老小阿]{free}|{free}{{1,2}}(?:总|總|主任|经理|經理|科长|處長|处长|局长|局長|队长|隊長|老师|老師|工|哥|姐|董|科|队))",
    ))
    .expect("the pattern is fixed")
});

/// Adds what is called like a body or a person and is no mention.
fn called(sentence: &Sentence<'_>, side: &'static str, all: &mut Candidates) {
    const FEW: usize = 4;
    let text = sentence.folded.text.as_str();
    let found = CALLED
        .captures_iter(text)
        .filter_map(|found| {
            Some((
                found.get(1).is_some(),
                found.get(1).or_else(|| found.get(2))?,
            ))
        })
        .filter(|(_, name)| {
            !sentence.mentions.iter().any(|here| {
                matches!(here.mention.kind, MentionType::Org | MentionType::Person)
                    && here.start < name.end()
                    && name.start() < here.end
            })
        });
    for (is_body, name) in found.take(FEW) {
        let origin = match (side, is_body) {
            ("", true) => "body",
            ("", false) => "called",
            (_, true) => "body before",
            (_, false) => "called before",
        };
        let Some(words) = sentence.words(name.start(), name.end()) else {
            continue;
        };
        let one = all.of(origin, &words);
        next_to(text, name.start(), name.end(), side, one);
    }
}

/// Names that no detector knows, by their form: in quotes, or with capitals.
static TOKEN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"[“「『《【"]([^“”「」『』《》【】"\n]{2,24})[”」』》】"]|(\b[A-Z][\w&'’-]*(?:[ .](?:[A-Z][\w&'’-]*|\d+(?:\.\d+)?))*)"#,
    )
    .expect("the pattern is fixed")
});

/// Adds the words of a sentence that look like names and are no mentions.
fn tokens(sentence: &Sentence<'_>, side: &'static str, all: &mut Candidates) {
    /// Words that begin sentences, in the order of their bytes.
    const COMMON: [&str; 141] = [
        "A",
        "After",
        "All",
        "Also",
        "An",
        "And",
        "Any",
        "April",
        "Are",
        "As",
        "At",
        "August",
        "Before",
        "Both",
        "But",
        "By",
        "Can",
        "Could",
        "Dear",
        "December",
        "Did",
        "Do",
        "Does",
        "Don't",
        "EUR",
        "Each",
        "Even",
        "Every",
        "Everybody",
        "Everyone",
        "February",
        "First",
        "For",
        "Fourth",
        "Friday",
        "From",
        "Fw",
        "Fwd",
        "GBP",
        "Had",
        "Has",
        "Have",
        "He",
        "Hello",
        "Her",
        "Hey",
        "Hi",
        "His",
        "How",
        "I",
        "I'd",
        "I'll",
        "I'm",
        "I've",
        "If",
        "In",
        "Is",
        "It",
        "It's",
        "January",
        "July",
        "June",
        "Just",
        "Last",
        "Many",
        "March",
        "May",
        "Monday",
        "Most",
        "My",
        "Next",
        "No",
        "Nobody",
        "Not",
        "Note",
        "Nothing",
        "November",
        "Now",
        "OK",
        "October",
        "Of",
        "Ok",
        "Okay",
        "On",
        "Only",
        "Or",
        "Our",
        "Please",
        "RMB",
        "Re",
        "Saturday",
        "Second",
        "September",
        "She",
        "Should",
        "Since",
        "So",
        "Some",
        "Someone",
        "Still",
        "Subject",
        "Sunday",
        "Thanks",
        "That",
        "That's",
        "The",
        "Their",
        "Then",
        "There",
        "These",
        "They",
        "Third",
        "This",
        "Those",
        "Thursday",
        "To",
        "Today",
        "Tomorrow",
        "Tuesday",
        "USD",
        "Until",
        "Was",
        "We",
        "We're",
        "Wednesday",
        "Were",
        "What",
        "When",
        "Where",
        "Which",
        "Who",
        "Why",
        "Will",
        "With",
        "Without",
        "Would",
        "Yeah",
        "Yes",
        "Yesterday",
        "You",
        "Your",
    ];
    /// How many of one sentence.
    const FEW: usize = 4;
    let range = sentence.span.start as usize..sentence.span.end as usize;
    let Some(text) = sentence.part.text().get(range) else {
        return;
    };
    let found = TOKEN
        .captures_iter(text)
        .filter_map(|found| {
            Some((
                found.get(1).is_some(),
                found.get(1).or_else(|| found.get(2))?,
            ))
        })
        .filter(|(_, token)| {
            COMMON.binary_search(&token.as_str()).is_err() && token.as_str().chars().count() > 1
        })
        .filter(|(_, token)| {
            let (start, end) = (
                sentence.span.start as usize + token.start(),
                sentence.span.start as usize + token.end(),
            );
            !sentence.mentions.iter().any(|here| {
                (here.mention.span.start as usize) < end && start < here.mention.span.end as usize
            })
        });
    for (place, (quoted, token)) in found.take(FEW).enumerate() {
        let origin = match (side, quoted) {
            ("", true) => "quoted",
            ("", false) => "capital",
            (_, true) => "quoted before",
            (_, false) => "capital before",
        };
        let one = all.of(origin, token.as_str());
        one.add(format!("{origin} {place}"));
        if token.start() == 0 {
            one.add(format!("{origin} first"));
        }
        let after: String = text[token.end()..].trim_start().chars().take(1).collect();
        one.add(format!("{side}>{}", after.to_lowercase()));
        let before: String = text[..token.start()]
            .trim_end()
            .chars()
            .rev()
            .take(1)
            .collect();
        one.add(format!("{side}<{}", before.to_lowercase()));
    }
}

/// Returns how many speak, as far as it matters.
fn talker_count(scene: &Scene<'_>) -> &'static str {
    if !scene.is_talk() {
        return "paper";
    }
    let mut names: Vec<&str> = Vec::new();
    for message in scene.found.messages.iter().take(200) {
        if let Some(sender) = message.sender.as_deref()
            && !names.contains(&sender)
        {
            names.push(sender);
        }
        if names.len() > 2 {
            return "many";
        }
    }
    if names.len() == 2 { "two" } else { "one" }
}

/// Adds the names that stand before the sentence, the nearest first.
fn before(scene: &Scene<'_>, index: usize, all: &mut Candidates) {
    let this = &scene.sentences[index];
    let speaker = scene.speaker(this);
    let from = index.saturating_sub(BACK);
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for (distance, earlier) in scene.sentences[from..index].iter().rev().enumerate() {
        let same = match (this.message, earlier.message) {
            (Some(_), Some(_)) => true,
            (None, None) => earlier.span.part == this.span.part,
            _ => false,
        };
        if !same || all.0.len() >= MOST {
            break;
        }
        let far = match distance {
            0 => "1",
            1 => "2",
            2..=4 => "3",
            5..=9 => "5",
            _ => "10",
        };
        if distance < NEAR {
            tokens(earlier, "b", all);
            called(earlier, "b", all);
        }
        for here in &earlier.mentions {
            let (Some(kind), Some(value)) = (kind(scene, here), here.value()) else {
                continue;
            };
            let place = seen.entry(kind).or_default();
            *place += 1;
            let place = *place;
            let one = all.of("before", value);
            // What is nearer is already told.
            if one
                .features
                .iter()
                .any(|feature| feature.starts_with("far "))
            {
                one.add("before, again");
                continue;
            }
            one.add(format!("far {far}"));
            one.add(format!("before {kind}"));
            one.add(format!("before {kind} {}", place.min(3)));
            if earlier.message.is_some() {
                let who = if scene.speaker(earlier) == speaker {
                    "same"
                } else {
                    "other"
                };
                one.add(format!("before, by the {who}"));
            }
            beside(earlier, here, "b", one);
        }
    }
}

/// Adds the names at the head of a paper.
fn head(scene: &Scene<'_>, this: &Sentence<'_>, all: &mut Candidates) {
    let first = scene
        .sentences
        .iter()
        .take(HEAD)
        .take_while(|other| other.order < this.order);
    for (place, sentence) in first.enumerate() {
        for here in &sentence.mentions {
            if let (Some(kind), Some(value)) = (kind(scene, here), here.value()) {
                let one = all.of("head", value);
                one.add(format!("head {kind}"));
                one.add(format!("head {kind} {place}"));
            }
        }
    }
}
