//! Cross tables of what a firm pays: people along one side, months or reasons along the other, an amount where they meet.
//! Always: only where what stands around says what the amounts are; sums of rows and columns are left out.

use daylight_model::{ClaimType, Ground, MentionType, Polarity, Span, Value};

use super::kind::{self, LISTS, stands_in};
use super::layout::{Block, Cell, Line};
use super::value::{self, Unit};
use crate::claim::currency;
use crate::claim::draft::Draft;
use crate::claim::folded::phrase;
use crate::claim::scene::{Scene, mentions_within};
use crate::mention::date;
use crate::name::{given_score, surname_and_given};
use crate::table::is_total;

/// A table with an amount for each pair of a row and a column.
pub(super) struct Cross<'s, 'a> {
    pub scene: &'s Scene<'a>,
    pub block: &'s Block,
    /// The words around it.
    pub words: String,
    pub unit: Unit,
    pub year: Option<i32>,
    pub own: Option<String>,
}

impl Cross<'_, '_> {
    /// Returns its payments; none where it is no cross table.
    pub(super) fn read(&self) -> Vec<Draft> {
        let Some(purpose) = self.purpose() else {
            return Vec::new();
        };
        let names = self.block.names.iter().enumerate().skip(1);
        let heads: Vec<(usize, &Cell)> = names
            .filter_map(|(at, cell)| Some((at, cell.as_ref()?)))
            .filter(|(_, cell)| !is_total(&cell.text))
            .collect();
        let lines = self.block.lines.iter();
        let rows: Vec<(&Cell, &Line)> = lines
            .filter_map(|line| Some((line.cells.first()?.as_ref()?, line)))
            .filter(|(cell, _)| !is_total(&cell.text))
            .collect();
        let months = heads
            .iter()
            .filter(|(_, cell)| is_month(&cell.text))
            .count();
        // Names that columns of lists have say that it is one.
        let fresh = heads.iter().all(|(_, cell)| is_fresh(cell))
            && rows.iter().all(|(cell, _)| is_fresh(cell));
        let in_money = self.unit != Unit::default() || self.holds_money();
        if heads.len() < 2 || rows.len() < 2 || !fresh || !in_money {
            return Vec::new();
        }
        let most = |count: usize, all: usize| count >= 2 && count * 3 >= all * 2;
        let across = heads
            .iter()
            .filter(|(_, cell)| self.is_person(cell))
            .count();
        let down = rows.iter().filter(|(cell, _)| self.is_person(cell)).count();
        let people_across = most(across, heads.len());
        let people_down = most(down, rows.len()) && months >= 2;
        let of_bodies = matches!(purpose, "contract" | "receipt");
        let bodies = rows
            .iter()
            .filter(|(cell, _)| self.body(cell).is_some())
            .count();
        if of_bodies && !most(bodies, rows.len()) || !of_bodies && !people_across && !people_down {
            return Vec::new();
        }
        let mut drafts = Vec::new();
        for (side, line) in rows {
            for (at, head) in &heads {
                let Some(cell) = line.cells.get(*at).and_then(Option::as_ref) else {
                    continue;
                };
                drafts.extend(match (of_bodies, people_across) {
                    (true, _) => self.bought(purpose, cell, side, head),
                    (false, true) => self.earned(purpose, cell, head, side),
                    (false, false) => self.earned(purpose, cell, side, head),
                });
            }
        }
        drafts
    }

    fn purpose(&self) -> Option<&'static str> {
        let mut kinds = LISTS.cross.iter();
        let said = |words: &[String]| words.iter().any(|word| stands_in(&self.words, word));
        kinds
            .find(|(_, words)| said(words))
            .map(|(purpose, _)| purpose.as_str())
    }

    fn holds_money(&self) -> bool {
        let cells = self
            .block
            .lines
            .iter()
            .flat_map(|line| line.cells.iter().skip(1).flatten());
        let mut mentions = cells.flat_map(|cell| mentions_within(self.scene.found, cell.span));
        mentions.any(|mention| mention.kind == MentionType::Money)
    }

    fn is_person(&self, cell: &Cell) -> bool {
        let named = mentions_within(self.scene.found, cell.span)
            .iter()
            .any(|mention| mention.kind == MentionType::Person);
        named
            || surname_and_given(&cell.text).is_some_and(|(_, given)| {
                (1..=2).contains(&given.chars().count()) && given_score(given) > 0.0
            })
    }

    fn body(&self, cell: &Cell) -> Option<String> {
        let mentions = mentions_within(self.scene.found, cell.span);
        mentions.iter().find_map(|mention| match &mention.value {
            Value::Text(name) if mention.kind == MentionType::Org => Some(name.clone()),
            _ => None,
        })
    }

    /// What a person earned, or had paid back.
    fn earned(&self, purpose: &str, cell: &Cell, person: &Cell, other: &Cell) -> Option<Draft> {
        let mut draft = self.paid("payment.cross_table@1", cell, person, other)?;
        draft.set_text("purpose", Some(purpose));
        draft.set_text("payer", self.own.clone());
        draft.set_text("payee", Some(person.text.clone()));
        if purpose == "salary" && is_month(&other.text) {
            draft.set_text("period", Some("month"));
        }
        Some(draft)
    }

    /// What a body bought, or paid.
    fn bought(&self, purpose: &str, cell: &Cell, body: &Cell, other: &Cell) -> Option<Draft> {
        let mut draft = self.paid("payment.cross_contract_table@1", cell, body, other)?;
        draft.set_text(
            "purpose",
            Some(purpose).filter(|purpose| *purpose != "receipt"),
        );
        let name = self.body(body).unwrap_or_else(|| body.text.clone());
        draft.set_text("payer", Some(name));
        draft.set_text("payee", self.own.clone());
        Some(draft)
    }

    fn paid(&self, rule: &'static str, cell: &Cell, side: &Cell, other: &Cell) -> Option<Draft> {
        let money = value::amount(self.scene.found, cell, self.unit)?;
        let ground = |span: Span| Ground {
            span,
            message: None,
        };
        let (kind, asserted) = (ClaimType::Payment, Polarity::Asserted);
        let mut draft = Draft::new(kind, asserted, rule, ground(cell.span));
        draft
            .grounds
            .extend([ground(side.span), ground(other.span)]);
        draft.confidence = 0.8;
        draft.set_money(&money);
        draft.set_text("original", Some(cell.text.clone()));
        match month(&other.text, self.year) {
            Some(month) => draft.set_text("date", Some(month)),
            None => draft.set_text("for", Some(other.text.clone())),
        }
        currency::convert(&mut draft, None);
        Some(draft)
    }
}

/// Returns whether a name is none that columns of lists have.
fn is_fresh(cell: &Cell) -> bool {
    is_month(&cell.text) || kind::knows(&phrase(&cell.text)) != kind::Known::Whole
}

fn is_month(text: &str) -> bool {
    month(text, Some(0)).is_some()
}

/// Returns the month that a name of a column is: `2021-07`, `7月` in a year that is known.
fn month(text: &str, year: Option<i32>) -> Option<String> {
    let number = text
        .strip_suffix('月')
        .and_then(|text| text.parse::<u32>().ok());
    match number {
        Some(month @ 1..=12) => Some(format!("{}-{month:02}", year?)),
        _ => date::parse(text),
    }
}
