//! Numbers that Word draws before paragraphs (ECMA-376, 17.9): they stand nowhere in the text and are counted here as
//! Word counts them. Always: a bullet is no number; counts end where numbers do.

use std::collections::BTreeMap;

use crate::format::xml::{Node, Nodes, Tag};

/// Levels of a list.
const LEVELS: usize = 9;

/// Styles that a style may go back to.
const STYLES: usize = 16;

/// A level of a list as it is defined.
#[derive(Debug, Clone, Default)]
pub(crate) struct Level {
    /// The number of the first.
    pub(crate) start: Option<u32>,
    /// How numbers are written, by the names of docx.
    pub(crate) format: String,
    /// What is drawn: `%2` is the number of the second level.
    pub(crate) pattern: String,
    /// The style of paragraphs that stand on this level.
    pub(crate) style: String,
    /// Whether all numbers are written in digits.
    pub(crate) in_digits: bool,
    /// Whether nothing stands between number and text.
    pub(crate) bare: bool,
}

/// A list as documents use it.
#[derive(Debug, Clone, Default)]
pub(crate) struct List {
    /// What defines its levels.
    pub(crate) definition: String,
    /// Levels that count anew from here.
    pub(crate) starts: BTreeMap<usize, u32>,
    /// Levels of its own.
    pub(crate) levels: BTreeMap<usize, Level>,
}

/// What a style says of its paragraphs.
#[derive(Debug, Clone, Default)]
pub(crate) struct Style {
    /// Its list.
    pub(crate) list: Option<String>,
    /// Its level.
    pub(crate) level: Option<usize>,
    /// The style that it goes back to.
    pub(crate) parent: String,
}

/// What a paragraph says of its number.
#[derive(Debug, Clone, Default)]
pub(crate) struct Stated {
    /// Its style.
    pub(crate) style: String,
    /// Its list.
    pub(crate) list: Option<String>,
    /// Its level.
    pub(crate) level: Option<usize>,
}

impl Stated {
    /// Takes what an element among a paragraph's properties says.
    pub(super) fn take(&mut self, tag: &Tag) {
        let value = tag.get("val").unwrap_or_default();
        match tag.name.as_str() {
            "pStyle" => value.clone_into(&mut self.style),
            "numId" => self.list = Some(value.to_owned()),
            "ilvl" => self.level = value.parse().ok(),
            _ => {}
        }
    }
}

/// The lists of a document, and how far each was counted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Numbering {
    definitions: BTreeMap<String, BTreeMap<usize, Level>>,
    lists: BTreeMap<String, List>,
    styles: BTreeMap<String, Style>,
    counts: BTreeMap<String, [Option<u32>; LEVELS]>,
    begun: BTreeMap<(String, usize), ()>,
}

impl Numbering {
    /// Reads the members of a package that define lists and styles.
    pub(super) fn read(numbering: &str, styles: &str) -> Self {
        let mut all = Self::default();
        all.read_lists(numbering);
        all.read_styles(styles);
        all
    }

    /// Defines the levels of lists.
    pub(crate) fn define(&mut self, definition: String, levels: BTreeMap<usize, Level>) {
        self.definitions.insert(definition, levels);
    }

    /// Adds a list.
    pub(crate) fn list(&mut self, name: String, list: List) {
        self.lists.insert(name, list);
    }

    /// Adds a style.
    pub(crate) fn style(&mut self, name: String, style: Style) {
        self.styles.insert(name, style);
    }

