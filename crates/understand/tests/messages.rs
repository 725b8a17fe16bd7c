//! Talks as programs export them: each is read into who, whom, when and what.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot make its parts has failed"
)]

mod parts;

use daylight_model::{Message, Part};
use daylight_understand::{Document, message};
use parts::{csv, html, json, picture, text};

fn read(name: &str, media_type: &str, parts: &[Part]) -> Vec<Message> {
    let messages = message::read(&Document {
        name,
        media_type,
        parts,
    });
    for (index, message) in messages.iter().enumerate() {
        assert_eq!(message.number as usize, index + 1);
        let part = parts
            .iter()
            .find(|part| part.number() == message.span.part)
            .unwrap();
        let words = &part.text()[message.span.start as usize..message.span.end as usize];
        assert!(!words.trim().is_empty());
    }
    messages
}

fn check(messages: &[Message], expect: &[(&str, &str, &str, &str)]) {
    let found: Vec<_> = messages
        .iter()
        .map(|message| {
            let zone = message.time_zone.as_deref().unwrap_or("");
            (
                format!("{}{zone}", message.time.as_deref().unwrap_or("")),
                message.sender.clone().unwrap_or_default(),
                message.recipients.join("+"),
                format!("{}|{}", message.kind, message.text),
            )
        })
        .collect();
    let expect: Vec<_> = expect
        .iter()
        .map(|(time, sender, recipients, text)| {
            let words = if text.contains('|') {
                (*text).to_owned()
            } else {
                format!("text|{text}")
            };
            (
                (*time).to_owned(),
                (*sender).to_owned(),
                (*recipients).to_owned(),
                words,
            )
        })
        .collect();
    assert_eq!(found, expect);
}

fn conversation(messages: &[Message]) -> Option<&str> {
    messages
        .first()
        .and_then(|message| message.conversation.as_deref())
}

#[test]
fn qq_writes_time_and_name_above_the_words() {
    let part = text(
        "消息记录（此消息记录为文本格式，不支持重复导入）\n\n================================================================\n消息分组:我的好友\n================================================================\n消息对象:老周\n================================================================\n\n2021-03-04 12:00:00 老周(12345678)\n在吗\n\n2021-03-04 12:01:09 小满(87654321)\n在的\n明天见\n\n2021-03-04 12:02:00 老周(12345678)\n[图片]\n",
    );
    let messages = read("全部消息.txt", "text/plain", &[part]);
    check(
        &messages,
        &[
            ("2021-03-04T12:00:00", "老周", "", "在吗"),
            ("2021-03-04T12:01:09", "小满", "", "在的\n明天见"),
            ("2021-03-04T12:02:00", "老周", "", "image|[图片]"),
        ],
    );
    assert_eq!(conversation(&messages), Some("老周"));
}

#[test]
fn wechat_sends_days_and_names_by_mail() {
    let part = text(
        "如下是老周与小满的聊天记录\n\n—————  2021-03-04  —————\n\n\n老周  12:00\n\n在吗\n\n小满  12:01\n\n在的\n\n—————  2021-03-05  —————\n\n\n老周  09:30\n\n合同发我\n",
    );
    check(
        &read("聊天记录.txt", "text/plain", &[part]),
        &[
            ("2021-03-04T12:00", "老周", "", "在吗"),
            ("2021-03-04T12:01", "小满", "", "在的"),
            ("2021-03-05T09:30", "老周", "", "合同发我"),
        ],
    );
}

