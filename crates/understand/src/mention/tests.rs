//! All detectors together, on one line of text each: what is found, and what only looks like it.

use daylight_model::{
    Anchor, LineBreaks, Mention, Message, MessageKind, Part, PartData, PartKind, PartNumber, Place,
    Span, Value, ZoneBasis,
};

use super::{read, settle};
use crate::Document;

fn part(kind: PartKind, text: &str, anchors: Vec<Anchor>) -> Part {
    Part::try_from(PartData {
        number: PartNumber(1),
        kind,
        name: None,
        breaks: LineBreaks::End,
        text: text.to_owned(),
        anchors,
    })
    .unwrap()
}

fn lines(text: &str) -> Part {
    let mut anchors = Vec::new();
    let mut at = 0;
    for (number, line) in (1..).zip(text.split('\n')) {
        if !line.is_empty() {
            anchors.push(Anchor {
                start: at,
                end: at + u32::try_from(line.len()).unwrap(),
                place: Place::line(number),
            });
        }
        at += u32::try_from(line.len()).unwrap() + 1;
    }
    part(PartKind::Body, text, anchors)
}

fn sheet(rows: &[&[&str]]) -> Part {
    let mut text = String::new();
    let mut anchors = Vec::new();
    for (row, cells) in (1..).zip(rows) {
        for (column, cell) in (1..).zip(*cells) {
            let start = u32::try_from(text.len()).unwrap();
            text.push_str(cell);
            let end = u32::try_from(text.len()).unwrap();
            if start < end {
                anchors.push(Anchor {
                    start,
                    end,
                    place: Place::cell(row, column),
                });
            }
            text.push('\t');
        }
        text.pop();
        text.push('\n');
    }
    part(PartKind::Sheet, &text, anchors)
}

fn mentions(part: Part, messages: &[Message]) -> Vec<Mention> {
    let parts = [part];
    let document = Document {
        name: "a.txt",
        media_type: "text/plain",
        parts: &parts,
    };
    let mut found = read(&document, messages);
    settle(&mut found);
    found
}

fn written(part: Part, messages: &[Message]) -> Vec<String> {
    let text = part.text().to_owned();
    mentions(part, messages)
        .iter()
        .map(|mention| {
            let quote = &text[mention.span.start as usize..mention.span.end as usize];
            let value = match &mention.value {
                Value::Bytes(bytes) => bytes.to_string(),
                Value::Text(text) => text.clone(),
                Value::Money(money) => {
                    let number = money.amount.clone().unwrap_or_else(|| {
                        format!(
                            "{}..{}",
                            money.low.as_deref().unwrap_or("?"),
                            money.high.as_deref().unwrap_or("?")
                        )
                    });
                    let about = if money.approximate { "~" } else { "" };
                    format!(
                        "{about}{number} {}",
                        money.currency.as_deref().unwrap_or("-")
                    )
                }
            };
            format!("{} {quote} = {value}", mention.kind)
        })
        .collect()
}

fn check(text: &str, expected: &[&str]) {
    assert_eq!(written(lines(text), &[]), expected, "{text}");
}

fn said(text: &str, time: &str) -> Message {
    Message {
        number: 1,
        span: Span {
            part: PartNumber(1),
            start: 0,
            end: u32::try_from(text.len()).unwrap(),
        },
        time: Some(time.to_owned()),
        time_zone: None,
        zone_basis: ZoneBasis::Unknown,
        sender: None,
        sender_span: None,
        recipients: Vec::new(),
        conversation: None,
        kind: MessageKind::Text,
        text: text.to_owned(),
        place_alone: false,
    }
}

fn check_said(text: &str, time: &str, expected: &[&str]) {
    assert_eq!(
        written(lines(text), &[said(text, time)]),
        expected,
        "{text}"
    );
}

