//! What a column holds: told by its name and by what stands in it. Always: names are data; where the two differ,
//! what stands there counts, unless it could be what the name says.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use daylight_model::{ColumnType, MentionType};

use super::shape::Shape;

/// What the name of a column says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hint {
    /// It holds this.
    Is(ColumnType),
    /// A name of anything.
    Name,
    /// A password.
    Secret,
    /// A day of birth.
    Birth,
    /// A bank account.
    Bank,
}

static NAMES: LazyLock<HashMap<&'static str, Hint>> = LazyLock::new(|| {
    include_str!("headers.tsv")
        .lines()
        .filter(|line| !line.starts_with("# "))
        .filter_map(|line| {
            let (kind, name) = line.split_once('\t')?;
            let hint = match kind {
                "name" => Hint::Name,
                "secret" => Hint::Secret,
                "birth" => Hint::Birth,
                "bank" => Hint::Bank,
                _ => Hint::Is(kind.parse().ok()?),
            };
            Some((name, hint))
        })
        .collect()
});

/// Longest name that is looked up, in characters.
const LONGEST_NAME: usize = 40;

/// Returns whether a text is a name that columns have.
pub(crate) fn is_known(name: &str) -> bool {
    hint(name).is_some()
}

/// Returns what a name says.
pub(crate) fn hint(name: &str) -> Option<Hint> {
    if name.chars().count() > LONGEST_NAME {
        return None;
    }
    let (plain, unit) = plain(name);
    if let Some(kind) = unit.as_deref().and_then(of_unit) {
        return Some(Hint::Is(kind));
    }
    let plain = plain.trim_end_matches(|c: char| c.is_ascii_digit() || "一二三①②③".contains(c));
    if let Some(hint) = NAMES.get(plain) {
        return Some(*hint);
    }
    if plain.chars().any(is_han) {
        if let Some(kind) = tail(plain).and_then(of_unit) {
            return Some(Hint::Is(kind));
        }
        // The end of a Chinese name says what it is.
        return plain
            .char_indices()
            .skip(1)
            .filter_map(|(at, _)| plain.get(at..))
            .filter(|end| end.chars().count() > 1)
            .find_map(|end| NAMES.get(end))
            .copied();
    }
    let words: Vec<&str> = plain.split(' ').filter(|word| !word.is_empty()).collect();
    let mut best: Option<(usize, usize, Hint)> = None;
    for length in (1..=words.len().min(4)).rev() {
        for (at, window) in words.windows(length).enumerate() {
            if let Some(hint) = NAMES.get(window.join(" ").as_str())
                && best.is_none_or(|(longest, last, _)| (length, at) > (longest, last))
            {
                best = Some((length, at, *hint));
            }
        }
    }
    best.map(|(_, _, hint)| hint)
}

/// Returns a name in lower case without brackets, and what stood in them.
fn plain(name: &str) -> (String, Option<String>) {
    let (mut plain, mut unit, mut depth) = (String::new(), String::new(), 0_u32);
    let han = name.chars().any(is_han);
    for character in name.chars() {
        match character {
            '(' | '（' | '[' | '【' => depth += 1,
            ')' | '）' | ']' | '】' => depth = depth.saturating_sub(1),
            '/' | '／' if depth == 0 && han && !plain.is_empty() => unit.clear(),
            _ if depth > 0 => unit.extend(character.to_lowercase()),
            '_' | '-' | '.' | ',' | ':' | '\n' | '\t' | ' ' | '\u{3000}' | '/' if !han => {
                if !plain.ends_with(' ') {
                    plain.push(' ');
                }
            }
            ' ' | '\u{3000}' | '\n' | '_' | '：' | ':' | '*' | '＊' | '\u{feff}' | '、' | '-'
            | '“' | '”' | '"' => {}
            _ => plain.extend(character.to_lowercase()),
        }
    }
    let unit = unit.trim().to_owned();
    (plain.trim().to_owned(), (!unit.is_empty()).then_some(unit))
}

fn is_han(character: char) -> bool {
    matches!(u32::from(character), 0x3400..=0x9fff | 0xf900..=0xfaff)
}

/// Returns the Latin letters at the end of a Chinese name: 长度km.
fn tail(name: &str) -> Option<&str> {
    let at = name
        .char_indices()
        .rev()
        .take_while(|(_, c)| c.is_ascii_alphabetic())
        .last()?
        .0;
    name.get(at..)
}

