//! A page saved with all that belongs to it in one file (RFC 2557, .mht): the page as text, its pictures as files
//! found inside. Always: text stands on the lines of the file; the address and the day of the capture are kept.

use daylight_model::{ChildKind, LineBreaks, Outcome, PartKind, Place, Reason};
use mail_parser::{HeaderName, HeaderValue, MessagePart, MimeHeaders, PartType};

use super::mail::{Mail, content};
use crate::reading::{About, Ending, Out, child_named, failed, unreadable};
use crate::source::Source;

/// Reads a saved page.
pub(crate) fn read(source: &mut Source<'_>, out: &mut Out<'_>, about: &mut About) -> Ending {
    about.reader = "mhtml@1";
    let Some(bytes) = source.all().map_err(|error| unreadable(&error))? else {
        return Err(failed(
            Reason::MemoryLimit,
            "too large to be held in memory",
        ));
    };
    let mail = Mail::new(bytes, 1, 1);
    let Some(message) = mail.parsed() else {
        return Err(failed(Reason::Corrupt, "no saved page can be made out"));
    };
    let headers = mail.headers(&message);
    let said = |name: &str| {
        let found = headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.trim_matches(['<', '>', ' ']).to_owned())
    };
    let page = message
        .parts
        .iter()
        .position(|part| matches!(part.body, PartType::Html(_)))
        .or_else(|| {
            message
                .parts
                .iter()
                .position(|part| matches!(part.body, PartType::Text(_)))
        });
    let address = said("snapshot-content-location")
        .or_else(|| said("content-location"))
        .or_else(|| location(message.parts.get(page?)?));
    about.says("title", &said("subject").unwrap_or_default());
    about.says("captured_from", &address.unwrap_or_default());
    about.says("captured_at", &said("date").unwrap_or_default());
    if let Some(part) = page.and_then(|page| message.parts.get(page)) {
        let text = mail.part_text(part, &message.raw_message, |(first, last)| Place::Lines {
            first,
            last,
        });
        out.part(PartKind::Body, said("subject"), LineBreaks::End, text)?;
    }
    for (index, part) in message.parts.iter().enumerate() {
        if Some(index) == page || matches!(part.body, PartType::Multipart(_)) {
            continue;
        }
        let name = location(part)
            .or_else(|| part.attachment_name().map(str::to_owned))
            .unwrap_or_else(|| format!("part-{index}"));
        let bytes = content(part, &message.raw_message);
        let start = child_named(without_scheme(&name), ChildKind::Embedded);
        out.child(start, &mut bytes.as_slice(), |_| Outcome::READ)?;
    }
    Ok(())
}

/// Returns where a part was found.
fn location(part: &MessagePart<'_>) -> Option<String> {
    let header = part
        .headers
        .iter()
        .find(|header| header.name == HeaderName::ContentLocation)?;
    match &header.value {
        HeaderValue::Text(address) => Some(address.trim().to_owned()),
        _ => None,
    }
}

/// Returns an address as the name of a file: folders as on the server.
pub(super) fn without_scheme(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.trim_start_matches('/')
}

#[cfg(test)]
mod tests {
    use daylight_model::State;

    use crate::check::read_named;

    #[test]
    fn the_page_its_address_and_its_pictures_are_found() {
        let saved = "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.com/合同\r\nSubject: =?utf-8?Q?=E5=90=88=E5=90=8C?=\r\nDate: Sun, 18 Feb 2024 10:00:00 +0800\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Location: https://example.com/x\r\n\r\n<html><meta charset=3D\"utf-8\"><p>=E4=BA=94=\r\n=E4=B8=87</p>\r\n<p>two</p></html>\r\n--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\nContent-Location: https://example.com/img/a.png\r\n\r\niVBORw==\r\n--b--\r\n";
        let found = read_named("a.mhtml", saved.as_bytes());
        assert_eq!(found.summary.media_type, "multipart/related");
        assert_eq!(found.at("line=15,16"), Some("五万"));
        assert_eq!(found.at("line=17"), Some("two"));
        assert_eq!(found.parts.len(), 1);
        assert_eq!(found.names(), ["example.com/img/a.png"]);
        assert_eq!(found.children[0].bytes, b"\x89PNG");
        let says = |key: &str| found.summary.metadata[key].as_str();
        assert_eq!(says("captured_from"), "https://example.com/合同");
        assert_eq!(says("captured_at"), "Sun, 18 Feb 2024 10:00:00 +0800");
        assert_eq!(says("title"), "合同");
        assert_eq!(found.ended(), (State::Read, None));
    }
}
