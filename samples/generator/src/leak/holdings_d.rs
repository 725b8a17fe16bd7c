//! What wording d has of data and of firms: samples, their catalogue, files on rivals.
//!
//! Always: rows of personal data are invented and claimed only as a data set, never row by row.

use jiff::civil::Date;
use serde_json::json;

use super::board::{Board, Named, delimited_of, workbook_of};
use super::collect::{Collector, claimed};
use super::figures_d::{grouped, tenths};
use super::grid::Filled;
use super::random::Random;
use super::scene::{Scene, id_number};
use super::sheets_d::{blank, dated, day, named, number, paid};
use super::{LeakError, Making};
use crate::write::xlsx::DayFormat;

/// Data sets and profiles of a leak of wording d.
pub(super) fn holdings(making: &Making<'_>, collector: &mut Collector) -> Result<(), LeakError> {
    let scene = |name: &str| Scene::new(making.world, name);
    let author = making.world.word("sales2");
    let mut one = scene("catalogue");
    let at = one.clock(44);
    let boards = [catalogue(making, &mut one)];
    workbook_of("03_货/样品目录.xlsx", &author, at, &boards, collector)?;
    let mut one = scene("profiles");
    let boards = [
        profile(making, &mut one, 1),
        profile(making, &mut one, 2),
        profiles(making, &mut one),
    ];
    workbook_of("06_门面/同行档案.xlsx", &author, at, &boards, collector)?;
    let board = boarding(&mut scene("boarding"));
    delimited_of("03_货/样/登机.csv", b',', "gb18030", &board, collector)?;
    let board = subscribers(&mut scene("subscribers"));
    let path = "03_货/样/subscribers.csv";
    delimited_of(path, b',', "utf-16le-bom", &board, collector)?;
    let board = households(&mut scene("households"));
    delimited_of("03_货/样/户口页.tsv", b'\t', "utf-8", &board, collector)?;
    let board = bridges(&mut scene("bridges"));
    delimited_of("03_货/样/桥梁.csv", b';', "gbk", &board, collector)
}

fn catalogue(making: &Making<'_>, scene: &mut Scene) -> Board {
    let random = &mut scene.random;
    let mut board = Board::new("目录");
    board.banner("样品目录（条数以万计，体积以GB计）", 7);
    let columns = [
        ("编号", "text", false),
        ("资料名", "text", false),
        ("国别", "country", false),
        ("条数", "count", false),
        ("体积", "bytes", false),
        ("起", "date", false),
        ("止", "date", false),
    ];
    let header = board.words(&columns.map(|column| column.0));
    let countries = random.shuffled(&making.world.countries);
    let mut sum = 0;
    for (at, country) in countries.iter().take(8).enumerate() {
        let name = *random.pick(&["车辆登记", "选民名册", "宽带账单", "酒店入住", "社保缴费"]);
        let title = format!("{}{name}", country.name);
        let rows = random.between(12, 9800);
        let size = random.between(11, 4900);
        let (first, last) = (random.between(2011, 2016), random.between(2017, 2021));
        sum += rows;
        let given = [
            ("title", title.clone()),
            ("rows", (rows * 10_000).to_string()),
            ("country", country.code.to_owned()),
            ("volume_bytes", (size * 100_000_000).to_string()),
            ("date_range", format!("{first}/{last}")),
        ];
        let year = |year: i64| number(year).is("date", json!(year.to_string()));
        let row = board.put(vec![
            Filled::words(format!("Y-{:02}", at + 1)),
            Filled::words(&title),
            Filled::words(country.name).is("country", json!(country.code)),
            number(rows),
            number(tenths(size)).is("bytes", json!(size * 100_000_000)),
            year(first),
            year(last),
        ]);
        let claim = claimed("dataset", "asserted", None, &given);
        board.claim(row, &[2, 4, 5], claim);
    }
    let mut last = vec![Filled::words("合计"), blank(), blank(), number(sum)];
    last.extend([blank(), blank(), blank()]);
    board.put(last);
    board.table(header, 8, &columns);
    board
}