#[test]
fn money_stands_with_its_currency_or_beside_words_for_it() {
    check(
        "合同金额为人民币28万元，约20多万美元。",
        &[
            "money 人民币28万元 = 280000 CNY",
            "money 20多万美元 = ~200000 USD",
        ],
    );
    check("报价18万，不能再低了", &["money 18万 = 180000 -"]);
    check("共18万条记录，18万人的数据", &[]);
    check("奖金发了５５，０００", &["money ５５，０００ = 55000 -"]);
    check("一共5到8万元整", &["money 5到8万元整 = 50000..80000 CNY"]);
    check("房租三千五每个月", &["money 三千五 = 3500 -"]);
    check(
        "budget of 55,000 yuan or €5k",
        &["money 55,000 yuan = 55000 CNY", "money €5k = 5000 EUR"],
    );
    check(
        "yesterday 12 400 EUR left our account, page 12 400 lines",
        &["money 12 400 EUR = 12400 EUR"],
    );
    check("一起吃饭，一共两个人，第一个月", &[]);
    check(
        "價格：新臺幣1,200,000元，簽約後付90萬元，開發費用說明與價格條件請見檔案",
        &[
            "money 新臺幣1,200,000元 = 1200000 TWD",
            "money 90萬元 = 900000 -",
        ],
    );
}

#[test]
fn plain_numbers_under_a_header_of_amounts_are_money() {
    let part = sheet(&[
        &["姓名", "奖金（万元）", "工号"],
        &["甲", "5.5", "1024"],
        &["乙", "12", "1025"],
    ]);
    assert_eq!(
        written(part, &[]),
        ["money 5.5 = 55000 CNY", "money 12 = 120000 CNY"]
    );
    let part = sheet(&[
        &["Item", "Amount (USD)"],
        &["licence", "14,000"],
        &["training", "n/a"],
    ]);
    assert_eq!(written(part, &[]), ["money 14,000 = 14000 USD"]);
    let part = sheet(&[
        &["报价单", ""],
        &["单位：元", ""],
        &["名称", "单价"],
        &["甲", "490,000"],
        &["乙", "12000"],
    ]);
    assert_eq!(
        written(part, &[]),
        ["money 490,000 = 490000 CNY", "money 12000 = 12000 CNY"]
    );
    check(
        "序号\t金额（元）\n\n1\t1,800,000\n\n2\t900,000",
        &[
            "money 1,800,000 = 1800000 CNY",
            "money 900,000 = 900000 CNY",
        ],
    );
}

#[test]
fn dates_and_volumes_are_found_and_stamps_of_records_are_not() {
    check(
        "2021年3月4日导出53.3TB，共100多G",
        &[
            "date 2021年3月4日 = 2021-03-04",
            "bytes 53.3TB = 53300000000000",
            "bytes 100多G = 100000000000",
        ],
    );
    check(
        "2021-03-04 12:33:05 disk full\ntime: 2021-03-04T12:33:05Z",
        &[],
    );
    check(
        "on 4 March 2021 at 12:30",
        &["date 4 March 2021 = 2021-03-04"],
    );
}

#[test]
fn rows_of_persons_yield_only_what_must_be_masked() {
    let part = sheet(&[
        &["姓名", "身份证号", "日期"],
        &["甲", "11010519491231002X", "2021-03-04"],
        &["乙", "11010519491231002X", "2021-03-05"],
    ]);
    assert_eq!(
        written(part, &[]),
        [
            "id_number 11010519491231002X = 11010519491231002X",
            "id_number 11010519491231002X = 11010519491231002X",
        ]
    );
}

