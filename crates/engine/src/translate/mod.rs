//! Services that translate, spoken to over HTTP, when a user names one: LibreTranslate and what speaks as OpenAI's
//! interface does. Always: nothing is sent but to the address that was named, never by way of a proxy or to where a
//! service points elsewhere; what comes back is text and nothing more.

mod address;
mod client;
mod error;
mod libretranslate;
mod openai;

use std::time::Duration;

pub use address::ServiceAddress;
pub use error::TranslateError;

use client::Client;
use libretranslate::LibreTranslate;
use openai::OpenAi;

/// How a service is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Api {
    /// `POST /translate`, as LibreTranslate answers.
    LibreTranslate,
    /// `POST /chat/completions`, as OpenAI's interface and many local programs answer.
    OpenAi,
}

impl Api {
    /// Returns its name, as it is kept with a translation.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LibreTranslate => "libretranslate",
            Self::OpenAi => "openai",
        }
    }
}

/// Which service, and how it is to be asked.
#[derive(Debug, Clone)]
pub struct ServiceSettings {
    /// Where it is.
    pub address: ServiceAddress,
    /// How it is spoken to.
    pub api: Api,
    /// Which of its models; a service of OpenAI's kind must be told.
    pub model: Option<String>,
    /// The language to translate into, ISO 639-1.
    pub target: String,
    /// A key that it asks for; never kept.
    pub key: Option<String>,
    /// How long one answer may take.
    pub patience: Duration,
}

/// A segment on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// Its words, personal data covered.
    pub plain: String,
    /// The same with the known names put in.
    pub named: String,
    /// Names as they stand in `plain`, and as they are to be in the translation.
    pub names: Vec<(String, String)>,
    /// Its language, where it is known: ISO 639-1.
    pub language: Option<String>,
}

/// Something that translates.
pub trait TranslationService {
    /// Returns the translation of each segment, in order; none for one that it would not translate as asked.
    ///
    /// # Errors
    /// Where it does not answer, or not as such a service does.
    fn translate(&self, asks: &[Ask]) -> Result<Vec<Option<String>>, TranslateError>;

    /// How many segments it is to be sent at once, and how many bytes of them.
    fn batch(&self) -> (usize, usize);
}

/// Makes ready to speak to a service; asks it what it can do, where its interface says so. No text is sent.
///
/// # Errors
/// [`TranslateError`] where it does not answer, not as such a service does, or not in this language.
pub fn service(settings: &ServiceSettings) -> Result<Box<dyn TranslationService>, TranslateError> {
    let client = Client::new(settings);
    Ok(match settings.api {
        Api::LibreTranslate => Box::new(LibreTranslate::find(client, settings)?),
        Api::OpenAi => Box::new(OpenAi::new(client, settings)?),
    })
}

/// Returns the English name of a language, for a model that is told in words.
fn language_name(code: &str) -> &str {
    const NAMES: [(&str, &str); 24] = [
        ("ar", "Arabic"),
        ("cs", "Czech"),
        ("de", "German"),
        ("en", "English"),
        ("es", "Spanish"),
        ("fa", "Persian"),
        ("fr", "French"),
        ("hi", "Hindi"),
        ("id", "Indonesian"),
        ("it", "Italian"),
        ("ja", "Japanese"),
        ("kk", "Kazakh"),
        ("ko", "Korean"),
        ("nl", "Dutch"),
        ("pl", "Polish"),
        ("pt", "Portuguese"),
        ("ru", "Russian"),
        ("sv", "Swedish"),
        ("th", "Thai"),
        ("tr", "Turkish"),
        ("ug", "Uyghur"),
        ("uk", "Ukrainian"),
        ("vi", "Vietnamese"),
        ("zh", "Chinese"),
    ];
    let known = NAMES.iter().find(|(known, _)| *known == code);
    known.map_or(code, |(_, name)| *name)
}
