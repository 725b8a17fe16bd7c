//! Tables as people draw them: where the header is, what are data, what columns hold.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot make its parts has failed"
)]

mod parts;

use daylight_model::{Part, Table};
use daylight_understand::{Document, table};
use parts::{csv, html, text, workbook};

fn read(parts: &[Part]) -> Vec<Table> {
    let tables = table::read(
        &Document {
            name: "a",
            media_type: "",
            parts,
        },
        &[],
    );
    for found in &tables {
        let mut rows = 0;
        for part in parts
            .iter()
            .filter(|part| part.number() >= found.part && part.number() <= found.last_part)
        {
            let data = table::rows(found, part);
            assert!(
                data.iter()
                    .all(|row| row.cells.len() == found.columns.len())
            );
            rows += data.len() as u64;
        }
        assert_eq!(rows, found.rows, "{found:?}");
    }
    tables
}

/// Holds a table against `title / header row / rows / name:type …`; `!` marks what is sensitive.
fn check(table: &Table, expect: &str) {
    let columns: Vec<String> = table
        .columns
        .iter()
        .map(|column| {
            let mark = if column.sensitive { "!" } else { "" };
            format!("{}:{}{mark}", column.name, column.kind)
        })
        .collect();
    let header = table
        .header_row
        .map(|row| row.to_string())
        .unwrap_or("-".into());
    let title = table.title.as_deref().unwrap_or("-");
    assert_eq!(
        format!(
            "{title} / {header} / {} / {}",
            table.rows,
            columns.join(" ")
        ),
        expect
    );
}

#[test]
fn a_header_stands_below_titles_and_notes_and_sums_are_no_data() {
    let part = workbook(
        1,
        "一月",
        "差旅费用表\n单位：元\n填表人：老周,,日期：2021-03-04\n姓名,部门,金额,日期\n张伟,销售,1200,2021-03-01\n王芳,技术,800.5,2021-03-02\n小计,,2000.5\n,,\n李强,技术,300,2021-03-03\n合计,,2300.5,\n注：含税\n",
    );
    let tables = read(&[part]);
    assert_eq!(tables.len(), 1);
    assert_eq!(tables[0].sheet.as_deref(), Some("一月"));
    check(
        &tables[0],
        "差旅费用表 / 4 / 3 / 姓名:person 部门:text 金额:amount 日期:date",
    );
}

#[test]
fn several_tables_on_one_sheet_are_several() {
    let below = csv(
        "一组\n姓名,金额\n张伟,100\n王芳,200\n,\n二组\n姓名,电话,备注\n李强,15404747939,\n赵敏,15404014565,新\n",
    );
    let tables = read(&[below]);
    assert_eq!(tables.len(), 2);
    check(&tables[0], "一组 / 2 / 2 / 姓名:person 金额:amount");
    check(
        &tables[1],
        "二组 / 7 / 2 / 姓名:person! 电话:phone! 备注:text",
    );
    let beside = csv("产品,价格,,客户,城市\n甲,100,,某某公司,杭州\n乙,200,,某某局,南京\n");
    let tables = read(&[beside]);
    assert_eq!(tables.len(), 2);
    check(&tables[0], "- / 1 / 2 / 产品:text 价格:amount");
    check(&tables[1], "- / 1 / 2 / 客户:org 城市:place");
    assert_eq!(tables[1].first_column, 4);
}

#[test]
fn a_header_may_have_two_rows_or_be_missing() {
    let two = csv(
        "人员名册\n姓名,联系方式,,入职日期\n,电话,邮箱,\n张伟,15404747939,z@a.example,2020-01-02\n王芳,15404014565,w@a.example,2020-03-04\n",
    );
    check(
        &read(&[two])[0],
        "人员名册 / 3 / 2 / 姓名:person! 电话:phone! 邮箱:email! 入职日期:date",
    );
    let none = csv(
        "1,a@b.example,203.0.113.7,2021-03-04 12:00\n2,c@d.example,203.0.113.8,2021-03-05 12:00\n3,e@f.example,203.0.113.9,2021-03-06 12:00\n",
    );
    check(&read(&[none])[0], "- / - / 3 / :count :email! :ip :time");
}

#[test]
fn personal_data_is_marked_and_names_of_a_firm_are_not() {
    let passengers = csv(
        "Name,Passport No.,Flight,Date of birth,Seat\nAnna Ray,E12345678,CA1234,1980-01-02,12A\nBen Low,E12345679,CA1234,1990-03-04,12B\n",
    );
    check(
        &read(&[passengers])[0],
        "- / 1 / 2 / Name:person! Passport No.:passport! Flight:flight! Date of birth:date! Seat:text",
    );
    let suppliers = csv(
        "供应商名称,地址,联系人,合同金额（万元）\n某某公司,杭州市某路1号,张伟,5.5\n某某厂,南京市某路2号,王芳,12\n",
    );
    check(
        &read(&[suppliers])[0],
        "- / 1 / 2 / 供应商名称:org 地址:address 联系人:person 合同金额（万元）:amount",
    );
}

#[test]
fn a_chat_is_no_table_and_text_is_none() {
    let chat = html("时间\t发送人\t内容\n2021-03-04 12:00\ta\t在吗\n2021-03-04 12:01\tb\t在\n");
    assert!(read(&[chat]).is_empty());
    assert!(read(&[text("a\tb\nc\td\n")]).is_empty());
    let page = html("报价\n产品\t价格\n甲\t28万元\n乙\t面议\n以上含税。\n");
    check(&read(&[page])[0], "报价 / 2 / 2 / 产品:text 价格:amount");
}

#[test]
fn a_sheet_that_was_cut_is_one_table() {
    let first = workbook(1, "a", "姓名,电话\n张伟,15404747939\n王芳,15404014565\n");
    // The rows go on counting in the next part.
    let second = workbook(2, "a", ",\n,\n,\n李强,15406181546\n赵敏,15406973852\n");
    let tables = read(&[first, second]);
    assert_eq!(tables.len(), 1);
    check(&tables[0], "- / 1 / 4 / 姓名:person! 电话:phone!");
    assert_eq!(tables[0].last_part.0, 2);
}

#[test]
fn a_card_says_what_a_set_of_data_is() {
    let part = csv("目标,数据量,日期\n某某局,12.5G,2021-03-04\n某某部,1.5TB,2020年1月2日\n");
    let found = read(std::slice::from_ref(&part));
    let card = table::card(&found[0], &part);
    assert_eq!(card.rows, 2);
    assert_eq!(card.volume, Some(1_512_500_000_000));
    assert_eq!(
        card.date_range,
        Some(("2020-01-02".into(), "2021-03-04".into()))
    );
    assert!(!card.is_personal());
}
