//! Ledgers of wording d: bonuses by month, wages, expenses, contracts, bids.
//!
//! Always: sums are nobody's claim; each amount cites its own cell.

use jiff::civil::Date;
use serde_json::json;

use super::board::{Board, delimited_of, workbook_of};
use super::collect::{Collector, claimed};
use super::figures_d::{grouped, tenths};
use super::grid::Filled;
use super::scene::Scene;
use super::sheets_d::{blank, dated, day, named, paid};
use super::template::money;
use super::{LeakError, Making};
use crate::write::xlsx::{Cell, DayFormat, Format};

/// Ledgers of a leak of wording d; of a small one only the bonuses.
pub(super) fn ledgers(
    making: &Making<'_>,
    collector: &mut Collector,
    few: bool,
) -> Result<(), LeakError> {
    let scene = |name: &str| Scene::new(making.world, name);
    let author = making.world.word("finance");
    let mut one = scene("bonus matrix");
    let at = one.clock(25);
    let boards = [matrix(making, &mut one)];
    workbook_of("02_钱/绩效发放.xlsx", &author, at, &boards, collector)?;
    if few {
        return Ok(());
    }
    let board = wages(making, &mut scene("wages"));
    delimited_of("02_钱/月薪核定.csv", b',', "gb18030", &board, collector)?;
    let board = expenses(making, &mut scene("expenses"));
    let path = "02_钱/expenses_2022.csv";
    delimited_of(path, b',', "utf-8-bom", &board, collector)?;
    let boards = [contracts(making, &mut scene("contracts d"))];
    workbook_of("02_钱/合同登记.xlsx", &author, at, &boards, collector)?;
    let board = bids(making, &mut scene("bids d"));
    delimited_of("02_钱/标讯.tsv", b'\t', "gb18030", &board, collector)
}

/// A number that a workbook shows in groups of three.
fn thousands(value: i64) -> Filled {
    Filled::words(grouped(value)).stored(Cell::Number(value.to_string(), Format::Thousands))
}

/// People down, months across, sums on both edges.
fn matrix(making: &Making<'_>, scene: &mut Scene) -> Board {
    let random = &mut scene.random;
    let firm = making.world.word("firm");
    let mut board = Board::new("一季度");
    board.banner(format!("{firm}2022年一季度绩效发放（元）"), 5);
    let columns = [
        ("姓名", "person", false),
        ("1月", "amount", false),
        ("2月", "amount", false),
        ("3月", "amount", false),
        ("小计", "amount", false),
    ];
    let header = board.words(&columns.map(|column| column.0));
    let roles = ["lead", "dev1", "dev2", "ops", "sales", "sales2"];
    let mut sums = [0; 3];
    for role in roles {
        let person = making.world.word(role);
        let mut cells = vec![named(&person, "person")];
        let (mut claims, mut sum) = (Vec::new(), 0);
        for (month, total) in sums.iter_mut().enumerate() {
            if random.below(4) == 0 {
                cells.push(blank());
                continue;
            }
            let yuan = random.between(3, 88) * 100;
            sum += yuan;
            *total += yuan;
            cells.push(paid(thousands(yuan), yuan, "CNY"));
            let given = [
                ("amount", yuan.to_string()),
                ("currency", "CNY".to_owned()),
                ("original", grouped(yuan)),
                ("purpose", "bonus".to_owned()),
                ("payer", firm.clone()),
                ("payee", person.clone()),
                ("date", format!("2022-{:02}", month + 1)),
            ];
            claims.push((month + 2, claimed("payment", "asserted", None, &given)));
        }
        cells.push(thousands(sum));
        let row = board.put(cells);
        for (column, claim) in claims {
            board.claim(row, &[column], claim);
        }
    }
    let mut total = vec![Filled::words("合计")];
    total.extend(sums.map(thousands));
    total.push(thousands(sums.iter().sum()));
    board.put(total);
    board.table(header, roles.len(), &columns);
    board
}

