//! JSON to a service and back. Always: no proxy, no redirect; an answer is read up to a limit and not further.

use std::time::Duration;

use serde_json::Value;
use ureq::Agent;
use ureq::http::Response;

use super::{Api, ServiceSettings, TranslateError};

/// An answer is so long at most.
const LONGEST_ANSWER: u64 = 8 << 20;

/// So much of what a service says when it refuses is shown.
const WORDS: usize = 200;

/// How long it may take to be connected.
const CONNECT: Duration = Duration::from_secs(10);

/// Speaks to one service.
#[derive(Debug)]
pub(super) struct Client {
    agent: Agent,
    api: Api,
    key: Option<String>,
    patience: Duration,
}

impl Client {
    pub(super) fn new(settings: &ServiceSettings) -> Self {
        let config = Agent::config_builder()
            .timeout_global(Some(settings.patience))
            .timeout_connect(Some(CONNECT.min(settings.patience)))
            .proxy(None)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .user_agent("daylight")
            .build();
        Self {
            agent: config.new_agent(),
            api: settings.api,
            key: settings.key.clone(),
            patience: settings.patience,
        }
    }

    pub(super) fn get(&self, address: &str) -> Result<Value, TranslateError> {
        let answer = self.agent.get(address).call();
        self.read(address, answer)
    }

    pub(super) fn post(&self, address: &str, body: &Value) -> Result<Value, TranslateError> {
        let mut request = self
            .agent
            .post(address)
            .header("content-type", "application/json");
        if let (Api::OpenAi, Some(key)) = (self.api, &self.key) {
            request = request.header("authorization", format!("Bearer {key}"));
        }
        self.read(address, request.send(body.to_string()))
    }

    pub(super) fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }

    pub(super) fn unlike(&self, address: &str, what: &'static str) -> TranslateError {
        TranslateError::Unlike {
            address: address.to_owned(),
            api: self.api.as_str(),
            what,
        }
    }

    fn read(
        &self,
        address: &str,
        answer: Result<Response<ureq::Body>, ureq::Error>,
    ) -> Result<Value, TranslateError> {
        let failed = |error: ureq::Error| match error {
            ureq::Error::Timeout(_) => TranslateError::TooLate {
                address: address.to_owned(),
                seconds: self.patience.as_secs(),
            },
            source => TranslateError::Unreachable {
                address: address.to_owned(),
                source,
            },
        };
        let mut answer = answer.map_err(failed)?;
        let status = answer.status();
        let untrusted = answer
            .body_mut()
            .with_config()
            .limit(LONGEST_ANSWER)
            .read_to_vec()
            .map_err(failed)?;
        if !status.is_success() {
            let words: String = String::from_utf8_lossy(&untrusted)
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
                .chars()
                .take(WORDS)
                .collect();
            return Err(TranslateError::Refused {
                address: address.to_owned(),
                status: status.as_u16(),
                words,
            });
        }
        serde_json::from_slice(&untrusted).map_err(|_| self.unlike(address, "it is no JSON"))
    }
}
