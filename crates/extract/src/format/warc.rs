//! Archives of the web (ISO 28500, .warc): each page, picture or file that was captured is a file found inside,
//! under its address. Always: a list of all records, with the time of each capture, is the text of the archive;
//! lengths are never believed beyond the file.

mod http;

use std::io::{self, BufRead, BufReader, Read, SeekFrom};

use daylight_model::{ChildKind, LineBreaks, Outcome, PartKind, Place, Reason};

use super::mhtml::without_scheme;
use super::zip::damage;
use crate::encoding::decode_unknown;
use crate::reading::{About, Ending, Out, PART_BYTES, Written, child_named, partial, unreadable};
use crate::source::Source;

/// How every record begins.
pub(crate) const SIGNATURE: &[u8] = b"WARC/";

/// Bytes of the headers of a record.
const HEADERS: u64 = 64 * 1024;

/// What a record says of itself.
#[derive(Debug, Default)]
struct Record {
    kind: String,
    address: String,
    date: String,
    media_type: String,
    length: u64,
    /// Where its content begins.
    content: u64,
}

/// Reads an archive.
pub(crate) fn read(source: &mut Source<'_>, out: &mut Out<'_>, about: &mut About) -> Ending {
    about.reader = "warc@1";
    let length = source.length().map_err(|error| unreadable(&error))?;
    let mut list = Written::default();
    let (mut at, mut row) = (0, 0);
    let mut ending = Ok(());
    let mut lost = 0;
    while let Some(record) = next(source, at).map_err(|error| unreadable(&error))? {
        row += 1;
        let mut status = None;
        if matches!(record.kind.as_str(), "response" | "resource" | "conversion") {
            let (befell, told) = send(&record, source, out)?;
            status = told;
            lost += u64::from(befell.is_some());
        }
        if record.kind == "warcinfo" {
            about.says("captured_at", &record.date);
        }
        let words = [
            record.date.as_str(),
            &record.kind,
            status.as_deref().unwrap_or(&record.media_type),
            &record.address,
        ];
        let place = Place::Record {
            table: "records".into(),
            row,
        };
        list.push_at(&words.join("\t"), place);
        list.push("\n");
        if list.len() >= PART_BYTES {
            out.part(
                PartKind::Sheet,
                None,
                LineBreaks::End,
                std::mem::take(&mut list),
            )?;
        }
        at = record.content.saturating_add(record.length);
        if at > length {
            ending = Err(partial(Reason::Truncated, "its end is missing"));
            break;
        }
    }
    list.trim_end();
    out.part(PartKind::Sheet, None, LineBreaks::End, list)?;
    if row == 0 {
        return Err(partial(Reason::Corrupt, "no record can be made out"));
    }
    if out.children() == 0 {
        out.warn(None, "an archive that holds no pages")?;
    }
    match lost {
        0 => ending,
        _ => ending.and(Err(partial(
            Reason::Corrupt,
            format!("{lost} pages are not all there"),
        ))),
    }
}

/// Returns the next record from `at` on, and none where no other begins.
fn next(source: &mut Source<'_>, at: u64) -> io::Result<Option<Record>> {
    let mut lines = BufReader::new(source.window(at)?.take(HEADERS));
    let mut record = Record {
        content: at,
        ..Record::default()
    };
    let mut begun = false;
    loop {
        let mut line = Vec::new();
        let read = lines.read_until(b'\n', &mut line)?;
        if read == 0 {
            return Ok(None);
        }
        record.content += read as u64;
        let line = line.trim_ascii();
        if !begun {
            // Blank lines stand between records.
            begun = line.starts_with(SIGNATURE);
            if !begun && !line.is_empty() {
                return Ok(None);
            }
            continue;
        }
        if line.is_empty() {
            return Ok(Some(record));
        }
        let line = decode_unknown(line, None);
        let Some((name, value)) = line.split_once(':') else {
            continue;
        };
        let value = value.trim().trim_matches(['<', '>']).to_owned();
        match name.to_ascii_lowercase().as_str() {
            "warc-type" => record.kind = value,
            "warc-target-uri" => record.address = value,
            "warc-date" => record.date = value,
            "content-type" => record.media_type = value,
            "content-length" => record.length = value.parse().unwrap_or(0),
            _ => {}
        }
    }
}