/// What a register of firms says of one.
struct Entry {
    founded: Date,
    capital: i64,
    head: &'static str,
    seat: String,
    branches: &'static str,
}

impl Entry {
    fn deal(random: &mut Random) -> Self {
        let city = *random.pick(&["厦门", "银川", "襄阳", "潍坊", "大理"]);
        let street = *random.pick(&["槐安", "滨江", "东湖"]);
        let years = jiff::Span::new().years(random.between(2, 9));
        Self {
            founded: day(random).saturating_sub(years),
            capital: random.between(2, 60) * 50,
            head: *random.pick(&["薛怀远", "骆云帆", "祝长庚", "苗秋水"]),
            seat: format!("{city}市{street}路{}号", random.between(3, 399)),
            branches: *random.pick(&["洛阳、温州", "佛山、海口", "保定、株洲"]),
        }
    }

    fn capital_cell(&self) -> Filled {
        paid(number(self.capital), self.capital * 10_000, "CNY")
    }
}

fn says(board: &mut Board, row: usize, column: usize, firm: &str, property: &str, value: String) {
    let given = [
        ("organisation", firm.to_owned()),
        ("property", property.to_owned()),
        ("value", value),
    ];
    let claim = claimed("profile", "asserted", None, &given);
    board.claim(row, &[column], claim);
}

/// A form of one firm.
fn profile(making: &Making<'_>, scene: &mut Scene, at: usize) -> Board {
    let firm = making.world.word(&format!("rival{at}"));
    let entry = Entry::deal(&mut scene.random);
    let mut board = Board::new(&format!("档案{at}"));
    board.banner("同行档案", 2);
    board.put(vec![Filled::words("名称"), named(&firm, "org")]);
    let mut line = |key: &str, value: Filled, property: &str, words: &str| {
        let row = board.put(vec![Filled::words(key), value]);
        says(&mut board, row, 2, &firm, property, words.to_owned());
    };
    let founded = dated(entry.founded, DayFormat::Han);
    let day = entry.founded.to_string();
    line("成立日期", founded, "registered_on", &day);
    let capital = format!("{}万元", entry.capital);
    line(
        "注册资本（万元）",
        entry.capital_cell(),
        "capital",
        &capital,
    );
    let head = named(entry.head, "person");
    line("法定代表人", head, "representative", entry.head);
    line("住所", Filled::words(&entry.seat), "address", &entry.seat);
    let branches = Filled::words(entry.branches);
    line("办事处", branches, "offices", entry.branches);
    board
}

/// Several firms in one table.
fn profiles(making: &Making<'_>, scene: &mut Scene) -> Board {
    let mut board = Board::new("汇总");
    let columns = [
        ("单位", "org", false),
        ("成立", "date", false),
        ("注册资本（万元）", "amount", false),
        ("法人", "person", false),
        ("所在地", "address", false),
    ];
    let header = board.words(&columns.map(|column| column.0));
    for at in 3..=4 {
        let firm = making.world.word(&format!("rival{at}"));
        let entry = Entry::deal(&mut scene.random);
        let row = board.put(vec![
            named(&firm, "org"),
            dated(entry.founded, DayFormat::Iso),
            entry.capital_cell(),
            named(entry.head, "person"),
            Filled::words(&entry.seat),
        ]);
        let said = [
            ("registered_on", entry.founded.to_string()),
            ("capital", format!("{}万元", entry.capital)),
            ("representative", entry.head.to_owned()),
            ("address", entry.seat.clone()),
        ];
        for (at, (property, value)) in said.into_iter().enumerate() {
            says(&mut board, row, at + 2, &firm, property, value);
        }
    }
    board.table(header, 2, &columns);
    board
}

