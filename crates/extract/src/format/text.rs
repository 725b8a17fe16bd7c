//! Plain text: the text as it stands, an anchor for each line that is not blank. Always: parts joined are the
//! whole text; a part ends at a line end where lines allow it.

use daylight_model::{LineBreaks, PartKind, Place, Reason};

use super::lines::Lines;
use crate::encoding::{Decision, TextReader};
use crate::reading::{About, Ending, Out, PART_BYTES, Written, unreadable};
use crate::source::Source;

/// Reads a plain text.
pub(crate) fn read(
    source: &mut Source<'_>,
    decision: Decision,
    out: &mut Out<'_>,
    about: &mut About,
) -> Ending {
    about.reader = "text@1";
    let mut text = open(source, decision, about)?;
    let mut lines = Lines::default();
    let mut written = Written::default();
    while let Some(block) = text.block().map_err(|error| unreadable(&error))? {
        for line in lines.split(&block) {
            push_line(&mut written, line.text, line.number);
            written.push(line.end);
            if written.len() >= PART_BYTES {
                let full = std::mem::take(&mut written);
                out.part(PartKind::Body, None, LineBreaks::Wrap, full)?;
            }
        }
    }
    out.part(PartKind::Body, None, LineBreaks::Wrap, written)?;
    tell(&text, decision, out)
}

/// Appends a line; what is not blank in it stands at the line.
pub(crate) fn push_line(written: &mut Written, text: &str, number: u32) {
    let begun = text.trim_start();
    let blank = text.len() - begun.len();
    let inner = begun.trim_end();
    written.push(text.get(..blank).unwrap_or_default());
    written.push_at(inner, Place::line(number));
    written.push(text.get(blank + inner.len()..).unwrap_or_default());
}

/// Opens the text of a file and notes how it is encoded.
pub(crate) fn open<'s>(
    source: &'s mut Source<'_>,
    decision: Decision,
    about: &mut About,
) -> Result<TextReader<'s>, daylight_model::Outcome> {
    about.encoding = Some(match decision.some_lines_utf8 {
        true => "mixed".to_owned(),
        false => decision.encoding.name().to_ascii_lowercase(),
    });
    about.settings.push(decision.setting());
    let input = source.rewound().map_err(|error| unreadable(&error))?;
    TextReader::new(input, decision).map_err(|error| unreadable(&error))
}

/// Tells of what was odd about the encoding of a text that was read.
pub(crate) fn tell(text: &TextReader<'_>, decision: Decision, out: &mut Out<'_>) -> Ending {
    let replaced = text.replaced();
    if replaced > 0 {
        let name = decision.encoding.name();
        out.warn(
            Some(Reason::Corrupt),
            format!("{replaced} characters could not be decoded as {name}"),
        )?;
    }
    let lines = text.utf8_lines();
    if decision.some_lines_utf8 && lines > 0 {
        let name = decision.encoding.name();
        out.warn(
            None,
            format!("mixed encodings: {lines} lines are UTF-8, the others {name}"),
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use daylight_model::{Budgets, Reason, State};

    use crate::check::{check_parts, read_named, read_within};

    #[test]
    fn lines_stand_at_their_numbers_and_the_text_is_kept_as_it_is() {
        let found = read_named(
            "a.txt",
            "\u{feff}甲方：某公司\r\n\r\n  金额 5.5万元 \r\n".as_bytes(),
        );
        check_parts(
            &found,
            &[(
                "甲方：某公司\r\n\r\n  金额 5.5万元 \r\n",
                &[("line=1", "甲方：某公司"), ("line=3", "金额 5.5万元")],
            )],
        );
        assert_eq!(found.summary.encoding.as_deref(), Some("utf-8"));
        assert_eq!(found.summary.media_type, "text/plain");
    }

    #[test]
    fn long_texts_come_in_parts_whose_lines_count_on() {
        let line = "关于二〇二一年度项目验收的通知，请各部门按时提交材料。\n";
        let text = line.repeat(30_000);
        let bytes = encoding_rs::GB18030.encode(&text).0.into_owned();
        let found = read_named("a.txt", &bytes);
        assert!(found.parts.len() > 1);
        assert_eq!(
            found
                .parts
                .iter()
                .map(|part| part.text())
                .collect::<String>(),
            text
        );
        assert_eq!(found.at("line=30000"), Some(line.trim_end()));
        assert_eq!(found.summary.reading, "text@1/gb18030");
    }

    #[test]
    fn text_over_the_budget_is_cut_there_and_kept() {
        let budgets = Budgets {
            text_bytes: 10,
            ..Budgets::default()
        };
        let found = read_within("a.txt", "合同合同合同合同".as_bytes(), budgets, None);
        assert_eq!(found.text(), "合同合");
        assert_eq!(found.ended(), (State::Partial, Some(Reason::TooLarge)));
    }

    #[test]
    fn bytes_full_of_zeros_are_no_text() {
        let found = read_named(
            "a.txt",
            b"\x01\0\0\x02\0abc\0\0\0\xff\0\0\0\x07\0\0\0def\0\0",
        );
        assert_eq!(found.ended(), (State::Skipped, Some(Reason::Unsupported)));
        assert!(found.parts.is_empty());
    }

    #[test]
    fn an_empty_file_is_skipped() {
        assert_eq!(
            read_named("a.txt", b"").ended(),
            (State::Skipped, Some(Reason::Empty))
        );
    }
}
