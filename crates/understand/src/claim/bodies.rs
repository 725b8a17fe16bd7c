//! Bodies of states as people who work on them call them: 乌兹别克税务, 越南某省卫生厅, kenya revenue authority, and in a
//! talk about one state 外交部 alone. Always: known to the rules of claims only; what something else was found in, but
//! for the state's own name, is none.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use daylight_model::{Grade, Mention, MentionType, PartKind, PartNumber, Span, Value};
use regex::Regex;

use super::Found;
use super::folded::is_wide;
use crate::gazetteer::shipped::ENTRIES;

/// The detector that these mentions name.
const DETECTOR: &str = "body_by_state@1";

/// What names of bodies end in, longer ones first where one begins another.
const ENDS: &str = "外交部|内政部|内务部|国防部|财政部|卫生部|教育部|司法部|经济部|商务部|农业部|交通部|通信部|能源部|\
    计划投资部|情报部|安全部|[\\p{Han}]{1,4}部门|[\\p{Han}]{2,4}部|部委|卫生厅|[\\p{Han}]{1,3}厅|海关总署|海关局|海关|税务总局|税务局|税务|\
    警察总局|警察总署|警察总部|警察局|警察|警方|移民局|移民署|出入境管理局|民航局|邮政局|邮政|统计局|选举委员会|选委会|\
    [\\p{Han}]{1,6}委员会|[\\p{Han}]{1,4}总署|[\\p{Han}]{1,4}署|[\\p{Han}]{1,6}管理局|[\\p{Han}]{1,4}局|中央银行|国家银行|央行|银行|\
    电信公司|电信|移动公司|运营商|航空公司|航空|机场|铁路公司|铁路|港务|港口|石油公司|电力公司|电网|大学|学院|研究所|研究院|\
    医院|议会|国会|参议院|众议院|总统府|总理府|总理办|政府|法院|检察院|大使馆|使馆|领馆|军方|军队|陆军|海军|空军|军区|\
    国家电视台|电视台|报社|媒体集团|通讯社";

/// Between the state and the end: no verb, no particle.
static HAN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        r"^(?:的|那边的?|方面的?)?(?P<body>(?:那[家个]|某[\p{{Han}}]?|国家|皇家|联邦|中央)?[\p{{Han}}&&[^的是了在有我你他她它们和与跟没不想要给把被也都就还会能做打拿搞去说问找那这]]{{0,7}}?(?:{ENDS}))(?:[（(][\p{{Han}}]{{2,8}}[）)])?"
    ))
    .expect("the pattern is fixed")
});

/// Bodies that every state has, alone.
static ALONE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        "外交部|内政部|内务部|国防部|财政部|卫生部|教育部|司法部|能源部|交通部|总统府|总理府|央行|海关|民航局|移民局|税务局|警察总局|警察总部|警察总署|选举委员会",
    )
    .expect("the pattern is fixed")
});

static LATIN: LazyLock<Regex> = LazyLock::new(|| {
    const END: &str = "ministry|authority|agency|police|customs|telecom|telekom|university|hospital|bank|airlines?|airways|parliament|commission|council|court|embassy|navy|army|air force|service|bureau|department|institute|broadcaster|post|railways?|revenue|port authority|power company|electricity|petroleum|oil company|immigration|military";
    Regex::new(&format!(
        r"(?i)(?-u:\b)(?P<state>[a-z]{{4,}}(?: [a-z]{{4,}})?)(?:'s)? (?P<body>(?:(?:national|state|central|federal|royal|revenue|civil|police|health|foreign|interior|defen[cs]e|tax|border|election|electoral|mobile|public|medical|military|statistics|aviation|communications?|naval|space|nuclear|land|trade) ){{0,3}}(?:{END})(?-u:\b)(?: (?:of|for) (?:the )?[a-z]+(?: and [a-z]+| affairs)?| (?:health|finance|defen[cs]e|interior|justice|education|energy|transport|trade|foreign affairs)(?-u:\b))?)"
    ))
    .expect("the pattern is fixed")
});

