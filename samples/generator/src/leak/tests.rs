//! The leak as a whole: it is the same each time, and its key holds against its bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::OnceLock;

use super::search::Folding;
use super::{Leak, Options, Size, Vocabulary, Wording, leak};
use crate::write::Fonts;

fn made(options: &Options) -> Leak {
    leak(options, &Fonts::load().unwrap()).unwrap()
}

/// The leak that is checked in, one of each other wording, a small one of real states; made once.
fn several() -> &'static [Leak] {
    static LEAKS: OnceLock<Vec<Leak>> = OnceLock::new();
    LEAKS.get_or_init(|| {
        vec![
            made(&Options::default()),
            made(&Options {
                seed: 7,
                wording: Wording::B,
                ..Options::default()
            }),
            made(&Options {
                seed: 31,
                wording: Wording::C,
                ..Options::default()
            }),
            made(&Options {
                seed: 41,
                wording: Wording::D,
                ..Options::default()
            }),
            made(&Options {
                seed: 99,
                size: Size::Small,
                vocabulary: Vocabulary::Real,
                ..Options::default()
            }),
        ]
    })
}

/// One test, as each runs in a process of its own and would make all the leaks again.
#[test]
fn leaks_are_made_as_they_should_and_hold_against_their_keys() {
    the_standard_leak_has_about_150_files_and_less_than_12_megabytes();
    every_entry_of_the_key_cites_a_file_that_is_there();
    texts_and_claims_of_text_files_stand_in_their_bytes_at_their_lines();
    claims_of_all_eleven_types_and_many_polarities_are_there();
    wording_d_has_a_dozen_claims_of_each_type_that_are_read_without_pixels();
    a_hedge_stands_in_the_words_that_are_cited();
    distractors_claim_nothing_but_denials();
    duplicates_name_the_first_path_and_only_it_is_cited();
    no_query_is_dropped_and_those_that_should_find_something_do();
    every_traditional_character_of_the_leak_has_its_simplified_form();
    the_leak_that_is_checked_in_is_the_one_that_is_made();
    words_of_a_search_stand_in_the_files_that_it_finds();
}

#[test]
fn the_same_seed_gives_the_same_leak() {
    let options = Options {
        size: Size::Small,
        ..Options::default()
    };
    assert!(made(&options) == made(&options));
}

fn the_standard_leak_has_about_150_files_and_less_than_12_megabytes() {
    let leak = &several()[0];
    let bytes: usize = leak.files.iter().map(|file| file.bytes.len()).sum();
    assert!(
        (130..190).contains(&leak.files.len()) && bytes < 12_000_000,
        "{} files, {bytes} bytes",
        leak.files.len()
    );
    assert!(
        leak.key.messages.len() > 300,
        "{} messages",
        leak.key.messages.len()
    );
    assert!(
        leak.key.searches.len() >= 30,
        "{} searches",
        leak.key.searches.len()
    );
}

fn every_entry_of_the_key_cites_a_file_that_is_there() {
    for leak in several() {
        let files: BTreeMap<&str, &str> = leak
            .key
            .files
            .iter()
            .map(|file| (file.path.as_str(), file.sha256.as_str()))
            .collect();
        let key = &leak.key;
        for text in &key.texts {
            assert!(files.contains_key(text.path.as_str()), "{text:?}");
        }
        let citations = key
            .claims
            .iter()
            .flat_map(|claim| &claim.citations)
            .chain(key.mentions.iter().map(|mention| &mention.citation))
            .chain(key.messages.iter().map(|message| &message.citation))
            .chain(key.tables.iter().map(|table| &table.citation));
        for citation in citations {
            assert_eq!(
                files.get(citation.path.as_str()),
                Some(&citation.sha256.as_str()),
                "{citation:?}"
            );
            assert!(!citation.quote.is_empty(), "{citation:?}");
        }
    }
}

