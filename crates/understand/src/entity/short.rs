//! Whether one name is a shorter one of another: 岳阳市局 of 岳阳市公安局, 越外交部 of 越南外交部, 周总 of 周启铭. Always: what is
//! left out changes nothing; a part of a body (分局, 附属医院) is never its short form, nor is the whole of a part.

use std::collections::BTreeSet;

use daylight_model::MentionType;

use super::Form;
use crate::gazetteer::Gazetteer;
use crate::gazetteer::compose::{ends_as_legal_name, kind_of, take_apart};
use crate::gazetteer::fold::is_han;
use crate::gazetteer::romanised::syllables;
use crate::gazetteer::shipped::{FORM_WORDS, Form as Word, ONE_CHARACTER};
use crate::name::{surname_and_given, surname_in_latin, words};

/// Words of bodies' names that may be left out wherever they stand.
const LEFT_OUT: [&str; 9] = ["市", "省", "县", "区", "州", "国家", "人民", "中央", "大学"];
/// Ends of firms' names that may be left out. A branch, an institute or a foundation is another body.
const LEGAL: [&str; 5] = [
    "股份有限公司",
    "有限责任公司",
    "有限公司",
    "股份公司",
    "公司",
];
/// Ends of words that are shortened to some of their characters however long they are.
const SHORTENED: [&str; 9] = [
    "局",
    "厅",
    "部",
    "委员会",
    "大学",
    "医院",
    "法院",
    "检察院",
    "银行",
];
/// Titles of which one body or person has at most one.
const EXCLUDING: [&[&str]; 3] = [&["老", "小"], &["先生", "女士", "小姐"], &["哥", "姐"]];
const LATIN_EXCLUDING: [&[&str]; 1] = [&["mr", "ms", "mrs", "miss"]];
/// What somebody is called by after the surname.
const TITLES: [&str; 34] = [
    "总",
    "董",
    "工",
    "哥",
    "姐",
    "叔",
    "姨",
    "爷",
    "科",
    "处",
    "局",
    "队",
    "支",
    "厅",
    "主任",
    "经理",
    "科长",
    "处长",
    "局长",
    "队长",
    "支队",
    "支队长",
    "大队长",
    "总监",
    "老师",
    "教授",
    "院长",
    "所长",
    "部长",
    "先生",
    "女士",
    "小姐",
    "警官",
    "律师",
];
/// Characters of a full name, at most.
const LONGEST: usize = 40;
const LATIN_TITLES: [&str; 8] = [
    "mr", "ms", "mrs", "miss", "dr", "director", "manager", "prof",
];

