//! Sheets of wording d: two header rows, units in notes, forms of two columns, targets side by side, sums.
//!
//! Always: sums and subtotals are nobody's claim; a cell that is left empty leaves its slot open.

use jiff::civil::Date;
use serde_json::json;

use super::board::{Board, delimited_of, workbook_of};
use super::collect::{Claimed, Collector, claimed};
use super::figures_d::tenths;
use super::grid::Filled;
use super::random::Random;
use super::scene::Scene;
use super::template::money;
use super::world::Body;
use super::{LeakError, Making, Size, ledgers_d, registers_d};
use crate::write::xlsx::{Cell, DayFormat, Format};

/// Sheets of a leak of wording d.
pub(crate) fn sheets(making: &Making<'_>, collector: &mut Collector) -> Result<(), LeakError> {
    let scene = |name: &str| Scene::new(making.world, name);
    let lead = making.world.word("lead");
    let mut one = scene("points");
    let at = one.clock(25);
    let boards = [
        points(making, &mut one, "上册"),
        points(making, &mut one, "下册"),
    ];
    workbook_of("01_项目/点位总表.xlsx", &lead, at, &boards, collector)?;
    let board = holdings(making, &mut scene("holdings"));
    let path = "01_项目/overseas holdings.csv";
    delimited_of(path, b',', "utf-8", &board, collector)?;
    let few = making.options.size == Size::Small;
    ledgers_d::ledgers(making, collector, few)?;
    if few {
        return Ok(());
    }
    let mut one = scene("cards");
    let boards = [
        card(making, &mut one, 1),
        card(making, &mut one, 2),
        side_by_side(making, &mut one),
    ];
    workbook_of("01_项目/点位卡.xlsx", &lead, at, &boards, collector)?;
    let boards = [prices(making)];
    workbook_of("03_货/价目2022.xlsx", &lead, at, &boards, collector)?;
    let board = english_prices(making);
    let path = "09_外/reseller_prices.csv";
    delimited_of(path, b';', "utf-8", &board, collector)?;
    registers_d::registers(making, collector)
}

pub(super) fn number(value: impl ToString) -> Filled {
    let digits = value.to_string();
    Filled::words(&digits).stored(Cell::Number(digits, Format::General))
}

pub(super) fn paid(cell: Filled, amount: i64, currency: &str) -> Filled {
    cell.is("money", money(&amount.to_string(), currency, false))
}

pub(super) fn day(random: &mut Random) -> Date {
    Date::constant(2020, 6, 1).saturating_add(jiff::Span::new().days(random.between(0, 780)))
}

pub(super) fn dated(day: Date, format: DayFormat) -> Filled {
    let shown = match format {
        DayFormat::Slashes => format!("{}/{}/{}", day.year(), day.month(), day.day()),
        DayFormat::Han => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
        DayFormat::Iso => day.to_string(),
    };
    Filled::words(shown)
        .is("date", json!(day.to_string()))
        .stored(Cell::Day(day, format))
}

pub(super) fn named(name: &str, kind: &'static str) -> Filled {
    Filled::words(name).is(kind, json!(name))
}

pub(super) fn state_of(body: &Body) -> Filled {
    Filled::words(body.country.name).is("country", json!(body.country.code))
}

pub(super) fn blank() -> Filled {
    Filled::words("")
}

const STATES: [(&str, &str); 6] = [
    ("在手", "listed"),
    ("在手", "listed"),
    ("时断时续", "listed"),
    ("已掉线", "lost"),
    ("还没敲开", "attempted"),
    ("", "listed"),
];

const CONTENTS: [&str; 6] = [
    "往来邮件",
    "组织架构",
    "出入境台账",
    "用户底表",
    "呈批件",
    "监控录像",
];

/// What is known of a target: state, polarity, content, gigabytes in tenths.
struct Known {
    state: &'static str,
    polarity: &'static str,
    content: &'static str,
    size: Option<i64>,
}

impl Known {
    fn deal(random: &mut Random) -> Self {
        let (state, polarity) = *random.pick(&STATES);
        let size = random.between(11, 8900);
        Self {
            state,
            polarity,
            content: *random.pick(&CONTENTS),
            // What was never entered has no size.
            size: (polarity != "attempted" && random.below(6) != 0).then_some(size),
        }
    }

    fn claim(&self, body: &Body) -> Claimed {
        let mut given = vec![
            ("name", body.name.clone()),
            ("country", body.country.code.to_owned()),
            ("sector", body.sector.to_owned()),
            ("data_type", self.content.to_owned()),
        ];
        if let Some(size) = self.size {
            given.push(("volume_bytes", (size * 100_000_000).to_string()));
        }
        if !self.state.is_empty() {
            given.push(("remark", self.state.to_owned()));
        }
        claimed("target", self.polarity, None, &given)
    }

    fn size_cell(&self) -> Filled {
        self.size.map_or_else(blank, |size| {
            number(tenths(size)).is("bytes", json!(size * 100_000_000))
        })
    }
}

