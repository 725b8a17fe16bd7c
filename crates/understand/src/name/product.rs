//! Products of which no list knows: a name that ends in 系统, 平台, 软件 and the like, in quotation marks or
//! standing alone, or more than once in a document.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use daylight_model::{Grade, MentionType};

use super::Found;
use super::edge;
use super::view::View;
use super::words;
use crate::gazetteer::fold::is_han;

/// What products are.
const KINDS: [&str; 14] = [
    "管理系统",
    "分析系统",
    "取证系统",
    "系统",
    "平台",
    "组件",
    "软件",
    "工具",
    "设备",
    "终端",
    "套件",
    "引擎",
    "木马",
    "工具箱",
];

/// What stands around a quoted name.
const QUOTES: [(char, char); 6] = [
    ('“', '”'),
    ('"', '"'),
    ('《', '》'),
    ('「', '」'),
    ('『', '』'),
    ('【', '】'),
];

/// Longest name, in characters, its kind included.
const LONGEST: usize = 16;

static AUTOMATON: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let builder = AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .build(KINDS);
    builder.ok()
});

/// Finds possible products: sure enough where quoted, else [`super::Found::confidence`] is low and the caller
/// keeps what stands more than once.
pub(super) fn find(view: &View<'_>, found: &mut Vec<Found>) {
    let Some(automaton) = &*AUTOMATON else { return };
    for hit in automaton.find_iter(view.text()) {
        // 系统 after 管理: the kind goes on to the left until something that is no kind of thing.
        let Some((start, quoted)) = start_of(view, &hit.range()) else {
            continue;
        };
        let range = start..hit.end();
        if view
            .known_in(&range)
            .iter()
            .any(|known| known.entry.kind == MentionType::Product)
        {
            continue;
        }
        found.push(Found {
            kind: MentionType::Product,
            range: view.source(range.clone()),
            value: view.quote(range).to_owned(),
            detector: if quoted { "product_quoted@1" } else { ONCE },
            confidence: if quoted { 0.6 } else { 0.5 },
            grade: Grade::Likely,
        });
    }
}

/// The detector of products that count only where they stand more than once.
pub(super) const ONCE: &str = "product_repeated@1";

fn start_of(view: &View<'_>, kind: &Range<usize>) -> Option<(usize, bool)> {
    let before = view.before(kind.start);
    let mut start = kind.start;
    let mut taken = 0;
    for (at, character) in before.char_indices().rev() {
        let inside = is_han(character) || character.is_alphanumeric() || character == '-';
        if !inside || taken + 2 > LONGEST {
            break;
        }
        start = at;
        taken += 1;
    }
    let opening = view.char_before(start);
    let closing = view.char_after(kind.end);
    let quoted = QUOTES
        .iter()
        .any(|(open, close)| opening == Some(*open) && closing == Some(*close));
    if quoted && taken >= 2 {
        return Some((start, true));
    }
    // A name of its own begins the phrase: a word that no dictionary has.
    let start = edge::start_of(view, kind.start, 10)?;
    let first = view.word_at(start).and_then(|number| view.word(number))?;
    let first = view.text().get(start..first.end)?;
    let own = !words::is_known(first) && first.chars().count() >= 2
        || first.chars().count() == 1 && {
            let two: String = view.after(start).chars().take(2).collect();
            !words::is_known(&two)
        };
    let ends = closing.is_none_or(|after| !is_han(after)) || view.begins_word(kind.end);
    (own && ends && start < kind.start).then_some((start, false))
}
