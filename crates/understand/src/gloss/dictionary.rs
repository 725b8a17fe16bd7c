//! A Chinese dictionary in CC-CEDICT's format, and what it says of one word. The text is kept as it came, with an
//! index over its head words, simplified and traditional. Always: a line that does not fit is named and left out.

use std::ops::Range;

use crate::gazetteer::fold::simplify;

use super::sense::{self, Sense};
use super::syllables::{marked, of_character};
use super::{Gloss, MOST_SENSES, Source};

/// References from one entry to another are followed so many times.
const MOST_STEPS: usize = 3;

/// A line that could not be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadLine {
    /// Line of the dictionary, from 1.
    pub line: usize,
}

/// A dictionary.
#[derive(Debug, Clone, Default)]
pub struct Dictionary {
    text: String,
    /// By word, then in the order of the dictionary.
    heads: Vec<Head>,
    entries: usize,
}

/// A head word and the line of its entry.
#[derive(Debug, Clone, Copy)]
struct Head {
    start: u32,
    end: u32,
    line: u32,
    line_end: u32,
}

/// One entry: `傳統 传统 [chuan2 tong3] /tradition/traditional/`.
#[derive(Debug, Clone, Copy)]
struct Entry<'a> {
    traditional: &'a str,
    simplified: &'a str,
    numbered: &'a str,
    senses: &'a str,
}

impl<'a> Entry<'a> {
    fn of(line: &'a str) -> Option<Self> {
        let (traditional, rest) = line.split_once(' ')?;
        let (simplified, rest) = rest.split_once(" [")?;
        let (numbered, rest) = rest.split_once("] /")?;
        let senses = rest.trim_end().strip_suffix('/')?;
        let whole = !traditional.is_empty() && !simplified.is_empty() && !simplified.contains(' ');
        whole.then_some(Self {
            traditional,
            simplified,
            numbered,
            senses,
        })
    }

    fn senses(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.senses.split('/').map(str::trim)
    }

    /// Those that few have in mind come last.
    fn meanings(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.common().chain(self.senses_of_kind(Sense::Rare))
    }

    fn common(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.senses_of_kind(Sense::Meaning)
    }

    fn senses_of_kind(&self, kind: Sense<'static>) -> impl Iterator<Item = &'a str> + use<'a> {
        self.senses()
            .filter(move |sense| !sense.is_empty() && sense::kind_of(sense) == kind)
    }

    /// A name: 王 Wáng beside 王 wáng, king.
    fn is_proper(&self) -> bool {
        self.numbered.starts_with(char::is_uppercase)
    }

    fn said(&self) -> String {
        marked(self.numbered)
    }
}

impl Dictionary {
    /// Reads a dictionary. What is wrong with it is returned beside it.
    pub fn parse(text: String) -> (Self, Vec<BadLine>) {
        let mut dictionary = Self {
            heads: Vec::new(),
            entries: 0,
            text,
        };
        let (mut bad, mut at) = (Vec::new(), 0);
        for (number, line) in (1..).zip(dictionary.text.split('\n')) {
            let start = at;
            at += line.len() + 1;
            if line.is_empty() || line.starts_with('#') || line == "\r" {
                continue;
            }
            let entry = Entry::of(line);
            let ends = u32::try_from(start)
                .ok()
                .zip(u32::try_from(start + line.len()).ok());
            let (Some(entry), Some((from, to))) = (entry, ends) else {
                bad.push(BadLine { line: number });
                continue;
            };
            dictionary.entries += 1;
            let head = |word: &str, before: usize| {
                // The line's own length fits, so do those of its words.
                let start = from + u32::try_from(before).unwrap_or(0);
                Head {
                    start,
                    end: start + u32::try_from(word.len()).unwrap_or(0),
                    line: from,
                    line_end: to,
                }
            };
            dictionary.heads.push(head(entry.traditional, 0));
            if entry.simplified != entry.traditional {
                let before = entry.traditional.len() + 1;
                dictionary.heads.push(head(entry.simplified, before));
            }
        }
        let text = &dictionary.text;
        dictionary
            .heads
            .sort_by(|a, b| (word_of(text, a), a.line).cmp(&(word_of(text, b), b.line)));
        (dictionary, bad)
    }

    /// Returns how many entries it has.
    pub fn len(&self) -> usize {
        self.entries
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.entries == 0
    }

