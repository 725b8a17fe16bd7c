//! Items of Outlook by their properties (MS-OXPROPS, MS-OXCMSG), however they are kept: in a message file, a
//! winmail.dat or a mail store. Always: headers and text come as those of other mails do.

mod body;
mod compressed;

use std::collections::BTreeMap;

use daylight_model::{LineBreaks, Outcome, PartKind, Place, Reason};

use super::legacy::summary::{decoded, moment, wide};
use super::mail::decode;
use crate::reading::{About, Ending, Out, Written, skipped};

/// Properties by their number.
pub(super) mod tag {
    pub(in crate::format) const CLASS: u16 = 0x001a;
    pub(in crate::format) const SUBJECT: u16 = 0x0037;
    pub(in crate::format) const SUBMITTED: u16 = 0x0039;
    pub(in crate::format) const HEADERS: u16 = 0x007d;
    pub(in crate::format) const RECIPIENT_KIND: u16 = 0x0c15;
    pub(in crate::format) const SENDER: u16 = 0x0c1a;
    pub(in crate::format) const SENDER_ADDRESS: u16 = 0x0c1f;
    pub(in crate::format) const SHOWN_CC: u16 = 0x0e03;
    pub(in crate::format) const SHOWN_TO: u16 = 0x0e04;
    pub(in crate::format) const FOLDER: u16 = 0x0e05;
    pub(in crate::format) const DELIVERED: u16 = 0x0e06;
    pub(in crate::format) const PLAIN: u16 = 0x1000;
    pub(in crate::format) const RTF: u16 = 0x1009;
    pub(in crate::format) const HTML: u16 = 0x1013;
    pub(in crate::format) const MESSAGE_ID: u16 = 0x1035;
    pub(in crate::format) const REFERENCES: u16 = 0x1039;
    pub(in crate::format) const IN_REPLY_TO: u16 = 0x1042;
    pub(in crate::format) const NAME: u16 = 0x3001;
    pub(in crate::format) const ADDRESS: u16 = 0x3003;
    pub(in crate::format) const CREATED: u16 = 0x3007;
    pub(in crate::format) const DATA: u16 = 0x3701;
    pub(in crate::format) const FILE_NAME: u16 = 0x3704;
    pub(in crate::format) const METHOD: u16 = 0x3705;
    pub(in crate::format) const LONG_FILE_NAME: u16 = 0x3707;
    pub(in crate::format) const SMTP: u16 = 0x39fe;
    pub(in crate::format) const INTERNET_PAGE: u16 = 0x3fde;
    pub(in crate::format) const PAGE: u16 = 0x3ffd;
    pub(in crate::format) const SENDER_SMTP: u16 = 0x5d01;
}

/// What else an item may say, under the names that people know: fields of contacts and appointments.
const FIELDS: &[(u16, &str)] = &[
    (0x0060, "Start"),
    (0x0061, "End"),
    (0x3a17, "Title"),
    (0x3a16, "Company"),
    (0x3a18, "Department"),
    (0x3a08, "Business phone"),
    (0x3a1c, "Mobile phone"),
    (0x3a09, "Home phone"),
    (0x3a23, "Business fax"),
    (0x3a15, "Address"),
    (0x3a51, "Web page"),
];

/// A value.
#[derive(Debug, Clone)]
pub(super) enum Value {
    /// Text in some code page.
    Narrow(Vec<u8>),
    /// Text in UTF-16.
    Wide(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A number or a truth value.
    Number(i64),
    /// A moment, in tenths of microseconds since 1601.
    Time(u64),
}

impl Value {
    /// Makes a value of this type (MS-OXCDATA 2.11.1) of its bytes; none where the type is not one that is used.
    pub(super) fn of(kind: u16, bytes: &[u8]) -> Option<Self> {
        let number = |width: usize| {
            let mut eight = [0; 8];
            eight[..width].copy_from_slice(bytes.get(..width)?);
            Some(i64::from_le_bytes(eight))
        };
        Some(match kind {
            0x02 => Self::Number(number(2)?),
            0x03 => Self::Number(number(4)?),
            0x0b => Self::Number(i64::from(bytes.first()? & 1)),
            0x14 => Self::Number(number(8)?),
            0x40 => Self::Time(number(8)?.cast_unsigned()),
            0x1e => Self::Narrow(until_zero(bytes).to_vec()),
            0x1f => Self::Wide(wide(bytes).trim_end_matches('\0').to_owned()),
            0x0d | 0x102 => Self::Bytes(bytes.to_vec()),
            _ => return None,
        })
    }
}

fn until_zero(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().position(|byte| *byte == 0);
    bytes.get(..end.unwrap_or(bytes.len())).unwrap_or_default()
}

/// The properties of an item, a recipient or an attachment.
#[derive(Debug, Clone, Default)]
pub(super) struct Properties {
    values: BTreeMap<u16, Value>,
    page: u16,
}

impl Properties {
    /// Keeps a value; the first of several counts.
    pub(super) fn set(&mut self, tag: u16, value: Value) {
        self.values.entry(tag).or_insert(value);
    }