fn of_unit(unit: &str) -> Option<ColumnType> {
    let is = |words: &[&str]| words.contains(&unit);
    if is(&[
        "元",
        "万元",
        "千元",
        "亿元",
        "百万元",
        "人民币",
        "人民币元",
        "美元",
        "万美元",
        "欧元",
        "港币",
        "港元",
        "单位：元",
        "单位：万元",
        "单位:元",
        "单位:万元",
        "rmb",
        "cny",
        "usd",
        "eur",
        "hkd",
        "gbp",
        "¥",
        "￥",
        "$",
        "€",
        "yuan",
        "元/年",
        "元/月",
        "万元/年",
        "rmb/year",
        "k",
    ]) {
        Some(ColumnType::Amount)
    } else if is(&[
        "b", "kb", "mb", "gb", "tb", "pb", "g", "t", "m", "字节", "bytes", "gib", "tib", "mib",
    ]) {
        Some(ColumnType::Bytes)
    } else if is(&[
        "km",
        "m",
        "米",
        "公里",
        "千米",
        "厘米",
        "cm",
        "mm",
        "平方米",
        "㎡",
        "秒",
        "s",
        "sec",
        "分钟",
        "分",
        "min",
        "小时",
        "h",
        "天",
        "日",
        "个",
        "人",
        "条",
        "次",
        "套",
        "台",
        "%",
        "岁",
        "kg",
        "公斤",
        "吨",
        "页",
        "份",
        "seconds",
        "minutes",
        "hours",
        "days",
        "万条",
        "万人",
        "亿条",
    ]) {
        Some(ColumnType::Count)
    } else {
        None
    }
}

/// What stands in a column, counted over a sample of its cells.
#[derive(Debug, Clone, Default)]
pub(crate) struct Content {
    /// Cells that say something.
    pub(crate) seen: usize,
    shapes: BTreeMap<Shape, usize>,
    mentions: BTreeMap<MentionType, usize>,
    surnames: usize,
    characters: usize,
}

impl Content {
    /// Counts a cell.
    pub(crate) fn add(&mut self, text: &str, shape: Shape, mention: Option<MentionType>) {
        if shape == Shape::Nothing {
            return;
        }
        self.seen += 1;
        *self.shapes.entry(shape).or_default() += 1;
        if let Some(mention) = mention {
            *self.mentions.entry(mention).or_default() += 1;
        }
        self.surnames += usize::from(is_like_a_name(text));
        self.characters += text.chars().count();
    }

    fn share(&self, shapes: &[Shape]) -> usize {
        let count: usize = shapes
            .iter()
            .filter_map(|shape| self.shapes.get(shape))
            .sum();
        (count * 100).checked_div(self.seen).unwrap_or(0)
    }

    fn named(&self, kind: MentionType) -> usize {
        let count = self.mentions.get(&kind).copied().unwrap_or(0);
        (count * 100).checked_div(self.seen).unwrap_or(0)
    }
}

/// Common surnames, for columns without a name.
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤";

fn is_like_a_name(text: &str) -> bool {
    let mut characters = text.chars();
    let count = text.chars().count();
    (2..=4).contains(&count)
        && text.chars().all(is_han)
        && characters
            .next()
            .is_some_and(|first| SURNAMES.contains(first))
}

/// Returns what the cells say, where they say it by themselves.
fn strong(content: &Content) -> Option<ColumnType> {
    let one = |shapes: &[Shape], kind| (content.share(shapes) >= 80).then_some(kind);
    one(&[Shape::Email], ColumnType::Email)
        .or_else(|| one(&[Shape::Url], ColumnType::Url))
        .or_else(|| one(&[Shape::Ip], ColumnType::Ip))
        .or_else(|| one(&[Shape::IdNumber], ColumnType::IdNumber))
        .or_else(|| one(&[Shape::Phone], ColumnType::Phone))
        .or_else(|| one(&[Shape::Coordinate], ColumnType::Coordinate))
        .or_else(|| one(&[Shape::Plate], ColumnType::Plate))
        .or_else(|| one(&[Shape::Bytes], ColumnType::Bytes))
        .or_else(|| one(&[Shape::Currency], ColumnType::Currency))
        .or_else(|| one(&[Shape::Amount], ColumnType::Amount))
        .or_else(|| one(&[Shape::Moment], ColumnType::Time))
        .or_else(|| one(&[Shape::Clock], ColumnType::Time))
        .or_else(|| one(&[Shape::Date], ColumnType::Date))
}

