//! Numbers without a currency word that are money all the same: because the words around speak of money, and because
//! of what they count nothing follows.

use std::sync::LazyLock;

use crate::mention::currency::is_han;
use crate::mention::decimal::Decimal;
use crate::mention::money::Amount;

/// How many characters before and after a bare number are looked at for words that speak of money.
const NEAR: usize = 40;

struct PriceWord {
    text: &'static str,
    next_only: bool,
}

static PRICE_WORDS: LazyLock<Vec<PriceWord>> = LazyLock::new(|| {
    include_str!("price_words.tsv")
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once('\t'))
        .map(|(text, place)| PriceWord {
            text,
            next_only: place == "next",
        })
        .collect()
});

static COUNTED: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    include_str!("counted.tsv")
        .lines()
        .skip(1)
        .filter(|word| !word.is_empty())
        .collect()
});

/// What is known of the place of a bare number beyond its own sentence.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Around<'a> {
    /// Whether it stands in a message of a talk.
    pub(crate) said: bool,
    /// The messages before it.
    pub(crate) earlier: &'a str,
    /// Whether the file's name or the part's title speaks of money.
    pub(crate) titled: bool,
}

/// Returns how sure it is, from 0 to 1, that a bare number is money; none if it is not.
pub(crate) fn confidence(text: &str, amount: &Amount, around: Around<'_>) -> Option<f32> {
    let after = text.get(amount.end..)?;
    if counts_something(after) || ordinal(text, amount.start) {
        return None;
    }
    let before = before(text, amount.start);
    let large = amount.quantity.multiplied && amount.quantity.high >= Decimal::whole(100);
    let follows = PRICE_WORDS
        .iter()
        .any(|word| directly_before(before, word.text));
    if follows && (large || plain_price(text, amount)) {
        return Some(0.8);
    }
    let grouped = plain_price(text, amount)
        && text
            .get(amount.start..amount.end)
            .is_some_and(|written| written.contains(','));
    if grouped && speaks_of_money(before) {
        return Some(0.6);
    }
    if !large {
        return None;
    }
    let sentence_after: String = after
        .chars()
        .take(NEAR)
        .take_while(|character| !matches!(character, '\n' | '。' | '\t'))
        .collect();
    if speaks_of_money(before) || speaks_of_money(&sentence_after) {
        return Some(0.7);
    }
    // In a talk a large number that counts nothing is nearly always money.
    let thousand = amount.quantity.high >= Decimal::whole(1000);
    if !thousand || !closes(after) || counted_before(before) {
        return None;
    }
    // `去重之后多少` asks for a count.
    if speaks_of_counts(around.earlier) && !speaks_of_money(around.earlier) {
        return None;
    }
    match around {
        Around {
            said: true,
            earlier,
            ..
        } if speaks_of_money(earlier) || earlier.contains("多少") => Some(0.65),
        Around { said: true, .. } => Some(0.5),
        Around { titled: true, .. } => Some(0.6),
        _ => None,
    }
}

/// Returns whether a text holds a word that speaks of money.
pub(crate) fn speaks_of_money(text: &str) -> bool {
    PRICE_WORDS
        .iter()
        .any(|word| !word.next_only && holds(text, word.text))
}

/// Whether what follows a number lets the sentence end there.
fn closes(after: &str) -> bool {
    let mut characters = after.trim_start_matches(' ').chars();
    characters.next().is_none_or(|next| {
        !next.is_alphanumeric() && !matches!(next, '/' | '-' | '_' | '%' | '+')
            || matches!(
                next,
                '吧' | '呢'
                    | '啊'
                    | '了'
                    | '的'
                    | '左'
                    | '以'
                    | '不'
                    | '都'
                    | '就'
                    | '才'
                    | '起'
                    | '吗'
                    | '么'
                    | '呀'
                    | '嘛'
                    | '给'
                    | '行'
                    | '太'
                    | '也'
            )
    })
}

/// Whether the talk is of how many there are.
fn speaks_of_counts(text: &str) -> bool {
    [
        "去重",
        "数据",
        "记录",
        "样本",
        "多少条",
        "多少人",
        "多少个",
        "多少行",
        "几条",
        "导出",
        "条数",
        "人数",
        "用户数",
        "how many",
    ]
    .iter()
    .any(|word| text.contains(word))
}

/// Whether what is counted stands before the number: `粉丝5万`, `步数3w`.
fn counted_before(before: &str) -> bool {
    let tail: String = before
        .chars()
        .rev()
        .take(8)
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect();
    [
        "数据", "记录", "用户", "粉丝", "人口", "人数", "条数", "样本", "数量", "订阅", "步",
        "播放", "浏览", "点赞", "关注", "访问", "并发", "端口", "公里", "字数", "行数", "跑",
        "阅读", "下载", "注册",
    ]
    .iter()
    .any(|word| tail.contains(word))
}