/// Grouped by state: its name stands once, in a cell that is merged downwards; two header rows.
fn points(making: &Making<'_>, scene: &mut Scene, name: &str) -> Board {
    let random = &mut scene.random;
    let mut board = Board::new(name);
    board.banner(format!("境外点位总表（{name}）"), 6);
    board.banner("口径：容量按GB计，为解压后数值；空格表示不掌握", 6);
    let top = board.words(&["国别", "点位", "", "手头情况", "", ""]);
    let header = board.words(&["", "名称", "行当", "内容", "容量", "状态"]);
    board.merge((top, 1), (header, 1));
    board.merge((top, 2), (top, 3));
    board.merge((top, 4), (top, 6));
    let countries = random.shuffled(&making.world.countries);
    let (mut count, mut sum) = (0, 0);
    for country in countries.iter().take(4) {
        let own = making.world.bodies.iter();
        let own: Vec<Body> = own
            .filter(|body| body.country.code == country.code)
            .cloned()
            .collect();
        let some = 2 + random.below(2);
        let (mut first, mut last) = (0, 0);
        for (at, body) in random.shuffled(&own).iter().take(some).enumerate() {
            let known = Known::deal(random);
            let row = board.put(vec![
                if at == 0 { state_of(body) } else { blank() },
                named(&body.name, "org"),
                Filled::words(body.sector),
                Filled::words(known.content),
                known.size_cell(),
                Filled::words(known.state),
            ]);
            board.claim(row, &[2, 4, 5, 6], known.claim(body));
            first = if at == 0 { row } else { first };
            last = row;
            count += 1;
            sum += known.size.unwrap_or(0);
        }
        board.merge((first, 1), (last, 1));
    }
    let sum = number(tenths(sum));
    let total = Filled::words("合计");
    board.put(vec![total, blank(), blank(), blank(), sum, blank()]);
    let columns = [
        ("国别", "country", false),
        ("名称", "org", false),
        ("行当", "text", false),
        ("内容", "text", false),
        ("容量", "bytes", false),
        ("状态", "text", false),
    ];
    board.table(header, count, &columns);
    board
}

fn holdings(making: &Making<'_>, scene: &mut Scene) -> Board {
    let random = &mut scene.random;
    let mut board = Board::new("");
    let columns = [
        ("Target 目标", "org", false),
        ("Country 国家", "country", false),
        ("Content 内容", "text", false),
        ("Size 体量", "bytes", false),
        ("State 状态", "text", false),
    ];
    let header = board.words(&columns.map(|column| column.0));
    let bodies = random.shuffled(&making.world.bodies);
    for body in bodies.iter().take(10) {
        let (state, polarity) = *random.pick(&[
            ("open", "listed"),
            ("open, read only", "listed"),
            ("dropped", "lost"),
            ("no entry yet", "attempted"),
        ]);
        let content = *random.pick(&["mail", "staff list", "contracts", "visa files"]);
        let size = random.between(11, 970);
        let known = polarity != "attempted";
        let (shown, bytes) = match random.below(3) {
            0 => (format!("{} TB", tenths(size)), size * 100_000_000_000),
            1 => (format!("{size}GB"), size * 1_000_000_000),
            _ => (format!("{size} MB"), size * 1_000_000),
        };
        let mut given = vec![
            ("name", body.name_en.clone()),
            ("name_en", body.name_en.clone()),
            ("country", body.country.code.to_owned()),
            ("data_type", content.to_owned()),
            ("remark", state.to_owned()),
        ];
        if known {
            given.push(("volume_bytes", bytes.to_string()));
        }
        let row = board.put(vec![
            named(&body.name_en, "org"),
            Filled::words(body.country.name_en).is("country", json!(body.country.code)),
            Filled::words(content),
            if known {
                Filled::words(shown).is("bytes", json!(bytes))
            } else {
                Filled::words("—")
            },
            Filled::words(state),
        ]);
        let claim = claimed("target", polarity, None, &given);
        board.claim(row, &[1, 2, 3, 4, 5], claim);
    }
    board.table(header, 10, &columns);
    board
}

/// A form: what it is about on the left, the value on the right.
fn card(making: &Making<'_>, scene: &mut Scene, at: usize) -> Board {
    let random = &mut scene.random;
    let body = random.pick(&making.world.bodies).clone();
    let known = Known::deal(random);
    let mut board = Board::new(&format!("卡{at}"));
    board.banner(format!("点位卡 No.{at}"), 2);
    let mut pair = |key: &str, value: Filled| board.put(vec![Filled::words(key), value]);
    let name = pair("名称", named(&body.name, "org"));
    pair("所在国", state_of(&body));
    pair("领域", Filled::words(body.sector));
    let content = pair("可得材料", Filled::words(known.content));
    let size = known.size.map_or_else(blank, |size| {
        Filled::words(format!("{} GB", tenths(size))).is("bytes", json!(size * 100_000_000))
    });
    let size = pair("体量", size);
    let state = pair("现况", Filled::words(known.state));
    pair("经手人", named(&making.world.word("dev1"), "person"));
    let cells = [name, content, size, state].map(|row| (row, 2));
    board.claim_at(cells.to_vec(), known.claim(&body));
    board
}