    fn read_lists(&mut self, xml: &str) {
        let (mut definition, mut list, mut level) = (None::<String>, None::<String>, None::<usize>);
        for node in Nodes::new(xml) {
            let tag = match node {
                Node::Start(tag) => tag,
                Node::End(name) => {
                    match name.as_str() {
                        "abstractNum" => definition = None,
                        "num" => list = None,
                        "lvl" | "lvlOverride" => level = None,
                        _ => {}
                    }
                    continue;
                }
                Node::Text(_) => continue,
            };
            let value = tag.get("val").unwrap_or_default();
            let depth = || {
                tag.get("ilvl")?
                    .parse()
                    .ok()
                    .filter(|depth| *depth < LEVELS)
            };
            match tag.name.as_str() {
                "abstractNum" => definition = tag.get("abstractNumId").map(str::to_owned),
                "num" => {
                    list = tag.get("numId").map(str::to_owned);
                    if let Some(list) = &list {
                        self.lists.insert(list.clone(), List::default());
                    }
                }
                "abstractNumId" => {
                    if let Some(list) = list.as_ref().and_then(|list| self.lists.get_mut(list)) {
                        value.clone_into(&mut list.definition);
                    }
                }
                "lvl" | "lvlOverride" => level = depth(),
                "startOverride" => {
                    if let (Some(list), Some(level), Ok(start)) = (&list, level, value.parse()) {
                        let list = self.lists.entry(list.clone()).or_default();
                        list.starts.insert(level, start);
                    }
                }
                name => {
                    let levels = match (&definition, &list) {
                        (Some(definition), _) => {
                            self.definitions.entry(definition.clone()).or_default()
                        }
                        (None, Some(list)) => {
                            &mut self.lists.entry(list.clone()).or_default().levels
                        }
                        _ => continue,
                    };
                    let Some(level) = level else { continue };
                    let is_on = !matches!(value, "0" | "false");
                    let level = levels.entry(level).or_default();
                    match name {
                        "start" => level.start = value.parse().ok(),
                        "numFmt" => value.clone_into(&mut level.format),
                        "lvlText" => value.clone_into(&mut level.pattern),
                        "pStyle" => value.clone_into(&mut level.style),
                        "isLgl" => level.in_digits = is_on,
                        "suff" => level.bare = value == "nothing",
                        _ => {}
                    }
                }
            }
        }
    }

    fn read_styles(&mut self, xml: &str) {
        let mut open = None::<String>;
        for node in Nodes::new(xml) {
            match node {
                Node::Start(tag) if tag.name == "style" => {
                    open = tag.get("styleId").map(str::to_owned);
                }
                Node::End(name) if name == "style" => open = None,
                Node::Start(tag) => {
                    let Some(open) = &open else { continue };
                    let value = tag.get("val").unwrap_or_default();
                    let style = self.styles.entry(open.clone()).or_default();
                    match tag.name.as_str() {
                        "basedOn" => value.clone_into(&mut style.parent),
                        "numId" => style.list = Some(value.to_owned()),
                        "ilvl" => style.level = value.parse().ok(),
                        _ => {}
                    }
                }
                _ => {}
            }
        }
    }

    /// Counts a paragraph; returns what Word draws before it, none where it has no number.
    pub(crate) fn label(&mut self, stated: &Stated) -> Option<String> {
        let (mut list, mut depth, mut by_style) = (stated.list.clone(), stated.level, None);
        let mut style = stated.style.as_str();
        for _ in 0..STYLES {
            let Some(known) = self.styles.get(style) else {
                break;
            };
            if list.is_none() && known.list.is_some() {
                list.clone_from(&known.list);
                by_style = Some(style.to_owned());
            }
            if list.is_some() && depth.is_none() {
                depth = known.level;
            }
            if list.is_some() {
                break;
            }
            style = &known.parent;
        }
        let name = list?;
        let list = self.lists.get(&name)?.clone();
        let mut levels = self
            .definitions
            .get(&list.definition)
            .cloned()
            .unwrap_or_default();
        levels.extend(list.levels.clone());
        let of_style = || {
            let style = by_style.as_ref()?;
            let mut levels = levels.iter();
            Some(*levels.find(|(_, level)| level.style == *style)?.0)
        };
        let depth = depth.or_else(of_style).unwrap_or(0).min(LEVELS - 1);
        let counts = self.counts.entry(list.definition.clone()).or_default();
        let level = levels.get(&depth).cloned().unwrap_or_default();
        let first = level.start.unwrap_or(1);
        let restart = list.starts.get(&depth).copied();
        let anew = restart.filter(|_| self.begun.insert((name, depth), ()).is_none());
        counts[depth] = Some(match (anew, counts[depth]) {
            (Some(start), _) => start,
            (None, Some(count)) => count.saturating_add(1),
            (None, None) => restart.unwrap_or(first),
        });
        counts[depth + 1..].fill(None);
        let counts = *counts;
        if matches!(level.format.as_str(), "bullet" | "none") {
            return None;
        }
        let mut label = String::new();
        let mut pattern = level.pattern.chars();
        while let Some(character) = pattern.next() {
            if character != '%' {
                label.push(character);
                continue;
            }
            let Some(place) = pattern.next().and_then(|digit| digit.to_digit(10)) else {
                continue;
            };
            let place = (place as usize).saturating_sub(1);
            let of = levels.get(&place).cloned().unwrap_or_default();
            let first = of.start.unwrap_or(1);
            let count = counts.get(place).copied().flatten().unwrap_or(first);
            let format = match level.in_digits {
                true => "decimal",
                false => of.format.as_str(),
            };
            label.push_str(&written(count, format));
        }
        if label.trim().is_empty() {
            return None;
        }
        if !level.bare {
            label.push(' ');
        }
        Some(label)
    }
}

