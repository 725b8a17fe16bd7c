//! Claims from lists: what a sheet or a table in a paper is told by its columns and by the words around it; each row of
//! it claims what its kind says. Always: sums, notes and rows between claim nothing; a list whose kind is not sure
//! claims nothing; each claim rests on the cells that it is read from.

mod column;
mod cross;
mod facts;
mod holdings;
mod kind;
mod layout;
mod logins;
mod money;
mod people;
mod states;
mod trade;
mod value;

use daylight_model::{
    ClaimType, Ground, Hedge, MentionType, Money, Part, PartKind, Polarity, Span, Table, Value,
};
use serde_json::Value as Json;

use super::draft::Draft;
use super::folded::phrase;
use super::genre::Genre;
use super::names;
use super::party;
use super::phrase::is_host;
use super::scene::{Scene, mentions_within, part_of, text_at};
use crate::grid::{self, Region};
use column::Column;
pub(super) use column::HOME;
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
    for region in grid::regions(document) {
        if crate::table::is_chat(document, &region) {
            continue;
        }
        let Some(part) = document.parts.get(region.parts.start) else {
            continue;
        };
        let readings = layout::readings(document, &region);
        if let Some(block) = &readings.cross {
            let drafts = states::read(scene, block);
            if !drafts.is_empty() && !around(scene, part, block).is_apart() {
                read.taken.extend(span_of(block));
                read.drafts.extend(drafts);
                continue;
            }
        }
        let lists = readings.lists.iter().map(|blocks| -> Vec<List<'_, '_>> {
            let of = |block| List::of(scene, &region, part, block);
            blocks.iter().filter_map(of).collect()
        });
        // The reading of which a list is the surest; of two alike the first.
        let said =
            |lists: &Vec<List<'_, '_>>| lists.iter().map(|list| list.said).fold(0.0, f32::max);
        let best = lists.reduce(|best, next| {
            if said(&next) > said(&best) {
                next
            } else {
                best
            }
        });
        let best = best.unwrap_or_default();
        if best.is_empty()
            && let Some(block) = &readings.cross
        {
            let drafts = cross(scene, &region, part, block);
            read.taken
                .extend(span_of(block).filter(|_| !drafts.is_empty()));
            read.drafts.extend(drafts);
        }
        for list in best {
            let drafts = list.read();
            if !drafts.is_empty() {
                read.taken.extend(span_of(list.block));
                read.drafts.extend(drafts);
            }
        }
    }
    for draft in &mut read.drafts {
        draft.listed = true;
    }
    read
}

/// Returns a row in which `同上`, and cells left blank under a value that holds for several rows, stand for it; `above` is
/// what last stood in each column.
fn filled(line: &Line, spans: &[bool], above: &mut [Option<Cell>]) -> Line {
    let mut line = line.clone();
    for ((cell, spans), above) in line.cells.iter_mut().zip(spans).zip(above) {
        let again = cell.as_ref().is_some_and(|cell| {
            cell.text.chars().count() <= 5 && kind::says("ditto", &["ditto"], &cell.text).is_some()
        });
        if again || cell.is_none() && *spans {
            cell.clone_from(above);
        } else if cell.is_some() {
            above.clone_from(cell);
        }
    }
    line
}

/// Returns the words around a list: its title and notes, and the names of its sheet and file.
fn around(scene: &Scene<'_>, part: &Part, block: &Block) -> Around {
    let title: Vec<String> = texts(block).map(phrase).collect();
    let (sheet, stem) = names_of(scene, part);
    Around {
        title: title.join("\n"),
        name: phrase(&format!("{sheet}\n{stem}").replace('_', " ")),
        has_host: block
            .lines
            .iter()
            .flat_map(|line| &line.under)
            .chain(&block.above)
            .any(|cell| host_in(scene, cell).is_some()),
    }
}

/// Returns the host or address that a cell names.
fn host_in<'a>(scene: &Scene<'a>, cell: &Cell) -> Option<&'a str> {
    let mentions = mentions_within(scene.found, cell.span).iter();
    let mut hosts = mentions.filter(|mention| is_host(mention.kind));
    Some(text_at(scene.found, hosts.next()?.span))
}

