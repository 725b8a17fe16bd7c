//! How much a decoded text reads like writing: characters that are used much count up, those that only a wrong
//! decoding gives count down. Always: between -4 and 1, a mean over the characters counted.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Han characters by use; the first line names the source.
const HAN_BY_USE: &str = include_str!("../../data/han_by_use.tsv");

/// Hangul syllables of frequent endings, particles and words; our own list.
const HANGUL_MUCH_USED: &str = "이다는의에을를가고하지도은서로한사기대시으인어일자리정나스아그해수부니보있여주장라전제구들게만상면조안원동오성공국러비우과유관적선용무경인연수방소생신문회요간미위분된된모히치마세할거발합재당두실내화업결계현물중진년월명금통습말려개시립까없야같각것후행본반민운북남교학영단강차명날집때바크트드프르즈터타토카코파포피키티디브레베네테게체편출입표접속불필약속급여담보통신망암호화번역";

#[derive(Clone, Copy, Default)]
struct Use {
    simplified: Option<u16>,
    traditional: Option<u16>,
}

static HAN: LazyLock<HashMap<char, Use>> = LazyLock::new(|| {
    let mut han: HashMap<char, Use> = HashMap::new();
    for line in HAN_BY_USE.lines().filter(|line| !line.starts_with('#')) {
        let Some((form, characters)) = line.split_once('\t') else {
            continue;
        };
        for (rank, character) in (0..).zip(characters.chars()) {
            let used = han.entry(character).or_default();
            match form {
                "simplified" => used.simplified = Some(rank),
                _ => used.traditional = Some(rank),
            }
        }
    }
    han
});

/// What a candidate encoding is mostly used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Writing {
    /// Chinese, simplified characters first.
    Simplified,
    /// Chinese, traditional characters.
    Traditional,
    /// Japanese.
    Japanese,
    /// Korean.
    Korean,
    /// Any.
    Any,
}

fn best(one: Option<f32>, other: Option<f32>) -> Option<f32> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.max(other)),
        (one, other) => one.or(other),
    }
}

fn by_rank(rank: Option<u16>) -> Option<f32> {
    Some(match rank? {
        0..400 => 1.0,
        400..1200 => 0.85,
        1200..2400 => 0.5,
        _ => 0.1,
    })
}

fn han(character: char, writing: Writing) -> f32 {
    let used = HAN.get(&character).copied().unwrap_or_default();
    let (simplified, traditional) = (by_rank(used.simplified), by_rank(used.traditional));
    match writing {
        Writing::Simplified => simplified.or(traditional.map(|score| score * 0.7)),
        Writing::Traditional => traditional,
        Writing::Japanese => best(traditional, simplified).map(|score| score * 0.8),
        Writing::Korean => traditional.map(|score| score * 0.3 - 0.3),
        Writing::Any => best(simplified, traditional),
    }
    .unwrap_or(if writing == Writing::Japanese {
        0.0
    } else {
        -0.5
    })
}

fn hangul(character: char) -> f32 {
    static MUCH_USED: LazyLock<std::collections::HashSet<char>> =
        LazyLock::new(|| HANGUL_MUCH_USED.chars().collect());
    if MUCH_USED.contains(&character) {
        1.0
    } else {
        0.3
    }
}

fn weight(character: char, writing: Writing) -> f32 {
    let kana = |score| match writing {
        Writing::Japanese | Writing::Any => score,
        _ => 0.0,
    };
    match u32::from(character) {
        0x09 | 0x0a | 0x0d | 0x20..=0x7e => 1.0,
        0x00..=0x9f => -3.0,
        0xa0..=0xff => 0.2,
        0x100..=0x24f => 0.1,
        0x391..=0x3c9 => 0.3,
        0x410..=0x44f | 0x401 | 0x451 => 0.6,
        0x400..=0x52f => 0.2,
        0x5d0..=0x5ea | 0x620..=0x64a => 0.6,
        0x64b..=0x6ff => 0.2,
        0xe01..=0xe5b => 0.5,
        0x1e00..=0x1eff => 0.2,
        0x2010..=0x2027 => 0.6,
        0x3000..=0x3003 | 0x3008..=0x3011 => 0.9,
        0x3041..=0x3096 => kana(1.0),
        0x30a1..=0x30fe => kana(0.8),
        0x4e00..=0x9fff => han(character, writing),
        0xac00..=0xd7a3 if matches!(writing, Writing::Korean | Writing::Any) => hangul(character),
        0xff01..=0xff5e => 0.7,
        0xff61..=0xff9f => -0.3,
        0x1f300..=0x1faff => 0.2,
        0x3400..=0x4dbf | 0xf900..=0xfaff | 0x20000..=0x323af => -0.7,
        0xe000..=0xf8ff => -2.0,
        0xfffd => -4.0,
        0x2000..=0x33ff => 0.0,
        _ => -0.8,
    }
}

fn mean(scores: impl Iterator<Item = f32>) -> f32 {
    let (sum, count) = scores.fold((0.0_f32, 0_u32), |(sum, count), score| {
        (sum + score, count + 1)
    });
    if count == 0 { 0.0 } else { sum / count as f32 }
}

/// Returns how much the characters that are not ASCII read like `writing`.
pub(super) fn of_letters(text: &str, writing: Writing) -> f32 {
    mean(
        text.chars()
            .filter(|character| !character.is_ascii())
            .map(|character| weight(character, writing)),
    )
}

/// Returns how much text from wide units reads like any writing.
pub(super) fn of_units(text: &str) -> f32 {
    mean(
        text.chars()
            .map(|character| weight(character, Writing::Any)),
    )
}
