//! Relations that a rule over one name cannot tell: lists of users, of managers, shares, other names, signatures.

use std::collections::{BTreeMap, BTreeSet};

use daylight_model::{ClaimType, MentionType, Polarity};

use super::draft::Draft;
use super::genre::Genre;
use super::lexicon::LEXICON;
use super::scene::{Here, Scene, Sentence};

/// Returns the relations of a document.
pub(super) fn read(scene: &Scene<'_>) -> Vec<Draft> {
    if scene.genre != Genre::Ordinary {
        return Vec::new();
    }
    let mut drafts = Vec::new();
    for index in 0..scene.sentences.len() {
        let sentence = &scene.sentences[index];
        if sentence.says("question") || sentence.says("exercise") || sentence.says("template") {
            continue;
        }
        users(scene, sentence, &mut drafts);
        managers(scene, sentence, &mut drafts);
        other_name(scene, index, &mut drafts);
        shares(scene, index, &mut drafts);
        signature(scene, index, &mut drafts);
    }
    drafts
}

/// Adds ties. Where another rule has found the same, that stays; where it has found the same role of the same name at
/// the same place but the wrong way round, the tie, which has read the words between, takes its place.
pub(super) fn join(drafts: &mut Vec<Draft>, ties: Vec<Draft>) {
    let place = |draft: &Draft| {
        draft
            .grounds
            .first()
            .map(|ground| (ground.span, ground.message))
    };
    let mut by_place: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (number, draft) in drafts.iter().enumerate() {
        by_place.entry(place(draft)).or_default().push(number);
    }
    let mut gone: BTreeSet<usize> = BTreeSet::new();
    for tie in ties {
        let here = by_place.entry(place(&tie)).or_default();
        here.retain(|number| !gone.contains(number));
        let of_role = |draft: &Draft| {
            draft.kind == ClaimType::Relationship && draft.text("role") == tie.text("role")
        };
        let same = |draft: &Draft| {
            of_role(draft)
                && draft.text("from") == tie.text("from")
                && draft.text("to") == tie.text("to")
        };
        if here.iter().any(|number| same(&drafts[*number])) {
            continue;
        }
        let names = [tie.text("from"), tie.text("to")];
        for number in here.iter() {
            let draft = &drafts[*number];
            // 还在…当股东: what ties them is no hold on their systems.
            let no_hold = draft.kind == ClaimType::Target
                && draft.confidence <= 0.65
                && names.contains(&draft.text("name"));
            if no_hold || of_role(draft) && names.contains(&draft.text("from")) {
                gone.insert(*number);
            }
        }
        here.push(drafts.len());
        drafts.push(tie);
    }
    let mut number = 0..;
    drafts.retain(|_| number.next().is_none_or(|number| !gone.contains(&number)));
}

fn draft(
    scene: &Scene<'_>,
    sentence: &Sentence<'_>,
    rule: &'static str,
    from: Option<String>,
    role: &str,
    to: Option<String>,
) -> Option<Draft> {
    if from.is_none() && to.is_none() || from == to {
        return None;
    }
    let mut draft = Draft::new(
        ClaimType::Relationship,
        Polarity::Asserted,
        rule,
        scene.ground(sentence),
    );
    draft.set_text("from", from);
    draft.set_text("role", Some(role));
    draft.set_text("to", to);
    draft.hedge = sentence.hedge(sentence.all());
    draft.confidence = 0.75;
    Some(draft)
}

fn name(here: Here<'_>) -> Option<String> {
    here.value().map(str::to_owned)
}

/// A product is in use with bodies: the document's company is their supplier.
fn users(scene: &Scene<'_>, sentence: &Sentence<'_>, drafts: &mut Vec<Draft>) {
    if !sentence.says("used_by")
        || sentence.says("denies")
        || sentence.says("plan")
        || scene.is_talk()
        || scene.own.is_none()
    {
        return;
    }
    let since = since(sentence);
    for here in sentence.of_kind(MentionType::Org) {
        if here.value().is_some_and(|name| scene.is_own(name)) {
            continue;
        }
        let found = draft(
            scene,
            sentence,
            "relationship.in_use@1",
            scene.own.clone(),
            "supplier",
            name(here),
        );
        drafts.extend(found.map(|mut draft| {
            draft.set_text("since", since.clone());
            draft
        }));
    }
}

/// Returns the date after `since` or before `起`.
pub(super) fn since(sentence: &Sentence<'_>) -> Option<String> {
    let text = sentence.folded.text.as_str();
    sentence.of_kind(MentionType::Date).find_map(|here| {
        let before = text[..here.start].trim_end();
        let after = text[here.end..].trim_start();
        let marked = before.ends_with("since")
            || before.ends_with('自')
            || before.ends_with('从')
            || after.starts_with('起')
            || after.starts_with("以来");
        marked.then(|| name(here)).flatten()
    })
}