fn texts(block: &Block) -> impl Iterator<Item = &str> {
    let cells = block.above.iter().chain(&block.below);
    cells.map(|cell| cell.text.as_str())
}

/// Returns the name of a part's sheet, and that of the file without its ending.
fn names_of<'n>(scene: &'n Scene<'_>, part: &'n Part) -> (&'n str, &'n str) {
    let sheet = part
        .name()
        .filter(|_| part.kind() == PartKind::Sheet)
        .unwrap_or_default();
    let file = scene.found.document.name;
    let file = file.rsplit(['/', '\\']).next().unwrap_or(file);
    (sheet, file.rsplit_once('.').map_or(file, |(stem, _)| stem))
}

/// Returns what stands around a list says of its amounts, and the one year that it names.
fn units(
    scene: &Scene<'_>,
    region: &Region,
    part: &Part,
    block: &Block,
    around: &Around,
) -> (Unit, Option<i32>) {
    let unit = texts(block)
        .map(value::unit_around)
        .chain(std::iter::once(value::unit_around(&around.name)))
        .chain(
            region
                .above
                .iter()
                .map(|span| value::unit_around(grid::text(scene.found.document, *span))),
        )
        .fold(Unit::default(), Unit::or);
    let (sheet, stem) = names_of(scene, part);
    let year = value::only_year(&texts(block).chain([stem, sheet]).collect::<Vec<_>>());
    (unit, year)
}

/// Returns what the columns of amounts are counted in, if all that say it say the same.
fn agreed(roles: &Roles, block: &Block) -> Unit {
    let headers = roles
        .amounts()
        .filter_map(|index| block.names.get(index)?.as_ref());
    let mut units = headers
        .map(|cell| Unit {
            period: None,
            ..value::unit(&cell.text)
        })
        .filter(|unit| *unit != Unit::default());
    let first = units.next().unwrap_or_default();
    if units.all(|unit| unit == first) {
        first
    } else {
        Unit::default()
    }
}

/// Reads a block as a cross table.
fn cross(scene: &Scene<'_>, region: &Region, part: &Part, block: &Block) -> Vec<Draft> {
    let around = around(scene, part, block);
    if around.is_apart() {
        return Vec::new();
    }
    let (unit, year) = units(scene, region, part, block, &around);
    let corner = block.names.first().and_then(Option::as_ref);
    let corner = corner.map_or(Unit::default(), |cell| {
        value::unit(&format!(":{}", cell.text))
    });
    let words = format!("{}\n{}", around.title, around.name);
    let own = scene.own.clone();
    cross::Cross {
        scene,
        block,
        words,
        unit: unit.or(corner),
        year,
        own,
    }
    .read()
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
    /// How much speaks for its kind.
    said: f32,
    /// What stands around the list says of its amounts.
    unit: Unit,
    /// What all its columns of amounts that say it are counted in.
    beside: Unit,
    year: Option<i32>,
}

impl<'s, 'a> List<'s, 'a> {
    fn of(scene: &'s Scene<'a>, region: &Region, part: &'s Part, block: &'s Block) -> Option<Self> {
        let width = block.names.len();
        let columns: Vec<Column> = (0..width)
            .map(|index| Column::of(scene.found, block, index))
            .collect();
        let around = around(scene, part, block);
        if around.is_apart() {
            return None;
        }
        let (kind, roles, said) = kind::of(&columns, &around)?;
        let (unit, year) = units(scene, region, part, block, &around);
        let beside = agreed(&roles, block);
        Some(Self {
            scene,
            part,
            block,
            kind,
            roles,
            around,
            said,
            unit,
            beside,
            year,
        })
    }

