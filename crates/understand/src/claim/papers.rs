//! Papers whose lines have one form: careers in curricula vitae, holders of shares and holdings in extracts of registers.
//! Always: whose career it is stands in the paper, and schools are no employers.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use daylight_model::{ClaimType, MentionType, Polarity, Span};
use regex::{Captures, Regex};

use super::draft::Draft;
use super::genre::Genre;
use super::lexicon::LEXICON;
use super::party::is_firm;
use super::phrase::label_of;
use super::scene::{Scene, Sentence};
use crate::name::surname_and_given;

/// A title is no longer than this, in bytes.
const TITLE: usize = 60;
/// Lines at the head of a paper that may say what it is and of whom.
const HEAD: usize = 8;

fn pattern(words: &str) -> Regex {
    Regex::new(words).expect("the patterns are compiled by a test")
}

static CAREER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)简历|簡歷|履历|履歷|curriculum\s+vitae|\br[ée]sum[ée]\b|\bcv(?:\b|_)")
});

/// A stretch of time at the begin of a line.
static STAY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix)^[\s·•●*\-–—]*(?:\d{1,2}[、.．)）]\s*)?\**\s*(?:自|从|從|from|since)?\s*
        (?P<from>(?:19|20)\d\d)(?:\s*[年./\-]\s*(?P<month>\d{1,2})(?:\s*月)?|\s*年)?
        \s*(?:(?:[—–\-－~～至到]|to\b|until\b)+\s*(?:(?P<now>至今|今|现在|現在|now|present|today|date)
        |(?P<until>(?:19|20)\d\d)(?:\s*[年./\-]\s*(?P<last>\d{1,2})(?:\s*月)?|\s*年)?)|(?P<open>起|至今|[:：,，]|\s))
        \**\s*[:：,，]?\s*(?P<rest>.+)$",
    )
});

/// Two or three capitalised Latin words at the begin of a line, which end there or before a sign.
static LATIN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^\s*(\p{Lu}[\p{L}'’.-]+(?:\s+\p{Lu}[\p{L}'’.-]*){1,2})\s*(?:[,，(（]|$)")
});

/// A line that says whose the paper is.
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)^\s*(?:姓\s*名|候选人|应聘人|(?:full\s+)?name|candidate)\s*[:：]\s*(.+)$")
});
/// Words of somebody's job, and of deeds that are none.
static WORKS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)任|就职|供职|加入|加盟|入职|工程师|经理|主管|总监|组长|专员|助理|顾问|研究员|分析师|销售|开发|运维|实习|engineer|analyst|manager|operator|developer|consultant|researcher|lead|head|director|assistant|officer|intern|representative|technician|sales",
    )
});
static DEED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)获|参与|参加|承担|完成|主持|项目|认证|入选|证书|奖|发表|专利|award|certif|project|published|completed|participated",
    )
});

static SCHOOL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)大学|大學|学院|學院|中学|中學|小学|学校|學校|党校|university|college|\bschool\b|institute|本科|硕士|博士|专业|bachelor|b\.?sc|m\.?sc|degree|\bstudied\b",
    )
});
static TEACHES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)任教|教师|教師|讲师|講師|教授|辅导员|lecturer|teacher|professor|researcher")
});

/// Titles of those who lead others, beside those of the lexicon.
static LEADS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)组长|組長|队长|隊長|经理|經理|主管|总监|總監|负责人|負責人|主任|部长|处长|科长|\b(?:lead|leader|head|manager|director|chief)\b",
    )
});

/// A line of a register that names holders, or what the firm holds.
static HOLDERS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x)^[\s·•\-*]*(?:[一二三四五六七八九十\d]{1,2}\s*[、.．)）]\s*)?\**
        (?:(?P<holders>(?:主要|现有|現有|新增|变更后|登记|自然人|法人)?(?:股东|股東|出资人|發起人|发起人)
            (?:及其?出资(?:额|比例)?|及持股(?:比例)?|信息|情况|名单|构成|名册|结构)?)
        |(?P<held>对外投资|對外投資|参股企业|控股企业|投资企业|下属企业|子公司))
        \**\s*[:：]\s*(?P<rest>.+)$",
    )
});
/// What a register writes after a name.
static SHARE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x)\s*(?:[(（][^()（）]*[)）]|(?:持股|出资|占股|占比|认缴|占|各)?(?:比例)?(?:为)?[:：]?\s*\d[\d.,]*\s*(?:[%％]|万元?|万股|元)?.*)$",
    )
});

