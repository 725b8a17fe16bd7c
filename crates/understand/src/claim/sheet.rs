//! Claims from lists: what a sheet or a table in a paper is told by its columns and by the words around it; each row of
//! it claims what its kind says. Always: sums, notes and rows between claim nothing; a list whose kind is not sure
//! claims nothing; each claim rests on the cells that it is read from.

mod column;
mod facts;
mod holdings;
mod kind;
mod layout;
mod logins;
mod money;
mod people;
mod trade;
mod value;

use daylight_model::{
    ClaimType, Ground, Hedge, MentionType, Money, Part, PartKind, Polarity, Span, Table, Value,
};
use serde_json::Value as Json;

use super::draft::Draft;
use super::folded::phrase;
use super::genre::Genre;
use super::lexicon::LEXICON;
use super::names;
use super::party;
use super::scene::{Scene, mentions_within, part_of};
use crate::grid::{self, Region};
use column::Column;
use kind::{Around, Kind, Roles};
use layout::{Block, Cell, Line};
use value::Unit;

/// What lists claim, and the tables that they were read from.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub drafts: Vec<Draft>,
    /// Where the lists stand.
    taken: Vec<Span>,
}

impl Read {
    /// Returns whether a table is one of the lists.
    pub(super) fn holds(&self, table: &Table) -> bool {
        self.taken.iter().any(|span| {
            span.part == table.span.part
                && span.start < table.span.end.max(table.span.start + 1)
                && table.span.start < span.end
        })
    }
}

/// Reads the lists of a document.
pub(super) fn read(scene: &Scene<'_>) -> Read {
    let mut read = Read::default();
    if scene.genre != Genre::Ordinary || scene.is_talk() {
        return read;
    }
    let document = scene.found.document;
    let mut above: Option<String> = None;
    for region in grid::regions(document) {
        if crate::table::is_chat(document, &region) {
            continue;
        }
        let Some(part) = document.parts.get(region.parts.start) else {
            continue;
        };
        for block in layout::blocks(document, &region) {
            let Some(list) = List::of(scene, &region, part, &block, above.as_deref()) else {
                continue;
            };
            above = None;
            let drafts = list.read();
            if !drafts.is_empty() {
                read.taken.extend(span_of(&block));
                read.drafts.extend(drafts);
            }
        }
    }
    read
}

fn span_of(block: &Block) -> Option<Span> {
    let names = block.names.iter().flatten();
    let cells = block
        .lines
        .iter()
        .flat_map(|line| line.cells.iter().flatten());
    let mut spans = names.chain(cells).map(|cell| cell.span);
    let first = spans.next()?;
    Some(
        spans
            .filter(|span| span.part == first.part)
            .fold(first, |all, span| Span {
                start: all.start.min(span.start),
                end: all.end.max(span.end),
                ..all
            }),
    )
}

/// A list whose kind is known.
struct List<'s, 'a> {
    scene: &'s Scene<'a>,
    part: &'s Part,
    block: &'s Block,
    kind: &'static Kind,
    roles: Roles,
    around: Around,
    /// What stands around the list says of its amounts.
    unit: Unit,
    year: Option<i32>,
}

impl<'s, 'a> List<'s, 'a> {
    fn of(
        scene: &'s Scene<'a>,
        region: &Region,
        part: &'s Part,
        block: &'s Block,
        before: Option<&str>,
    ) -> Option<Self> {
        let width = block.names.len();
        let columns: Vec<Column> = (0..width)
            .map(|index| Column::of(scene.found, block, index))
            .collect();
        let texts = || {
            block
                .above
                .iter()
                .chain(&block.below)
                .map(|cell| cell.text.as_str())
        };
        let mut title: String = texts().map(phrase).collect::<Vec<_>>().join("\n");
        title.push_str(&phrase(before.unwrap_or_default()));
        let sheet = part
            .name()
            .filter(|_| part.kind() == PartKind::Sheet)
            .unwrap_or_default();
        let file = scene.found.document.name;
        let file = file.rsplit(['/', '\\']).next().unwrap_or(file);
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        let name = phrase(&format!("{sheet}\n{stem}").replace('_', " "));
        let around = Around { title, name };
        let apart = ["exercise", "fiction", "game", "menu", "template"]
            .iter()
            .any(|cue| {
                let cue = LEXICON.cue(cue);
                [&around.title, &around.name]
                    .iter()
                    .any(|words| LEXICON.find(words).iter().any(|hit| Some(hit.cue) == cue))
            });
        if apart {
            return None;
        }
        let (kind, roles, _) = kind::of(&columns, &around)?;
        let unit = texts()
            .map(value::unit_around)
            .chain(std::iter::once(value::unit_around(&around.name)))
            .chain(
                region
                    .above
                    .iter()
                    .map(|span| value::unit_around(grid::text(scene.found.document, *span))),
            )
            .fold(Unit::default(), Unit::or);
        let year = value::only_year(&texts().chain([stem, sheet]).collect::<Vec<_>>());
        Some(Self {
            scene,
            part,
            block,
            kind,
            roles,
            around,
            unit,
            year,
        })
    }