    /// Says what code page its text is in, where it does not say so itself.
    pub(super) fn in_page(mut self, page: u16) -> Self {
        self.page = page;
        self
    }

    /// Returns the code page of its text; 0 where it is not known.
    pub(super) fn page(&self) -> u16 {
        let stated = self.number(tag::PAGE);
        stated
            .and_then(|page| u16::try_from(page).ok())
            .unwrap_or(self.page)
    }

    /// Returns a text that is not blank.
    pub(super) fn text(&self, tag: u16) -> Option<String> {
        let text = match self.values.get(&tag)? {
            Value::Wide(text) => text.clone(),
            // Outlook states a western page for text that is none of it: what is ASCII needs no page.
            Value::Narrow(bytes) => decoded(bytes, self.page()),
            Value::Time(ticks) => moment(*ticks)?,
            Value::Bytes(_) | Value::Number(_) => return None,
        };
        let text = text.trim_matches(['\0', ' ', '\t', '\r', '\n']);
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// Returns a number.
    pub(super) fn number(&self, tag: u16) -> Option<i64> {
        match self.values.get(&tag)? {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// Returns bytes, of text its bytes.
    pub(super) fn bytes(&self, tag: u16) -> Option<&[u8]> {
        match self.values.get(&tag)? {
            Value::Bytes(bytes) | Value::Narrow(bytes) => Some(bytes),
            _ => None,
        }
    }

    fn html(&self) -> Option<String> {
        match self.values.get(&tag::HTML)? {
            Value::Wide(text) => Some(text.clone()),
            Value::Bytes(bytes) | Value::Narrow(bytes) => Some(body::html(bytes, self)),
            _ => None,
        }
    }

    /// Returns the name of an attachment.
    pub(super) fn file_name(&self, index: usize) -> String {
        [tag::LONG_FILE_NAME, tag::FILE_NAME, tag::NAME]
            .into_iter()
            .find_map(|tag| self.text(tag))
            .map(|name| name.replace(['\r', '\n', '\t', '\0'], " "))
            .unwrap_or_else(|| format!("attachment-{}", index + 1))
    }

    /// Says why an attachment has no bytes: it is kept elsewhere.
    pub(super) fn kept_elsewhere(&self) -> Option<Outcome> {
        matches!(self.number(tag::METHOD), Some(2..=4 | 7)).then(|| {
            let target = self.text(0x3708).or_else(|| self.text(0x370d));
            let target = target.unwrap_or_else(|| "a file elsewhere".to_owned());
            skipped(Reason::NotAFile, format!("a link to {target}"))
        })
    }
}

/// An item without its attachments.
#[derive(Debug, Clone, Default)]
pub(super) struct Item {
    /// What it says of itself.
    pub(super) properties: Properties,
    /// To whom it went.
    pub(super) recipients: Vec<Properties>,
}

impl Item {
    /// Returns its headers, in the order of mails.
    fn headers(&self) -> Vec<(String, String)> {
        let own = &self.properties;
        let mut headers: Vec<(String, String)> = Vec::new();
        let transported = own.text(tag::HEADERS).unwrap_or_default();
        let transported = decode::headers(&transported);
        let add = |headers: &mut Vec<(String, String)>, name: &str, value: Option<String>| {
            let has = headers
                .iter()
                .any(|(known, _)| known.eq_ignore_ascii_case(name));
            if let Some(value) = value.filter(|value| !value.trim().is_empty() && !has) {
                headers.push((name.to_owned(), value));
            }
        };
        headers.extend(transported);
        add(&mut headers, "From", self.sender());
        for (kind, name, shown) in [
            (1, "To", Some(tag::SHOWN_TO)),
            (2, "Cc", Some(tag::SHOWN_CC)),
            (3, "Bcc", None),
        ] {
            let named: Vec<String> = self
                .recipients
                .iter()
                .filter(|recipient| recipient.number(tag::RECIPIENT_KIND).unwrap_or(1) & 15 == kind)
                .filter_map(|recipient| addressed(recipient, tag::NAME, [tag::SMTP, tag::ADDRESS]))
                .collect();
            let named = (!named.is_empty()).then(|| named.join(", "));
            add(
                &mut headers,
                name,
                named.or_else(|| shown.and_then(|shown| own.text(shown))),
            );
        }
        add(&mut headers, "Subject", self.subject());
        let date = [tag::SUBMITTED, tag::DELIVERED, tag::CREATED]
            .into_iter()
            .find_map(|tag| own.text(tag));
        add(&mut headers, "Date", date);
        add(&mut headers, "Message-ID", own.text(tag::MESSAGE_ID));
        add(&mut headers, "In-Reply-To", own.text(tag::IN_REPLY_TO));
        add(&mut headers, "References", own.text(tag::REFERENCES));
        add(&mut headers, "Folder", own.text(tag::FOLDER));
        let class = own.text(tag::CLASS).unwrap_or_default();
        if !class.is_empty() && !class.to_ascii_lowercase().starts_with("ipm.note") {
            add(&mut headers, "Item", Some(class.clone()));
            if class.to_ascii_lowercase().starts_with("ipm.contact") {
                add(&mut headers, "Name", own.text(tag::NAME));
            }
            for (tag, name) in FIELDS {
                add(&mut headers, name, own.text(*tag));
            }
        }
        headers
    }

    fn sender(&self) -> Option<String> {
        let own = &self.properties;
        addressed(own, tag::SENDER, [tag::SENDER_SMTP, tag::SENDER_ADDRESS])
            .or_else(|| addressed(own, 0x0042, [0x5d02, 0x0065]))
    }

    /// Returns its subject; a store puts two characters before it that say how long "Re: " is.
    pub(super) fn subject(&self) -> Option<String> {
        let subject = self.properties.text(tag::SUBJECT)?;
        let Some(rest) = subject.strip_prefix('\u{1}') else {
            return Some(subject);
        };
        let mut rest = rest.chars();
        rest.next();
        Some(rest.as_str().trim().to_owned()).filter(|subject| !subject.is_empty())
    }

    /// Keeps what it says of itself as that of the file.
    pub(super) fn describe(&self, about: &mut About) {
        decode::describe(&self.headers(), about);
    }

    /// Sends headers and text; warns of a lock.
    pub(super) fn send(&self, number: u32, out: &mut Out<'_>) -> Ending {
        let place = Place::Message {
            number,
            within: None,
        };
        let mut headers = Written::default();
        for (name, value) in self.headers() {
            if !headers.is_empty() {
                headers.push("\n");
            }
            headers.push(&format!("{name}: "));
            headers.push_at(&value, place.clone());
        }
        let subject = self.subject();
        out.part(PartKind::Header, subject.clone(), LineBreaks::End, headers)?;
        let (text, breaks) = body::text(&self.properties);
        let mut written = Written::default();
        for line in text.trim().split_inclusive('\n') {
            let words = line.trim_end_matches(['\r', '\n']);
            written.push_at(words, place.clone());
            written.push(line.get(words.len()..).unwrap_or_default());
        }
        out.part(PartKind::Message, subject, breaks, written)
    }

    /// Returns whether its text lies in an attachment that is locked.
    pub(super) fn is_locked(&self) -> bool {
        let class = self.properties.text(tag::CLASS).unwrap_or_default();
        let class = class.to_ascii_lowercase();
        class.contains(".smime") && !class.contains("multipartsigned")
    }
}

/// Returns a name with its address, as mails write it.
fn addressed(properties: &Properties, name: u16, addresses: [u16; 2]) -> Option<String> {
    let name = properties.text(name);
    let address = addresses
        .into_iter()
        .filter_map(|tag| properties.text(tag))
        .find(|address| address.contains('@'))
        .or_else(|| properties.text(addresses[1]))
        // Inside a firm, addresses are paths of its directory.
        .filter(|address| name.is_none() || !address.starts_with('/'));
    match (name, address) {
        (Some(name), Some(address)) if name != address => Some(format!("{name} <{address}>")),
        (name, address) => name.or(address),
    }
}
