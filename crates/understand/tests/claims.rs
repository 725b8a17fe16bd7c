//! What talks and papers in other words claim, and that what merely looks like them claims nothing. The corpora stand
//! in `claims/`, written for this test; what must hold is a share of each, so that a new rule cannot trade one for
//! another unseen.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot read its corpus has failed"
)]

use std::collections::BTreeMap;

use daylight_model::{
    Anchor, Claim, Grade, LineBreaks, Mention, MentionType, Message, MessageKind, Part, PartData,
    PartKind, PartNumber, Place, Span, Value, ZoneBasis,
};
use daylight_understand::Document;
use daylight_understand::claim::{self, Found};
use daylight_understand::gazetteer::Gazetteer;
use daylight_understand::mention;

/// A text of the corpus: its lines, who says them, and what each claims.
#[derive(Default)]
struct Scene {
    lines: Vec<(Option<String>, String)>,
    expected: Vec<(usize, Expected)>,
}

#[derive(Debug)]
struct Expected {
    kind: String,
    polarity: String,
    slots: BTreeMap<String, String>,
}

fn scenes(corpus: &str, talk: bool) -> Vec<Scene> {
    let mut scenes = vec![Scene::default()];
    for line in corpus.lines().filter(|line| !line.starts_with('#')) {
        let last = scenes.last_mut().unwrap();
        if line == "====" || talk && line.trim().is_empty() {
            scenes.push(Scene::default());
        } else if let Some(expected) = line.strip_prefix("=> ") {
            let mut words = expected.split(' ');
            let (kind, polarity) = (words.next().unwrap(), words.next().unwrap());
            let slots = words.filter_map(|word| word.split_once('='));
            let expected = Expected {
                kind: kind.to_owned(),
                polarity: polarity.to_owned(),
                slots: slots.map(|(k, v)| (k.to_owned(), v.to_owned())).collect(),
            };
            last.expected.push((last.lines.len() - 1, expected));
        } else if !line.trim().is_empty() {
            let (speaker, words) = match line.split_once(": ") {
                Some((speaker, words)) if talk => (Some(speaker.to_owned()), words),
                _ => (None, line),
            };
            last.lines.push((speaker, words.to_owned()));
        }
    }
    scenes.retain(|scene| !scene.lines.is_empty());
    scenes
}

fn read(scene: &Scene, gazetteer: &Gazetteer) -> (Vec<Claim>, Vec<Span>) {
    let mut text = String::new();
    let mut spans = Vec::new();
    for (_, words) in &scene.lines {
        let start = u32::try_from(text.len()).unwrap();
        text.push_str(words);
        let end = u32::try_from(text.len()).unwrap();
        spans.push(Span {
            part: PartNumber(1),
            start,
            end,
        });
        text.push_str("\n\n");
    }
    let anchors = spans.iter().zip(1..).map(|(span, line)| Anchor {
        start: span.start,
        end: span.end,
        place: Place::line(line),
    });
    let part = Part::try_from(PartData {
        number: PartNumber(1),
        kind: PartKind::Body,
        name: None,
        breaks: LineBreaks::End,
        anchors: anchors.collect(),
        text,
    })
    .unwrap();
    let messages: Vec<Message> = scene
        .lines
        .iter()
        .zip(&spans)
        .zip(1..)
        .filter_map(|(((speaker, words), span), number)| {
            Some(Message {
                number,
                span: *span,
                time: Some("2021-05-04T10:00:00".to_owned()),
                time_zone: None,
                zone_basis: ZoneBasis::Unknown,
                sender: Some(speaker.clone()?),
                sender_span: None,
                recipients: Vec::new(),
                conversation: None,
                kind: MessageKind::Text,
                text: words.clone(),
                place_alone: false,
            })
        })
        .collect();
    let parts = [part];
    let document = Document {
        name: "text.txt",
        media_type: "text/plain",
        parts: &parts,
    };
    let mut mentions = mention::read(&document, &messages);
    for found in gazetteer.find(parts[0].text()) {
        mentions.push(Mention {
            kind: found.entry.kind,
            span: Span {
                part: PartNumber(1),
                start: u32::try_from(found.range.start).unwrap(),
                end: u32::try_from(found.range.end).unwrap(),
            },
            value: Value::Text(found.entry.value().to_owned()),
            detector: "test@1".into(),
            confidence: 1.0,
            grade: Grade::Certain,
        });
    }
    for (at, host) in parts[0].text().match_indices("mail.example-gov.example") {
        mentions.push(Mention {
            kind: MentionType::Domain,
            span: Span {
                part: PartNumber(1),
                start: u32::try_from(at).unwrap(),
                end: u32::try_from(at + host.len()).unwrap(),
            },
            value: Value::Text(host.to_owned()),
            detector: "test@1".into(),
            confidence: 1.0,
            grade: Grade::Certain,
        });
    }
    mention::settle(&mut mentions);
    let claims = claim::read(&Found {
        document: &document,
        gazetteer,
        mentions: &mentions,
        messages: &messages,
        tables: &[],
    });
    (claims, spans)
}