    fn read(&self) -> Vec<Draft> {
        let of: fn(&Self, &Line) -> Vec<Draft> = match self.kind.name.as_str() {
            "logins" => Self::login,
            "targets" => Self::target,
            "prices" => Self::price,
            "features" => Self::feature,
            "contracts" => Self::contract,
            "bonuses" => Self::bonus,
            "salaries" => Self::salary,
            "expenses" => Self::expense,
            "tenders" => Self::tender,
            "entries" => Self::entry,
            "awards" => Self::award,
            "requests" => Self::request,
            "complaints" => Self::complaint,
            "roster" => Self::member,
            "holders" => Self::holder,
            "ties" => Self::tie,
            "companies" => Self::company,
            "changes" => Self::change,
            "datasets" => Self::dataset,
            "statements" => Self::statement,
            _ => return Vec::new(),
        };
        let mut drafts = Vec::new();
        for index in 0..self.block.lines.len() {
            let line = self.filled(index);
            drafts.extend(of(self, &line));
        }
        drafts
    }

    /// Returns a row in which `同上`, and cells left blank under a value that holds for several rows, stand for it.
    fn filled(&self, index: usize) -> Line {
        let Some(line) = self.block.lines.get(index) else {
            return Line {
                cells: Vec::new(),
                under: Vec::new(),
            };
        };
        let mut line = line.clone();
        for column in 0..line.cells.len() {
            let blank = line.cells[column].is_none();
            let again = line.cells[column].as_ref().is_some_and(|cell| {
                kind::says("ditto", &["ditto"], &cell.text).is_some()
                    && cell.text.chars().count() <= 5
            });
            if again || blank && self.spans_rows(column) {
                line.cells[column] = self.block.lines[..index]
                    .iter()
                    .rev()
                    .filter_map(|above| above.cells.get(column)?.as_ref())
                    .find(|cell| kind::says("ditto", &["ditto"], &cell.text).is_none())
                    .cloned();
            }
        }
        line
    }

    /// Returns whether a column's values hold for the blank cells below them: of the first columns, those that name
    /// what rows have in common.
    fn spans_rows(&self, column: usize) -> bool {
        let common = [
            "country",
            "sector",
            "authority",
            "client",
            "service",
            "department",
            "vendor",
            "company",
            "firm",
        ];
        let is_common = common
            .iter()
            .any(|role| self.roles.get(role) == Some(column));
        let lines = &self.block.lines;
        let blank = lines
            .iter()
            .filter(|line| line.cells.get(column).is_none_or(Option::is_none))
            .count();
        let first = lines
            .first()
            .is_some_and(|line| line.cells.get(column).is_some_and(Option::is_some));
        let filled_before = (0..column).all(|before| {
            lines
                .iter()
                .all(|line| line.cells.get(before).is_some_and(Option::is_some))
                || lines
                    .iter()
                    .all(|line| line.cells.get(before).is_none_or(Option::is_none))
        });
        is_common
            && first
            && blank > 0
            && (column == 0 || blank * 3 >= lines.len() && filled_before)
    }