/// Adds what such papers tell: at its place no other rule tells of ties.
pub(super) fn add(scene: &Scene<'_>, drafts: &mut Vec<Draft>) {
    let told = read(scene);
    let place = |draft: &Draft| draft.grounds.first().map(|ground| ground.span);
    let places: BTreeSet<Option<Span>> = told.iter().map(place).collect();
    drafts.retain(|draft| draft.kind != ClaimType::Relationship || !places.contains(&place(draft)));
    drafts.extend(told);
}

fn read(scene: &Scene<'_>) -> Vec<Draft> {
    if scene.genre != Genre::Ordinary || scene.is_talk() {
        return Vec::new();
    }
    let mut drafts = Vec::new();
    let of_career = is_career(scene);
    let owner = if of_career { owner(scene) } else { None };
    // The firm that the paper is about: as a line is labelled, else the first that is named.
    let (mut labelled, mut first): (Option<String>, Option<String>) = (None, None);
    for sentence in &scene.sentences {
        let line = words(sentence);
        if let Some(owner) = &owner {
            let stay = STAY.captures(line);
            drafts.extend(stay.and_then(|stay| job(scene, sentence, owner, &stay)));
        }
        if let Some(found) = HOLDERS.captures(line) {
            let firm = labelled.as_ref().or(first.as_ref()).or(scene.own.as_ref());
            drafts.extend(
                firm.map(|firm| holdings(scene, sentence, &found, firm))
                    .into_iter()
                    .flatten(),
            );
        }
        labelled = label_of(sentence).or(labelled);
        if first.is_none() {
            let named = sentence.of_kind(MentionType::Org).next();
            first = named.and_then(|here| here.value()).map(str::to_owned);
        }
    }
    drafts
}

/// Returns the line as it is written.
fn words<'a>(sentence: &Sentence<'a>) -> &'a str {
    let range = sentence.span.start as usize..sentence.span.end as usize;
    sentence.part.text().get(range).unwrap_or_default()
}

fn is_career(scene: &Scene<'_>) -> bool {
    let head = scene.sentences.iter().take(2);
    CAREER.is_match(scene.found.document.name) || head.map(words).any(|line| CAREER.is_match(line))
}

/// Returns whose career it is: who is labelled so, else who is named in the title, at the begin of a line below it, or in
/// the file's name.
fn owner(scene: &Scene<'_>) -> Option<String> {
    let head = || scene.sentences.iter().take(HEAD);
    let person = |sentence: &Sentence<'_>, from: usize, within: usize| {
        let mut people = sentence.of_kind(MentionType::Person);
        let here = people.find(|here| here.start >= from && here.start <= from + within)?;
        here.value().map(str::to_owned)
    };
    // Careers of several people in one file: whose a line is, nothing says for sure.
    let labels = scene
        .sentences
        .iter()
        .filter(|one| NAMED.is_match(words(one)));
    let titles = scene.sentences.iter().filter(|one| {
        let line = words(one);
        line.len() <= TITLE && CAREER.is_match(line)
    });
    if labels.take(2).count() > 1 || titles.take(3).count() > 2 {
        return None;
    }
    for sentence in head() {
        let Some(label) = NAMED.captures(words(sentence)) else {
            continue;
        };
        let named = label.get(1).map_or("", |name| name.as_str());
        let name = named
            .split(['　', '\t'])
            .flat_map(|field| field.split("  "));
        let name = name.map(str::trim).find(|field| !field.is_empty())?;
        let name: String = name
            .chars()
            .take_while(|c| c.is_alphabetic() || matches!(c, ' ' | '·' | '.' | '-'))
            .collect();
        let name = name.split("性别").next().unwrap_or_default().trim();
        return (2..=40).contains(&name.len()).then(|| name.to_owned());
    }
    let titled = head().take(2).find_map(|sentence| {
        let line = words(sentence);
        let title = CAREER.find(line)?;
        let bare = || bare_name(&line[title.end()..]).or_else(|| bare_name(&line[..title.start()]));
        person(sentence, 0, title.end() + 24).or_else(bare)
    });
    let below = || head().take(4).find_map(|sentence| person(sentence, 0, 6));
    let latin = || {
        let mut lines = head().skip(1).take(2).map(words);
        lines.find_map(|line| LATIN.captures(line).map(|name| name[1].to_owned()))
    };
    let in_name = || in_name(scene.found.document.name);
    titled.or_else(below).or_else(in_name).or_else(latin)
}