    /// Whether it holds a word, in simplified or traditional characters.
    pub(super) fn has(&self, word: &str) -> bool {
        !self.heads_of(word).is_empty() || !self.heads_of(&simplify(word)).is_empty()
    }

    /// Returns what it says of a word.
    pub fn get(&self, word: &str) -> Option<Gloss> {
        let mut entries = self.entries_of(word);
        if entries.is_empty() {
            entries = self.entries_of(&simplify(word));
        }
        let by_rank = self.ranked(word, entries);
        let (first, _) = by_rank.first()?;
        let said = first.said();
        let all_senses: Vec<(String, Vec<String>)> = by_rank
            .iter()
            .map(|(entry, senses)| (entry.said(), senses.clone()))
            .collect();
        Some(Gloss {
            senses: chosen(&said, &all_senses),
            pinyin: said,
            kind: None,
            source: Source::Dictionary,
        })
    }

    /// Returns how a surname is said as one.
    pub(super) fn surname(&self, word: &str) -> Option<String> {
        let simple = simplify(word);
        let mut entries = self.entries_of(word);
        entries.extend(self.entries_of(&simple));
        let as_surname = |entry: &Entry<'_>| {
            entry
                .senses()
                .any(|sense| sense::kind_of(sense) == Sense::Surname)
        };
        entries
            .into_iter()
            .find(as_surname)
            .map(|entry| entry.said())
    }

    /// Entries with their senses, the likeliest first: meanings before family names, words before names, a character
    /// as it is mostly said, and then whatever has most to say.
    fn ranked<'a>(&'a self, word: &str, entries: Vec<Entry<'a>>) -> Vec<(Entry<'a>, Vec<String>)> {
        let mut characters = word.chars();
        let usual = match (characters.next(), characters.next()) {
            (Some(only), None) => of_character(only),
            _ => None,
        };
        let mut ranked: Vec<_> = entries
            .into_iter()
            .map(|entry| {
                let own = entry.common().count();
                let senses = self.senses_of(&entry);
                let unusual = usual.is_some_and(|usual| entry.said() != usual);
                let none = entry.meanings().next().is_none();
                let key = (none, entry.is_proper(), unusual, std::cmp::Reverse(own));
                (key, entry, senses)
            })
            .collect();
        ranked.sort_by_key(|(key, _, _)| *key);
        ranked
            .into_iter()
            .map(|(_, entry, senses)| (entry, senses))
            .collect()
    }

    /// The senses to show of an entry: where it only points at a word that says nothing, that it does.
    fn senses_of(&self, entry: &Entry<'_>) -> Vec<String> {
        self.meanings_of(entry, MOST_STEPS).unwrap_or_else(|| {
            let points = |sense: &&str| matches!(sense::kind_of(sense), Sense::Same { .. });
            let sense = entry.senses().find(points);
            sense.map(sense::readable).into_iter().collect()
        })
    }

    /// The meanings of an entry; of another spelling those of the word; of a family name that it is one.
    fn meanings_of(&self, entry: &Entry<'_>, steps: usize) -> Option<Vec<String>> {
        let meanings: Vec<String> = entry
            .meanings()
            .take(MOST_SENSES)
            .map(sense::readable)
            .collect();
        if !meanings.is_empty() {
            return Some(meanings);
        }
        entry
            .senses()
            .find_map(|sense| match sense::kind_of(sense) {
                Sense::Surname => Some(vec![sense::readable(sense)]),
                Sense::Same { word, numbered } if steps > 0 => {
                    self.followed(entry, word, numbered, steps - 1)
                }
                _ => None,
            })
    }

    fn followed(
        &self,
        from: &Entry<'_>,
        word: &str,
        numbered: Option<&str>,
        steps: usize,
    ) -> Option<Vec<String>> {
        let targets = self.entries_of(word).into_iter().filter(|target| {
            let itself = target.traditional == from.traditional && target.numbered == from.numbered;
            !itself && numbered.is_none_or(|said| target.numbered.eq_ignore_ascii_case(said))
        });
        let mut best: Option<Vec<String>> = None;
        for target in targets {
            let senses = self.meanings_of(&target, steps);
            if best.as_ref().map_or(0, Vec::len) < senses.as_ref().map_or(0, Vec::len) {
                best = senses;
            }
        }
        best
    }

    fn entries_of(&self, word: &str) -> Vec<Entry<'_>> {
        self.heads_of(word)
            .iter()
            .filter_map(|head| Entry::of(self.slice(head.line..head.line_end)))
            .collect()
    }

    fn heads_of(&self, word: &str) -> &[Head] {
        let from = self
            .heads
            .partition_point(|head| word_of(&self.text, head) < word);
        let rest = self.heads.get(from..).unwrap_or_default();
        let many = rest.partition_point(|head| word_of(&self.text, head) == word);
        rest.get(..many).unwrap_or_default()
    }

    fn slice(&self, range: Range<u32>) -> &str {
        self.text
            .get(range.start as usize..range.end as usize)
            .unwrap_or_default()
    }
}

