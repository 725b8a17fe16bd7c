//! What ties a person or a company to another, by the words between and around two names. The forms are data
//! (`data/claims/ties.toml`). Always: both names stand in one clause, unless one is a pronoun or the speakers' company.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use daylight_model::{ClaimType, MentionType, Polarity};
use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;
use serde::Deserialize;

use super::draft::Draft;
use super::folded;
use super::genre::Genre;
use super::lexicon::Words;
use super::scene::{Scene, Sentence};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    nouns: Vec<String>,
    classes: BTreeMap<String, Vec<String>>,
    tie: Vec<Tie>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Tie {
    role: String,
    forms: Vec<String>,
    #[serde(default)]
    talk: bool,
}

/// One item of a form.
#[derive(Debug)]
enum Item {
    /// A name: whether it is the part, and what it may be.
    Name {
        part: bool,
        person: bool,
        body: bool,
    },
    /// The speakers' own company, unsaid.
    Unsaid,
    Words {
        any: Vec<String>,
        noun: bool,
    },
    /// More may pass before the next item.
    Wide,
    /// The begin of a clause.
    Begin,
}

#[derive(Debug)]
struct Form {
    role: String,
    talk: bool,
    items: Vec<Item>,
}

/// Returns the words of each class but for those of one character, as cues: what a tie may be of.
pub(super) fn words() -> impl Iterator<Item = (String, Words)> {
    /// Classes that stand in every other sentence.
    const COMMON: [&str; 7] = ["be", "named", "at", "and", "e_is", "e_of", "e_holds"];
    let classes = shipped().classes.into_iter();
    classes
        .filter(|(name, _)| !COMMON.contains(&name.as_str()))
        .map(|(name, words)| {
            let long = words
                .into_iter()
                .filter(|word| word.chars().nth(1).is_some());
            let (en, zh) = long.partition(|word| word.is_ascii());
            // The English words of a class stand beside the Chinese ones.
            let name = name.strip_prefix("e_").unwrap_or(&name);
            (format!("tie_{name}"), Words { zh, en })
        })
        .fold(
            BTreeMap::<String, Words>::new(),
            |mut all, (name, words)| {
                let known = all.entry(name).or_default();
                known.zh.extend(words.zh);
                known.en.extend(words.en);
                all
            },
        )
        .into_iter()
}

fn shipped() -> File {
    toml::from_str(include_str!("../../data/claims/ties.toml"))
        .expect("the shipped forms are read by a test")
}

/// The forms, in their order.
static FORMS: LazyLock<Vec<Form>> = LazyLock::new(|| {
    let file = shipped();
    let traditional =
        OpenCC::from_config(BuiltinConfig::S2t).expect("the tables are built into the crate");
    let both = |words: &mut dyn Iterator<Item = &str>| {
        let mut all: Vec<String> = Vec::new();
        for word in words {
            let word = folded::phrase(word);
            let other = traditional.convert(&word);
            if other != word {
                all.push(other);
            }
            all.push(word);
        }
        // The longest word at a place counts.
        all.sort_by_key(|word| std::cmp::Reverse(word.len()));
        all
    };
    let item = |token: &str| match token {
        "~" => Item::Wide,
        "^" => Item::Begin,
        "U2" => Item::Unsaid,
        "P1" | "P2" | "O1" | "O2" | "N1" | "N2" => Item::Name {
            part: token.ends_with('1'),
            person: !token.starts_with('O'),
            body: !token.starts_with('P'),
        },
        _ => token.strip_prefix('@').map_or_else(
            || Item::Words {
                any: both(&mut token.split('|')),
                noun: token.starts_with("母公司"),
            },
            |class| Item::Words {
                any: both(
                    &mut file
                        .classes
                        .get(class)
                        .into_iter()
                        .flatten()
                        .map(String::as_str),
                ),
                noun: file.nouns.iter().any(|noun| noun == class),
            },
        ),
    };
    file.tie
        .iter()
        .flat_map(|tie| {
            tie.forms.iter().map(|form| Form {
                role: tie.role.clone(),
                talk: tie.talk,
                items: form.split(' ').map(item).collect(),
            })
        })
        .collect()
});

/// A name or a pronoun in a sentence.
#[derive(Debug, Clone)]
struct Spot {
    start: usize,
    end: usize,
    person: bool,
    value: Option<String>,
    /// The speakers' own company.
    own: bool,
    /// A name, no pronoun.
    named: bool,
}

/// Farthest that two items stand apart, in bytes, and where more may pass.
const GAP: usize = 27;
const WIDE: usize = 90;

