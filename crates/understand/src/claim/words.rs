//! Words taken out of a sentence for a slot: a title, a remark, a project, what somebody said.

use daylight_model::MentionType;

use super::folded::is_wide;
use super::scene::{Here, Scene, Sentence};

/// Kinds of data that tell of persons.
const PERSONAL: [&str; 22] = [
    "通话",
    "话单",
    "短信",
    "旅客",
    "乘客",
    "人员",
    "名单",
    "户籍",
    "身份证",
    "护照",
    "病历",
    "员工",
    "学生",
    "住宿",
    "选民",
    "出入境",
    "call",
    "passenger",
    "staff",
    "voter",
    "passport",
    "medical",
];

/// Returns a sender as a name: without the address of a mail.
pub(super) fn sender_name(sender: &str) -> String {
    let name = sender
        .split('<')
        .next()
        .unwrap_or(sender)
        .trim()
        .trim_matches('"')
        .trim();
    if name.is_empty() {
        sender.trim().to_owned()
    } else {
        name.to_owned()
    }
}

/// Returns `管理员` of `管理员账号`.
pub(super) fn account_name(words: &str) -> String {
    let mut name = words;
    for end in ["账号", "帐号", "賬號", "帳號", " account"] {
        name = name.strip_suffix(end).unwrap_or(name);
    }
    if name.is_empty() {
        words.to_owned()
    } else {
        name.to_owned()
    }
}

/// Returns whether the data that a sentence speaks of tell of persons.
pub(super) fn is_personal(sentence: &Sentence<'_>) -> bool {
    sentence
        .longest("data", sentence.all())
        .and_then(|hit| sentence.folded.text.get(hit.start..hit.end))
        .is_some_and(|words| PERSONAL.iter().any(|known| words.contains(known)))
}

/// Returns whether a sentence is the name of a body and nothing else: a letterhead, a signature.
pub(super) fn is_name(sentence: &Sentence<'_>) -> bool {
    /// Bytes of marks beside it.
    const MARKS: usize = 6;
    let mut bodies = sentence.of_kind(MentionType::Org);
    let length = |here: Here<'_>| here.end.saturating_sub(here.start) + MARKS;
    bodies.any(|here| length(here) >= sentence.folded.text.len())
}

/// Returns whether a sentence of a paper tells its readers what they have to do.
pub(super) fn instructs(sentence: &Sentence<'_>) -> bool {
    const DUTIES: [&str; 12] = [
        "须", "必须", "应当", "不得", "严禁", "禁止", "请先", "请勿", "务必", "must ", "shall ",
        "please ",
    ];
    sentence.message.is_none()
        && DUTIES
            .iter()
            .any(|duty| sentence.folded.text.contains(duty))
}

/// Returns whether a sentence is a line of a list: short beside its names and values, without a full stop.
pub(super) fn is_line(sentence: &Sentence<'_>) -> bool {
    let text = sentence.folded.text.as_str();
    let known: usize = sentence
        .mentions
        .iter()
        .map(|here| here.end.saturating_sub(here.start))
        .sum();
    let bodies = sentence.of_kind(MentionType::Org).count();
    sentence.message.is_none()
        && bodies == 1
        && sentence.clauses.len() == 1
        && text.len().saturating_sub(known) <= 30
        && !text.ends_with(['。', '.', '!', '?'])
}

/// Returns what stands in a line of a list beside the name and the volume; none where the line is a sentence.
pub(super) fn remark_of_line(sentence: &Sentence<'_>, name: Here<'_>) -> Option<String> {
    let text = sentence.folded.text.as_str();
    if !is_line(sentence) || name.start > 12 {
        return None;
    }
    let mut end = text.len();
    for here in &sentence.mentions {
        if here.start >= name.end {
            end = end.min(here.start);
        }
    }
    let after = text.get(name.end..end)?;
    let kept =
        after.trim_matches(|c: char| c.is_whitespace() || "，,:：;；|-—()（）。".contains(c));
    if kept.is_empty() {
        return None;
    }
    let start = name.end + after.find(kept)?;
    sentence.words(start, start + kept.len())
}

