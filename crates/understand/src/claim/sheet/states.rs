//! Boards of targets: a state of access above each column (在控, 丢了, 没动过), bodies below. Always: only where the
//! names of at least two columns say different states and most cells are bodies of other states.

use daylight_model::{ClaimType, Ground, MentionType, Polarity, Value};

use super::column::HOME;
use super::kind;
use super::layout::{Block, Cell};
use crate::claim::column::status;
use crate::claim::draft::Draft;
use crate::claim::names;
use crate::claim::scene::{Scene, mentions_within};

/// Fewer bodies are no board.
const LEAST: usize = 3;

/// Returns the targets of a board; none where a block is none.
pub(super) fn read(scene: &Scene<'_>, block: &Block) -> Vec<Draft> {
    let names = block.names.iter().enumerate();
    let states: Vec<(usize, &Cell, Polarity)> = names
        .filter_map(|(at, name)| {
            let name = name.as_ref()?;
            Some((at, name, state(&name.text)?))
        })
        .collect();
    let differ = states.windows(2).any(|pair| pair[0].2 != pair[1].2);
    if !differ {
        return Vec::new();
    }
    let (mut filled, mut drafts) = (0, Vec::new());
    for line in &block.lines {
        for (at, name, polarity) in &states {
            let Some(cell) = line.cells.get(*at).and_then(Option::as_ref) else {
                continue;
            };
            if super::value::is_nothing(&cell.text) {
                continue;
            }
            filled += 1;
            drafts.extend(target(scene, cell, name, *polarity));
        }
    }
    if drafts.len() < LEAST || drafts.len() * 5 < filled * 3 {
        return Vec::new();
    }
    drafts
}

/// Returns what the name of a column says of access.
fn state(name: &str) -> Option<Polarity> {
    const SHORT: usize = 14;
    if name.chars().count() > SHORT {
        return None;
    }
    let untouched = || kind::says("access", &["negated"], name);
    let says = || kind::says("access", &["lost", "attempted", "confirmed"], name);
    let good = || kind::says("access_good", &["good"], name);
    Some(
        match untouched()
            .or_else(|| status(name))
            .or_else(says)
            .or_else(good)?
        {
            "negated" => Polarity::Negated,
            "lost" => Polarity::Lost,
            "attempted" => Polarity::Attempted,
            "confirmed" | "good" => Polarity::Confirmed,
            _ => return None,
        },
    )
}

/// Returns the target that a cell names.
fn target(scene: &Scene<'_>, cell: &Cell, name: &Cell, polarity: Polarity) -> Option<Draft> {
    let country = names::country_of_body(scene.found, cell.span).filter(|state| state != HOME)?;
    let mentions = mentions_within(scene.found, cell.span);
    let body = mentions.iter().find_map(|mention| match &mention.value {
        Value::Text(body) if mention.kind == MentionType::Org => Some(body.clone()),
        _ => None,
    })?;
    let ground = |cell: &Cell| Ground {
        span: cell.span,
        message: None,
    };
    let mut draft = Draft::new(ClaimType::Target, polarity, "target.board@1", ground(cell));
    draft.grounds.push(ground(name));
    draft.confidence = 0.8;
    draft.set_text("name_en", names::name_en(scene.found, &body));
    draft.set_text("name", Some(body));
    draft.set_text("country", Some(country));
    Some(draft)
}