#[test]
fn whatsapp_is_read_in_several_locales() {
    let english = text(
        "04/03/2021, 12:00 - Messages and calls are end-to-end encrypted. No one outside of this chat, not even WhatsApp, can read or listen to them.\n04/03/2021, 12:00 - Anna: hi\n04/03/2021, 12:01 - +86 154 0474 7939: <Media omitted>\n04/03/2021, 12:02 - Anna: two lines\nof text: yes\n25/03/2021, 12:02 - Anna: bye\n",
    );
    let messages = read("WhatsApp Chat with Anna.txt", "text/plain", &[english]);
    check(
        &messages,
        &[
            (
                "2021-03-04T12:00",
                "",
                "",
                "system|Messages and calls are end-to-end encrypted. No one outside of this chat, not even WhatsApp, can read or listen to them.",
            ),
            ("2021-03-04T12:00", "Anna", "", "hi"),
            (
                "2021-03-04T12:01",
                "+86 154 0474 7939",
                "",
                "image|<Media omitted>",
            ),
            ("2021-03-04T12:02", "Anna", "", "two lines\nof text: yes"),
            ("2021-03-25T12:02", "Anna", "", "bye"),
        ],
    );
    assert_eq!(conversation(&messages), Some("Anna"));
    let american = text(
        "[3/4/21, 1:05:09 PM] Anna: hi\n\u{200e}[3/4/21, 1:06:00 PM] Ben: \u{200e}image omitted\n[3/25/21, 12:06:00 AM] Anna: ok\n",
    );
    check(
        &read("_chat.txt", "text/plain", &[american]),
        &[
            ("2021-03-04T13:05:09", "Anna", "", "hi"),
            ("2021-03-04T13:06:00", "Ben", "", "image|image omitted"),
            ("2021-03-25T00:06:00", "Anna", "", "ok"),
        ],
    );
    let chinese = text(
        "2021/3/4 下午1:05 - 老周: 在吗\n2021/3/4 下午1:06 - 小满: 在\n2021/3/4 下午1:07 - 老周: <省略多媒体文件>\n",
    );
    check(
        &read("与老周的 WhatsApp 聊天记录.txt", "text/plain", &[chinese]),
        &[
            ("2021-03-04T13:05", "老周", "", "在吗"),
            ("2021-03-04T13:06", "小满", "", "在"),
            ("2021-03-04T13:07", "老周", "", "image|<省略多媒体文件>"),
        ],
    );
    let german = text(
        "04.03.21, 12:00 - Anna: hallo\n04.03.21, 12:01 - Ben: na\n04.03.21, 12:02 - Anna hat die Gruppe verlassen\n04.03.21, 12:03 - Ben: tja\n",
    );
    check(
        &read("chat.txt", "text/plain", &[german]),
        &[
            ("2021-03-04T12:00", "Anna", "", "hallo"),
            ("2021-03-04T12:01", "Ben", "", "na"),
            (
                "2021-03-04T12:02",
                "",
                "",
                "system|Anna hat die Gruppe verlassen",
            ),
            ("2021-03-04T12:03", "Ben", "", "tja"),
        ],
    );
}

#[test]
fn plain_logs_have_time_name_and_words_on_a_line() {
    let part = text(
        "# 项目群\n时区：UTC+8\n[2021-03-04 12:00] 老周: 在吗\n[2021-03-04 12:01] 小满: 在\n[2021-03-04 12:02] 老周: 「小满：在」\n- - - - - - - -\n那就好\n",
    );
    let messages = read("a.txt", "text/plain", &[part]);
    check(
        &messages,
        &[
            ("2021-03-04T12:00+08:00", "老周", "", "在吗"),
            ("2021-03-04T12:01+08:00", "小满", "", "在"),
            ("2021-03-04T12:02+08:00", "老周", "", "那就好"),
        ],
    );
    assert_eq!(conversation(&messages), Some("项目群"));
    let days = text(
        "=== 2021-03-04 ===\n12:00 <anna> hi\n12:01 <ben> ho\n=== 2021-03-05 ===\n00:10 <anna> still here\n",
    );
    check(
        &read("irc.txt", "text/plain", &[days]),
        &[
            ("2021-03-04T12:00", "anna", "", "hi"),
            ("2021-03-04T12:01", "ben", "", "ho"),
            ("2021-03-05T00:10", "anna", "", "still here"),
        ],
    );
    let telegram = text(
        "Anna Ray, [04/03/2021 12:00]\nhi\n\nBen, [04/03/2021 12:01]\nho\n\nAnna Ray, [04/03/2021 12:02]\nbye\n",
    );
    check(
        &read("a.txt", "text/plain", &[telegram]),
        &[
            ("2021-03-04T12:00", "Anna Ray", "", "hi"),
            ("2021-03-04T12:01", "Ben", "", "ho"),
            ("2021-03-04T12:02", "Anna Ray", "", "bye"),
        ],
    );
}