/// Returns how a name may be looked up among longer ones: what both a short name and its full name have.
pub(super) fn keys(form: &Form, gazetteer: &Gazetteer) -> Vec<String> {
    let mut keys = Vec::new();
    match form.kind {
        MentionType::Org => {
            if !form.folded.chars().all(is_han) {
                return keys;
            }
            if let Some(kind) = kind_of(&form.folded) {
                keys.push(format!("kind {}", kind.name));
            } else if let Some(composed) = take_apart(&form.folded) {
                keys.push(format!("kind {}", composed.kind.name));
            }
            let (state, rest) = without_state(&form.folded, gazetteer);
            let code = form.folded.chars().next();
            let code = code.and_then(|first| ONE_CHARACTER.get(&first));
            let state = state.or_else(|| code.map(|code| (*code).to_owned()));
            keys.extend(state.map(|state| format!("state {state}")));
            keys.extend(rest.chars().next().map(|first| format!("first {first}")));
            let place = place_at_begin(rest, gazetteer);
            keys.extend(
                rest.get(place..)
                    .and_then(|rest| rest.chars().next())
                    .map(|first| format!("first {first}")),
            );
        }
        MentionType::Person => {
            if form.folded.chars().all(|c| is_han(c) || c == '·') {
                keys.extend(called(&form.folded).map(|part| format!("han {part}")));
                if let Some((surname, given)) = surname_and_given(&form.folded) {
                    keys.push(format!("han {surname}"));
                    keys.push(format!("han {given}"));
                    let last = given.chars().next_back();
                    keys.extend(last.map(|last| format!("han {last}")));
                    keys.extend(latin_surname(surname).map(|latin| format!("latin {latin}")));
                }
                let first = form.folded.split('·').next();
                keys.extend(first.map(|first| format!("han {first}")));
            } else {
                let pieces = latin_words(&form.folded);
                let pieces = pieces.iter().filter(|piece| !LATIN_TITLES.contains(piece));
                keys.extend(pieces.map(|piece| format!("latin {piece}")));
            }
        }
        _ => {}
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// Returns whether `short` may stand for `full` where both are spoken of.
pub(super) fn is_short_of(short: &Form, full: &Form, gazetteer: &Gazetteer) -> bool {
    if short.kind != full.kind || short.folded == full.folded {
        return false;
    }
    match short.kind {
        MentionType::Org => is_body_of(&short.folded, &full.folded, gazetteer),
        MentionType::Person => is_person_of(&short.folded, &full.folded),
        _ => false,
    }
}

/// Returns whether a name is a kind of body and nothing else: 外交部, which lists take for the readers' own.
pub(super) fn is_bare(form: &Form) -> bool {
    form.kind == MentionType::Org && kind_of(&form.folded).is_some()
}

/// Returns whether a name tells so little that it is somebody else's in the next file: 外交部, 周总, Ms Wu.
pub(super) fn is_of_its_file(form: &Form, gazetteer: &Gazetteer) -> bool {
    match form.kind {
        MentionType::Org => {
            is_bare(form) && gazetteer.get(&form.value).is_none()
                || form.folded.chars().count() <= 3
                    && form
                        .folded
                        .starts_with(['省', '市', '县', '区', '部', '总', '分'])
        }
        MentionType::Person => {
            called(&form.folded).is_some()
                || latin_words(&form.folded)
                    .first()
                    .is_some_and(|first| LATIN_TITLES.contains(first))
                || form.folded.is_ascii()
        }
        _ => false,
    }
}

fn is_body_of(short: &str, full: &str, gazetteer: &Gazetteer) -> bool {
    let han = |name: &str| name.chars().all(is_han);
    if !han(short) || !han(full) || full.chars().count() > LONGEST {
        return false;
    }
    // Most names of one first character have nothing else in common.
    let ends_alike = short.chars().rev().take(2).eq(full.chars().rev().take(2));
    if !ends_alike && !is_within(short, full) {
        return false;
    }
    // 外交部 of 越南外交部.
    if let (Some(kind), Some(composed)) = (kind_of(short), take_apart(full)) {
        return composed.kind.name == kind.name && composed.unit.is_none();
    }
    let ((one, short_rest), (other, full_rest)) = (
        without_state(short, gazetteer),
        without_state(full, gazetteer),
    );
    if one.is_some() && one != other {
        return false;
    }
    if one.is_some() && short_rest == full_rest {
        return true;
    }
    // 哈国安委 of 哈萨克斯坦国家安全委员会.
    let mut characters = short.chars();
    let first = characters
        .next()
        .and_then(|first| ONE_CHARACTER.get(&first));
    if let (Some(code), Some(state)) = (first, &other)
        && one.is_none()
        && code == state
        && characters.as_str().chars().count() >= 2
        && abbreviates(characters.as_str(), full_rest)
    {
        return true;
    }
    let longer = full_rest.chars().count() > short_rest.chars().count()
        || one.is_none() && other.is_some() && short_rest.chars().count() >= 3;
    if !longer || short_rest.chars().count() < 2 {
        return false;
    }
    let place = place_at_begin(full_rest, gazetteer);
    abbreviates(short_rest, full_rest)
        || place > 0
            && full_rest
                .get(place..)
                .is_some_and(|rest| abbreviates(short_rest, rest))
}

/// Returns whether the characters of one stand in the other in their order.
fn is_within(short: &str, full: &str) -> bool {
    let mut rest = full.chars();
    short
        .chars()
        .all(|wanted| rest.any(|character| character == wanted))
}

/// Returns the state at the begin of a name, and what stands after it.
fn without_state<'a>(name: &'a str, gazetteer: &Gazetteer) -> (Option<String>, &'a str) {
    let found = gazetteer.find(name);
    let state = found.first().filter(|found| {
        found.range.start == 0
            && found.entry.kind == MentionType::Country
            && found.range.end < name.len()
    });
    if let Some(state) = state {
        return (
            state.entry.country.clone(),
            name.get(state.range.end..).unwrap_or_default(),
        );
    }
    let mut characters = name.chars();
    let code = characters
        .next()
        .and_then(|first| ONE_CHARACTER.get(&first));
    let rest = characters.as_str();
    match code.filter(|code| !code.is_empty() && rest.chars().count() >= 3) {
        // 美 and 中 begin many a name: only before what is a body by itself.
        Some(code) if kind_of(rest).is_some() || words::is_known(rest) => {
            (Some((*code).to_owned()), rest)
        }
        _ => (None, name),
    }
}

/// Returns where the place at the begin of a name ends.
fn place_at_begin(name: &str, gazetteer: &Gazetteer) -> usize {
    let found = gazetteer.find(name);
    let place = found
        .first()
        .filter(|found| found.range.start == 0 && found.entry.kind == MentionType::Place);
    let divisions = ['市', '省', '县', '州'];
    if let Some(place) = place {
        let end = place.range.end;
        let division = name.get(end..).and_then(|rest| rest.chars().next());
        let division = division.filter(|division| divisions.contains(division));
        return end + division.map_or(0, char::len_utf8);
    }
    // A place that no list knows: 岘港市.
    name.char_indices()
        .skip(2)
        .take(3)
        .find(|(_, character)| divisions.contains(character))
        .map_or(0, |(at, character)| at + character.len_utf8())
}

/// Returns whether `short` is `full` with words shortened to their first characters and others, which say nothing, left out.
/// Each state of the search is looked at once.
pub(super) fn abbreviates(short: &str, full: &str) -> bool {
    /// Bytes of the short name that are taken, number of the word, and how far into it.
    type State = (usize, usize, Option<usize>);
    if short.chars().next() != full.chars().next() || ends_as_legal_name(short) {
        return false;
    }
    let words = words::cut(full);
    let is_firm = LEGAL.iter().any(|end| full.ends_with(end)) && !full.ends_with("分公司");
    let mut seen: BTreeSet<State> = BTreeSet::new();
    let mut open: Vec<State> = vec![(0, 0, None)];
    while let Some(state) = open.pop() {
        if !seen.insert(state) {
            continue;
        }
        let (at, number, within) = state;
        let rest = short.get(at..).unwrap_or_default();
        let Some(word) = words.get(number) else {
            if rest.is_empty() {
                return true;
            }
            continue;
        };
        let next = |taken: usize| (at + taken, number + 1, None);
        let characters = |from: usize| word.get(from..).and_then(|left| left.chars().next());
        match within {
            None => {
                if rest.starts_with(word) {
                    open.push(next(word.len()));
                }
                if is_left_out(word, is_firm) {
                    open.push(next(0));
                }
                // 公安局 is 市局 after its place, 附属医院 附院.
                let last = word
                    .chars()
                    .next_back()
                    .filter(|last| rest.starts_with(*last));
                if let (Some(last), true) =
                    (last, ["公安局", "公安厅", "医院", "银行"].contains(word))
                {
                    open.push(next(last.len_utf8()));
                }
                let first = characters(0).filter(|first| rest.starts_with(*first));
                if let (Some(first), true) = (first, may_be_shortened(word)) {
                    let length = first.len_utf8();
                    open.push((at + length, number, Some(length)));
                }
            }
            Some(from) => {
                open.push(next(0));
                if let Some(character) = characters(from) {
                    let length = character.len_utf8();
                    open.push((at, number, Some(from + length)));
                    if rest.starts_with(character) {
                        open.push((at + length, number, Some(from + length)));
                    }
                }
            }
        }
    }
    false
}

fn may_be_shortened(word: &str) -> bool {
    let length = word.chars().count();
    (2..=3).contains(&length) || length > 3 && SHORTENED.iter().any(|end| word.ends_with(end))
}

/// Returns whether a word is made of nothing but what may be left out: 数据服务 of a firm.
fn is_left_out(word: &str, is_firm: bool) -> bool {
    let trades = FORM_WORDS
        .iter()
        .filter(|word| is_firm && word.form == Word::Trade)
        .map(|word| word.word.as_str());
    let legal = LEGAL.iter().copied().filter(|_| is_firm);
    let mut all = LEFT_OUT.iter().copied().chain(legal).chain(trades);
    word.is_empty()
        || all.any(|known| {
            let rest = word.strip_prefix(known);
            rest.is_some_and(|rest| is_left_out(rest, is_firm))
        })
}

/// Returns whether a name may be a short one at all: most are not, and need not be looked up.
pub(super) fn may_be_short(form: &Form) -> bool {
    /// Characters of a short form, at most.
    const LONG: usize = 14;
    match form.kind {
        MentionType::Org => {
            form.folded.chars().count() <= LONG && !ends_as_legal_name(&form.folded)
        }
        MentionType::Person => {
            called(&form.folded).is_some()
                || !form.folded.chars().all(is_han)
                || form.folded.chars().count() == 2
        }
        _ => false,
    }
}

/// Returns whether two short names cannot be one person's in one file: 老周 and 小周, Mr Wu and Ms Wu.
pub(super) fn exclude(one: &Form, other: &Form) -> bool {
    let han = |name: &str| {
        let part = called(name)?.to_owned();
        let beside = EXCLUDING.iter().enumerate().find_map(|(group, titles)| {
            let title = titles
                .iter()
                .find(|title| name.ends_with(**title) || name.starts_with(**title))?;
            Some((group, *title))
        })?;
        Some((part, beside))
    };
    let latin = |name: &str| {
        let words = latin_words(name);
        let (title, rest) = words.split_first()?;
        let beside = LATIN_EXCLUDING
            .iter()
            .enumerate()
            .find_map(|(group, titles)| {
                let title = titles.iter().find(|known| *known == title)?;
                Some((group, *title))
            })?;
        // Mrs, Ms and Miss may be one.
        let beside = (beside.0, if beside.1 == "mr" { "mr" } else { "ms" });
        Some((rest.concat(), beside))
    };
    let clash = |one: Option<(String, (usize, &str))>, other: Option<(String, (usize, &str))>| matches!((one, other), (Some((a, (g, s))), Some((b, (h, t)))) if a == b && g == h && s != t);
    clash(han(&one.folded), han(&other.folded)) || clash(latin(&one.folded), latin(&other.folded))
}

/// Returns by what somebody is called beside a title: 周 of 周总 and 老周, 翔 of 翔哥.
fn called(name: &str) -> Option<&str> {
    let title = TITLES.iter().filter_map(|title| name.strip_suffix(title));
    let mut before = title.chain(
        ["老", "小", "阿"]
            .iter()
            .filter_map(|prefix| name.strip_prefix(prefix)),
    );
    before.find(|part| (1..=2).contains(&part.chars().count()) && part.chars().all(is_han))
}

fn is_person_of(short: &str, full: &str) -> bool {
    let han = |name: &str| name.chars().all(|c| is_han(c) || c == '·');
    match (han(short), han(full)) {
        (true, true) => {
            if full.split('·').next() == Some(short) && full.contains('·') {
                return true;
            }
            let Some((surname, given)) = surname_and_given(full) else {
                return false;
            };
            let is_full = given.chars().count() <= 2 && called(full).is_none();
            is_full
                && called(short).is_some_and(|part| {
                    part == surname
                        || part == given
                        || given.ends_with(part) && !short.starts_with(['老', '小'])
                })
        }
        (false, false) => {
            let (short, full) = (latin_words(short), latin_words(full));
            match short.as_slice() {
                [title, surname] if LATIN_TITLES.contains(title) => full.contains(surname),
                [only] => full.len() > 1 && full.contains(only),
                _ => false,
            }
        }
        (false, true) => {
            let words = latin_words(short);
            let latin = surname_and_given(full).and_then(|(surname, _)| latin_surname(surname));
            matches!(words.as_slice(), [title, surname] if LATIN_TITLES.contains(title) && latin.as_deref() == Some(*surname))
        }
        (true, false) => false,
    }
}

fn latin_surname(surname: &str) -> Option<String> {
    let read = || syllables(surname).map(|syllables| syllables.concat());
    surname_in_latin(surname).map(str::to_owned).or_else(read)
}

fn latin_words(name: &str) -> Vec<&str> {
    name.split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_changes_nothing() {
        let gazetteer = Gazetteer::shipped();
        let is = |short: &str, full: &str| is_body_of(short, full, &gazetteer);
        for (short, full) in [
            ("岳阳市局", "岳阳市公安局"),
            ("岳阳公安", "岳阳市公安局"),
            ("湖南省厅", "湖南省公安厅"),
            ("越外交部", "越南外交部"),
            ("外交部", "越南外交部"),
            ("哈国防部", "哈萨克斯坦国防部"),
            ("楚江理工", "楚江理工大学"),
            ("楚江理工附院", "楚江理工大学附属医院"),
            ("武汉国安", "武汉市国家安全局"),
            ("长沙砚桥", "长沙砚桥数据服务有限公司"),
            ("海云医院", "岘港市海云医院"),
            ("哈国安委", "哈萨克斯坦国家安全委员会"),
        ] {
            assert!(is(short, full), "{short} {full}");
        }
        for (short, full) in [
            ("荆州市公安局", "荆州市公安局沙市分局"),
            ("楚江理工大学", "楚江理工大学附属医院"),
            ("楚江理工", "楚江理工大学附属医院"),
            ("越外交部", "马来西亚外交部"),
            ("泰国卫生部", "泰国外交部"),
            ("湖北省厅", "湖南省公安厅"),
            ("外交部", "外交部"),
            ("岳阳市公安局", "岳阳市局"),
            ("荆州市公安局", "荆门市公安局"),
            ("武汉大学", "武汉大学网络安全学院"),
            ("武汉大学", "武汉大学信息学院"),
            ("砚桥集团", "砚桥集团研究院"),
            ("砚桥科技有限公司", "砚桥科技有限公司分公司"),
            ("长沙砚桥科技有限公司", "长沙砚桥网络科技有限公司"),
            ("中信", "中国电信"),
        ] {
            assert!(!is(short, full), "{short} {full}");
        }
    }

    #[test]
    fn a_name_of_one_word_again_and_again_is_soon_decided() {
        let full = format!("{}公司", "科技".repeat(19));
        assert!(!abbreviates(&format!("{}丙公司", "科技".repeat(18)), &full));
    }

    #[test]
    fn people_are_called_by_surname_or_last_character() {
        for (short, full) in [
            ("周总", "周启铭"),
            ("老周", "周启铭"),
            ("翔哥", "高翔"),
            ("高哥", "高翔"),
            ("赵科长", "赵立新"),
            ("ms wu", "吴敏"),
            ("mandy", "mandy huang"),
            ("mr azlan", "azlan rahim"),
            ("艾詹", "艾詹·谢里科娃"),
        ] {
            assert!(is_person_of(short, full), "{short} {full}");
        }
        for (short, full) in [
            ("周总", "赵启铭"),
            ("周总", "老周"),
            ("启总", "周启铭"),
            ("mandy", "mandy"),
            ("周启", "周启铭"),
        ] {
            assert!(!is_person_of(short, full), "{short} {full}");
        }
    }
}