/// Bodies whose state follows: `Ministry of Interior, Malawi`, `Ministry of Health of Georgia`.
static LATIN_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    const WHAT: &str = r"[A-Z][a-z]+(?:(?:,| and|, and| &) [A-Z][a-z]+)*(?: Affairs| Defen[cs]e)?";
    Regex::new(&format!(
        r"(?-u:\b)(?P<body>(?:(?:Royal|National|Central|Federal|State|General) )?(?:(?:Ministry|Department|Directorate|Agency|Authority|Bureau|Office|Commission|Court|Bank|University|Academy|Institute) (?:of|for) (?:the )?{WHAT}|Parliament|Customs|Police|Central Bank|National Bank|Civil Service|Border Guard|Coast Guard|Tax Office|Tax Service|Immigration Service))(?:, | of | \()(?P<state>[A-Z][a-z]{{2,}}(?: [A-Z][a-z]+)?)"
    ))
    .expect("the pattern is fixed")
});

/// A row of a list: its state, by name or by code, in a cell of its own.
static ROW: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)^[ \t]*(?:[|｜][ \t]*)?(?:\d{1,4}[.、)）]?[ \t\u{3000}]*[|｜·.、 \t\u{3000}-]*[ \t]*)?(?P<state>[A-Z]{2}|\p{Han}{2,6})[ \t\u{3000}]*[|｜·：:、,，\t\u{3000} -][|｜·\t\u{3000} -]*(?P<body>[^\s|｜·，,：:。.]{2,20})")
        .expect("the pattern is fixed")
});

/// What a cell with a body's name ends in, or is, beside that of its state.
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!("^(?:{ENDS}|[\\p{{Han}}]{{1,8}}?(?:{ENDS}))$"))
        .expect("the pattern is fixed")
});

/// English names of states and their people, folded.
static STATES: LazyLock<BTreeMap<String, &'static str>> = LazyLock::new(|| {
    let mut states = BTreeMap::new();
    for entry in ENTRIES
        .iter()
        .filter(|entry| entry.kind == MentionType::Country)
    {
        let Some(code) = entry.country.as_deref() else {
            continue;
        };
        for name in entry
            .all_names()
            .filter(|name| name.is_ascii() && name.len() >= 4)
        {
            states.entry(name.to_lowercase()).or_insert(code);
        }
    }
    states
});

/// Codes of states, ISO 3166-1 alpha-2.
static CODES: LazyLock<BTreeSet<&'static str>> =
    LazyLock::new(|| STATES.values().copied().collect());

/// Returns the state whose code begins a row of a list.
pub(super) fn code_of_row(row: &str) -> Option<&'static str> {
    let captures = ROW.captures(row)?;
    CODES.get(&captures["state"]).copied()
}

/// How many messages back the state may be named of which a talk goes on.
const BACK: usize = 6;

