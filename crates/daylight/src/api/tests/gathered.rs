//! What was gathered of the whole case: kept, made anew where it does not hold, and never waited for while a thread
//! gathers.

use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Instant;

use super::ties::{FIRST, SECOND, case_of_talks, got, talk};
use super::*;

/// Every list over all files.
const LISTS: [&str; 9] = [
    "/api/claims",
    "/api/claims?type=relationship&prefix=a",
    "/api/count?type=payment&by=payer",
    "/api/count?type=relationship&by=polarity",
    "/api/talks",
    "/api/tables",
    "/api/names",
    "/api/graph",
    "/api/timeline",
];

async fn lists(case: &Arc<Case>) -> Vec<Value> {
    let mut answers = Vec::new();
    for uri in LISTS {
        answers.push(got(case, uri).await);
    }
    answers
}

fn talks(folder: &Path) -> Arc<Case> {
    let files = [("a.md", FIRST, talk("甲")), ("b.md", SECOND, talk("jia"))];
    case_of_talks(folder, &files)
}

#[tokio::test]
async fn lists_are_the_same_from_the_file_anew_and_after_it_was_damaged() {
    let scratch = tempfile::tempdir().unwrap();
    let folder = scratch.path().join("small.daylight");
    let kept = folder.join("gathered.sqlite");
    let case = talks(&folder);
    let expect = lists(&case).await;
    assert_eq!(expect[0]["total"], 2, "{}", expect[0]);
    assert!(kept.is_file());
    drop(case);
    let modified = || fs::metadata(&kept).unwrap().modified().unwrap();
    let made = modified();
    let case = Arc::new(open(&folder));
    assert_eq!(lists(&case).await, expect);
    assert_eq!(modified(), made, "it was made anew, though it holds");
    drop(case);
    for damage in [&b"no database"[..], b""] {
        fs::write(&kept, damage).unwrap();
        let case = Arc::new(open(&folder));
        assert_eq!(lists(&case).await, expect);
    }
    // Whoever only looks while another process writes keeps it in memory.
    let writer = open(&folder);
    fs::remove_file(&kept).unwrap();
    let readers = Readers {
        launch: Launch::new("/nonexistent"),
        version: 1,
        threads: 1,
        pictures: None,
        passwords: Vec::new(),
    };
    let looks = Arc::new(Case::open(&folder, Access::Look, readers).unwrap());
    assert!(!looks.may_write());
    assert_eq!(lists(&looks).await, expect);
    assert!(!kept.exists());
    drop(writer);
}

#[tokio::test]
async fn a_list_is_handed_out_stretch_by_stretch() {
    let scratch = tempfile::tempdir().unwrap();
    let case = talks(&scratch.path().join("small.daylight"));
    for (uri, rows) in [("/api/claims", "claims"), ("/api/talks", "talks")] {
        let whole = got(&case, uri).await;
        assert_eq!(whole["total"], 2);
        for offset in 0..3 {
            let some = got(&case, &format!("{uri}?offset={offset}&limit=1")).await;
            assert_eq!(some["total"], 2);
            let expect = whole[rows].as_array().unwrap().iter().skip(offset).take(1);
            let expect: Vec<_> = expect.collect();
            assert_eq!(
                some[rows].as_array().unwrap().iter().collect::<Vec<_>>(),
                expect
            );
        }
    }
}

#[tokio::test]
async fn the_margin_of_a_file_says_what_the_list_of_all_says_of_it() {
    let scratch = tempfile::tempdir().unwrap();
    let case = talks(&scratch.path().join("small.daylight"));
    let margins = || async {
        let mut claims = Vec::new();
        for path in ["a.md", "b.md"] {
            let margin = got(&case, &format!("/api/meaning?path={path}")).await;
            claims.extend(margin["claims"].as_array().unwrap().clone());
        }
        claims
    };
    // Before anything was gathered, and after.
    let before = margins().await;
    let mut all = got(&case, "/api/claims").await["claims"].clone();
    assert_eq!(margins().await, before);
    for claim in all.as_array_mut().unwrap() {
        claim["repeated_at"] = json!([]);
        assert!(before.contains(claim), "{claim}");
    }
    assert_eq!(before.len(), 4);
}

#[tokio::test]
async fn while_a_thread_gathers_nobody_waits_and_the_case_says_so_until_it_is_done() {
    let scratch = tempfile::tempdir().unwrap();
    let case = talks(&scratch.path().join("small.daylight"));
    let stop = Arc::new(AtomicBool::new(false));
    let gatherer = thread::spawn({
        let (case, stop) = (Arc::clone(&case), Arc::clone(&stop));
        move || case.keep_gathered(&stop)
    });
    let until_gathered = || async {
        let start = Instant::now();
        while got(&case, "/api/case").await["reading"]["gathering"] != false {
            assert!(start.elapsed() < Duration::from_secs(20), "it never ends");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    until_gathered().await;
    assert_eq!(got(&case, "/api/claims").await["total"], 2);
    let mut other = talk("乙");
    other["claims"].as_array_mut().unwrap().truncate(1);
    let understood = Understood {
        generation: 1,
        version: "newer".to_owned(),
        understanding: serde_json::from_value(other).unwrap(),
    };
    for bytes in [FIRST, SECOND] {
        let blob = BlobId::of(bytes);
        case.ledger().keep_understanding(blob, &understood).unwrap();
    }
    let start = Instant::now();
    let margin = got(&case, "/api/meaning?path=a.md").await;
    assert_eq!(margin["claims"].as_array().unwrap().len(), 1);
    assert!(start.elapsed() < Duration::from_secs(2));
    until_gathered().await;
    assert_eq!(got(&case, "/api/claims").await["total"], 1);
    stop.store(true, Ordering::Relaxed);
    gatherer.join().unwrap().unwrap();
    assert_eq!(got(&case, "/api/case").await["reading"]["gathering"], false);
}

#[tokio::test]
async fn claims_are_narrowed_by_words_and_by_who_tells_of_them_before_they_are_cut_short() {
    let folder = tempfile::tempdir().unwrap();
    let mut told = talk("甲");
    told["claims"][1]["rule"] = json!("payment.learned_quote@1");
    let files = [("A/甲.md", FIRST, told)];
    let case = case_of_talks(&folder.path().join("small.daylight"), &files);
    for (uri, types) in [
        ("/api/claims", &["relationship", "payment"][..]),
        ("/api/claims?q=SUPPLIER", &["relationship"]),
        ("/api/claims?q=contract", &["payment"]),
        ("/api/claims?q=asserted", &["relationship", "payment"]),
        ("/api/claims?q=a/%E7%94%B2", &["relationship", "payment"]),
        // The name of a slot is nothing that is said.
        ("/api/claims?q=payer", &[]),
        ("/api/claims?learned=true", &["payment"]),
        ("/api/claims?learned=false", &["relationship"]),
        ("/api/claims?learned=true&q=supplier", &[]),
    ] {
        let found = got(&case, uri).await;
        let rows = found["claims"].as_array().unwrap();
        let kinds: Vec<&str> = rows
            .iter()
            .map(|row| row["type"].as_str().unwrap())
            .collect();
        assert_eq!(kinds, types, "{uri}");
        assert_eq!(found["total"], types.len(), "{uri}");
    }
    let one = got(&case, "/api/claims?q=asserted&limit=1&offset=1").await;
    assert_eq!(
        (&one["total"], one["claims"].as_array().unwrap().len()),
        (&json!(2), 1)
    );
}
