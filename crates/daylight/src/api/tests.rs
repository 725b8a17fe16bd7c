//! The server's answers about a small case in a folder, asked through the gate as a browser asks.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use daylight_engine::case::{Access, Case, Readers};
use daylight_engine::store::{Acquired, Lease, Member, NewPart, NewReading, Understood};
use daylight_engine::worker::Launch;
use daylight_model::{
    Anchor, BlobId, ChildKind, LineBreaks, Outcome, Part, PartData, PartKind, PartNumber, Place,
    Reason, State, Summary,
};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tokio::sync::watch;
use tower::ServiceExt;

mod gathered;
mod ties;

use super::gate::Gate;
use super::router;

const TALK: &str = "远修科技今天发货\n远修科技给海宁信息供货\n";
const PASSENGERS: &str = "姓名,身份证号,工作单位,航班号\n章某某,110101199003071233,远修科技,MU5101\n\
    霍某某,110101198501011230,海宁信息,MU5102\n";
const CONTRACT: &str = "甲方与乙方签订合同\n\u{1f4c4} 合同总价5.5万元\n";

fn open(folder: &Path) -> Case {
    let readers = Readers {
        launch: Launch::new("/nonexistent"),
        version: 1,
        threads: 1,
        pictures: None,
        passwords: Vec::new(),
    };
    if folder.join("case.toml").exists() {
        Case::open(folder, Access::Write, readers).unwrap()
    } else {
        Case::create(folder, readers).unwrap()
    }
}

fn summary(media_type: &str, outcome: Outcome) -> Summary {
    Summary {
        media_type: media_type.into(),
        reading: "text@1/utf-8".into(),
        encoding: Some("utf-8".into()),
        outcome,
        pages: None,
        metadata: BTreeMap::new(),
        awaits: None,
    }
}

fn lines(text: &str) -> NewPart {
    let mut start = 0;
    let mut anchors = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let end = start + line.len();
        anchors.push(Anchor {
            start: u32::try_from(start).unwrap(),
            end: u32::try_from(end).unwrap(),
            place: Place::line(u32::try_from(index).unwrap() + 1),
        });
        start = end + 1;
    }
    let part = Part::try_from(PartData {
        number: PartNumber(1),
        kind: PartKind::Body,
        name: None,
        breaks: LineBreaks::Wrap,
        text: text.into(),
        anchors,
    });
    NewPart {
        part: part.unwrap(),
        language: Some("zh".into()),
        script: Some("Hans".into()),
    }
}

/// A list of passengers.
fn cells() -> NewPart {
    let (mut text, mut anchors) = (String::new(), Vec::new());
    for (row, line) in (1..).zip(PASSENGERS.lines()) {
        for (column, cell) in (1..).zip(line.split(',')) {
            let start = u32::try_from(text.len()).unwrap();
            text.push_str(cell);
            let end = u32::try_from(text.len()).unwrap();
            text.push('\t');
            anchors.push(Anchor {
                start,
                end,
                place: Place::cell(row, column),
            });
        }
        text.pop();
        text.push('\n');
    }
    let part = Part::try_from(PartData {
        number: PartNumber(1),
        kind: PartKind::Sheet,
        name: None,
        breaks: LineBreaks::Wrap,
        text,
        anchors,
    });
    NewPart {
        part: part.unwrap(),
        language: Some("zh".into()),
        script: Some("Hans".into()),
    }
}

