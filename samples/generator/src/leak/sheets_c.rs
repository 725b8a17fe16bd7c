//! Sheets of wording c: other headers, orders, units in headers, two languages in one header.
//!
//! Always: as in `sheets`: rows of personal data are invented and claimed only as a data set.

use jiff::civil::Date;
use serde_json::json;

use super::collect::{Collector, claimed};
use super::grid::{Filled, Grid, Head, Row, delimited, workbook};
use super::random::Random;
use super::scene::{Scene, id_number};
use super::template::money;
use super::{LeakError, Making, Size};
use crate::write::xlsx::{Cell, DayFormat, Format};

/// Sheets of a leak of wording c.
pub(crate) fn sheets(making: &Making<'_>, collector: &mut Collector) -> Result<(), LeakError> {
    let scene = |name: &str| Scene::new(making.world, name);
    let author = making.world.word("lead");
    let finance = making.world.word("finance");
    let mut one = scene("targets 1");
    let at = one.clock(20);
    let grids = [targets(making, &mut one, 12, "进展"), accounts(&mut one)];
    let path = "业务/外方单位摸底.xlsx";
    workbook(path, "摸底", &author, at, &grids, collector)?;
    let mut one = scene("rewards");
    let at = one.clock(20);
    let grids = [
        rewards(making, &mut one, "上半年"),
        rewards(making, &mut one, "下半年"),
    ];
    workbook("账务/激励.xlsx", "激励", &finance, at, &grids, collector)?;
    let grid = guests(&mut scene("guests"));
    delimited("试看/guests.csv", b',', "utf-8", &grid, collector)?;
    if making.options.size == Size::Small {
        return Ok(());
    }
    let one = scene("price list");
    let at = one.clock(20);
    let path = "资料/刊例价.xlsx";
    workbook(path, "刊例价", &author, at, &[prices(making)], collector)?;
    let grid = english_targets(making, &mut scene("targets csv"));
    delimited("english/holdings.csv", b',', "utf-8", &grid, collector)?;
    let grid = targets(making, &mut scene("targets tsv"), 7, "");
    delimited("业务/摸底导出.tsv", b'\t', "gb18030", &grid, collector)?;
    let grid = residents(&mut scene("residents"));
    delimited("试看/住户.csv", b',', "gbk", &grid, collector)?;
    let grid = lines(&mut scene("power lines"));
    delimited("试看/线路台账.csv", b';', "utf-8-bom", &grid, collector)?;
    let grid = deals(making, &mut scene("deals"));
    delimited("账务/签约一览.csv", b',', "utf-16le-bom", &grid, collector)?;
    let grid = bids(making, &mut scene("bids"));
    delimited("账务/投标跟踪.csv", b',', "gb18030", &grid, collector)
}

fn number(value: impl ToString) -> Filled {
    let digits = value.to_string();
    Filled::words(&digits).stored(Cell::Number(digits, Format::General))
}

fn day(random: &mut Random) -> Date {
    Date::constant(2020, 3, 2).saturating_add(jiff::Span::new().days(random.between(0, 800)))
}

fn han(day: Date) -> Filled {
    let shown = format!("{}年{}月{}日", day.year(), day.month(), day.day());
    Filled::words(shown)
        .is("date", json!(day.to_string()))
        .stored(Cell::Day(day, DayFormat::Han))
}

/// Ten thousands of yuan with at most two decimals.
fn wan(yuan: i64) -> String {
    let words = format!("{}.{:02}", yuan / 10_000, yuan % 10_000 / 100);
    words.trim_end_matches('0').trim_end_matches('.').to_owned()
}

const STATES: [(&str, &str); 6] = [
    ("稳定读取", "listed"),
    ("稳定读取", "listed"),
    ("在谈切入", "attempted"),
    ("通道失效", "lost"),
    ("未突破", "attempted"),
    ("", "listed"),
];

const CONTENTS: [&str; 5] = ["公务信箱", "户籍底册", "通信详单", "内部发文", "考生资料"];