/// Returns what a set of data is called: the body's name and the kind of data after it.
pub(super) fn title(scene: &Scene<'_>, sentence: &Sentence<'_>) -> Option<String> {
    let data = sentence.longest_outside_names("data", sentence.all())?;
    let owner = sentence
        .mentions
        .iter()
        .filter(|here| here.is(MentionType::Org) || here.is(MentionType::Country))
        .filter(|here| here.end <= data.start && data.start - here.end <= 12)
        .filter(|here| !here.value().is_some_and(|name| scene.is_own(name)))
        .max_by_key(|here| here.end);
    let from = owner.map_or(data.start, |here| here.start);
    sentence.words(from, data.end)
}

/// Returns the first and the last day of two dates in a sentence.
pub(super) fn date_range(sentence: &Sentence<'_>) -> Option<String> {
    let dates: Vec<&str> = sentence
        .of_kind(MentionType::Date)
        .filter_map(|here| here.value())
        .collect();
    match dates.as_slice() {
        [one] if one.contains('/') => Some((*one).to_owned()),
        [first, last] => Some(format!("{first}/{last}")),
        _ => None,
    }
}

/// Returns the name of a project: the words before `项目`, less the body that calls for it.
pub(super) fn project(sentence: &Sentence<'_>) -> Option<String> {
    let text = sentence.folded.text.as_str();
    let mut from = 0;
    while let Some(offset) = text[from..]
        .find("项目")
        .or_else(|| text[from..].find("項目"))
    {
        let at = from + offset;
        from = at + "项目".len();
        let floor = sentence
            .mentions
            .iter()
            .filter(|here| here.end <= at)
            .map(|here| here.end)
            .max()
            .unwrap_or(0);
        let before = &text[floor..at];
        let start = before
            .char_indices()
            .rev()
            .take_while(|(_, c)| is_wide(*c) && !"，。、的了为于在方该本与和(（".contains(*c))
            .last()
            .map(|(index, _)| floor + index)?;
        let name = &text[start..at];
        if name.chars().count() >= 2 && !name.contains("参加") && !name.contains("采购") {
            return sentence.words(start, from);
        }
    }
    None
}

/// Returns the number of a tender or contract: capital letters, digits and hyphens after a word that says number.
pub(super) fn reference(text: &str, sentence: &Sentence<'_>) -> Option<String> {
    const WORDS: [&str; 8] = [
        "编号",
        "編號",
        "项目号",
        "招标号",
        "标号",
        "reference",
        "ref.",
        "no.",
    ];
    let after = WORDS
        .iter()
        .filter_map(|word| text.find(word).map(|at| at + word.len()))
        .min()?;
    let start = after + text[after..].find(|c: char| c.is_ascii_alphanumeric())?;
    if start - after > 8 {
        return None;
    }
    let end = text[start..]
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '/' | '_')))
        .map_or(text.len(), |length| start + length);
    let token = &text[start..end];
    (token.len() >= 4 && token.contains(|c: char| c.is_ascii_digit()))
        .then(|| sentence.words(start, end))
        .flatten()
}