fn reading_of(case: &Case, lease: &Lease) -> NewReading {
    let reading = |summary: Summary, parts: Vec<NewPart>, members: Vec<Member>| NewReading {
        summary,
        reader_version: 1,
        language: Some("zh".into()),
        script: Some("Hans".into()),
        parts,
        members,
        warnings: Vec::new(),
    };
    match lease.name.rsplit('.').next() {
        Some("zip") => {
            let (blob, bytes) = case.blobs().put(&mut CONTRACT.as_bytes()).unwrap();
            let member = Member {
                name_bytes: "内/合同.txt".into(),
                name: "内/合同.txt".into(),
                kind: ChildKind::Member,
                content: Some((blob, bytes)),
                outcome: None,
            };
            reading(
                summary("application/zip", Outcome::READ),
                vec![],
                vec![member],
            )
        }
        Some("md") => reading(
            summary("text/markdown", Outcome::READ),
            vec![lines(TALK)],
            vec![],
        ),
        Some("csv") => reading(summary("text/csv", Outcome::READ), vec![cells()], vec![]),
        // Its name says what it looks like.
        Some("png") => {
            let looks = lease.name.trim_end_matches(".png").rsplit('-').next();
            let mut summary = summary("image/png", Outcome::READ);
            summary
                .metadata
                .insert("looks".into(), looks.unwrap().into());
            reading(summary, vec![lines("窗口")], vec![])
        }
        Some("locked") => {
            let outcome = Outcome::because(State::Failed, Reason::Encrypted, "asks for a password");
            reading(summary("application/pdf", outcome), vec![], vec![])
        }
        _ => reading(
            summary("text/plain", Outcome::READ),
            vec![lines(CONTRACT)],
            vec![],
        ),
    }
}

/// `合同.txt`, a copy of it, `a.zip` with a second copy in it, a file with a password, one that is not read yet.
fn small_case(folder: &Path) -> Case {
    let read: [(&str, &[u8]); 4] = [
        ("01/合同.txt", CONTRACT.as_bytes()),
        ("02/copy.txt", CONTRACT.as_bytes()),
        ("a.zip", b"zip"),
        ("x.locked", b"locked"),
    ];
    case_of(folder, &read, &[("later.txt", b"not yet")])
}

/// A case in which `read` was read and `later` not yet.
fn case_of(folder: &Path, read: &[(&str, &[u8])], later: &[(&str, &[u8])]) -> Case {
    let case = open(folder);
    let at = Timestamp::UNIX_EPOCH;
    let source = case.ledger().add_source("leak", at).unwrap();
    let acquire = |files: &[(&str, &[u8])]| {
        let acquired: Vec<Acquired> = files
            .iter()
            .map(|(path, bytes)| Acquired {
                path_bytes: path.as_bytes().to_vec(),
                shown: (*path).to_owned(),
                content: Ok(case.blobs().put(&mut &**bytes).unwrap()),
            })
            .collect();
        case.ledger().acquire(source.id, &acquired, at).unwrap();
    };
    acquire(read);
    loop {
        let leases = case
            .ledger()
            .lease(10, 1, at, SignedDuration::from_mins(1))
            .unwrap();
        if leases.is_empty() {
            break;
        }
        for lease in leases {
            let reading = reading_of(&case, &lease);
            case.ledger().complete(&lease, &reading).unwrap();
        }
    }
    acquire(later);
    case.ledger().settle().unwrap();
    drop(case);
    // Opening brings the index up to date.
    open(folder)
}

