//! Rules as data: what a sentence, the words around a name or an amount, and what was said before must hold for a
//! claim, and which slots it fills from where. The entries stand in `data/claims/rules.toml`; this file reads them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use daylight_model::{ClaimType, MentionType, Polarity};
use serde::Deserialize;

use super::lexicon::{Cue, LEXICON};

/// What a rule hangs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Anchor {
    /// A name of a body that is not the document's own company, and the clauses that speak of it.
    Org,
    /// An amount of money and its clause.
    Money,
    /// A product.
    Product,
    /// The sentence as a whole.
    Sentence,
}

/// One thing that must, or must not, be there.
#[derive(Debug, Clone)]
pub(super) enum Sign {
    /// A word of the lexicon, negated or not.
    Cue(Cue, bool),
    /// A mention.
    Mention(MentionType),
    /// Two mentions of this kind.
    Two(MentionType),
    /// A count of rows: a number with or without its unit.
    Count,
    /// Little else than an amount, a volume or a number.
    Bare,
    /// A line of a list, no sentence.
    Line,
    /// Said by the one who asked for a price, or by another after that.
    Buyer(bool),
    /// The anchor is not the last of its kind in the sentence.
    NotLast,
    /// A body that is a firm, not a public one, and not the document's own company.
    Firm,
    /// The last clause asks.
    AsksLast,
    /// A word of the file's name or of its first line.
    Document(Cue),
}

/// Any of these.
pub(super) type Needs = Vec<Sign>;

/// A rule.
#[derive(Debug)]
pub(super) struct Rule {
    /// Name and version: `target.lost@1`.
    pub id: String,
    pub kind: ClaimType,
    pub anchor: Anchor,
    pub polarity: Polarity,
    pub confidence: f32,
    /// What must stand near the anchor: all, each one of several.
    pub near: Vec<Needs>,
    /// What must stand in the sentence.
    pub here: Vec<Needs>,
    /// What must stand in one sentence shortly before.
    pub before: Vec<Needs>,
    /// What must not stand near, in the sentence, before.
    pub unless_near: Needs,
    pub unless: Needs,
    pub unless_before: Needs,
    /// In talks only, or outside them only.
    pub talk: Option<bool>,
    /// Whether the one who spoke before must be the speaker.
    pub asker: Option<bool>,

    /// Whether it may speak where another rule of its type has spoken.
    pub also: bool,
    /// Slots with fixed values.
    pub set: BTreeMap<String, String>,
    /// Slots and where they come from: the first source that has something.
    pub fill: BTreeMap<String, Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    name: String,
    version: u32,
    /// For the reader of the file: what it takes for its own and what merely resembles it.
    #[serde(rename = "about")]
    _about: String,
    anchor: Anchor,
    polarity: Polarity,
    #[serde(default = "usual")]
    confidence: f32,
    #[serde(default)]
    near: Vec<String>,
    #[serde(default)]
    here: Vec<String>,
    #[serde(default)]
    before: Vec<String>,
    #[serde(default)]
    unless_near: Vec<String>,
    #[serde(default)]
    unless: Vec<String>,
    #[serde(default)]
    unless_before: Vec<String>,
    talk: Option<bool>,
    asker: Option<bool>,
    #[serde(default)]
    also: bool,
    #[serde(default)]
    set: BTreeMap<String, String>,
    #[serde(default)]
    fill: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
struct File {
    rule: Vec<Written>,
}

fn usual() -> f32 {
    0.75
}

/// A rule that cannot be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum RuleError {
    #[error("rule {rule}: no cue and no mention is called {name}")]
    Sign { rule: String, name: String },
    #[error("rule {rule}: its name begins with no type of claim")]
    Type { rule: String },
    #[error("rule {rule}: {slot} is no slot of its type")]
    Slot { rule: String, slot: String },
    #[error("the file of rules cannot be read")]
    Toml(#[from] toml::de::Error),
}

/// The shipped rules, in the order in which they are tried.
pub(super) static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    read(include_str!("../../data/claims/rules.toml"))
        .expect("the shipped rules are read by a test")
});

/// Reads a file of rules.
fn read(text: &str) -> Result<Vec<Rule>, RuleError> {
    let file: File = toml::from_str(text)?;
    file.rule.into_iter().map(Rule::of).collect()
}

