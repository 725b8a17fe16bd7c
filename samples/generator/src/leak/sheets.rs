//! Sheets: targets, bonuses, prices, contracts, and samples of stolen data with personal columns.
//!
//! Always: rows of personal data are invented and claimed only as a data set, never row by row.

use jiff::civil::Date;
use serde_json::json;

use super::collect::{Collector, claimed};
use super::grid::{Filled, Grid, Row, delimited, workbook};
use super::random::Random;
use super::scene::{Scene, id_number};
use super::template::money;
use super::{LeakError, Making, Size, Wording};
use crate::write::xlsx::{Cell, DayFormat, Format};

/// Sheets of a leak.
pub(crate) fn sheets(making: &Making<'_>, collector: &mut Collector) -> Result<(), LeakError> {
    let b = making.options.wording == Wording::B;
    let scene = |name: &str| Scene::new(making.world, name);
    let author = making.world.word("sales");
    let finance = making.world.word("finance");
    let few = making.options.size == Size::Small;
    let mut one = scene("targets 1");
    let at = one.clock(30);
    let grid = targets(making, &mut one, 14);
    workbook(
        "客户资料/目标清单2021.xlsx",
        "目标清单",
        &author,
        at,
        &[grid],
        collector,
    )?;
    let mut one = scene("bonuses 1");
    let at = one.clock(30);
    let grids = [
        bonuses(making, &mut one, "一季度"),
        bonuses(making, &mut one, "二季度"),
    ];
    workbook(
        "财务/奖金发放表.xlsx",
        "奖金",
        &finance,
        at,
        &grids,
        collector,
    )?;
    let mut one = scene("passengers");
    let grid = passengers(&mut one, b);
    delimited("样本/旅客名单样本.csv", b',', "gb18030", &grid, collector)?;
    let mut one = scene("bonuses csv");
    let grid = bonuses(making, &mut one, "三季度");
    delimited("财务/奖金2022.csv", b',', "utf-8-bom", &grid, collector)?;
    if few {
        return Ok(());
    }
    let mut one = scene("targets 2");
    let at = one.clock(90);
    let grids = [
        targets(making, &mut one, 9),
        targets_second(making, &mut one),
    ];
    workbook(
        "客户资料/在控单位.xlsx",
        "在控单位",
        &author,
        at,
        &grids,
        collector,
    )?;
    let mut one = scene("prices");
    let at = one.clock(10);
    let grid = prices(making, b);
    workbook(
        "产品/产品报价表.xlsx",
        "产品报价",
        &author,
        at,
        &[grid],
        collector,
    )?;
    let mut other = scene("targets csv");
    let grid = targets(making, &mut other, 8);
    delimited("客户资料/目标导出.csv", b',', "utf-8", &grid, collector)?;
    let grid = targets(making, &mut scene("targets tsv"), 6);
    delimited(
        "targets/targets_export.tsv",
        b'\t',
        "utf-8",
        &grid,
        collector,
    )?;
    let grid = calls(&mut scene("calls"), b);
    delimited(
        "样本/通话记录样本.csv",
        b',',
        "utf-16le-bom",
        &grid,
        collector,
    )?;
    let grid = roads(&mut scene("roads"), b);
    delimited("样本/道路数据样本.tsv", b'\t', "gbk", &grid, collector)?;
    let grid = contracts(making, &mut one, b);
    delimited("财务/合同台账.csv", b',', "gb18030", &grid, collector)?;
    let grid = english_prices(making);
    delimited(
        "english/price_list_2021.csv",
        b',',
        "utf-8",
        &grid,
        collector,
    )
}

/// How the state of a target is written, and what polarity it is.
const STATES: [(&str, &str, &str); 5] = [
    ("在控", "已获取", "listed"),
    ("在控", "已获取", "listed"),
    ("尝试中", "尚未进入", "attempted"),
    ("已丢失", "权限失效", "lost"),
    ("", "", "listed"),
];

const CONTENTS: [&str; 6] = [
    "邮件",
    "通话记录",
    "人员名单",
    "旅客信息",
    "公文",
    "用户数据",
];