struct Asked {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Asked {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

async fn ask(uri: &str) -> Asked {
    let folder = tempfile::tempdir().unwrap();
    let case = small_case(&folder.path().join("small.daylight"));
    ask_of(&Arc::new(case), "GET", uri, Value::Null).await
}

async fn ask_of(case: &Arc<Case>, method: &str, uri: &str, body: Value) -> Asked {
    let address: SocketAddr = "127.0.0.1:7000".parse().unwrap();
    let gate = Gate::new(address).unwrap();
    let token = gate.link().split_once("token=").unwrap().1.to_owned();
    let (_close, closing) = watch::channel(false);
    let request = Request::builder()
        .method(method)
        .uri(uri)
        .header("host", "127.0.0.1:7000")
        .header("origin", "http://127.0.0.1:7000")
        .header("content-type", "application/json")
        .header("cookie", format!("daylight_7000={token}"))
        .body(Body::from(body.to_string()))
        .unwrap();
    let response = router(Arc::clone(case), Arc::new(gate), closing)
        .oneshot(request)
        .await
        .unwrap();
    let (head, body) = response.into_parts();
    Asked {
        status: head.status,
        headers: head.headers,
        body: to_bytes(body, 1 << 20).await.unwrap().to_vec(),
    }
}

/// A path as it stands in an address.
fn encoded(path: &str) -> String {
    percent_encoding::utf8_percent_encode(path, percent_encoding::NON_ALPHANUMERIC).to_string()
}

#[tokio::test]
async fn the_case_says_its_name_and_that_reading_waits_for_somebody() {
    let case = ask("/api/case").await.json();
    assert_eq!(case["name"], "small");
    assert_eq!(case["sources"][0]["label"], "leak");
    assert_eq!(case["reading"]["pending_blobs"], 1);
    assert_eq!(case["reading"]["paused"], true);
    assert_eq!(case["reading"]["seconds_left"], Value::Null);
}

#[tokio::test]
async fn the_figures_sum() {
    let status = ask("/api/status").await.json();
    for set in ["acquired", "contained"] {
        let tally = &status[set];
        let states = ["read", "partial", "failed", "skipped", "pending"];
        let sum: u64 = states
            .iter()
            .map(|state| tally[state].as_u64().unwrap())
            .sum();
        assert_eq!(tally["files"], sum, "{set}");
    }
    assert_eq!(status["acquired"]["files"], 5);
    assert_eq!(status["contained"]["files"], 1);
    assert_eq!(status["by_reason"], json!({"encrypted": 1}));
}

#[tokio::test]
async fn files_are_narrowed_folded_and_counted() {
    let all = ask("/api/files").await.json();
    assert_eq!(all["total"], 6);
    let folded = ask("/api/files?fold=true&type=text/plain").await.json();
    assert_eq!(folded["total"], 1);
    assert_eq!(folded["files"][0]["copies"], 3);
    let failed = ask("/api/files?state=failed,skipped&reason=encrypted&set=acquired")
        .await
        .json();
    assert_eq!(failed["files"][0]["path"], "x.locked");
    assert_eq!(failed["files"][0]["detail"], "asks for a password");
    let page = ask("/api/files?offset=4&limit=1").await.json();
    assert_eq!(page["files"].as_array().unwrap().len(), 1);
    let wrong = ask("/api/files?state=lost").await;
    assert_eq!(wrong.status, 400);
    assert_eq!(wrong.json()["kind"], "call");
}

#[tokio::test]
async fn the_tree_opens_folders_and_containers() {
    let top = ask("/api/folders").await.json();
    let prefixes: Vec<_> = top["folders"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| f["prefix"].clone())
        .collect();
    assert_eq!(prefixes, ["01/", "02/", "a.zip!/"]);
    assert_eq!(top["below"]["files"], 6);
    let inside = ask("/api/folders?prefix=a.zip!/").await.json();
    assert_eq!(inside["folders"][0]["name"], "内");
    assert_eq!(ask("/api/folders?prefix=01").await.status, 400);
}

#[tokio::test]
async fn a_file_tells_its_reading_its_copies_and_what_is_in_it() {
    let file = ask(&format!("/api/file?path={}", encoded("01/合同.txt")))
        .await
        .json();
    assert_eq!(file["document"]["reading"], "text@1/utf-8");
    assert_eq!(file["document"]["paths"].as_array().unwrap().len(), 3);
    assert_eq!(file["document"]["parts"][0]["language"], "zh");
    let container = ask("/api/file?path=a.zip").await.json();
    assert_eq!(container["children"][0]["path"], "a.zip!/内/合同.txt");
    let pending = ask("/api/file?path=later.txt").await.json();
    assert_eq!(pending["document"], Value::Null);
    let missing = ask("/api/file?path=no/such").await;
    assert_eq!(missing.status, 404);
    assert_eq!(missing.json()["kind"], "missing");
}

#[tokio::test]
async fn a_part_counts_as_browsers_do_and_its_citations_as_the_contract_does() {
    let path = encoded("01/合同.txt");
    let query = encoded("合同");
    let part = ask(&format!("/api/part?path={path}&locator=line%3D2&q={query}"))
        .await
        .json();
    assert_eq!(part["target"], json!({"start": 10, "end": 22}));
    let matches: Vec<_> = part["matches"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| m["start"].clone())
        .collect();
    assert_eq!(matches, [json!(7), json!(13)]);

    let found = ask(&format!("/api/matches?path={path}&q={query}"))
        .await
        .json();
    let second = &found["matches"][1];
    assert_eq!(second["start"], 13);
    assert_eq!(second["citation"]["locator"], "line=2");
    let span = second["citation"]["text_span"].clone();
    let (start, end) = (span[0].as_u64().unwrap(), span[1].as_u64().unwrap());
    assert_eq!(&CONTRACT[start as usize..end as usize], "合同");

    let cited = ask(&format!("/api/cite?path={path}&number=1&start=13&end=15"))
        .await
        .json();
    assert_eq!(&cited, &second["citation"]);
    let nothing = ask(&format!("/api/cite?path={path}&number=1&start=9&end=9")).await;
    assert_eq!(nothing.status, 400);
    assert_eq!(
        ask(&format!("/api/part?path={path}&number=7")).await.status,
        404
    );
}

#[tokio::test]
async fn a_search_says_where_and_over_what_and_a_wrong_one_where_it_is_wrong() {
    let answer = ask(&format!("/api/search?q={}", encoded("合同")))
        .await
        .json();
    assert_eq!(answer["total"], 1);
    assert_eq!(answer["over"]["files"], 6);
    assert_eq!(answer["over"]["pending"], 1);
    let hit = &answer["hits"][0];
    assert_eq!(hit["also_at"].as_array().unwrap().len(), 2);
    assert_eq!(hit["matches"], 2);
    let snippet: Vec<u16> = hit["snippet"].as_str().unwrap().encode_utf16().collect();
    for mark in hit["highlights"].as_array().unwrap() {
        let (start, end) = (
            mark["start"].as_u64().unwrap(),
            mark["end"].as_u64().unwrap(),
        );
        let marked = String::from_utf16(&snippet[start as usize..end as usize]).unwrap();
        assert_eq!(marked, "合同");
    }
    let wrong = ask(&format!("/api/search?q={}", encoded("合同 \"工资"))).await;
    assert_eq!(wrong.status, 400);
    assert_eq!(wrong.json()["kind"], "query");
    assert_eq!(wrong.json()["position"], 3);
}

#[tokio::test]
async fn a_search_is_narrowed_and_widened_and_says_so() {
    let narrowed = ask(&format!(
        "/api/search?q={}&type=text/plain",
        encoded("合同")
    ))
    .await;
    assert_eq!(narrowed.json()["total"], 1);
    assert_eq!(narrowed.json()["query"], "合同");
    let none = ask(&format!("/api/search?q={}&type=text/csv", encoded("合同"))).await;
    assert_eq!(none.json()["total"], 0);
    let plain = ask("/api/search?q=contract").await.json();
    assert_eq!(plain["total"], 0);
    let widened = ask("/api/search?q=contract&widen=true").await.json();
    assert_eq!(widened["total"], 1);
    assert_eq!(widened["widened"][0]["word"], "contract");
    let query = widened["query"].as_str().unwrap();
    assert!(query.starts_with("contract OR \"合同\""), "{query}");
    let kept = ask("/api/search?q=contract&widen=true&keep=Contract").await;
    assert_eq!(kept.json()["total"], 0);
}

#[tokio::test]
async fn a_list_is_kept_looked_up_saved_and_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("small.daylight");
    let case = Arc::new(small_case(&folder));
    let name = encoded("名单 1");
    let new = json!({"name": "名单 1", "csv": "term,spelling\n合同,合约\n=1+1,乙方\n无此词\n"});
    let kept = ask_of(&case, "POST", "/api/list", new).await;
    assert_eq!(kept.json()["terms"], 3);
    let lists = ask_of(&case, "GET", "/api/lists", Value::Null).await;
    assert_eq!(lists.json()[0]["name"], "名单 1");