fn wages(making: &Making<'_>, scene: &mut Scene) -> Board {
    let random = &mut scene.random;
    let firm = making.world.word("firm");
    let mut board = Board::new("");
    board.words(&[&format!("{firm}月薪核定表（千元，税前）")]);
    let columns = [
        ("工号", "text", false),
        ("姓名", "person", false),
        ("岗位", "occupation", false),
        ("月薪", "amount", false),
        ("自何时起", "date", false),
    ];
    let header = board.words(&columns.map(|column| column.0));
    let posts = [
        ("lead", "总工"),
        ("dev1", "研发"),
        ("dev2", "研发"),
        ("ops", "运维"),
        ("sales", "商务"),
        ("hr", "人事"),
    ];
    for (at, (role, post)) in posts.iter().enumerate() {
        let person = making.world.word(role);
        let yuan = random.between(9, 62) * 500;
        let since = day(random);
        let since = Date::constant(since.year(), since.month(), 1);
        let edtf = format!("{}-{:02}", since.year(), since.month());
        let given = [
            ("amount", yuan.to_string()),
            ("currency", "CNY".to_owned()),
            ("original", tenths(yuan / 100)),
            ("period", "month".to_owned()),
            ("purpose", "salary".to_owned()),
            ("payer", firm.clone()),
            ("payee", person.clone()),
            ("date", edtf.clone()),
        ];
        let shown = format!("{}.{:02}", since.year(), since.month());
        let row = board.put(vec![
            Filled::words(format!("LW{:03}", at + 11)),
            named(&person, "person"),
            Filled::words(*post),
            paid(Filled::words(tenths(yuan / 100)), yuan, "CNY"),
            Filled::words(shown).is("date", json!(edtf)),
        ]);
        let claim = claimed("payment", "asserted", None, &given);
        board.claim(row, &[4, 2], claim);
    }
    board.table(header, posts.len(), &columns);
    board
}

fn expenses(making: &Making<'_>, scene: &mut Scene) -> Board {
    let random = &mut scene.random;
    let mut board = Board::new("");
    let columns = [
        ("Date", "date", false),
        ("Claimant 报销人", "person", false),
        ("What for 事由", "text", false),
        ("RMB", "amount", false),
        ("付否", "text", false),
    ];
    let header = board.words(&columns.map(|column| column.0));
    let mut sum = 0;
    for _ in 0..8 {
        let role = *random.pick(&["sales", "sales2", "lead", "boss", "ops"]);
        let person = making.world.word(role);
        let cents = random.between(4_000, 980_000);
        let amount = format!("{}.{:02}", cents / 100, cents % 100);
        let shown = format!("{}.{:02}", grouped(cents / 100), cents % 100);
        let reason = *random.pick(&["机票 flights", "招待 dinner", "打车 taxi", "住宿 hotel"]);
        let (state, polarity) = *random.pick(&[
            ("已付", "asserted"),
            ("已付", "asserted"),
            ("驳回", "negated"),
        ]);
        let when = day(random);
        if polarity == "asserted" {
            sum += cents;
        }
        let given = [
            ("amount", amount.clone()),
            ("currency", "CNY".to_owned()),
            ("original", shown.clone()),
            ("purpose", "expense".to_owned()),
            ("payee", person.clone()),
            ("for", reason.to_owned()),
            ("date", when.to_string()),
        ];
        let row = board.put(vec![
            dated(when, DayFormat::Iso),
            named(&person, "person"),
            Filled::words(reason),
            Filled::words(shown).is("money", money(&amount, "CNY", false)),
            Filled::words(state),
        ]);
        let claim = claimed("payment", polarity, None, &given);
        board.claim(row, &[4, 2, 5], claim);
    }
    let sum = format!("{}.{:02}", grouped(sum / 100), sum % 100);
    board.words(&["Total 已付合计", "", "", &sum, ""]);
    board.table(header, 8, &columns);
    board
}

