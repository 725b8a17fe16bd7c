//! Translations as the ledger keeps them: readings of their own beside what was read, each segment with the stretch of
//! text that it translates. Always: nothing of them ever takes the place of the text.

use daylight_model::Span;
use jiff::Timestamp;

/// Who translates, into what.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Translator {
    /// How the service is spoken to: `libretranslate`, `openai`.
    pub api: String,
    /// Its address, without anything secret.
    pub service: String,
    /// Its model, as it or the user names it; empty where nobody does.
    pub model: String,
    /// The language that is translated into, ISO 639-1.
    pub target: String,
}

/// A segment in another language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TranslatedSegment {
    /// What it translates.
    pub span: Span,
    /// SHA-256, in hexadecimal, of the words that were sent: where the text reads otherwise now, this is no
    /// translation of it.
    pub sent: String,
    /// The translation.
    pub text: String,
    /// Known names and marks for personal data that the translation lacks.
    pub lost: Vec<String>,
    /// When it came.
    pub at: Timestamp,
}

/// What one service made of a blob's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Translation {
    /// Who translated.
    pub translator: Translator,
    /// Its segments, by part and start.
    pub segments: Vec<TranslatedSegment>,
}
