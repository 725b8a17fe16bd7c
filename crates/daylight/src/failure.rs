//! What a user is told when a command could not be carried out: one line that says what and where, then hints.

use std::fmt::Write as _;

use daylight_engine::case::CaseError;
use daylight_engine::models::ModelError;
use daylight_model::shown_safely;

/// An error on its way to the user.
#[derive(Debug)]
pub(crate) struct Failure {
    error: anyhow::Error,
    hints: Vec<String>,
}

impl Failure {
    /// A failure that the command line itself makes.
    pub(crate) fn new(words: impl Into<String>) -> Self {
        Self {
            error: anyhow::Error::msg(words.into()),
            hints: Vec::new(),
        }
    }

    /// Adds a hint.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Returns what is printed: the error and its sources in one line, a line for each hint.
    pub(crate) fn lines(&self) -> String {
        let mut words = String::new();
        let mut last = String::new();
        for cause in self.error.chain() {
            let cause = cause.to_string();
            // A source that the error above it has quoted already says nothing new.
            if cause.is_empty() || last.ends_with(&cause) {
                continue;
            }
            if !words.is_empty() {
                words.push_str(": ");
            }
            words.push_str(&cause);
            last = cause;
        }
        let mut lines = format!("daylight: {}\n", shown_safely(&words));
        for hint in &self.hints {
            let _ = writeln!(lines, "hint: {}", shown_safely(hint));
        }
        lines
    }
}

impl From<CaseError> for Failure {
    fn from(error: CaseError) -> Self {
        let hints = error.hints();
        Self {
            error: error.into(),
            hints,
        }
    }
}

impl From<ModelError> for Failure {
    fn from(error: ModelError) -> Self {
        CaseError::from(error).into()
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        let hints = match error.downcast_ref::<ModelError>() {
            Some(error) => error.hint().map(str::to_owned).into_iter().collect(),
            None => Vec::new(),
        };
        Self { error, hints }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self {
            error: error.into(),
            hints: Vec::new(),
        }
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self {
            error: error.into(),
            hints: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn an_error_is_one_line_and_each_hint_another() {
        let failure: Failure = CaseError::NotACase {
            folder: Path::new("a\u{202e}b").to_path_buf(),
        }
        .into();
        assert_eq!(
            failure.lines(),
            "daylight: a\\u{202e}b: not a Daylight case\n\
             hint: `daylight add PATH --case DIR.daylight` makes one\n"
        );
    }
}
