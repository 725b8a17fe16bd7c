//! Stretches of a sentence that a slot is filled with where no list of words knows it: what comes after a name, the
//! noun phrase of a kind of data, a login, a reference. Always: a stretch stands in the sentence as it is.

use std::sync::LazyLock;

use daylight_model::MentionType;
use regex::Regex;

use super::folded::is_wide;
use super::names;
use super::scene::{Here, Scene, Sentence};

/// Most bytes of a sentence that is taken as a whole.
const SHORT: usize = 360;
/// What is left out at the ends of a stretch.
const MARKS: &str = "，,。.;；：:！!？?、·-–—…~～()（） \"“”'「」|#*";

/// Returns a stretch of the folded text as it stands in the part, without marks at its ends.
fn stretch(sentence: &Sentence<'_>, range: (usize, usize)) -> Option<String> {
    let text = sentence.folded.text.get(range.0..range.1)?;
    let edge = |c: char| MARKS.contains(c);
    let start = range.0 + (text.len() - text.trim_start_matches(edge).len());
    let kept = text.trim_matches(edge);
    let two = kept.chars().nth(1).is_some();
    two.then(|| sentence.words(start, start + kept.len()))
        .flatten()
}

/// Returns the whole sentence, if it is not long.
pub(super) fn whole(sentence: &Sentence<'_>) -> Option<String> {
    (sentence.folded.text.len() <= SHORT)
        .then(|| stretch(sentence, sentence.all()))
        .flatten()
}

/// Returns what a sentence says after byte `from`.
fn after(sentence: &Sentence<'_>, from: usize) -> Option<String> {
    let end = sentence.folded.text.len().min(from + SHORT);
    let end = (from..=end)
        .rev()
        .find(|at| sentence.folded.text.is_char_boundary(*at))?;
    stretch(sentence, (from, end))
}

/// Returns what became of a login: what stands after the account and the service, else the sentence.
pub(super) fn login_result(sentence: &Sentence<'_>) -> Option<String> {
    let named = sentence
        .mentions
        .iter()
        .filter(|here| is_host(here.mention.kind))
        .map(|here| here.end);
    let account = login_name_at(sentence).map(|(_, end)| end);
    let service = sentence
        .longest_outside_names("service", sentence.all())
        .map(|hit| hit.end);
    let last = named.chain(account).chain(service).max().unwrap_or(0);
    after(sentence, last).or_else(|| whole(sentence))
}

/// Returns whether a host's name is two words and a full stop: `it.support`.
fn is_dotted_word(host: &str) -> bool {
    let mut words = host.split('.');
    let two = (words.next(), words.next(), words.next());
    matches!(two, (Some(first), Some(_), None) if first != "www") && !host.contains(['/', ':', '@'])
}

/// Returns the host that one logs in to: one that is not the account.
pub(super) fn login_host(sentence: &Sentence<'_>) -> Option<String> {
    let account = login_name_at(sentence);
    [MentionType::Domain, MentionType::Url, MentionType::Ipv4]
        .into_iter()
        .flat_map(|kind| sentence.of_kind(kind))
        .find(|here| account.is_none_or(|(start, end)| here.start >= end || here.end <= start))
        .and_then(|here| here.value())
        .map(str::to_owned)
}

pub(super) fn is_host(kind: MentionType) -> bool {
    matches!(
        kind,
        MentionType::Domain
            | MentionType::Url
            | MentionType::Ipv4
            | MentionType::Ipv6
            | MentionType::Email
    )
}