impl Rule {
    fn of(written: Written) -> Result<Self, RuleError> {
        let name = written.name;
        let kind = name
            .split('.')
            .next()
            .and_then(|kind| kind.parse::<ClaimType>().ok())
            .ok_or_else(|| RuleError::Type { rule: name.clone() })?;
        let any = |words: &str| -> Result<Needs, RuleError> {
            words
                .split('|')
                .map(|word| {
                    sign(word).ok_or_else(|| RuleError::Sign {
                        rule: name.clone(),
                        name: word.to_owned(),
                    })
                })
                .collect()
        };
        let all = |list: &[String]| {
            list.iter()
                .map(|words| any(words))
                .collect::<Result<Vec<_>, _>>()
        };
        let none = |list: &[String]| -> Result<Needs, RuleError> {
            Ok(all(list)?.into_iter().flatten().collect())
        };
        for slot in written.set.keys().chain(written.fill.keys()) {
            if !kind.fields().contains(&slot.as_str()) {
                return Err(RuleError::Slot {
                    rule: name.clone(),
                    slot: slot.clone(),
                });
            }
        }
        Ok(Self {
            kind,
            anchor: written.anchor,
            polarity: written.polarity,
            confidence: written.confidence,
            near: all(&written.near)?,
            here: all(&written.here)?,
            before: all(&written.before)?,
            unless_near: none(&written.unless_near)?,
            unless: none(&written.unless)?,
            unless_before: none(&written.unless_before)?,
            talk: written.talk,
            asker: written.asker,
            also: written.also,
            set: written.set,
            fill: written
                .fill
                .into_iter()
                .map(|(slot, sources)| (slot, sources.split('|').map(str::to_owned).collect()))
                .collect(),
            id: format!("{name}@{}", written.version),
        })
    }
}

fn sign(word: &str) -> Option<Sign> {
    if let Some(cue) = word.strip_prefix("not:") {
        return LEXICON.cue(cue).map(|cue| Sign::Cue(cue, true));
    }
    if let Some(cue) = word.strip_prefix("doc:") {
        return LEXICON.cue(cue).map(Sign::Document);
    }
    if let Some(kind) = word.strip_prefix("two:") {
        return kind.parse().ok().map(Sign::Two);
    }
    if let Some(kind) = word.strip_prefix("a:") {
        return kind.parse().ok().map(Sign::Mention);
    }
    match word {
        "count" => Some(Sign::Count),
        "bare" => Some(Sign::Bare),
        "line" => Some(Sign::Line),
        "firm" => Some(Sign::Firm),
        "asks_last" => Some(Sign::AsksLast),
        "not_last" => Some(Sign::NotLast),
        "buyer" => Some(Sign::Buyer(true)),
        "seller" => Some(Sign::Buyer(false)),
        _ => LEXICON.cue(word).map(|cue| Sign::Cue(cue, false)),
    }
}

/// Returns for each rule that fills slots with the document's own company which slots these are.
pub(super) fn own_slots(rule: &str) -> Vec<&'static str> {
    RULES
        .iter()
        .filter(|known| known.id == rule)
        .flat_map(|known| &known.fill)
        .filter(|(_, sources)| sources.iter().any(|source| source == "own"))
        .map(|(slot, _)| slot.as_str())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_rules_are_read_and_their_names_differ() {
        let rules = read(include_str!("../../data/claims/rules.toml")).unwrap();
        let mut names: Vec<&str> = rules.iter().map(|rule| rule.id.as_str()).collect();
        names.sort_unstable();
        let all = names.len();
        names.dedup();
        assert_eq!(names.len(), all);
    }

    #[test]
    fn a_rule_with_an_unknown_word_or_slot_is_refused() {
        let rule = |needs: &str, slot: &str| {
            read(&format!(
                "[[rule]]\nname='target.x'\nversion=1\nabout='x'\nanchor='org'\npolarity='lost'\nnear=['{needs}']\n[rule.set]\n{slot}='1'"
            ))
        };
        assert!(rule("lost", "remark").is_ok());
        assert!(matches!(
            rule("nonsense", "remark"),
            Err(RuleError::Sign { .. })
        ));
        assert!(matches!(rule("lost", "payer"), Err(RuleError::Slot { .. })));
    }
}