/// Returns the relations that a document's sentences tell of.
pub(super) fn read(scene: &Scene<'_>) -> Vec<Draft> {
    if scene.genre != Genre::Ordinary {
        return Vec::new();
    }
    let mut drafts: Vec<Draft> = Vec::new();
    for (index, sentence) in scene.sentences.iter().enumerate() {
        let blocked = ["question", "exercise", "template", "plan", "denies"]
            .iter()
            .any(|cue| sentence.says(cue));
        let named = sentence
            .mentions
            .iter()
            .any(|here| here.is(MentionType::Org) || here.is(MentionType::Person));
        if blocked || !named || super::words::is_supposed(&sentence.folded.text) {
            continue;
        }
        let spots = spots(scene, index);
        let mut told: Vec<(&str, usize, (usize, usize))> = Vec::new();
        for form in FORMS.iter().filter(|form| !form.talk || scene.is_talk()) {
            for found in all(form, &sentence.folded.text, sentence, &spots) {
                let pair = (found.part.min(found.whole), found.part.max(found.whole));
                let known = told.iter().any(|(role, part, other)| {
                    *other == pair || *role == form.role && *part == found.part
                });
                if known {
                    continue;
                }
                told.push((&form.role, found.part, pair));
                drafts.extend(draft(scene, sentence, form, &found, &spots));
                // Names joined to it share what is said.
                for part in joined(&sentence.folded.text, &spots, found.part) {
                    let also = Match { part, ..found };
                    drafts.extend(draft(scene, sentence, form, &also, &spots));
                }
                for whole in joined(&sentence.folded.text, &spots, found.whole) {
                    let also = Match { whole, ..found };
                    drafts.extend(draft(scene, sentence, form, &also, &spots));
                }
            }
        }
    }
    drafts
}

/// Returns the spots after number `from` that are joined to it by `、` or `and`.
fn joined(text: &str, spots: &[Spot], from: usize) -> Vec<usize> {
    let mut found = Vec::new();
    let mut last = from;
    while let (Some(one), Some(next)) = (spots.get(last), spots.get(last + 1)) {
        let between = text.get(one.end..next.start).unwrap_or_default().trim();
        let joins = matches!(
            between,
            "、" | "和" | "与" | "及" | "以及" | "and" | ", and"
        );
        if !joins || one.person != next.person {
            break;
        }
        last += 1;
        found.push(last);
    }
    found
}

fn draft(
    scene: &Scene<'_>,
    sentence: &Sentence<'_>,
    form: &Form,
    found: &Match,
    spots: &[Spot],
) -> Option<Draft> {
    let value = |number: usize| spots.get(number).and_then(|spot| spot.value.clone());
    let own = |number: usize| spots.get(number).is_none_or(|spot| spot.own);
    let named = |number: usize| spots.get(number).is_some_and(|spot| spot.named);
    // A name beside `ours` is not the speakers' company, whatever the document seemed to say.
    let mistaken = own(found.part) && own(found.whole) && named(found.part) != named(found.whole);
    let own = |number: usize| own(number) && !(mistaken && named(number));
    let rule = match (own(found.part), own(found.whole)) {
        (true, true) => return None,
        (true, false) => "relationship.we_are_tied@1",
        (false, true) => "relationship.tied_to_us@1",
        (false, false) => "relationship.tied@1",
    };
    let mut draft = Draft::new(
        ClaimType::Relationship,
        if found.denied {
            Polarity::Denied
        } else {
            Polarity::Asserted
        },
        rule,
        scene.ground(sentence),
    );
    let of = |number: usize| value(number).filter(|_| !mistaken || named(number));
    let ours = || scene.own.clone().filter(|_| !mistaken);
    let to = of(found.whole).or_else(|| own(found.whole).then(ours).flatten());
    let from = of(found.part);
    if from == to || from.is_none() && !own(found.part) || to.is_none() && !own(found.whole) {
        return None;
    }
    draft.set_text("from", from);
    draft.set_text("role", Some(form.role.clone()));
    draft.set_text("to", to);
    draft.set_text("since", super::relationship::since(sentence));
    if form.role == "former" {
        let date = sentence
            .of_kind(MentionType::Date)
            .find_map(|here| here.value().map(str::to_owned));
        draft.set_text("until", date);
    }
    draft.hedge = sentence.hedge(sentence.all());
    draft.confidence = 0.7;
    Some(draft)
}

/// Two spots that a form ties: their numbers; one past the last is the speakers' company, unsaid.
#[derive(Debug, Clone, Copy)]
struct Match {
    part: usize,
    whole: usize,
    denied: bool,
}

