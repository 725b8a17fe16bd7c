//! The workbench's server: the case for programs below /api, the workbench itself everywhere else. Always: on
//! loopback unless told otherwise, for whoever has the token; nothing here changes the case but its audit log.

mod asking;
mod failure;
mod files;
mod folders;
mod gate;
mod gloss;
mod graph;
mod images;
mod lists;
mod meaning;
mod meaning_shapes;
mod openapi;
mod overview;
mod picture;
mod reader;
mod search;
mod shapes;
mod translation;
mod unmask;
mod utf16;
mod windows;
mod workbench;
mod zones;

use std::io::Write;
use std::net::SocketAddr;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::Context;
use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use daylight_engine::case::Case;
use tokio::net::TcpListener;
use tokio::sync::watch;

use self::asking::Served;
use self::files::FolderCache;
use self::gate::{Gate, guard};
use self::unmask::Unmasked;

#[cfg(test)]
mod tests;

/// How long a download may go on after the server was told to end.
const LAST_WORDS: Duration = Duration::from_secs(3);

/// How often it is looked whether the server is to end.
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);

/// How the workbench is served.
#[derive(Debug, Clone)]
pub(crate) struct ServeOptions {
    /// Address and port; port 0 takes a free one.
    pub(crate) listen: SocketAddr,
    /// Whether the link is opened in the browser.
    pub(crate) open: bool,
    /// Set when the server is to end.
    pub(crate) stop: Arc<AtomicBool>,
}

/// Returns everything that the server answers, behind the gate.
pub(crate) fn router(case: Arc<Case>, gate: Arc<Gate>, closing: watch::Receiver<bool>) -> Router {
    let served = Arc::new(Served {
        case,
        closing,
        folders: FolderCache::default(),
        unmasked: Unmasked::default(),
    });
    Router::new()
        .route("/api/openapi.json", get(openapi::description))
        .route("/api/case", get(overview::case_info))
        .route("/api/status", get(overview::status))
        .route("/api/events", get(overview::events))
        .route("/api/files", get(files::files))
        .route("/api/folders", get(files::folders))
        .route("/api/file", get(files::file))
        .route("/api/original", get(files::original))
        .route("/api/part", get(reader::part))
        .route("/api/gloss", get(gloss::gloss))
        .route("/api/translation", get(translation::translation))
        .route("/api/picture", get(picture::picture))
        .route("/api/images", get(images::images))
        .route("/api/unmask", post(unmask::unmask))
        .route("/api/zone", post(zones::zone))
        .route("/api/matches", get(reader::matches))
        .route("/api/cite", get(reader::cite))
        .route("/api/search", get(search::search))
        .route("/api/lists", get(lists::lists))
        .route(
            "/api/list",
            get(lists::list).post(lists::keep).delete(lists::forget),
        )
        .route("/api/list/seen", post(lists::seen))
        .route("/api/list/text", get(lists::text))
        .route("/api/list/places", get(lists::places))
        .route("/api/claims", get(meaning::claims))
        .route("/api/count", get(meaning::count))
        .route("/api/talks", get(meaning::talks))
        .route("/api/messages", get(meaning::messages))
        .route("/api/tables", get(meaning::tables))
        .route("/api/names", get(meaning::names))
        .route("/api/name", get(meaning::name))
        .route("/api/graph", get(graph::graph))
        .route("/api/timeline", get(meaning::timeline))
        .route("/api/meaning", get(meaning::meaning))
        .fallback(get(workbench::page_or_file))
        .layer(from_fn_with_state(gate, guard))
        .with_state(served)
}

/// Serves the case until it is told to stop. Prints the link to standard output once it can be opened.
///
/// # Errors
/// Where the address cannot be listened on, or nothing can be printed.
pub(crate) fn serve(case: Arc<Case>, options: ServeOptions) -> anyhow::Result<()> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("the server cannot start")?
        .block_on(serve_until_stopped(case, &options))
}

async fn serve_until_stopped(case: Arc<Case>, options: &ServeOptions) -> anyhow::Result<()> {
    let listener = TcpListener::bind(options.listen)
        .await
        .with_context(|| format!("cannot listen on {}", options.listen))?;
    let address = listener.local_addr().context("cannot tell the address")?;
    let gate = Gate::new(address).context("the system gave no random bytes")?;
    let link = gate.link();
    let (close, closing) = watch::channel(false);
    let app = router(case, Arc::new(gate), closing.clone());
    let mut ended = closing;
    let server = axum::serve(listener, app).with_graceful_shutdown(async move {
        let _ = ended.wait_for(|ended| *ended).await;
    });
    announce(address, &link)?;
    if options.open {
        open_in_browser(&link);
    }
    let told_to_stop = async {
        while !options.stop.load(Ordering::Relaxed) {
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
        // Nobody listens any more where the server ended by itself.
        let _ = close.send(true);
        tokio::time::sleep(LAST_WORDS).await;
    };
    tokio::select! {
        outcome = async { server.await } => outcome.context("the server ended"),
        () = told_to_stop => Ok(()),
    }
}

fn announce(address: SocketAddr, link: &str) -> anyhow::Result<()> {
    if !address.ip().is_loopback() {
        eprintln!(
            "warning: {address} can be reached from other machines; whoever has the link reads the whole case, \
             and the link travels unencrypted"
        );
    }
    eprintln!("the workbench, until this is interrupted:");
    let mut out = std::io::stdout().lock();
    writeln!(out, "{link}")
        .and_then(|()| out.flush())
        .context("standard output")
}

/// A browser that does not open is no reason to end: the link is printed.
fn open_in_browser(link: &str) {
    let opener = if cfg!(target_os = "macos") {
        "open"
    } else {
        "xdg-open"
    };
    let opened = Command::new(opener)
        .arg(link)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    if let Err(error) = opened {
        eprintln!("the browser did not open ({opener}: {error}): open the link yourself");
    }
}