fn targets(making: &Making<'_>, scene: &mut Scene, count: usize) -> Grid {
    let b = making.options.wording == Wording::B;
    let random = &mut scene.random;
    let bodies = random.shuffled(&making.world.bodies);
    let mut rows = Vec::new();
    for (number, body) in bodies.iter().take(count).enumerate() {
        let (state_a, state_b, polarity) = *random.pick(&STATES);
        let state = if b { state_b } else { state_a };
        let content = *random.pick(&CONTENTS);
        let (volume, bytes) = volume(random, b);
        let (day, day_cell) = day(random, b);
        let known = random.below(6) != 0;
        let (shown, value) = if known {
            (volume, Some(bytes))
        } else {
            (String::new(), None)
        };
        let mut given = vec![
            ("name", body.name.clone()),
            ("country", body.country.code.to_owned()),
            ("sector", body.sector.to_owned()),
            ("data_type", content.to_owned()),
            ("date", day.to_string()),
        ];
        given.extend(value.map(|value| ("volume_bytes", value.to_string())));
        if !state.is_empty() {
            given.push(("remark", state.to_owned()));
        }
        let claim = claimed("target", polarity, None, &given);
        let name = Filled::words(&body.name).is("org", json!(body.name));
        let country = Filled::words(body.country.name).is("country", json!(body.country.code));
        let volume = Filled::words(shown);
        let volume = match value {
            Some(value) => volume.is("bytes", json!(value)),
            None => volume,
        };
        let number = Filled::words((number + 1).to_string())
            .stored(Cell::Number((number + 1).to_string(), Format::General));
        let words = Filled::words;
        let row: Row = if b {
            (
                vec![
                    country,
                    words(body.sector),
                    name,
                    words(content),
                    volume,
                    words(state),
                    day_cell,
                ],
                vec![(2, claim)],
            )
        } else {
            (
                vec![
                    number,
                    name,
                    country,
                    words(body.sector),
                    words(content),
                    volume,
                    day_cell,
                    words(state),
                ],
                vec![(1, claim)],
            )
        };
        rows.push(row);
    }
    let (titles, heads, notes) = if b {
        (
            vec!["境外资源一览".to_owned(), "填表人：项目部".to_owned()],
            vec![
                ("所属国", "country", false),
                ("领域", "text", false),
                ("机构", "org", false),
                ("数据类别", "text", false),
                ("规模", "bytes", false),
                ("现状", "text", false),
                ("更新日期", "date", false),
            ],
            vec!["说明：规模为原始大小".to_owned()],
        )
    } else {
        (
            vec!["目标单位清单".to_owned()],
            vec![
                ("序号", "count", false),
                ("单位名称", "org", false),
                ("国家", "country", false),
                ("行业", "text", false),
                ("数据内容", "text", false),
                ("数据量", "bytes", false),
                ("日期", "date", false),
                ("备注", "text", false),
            ],
            vec!["注：数据量以压缩后为准，不得外传".to_owned()],
        )
    };
    Grid {
        sheet: if b { "资源" } else { "在控" }.into(),
        titles,
        heads,
        rows,
        notes,
        claims: Vec::new(),
    }
}

fn targets_second(making: &Making<'_>, scene: &mut Scene) -> Grid {
    let mut grid = targets(making, scene, 5);
    grid.sheet = "待定".into();
    grid
}

fn volume(random: &mut Random, b: bool) -> (String, i64) {
    let tenths = random.between(11, 989);
    let units: &[(&str, u32)] = if b {
        &[("GB", 9), ("TB", 12)]
    } else {
        &[("G", 9), ("T", 12), ("GB", 9), ("MB", 6)]
    };
    let (unit, power) = *random.pick(units);
    (
        format!("{}.{}{unit}", tenths / 10, tenths % 10),
        tenths * 10_i64.pow(power - 1),
    )
}

fn day(random: &mut Random, b: bool) -> (Date, Filled) {
    let day =
        Date::constant(2020, 1, 6).saturating_add(jiff::Span::new().days(random.between(0, 900)));
    let (format, shown) = if b {
        (DayFormat::Iso, day.to_string())
    } else {
        (
            DayFormat::Slashes,
            format!("{}/{}/{}", day.year(), day.month(), day.day()),
        )
    };
    (
        day,
        Filled::words(shown)
            .is("date", json!(day.to_string()))
            .stored(Cell::Day(day, format)),
    )
}

const REASONS: [&str; 6] = [
    "项目奖金",
    "加班补贴",
    "目标突破奖",
    "投标奖励",
    "年终奖",
    "季度考核",
];