/// Returns what the cells are taken for where the name says nothing.
fn weak(content: &Content) -> ColumnType {
    let by_mention = [
        (MentionType::Country, ColumnType::Country),
        (MentionType::Org, ColumnType::Org),
        (MentionType::Person, ColumnType::Person),
        (MentionType::Place, ColumnType::Place),
        (MentionType::Phone, ColumnType::Phone),
        (MentionType::Email, ColumnType::Email),
        (MentionType::IdNumber, ColumnType::IdNumber),
        (MentionType::Passport, ColumnType::Passport),
        (MentionType::BankCard, ColumnType::Account),
        (MentionType::Money, ColumnType::Amount),
        (MentionType::Bytes, ColumnType::Bytes),
    ];
    for (mention, kind) in by_mention {
        if content.named(mention) >= 60 {
            return kind;
        }
    }
    if content.surnames * 100 >= content.seen * 80 && content.seen > 1 {
        return ColumnType::Person;
    }
    if content.share(&[Shape::Amount, Shape::Scaled]) >= 60 && content.share(&[Shape::Amount]) > 0 {
        return ColumnType::Amount;
    }
    if content.share(&[Shape::Flight]) >= 80 {
        return ColumnType::Flight;
    }
    if content.share(&[Shape::Passport]) >= 80 {
        return ColumnType::Passport;
    }
    if content.share(&[Shape::Card]) >= 80 {
        return ColumnType::Account;
    }
    if content.share(&[Shape::Integer, Shape::Number, Shape::Scaled]) >= 80 {
        return ColumnType::Count;
    }
    ColumnType::Text
}

/// Returns what a column holds.
pub(crate) fn kind(hint: Option<Hint>, content: &Content) -> ColumnType {
    use ColumnType as T;
    let hinted = match hint {
        Some(Hint::Is(kind)) => Some(kind),
        Some(Hint::Birth) => Some(T::Date),
        Some(Hint::Bank) => Some(T::Account),
        Some(Hint::Secret) => return T::Other,
        Some(Hint::Name) | None => None,
    };
    if content.seen == 0 {
        return hinted.unwrap_or(T::Text);
    }
    let numbers = content.share(&[Shape::Integer, Shape::Number, Shape::Scaled, Shape::Amount]);
    let words = content.share(&[Shape::Words]);
    if let Some(strong) = strong(content) {
        return match (strong, hinted) {
            (T::Time | T::Date, Some(named @ (T::Time | T::Date))) => {
                // A column of days is no column of times, whatever it is called.
                if named == T::Time && content.share(&[Shape::Date]) >= 80 {
                    T::Date
                } else {
                    named
                }
            }
            (T::Email | T::Phone, Some(T::Account)) if hint != Some(Hint::Bank) => strong,
            (T::Phone, Some(named @ (T::Account | T::IdNumber | T::Passport))) => named,
            (T::IdNumber, Some(named @ (T::Passport | T::Account))) => named,
            // Numbers of eight digits that happen to be days; 10.0.0.1 as a version.
            (T::Date, Some(named @ (T::Count | T::Amount | T::Account | T::Phone))) => named,
            (T::Plate | T::Ip, Some(T::Text)) if content.seen < 3 => T::Text,
            (T::Bytes, Some(named @ T::Amount)) => named,
            (strong, _) => strong,
        };
    }
    match hinted {
        None => weak(content),
        Some(T::Text) => match () {
            () if content.share(&[Shape::Integer, Shape::Number]) >= 80 => T::Count,
            () => T::Text,
        },
        Some(named @ (T::Count | T::Amount)) if words >= 60 && numbers < 40 => {
            // 面议, 待定: a price that is not said is a price still.
            if named == T::Amount && numbers > 0 {
                named
            } else {
                T::Text
            }
        }
        Some(T::Bytes) if words >= 70 => T::Text,
        Some(T::Bytes) if content.share(&[Shape::Bytes]) == 0 && numbers < 50 => T::Text,
        Some(T::Phone | T::IdNumber | T::Passport | T::Coordinate | T::Ip | T::Url | T::Email)
            if words >= 80 =>
        {
            weak(content)
        }
        Some(T::Date | T::Time) if words >= 80 && content.characters > content.seen * 12 => T::Text,
        Some(T::Person | T::Org | T::Country | T::Place | T::Address | T::Occupation)
            if numbers >= 80 =>
        {
            T::Count
        }
        Some(named) => named,
    }
}

