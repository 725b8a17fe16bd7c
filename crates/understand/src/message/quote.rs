//! What a message quotes of an earlier one. Always: the quoted words are not the message's own; where nothing else
//! stands there, they stay.

use daylight_model::Message;

use crate::Document;
use crate::grid;

/// Takes what is quoted at the beginning out of a message's words.
pub(crate) fn take_out(document: &Document<'_>, message: &mut Message) {
    let Some(length) = quoted(&message.text) else {
        return;
    };
    let own = message
        .text
        .get(length..)
        .unwrap_or_default()
        .trim()
        .to_owned();
    if own.is_empty() {
        return;
    }
    // The own words are the last ones of the span, where it holds all of them.
    let whole = grid::text(document, message.span);
    if let Some(at) = whole.rfind(own.as_str())
        && let Ok(at) = u32::try_from(at)
    {
        message.span.start += at;
        message.span.end = message.span.start + u32::try_from(own.len()).unwrap_or(0);
    }
    message.text = own;
}

/// Returns how many bytes of a text are quoted.
fn quoted(text: &str) -> Option<usize> {
    // 「老周：在吗」 and a rule: WeChat.
    if text.starts_with(['「', '“', '"']) {
        let rule = ["- - - - -", "————", "-----", "－－－"]
            .iter()
            .find_map(|rule| text.find(rule))?;
        let before = text.get(..rule)?.trim_end();
        if before.ends_with(['」', '”', '"']) {
            let rest = text.get(rule..)?;
            let length = rest.find(|c: char| !matches!(c, '-' | ' ' | '—' | '－' | '\n' | '\r'))?;
            return Some(rule + length);
        }
        return None;
    }
    // Lines that begin with a bracket.
    if text.starts_with('>') {
        let length: usize = text
            .split_inclusive('\n')
            .take_while(|line| line.starts_with('>') || line.trim().is_empty())
            .map(str::len)
            .sum();
        return (length < text.len()).then_some(length);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_words_are_not_own() {
        let check = |text: &str, own: &str| {
            let length = quoted(text).unwrap_or(0);
            assert_eq!(text[length..].trim(), own, "{text}");
        };
        check("「老周：在吗」\n- - - - - - - - -\n在", "在");
        check("> 在吗\n> 急\n在", "在");
        check("「好的」这本书", "「好的」这本书");
        check("> 只有引用", "> 只有引用");
    }
}
