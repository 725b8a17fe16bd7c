//! What lists claim: each row by the kind of its list, whatever its columns are called and in which order they stand.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot make its parts has failed"
)]

mod parts;

use daylight_understand::gazetteer::Gazetteer;
use daylight_understand::{Document, Understander};
use parts::csv;
use serde_json::Value;

/// Holds what a list claims against one line for each claim: type, polarity and the slots asked for.
fn check(name: &str, list: &str, slots: &[&str], expect: &[&str]) {
    let mut gazetteer = Gazetteer::shipped();
    let names = "name,name_en,type,country,aliases\n远帆安全,,org,CN,\n镜湖,,product,CN,\n雁鸣市公安局,,org,CN,\n\
                 沙洲省公安厅,,org,CN,\n大洋电信,,org,FJ,\n";
    assert_eq!(gazetteer.add_csv(names.as_bytes()), []);
    let parts = [csv(list)];
    let document = Document {
        name,
        media_type: "text/csv",
        parts: &parts,
    };
    let claims = Understander::new(gazetteer).read(&document).claims;
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
fn what_is_signed_what_came_and_what_did_not_are_three_sums() {
    check(
        "回款情况.csv",
        "应收汇总（万元）\n客户,标的,合同额,已到账,尚欠款\n雁鸣市公安局,镜湖,80,50,30\n沙洲省公安厅,镜湖,45,45,0\n",
        &["amount", "purpose", "payer"],
        &[
            "payment asserted 800000 contract 雁鸣市公安局",
            "payment asserted 500000 contract 雁鸣市公安局",
            "payment negated 300000 contract 雁鸣市公安局",
            "payment asserted 450000 contract 沙洲省公安厅",
            "payment asserted 450000 contract 沙洲省公安厅",
        ],
    );
}

#[test]
fn a_form_of_names_and_values_is_a_list_of_its_records() {
    check(
        "核验单.csv",
        "登录核验单,,,\n系统,mail.gov-a.example,账号,clerk7\n日期,2021-05-01,结果,可登录\n系统,vpn.gov-a.example,账号,guest\n\
         日期,2021-05-02,结果,密码错误\n",
        &["service", "account"],
        &[
            "account_access confirmed mail.gov-a.example clerk7",
            "account_access attempted vpn.gov-a.example guest",
        ],
    );
}

#[test]
fn names_of_columns_may_stand_beside_the_values() {
    check(
        "企业卡片.csv",
        "公司名称,远帆安全\n成立日期,2016-04-08\n注册资本,600万元\n法人,林知夏\n住所,雁鸣市河东路3号\n",
        &["property", "value"],
        &[
            "profile asserted registered_on 2016-04-08",
            "profile asserted capital 600万元",
            "profile asserted representative 林知夏",
            "profile asserted address 雁鸣市河东路3号",
        ],
    );
}

#[test]
fn lists_that_stand_beside_one_another_are_two() {
    check(
        "两组.csv",
        "单位,国家,现状,,单位,国家,现状\n蒙古财政部,蒙古,稳定在控,,斐济卫生部,斐济,权限已掉\n蒙古统计局,蒙古,尝试中,,大洋电信,斐济,稳定在控\n",
        &["name", "country"],
        &[
            "target listed 蒙古财政部 MN",
            "target lost 斐济卫生部 FJ",
            "target attempted 蒙古统计局 MN",
            "target listed 大洋电信 FJ",
        ],
    );
}

#[test]
fn bodies_of_other_states_in_a_list_without_names_are_targets() {
    check(
        "新建表格.csv",
        "蒙古财政部,还在,\n斐济卫生部,掉了,上周\n肯尼亚教育部,没进去,\n",
        &["name", "country"],
        &[
            "target listed 蒙古财政部 MN",
            "target lost 斐济卫生部 FJ",
            "target attempted 肯尼亚教育部 KE",
        ],
    );
}

#[test]
fn where_people_and_months_cross_each_amount_is_a_payment() {
    check(
        "差旅.csv",
        "2021年差旅报销（元）\n,5月,6月,小计\n林知夏,1200,,1200\n周望舒,300,450,750\n合计,1500,450,1950\n",
        &["amount", "purpose", "payee", "date"],
        &[
            "payment asserted 1200 expense 林知夏 2021-05",
            "payment asserted 300 expense 周望舒 2021-05",
            "payment asserted 450 expense 周望舒 2021-06",
        ],
    );
}

#[test]
fn who_is_quoted_to_pays_for_all_pieces() {
    check(
        "报价单.csv",
        "报价单\n致：雁鸣市公安局\n货物,数量,单价(元),小计(元)\n镜湖,2,90000,180000\n上门培训,1,20000,20000\n优惠后成交价,,,170000\n",
        &["amount", "purpose", "payer"],
        &[
            "offering asserted",
            "payment offered 180000 quote 雁鸣市公安局",
            "payment offered 20000 quote 雁鸣市公安局",
            "payment offered 170000 quote 雁鸣市公安局",
        ],
    );
}

#[test]
fn a_body_that_denies_that_its_systems_were_reached_is_a_target_that_denies() {
    check(
        "媒体汇总.csv",
        "日期,发布方,表态,内容摘要\n2021-03-02,斐济卫生部,否认,系统从未被入侵\n2021-03-05,大洋电信,承认,计费服务器曾被访问\n",
        &["name", "country", "speaker", "stance"],
        &[
            "target denied 斐济卫生部 FJ",
            "statement asserted 斐济卫生部 denies",
            "statement asserted 大洋电信 confirms",
        ],
    );
}

#[test]
fn names_of_columns_that_programs_write_are_read_in_words() {
    check(
        "LEADS_EXPORT.csv",
        "lead_id,src_org,req_txt,tgt_org,ctry,disp_cd\nL-4410,雁鸣市公安局,近两年话单,大洋电信,FJ,ACPT\n\
         L-4411,沙洲省公安厅,病历库,斐济卫生部,FJ,REJ\n",
        &["client", "target", "outcome"],
        &[
            "request asserted 雁鸣市公安局 大洋电信 accepted",
            "request asserted 沙洲省公安厅 斐济卫生部 refused",
        ],
    );
}

#[test]
fn logins_may_stand_below_their_host() {
    check(
        "邮箱复核.csv",
        "复核 webmail.gov-a.example,,\n邮箱,时间,结果\neditor01,01:12,可登录\nadmin02,01:15,密码错误\n",
        &["service", "account"],
        &[
            "account_access confirmed webmail.gov-a.example editor01",
            "account_access attempted webmail.gov-a.example admin02",
        ],
    );
}

#[test]
fn a_board_has_the_state_of_access_above_each_column() {
    check(
        "总表.csv",
        "区域,在控,失联,没动过\n南太,斐济卫生部,大洋电信,—\n东非,肯尼亚教育部,—,肯尼亚财政部\n",
        &["name", "country"],
        &[
            "target confirmed 斐济卫生部 FJ",
            "target lost 大洋电信 FJ",
            "target confirmed 肯尼亚教育部 KE",
            "target negated 肯尼亚财政部 KE",
        ],
    );
}

#[test]
fn firms_beside_one_another_have_their_facts_below() {
    check(
        "对手工商信息.csv",
        "查了几家,,\n,铁杉软件,宏图数据\n成立,2009-08-19,2015-11-30\n注册资本,8600万元,300万元\n社保人数,312,4\n",
        &["organisation", "property", "value"],
        &[
            "profile asserted 铁杉软件 registered_on 2009-08-19",
            "profile asserted 宏图数据 registered_on 2015-11-30",
            "profile asserted 铁杉软件 capital 8600万元",
            "profile asserted 宏图数据 capital 300万元",
            "profile asserted 铁杉软件 employees 312",
            "profile asserted 宏图数据 employees 4",
        ],
    );
}

#[test]
fn who_asks_is_at_home_and_is_answered_by_a_tick() {
    check(
        "需求本.csv",
        "7月起口述补的,,\n哪家,要啥,弄不弄\n雁鸣市公安局,斐济卫生部邮件,√\n沙洲省公安厅,两个账号的落地,×\n",
        &["client", "target", "outcome"],
        &[
            "request asserted 雁鸣市公安局 斐济卫生部 accepted",
            "request asserted 沙洲省公安厅 refused",
        ],
    );
}

#[test]
fn who_is_paid_back_may_stand_above_the_list() {
    check(
        "报销.csv",
        "远帆安全差旅报销,,,\n报销人：梁骏　部门：销售　币种：人民币,,,\n日,事,钱,票\n3,去北桐火车票,214,有\n4,请客吃饭,1380,有\n",
        &["amount", "purpose", "payee"],
        &[
            "payment asserted 214 expense 梁骏",
            "payment asserted 1380 expense 梁骏",
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
        (
            "资产.csv",
            "资产编号,品名,使用人,领用日期,原值(元)\nA-1,笔记本,林知夏,2020-01-02,9800\nA-2,显示器,周望舒,2020-03-04,1200\n",
        ),
        (
            "成绩.csv",
            "姓名,笔试,面试,总分\n林知夏,88,90,178\n周望舒,75,81,156\n沈清和,92,79,171\n",
        ),
        (
            "年假.csv",
            "姓名,剩余天数,5月,6月\n林知夏,5,2,1\n周望舒,7,,3\n沈清和,3,1,\n",
        ),
    ] {
        check(name, list, &[], &[]);
    }
}