fn targets(making: &Making<'_>, scene: &mut Scene, count: usize, sheet: &str) -> Grid {
    let random = &mut scene.random;
    let bodies = random.shuffled(&making.world.bodies);
    let mut rows = Vec::new();
    for (at, body) in bodies.iter().take(count).enumerate() {
        let (state, polarity) = *random.pick(&STATES);
        let content = *random.pick(&CONTENTS);
        let size = random.between(2, 900);
        let seen = day(random);
        let known = random.below(5) != 0;
        let mut given = vec![
            ("name", body.name.clone()),
            ("country", body.country.code.to_owned()),
            ("sector", body.sector.to_owned()),
            ("data_type", content.to_owned()),
            ("date", seen.to_string()),
        ];
        if known {
            given.push(("volume_bytes", (size * 1_000_000_000).to_string()));
        }
        if !state.is_empty() {
            given.push(("remark", state.to_owned()));
        }
        let cells = vec![
            number(at + 1),
            Filled::words(body.country.name).is("country", json!(body.country.code)),
            Filled::words(body.sector),
            Filled::words(&body.name).is("org", json!(body.name)),
            han(seen),
            Filled::words(state),
            Filled::words(content),
            if known {
                number(size)
            } else {
                Filled::words("")
            },
        ];
        rows.push((cells, vec![(3, claimed("target", polarity, None, &given))]));
    }
    Grid {
        sheet: sheet.into(),
        titles: vec!["外方单位摸底情况".to_owned(), "统计口径见附注".to_owned()],
        heads: vec![
            ("No.", "count", false),
            ("国别 Country", "country", false),
            ("条线", "text", false),
            ("单位全称", "org", false),
            ("末次更新", "date", false),
            ("进展", "text", false),
            ("所获材料", "text", false),
            ("容量（GB）", "bytes", false),
        ],
        rows,
        notes: vec!["附注：容量为落盘后数值".to_owned()],
        claims: Vec::new(),
    }
}

fn accounts(scene: &mut Scene) -> Grid {
    let random = &mut scene.random;
    let states = [
        ("可登录", "confirmed"),
        ("口令已改", "attempted"),
        ("未验证", "claimed"),
    ];
    let rows = (1..=5).map(|_| {
        let (state, polarity) = *random.pick(&states);
        let host = format!(
            "{}-{}.example",
            random.pick(&["erp", "crm", "wiki", "sso"]),
            random.between(10, 99)
        );
        let user = format!("u{:04}", random.between(1, 9999));
        let given = [
            ("service", host.clone()),
            ("account", user.clone()),
            ("result", state.to_owned()),
        ];
        let cells = vec![
            Filled::words(&host).is("domain", json!(host)),
            Filled::words(user),
            Filled::words(state),
        ];
        (
            cells,
            vec![(0, claimed("account_access", polarity, None, &given))],
        )
    });
    Grid {
        sheet: "入口".into(),
        titles: Vec::new(),
        heads: vec![
            ("系统", "url", false),
            ("登录名", "account", false),
            ("核验情况", "text", false),
        ],
        rows: rows.collect(),
        notes: Vec::new(),
        claims: Vec::new(),
    }
}

