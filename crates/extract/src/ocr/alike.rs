//! Signs that look alike in many a font: l and 1, a comma and its wide form. Always: a sign gives way only to one
//! that the network also saw there, and only where what stands on both sides of it speaks for that one.

/// What stands beside a sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Beside {
    Edge,
    Digit,
    Small,
    Capital,
    Han,
    Other,
}

fn beside(sign: Option<char>) -> Beside {
    match sign {
        None | Some(' ') => Beside::Edge,
        Some('0'..='9') => Beside::Digit,
        Some('a'..='z') => Beside::Small,
        Some('A'..='Z') => Beside::Capital,
        Some('\u{3400}'..='\u{9fff}') => Beside::Han,
        Some(_) => Beside::Other,
    }
}

/// Sets of signs that look alike; a run of signs of one set is judged by what stands around it.
const SETS: &[&[char]] = &[
    &['l', '1', 'I'],
    &['0', 'O', 'o'],
    &[',', '，'],
    &['(', '（'],
    &[')', '）'],
    &[':', '：'],
    &['/', '／'],
];

/// Returns the set that a sign belongs to.
pub(crate) fn set_of(sign: char) -> Option<&'static [char]> {
    SETS.iter().copied().find(|set| set.contains(&sign))
}

/// Returns all signs that have others like them.
pub(crate) fn all() -> impl Iterator<Item = char> {
    SETS.iter().flat_map(|set| set.iter().copied())
}

/// How probable the network must have held a sign that both sides speak for, or one.
const BOTH: f32 = 0.0002;
const ONE: f32 = 0.005;

/// Returns which of its set a sign should rather be between these two, and how probable the network must have held
/// it.
pub(crate) fn rather(before: Option<char>, sign: char, after: Option<char>) -> Option<(char, f32)> {
    use Beside::{Capital, Digit, Edge, Han, Other, Small};
    let wanted = match (sign, beside(before), beside(after)) {
        ('1' | 'I' | 'l', Small, Small) => ('l', BOTH),
        ('1' | 'I', Small, Edge | Other | Han) => ('l', ONE),
        ('l' | 'I', Digit, Digit) => ('1', BOTH),
        ('0' | 'O' | 'o', Small, Small) => ('o', BOTH),
        ('0' | 'O' | 'o', Digit, Digit) => ('0', BOTH),
        ('0' | 'O' | 'o', Capital, Capital) => ('O', BOTH),
        (',' | '，', Digit, Digit) => (',', BOTH),
        (',' | '，', Han, Han) => ('，', BOTH),
        (',' | '，', Small | Capital | Digit, Small | Capital) => (',', ONE),
        ('(' | '（', _, Han) => ('（', ONE),
        (')' | '）', Han, _) => ('）', ONE),
        (':' | '：', Digit, Digit) => (':', BOTH),
        (':' | '：', Han, Han) => ('：', BOTH),
        ('/' | '／', Digit | Small | Capital, _) | ('/' | '／', _, Digit | Small | Capital) => {
            ('/', ONE)
        }
        _ => return None,
    };
    (wanted.0 != sign).then_some(wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(before: &str, sign: char, after: &str, expect: char) {
        let found = rather(before.chars().next(), sign, after.chars().next());
        assert_eq!(found.map_or(sign, |(sign, _)| sign), expect);
    }

    #[test]
    fn signs_that_look_alike_go_by_what_stands_beside_them() {
        check("a", '1', "e", 'l');
        check("a", '1', "", 'l');
        check("2", 'l', "4", '1');
        check("2", 'O', "4", '0');
        check("r", '0', "m", 'o');
        check("1", '，', "0", ',');
        check("元", ',', "含", '，');
        check("额", '(', "元", '（');
        check("元", ')', "", '）');
        check("径", '／', "d", '/');
    }

    #[test]
    fn where_nothing_speaks_for_another_a_sign_stays() {
        check("", '1', "", '1');
        check("A", '1', "B", '1');
        check("日", '，', "s", '，');
        check("a", '1', "2", '1');
        check("x", '(', "y", '(');
        assert_eq!(rather(Some('a'), 'b', Some('c')), None);
    }
}