    fn cell<'l>(&self, line: &'l Line, role: &str) -> Option<&'l Cell> {
        line.cells
            .get(self.roles.get(role)?)?
            .as_ref()
            .filter(|cell| !value::is_nothing(&cell.text))
    }

    fn words(&self, line: &Line, role: &str) -> Option<String> {
        self.cell(line, role).map(|cell| cell.text.clone())
    }

    fn header(&self, role: &str) -> &str {
        self.roles
            .get(role)
            .and_then(|index| self.block.names.get(index)?.as_ref())
            .map_or("", |cell| cell.text.as_str())
    }

    fn unit_of(&self, role: &str) -> Unit {
        value::unit(self.header(role)).or(self.unit)
    }

    fn money(&self, line: &Line, role: &str) -> Option<Money> {
        value::amount(self.scene.found, self.cell(line, role)?, self.unit_of(role))
    }

    fn day(&self, line: &Line, role: &str) -> Option<String> {
        value::day(self.scene.found, self.cell(line, role)?, self.year)
    }

    /// Returns the known name of what stands in a cell, else its words.
    fn name(&self, line: &Line, role: &str, kind: MentionType) -> Option<String> {
        let cell = self.cell(line, role)?;
        Some(self.name_in(cell, kind))
    }

    fn name_in(&self, cell: &Cell, kind: MentionType) -> String {
        let known = mentions_within(self.scene.found, cell.span)
            .iter()
            .find(|mention| {
                mention.kind == kind
                    && (mention.span.end - mention.span.start) * 2 > cell.span.end - cell.span.start
            });
        if let Some(Value::Text(name)) = known.map(|mention| &mention.value) {
            return name.clone();
        }
        // 某公司（陪标）: what stands in brackets is said of the name.
        let head = cell
            .text
            .split(['(', '（'])
            .next()
            .unwrap_or_default()
            .trim();
        let closed = cell.text.ends_with([')', '）']);
        if closed && head.chars().count() >= 2 && matches!(kind, MentionType::Person) {
            head.to_owned()
        } else {
            cell.text.clone()
        }
    }

    fn mention(&self, span: Span, kind: MentionType) -> Option<String> {
        mentions_within(self.scene.found, span)
            .iter()
            .find_map(|mention| match &mention.value {
                Value::Text(text) if mention.kind == kind => Some(text.clone()),
                _ => None,
            })
    }

    /// Returns the country of a row: its cell, the body's own, the line that the row stands under, the title.
    fn country(&self, line: &Line, name: Option<&Cell>) -> Option<String> {
        let said = self
            .cell(line, "country")
            .and_then(|cell| self.mention(cell.span, MentionType::Country));
        let own = || {
            let cell = name?;
            self.mention(cell.span, MentionType::Org)
                .and_then(|name| names::country_of(self.scene.found, &name))
                .or_else(|| names::country_of(self.scene.found, &cell.text))
                .or_else(|| self.mention(cell.span, MentionType::Country))
        };
        let under = || {
            line.under
                .iter()
                .rev()
                .find_map(|cell| self.mention(cell.span, MentionType::Country))
        };
        let titled = || {
            let mut codes: Vec<String> = self
                .block
                .above
                .iter()
                .filter_map(|cell| self.mention(cell.span, MentionType::Country))
                .collect();
            codes.sort_unstable();
            codes.dedup();
            match codes.as_slice() {
                [code] => Some(code.clone()),
                _ => None,
            }
        };
        let has_column = self.roles.has("country");
        said.or_else(own)
            .or_else(under)
            .or_else(|| if has_column { None } else { titled() })
    }

    /// Returns a draft that rests on the cells of these roles, the first that is filled first.
    fn draft(
        &self,
        line: &Line,
        kind: ClaimType,
        polarity: Polarity,
        rule: &'static str,
        roles: &[&str],
    ) -> Option<Draft> {
        let mut grounds = roles.iter().filter_map(|role| {
            Some(Ground {
                span: self.cell(line, role)?.span,
                message: None,
            })
        });
        let mut draft = Draft::new(kind, polarity, rule, grounds.next()?);
        draft.grounds.extend(grounds);
        draft.confidence = 0.85;
        Some(draft)
    }

    /// Returns the firm that the list speaks for: named in its title, or the document's.
    fn own(&self) -> Option<String> {
        self.firm_around().or_else(|| self.scene.own.clone())
    }

    fn firm_around(&self) -> Option<String> {
        self.block
            .above
            .iter()
            .chain(&self.block.below)
            .filter_map(|cell| self.mention(cell.span, MentionType::Org))
            .find(|name| party::is_firm(name) || !names::is_public(self.scene.found, name))
    }

    /// Returns softening words in the name of a column.
    fn hedge(&self, role: &str) -> Option<Hedge> {
        let index = self.roles.get(role)?;
        let cell = self.block.names.get(index)?.as_ref()?;
        let word = [
            "听说",
            "据说",
            "传闻",
            "疑似",
            "估计",
            "reportedly",
            "rumoured",
            "rumored",
            "allegedly",
        ]
        .into_iter()
        .find(|word| cell.text.to_lowercase().contains(word))?;
        let part = part_of(self.scene.found, cell.span)?;
        let text = part
            .text()
            .get(cell.span.start as usize..cell.span.end as usize)?;
        let at = text.to_lowercase().find(word)?;
        let start = cell.span.start + u32::try_from(at).ok()?;
        Some(Hedge {
            text: word.to_owned(),
            span: Span {
                start,
                end: start + u32::try_from(word.len()).ok()?,
                ..cell.span
            },
        })
    }
}

fn json(number: u64) -> Json {
    Json::from(number)
}
