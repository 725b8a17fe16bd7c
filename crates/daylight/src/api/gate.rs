//! Who may ask: whoever opened the link with the token, from a page of this very server, by its own address.
//! Always: no answer of the case leaves without all three, and each answer carries the headers that keep a
//! page from loading or sending anything elsewhere.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, COOKIE, HOST, HeaderMap, HeaderName, HeaderValue,
    LOCATION, ORIGIN, REFERRER_POLICY, SET_COOKIE, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};

use super::failure::Failure;
use super::shapes::ProblemKind;

/// What a request is held against.
#[derive(Debug)]
pub(crate) struct Gate {
    token: String,
    address: SocketAddr,
}

impl Gate {
    /// Guards a server at this address with a token of 128 random bits.
    ///
    /// # Errors
    /// Where the system gives no random bytes.
    pub(crate) fn new(address: SocketAddr) -> Result<Self, getrandom::Error> {
        Ok(Self {
            token: random_hex()?,
            address,
        })
    }

    /// Returns the link that lets a browser in.
    pub(crate) fn link(&self) -> String {
        let mut shown = self.address;
        if shown.ip().is_unspecified() {
            shown.set_ip(match shown {
                SocketAddr::V4(_) => std::net::Ipv4Addr::LOCALHOST.into(),
                SocketAddr::V6(_) => std::net::Ipv6Addr::LOCALHOST.into(),
            });
        }
        format!("http://{shown}/?token={}", self.token)
    }

    /// Cookies know no ports: two cases that are open at once need two names.
    fn cookie_name(&self) -> String {
        format!("daylight_{}", self.address.port())
    }

    /// A name that somebody else's name server gave out is refused, whatever it points at.
    fn knows_host(&self, headers: &HeaderMap) -> bool {
        let Some(host) = text(headers, &HOST) else {
            return false;
        };
        if host
            .strip_prefix("localhost:")
            .is_some_and(|port| port == self.address.port().to_string())
        {
            return self.address.ip().is_loopback() || self.address.ip().is_unspecified();
        }
        host.parse::<SocketAddr>().is_ok_and(|host| {
            host.port() == self.address.port()
                && (host.ip() == self.address.ip() || self.address.ip().is_unspecified())
        })
    }

    fn comes_from_own_page(headers: &HeaderMap) -> bool {
        let own = text(headers, &HOST).map(|host| format!("http://{host}"));
        let origin_fits =
            text(headers, &ORIGIN).is_none_or(|origin| Some(origin) == own.as_deref());
        let site_fits = text(headers, &HeaderName::from_static("sec-fetch-site"))
            .is_none_or(|site| matches!(site, "same-origin" | "none"));
        origin_fits && site_fits
    }

    fn knows_browser(&self, headers: &HeaderMap) -> bool {
        let name = self.cookie_name();
        headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|cookies| cookies.split(';'))
            .filter_map(|cookie| cookie.trim().split_once('='))
            .any(|(key, value)| key == name && self.is_token(value))
    }

    /// Takes as long for a wrong token as for the right one.
    fn is_token(&self, untrusted_token: &str) -> bool {
        let (right, given) = (self.token.as_bytes(), untrusted_token.as_bytes());
        right.len() == given.len()
            && right
                .iter()
                .zip(given)
                .fold(0, |difference, (a, b)| difference | (a ^ b))
                == 0
    }
}

fn text<'headers>(headers: &'headers HeaderMap, name: &HeaderName) -> Option<&'headers str> {
    headers.get(name)?.to_str().ok()
}

/// Returns 128 random bits in hexadecimal.
pub(crate) fn random_hex() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    Ok(hex::encode(bytes))
}

/// Lets a request through, or answers why not; adds the headers in either case.
pub(crate) async fn guard(State(gate): State<Arc<Gate>>, request: Request, next: Next) -> Response {
    let for_program = request.uri().path().starts_with("/api/");
    let mut response = match admit(&gate, &request) {
        Admission::Pass => next.run(request).await,
        Admission::Enter(cookie) => (
            StatusCode::SEE_OTHER,
            [
                (LOCATION, HeaderValue::from_static("/")),
                (SET_COOKIE, cookie),
            ],
        )
            .into_response(),
        Admission::Refuse(failure) if for_program => failure.into_response(),
        Admission::Refuse(failure) => {
            let page = (failure.clone().into_response().status(), Html(NO_ENTRY));
            page.into_response()
        }
    };
    harden(response.headers_mut(), for_program);
    response
}

enum Admission {
    Pass,
    Enter(HeaderValue),
    Refuse(Failure),
}

fn admit(gate: &Gate, request: &Request) -> Admission {
    let headers = request.headers();
    if !gate.knows_host(headers) {
        let failure = Failure::new(
            ProblemKind::Foreign,
            "this server is not known under that name",
        );
        return Admission::Refuse(
            failure.hint("open the address that Daylight printed, not another name for it"),
        );
    }
    let path = request.uri().path();
    if path == "/"
        && let Some(given) = token_in(request.uri())
        && gate.is_token(given)
        && let Ok(cookie) = HeaderValue::from_str(&format!(
            "{}={}; HttpOnly; SameSite=Strict; Path=/",
            gate.cookie_name(),
            gate.token
        ))
    {
        return Admission::Enter(cookie);
    }
    if !gate.knows_browser(headers) {
        let failure = Failure::new(
            ProblemKind::NoToken,
            "this browser has not opened the link with the token",
        );
        return Admission::Refuse(
            failure.hint("open the link that Daylight printed in the terminal"),
        );
    }
    if path.starts_with("/api/") && !Gate::comes_from_own_page(headers) {
        let failure = Failure::new(
            ProblemKind::Foreign,
            "only the workbench's own pages may ask",
        );
        return Admission::Refuse(failure);
    }
    Admission::Pass
}

