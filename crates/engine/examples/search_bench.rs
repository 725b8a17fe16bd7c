//! Measures the search index on made-up short documents, beside bare Tantivy on the same tokens and SQLite FTS5 with
//! trigrams, in one run: `search_bench [DOCUMENTS] [REBUILT]`. Prints tables in Markdown. Queries that are given after
//! these are measured one by one, and nothing else.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "it times itself and ends where something is wrong: no part of the library"
)]

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use daylight_engine::search::{
    Change, IndexedDocument, Query, Records, SearchIndex, SearchOptions, TantivyIndex, Texts,
    TextsError, tokens,
};
use daylight_model::{
    Anchor, BlobId, LineBreaks, Part, PartData, PartKind, PartNumber, Place, State,
};
use rusqlite::Connection;
use tantivy::schema::{IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::WhitespaceTokenizer;
use tantivy::{Index, doc};

/// Documents that are handed over at once, as the ledger hands them over.
const BATCH: usize = 5_000;
const ROUNDS: usize = 5;

const CHINESE: &[&str] = &[
    "合同",
    "项目",
    "客户",
    "数据",
    "系统",
    "公司",
    "今天",
    "我们",
    "可以",
    "没有",
    "报价",
    "公安",
    "公安局",
    "安全",
    "服务器",
    "邮箱",
    "密码",
    "账号",
    "工资",
    "奖金",
    "老板",
    "同事",
    "会议",
    "测试",
    "平台",
    "产品",
    "手机",
    "定位",
    "通话记录",
    "旅客",
    "名单",
    "外交部",
    "财政部",
    "国防部",
    "卫生部",
    "移民局",
    "大学",
    "医院",
    "航空",
    "电信",
    "运营商",
    "权限",
    "漏洞",
    "远控",
    "木马",
    "渗透",
    "攻击",
    "目标",
    "样本",
    "投标",
    "中标",
    "招标",
    "供应商",
    "尾款",
    "发票",
    "付款",
    "预算",
    "领导",
    "加班",
    "离职",
    "新疆",
    "西藏",
    "香港",
    "台湾",
    "越南",
    "泰国",
    "印度",
    "尼泊尔",
    "巴基斯坦",
    "哈萨克斯坦",
    "马来西亚",
    "的",
    "了",
    "是",
    "在",
    "和",
    "也",
    "都",
    "就",
    "不",
    "要",
    "给",
    "把",
    "那边",
    "这个",
    "那个",
    "什么",
    "怎么",
    "时候",
    "现在",
    "昨天",
    "明天",
    "上周",
    "下个月",
    "年底",
    "已经",
    "还是",
    "应该",
    "可能",
    "听说",
    "好像",
    "问题",
    "需要",
    "支持",
    "完成",
    "提交",
    "更新",
    "下载",
    "上传",
    "分析",
    "报告",
    "方案",
    "公司安全",
    "全公开",
    "共安全",
    "安徽",
    "安全局",
    "公共安全",
    "办公",
    "办公室",
    "局长",
    "公示",
    "公告",
    "保安",
];
const LATIN: &[&str] = &[
    "vpn",
    "windows",
    "android",
    "T1059.001",
    "server",
    "price",
    "list",
    "contract",
    "mail",
    "ok",
    "APT",
    "shell",
    "admin",
    "2021-03-04",
    "5.5万",
    "15k",
    "192.0.2.7",
    "v2.1",
    "pdf",
    "excel",
];

/// A small generator of numbers: the same documents each time (Steele and others, SplitMix64, 2014).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `of`; small ones come oftener, as words do.
    fn skewed(&mut self, of: usize) -> usize {
        let share = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        ((share * share * of as f64) as usize).min(of - 1)
    }
}