    let uri = format!("/api/list?name={name}");
    let found = ask_of(&case, "GET", &uri, Value::Null).await.json();
    assert_eq!(found["over"]["files"], 6);
    let term = |at: usize| found["terms"][at].clone();
    let file = json!([{"path": "01/合同.txt", "new": false}]);
    assert_eq!(term(0)["spellings"], json!(["合同", "合约"]));
    assert_eq!(term(0)["files"], file);
    assert_eq!(term(1)["files"], file);
    assert_eq!(term(2)["files"], json!([]));

    // Each place is a row; what would be a formula is text.
    let uri = format!("/api/list/places?name={name}");
    let saved = ask_of(&case, "GET", &uri, Value::Null).await;
    let rows = String::from_utf8(saved.body).unwrap();
    assert_eq!(
        rows,
        "term,path,locator,quote\n合同,01/合同.txt,line=1,合同\n合同,01/合同.txt,line=2,合同\n\
         '=1+1,01/合同.txt,line=1,乙方\n"
    );

    // What was seen is not new; a term that is looked for since is.
    let uri = format!("/api/list/seen?name={name}");
    let seen = ask_of(&case, "POST", &uri, Value::Null).await.json();
    assert!(seen["seen_at"].is_string());
    let more = json!({"name": "名单 1", "csv": "合同\n总价\n"});
    ask_of(&case, "POST", "/api/list", more).await;
    let uri = format!("/api/list?name={name}");
    let found = ask_of(&case, "GET", &uri, Value::Null).await.json();
    assert_eq!(found["terms"][0]["files"][0]["new"], false);
    assert_eq!(found["terms"][1]["files"][0]["new"], true);

