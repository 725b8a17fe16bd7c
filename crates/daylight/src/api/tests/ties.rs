//! What binds names, of a talk that was exported twice and of a list of people.

use daylight_understand::gazetteer::Gazetteer;
use daylight_understand::{Document, Understander};

use super::*;

pub(super) const FIRST: &[u8] = b"first export";
pub(super) const SECOND: &[u8] = b"second export";

fn span(start: usize, end: usize) -> Value {
    json!({"part": 1, "start": start, "end": end})
}

/// Three messages, of which the second says who supplies whom.
pub(super) fn talk(sender: &str) -> Value {
    let second = TALK.find('\n').unwrap() + 1;
    let at = [(0, 12), (second, TALK.len() - 1), (12, second - 1)];
    let words = ["今天发货吗", "远修科技给海宁信息供货", "收到，谢谢"];
    let messages = (1..).zip(at).zip(words).map(|((number, (start, end)), text)| {
        json!({"number": number, "span": span(start, end), "time": format!("2021-03-04T05:0{number}:07"),
            "time_zone": null, "zone_basis": "unknown", "sender": sender, "sender_span": null, "recipients": [],
            "conversation": null, "kind": "text", "text": text, "place_alone": false})
    });
    let name = "远修科技".len();
    json!({
        "mentions": [{"type": "org", "span": span(second, second + name), "value": "远修科技",
            "detector": "test@1", "confidence": 1.0, "grade": "certain"}],
        "messages": messages.collect::<Vec<_>>(),
        "tables": [],
        "claims": [
            {"type": "relationship", "statement": "远修科技 is a supplier of 海宁信息.",
                "fields": {"from": "远修科技", "role": "supplier", "to": "海宁信息", "since": null, "until": null},
                "polarity": "asserted", "hedge": null, "confidence": 1.0, "rule": "test@1",
                "grounds": [{"span": span(second, TALK.len() - 1), "message": 2}]},
            {"type": "payment", "statement": "海宁信息 pays 远修科技.",
                "fields": {"amount": "5", "currency": "CNY", "low": null, "high": null, "approximate": false,
                    "original": null, "converted": null, "period": null, "purpose": "contract", "payer": "海宁信息",
                    "payee": "远修科技", "for": null, "date": null},
                "polarity": "asserted", "hedge": null, "confidence": 1.0, "rule": "test@1",
                "grounds": [{"span": span(second, TALK.len() - 1), "message": 2}]},
        ],
    })
}

/// What is understood of a list of passengers, and what a rule that knows no better would make of it.
fn passengers(part: Part) -> Value {
    let document = Document {
        name: "passengers.csv",
        media_type: "text/csv",
        parts: std::slice::from_ref(&part),
    };
    let understander = Understander::new(Gazetteer::shipped());
    let mut understood = serde_json::to_value(understander.read(&document)).unwrap();
    let columns = &understood["tables"][0]["columns"];
    assert_eq!(columns[1]["sensitive"], true, "{understood}");
    let at = |words: &str| {
        let start = part.text().find(words).unwrap();
        span(start, start + words.len())
    };
    let mention = |kind: &str, words: &str| {
        json!({"type": kind, "span": at(words), "value": words, "detector": "test@1", "confidence": 1.0,
            "grade": "certain"})
    };
    understood["mentions"] = json!([mention("person", "章某某"), mention("org", "远修科技")]);
    understood["claims"] = json!([{"type": "relationship", "statement": "章某某 is an employee of 远修科技.",
        "fields": {"from": "章某某", "role": "employee", "to": "远修科技", "since": null, "until": null},
        "polarity": "asserted", "hedge": null, "confidence": 1.0, "rule": "test@1",
        "grounds": [{"span": at("远修科技"), "message": null}]}]);
    understood
}

pub(super) fn case_of_talks(folder: &Path, files: &[(&str, &[u8], Value)]) -> Arc<Case> {
    let read: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(path, bytes, _)| (*path, *bytes))
        .collect();
    let case = case_of(folder, &read, &[]);
    for (_, bytes, understanding) in files {
        let understood = Understood {
            generation: 1,
            version: "test".to_owned(),
            understanding: serde_json::from_value(understanding.clone()).unwrap(),
        };
        let blob = BlobId::of(bytes);
        case.ledger().keep_understanding(blob, &understood).unwrap();
    }
    Arc::new(case)
}