fn bonuses(making: &Making<'_>, scene: &mut Scene, name: &str) -> Grid {
    let b = making.options.wording == Wording::B;
    let random = &mut scene.random;
    let firm = making.world.word("firm");
    let mut rows = Vec::new();
    for role in ["lead", "dev1", "dev2", "ops", "sales", "sales2", "hr"] {
        let person = making.world.word(role);
        let yuan = random.between(4, 120) * 500;
        let (reason, (day, day_cell)) = (*random.pick(&REASONS), day(random, b));
        let grouped = if yuan >= 1000 {
            format!("{},{:03}", yuan / 1000, yuan % 1000)
        } else {
            yuan.to_string()
        };
        let (shown, stored) = if b {
            let wan = format!("{}.{:02}", yuan / 10_000, yuan % 10_000 / 100);
            let wan = wan.trim_end_matches('0').trim_end_matches('.').to_owned();
            (format!("{wan}万元"), Cell::Number(wan, Format::WanYuan))
        } else {
            (
                format!("¥{grouped}.00"),
                Cell::Number(yuan.to_string(), Format::Yuan),
            )
        };
        let given = [
            ("amount", yuan.to_string()),
            ("currency", "CNY".to_owned()),
            ("original", shown.clone()),
            ("purpose", "bonus".to_owned()),
            ("payer", firm.clone()),
            ("payee", person.clone()),
            ("for", reason.to_owned()),
            ("date", day.to_string()),
        ];
        let claim = claimed("payment", "asserted", None, &given);
        let person = Filled::words(&person).is("person", json!(person));
        let amount = Filled::words(shown)
            .is("money", money(&yuan.to_string(), "CNY", false))
            .stored(stored);
        let reason = Filled::words(reason);
        rows.push(if b {
            (vec![day_cell, person, reason, amount], vec![(3, claim)])
        } else {
            (vec![person, amount, reason, day_cell], vec![(1, claim)])
        });
    }
    let heads = if b {
        vec![
            ("发放日", "date", false),
            ("员工", "person", false),
            ("名目", "text", false),
            ("实发", "amount", false),
        ]
    } else {
        vec![
            ("姓名", "person", false),
            ("金额", "amount", false),
            ("事由", "text", false),
            ("发放日期", "date", false),
        ]
    };
    let title = if b {
        format!("{firm}员工奖励明细（{name}）")
    } else {
        format!("{firm}{name}奖金发放表")
    };
    let note = if b {
        "审批：总经理"
    } else {
        "制表：财务部"
    };
    Grid {
        sheet: name.into(),
        titles: vec![title],
        heads,
        rows,
        notes: vec![note.to_owned()],
        claims: Vec::new(),
    }
}

fn prices(making: &Making<'_>, b: bool) -> Grid {
    let firm = making.world.word("firm");
    let mut random = making.world.random.fork("price sheet");
    let mut rows = Vec::new();
    for at in 1..=making.world.products {
        let word = |name: &str| making.world.word(&format!("{name}{at}"));
        let form = |form: &str| making.world.word(&format!("product{at}.{form}"));
        let product = word("product");
        let wan = random.between(8, 150);
        let shown = format!("{wan}万元");
        let given = [
            ("seller", firm.clone()),
            ("product", product.clone()),
            ("version", form("version")),
            ("capability", word("capability")),
            ("attack", form("attack")),
            ("price", shown.clone()),
        ];
        let offer = claimed("offering", "asserted", None, &given);
        let price = claimed(
            "payment",
            "offered",
            None,
            &[
                ("amount", (wan * 10_000).to_string()),
                ("currency", "CNY".into()),
                ("original", shown.clone()),
                ("purpose", "price".into()),
                ("payee", firm.clone()),
                ("for", product.clone()),
            ],
        );
        let amount = Filled::words(shown)
            .is("money", money(&(wan * 10_000).to_string(), "CNY", false))
            .stored(Cell::Number(wan.to_string(), Format::WanYuan));
        rows.push((
            vec![
                Filled::words(&product).is("product", json!(product)),
                Filled::words(form("version")),
                Filled::words(word("capability")),
                amount,
            ],
            vec![(0, offer), (3, price)],
        ));
    }
    let heads = if b {
        vec![
            ("名称", "text", false),
            ("版次", "text", false),
            ("用途", "text", false),
            ("报价", "amount", false),
        ]
    } else {
        vec![
            ("产品名称", "text", false),
            ("版本", "text", false),
            ("主要功能", "text", false),
            ("单价", "amount", false),
        ]
    };
    Grid {
        sheet: "报价".into(),
        titles: vec![format!("{firm}产品报价表")],
        heads,
        rows,
        notes: vec!["以上报价有效期三十天".into()],
        claims: Vec::new(),
    }
}

