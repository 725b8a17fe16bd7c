//! What goes wrong with a service that translates, and what a user can do about it.

/// Why nothing was translated.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TranslateError {
    /// No address that text may be sent to.
    #[error("{address}: {why}")]
    Address {
        /// What was typed, without anything secret.
        address: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// The service is not on this machine, and nobody said that this is meant.
    #[error("{host} is not this machine: the text of the case would leave it")]
    Remote {
        /// The host.
        host: String,
    },
    /// It does not answer.
    #[error("the service at {address} does not answer")]
    Unreachable {
        /// Where.
        address: String,
        /// Why.
        source: ureq::Error,
    },
    /// It takes too long.
    #[error("the service at {address} did not answer within {seconds} s")]
    TooLate {
        /// Where.
        address: String,
        /// How long it was waited for.
        seconds: u64,
    },
    /// It refused.
    #[error("the service at {address} answered {status}: {words}")]
    Refused {
        /// Where.
        address: String,
        /// HTTP status.
        status: u16,
        /// The beginning of what it said.
        words: String,
    },
    /// It answered with something else.
    #[error("the service at {address} does not answer as {api} does: {what}")]
    Unlike {
        /// Where.
        address: String,
        /// How it was spoken to.
        api: &'static str,
        /// What is wrong with the answer.
        what: &'static str,
    },
    /// It does not translate into this language.
    #[error("the service at {address} does not translate into {target}")]
    NoSuchLanguage {
        /// Where.
        address: String,
        /// What was asked for.
        target: String,
    },
    /// A service of this kind must be told its model.
    #[error("a service of this kind must be told which model to use")]
    NoModel,
}

impl TranslateError {
    /// Returns how a user mends it, where there is one way.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Address { .. } => Some("for instance --service http://127.0.0.1:5000"),
            Self::Remote { .. } => Some(
                "name a service on this machine, or say --allow-remote where the text may be read by whoever runs that one",
            ),
            Self::Unreachable { .. } => {
                Some("is it running, and is this its port? nothing was sent elsewhere instead")
            }
            Self::TooLate { .. } => Some(
                "--timeout SECONDS waits longer; the same command goes on where this one stopped",
            ),
            Self::Refused { status, .. } => match status {
                300..=399 => {
                    Some("it points elsewhere, where no text is sent: name the right address")
                }
                401 | 403 => Some("it asks for a key: put it into DAYLIGHT_TRANSLATE_KEY"),
                404 | 405 => Some(
                    "the path may be wrong: LibreTranslate is at http://HOST:PORT, OpenAI's kind mostly at http://HOST:PORT/v1 with --api openai",
                ),
                429 => Some("it wants fewer calls: wait, then run the same command again"),
                500..=599 => {
                    Some("its own log says more; the same command goes on where this one stopped")
                }
                _ => None,
            },
            Self::Unlike { .. } => {
                Some("is it of the other kind? --api libretranslate or --api openai")
            }
            Self::NoSuchLanguage { .. } => {
                Some("`--to CODE` chooses another; it may lack a language pack")
            }
            Self::NoModel => Some("name one: --model NAME"),
        }
    }
}
