//! Chats as the leaked repository has them: Markdown files named by UUID, each with a table of messages.
//!
//! Always: times in the files are UTC or of a zone that the file states; the key says which.

use jiff::civil::DateTime;

use super::collect::{Collector, Nature, message_citation};
use super::scene::Scene;
use super::script::{self, Passage, Script};
use super::template::Said;
use super::{LeakError, Making, Size, Wording};
use crate::key::MessageEntry;
use crate::write::table::escape;

/// A message before it stands in a file.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub(crate) at: DateTime,
    pub(crate) sender: String,
    pub(crate) role: String,
    pub(crate) recipients: Vec<String>,
    pub(crate) passage: Passage,
}

/// A conversation.
pub(crate) struct Conversation {
    pub(crate) title: String,
    pub(crate) group: bool,
    pub(crate) messages: Vec<Message>,
}

/// What a file says about its zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Zone {
    Utc,
    China,
    Silent,
}

/// Chats of a leak: every script once, and again with other names where there is room.
pub(crate) fn chats(making: &Making<'_>, collector: &mut Collector) -> Result<(), LeakError> {
    let scripts = script::chats(making.options.wording)?;
    let files = match making.options.size {
        Size::Small => 6,
        Size::Standard => 32,
        Size::Large => 240,
    };
    for number in 0..files {
        let script = &scripts[number % scripts.len()];
        let name = format!("chat {} {number}", script.name);
        let mut scene = Scene::new(making.world, &name);
        let conversation = converse(making, script, &mut scene)?;
        let uuid = scene.random.uuid();
        let folder = match number % 6 {
            3 => "聊天记录/",
            5 => "chats/export/",
            _ => "",
        };
        let zone = match number % 5 {
            1 => Zone::Utc,
            3 => Zone::China,
            _ => Zone::Silent,
        };
        let path = format!("{folder}{uuid}.md");
        write(
            making.options.wording,
            number,
            zone,
            &path,
            &conversation,
            collector,
        );
    }
    Ok(())
}

/// Fills a script, with small talk between its lines.
pub(crate) fn converse(
    making: &Making<'_>,
    script: &Script,
    scene: &mut Scene,
) -> Result<Conversation, LeakError> {
    let gossip: Vec<&str> = match making.options.wording {
        Wording::A => include_str!("../../data/gossip_a.txt"),
        Wording::B => include_str!("../../data/gossip_b.txt"),
        Wording::C => include_str!("../../data/gossip_c.txt"),
        Wording::D => include_str!("../../data/gossip_d.txt"),
    }
    .lines()
    .collect();
    let slots = scene.slots.clone();
    let cast = script.list("cast");
    let group = cast.len() > 2;
    let title = script.words("title", &slots)?;
    // Wordings c and d show people as their friends call them, or as their passports do.
    let form = match making.options.wording {
        Wording::C | Wording::D if script.number("english").is_some() => "en",
        Wording::C | Wording::D => "nick",
        _ => "handle",
    };
    let shown = |role: &str| {
        let slot = slots.get(role);
        slot.and_then(|slot| slot.forms.get(form).cloned())
            .unwrap_or_else(|| role.to_owned())
    };
    let mut minutes = scene.random.between(0, 500);
    let mut messages = Vec::new();
    let mut speak = |scene: &mut Scene, role: &str, passage: Passage| {
        minutes += scene.random.between(1, 9);
        // China is eight hours ahead of what the files say.
        let china = scene.clock(minutes);
        let seconds = scene.random.between(0, 59);
        let at = china.saturating_add(jiff::Span::new().hours(-8).seconds(seconds));
        let others = cast.iter().filter(|other| *other != role);
        let recipients = if group {
            vec![title.clone()]
        } else {
            others.map(|other| shown(other)).collect()
        };
        messages.push(Message {
            at,
            sender: shown(role),
            role: role.to_owned(),
            recipients,
            passage,
        });
    };
    let small_talk = |scene: &mut Scene| Passage {
        by: "gossip".into(),
        said: Said {
            text: (*scene.random.pick(&gossip)).to_owned(),
            mentions: Vec::new(),
        },
        claims: Vec::new(),
        rows: Vec::new(),
    };
    for _ in 0..scene.random.between(1, 5) {
        let role = scene.random.pick(&cast).clone();
        let passage = small_talk(scene);
        speak(scene, &role, passage);
    }
    for line in &script.lines {
        let passage = line.fill(&slots, &shown(&line.by))?;
        speak(scene, &line.by, passage);
        if scene.random.below(4) == 0 {
            let role = scene.random.pick(&cast).clone();
            let passage = small_talk(scene);
            speak(scene, &role, passage);
        }
    }
    for _ in 0..scene.random.between(2, 8) {
        let role = scene.random.pick(&cast).clone();
        let passage = small_talk(scene);
        speak(scene, &role, passage);
    }
    Ok(Conversation {
        title,
        group,
        messages,
    })
}

