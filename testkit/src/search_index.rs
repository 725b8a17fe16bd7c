//! What every search index keeps to, as tests that any backend runs: the same files for the same query, whoever
//! answers. Always: expectations are written by hand, in words of both scripts; what an index cannot decide it
//! reads from a [`Library`], as it would from the ledger.

use std::collections::BTreeMap;

use daylight_engine::search::{
    Change, Facets, IndexedDocument, IndexedMessage, Query, Records, SearchIndex, SearchOptions,
    Sort, TermList, Texts, TextsError,
};
use daylight_model::{
    Anchor, BlobId, LineBreaks, Part, PartData, PartKind, PartNumber, Place, Span, State,
};

/// Documents by the name they go by in a test; also the texts that an index may read.
#[derive(Debug, Clone, Default)]
pub struct Library {
    documents: BTreeMap<BlobId, IndexedDocument>,
}

impl Library {
    /// Adds a document whose id is that of its path; each text is a part.
    pub fn put(&mut self, path: &str, breaks: LineBreaks, texts: &[&str]) -> &mut IndexedDocument {
        let parts: Vec<Part> = (1..)
            .zip(texts)
            .map(|(number, text)| part(number, breaks, text))
            .collect();
        let document = IndexedDocument {
            blob: BlobId::of(path.as_bytes()),
            media_type: "text/plain".to_owned(),
            language: None,
            paths: vec![path.to_owned()],
            bytes: texts.iter().map(|text| text.len() as u64).sum(),
            state: State::Read,
            parts,
            records: Records::default(),
        };
        self.documents
            .entry(document.blob)
            .insert_entry(document)
            .into_mut()
    }

    /// Returns the changes that put all of it into an index.
    pub fn changes(&self) -> Vec<Change> {
        let put = |document: &IndexedDocument| Change::Put(Box::new(document.clone()));
        self.documents.values().map(put).collect()
    }

    /// Returns its documents, by their ids.
    pub fn documents(&self) -> impl Iterator<Item = &IndexedDocument> {
        self.documents.values()
    }

    /// Adds a chat of four messages, one of them without words.
    fn chat(&mut self) {
        let lines = [
            ("王伟", "2021-03-04T09:30:00", "报价单发你了，安洵的"),
            ("李娜", "2021-03-04T09:31:00", "收到，报价太高"),
            ("王伟", "2022-01", "好的\t明天见"),
            ("system", "2022-01-05T00:00:00", ""),
        ];
        let texts: Vec<&str> = lines.iter().map(|(.., text)| *text).collect();
        let text = texts.join("\n");
        let chat = self.put("chat.txt", LineBreaks::End, &[&text]);
        let mut start = 0;
        for (sender, time, text) in lines {
            let end = start + u32::try_from(text.len()).expect("a short text");
            chat.records.messages.push(IndexedMessage {
                span: Span {
                    part: PartNumber(1),
                    start,
                    end,
                },
                sender: Some(sender.to_owned()),
                recipients: vec!["项目群".to_owned()],
                time: Some(time.to_owned()),
            });
            start = end + 1;
        }
        chat.records
            .messages
            .retain(|message| message.span.start < message.span.end);
    }

    fn path(&self, blob: BlobId) -> String {
        let document = self.documents.get(&blob);
        document.map_or_else(|| blob.to_string(), |document| document.paths[0].clone())
    }

    /// Returns the first paths of all files that an index finds, in the order of their names.
    ///
    /// # Panics
    /// Where the query cannot be read or the index fails: this is a test.
    pub fn found(&self, index: &dyn SearchIndex, query: &str) -> Vec<String> {
        let query = Query::parse(query).unwrap_or_else(|error| panic!("{query}: {error}"));
        self.found_by(index, &query)
    }

    /// The same for a query that was read before.
    ///
    /// # Panics
    /// Where the index fails, or contradicts itself.
    pub fn found_by(&self, index: &dyn SearchIndex, query: &Query) -> Vec<String> {
        let found = index
            .search(query, &everything(), self)
            .unwrap_or_else(|error| panic!("{query}: {error}"));
        assert!(found.total_is_exact, "{query}");
        assert_eq!(found.total, found.hits.len() as u64, "{query}");
        let mut paths: Vec<String> = found.hits.iter().map(|hit| self.path(hit.blob)).collect();
        paths.sort();
        paths
    }
}

