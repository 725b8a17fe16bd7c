//! What a column or a key of a chat holds, by what it is called. Always: the names are data; a name that means
//! something else elsewhere counts only as a whole.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What a column or key holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Role {
    /// When.
    Time,
    /// Which day, where the time of day stands elsewhere.
    Day,
    /// Who.
    Sender,
    /// Whom.
    Recipient,
    /// The words.
    Content,
    /// In which conversation.
    Conversation,
    /// What kind of message.
    Kind,
    /// Whether it went out or came in.
    Direction,
    /// Time zone.
    Zone,
    /// A file that came with it.
    File,
}

static NAMES: LazyLock<HashMap<&'static str, (Role, usize)>> = LazyLock::new(|| {
    include_str!("columns.tsv")
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.starts_with('#'))
        .filter_map(|(rank, line)| {
            let (role, name) = line.split_once('\t')?;
            let role = match role {
                "time" => Role::Time,
                "day" => Role::Day,
                "sender" => Role::Sender,
                "recipient" => Role::Recipient,
                "content" => Role::Content,
                "conversation" => Role::Conversation,
                "kind" => Role::Kind,
                "direction" => Role::Direction,
                "zone" => Role::Zone,
                "file" => Role::File,
                _ => return None,
            };
            Some((name, (role, rank)))
        })
        .collect()
});

/// Returns what a name stands for, and how good a name it is: lower is better.
pub(crate) fn of(name: &str) -> Option<(Role, usize)> {
    one(name).or_else(|| {
        // `Date / 日期`: one thing in two languages.
        let mut names = name.split(['/', '|', '\n']).filter_map(one);
        let first = names.next()?;
        names.all(|other| other.0 == first.0).then_some(first)
    })
}

fn one(name: &str) -> Option<(Role, usize)> {
    let plain = plain(name);
    if let Some(found) = NAMES.get(plain.as_str()) {
        return Some(*found);
    }
    // 发送人昵称、消息发送时间: what stands before or after does not change what it is.
    ["昵称", "名称", "姓名", "账号", "id", "name", "utc", "local"]
        .iter()
        .find_map(|end| NAMES.get(plain.strip_suffix(end)?))
        .or_else(|| {
            ["消息", "聊天", "message", "msg", "chat"]
                .iter()
                .find_map(|start| NAMES.get(plain.strip_prefix(start)?))
        })
        .map(|(role, rank)| (*role, rank + 1000))
}

/// Returns a name without brackets and what is in them, blanks, dashes and underscores, in lower case.
fn plain(name: &str) -> String {
    let mut depth = 0_u32;
    let mut plain = String::new();
    for character in name.chars() {
        match character {
            '(' | '（' | '[' | '【' => depth += 1,
            ')' | '）' | ']' | '】' => depth = depth.saturating_sub(1),
            _ if depth > 0 || character.is_whitespace() => {}
            '_' | '-' | '.' | '/' | ':' | '：' | '*' | '#' | '\u{feff}' => {}
            _ => plain.extend(character.to_lowercase()),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_however_they_are_written() {
        let check = |name: &str, role| assert_eq!(of(name).map(|(role, _)| role), role, "{name}");
        check("时间(UTC)", Some(Role::Time));
        check("Sent At", Some(Role::Time));
        check("sender_name", Some(Role::Sender));
        check("发送人昵称", Some(Role::Sender));
        check("StrContent", Some(Role::Content));
        check("To", Some(Role::Recipient));
        check("send_time", Some(Role::Time));
        check("From / 发送者", Some(Role::Sender));
        check("From / 接收者", None);
        check("数据内容", None);
        check("备注", None);
        check("金额", None);
    }
}