fn english_prices(making: &Making<'_>) -> Grid {
    let mut random = making.world.random.fork("english price sheet");
    let firm = making.world.word("firm.en");
    let rows = (1..=making.world.products).map(|at| {
        let product = making.world.word(&format!("product{at}.en"));
        let able = making.world.word(&format!("capability{at}.en"));
        let amount = random.between(9, 90) * 1000;
        let shown = format!("USD {},000", amount / 1000);
        let offer = claimed(
            "offering",
            "asserted",
            None,
            &[
                ("seller", firm.clone()),
                ("product", product.clone()),
                ("capability", able.clone()),
                ("attack", making.world.word(&format!("product{at}.attack"))),
                ("price", shown.clone()),
            ],
        );
        let year = claimed(
            "payment",
            "offered",
            None,
            &[
                ("amount", amount.to_string()),
                ("currency", "USD".into()),
                ("original", shown.clone()),
                ("period", "year".into()),
                ("purpose", "price".into()),
                ("payee", firm.clone()),
                ("for", product.clone()),
            ],
        );
        let price = Filled::words(shown).is("money", money(&amount.to_string(), "USD", false));
        (
            vec![
                Filled::words(&product).is("product", json!(product)),
                Filled::words(able),
                price,
                Filled::words("per year"),
            ],
            vec![(0, offer), (2, year)],
        )
    });
    Grid {
        sheet: String::new(),
        titles: Vec::new(),
        heads: vec![
            ("Product", "text", false),
            ("Capability", "text", false),
            ("Price", "amount", false),
            ("Term", "text", false),
        ],
        rows: rows.collect(),
        notes: Vec::new(),
        claims: Vec::new(),
    }
}

const SURNAMES: [&str; 8] = ["祖", "危", "茹", "郁", "苌", "桓", "酆", "郜"];
const GIVEN: [&str; 8] = [
    "云蘅", "子衿", "怀瑾", "若谷", "知秋", "映雪", "长庚", "南星",
];

fn name(random: &mut Random) -> String {
    format!("{}{}", random.pick(&SURNAMES), random.pick(&GIVEN))
}

fn passengers(scene: &mut Scene, b: bool) -> Grid {
    let country = scene.bodies[0].country.clone();
    let random = &mut scene.random;
    let rows: Vec<Row> = (0..25)
        .map(|_| {
            let phone = format!("154{:08}", random.between(1_000_000, 9_999_999));
            let flight = format!(
                "X{}{}",
                random.pick(&["A", "Q", "Z"]),
                random.between(100, 999)
            );
            let cells = [
                name(random),
                id_number(random),
                phone,
                flight,
                day(random, true).0.to_string(),
            ];
            (cells.map(Filled::words).to_vec(), Vec::new())
        })
        .collect();
    let heads = if b {
        vec![
            ("旅客", "person", true),
            ("证件号", "id_number", true),
            ("手机", "phone", true),
            ("航班", "flight", true),
            ("出行日期", "date", false),
        ]
    } else {
        vec![
            ("姓名", "person", true),
            ("身份证号", "id_number", true),
            ("联系电话", "phone", true),
            ("航班号", "flight", true),
            ("日期", "date", false),
        ]
    };
    let title = format!("{}旅客名单（样本）", country.name);
    dataset(title, heads, rows, Some(country.code))
}

