//! The workbench's own files, embedded when the program was built. A program that was built without them says so.

use std::borrow::Cow;

use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode, Uri};
use axum::response::{Html, IntoResponse, Response};

use super::failure::Failure;
use super::gate::random_hex;
use super::shapes::ProblemKind;

#[derive(rust_embed::Embed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Dist;

/// Stands in `index.html` where the page's own nonce for styles goes.
const NONCE: &str = "__STYLE_NONCE__";

/// Answers with a file of the workbench, or with its one page, which knows its addresses itself.
pub(crate) async fn page_or_file(uri: Uri) -> Response {
    let path = uri.path().trim_start_matches('/');
    if path.starts_with("api/") {
        return Failure::new(ProblemKind::Missing, format!("nothing answers at /{path}"))
            .into_response();
    }
    if path != "index.html"
        && let Some(file) = Dist::get(path)
    {
        return served_file(path, file.data, file.metadata.mimetype());
    }
    if path.starts_with("assets/") {
        return (StatusCode::NOT_FOUND, "no such file").into_response();
    }
    page(Dist::get("index.html").map(|file| file.data))
}

fn served_file(path: &str, data: Cow<'static, [u8]>, media_type: &str) -> Response {
    // Vite names what lies in assets/ by its content.
    let cache = if path.starts_with("assets/") {
        "private, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let media_type = HeaderValue::from_str(media_type)
        .unwrap_or(HeaderValue::from_static("application/octet-stream"));
    (
        [
            (CONTENT_TYPE, media_type),
            (CACHE_CONTROL, HeaderValue::from_static(cache)),
        ],
        data,
    )
        .into_response()
}

fn page(index: Option<Cow<'static, [u8]>>) -> Response {
    let Some(index) = index else {
        return (StatusCode::NOT_IMPLEMENTED, Html(NO_WORKBENCH)).into_response();
    };
    let Ok(nonce) = random_hex() else {
        return (
            StatusCode::INTERNAL_SERVER_ERROR,
            "the system gave no random bytes",
        )
            .into_response();
    };
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' blob:; \
         connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
    );
    let text = String::from_utf8_lossy(&index).replace(NONCE, &nonce);
    let mut response = Html(text).into_response();
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}

const NO_WORKBENCH: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Daylight</title>\
<h1>This program carries no workbench</h1>\
<p>It was built without web/dist. Everything else works: the case, the command line, the interface for programs \
under /api/.</p><p>To have the workbench: <code>make demo</code> in a checkout, or <code>scripts/setup run</code>, \
<code>scripts/web build</code>, then <code>cargo build</code>.</p></html>";

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;

    use super::*;

    async fn body(response: Response) -> String {
        let bytes = to_bytes(response.into_body(), 1 << 20).await.unwrap();
        String::from_utf8(bytes.to_vec()).unwrap()
    }

    #[tokio::test]
    async fn the_nonce_of_a_page_is_that_of_its_policy_and_never_used_twice() {
        let index: Cow<'static, [u8]> = Cow::Borrowed(b"<meta content=\"__STYLE_NONCE__\">");
        let mut nonces = Vec::new();
        for _ in 0..2 {
            let response = page(Some(index.clone()));
            let policy = response.headers()[CONTENT_SECURITY_POLICY]
                .to_str()
                .unwrap()
                .to_owned();
            let page = body(response).await;
            let nonce = page.split('"').nth(1).unwrap().to_owned();
            assert!(policy.contains(&format!("style-src 'self' 'nonce-{nonce}'")));
            assert!(!policy.contains("unsafe"));
            nonces.push(nonce);
        }
        assert_ne!(nonces[0], nonces[1]);
    }

    #[tokio::test]
    async fn a_program_without_the_workbench_says_how_to_have_it() {
        let response = page(None);
        assert_eq!(response.status(), 501);
        assert!(body(response).await.contains("make demo"));
    }

    #[tokio::test]
    async fn what_is_neither_page_nor_file_is_not_answered_with_the_page() {
        let api = page_or_file(Uri::from_static("/api/nothing")).await;
        assert_eq!(api.status(), 404);
        assert!(body(api).await.contains("nothing answers at /api/nothing"));
        let asset = page_or_file(Uri::from_static("/assets/gone.js")).await;
        assert_eq!(asset.status(), 404);
    }
}