#[test]
fn what_only_looks_like_a_talk_has_no_messages() {
    let log = text(
        "2021-03-04 12:00:00 INFO: started\n2021-03-04 12:00:01 ERROR: failed\n2021-03-04 12:00:02 INFO: stopped\n2021-03-04 12:00:03 INFO: again\n",
    );
    check(&read("a.log", "text/plain", &[log]), &[]);
    let syslog = text(
        "Mar  4 12:00:00 host sshd[12]: accepted\nMar  4 12:00:01 host sshd[12]: closed\nMar  4 12:00:02 host cron[9]: ran\n",
    );
    check(&read("messages", "text/plain", &[syslog]), &[]);
    let agenda = text("09:00 开场：主任\n09:30 汇报：各组\n10:00 讨论：全体\n11:00 总结：主任\n");
    check(&read("议程.txt", "text/plain", &[agenda]), &[]);
    let novel = text("第三章\n\n她说：“十二点见。”\n老周看了看表，12:00整。\n没有人来。\n");
    check(&read("小说.txt", "text/plain", &[novel]), &[]);
    let diary = csv("日期,姓名,内容\n2021-03-04,老周,写报告\n2021-03-05,小满,开会\n");
    check(&read("工作日志.csv", "text/csv", &[diary]), &[]);
    let calls = csv(
        "主叫号码,被叫号码,通话时间,时长\n15404747939,15404014565,2020-02-10 04:07,492\n15406181546,15406973852,2021-02-08 03:07,537\n",
    );
    check(&read("a.csv", "text/csv", &[calls]), &[]);
    let news =
        csv("时间,标题,内容\n2021-03-04 10:00,停电,明天停电。\n2021-03-05 10:00,停水,明天停水。\n");
    check(&read("a.csv", "text/csv", &[news]), &[]);
}

#[test]
fn columns_are_found_in_any_order_and_without_names() {
    let named = csv(
        "内容,Sent At (UTC),收件人,发件人\n在吗,2021-03-04 12:00:01,小满,老周\n[语音] 12秒,2021-03-04 12:01:01,老周,小满\n",
    );
    check(
        &read("a.csv", "text/csv", &[named]),
        &[
            ("2021-03-04T12:00:01+00:00", "老周", "小满", "在吗"),
            (
                "2021-03-04T12:01:01+00:00",
                "小满",
                "老周",
                "voice|[语音] 12秒",
            ),
        ],
    );
    let unnamed = html(
        "2021-03-04 12:00\tanna\tben\tare you there?\n2021-03-04 12:01\tben\tanna\tyes, I am\n2021-03-04 12:02\tanna\tben\tgood, call me\n2021-03-04 12:03\tben\tanna\tno, you call\n2021-03-04 12:04\tanna\tben\tok, later then\n",
    );
    check(
        &read("a.html", "text/html", &[unnamed]),
        &[
            ("2021-03-04T12:00", "anna", "ben", "are you there?"),
            ("2021-03-04T12:01", "ben", "anna", "yes, I am"),
            ("2021-03-04T12:02", "anna", "ben", "good, call me"),
            ("2021-03-04T12:03", "ben", "anna", "no, you call"),
            ("2021-03-04T12:04", "anna", "ben", "ok, later then"),
        ],
    );
    let split = csv("Date,Time,Name,Message\n3/25/2021,1:05 PM,Anna,hi\n3/4/2021,1:06 PM,Ben,ho\n");
    check(
        &read("a.csv", "text/csv", &[split]),
        &[
            ("2021-03-25T13:05", "Anna", "", "hi"),
            ("2021-03-04T13:06", "Ben", "", "ho"),
        ],
    );
    let wechat = csv(
        "localId,TalkerId,Type,SubType,IsSender,CreateTime,Status,StrContent,StrTime,Remark,NickName,Sender\n1,5,1,0,0,1614830405,2,在吗,2021-03-04 12:00:05,周工,老周,wxid_zhou\n2,5,1,0,1,1614830410,2,在,2021-03-04 12:00:10,我,小满,wxid_man\n",
    );
    check(
        &read("老周.csv", "text/csv", &[wechat]),
        &[
            ("2021-03-04T12:00:05", "wxid_zhou", "", "在吗"),
            ("2021-03-04T12:00:10", "wxid_man", "", "在"),
        ],
    );
    let unknown = csv(
        "时间,说话人,说了什么\n2021-03-04 12:00,甲,在吗？\n2021-03-04 12:01,乙,在，怎么了\n2021-03-04 12:02,甲,合同呢？\n2021-03-04 12:03,乙,明天，一早\n",
    );
    assert_eq!(read("a.csv", "text/csv", &[unknown]).len(), 4);
    let log = csv(
        "time,level,message\n2021-03-04 12:00,INFO,started, ok\n2021-03-04 12:01,WARN,slow, very\n2021-03-04 12:02,INFO,done, ok\n2021-03-04 12:03,INFO,bye, ok\n",
    );
    check(&read("a.csv", "text/csv", &[log]), &[]);
    let epoch = csv("timestamp,sender,text\n1614830405123,anna,hi\n1614830406123,ben,ho\n");
    check(
        &read("a.csv", "text/csv", &[epoch]),
        &[
            ("2021-03-04T04:00:05+00:00", "anna", "", "hi"),
            ("2021-03-04T04:00:06+00:00", "ben", "", "ho"),
        ],
    );
}

