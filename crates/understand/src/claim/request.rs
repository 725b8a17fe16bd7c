//! Requests: a client wants something, and what became of it. Always: what is asked in a talk is open until somebody
//! else answers; the answer is a claim of its own, at its own place.

use daylight_model::{ClaimType, MentionType, Polarity};

use super::apply::text;
use super::draft::Draft;
use super::genre::Genre;
use super::lexicon::Hit;
use super::names;
use super::scene::{Here, Scene, Sentence};

/// What one sentence asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Asked {
    client: Option<String>,
    wants: Option<String>,
    target: Option<String>,
    country: Option<String>,
}

/// How far an answer may be away, in messages.
const ANSWER: usize = 8;

/// Returns the requests of a document.
pub(super) fn read(scene: &Scene<'_>) -> Vec<Draft> {
    if scene.genre != Genre::Ordinary {
        return Vec::new();
    }
    let mut drafts: Vec<Draft> = Vec::new();
    let mut open: Vec<(usize, Asked)> = Vec::new();
    for index in 0..scene.sentences.len() {
        let sentence = &scene.sentences[index];
        let asked = asked(scene, index);
        if asked.is_empty() {
            answer(scene, index, &mut open, &mut drafts);
            continue;
        }
        for one in asked {
            let mut draft = draft(scene, sentence, &one);
            let outcome = told_outcome(sentence);
            draft.set("outcome", text(outcome.unwrap_or("open")));
            drafts.push(draft);
            if outcome.is_some() {
                continue;
            }
            if one.client.is_some()
                || one.target.is_some()
                || one.country.is_some()
                || sentence.says("unnamed")
            {
                open.push((index, one));
            }
        }
    }
    drafts
}