fn word_of<'a>(text: &'a str, head: &Head) -> &'a str {
    text.get(head.start as usize..head.end as usize)
        .unwrap_or_default()
}

/// Returns the senses to show: where several entries have something to say, the last place is for the second. What is
/// said otherwise than the word is shown with how.
fn chosen(said: &str, by_rank: &[(String, Vec<String>)]) -> Vec<String> {
    let mut others = by_rank
        .iter()
        .skip(1)
        .filter(|(_, senses)| !senses.is_empty());
    let second = others.next();
    let of_first = match second {
        Some(_) => MOST_SENSES - 1,
        None => MOST_SENSES,
    };
    let mut chosen: Vec<String> = by_rank
        .first()
        .map(|(_, senses)| senses.iter().take(of_first).cloned().collect())
        .unwrap_or_default();
    for (other, senses) in second.into_iter().chain(others) {
        for sense in senses {
            if chosen.len() >= MOST_SENSES {
                return chosen;
            }
            let sense = match other == said {
                true => sense.clone(),
                false => format!("{other}: {sense}"),
            };
            if !chosen.contains(&sense) {
                chosen.push(sense);
            }
        }
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::super::tests::dictionary;
    use super::*;

    #[track_caller]
    fn check(word: &str, pinyin: &str, senses: &[&str]) {
        let gloss = dictionary().get(word).unwrap();
        assert_eq!(
            (gloss.pinyin.as_str(), gloss.senses),
            (
                pinyin,
                senses.iter().map(|sense| (*sense).to_owned()).collect()
            ),
            "{word}"
        );
    }

    #[test]
    fn a_word_is_found_in_simplified_traditional_and_mixed_characters() {
        for word in ["数据库", "數據庫", "数據库"] {
            check(word, "shùjùkù", &["database"]);
        }
        assert_eq!(dictionary().get("不存在的"), None);
    }

    #[test]
    fn a_surname_comes_after_what_the_word_means_and_a_name_after_a_word() {
        check("王", "wáng", &["king", "Wáng: surname Wang"]);
        check("高峰", "gāofēng", &["peak", "Gāofēng: Gaofeng, a district"]);
        assert_eq!(dictionary().surname("单").as_deref(), Some("Shàn"));
        assert_eq!(dictionary().surname("合"), None);
    }

    #[test]
    fn another_spelling_means_what_the_word_means() {
        check("台灣", "Táiwān", &["Taiwan"]);
        check("爲", "wèi", &["because of", "for"]);
        check("圈套甲", "quāntàojiǎ", &["variant of 圈套乙 (quāntàoyǐ)"]);
    }

    #[test]
    fn the_usual_reading_comes_first_and_another_is_shown_with_its_own() {
        check("行", "xíng", &["to walk", "to go", "háng: row"]);
        check("后", "hòu", &["behind", "afterwards", "empress"]);
        check("云", "yún", &["cloud", "(classical) to say"]);
    }

    #[test]
    fn measure_words_and_other_ways_to_say_it_are_no_senses() {
        check("合同", "hétong", &["contract"]);
    }

    #[test]
    fn lines_that_do_not_fit_are_named_and_the_rest_is_used() {
        let text = "# comment\n甲 甲 [jia3] /first/\nno entry\n乙 乙 [yi3] second\r\n丙 丙 [bing3] /third/\r\n";
        let (dictionary, bad) = Dictionary::parse(text.to_owned());
        assert_eq!(bad, [BadLine { line: 3 }, BadLine { line: 4 }]);
        assert_eq!(dictionary.len(), 2);
        assert_eq!(dictionary.get("丙").unwrap().senses, ["third"]);
        assert!(Dictionary::default().is_empty());
    }
}