fn texts_and_claims_of_text_files_stand_in_their_bytes_at_their_lines() {
    for leak in several() {
        let bytes: BTreeMap<&str, &[u8]> = leak
            .files
            .iter()
            .map(|file| (file.path.as_str(), file.bytes.as_slice()))
            .collect();
        let mut checked = 0;
        for entry in &leak.key.files {
            let (Some(encoding), Some(bytes)) = (&entry.encoding, bytes.get(entry.path.as_str()))
            else {
                continue;
            };
            let Some(encoding) = encoding_rs::Encoding::for_label(encoding.as_bytes()) else {
                continue;
            };
            let (text, _) = encoding.decode_with_bom_removal(bytes);
            let lines: Vec<&str> = text.lines().collect();
            let texts = leak
                .key
                .texts
                .iter()
                .map(|text| (&text.path, &text.locator, &text.quote));
            let claims = leak.key.claims.iter().flat_map(|claim| &claim.citations);
            let claims =
                claims.map(|citation| (&citation.path, &citation.locator, &citation.quote));
            let mentions = leak.key.mentions.iter().map(|mention| &mention.citation);
            let mentions =
                mentions.map(|citation| (&citation.path, &citation.locator, &citation.quote));
            for (path, locator, quote) in texts.chain(claims).chain(mentions) {
                if *path != entry.path {
                    continue;
                }
                let place = locator.rsplit("line=").next().unwrap();
                let found = if locator.contains("line=") {
                    let (first, last) = place.split_once(',').unwrap_or((place, place));
                    let (first, last): (usize, usize) =
                        (first.parse().unwrap(), last.parse().unwrap());
                    lines[first - 1..last].join("\n")
                } else {
                    text.to_string()
                };
                let plain = found
                    .replace("&quot;", "\"")
                    .replace("&amp;", "&")
                    .replace("\"\"", "\"");
                assert!(
                    plain.contains(quote.as_str()),
                    "{path} {locator}: {quote} in {found}"
                );
                checked += 1;
            }
        }
        assert!(checked > 400, "{checked}");
    }
}

fn claims_of_all_eleven_types_and_many_polarities_are_there() {
    for leak in several().iter().take(4) {
        let kinds: BTreeSet<&str> = leak
            .key
            .claims
            .iter()
            .map(|claim| claim.kind.as_str())
            .collect();
        assert_eq!(kinds.len(), 11, "{kinds:?}");
        let target = leak
            .key
            .claims
            .iter()
            .filter(|claim| claim.kind == "target");
        let polarities: BTreeSet<&str> = target.map(|claim| claim.polarity.as_str()).collect();
        for polarity in [
            "listed",
            "claimed",
            "attempted",
            "lost",
            "denied",
            "negated",
            "confirmed",
        ] {
            assert!(polarities.contains(polarity), "{polarity}");
        }
        assert!(leak.key.claims.iter().any(|claim| claim.hedge.is_some()));
    }
}

fn wording_d_has_a_dozen_claims_of_each_type_that_are_read_without_pixels() {
    let leak = several()
        .iter()
        .find(|leak| {
            leak.key
                .files
                .iter()
                .any(|file| file.path.contains("点位总表"))
        })
        .unwrap();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for claim in &leak.key.claims {
        if claim
            .citations
            .iter()
            .any(|place| !place.locator.contains("xywh="))
        {
            *counts.entry(claim.kind.as_str()).or_default() += 1;
        }
    }
    assert_eq!(counts.len(), 11, "{counts:?}");
    assert!(counts.values().all(|count| *count >= 12), "{counts:?}");
}

#[test]
fn claims_of_wording_d_stand_in_the_cells_that_they_cite() {
    let options = Options {
        seed: 77,
        wording: Wording::D,
        ..Options::default()
    };
    let leak = made(&options);
    let mut checked = 0;
    for entry in leak
        .key
        .files
        .iter()
        .filter(|file| !file.path.contains("!/"))
    {
        let delimiter = match entry.path.rsplit('.').next() {
            Some("tsv") => b'\t',
            Some("csv") if entry.path.contains("桥梁") || entry.path.contains("prices") => b';',
            Some("csv") => b',',
            _ => continue,
        };
        let file = leak
            .files
            .iter()
            .find(|file| file.path == entry.path)
            .unwrap();
        let label = entry.encoding.as_deref().unwrap().as_bytes();
        let encoding = encoding_rs::Encoding::for_label(label).unwrap();
        let (text, _) = encoding.decode_with_bom_removal(&file.bytes);
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(text.as_bytes());
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        let claims = leak.key.claims.iter().flat_map(|claim| &claim.citations);
        let mentions = leak.key.mentions.iter().map(|mention| &mention.citation);
        for place in claims
            .chain(mentions)
            .filter(|place| place.path == entry.path)
        {
            let at = place.locator.rsplit("cell=").next().unwrap();
            let (row, column) = at.split_once(',').unwrap();
            let (row, column): (usize, usize) = (row.parse().unwrap(), column.parse().unwrap());
            let cell = &rows[row - 1][column - 1];
            assert!(cell.contains(place.quote.as_str()), "{place:?}: {cell}");
            checked += 1;
        }
    }
    assert!(checked > 200, "{checked}");
}

fn a_hedge_stands_in_the_words_that_are_cited() {
    for leak in several() {
        for claim in &leak.key.claims {
            if let Some(hedge) = &claim.hedge {
                assert!(
                    claim
                        .citations
                        .iter()
                        .any(|citation| citation.quote.contains(hedge.as_str())),
                    "{claim:?}"
                );
            }
        }
    }
}