/// Returns a count as a format writes it.
fn written(count: u32, format: &str) -> String {
    match format {
        "none" | "bullet" => String::new(),
        "lowerLetter" => letters(count, b'a'),
        "upperLetter" => letters(count, b'A'),
        "lowerRoman" => roman(count).to_lowercase(),
        "upperRoman" => roman(count),
        "decimalZero" => format!("{count:02}"),
        "ordinal" => {
            let ending = match (count % 10, count % 100) {
                (_, 11..=13) => "th",
                (1, _) => "st",
                (2, _) => "nd",
                (3, _) => "rd",
                _ => "th",
            };
            format!("{count}{ending}")
        }
        "chineseCounting"
        | "chineseCountingThousand"
        | "japaneseCounting"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand"
        | "koreanDigital2" => han(count, "〇一二三四五六七八九", "十百千"),
        "ideographDigital" | "japaneseDigitalTenThousand" | "taiwaneseDigital" => count
            .to_string()
            .bytes()
            .filter_map(|digit| {
                "〇一二三四五六七八九"
                    .chars()
                    .nth(usize::from(digit - b'0'))
            })
            .collect(),
        "chineseLegalSimplified" => han(count, "零壹贰叁肆伍陆柒捌玖", "拾佰仟"),
        "japaneseLegal" | "ideographLegalTraditional" => {
            han(count, "零壹貳參肆伍陸柒捌玖", "拾佰仟")
        }
        "ideographTraditional" => nth(count, "甲乙丙丁戊己庚辛壬癸"),
        "ideographZodiac" => nth(count, "子丑寅卯辰巳午未申酉戌亥"),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => match count {
            1..=20 => char::from_u32(0x2460 + count - 1)
                .map(String::from)
                .unwrap_or_default(),
            _ => count.to_string(),
        },
        "ideographEnclosedCircle" => match count {
            1..=10 => char::from_u32(0x3220 + count - 1)
                .map(String::from)
                .unwrap_or_default(),
            _ => count.to_string(),
        },
        "decimalFullWidth" | "decimalFullWidth2" => count
            .to_string()
            .bytes()
            .filter_map(|digit| char::from_u32(0xff10 + u32::from(digit - b'0')))
            .collect(),
        _ => count.to_string(),
    }
}

fn nth(count: u32, signs: &str) -> String {
    let sign = count
        .checked_sub(1)
        .and_then(|at| signs.chars().nth(at as usize));
    sign.map_or_else(|| count.to_string(), String::from)
}

/// After z comes aa, then bb.
fn letters(count: u32, first: u8) -> String {
    let Some(at) = count.checked_sub(1) else {
        return String::new();
    };
    let letter = char::from(first + (at % 26) as u8);
    String::from(letter).repeat((at / 26 + 1).min(30) as usize)
}

fn roman(mut count: u32) -> String {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if count > 5000 {
        return count.to_string();
    }
    let mut text = String::new();
    for (value, sign) in SIGNS {
        while count >= value {
            text.push_str(sign);
            count -= value;
        }
    }
    text
}

