//! The language of a text: fastText's lid.176 (Joulin et al. 2016), after rules on the script for the
//! languages that their script alone settles. A text too short or too mixed has none.

use daylight_model::{Part, PartKind};
use fasttext_pure_rs::FastText;

use crate::script::Scripts;

/// Fewer letters than this say nothing about a language.
const LEAST_LETTERS: usize = 4;

/// Below this the model is guessing: right about as often as not on short lines.
const LEAST_CONFIDENCE: f32 = 0.35;

/// How much of a long text is looked at, in characters: a stretch of its start, middle and end each.
const STRETCH: usize = 1500;

/// A model whose bytes do not serve.
#[derive(Debug, thiserror::Error)]
#[error("the language model does not load")]
pub struct LanguageModelError(#[source] fasttext_pure_rs::Error);

/// What a text is written in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// Language (ISO 639-1 where there is one, else 639-3); none where it cannot be told.
    pub language: Option<String>,
    /// Script (ISO 15924); none for a text without letters.
    pub script: Option<String>,
}

/// Tells languages. Without a model it still tells those that their script settles.
#[derive(Default)]
pub struct Languages {
    model: Option<FastText>,
}

impl Languages {
    /// Takes the bytes of lid.176.ftz.
    ///
    /// # Errors
    /// [`LanguageModelError`] where they are no fastText model.
    pub fn from_model(bytes: &[u8]) -> Result<Self, LanguageModelError> {
        let model = FastText::load_from_reader(bytes).map_err(LanguageModelError)?;
        Ok(Self { model: Some(model) })
    }

    /// Returns what `text` is written in.
    pub fn of(&self, text: &str) -> Written {
        let sample = sampled(text);
        let scripts = Scripts::of(&sample);
        let language = if scripts.letters < LEAST_LETTERS && scripts.han < 2 {
            None
        } else {
            by_script(&scripts)
                .map(str::to_owned)
                .or_else(|| self.by_model(&sample))
        };
        Written {
            language,
            script: scripts.main().map(str::to_owned),
        }
    }

    /// Returns what most of the text of `parts` is written in, headers and comments aside if there is more.
    pub fn of_parts(&self, parts: &[Part]) -> Written {
        let mut text = String::new();
        for part in parts.iter().filter(|part| part.kind() != PartKind::Header) {
            if text.len() > 16 * STRETCH {
                break;
            }
            text.push_str(&sampled(part.text()));
            text.push('\n');
        }
        if text.trim().is_empty() {
            parts.iter().for_each(|part| text.push_str(part.text()));
        }
        self.of(&text)
    }

    fn by_model(&self, sample: &str) -> Option<String> {
        let line = sample
            .to_lowercase()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        let predictions = self.model.as_ref()?.predict(&line, 1, 0.0).ok()?;
        let best = predictions.into_iter().next()?;
        if best.probability < LEAST_CONFIDENCE {
            return None;
        }
        let code = best.label.trim_start_matches("__label__");
        // Written Cantonese, Wu and Min are asked for as Chinese; the script says which form.
        let chinese = ["yue", "wuu", "min", "zh"].contains(&code);
        Some(if chinese { "zh" } else { code }.to_owned())
    }
}

/// Chinese, Japanese and Korean mix with Latin words everywhere; a share of their own letters decides.
fn by_script(scripts: &Scripts) -> Option<&'static str> {
    let share = |count: usize, percent: usize| count * 100 > scripts.letters * percent;
    if share(scripts.kana, 5) {
        return Some("ja");
    }
    if share(scripts.hangul, 25) {
        return Some("ko");
    }
    share(scripts.han, 20).then_some("zh")
}

fn sampled(text: &str) -> String {
    let characters = text.chars().count();
    if characters <= 3 * STRETCH {
        return text.to_owned();
    }
    let stretch = |from: usize| text.chars().skip(from).take(STRETCH).collect::<String>();
    [0, characters / 2, characters - STRETCH]
        .map(stretch)
        .join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn script_settles_chinese_japanese_and_korean_without_a_model() {
        let languages = Languages::default();
        for (text, language, script) in [
            ("用VPN登录 Outlook 邮箱", Some("zh"), Some("Hans")),
            ("合約", Some("zh"), Some("Hant")),
            ("レポートを送付します", Some("ja"), Some("Jpan")),
            ("보고서를 보냅니다", Some("ko"), Some("Kore")),
            ("The report", None, Some("Latn")),
            ("42", None, None),
        ] {
            let written = languages.of(text);
            assert_eq!(written.language.as_deref(), language, "{text}");
            assert_eq!(written.script.as_deref(), script, "{text}");
        }
    }

    #[test]
    fn bytes_that_are_no_model_are_refused() {
        assert!(Languages::from_model(b"not a model").is_err());
        assert!(Languages::from_model(b"").is_err());
    }
}