/// A title and a person: a manager of the company that the sentence or the document speaks of.
fn managers(scene: &Scene<'_>, sentence: &Sentence<'_>, drafts: &mut Vec<Draft>) {
    let Some(cue) = LEXICON.cue("manager_title") else {
        return;
    };
    if scene.is_talk() {
        return;
    }
    let company = sentence
        .of_kind(MentionType::Org)
        .find_map(name)
        .or_else(|| scene.own.clone())
        .or_else(|| subject(scene));
    if company.is_none() {
        return;
    }
    let text = sentence.folded.text.as_str();
    for here in sentence.of_kind(MentionType::Person) {
        let titled = sentence
            .hits
            .iter()
            .filter(|hit| hit.cue == cue)
            .any(|hit| {
                let between = |from: usize, to: usize| {
                    text.get(from..to)
                        .map(|words| words.trim_matches([' ', ':', '：', '是', '为', '(', ')']))
                };
                (hit.end <= here.start && between(hit.end, here.start).is_some_and(str::is_empty))
                    || (here.end <= hit.start
                        && between(here.end, hit.start).is_some_and(|words| {
                            matches!(words, "" | "," | "is the" | ", the" | "任" | "担任")
                        }))
            });
        if titled {
            drafts.extend(draft(
                scene,
                sentence,
                "relationship.title@1",
                name(here),
                "manager",
                company.clone(),
            ));
        }
    }
    // A title and a name that no detector found.
    for hit in sentence.hits.iter().filter(|hit| hit.cue == cue) {
        let end = sentence.clause_at(hit.start).1;
        let named = sentence
            .of_kind(MentionType::Person)
            .any(|here| here.start < end && here.end > hit.start);
        let longer = sentence.hits.iter().any(|other| {
            other.cue == cue && other.start <= hit.start && other.end >= hit.end && other != hit
        });
        if named || longer || sentence.is_in_name(hit.start, hit.end) {
            continue;
        }
        if let Some(person) = bare_name(sentence, hit.end, end) {
            drafts.extend(draft(
                scene,
                sentence,
                "relationship.title@1",
                Some(person),
                "manager",
                company.clone(),
            ));
        }
    }
}

/// Returns the two to four Han characters of a name between `from` and `to`, where no detector found one.
fn bare_name(sentence: &Sentence<'_>, from: usize, to: usize) -> Option<String> {
    let words = sentence.folded.text.get(from..to)?;
    let words = words.trim_matches([
        ' ', ':', '：', '是', '为', '，', ',', '。', '、', '的', '只', '也', '还', '就',
    ]);
    let length = words.chars().count();
    let pronoun = words.ends_with(['被', '支', '在', '要'])
        || ["他", "她", "我", "你", "咱", "谁", "大家", "公司"]
            .iter()
            .any(|word| words.starts_with(word));
    ((2..=4).contains(&length) && words.chars().all(super::folded::is_wide) && !pronoun)
        .then(|| words.to_owned())
}

/// Returns the body that the head of a document names.
fn subject(scene: &Scene<'_>) -> Option<String> {
    scene
        .sentences
        .iter()
        .take(4)
        .find_map(|sentence| sentence.of_kind(MentionType::Org).find_map(name))
}

