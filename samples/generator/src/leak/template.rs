//! Texts with slots: `[body1]` is replaced by a name, `[money|12万|120000|null]` stands for itself and
//! says what it means. What a slot put into the text is a mention of the answer key.
//!
//! Always: mentions are in bounds, on character boundaries, in the order of the text.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::LeakError;

/// What fills a slot.
#[derive(Debug, Clone, Default)]
pub(crate) struct Slot {
    /// Words in the text.
    pub(crate) text: String,
    /// Type of the mention; none for words that are no mention.
    pub(crate) kind: Option<&'static str>,
    /// Value of the mention in normal form.
    pub(crate) value: Value,
    /// Other forms, `[body1.en]`.
    pub(crate) forms: BTreeMap<&'static str, String>,
}

/// Forms that are words of a text; the others feed fields of claims only.
const WORDS: [&str; 4] = ["en", "full", "short", "nick"];

impl Slot {
    pub(crate) fn plain(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    pub(crate) fn mention(text: impl Into<String>, kind: &'static str, value: Value) -> Self {
        Self {
            text: text.into(),
            kind: Some(kind),
            value,
            forms: BTreeMap::new(),
        }
    }

    pub(crate) fn form(mut self, name: &'static str, text: impl Into<String>) -> Self {
        self.forms.insert(name, text.into());
        self
    }
}

/// The slots of one document.
pub(crate) type Slots = BTreeMap<String, Slot>;

/// A mention in a text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Marked {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) kind: &'static str,
    pub(crate) value: Value,
}

/// A text with its mentions.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Said {
    pub(crate) text: String,
    pub(crate) mentions: Vec<Marked>,
}

/// Types that stand as literals in data files.
const KINDS: [&str; 20] = [
    "person",
    "org",
    "country",
    "place",
    "date",
    "money",
    "bytes",
    "phone",
    "email",
    "handle",
    "url",
    "domain",
    "ipv4",
    "ipv6",
    "md5",
    "cve",
    "id_number",
    "plate",
    "product",
    "attack_technique",
];

/// Returns the text with its slots filled.
///
/// # Errors
/// [`LeakError::Slot`] for a slot that has no value.
pub(crate) fn say(template: &str, slots: &Slots) -> Result<Said, LeakError> {
    let mut said = Said::default();
    let mut rest = template;
    while let Some(open) = rest.find('[') {
        let Some(close) = rest[open..].find(']').map(|at| open + at) else {
            break;
        };
        said.text.push_str(&rest[..open]);
        let inside = &rest[open + 1..close];
        rest = &rest[close + 1..];
        if !inside.starts_with(|ch: char| ch.is_ascii_lowercase()) {
            said.text.push_str(&format!("[{inside}]"));
            continue;
        }
        let slot = literal(inside).or_else(|| named(inside, slots));
        let slot = slot.ok_or_else(|| LeakError::Slot {
            slot: inside.to_owned(),
            text: template.to_owned(),
        })?;
        let start = said.text.len();
        said.text.push_str(&slot.text);
        if let Some(kind) = slot.kind {
            said.mentions.push(Marked {
                start,
                end: said.text.len(),
                kind,
                value: slot.value,
            });
        }
    }
    said.text.push_str(rest);
    Ok(said)
}

fn named(inside: &str, slots: &Slots) -> Option<Slot> {
    let Some((name, form)) = inside.split_once('.') else {
        return slots.get(inside).cloned();
    };
    let slot = slots.get(name)?;
    let (&form, text) = slot.forms.get_key_value(form)?;
    let kind = slot.kind.filter(|_| WORDS.contains(&form));
    Some(Slot {
        text: text.clone(),
        kind,
        value: slot.value.clone(),
        forms: BTreeMap::new(),
    })
}

/// `[money|12万|120000|CNY]`, `[bytes|95.2G|95200000000]`, `[date|3月5号|XXXX-03-05]`; without a value the words are it.
fn literal(inside: &str) -> Option<Slot> {
    let mut fields = inside.split('|');
    let name = fields.next()?;
    let text = fields.next()?;
    let kind = KINDS.into_iter().find(|kind| *kind == name)?;
    let first = fields.next();
    let value = match (kind, first) {
        ("money", Some(amount)) => {
            let currency = fields.next().unwrap_or("null");
            amount.split_once('-').map_or_else(
                || money(amount, currency, false),
                |(low, high)| range(low, high, currency),
            )
        }
        ("bytes", Some(bytes)) => json!(bytes.parse::<u64>().ok()),
        (_, Some(value)) => json!(value),
        (_, None) => json!(text),
    };
    Some(Slot::mention(text, kind, value))
}

/// Returns the normal form of an amount.
pub(crate) fn money(amount: &str, currency: &str, approximate: bool) -> Value {
    let currency = (currency != "null").then_some(currency);
    json!({"amount": amount, "currency": currency, "low": null, "high": null, "approximate": approximate})
}

fn range(low: &str, high: &str, currency: &str) -> Value {
    let currency = (currency != "null").then_some(currency);
    json!({"amount": null, "currency": currency, "low": low, "high": high, "approximate": false})
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Slot, Slots, say};

    #[test]
    fn slots_and_literals_become_mentions_and_marks_of_chat_programs_stay() {
        let mut slots = Slots::new();
        let body = Slot::mention("梅里亚外交部", "org", json!("梅里亚外交部"))
            .form("en", "MFA")
            .form("country", "XA");
        slots.insert("body1".into(), body);
        let said = say(
            "[body1]报[money|12万|120000|null][捂脸] [body1.country]",
            &slots,
        )
        .unwrap();
        assert_eq!(said.text, "梅里亚外交部报12万[捂脸] XA");
        let words: Vec<&str> = said
            .mentions
            .iter()
            .map(|mark| &said.text[mark.start..mark.end])
            .collect();
        assert_eq!(words, ["梅里亚外交部", "12万"]);
        assert_eq!(said.mentions[1].value["amount"], "120000");
        assert!(say("[nobody]", &slots).is_err());
    }
}