/// Returns what somebody said: what follows the word of saying, less dates and `its`.
pub(super) fn said(sentence: &Sentence<'_>, speaker: Option<Here<'_>>) -> Option<String> {
    let text = sentence.folded.text.as_str();
    let after_name = speaker.map_or(0, |here| here.end);
    let denial = sentence
        .hits
        .iter()
        .filter(|hit| hit.start >= after_name)
        .find(|hit| super::lexicon::LEXICON.cue("denies") == Some(hit.cue));
    let says = sentence
        .hits
        .iter()
        .filter(|hit| hit.start >= after_name)
        .find(|hit| super::lexicon::LEXICON.cue("says") == Some(hit.cue));
    let admits = sentence
        .hits
        .iter()
        .filter(|hit| hit.start >= after_name && !hit.negated)
        .find(|hit| super::lexicon::LEXICON.cue("confirms") == Some(hit.cue));
    let (mut start, end) = match (denial, says) {
        // What is admitted stands after the word for it.
        _ if admits.is_some() && denial.is_none() => {
            (admits.map_or(after_name, |hit| hit.end), text.len())
        }
        // The clause that denies, from the word of saying if it stands in the same clause.
        (Some(denial), says) => {
            let clause = sentence.clause_at(denial.start);
            let from = says
                .filter(|says| says.start >= clause.0 && says.end <= denial.start)
                .map_or(clause.0, |says| says.end);
            (from.max(after_name.min(denial.start)), clause.1)
        }
        (None, Some(says)) => {
            // 说公司账上没钱: the word of saying is the first character alone.
            let first = text[says.start..].chars().next().map_or(0, char::len_utf8);
            let from =
                if text[says.start..].starts_with('说') || text[says.start..].starts_with('說') {
                    says.start + first
                } else {
                    says.end
                };
            (from, text.len())
        }
        (None, None) => return None,
    };
    // The date of it is in a slot of its own.
    let mut kept = String::new();
    let dates: Vec<Here<'_>> = sentence.of_kind(MentionType::Date).collect();
    let mut take = |from: usize, to: usize| {
        if let Some(words) = sentence.words(from, to) {
            let glued = kept.is_empty() || kept.ends_with(is_wide);
            if !glued {
                kept.push(' ');
            }
            kept.push_str(&words);
        }
    };
    for date in dates {
        if date.start < start || date.end > end {
            continue;
        }
        if date.start > start {
            take(start, date.start);
        }
        start = date.end;
    }
    if end > start {
        take(start, end);
    }
    const LEADS: [&str; 16] = [
        "that there was no ",
        "there was no ",
        "that no ",
        "that ",
        "its ",
        "其",
        "该机构",
        "该单位",
        "我们",
        "我国",
        ":",
        "：",
        "，",
        ",",
        "了",
        " ",
    ];
    let mut words = kept.trim().to_owned();
    loop {
        let before = words.len();
        for lead in LEADS {
            if let Some(rest) = words.strip_prefix(lead) {
                words = rest.trim_start().to_owned();
            }
        }
        if words.len() == before {
            break;
        }
    }
    let words = words.trim_end_matches(|c: char| "，,。.;；！!、".contains(c) || c.is_whitespace());
    (!words.is_empty()).then(|| words.to_owned())
}

/// Returns the two or three Han characters that begin a sentence right before a word of saying.
pub(super) fn bare_speaker(sentence: &Sentence<'_>) -> Option<String> {
    const OTHER: [&str; 24] = [
        "我们", "咱们", "他们", "她们", "你们", "大家", "现在", "今天", "公司", "有人", "最近",
        "反正", "领导", "客户", "对方", "那边", "上面", "别人", "人家", "听他", "新闻", "不是",
        "按理", "老实",
    ];
    let text = sentence.folded.text.as_str();
    let says = sentence.hit("says").filter(|hit| !hit.negated)?;
    let name = text.get(..says.start)?;
    let plain = name.contains([
        '我', '你', '他', '她', '也', '都', '就', '还', '不', '再', '想', '要', '可',
    ]);
    ((2..=3).contains(&name.chars().count())
        && name.chars().all(is_wide)
        && !plain
        && !OTHER.iter().any(|word| name.contains(word)))
    .then(|| sentence.words(0, says.start))
    .flatten()
}

/// Returns who is spoken of by a title alone: 老板, the manager, 对方, the client.
pub(super) fn titled_speaker(sentence: &Sentence<'_>) -> Option<String> {
    ["boss", "client_word"].iter().find_map(|cue| {
        let hit = sentence.longest_outside_names(cue, sentence.all())?;
        sentence.words(hit.start, hit.end)
    })
}