fn text(number: usize) -> String {
    let mut numbers = Numbers(number as u64);
    let mut text = format!("第{number}条 ");
    for _ in 0..14 + numbers.next() % 28 {
        match numbers.next() % 12 {
            0 => {
                text.push(' ');
                text.push_str(LATIN[numbers.skewed(LATIN.len())]);
                text.push(' ');
            }
            1 => text.push('，'),
            // Names and places that nobody lists: two characters of the common ones at random.
            2 => {
                for _ in 0..2 {
                    let han = 0x4e00 + (numbers.skewed(3_500) as u32) * 5;
                    text.extend(char::from_u32(han));
                }
            }
            _ => text.push_str(CHINESE[numbers.skewed(CHINESE.len())]),
        }
    }
    text
}

fn document(number: usize, text: &str) -> IndexedDocument {
    let part = PartData {
        number: PartNumber(1),
        kind: PartKind::Body,
        name: None,
        breaks: LineBreaks::Wrap,
        text: text.to_owned(),
        anchors: vec![Anchor {
            start: 0,
            end: u32::try_from(text.len()).unwrap(),
            place: Place::line(1),
        }],
    };
    IndexedDocument {
        blob: blob(number),
        media_type: "text/plain".to_owned(),
        language: Some("zh-Hans".to_owned()),
        paths: vec![format!("chats/{}/{number}.txt", number / 1_000)],
        bytes: text.len() as u64,
        state: State::Read,
        parts: vec![Part::try_from(part).unwrap()],
        records: Records::default(),
    }
}

fn blob(number: usize) -> BlobId {
    BlobId::of(&number.to_le_bytes())
}

struct Kept<'a> {
    texts: &'a [String],
    numbers: HashMap<BlobId, usize>,
}

impl<'a> Kept<'a> {
    fn new(texts: &'a [String]) -> Self {
        let numbers = (0..texts.len()).map(|number| (blob(number), number));
        Self {
            texts,
            numbers: numbers.collect(),
        }
    }
}

impl Texts for Kept<'_> {
    fn parts(&self, blob: BlobId) -> Result<Vec<Part>, TextsError> {
        let number = self.numbers[&blob];
        Ok(document(number, &self.texts[number]).parts)
    }

    fn records(&self, _: BlobId) -> Result<Records, TextsError> {
        Ok(Records::default())
    }
}

fn ours(texts: &[String], folder: &Path) -> (TantivyIndex, Duration) {
    let index = TantivyIndex::open(folder).unwrap();
    let start = Instant::now();
    for (batch, some) in texts.chunks(BATCH).enumerate() {
        let changes = some
            .iter()
            .enumerate()
            .map(|(at, text)| Change::Put(Box::new(document(batch * BATCH + at, text))));
        index.apply(changes.collect(), batch as u64 + 1).unwrap();
    }
    (index, start.elapsed())
}

/// Tantivy with one field, given our own tokens with spaces between: their making is not counted.
fn bare(texts: &[String], folder: &Path) -> Duration {
    fs::create_dir_all(folder).unwrap();
    let mut schema = Schema::builder();
    let indexing = TextFieldIndexing::default()
        .set_tokenizer("spaces")
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let body = schema.add_text_field(
        "body",
        TextOptions::default().set_indexing_options(indexing),
    );
    let index = Index::create_in_dir(folder, schema.build()).unwrap();
    index
        .tokenizers()
        .register("spaces", WhitespaceTokenizer::default());
    let mut writer = index.writer_with_num_threads::<tantivy::TantivyDocument>(1, 48 << 20);
    let writer = writer.as_mut().unwrap();
    let mut spent = Duration::ZERO;
    for some in texts.chunks(BATCH) {
        let tokens = |text: &String| tokens(text, LineBreaks::Wrap).join(" ");
        let tokens: Vec<String> = some.iter().map(tokens).collect();
        let start = Instant::now();
        for tokens in tokens {
            writer.add_document(doc!(body => tokens)).unwrap();
        }
        writer.commit().unwrap();
        spent += start.elapsed();
    }
    spent
}

