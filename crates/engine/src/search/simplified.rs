//! Traditional to simplified Han characters, one for one, so that lengths and places stay comparable. The map
//! is that of OpenCC's characters (no phrases: a query must not depend on what stands beside it).
//! Always: a simplified character maps to itself, and mapping twice is mapping once.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;

/// Han characters: the two large blocks, then the compatibility block and the planes beyond.
const BLOCKS: [(u32, u32); 4] = [
    (0x3400, 0x4dbf),
    (0x4e00, 0x9fff),
    (0xf900, 0xfaff),
    (0x20000, 0x323af),
];

/// Returns the simplified form of a Han character; any other character as it is.
pub(super) fn simplified(character: char) -> char {
    if character < '\u{3400}' {
        return character;
    }
    static MAP: OnceLock<BTreeMap<char, char>> = OnceLock::new();
    *MAP.get_or_init(map).get(&character).unwrap_or(&character)
}

fn map() -> BTreeMap<char, char> {
    // The dictionaries are inside the binary; without them there would be no folding of variants at all, and
    // the test below says so.
    let Ok(opencc) = OpenCC::from_config(BuiltinConfig::T2s) else {
        return BTreeMap::new();
    };
    let convert = |characters: &[char]| -> Vec<char> {
        let lines: String = characters.iter().flat_map(|&c| [c, '\n']).collect();
        let converted = opencc.convert(&lines);
        let mut one_by_one = Vec::with_capacity(characters.len());
        for (line, &original) in converted.lines().zip(characters) {
            let mut of_line = line.chars();
            one_by_one.push(match (of_line.next(), of_line.next()) {
                (Some(single), None) => single,
                _ => original,
            });
        }
        one_by_one
    };
    let all: Vec<char> = BLOCKS
        .iter()
        .flat_map(|&(first, last)| (first..=last).filter_map(char::from_u32))
        .collect();
    let mut settled = convert(&all);
    for _ in 0..3 {
        settled = convert(&settled);
    }
    all.into_iter()
        .zip(settled)
        .filter(|(from, to)| from != to)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traditional_characters_become_simplified_and_others_stay() {
        for (traditional, expected) in "臺灣電腦網絡檔案機密軍隊"
            .chars()
            .zip("台湾电脑网络档案机密军队".chars())
        {
            assert_eq!(simplified(traditional), expected);
        }
        for stays in ['a', '合', 'か', '\u{10ffff}'] {
            assert_eq!(simplified(stays), stays);
        }
    }

    #[test]
    fn mapping_twice_is_mapping_once_and_the_map_is_as_large_as_the_dictionary() {
        let map = map();
        assert!(map.len() > 2_500, "{}", map.len());
        for to in map.values() {
            assert_eq!(simplified(*to), *to);
        }
    }
}