/// Returns whether who speaks speaks of himself.
pub(super) fn is_of_speaker(text: &str) -> bool {
    let english = text
        .split(|c: char| !c.is_alphanumeric() && c != '\'')
        .any(|word| matches!(word, "i" | "i'm" | "i've" | "my" | "me"));
    let chinese = text.match_indices('我').any(|(at, _)| {
        !text[at + '我'.len_utf8()..].starts_with(['们', '司', '方', '公', '單', '单'])
    });
    english || chinese
}

/// Returns a name in quotes or title marks.
pub(super) fn quoted(sentence: &Sentence<'_>) -> Option<String> {
    /// Most characters of a product's name.
    const LONGEST: usize = 16;
    let text = sentence.folded.text.as_str();
    [
        ('“', '”'),
        ('「', '」'),
        ('《', '》'),
        ('"', '"'),
        ('【', '】'),
    ]
    .into_iter()
    .find_map(|(open, close)| {
        let start = text.find(open)? + open.len_utf8();
        let end = start + text.get(start..)?.find(close)?;
        let length = text[start..end].chars().count();
        (2..=LONGEST)
            .contains(&length)
            .then(|| sentence.words(start, end))
            .flatten()
    })
}

/// Returns whether a text has several kana.
pub(super) fn has_kana(text: &str) -> bool {
    const LEAST: usize = 3;
    text.chars()
        .filter(|c| matches!(c, '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}'))
        .take(LEAST)
        .count()
        == LEAST
}

/// Returns whether a sentence begins with a condition.
pub(super) fn is_supposed(text: &str) -> bool {
    const WORDS: [&str; 18] = [
        "如果",
        "要是",
        "假如",
        "万一",
        "倘若",
        "假使",
        "若是",
        "就算",
        "除非",
        "只要",
        "哪怕",
        "要不是",
        "如果说",
        "if ",
        "unless ",
        "in case ",
        "suppose ",
        "even if ",
    ];
    WORDS.iter().any(|word| text.starts_with(word))
}

/// Returns the two or three Han characters that begin a sentence before a word like 就 or 总: somebody's short name.
pub(super) fn bare_subject(sentence: &Sentence<'_>) -> Option<String> {
    const NEXT: [&str; 12] = [
        "就", "又", "总", "天天", "只", "从来", "真", "整天", "老是", "也", "都", "每次",
    ];
    const OTHER: [&str; 14] = [
        "我们", "咱们", "他们", "她们", "你们", "大家", "现在", "今天", "公司", "每天", "有人",
        "最近", "这次", "反正",
    ];
    let text = sentence.folded.text.as_str();
    let end = text
        .char_indices()
        .skip(2)
        .take(2)
        .map(|(at, _)| at)
        .find(|at| NEXT.iter().any(|word| text[*at..].starts_with(word)))?;
    let name = &text[..end];
    (name.chars().all(is_wide) && !OTHER.contains(&name))
        .then(|| sentence.words(0, end))
        .flatten()
}

/// Returns what a body does not comment on: the rest of the clause after the word for it, or what is rumoured.
pub(super) fn answered(sentence: &Sentence<'_>, speaker: Option<Here<'_>>) -> Option<String> {
    let text = sentence.folded.text.as_str();
    let hit = sentence.longest("no_comment", sentence.all())?;
    let clause = sentence.clause_at(hit.end.saturating_sub(1));
    let rest = text
        .get(hit.end..clause.1)?
        .trim_end_matches(['。', '，', ',', '.', ';', '；', '！', '!']);
    let lead = rest.len() - rest.trim_start_matches([' ', ':', '：', '了']).len();
    let lead = ["on ", "to ", "about ", "into ", "the "]
        .iter()
        .fold(lead, |at, word| {
            if rest[at..].starts_with(word) {
                at + word.len()
            } else {
                at
            }
        });
    if rest.chars().count() >= 3 {
        return sentence.words(hit.end + lead, hit.end + rest.len());
    }
    // 针对……一事，该行拒绝置评: what the sentence says before.
    let rumour = sentence.longest("intrusion", sentence.all())?;
    let clause = sentence.clause_at(rumour.start);
    let from = speaker
        .filter(|here| here.start >= clause.0 && here.end <= rumour.start)
        .map_or(clause.0, |here| here.end);
    let words = sentence.words(from, clause.1)?;
    let words = words
        .trim_start_matches(['就', '针', '对', '于', '有', '关'])
        .trim_end_matches(['，', ',', '。', '.']);
    Some(words.trim_end_matches("一事").to_owned())
}