fn trigrams(texts: &[String], file: &Path) -> (Connection, Duration) {
    let mut database = Connection::open(file).unwrap();
    database
        .execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
             CREATE VIRTUAL TABLE t USING fts5(body, tokenize = 'trigram', content = '')",
        )
        .unwrap();
    let start = Instant::now();
    for (batch, some) in texts.chunks(BATCH).enumerate() {
        let transaction = database.transaction().unwrap();
        for (at, text) in some.iter().enumerate() {
            let row = (batch * BATCH + at) as i64;
            transaction
                .prepare_cached("INSERT INTO t (rowid, body) VALUES (?1, ?2)")
                .unwrap()
                .execute((row, text))
                .unwrap();
        }
        transaction.commit().unwrap();
    }
    (database, start.elapsed())
}

fn size(path: &Path) -> u64 {
    let metadata = fs::metadata(path).unwrap();
    if metadata.is_file() {
        return metadata.len();
    }
    let entries = fs::read_dir(path).unwrap();
    entries.map(|entry| size(&entry.unwrap().path())).sum()
}

const PLAIN: &[&str] = &[
    "合同",
    "公安",
    "公安局",
    "通话记录",
    "外交部",
    "vpn",
    "T1059.001",
    "合同 公安",
    "合同 -草稿",
    "旅客 OR 名单",
    "\"公司安全\"",
    "报价 客户 预算",
    "远控 NEAR/5 权限",
    "哈萨克斯坦 外交部",
    "192.0.2.7",
    "5.5万",
    "安全局 局长",
    "(木马 OR 远控) 服务器",
    "合同 type:text",
    "工资 path:chats/7",
    "pinyin:gonganju",
    "尾款 发票",
    "price list",
    "第777条",
];
const PATTERNS: &[&str] = &[
    "/T\\d{4}/",
    "/公安.?局/",
    "/合同[^，]{0,3}报价/",
    "andr*",
    "*server",
    "公?局",
    "/1\\d{2}\\.0/",
    "windws~1",
    "/(木马|远控)平台/",
];

fn percentile(times: &[Duration], share: f64) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort();
    sorted[((sorted.len() - 1) as f64 * share).round() as usize].as_secs_f64() * 1e3
}

fn asked(index: &TantivyIndex, texts: &Kept<'_>, queries: &[&str]) -> Vec<Duration> {
    let options = SearchOptions {
        count: true,
        ..SearchOptions::default()
    };
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        for query in queries {
            let start = Instant::now();
            let query = Query::parse(query).unwrap();
            index.search(&query, &options, texts).unwrap();
            times.push(start.elapsed());
        }
    }
    times
}

/// How much of what an index of single characters finds holds the word: all of its characters, or any.
fn precision_of_single_characters(texts: &[String]) {
    println!(
        "\n| word | holds it | all its characters anywhere | any of them |\n|---|---|---|---|"
    );
    for word in ["公安", "安全局", "外交部", "名单", "中标"] {
        let mut counts = [0_u32; 3];
        for text in texts {
            counts[0] += u32::from(text.contains(word));
            counts[1] += u32::from(word.chars().all(|character| text.contains(character)));
            counts[2] += u32::from(word.chars().any(|character| text.contains(character)));
        }
        let share = |of: u32| 100.0 * f64::from(counts[0]) / f64::from(of);
        println!(
            "| {word} | {} | {} ({:.0} % right) | {} ({:.0} % right) |",
            counts[0],
            counts[1],
            share(counts[1]),
            counts[2],
            share(counts[2])
        );
    }
}