fn rewards(making: &Making<'_>, scene: &mut Scene, half: &str) -> Grid {
    let random = &mut scene.random;
    let firm = making.world.word("firm");
    let mut rows = Vec::new();
    for role in ["dev1", "dev2", "lead", "ops", "sales", "sales2"] {
        let person = making.world.word(role);
        let yuan = random.between(3, 90) * 1000;
        let paid = day(random);
        let month = format!("{}年{}月", paid.year(), paid.month());
        let edtf = format!("{}-{:02}", paid.year(), paid.month());
        let reason = *random.pick(&["攻坚有功", "带新人", "全勤", "客户表扬"]);
        let given = [
            ("amount", yuan.to_string()),
            ("currency", "CNY".to_owned()),
            ("original", wan(yuan)),
            ("purpose", "bonus".to_owned()),
            ("payer", firm.clone()),
            ("payee", person.clone()),
            ("for", reason.to_owned()),
            ("date", edtf.clone()),
        ];
        let cells = vec![
            Filled::words(month).is("date", json!(edtf)),
            number(wan(yuan)).is("money", money(&yuan.to_string(), "CNY", false)),
            Filled::words(&person).is("person", json!(person)),
            Filled::words(reason),
        ];
        rows.push((
            cells,
            vec![(1, claimed("payment", "asserted", None, &given))],
        ));
    }
    Grid {
        sheet: half.into(),
        titles: vec![format!("{firm}{half}年终及专项奖励")],
        heads: vec![
            ("发放月份", "date", false),
            ("数额（万元）", "amount", false),
            ("受奖人", "person", false),
            ("事迹", "text", false),
        ],
        rows,
        notes: vec!["核发：行政办".to_owned()],
        claims: Vec::new(),
    }
}

fn prices(making: &Making<'_>) -> Grid {
    let firm = making.world.word("firm");
    let mut random = making.world.random.fork("price sheet c");
    let mut rows = Vec::new();
    for at in 1..=making.world.products {
        let form = |form: &str| making.world.word(&format!("product{at}.{form}"));
        let product = making.world.word(&format!("product{at}"));
        let able = making.world.word(&format!("capability{at}"));
        let yuan = random.between(16, 300) * 5000;
        let offer = [
            ("seller", firm.clone()),
            ("product", product.clone()),
            ("version", form("version")),
            ("capability", able.clone()),
            ("attack", form("attack")),
            ("price", wan(yuan)),
        ];
        let price = [
            ("amount", yuan.to_string()),
            ("currency", "CNY".to_owned()),
            ("original", wan(yuan)),
            ("period", "year".to_owned()),
            ("purpose", "price".to_owned()),
            ("payee", firm.clone()),
            ("for", product.clone()),
        ];
        let cells = vec![
            number(wan(yuan)).is("money", money(&yuan.to_string(), "CNY", false)),
            Filled::words(form("version")),
            Filled::words(&product).is("product", json!(product)),
            Filled::words(able),
        ];
        let claims = vec![
            (2, claimed("offering", "asserted", None, &offer)),
            (0, claimed("payment", "offered", None, &price)),
        ];
        rows.push((cells, claims));
    }
    Grid {
        sheet: "刊例".into(),
        titles: vec![format!("{firm}刊例价")],
        heads: vec![
            ("List price（万元/年）", "amount", false),
            ("Ver.", "text", false),
            ("型号 Model", "text", false),
            ("干什么用", "text", false),
        ],
        rows,
        notes: vec!["价格随行就市，请以合同为准".into()],
        claims: Vec::new(),
    }
}

fn english_targets(making: &Making<'_>, scene: &mut Scene) -> Grid {
    let random = &mut scene.random;
    let bodies = random.shuffled(&making.world.bodies);
    let mut rows = Vec::new();
    for body in bodies.iter().take(9) {
        let (state, polarity) = *random.pick(&[
            ("live", "listed"),
            ("cut off", "lost"),
            ("trying", "attempted"),
        ]);
        let content = *random.pick(&["mailboxes", "subscriber list", "circulars"]);
        let tenths = random.between(11, 989);
        let size = format!("{}.{} TB", tenths / 10, tenths % 10);
        let bytes = tenths * 100_000_000_000;
        let given = [
            ("name", body.name_en.clone()),
            ("name_en", body.name_en.clone()),
            ("country", body.country.code.to_owned()),
            ("data_type", content.to_owned()),
            ("volume_bytes", bytes.to_string()),
            ("remark", state.to_owned()),
        ];
        let cells = vec![
            Filled::words(body.country.name_en).is("country", json!(body.country.code)),
            Filled::words(&body.name_en).is("org", json!(body.name_en)),
            Filled::words(content),
            Filled::words(size).is("bytes", json!(bytes)),
            Filled::words(state),
        ];
        rows.push((cells, vec![(1, claimed("target", polarity, None, &given))]));
    }
    Grid {
        sheet: String::new(),
        titles: Vec::new(),
        heads: vec![
            ("Country", "country", false),
            ("Agency", "org", false),
            ("What we hold", "text", false),
            ("Volume", "bytes", false),
            ("Access now", "text", false),
        ],
        rows,
        notes: Vec::new(),
        claims: Vec::new(),
    }
}