/// Adds these bodies to a document's mentions.
pub(super) fn add(found: &Found<'_>, all: &mut Vec<Mention>) {
    let mut more: Vec<Mention> = Vec::new();
    let mut places = Places::default();
    for part in found.document.parts {
        if part.kind() == PartKind::Sheet {
            continue;
        }
        let text = part.text();
        let number = part.number();
        let mut take = |start: usize, end: usize, value: String| {
            let (Ok(start), Ok(end)) = (u32::try_from(start), u32::try_from(end)) else {
                return;
            };
            let span = Span {
                part: number,
                start,
                end,
            };
            let from = all.partition_point(|m| (m.span.part, m.span.start) < (number, start));
            let to = all.partition_point(|m| (m.span.part, m.span.start) < (number, end));
            let near = all.get(from.saturating_sub(4)..to).unwrap_or_default();
            let taken = near.iter().any(|known| {
                known.span.part == number
                    && !matches!(known.kind, MentionType::Country | MentionType::Place)
                    && known.span.start < span.end
                    && span.start < known.span.end
            });
            if !taken && places.take(span) {
                more.push(Mention {
                    kind: MentionType::Org,
                    span,
                    value: Value::Text(value),
                    detector: DETECTOR.into(),
                    confidence: 0.5,
                    grade: Grade::Likely,
                });
            }
        };
        let states = all.iter().filter(|mention| {
            mention.span.part == number && mention.kind == MentionType::Country && !is_home(mention)
        });
        for state in states {
            let (start, end) = (state.span.start as usize, state.span.end as usize);
            let rest = text.get(end..).unwrap_or_default();
            let named = text.get(start..end).unwrap_or_default();
            if !named.chars().all(is_wide) {
                continue;
            }
            if let Some(captures) = HAN.captures(rest)
                && let (Some(whole), Some(body)) = (captures.get(0), captures.name("body"))
            {
                take(
                    start,
                    end + whole.end(),
                    format!("{named}{}", body.as_str()),
                );
            }
        }
        for captures in LATIN_BEFORE.captures_iter(text) {
            let (Some(body), Some(state)) = (captures.name("body"), captures.name("state")) else {
                continue;
            };
            let two = state.as_str().to_lowercase();
            let one = two.split(' ').next().unwrap_or_default();
            let known = [two.as_str(), one]
                .into_iter()
                .find(|name| STATES.contains_key(*name));
            if let Some(known) = known.filter(|known| STATES.get(*known) != Some(&"CN")) {
                let end = state.start() + known.len();
                let name = text.get(body.start()..end).unwrap_or_default();
                take(body.start(), end, name.to_owned());
            }
        }
        for captures in ROW.captures_iter(text) {
            let (Some(state), Some(body)) = (captures.name("state"), captures.name("body")) else {
                continue;
            };
            let is_state = match state.as_str() {
                code if code.is_ascii() => code != "CN" && CODES.contains(code),
                name => {
                    let begins =
                        |mention: &Mention| (mention.span.part, mention.span.start as usize);
                    let place = (number, state.start());
                    let first = all.partition_point(|mention| begins(mention) < place);
                    let mut here = all
                        .iter()
                        .skip(first)
                        .take_while(|one| begins(one) == place);
                    here.any(|mention| {
                        mention.kind == MentionType::Country
                            && mention.span.end as usize - state.start() == name.len()
                            && !is_home(mention)
                    })
                }
            };
            if is_state && NAMED.is_match(body.as_str()) {
                take(body.start(), body.end(), body.as_str().to_owned());
            }
        }
        for captures in LATIN.captures_iter(text) {
            let (Some(whole), Some(state)) = (captures.get(0), captures.name("state")) else {
                continue;
            };
            let two = state.as_str().to_lowercase();
            let one = two.rsplit(' ').next().unwrap_or_default();
            let known = [two.as_str(), one]
                .into_iter()
                .find(|name| STATES.contains_key(*name));
            if let Some(known) = known.filter(|known| STATES.get(*known) != Some(&"CN")) {
                let start = state.end() - known.len();
                let name = text.get(start..whole.end()).unwrap_or_default();
                take(start, whole.end(), name.to_owned());
            }
        }
    }
    more.extend(of_the_topic(found, all, &mut places));
    all.extend(more);
    all.sort_by_key(|mention| mention.span);
}

/// Where bodies were found.
#[derive(Debug, Default)]
struct Places(BTreeMap<(PartNumber, u32), u32>);

impl Places {
    /// Takes a place; false where another has a byte of it.
    fn take(&mut self, span: Span) -> bool {
        let before = self.0.range(..(span.part, span.end)).next_back();
        let taken = before.is_some_and(|((part, _), end)| *part == span.part && *end > span.start);
        if !taken {
            self.0.insert((span.part, span.start), span.end);
        }
        !taken
    }
}

fn is_home(state: &Mention) -> bool {
    matches!(&state.value, Value::Text(code) if matches!(code.as_str(), "CN" | "HK" | "MO" | "TW"))
}