/// Returns every place at which a form holds.
fn all(form: &Form, text: &str, sentence: &Sentence<'_>, spots: &[Spot]) -> Vec<Match> {
    let mut found = Vec::new();
    let (begin, items) = match form.items.split_first() {
        Some((Item::Begin, rest)) => (true, rest),
        _ => (false, form.items.as_slice()),
    };
    let starts: Vec<usize> = if begin {
        sentence.clauses.iter().map(|clause| clause.0).collect()
    } else {
        match items.first() {
            Some(Item::Name { .. }) => spots.iter().map(|spot| spot.start).collect(),
            Some(Item::Words { any, .. }) => any
                .iter()
                .flat_map(|word| text.match_indices(word.as_str()).map(|(at, _)| at))
                .collect(),
            _ => Vec::new(),
        }
    };
    let goes_on = matches!(items.first(), Some(Item::Name { part: true, .. }));
    let mut begins: Vec<(usize, Option<usize>)> =
        starts.into_iter().map(|start| (start, None)).collect();
    if goes_on {
        // 许倩从青桐辞职，去了北斛科技: the second clause has the subject of the first.
        for pair in sentence.clauses.windows(2) {
            let subject = spots.iter().position(|spot| {
                spot.person && spot.named && spot.start >= pair[0].0 && spot.start < pair[0].0 + 9
            });
            let fresh = spots
                .iter()
                .any(|spot| spot.person && spot.start >= pair[1].0 && spot.start < pair[1].0 + 4);
            if subject.is_some() && !fresh {
                begins.push((pair[1].0, subject));
            }
        }
    }
    for (start, subject) in begins {
        let items = if subject.is_some() {
            &items[1..]
        } else {
            items
        };
        let mut state = State {
            text,
            spots,
            at: start,
            first: subject.is_none(),
            after_name: subject.is_some(),
            wide: false,
            part: subject.unwrap_or(spots.len()),
            whole: spots.len(),
            denied: false,
            wished: false,
        };
        if items.iter().all(|item| state.take(item)) && !state.goes_on() && !state.wished {
            found.push(Match {
                part: state.part,
                whole: state.whole,
                denied: state.denied,
            });
        }
    }
    found
}

struct State<'s> {
    text: &'s str,
    spots: &'s [Spot],
    at: usize,
    first: bool,
    after_name: bool,
    wide: bool,
    part: usize,
    whole: usize,
    denied: bool,
    /// Somebody wants it, no more.
    wished: bool,
}

impl State<'_> {
    /// Takes the next item, if it stands near enough.
    fn take(&mut self, item: &Item) -> bool {
        match item {
            Item::Wide => {
                self.wide = true;
                true
            }
            Item::Begin | Item::Unsaid => true,
            Item::Name { part, person, body } => {
                let next = self
                    .spots
                    .iter()
                    .position(|spot| spot.start >= self.at && self.may_pass(spot.start, false));
                let Some(number) = next else { return false };
                let spot = &self.spots[number];
                if !(spot.person && *person || !spot.person && *body) {
                    return false;
                }
                if *part {
                    self.part = number;
                } else {
                    self.whole = number;
                }
                self.pass(spot.start, spot.end);
                self.after_name = true;
                true
            }
            Item::Words { any, noun } => {
                let mut end =
                    (self.at + if self.first { 0 } else { WIDE + 30 }).min(self.text.len());
                while !self.text.is_char_boundary(end) {
                    end -= 1;
                }
                let found = if self.first {
                    any.iter()
                        .find(|word| self.text[self.at..].starts_with(word.as_str()))
                        .map(|word| (self.at, word.len()))
                } else {
                    any.iter()
                        .filter_map(|word| {
                            self.find(word, end)
                                .filter(|at| self.may_pass(*at, *noun))
                                .map(|at| (at, word.len()))
                        })
                        .min_by_key(|&(at, length)| (at, std::cmp::Reverse(length)))
                };
                let Some((at, length)) = found else {
                    return false;
                };
                let word = &self.text[at..at + length];
                self.denied |= word.starts_with(['没', '沒', '不']);
                self.pass(at, at + length);
                self.after_name = false;
                true
            }
        }
    }

    /// Returns where a word stands from here to `end`, bounded if it is Latin, and not within a name.
    fn find(&self, word: &str, end: usize) -> Option<usize> {
        let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        self.text
            .get(self.at..end)?
            .match_indices(word)
            .map(|(offset, _)| self.at + offset)
            .find(|&at| {
                let after = at + word.len();
                let bounded = !(latin(word.chars().next())
                    && latin(self.text[..at].chars().next_back())
                    || latin(word.chars().next_back()) && latin(self.text[after..].chars().next()));
                let in_name = self
                    .spots
                    .iter()
                    .any(|spot| spot.start < after && at < spot.end);
                bounded && !in_name
            })
    }

    fn may_pass(&self, to: usize, noun: bool) -> bool {
        let Some(gap) = self.text.get(self.at..to) else {
            return false;
        };
        let widest = if self.wide { WIDE } else { GAP };
        let names = !self.wide
            && self
                .spots
                .iter()
                .any(|spot| spot.start >= self.at && spot.end <= to);
        let owned = self.after_name
            && !noun
            && !self.wide
            && (gap.starts_with('的') || gap.starts_with("'s") || gap.starts_with('前'));
        let kin = self.after_name
            && [
                "老婆", "老公", "同学", "朋友", "儿子", "女儿", "同事", "爸", "妈", "哥", "弟",
                "姐", "妹", "wife", "husband", "friend", "brother", "sister",
            ]
            .iter()
            .any(|word| gap.contains(word));
        gap.len() <= widest
            && !names
            && !owned
            && !kin
            && !gap.contains(['。', ';', '；', '!', '?', '"', '“'])
            && (self.wide || !gap.contains(['，', ',', '：', ':']))
    }

    fn pass(&mut self, from: usize, to: usize) {
        let gap = self.text.get(self.at..from).unwrap_or_default();
        let words = [
            "不是", "并非", "没", "从未", "未", "不属", "不归", "并不", "不再",
        ];
        let english = ["not", "never", "n't", "no"];
        if !self.first
            && (words.iter().any(|word| gap.contains(word))
                || gap.ends_with('不')
                || gap.split(' ').any(|word| {
                    english
                        .iter()
                        .any(|no| word == *no || word.ends_with("n't"))
                }))
        {
            self.denied = true;
        }
        let wishes = [
            "想",
            "要",
            "拟",
            "将",
            "打算",
            "希望",
            "wants to ",
            "hopes to ",
            "may ",
            "plans to ",
            "to be ",
            "tries to ",
        ];
        self.wished |= !self.first && wishes.iter().any(|word| gap.ends_with(word));
        self.at = to;
        self.first = false;
        self.wide = false;
    }

    /// Returns whether what follows makes the last name the owner of something else: `收购了A的数据`.
    fn goes_on(&self) -> bool {
        let rest = &self.text[self.at..];
        self.after_name
            && (rest.starts_with("'s ")
                || rest
                    .strip_prefix('的')
                    .is_some_and(|rest| rest.starts_with(folded::is_wide)))
    }
}