/// Returns the name that is all there is beside the title of a paper.
fn bare_name(beside: &str) -> Option<String> {
    let beside = beside.split(['(', '（']).next()?;
    let beside = beside.trim_matches(|c: char| !c.is_alphabetic());
    let latin = LATIN
        .captures(beside)
        .filter(|name| name[0].len() == beside.len());
    let is_name = latin.is_some() || is_han_name(beside);
    is_name.then(|| beside.to_owned())
}

fn is_han_name(words: &str) -> bool {
    (2..=4).contains(&words.chars().count())
        && words.chars().all(super::folded::is_wide)
        && surname_and_given(words).is_some()
        && !CAREER.is_match(words)
}

/// Returns the name in `013_简历_栾北.txt`.
fn in_name(file: &str) -> Option<String> {
    let stem = file.rsplit('/').next()?.split('.').next()?;
    let mut pieces = stem.split(['_', '-', '—', ' ', '(', '（', ')', '）']);
    pieces.find(|piece| is_han_name(piece)).map(str::to_owned)
}

fn job(
    scene: &Scene<'_>,
    sentence: &Sentence<'_>,
    owner: &str,
    stay: &Captures<'_>,
) -> Option<Draft> {
    let rest = stay.name("rest")?;
    let taught = TEACHES.is_match(rest.as_str());
    let draft = || {
        Draft::new(
            ClaimType::Relationship,
            Polarity::Asserted,
            "relationship.career@1",
            scene.ground(sentence),
        )
    };
    // What somebody did or learnt is no job: no other rule is to make one of it.
    if SCHOOL.is_match(rest.as_str()) && !taught || DEED.is_match(rest.as_str()) {
        let mut none = draft();
        none.confidence = 0.0;
        return Some(none);
    }
    let day = |year: &str, month: &str| {
        let year = stay.name(year)?.as_str();
        let month = stay
            .name(month)
            .and_then(|m| m.as_str().parse::<u32>().ok());
        Some(match month.filter(|month| (1..=12).contains(month)) {
            Some(month) => format!("{year}-{month:02}"),
            None => year.to_owned(),
        })
    };
    let until = day("until", "last");
    // A single date is one of a job only where a job is told.
    let open = stay.name("now").is_none() && until.is_none();
    if open && !WORKS.is_match(rest.as_str()) {
        return None;
    }
    let employer = sentence
        .of_kind(MentionType::Org)
        .find_map(|here| here.value());
    let employer = employer
        .map(str::to_owned)
        .or_else(|| first_field(rest.as_str()))?;
    let text = sentence.folded.text.as_str();
    let leads = LEADS.is_match(rest.as_str()) || LEXICON.says("manager_title", text);
    let role = match (&until, leads) {
        (Some(_), _) => "former",
        (None, true) => "manager",
        (None, false) => "employee",
    };
    let mut draft = draft();
    draft.set_text("from", Some(owner));
    draft.set_text("role", Some(role));
    draft.set_text("to", Some(employer));
    draft.set_text("since", day("from", "month"));
    draft.set_text("until", until);
    draft.confidence = 0.8;
    Some(draft)
}

