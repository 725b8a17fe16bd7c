//! What lists claim: each row by the kind of its list, whatever its columns are called and in which order they stand.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot make its parts has failed"
)]

mod parts;

use daylight_understand::claim::{self, Found};
use daylight_understand::gazetteer::Gazetteer;
use daylight_understand::{Document, mention, table};
use parts::csv;
use serde_json::Value;

/// Holds what a list claims against one line for each claim: type, polarity and the slots asked for.
fn check(name: &str, list: &str, slots: &[&str], expect: &[&str]) {
    let mut gazetteer = Gazetteer::shipped();
    let names = "name,name_en,type,country,aliases\n远帆安全,,org,CN,\n镜湖,,product,CN,\n";
    assert_eq!(gazetteer.add_csv(names.as_bytes()), []);
    let parts = [csv(list)];
    let document = Document {
        name,
        media_type: "text/csv",
        parts: &parts,
    };
    let mentions = mention::read(&document, &[]);
    let tables = table::read(&document, &mentions);
    let claims = claim::read(&Found {
        document: &document,
        gazetteer: &gazetteer,
        mentions: &mentions,
        messages: &[],
        tables: &tables,
    });
    let shown: Vec<String> = claims
        .iter()
        .map(|claim| {
            let slots = slots
                .iter()
                .filter_map(|slot| match claim.fields.get(*slot)? {
                    Value::Null => None,
                    Value::String(text) => Some(text.clone()),
                    other => Some(other.to_string()),
                });
            let all: Vec<String> = [claim.kind.to_string(), claim.polarity.to_string()]
                .into_iter()
                .chain(slots)
                .collect();
            all.join(" ")
        })
        .collect();
    assert_eq!(shown, expect, "{name}");
}

#[test]
fn a_list_of_bodies_tells_what_became_of_each() {
    check(
        "进展.csv",
        "本季目标进展\n序号,国别,名称,现状,数据,大小\n1,蒙古,蒙古财政部,稳定在控,邮件,12.5G\n2,蒙古,蒙古统计局,尝试中,,\n3,肯尼亚,肯尼亚教育部,权限已掉,公文,300M\n",
        &["name", "country", "volume_bytes"],
        &[
            "target listed 蒙古财政部 MN 12500000000",
            "target attempted 蒙古统计局 MN",
            "target lost 肯尼亚教育部 KE 300000000",
        ],
    );
}

#[test]
fn amounts_take_the_unit_and_the_currency_of_their_column() {
    check(
        "奖金.csv",
        "年终奖发放表（单位：万元）\n姓名,部门,金额（万元）\n张伟,一部,3.5\n王芳,二部,1.2\n合计,,4.7\n",
        &["amount", "currency", "purpose", "payee"],
        &[
            "payment asserted 35000 CNY bonus 张伟",
            "payment asserted 12000 CNY bonus 王芳",
        ],
    );
}

#[test]
fn a_list_of_logins_claims_a_row_each() {
    check(
        "登录测试.csv",
        "系统,账号,结果\nmail.gov-a.example,editor01,可登录\nmail.gov-a.example,admin02,密码错误\n",
        &["service", "account"],
        &[
            "account_access confirmed mail.gov-a.example editor01",
            "account_access attempted mail.gov-a.example admin02",
        ],
    );
}

#[test]
fn what_is_no_list_of_the_business_claims_nothing() {
    for (name, list) in [
        (
            "值班.csv",
            "日期,值班人,电话\n周一,张伟,1\n周二,王芳,2\n周三,李强,3\n",
        ),
        (
            "菜价.csv",
            "品名,单价,数量\n土豆,2.5,10\n白菜,1.2,8\n鸡蛋,6,5\n",
        ),
        (
            "球赛.csv",
            "球队,对手,结果\n一部,二部,输\n三部,四部,赢\n五部,六部,平\n",
        ),
    ] {
        check(name, list, &[], &[]);
    }
}