fn main() {
    let number = |at: usize, otherwise: usize| {
        let given = std::env::args().nth(at);
        given.map_or(otherwise, |given| given.parse().unwrap())
    };
    let (count, rebuilt) = (number(1, 1_000_000), number(2, 100_000));
    let asked_for: Vec<String> = std::env::args().skip(3).collect();
    let folder = tempfile::tempdir().unwrap();
    let texts: Vec<String> = (0..count).map(text).collect();
    let bytes: usize = texts.iter().map(String::len).sum();
    println!("{count} documents, {:.1} MB of text.\n", bytes as f64 / 1e6);
    if !asked_for.is_empty() {
        let (index, _) = ours(&texts, &folder.path().join("ours"));
        let kept = Kept::new(&texts);
        for query in &asked_for {
            let times = asked(&index, &kept, &[query]);
            println!("`{query}`: {:.1} ms", percentile(&times, 0.5));
        }
        return;
    }

    let some = &texts[..rebuilt.min(count)];
    println!(
        "| {} documents | documents a second |\n|---|---|",
        some.len()
    );
    let mut ratios = Vec::new();
    for round in 0..3 {
        let (_, our_time) = ours(some, &folder.path().join(format!("ours{round}")));
        let bare_time = bare(some, &folder.path().join(format!("bare{round}")));
        let rate = |time: Duration| some.len() as f64 / time.as_secs_f64();
        println!(
            "| ours, from text, round {round} | {:.0} ({:.1} s) |",
            rate(our_time),
            our_time.as_secs_f64()
        );
        println!(
            "| bare Tantivy, our tokens, round {round} | {:.0} |",
            rate(bare_time)
        );
        ratios.push(rate(our_time) / rate(bare_time));
    }
    ratios.sort_by(f64::total_cmp);
    println!(
        "\nOurs against bare Tantivy, the middle of three: {:.2} ×.",
        ratios[1]
    );

    let start = Instant::now();
    let again = some.iter().enumerate();
    let again = again.map(|(number, text)| Ok(document(number, text)));
    TantivyIndex::rebuild_beside(&folder.path().join("again"), again, 1).unwrap();
    println!(
        "\nMade anew by itself, without commits between: {} documents in {:.1} s.",
        some.len(),
        start.elapsed().as_secs_f64()
    );

    let (index, our_time) = ours(&texts, &folder.path().join("ours"));
    let (database, fts_time) = trigrams(&texts, &folder.path().join("fts.db"));
    let our_size = size(&folder.path().join("ours")) as f64 / bytes as f64;
    let fts_size = size(&folder.path().join("fts.db")) as f64 / bytes as f64;
    println!("\n| {count} documents | indexing | size of the text |\n|---|---|---|");
    println!(
        "| ours | {:.1} s | {our_size:.2} × |",
        our_time.as_secs_f64()
    );
    println!(
        "| SQLite FTS5, trigrams, no content | {:.1} s | {fts_size:.2} × |",
        fts_time.as_secs_f64()
    );

    let kept = Kept::new(&texts);
    println!("\n| queries, counts included | p50 | p95 | most |\n|---|---|---|---|");
    for (what, queries) in [
        ("words, phrases, conditions", PLAIN),
        ("expressions, wildcards, nearly", PATTERNS),
    ] {
        let times = asked(&index, &kept, queries);
        println!(
            "| {what} ({}) | {:.1} ms | {:.1} ms | {:.1} ms |",
            queries.len(),
            percentile(&times, 0.5),
            percentile(&times, 0.95),
            percentile(&times, 1.0)
        );
    }
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        for word in ["公安局", "通话记录", "外交部", "哈萨克斯坦", "安全局"] {
            let start = Instant::now();
            let sql = "SELECT count(*) FROM t WHERE t MATCH ?1";
            let found: i64 = database
                .query_row(sql, [format!("\"{word}\"")], |row| row.get(0))
                .unwrap();
            assert!(found > 0, "{word}");
            times.push(start.elapsed());
        }
    }
    println!(
        "| FTS5: five words of three characters or more, counted only | {:.1} ms | {:.1} ms | {:.1} ms |",
        percentile(&times, 0.5),
        percentile(&times, 0.95),
        percentile(&times, 1.0)
    );
    println!("\n| the slowest queries | middle of five | first |\n|---|---|---|");
    let mut each: Vec<(f64, f64, &str)> = PLAIN
        .iter()
        .chain(PATTERNS)
        .map(|query| {
            let times = asked(&index, &kept, &[query]);
            let first = times[0].as_secs_f64() * 1e3;
            (percentile(&times, 0.5), first, *query)
        })
        .collect();
    each.sort_by(|a, b| b.0.total_cmp(&a.0));
    for (middle, first, query) in each.into_iter().take(10) {
        println!("| `{query}` | {middle:.1} ms | {first:.1} ms |");
    }
    precision_of_single_characters(&texts);
}