/// Returns what kind of message a text stands for.
pub(crate) fn kind(text: &str) -> &'static str {
    match () {
        () if text.starts_with("[图片]") => "image",
        () if text.starts_with("[文件]") => "file",
        () if text.starts_with("[语音]") => "voice",
        () if text.starts_with("[转账]") => "transfer",
        () => "text",
    }
}

fn write(
    wording: Wording,
    number: usize,
    zone: Zone,
    path: &str,
    conversation: &Conversation,
    collector: &mut Collector,
) {
    let time_header = match (wording, zone) {
        (Wording::A, Zone::Utc) => "时间(UTC)",
        (Wording::A, _) => "时间",
        (_, Zone::Utc) => "time_utc",
        (_, _) => "send_time",
    };
    let headers = match wording {
        Wording::A if number.is_multiple_of(2) => [time_header, "发送人", "接收人", "内容"],
        Wording::A => [time_header, "from", "to", "message"],
        _ => [time_header, "sender", "receiver", "text"],
    };
    // Wording b has the columns in another order.
    let order: [usize; 4] = match wording {
        Wording::A => [0, 1, 2, 3],
        _ => [1, 2, 3, 0],
    };
    let mut lines = vec![format!("# {}", conversation.title), String::new()];
    if zone == Zone::China {
        let note = match wording {
            Wording::A => "时区：Asia/Shanghai（UTC+8）",
            _ => "all times UTC+08:00",
        };
        lines.extend([note.to_owned(), String::new()]);
    }
    let one_line = number % 3 == 2 || wording != Wording::A;
    let mut pieces = lines.clone();
    let row = |lines: &mut Vec<String>, tag: &str, cells: [&str; 4]| {
        let cells = order.map(|at| cells[at]);
        let first = lines.len() + 1;
        if one_line {
            let cells: String = cells
                .iter()
                .map(|cell| format!("<{tag}>{}</{tag}>", escape(cell)))
                .collect();
            lines.push(format!("<tr>{cells}</tr>"));
            return (first, first);
        }
        lines.push("<tr>".into());
        for cell in cells {
            lines.push(format!("<{tag}>{}</{tag}>", escape(cell)));
        }
        lines.push("</tr>".into());
        let words = order.iter().position(|&at| at == 3).unwrap_or(0);
        (first, first + 1 + words)
    };
    lines.push("<table>".into());
    row(&mut lines, "th", headers);
    pieces.extend(headers.map(str::to_owned));
    let mut placed = Vec::new();
    for message in &conversation.messages {
        let at = match zone {
            Zone::China => message.at.saturating_add(jiff::Span::new().hours(8)),
            _ => message.at,
        };
        let shown = at.strftime("%Y-%m-%d %H:%M:%S").to_string();
        let to = message.recipients.join("、");
        let text = message.passage.said.text.as_str();
        let (_, line) = row(&mut lines, "td", [&shown, &message.sender, &to, text]);
        pieces.extend([shown, message.sender.clone(), to, text.to_owned()]);
        placed.push((at, line));
    }
    lines.push("</table>".into());
    let bytes = (lines.join("\n") + "\n").into_bytes();
    collector.file(path, bytes, Nature::text("text/markdown", "utf-8"));
    collector.searchable(path, pieces);
    for (index, (message, (at, line))) in conversation.messages.iter().zip(placed).enumerate() {
        entry(
            collector,
            path,
            index + 1,
            message,
            at,
            line,
            zone,
            &conversation.title,
        );
    }
}

#[allow(clippy::too_many_arguments)]
fn entry(
    collector: &mut Collector,
    path: &str,
    number: usize,
    message: &Message,
    at: DateTime,
    line: usize,
    zone: Zone,
    title: &str,
) {
    let passage = &message.passage;
    let text = &passage.said.text;
    let locator = format!("message={number}&line={line}");
    collector.said(path, &format!("line={line}"), &passage.said);
    let (suffix, time_zone) = match zone {
        Zone::Utc => ("Z", Some("UTC")),
        Zone::China => ("+08:00", Some("UTC+08:00")),
        Zone::Silent => ("", None),
    };
    collector.message(MessageEntry {
        path: path.to_owned(),
        message: number,
        time: Some(format!("{}{suffix}", at.strftime("%Y-%m-%dT%H:%M:%S"))),
        time_zone: time_zone.map(str::to_owned),
        zone_basis: if time_zone.is_some() {
            "stated"
        } else {
            "unknown"
        }
        .to_owned(),
        sender: message.sender.clone(),
        recipients: message.recipients.clone(),
        conversation: Some(title.to_owned()),
        kind: kind(text).to_owned(),
        text: text.clone(),
        citation: message_citation(path, &locator, text),
        also_at: Vec::new(),
    });
    for claim in &passage.claims {
        let place = (path.to_owned(), locator.clone(), text.clone());
        collector.claim(claim.clone(), vec![place]);
    }
}
