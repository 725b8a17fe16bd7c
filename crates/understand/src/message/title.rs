//! What stands above a chat: its name, notes on its zone. Always: a note such as `时区：…` is no name.

use daylight_model::Span;

use super::zone;
use crate::Document;
use crate::grid;

/// What lines above a chat say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Above {
    /// The conversation's name.
    pub(crate) name: Option<String>,
    /// The zone of its times.
    pub(crate) zone: Option<String>,
}

/// Labels before the name of a conversation.
const LABELS: &[&str] = &[
    "消息对象",
    "聊天对象",
    "会话",
    "会话名称",
    "群名",
    "群名称",
    "群聊",
    "聊天",
    "对话",
    "标题",
    "联系人",
    "群组",
    "聊天记录",
    "conversation",
    "chat",
    "chat with",
    "conversation with",
    "channel",
    "group",
    "room",
    "thread",
    "subject",
    "title",
    "topic",
];

/// Longest name of a conversation, in characters.
const LONGEST: usize = 60;

/// Reads the lines above a chat.
pub(crate) fn of(document: &Document<'_>, lines: &[Span]) -> Above {
    let texts: Vec<&str> = lines
        .iter()
        .map(|span| grid::text(document, *span).trim())
        .collect();
    Above {
        name: name(&texts),
        zone: texts.iter().rev().find_map(|line| zone::stated(line)),
    }
}

/// Returns the name that these lines give: the last heading, a labelled name, or the first short line.
pub(crate) fn name(lines: &[&str]) -> Option<String> {
    let heading = lines.iter().rev().find(|line| line.starts_with('#'));
    if let Some(heading) = heading {
        let heading = heading.trim_matches(['#', ' ']);
        let named = labelled(heading).unwrap_or(heading);
        return (!named.is_empty()).then(|| named.to_owned());
    }
    if let Some(named) = lines.iter().rev().find_map(|line| labelled(line)) {
        return Some(named.to_owned());
    }
    lines
        .iter()
        .map(|line| line.trim_matches(['*', '=', '-', '—', '_', ' ', '【', '】']))
        .find(|line| {
            !line.is_empty()
                && line.chars().count() <= LONGEST
                && !line.contains(['：', ':', '。', '|', '\t'])
                && line.chars().any(char::is_alphabetic)
                && zone::stated(line).is_none()
        })
        .map(str::to_owned)
}

/// Returns what follows a label: `消息对象:张三`.
pub(crate) fn labelled(line: &str) -> Option<&str> {
    let (label, value) = line.split_once([':', '：'])?;
    let label = label
        .trim_matches(['#', '*', ' ', '\u{feff}'])
        .to_lowercase();
    let value = value.trim().trim_matches('*').trim();
    (LABELS.contains(&label.as_str()) && !value.is_empty() && value.chars().count() <= LONGEST)
        .then_some(value)
}

/// Returns the name of a conversation that a program put into the name of its file.
pub(crate) fn from_file_name(name: &str) -> Option<String> {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let starts = [
        "WhatsApp Chat with ",
        "WhatsApp Chat - ",
        "WhatsApp Chat mit ",
        "Chat de WhatsApp con ",
        "Discussion WhatsApp avec ",
        "WhatsApp 聊天 - ",
        "WhatsApp聊天记录 - ",
        "聊天记录-",
        "聊天记录_",
        "Chat with ",
    ];
    let around = [
        ("与", "的聊天记录"),
        ("和", "的聊天记录"),
        ("与", "的 WhatsApp 聊天记录"),
        ("與", "的對話"),
        ("", "的聊天记录"),
        ("", "聊天记录"),
    ];
    let found = starts
        .iter()
        .find_map(|start| stem.strip_prefix(start))
        .or_else(|| {
            around
                .iter()
                .find_map(|(start, end)| stem.strip_prefix(start)?.strip_suffix(end))
        })?;
    let found = found.trim();
    (!found.is_empty() && found.chars().count() <= LONGEST).then(|| found.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_conversation_stands_above_it() {
        let check = |lines: &[&str], expect: Option<&str>| {
            assert_eq!(name(lines).as_deref(), expect, "{lines:?}");
        };
        check(
            &["# 甲 与 乙", "时区：Asia/Shanghai（UTC+8）"],
            Some("甲 与 乙"),
        );
        check(&["# 聊天记录", "## 项目群"], Some("项目群"));
        check(&["消息分组:我的好友", "消息对象:老周"], Some("老周"));
        check(&["**Chat with Anna**"], Some("Chat with Anna"));
        check(&["导出时间：2021-03-04"], None);
        check(&[], None);
        assert_eq!(
            from_file_name("WhatsApp Chat with Anna.txt").as_deref(),
            Some("Anna")
        );
        assert_eq!(
            from_file_name("与老周的聊天记录.txt").as_deref(),
            Some("老周")
        );
        assert_eq!(from_file_name("notes.txt"), None);
    }
}