impl Texts for Library {
    fn parts(&self, blob: BlobId) -> Result<Vec<Part>, TextsError> {
        let document = self.documents.get(&blob);
        Ok(document
            .map(|document| document.parts.clone())
            .unwrap_or_default())
    }

    fn records(&self, blob: BlobId) -> Result<Records, TextsError> {
        let document = self.documents.get(&blob);
        Ok(document
            .map(|document| document.records.clone())
            .unwrap_or_default())
    }
}

/// Texts that nobody may ask for.
struct NoTexts;

impl Texts for NoTexts {
    fn parts(&self, blob: BlobId) -> Result<Vec<Part>, TextsError> {
        let refused: Box<dyn std::error::Error + Send + Sync> = format!("no text of {blob}").into();
        Err(refused.into())
    }

    fn records(&self, blob: BlobId) -> Result<Records, TextsError> {
        let refused: Box<dyn std::error::Error + Send + Sync> = format!("no text of {blob}").into();
        Err(refused.into())
    }
}

/// Options that ask for all there is.
pub fn everything() -> SearchOptions {
    SearchOptions {
        limit: usize::MAX,
        read_limit: usize::MAX,
        ..SearchOptions::default()
    }
}

/// Returns a part with a place for each line.
///
/// # Panics
/// Where the text is longer than a part may be.
pub fn part(number: u32, breaks: LineBreaks, text: &str) -> Part {
    let mut anchors = Vec::new();
    let mut start = 0;
    for (line, row) in (1..).zip(text.split('\n')) {
        let end = start + row.len();
        if start < end {
            anchors.push(Anchor {
                start: start.try_into().expect("a short text"),
                end: end.try_into().expect("a short text"),
                place: Place::line(line),
            });
        }
        start = end + 1;
    }
    Part::try_from(PartData {
        number: PartNumber(number),
        kind: PartKind::Body,
        name: None,
        breaks,
        text: text.to_owned(),
        anchors,
    })
    .expect("anchors of lines hold")
}

/// Makes an empty index.
pub type Make<'a> = &'a dyn Fn() -> Box<dyn SearchIndex>;

fn library() -> Library {
    let (wrap, end) = (LineBreaks::Wrap, LineBreaks::End);
    let mut library = Library::default();
    library.put(
        "合同.txt",
        wrap,
        &["甲方签订合\n同书，金额5.5\n万元。使用T1059.001技术"],
    );
    let sheet = library.put("dump.zip!/表.csv", end, &["合\n同\t金额\n55000元\n合 同"]);
    sheet.media_type = "text/csv".to_owned();
    sheet.language = Some("zh-Hans".to_owned());
    library.put(
        "trad.md",
        wrap,
        &["機密檔案：ＶＰＮ賬號 a@b.example，共同，金額"],
    );
    let english = library.put(
        "english.txt",
        wrap,
        &["The router at 192.0.2.1 is under remote\ncontrol; not re-mote control. CNY55000 shutd0wn"],
    );
    english.language = Some("en".to_owned());
    english.bytes = 2_000_000;
    let broken = library.put("pictures/broken.PNG", end, &[]);
    broken.media_type = "image/png".to_owned();
    broken.state = State::Failed;
    let pages = library.put(
        "pages.pdf",
        wrap,
        &["合", "同 café", "remote", "control 账号 VPN b中d"],
    );
    pages.records.times = vec!["2020-06-01T10:00:00".to_owned(), "2021-03-05".to_owned()];
    library.chat();
    library
}