fn token_in(uri: &Uri) -> Option<&str> {
    uri.query()?
        .split('&')
        .find_map(|pair| pair.strip_prefix("token="))
}

fn harden(headers: &mut HeaderMap, for_program: bool) {
    let always = [
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        (REFERRER_POLICY, "no-referrer"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        ),
    ];
    for (name, value) in always {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if for_program {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    headers
        .entry(CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static(
            "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
        ));
}

const NO_ENTRY: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Daylight</title>\
<h1>This browser has not been let in</h1>\
<p>Open the link that Daylight printed in the terminal: it carries a token that only you can see. \
It holds until Daylight ends.</p>\
<p lang=\"zh\">请打开终端中显示的链接：其中的令牌只有你能看到，在 Daylight 结束之前有效。</p></html>";

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::middleware::from_fn_with_state;
    use axum::routing::get;
    use tower::ServiceExt;

    use super::*;

    const TOKEN: &str = "00112233445566778899aabbccddeeff";

    async fn ask_at(listen: &str, uri: &str, headers: &[(&str, &str)]) -> Response {
        let gate = Arc::new(Gate {
            token: TOKEN.into(),
            address: listen.parse().unwrap(),
        });
        let router = Router::new()
            .route("/api/case", get(|| async { "the case" }))
            .fallback(|| async { "the page" })
            .layer(from_fn_with_state(gate, guard));
        let mut request = Request::builder().uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        router
            .oneshot(request.body(Body::empty()).unwrap())
            .await
            .unwrap()
    }

    async fn status(uri: &str, headers: &[(&str, &str)]) -> u16 {
        ask_at("127.0.0.1:7000", uri, headers)
            .await
            .status()
            .as_u16()
    }

    const HERE: (&str, &str) = ("host", "127.0.0.1:7000");
    const KNOWN: (&str, &str) = (
        "cookie",
        "a=b; daylight_7000=00112233445566778899aabbccddeeff",
    );

    #[tokio::test]
    async fn the_link_lets_a_browser_in_and_hides_the_token_from_scripts() {
        let entered = ask_at("127.0.0.1:7000", &format!("/?token={TOKEN}"), &[HERE]).await;
        assert_eq!(entered.status(), 303);
        assert_eq!(entered.headers()["location"], "/");
        let cookie = entered.headers()["set-cookie"].to_str().unwrap();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"));
        assert_eq!(status("/api/case", &[HERE, KNOWN]).await, 200);
    }

    #[tokio::test]
    async fn without_the_token_neither_case_nor_page_answers() {
        for uri in ["/api/case", "/", "/files", "/?token=", "/?token=0011"] {
            assert_eq!(status(uri, &[HERE]).await, 401, "{uri}");
        }
        let other_port = ("cookie", "daylight_7001=00112233445566778899aabbccddeeff");
        assert_eq!(status("/api/case", &[HERE, other_port]).await, 401);
    }

    #[tokio::test]
    async fn a_name_that_a_foreign_name_server_points_here_is_refused() {
        for host in [
            "evil.example:7000",
            "127.0.0.1",
            "127.0.0.1:80",
            "localhost:80",
            "",
        ] {
            assert_eq!(
                status("/api/case", &[("host", host), KNOWN]).await,
                403,
                "{host:?}"
            );
        }
        assert_eq!(status("/api/case", &[KNOWN]).await, 403);
        assert_eq!(
            status("/api/case", &[("host", "localhost:7000"), KNOWN]).await,
            200
        );
    }

    #[tokio::test]
    async fn other_pages_may_not_ask_though_the_browser_is_known() {
        let foreign = [
            ("origin", "http://evil.example"),
            ("origin", "null"),
            ("origin", "http://127.0.0.1:7001"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
        ];
        for header in foreign {
            assert_eq!(
                status("/api/case", &[HERE, KNOWN, header]).await,
                403,
                "{header:?}"
            );
        }
        let own = ("origin", "http://127.0.0.1:7000");
        assert_eq!(status("/api/case", &[HERE, KNOWN, own]).await, 200);
    }

    #[tokio::test]
    async fn a_server_for_a_whole_network_answers_to_addresses_only() {
        for (host, status) in [("192.168.1.4:7000", 200), ("evil.example:7000", 403)] {
            let response = ask_at("0.0.0.0:7000", "/api/case", &[("host", host), KNOWN]).await;
            assert_eq!(response.status(), status, "{host}");
        }
    }

    #[tokio::test]
    async fn refusals_carry_the_headers_too() {
        for (uri, headers) in [
            ("/api/case", &[HERE][..]),
            ("/api/case", &[HERE, KNOWN]),
            ("/", &[HERE]),
        ] {
            let response = ask_at("127.0.0.1:7000", uri, headers).await;
            let headers = response.headers();
            assert!(
                headers["content-security-policy"]
                    .to_str()
                    .unwrap()
                    .starts_with("default-src 'none'")
            );
            assert_eq!(headers["x-content-type-options"], "nosniff");
            assert_eq!(headers["referrer-policy"], "no-referrer");
            assert_eq!(
                headers.get("cache-control").is_some(),
                uri.starts_with("/api/")
            );
        }
    }

    #[test]
    fn the_link_is_one_that_this_machine_can_open() {
        let gate = Gate {
            token: TOKEN.into(),
            address: "0.0.0.0:7000".parse().unwrap(),
        };
        assert_eq!(gate.link(), format!("http://127.0.0.1:7000/?token={TOKEN}"));
        assert_ne!(random_hex().unwrap(), random_hex().unwrap());
    }
}
