//! Chats of wording c: exports of several programs, one layout each.
//!
//! Always: a layout states no zone unless the key says so; who gets a message is not said; the key has names as
//! they are shown in the file.

use jiff::civil::DateTime;
use serde_json::{Value, json};

use super::chats::{Conversation, Message, converse, kind};
use super::collect::{Collector, Nature, message_citation};
use super::scene::Scene;
use super::script;
use super::{LeakError, Making, Size};
use crate::key::MessageEntry;
use crate::write::table::{self, escape};

/// A file of a conversation, and where each message's words stand.
pub(super) struct Written {
    pub(super) path: String,
    pub(super) bytes: Vec<u8>,
    pub(super) media_type: &'static str,
    /// Locator of the words, of the message, text of its time, of its zone.
    pub(super) places: Vec<(String, String, String, Option<&'static str>)>,
    pub(super) pieces: Vec<String>,
    /// Whether the file says what the conversation is called.
    pub(super) titled: bool,
}

/// Chats of a leak of wording c.
pub(crate) fn chats(making: &Making<'_>, collector: &mut Collector) -> Result<(), LeakError> {
    let scripts = script::chats(making.options.wording)?;
    let files = match making.options.size {
        Size::Small => 8,
        Size::Standard => 28,
        Size::Large => 210,
    };
    for number in 0..files {
        let script = &scripts[number % scripts.len()];
        let mut scene = Scene::new(making.world, &format!("chat {} {number}", script.name));
        let talk = converse(making, script, &mut scene)?;
        let uuid = scene.random.uuid();
        let english = script.number("english").is_some();
        let written = match (english, number % 6) {
            (true, 0 | 2 | 4) => whatsapp(&talk, number),
            (true, _) => slack(&talk, &uuid)?,
            (false, 0) => wechat(&talk, number),
            (false, 1) => tabular(&talk, &uuid),
            (false, 2) => qq(&talk, number),
            (false, 3) => telegram(&talk, number)?,
            (false, 4) => pipes(&talk, &uuid),
            (false, _) => sheet(&talk, &uuid)?,
        };
        enter(collector, &talk, written);
    }
    Ok(())
}

/// What a clock in China shows.
pub(super) fn china(message: &Message) -> DateTime {
    message.at.saturating_add(jiff::Span::new().hours(8))
}

pub(super) fn iso(at: DateTime) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

pub(super) fn words(message: &Message) -> &str {
    &message.passage.said.text
}

pub(super) fn lines_file(path: String, lines: &[String], media_type: &'static str) -> Written {
    Written {
        path,
        bytes: (lines.join("\n") + "\n").into_bytes(),
        media_type,
        places: Vec::new(),
        pieces: vec![lines.join("\n")],
        titled: false,
    }
}

pub(super) fn at_line(
    number: usize,
    line: usize,
    time: String,
) -> (String, String, String, Option<&'static str>) {
    (
        format!("line={line}"),
        format!("message={}&line={line}", number + 1),
        time,
        None,
    )
}

/// Name and time above, words below, a blank line between.
pub(super) fn wechat(talk: &Conversation, number: usize) -> Written {
    let mut lines = Vec::new();
    let mut places = Vec::new();
    for (index, message) in talk.messages.iter().enumerate() {
        let at = china(message);
        lines.push(format!(
            "{} {}",
            message.sender,
            at.strftime("%Y-%m-%d %H:%M:%S")
        ));
        lines.push(words(message).to_owned());
        places.push(at_line(index, lines.len(), iso(at)));
        lines.push(String::new());
    }
    let path = format!("wx导出/{}_{number}.txt", talk.title);
    Written {
        places,
        ..lines_file(path, &lines, "text/plain")
    }
}

/// A head of several lines, then time and name with a number, words, a blank line.
fn qq(talk: &Conversation, number: usize) -> Written {
    let rule = "=".repeat(64);
    let mut lines = vec![
        "消息记录（此消息记录为文本格式，不支持重新导入）".to_owned(),
        String::new(),
        rule.clone(),
        "消息分组:同事".to_owned(),
        rule.clone(),
        format!("消息对象:{}", talk.title),
        rule,
        String::new(),
    ];
    let mut places = Vec::new();
    for (index, message) in talk.messages.iter().enumerate() {
        let at = china(message);
        lines.push(format!(
            "{} {}",
            at.strftime("%Y-%m-%d %-H:%M:%S"),
            message.sender
        ));
        lines.push(words(message).to_owned());
        places.push(at_line(index, lines.len(), iso(at)));
        lines.push(String::new());
    }
    let path = format!("qq/{}_{number}.txt", talk.title);
    Written {
        places,
        titled: true,
        ..lines_file(path, &lines, "text/plain")
    }
}

/// One line each: day first, without seconds.
pub(super) fn whatsapp(talk: &Conversation, number: usize) -> Written {
    let mut lines = vec![];
    let mut places = Vec::new();
    for (index, message) in talk.messages.iter().enumerate() {
        let at = china(message);
        let shown = at.strftime("%d/%m/%Y, %H:%M");
        lines.push(format!("{shown} - {}: {}", message.sender, words(message)));
        places.push(at_line(
            index,
            lines.len(),
            at.strftime("%Y-%m-%dT%H:%M").to_string(),
        ));
    }
    let path = format!("english/WhatsApp Chat with {} ({number}).txt", talk.title);
    Written {
        places,
        ..lines_file(path, &lines, "text/plain")
    }
}

/// A table of Markdown, one row each.
fn pipes(talk: &Conversation, uuid: &str) -> Written {
    let mut lines = vec![
        format!("## {}", talk.title),
        String::new(),
        "| # | 谁 | 几点（北京时间） | 说了什么 |".to_owned(),
        "| --- | --- | --- | --- |".to_owned(),
    ];
    let mut places = Vec::new();
    let mut pieces = vec![talk.title.clone()];
    for (index, message) in talk.messages.iter().enumerate() {
        let at = china(message);
        let time = at.strftime("%Y/%m/%d %H:%M:%S").to_string();
        lines.push(format!(
            "| {} | {} | {time} | {} |",
            index + 1,
            message.sender,
            words(message)
        ));
        let line = lines.len();
        places.push((
            format!("line={line}"),
            format!("message={}&line={line}", index + 1),
            format!("{}+08:00", iso(at)),
            Some("UTC+08:00"),
        ));
        pieces.extend([message.sender.clone(), time, words(message).to_owned()]);
    }
    let path = format!("{uuid}.md");
    let whole = lines_file(path, &lines, "text/markdown");
    Written {
        places,
        pieces,
        titled: true,
        ..whole
    }
}

/// A table of HTML with other columns than the leaked repository has.
fn tabular(talk: &Conversation, uuid: &str) -> Written {
    let mut lines = vec![
        format!("### {}", talk.title),
        String::new(),
        "<table><thead>".to_owned(),
    ];
    lines.push(
        "<tr><th>id</th><th>说话人</th><th>正文</th><th>类型</th><th>发出时刻 (UTC)</th></tr>"
            .to_owned(),
    );
    lines.push("</thead><tbody>".to_owned());
    let mut places = Vec::new();
    let mut pieces = vec![talk.title.clone()];
    for (index, message) in talk.messages.iter().enumerate() {
        let time = message.at.strftime("%d.%m.%Y %H:%M:%S").to_string();
        lines.push("<tr>".to_owned());
        lines.push(format!(
            "  <td>{}</td><td>{}</td>",
            5000 + index,
            escape(&message.sender)
        ));
        lines.push(format!("  <td>{}</td>", escape(words(message))));
        let line = lines.len();
        lines.push(format!(
            "  <td>{}</td><td>{time}</td>",
            kind(words(message))
        ));
        lines.push("</tr>".to_owned());
        places.push((
            format!("line={line}"),
            format!("message={}&line={line}", index + 1),
            format!("{}Z", iso(message.at)),
            Some("UTC"),
        ));
        pieces.extend([message.sender.clone(), words(message).to_owned(), time]);
    }
    lines.push("</tbody></table>".to_owned());
    let whole = lines_file(format!("记录/{uuid}.md"), &lines, "text/markdown");
    Written {
        places,
        pieces,
        titled: true,
        ..whole
    }
}

/// Delimited text.
fn sheet(talk: &Conversation, uuid: &str) -> Result<Written, LeakError> {
    let path = format!("记录/{uuid}.csv");
    let heads = ["localId", "StrTime", "NickName", "StrContent"].map(str::to_owned);
    let mut rows = vec![heads.to_vec()];
    let mut places = Vec::new();
    for (index, message) in talk.messages.iter().enumerate() {
        let at = china(message);
        let time = at.strftime("%Y-%m-%d %H:%M:%S").to_string();
        rows.push(vec![
            (index + 1).to_string(),
            time,
            message.sender.clone(),
            words(message).to_owned(),
        ]);
        let cell = format!("cell={},4", rows.len());
        places.push((
            cell.clone(),
            format!("message={}&{cell}", index + 1),
            iso(at),
            None,
        ));
    }
    let pieces = rows.iter().flatten().cloned().collect();
    let file = super::collect::at(&path, table::csv(&rows, b','))?;
    Ok(Written {
        path,
        bytes: file.text.into_bytes(),
        media_type: "text/csv",
        places,
        pieces,
        titled: false,
    })
}

fn at_pointer(
    index: usize,
    field: &str,
    list: &str,
    time: String,
    zone: Option<&'static str>,
) -> (String, String, String, Option<&'static str>) {
    let record = format!("pointer={list}/{index}");
    (format!("{record}/{field}"), record, time, zone)
}

/// The JSON of Telegram Desktop: local times.
pub(super) fn telegram(talk: &Conversation, number: usize) -> Result<Written, LeakError> {
    let messages: Vec<Value> = talk
        .messages
        .iter()
        .enumerate()
        .map(|(index, message)| {
            json!({"id": 900 + index, "type": "message", "date": iso(china(message)),
                "from": message.sender, "from_id": format!("user{}", message.role.len() * 7919), "text": words(message)})
        })
        .collect();
    let shape = if talk.group {
        "private_group"
    } else {
        "personal_chat"
    };
    let whole =
        json!({"name": talk.title, "type": shape, "id": 70_000 + number, "messages": messages});
    let places = talk.messages.iter().enumerate();
    let places = places
        .map(|(index, message)| at_pointer(index, "text", "/messages", iso(china(message)), None));
    Ok(Written {
        path: format!("tg/ChatExport_{number}/result.json"),
        bytes: serde_json::to_vec_pretty(&whole)?,
        media_type: "application/json",
        places: places.collect(),
        pieces: strings(&whole),
        titled: true,
    })
}

/// The JSON of Slack: seconds since 1970, which is UTC.
fn slack(talk: &Conversation, uuid: &str) -> Result<Written, LeakError> {
    let seconds = |message: &Message| {
        let epoch = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);
        message.at.duration_since(epoch).as_secs()
    };
    let messages: Vec<Value> = talk
        .messages
        .iter()
        .map(|message| {
            json!({"type": "message", "user": message.sender, "text": words(message), "ts": format!("{}.000200", seconds(message))})
        })
        .collect();
    let whole = json!(messages);
    let places = talk.messages.iter().enumerate();
    let places = places.map(|(index, message)| {
        at_pointer(
            index,
            "text",
            "",
            format!("{}Z", iso(message.at)),
            Some("UTC"),
        )
    });
    Ok(Written {
        path: format!("english/slack/{uuid}.json"),
        bytes: serde_json::to_vec_pretty(&whole)?,
        media_type: "application/json",
        places: places.collect(),
        pieces: strings(&whole),
        titled: false,
    })
}