#[test]
fn indicators_are_found_defanged_wide_and_glued_to_han_text() {
    check(
        "地址192.0.2.5的，１９２．０．２．６",
        &[
            "ipv4 192.0.2.5 = 192.0.2.5",
            "ipv4 １９２．０．２．６ = 192.0.2.6",
        ],
    );
    check(
        "203[.]0[.]113[.]224 203.0.113(.)7 192.0.2点9，192.0.2.0/24",
        &[
            "ipv4 203[.]0[.]113[.]224 = 203.0.113.224",
            "ipv4 203.0.113(.)7 = 203.0.113.7",
            "ipv4 192.0.2点9 = 192.0.2.9",
            "ipv4 192.0.2.0/24 = 192.0.2.0/24",
        ],
    );
    check(
        "V1.2.3.4 版本2.3.4.5 version 10.0.19041.1 1.2.3.4.5 999.1.1.1 01.2.3.4",
        &[],
    );
    check(
        "地址为2001:DB8::F374，12:33:05，std::vec",
        &["ipv6 2001:DB8::F374 = 2001:db8::f374"],
    );
    check(
        "hxxp://bad[.]example/a/b?c=1。访问https://ok.example/x)",
        &[
            "url hxxp://bad[.]example/a/b?c=1 = http://bad.example/a/b?c=1",
            "url https://ok.example/x = https://ok.example/x",
        ],
    );
    check(
        "域名files-163.example和evil[.]com，readme.md，report.docx，见main.py",
        &[
            "domain files-163.example = files-163.example",
            "domain evil[.]com = evil.com",
        ],
    );
    check("done.In the end self.name com.android.phone", &[]);
    check(
        "邮箱a.b@mail.example，a.b[at]mail[.]example",
        &[
            "email a.b@mail.example = a.b@mail.example",
            "email a.b[at]mail[.]example = a.b@mail.example",
        ],
    );
    check(
        "MAC 00-1A-2B-3C-4D-5E",
        &["mac 00-1A-2B-3C-4D-5E = 00:1a:2b:3c:4d:5e"],
    );
    check(
        "md5: d41d8cd98f00b204e9800998ecf8427e",
        &["md5 d41d8cd98f00b204e9800998ecf8427e = d41d8cd98f00b204e9800998ecf8427e"],
    );
    check(
        "使用T1059.001技术与cve-2021-44228，型号T1000X",
        &[
            "attack_technique T1059.001 = T1059.001",
            "cve cve-2021-44228 = CVE-2021-44228",
        ],
    );
}

#[test]
fn numbers_with_check_digits_are_told_apart() {
    check(
        "身份证11010519491231002x，信用代码91350100M000100Y43",
        &[
            "id_number 11010519491231002x = 11010519491231002X",
            "company_id 91350100M000100Y43 = 91350100M000100Y43",
        ],
    );
    check("110105194912310021", &[]);
    check(
        "IBAN DE89 3704 0044 0532 0130 00 and GB82WEST12345698765432",
        &[
            "iban DE89 3704 0044 0532 0130 00 = DE89370400440532013000",
            "iban GB82WEST12345698765432 = GB82WEST12345698765432",
        ],
    );
    check(
        "卡号4111 1111 1111 1111",
        &["bank_card 4111 1111 1111 1111 = 4111111111111111"],
    );
    check("订单4111111111111112", &[]);
    check("护照号E12345678", &["passport E12345678 = E12345678"]);
    check(
        "wallet 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
        &["crypto_wallet 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa = 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"],
    );
    check("车牌京A·12345", &["plate 京A·12345 = 京A12345"]);
}

#[test]
fn phones_are_written_in_e164() {
    check(
        "电话15401025228，手机+86 138-0013-8000",
        &[
            "phone 15401025228 = +8615401025228",
            "phone +86 138-0013-8000 = +8613800138000",
        ],
    );
    check(
        "Tel: 010-62345678转802; +44 20 7946 0958",
        &[
            "phone 010-62345678转802 = +861062345678;ext=802",
            "phone +44 20 7946 0958 = +442079460958",
        ],
    );
    check("订单号2021138001380001234，金额：1.13800138000", &[]);
}

