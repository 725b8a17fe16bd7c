//! Documents written element by element.

use daylight_model::{PartKind, Reason, State};

use crate::check::{check_parts, read_named, zipped};

const TEXT: &str = "application/vnd.oasis.opendocument.text";
const SLIDES: &str = "application/vnd.oasis.opendocument.presentation";

fn content(inside: &str) -> String {
    format!(
        "<office:document-content><office:body>{inside}</office:body></office:document-content>"
    )
}

#[test]
fn paragraphs_tables_notes_comments_changes_and_headers_are_told_apart() {
    let body = "<office:text><text:tracked-changes><text:changed-region text:id=\"c1\"><text:deletion><office:change-info><dc:creator>张伟</dc:creator><dc:date>2021-03-04</dc:date></office:change-info><text:p>三万</text:p></text:deletion></text:changed-region><text:changed-region text:id=\"c2\"><text:insertion><office:change-info><dc:creator>张伟</dc:creator></office:change-info></text:insertion></text:changed-region></text:tracked-changes><text:h>标题</text:h><text:p>a<text:s text:c=\"2\"/>b<text:note text:note-class=\"footnote\"><text:note-citation>1</text:note-citation><text:note-body><text:p>见附件</text:p></text:note-body></text:note><office:annotation><dc:creator>李强</dc:creator><dc:date>2021</dc:date><text:p>不对</text:p></office:annotation> c</text:p><table:table><table:table-row><table:table-cell><text:p>项目</text:p></table:table-cell><table:table-cell><text:p>金额</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell table:number-columns-spanned=\"2\"><text:p>合计</text:p></table:table-cell><table:covered-table-cell/></table:table-row></table:table><text:p>金额<text:change text:change-id=\"c1\"/><text:change-start text:change-id=\"c2\"/>五万<text:change-end text:change-id=\"c2\"/></text:p></office:text>";
    let styles = "<office:document-styles><style:master-page><style:header><text:p>机密</text:p></style:header></style:master-page></office:document-styles>";
    let meta = "<office:document-meta><office:meta><dc:title>合同</dc:title><meta:initial-creator>王芳</meta:initial-creator></office:meta></office:document-meta>";
    let found = read_named(
        "a.odt",
        &zipped(&[
            ("mimetype", TEXT),
            ("content.xml", &content(body)),
            ("styles.xml", styles),
            ("meta.xml", meta),
            ("Pictures/1.png", "png"),
        ]),
    );
    check_parts(
        &found,
        &[
            (
                "标题\na  b c\n项目\t金额\n合计\t\n金额五万",
                &[
                    ("paragraph=2", "a  b c"),
                    ("table=1&cell=1,2", "金额"),
                    ("paragraph=3", "金额五万"),
                ],
            ),
            (
                "deleted by 张伟, 2021-03-04: 三万\ninserted by 张伟: 五万",
                &[],
            ),
            ("见附件", &[("part=footnotes&paragraph=1", "见附件")]),
            ("李强, 2021: 不对", &[("part=comments&paragraph=1", "不对")]),
            ("机密", &[("part=header1&paragraph=1", "机密")]),
        ],
    );
    assert_eq!(found.parts[4].kind(), PartKind::Header);
    assert_eq!(found.names(), ["Pictures/1.png"]);
    assert_eq!(found.summary.metadata["author"], "王芳");
    assert_eq!(found.ended(), (State::Read, None));
}

#[test]
fn slides_have_boxes_notes_and_comments_and_hidden_ones_are_named() {
    let body = "<office:automatic-styles><style:style style:name=\"dp1\"><style:drawing-page-properties presentation:visibility=\"hidden\"/></style:style></office:automatic-styles><office:body><office:presentation><draw:page draw:name=\"p1\"><draw:frame presentation:class=\"title\" svg:x=\"1in\" svg:y=\"2in\" svg:width=\"3in\" svg:height=\"36pt\"><draw:text-box><text:p>产品<text:span>介绍</text:span></text:p></draw:text-box></draw:frame><draw:frame><table:table><table:table-row><table:table-cell><text:p>远控</text:p></table:table-cell><table:table-cell><text:p>5万元</text:p></table:table-cell></table:table-row></table:table></draw:frame><office:annotation><dc:creator>李强</dc:creator><dc:date>2021</dc:date><text:p>太贵</text:p></office:annotation><presentation:notes><draw:frame><draw:text-box><text:p>先讲价格</text:p></draw:text-box></draw:frame></presentation:notes></draw:page><draw:page draw:style-name=\"dp1\"><draw:frame><draw:text-box><text:p>备用</text:p></draw:text-box></draw:frame></draw:page></office:presentation></office:body>";
    let xml = format!("<office:document-content>{body}</office:document-content>");
    let found = read_named(
        "a.odp",
        &zipped(&[("mimetype", SLIDES), ("content.xml", &xml)]),
    );
    check_parts(
        &found,
        &[
            (
                "产品介绍\n远控\t5万元",
                &[("slide=1&xywh=72,144,216,36", "产品介绍")],
            ),
            ("先讲价格", &[("slide=1", "先讲价格")]),
            ("李强, 2021: 太贵", &[("slide=1", "太贵")]),
            ("备用", &[("slide=2", "备用")]),
        ],
    );
    assert_eq!(found.parts[0].name(), Some("产品介绍"));
    assert_eq!(found.warnings, ["slide 2 is hidden"]);
}

#[test]
fn one_file_of_xml_is_a_document_and_a_locked_or_cut_one_says_so() {
    let flat = format!(
        "<?xml version=\"1.0\"?><office:document office:mimetype=\"{TEXT}\"><office:body><office:text><text:p>合同</text:p></office:text></office:body></office:document>"
    );
    let found = read_named("a.fodt", flat.as_bytes());
    assert_eq!(found.text(), "合同");
    assert_eq!(found.at("paragraph=1"), Some("合同"));
    let manifest = "<manifest:manifest><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>";
    let found = read_named(
        "a.odt",
        &zipped(&[
            ("mimetype", TEXT),
            ("content.xml", "x"),
            ("META-INF/manifest.xml", manifest),
        ]),
    );
    assert_eq!(found.ended(), (State::Failed, Some(Reason::Encrypted)));
    let found = read_named(
        "a.odt",
        &zipped(&[
            ("mimetype", TEXT),
            (
                "content.xml",
                "<office:document-content><office:body><text:p>前文</text:p><text:p>后",
            ),
        ]),
    );
    assert_eq!(found.text(), "前文\n后");
    assert_eq!(found.ended(), (State::Partial, Some(Reason::Truncated)));
}