/// Returns whether a table with these columns is about persons, so that a name in it is one of a person.
pub(crate) fn is_about_persons(columns: &[(ColumnType, Option<Hint>)]) -> bool {
    use ColumnType as T;
    let has = |kind: T| columns.iter().any(|(known, _)| *known == kind);
    let births = columns.iter().any(|(_, hint)| *hint == Some(Hint::Birth));
    births
        || has(T::IdNumber)
        || has(T::Passport)
        || has(T::Occupation)
        || has(T::Flight)
        || has(T::Phone) && !has(T::Org)
}

/// Returns for each column whether it holds data of persons that must be masked.
pub(crate) fn sensitive(columns: &[(ColumnType, Option<Hint>)]) -> Vec<bool> {
    use ColumnType as T;
    let has = |kind: T| columns.iter().any(|(known, _)| *known == kind);
    let secrets = columns.iter().any(|(_, hint)| *hint == Some(Hint::Secret));
    let births = columns.iter().any(|(_, hint)| *hint == Some(Hint::Birth));
    let reached = has(T::Phone) || has(T::Email) || has(T::Address) || has(T::Coordinate) || births;
    // A set of data of persons: they are numbered as a state does, or can be reached at home or on the way.
    let documents = has(T::IdNumber) || has(T::Passport);
    let of_persons =
        documents || has(T::Person) && (has(T::Flight) || has(T::Plate) || reached && !has(T::Org));
    columns
        .iter()
        .map(|(kind, hint)| match (kind, hint) {
            (_, Some(Hint::Secret | Hint::Bank)) => true,
            (_, Some(Hint::Birth)) => of_persons,
            (T::IdNumber | T::Passport | T::Phone | T::Email | T::Plate, _) => true,
            (T::Account, _) => of_persons || secrets,
            (T::Person | T::Address | T::Coordinate | T::Flight, _) => of_persons,
            _ => false,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::shape;
    use super::*;

    fn check(name: &str, cells: &[&str], expect: ColumnType) {
        let mut content = Content::default();
        for cell in cells {
            content.add(cell, shape::of(cell), None);
        }
        assert_eq!(kind(hint(name), &content), expect, "{name} {cells:?}");
    }

    #[test]
    fn columns_are_typed_by_name_and_content() {
        use ColumnType as T;
        check("序号", &["1", "2"], T::Count);
        check("联系电话", &["15404747939", "15404014565"], T::Phone);
        check("号码", &["15404747939", "15404014565"], T::Phone);
        check(
            "通话时间",
            &["2020-02-10 04:07", "2021-02-08 03:07"],
            T::Time,
        );
        check("时间", &["2020-02-10", "2021-02-08"], T::Date);
        check("签订日期", &["2020-02-10", "2021年2月"], T::Date);
        check("金额（元）", &["5500", "1200.5"], T::Amount);
        check("Contract value, USD", &["52000", "1200"], T::Amount);
        check("数据量", &["12.5G", "1.2TB", ""], T::Bytes);
        check("长度km", &["12.5", "3"], T::Count);
        check("编号", &["R-001", "R-002"], T::Text);
        check("编号", &["1", "2"], T::Count);
        check("合作单位名称", &["某某公司", "某某厂"], T::Org);
        check("", &["a@b.example", "c@d.example"], T::Email);
        check("", &["张伟", "王芳", "李强"], T::Person);
        check("", &["12", "15", "3"], T::Count);
        check("Date of birth", &["1980-01-02", "1990-03-04"], T::Date);
        check("Passport No.", &["E12345678", "E12345679"], T::Passport);
        check("Company Name", &["Acme", "Initech"], T::Org);
        check("价格", &["28万元/年", "面议"], T::Amount);
        check("备注", &["无", "已拖欠两个月"], T::Text);
        check("数量", &["很多", "不少", "若干"], T::Text);
    }

    #[test]
    fn a_set_of_persons_is_sensitive_and_a_list_of_bonuses_is_not() {
        use ColumnType as T;
        let of =
            |kinds: &[T]| sensitive(&kinds.iter().map(|kind| (*kind, None)).collect::<Vec<_>>());
        assert_eq!(of(&[T::Person, T::Amount, T::Date]), [false, false, false]);
        assert_eq!(
            of(&[T::Person, T::IdNumber, T::Flight, T::Date]),
            [true, true, true, false]
        );
        assert_eq!(of(&[T::Phone, T::Phone, T::Time]), [true, true, false]);
        assert_eq!(of(&[T::Org, T::Address, T::Person]), [false, false, false]);
    }
}