/// Returns the first field of a line, if it looks like a firm and not like work.
fn first_field(rest: &str) -> Option<String> {
    let field = rest
        .split(['　', '\t', ',', '，', '|', '、', '(', '（', '：', ':'])
        .flat_map(|field| field.split("  "))
        .map(|field| field.trim().trim_matches('*').trim())
        .find(|field| !field.is_empty())?;
    is_firm(field).then(|| field.to_owned())
}

fn holdings(
    scene: &Scene<'_>,
    sentence: &Sentence<'_>,
    found: &Captures<'_>,
    firm: &str,
) -> Vec<Draft> {
    let Some(rest) = found.name("rest") else {
        return Vec::new();
    };
    let of_firm = found.name("held").is_some();
    let mut drafts = Vec::new();
    for item in rest.as_str().split(['、', '；', ';', '，', ',']) {
        let item = SHARE.replace(item.trim(), "");
        let name = item.trim().trim_end_matches(['。', '.', '等']);
        let known = sentence.mentions.iter().any(|here| {
            (here.is(MentionType::Org) || here.is(MentionType::Person))
                && here.value().is_some()
                && sentence
                    .words(here.start, here.end)
                    .is_some_and(|words| words == name)
        });
        let bare = (2..=4).contains(&name.chars().count()) && surname_and_given(name).is_some();
        if !known && !bare || name == firm {
            continue;
        }
        let (from, to) = match of_firm {
            true => (firm, name),
            false => (name, firm),
        };
        let mut draft = Draft::new(
            ClaimType::Relationship,
            Polarity::Asserted,
            "relationship.register@1",
            scene.ground(sentence),
        );
        draft.set_text("from", Some(from));
        draft.set_text("role", Some("shareholder"));
        draft.set_text("to", Some(to));
        draft.confidence = 0.8;
        drafts.push(draft);
    }
    drafts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_a_career_tells_from_when_to_when() {
        let check = |line: &str, expect: &str| {
            let stay = STAY.captures(line);
            let told = stay.map(|stay| {
                let of = |name: &str| stay.name(name).map_or("-", |found| found.as_str());
                let all = ["from", "month", "until", "last", "rest"].map(of);
                all.join(" ")
            });
            assert_eq!(told.as_deref().unwrap_or_default(), expect, "{line}");
        };
        check("2014-2017 engineer, Tolva", "2014 - 2017 - engineer, Tolva");
        check("2016.3—2018.12　甲公司", "2016 3 2018 12 甲公司");
        check("· 2018年4月至今 甲公司 组长", "2018 4 - - 甲公司 组长");
        check("**2021 - now** A Ltd, lead", "2021 - - - A Ltd, lead");
        check("since 2019: operator, A Ltd", "2019 - - - operator, A Ltd");
        check("合同金额2019万元", "");
        check("2019123 甲公司", "");
    }

    #[test]
    fn deeds_are_no_jobs() {
        for deed in [
            "获湖南省公安厅三等奖",
            "参与岳阳市公安局平台建设",
            "入选公安部专家库",
        ] {
            assert!(DEED.is_match(deed), "{deed}");
        }
        assert!(!DEED.is_match("北舻软件股份有限公司 开发工程师"));
        assert!(NAMED.is_match("姓 名：许倩") && !NAMED.is_match("Company name: Acme Ltd"));
    }

    #[test]
    fn a_name_beside_the_title_is_one_and_nothing_else() {
        assert_eq!(
            bare_name(" — Ivo Brandt (office copy)").as_deref(),
            Some("Ivo Brandt")
        );
        assert_eq!(bare_name("：许倩").as_deref(), Some("许倩"));
        assert_eq!(bare_name(" of all who work here"), None);
        assert_eq!(bare_name(""), None);
        assert_eq!(in_name("a/013_简历_许倩.txt").as_deref(), Some("许倩"));
        assert_eq!(in_name("a/013_简历.txt"), None);
    }

    #[test]
    fn shares_are_no_part_of_a_name() {
        for item in [
            "许倩（61%）",
            "许倩 70%",
            "许倩持股18%",
            "许倩 出资300万元",
            "许倩",
        ] {
            assert_eq!(SHARE.replace(item, ""), "许倩", "{item}");
        }
    }
}