fn calls(scene: &mut Scene, b: bool) -> Grid {
    let country = scene.bodies[0].country.clone();
    let random = &mut scene.random;
    let rows: Vec<Row> = (0..30)
        .map(|_| {
            let mut phone = || format!("154{:08}", random.between(1_000_000, 9_999_999));
            let (from, to) = (phone(), phone());
            let at = day(random, true)
                .0
                .at(i8::try_from(random.below(24)).unwrap_or(0), 7, 0, 0);
            let cells = [
                from,
                to,
                at.strftime("%Y-%m-%d %H:%M").to_string(),
                random.between(3, 900).to_string(),
            ];
            (cells.map(Filled::words).to_vec(), Vec::new())
        })
        .collect();
    let heads = if b {
        vec![
            ("主叫", "phone", true),
            ("被叫", "phone", true),
            ("起始", "time", false),
            ("秒数", "count", false),
        ]
    } else {
        vec![
            ("主叫号码", "phone", true),
            ("被叫号码", "phone", true),
            ("通话时间", "time", false),
            ("时长", "count", false),
        ]
    };
    dataset(
        format!("{}通话记录样本", country.name),
        heads,
        rows,
        Some(country.code),
    )
}

fn roads(scene: &mut Scene, b: bool) -> Grid {
    let country = scene.bodies[0].country.clone();
    let random = &mut scene.random;
    let rows: Vec<Row> = (1..=20)
        .map(|number| {
            let cells = [
                format!("R{number:03}"),
                format!(
                    "{}{}路",
                    random.pick(&["云砚", "松陵", "杏林", "望海", "石门"]),
                    random.pick(&["东", "南", "西", "北", "环"])
                ),
                format!("{}.{}", random.between(1, 80), random.between(0, 9)),
                random.pick(&["二级", "三级", "高速"]).to_string(),
            ];
            (cells.map(Filled::words).to_vec(), Vec::new())
        })
        .collect();
    let heads = if b {
        vec![
            ("路号", "text", false),
            ("路名", "text", false),
            ("公里", "count", false),
            ("等级", "text", false),
        ]
    } else {
        vec![
            ("编号", "text", false),
            ("道路名称", "text", false),
            ("长度km", "count", false),
            ("级别", "text", false),
        ]
    };
    dataset(
        format!("{}道路数据样本", country.name),
        heads,
        rows,
        Some(country.code),
    )
}

fn dataset(
    title: String,
    heads: Vec<super::grid::Head>,
    rows: Vec<Row>,
    country: Option<&str>,
) -> Grid {
    let columns: Vec<&str> = heads.iter().map(|head| head.0).collect();
    let sensitive = heads.iter().any(|head| head.2);
    let mut given = vec![
        ("title", title.clone()),
        ("rows", rows.len().to_string()),
        ("columns", columns.join(",")),
        ("sensitive", sensitive.to_string()),
    ];
    given.extend(country.map(|code| ("country", code.to_owned())));
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

fn contracts(making: &Making<'_>, scene: &mut Scene, b: bool) -> Grid {
    let firm = making.world.word("firm");
    let random = &mut scene.random;
    let rows = (1..=12_i64).map(|number| {
        let client = making
            .world
            .word(&format!("client{}", 1 + random.below(making.world.clients)));
        let product = making.world.word(&format!(
            "product{}",
            1 + random.below(making.world.products)
        ));
        let yuan = random.between(15, 240) * 5000;
        let (day, day_cell) = day(random, b);
        let shown = format!("{},{:03}", yuan / 1000, yuan % 1000);
        let claim = claimed(
            "payment",
            "asserted",
            None,
            &[
                ("amount", yuan.to_string()),
                ("currency", "CNY".into()),
                ("original", shown.clone()),
                ("purpose", "contract".into()),
                ("payer", client.clone()),
                ("payee", firm.clone()),
                ("for", product.clone()),
                ("date", day.to_string()),
            ],
        );
        let amount = Filled::words(shown).is("money", money(&yuan.to_string(), "CNY", false));
        (
            vec![
                Filled::words(format!("HT-{}-{number:03}", day.year())),
                Filled::words(&client).is("org", json!(client)),
                Filled::words(&product).is("product", json!(product)),
                amount,
                day_cell,
            ],
            vec![(3, claim)],
        )
    });
    let heads = if b {
        vec![
            ("编号", "text", false),
            ("甲方", "org", false),
            ("标的", "text", false),
            ("总价（元）", "amount", false),
            ("签订", "date", false),
        ]
    } else {
        vec![
            ("合同编号", "text", false),
            ("客户名称", "org", false),
            ("产品", "text", false),
            ("金额（元）", "amount", false),
            ("签订日期", "date", false),
        ]
    };
    Grid {
        sheet: String::new(),
        titles: vec![format!("{firm}合同台账")],
        heads,
        rows: rows.collect(),
        notes: Vec::new(),
        claims: Vec::new(),
    }
}