/// Returns what stands before in the same sentence, [`NEAR`] characters at most.
fn before(text: &str, at: usize) -> &str {
    let head = text.get(..at).unwrap_or_default();
    let begin = head
        .char_indices()
        .rev()
        .take(NEAR)
        .take_while(|(_, character)| !matches!(character, '\n' | '。' | '\t'))
        .last()
        .map_or(at, |(begin, _)| begin);
    head.get(begin..).unwrap_or_default()
}

/// What a number may count stands right after it.
fn counts_something(after: &str) -> bool {
    let after = after.trim_start_matches(' ');
    let word: String = after.chars().take(12).collect::<String>().to_lowercase();
    if word.starts_with(|first: char| first.is_ascii_digit() || first == '_') {
        return true;
    }
    // `5万多个`, `3w+条`: signs and words for more do not change what is counted.
    let word = word.trim_start_matches(['多', '余', '+', '来', ' ']);
    COUNTED.iter().any(|counted| {
        let Some(rest) = word.strip_prefix(counted) else {
            return false;
        };
        match *counted {
            // `18万个人出`, `5万一个月` … : these follow amounts too.
            "月" | "日" | "年" | "天" => !rest.starts_with('薪') && !rest.starts_with('终'),
            "点" => !rest.starts_with('钱'),
            "里" | "平" | "转" | "部" | "本" | "只" | "比" | "克" | "安" | "项" => {
                !rest.is_empty() || *counted != "里"
            }
            _ if counted.is_ascii() => {
                !counted.ends_with(|last: char| last.is_ascii_alphabetic())
                    || !rest.starts_with(|next: char| next.is_ascii_alphanumeric())
            }
            _ => true,
        }
    })
}

fn ordinal(text: &str, at: usize) -> bool {
    text.get(..at)
        .and_then(|head| head.chars().next_back())
        .is_some_and(|last| matches!(last, '第' | '#' | '№') || last.is_ascii_alphanumeric())
}

/// Whether a word, and at most a mark or a small word, stands right before.
fn directly_before(before: &str, word: &str) -> bool {
    let trimmed = before.trim_end_matches([
        ':', '：', '=', ' ', '是', '为', '为', '约', '了', '到', '共', '在', '为',
    ]);
    let trimmed = trimmed
        .strip_suffix(" is")
        .or(trimmed.strip_suffix(" of"))
        .unwrap_or(trimmed);
    trimmed.len() >= word.len()
        && trimmed
            .get(trimmed.len() - word.len()..)
            .is_some_and(|tail| tail.eq_ignore_ascii_case(word))
}

/// Whether a plain number can be a price: after a mark, or with groups or cents; three digits or more, and nothing but
/// an end after it.
fn plain_price(text: &str, amount: &Amount) -> bool {
    let written = text.get(amount.start..amount.end).unwrap_or_default();
    let digits = written.bytes().filter(u8::is_ascii_digit).count();
    let next = text.get(amount.end..).and_then(|rest| rest.chars().next());
    let year = digits == 4
        && written.len() == 4
        && (written.starts_with("19") || written.starts_with("20"));
    let head = text
        .get(..amount.start)
        .unwrap_or_default()
        .trim_end_matches(' ');
    let rest = text.get(amount.end..).unwrap_or_default();
    // `8500/月`.
    let per_period = rest.starts_with(['/', '每'])
        && rest.chars().nth(1).is_some_and(|next| {
            matches!(
                next,
                '月' | '年' | '天' | '日' | '人' | '次' | '小' | 'm' | 'y'
            )
        });
    let marked =
        head.ends_with([':', '：', '=', '为', '是']) || head.ends_with(" is") || per_period;
    let grouped = written.contains(',') || written.ends_with(".00");
    let places = written
        .split_once('.')
        .map_or(0, |(_, places)| places.len());
    (3..=12).contains(&digits)
        && places <= 4
        && (marked || grouped)
        && !year
        && (per_period
            || next.is_none_or(|next| {
                !next.is_alphanumeric() && !matches!(next, '-' | '/' | ':' | '.')
            }))
}

fn holds(text: &str, word: &str) -> bool {
    if !word.is_ascii() {
        return text.contains(word);
    }
    let lower = text.to_ascii_lowercase();
    lower.match_indices(word).any(|(at, _)| {
        let before = lower.get(..at).and_then(|text| text.chars().next_back());
        let after = lower
            .get(at + word.len()..)
            .and_then(|text| text.chars().next());
        let outside = |character: Option<char>| {
            character.is_none_or(|character| is_han(character) || !character.is_alphanumeric())
        };
        outside(before) && outside(after)
    })
}