fn strings(value: &Value) -> Vec<String> {
    let mut all = Vec::new();
    super::exports::strings(value, &mut all);
    all
}

pub(super) fn enter(collector: &mut Collector, talk: &Conversation, written: Written) {
    let path = written.path;
    let nature = if written.media_type == Nature::XLSX.media_type {
        Nature::XLSX
    } else {
        Nature::text(written.media_type, "utf-8")
    };
    collector.file(&path, written.bytes, nature);
    collector.searchable(&path, written.pieces);
    for (index, (message, (at, locator, time, zone))) in
        talk.messages.iter().zip(written.places).enumerate()
    {
        let text = words(message);
        collector.said(&path, &at, &message.passage.said);
        collector.message(MessageEntry {
            path: path.clone(),
            message: index + 1,
            time: Some(time),
            time_zone: zone.map(str::to_owned),
            zone_basis: if zone.is_some() { "stated" } else { "unknown" }.to_owned(),
            sender: message.sender.clone(),
            recipients: Vec::new(),
            conversation: written.titled.then(|| talk.title.clone()),
            kind: kind(text).to_owned(),
            text: text.to_owned(),
            citation: message_citation(&path, &locator, text),
            also_at: Vec::new(),
        });
        for claim in &message.passage.claims {
            collector.claim(
                claim.clone(),
                vec![(path.clone(), locator.clone(), text.to_owned())],
            );
        }
    }
}
