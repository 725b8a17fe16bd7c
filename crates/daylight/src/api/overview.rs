//! The case as a whole: its name, its figures, how far its reading is, now and as it goes on.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use daylight_engine::case::Phase;
use daylight_engine::store::{FileFilter, Ledger, PendingWork};
use daylight_model::State as FileState;
use futures_util::stream::{Stream, unfold};

use super::asking::{Answer, Served, ask};
use super::failure::Failure;
use super::shapes::{CaseInfo, Problem, Reading, SourceInfo, Status};

/// How often the reading is looked at for those who listen.
const BETWEEN_EVENTS: Duration = Duration::from_millis(700);

/// The case that is open.
#[utoipa::path(get, path = "/api/case", responses((status = 200, body = CaseInfo), (status = "default", body = Problem)))]
pub(crate) async fn case_info(State(served): State<Arc<Served>>) -> Answer<CaseInfo> {
    ask(served, |served| {
        let sources = served.case.ledger().sources()?;
        Ok(CaseInfo {
            name: served.case.name().to_owned(),
            sources: sources
                .into_iter()
                .map(|source| SourceInfo {
                    label: source.label,
                    acquired_at: source.acquired_at.to_string(),
                })
                .collect(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            reading: reading(served)?,
        })
    })
    .await
}

/// The figures of the ledger of files.
#[utoipa::path(get, path = "/api/status", responses((status = 200, body = Status), (status = "default", body = Problem)))]
pub(crate) async fn status(State(served): State<Arc<Served>>) -> Answer<Status> {
    ask(served, |served| Ok(served.case.ledger().status()?.into())).await
}

/// How far the reading is, whenever that changes, as server-sent events named `reading`, each a `Reading`.
#[utoipa::path(get, path = "/api/events", responses((status = 200, body = Reading, content_type = "text/event-stream")))]
pub(crate) async fn events(
    State(served): State<Arc<Served>>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let stream = unfold(None, move |last: Option<Reading>| {
        let served = served.clone();
        async move {
            let mut closing = served.closing.clone();
            loop {
                if *closing.borrow() {
                    return None;
                }
                let asked = ask(served.clone(), reading).await;
                if let Ok(axum::Json(now)) = asked
                    && Some(now) != last
                    && let Ok(event) = Event::default().event("reading").json_data(now)
                {
                    return Some((Ok(event), Some(now)));
                }
                tokio::select! {
                    () = tokio::time::sleep(BETWEEN_EVENTS) => {}
                    _ = closing.changed() => return None,
                }
            }
        }
    });
    Sse::new(stream).keep_alive(KeepAlive::default())
}

fn reading(served: &Served) -> Result<Reading, Failure> {
    let ledger = served.case.ledger();
    let progress = served.case.progress();
    let idle = progress.phase == Phase::Idle;
    // Nobody counts while nobody reads; another process may have left something.
    let pending = if idle {
        pending_files(ledger)?
    } else {
        progress.reading.pending
    };
    let goes_on = !idle && pending.blobs > 0;
    Ok(Reading {
        pending_blobs: pending.blobs,
        pending_bytes: pending.bytes,
        bytes_per_second: progress.reading.rate().filter(|_| goes_on),
        seconds_left: progress
            .reading
            .remaining()
            .filter(|_| goes_on)
            .map(|left| left.as_secs_f64()),
        paused: idle && pending.blobs > 0,
        position: ledger.position()?,
        gathering: served.case.is_gathering()?,
    })
}

fn pending_files(ledger: &dyn Ledger) -> Result<PendingWork, Failure> {
    let page = ledger.files(&FileFilter {
        states: vec![FileState::Pending],
        fold_duplicates: true,
        limit: Some(0),
        ..FileFilter::default()
    })?;
    Ok(PendingWork {
        blobs: page.total,
        bytes: page.bytes,
    })
}