/// Queries and the files that hold them.
const FOUND: &[(&str, &[&str])] = &[
    // Han: these characters in this order, line wraps apart.
    ("合同", &["合同.txt"]),
    ("\"合同\"", &["合同.txt", "dump.zip!/表.csv"]),
    ("\"合 同\"", &["合同.txt", "dump.zip!/表.csv"]),
    ("机密", &["trad.md"]),
    ("機密檔案", &["trad.md"]),
    ("密机", &[]),
    (
        "同",
        &["合同.txt", "dump.zip!/表.csv", "pages.pdf", "trad.md"],
    ),
    ("元", &["合同.txt", "dump.zip!/表.csv"]),
    ("金额", &["合同.txt", "dump.zip!/表.csv", "trad.md"]),
    ("5.5万元", &["合同.txt"]),
    ("55000元", &["dump.zip!/表.csv"]),
    ("000元", &[]),
    // Latin and digits: apart from the Han beside them and from each other, whole otherwise.
    ("55000", &["dump.zip!/表.csv", "english.txt"]),
    ("5500", &[]),
    ("T1059.001", &["合同.txt"]),
    ("t1059", &["合同.txt"]),
    ("T1059.0", &[]),
    ("vpn", &["pages.pdf", "trad.md"]),
    ("VPN账号", &["trad.md"]),
    ("\"VPN 账号\"", &["trad.md"]),
    ("a@b.example", &["trad.md"]),
    ("b@a.example", &[]),
    ("192.0.2.1", &["english.txt"]),
    ("192.0.2", &["english.txt"]),
    ("2.1.192", &[]),
    ("rout", &[]),
    ("cafe", &["pages.pdf"]),
    ("CAFÉ", &["pages.pdf"]),
    ("cafe\u{301}", &["pages.pdf"]),
    // Phrases and NEAR hold within one part, AND and NOT over the file.
    ("\"remote control\"", &["english.txt"]),
    ("\"mote control\"", &["english.txt"]),
    // Words that a Han character joins are not side by side.
    ("\"b d\"", &[]),
    ("remote control", &["english.txt", "pages.pdf"]),
    ("remote NEAR/0 control", &["english.txt"]),
    ("control NEAR/0 remote", &["english.txt"]),
    ("router NEAR/5 remote", &[]),
    ("router NEAR/7 remote", &["english.txt"]),
    ("甲方 NEAR/2 合同", &["合同.txt"]),
    ("甲方 NEAR/1 合同", &[]),
    (
        "(router OR 甲方) NEAR/10 (remote OR 合同)",
        &["english.txt", "合同.txt"],
    ),
    ("金额 -合同", &["dump.zip!/表.csv", "trad.md"]),
    ("金额 -\"合同\"", &["trad.md"]),
    ("金额 -T1059.001", &["dump.zip!/表.csv", "trad.md"]),
    (
        "NOT 同",
        &["chat.txt", "english.txt", "pictures/broken.PNG"],
    ),
    ("NOT (同 OR remote)", &["chat.txt", "pictures/broken.PNG"]),
    ("NOT NOT 甲方", &["合同.txt"]),
    ("-* OR 甲方", &["合同.txt"]),
    // Wildcards, nearly the same, expressions.
    ("rout*", &["english.txt"]),
    ("*outer", &["english.txt"]),
    ("r?ut?r", &["english.txt"]),
    ("r?uter*", &["english.txt"]),
    ("T10*", &["合同.txt"]),
    ("机*案", &["trad.md"]),
    ("?密", &["trad.md"]),
    ("*@b.example", &["trad.md"]),
    ("shutdown~1", &["english.txt"]),
    ("rooter~1", &["english.txt"]),
    ("router~1 -router", &[]),
    ("ruter~1", &["english.txt"]),
    ("/\\d{3}\\.0\\.2\\.\\d/", &["english.txt"]),
    ("/機.檔/", &["trad.md"]),
    ("/^合/", &["dump.zip!/表.csv", "pages.pdf"]),
    // Conditions.
    (
        "*",
        &[
            "chat.txt",
            "dump.zip!/表.csv",
            "english.txt",
            "pages.pdf",
            "pictures/broken.PNG",
            "trad.md",
            "合同.txt",
        ],
    ),
    ("type:image", &["pictures/broken.PNG"]),
    ("type:sheet 金额", &["dump.zip!/表.csv"]),
    ("lang:zh OR lang:en", &["dump.zip!/表.csv", "english.txt"]),
    ("path:dump.zip", &["dump.zip!/表.csv"]),
    ("path:*/*.png", &["pictures/broken.PNG"]),
    ("ext:png", &["pictures/broken.PNG"]),
    ("name:合同", &["合同.txt"]),
    ("state:failed", &["pictures/broken.PNG"]),
    ("size:>1MB", &["english.txt"]),
    ("金额 -type:csv -ext:md", &["合同.txt"]),
    // Who wrote to whom, when, where in the file: a word and its conditions are met by one message.
    ("from:王伟", &["chat.txt"]),
    ("from:王*", &["chat.txt"]),
    ("from:system", &[]),
    ("to:项目", &["chat.txt"]),
    ("报价 from:李娜", &["chat.txt"]),
    ("报价单 from:李娜", &[]),
    ("报价单 -from:李娜", &["chat.txt"]),
    ("报价 -高 from:王伟", &["chat.txt"]),
    ("报价 -高 from:李娜", &[]),
    ("明天 (from:李娜 OR from:王伟)", &["chat.txt"]),
    ("报价 from:王伟 after:2022", &[]),
    ("报价 after:2022", &[]),
    ("明天 after:2022", &["chat.txt"]),
    ("NOT from:王伟 ext:txt", &["english.txt", "合同.txt"]),
    ("date:2021-03", &["chat.txt", "pages.pdf"]),
    ("date:2020..2021", &["chat.txt", "pages.pdf"]),
    ("before:2021", &["pages.pdf"]),
    ("after:2021-03-05", &["chat.txt", "pages.pdf"]),
    ("vpn before:2021", &["pages.pdf"]),
    ("in:message", &["chat.txt"]),
    ("in:table", &["chat.txt", "dump.zip!/表.csv"]),
    ("金额 in:table", &["dump.zip!/表.csv"]),
    ("明天 in:table", &["chat.txt"]),
    ("报价 in:table", &[]),
    ("金额 -in:table", &["trad.md", "合同.txt"]),
    ("in:comment", &[]),
    ("(报价 OR 金额) from:王伟", &["chat.txt"]),
    (
        "金额 OR from:王伟",
        &["chat.txt", "dump.zip!/表.csv", "trad.md", "合同.txt"],
    ),
    // Read alike, look alike.
    ("pinyin:anxun", &["chat.txt"]),
    ("pinyin:hetong", &["合同.txt"]),
    ("pinyin:\"ji mi\"", &["trad.md"]),
    ("pinyin:jf", &["合同.txt"]),
    ("pinyin:anxun from:李娜", &[]),
    ("ocr:安询", &["chat.txt"]),
    ("ocr:shutdown", &["english.txt"]),
    // Signs alone.
    ("；", &["english.txt"]),
    ("，金额", &["合同.txt", "trad.md"]),
];