    let left = ask_of(&case, "DELETE", &uri, Value::Null).await;
    assert_eq!(left.json(), json!([]));
    assert_eq!(ask_of(&case, "GET", &uri, Value::Null).await.status, 404);
    for wrong in [
        json!({"name": "../x", "csv": "a"}),
        json!({"name": "x", "csv": "\n"}),
    ] {
        let refused = ask_of(&case, "POST", "/api/list", wrong).await;
        assert_eq!(refused.status, 400);
        assert!(!refused.json()["hints"].as_array().unwrap().is_empty());
    }
}

#[tokio::test]
async fn an_original_is_only_ever_saved() {
    let saved = ask(&format!(
        "/api/original?path={}",
        encoded("a.zip!/内/合同.txt")
    ))
    .await;
    assert_eq!(saved.body, CONTRACT.as_bytes());
    assert_eq!(saved.headers["content-type"], "application/octet-stream");
    assert_eq!(saved.headers["x-content-type-options"], "nosniff");
    let disposition = saved.headers["content-disposition"].to_str().unwrap();
    assert!(
        disposition.starts_with("attachment; filename*=UTF-8''"),
        "{disposition}"
    );
}

#[tokio::test]
async fn events_tell_the_reading_and_end_when_the_server_does() {
    let folder = tempfile::tempdir().unwrap();
    let case = small_case(&folder.path().join("small.daylight"));
    let gate = Gate::new("127.0.0.1:7000".parse().unwrap()).unwrap();
    let token = gate.link().split_once("token=").unwrap().1.to_owned();
    let (close, closing) = watch::channel(false);
    let request = Request::builder()
        .uri("/api/events")
        .header("host", "127.0.0.1:7000")
        .header("cookie", format!("daylight_7000={token}"))
        .body(Body::empty())
        .unwrap();
    let response = router(Arc::new(case), Arc::new(gate), closing)
        .oneshot(request)
        .await
        .unwrap();
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(50)).await;
        let _ = close.send(true);
    });
    // Ends only because the server does.
    let body = to_bytes(response.into_body(), 1 << 20).await.unwrap();
    let text = String::from_utf8(body.to_vec()).unwrap();
    assert!(
        text.starts_with("event: reading\ndata: {\"pending_blobs\":1"),
        "{text}"
    );
}