/// Sends what was captured; returns why it is not all there, if so, and what the server said of it.
fn send(
    record: &Record,
    source: &mut Source<'_>,
    out: &mut Out<'_>,
) -> Result<(Option<Outcome>, Option<String>), Outcome> {
    let input = source.rewound().map_err(|error| unreadable(&error))?;
    let end = input
        .seek(SeekFrom::End(0))
        .map_err(|error| unreadable(&error))?;
    input
        .seek(SeekFrom::Start(record.content))
        .map_err(|error| unreadable(&error))?;
    let cut = record.content.saturating_add(record.length) > end;
    let mut content = BufReader::new(input.take(record.length));
    let answered = record
        .media_type
        .to_ascii_lowercase()
        .starts_with("application/http");
    let answer = match answered {
        true => http::Answer::read(&mut content).map_err(|error| unreadable(&error))?,
        false => http::Answer::default(),
    };
    let mut name = without_scheme(&record.address).to_owned();
    if name.is_empty() {
        name = "record".to_owned();
    }
    let of_server = record.address.starts_with("http");
    if of_server && (name.ends_with('/') || !name.contains('/')) {
        let page = answer.media_type.contains("html");
        name = format!(
            "{}/index{}",
            name.trim_end_matches('/'),
            if page { ".html" } else { "" }
        );
    }
    let start = child_named(name, ChildKind::Member);
    let mut body = match answer.body(content) {
        Ok(body) => body,
        Err(error) => {
            let outcome = damage(&error);
            out.child_without_bytes(start, outcome.clone())?;
            return Ok((Some(outcome), answer.told()));
        }
    };
    let mut befell = out.child(start, &mut body, damage)?;
    if cut && befell.is_none() {
        befell = Some(partial(Reason::Truncated, "its end is missing"));
    }
    Ok((befell, answer.told()))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use daylight_model::{Budgets, Reason, State};
    use flate2::Compression;
    use flate2::write::GzEncoder;

    use crate::check::{read_named, read_within};

    fn record(kind: &str, address: &str, content_type: &str, content: &[u8]) -> Vec<u8> {
        let mut bytes = format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2024-02-18T02:00:00Z\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n\r\n",
            content.len()
        )
        .into_bytes();
        bytes.extend(content);
        bytes.extend(b"\r\n\r\n");
        bytes
    }

    fn archive() -> Vec<u8> {
        let http = "application/http; msgtype=response";
        let mut packed = GzEncoder::new(Vec::new(), Compression::default());
        packed.write_all("合同".as_bytes()).unwrap();
        let packed = packed.finish().unwrap();
        let answer = [
            b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: gzip\r\n\r\n"
                .as_slice(),
            &packed,
        ]
        .concat();
        [
            record("warcinfo", "", "application/warc-fields", b"software: x\r\n"),
            record("request", "https://example.com/", http, b"GET / HTTP/1.1\r\n\r\n"),
            record(
                "response",
                "https://example.com/",
                http,
                b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<p>on\r\n5\r\ne</p>\r\n0\r\n\r\n",
            ),
            record("response", "https://example.com/a/b.txt", http, &answer),
            record("resource", "file:///c.bin", "application/octet-stream", &[1, 2, 3]),
        ]
        .concat()
    }

    #[test]
    fn what_was_captured_is_found_under_its_address_with_its_time() {
        let found = read_named("a.warc", &archive());
        assert_eq!(found.summary.media_type, "application/warc");
        assert_eq!(
            found.names(),
            ["example.com/index.html", "example.com/a/b.txt", "c.bin"]
        );
        assert_eq!(found.children[0].bytes, b"<p>one</p>");
        assert_eq!(found.children[1].bytes, "合同".as_bytes());
        assert_eq!(found.children[2].bytes, [1, 2, 3]);
        assert_eq!(
            found.at("table=records&row=3"),
            Some("2024-02-18T02:00:00Z\tresponse\t200 text/html\thttps://example.com/")
        );
        assert_eq!(found.ended(), (State::Read, None));
    }

    #[test]
    fn half_archives_keep_what_they_have_and_bombs_end_at_the_budget() {
        let whole = archive();
        let cut = read_named("a.warc", &whole[..whole.len() - 6]);
        assert_eq!(cut.ended(), (State::Partial, Some(Reason::Truncated)));
        assert_eq!(cut.children[1].bytes, "合同".as_bytes());
        for length in 0..whole.len() {
            read_named("a.warc", &whole[..length]);
        }
        let mut zeros = GzEncoder::new(Vec::new(), Compression::default());
        zeros.write_all(&vec![0; 4 << 20]).unwrap();
        let answer = [
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n".as_slice(),
            &zeros.finish().unwrap(),
        ]
        .concat();
        let bomb = record(
            "response",
            "https://example.com/x",
            "application/http",
            &answer,
        );
        let budgets = Budgets {
            child_bytes: 1 << 20,
            ..Budgets::default()
        };
        let found = read_within("a.warc", &bomb, budgets, None);
        assert_eq!(found.ended(), (State::Partial, Some(Reason::TooLarge)));
        let huge =
            b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 18446744073709551615\r\n\r\nx";
        assert_eq!(
            read_named("a.warc", huge).ended().1,
            Some(Reason::Truncated)
        );
    }
}
