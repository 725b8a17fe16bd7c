//! What a message is: words, or what stands in their place. Always: the markers are data.

use std::sync::LazyLock;

use daylight_model::MessageKind;

/// A text longer than this is words, whatever stands in it.
const LONGEST_MARKED: usize = 240;

static MARKERS: LazyLock<Vec<(MessageKind, &'static str, &'static str)>> = LazyLock::new(|| {
    include_str!("kinds.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let mut fields = line.split('\t');
            let kind = fields.next()?.parse().ok()?;
            Some((kind, fields.next()?, fields.next()?))
        })
        .collect()
});

/// Returns what a message of this text is.
pub(crate) fn of(text: &str) -> MessageKind {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{200e}' || c == '\u{200f}');
    if text.is_empty() || text.len() > LONGEST_MARKED {
        return MessageKind::Text;
    }
    let marked = text.starts_with(['[', '【', '<', '［']);
    let lower = text
        .to_lowercase()
        .replace(['【', '［'], "[")
        .replace(['】', '］'], "]");
    let found = MARKERS.iter().find(|(_, how, words)| match *how {
        "starts" => lower.starts_with(words),
        "has" => lower.contains(words),
        _ => lower == *words || marked && lower.trim_matches(['[', ']']) == *words,
    });
    match found {
        Some((MessageKind::File, ..)) => of_file(&lower),
        Some((kind, ..)) => *kind,
        None => MessageKind::Text,
    }
}

/// A file that is a picture or a voice is one.
fn of_file(lower: &str) -> MessageKind {
    let has = |endings: &[&str]| {
        endings
            .iter()
            .any(|ending| lower.contains(&format!(".{ending}")))
    };
    if has(&[
        "jpg", "jpeg", "png", "gif", "webp", "heic", "mp4", "mov", "3gp",
    ]) {
        MessageKind::Image
    } else if has(&["opus", "m4a", "amr", "aac", "silk", "ogg"]) {
        MessageKind::Voice
    } else {
        MessageKind::File
    }
}

/// Returns what a column or key for the kind says; none where its word is not known or says words.
pub(crate) fn named(word: &str) -> Option<MessageKind> {
    let word = word.trim().to_lowercase();
    let is = |words: &[&str]| words.contains(&word.as_str());
    if is(&[
        "图片",
        "照片",
        "视频",
        "表情",
        "动画表情",
        "image",
        "photo",
        "video",
        "sticker",
        "picture",
        "animation",
    ]) {
        Some(MessageKind::Image)
    } else if is(&["语音", "voice", "audio", "voice_message", "语音消息"]) {
        Some(MessageKind::Voice)
    } else if is(&["文件", "file", "document", "附件"]) {
        Some(MessageKind::File)
    } else if is(&["转账", "红包", "transfer", "payment"]) {
        Some(MessageKind::Transfer)
    } else if is(&[
        "通话",
        "语音通话",
        "视频通话",
        "音视频通话",
        "call",
        "voip",
        "phone_call",
    ]) {
        Some(MessageKind::Call)
    } else if is(&[
        "系统",
        "系统消息",
        "系统通知",
        "system",
        "service",
        "notification",
        "撤回消息",
    ]) {
        Some(MessageKind::System)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_for_words_is_told_from_words() {
        let check = |text: &str, kind| assert_eq!(of(text), kind, "{text}");
        check("今天食堂的鱼又咸了", MessageKind::Text);
        check("[捂脸]", MessageKind::Text);
        check("[图片]", MessageKind::Image);
        check("【图片】", MessageKind::Image);
        check("[语音] 12秒", MessageKind::Voice);
        check("[语音通话] 通话时长 01:02", MessageKind::Call);
        check("[文件] 报价单.xlsx", MessageKind::File);
        check(
            "IMG-20210304-WA0001.jpg (file attached)",
            MessageKind::Image,
        );
        check("<Media omitted>", MessageKind::Image);
        check("\u{200e}image omitted", MessageKind::Image);
        check("[转账] ￥500.00", MessageKind::Transfer);
        check("\"张三\"撤回了一条消息", MessageKind::System);
        check("Missed voice call", MessageKind::Call);
        check("别撤回", MessageKind::Text);
    }
}