/// Returns what is broken: the thing named last before it.
pub(super) fn broken_thing(sentence: &Sentence<'_>) -> Option<String> {
    let broken = sentence.hit("broken")?;
    let thing = super::lexicon::LEXICON.cue("workplace")?;
    let hit = sentence
        .hits
        .iter()
        .filter(|hit| hit.cue == thing && hit.end <= broken.start)
        .max_by_key(|hit| (hit.end, hit.end - hit.start))
        .copied()
        .or_else(|| sentence.longest("workplace", sentence.all()))?;
    sentence.words(hit.start, hit.end)
}

/// Returns what a complaint about pay is about: the word for it here or shortly before.
pub(super) fn pay_topic(scene: &Scene<'_>, index: usize) -> Option<String> {
    let this = &scene.sentences[index];
    std::iter::once(this)
        .chain(scene.before(index))
        .find_map(|sentence| {
            ["bonus", "salary"].iter().find_map(|cue| {
                let hit = sentence.longest(cue, sentence.all())?;
                sentence.words(hit.start, hit.end)
            })
        })
        .or_else(|| {
            // A mail says it in its subject.
            let subject = scene.message_of(this)?.conversation.as_deref()?;
            let lower = subject.to_lowercase();
            ["salary", "bonus", "wages", "工资", "奖金", "薪资"]
                .into_iter()
                .find(|word| lower.contains(word))
                .map(str::to_owned)
        })
        .or_else(|| {
            Some(
                if this.folded.text.is_ascii() {
                    "pay"
                } else {
                    "钱"
                }
                .to_owned(),
            )
        })
}

/// Returns whether a line is what a program shows and nobody says: a listing of files, the label of a dialog.
pub(super) fn is_of_screen(text: &str) -> bool {
    const LABELS: [&str; 22] = [
        "用户登录",
        "用户登陆",
        "账号登录",
        "账户登录",
        "管理员登录",
        "系统登录",
        "登录",
        "登陆",
        "登入",
        "注册",
        "用户名",
        "账号",
        "密码",
        "验证码",
        "忘记密码",
        "记住密码",
        "user login",
        "login",
        "log in",
        "sign in",
        "username",
        "password",
    ];
    let text = text.trim();
    let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let label = LABELS.contains(&text) || LABELS.contains(&bare.as_str());
    // `ls -l`: the kind of file and nine marks of who may do what (POSIX, ls).
    let mut marks = text.chars();
    let kind = marks.next().is_some_and(|mark| "-dl".contains(mark));
    let rights: Vec<char> = marks.take(9).collect();
    let listed = rights.len() == 9 && rights.iter().all(|mark| "rwxst-".contains(*mark));
    label || kind && listed && rights.contains(&'r')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_program_shows_is_nothing_that_somebody_says() {
        for text in [
            "-rw-r--r-- 1 root root 71.1g nov 3 09:12 calls_2021.csv",
            "drwxr-xr-x 2 admin staff 64 mail",
            "用户登录",
            "登 录",
            "sign in",
        ] {
            assert!(is_of_screen(text), "{text}");
        }
        for text in [
            "- 用户登录后看邮件",
            "登录成功,账号lisi能看",
            "-----------",
            "-rw 那台机器",
        ] {
            assert!(!is_of_screen(text), "{text}");
        }
    }
}
