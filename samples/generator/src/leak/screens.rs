//! Pictures of screens: chats on telephones, login pages, a remote-control tool, terminals.
//!
//! Always: every word in a picture is in the key with its box; a claim cites the box of its whole message.

use super::chats::{Conversation, converse};
use super::collect::{Collector, Nature, at, message_citation};
use super::scene::Scene;
use super::script::{self, Passage};
use super::template::Said;
use super::{LeakError, Making, Size, Wording};
use crate::key::MessageEntry;
use crate::write::picture::{
    Bubble, Chat, ChatItem, Login, RemoteTool, Terminal, chat, login, remote_tool, terminal,
};
use crate::write::{Area, Format, Picture, Placed, Quality, Role};

const QUALITIES: [Quality; 6] = [
    Quality::CLEAN,
    Quality::FORWARDED,
    Quality::SMALL,
    Quality::POOR,
    Quality::PHOTO,
    Quality {
        format: Format::Jpeg(60),
        ..Quality::CLEAN
    },
];

/// Screens of a leak.
pub(crate) fn screens(making: &Making<'_>, collector: &mut Collector) -> Result<(), LeakError> {
    let few = making.options.size == Size::Small;
    let scripts = script::chats(making.options.wording)?;
    let shown: Vec<_> = scripts
        .iter()
        .filter(|script| script.number("screens").is_some())
        .collect();
    for number in 0..if few { 2 } else { 20 } {
        let script = shown[number % shown.len()];
        let mut scene = Scene::new(making.world, &format!("screen {} {number}", script.name));
        let mut conversation = converse(making, script, &mut scene)?;
        // One in three is a long screenshot.
        let most = if number % 3 == 0 { 24 } else { 11 };
        conversation.messages.truncate(most);
        chat_screen(making, collector, number, &mut scene, &conversation)?;
    }
    for number in 0..if few { 1 } else { 6 } {
        login_screen(making, collector, number)?;
    }
    for number in 0..if few { 1 } else { 5 } {
        tool_screen(making, collector, number)?;
        terminal_screen(making, collector, number)?;
    }
    Ok(())
}

/// Adds a picture with all its lines.
pub(crate) fn picture(collector: &mut Collector, path: &str, picture: &Picture) {
    let nature = if picture.extension == "png" {
        Nature::PNG
    } else {
        Nature::JPEG
    };
    collector.file(path, picture.bytes.clone(), nature);
    for line in &picture.lines {
        if line.role != Role::Chrome {
            collector.text(path, &line.picture_locator(), &line.text);
        }
    }
    let pieces = whole_items(&picture.lines);
    collector.searchable(path, pieces.into_iter().map(|(_, text)| text).collect());
}

/// Returns the lines of each item put together again, with the box around them.
pub(crate) fn whole_items(lines: &[Placed]) -> Vec<(Area, String)> {
    let mut all: Vec<(usize, Role, usize, Area, String)> = Vec::new();
    for line in lines {
        match all.last_mut() {
            Some((item, role, page, area, text))
                if *item == line.item
                    && *role == line.role
                    && *page == line.page
                    && line.start > 0 =>
            {
                *area = around(*area, line.area);
                if text.ends_with(|ch: char| ch.is_ascii())
                    && line.text.starts_with(|ch: char| ch.is_ascii())
                {
                    text.push(' ');
                }
                text.push_str(&line.text);
            }
            _ => all.push((
                line.item,
                line.role,
                line.page,
                line.area,
                line.text.clone(),
            )),
        }
    }
    all.into_iter()
        .map(|(_, _, _, area, text)| (area, text))
        .collect()
}

/// Returns the smallest box around two.
pub(crate) fn around(one: Area, other: Area) -> Area {
    let (x, y) = (one.x.min(other.x), one.y.min(other.y));
    Area {
        x,
        y,
        width: (one.x + one.width).max(other.x + other.width) - x,
        height: (one.y + one.height).max(other.y + other.height) - y,
    }
}

/// Says what mentions and claims a passage has where it was drawn; a mention that was broken over two
/// lines is left out.
pub(crate) fn drawn(
    collector: &mut Collector,
    path: &str,
    lines: &[&Placed],
    passage: &Passage,
    locator: &dyn Fn(&Placed, Area) -> String,
) {
    for mark in &passage.said.mentions {
        for line in lines {
            let inside = line.start <= mark.start && mark.end <= line.start + line.text.len();
            if let Some(area) = line.area_of(mark.start, mark.end).filter(|_| inside) {
                let quote = &passage.said.text[mark.start..mark.end];
                collector.mention(
                    path,
                    &locator(line, area),
                    quote,
                    mark.kind,
                    mark.value.clone(),
                );
            }
        }
    }
    let Some(first) = lines.first() else { return };
    let area = lines
        .iter()
        .fold(first.area, |area, line| around(area, line.area));
    for claim in &passage.claims {
        let place = (
            path.to_owned(),
            locator(first, area),
            passage.said.text.clone(),
        );
        collector.claim(claim.clone(), vec![place]);
    }
}