#[test]
fn records_of_json_are_messages() {
    let telegram = json(
        r#"{"name": "老周", "type": "personal_chat", "id": 1, "messages": [
        {"id": 7, "type": "service", "date": "2021-03-04T11:59:00", "date_unixtime": "1614830340", "actor": "老周", "action": "phone_call", "text": ""},
        {"id": 8, "type": "message", "date": "2021-03-04T12:00:05", "date_unixtime": "1614830405", "from": "老周", "from_id": "user1", "text": "在吗", "text_entities": [{"type": "plain", "text": "在吗"}]},
        {"id": 9, "type": "message", "date": "2021-03-04T12:01:05", "date_unixtime": "1614830465", "from": "小满", "from_id": "user2", "text": ["看", {"type": "link", "text": "a.example"}, "吧"], "text_entities": []},
        {"id": 10, "type": "message", "date": "2021-03-04T12:02:05", "date_unixtime": "1614830525", "from": "小满", "from_id": "user2", "file": "files/a.pdf", "text": ""}
        ]}"#,
    );
    let messages = read("result.json", "application/json", &[telegram]);
    check(
        &messages,
        &[
            ("2021-03-04T11:59:00+08:00", "老周", "", "system|"),
            ("2021-03-04T12:00:05+08:00", "老周", "", "在吗"),
            ("2021-03-04T12:01:05+08:00", "小满", "", "看a.example吧"),
            ("2021-03-04T12:02:05+08:00", "小满", "", "file|"),
        ],
    );
    assert_eq!(conversation(&messages), Some("老周"));
    let slack = json(
        r#"[{"type": "message", "user": "U1", "text": "hi", "ts": "1614830405.000200", "user_profile": {"real_name": "Anna", "name": "anna"}},
            {"type": "message", "user": "U2", "text": "ho", "ts": "1614830406.000200", "reactions": [{"name": "ok", "users": ["U1"]}]}]"#,
    );
    check(
        &read("2021-03-04.json", "application/json", &[slack]),
        &[
            ("2021-03-04T04:00:05+00:00", "U1", "", "hi"),
            ("2021-03-04T04:00:06+00:00", "U2", "", "ho"),
        ],
    );
    let discord = json(
        r#"{"guild": {"id": "1", "name": "Team"}, "channel": {"id": "2", "name": "general"}, "messages": [
        {"id": "3", "type": "Default", "timestamp": "2021-03-04T12:00:05.123+00:00", "content": "hi", "author": {"id": "9", "name": "anna", "nickname": "Anna"}, "attachments": []},
        {"id": "4", "type": "Default", "timestamp": "2021-03-04T12:01:05+00:00", "content": "ho", "author": {"id": "8", "name": "ben", "nickname": "Ben"}, "attachments": []}]}"#,
    );
    let messages = read("general.json", "application/json", &[discord]);
    check(
        &messages,
        &[
            ("2021-03-04T12:00:05+00:00", "anna", "", "hi"),
            ("2021-03-04T12:01:05+00:00", "ben", "", "ho"),
        ],
    );
    assert_eq!(conversation(&messages), Some("general"));
    let messenger = json(
        r#"{"participants": [{"name": "Anna"}, {"name": "Ben"}], "messages": [
        {"sender_name": "Anna", "timestamp_ms": 1614830405123, "content": "hi", "type": "Generic"},
        {"sender_name": "Ben", "timestamp_ms": 1614830406123, "photos": [{"uri": "a.jpg"}], "type": "Generic"}], "title": "Anna", "thread_path": "inbox/x"}"#,
    );
    let messages = read("message_1.json", "application/json", &[messenger]);
    check(
        &messages,
        &[
            ("2021-03-04T04:00:05+00:00", "Anna", "", "hi"),
            ("2021-03-04T04:00:06+00:00", "Ben", "", ""),
        ],
    );
    assert_eq!(conversation(&messages), Some("Anna"));
    let days = json(
        r#"{"chat": "项目群", "days": {"2021-03-04": [{"time": "12:00", "from": "甲", "text": "在吗"}], "2021-03-05": [{"time": "09:00", "from": "乙", "text": "在"}]}}"#,
    );
    check(
        &read("a.json", "application/json", &[days]),
        &[
            ("2021-03-04T12:00", "甲", "", "在吗"),
            ("2021-03-05T09:00", "乙", "", "在"),
        ],
    );
    let hosts = json(
        r#"[{"host": "a.example", "ip": "203.0.113.1"}, {"host": "b.example", "ip": "203.0.113.2"}]"#,
    );
    check(&read("hosts.json", "application/json", &[hosts]), &[]);
}

