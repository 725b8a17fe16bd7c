//! LibreTranslate. Known names are put into the text, where such models mostly leave Latin letters as they are; whether
//! they did is checked afterwards.

use serde_json::{Value, json};

use super::client::Client;
use super::{Ask, ServiceAddress, ServiceSettings, TranslateError, TranslationService};

const TRANSLATE: &str = "/translate";

#[derive(Debug)]
pub(super) struct LibreTranslate {
    client: Client,
    address: ServiceAddress,
    target: String,
    /// Codes of the languages that it translates into the target.
    sources: Vec<String>,
}

impl LibreTranslate {
    /// Asks which languages it has.
    pub(super) fn find(client: Client, settings: &ServiceSettings) -> Result<Self, TranslateError> {
        let address = settings.address.beside(TRANSLATE, "/languages");
        let answer = client.get(&address)?;
        let languages = answer
            .as_array()
            .ok_or_else(|| client.unlike(&address, "it lists no languages"))?;
        let sources: Vec<String> = languages
            .iter()
            .filter(|language| {
                // Old versions do not say which pairs they have.
                let targets = language["targets"].as_array();
                targets.is_none_or(|targets| targets.iter().any(|code| *code == *settings.target))
            })
            .filter_map(|language| language["code"].as_str().map(str::to_owned))
            .collect();
        if sources.is_empty() {
            return Err(TranslateError::NoSuchLanguage {
                address,
                target: settings.target.clone(),
            });
        }
        Ok(Self {
            client,
            address: settings.address.clone(),
            target: settings.target.clone(),
            sources,
        })
    }

    /// The service's own code for a language; it tells by itself what it is not told. Newer versions have two for
    /// Chinese.
    fn source(&self, language: Option<&str>) -> &str {
        let Some(language) = language else {
            return "auto";
        };
        let known = self.sources.iter().find(|code| {
            code.as_str() == language
                || code
                    .strip_prefix(language)
                    .is_some_and(|rest| rest.starts_with('-'))
        });
        known.map_or("auto", String::as_str)
    }

    fn ask(&self, asks: &[Ask], source: &str) -> Result<Vec<Option<String>>, TranslateError> {
        let address = self.address.call(TRANSLATE);
        let mut body = json!({
            "q": asks.iter().map(|ask| ask.named.as_str()).collect::<Vec<_>>(),
            "source": source,
            "target": self.target,
            "format": "text",
        });
        if let Some(key) = self.client.key() {
            body["api_key"] = key.into();
        }
        let untrusted = self.client.post(&address, &body)?;
        let translated = untrusted["translatedText"]
            .as_array()
            .ok_or_else(|| self.client.unlike(&address, "it has no translatedText"))?;
        if translated.len() != asks.len() {
            return Err(self.client.unlike(
                &address,
                "it translates more or fewer segments than it was sent",
            ));
        }
        let text = |untrusted: &Value| {
            let text = untrusted.as_str()?.trim();
            (!text.is_empty()).then(|| text.to_owned())
        };
        Ok(translated.iter().map(text).collect())
    }
}

impl TranslationService for LibreTranslate {
    fn translate(&self, asks: &[Ask]) -> Result<Vec<Option<String>>, TranslateError> {
        let mut translated = Vec::with_capacity(asks.len());
        for alike in asks.chunk_by(|a, b| a.language == b.language) {
            let language = alike.first().and_then(|ask| ask.language.as_deref());
            translated.extend(self.ask(alike, self.source(language))?);
        }
        Ok(translated)
    }

    fn batch(&self) -> (usize, usize) {
        (16, 4000)
    }
}