/// Each query finds the files that hold it and no others.
///
/// # Panics
/// Where it does not.
pub fn finds_what_stands_in_the_files(make: Make<'_>) {
    let library = library();
    let index = make();
    index.apply(library.changes(), 1).expect("applied");
    for (query, expected) in FOUND {
        let mut expected = expected.to_vec();
        expected.sort_unstable();
        assert_eq!(library.found(&*index, query), expected, "{query}");
    }
}

/// A batch brings its position; a document put again is replaced, a removed one is gone.
///
/// # Panics
/// Where it does not hold.
pub fn applies_changes_with_their_position(make: Make<'_>) {
    let mut library = Library::default();
    let index = make();
    assert_eq!(index.position().expect("a position"), 0);
    assert_eq!(index.documents().expect("a count"), 0);
    assert_eq!(library.found(&*index, "*"), [""; 0]);
    library.put("a", LineBreaks::Wrap, &["合同"]);
    library.put("b", LineBreaks::Wrap, &["合同"]);
    index.apply(library.changes(), 7).expect("applied");
    assert_eq!(index.position().expect("a position"), 7);
    assert_eq!(index.documents().expect("a count"), 2);
    library.put("a", LineBreaks::Wrap, &["金额"]);
    let mut twice = library.changes();
    twice.extend(library.changes());
    twice.push(Change::Remove(BlobId::of(b"b")));
    twice.push(Change::Remove(BlobId::of(b"never there")));
    index.apply(twice, 9).expect("applied");
    assert_eq!(library.found(&*index, "合同"), [""; 0]);
    assert_eq!(library.found(&*index, "金额"), ["a"]);
    assert_eq!(index.documents().expect("a count"), 1);
    index.apply(Vec::new(), 12).expect("applied");
    assert_eq!(index.position().expect("a position"), 12);
    assert_eq!(library.found(&*index, "*"), ["a"]);
}