#[test]
fn pages_give_times_names_and_words_on_lines_of_their_own() {
    let telegram = html(
        "老周\n4 March 2021\n12:00\n老周\n在吗\n12:01\n小满\n在的\n有事？\n12:02\n没事了\n12:03\n老周\n好\n12:04\n小满\n嗯\n",
    );
    check(
        &read("messages.html", "text/html", &[telegram]),
        &[
            ("2021-03-04T12:00", "老周", "", "在吗"),
            ("2021-03-04T12:01", "小满", "", "在的\n有事？"),
            ("2021-03-04T12:02", "小满", "", "没事了"),
            ("2021-03-04T12:03", "老周", "", "好"),
            ("2021-03-04T12:04", "小满", "", "嗯"),
        ],
    );
    let before = html(
        "项目群\n老周\n2021-03-04 12:00\n在吗\n小满\n2021-03-04 12:01\n在的\n老周\n2021-03-04 12:02\n那好\n小满\n2021-03-04 12:03\n嗯\n",
    );
    let messages = read("a.html", "text/html", &[before]);
    check(
        &messages,
        &[
            ("2021-03-04T12:00", "老周", "", "在吗"),
            ("2021-03-04T12:01", "小满", "", "在的"),
            ("2021-03-04T12:02", "老周", "", "那好"),
            ("2021-03-04T12:03", "小满", "", "嗯"),
        ],
    );
    let last = html("老周\n在吗\n12:00\n小满\n在的\n12:01\n老周\n那好\n12:02\n小满\n嗯\n12:03\n");
    check(
        &read("a.html", "text/html", &[last]),
        &[
            ("", "老周", "", "在吗"),
            ("", "小满", "", "在的"),
            ("", "老周", "", "那好"),
            ("", "小满", "", "嗯"),
        ],
    );
}