static LABELLED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?:账号|帐号|账户|帐户|賬號|帳號|用户名|用户|用戶|登录名|身份|工号|\b(?:username|user name|login|account|acct|acc|user|as|uid|creds for|for)\b)\s*(?:是|为|名|叫|:|：|=|named|called|name|of)?\s*["“'`「]?([a-z0-9][a-z0-9._\-]{1,40})|["“'`「]?\b([a-z0-9][a-z0-9._\-]{1,40})["”'`」]?\s*(?:这个|那个|的|这|那)?(?:账号|帐号|账户|帐户|賬號|帳號|号|\s(?:account|login|user)\b)"#,
    )
    .expect("the pattern is fixed")
});
static TOKEN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[a-z][a-z0-9]*(?:[._\-]?[a-z0-9]+)*").expect("the pattern is fixed")
});
/// Latin words that stand beside a login in a Chinese sentence and are none.
const OTHER: [&str; 96] = [
    "the", "is", "was", "a", "an", "we", "you", "to", "in", "on", "for", "and", "still", "has",
    "had", "works", "worked", "of", "it", "at", "with", "page", "portal", "far", "well", "id",
    "ok", "http", "https", "www", "com", "web", "shell", "webshell", "token", "cookie", "dns",
    "ip", "poc", "cdn", "app", "pdf", "doc", "excel", "ppt", "url", "api", "bug", "log", "this",
    "that", "both", "them", "us", "me", "now", "tonight", "example", "exp", "session", "failed",
    "locked", "disabled", "expired", "valid", "invalid", "good", "fine", "same", "your", "my",
    "their", "his", "her", "our", "server", "login", "account", "user", "username", "password",
    "wrong", "bad", "error", "denied", "blocked", "closed", "dead", "not", "no", "new", "old",
    "again", "vpn", "mail", "are",
];

/// Returns where the name of an account stands: the word after 账号 or `as`, else one that is shaped like a login.
fn login_name_at(sentence: &Sentence<'_>) -> Option<(usize, usize)> {
    let text = sentence.folded.text.as_str();
    // `it.support` looks like a domain: beside what one logs in to it is an account.
    let hosts = sentence
        .mentions
        .iter()
        .filter(|here| is_host(here.mention.kind))
        .count()
        + usize::from(
            sentence
                .longest_outside_names("service", sentence.all())
                .is_some(),
        );
    let is_free = |start: usize, end: usize| {
        let word = &text[start..end];
        let taken = sentence.mentions.iter().any(|here| {
            let kind = here.mention.kind;
            let other = is_host(kind)
                && !(is_dotted_word(&text[here.start..here.end]) && hosts > 1)
                || matches!(
                    kind,
                    MentionType::Date | MentionType::Money | MentionType::Bytes | MentionType::Org
                );
            here.start < end && start < here.end && other
        });
        let service = sentence
            .longest(
                "service",
                (start.saturating_sub(1), (end + 1).min(text.len())),
            )
            .is_some_and(|hit| hit.start <= start && end <= hit.end);
        !taken && !service && !OTHER.contains(&word)
    };
    let labelled = LABELLED
        .captures_iter(text)
        .filter_map(|found| found.get(1).or_else(|| found.get(2)))
        .map(|name| (name.start(), name.end()))
        .find(|(start, end)| {
            is_free(*start, *end) && !text[*start..*end].bytes().all(|c| c.is_ascii_digit())
        });
    // `portal.a.example / fathy`: what stands beside a host, in a list of both.
    let beside = || {
        let hosts = sentence.mentions.iter().filter(|h| is_host(h.mention.kind));
        let ends = hosts.map(|here| here.end);
        ends.filter_map(|end| {
            let rest = text.get(end..)?;
            let word = rest.trim_start_matches([' ', '/', '／', '|', '｜']);
            let start = end + rest.len() - word.len();
            let token = TOKEN.find(word).filter(|token| token.start() == 0)?;
            let listed = rest[..start - end].contains(['/', '／', '|', '｜']);
            listed.then_some((start, start + token.end()))
        })
        .find(|(start, end)| is_free(*start, *end) && end - start >= 3)
    };
    let chinese = text.chars().any(is_wide);
    let shaped = || {
        TOKEN
            .find_iter(text)
            .map(|token| (token.start(), token.end()))
            .find(|(start, end)| {
                let word = &text[*start..*end];
                let mixed = word.contains(['.', '_']) || word.bytes().any(|c| c.is_ascii_digit());
                is_free(*start, *end) && word.len() >= 3 && (mixed || chinese)
            })
    };
    labelled.or_else(beside).or_else(shaped)
}

/// Returns the name of an account.
pub(super) fn login_name(sentence: &Sentence<'_>) -> Option<String> {
    let (start, end) = login_name_at(sentence)?;
    sentence.words(start, end)
}

/// Returns what one logs in to where no address says it: `VPN`, `the mail server`, 邮箱, with the body that it is of.
pub(super) fn service(sentence: &Sentence<'_>) -> Option<String> {
    let hit = sentence.longest_outside_names("service", sentence.all())?;
    let owner = sentence
        .of_kind(MentionType::Org)
        .filter(|here| here.end <= hit.start)
        .filter(|here| {
            let between = sentence.folded.text.get(here.end..hit.start).unwrap_or("-");
            matches!(between.trim(), "" | "的" | "'s" | "那个" | "这个")
        })
        .last();
    sentence.words(owner.map_or(hit.start, |here| here.start), hit.end)
}

/// What nouns for data and systems end in.
static DATA: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?:数据库|數據庫|资料库|資料庫|数据|數據|资料|資料|记录|紀錄|纪录|名册|名冊|名单|名單|名录|名錄|档案|檔案|档|檔|清单|清單|列表|信息|資訊|详单|詳單|话单|話單|流水|日志|日誌|台账|登记表|登记|申报表|病历|病歷|保单|保單|面单|户籍|戶籍|住址|邮件|郵件|信件|邮箱|信箱|通讯录|通訊錄|录音|錄音|照片|扫描件|掃描|图纸|合同库|账本|快照|备份|库|系统|系統|后台|後台|平台|服务器|排班|行程|订单|工单|轨迹|軌跡|轨道数据|用户表|用戶表|名表|明细|明細|报告|報告|票据|预约表|预约|进出闸|排行|人事|旅客|乘客|会员|會員|表格|表单)",
    )
    .expect("the pattern is fixed")
});
/// The same in English.
static ENGLISH_DATA: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?-u:\b)(?:databases?|dbs?|records?|lists?|manifests?|archives?|mails?|mailbox(?:es)?|e-?mails?|inbox(?:es)?|files|logs?|portal|registers?|registry|rolls?|dumps?|cdrs?|statements|drawings|blueprints|backups?|passwords|documents|correspondence|ledgers?|server|platform|systems?|folder|schedules?|bookings|payroll|contracts|tickets|itineraries|telephones|handsets|source code)(?-u:\b)",
    )
    .expect("the pattern is fixed")
});
/// English words that such a noun phrase does not begin with.
const DETERMINERS: [&str; 44] = [
    "the", "a", "an", "its", "their", "our", "his", "her", "my", "your", "of", "all", "some",
    "any", "no", "and", "or", "for", "to", "in", "on", "with", "from", "that", "this", "those",
    "these", "got", "have", "has", "had", "is", "was", "are", "were", "into", "over", "at", "by",
    "every", "single", "not", "took", "pulled",
];

/// Returns an English noun phrase of a kind of data.
fn english_data(sentence: &Sentence<'_>, range: (usize, usize)) -> Option<String> {
    const WORDS: usize = 3;
    let text = sentence.folded.text.as_str();
    let noun = ENGLISH_DATA
        .find_iter(text.get(range.0..range.1)?)
        .find(|noun| !sentence.is_in_name(range.0 + noun.start(), range.0 + noun.end()))?;
    let (mut start, end) = (range.0 + noun.start(), range.0 + noun.end());
    for _ in 0..WORDS {
        let head = text[range.0..start].strip_suffix(' ').unwrap_or("");
        let word = head
            .rsplit(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
            .next()
            .unwrap_or("");
        let begin = range.0 + head.len() - word.len();
        let named = sentence
            .mentions
            .iter()
            .any(|here| here.start < range.0 + head.len() && begin < here.end);
        if word.is_empty()
            || DETERMINERS.contains(&word)
            || named
            || word.bytes().all(|c| c.is_ascii_digit())
        {
            break;
        }
        start = begin;
    }
    sentence.words(start, end)
}

/// Characters that no such noun runs over.
pub(super) const STOPS: &str = "，,。.;；：:！!？?、（）()“”\"「」《》【】|有是为為系係拿要给給把将將份个個条條张張批套这這那了含及等和与與跟也都就还還从從被由对對向在能可约約共计計去来來到过過说說问問想买買卖賣搞弄看用收发發传傳导導爬拖脱没沒不只其该該某下上里裡";

/// Returns the noun phrase of a kind of data in a stretch, with the body or place that it is of: `越南铁路售票系统`.
pub(super) fn data(sentence: &Sentence<'_>, range: (usize, usize), owned: bool) -> Option<String> {
    let text = sentence.folded.text.as_str();
    let found = DATA
        .find_iter(text.get(range.0..range.1)?)
        .map(|noun| (range.0 + noun.start(), range.0 + noun.end()))
        .find(|(start, end)| !sentence.is_in_name(*start, *end));
    let Some(found) = found else {
        return english_data(sentence, range);
    };
    let names = |at: usize| {
        sentence
            .mentions
            .iter()
            .filter(|here| {
                matches!(
                    here.mention.kind,
                    MentionType::Org
                        | MentionType::Country
                        | MentionType::Place
                        | MentionType::Product
                )
            })
            .find(move |here| here.end == at && here.start >= range.0)
    };
    let mut start = found.0;
    loop {
        if let Some(owner) = names(start) {
            if owned {
                start = owner.start;
            }
            break;
        }
        let Some(before) = text
            .get(range.0..start)
            .and_then(|head| head.chars().next_back())
        else {
            break;
        };
        let at = start - before.len_utf8();
        if before == '的' {
            // The owner stands before 的.
            match names(at).filter(|_| owned) {
                Some(owner) => start = owner.start,
                None => break,
            }
            break;
        }
        if !is_wide(before) || STOPS.contains(before) || text[at..found.0].chars().count() > 10 {
            break;
        }
        start = at;
    }
    let longer = text[start..found.1].chars().count() > 1;
    longer.then(|| sentence.words(start, found.1)).flatten()
}

/// Returns what a set of data is called: the noun phrase of its kind, or the body that it is of and the words after.
pub(super) fn title(scene: &Scene<'_>, sentence: &Sentence<'_>) -> Option<String> {
    let owner = sentence
        .mentions
        .iter()
        .filter(|here| matches!(here.mention.kind, MentionType::Org | MentionType::Country))
        .find(|here| !here.value().is_some_and(|name| scene.is_own(name)));
    let named = owner.and_then(|owner| {
        let text = sentence.folded.text.as_str();
        let clause = sentence.clause_at(owner.start);
        let counted = super::count::first(sentence)
            .map(|count| count.start)
            .filter(|start| *start >= owner.end);
        let valued = sentence
            .mentions
            .iter()
            .filter(|here| {
                matches!(
                    here.mention.kind,
                    MentionType::Bytes | MentionType::Date | MentionType::Money
                )
            })
            .map(|here| here.start)
            .find(|start| *start >= owner.end);
        let end = [Some(clause.1), counted, valued]
            .into_iter()
            .flatten()
            .min()?;
        let words = text.get(owner.end..end)?;
        let stop = words
            .find(['(', '（', '|', '共', '约', '約', '有'])
            .unwrap_or(words.len());
        let kind = words[..stop]
            .trim_matches(|c: char| MARKS.contains(c) || c == '的' || c == '那' || c == '份');
        let fits = kind.chars().count() >= 2 && !kind.contains(['我', '拿', '给', '要']);
        fits.then(|| stretch(sentence, (owner.start, owner.end + stop)))
            .flatten()
    });
    named.or_else(|| data(sentence, sentence.all(), true))
}

static REFERENCE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:[a-z]{1,8}[-/ ]?)?(?:[a-z0-9]{1,8}[-/]){1,5}[a-z0-9]{1,8}\b")
        .expect("the pattern is fixed")
});

/// Returns the number of a tender or contract by its shape: letters and digits joined by hyphens.
pub(super) fn reference(sentence: &Sentence<'_>) -> Option<String> {
    let text = sentence.folded.text.as_str();
    REFERENCE
        .find_iter(text)
        .filter(|token| {
            let word = token.as_str();
            let digits = word.bytes().filter(u8::is_ascii_digit).count();
            let letters = word.bytes().filter(u8::is_ascii_alphabetic).count();
            let taken = sentence.mentions.iter().any(|here| {
                here.start < token.end()
                    && token.start() < here.end
                    && (is_host(here.mention.kind)
                        || matches!(
                            here.mention.kind,
                            MentionType::Date | MentionType::Money | MentionType::Phone
                        ))
            });
            !taken && digits >= 2 && letters >= 1 && word.len() >= 5
        })
        .find_map(|token| sentence.words(token.start(), token.end()))
}

/// Returns the body or the short name that heads a line before a colon: `三局：…`, `Client - …`.
pub(super) fn head(sentence: &Sentence<'_>) -> Option<String> {
    const LONGEST: usize = 12;
    let text = sentence.folded.text.as_str();
    let (at, _) = text
        .char_indices()
        .take(40)
        .find(|(_, c)| matches!(c, ':' | '：' | '–' | '—'))?;
    let from = text[..at]
        .rfind(['、', '.', '#', ')', '）', ' '])
        .filter(|_| text[..at].chars().any(is_wide))
        .map_or(0, |index| {
            index + text[index..].chars().next().map_or(1, char::len_utf8)
        });
    let name = text.get(from..at)?.trim();
    let fits =
        (2..=LONGEST).contains(&name.chars().count()) && !name.bytes().any(|c| c.is_ascii_digit());
    fits.then(|| stretch(sentence, (from, at))).flatten()
}

/// Who asks, before the word for it: `X那边来话了，想要…`.
static ASKER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?:^|[，。；：:,;\s\-—、])((?:[\p{Han}]{2,9}?(?:局|厅|廳|处|處|队|隊|部|院|办|辦|总|總|国保|國保|海关|公司|集团|大学|客户|客戶|甲方|领导|院方|校方|单位|單位|科|组|行))|[\p{Han}]{2,4})(?:那边|那邊|那头|方面|这边|的人|来人)?(?:来话了?|来电|来函|來信|来信|又|还|還|也|就|再|刚|昨天|今天|上周|今早|私下|口头|点名|说|問|问)*[,，]?(?:想要|还要|想|要的是|要|需要|提出|希望|索要|请求|求购|委托|问能不能|問能否|打听|点名要|让我们|想让我们)",
    )
    .expect("the pattern is fixed")
});

/// Returns who asks for something: a body or a short name before the word for asking.
pub(super) fn asker(scene: &Scene<'_>, sentence: &Sentence<'_>) -> Option<String> {
    const NOBODY: [&str; 16] = [
        "我们", "咱们", "你们", "他们", "人家", "不是", "如果", "是不", "有没", "可能", "现在",
        "今天", "只是", "主要", "还是", "大家",
    ];
    let wants = ["wants", "can_get"]
        .iter()
        .find_map(|cue| sentence.longest_outside_names(cue, sentence.all()))
        .map_or(sentence.folded.text.len(), |hit| hit.start);
    let body = sentence
        .of_kind(MentionType::Org)
        .filter(|here| here.end <= wants)
        .filter_map(|here| here.value())
        .find(|name| !scene.is_own(name))
        .map(str::to_owned);
    body.or_else(|| {
        let name = ASKER.captures(&sentence.folded.text)?.get(1)?;
        let plain = NOBODY.iter().any(|word| name.as_str().starts_with(word));
        (!plain)
            .then(|| sentence.words(name.start(), name.end()))
            .flatten()
    })
}

/// Returns whether a text is said to somebody: with 你, 贵司 or `you`.
pub(super) fn addresses(text: &str) -> bool {
    ["你", "您", "贵", "貴"]
        .iter()
        .any(|word| text.contains(word))
        || text
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| matches!(word, "you" | "your"))
}

/// Returns what is wanted: what follows the word for wanting, to the end of the sentence.
pub(super) fn wanted(sentence: &Sentence<'_>) -> Option<String> {
    let hit = ["wants", "can_get"]
        .iter()
        .find_map(|cue| sentence.longest_outside_names(cue, sentence.all()))?;
    after(sentence, hit.end)
}

/// Returns what a product can do: what follows its name, else the sentence.
pub(super) fn capability(sentence: &Sentence<'_>) -> Option<String> {
    let named = sentence
        .of_kind(MentionType::Product)
        .last()
        .map(|here| here.end);
    let closed = sentence
        .folded
        .text
        .char_indices()
        .rfind(|(_, c)| matches!(c, '”' | '」' | '》' | '】'))
        .map(|(at, c)| at + c.len_utf8());
    after(sentence, named.max(closed).unwrap_or(0))
        .filter(|words| words.chars().count() >= 4)
        .or_else(|| whole(sentence))
}

/// Who bids for show: 让X陪标.
static SHOW_BIDDER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:让|讓|叫|找|请|請|拉|拖)([\p{Han}]{2,8}?)(?:来|來|去|也)?(?:陪标|陪標|陪跑|陪投|围标|圍標|凑数|湊數)").expect("the pattern is fixed")
});

/// Returns the name of who is asked to bid for show, also one that no list knows.
pub(super) fn show_bidder(sentence: &Sentence<'_>) -> Option<String> {
    const NOBODY: [&str; 6] = ["他们", "他們", "人家", "两家", "几家", "谁"];
    let name = SHOW_BIDDER.captures(&sentence.folded.text)?.get(1)?;
    (!NOBODY.contains(&name.as_str()))
        .then(|| sentence.words(name.start(), name.end()))
        .flatten()
}

/// Which side of a payment a body is on by the words beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Pays,
    IsPaid,
}

static PAYS_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:收到|收了|收|来自|來自|找|跟|管|问|問|由|received from|from|invoice to|invoiced|billed|charge|charged|bill)(?:了|的)?\s*$")
        .expect("the pattern is fixed")
});
static PAID_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:支付给?|付给?|打给|转给|轉給|汇给|匯給|给|給|向|欠|尚欠|付|paid to|pay to|paid|pay|owe|owes|owed|to|wired to|payable to|transfer to)(?:了|的)?\s*(?:the )?$")
        .expect("the pattern is fixed")
});
static PAYS_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\s*(?:那边|那邊|方面|方|已|已经|还|還|也|今天|昨天|上周|上季度|终于|只|才|又|先|一次性|that|has|have|had|will|still|finally|just|only)*\s*(?:付|支付|打款|打了|打来|回款|欠|结|結|汇|匯|转|轉|给了|給了|出|愿意|预算|拨|撥|交|paid|pays|pay|owes?|owed|wired|transferred|settled|sent|agreed to pay|bought|offers?|offered|budget)")
        .expect("the pattern is fixed")
});
static PAID_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\s*(?:那边|那邊|那家|他们|他們|家|已|才|也|都|只|又)*\s*(?:报|報|开价|開價|要价|收了|收到|收|卖|賣|开的|quoted?|quotes|charges?|charged|asks?|asked|wants|invoiced|billed|sells?|received|got)")
        .expect("the pattern is fixed")
});

/// Returns the body on one side of a payment.
pub(super) fn party(scene: &Scene<'_>, sentence: &Sentence<'_>, wanted: Side) -> Option<String> {
    let text = sentence.folded.text.as_str();
    let side = |here: &Here<'_>| {
        let (before, behind) = (&text[..here.start], &text[here.end..]);
        if PAYS_AFTER.is_match(behind) {
            Some(Side::Pays)
        } else if PAID_AFTER.is_match(behind) {
            Some(Side::IsPaid)
        } else if PAYS_BEFORE.is_match(before) {
            Some(Side::Pays)
        } else if PAID_BEFORE.is_match(before) {
            Some(Side::IsPaid)
        } else {
            None
        }
    };
    let bodies: Vec<Here<'_>> = sentence.of_kind(MentionType::Org).collect();
    bodies
        .iter()
        .find(|here| side(here) == Some(wanted))
        .and_then(|here| here.value())
        .map(str::to_owned)
        .or_else(|| {
            // A public body buys; a firm that is not told otherwise is the other side of the company.
            let public = |here: &&Here<'_>| {
                here.value()
                    .is_some_and(|name| names::is_public(scene.found, name))
            };
            let told = bodies
                .iter()
                .find(|here| side(here).is_none())
                .filter(|here| (wanted == Side::Pays) == public(here));
            told.and_then(|here| here.value()).map(str::to_owned)
        })
}

/// Returns the body that a document is about: the first that its first sentences name, the own company last.
pub(super) fn subject(scene: &Scene<'_>, sentence: &Sentence<'_>) -> Option<String> {
    const HEAD: usize = 6;
    /// How far into a sentence its subject begins at most, in bytes.
    const EARLY: usize = 9;
    let name = |here: Here<'_>| here.value().map(str::to_owned);
    let early = |sentence: &Sentence<'_>| {
        sentence
            .of_kind(MentionType::Org)
            .find(|here| here.start <= EARLY)
            .and_then(name)
    };
    early(sentence)
        .or_else(|| {
            let head = scene
                .sentences
                .iter()
                .take(HEAD)
                .take_while(|other| other.order < sentence.order);
            (!scene.is_talk())
                .then(|| {
                    head.flat_map(|other| other.of_kind(MentionType::Org))
                        .next()
                })
                .flatten()
                .and_then(name)
        })
        .or_else(|| sentence.of_kind(MentionType::Org).next().and_then(name))
        .or_else(|| scene.own.clone())
}

/// Returns the body that a paper's sentence without a body tells a fact of.
pub(super) fn registered(scene: &Scene<'_>, sentence: &Sentence<'_>) -> Option<String> {
    if sentence.of_kind(MentionType::Org).next().is_some() {
        return None;
    }
    labelled(scene, sentence).or_else(|| subject(scene, sentence))
}

fn labelled(scene: &Scene<'_>, sentence: &Sentence<'_>) -> Option<String> {
    let of_part = |other: &&Sentence<'_>| other.span.part == sentence.span.part;
    let before = scene.sentences[..sentence.order].iter().rev();
    before.filter(of_part).find_map(label_of)
}

/// Returns the body that a line is labelled with: `名称：某公司`.
pub(super) fn label_of(sentence: &Sentence<'_>) -> Option<String> {
    const LABELS: [&str; 10] = [
        "名称:",
        "名稱:",
        "企业名称:",
        "公司名称:",
        "企业:",
        "公司:",
        "主体:",
        "company:",
        "name:",
        "entity:",
    ];
    let label = LABELS
        .iter()
        .find(|label| sentence.folded.text.starts_with(**label))?
        .len();
    let mut named = sentence.of_kind(MentionType::Org);
    let named = named.find(|here| here.start >= label)?;
    named.value().map(str::to_owned)
}

/// Returns who says something in public: the person or body before the word of saying, else the first named.
pub(super) fn speaker(sentence: &Sentence<'_>) -> Option<String> {
    let says = ["says", "deny_verb", "denies", "confirms", "no_comment"]
        .iter()
        .filter_map(|cue| sentence.hit(cue))
        .map(|hit| hit.start)
        .min()
        .unwrap_or(sentence.folded.text.len());
    let named = |kind: MentionType| sentence.of_kind(kind);
    let who = [MentionType::Person, MentionType::Org]
        .iter()
        .any(|kind| named(*kind).any(|here| here.start <= says));
    if !who && let Some(words) = subject_of_saying(sentence, says) {
        return Some(words);
    }
    let before = |kind: MentionType| named(kind).filter(|here| here.start <= says).last();
    before(MentionType::Person)
        .or_else(|| before(MentionType::Org))
        .or_else(|| named(MentionType::Person).next())
        .or_else(|| named(MentionType::Org).next())
        .and_then(|here| here.value())
        .map(str::to_owned)
}

/// Returns the words before a word of saying, where they are few and name somebody by office: 一名议员, their CEO.
fn subject_of_saying(sentence: &Sentence<'_>, says: usize) -> Option<String> {
    const LONGEST: usize = 42;
    const LEADS: [&str; 20] = [
        "不过",
        "但是",
        "但",
        "另外",
        "昨天",
        "今天",
        "刚才",
        "刚",
        "听说",
        "后来",
        "而",
        "且",
        "又",
        "however",
        "but",
        "and",
        "today",
        "yesterday",
        "also",
        "then",
    ];
    const NOBODY: [&str; 18] = [
        "我", "他", "她", "你", "您", "它", "谁", "有人", "大家", "he", "she", "they", "i", "we",
        "you", "it", "who", "据",
    ];
    const ADVERBS: &str =
        "也又还還就都曾已再亲口亲親明确明確公开公開昨天今天周一周二周三周四周五在会上會上里";
    if says >= sentence.folded.text.len() {
        return None;
    }
    let text = sentence.folded.text.as_str();
    let clause = sentence.clause_at(says);
    let head = text.get(clause.0..says)?;
    let mut words = head.trim_matches(|c: char| MARKS.contains(c) || c.is_whitespace());
    for lead in LEADS {
        // `and` is no part of Andrew.
        words = words
            .strip_prefix(lead)
            .filter(|rest| !(lead.is_ascii() && rest.starts_with(|c: char| c.is_alphanumeric())))
            .unwrap_or(words)
            .trim_start();
    }
    let kept = words.trim_end_matches(|c: char| ADVERBS.contains(c));
    let plain = NOBODY
        .iter()
        .any(|word| kept == *word || !word.is_ascii() && kept.starts_with(word));
    let fits = kept.chars().count() >= 2 && kept.len() <= LONGEST && !plain;
    let start = clause.0 + head.find(kept)?;
    fits.then(|| stretch(sentence, (start, start + kept.len())))
        .flatten()
}

/// Returns what a speaker said: what follows the name and the word of saying, else the sentence.
pub(super) fn said(sentence: &Sentence<'_>) -> Option<String> {
    let from = sentence
        .mentions
        .iter()
        .filter(|here| matches!(here.mention.kind, MentionType::Person | MentionType::Org))
        .map(|here| here.end)
        .find(|end| *end <= sentence.folded.text.len() / 2)
        .unwrap_or(0);
    after(sentence, from).or_else(|| whole(sentence))
}

/// Returns a value of a profile: a name as it is written, a number, what follows the label.
pub(super) fn property(sentence: &Sentence<'_>, property: &str) -> Option<String> {
    let text = sentence.folded.text.as_str();
    let written = |kinds: &[MentionType]| {
        let mut here = sentence
            .mentions
            .iter()
            .filter(|here| kinds.contains(&here.mention.kind));
        here.next()
            .and_then(|here| sentence.words(here.start, here.end))
    };
    let label_end = || {
        sentence
            .of_kind(MentionType::Org)
            .map(|here| here.end)
            .chain(text.find([':', '：']).map(|at| at + 1))
            .max()
            .unwrap_or(0)
    };
    match property {
        "representative" => written(&[MentionType::Person]),
        "website" => written(&[MentionType::Url, MentionType::Domain]),
        "phone" => written(&[MentionType::Phone]).or_else(|| digits(sentence)),
        "company_id" => written(&[MentionType::CompanyId]).or_else(|| digits(sentence)),
        "capital" => written(&[MentionType::Money]),
        _ => {
            let from = label_end();
            let from = (from..=text.len()).find(|at| text.is_char_boundary(*at))?;
            after(sentence, from).or_else(|| whole(sentence))
        }
    }
}

static DIGITS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[+a-z0-9][a-z0-9\- ]{4,24}[a-z0-9]").expect("the pattern is fixed")
});

/// Returns the first run of letters and digits with five digits or more.
fn digits(sentence: &Sentence<'_>) -> Option<String> {
    DIGITS
        .find_iter(&sentence.folded.text)
        .filter(|run| run.as_str().bytes().filter(u8::is_ascii_digit).count() >= 5)
        .find_map(|run| {
            let word = run.as_str();
            let first = word.find(|c: char| c.is_ascii_digit() || c == '+')?;
            let begin = word[..first].rfind(' ').map_or(0, |at| at + 1);
            sentence.words(run.start() + begin, run.end())
        })
}