/// Returns a number below ten thousand in Han; a larger one in digits.
fn han(count: u32, digits: &str, units: &str) -> String {
    let digits: Vec<char> = digits.chars().collect();
    let units: Vec<char> = units.chars().collect();
    if count == 0 || count >= 10_000 {
        return count.to_string();
    }
    let mut text = String::new();
    let mut gap = false;
    for place in (0..4_u32).rev() {
        let digit = (count / 10_u32.pow(place) % 10) as usize;
        if digit == 0 {
            gap = !text.is_empty();
            continue;
        }
        if std::mem::take(&mut gap) {
            text.extend(digits.first());
        }
        // Ten to nineteen are said without the one, in plain numbers.
        let said = place != 1 || digit != 1 || count >= 20 || units.first() != Some(&'十');
        if said {
            text.extend(digits.get(digit));
        }
        if place > 0 {
            text.extend(units.get(place as usize - 1));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stated(style: &str, list: &str, level: Option<usize>) -> Stated {
        Stated {
            style: style.to_owned(),
            list: (!list.is_empty()).then(|| list.to_owned()),
            level,
        }
    }

    fn level(depth: usize, format: &str, pattern: &str) -> String {
        format!(
            "<w:lvl w:ilvl=\"{depth}\"><w:start w:val=\"1\"/><w:numFmt w:val=\"{format}\"/><w:lvlText w:val=\"{pattern}\"/></w:lvl>"
        )
    }

    #[test]
    fn paragraphs_are_counted_by_level_and_list() {
        let lists = format!(
            "<w:numbering><w:abstractNum w:abstractNumId=\"0\">{}{}{}</w:abstractNum>\
             <w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num>\
             <w:num w:numId=\"2\"><w:abstractNumId w:val=\"0\"/><w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"5\"/></w:lvlOverride></w:num></w:numbering>",
            level(0, "chineseCounting", "第%1条"),
            level(1, "decimal", "%1.%2"),
            level(2, "bullet", "·"),
        );
        let mut numbering = Numbering::read(&lists, "");
        let mut label = |list, level| numbering.label(&stated("", list, Some(level)));
        assert_eq!(label("1", 0).as_deref(), Some("第一条 "));
        assert_eq!(label("1", 1).as_deref(), Some("一.1 "));
        assert_eq!(label("1", 1).as_deref(), Some("一.2 "));
        assert_eq!(label("1", 2), None);
        assert_eq!(label("1", 0).as_deref(), Some("第二条 "));
        assert_eq!(label("1", 1).as_deref(), Some("二.1 "));
        assert_eq!(label("2", 0).as_deref(), Some("第五条 "));
        assert_eq!(label("2", 0).as_deref(), Some("第六条 "));
        assert_eq!(label("9", 0), None);
    }

    #[test]
    fn styles_bring_lists_and_circles_of_styles_end() {
        let lists = format!(
            "<w:numbering><w:abstractNum w:abstractNumId=\"0\">{}<w:lvl w:ilvl=\"1\"><w:numFmt w:val=\"lowerRoman\"/><w:lvlText w:val=\"%2)\"/><w:pStyle w:val=\"H2\"/></w:lvl></w:abstractNum><w:num w:numId=\"7\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>",
            level(0, "upperLetter", "%1.")
        );
        let styles = "<w:styles><w:style w:styleId=\"H1\"><w:pPr><w:numPr><w:numId w:val=\"7\"/></w:numPr></w:pPr></w:style>\
                      <w:style w:styleId=\"H2\"><w:pPr><w:numPr><w:numId w:val=\"7\"/></w:numPr></w:pPr></w:style>\
                      <w:style w:styleId=\"Own\"><w:basedOn w:val=\"H1\"/></w:style>\
                      <w:style w:styleId=\"A\"><w:basedOn w:val=\"B\"/></w:style><w:style w:styleId=\"B\"><w:basedOn w:val=\"A\"/></w:style></w:styles>";
        let mut numbering = Numbering::read(&lists, styles);
        let mut label = |style| numbering.label(&stated(style, "", None));
        assert_eq!(label("Own").as_deref(), Some("A. "));
        assert_eq!(label("H2").as_deref(), Some("i) "));
        assert_eq!(label("H1").as_deref(), Some("B. "));
        assert_eq!(label("A"), None);
        assert_eq!(numbering.label(&stated("H1", "0", None)), None);
    }

    #[test]
    fn counts_are_written_in_many_ways() {
        for (count, format, expect) in [
            (27, "lowerLetter", "aa"),
            (1994, "upperRoman", "MCMXCIV"),
            (12, "chineseCounting", "十二"),
            (105, "chineseCountingThousand", "一百〇五"),
            (110, "chineseCounting", "一百一十"),
            (12, "chineseLegalSimplified", "壹拾贰"),
            (3, "ideographTraditional", "丙"),
            (2, "decimalEnclosedCircleChinese", "②"),
            (22, "ordinal", "22nd"),
            (4, "decimal", "4"),
        ] {
            assert_eq!(written(count, format), expect, "{format}");
        }
    }
}