#[tokio::test]
async fn pictures_that_look_alike_are_counted_and_shown_together() {
    let folder = tempfile::tempdir().unwrap();
    let pictures: [(&str, &[u8]); 5] = [
        ("a-0000000000000000.png", b"a"),
        ("b-ffffffffffffffff.png", b"b"),
        ("c-000000000000003f.png", b"c"),
        ("d-0000000000000001.png", b"d"),
        ("d.png", b"d"),
    ];
    let case = case_of(&folder.path().join("small.daylight"), &pictures, &[]);
    let case = Arc::new(case);
    let rows = async |uri: &str| {
        let answer = ask_of(&case, "GET", uri, Value::Null).await.json();
        let images = answer["images"].as_array().unwrap().clone();
        assert_eq!(answer["total"], images.len());
        let row = |image: &Value| {
            (
                image["file"]["path"].as_str().unwrap()[..1].to_owned(),
                image["similar"].as_u64().unwrap(),
            )
        };
        images.iter().map(row).collect::<Vec<_>>()
    };
    let row = |name: &str, similar| (name.to_owned(), similar);
    let all = [row("a", 2), row("b", 0), row("c", 2), row("d", 2)];
    assert_eq!(rows("/api/images").await, all);
    let like = [row("c", 2), row("d", 2), row("a", 2)];
    let path = "/api/images?like=c-000000000000003f.png";
    assert_eq!(rows(path).await, like);
    assert_eq!(
        rows("/api/images?like=b-ffffffffffffffff.png").await,
        [row("b", 0)]
    );
    let missing = ask_of(&case, "GET", "/api/images?like=no.png", Value::Null).await;
    assert_eq!(missing.status, 404);
}

#[tokio::test]
async fn a_name_tells_when_it_was_written_and_its_relations_with_their_places() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("small.daylight");
    let case = case_of(&path, &[("talk.md", TALK.as_bytes())], &[]);
    let blob = BlobId::of(TALK.as_bytes());
    let span = |start: usize, end: usize| json!({"part": 1, "start": start, "end": end});
    let second = TALK.find('\n').unwrap() + 1;
    let name = "远修科技".len();
    let mention = |start: usize| {
        json!({"type": "org", "span": span(start, start + name), "value": "远修科技",
            "detector": "test@1", "confidence": 1.0, "grade": "certain"})
    };
    let understanding = json!({
        "mentions": [mention(0), mention(second)],
        "messages": [{"number": 1, "span": span(0, second - 1), "time": "2021-03-04T05:06:07", "time_zone": null,
            "zone_basis": "unknown", "sender": null, "sender_span": null, "recipients": [], "conversation": null,
            "kind": "text", "text": "远修科技今天发货", "place_alone": false}],
        "tables": [],
        "claims": [{"type": "relationship", "statement": "远修科技 is a supplier of 海宁信息.",
            "fields": {"from": "远修科技", "role": "supplier", "to": "海宁信息", "since": null, "until": null},
            "polarity": "asserted", "hedge": null, "confidence": 1.0, "rule": "test@1",
            "grounds": [{"span": span(second, TALK.len() - 1), "message": null}]}],
    });
    let understood = Understood {
        generation: 1,
        version: "test".to_owned(),
        understanding: serde_json::from_value(understanding).unwrap(),
    };
    case.ledger().keep_understanding(blob, &understood).unwrap();
    let case = Arc::new(case);
    let names = ask_of(&case, "GET", "/api/names?type=org", Value::Null).await;
    let id = names.json()["names"][0]["id"].as_str().unwrap().to_owned();
    let told = ask_of(&case, "GET", &format!("/api/name?id={id}"), Value::Null).await;
    let told = told.json();
    assert_eq!(told["name"]["value"], "远修科技");
    assert_eq!(told["months"], json!([{"month": "2021-03", "mentions": 1}]));
    assert_eq!(told["undated"], 1);
    assert_eq!(
        told["names"],
        json!([{"text": "远修科技", "language": "zh", "mentions": 2}])
    );
    let here = &told["places"][0];
    assert_eq!(
        [&here["path"], &here["mentions"]],
        [&json!("talk.md"), &json!(2)]
    );
    let place = &here["first"][1];
    assert_eq!(place["citation"]["locator"], "line=2");
    assert_eq!([&place["detector"], &place["grade"]], ["test@1", "certain"]);
    let relation = &told["relations"][0];
    assert_eq!(relation["other"], "海宁信息");
    assert_eq!(relation["claim"]["citations"][0]["locator"], "line=2");
    let missing = ask_of(&case, "GET", "/api/name?id=none", Value::Null).await;
    assert_eq!(missing.status, 404);
}
