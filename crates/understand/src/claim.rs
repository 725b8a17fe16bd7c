//! Claims: rules over tables, messages and sentences. One type of claim, one file; words and rules are data.
//!
//! Always: a claim rests on at least one place; a slot that the source leaves open is null; what is said in exercises,
//! stories, games and the like is no claim, and of news only what somebody says publicly is one.

mod amount;
mod apply;
mod attack;
mod bodies;
mod column;
mod count;
mod currency;
mod draft;
mod folded;
mod from_table;
mod genre;
mod id;
mod learned;
mod lexicon;
mod likely;
mod logins;
mod names;
mod offering;
mod own;
mod papers;
mod party;
mod payment;
mod people;
mod phrase;
mod profile;
mod reach;
mod relationship;
mod request;
mod resolve;
mod rule;
mod scene;
mod sentence;
mod sheet;
mod slot;
mod target;
mod ties;
mod words;

use daylight_model::{Claim, Mention, Message, Table};

pub use attack::{suggest as suggest_techniques, technique_name};
pub use currency::{Converted, to_dollars};
pub use id::{id, telling_slots};
pub use learned::{Candidate, Instance, chosen_slots, features, scale};
pub use resolve::{OwnVotes, open_own_slots, rename, resolve};

use crate::Document;
use crate::gazetteer::Gazetteer;

/// What was found in a document before its claims.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    /// The document.
    pub document: &'a Document<'a>,
    /// Known names.
    pub gazetteer: &'a Gazetteer,
    /// Its mentions, by span.
    pub mentions: &'a [Mention],
    /// Its messages.
    pub messages: &'a [Message],
    /// Its tables.
    pub tables: &'a [Table],
}

/// Returns what a document says.
pub fn read(found: &Found<'_>) -> Vec<Claim> {
    ruled(found, |scene, mut drafts| {
        learned::add(scene, &mut drafts);
        finished(drafts)
    })
}

/// Returns what the learned rules decide on in a document, for whoever makes their weights.
pub fn instances(found: &Found<'_>) -> Vec<Instance> {
    ruled(found, |scene, drafts| learned::instances(scene, &drafts))
}

/// Lets `then` see a document as rules see it, and what they find.
fn ruled<T>(found: &Found<'_>, then: impl FnOnce(&scene::Scene<'_>, Vec<draft::Draft>) -> T) -> T {
    let mut mentions = amount::with_bare(found);
    bodies::add(found, &mut mentions);
    people::add(found, &mut mentions);
    let found = Found {
        mentions: &mentions,
        ..*found
    };
    let numbers = amount::numbers(&found);
    let scene = scene::Scene::of(&found, &numbers);
    let lists = sheet::read(&scene);
    let mut drafts = from_table::read(&scene, &lists);
    drafts.extend(lists.drafts);
    drafts.extend(apply::rules(&scene));
    drafts.extend(request::read(&scene));
    drafts.extend(offering::read(&scene));
    drafts.extend(profile::read(&scene));
    drafts.extend(relationship::read(&scene));
    relationship::join(&mut drafts, ties::read(&scene));
    papers::add(&scene, &mut drafts);
    then(&scene, drafts)
}

/// Writes drafts out as claims, each once, by place.
fn finished(drafts: Vec<draft::Draft>) -> Vec<Claim> {
    let mut claims: Vec<Claim> = Vec::with_capacity(drafts.len());
    for draft in drafts.into_iter().filter(|draft| !draft.is_silent()) {
        let twin = claims.iter().rev().take(32).any(|known| {
            known.kind == draft.kind
                && known.polarity == draft.polarity
                && known.fields == draft.fields
                && known.grounds.first() == draft.grounds.first()
        });
        if !twin {
            claims.push(draft.finished());
        }
    }
    claims.sort_by_key(|claim| {
        let first = claim.grounds.first().map(|ground| ground.span);
        (first, claim.kind)
    });
    claims
}