/// Returns what became of a request, where the clauses after it tell: `…; we said no`.
fn told_outcome(sentence: &Sentence<'_>) -> Option<&'static str> {
    let wants = cue_outside_names(sentence, "wants")?;
    let after = (
        sentence.clause_at(wants.start).1,
        sentence.folded.text.len(),
    );
    let told = |cue: &str| {
        sentence
            .longest_outside_names(cue, after)
            .is_some_and(|hit| !hit.negated)
    };
    if sentence.says("question") || told("defers") {
        None
    } else if told("refuses") {
        Some("refused")
    } else if told("accepts") {
        Some("accepted")
    } else {
        None
    }
}

fn draft(scene: &Scene<'_>, sentence: &Sentence<'_>, asked: &Asked) -> Draft {
    let mut draft = Draft::new(
        ClaimType::Request,
        Polarity::Asserted,
        "request.wanted@1",
        scene.ground(sentence),
    );
    draft.set_text("client", asked.client.clone());
    draft.set_text("wants", asked.wants.clone());
    draft.set_text("target", asked.target.clone());
    draft.set_text("country", asked.country.clone());
    draft.hedge = sentence.hedge(sentence.all());
    draft.confidence = if asked.client.is_some() { 0.75 } else { 0.6 };
    draft
}

/// Takes a sentence as the answer to the last open request, if it is one.
fn answer(
    scene: &Scene<'_>,
    index: usize,
    open: &mut Vec<(usize, Asked)>,
    drafts: &mut Vec<Draft>,
) {
    let sentence = &scene.sentences[index];
    let refused = says(sentence, "refuses");
    let accepted = says(sentence, "accepts") && !refused;
    if !(refused || accepted)
        || sentence.says("question")
        || sentence.says("haggles")
        || sentence.says("defers")
    {
        return;
    }
    let Some((at, asked)) = open.last().cloned() else {
        return;
    };
    let request = &scene.sentences[at];
    let near = match (request.message, sentence.message) {
        (Some(before), Some(now)) if before == now => true,
        (Some(before), Some(now)) => {
            now - before <= ANSWER && scene.speaker(request) != scene.speaker(sentence)
        }
        (None, None) => index - at <= 2,
        _ => false,
    };
    if !near {
        return;
    }
    open.pop();
    let outcome = if refused { "refused" } else { "accepted" };
    if request.message == sentence.message {
        // One text tells both: one claim.
        let ground = scene.ground(request);
        if let Some(draft) = drafts
            .iter_mut()
            .rev()
            .find(|draft| draft.kind == ClaimType::Request && draft.grounds[0] == ground)
        {
            draft.set("outcome", text(outcome));
            let answered = scene.ground(sentence);
            if answered != ground {
                draft.grounds.push(answered);
            }
        }
        return;
    }
    let mut answered = draft(scene, sentence, &asked);
    answered.rule = "request.answered@1".into();
    answered.set("outcome", text(outcome));
    answered.grounds.push(scene.ground(request));
    drafts.push(answered);
}

/// Returns whether a cue stands in a sentence without a negation.
fn says(sentence: &Sentence<'_>, name: &str) -> bool {
    sentence.hit(name).is_some_and(|hit| !hit.negated)
}

/// Returns what a sentence asks for.
fn asked(scene: &Scene<'_>, index: usize) -> Vec<Asked> {
    let sentence = &scene.sentences[index];
    let blocked = [
        "asks_price",
        "tender",
        "exercise",
        "template",
        "haggles",
        "salary",
        "bonus",
    ]
    .iter()
    .any(|cue| sentence.says(cue));
    // A refusal is an answer, unless what is refused stands before it in the same sentence.
    let refused = cue_outside_names(sentence, "refuses").is_some_and(|refuses| {
        cue_outside_names(sentence, "wants")
            .is_none_or(|wants| sentence.clause_at(wants.start).1 > refuses.start)
    });
    if blocked || refused || sentence.of_kind(MentionType::Product).next().is_some() {
        return Vec::new();
    }
    if let Some(wants) = cue_outside_names(sentence, "wants") {
        let found = wanted(scene, index, wants);
        if !found.is_empty() {
            return found;
        }
    }
    if sentence.says("can_get")
        && let Some(data) = data_after(sentence, 0, sentence.folded.text.len())
    {
        // Of two bodies the first asks about the second.
        let mut named = bodies(scene, sentence);
        let (first, second) = (named.next(), named.next());
        let (client, target) = match second {
            Some(_) => (first, second),
            None => (None, first),
        };
        return vec![Asked {
            client: client
                .and_then(|here| here.value().map(str::to_owned))
                .or_else(|| last_before(scene, index, "client")),
            wants: Some(data),
            country: country(scene, sentence, target.as_ref()),
            target: target.and_then(|here| here.value().map(str::to_owned)),
        }];
    }
    // After one request the same client asks for the data of another body.
    let asks = sentence.says("question") || sentence.says("another");
    let named = bodies(scene, sentence).next();
    let state = sentence.of_kind(MentionType::Country).next();
    if scene.is_talk()
        && asks
        && !sentence.says("sample_asked")
        && !sentence.says("how_much_data")
        && (named.is_some() || state.is_some())
        && let Some(data) = data_after(sentence, 0, sentence.folded.text.len())
        && let Some(client) = last_before(scene, index, "client")
        && named.is_none_or(|here| here.value() != Some(client.as_str()))
    {
        return vec![Asked {
            client: Some(client),
            wants: Some(data),
            country: country(scene, sentence, named.as_ref()),
            target: named.and_then(|here| here.value().map(str::to_owned)),
        }];
    }
    if sentence.says("client_word") && sentence.says("unsaid") && scene.is_talk() {
        let wants = scene
            .before(index)
            .take(6)
            .find_map(|earlier| super::slot::of_sentence(scene, earlier, "data"));
        if wants.is_some() {
            return vec![Asked {
                wants,
                ..Asked::default()
            }];
        }
    }
    Vec::new()
}

fn wanted(scene: &Scene<'_>, index: usize, wants: Hit) -> Vec<Asked> {
    let sentence = &scene.sentences[index];
    let client = bodies(scene, sentence)
        .take_while(|here| here.end <= wants.start)
        .last();
    let unnamed = sentence.says("unnamed");
    let client_name = client
        .and_then(|here| here.value().map(str::to_owned))
        .or_else(|| {
            // 还要…: the one who asked before asks for more.
            (scene.is_talk() && sentence.says("another") && !sentence.says("client_word"))
                .then(|| last_before(scene, index, "client"))
                .flatten()
        });
    let anonymous = unnamed || sentence.says("client_word");
    if client_name.is_none() && !anonymous {
        return Vec::new();
    }
    let targets: Vec<Here<'_>> = bodies(scene, sentence)
        .filter(|here| here.start >= wants.end)
        .collect();
    if targets.is_empty() {
        let data = data_after(sentence, wants.end, sentence.folded.text.len());
        let state = sentence
            .of_kind(MentionType::Country)
            .find(|here| here.start >= wants.end);
        let data = data.or_else(|| state.and_then(|state| owned_by(sentence, &state, wants.end)));
        let data = data.or_else(|| {
            // 还在问: what is spoken of.
            (scene.is_talk() && client_name.is_some() && !sentence.says("unsaid"))
                .then(|| {
                    scene
                        .before(index)
                        .find_map(|earlier| super::slot::of_sentence(scene, earlier, "data"))
                })
                .flatten()
        });
        if data.is_none() && !unnamed {
            return Vec::new();
        }
        return vec![Asked {
            client: client_name,
            wants: data,
            target: None,
            country: sentence
                .of_kind(MentionType::Country)
                .filter(|here| here.start >= wants.end)
                .find_map(|here| here.value().map(str::to_owned)),
        }];
    }
    let all = data_after(sentence, wants.end, sentence.folded.text.len());
    let mut found = Vec::new();
    for (number, target) in targets.iter().enumerate() {
        let until = targets
            .get(number + 1)
            .map_or(sentence.folded.text.len(), |next| next.start);
        let Some(data) = data_after(sentence, target.end, until)
            .or_else(|| all.clone())
            .or_else(|| owned_by(sentence, target, wants.end))
        else {
            continue;
        };
        found.push(Asked {
            client: client_name.clone(),
            wants: Some(data),
            country: country(scene, sentence, Some(target)),
            target: target.value().map(str::to_owned),
        });
    }
    found
}

fn bodies<'s, 'a>(
    scene: &'s Scene<'a>,
    sentence: &'s Sentence<'a>,
) -> impl Iterator<Item = Here<'a>> + 's {
    sentence
        .of_kind(MentionType::Org)
        .filter(|here| !here.value().is_some_and(|name| scene.is_own(name)))
}

fn country(
    scene: &Scene<'_>,
    sentence: &Sentence<'_>,
    target: Option<&Here<'_>>,
) -> Option<String> {
    target
        .and_then(|here| here.value())
        .and_then(|name| names::country_of(scene.found, name))
        .or_else(|| {
            sentence
                .of_kind(MentionType::Country)
                .find_map(|here| here.value().map(str::to_owned))
        })
}

/// Returns the body whose data are wanted: the one after the word for wanting, or the second.
pub(super) fn wanted_body<'a>(scene: &Scene<'a>, sentence: &Sentence<'a>) -> Option<Here<'a>> {
    let wants =
        cue_outside_names(sentence, "wants").or_else(|| cue_outside_names(sentence, "can_get"));
    match wants {
        Some(wants) => bodies(scene, sentence).find(|here| here.start >= wants.end),
        None => bodies(scene, sentence).nth(1),
    }
}

/// Returns the state whose data are wanted.
pub(super) fn wanted_country(scene: &Scene<'_>, sentence: &Sentence<'_>) -> Option<String> {
    country(scene, sentence, wanted_body(scene, sentence).as_ref())
}

fn data_after(sentence: &Sentence<'_>, from: usize, to: usize) -> Option<String> {
    let hit = sentence.longest_outside_names("data", (from, to))?;
    sentence.words(hit.start, hit.end)
}

/// Returns what is wanted of a body or state where no list knows it: the words after `的`, or those before `of`.
fn owned_by(sentence: &Sentence<'_>, owner: &Here<'_>, wants: usize) -> Option<String> {
    /// Most characters that name a kind of data.
    const LONGEST: usize = 12;
    let text = sentence.folded.text.as_str();
    let clause = sentence.clause_at(owner.start);
    if let Some(rest) = text.get(owner.end..clause.1)
        && let Some(named) = rest.strip_prefix('的')
    {
        let named = named
            .trim_end_matches([
                '，', ',', '。', '.', '？', '?', '！', '!', '呢', '啊', '吧', '吗', '了', '呀',
            ])
            .trim_end_matches("能不能搞")
            .trim_end_matches("有没有")
            .trim_end_matches("也带上");
        let length = named.chars().count();
        let start = owner.end + '的'.len_utf8();
        return ((2..=LONGEST).contains(&length) && named.chars().all(super::folded::is_wide))
            .then(|| sentence.words(start, start + named.len()))
            .flatten();
    }
    let before = text.get(wants..owner.start)?.trim();
    let named = ["of the", "of", "from the", "from"]
        .iter()
        .find_map(|word| before.strip_suffix(word))?
        .trim();
    let named = ["the ", "some ", "all ", "a ", "an ", "for "]
        .iter()
        .fold(named, |named, lead| {
            named.strip_prefix(lead).unwrap_or(named)
        });
    let start = wants + text.get(wants..)?.find(named)?;
    ((1..=5).contains(&named.split(' ').count())
        && named.len() > 3
        && !named.contains([',', '"', ';']))
    .then(|| sentence.words(start, start + named.len()))
    .flatten()
}

fn cue_outside_names(sentence: &Sentence<'_>, name: &str) -> Option<Hit> {
    sentence
        .longest_outside_names(name, sentence.all())
        .filter(|hit| !hit.negated)
}

/// Returns a slot of the last request before sentence `index` of a talk.
pub(super) fn last_before(scene: &Scene<'_>, index: usize, slot: &str) -> Option<String> {
    const BACK: usize = 14;
    let from = index.saturating_sub(BACK);
    for earlier in (from..index).rev() {
        let sentence = &scene.sentences[earlier];
        sentence.message?;
        let Some(wants) = cue_outside_names(sentence, "wants") else {
            continue;
        };
        if let Some(asked) = wanted(scene, earlier, wants).into_iter().next() {
            return match slot {
                "client" => asked.client,
                "wants" => asked.wants,
                "target" => asked.target,
                "country" => asked.country,
                _ => None,
            };
        }
    }
    None
}
