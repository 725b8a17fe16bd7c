//! Mentions: what a detector found at one place, in normal form. Always: exactly one span; the text is what
//! stands there, the value is what it means.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::closed_list::closed_list;
use crate::part::Span;

closed_list! {
    /// What a mention is of. `serde` and `as_str` write it as the contract does.
    MentionType {
        /// A person's name.
        Person = "person",
        /// A company, body, force or other organisation.
        Org = "org",
        /// A state or territory.
        Country = "country",
        /// A place within one.
        Place = "place",
        /// A date, or a date and time; value in EDTF (ISO 8601-2).
        Date = "date",
        /// An amount of money.
        Money = "money",
        /// A volume of data; value in bytes.
        Bytes = "bytes",
        /// A telephone number; value in E.164 where the country is known.
        Phone = "phone",
        /// A mail address.
        Email = "email",
        /// A user's name on some service.
        Handle = "handle",
        /// A URL.
        Url = "url",
        /// A domain name.
        Domain = "domain",
        /// An IPv4 address.
        Ipv4 = "ipv4",
        /// An IPv6 address.
        Ipv6 = "ipv6",
        /// A MAC address.
        Mac = "mac",
        /// An MD5 sum.
        Md5 = "md5",
        /// A SHA-1 sum.
        Sha1 = "sha1",
        /// A SHA-256 sum.
        Sha256 = "sha256",
        /// A CVE number.
        Cve = "cve",
        /// An address of a crypto-currency.
        CryptoWallet = "crypto_wallet",
        /// An IBAN.
        Iban = "iban",
        /// A bank card number.
        BankCard = "bank_card",
        /// A person's identity number.
        IdNumber = "id_number",
        /// A passport number.
        Passport = "passport",
        /// A company's registration number.
        CompanyId = "company_id",
        /// A password, key or token: found only to be masked.
        Credential = "credential",
        /// A vehicle's number plate.
        Plate = "plate",
        /// Geographic coordinates.
        Coordinate = "coordinate",
        /// A product.
        Product = "product",
        /// A technique of MITRE ATT&CK.
        AttackTechnique = "attack_technique",
    }
}

closed_list! {
    /// How certain a detector is.
    Grade {
        /// A check digit, a gazetteer, or two models that agree.
        Certain = "certain",
        /// One model or one rule alone.
        Likely = "likely",
    }
}

/// An amount of money as it stands, with decimal strings.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Money {
    /// The amount; none where only a range is given.
    pub amount: Option<String>,
    /// ISO 4217; none where neither the words nor their surroundings state one.
    pub currency: Option<String>,
    /// Lower bound of a range.
    pub low: Option<String>,
    /// Upper bound of a range.
    pub high: Option<String>,
    /// Whether it is said to be about so much.
    pub approximate: bool,
}

/// A mention's value in normal form.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// A volume, in bytes.
    Bytes(u64),
    /// Money.
    Money(Money),
    /// Everything else: EDTF dates, E.164 phones, refanged indicators, ISO 3166-1 countries, full names.
    Text(String),
}

/// What a detector found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mention {
    /// What it is of.
    #[serde(rename = "type")]
    pub kind: MentionType,
    /// Where it stands.
    pub span: Span,
    /// What it means.
    pub value: Value,
    /// Detector and version: `money@1`.
    pub detector: Cow<'static, str>,
    /// From 0 to 1.
    pub confidence: f32,
    /// How certain.
    pub grade: Grade,
}
