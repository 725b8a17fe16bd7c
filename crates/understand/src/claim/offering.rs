//! Offerings: a product, what it is said to do, and the techniques that this suggests.

use daylight_model::{ClaimType, MentionType, Polarity};
use serde_json::Value;

use super::apply::text;
use super::attack;
use super::draft::Draft;
use super::genre::Genre;
use super::lexicon::Hit;
use super::scene::{Here, Scene, Sentence};

/// Words before what a product can do.
const LEADS: [&str; 34] = [
    "主要功能为",
    "主要功能是",
    "功能包括",
    "功能为",
    "功能是",
    "主要用于",
    "可用于",
    "用于",
    "专用于",
    "提供",
    "支持",
    "实现",
    "具备",
    "具有",
    "可以",
    "能够",
    "可对",
    "可",
    "能",
    "主打",
    "为",
    "offers ",
    "provides ",
    "supports ",
    "allows ",
    "enables ",
    "performs ",
    "features ",
    "for ",
    "is a ",
    "delivers ",
    "gives ",
    "does ",
    "capable of ",
];
/// Words after it.
const ENDS: [&str; 13] = [
    "等能力",
    "能力",
    "等功能",
    "功能",
    "等服务",
    "服务",
    "的产品",
    ",",
    "，",
    "。",
    ";",
    ". ",
    "等",
];

/// Returns the offerings of a document.
pub(super) fn read(scene: &Scene<'_>) -> Vec<Draft> {
    if scene.genre != Genre::Ordinary {
        return Vec::new();
    }
    (0..scene.sentences.len())
        .filter_map(|index| of_sentence(scene, index))
        .collect()
}

fn of_sentence(scene: &Scene<'_>, index: usize) -> Option<Draft> {
    let sentence = &scene.sentences[index];
    let capability = capability(sentence)
        .or_else(|| introduced(sentence, "strong_lead"))
        .or_else(|| led(scene, sentence))?;
    let blocked = [
        "question",
        "exercise",
        "template",
        "asks_price",
        "contract",
        "tender",
    ];
    if blocked.iter().any(|cue| sentence.says(cue)) {
        return None;
    }
    let lacks = sentence.hits.iter().find(|hit| {
        super::lexicon::LEXICON.cue("lacks") == Some(hit.cue) && hit.end <= capability.start
    });
    if let Some(lacks) = lacks {
        return lacking(scene, index, lacks, capability);
    }
    let named = sentence
        .of_kind(MentionType::Product)
        .filter(|here| here.start < capability.start)
        .last();
    let (product, after) = match named {
        Some(here) => (here.value().map(str::to_owned), here.end),
        None => meant(scene, index, capability.start)?,
    };
    let (from, to) = phrase(sentence, capability, after);
    let mut draft = Draft::new(
        ClaimType::Offering,
        Polarity::Asserted,
        "offering.described@1",
        scene.ground(sentence),
    );
    draft.set_text("product", product);
    fill(&mut draft, sentence, from, to);
    draft.set_text("version", version(sentence, after));
    let maker = sentence
        .of_kind(MentionType::Org)
        .find_map(|here| here.value());
    draft.set_text(
        "seller",
        maker.map(str::to_owned).or_else(|| scene.own.clone()),
    );
    draft.confidence = 0.8;
    Some(draft)
}

/// Returns the product that `it` or 该系统 means, and where the word for it ends.
fn meant(scene: &Scene<'_>, index: usize, limit: usize) -> Option<(Option<String>, usize)> {
    const WORDS: [&str; 24] = [
        "该平台",
        "该系统",
        "该产品",
        "该软件",
        "该设备",
        "该终端",
        "该工具",
        "该套件",
        "本系统",
        "本平台",
        "本产品",
        "本软件",
        "本设备",
        "產品",
        "該平台",
        "該系統",
        "該產品",
        "它",
        "the product ",
        "the system ",
        "the platform ",
        "the tool ",
        "this product ",
        "it ",
    ];
    let sentence = &scene.sentences[index];
    let text = sentence.folded.text.as_str();
    let end = WORDS.iter().find_map(|word| {
        let rest = text.strip_prefix(word)?;
        Some(text.len() - rest.len())
    })?;
    if end > limit {
        return None;
    }
    let product = scene
        .before(index)
        .find_map(|earlier| super::slot::of_sentence(scene, earlier, "product"))?;
    Some((Some(product), end))
}

/// What the others' product lacks, ours has: the one that is spoken of.
fn lacking(scene: &Scene<'_>, index: usize, lacks: &Hit, capability: Hit) -> Option<Draft> {
    let sentence = &scene.sentences[index];
    if !sentence.says("they") {
        return None;
    }
    let product = scene
        .before(index)
        .find_map(|earlier| super::slot::of_sentence(scene, earlier, "product"))?;
    let (from, to) = phrase(sentence, capability, lacks.end);
    let mut draft = Draft::new(
        ClaimType::Offering,
        Polarity::Asserted,
        "offering.others_lack@1",
        scene.ground(sentence),
    );
    draft.set_text("product", Some(product));
    draft.set_text("seller", scene.own.clone());
    fill(&mut draft, sentence, from, to);
    draft.confidence = 0.6;
    Some(draft)
}