#[test]
fn secrets_are_found_alone_and_words_for_them_are_not() {
    check(
        "密码：Abc@1234，账号admin",
        &["credential Abc@1234 = Abc@1234"],
    );
    check(
        "口令是hunter22。密码错误，请重置密码",
        &["credential hunter22 = hunter22"],
    );
    check("password: required, password policy, token = null", &[]);
    check(
        "key AKIAIOSFODNN7EXAMPLE",
        &["credential AKIAIOSFODNN7EXAMPLE = AKIAIOSFODNN7EXAMPLE"],
    );
}

#[test]
fn coordinates_are_latitude_and_longitude() {
    check(
        "位置31.230416,121.473701",
        &["coordinate 31.230416,121.473701 = 31.230416,121.473701"],
    );
    check(
        "121.473701, 31.230416",
        &["coordinate 121.473701, 31.230416 = 31.230416,121.473701"],
    );
    check(
        "北纬31.5°，东经121.25°",
        &["coordinate 北纬31.5°，东经121.25° = 31.5,121.25"],
    );
    check(
        "40°30'00\"N 74°15'00\"W",
        &["coordinate 40°30'00\"N 74°15'00\"W = 40.5,-74.25"],
    );
}

#[test]
fn what_no_anchor_covers_is_no_mention() {
    let text = "time: 5万元";
    let part = part(
        PartKind::Body,
        text,
        vec![Anchor {
            start: 0,
            end: 4,
            place: Place::line(1),
        }],
    );
    assert!(written(part, &[]).is_empty());
}

#[test]
fn in_a_talk_a_large_number_that_counts_nothing_is_money() {
    check_said(
        "没细说，好像15k",
        "2021-03-04T08:00:00",
        &["money 15k = 15000 -"],
    );
    check_said("粉丝5万", "2021-03-04T08:00:00", &[]);
    check_said("跑了15k行日志", "2021-03-04T08:00:00", &[]);
}

#[test]
fn dates_in_a_message_count_from_the_day_it_was_sent() {
    check_said(
        "去年三月签的，昨天到的款",
        "2021-03-04T08:00:00",
        &["date 去年三月 = 2020-03"],
    );
    check_said(
        "12月28日交货",
        "2021-01-05T08:00:00",
        &["date 12月28日 = 2020-12-28"],
    );
    check("昨天签的，上个月谈的，3月4日付款", &[]);
    check(
        "2021年1月签订，3月4日付款",
        &["date 2021年1月 = 2021-01", "date 3月4日 = 2021-03-04?"],
    );
}

#[test]
fn one_endless_line_does_not_stall() {
    for unit in [
        "1", "a", "1.", "a@", "一", "万", "12-", "http://", "1,234,", "：", "ab:", "2021年", "(1)",
        "$", "密码",
    ] {
        let text = unit.repeat(60_000 / unit.len());
        let _ = mentions(lines(&text), &[]);
    }
}

#[test]
fn amounts_in_other_wordings_are_read_alike() {
    check(
        "工资 8500/月，加薪涨到1w2",
        &["money 8500 = 8500 -", "money 1w2 = 12000 -"],
    );
    check(
        "一年服务费 36 万 元，Total EUR 120.000,00",
        &[
            "money 36 万 元 = 360000 CNY",
            "money EUR 120.000,00 = 120000 EUR",
        ],
    );
    check(
        "预算在三五百万之间，欠五六万",
        &[
            "money 三五百万 = ~3000000..5000000 -",
            "money 五六万 = ~50000..60000 -",
        ],
    );
    check(
        "3.5万字 18k行代码 15k人 4k屏 跑了5k 20w粉，共导出 1,234,567 条",
        &[],
    );
}

#[test]
fn files_versions_and_line_speeds_are_not_taken_for_more() {
    check("a.b.c.py, 1.2.3.4-beta，账号：6225 8888", &[]);
    check(
        "带宽100M，聊天记录约 20 G，www.gov.cn",
        &["bytes 20 G = 20000000000", "domain www.gov.cn = www.gov.cn"],
    );
    check(
        "中華民國一百一十年五月三日",
        &["date 民國一百一十年五月三日 = 2021-05-03"],
    );
}
