//! Registers of wording d: wishes of clients, accounts, who belongs to whom, leavers, replies of the accused.
//!
//! Always: each row cites the cells that carry its claim; a password is never written.

use super::board::{Board, delimited_of, workbook_of};
use super::collect::{Collector, claimed};
use super::grid::Filled;
use super::random::Random;
use super::scene::Scene;
use super::sheets_d::{blank, dated, day, named, state_of};
use super::{LeakError, Making, holdings_d};
use crate::write::xlsx::DayFormat;
use serde_json::json;

/// Registers of a leak of wording d.
pub(super) fn registers(making: &Making<'_>, collector: &mut Collector) -> Result<(), LeakError> {
    let scene = |name: &str| Scene::new(making.world, name);
    let author = making.world.word("hr");
    let mut one = scene("wishes");
    let at = one.clock(31);
    let boards = [wishes(making, &mut one)];
    workbook_of("04_客/需求登记.xlsx", &author, at, &boards, collector)?;
    let board = accounts(&mut scene("accounts d"));
    delimited_of("05_号/资产清单.csv", b',', "gbk", &board, collector)?;
    let board = english_accounts(&mut scene("accounts en"));
    delimited_of("05_号/accounts_eu.csv", b',', "utf-8", &board, collector)?;
    let mut one = scene("ties");
    let boards = [holders(making, &mut one), partners(making, &mut one)];
    workbook_of("06_门面/股权与往来.xlsx", &author, at, &boards, collector)?;
    let boards = [posts(making, &mut scene("posts"))];
    workbook_of("04_人/任职表.xlsx", &author, at, &boards, collector)?;
    let boards = [leavers(making, &mut scene("leavers"))];
    workbook_of("04_人/离职面谈.xlsx", &author, at, &boards, collector)?;
    let board = replies(making, &mut scene("replies"));
    delimited_of("07_剪报/回应台账.csv", b',', "utf-8", &board, collector)?;
    holdings_d::holdings(making, collector)
}

fn wishes(making: &Making<'_>, scene: &mut Scene) -> Board {
    let random = &mut scene.random;
    let mut board = Board::new("登记");
    board.banner("客户需求登记（只登记，不承诺）", 6);
    let columns = [
        ("登记日", "date", false),
        ("提出方", "org", false),
        ("想要的材料", "text", false),
        ("对象", "org", false),
        ("对象国", "country", false),
        ("答复", "text", false),
    ];
    let header = board.words(&columns.map(|column| column.0));
    let bodies = random.shuffled(&making.world.bodies);
    for (at, body) in bodies.iter().take(11).enumerate() {
        let client = 1 + random.below(making.world.clients);
        let client = making.world.word(&format!("client{client}"));
        let wants = *random.pick(&["内部邮件", "通讯录", "出入境记录", "话单", "项目图纸"]);
        let (answer, outcome) = *random.pick(&[
            ("接", "accepted"),
            ("不接", "refused"),
            ("待议", "open"),
            ("待议", "open"),
        ]);
        // Some wishes name a state only.
        let whole = at % 4 != 3;
        let mut given = vec![
            ("client", client.clone()),
            ("wants", wants.to_owned()),
            ("country", body.country.code.to_owned()),
            ("outcome", outcome.to_owned()),
        ];
        if whole {
            given.push(("target", body.name.clone()));
        }
        let row = board.put(vec![
            dated(day(random), DayFormat::Slashes),
            named(&client, "org"),
            Filled::words(wants),
            if whole {
                named(&body.name, "org")
            } else {
                blank()
            },
            state_of(body),
            Filled::words(answer),
        ]);
        let claim = claimed("request", "asserted", None, &given);
        board.claim(row, &[3, 2, 4, 5, 6], claim);
    }
    board.table(header, 11, &columns);
    board
}

fn host(random: &mut Random) -> String {
    let word = *random.pick(&["bak", "crm", "helpdesk", "jira", "pbx", "nas"]);
    format!("{word}-{}.example", random.between(11, 98))
}

fn accounts(scene: &mut Scene) -> Board {
    let random = &mut scene.random;
    let mut board = Board::new("");
    let columns = [
        ("资产", "url", false),
        ("登录名", "account", false),
        ("口令", "text", false),
        ("末次核验", "date", false),
        ("核验结果", "text", false),
    ];
    let header = board.words(&columns.map(|column| column.0));
    for _ in 0..9 {
        let (state, polarity) = *random.pick(&[
            ("能进", "confirmed"),
            ("能进", "confirmed"),
            ("口令失效", "attempted"),
            ("要短信码", "attempted"),
        ]);
        let service = host(random);
        let user = format!("wl{:03}", random.between(1, 999));
        let given = [
            ("service", service.clone()),
            ("account", user.clone()),
            ("result", state.to_owned()),
        ];
        let row = board.put(vec![
            named(&service, "domain"),
            Filled::words(user),
            Filled::words("另册"),
            dated(day(random), DayFormat::Iso),
            Filled::words(state),
        ]);
        let claim = claimed("account_access", polarity, None, &given);
        board.claim(row, &[1, 2, 5], claim);
    }
    board.table(header, 9, &columns);
    board
}