#[test]
fn screens_show_by_their_layout_who_wrote_what() {
    let two = picture(&[
        ([40, 20, 60, 24], "9:41"),
        ([330, 90, 90, 36], "老周"),
        ([265, 170, 220, 24], "2021年3月4日 12:00"),
        ([110, 230, 330, 34], "合同我看过了，价格没有"),
        ([110, 272, 120, 34], "问题"),
        ([300, 350, 340, 34], "那就这么定，明天盖章，"),
        ([300, 392, 60, 34], "好吗"),
        ([668, 350, 60, 60], "8"),
        ([110, 470, 30, 34], "行"),
        ([338, 540, 74, 24], "昨天 9:05"),
        ([580, 590, 60, 34], "到了"),
        ([320, 700, 110, 28], "按住说话"),
    ]);
    let messages = read("a.png", "image/png", &[two]);
    check(
        &messages,
        &[
            ("2021-03-04T12:00", "老周", "", "合同我看过了，价格没有问题"),
            ("2021-03-04T12:00", "我", "", "那就这么定，明天盖章，好吗"),
            ("2021-03-04T12:00", "老周", "", "行"),
            ("", "我", "", "到了"),
        ],
    );
    assert_eq!(conversation(&messages), Some("老周"));
    let group = picture(&[
        ([300, 90, 150, 36], "项目群(12)"),
        ([265, 170, 220, 24], "2021年3月4日 12:00"),
        ([95, 220, 60, 22], "老周"),
        ([112, 262, 200, 34], "今天谁去现场"),
        ([95, 330, 60, 22], "小满"),
        ([112, 372, 60, 34], "我去"),
        ([480, 450, 160, 34], "带上合同"),
        ([290, 520, 170, 24], "老李加入了群聊"),
        ([95, 570, 60, 22], "老周"),
        ([112, 612, 60, 34], "好的"),
    ]);
    check(
        &read("b.png", "image/png", &[group]),
        &[
            ("2021-03-04T12:00", "老周", "", "今天谁去现场"),
            ("2021-03-04T12:00", "小满", "", "我去"),
            ("2021-03-04T12:00", "我", "", "带上合同"),
            ("2021-03-04T12:00", "", "", "system|老李加入了群聊"),
            ("2021-03-04T12:00", "老周", "", "好的"),
        ],
    );
    let page = picture(&[
        ([100, 100, 600, 30], "关于停电的通知"),
        (
            [100, 150, 620, 30],
            "各部门：明天上午九点到十二点停电，请保存",
        ),
        (
            [100, 190, 620, 30],
            "文件并关闭电源，以免设备受损。特此通知。",
        ),
        ([500, 260, 220, 30], "2021年3月4日"),
    ]);
    check(&read("c.png", "image/png", &[page]), &[]);
}

/// Layouts that were written down before the readers were looked at again.
#[test]
fn a_zone_that_a_note_or_a_header_states_is_that_of_all_times() {
    for (note, zone) in [
        ("All times local (Kazakhstan, UTC+5)", "+05:00"),
        ("时间为北京时间", "+08:00"),
        ("Zone: GMT+3", "+03:00"),
        ("(UTC)", "+00:00"),
        ("Timestamps in Europe/Berlin", "Europe/Berlin"),
        ("UTC+8", "+08:00"),
        ("Beijing time", "+08:00"),
        ("Exported chat (times in GMT+3)", "+03:00"),
        ("Время московское (UTC+3)", "+03:00"),
        ("時間均為台北時間", "+08:00"),
    ] {
        let part = text(&format!(
            "{note}\n\n2021-03-04 12:00 Anna: hi there\n2021-03-04 12:01 Ben: hello\n2021-03-04 12:02 Anna: the contract is signed\n2021-03-04 12:03 Ben: good\n"
        ));
        let messages = read("chat.txt", "text/plain", &[part]);
        assert_eq!(messages.len(), 4, "{note}");
        for message in &messages {
            assert_eq!(message.time_zone.as_deref(), Some(zone), "{note}");
            assert_eq!(message.zone_basis, daylight_model::ZoneBasis::Stated);
        }
    }
}

#[test]
fn columns_of_a_chat_go_by_many_names() {
    for header in [
        "发送时间,发件人,收件人,消息内容",
        "Date / 日期,From / 发送者,To / 接收者,Text / 内容",
        "timestamp,author,addressee,body",
        "sent_at (UTC),sender_name,receiver_name,message_text",
        "時間,發言人,對象,訊息",
        "Дата,Отправитель,Получатель,Сообщение",
        "消息时间,发送人昵称,接收人昵称,聊天内容",
        "datetime,user,recipient,content",
        "Time (GMT+8),From user,To user,Message",
    ] {
        let body = "2021-03-04 12:00:00,anna,ben,合同签了吗\n2021-03-04 12:01:00,ben,anna,签了。\n2021-03-04 12:02:00,anna,ben,发我一份\n2021-03-04 12:03:00,ben,anna,好，马上发。\n";
        let messages = read("log.csv", "text/csv", &[csv(&format!("{header}\n{body}"))]);
        let found: Vec<_> = messages
            .iter()
            .map(|message| {
                (
                    message.sender.as_deref(),
                    message.recipients.join("+"),
                    message.text.as_str(),
                )
            })
            .collect();
        let expect = [
            (Some("anna"), "ben".to_owned(), "合同签了吗"),
            (Some("ben"), "anna".to_owned(), "签了。"),
            (Some("anna"), "ben".to_owned(), "发我一份"),
            (Some("ben"), "anna".to_owned(), "好，马上发。"),
        ];
        assert_eq!(found, expect, "{header}");
    }
}