fn contracts(making: &Making<'_>, scene: &mut Scene) -> Board {
    let random = &mut scene.random;
    let firm = making.world.word("firm");
    let mut board = Board::new("登记");
    board.banner(format!("{firm}合同登记簿"), 6);
    board.banner("金额：元", 6);
    let columns = [
        ("合同号", "text", false),
        ("对方单位", "org", false),
        ("标的", "text", false),
        ("签约日", "date", false),
        ("总额", "amount", false),
        ("已收", "amount", false),
    ];
    let header = board.words(&columns.map(|column| column.0));
    let (mut total, mut received) = (0, 0);
    for at in 1..=9 {
        let client = 1 + random.below(making.world.clients);
        let client = making.world.word(&format!("client{client}"));
        let product = 1 + random.below(making.world.products);
        let product = making.world.word(&format!("product{product}"));
        let yuan = random.between(31, 440) * 5000;
        let part = random.between(0, 9) * yuan / 10;
        let signed = day(random);
        total += yuan;
        received += part;
        let given = |amount: i64| {
            vec![
                ("amount", amount.to_string()),
                ("currency", "CNY".to_owned()),
                ("original", grouped(amount)),
                ("purpose", "contract".to_owned()),
                ("payer", client.clone()),
                ("payee", firm.clone()),
                ("for", product.clone()),
            ]
        };
        let mut whole = given(yuan);
        whole.push(("date", signed.to_string()));
        let row = board.put(vec![
            Filled::words(format!("Q{}{at:03}", signed.year() % 100)),
            named(&client, "org"),
            named(&product, "product"),
            dated(signed, DayFormat::Slashes),
            paid(thousands(yuan), yuan, "CNY"),
            if part > 0 {
                paid(thousands(part), part, "CNY")
            } else {
                blank()
            },
        ]);
        let claim = claimed("payment", "asserted", None, &whole);
        board.claim(row, &[5], claim);
        if part > 0 {
            let claim = claimed("payment", "asserted", None, &given(part));
            board.claim(row, &[6], claim);
        }
    }
    let sums = [thousands(total), thousands(received)];
    let mut last = vec![Filled::words("合计"), blank(), blank(), blank()];
    last.extend(sums);
    board.put(last);
    board.table(header, 9, &columns);
    board
}

fn bids(making: &Making<'_>, scene: &mut Scene) -> Board {
    let random = &mut scene.random;
    let firm = making.world.word("firm");
    let mut board = Board::new("");
    board.words(&[&format!("{firm}标讯登记")]);
    let columns = [
        ("编号", "text", false),
        ("采购人", "org", false),
        ("项目", "text", false),
        ("我方报价（万元）", "amount", false),
        ("开标日", "date", false),
        ("结果", "text", false),
        ("成交方", "org", false),
    ];
    let header = board.words(&columns.map(|column| column.0));
    for at in 1..=10 {
        let client = 1 + random.below(making.world.clients);
        let client = making.world.word(&format!("client{client}"));
        let rival = 1 + random.below(4);
        let rival = making.world.word(&format!("rival{rival}"));
        let project = *random.pick(&["云桌面", "取证耗材", "舆情值守", "等保测评"]);
        let (state, polarity) = *random.pick(&[
            ("成了", "won"),
            ("没成", "lost"),
            ("没成", "lost"),
            ("等通知", "applied"),
        ]);
        let reference = format!("{}-{at:02}", 2200 + random.between(1, 60));
        let tenth = random.between(90, 2900);
        let opened = day(random);
        let given = [
            ("bidder", firm.clone()),
            ("authority", client.clone()),
            ("project", project.to_owned()),
            ("reference", reference.clone()),
            ("amount", (tenth * 1000).to_string()),
            ("currency", "CNY".to_owned()),
            ("date", opened.to_string()),
        ];
        let winner = match polarity {
            "won" => named(&firm, "org"),
            "lost" => named(&rival, "org"),
            _ => blank(),
        };
        let row = board.put(vec![
            Filled::words(&reference),
            named(&client, "org"),
            Filled::words(project),
            paid(Filled::words(tenths(tenth)), tenth * 1000, "CNY"),
            dated(opened, DayFormat::Iso),
            Filled::words(state),
            winner,
        ]);
        let claim = claimed("tender", polarity, None, &given);
        board.claim(row, &[2, 1, 3, 4, 6], claim);
        if polarity == "lost" {
            let given = [
                ("bidder", rival.clone()),
                ("authority", client.clone()),
                ("project", project.to_owned()),
                ("reference", reference.clone()),
                ("date", opened.to_string()),
            ];
            let claim = claimed("tender", "won", None, &given);
            board.claim(row, &[7, 2], claim);
        }
    }
    board.table(header, 10, &columns);
    board
}