fn english_accounts(scene: &mut Scene) -> Board {
    let random = &mut scene.random;
    let mut board = Board::new("");
    let columns = [
        ("Host", "url", false),
        ("User", "account", false),
        ("Checked", "date", false),
        ("Verdict", "text", false),
    ];
    let header = board.words(&columns.map(|column| column.0));
    for _ in 0..6 {
        let (state, polarity) = *random.pick(&[
            ("works", "confirmed"),
            ("refused", "attempted"),
            ("not tried", "claimed"),
        ]);
        let service = host(random);
        let user = format!("adm{}", random.between(11, 99));
        let given = [
            ("service", service.clone()),
            ("account", user.clone()),
            ("result", state.to_owned()),
        ];
        let row = board.put(vec![
            named(&service, "domain"),
            Filled::words(user),
            dated(day(random), DayFormat::Iso),
            Filled::words(state),
        ]);
        let claim = claimed("account_access", polarity, None, &given);
        board.claim(row, &[1, 2, 4], claim);
    }
    board.table(header, 6, &columns);
    board
}

/// Adds a row that ties two, and its claim.
fn tie(
    board: &mut Board,
    cells: Vec<Filled>,
    columns: &[usize],
    (from, role, to): (&str, &str, &str),
    when: (&'static str, String),
) {
    let given = [
        ("from", from.to_owned()),
        ("role", role.to_owned()),
        ("to", to.to_owned()),
        when,
    ];
    let row = board.put(cells);
    let claim = claimed("relationship", "asserted", None, &given);
    board.claim(row, columns, claim);
}

fn holders(making: &Making<'_>, scene: &mut Scene) -> Board {
    let random = &mut scene.random;
    let mut board = Board::new("股东");
    let columns = [
        ("股东", "org", false),
        ("被投资方", "org", false),
        ("比例", "text", false),
        ("入股年份", "date", false),
    ];
    let header = board.words(&columns.map(|column| column.0));
    let pairs = [
        ("boss", "firm", "person"),
        ("lead", "firm", "person"),
        ("rival1", "rival2", "org"),
        ("agent", "rival3", "person"),
    ];
    for (holder, held, kind) in pairs {
        let (holder, held) = (making.world.word(holder), making.world.word(held));
        let year = random.between(2012, 2021).to_string();
        let cells = vec![
            named(&holder, kind),
            named(&held, "org"),
            Filled::words(format!("{}%", random.between(11, 46))),
            Filled::words(&year).is("date", json!(year)),
        ];
        let ends = (holder.as_str(), "shareholder", held.as_str());
        tie(&mut board, cells, &[1, 2], ends, ("since", year));
    }
    board.table(header, pairs.len(), &columns);
    board
}

fn partners(making: &Making<'_>, scene: &mut Scene) -> Board {
    let random = &mut scene.random;
    let firm = making.world.word("firm");
    let mut board = Board::new("往来");
    board.banner(format!("{firm}往来单位"), 3);
    let columns = [
        ("单位", "org", false),
        ("与我司", "text", false),
        ("自何年", "date", false),
    ];
    let header = board.words(&columns.map(|column| column.0));
    let rows = [
        ("rival1", "供应商", "supplier"),
        ("rival2", "外包方", "subcontractor"),
        ("rival3", "渠道伙伴", "partner"),
        ("client1", "客户", "client"),
        ("client2", "客户", "client"),
        ("rival4", "供应商", "supplier"),
    ];
    for (name, shown, role) in rows {
        let name = making.world.word(name);
        let year = random.between(2014, 2022).to_string();
        let cells = vec![
            named(&name, "org"),
            Filled::words(shown),
            Filled::words(&year).is("date", json!(year)),
        ];
        let ends = (name.as_str(), role, firm.as_str());
        tie(&mut board, cells, &[1, 2], ends, ("since", year));
    }
    board.table(header, rows.len(), &columns);
    board
}

fn posts(making: &Making<'_>, scene: &mut Scene) -> Board {
    let random = &mut scene.random;
    let firm = making.world.word("firm");
    let mut board = Board::new("任职");
    board.banner(format!("{firm}任职表"), 4);
    let columns = [
        ("姓名", "person", false),
        ("部门", "text", false),
        ("职务", "occupation", false),
        ("到岗", "date", false),
    ];
    let header = board.words(&columns.map(|column| column.0));
    let rows = [
        ("boss", "总经办", "总经理", "manager"),
        ("lead", "技术部", "研发员", "employee"),
        ("sales", "商务部", "客户代表", "employee"),
        ("ops", "运维部", "值守员", "employee"),
        ("hr", "综合部", "人事专员", "employee"),
        ("finance", "综合部", "会计", "employee"),
    ];
    for (role, unit, post, bond) in rows {
        let person = making.world.word(role);
        let since = day(random);
        let cells = vec![
            named(&person, "person"),
            Filled::words(unit),
            Filled::words(post),
            dated(since, DayFormat::Han),
        ];
        let ends = (person.as_str(), bond, firm.as_str());
        tie(
            &mut board,
            cells,
            &[1, 3],
            ends,
            ("since", since.to_string()),
        );
    }
    board.table(header, rows.len(), &columns);
    board
}

fn leavers(making: &Making<'_>, scene: &mut Scene) -> Board {
    let random = &mut scene.random;
    let firm = making.world.word("firm");
    let mut board = Board::new("面谈");
    board.banner(format!("{firm}离职面谈汇总"), 4);
    let columns = [
        ("姓名", "person", false),
        ("最不满的事", "text", false),
        ("冲着谁", "person", false),
        ("离岗日", "date", false),
    ];
    let header = board.words(&columns.map(|column| column.0));
    let roles = ["dev1", "dev2", "ops", "sales2", "hr"];
    for role in roles {
        let person = making.world.word(role);
        let about = *random.pick(&["底薪太低", "天天熬夜", "奖金缩水", "领导偏心", "报销拖欠"]);
        let against = match random.below(3) {
            0 => making.world.word("lead"),
            1 => making.world.word("boss"),
            _ => String::new(),
        };
        let left = day(random);
        let mut given = vec![("person", person.clone()), ("about", about.to_owned())];
        if !against.is_empty() {
            given.push(("against", against.clone()));
        }
        let gone = [
            ("from", person.clone()),
            ("role", "former".to_owned()),
            ("to", firm.clone()),
            ("until", left.to_string()),
        ];
        let row = board.put(vec![
            named(&person, "person"),
            Filled::words(about),
            if against.is_empty() {
                blank()
            } else {
                named(&against, "person")
            },
            dated(left, DayFormat::Slashes),
        ]);
        let claim = claimed("complaint", "asserted", None, &given);
        board.claim(row, &[2, 1, 3], claim);
        let claim = claimed("relationship", "asserted", None, &gone);
        board.claim(row, &[1, 4], claim);
    }
    board.table(header, roles.len(), &columns);
    board
}

fn replies(making: &Making<'_>, scene: &mut Scene) -> Board {
    let random = &mut scene.random;
    let mut board = Board::new("");
    let columns = [
        ("日期", "date", false),
        ("发声方", "org", false),
        ("口径", "text", false),
        ("内容", "text", false),
    ];
    let header = board.words(&columns.map(|column| column.0));
    let bodies = random.shuffled(&making.world.bodies);
    let mut lines = Vec::new();
    for body in bodies.iter().take(4) {
        let about = *random.pick(&["数据外流", "服务器被入侵", "邮件遭窃"]);
        let who = named(&body.name, "org");
        lines.push((who, "否认", "denies", about, Some(body)));
    }
    let boss = named(&making.world.word("boss"), "person");
    lines.push((boss, "证实", "confirms", "裁撤一个组", None));
    let rival = named(&making.world.word("rival1"), "org");
    lines.push((rival, "评述", "comments", "行业寒冬", None));
    let count = lines.len();
    for (who, shown, stance, about, denied) in lines {
        let when = day(random);
        let given = [
            ("speaker", who.shown.clone()),
            ("stance", stance.to_owned()),
            ("about", about.to_owned()),
            ("date", when.to_string()),
        ];
        let row = board.put(vec![
            dated(when, DayFormat::Iso),
            who,
            Filled::words(shown),
            Filled::words(about),
        ]);
        let claim = claimed("statement", "asserted", None, &given);
        board.claim(row, &[2, 3, 4], claim);
        if let Some(body) = denied {
            let given = [
                ("name", body.name.clone()),
                ("country", body.country.code.to_owned()),
                ("date", when.to_string()),
            ];
            let claim = claimed("target", "denied", None, &given);
            board.claim(row, &[2, 3, 4], claim);
        }
    }
    board.table(header, count, &columns);
    board
}
