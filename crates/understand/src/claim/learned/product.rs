//! Products that no detector knows, as candidates: what a line or a file's name begins with. Always: no version, and
//! nothing that every computer has.

use std::sync::LazyLock;

use regex::Regex;

use super::super::scene::{Scene, Sentence};
use super::candidate::{Candidates, next_to};

/// Returns whether a firm of this trade may sell something of that name.
pub(super) fn may_be(name: &str) -> bool {
    !VERSION.is_match(name)
        && !EVERYWHERE
            .iter()
            .any(|thing| name.eq_ignore_ascii_case(thing))
}

/// A version, a slide, a patch.
static VERSION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:v|ver|version|release|firmware|slide|build|patch|补丁|版本|固件|第)?[ .]*\d+(?:\.\d+)*[a-z版页]?$")
        .expect("the pattern is fixed")
});

/// Systems, services and parts that products work on.
const EVERYWHERE: [&str; 52] = [
    "Windows",
    "Win",
    "Linux",
    "Unix",
    "Mac",
    "macOS",
    "iOS",
    "iPhone",
    "Android",
    "Exchange",
    "Zimbra",
    "Gmail",
    "Outlook",
    "Office",
    "Telegram",
    "WhatsApp",
    "Signal",
    "Twitter",
    "Facebook",
    "Skype",
    "Chrome",
    "Word",
    "Excel",
    "PDF",
    "WiFi",
    "WebLogic",
    "Oracle",
    "MySQL",
    "微信",
    "推特",
    "脸书",
    "邮箱",
    "邮件",
    "数据库",
    "路由器",
    "麦克风",
    "摄像头",
    "后台",
    "内网",
    "服务器",
    "手机",
    "电脑",
    "键盘",
    "屏幕",
    "网关",
    "安卓",
    "苹果",
    "网站",
    "浏览器",
    "充电宝",
    "文件",
    "数据",
];

/// What a line begins with before it says what that can do: `听潮支持…`, `4. 灰鹭V2.0 …`, `Slide 6: PaperKite - …`.
static STARTS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(?:slide \d+\s*[:：]|[\[(（]?[\d一二三四五六七八九十.]{1,5}[\])）.、:：\s]+|[-*•·#>|\s]+)*((?:\p{Han}|[a-z]){2,14}?|[a-z][\w-]+(?: [a-z][\w-]+){0,2}?)\s*(?:[“「『（(]|[v]?\d|version|支持|可|能|新增|具备|采用|提供|用于|是|主要|已|会|让|把|在|为|[:：—–，,|]| - |\s{2}|\u{3000}|lets|can|pulls|reads|clones|hides|keeps|imports|supports|collects|recovers|takes|does|is|will)",
    )
    .expect("the pattern is fixed")
});

/// Adds what a line begins with, where something is said of it.
pub(super) fn starts(sentence: &Sentence<'_>, all: &mut Candidates) {
    let found = STARTS.captures(&sentence.folded.text);
    let Some(name) = found.and_then(|found| found.get(1)) else {
        return;
    };
    if let Some(words) = sentence.words(name.start(), name.end()) {
        let one = all.of("starts", &words);
        next_to(&sentence.folded.text, name.start(), name.end(), "", one);
    }
}

/// Adds the words of a paper's file name: a sheet on a product is called as it is.
pub(super) fn filed(scene: &Scene<'_>, all: &mut Candidates) {
    let name = scene.found.document.name;
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let pieces = stem
        .split(|c: char| c.is_ascii_digit() || "_-. ()（）【】《》".contains(c))
        .filter(|piece| (2..=14).contains(&piece.chars().count()));
    for (place, piece) in pieces.enumerate().take(4) {
        let one = all.of("filed", piece);
        one.add(format!("filed {place}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_or_a_part_of_every_computer_is_no_product() {
        for name in [
            "V3.2",
            "Firmware 2.1",
            "Slide 6",
            "补丁 2.4.1",
            "windows",
            "邮箱",
        ] {
            assert!(!may_be(name), "{name}");
        }
        for name in ["听潮", "StoneScale", "纸鸢2"] {
            assert!(may_be(name), "{name}");
        }
    }

    #[test]
    fn what_a_line_begins_with_is_found_behind_its_number() {
        let start = |line: &str| STARTS.captures(line).map(|found| found[1].to_owned());
        for (line, name) in [
            ("听潮支持从加密邮箱中批量导出附件", "听潮"),
            ("4. 灰鹭可同时操作三百个账号", "灰鹭"),
            ("slide 6: paperkite - clones any front page", "paperkite"),
            ("暗礁2.1起支持5g频段", "暗礁"),
        ] {
            assert_eq!(start(line).as_deref(), Some(name), "{line}");
        }
    }
}