const SURNAMES: [&str; 6] = ["鞠", "蒲", "阎", "隋", "荀", "卞"];
const GIVEN: [&str; 6] = ["一帆", "沐阳", "思齐", "清越", "若兰", "景行"];

fn guests(scene: &mut Scene) -> Grid {
    let country = scene.bodies[0].country.clone();
    let random = &mut scene.random;
    let rows: Vec<Row> = (0..18)
        .map(|_| {
            let given = random
                .pick(&["Mira", "Tomas", "Ilse", "Rafe", "Noor"])
                .to_string();
            let name = format!(
                "{given} {}",
                random.pick(&["Okoro", "Halvors", "Brandt", "Silva"])
            );
            let pass = format!("Z{:07}", random.between(1_000_000, 9_999_999));
            let phone = format!("154{:08}", random.between(1_000_000, 9_999_999));
            let flight = format!("Y{}{}", random.pick(&["K", "Q"]), random.between(100, 999));
            let cells = [name, pass, phone, flight, day(random).to_string()];
            (cells.map(Filled::words).to_vec(), Vec::new())
        })
        .collect();
    let heads = vec![
        ("Full name", "person", true),
        ("Passport no.", "passport", true),
        ("Mobile", "phone", true),
        ("Flight", "flight", true),
        ("Travel date", "date", false),
    ];
    dataset(
        format!("Guests of {}, extract", country.name_en),
        heads,
        rows,
        country.code,
    )
}

fn residents(scene: &mut Scene) -> Grid {
    let country = scene.bodies[0].country.clone();
    let random = &mut scene.random;
    let rows: Vec<Row> = (0..22)
        .map(|_| {
            let name = format!("{}{}", random.pick(&SURNAMES), random.pick(&GIVEN));
            let home = format!(
                "{}街{}号",
                random.pick(&["杏花", "青石", "槐荫"]),
                random.between(1, 99)
            );
            let phone = format!("154{:08}", random.between(1_000_000, 9_999_999));
            let cells = [name, home, phone, id_number(random)];
            (cells.map(Filled::words).to_vec(), Vec::new())
        })
        .collect();
    let heads = vec![
        ("户主", "person", true),
        ("住址", "address", true),
        ("联系方式", "phone", true),
        ("身份证件", "id_number", true),
    ];
    dataset(
        format!("{}住户底册节选", country.name),
        heads,
        rows,
        country.code,
    )
}

fn lines(scene: &mut Scene) -> Grid {
    let country = scene.bodies[0].country.clone();
    let random = &mut scene.random;
    let rows: Vec<Row> = (1..=16)
        .map(|at| {
            let cells = [
                format!("L-{at:02}"),
                random.pick(&["110kV", "220kV", "35kV"]).to_string(),
                random.between(4, 260).to_string(),
                random.pick(&["运行", "检修", "停运"]).to_string(),
            ];
            (cells.map(Filled::words).to_vec(), Vec::new())
        })
        .collect();
    let heads = vec![
        ("线路号", "text", false),
        ("电压", "text", false),
        ("杆塔数", "count", false),
        ("工况", "text", false),
    ];
    dataset(
        format!("{}输电线路台账", country.name),
        heads,
        rows,
        country.code,
    )
}