fn chat_screen(
    making: &Making<'_>,
    collector: &mut Collector,
    number: usize,
    scene: &mut Scene,
    conversation: &Conversation,
) -> Result<(), LeakError> {
    let owner = conversation
        .messages
        .first()
        .map(|message| message.role.clone())
        .unwrap_or_default();
    let name = |role: &str| {
        let slot = scene.slots.get(role);
        slot.map(|slot| slot.text.clone()).unwrap_or_default()
    };
    let other = conversation
        .messages
        .iter()
        .find(|message| message.role != owner);
    let title = if conversation.group {
        format!("{}(5)", conversation.title)
    } else {
        other.map(|message| name(&message.role)).unwrap_or_default()
    };
    let mut items = Vec::new();
    let mut places = Vec::new();
    let mut stamp = None;
    for (index, message) in conversation.messages.iter().enumerate() {
        let china = message.at.saturating_add(jiff::Span::new().hours(8));
        if index % 6 == 0 {
            stamp = Some(china);
            let shown = china.strftime("%-m月%-d日 %H:%M");
            items.push(ChatItem::Time(format!("{}年{shown}", china.year())));
        }
        let text = &message.passage.said.text;
        let body = match text.strip_prefix("[文件] ") {
            Some(file) => Bubble::File {
                name: file.to_owned(),
                size: "24.6 KB".into(),
            },
            None if text.starts_with("[语音]") => Bubble::Voice(12),
            None if text.starts_with("[图片]") => Bubble::Image,
            None => Bubble::Text(text.clone()),
        };
        places.push((items.len(), message, stamp));
        items.push(ChatItem::Message {
            mine: message.role == owner,
            sender: name(&message.role),
            body,
        });
    }
    let content = Chat {
        title: title.clone(),
        clock: "21:32".into(),
        dark: number % 4 == 1,
        names: conversation.group,
        items,
    };
    let quality = QUALITIES[number % QUALITIES.len()];
    let uuid = scene.random.uuid();
    let folder = if number % 3 == 1 { "截图/" } else { "" };
    let drawn_picture = at(&uuid, chat(making.fonts, &content, &quality))?;
    let path = format!("{folder}{uuid}.{}", drawn_picture.extension);
    picture(collector, &path, &drawn_picture);
    let group = conversation.group;
    for (message_number, (item, message, stamp)) in places.into_iter().enumerate() {
        let lines: Vec<&Placed> = drawn_picture
            .lines
            .iter()
            .filter(|line| line.item == item && line.role == Role::Text)
            .collect();
        let locate = |_: &Placed, area: Area| format!("xywh={}", area.xywh());
        drawn(collector, &path, &lines, &message.passage, &locate);
        let Some(first) = lines.first() else { continue };
        let area = lines
            .iter()
            .fold(first.area, |area, line| around(area, line.area));
        let text = message.passage.said.text.clone();
        let locator = format!("message={}&xywh={}", message_number + 1, area.xywh());
        let mine = message.role == owner;
        // A chat of two shows no names: whose telephone it is, the picture does not say.
        let sender = match (mine, group) {
            (true, _) => "我".to_owned(),
            (false, true) => name(&message.role),
            (false, false) => title.clone(),
        };
        collector.message(MessageEntry {
            path: path.clone(),
            message: message_number + 1,
            time: stamp.map(|at| at.strftime("%Y-%m-%dT%H:%M").to_string()),
            time_zone: None,
            zone_basis: "unknown".into(),
            sender,
            recipients: Vec::new(),
            conversation: Some(title.clone()),
            kind: "text".into(),
            citation: message_citation(&path, &locator, &text),
            text,
            also_at: Vec::new(),
        });
    }
    Ok(())
}

fn words(text: String) -> Passage {
    Passage {
        by: String::new(),
        said: Said {
            text,
            mentions: Vec::new(),
        },
        claims: Vec::new(),
        rows: Vec::new(),
    }
}

fn login_screen(
    making: &Making<'_>,
    collector: &mut Collector,
    number: usize,
) -> Result<(), LeakError> {
    let mut scene = Scene::new(making.world, &format!("login {number}"));
    let word = |name: &str| {
        scene
            .slots
            .get(name)
            .map(|slot| slot.text.clone())
            .unwrap_or_default()
    };
    let form = |name: &str, form: &str| {
        let slot = scene.slots.get(name);
        slot.and_then(|slot| slot.forms.get(form).cloned())
            .unwrap_or_default()
    };
    let pair = |label: &str, value: String| (label.to_owned(), value);
    let labels = match making.options.wording {
        Wording::A => ["账号", "密码", "登 录"],
        Wording::B => ["用户名", "口令", "登录系统"],
        Wording::C => ["登录名", "通行码", "进入"],
        Wording::D => ["工号", "动态码", "登入"],
    };
    let content = Login {
        address: format!("https://{}:8443/login", word("ip1")),
        title: word("product1"),
        subtitle: format!("{} {}", form("product1", "en"), form("product1", "version")),
        fields: vec![
            pair(labels[0], form("dev1", "handle")),
            pair(
                labels[1],
                if number.is_multiple_of(2) {
                    "••••••••".into()
                } else {
                    String::new()
                },
            ),
        ],
        button: labels[2].into(),
        footer: format!("版权所有 © 2021 {}", form("firm", "full")),
    };
    let quality = QUALITIES[number % QUALITIES.len()];
    let uuid = scene.random.uuid();
    let drawn_picture = at(&uuid, login(making.fonts, &content, &quality))?;
    let path = format!("产品/登录界面/{uuid}.{}", drawn_picture.extension);
    picture(collector, &path, &drawn_picture);
    let passage = Passage {
        said: super::template::say("[product1]", &scene.slots)?,
        ..words(String::new())
    };
    let titles = drawn_picture.lines.iter();
    let titles: Vec<&Placed> = titles.filter(|line| line.role == Role::Title).collect();
    drawn(collector, &path, &titles, &passage, &|_, area| {
        format!("xywh={}", area.xywh())
    });
    Ok(())
}

