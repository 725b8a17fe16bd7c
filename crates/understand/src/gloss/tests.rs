//! Whole lines glossed.

use std::fmt::Write as _;
use std::sync::LazyLock;

use super::*;

/// Entries of our own in the dictionary's format.
const ENTRIES: &str = "# a dictionary for tests
王 王 [Wang2] /surname Wang/
王 王 [wang2] /king/
單 单 [Shan4] /surname Shan/
單 单 [dan1] /single/
高峰 高峰 [Gao1 feng1] /Gaofeng, a district/
高峰 高峰 [gao1 feng1] /peak/
高興 高兴 [gao1 xing4] /happy/
數據庫 数据库 [shu4 ju4 ku4] /database/
合同 合同 [he2 tong5] /contract/CL:個|个[ge4]/also pr. [he2 tong2]/
臺灣 台湾 [Tai2 wan1] /Taiwan/
台灣 台湾 [Tai2 wan1] /variant of 臺灣|台湾[Tai2 wan1]/
為 为 [wei2] /to act as/
為 为 [wei4] /because of/for/
爲 为 [wei4] /variant of 為|为[wei4]/
圈套甲 圈套甲 [quan1 tao4 jia3] /variant of 圈套乙[quan1 tao4 yi3]/
圈套乙 圈套乙 [quan1 tao4 yi3] /variant of 圈套甲[quan1 tao4 jia3]/
行 行 [hang2] /row/
行 行 [xing2] /to walk/to go/
後 后 [hou4] /behind/afterwards/
后 后 [hou4] /empress/
云 云 [yun2] /(classical) to say/
雲 云 [yun2] /cloud/
簽訂 签订 [qian1 ding4] /to agree to and sign/
了 了 [le5] /(completed action)/
我 我 [wo3] /I; me/
他 他 [ta1] /he/
是 是 [shi4] /to be/
的 的 [de5] /of/
是的 是的 [shi4 de5] /yes/
網絡安全 网络安全 [wang3 luo4 an1 quan2] /network security/
局域網關 局域网关 [ju2 yu4 wang3 guan1] /an invented gateway/
穿 穿 [chuan1] /to wear/
T恤 T恤 [T xu4] /T-shirt/
市 市 [shi4] /city/
公安局 公安局 [gong1 an1 ju2] /public security bureau/
和 和 [he2] /and/
見面 见面 [jian4 mian4] /to meet/
";

static DICTIONARY: LazyLock<Dictionary> = LazyLock::new(|| {
    let (dictionary, bad) = Dictionary::parse(ENTRIES.to_owned());
    assert_eq!(bad, []);
    dictionary
});

pub(super) fn dictionary() -> &'static Dictionary {
    &DICTIONARY
}

fn gazetteer() -> Gazetteer {
    let mut gazetteer = Gazetteer::shipped();
    let bad = gazetteer.add_csv(
        "name,name_en,type,country,aliases\n安洵,Anxun,org,CN,\n合同,Hetong Ltd,org,CN,\n"
            .as_bytes(),
    );
    assert_eq!(bad, []);
    gazetteer
}

fn shown(words: &[Word], text: &str) -> String {
    let mut shown = String::new();
    for word in words {
        let Gloss {
            pinyin,
            senses,
            kind,
            source,
        } = &word.gloss;
        let kind = kind.map_or("", |kind| kind.as_str());
        writeln!(
            shown,
            "{} {pinyin} [{}] {} {kind}",
            &text[word.range.clone()],
            senses.join("; "),
            source.as_str(),
        )
        .unwrap();
    }
    shown
}

#[track_caller]
fn check(text: &str, names: &[(&str, MentionType)], expected: &[&str]) {
    let names: Vec<NameAt> = names
        .iter()
        .map(|(name, kind)| {
            let start = text.find(name).unwrap();
            NameAt {
                range: start..start + name.len(),
                kind: *kind,
            }
        })
        .collect();
    let gazetteer = gazetteer();
    let words = Glosser::new(&gazetteer, Some(dictionary())).read(text, &names);
    let found = shown(&words, text);
    let found: Vec<&str> = found.lines().map(str::trim_end).collect();
    assert_eq!(found, expected);
}

#[test]
fn words_of_a_line_come_with_pinyin_and_senses() {
    check(
        "我签订了數據庫",
        &[],
        &[
            "我 wǒ [I; me] dictionary",
            "签订 qiāndìng [to agree to and sign] dictionary",
            "了 le [(completed action)] dictionary",
            "數據庫 shùjùkù [database] dictionary",
        ],
    );
}

#[test]
fn the_cases_own_names_come_before_the_dictionary() {
    check(
        "安洵和合同",
        &[],
        &[
            "安洵 Ānxún [Anxun] case org",
            "和 hé [and] dictionary",
            "合同 Hétong [Hetong Ltd] case org",
        ],
    );
}

#[test]
fn a_person_is_one_word_and_never_glossed_by_what_the_characters_mean() {
    check(
        "单高兴和王高峰见面",
        &[
            ("单高兴", MentionType::Person),
            ("王高峰", MentionType::Person),
        ],
        &[
            "单高兴 Shàn Gāoxìng [] name person",
            "和 hé [and] dictionary",
            "王高峰 Wáng Gāofēng [] name person",
            "见面 jiànmiàn [to meet] dictionary",
        ],
    );
}

#[test]
fn a_body_is_one_word_with_the_name_that_the_lists_compose() {
    check(
        "砚塘市公安局的合同",
        &[("砚塘市公安局", MentionType::Org)],
        &[
            "砚塘市公安局 Yàntángshì Gōng'ānjú [Yantang Public Security Bureau] gazetteer org",
            "的 de [of] dictionary",
            "合同 Hétong [Hetong Ltd] case org",
        ],
    );
}

#[test]
fn states_and_places_come_from_the_shipped_lists_in_either_script() {
    check(
        "他是臺灣的",
        &[],
        &[
            "他 tā [he] dictionary",
            "是 shì [to be] dictionary",
            "臺灣 Táiwān [Taiwan] gazetteer country",
            "的 de [of] dictionary",
        ],
    );
}

#[test]
fn without_a_dictionary_names_and_readings_are_left() {
    let gazetteer = gazetteer();
    let text = "安洵签订";
    let words = Glosser::new(&gazetteer, None).read(text, &[]);
    assert_eq!(
        shown(&words, text),
        "安洵 Ānxún [Anxun] case org\n签订 qiāndìng [] reading \n"
    );
}

#[test]
fn a_name_may_run_over_the_end_of_a_line_and_what_is_covered_has_no_gloss() {
    let text = "单高\n兴见面\n电话▒▒▒**";
    let gazetteer = gazetteer();
    let names = [
        NameAt {
            range: 0..10,
            kind: MentionType::Person,
        },
        NameAt {
            range: 1..3,
            kind: MentionType::Person,
        },
        NameAt {
            range: 0..900,
            kind: MentionType::Org,
        },
    ];
    let words = Glosser::new(&gazetteer, Some(dictionary())).read(text, &names);
    let first = &words[0];
    assert_eq!(&text[first.range.clone()], "单高\n兴");
    assert_eq!(first.gloss.pinyin, "Shàn Gāoxìng");
    assert!(
        words
            .iter()
            .all(|word| !text[word.range.clone()].contains('▒'))
    );
    let in_order = words.is_sorted_by(|a, b| a.range.end <= b.range.start);
    assert!(in_order, "{words:?}");
}

#[test]
fn japanese_has_no_chinese_glosses() {
    check("東京の外務省から届いた", &[], &[]);
}