/// A sample: its title, its columns, its rows.
fn sample(title: &str, country: &str, columns: &[Named], rows: Vec<Vec<String>>) -> Board {
    let mut board = Board::new("");
    let top = board.words(&[title]);
    let heads: Vec<&str> = columns.iter().map(|column| column.0).collect();
    let header = board.words(&heads);
    let count = rows.len();
    for cells in rows {
        board.put(cells.into_iter().map(Filled::words).collect());
    }
    let sensitive = columns.iter().any(|column| column.2);
    let given = [
        ("title", title.to_owned()),
        ("rows", count.to_string()),
        ("columns", heads.join(",")),
        ("sensitive", sensitive.to_string()),
        ("country", country.to_owned()),
    ];
    let claim = claimed("dataset", "asserted", None, &given);
    board.claim(top, &[1], claim);
    board.table(header, count, columns);
    board
}

fn phone(random: &mut Random) -> String {
    format!("154{:08}", random.between(1_000_000, 9_999_999))
}

fn boarding(scene: &mut Scene) -> Board {
    let country = scene.bodies[0].country.clone();
    let random = &mut scene.random;
    let columns = [
        ("姓名 Name", "person", true),
        ("护照 Passport", "passport", true),
        ("手机 Mobile", "phone", true),
        ("航班 Flight", "flight", true),
    ];
    let rows = (0..17).map(|_| {
        let given = *random.pick(&["Anwar", "Luka", "Thuy", "Ines", "Bayar"]);
        let family = *random.pick(&["Petrak", "Solano", "Nouri", "Banda"]);
        let pass = format!("X{:07}", random.between(1_000_000, 9_999_999));
        let flight = format!("Q{}{}", random.pick(&["B", "N"]), random.between(100, 999));
        vec![format!("{given} {family}"), pass, phone(random), flight]
    });
    let rows = rows.collect();
    let title = format!("{}登机旅客抽样", country.name);
    sample(&title, country.code, &columns, rows)
}

fn subscribers(scene: &mut Scene) -> Board {
    let country = scene.bodies[0].country.clone();
    let random = &mut scene.random;
    let columns = [
        ("MSISDN", "phone", true),
        ("Holder", "person", true),
        ("Plan", "text", false),
        ("Since", "date", false),
    ];
    let rows = (0..21).map(|_| {
        let given = *random.pick(&["Ari", "Nadia", "Pavel", "Sunee"]);
        let family = *random.pick(&["Okafor", "Lindt", "Raza"]);
        let plan = *random.pick(&["prepaid", "flat", "business"]);
        let since = day(random).to_string();
        let name = format!("{given} {family}");
        vec![phone(random), name, plan.to_owned(), since]
    });
    let rows = rows.collect();
    let title = format!("Subscribers of {}, sample", country.name_en);
    sample(&title, country.code, &columns, rows)
}

fn households(scene: &mut Scene) -> Board {
    let country = scene.bodies[0].country.clone();
    let random = &mut scene.random;
    let columns = [
        ("户主", "person", true),
        ("证件号", "id_number", true),
        ("同住人数", "count", false),
        ("住址", "address", true),
    ];
    let rows = (0..19).map(|_| {
        let family = *random.pick(&["路", "柏", "娄", "强"]);
        let given = *random.pick(&["子墨", "晓枫", "文舟"]);
        let lane = *random.pick(&["竹林", "石桥", "后海"]);
        let home = format!("{lane}巷{}号", random.between(1, 88));
        let people = random.between(1, 7).to_string();
        vec![format!("{family}{given}"), id_number(random), people, home]
    });
    let rows = rows.collect();
    let title = format!("{}华侨户口页摘抄", country.name);
    sample(&title, country.code, &columns, rows)
}

fn bridges(scene: &mut Scene) -> Board {
    let country = scene.bodies[0].country.clone();
    let random = &mut scene.random;
    let columns = [
        ("桥号", "text", false),
        ("全长（米）", "count", false),
        ("荷载", "text", false),
        ("近况", "text", false),
    ];
    let rows = (1..=14).map(|at| {
        let long = grouped(random.between(18, 2400));
        let load = *random.pick(&["一级", "二级"]);
        let state = *random.pick(&["正常", "限行", "封闭"]);
        vec![format!("B{at:02}"), long, load.to_owned(), state.to_owned()]
    });
    let rows = rows.collect();
    let title = format!("{}公路桥梁底册", country.name);
    sample(&title, country.code, &columns, rows)
}
