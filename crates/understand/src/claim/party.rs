//! The parties of a contract, a bid or a letter. Always: by the word that names the role, never by order alone.

use daylight_model::{MentionType, Polarity};

use super::draft::Draft;
use super::names;
use super::scene::{Here, Scene, Sentence};
use super::words;

const CLIENT: [&str; 14] = [
    "甲方",
    "买方",
    "采购人",
    "委托方",
    "发包方",
    "需方",
    "委托人",
    "购买方",
    "buyer:",
    "customer:",
    "client:",
    "party a:",
    "the buyer",
    "用户方",
];
const SELLER: [&str; 12] = [
    "乙方",
    "卖方",
    "供应商",
    "受托方",
    "承包方",
    "供方",
    "服务方",
    "seller:",
    "supplier:",
    "vendor:",
    "party b:",
    "投标人",
];
const AUTHORITY: [&str; 10] = [
    "致",
    "招标人",
    "采购人",
    "采购单位",
    "招标单位",
    "业主",
    "to:",
    "contracting authority",
    "authority:",
    "dear",
];

/// Returns a party of the document: `client`, `seller`, `authority`, or its `project` and `reference`.
pub(super) fn of(scene: &Scene<'_>, role: &str) -> Option<String> {
    /// Parties stand at the head.
    const HEAD: usize = 40;
    let head = || scene.sentences.iter().take(HEAD);
    let labelled = |labels: &[&str]| head().find_map(|sentence| after_label(sentence, labels));
    match role {
        "client" => labelled(&CLIENT).filter(|name| !scene.is_own(name)),
        "seller" => labelled(&SELLER).or_else(|| scene.own.clone()),
        "authority" => labelled(&AUTHORITY)
            .filter(|name| !scene.is_own(name))
            .or_else(|| {
                head().find_map(|sentence| {
                    sentence
                        .says("tender")
                        .then(|| super::slot::of_sentence(scene, sentence, "org"))
                        .flatten()
                })
            }),
        "project" => head().find_map(words::project),
        "reference" => {
            head().find_map(|sentence| words::reference(&sentence.folded.text, sentence))
        }
        _ => None,
    }
}

/// Returns the body that a label introduces.
fn after_label(sentence: &Sentence<'_>, labels: &[&str]) -> Option<String> {
    let text = sentence.folded.text.as_str();
    sentence.of_kind(MentionType::Org).find_map(|here| {
        let before = text[..here.start]
            .trim_end_matches([' ', ':', '：', '(', '（', ')', '）', '名', '称', '盖', '章']);
        let introduced = labels
            .iter()
            .any(|label| before.ends_with(label.trim_end_matches(':')));
        introduced
            .then(|| here.value().map(str::to_owned))
            .flatten()
    })
}

/// Returns who won, who bids and who calls, of a sentence about a bid.
pub(super) fn in_sentence(
    scene: &Scene<'_>,
    sentence: &Sentence<'_>,
    role: &str,
) -> Option<String> {
    let name = |here: Here<'_>| here.value().map(str::to_owned);
    match role {
        "winner" => winner(sentence).and_then(name),
        "bidder" => {
            // Who decides to bid stands at the head of the sentence.
            let first = sentence.of_kind(MentionType::Org).next()?;
            (first.start <= 6).then(|| name(first)).flatten()
        }
        "authority" => {
            let winner = winner(sentence).map(|here| here.start);
            sentence
                .of_kind(MentionType::Org)
                .filter(|here| Some(here.start) != winner)
                .filter(|here| !here.value().is_some_and(|name| scene.is_own(name)))
                .find_map(name)
        }
        _ => None,
    }
}

/// Puts a firm that was taken for who calls for bids where it belongs: it bids, or it won over the speakers.
pub(super) fn settle_tender(draft: &mut Draft, scene: &Scene<'_>, sentence: &Sentence<'_>) {
    /// What stands between a lost bid and who won it.
    const OVER: [&str; 10] = [
        "输给",
        "輸給",
        "输",
        "被",
        "让",
        "敗給",
        "败给",
        "lost to",
        "behind",
        "beaten by",
    ];
    let Some(authority) = draft.text("authority").map(str::to_owned) else {
        return;
    };
    if draft.text("bidder") == Some(authority.as_str()) {
        draft
            .fields
            .insert("authority".to_owned(), serde_json::Value::Null);
        return;
    }
    if names::is_public(scene.found, &authority) {
        return;
    }
    let public = sentence
        .of_kind(MentionType::Org)
        .filter_map(|here| here.value())
        .find(|name| !scene.is_own(name) && names::is_public(scene.found, name));
    let won = matches!(draft.polarity, Polarity::Won | Polarity::Awarded);
    let over = sentence.of_kind(MentionType::Org).any(|here| {
        here.value() == Some(authority.as_str())
            && OVER.iter().any(|word| {
                sentence.folded.text[..here.start]
                    .trim_end()
                    .ends_with(word)
            })
    });
    if won && draft.is_open("bidder") {
        draft.set_text("bidder", Some(authority));
    } else if !over && public.is_none() {
        return;
    }
    draft
        .fields
        .insert("authority".to_owned(), serde_json::Value::Null);
    draft.set_text("authority", public);
}

/// Returns whether a name is a firm's, by its ending.
pub(super) fn is_firm(name: &str) -> bool {
    const ENDS: [&str; 14] = [
        "公司",
        "集团",
        "企业",
        "厂",
        "事务所",
        "工作室",
        "Ltd",
        "Ltd.",
        "Inc",
        "Inc.",
        "LLC",
        "GmbH",
        "Limited",
        "Corp.",
    ];
    ENDS.iter().any(|end| name.ends_with(end))
}

/// Returns who pays, of the bodies of a sentence: the first that is no firm, else the first.
pub(super) fn client_in(scene: &Scene<'_>, sentence: &Sentence<'_>) -> Option<String> {
    let bodies = || {
        sentence
            .of_kind(MentionType::Org)
            .filter_map(|here| here.value())
            .filter(|name| !scene.is_own(name))
    };
    bodies()
        .find(|name| !is_firm(name))
        .or_else(|| bodies().next())
        .map(str::to_owned)
}

/// Returns the firm that a client of the same sentence pays.
pub(super) fn company_in(scene: &Scene<'_>, sentence: &Sentence<'_>) -> Option<String> {
    let client = client_in(scene, sentence)?;
    sentence
        .of_kind(MentionType::Org)
        .filter_map(|here| here.value())
        .find(|name| *name != client && is_firm(name))
        .map(str::to_owned)
}

/// Returns the body right before the word for winning, unless the speakers themselves are the subject.
fn winner<'a>(sentence: &Sentence<'a>) -> Option<Here<'a>> {
    let won = sentence.hit("won_bid")?;
    if sentence.hit("we").is_some_and(|we| we.start < won.start) {
        return None;
    }
    let before = sentence
        .of_kind(MentionType::Org)
        .filter(|here| here.end <= won.start && won.start - here.end <= 12)
        .last();
    // 头一名是A, 定给A, 成交人：A: the winner stands right after the word.
    let text = sentence.folded.text.as_str();
    let after = sentence.of_kind(MentionType::Org).find(|here| {
        text.get(won.end..here.start).is_some_and(|between| {
            let between = between.trim_matches([' ', ':', '：', '了']);
            matches!(
                between,
                "" | "是" | "给" | "为" | "was" | "is" | "to" | "by" | "went to"
            )
        })
    });
    after.or(before)
}