/// Pages of an answer are stretches of the whole, and asking again gives the same order.
///
/// # Panics
/// Where it does not hold.
pub fn pages_are_stretches_of_one_order(make: Make<'_>) {
    let mut library = Library::default();
    for number in 0..25 {
        let text = "合同 T1059.001 ".repeat(1 + number % 3);
        library.put(&format!("{number}.txt"), LineBreaks::Wrap, &[&text]);
    }
    let index = make();
    index.apply(library.changes(), 1).expect("applied");
    for query in ["合同", "T1059.001", "合同 -金额", "*"] {
        let query = Query::parse(query).expect("a query");
        let whole = index
            .search(&query, &everything(), &library)
            .expect("found");
        assert_eq!(whole.total, 25);
        let in_order = whole.hits.windows(2).all(|pair| {
            let (first, second) = (&pair[0], &pair[1]);
            first.score > second.score || (first.score == second.score && first.blob < second.blob)
        });
        assert!(in_order, "{query}");
        let mut pages = Vec::new();
        for offset in (0..30).step_by(10) {
            let options = SearchOptions {
                limit: 10,
                offset,
                ..everything()
            };
            let page = index.search(&query, &options, &library).expect("found");
            assert_eq!(page.total, 25, "{query}");
            pages.extend(page.hits);
        }
        assert_eq!(pages, whole.hits, "{query}");
    }
}

/// Hits come in the order asked for, and are counted by kind as the naive scan counts them.
///
/// # Panics
/// Where it does not hold.
pub fn sorts_and_counts_what_it_finds(make: Make<'_>) {
    let library = library();
    let index = make();
    index.apply(library.changes(), 1).expect("applied");
    let ask = |query: &str, sort| {
        let options = SearchOptions {
            sort,
            count: true,
            ..everything()
        };
        let query = Query::parse(query).expect("a query");
        index.search(&query, &options, &library).expect("found")
    };
    let paths = |query: &str, sort| -> Vec<String> {
        let found = ask(query, sort);
        found
            .hits
            .iter()
            .map(|hit| library.path(hit.blob))
            .collect()
    };
    let by_path = ["chat.txt", "dump.zip!/表.csv", "english.txt", "pages.pdf"];
    assert_eq!(paths("*", Sort::Path)[..4], by_path);
    assert_eq!(paths("*", Sort::Newest)[..2], ["chat.txt", "pages.pdf"]);
    assert_eq!(paths("*", Sort::Oldest)[..2], ["pages.pdf", "chat.txt"]);
    assert_eq!(paths("*", Sort::Largest)[0], "english.txt");
    assert_eq!(paths("*", Sort::Smallest)[0], "pictures/broken.PNG");
    let facets = ask("* -name:合同", Sort::Best).facets;
    let counts = |of: &[(&str, u64)]| {
        of.iter()
            .map(|(name, count)| ((*name).to_owned(), *count))
            .collect()
    };
    let expected = Facets {
        media_type: counts(&[("image/png", 1), ("text/csv", 1), ("text/plain", 4)]),
        language: counts(&[("en", 1), ("zh-Hans", 1)]),
        state: counts(&[("failed", 1), ("read", 5)]),
        year: [(2020, 1), (2021, 2), (2022, 1)].into(),
    };
    assert_eq!(facets, expected);
    // Each figure is what the query finds with its condition.
    let kinds = [
        ("type", &facets.media_type),
        ("lang", &facets.language),
        ("state", &facets.state),
    ];
    let years = facets
        .year
        .iter()
        .map(|(year, count)| (year.to_string(), *count));
    let named = kinds.into_iter().flat_map(|(field, counts)| {
        let of = move |(value, count): (&String, &u64)| (format!("{field}:{value}"), *count);
        counts.iter().map(of)
    });
    for (condition, count) in
        named.chain(years.map(|(year, count)| (format!("year:{year}"), count)))
    {
        let found = ask(&format!("* -name:合同 {condition}"), Sort::Best);
        assert_eq!(found.total, count, "{condition}");
    }
    // Also of what only the text decides, and of pages that are not shown.
    let found = ask("rout* OR 报价", Sort::Best);
    assert_eq!(found.facets.media_type, counts(&[("text/plain", 2)]));
}

/// What the index alone can decide needs no text; what it cannot, it reads, and says why it could not.
///
/// # Panics
/// Where it does not hold.
pub fn reads_texts_only_where_it_must(make: Make<'_>) {
    let library = library();
    let index = make();
    index.apply(library.changes(), 1).expect("applied");
    let exact = [
        "合同",
        "元",
        "vpn",
        "55000元",
        "VPN账号",
        "\"remote control\"",
        "金额 -合同",
        "NOT 同",
        "(合同 OR 机密) type:text",
        "路由 OR T1059",
        "from:王伟",
        "NOT to:项目群",
        "金额 OR date:2021",
        "in:table",
        "T1059.001",
        "5.5万",
        "\"合同金额\"",
        "\"VPN 账号\"",
        "shutdow~1",
        "pinyin:hetong",
        "pinyin:waijiaobu",
    ];
    for query in exact {
        let query = Query::parse(query).expect("a query");
        let found = index.search(&query, &everything(), &NoTexts);
        assert!(found.is_ok(), "{query}: {found:?}");
    }
}