fn distractors_claim_nothing_but_denials() {
    for leak in several() {
        let distractors: BTreeSet<&str> = leak
            .key
            .files
            .iter()
            .filter(|file| file.distractor)
            .map(|file| file.path.as_str())
            .collect();
        for claim in &leak.key.claims {
            let denies = claim.polarity == "denied"
                || claim
                    .fields
                    .get("stance")
                    .is_some_and(|stance| stance == "denies");
            assert!(
                denies || !distractors.contains(claim.citations[0].path.as_str()),
                "{claim:?}"
            );
        }
    }
}

fn duplicates_name_the_first_path_and_only_it_is_cited() {
    let leak = &several()[0];
    let copies: BTreeMap<&str, &str> = leak
        .key
        .files
        .iter()
        .filter_map(|file| Some((file.path.as_str(), file.duplicate_of.as_deref()?)))
        .collect();
    assert_eq!(copies.len(), 4, "{copies:?}");
    for (copy, first) in &copies {
        assert!(first < copy);
        assert!(leak.key.claims.iter().all(|claim| {
            claim
                .citations
                .iter()
                .all(|citation| citation.path != *copy)
        }));
    }
    assert!(
        leak.key
            .searches
            .iter()
            .any(|search| !search.also_at.is_empty())
    );
}

fn no_query_is_dropped_and_those_that_should_find_something_do() {
    let lines = include_str!("../../data/queries.tsv").lines();
    let count = lines
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .count();
    for leak in several().iter().take(2) {
        let nothing: Vec<&str> = leak
            .key
            .searches
            .iter()
            .filter(|search| search.files.is_empty())
            .map(|search| search.query.as_str())
            .collect();
        assert_eq!(leak.key.searches.len(), count);
        assert!(nothing.len() < 20, "{nothing:?}");
        assert!(nothing.contains(&"量子泡菜"));
    }
}

fn every_traditional_character_of_the_leak_has_its_simplified_form() {
    let folding = Folding::new();
    let simplified = |ch: char| {
        let text = ch.to_string();
        let (bytes, _, broken) = encoding_rs::GBK.encode(&text);
        // The range of GB 2312, the characters of simplified Chinese.
        !broken && bytes.len() == 2 && (0xB0..=0xF7).contains(&bytes[0]) && bytes[1] >= 0xA1
    };
    for leak in several() {
        let foreign: BTreeSet<&str> = leak
            .key
            .files
            .iter()
            .filter(|file| matches!(file.encoding.as_deref(), Some("shift_jis" | "euc-kr")))
            .map(|file| file.path.as_str())
            .collect();
        for text in &leak.key.texts {
            if foreign.contains(text.path.as_str()) {
                continue;
            }
            for ch in text
                .quote
                .chars()
                .filter(|ch| ('\u{4E00}'..='\u{9FFF}').contains(ch))
            {
                assert!(
                    simplified(ch) || folding.knows(ch),
                    "{ch} in {}",
                    text.quote
                );
            }
        }
    }
}

fn the_leak_that_is_checked_in_is_the_one_that_is_made() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let leak = &several()[0];
    for file in &leak.files {
        let stored = std::fs::read(samples.join("leak").join(&file.path));
        assert!(
            stored.is_ok_and(|stored| stored == file.bytes),
            "{} differs: run `cargo xtask sample`",
            file.path
        );
    }
    for (name, text) in leak.key.documents().unwrap() {
        let stored = std::fs::read_to_string(samples.join("key").join(name));
        assert!(
            stored.is_ok_and(|stored| stored == text),
            "{name} differs: run `cargo xtask sample`"
        );
    }
}

fn words_of_a_search_stand_in_the_files_that_it_finds() {
    for leak in several() {
        let texts: BTreeSet<&str> = leak
            .key
            .files
            .iter()
            .map(|file| file.path.as_str())
            .collect();
        for search in &leak.key.searches {
            assert!(
                search
                    .files_text
                    .iter()
                    .all(|path| search.files.contains(path))
            );
            for path in &search.files {
                assert!(texts.contains(path.as_str()), "{path}");
            }
        }
        let list = leak
            .key
            .searches
            .iter()
            .find(|search| search.query == "\"price list\"")
            .unwrap();
        for path in list
            .files_text
            .iter()
            .filter(|path| !path.contains("!/") && !path.ends_with(".pdf"))
        {
            let file = leak.files.iter().find(|file| file.path == *path).unwrap();
            let text = String::from_utf8_lossy(&file.bytes).to_lowercase();
            assert!(text.contains("price list"), "{path}");
        }
    }
}