pub(super) async fn got(case: &Arc<Case>, uri: &str) -> Value {
    ask_of(case, "GET", uri, Value::Null).await.json()
}

#[tokio::test]
async fn what_two_exports_of_a_talk_say_counts_once_and_tells_the_other_place() {
    let folder = tempfile::tempdir().unwrap();
    let files = [("a.md", FIRST, talk("甲")), ("b.md", SECOND, talk("jia"))];
    let case = case_of_talks(&folder.path().join("small.daylight"), &files);
    let claims = got(&case, "/api/claims?type=relationship").await;
    assert_eq!(claims["total"], 1);
    let claim = &claims["claims"][0];
    assert_eq!(claim["citations"][0]["path"], "a.md");
    assert_eq!(claim["repeated_at"][0]["path"], "b.md");
    assert_eq!(claim["repeated_at"][0]["locator"], "message=2&line=2");

    let names = got(&case, "/api/names?type=org").await;
    assert_eq!(names["names"][0]["mentions"], 1, "{names}");
    let id = names["names"][0]["id"].as_str().unwrap().to_owned();
    let told = got(&case, &format!("/api/name?id={id}")).await;
    assert_eq!(told["relations"].as_array().unwrap().len(), 1);

    let talks = got(&case, "/api/talks").await;
    let repeats = |path: &str| {
        let all = talks["talks"].as_array().unwrap();
        let talk = all.iter().find(|talk| talk["path"] == path).unwrap();
        talk["repeats"].clone()
    };
    assert_eq!(repeats("a.md"), json!({}));
    assert_eq!(repeats("b.md"), json!({"a.md": 3}));
    let messages = got(&case, "/api/messages?path=b.md").await;
    assert_eq!(messages["messages"][1]["duplicate_of"], "a.md#message=2");
}

#[tokio::test]
async fn names_are_bound_by_claims_each_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let files = [("a.md", FIRST, talk("甲")), ("b.md", SECOND, talk("jia"))];
    let case = case_of_talks(&folder.path().join("small.daylight"), &files);
    let graph = got(&case, "/api/graph").await;
    assert_eq!(graph["by_type"], json!({"relationship": 1, "payment": 1}));
    assert_eq!(graph["total"], 2);
    let ties = graph["ties"].as_array().unwrap();
    let (found, other) = (&graph["nodes"][0], &graph["nodes"][1]);
    let [found, other] = match found["is_found"] == true {
        true => [found, other],
        false => [other, found],
    };
    assert_eq!([&found["name"], &found["type"]], ["远修科技", "org"]);
    assert_eq!(
        [&other["name"], &other["type"]],
        [&json!("海宁信息"), &Value::Null]
    );
    let supplies = ties
        .iter()
        .find(|tie| tie["type"] == "relationship")
        .unwrap();
    assert_eq!(
        [&supplies["from"], &supplies["to"]],
        [&found["id"], &other["id"]]
    );
    assert_eq!(supplies["how"], "supplier");
    assert_eq!(
        supplies["claims"][0]["citations"][0]["locator"],
        "message=2&line=2"
    );

    let paid = got(&case, "/api/graph?type=payment").await;
    assert_eq!(paid["ties"].as_array().unwrap().len(), 1);
    assert_eq!(paid["ties"][0]["from"], other["id"]);
    let named = format!("/api/graph?q={}", encoded("海宁"));
    assert_eq!(got(&case, &named).await["total"], 2);
    assert_eq!(got(&case, "/api/graph?q=nobody").await["total"], 0);
    let wrong = ask_of(&case, "GET", "/api/graph?type=nothing", Value::Null).await;
    assert_eq!(wrong.status, 400);
}

#[tokio::test]
async fn nobody_in_a_row_of_personal_data_becomes_a_name_or_a_node() {
    let folder = tempfile::tempdir().unwrap();
    let part = cells().part;
    let files = [("p.csv", PASSENGERS.as_bytes(), passengers(part))];
    let case = case_of_talks(&folder.path().join("small.daylight"), &files);
    for uri in ["/api/names", "/api/graph"] {
        let answer = got(&case, uri).await;
        assert_eq!(answer["total"], 0, "{uri}: {answer}");
    }
}