    fn read(&self) -> Vec<Draft> {
        let of: fn(&Self, &Line) -> Vec<Draft> = match self.kind.name.as_str() {
            "logins" | "logins_at" => Self::login,
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
            "instalments" => Self::instalment,
            "payouts" => Self::payout,
            "suppliers" => Self::supplier,
            "clients" => Self::client,
            "wins" => Self::win,
            "quotes" => Self::quote,
            "receipts" => Self::receipt,
            "offers" => Self::offer_to_us,
            _ => return Vec::new(),
        };
        let width = self.block.names.len();
        let spans: Vec<bool> = (0..width).map(|column| self.spans_rows(column)).collect();
        let mut above: Vec<Option<Cell>> = vec![None; width];
        let mut drafts = Vec::new();
        for line in &self.block.lines {
            let line = filled(line, &spans, &mut above);
            drafts.extend(of(self, &line));
        }
        drafts
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
            "project",
        ];
        let is_common = common
            .iter()
            .any(|role| self.roles.get(role) == Some(column));
        if !is_common {
            return false;
        }
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
        first && blank > 0 && (column == 0 || blank * 3 >= lines.len() && filled_before)
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
        value::unit(self.header(role)).or(self.unit).or(self.beside)
    }

    fn money(&self, line: &Line, role: &str) -> Option<Money> {
        let mut unit = self.unit_of(role);
        let stated = self.words(line, "currency");
        let stated = stated.and_then(|words| value::unit(&format!(":{words}")).currency);
        unit.currency = stated.or(unit.currency);
        value::amount(self.scene.found, self.cell(line, role)?, unit)
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
        let said_of = matches!(kind, MentionType::Person | MentionType::Org);
        if closed && head.chars().count() >= 2 && said_of && !party::is_firm(&cell.text) {
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

    /// Returns the body that a line beside the list addresses or names as the other side: `致：…`, `甲方：…`, `To: …`; else
    /// the public body that its title names.
    fn addressed(&self) -> Option<String> {
        const LABELS: [&str; 16] = [
            "致",
            "呈",
            "to",
            "客户",
            "客户名称",
            "甲方",
            "买方",
            "询价单位",
            "采购单位",
            "client",
            "customer",
            "buyer",
            "for",
            "attn",
            "委托方",
            "需方",
        ];
        let own = self.own();
        let is_other = |body: &String| own.as_ref() != Some(body);
        let labelled = |label: &str| LABELS.contains(&phrase(label).trim());
        let cells: Vec<&Cell> = self.block.above.iter().chain(&self.block.below).collect();
        let after = cells.iter().find_map(|cell| {
            let (label, _) = cell.text.split_once(['：', ':'])?;
            self.mention(cell.span, MentionType::Org)
                .filter(|_| labelled(label))
        });
        let next = || {
            let mut pairs = cells.windows(2);
            let pair = pairs.find(|two| labelled(two[0].text.trim_end_matches(['：', ':'])))?;
            Some(self.name_in(pair[1], MentionType::Org))
        };
        let titled = || {
            let mut bodies = self
                .block
                .above
                .iter()
                .filter_map(|cell| self.mention(cell.span, MentionType::Org));
            bodies.find(|body| names::is_public(self.scene.found, body) && is_other(body))
        };
        after.or_else(next).or_else(titled).filter(is_other)
    }

    /// Returns the own firm where a cell says `us`, else the name that stands there.
    fn party(&self, line: &Line, role: &str) -> Option<String> {
        let cell = self.cell(line, role)?;
        if money::is_ours(&cell.text) {
            return self.own();
        }
        Some(self.name_in(cell, MentionType::Org))
    }

    fn firm_around(&self) -> Option<String> {
        self.block
            .above
            .iter()
            .chain(&self.block.below)
            .filter_map(|cell| self.mention(cell.span, MentionType::Org))
            .find(|name| party::is_firm(name) || !names::is_public(self.scene.found, name))
    }

    /// Returns the firm that pays its own people: the document's, or one whose name says that it is a firm.
    fn employer(&self) -> Option<String> {
        let around = || self.firm_around().filter(|name| party::is_firm(name));
        self.scene.own.clone().or_else(around)
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
