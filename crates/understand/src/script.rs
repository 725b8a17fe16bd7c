//! The script of a text, by its characters (ISO 15924); Han text as simplified (`Hans`) or traditional
//! (`Hant`) where characters that exist in one of the two only say so.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;
use unicode_script::{Script, UnicodeScript};

/// The unified ideographs and their first extension: what simplification touched in practice.
const HAN_BLOCKS: [(u32, u32); 2] = [(0x3400, 0x4dbf), (0x4e00, 0x9fff)];

/// How many characters of a text belong to which script. Letters only: digits and marks tell nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scripts {
    by_script: BTreeMap<&'static str, usize>,
    /// Letters of all scripts.
    pub letters: usize,
    /// Han characters.
    pub han: usize,
    /// Hiragana and katakana.
    pub kana: usize,
    /// Hangul.
    pub hangul: usize,
    /// Han characters that are written so in simplified text only.
    pub simplified_only: usize,
    /// Han characters that are written so in traditional text only.
    pub traditional_only: usize,
}

impl Scripts {
    /// Counts the letters of `text`.
    pub fn of(text: &str) -> Self {
        let mut scripts = Self::default();
        for character in text.chars().filter(|character| character.is_alphabetic()) {
            let script = character.script();
            if matches!(script, Script::Common | Script::Inherited | Script::Unknown) {
                continue;
            }
            scripts.letters += 1;
            *scripts.by_script.entry(script.short_name()).or_default() += 1;
            match script {
                Script::Han => {
                    scripts.han += 1;
                    match FORMS.get(&character) {
                        Some(Form::SimplifiedOnly) => scripts.simplified_only += 1,
                        Some(Form::TraditionalOnly) => scripts.traditional_only += 1,
                        None => {}
                    }
                }
                Script::Hiragana | Script::Katakana => scripts.kana += 1,
                Script::Hangul => scripts.hangul += 1,
                _ => {}
            }
        }
        scripts
    }

    /// Returns the script of most letters; none for a text without letters.
    pub fn main(&self) -> Option<&'static str> {
        // Japanese and Korean mix scripts in every sentence; each mixture has a code of its own.
        if self.kana * 20 > self.letters && self.kana > 0 {
            return Some("Jpan");
        }
        if self.hangul * 4 > self.letters {
            return Some("Kore");
        }
        // A Han character says as much as a short word of letters: a fifth of the letters is half the text.
        if self.han * 5 > self.letters {
            return Some(if self.traditional_only > self.simplified_only {
                "Hant"
            } else if self.simplified_only > 0 {
                "Hans"
            } else {
                "Hani"
            });
        }
        let most = self.by_script.iter().rev().max_by_key(|(_, count)| **count);
        most.map(|(script, _)| *script)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    SimplifiedOnly,
    TraditionalOnly,
}

/// Which characters exist in one of the two forms only, by OpenCC's tables (Apache-2.0).
static FORMS: LazyLock<BTreeMap<char, Form>> = LazyLock::new(|| {
    let table = |config| OpenCC::from_config(config).expect("OpenCC's tables are built in");
    let (to_simplified, to_traditional) = (table(BuiltinConfig::T2s), table(BuiltinConfig::S2t));
    let mut forms = BTreeMap::new();
    for character in HAN_BLOCKS
        .iter()
        .flat_map(|&(first, last)| first..=last)
        .filter_map(char::from_u32)
    {
        let alone = character.to_string();
        let simplified_differs = to_simplified.convert(&alone) != alone;
        let traditional_differs = to_traditional.convert(&alone) != alone;
        match (simplified_differs, traditional_differs) {
            (true, false) => forms.insert(character, Form::TraditionalOnly),
            (false, true) => forms.insert(character, Form::SimplifiedOnly),
            _ => None,
        };
    }
    forms
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_of_most_letters_is_named() {
        for (text, script) in [
            ("合同金额5万元，请尽快付款", Some("Hans")),
            ("合約金額五萬元，請儘快付款", Some("Hant")),
            ("中山", Some("Hani")),
            ("用VPN登录 Outlook 邮箱", Some("Hans")),
            ("The contract was signed", Some("Latn")),
            ("契約の金額を確認してください", Some("Jpan")),
            ("계약 금액을 확인", Some("Kore")),
            ("Договор подписан", Some("Cyrl")),
            ("العقد", Some("Arab")),
            ("12 345 — %", None),
            ("", None),
        ] {
            assert_eq!(Scripts::of(text).main(), script, "{text}");
        }
    }
}
