//! Whether one name is a shorter one of another: 岳阳市局 of 岳阳市公安局, 越外交部 of 越南外交部, 周总 of 周启铭. Always: what is
//! left out changes nothing; a part of a body (分局, 附属医院) is never its short form, nor is the whole of a part.

use daylight_model::MentionType;

use super::Form;
use crate::gazetteer::Gazetteer;
use crate::gazetteer::compose::{kind_of, take_apart};
use crate::gazetteer::fold::is_han;
use crate::gazetteer::romanised::syllables;
use crate::gazetteer::shipped::{FORM_WORDS, ONE_CHARACTER};
use crate::name::{surname_and_given, surname_in_latin, words};

/// Words of bodies' names that may be left out wherever they stand.
const LEFT_OUT: [&str; 18] = [
    "市", "省", "县", "区", "州", "国家", "人民", "大学", "学院", "股份", "有限", "责任", "公司",
    "技术", "科技", "信息", "网络", "中央",
];
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
pub(super) fn is_of_its_file(form: &Form) -> bool {
    match form.kind {
        MentionType::Org => {
            is_bare(form)
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
fn abbreviates(short: &str, full: &str) -> bool {
    let pieces = words::cut(full);
    let is_first = match (short.chars().next(), full.chars().next()) {
        (Some(one), Some(other)) => one == other,
        _ => false,
    };
    is_first && takes(short, &pieces)
}

fn takes(short: &str, pieces: &[&str]) -> bool {
    let Some((piece, rest)) = pieces.split_first() else {
        return short.is_empty();
    };
    if let Some(after) = short.strip_prefix(piece)
        && takes(after, rest)
    {
        return true;
    }
    if is_left_out(piece) && takes(short, rest) {
        return true;
    }
    // 公安局 is 市局 after its place, 附属医院 附院.
    if ["公安局", "公安厅", "医院", "银行"].contains(piece)
        && let Some(last) = piece.chars().next_back()
        && let Some(after) = short.strip_prefix(last)
        && takes(after, rest)
    {
        return true;
    }
    // Some of a word's characters, the first among them.
    let mut characters = piece.chars();
    let Some(after) = characters
        .next()
        .and_then(|first| short.strip_prefix(first))
    else {
        return false;
    };
    piece.chars().count() >= 2 && some_of(after, characters.as_str(), rest)
}

/// Returns whether a word is made of nothing but what may be left out: 数据服务.
fn is_left_out(word: &str) -> bool {
    let forms = FORM_WORDS.iter().map(|word| word.word.as_str());
    let mut all = LEFT_OUT.iter().copied().chain(forms);
    word.is_empty()
        || all.any(|known| {
            let rest = word.strip_prefix(known);
            rest.is_some_and(is_left_out)
        })
}

fn some_of(short: &str, left: &str, rest: &[&str]) -> bool {
    if takes(short, rest) {
        return true;
    }
    let mut characters = left.chars();
    let Some(next) = characters.next() else {
        return false;
    };
    let left = characters.as_str();
    short
        .strip_prefix(next)
        .is_some_and(|after| some_of(after, left, rest))
        || some_of(short, left, rest)
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
        ] {
            assert!(!is(short, full), "{short} {full}");
        }
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