fn agrees(expected: &Expected, claim: &Claim, gazetteer: &Gazetteer) -> bool {
    let same_name = |a: &str, b: &str| {
        let of = |name| gazetteer.get(name).map(|entry| entry.value().to_owned());
        of(a).is_some() && of(a) == of(b)
    };
    claim.kind.as_str() == expected.kind
        && claim.polarity.as_str() == expected.polarity
        && expected.slots.iter().all(|(slot, value)| {
            if slot == "hedge" {
                return claim
                    .hedge
                    .as_ref()
                    .is_some_and(|hedge| hedge.text == *value);
            }
            // The slot must stay open.
            if value == "-" {
                return claim
                    .fields
                    .get(slot)
                    .is_none_or(serde_json::Value::is_null);
            }
            match claim.fields.get(slot) {
                Some(serde_json::Value::String(text)) => text == value || same_name(text, value),
                Some(serde_json::Value::Number(number)) => number.to_string() == *value,
                _ => false,
            }
        })
}

/// Returns how many were expected, found, and right, and what went wrong.
fn score(corpus: &str, talk: bool) -> (usize, usize, usize, Vec<String>) {
    let mut gazetteer = Gazetteer::shipped();
    assert_eq!(gazetteer.add_csv(include_bytes!("claims/names.csv")), []);
    let (mut expected, mut found, mut right) = (0, 0, 0);
    let mut wrong = Vec::new();
    for scene in scenes(corpus, talk) {
        let (claims, spans) = read(&scene, &gazetteer);
        let mut used = vec![false; claims.len()];
        expected += scene.expected.len();
        found += claims.len();
        for (line, one) in &scene.expected {
            let at = |claim: &Claim| {
                claim.grounds.first().is_some_and(|ground| {
                    ground.span.start < spans[*line].end && spans[*line].start < ground.span.end
                })
            };
            let hit = claims.iter().enumerate().position(|(index, claim)| {
                !used[index] && at(claim) && agrees(one, claim, &gazetteer)
            });
            match hit {
                Some(index) => {
                    used[index] = true;
                    right += 1;
                }
                None => wrong.push(format!("missed: {:?} in {}", one, scene.lines[*line].1)),
            }
        }
        for (claim, _) in claims.iter().zip(&used).filter(|(_, used)| !**used) {
            let start = claim.grounds[0].span.start;
            let line = spans
                .iter()
                .position(|span| span.start <= start && start < span.end);
            let words = line.map_or("", |line| scene.lines[line].1.as_str());
            let slots: Vec<String> = claim
                .fields
                .iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(slot, value)| format!("{slot}={value}"))
                .collect();
            wrong.push(format!(
                "too much: {} {} {} {} in {words}",
                claim.rule,
                claim.kind,
                claim.polarity,
                slots.join(" ")
            ));
        }
    }
    (expected, found, right, wrong)
}

fn check(corpus: &str, talk: bool, least: f64) {
    let (expected, found, right, wrong) = score(corpus, talk);
    #[allow(clippy::cast_precision_loss, reason = "small counts")]
    let (precision, recall) = (right as f64 / found as f64, right as f64 / expected as f64);
    assert!(
        precision >= least && recall >= least,
        "precision {precision:.2}, recall {recall:.2}\n{}",
        wrong.join("\n")
    );
}

#[test]
fn talks_in_other_words_claim_what_they_say_and_no_more() {
    check(include_str!("claims/talks.txt"), true, 0.9);
}

#[test]
fn papers_in_other_words_claim_what_they_say_and_no_more() {
    check(include_str!("claims/papers.txt"), false, 0.9);
}

#[test]
fn single_utterances_claim_what_they_say_and_no_more() {
    check(include_str!("claims/sentences.txt"), true, 0.9);
}

#[test]
fn paragraphs_claim_what_they_say_and_no_more() {
    check(include_str!("claims/paragraphs.txt"), false, 0.85);
}

#[test]
fn a_second_set_of_utterances_holds() {
    check(include_str!("claims/second.txt"), true, 0.9);
}

#[test]
fn a_third_set_of_utterances_holds() {
    // What weights do not believe is missed: a complaint and a tie of eighteen.
    check(include_str!("claims/third.txt"), true, 0.85);
}

#[test]
fn learned_rules_find_what_no_rule_names() {
    check(include_str!("claims/learned.txt"), true, 0.7);
}

#[test]
fn a_company_that_bids_for_show_is_named_as_it_is_written() {
    check(
        "甲: 杭原市公安局那个标怎么弄\n乙: 让鹭屿数安陪标，回头分包给他们\n=> relationship asserted from=鹭屿数安 role=subcontractor\n",
        true,
        1.0,
    );
}

#[test]
fn text_of_any_characters_is_read_to_its_end() {
    let pieces = [
        "02:02孙科西crm dump",
        "账号：",
        "北斛科技",
        "的",
        "🙂",
        "\u{301}",
        "“",
        "」",
        "3千",
        "一",
        "vpn.",
        "é́",
        "：",
        "支付给",
        "想要",
        "说",
        "报价5万",
        "the list",
        "İ",
        "2021年",
        "—",
        "a.b",
        "10.0.0.1",
    ];
    let gazetteer = Gazetteer::shipped();
    for first in pieces {
        for second in pieces {
            let lines = pieces
                .iter()
                .map(|third| (Some("甲".to_owned()), format!("{first}{second}{third}")))
                .collect();
            let scene = Scene {
                lines,
                expected: Vec::new(),
            };
            let (claims, spans) = read(&scene, &gazetteer);
            let end = spans.last().map_or(0, |span| span.end);
            for claim in claims {
                assert!(claim.grounds.iter().all(|ground| ground.span.end <= end));
            }
        }
    }
}