/// Targets side by side, one column each.
fn side_by_side(making: &Making<'_>, scene: &mut Scene) -> Board {
    let random = &mut scene.random;
    let bodies = random.shuffled(&making.world.bodies);
    let bodies = &bodies[..3];
    let known: Vec<Known> = bodies.iter().map(|_| Known::deal(random)).collect();
    let mut board = Board::new("横排");
    let mut line = |key: &str, cell: &dyn Fn(usize) -> Filled| {
        let mut cells = vec![Filled::words(key)];
        cells.extend((0..bodies.len()).map(cell));
        board.put(cells)
    };
    let name = line("名称", &|at| named(&bodies[at].name, "org"));
    line("所在国", &|at| state_of(&bodies[at]));
    line("领域", &|at| Filled::words(bodies[at].sector));
    let content = line("可得材料", &|at| Filled::words(known[at].content));
    let size = line("体量（GB）", &|at| known[at].size_cell());
    let state = line("现况", &|at| Filled::words(known[at].state));
    for (at, body) in bodies.iter().enumerate() {
        let cells = [name, content, size, state].map(|row| (row, at + 2));
        board.claim_at(cells.to_vec(), known[at].claim(body));
    }
    board
}

/// Two prices for each product, below a head that spans both.
fn prices(making: &Making<'_>) -> Board {
    let firm = making.world.word("firm");
    let mut random = making.world.random.fork("price sheet d");
    let mut board = Board::new("价目");
    board.banner(format!("{firm}价目（2022版，含税，单位：万元）"), 5);
    let top = board.words(&["品名 Product", "干什么", "版次", "报价", ""]);
    let header = board.words(&["", "", "", "单机版", "集群版"]);
    for column in 1..=3 {
        board.merge((top, column), (header, column));
    }
    board.merge((top, 4), (top, 5));
    for at in 1..=making.world.products {
        let form = |form: &str| making.world.word(&format!("product{at}.{form}"));
        let product = making.world.word(&format!("product{at}"));
        let able = making.world.word(&format!("capability{at}"));
        let single = random.between(51, 690);
        let cluster = single + random.between(30, 900);
        let offer = [
            ("seller", firm.clone()),
            ("product", product.clone()),
            ("version", form("version")),
            ("capability", able.clone()),
            ("attack", form("attack")),
        ];
        let cell = |tenth: i64| paid(number(tenths(tenth)), tenth * 1000, "CNY");
        let row = board.put(vec![
            named(&product, "product"),
            Filled::words(able),
            Filled::words(form("version")),
            cell(single),
            cell(cluster),
        ]);
        let claim = claimed("offering", "asserted", None, &offer);
        board.claim(row, &[1, 2], claim);
        for (column, tenth) in [(4, single), (5, cluster)] {
            let given = [
                ("amount", (tenth * 1000).to_string()),
                ("currency", "CNY".to_owned()),
                ("original", tenths(tenth)),
                ("purpose", "price".to_owned()),
                ("payee", firm.clone()),
                ("for", product.clone()),
            ];
            let claim = claimed("payment", "offered", None, &given);
            board.claim(row, &[column], claim);
        }
    }
    board.banner("说明：集群版三节点起订", 5);
    let columns = [
        ("品名 Product", "text", false),
        ("干什么", "text", false),
        ("版次", "text", false),
        ("单机版", "amount", false),
        ("集群版", "amount", false),
    ];
    board.table(header, making.world.products, &columns);
    board
}

fn english_prices(making: &Making<'_>) -> Board {
    let firm = making.world.word("firm.en");
    let mut random = making.world.random.fork("reseller prices d");
    let mut board = Board::new("");
    let title = format!("{firm} - partner prices FY2022, thousand EUR per year");
    board.words(&[&title]);
    let columns = [
        ("Module", "text", false),
        ("What it does", "text", false),
        ("Partner price", "amount", false),
        ("Min. seats", "count", false),
    ];
    let header = board.words(&columns.map(|column| column.0));
    for at in 1..=making.world.products {
        let product = making.world.word(&format!("product{at}.en"));
        let able = making.world.word(&format!("capability{at}.en"));
        let attack = making.world.word(&format!("product{at}.attack"));
        let tenth = random.between(85, 990);
        let offer = [
            ("seller", firm.clone()),
            ("product", product.clone()),
            ("capability", able.clone()),
            ("attack", attack),
        ];
        let given = [
            ("amount", (tenth * 100).to_string()),
            ("currency", "EUR".to_owned()),
            ("original", tenths(tenth)),
            ("period", "year".to_owned()),
            ("purpose", "price".to_owned()),
            ("payee", firm.clone()),
            ("for", product.clone()),
        ];
        let row = board.put(vec![
            named(&product, "product"),
            Filled::words(able),
            paid(Filled::words(tenths(tenth)), tenth * 100, "EUR"),
            Filled::words(random.between(1, 20).to_string()),
        ]);
        let claim = claimed("offering", "asserted", None, &offer);
        board.claim(row, &[1, 2], claim);
        let claim = claimed("payment", "offered", None, &given);
        board.claim(row, &[3], claim);
    }
    board.table(header, making.world.products, &columns);
    board
}
