//! What the words around two names say of them: that one is another name of the other. X（以下简称“Y”）, X (Y), X, hereinafter Y.

use std::sync::LazyLock;

use regex::Regex;

use super::short::abbreviates;
use crate::gazetteer::fold::{fold, is_han};

/// How two names stand to one another by the words between and after them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// The second is another name of the first, and a list of such names may go on.
    Open,
    /// The same, and the bracket is closed.
    Closed,
}

/// Words that say so, after a bracket or a comma.
const MARKED: &str = r"(?:以下简称|以下均称|以下称|下称|简称|简写为?|又称|也称|亦称|别称|俗称|外号|绰号|内部称|内部叫|当地缩写|英文缩写|缩写|英文名称?|中文名称?|原名|曾用名|also known as|a\.?k\.?a\.?|hereinafter(?: referred to as| called)?|hereafter|abbreviated(?: as| to)?)";
/// Words that say so in a bracket only.
const IN_BRACKET: &str =
    r"(?:代号|即|就是|英文|中文|(?:合同中)?(?:也|亦)写作|formerly|known as|i\.e\.)";

static MARK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r#"(?i)^\s*(?:[(（]\s*(?:{MARKED}|{IN_BRACKET})|[,，]?\s*{MARKED})\s*(?:为|是|作)?[:：,，]?\s*(?:the\s+)?["“”'‘「『]?$"#
    ))
});
static BRACKET: LazyLock<Regex> = LazyLock::new(|| pattern(r#"^\s*[(（]\s*["“'‘「『]?$"#));
static CLOSES: LazyLock<Regex> = LazyLock::new(|| pattern(r#"^["”'’」』]?\s*[)）]"#));
static GOES_ON: LazyLock<Regex> = LazyLock::new(|| pattern(r#"^["”'’」』]?\s*[,，、/]"#));
static LISTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r#"(?i)^["”'’」』]?\s*[,，、/]\s*(?:{MARKED}|{IN_BRACKET})\s*(?:为|是)?[:：]?\s*["“'‘「『]?$"#
    ))
});

fn pattern(words: &str) -> Regex {
    Regex::new(words).expect("the patterns are compiled by a test")
}

/// Returns whether the words between two names of one type, and after the second, say that they are names of one; `before`
/// is what was said of the first and the name before it, if anything. A bare bracket says so only between two scripts,
/// or where one name is the other's short form.
pub fn told(
    first: &str,
    between: &str,
    second: &str,
    after: &str,
    before: Option<Told>,
) -> Option<Told> {
    const FAR: usize = 48;
    if between.is_empty() || between.len() > FAR || first == second {
        return None;
    }
    let end = match (CLOSES.is_match(after), GOES_ON.is_match(after)) {
        (true, _) => Some(Told::Closed),
        (false, true) => Some(Told::Open),
        (false, false) => None,
    };
    let bracketed = between.contains(['(', '（']);
    if MARK.is_match(between) {
        return match bracketed {
            true => end,
            false => Some(Told::Closed),
        };
    }
    if BRACKET.is_match(between) && are_alike(first, second) {
        return end;
    }
    (before == Some(Told::Open) && LISTED.is_match(between))
        .then_some(end)
        .flatten()
}

fn are_alike(first: &str, second: &str) -> bool {
    let han = |name: &str| name.chars().any(is_han);
    han(first) != han(second) || abbreviates(&fold(second), &fold(first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_and_words_say_that_two_names_are_one() {
        let closed = Some(Told::Closed);
        let check = |first, between, second, after, expect| {
            assert_eq!(
                told(first, between, second, after, None),
                expect,
                "{first}{between}{second}{after}"
            );
        };
        check("荆州市公安局", "（以下简称“", "荆州市局", "”）", closed);
        check("砚桥", "（下称", "澄湾", "）提供", closed);
        check("Inkbridge", " (", "武汉砚桥", ") is", closed);
        check("岳阳市公安局", "（", "岳阳市局", "）移交", closed);
        check(
            "越南海星电信公司",
            "（",
            "SaoBien Telecom",
            "，代号SBT）",
            Some(Told::Open),
        );
        check("武汉市国家安全局", "（内部称", "武汉国安", "）", closed);
        check("Alpha Ltd", ", hereinafter ", "Beta", " and", closed);
        // Two that only stand side by side.
        check("砚桥", "（", "澄湾", "）", None);
        check("砚桥", "（与", "Inkbridge", "无关）", None);
        check("砚桥", "、", "Inkbridge", "。", None);
        check("周启铭", "和", "吴刚", "（记录）", None);
        // A whole beside its part, and words that only begin so.
        check("荆州市公安局沙市分局", "（", "荆州市公安局", "）", None);
        check("楚江理工大学附属医院", "（", "楚江理工大学", "）", None);
        check("甲公司", "付款后即", "乙公司", "发货", None);
        check("周启铭", "不就是", "吴刚", "的上级", None);
        check("周启铭", "就是", "吴刚", "的上级", None);
        check("Alpha Ltd", ", not known as ", "Beta", ".", None);
        let listed = told("湖南电信", "，", "China Mobile", "）", Some(Told::Open));
        assert_eq!(listed, None);
        let listed = told("SaoBien Telecom", "，代号", "SBT", "）：", Some(Told::Open));
        assert_eq!(listed, closed);
        assert_eq!(told("SaoBien Telecom", "，", "SBT", "）", None), None);
    }
}
