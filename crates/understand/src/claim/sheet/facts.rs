//! Lists of facts about firms: registers, one firm a row or one fact a row, and what changed. Always: a value stands as
//! written, a day as EDTF.

use daylight_model::{ClaimType, MentionType, Polarity};

use super::layout::{Cell, Line};
use super::{List, kind, value};
use crate::claim::draft::Draft;
use crate::claim::folded::phrase;

const PROPERTIES: [&str; 10] = [
    "registered_on",
    "capital",
    "representative",
    "address",
    "company_id",
    "employees",
    "offices",
    "website",
    "phone",
    "business",
];

impl List<'_, '_> {
    fn fact(&self, line: &Line, role: &str, property: &str, firm: Option<String>) -> Option<Draft> {
        let cell = self.cell(line, role)?;
        let rule = "profile.list@1";
        let mut draft = self.draft(
            line,
            ClaimType::Profile,
            Polarity::Asserted,
            rule,
            &[role, "firm"],
        )?;
        let value = match property {
            "registered_on" => value::day(self.scene.found, cell, self.year)?,
            "representative" => self.name_in(cell, MentionType::Person),
            "employees" => value::count(&cell.text, self.header(role))
                .map_or_else(|| cell.text.clone(), |count| count.to_string()),
            _ => cell.text.clone(),
        };
        draft.set_text("organisation", firm);
        draft.set_text("property", Some(property));
        draft.set_text("value", Some(value));
        Some(draft)
    }

    pub(super) fn company(&self, line: &Line) -> Vec<Draft> {
        let firm = self.name(line, "firm", MentionType::Org);
        if self.roles.has("firm") && firm.is_none() {
            return Vec::new();
        }
        let firm = firm
            .or_else(|| self.at_head(line))
            .or_else(|| self.named())
            .or_else(|| self.own());
        let ties = self.firm_tie(line, firm.clone());
        PROPERTIES
            .iter()
            .filter_map(|property| self.fact(line, property, property, firm.clone()))
            .chain(ties)
            .collect()
    }

    pub(super) fn change(&self, line: &Line) -> Vec<Draft> {
        let Some(item) = self.cell(line, "item") else {
            return Vec::new();
        };
        let Some(property) = property(item) else {
            return Vec::new();
        };
        let firm = self
            .name(line, "firm", MentionType::Org)
            .or_else(|| self.named())
            .or_else(|| self.own());
        self.fact(line, "after", property, firm)
            .into_iter()
            .collect()
    }

    /// Returns the firm that a record of several begins with, under a name that says nothing: `项目`, or none.
    fn at_head(&self, line: &Line) -> Option<String> {
        const SAYS_NOTHING: [&str; 8] =
            ["", "项目", "項目", "指标", "字段", "内容", "item", "field"];
        let name = self.block.names.first()?.as_ref();
        let name = name.map(|cell| phrase(&cell.text)).unwrap_or_default();
        let several = self.block.lines.len() >= 2 && SAYS_NOTHING.contains(&name.as_str());
        let cell = line.cells.first()?.as_ref()?;
        let is_words = cell.text.starts_with(char::is_alphabetic);
        (several && !self.roles.plays(0) && is_words).then(|| self.name_in(cell, MentionType::Org))
    }

    /// Returns the firm that a line beside the list names: `企业名称：某公司`.
    fn named(&self) -> Option<String> {
        let under = self.block.lines.iter().flat_map(|line| &line.under);
        self.block
            .above
            .iter()
            .chain(under)
            .chain(&self.block.below)
            .find_map(|cell| {
                let (label, rest) = cell.text.split_once(['：', ':'])?;
                let label = phrase(label);
                let names = [
                    "公司", "企业", "名称", "主体", "company", "firm", "entity", "name",
                ];
                (names.iter().any(|word| label.contains(word)) && !rest.trim().is_empty())
                    .then(|| rest.trim().to_owned())
            })
    }
}

/// Returns the property that the name of a fact means.
fn property(item: &Cell) -> Option<&'static str> {
    let words = phrase(&item.text);
    PROPERTIES.into_iter().find(|property| {
        kind::LISTS.role.get(*property).is_some_and(|known| {
            known.iter().any(|word| {
                words == *word || words.contains(word.as_str()) && word.chars().count() >= 3
            })
        }) || *property == "address"
            && ["住所", "地址", "address"]
                .iter()
                .any(|word| words.contains(word))
    })
}