/// A list of terms gives each its hits, those without any too, and over what was searched.
///
/// # Panics
/// Where it does not hold.
pub fn a_list_of_terms_is_answered_term_by_term(make: Make<'_>) {
    let library = library();
    let index = make();
    index.apply(library.changes(), 1).expect("applied");
    let list = TermList::read("term,spelling\n合同,T1059.001\n虚拟专网,VPN\n无此词,\n".as_bytes());
    let answers = list
        .expect("a list")
        .search(&*index, &everything(), &library)
        .expect("answers");
    let shown: Vec<(&str, u64, u64)> = answers
        .iter()
        .map(|answer| {
            (
                answer.term.term.as_str(),
                answer.found.total,
                answer.searched,
            )
        })
        .collect();
    assert_eq!(
        shown,
        [("合同", 2, 7), ("虚拟专网", 2, 7), ("无此词", 0, 7)]
    );
}

#[cfg(test)]
mod tests {
    use daylight_engine::search::{
        Alike, Filter, Glob, NaiveIndex, SizeRange, TantivyIndex, atoms, fold,
    };
    use proptest::prelude::*;

    use super::*;

    fn naive() -> Box<dyn SearchIndex> {
        Box::new(NaiveIndex::new())
    }

    fn tantivy() -> Box<dyn SearchIndex> {
        Box::new(TantivyIndex::in_memory().unwrap())
    }

    macro_rules! contract {
        ($backend:ident: $($holds:ident)+) => {
            mod $backend {
                $(#[test]
                fn $holds() {
                    super::super::$holds(&super::$backend);
                })+
            }
        };
    }

    macro_rules! every_backend {
        ($($backend:ident)+) => {
            mod contract {
                use super::{naive, tantivy};
                $(contract!($backend:
                    finds_what_stands_in_the_files
                    applies_changes_with_their_position
                    pages_are_stretches_of_one_order
                    reads_texts_only_where_it_must
                    sorts_and_counts_what_it_finds
                    a_list_of_terms_is_answered_term_by_term
                );)+
            }
        };
    }

    every_backend!(naive tantivy);

    #[test]
    fn an_answer_that_reads_too_much_says_that_there_may_be_more() {
        let library = library();
        let index = tantivy();
        index.apply(library.changes(), 1).unwrap();
        let query = Query::parse("/[金額额]/").unwrap();
        let options = SearchOptions {
            read_limit: 2,
            ..everything()
        };
        let found = index.search(&query, &options, &library).unwrap();
        assert!(!found.total_is_exact && found.read == 2 && found.total <= 2);
        let refused = index.search(&query, &options, &NoTexts).unwrap_err();
        assert!(refused.to_string().starts_with("text of "), "{refused}");
    }

    fn characters() -> impl Strategy<Value = char> {
        proptest::sample::select(
            "合合同同機机元aaaabB11２é.-， \n\t"
                .chars()
                .collect::<Vec<_>>(),
        )
    }

    fn text(length: std::ops::Range<usize>) -> impl Strategy<Value = String> {
        proptest::collection::vec(characters(), length)
            .prop_map(|characters| characters.into_iter().collect())
    }

    fn libraries() -> impl Strategy<Value = Library> {
        let parts = proptest::collection::vec(text(0..16), 0..3);
        let document = (parts, any::<bool>(), 0..3_u64);
        proptest::collection::vec(document, 1..6).prop_map(|documents| {
            let mut library = Library::default();
            for (number, (parts, wrap, bytes)) in documents.into_iter().enumerate() {
                let breaks = if wrap {
                    LineBreaks::Wrap
                } else {
                    LineBreaks::End
                };
                let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
                let document = library.put(&format!("{number}.合"), breaks, &parts);
                document.bytes = bytes;
            }
            library
        })
    }