/// Returns the names and pronouns of a sentence, by start.
fn spots(scene: &Scene<'_>, index: usize) -> Vec<Spot> {
    let sentence = &scene.sentences[index];
    let text = sentence.folded.text.as_str();
    let mut spots: Vec<Spot> = sentence
        .mentions
        .iter()
        .filter(|here| here.is(MentionType::Org) || here.is(MentionType::Person))
        .map(|here| Spot {
            start: here.start,
            end: here.end,
            person: here.is(MentionType::Person),
            value: here.value().map(str::to_owned),
            own: here.value().is_some_and(|name| scene.is_own(name)) && scene.is_talk(),
            named: true,
        })
        .collect();
    let pronouns: [(&[&str], bool); 2] = [
        (&["他", "她", "he", "she"], true),
        (
            &[
                "我们公司",
                "咱们公司",
                "我们",
                "咱们",
                "我司",
                "我公司",
                "本公司",
                "我方",
                "咱",
                "我們",
                "我們公司",
                "咱們",
                "our company",
                "our",
                "we",
                "us",
            ],
            false,
        ),
    ];
    let mut extra = Vec::new();
    for (words, person) in pronouns {
        for word in words {
            for (start, _) in text.match_indices(word) {
                let end = start + word.len();
                let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
                let inside = word.is_ascii()
                    && (latin(text[..start].chars().next_back())
                        || latin(text[end..].chars().next()));
                let other = text[end..].starts_with(['们', '們']) || text[..start].ends_with('其');
                let taken = |spot: &Spot| spot.start < end && start < spot.end;
                if inside || other || spots.iter().any(taken) || extra.iter().any(taken) {
                    continue;
                }
                extra.push(Spot {
                    start,
                    end,
                    person,
                    value: person
                        .then(|| {
                            let here = spots
                                .iter()
                                .rfind(|spot| spot.person && spot.end <= start)
                                .and_then(|spot| spot.value.clone());
                            here.or_else(|| {
                                scene.before(index).find_map(|earlier| {
                                    earlier
                                        .of_kind(MentionType::Person)
                                        .find_map(|here| here.value().map(str::to_owned))
                                })
                            })
                        })
                        .flatten(),
                    own: !person,
                    named: false,
                });
            }
        }
    }
    for spot in &mut extra {
        if spot.own {
            spot.value.clone_from(&scene.own);
        }
    }
    spots.extend(extra);
    spots.sort_by_key(|spot| (spot.start, spot.end));
    spots
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_that_a_form_names_has_words() {
        for form in FORMS.iter() {
            for item in &form.items {
                if let Item::Words { any, .. } = item {
                    assert!(any.iter().all(|word| !word.is_empty()) && !any.is_empty());
                }
            }
        }
    }
}