/// Returns bodies without their state in a talk that has named one shortly before.
fn of_the_topic(found: &Found<'_>, all: &[Mention], places: &mut Places) -> Vec<Mention> {
    let mut topic: Option<(usize, &str)> = None;
    let mut bodies = Vec::new();
    for (index, message) in found.messages.iter().enumerate() {
        let text = super::scene::text_at(found, message.span);
        let within = |span: Span| {
            span.part == message.span.part
                && span.start >= message.span.start
                && span.end <= message.span.end
        };
        let here = super::scene::mentions_in(all, message.span);
        let states: Vec<&Mention> = here
            .iter()
            .filter(|m| m.kind == MentionType::Country && within(m.span))
            .collect();
        for found_body in ALONE.find_iter(text) {
            let start = message.span.start + u32::try_from(found_body.start()).unwrap_or_default();
            let span = Span {
                part: message.span.part,
                start,
                end: start + u32::try_from(found_body.len()).unwrap_or_default(),
            };
            let taken = here.iter().any(|known| {
                within(known.span) && known.span.start < span.end && span.start < known.span.end
            });
            let earlier = states.iter().rev().find(|state| state.span.end <= start);
            let state = match earlier {
                Some(state) => (!is_home(state)).then(|| super::scene::text_at(found, state.span)),
                None => topic
                    .filter(|(at, _)| index - at <= BACK)
                    .map(|(_, name)| name),
            };
            let state = state.filter(|state| !taken && state.chars().all(is_wide));
            let Some(state) = state.filter(|_| places.take(span)) else {
                continue;
            };
            bodies.push(Mention {
                kind: MentionType::Org,
                span,
                value: Value::Text(format!("{state}{}", found_body.as_str())),
                detector: DETECTOR.into(),
                confidence: 0.4,
                grade: Grade::Likely,
            });
        }
        if let Some(last) = states.last() {
            topic = (!is_home(last)).then(|| (index, super::scene::text_at(found, last.span)));
        }
    }
    bodies
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(rest: &str) -> Option<String> {
        let captures = HAN.captures(rest)?;
        captures.name("body").map(|body| body.as_str().to_owned())
    }

    #[test]
    fn a_body_follows_the_name_of_its_state() {
        for (rest, expect) in [
            ("海关的内网", Some("海关")),
            ("某省卫生厅邮箱", Some("某省卫生厅")),
            ("的那家电信公司昨天", Some("那家电信公司")),
            ("国家海关局周三", Some("国家海关局")),
            ("税务那套", Some("税务")),
            ("，昨天外交部", None),
            ("是我们的客户", None),
            ("那边我没有去过大学", None),
        ] {
            assert_eq!(body(rest).as_deref(), expect, "{rest}");
        }
    }

    #[test]
    fn a_state_may_follow_its_body_or_stand_in_a_cell_before_it() {
        let before = |text: &str| -> Option<(String, String)> {
            let found = LATIN_BEFORE.captures(text)?;
            Some((found["body"].to_owned(), found["state"].to_owned()))
        };
        let pair = |body: &str, state: &str| Some((body.to_owned(), state.to_owned()));
        assert_eq!(
            before("Ministry of Foreign Affairs, Maldives: mail is ours"),
            pair("Ministry of Foreign Affairs", "Maldives")
        );
        assert_eq!(
            before("the Ministry of Health of Georgia said"),
            pair("Ministry of Health", "Georgia")
        );
        assert_eq!(before("Department of Sales, we said"), None);
        let row = |text: &str| -> Option<(String, String)> {
            let found = ROW.captures(text)?;
            NAMED
                .is_match(&found["body"])
                .then(|| (found["state"].to_owned(), found["body"].to_owned()))
        };
        assert_eq!(row("| KG | 外交部 | 失效 |"), pair("KG", "外交部"));
        assert_eq!(row("03 | 泰国 | 内政部 | 户籍"), pair("泰国", "内政部"));
        assert_eq!(row("越南 卫生部　未碰"), pair("越南", "卫生部"));
        assert_eq!(row("OK | 已读"), None);
        assert!(CODES.contains("KG") && !CODES.contains("OK"));
    }

    #[test]
    fn latin_names_need_no_capitals() {
        let names = |text: &str| -> Vec<String> {
            let found = LATIN.captures_iter(text);
            found.map(|one| one[0].to_owned()).collect()
        };
        assert_eq!(
            names("the kenya revenue authority said no"),
            ["kenya revenue authority"]
        );
        assert_eq!(
            names("Ghana Ministry of Health mail"),
            ["Ghana Ministry of Health"]
        );
        assert!(names("a nice police officer").is_empty() || !STATES.contains_key("nice"));
        assert_eq!(STATES.get("thai").copied(), Some("TH"));
    }
}
