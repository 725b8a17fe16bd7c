//! Chinese names in Latin letters: pinyin without tones, and names of places as the world writes them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use pinyin::ToPinyin;

use super::shipped::{column, rows};

const READINGS: &str = include_str!("../../data/place_readings.tsv");

static PLACES: LazyLock<BTreeMap<&'static str, &'static str>> = LazyLock::new(|| {
    rows(READINGS)
        .map(|row| (column(&row, 0), column(&row, 1)))
        .collect()
});

/// Returns a place's name in Latin letters, with a capital; none where a character has no reading.
pub(crate) fn romanised(place: &str) -> Option<String> {
    if let Some(known) = PLACES.get(place) {
        return Some((*known).to_owned());
    }
    let mut latin = String::new();
    for (character, syllable) in place.chars().zip(place.to_pinyin()) {
        let mut bytes = [0; 4];
        match PLACES.get(&*character.encode_utf8(&mut bytes)) {
            Some(reading) => latin.push_str(reading),
            None => latin.push_str(&syllable?.plain().replace('ü', "v")),
        }
    }
    capitalised(&latin)
}

/// Returns the syllables of Han characters, without tones, in small letters; none where one has no reading.
pub(crate) fn syllables(han: &str) -> Option<Vec<String>> {
    han.to_pinyin()
        .map(|syllable| Some(syllable?.plain().replace('ü', "v")))
        .collect()
}

fn capitalised(latin: &str) -> Option<String> {
    let mut letters = latin.chars();
    let first = letters.next()?.to_uppercase();
    Some(first.chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_written_as_the_world_does() {
        assert!(READINGS.starts_with("# "));
        for (place, latin) in [
            ("成都", "Chengdu"),
            ("砚塘", "Yantang"),
            ("呼和浩特", "Hohhot"),
            ("都江堰", "Dujiangyan"),
        ] {
            assert_eq!(romanised(place).as_deref(), Some(latin));
        }
        assert_eq!(romanised("K市"), None);
        assert_eq!(syllables("安洵").unwrap(), ["an", "xun"]);
    }
}