fn fill(draft: &mut Draft, sentence: &Sentence<'_>, from: usize, to: usize) {
    let words = sentence.words(from, to);
    if let Some(words) = &words {
        let techniques: Vec<Value> = attack::suggest(words).into_iter().map(text).collect();
        if !techniques.is_empty() {
            draft.set("attack", Value::Array(techniques));
        }
    }
    draft.set_text("capability", words);
}

/// Returns the first words that name a capability and are no part of a name.
fn capability(sentence: &Sentence<'_>) -> Option<Hit> {
    let cue = super::lexicon::LEXICON.cue("capability")?;
    sentence
        .hits
        .iter()
        .copied()
        .filter(|hit| hit.cue == cue && !overlaps_name(sentence, hit))
        .min_by_key(|hit| (hit.start, std::cmp::Reverse(hit.end)))
}

/// Returns the words after one that introduces what a product does, where no list knows them.
fn introduced(sentence: &Sentence<'_>, cue: &str) -> Option<Hit> {
    let lead = sentence.hit(cue).filter(|hit| !hit.negated)?;
    if sentence.says("price_word") || sentence.of_kind(MentionType::Money).next().is_some() {
        return None;
    }
    let text = sentence.folded.text.as_str();
    let clause = sentence.clause_at(lead.start);
    let rest = text.get(lead.end..clause.1)?;
    let start = lead.end
        + (rest.len()
            - rest
                .trim_start_matches(['为', '是', '于', '有', ':', '：', ' '])
                .len());
    let end = start
        + text[start..clause.1]
            .trim_end_matches(['。', ',', '，', '.', ';', ' '])
            .len();
    let length = text[start..end].chars().count();
    (3..=40).contains(&length).then_some(Hit {
        cue: lead.cue,
        start,
        end,
        negated: false,
    })
}

/// The same in papers, where common words (支持, 提供) introduce it right after the product's name.
fn led(scene: &Scene<'_>, sentence: &Sentence<'_>) -> Option<Hit> {
    /// Farthest from the product to the word, in bytes.
    const NEAR: usize = 40;
    if scene.is_talk() || sentence.says("not_product_use") || sentence.says("plan") {
        return None;
    }
    let found = introduced(sentence, "paper_lead")?;
    let product = sentence
        .of_kind(MentionType::Product)
        .filter(|here| here.end <= found.start)
        .last()?;
    // The maker may stand between: X, made by Y, delivers …
    let maker: usize = sentence
        .of_kind(MentionType::Org)
        .filter(|here| here.start >= product.end && here.end <= found.start)
        .map(|here| here.end - here.start)
        .sum();
    (found.start - product.end <= NEAR + maker).then_some(found)
}

fn overlaps_name(sentence: &Sentence<'_>, hit: &Hit) -> bool {
    sentence.mentions.iter().any(|here: &Here<'_>| {
        matches!(here.mention.kind, MentionType::Product | MentionType::Org)
            && here.start < hit.end
            && hit.start < here.end
    })
}

/// Returns the whole phrase around the words that name a capability, not before byte `floor`.
fn phrase(sentence: &Sentence<'_>, hit: Hit, floor: usize) -> (usize, usize) {
    let text = sentence.folded.text.as_str();
    let clause = sentence.clause_at(hit.start);
    let low = clause.0.max(floor.min(hit.start));
    let before = &text[low..hit.start];
    let start = LEADS
        .iter()
        .filter_map(|lead| before.rfind(lead).map(|at| at + lead.len()))
        .max()
        .unwrap_or(0);
    let start = low + start;
    let start = start
        + (text[start..hit.start].len()
            - text[start..hit.start]
                .trim_start_matches([' ', ',', '，', ':', '的', '是'])
                .len());
    let after = &text[hit.end..];
    let end = ENDS
        .iter()
        .filter_map(|end| after.find(end))
        .min()
        .map_or(text.len(), |length| hit.end + length);
    let end = start
        + text[start..end]
            .trim_end_matches([' ', '.', '。', ',', '，', ';', '；', '、'])
            .len();
    (start, end.max(hit.end))
}

/// Returns a version after byte `from`: `V3.0`, `v2`, `版本 4.1`.
pub(super) fn version(sentence: &Sentence<'_>, from: usize) -> Option<String> {
    let text = sentence.folded.text.as_str();
    let mut at = from;
    while let Some(offset) = text.get(at..)?.find('v') {
        let start = at + offset;
        let rest = &text[start + 1..];
        let rest = rest
            .strip_prefix("er")
            .unwrap_or(rest)
            .trim_start_matches(['.', ' ']);
        let length = rest
            .find(|c: char| !(c.is_ascii_digit() || c == '.'))
            .unwrap_or(rest.len());
        let bounded = !text[..start]
            .chars()
            .next_back()
            .is_some_and(|c| c.is_ascii_alphanumeric());
        let digits = rest[..length].trim_end_matches('.');
        if bounded && digits.starts_with(|c: char| c.is_ascii_digit()) {
            let end = text.len() - rest.len() + digits.len();
            return sentence.words(start, end);
        }
        at = start + 1;
    }
    None
}