/// 真名A，B是外号.
fn other_name(scene: &Scene<'_>, index: usize, drafts: &mut Vec<Draft>) {
    let sentence = &scene.sentences[index];
    let (real, nick) = (sentence.hit("real_name"), sentence.hit("nickname"));
    if real.is_none() && nick.is_none() {
        return;
    }
    let people: Vec<Here<'_>> = sentence.of_kind(MentionType::Person).collect();
    let text = sentence.folded.text.as_str();
    // The name right after `real name`, and the one right beside `nickname`.
    let after = |end: usize| {
        people
            .iter()
            .copied()
            .find(|here| here.start >= end && text[end..here.start].chars().count() <= 3)
    };
    let real_name = real.and_then(|hit| after(hit.end));
    let nick_name = nick.and_then(|hit| {
        let is_one = people.iter().copied().rfind(|here| {
            here.end <= hit.start
                && matches!(
                    text[here.end..hit.start].trim(),
                    "是" | "是他的"
                        | "是她的"
                        | "是个"
                        | "就是"
                        | "只是"
                        | "is a"
                        | "is his"
                        | "is the"
                )
        });
        is_one.or_else(|| {
            after(hit.end).filter(|here| !text[hit.end..here.start].contains([',', '，']))
        })
    });
    let pair = match (real_name, nick_name) {
        (Some(real), Some(nick)) if real.start != nick.start => {
            Some((words(sentence, nick), words(sentence, real)))
        }
        (Some(real), None) => people
            .iter()
            .find(|here| here.start != real.start)
            .map(|nick| (words(sentence, *nick), words(sentence, real))),
        (None, Some(nick)) => people
            .iter()
            .find(|here| here.start != nick.start)
            .map(|real| (words(sentence, nick), words(sentence, *real))),
        _ => None,
    };
    // 都叫他X: the words after are the other name of the one last spoken of.
    let pair = pair.or_else(|| {
        let hit = nick.filter(|hit| text[..hit.end].ends_with(['他', '她']))?;
        let real = people
            .iter()
            .rfind(|here| here.end <= hit.start)
            .and_then(|here| words(sentence, *here))
            .or_else(|| {
                scene
                    .before(index)
                    .find_map(|earlier| earlier.of_kind(MentionType::Person).find_map(name))
            })?;
        let short = bare_name(sentence, hit.end, sentence.clause_at(hit.start).1)?;
        Some((Some(short), Some(real)))
    });
    if let Some((nick, real)) = pair {
        drafts.extend(draft(
            scene,
            sentence,
            "relationship.alias@1",
            nick,
            "alias_of",
            real,
        ));
    }
}

/// Returns a name as it stands: an alias and the full name may have one value.
fn words(sentence: &Sentence<'_>, here: Here<'_>) -> Option<String> {
    sentence.words(here.start, here.end)
}

/// 他占六成，B占四成: who holds shares, `he` being the one last spoken of.
fn shares(scene: &Scene<'_>, index: usize, drafts: &mut Vec<Draft>) {
    let sentence = &scene.sentences[index];
    let Some(cue) = LEXICON.cue("share") else {
        return;
    };
    let company = sentence
        .of_kind(MentionType::Org)
        .find_map(name)
        .or_else(|| {
            scene
                .before(index)
                .take(4)
                .find_map(|earlier| earlier.of_kind(MentionType::Org).find_map(name))
        })
        .or_else(|| scene.own.clone());
    if company.is_none() || !sentence.hits.iter().any(|hit| hit.cue == cue) {
        return;
    }
    for &clause in &sentence.clauses {
        let Some(hit) = sentence.hits.iter().find(|hit| {
            hit.cue == cue && !hit.negated && hit.start >= clause.0 && hit.end <= clause.1
        }) else {
            continue;
        };
        let who = sentence
            .of_kind(MentionType::Person)
            .filter(|here| here.start >= clause.0 && here.end <= hit.start)
            .last()
            .and_then(name);
        let he = sentence.folded.text[clause.0..hit.start]
            .trim_start()
            .starts_with(['他', '她'])
            .then(|| {
                scene
                    .before(index)
                    .find_map(|earlier| earlier.of_kind(MentionType::Person).find_map(name))
            })
            .flatten();
        let bare = || bare_name(sentence, clause.0, hit.start);
        if let Some(who) = who.or(he).or_else(bare) {
            drafts.extend(draft(
                scene,
                sentence,
                "relationship.share@1",
                Some(who),
                "shareholder",
                company.clone(),
            ));
        }
    }
}

/// The last line of a mail: a person and a company, nothing else.
fn signature(scene: &Scene<'_>, index: usize, drafts: &mut Vec<Draft>) {
    let sentence = &scene.sentences[index];
    if sentence.message.is_none() || !is_signature(sentence) {
        return;
    }
    let person = sentence.of_kind(MentionType::Person).find_map(name);
    let company = sentence.of_kind(MentionType::Org).find_map(name);
    if person.is_some() && company.is_some() {
        drafts.extend(draft(
            scene,
            sentence,
            "relationship.signature@1",
            person,
            "employee",
            company,
        ));
    }
}

/// Returns whether a sentence is a person's and a company's name and little else.
pub(super) fn is_signature(sentence: &Sentence<'_>) -> bool {
    let person = sentence.of_kind(MentionType::Person).next();
    let company = sentence.of_kind(MentionType::Org).next();
    let (Some(person), Some(company)) = (person, company) else {
        return false;
    };
    let named = (person.end - person.start) + (company.end - company.start);
    let text = sentence.folded.text.as_str();
    let rest = text.len().saturating_sub(named);
    // A company, a department, a person.
    let department = text
        .get(company.end..person.start)
        .is_some_and(|between| between.trim().ends_with(['部', '组', '室', '处']))
        && rest <= 24;
    person.start < company.start && rest <= 6 || department
}