fn tool_screen(
    making: &Making<'_>,
    collector: &mut Collector,
    number: usize,
) -> Result<(), LeakError> {
    let mut scene = Scene::new(making.world, &format!("tool {number}"));
    let header = match making.options.wording {
        Wording::A => ["序号", "主机名", "地址", "系统", "上线时间", "备注"],
        Wording::B => [
            "编号",
            "计算机名",
            "公网地址",
            "操作系统",
            "最后在线",
            "分组",
        ],
        Wording::C => ["#", "节点", "出口IP", "平台", "末次心跳", "归属"],
        Wording::D => ["序", "机器", "外网地址", "版本", "末次回连", "标签"],
    };
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    for line in 1..=12_usize {
        let body = scene.bodies[line % 3].name.clone();
        let online = scene.clock(i64::try_from(line).unwrap_or(0) * 37);
        rows.push(vec![
            line.to_string(),
            format!("DESKTOP-{:04X}", 2731 * (line + number)),
            format!("198.51.100.{}", 9 * line + number),
            "Windows 10 x64".into(),
            online.strftime("%Y-%m-%d %H:%M").to_string(),
            if line % 2 == 0 { body } else { "在线".into() },
        ]);
    }
    let tree = [
        (0, "全部主机 (12)".to_owned()),
        (1, scene.bodies[0].country.name.to_owned()),
        (2, scene.bodies[0].sector.to_owned()),
        (1, "未分组".into()),
    ];
    let content = RemoteTool {
        title: format!(
            "{} {}",
            making.world.word("product1"),
            making.world.word("product1.version")
        ),
        menu: ["文件", "主机", "任务", "日志", "帮助"]
            .map(str::to_owned)
            .to_vec(),
        tree: tree.to_vec(),
        rows,
        widths: vec![3, 8, 7, 8, 9, 11],
        selected: Some(3),
        status: "已连接 在线 12 台".into(),
    };
    let quality = [
        Quality::CLEAN,
        Quality::FORWARDED,
        Quality::SMALL,
        Quality::PHOTO,
    ][number % 4];
    let uuid = scene.random.uuid();
    let drawn_picture = at(&uuid, remote_tool(making.fonts, &content, &quality))?;
    let path = format!("{uuid}.{}", drawn_picture.extension);
    picture(collector, &path, &drawn_picture);
    for line in &drawn_picture.lines {
        if matches!(line.role, Role::Cell { column: 3, row } if row > 1) {
            let value = serde_json::json!(line.text);
            collector.mention(&path, &line.picture_locator(), &line.text, "ipv4", value);
        }
    }
    Ok(())
}

fn terminal_screen(
    making: &Making<'_>,
    collector: &mut Collector,
    number: usize,
) -> Result<(), LeakError> {
    let mut scene = Scene::new(making.world, &format!("terminal {number}"));
    let code = scene.bodies[0].country.code.to_lowercase();
    let word = |name: &str| {
        scene
            .slots
            .get(name)
            .map(|slot| slot.text.clone())
            .unwrap_or_default()
    };
    let mut lines = vec![
        format!("$ ls -lh /data/{code}"),
        format!("总用量 {}", word("vol1")),
    ];
    for (at, name) in ["通话记录_2021.csv", "mail_export.zip", "名单.xlsx"]
        .iter()
        .enumerate()
    {
        let size = word(&format!("vol{}", at + 2));
        lines.push(format!(
            "-rw-r--r-- 1 root root {size} 11月 {:2} 09:12 {name}",
            at + 3
        ));
    }
    lines.push("$ head -2 readme.txt".into());
    lines.push(format!("{} {}", scene.bodies[0].name, word("date1")));
    lines.push("仅供内部使用".into());
    lines.push("$".into());
    let content = Terminal {
        title: format!("root@{}", word("ip1")),
        lines,
    };
    let quality = [Quality::CLEAN, Quality::FORWARDED][number % 2];
    let uuid = scene.random.uuid();
    let drawn_picture = at(&uuid, terminal(making.fonts, &content, &quality))?;
    let path = format!("截图/{uuid}.{}", drawn_picture.extension);
    picture(collector, &path, &drawn_picture);
    Ok(())
}
