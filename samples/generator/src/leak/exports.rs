//! Exports: JSON of a chat program and of a list, JSON by lines, and files without text.
//!
//! Always: pointers are those of RFC 6901 into the file as it is written.

use serde_json::{Value, json};

use super::chats::{converse, kind};
use super::collect::{Collector, Nature, message_citation};
use super::scene::Scene;
use super::{LeakError, Making, Wording, script};
use crate::key::MessageEntry;

/// Exports of a leak.
pub(crate) fn exports(making: &Making<'_>, collector: &mut Collector) -> Result<(), LeakError> {
    // Wordings c and d have their own exports of chats.
    if matches!(making.options.wording, Wording::A | Wording::B) {
        conversation(making, collector)?;
    }
    list(making, collector)?;
    records(making, collector)?;
    collector.file(
        "english/empty.log",
        Vec::new(),
        Nature {
            state: "skipped",
            reason: Some("empty"),
            ..Nature::binary("application/x-empty")
        },
    );
    let mut random = making.world.random.fork("unknown");
    // A first byte that no format begins with.
    let mut bytes = vec![0xD7, 0x00, 0x99, 0x13];
    bytes.extend((0..512).flat_map(|_| random.next().to_le_bytes()));
    let unknown = Nature {
        state: "skipped",
        reason: Some("unsupported"),
        ..Nature::binary("application/octet-stream")
    };
    collector.file("工具/cache_0017.dat", bytes, unknown);
    Ok(())
}

/// Returns the strings of a value.
pub(crate) fn strings(value: &Value, out: &mut Vec<String>) {
    match value {
        Value::String(words) => out.push(words.clone()),
        Value::Array(items) => items.iter().for_each(|item| strings(item, out)),
        Value::Object(fields) => fields.values().for_each(|item| strings(item, out)),
        _ => {}
    }
}

fn conversation(making: &Making<'_>, collector: &mut Collector) -> Result<(), LeakError> {
    let scripts = script::chats(making.options.wording)?;
    let b = making.options.wording == Wording::B;
    let (when, who, what) = if b {
        ("ts", "author", "body")
    } else {
        ("time", "from", "content")
    };
    for (number, script) in scripts.iter().take(2).enumerate() {
        let mut scene = Scene::new(making.world, &format!("json chat {number}"));
        let talk = converse(making, script, &mut scene)?;
        let messages: Vec<Value> = talk
            .messages
            .iter()
            .map(|message| {
                json!({
                    when: message.at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
                    who: message.sender,
                    what: message.passage.said.text,
                })
            })
            .collect();
        let whole = json!({"chat": talk.title, "messages": messages});
        let path = format!("chats/export/messages_{number}.json");
        let bytes = serde_json::to_vec_pretty(&whole)?;
        collector.file(&path, bytes, Nature::text("application/json", "utf-8"));
        let mut pieces = Vec::new();
        strings(&whole, &mut pieces);
        collector.searchable(&path, pieces);
        for (index, message) in talk.messages.iter().enumerate() {
            let passage = &message.passage;
            let text = &passage.said.text;
            collector.said(
                &path,
                &format!("pointer=/messages/{index}/{what}"),
                &passage.said,
            );
            let locator = format!("pointer=/messages/{index}");
            for claim in &passage.claims {
                let place = (path.clone(), locator.clone(), text.clone());
                collector.claim(claim.clone(), vec![place]);
            }
            collector.message(MessageEntry {
                path: path.clone(),
                message: index + 1,
                time: Some(message.at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()),
                time_zone: Some("UTC".into()),
                zone_basis: "stated".into(),
                sender: message.sender.clone(),
                recipients: Vec::new(),
                conversation: Some(talk.title.clone()),
                kind: kind(text).to_owned(),
                text: text.clone(),
                citation: message_citation(&path, &locator, text),
                also_at: Vec::new(),
            });
        }
    }
    Ok(())
}

fn list(making: &Making<'_>, collector: &mut Collector) -> Result<(), LeakError> {
    let scene = Scene::new(making.world, "json list");
    let path = "english/hosts.json";
    let items: Vec<Value> = scene
        .bodies
        .iter()
        .enumerate()
        .map(|(at, body)| {
            json!({
                "host": format!("www{at}.{}.example", body.country.code.to_lowercase()),
                "ip": format!("203.0.113.{}", 17 * (at + 1) % 250),
                "owner": body.name_en,
                "country": body.country.code,
            })
        })
        .collect();
    let bytes = serde_json::to_vec_pretty(&json!(items))?;
    collector.file(path, bytes, Nature::text("application/json", "utf-8"));
    let mut pieces = Vec::new();
    strings(&json!(items), &mut pieces);
    collector.searchable(path, pieces);
    for (at, body) in scene.bodies.iter().enumerate() {
        let locator = format!("pointer=/{at}/owner");
        collector.text(path, &locator, &body.name_en);
        collector.mention(path, &locator, &body.name_en, "org", json!(body.name_en));
        let address = format!("203.0.113.{}", 17 * (at + 1) % 250);
        let locator = format!("pointer=/{at}/ip");
        collector.mention(path, &locator, &address, "ipv4", json!(address));
    }
    Ok(())
}

fn records(making: &Making<'_>, collector: &mut Collector) -> Result<(), LeakError> {
    let mut scene = Scene::new(making.world, "json lines");
    let path = "工具/运行日志.jsonl";
    let mut text = String::new();
    let mut pieces = Vec::new();
    for number in 1..=20 {
        let at = scene.clock(number * 13);
        let ip = format!("192.0.2.{}", scene.random.between(2, 250));
        let event = *scene
            .random
            .pick(&["心跳正常", "任务完成", "等待重试", "磁盘空间不足"]);
        let record =
            json!({"at": at.strftime("%Y-%m-%d %H:%M:%S").to_string(), "node": ip, "event": event});
        strings(&record, &mut pieces);
        text.push_str(&serde_json::to_string(&record)?);
        text.push('\n');
        collector.text(path, &format!("line={number}"), event);
        collector.mention(path, &format!("line={number}"), &ip, "ipv4", json!(ip));
    }
    collector.file(
        path,
        text.into_bytes(),
        Nature::text("application/x-ndjson", "utf-8"),
    );
    collector.searchable(path, pieces);
    Ok(())
}