fn dataset(title: String, heads: Vec<Head>, rows: Vec<Row>, country: &str) -> Grid {
    let columns: Vec<&str> = heads.iter().map(|head| head.0).collect();
    let sensitive = heads.iter().any(|head| head.2);
    let given = [
        ("title", title.clone()),
        ("rows", rows.len().to_string()),
        ("columns", columns.join(",")),
        ("sensitive", sensitive.to_string()),
        ("country", country.to_owned()),
    ];
    let claim = claimed("dataset", "asserted", None, &given);
    Grid {
        sheet: String::new(),
        titles: vec![title],
        heads,
        rows,
        notes: Vec::new(),
        claims: vec![claim],
    }
}

fn deals(making: &Making<'_>, scene: &mut Scene) -> Grid {
    let firm = making.world.word("firm");
    let random = &mut scene.random;
    let rows = (1..=10_i64).map(|_| {
        let client = making
            .world
            .word(&format!("client{}", 1 + random.below(making.world.clients)));
        let product = making.world.word(&format!(
            "product{}",
            1 + random.below(making.world.products)
        ));
        let yuan = random.between(15, 240) * 5000;
        let signed = day(random);
        let claim = claimed(
            "payment",
            "asserted",
            None,
            &[
                ("amount", yuan.to_string()),
                ("currency", "CNY".into()),
                ("original", wan(yuan)),
                ("purpose", "contract".into()),
                ("payer", client.clone()),
                ("payee", firm.clone()),
                ("for", product.clone()),
                ("date", signed.to_string()),
            ],
        );
        let shown = format!(
            "{}/{:02}/{:02}",
            signed.year(),
            signed.month(),
            signed.day()
        );
        let cells = vec![
            Filled::words(shown).is("date", json!(signed.to_string())),
            Filled::words(&product).is("product", json!(product)),
            Filled::words(wan(yuan)).is("money", money(&yuan.to_string(), "CNY", false)),
            Filled::words(&client).is("org", json!(client)),
        ];
        (cells, vec![(2, claim)])
    });
    Grid {
        sheet: String::new(),
        titles: vec![format!("{firm}签约一览")],
        heads: vec![
            ("签约日", "date", false),
            ("采购内容", "text", false),
            ("合同额（万元）", "amount", false),
            ("采购方", "org", false),
        ],
        rows: rows.collect(),
        notes: Vec::new(),
        claims: Vec::new(),
    }
}

fn bids(making: &Making<'_>, scene: &mut Scene) -> Grid {
    let firm = making.world.word("firm");
    let random = &mut scene.random;
    let rows = (1..=8_i64).map(|at| {
        let client = making
            .world
            .word(&format!("client{}", 1 + random.below(making.world.clients)));
        let project = random
            .pick(&["平台扩容", "安全服务", "取证设备", "数据治理"])
            .to_string();
        let (state, polarity) =
            *random.pick(&[("成交", "won"), ("落选", "lost"), ("评审中", "applied")]);
        let reference = format!("XM{}{at:02}", 21 + at % 2);
        let yuan = random.between(20, 300) * 5000;
        let opened = day(random);
        let claim = claimed(
            "tender",
            polarity,
            None,
            &[
                ("bidder", firm.clone()),
                ("authority", client.clone()),
                ("project", project.clone()),
                ("reference", reference.clone()),
                ("amount", yuan.to_string()),
                ("currency", "CNY".into()),
                ("date", opened.to_string()),
            ],
        );
        let cells = vec![
            Filled::words(reference),
            Filled::words(&client).is("org", json!(client)),
            Filled::words(project),
            Filled::words(wan(yuan)).is("money", money(&yuan.to_string(), "CNY", false)),
            Filled::words(opened.to_string()).is("date", json!(opened.to_string())),
            Filled::words(state),
        ];
        (cells, vec![(1, claim)])
    });
    Grid {
        sheet: String::new(),
        titles: vec![format!("{firm}投标跟踪")],
        heads: vec![
            ("项目号", "text", false),
            ("招标方", "org", false),
            ("标题", "text", false),
            ("我司报价（万元）", "amount", false),
            ("开标日", "date", false),
            ("结局", "text", false),
        ],
        rows: rows.collect(),
        notes: Vec::new(),
        claims: Vec::new(),
    }
}