    fn leaves() -> impl Strategy<Value = Query> {
        let word = || text(1..5).prop_map(|word| word.replace([' ', '\n', '\t'], ""));
        let expressions = [
            "合.?同",
            "[ab]+1",
            "機",
            "a|元",
            "(a1)+",
            "^a",
            "同$",
            "合a?",
            "\\d\\.\\d",
        ];
        let leaf = prop_oneof![
            4 => word().prop_map(Query::Word),
            3 => text(1..6).prop_map(Query::Phrase),
            2 => (word(), word(), any::<[bool; 4]>()).prop_map(|(left, right, [start, one, many, end])| {
                let glob = |on: bool, glob: Glob| on.then_some(glob);
                let text = |text: String| (!text.is_empty()).then_some(Glob::Text(text));
                let globs = [
                    glob(start, Glob::Many), text(left), glob(one, Glob::One),
                    glob(many, Glob::Many), text(right), glob(end, Glob::Many),
                ];
                Query::Wildcard(globs.into_iter().flatten().collect())
            }),
            2 => "[ab12]{3}".prop_map(|word| Query::Fuzzy { word, distance: 1 }),
            1 => proptest::sample::select(vec!["jitong", "hetong", "yuanhe", "ji", "hetongji"])
                .prop_map(|word| Query::Alike { how: Alike::Pinyin, word: word.to_owned() }),
            1 => "[合同元]{2,3}".prop_map(|word| Query::Alike { how: Alike::Ocr, word }),
            1 => proptest::sample::select(expressions.to_vec())
                .prop_map(|source| Query::Regex(source.to_owned())),
        ];
        leaf.prop_filter("can be asked for", |query| match query {
            Query::Wildcard(globs) => globs.iter().any(
                |glob| matches!(glob, Glob::Text(text) if Query::literal(text).is_searchable()),
            ),
            other => other.is_searchable(),
        })
    }

    fn queries() -> impl Strategy<Value = Query> {
        let near = (leaves(), leaves(), 0..4_u32).prop_map(|(left, right, distance)| Query::Near {
            left: Box::new(left),
            right: Box::new(right),
            distance,
        });
        let field = prop_oneof![
            Just(Query::Field(Filter::Size(SizeRange { least: 1, most: 1 }))),
            Just(Query::Field(Filter::Path("2".to_owned()))),
            Just(Query::All),
        ];
        let leaf = prop_oneof![6 => leaves(), 2 => near, 1 => field];
        leaf.prop_recursive(3, 8, 3, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 2..4).prop_map(Query::and),
                proptest::collection::vec(inner.clone(), 2..4).prop_map(Query::or),
                inner.prop_map(|query| Query::Not(Box::new(query))),
            ]
        })
    }

    proptest! {
        // The same cases every time, and no file left behind.
        #![proptest_config(ProptestConfig {
            failure_persistence: None,
            rng_seed: proptest::test_runner::RngSeed::Fixed(8),
            cases: 96,
            ..ProptestConfig::default()
        })]

        #[test]
        fn the_index_finds_what_the_naive_scan_finds(
            library in libraries(),
            queries in proptest::collection::vec(queries(), 1..16),
        ) {
            let (index, oracle) = (tantivy(), naive());
            index.apply(library.changes(), 1).unwrap();
            oracle.apply(library.changes(), 1).unwrap();
            for query in queries {
                prop_assert_eq!(
                    library.found_by(&*index, &query),
                    library.found_by(&*oracle, &query),
                    "{}", query
                );
            }
        }

        #[test]
        fn a_plain_word_is_found_where_its_characters_stand(
            text in text(0..30),
            han in "[合同機机元]{1,3}",
            latin in "[abé]{1,3}",
        ) {
            let mut library = Library::default();
            library.put("x", LineBreaks::End, &[&text]);
            let oracle = naive();
            oracle.apply(library.changes(), 1).unwrap();
            let finds = |word: &str| !library.found(&*oracle, word).is_empty();
            let folded = fold(&text);
            prop_assert_eq!(finds(&han), folded.contains(&fold(&han)));
            let mut words = folded.split(|character: char| !character.is_ascii_lowercase());
            let latin = fold(&latin);
            prop_assert_eq!(finds(&latin), words.any(|word| word == latin));
        }

        #[test]
        fn atoms_cover_every_letter_digit_and_han_character(text in text(0..40)) {
            let folded = fold(&text);
            let covered: usize = atoms(&folded, LineBreaks::Wrap).map(|atom| atom.range.len()).sum();
            let wanted: usize = folded.chars().filter(|c| c.is_alphanumeric()).map(char::len_utf8).sum();
            prop_assert_eq!(covered, wanted);
        }
    }
}
