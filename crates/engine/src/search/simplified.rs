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

/// The first and the last character of the table; beyond lie rare ones.
const TABLE: (u32, u32) = (0x3400, 0x9fff);

struct Map {
    table: Vec<char>,
    beyond: BTreeMap<char, char>,
}

/// Returns the simplified form of a Han character; any other character as it is.
pub(super) fn simplified(character: char) -> char {
    static MAP: OnceLock<Map> = OnceLock::new();
    let code = u32::from(character);
    if code < TABLE.0 {
        return character;
    }
    let map = MAP.get_or_init(|| {
        let all = pairs();
        let of = |code| char::from_u32(code).map(|from| *all.get(&from).unwrap_or(&from));
        Map {
            table: (TABLE.0..=TABLE.1).filter_map(of).collect(),
            beyond: all
                .into_iter()
                .filter(|(from, _)| u32::from(*from) > TABLE.1)
                .collect(),
        }
    });
    let found = match code <= TABLE.1 {
        true => map.table.get((code - TABLE.0) as usize),
        false => map.beyond.get(&character),
    };
    *found.unwrap_or(&character)
}

fn pairs() -> BTreeMap<char, char> {
    // The dictionaries are inside the binary; without them there would be no folding of variants at all, and
    // the test below says so.
    let Ok(opencc) = OpenCC::from_config(BuiltinConfig::T2s) else {
        return BTreeMap::new();
    };
    let all = || {
        BLOCKS
            .iter()
            .flat_map(|&(first, last)| (first..=last).filter_map(char::from_u32))
    };
    let lines: String = all().flat_map(|character| [character, '\n']).collect();
    let converted = opencc.convert(&lines);
    let mut pairs = BTreeMap::new();
    for (line, from) in converted.lines().zip(all()) {
        let mut of_line = line.chars();
        if let (Some(to), None) = (of_line.next(), of_line.next())
            && to != from
        {
            pairs.insert(from, to);
        }
    }
    // What is simplified may have a simpler form again; a circle, should there be one, is left where it is.
    let settled = |mut to: char| {
        for _ in 0..4 {
            to = *pairs.get(&to).unwrap_or(&to);
        }
        to
    };
    pairs
        .iter()
        .map(|(from, to)| (*from, settled(*to)))
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
        let pairs = pairs();
        assert!(pairs.len() > 2_500, "{}", pairs.len());
        for to in pairs.values() {
            assert_eq!(simplified(*to), *to);
        }
    }
}
