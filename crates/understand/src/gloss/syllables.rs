//! Pinyin: from numbered syllables, as dictionaries write them, to words with tone marks; and how a character is
//! mostly said where no dictionary tells.

use pinyin::ToPinyin;

use crate::gazetteer::fold::simplify;

/// Each vowel with its four tones.
const TONES: [(char, [char; 4]); 12] = [
    ('a', ['ā', 'á', 'ǎ', 'à']),
    ('e', ['ē', 'é', 'ě', 'è']),
    ('i', ['ī', 'í', 'ǐ', 'ì']),
    ('o', ['ō', 'ó', 'ǒ', 'ò']),
    ('u', ['ū', 'ú', 'ǔ', 'ù']),
    ('ü', ['ǖ', 'ǘ', 'ǚ', 'ǜ']),
    ('A', ['Ā', 'Á', 'Ǎ', 'À']),
    ('E', ['Ē', 'É', 'Ě', 'È']),
    ('I', ['Ī', 'Í', 'Ǐ', 'Ì']),
    ('O', ['Ō', 'Ó', 'Ǒ', 'Ò']),
    ('U', ['Ū', 'Ú', 'Ǔ', 'Ù']),
    ('Ü', ['Ǖ', 'Ǘ', 'Ǚ', 'Ǜ']),
];

/// Returns numbered syllables (`gong1 an1 ju2`) as a word with tone marks (`gōng'ānjú`). What begins with a capital
/// begins a word of its own.
pub(super) fn marked(numbered: &str) -> String {
    let mut word = String::with_capacity(numbered.len() + 4);
    for syllable in numbered.split_whitespace() {
        let marked = marked_syllable(syllable);
        let Some(first) = marked.chars().next() else {
            continue;
        };
        let is_punctuation = !first.is_alphanumeric();
        let after_punctuation = word
            .chars()
            .next_back()
            .is_some_and(|last| last == ',' || last == '·');
        if word.is_empty() {
        } else if after_punctuation || (first.is_uppercase() && !is_punctuation) {
            word.push(' ');
        } else if needs_apostrophe(first) {
            word.push('\'');
        }
        word.push_str(&marked);
    }
    word
}

/// A syllable that begins with a vowel could be read as the end of the one before.
fn needs_apostrophe(first: char) -> bool {
    TONES
        .iter()
        .take(4)
        .filter(|(plain, _)| matches!(plain, 'a' | 'e' | 'o'))
        .any(|(plain, marked)| *plain == first || marked.contains(&first))
}

fn marked_syllable(syllable: &str) -> String {
    let Some(tone) = syllable
        .chars()
        .next_back()
        .and_then(|last| last.to_digit(10))
    else {
        return syllable.to_owned();
    };
    let mut letters: Vec<char> = Vec::with_capacity(syllable.len());
    for letter in syllable.chars().take(syllable.chars().count() - 1) {
        match (letter, letters.last()) {
            (':', Some('u')) => *letters.last_mut().expect("there is a last") = 'ü',
            (':', Some('U')) => *letters.last_mut().expect("there is a last") = 'Ü',
            ('v', _) => letters.push('ü'),
            _ => letters.push(letter),
        }
    }
    if letters.is_empty() {
        return syllable.to_owned();
    }
    if let Some(at) = marked_vowel(&letters)
        && let Some(letter) = letters.get_mut(at)
        && let Some((_, marks)) = TONES.iter().find(|(plain, _)| plain == letter)
        && let Some(mark) = (tone as usize)
            .checked_sub(1)
            .and_then(|tone| marks.get(tone))
    {
        *letter = *mark;
    }
    letters.into_iter().collect()
}

/// The mark stands on a or e, on the o of ou, else on the last vowel.
fn marked_vowel(letters: &[char]) -> Option<usize> {
    let lower = |letter: &char| letter.to_lowercase().next().unwrap_or(*letter);
    let find = |vowel: char| letters.iter().position(|letter| lower(letter) == vowel);
    find('a').or_else(|| find('e')).or_else(|| {
        let of_ou = letters
            .windows(2)
            .position(|pair| matches!(pair, [o, u] if lower(o) == 'o' && lower(u) == 'u'));
        of_ou.or_else(|| {
            letters
                .iter()
                .rposition(|letter| matches!(lower(letter), 'i' | 'o' | 'u' | 'ü'))
        })
    })
}

/// Returns how a character is mostly said, with its tone mark.
pub(super) fn of_character(character: char) -> Option<&'static str> {
    let said = character.to_pinyin().map(|said| said.with_tone());
    said.or_else(|| {
        let mut bytes = [0; 4];
        let simple = simplify(character.encode_utf8(&mut bytes)).chars().next()?;
        Some(simple.to_pinyin()?.with_tone())
    })
}

/// Returns how characters are mostly said, each by itself; what is not Han stays.
pub(super) fn of_characters(characters: &str) -> String {
    let mut said = String::new();
    let mut latin = false;
    for character in characters.chars() {
        match of_character(character) {
            Some(syllable) => {
                let first = syllable.chars().next().unwrap_or(' ');
                if latin {
                    said.push(' ');
                } else if !said.is_empty() && needs_apostrophe(first) {
                    said.push('\'');
                }
                said.push_str(syllable);
                latin = false;
            }
            None => {
                if !latin && !said.is_empty() && character.is_alphanumeric() {
                    said.push(' ');
                }
                said.push(character);
                latin = character.is_alphanumeric();
            }
        }
    }
    said
}

/// Returns a word with a capital in front.
pub(super) fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stand_where_the_rules_of_pinyin_put_them() {
        for (numbered, expected) in [
            ("he2 tong5", "hétong"),
            ("gong1 an1 ju2", "gōng'ānjú"),
            ("lu:4 se4", "lǜsè"),
            ("nu:3", "nǚ"),
            ("liu2", "liú"),
            ("gui4", "guì"),
            ("hou4", "hòu"),
            ("xiong2", "xióng"),
            ("Bei3 jing1 Da4 xue2", "Běijīng Dàxué"),
            ("yi1 hui4 r5", "yīhuìr"),
            ("san1 C", "sān C"),
            ("E2 luo2 si1", "Éluósī"),
            (
                "lu:4 deng1 xing2 , hong2 deng1 ting2",
                "lǜdēngxíng, hóngdēngtíng",
            ),
            ("xx5", "xx"),
            ("m2", "m"),
            ("", ""),
        ] {
            assert_eq!(marked(numbered), expected, "{numbered}");
        }
    }

    #[test]
    fn characters_have_a_usual_reading() {
        assert_eq!(of_characters("西安"), "xī'ān");
        assert_eq!(of_characters("K市"), "K shì");
        assert_eq!(of_characters("臺灣"), "táiwān");
        assert_eq!(capitalised("ān"), "Ān");
    }
}
