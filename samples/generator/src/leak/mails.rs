//! Mails in several charsets and forms, with attachments, and a mailbox of them.
//!
//! Always: a mail states its zone; what it carries is in the key as a file inside it.

use jiff::civil::DateTime;

use super::collect::{Collector, Nature, at, message_citation};
use super::encodings::charset;
use super::grid::{Filled, Grid, delimited};
use super::papers::{compose, word_file};
use super::scene::Scene;
use super::script::{self, Passage, Script};
use super::template::{Said, say};
use super::{LeakError, Making, Size};
use crate::key::MessageEntry;
use crate::write::eml::{Attachment, HeaderForm, Mail, Mailbox, Transfer, eml, mbox};

struct Composed {
    mail: Mail,
    subject: Said,
    passages: Vec<Passage>,
}

/// Mails of a leak: one file each, and those that say so together in a mailbox.
pub(crate) fn mails(making: &Making<'_>, collector: &mut Collector) -> Result<(), LeakError> {
    let scripts = script::mails(making.options.wording)?;
    let (boxed, single): (Vec<&Script>, Vec<&Script>) = scripts
        .iter()
        .partition(|script| script.number("mbox").is_some());
    let few = making.options.size == Size::Small;
    for (number, script) in single
        .iter()
        .enumerate()
        .take(if few { 2 } else { single.len() })
    {
        let scene = Scene::new(making.world, &format!("mail {}", script.name));
        let mut composed = compose_mail(script, &scene, number)?;
        let path = script.words("file", &scene.slots)?;
        let inner = attach(making, script, &scene, &mut composed.mail)?;
        collector.file(
            &path,
            at(&path, eml(&composed.mail))?,
            Nature::binary("message/rfc822"),
        );
        said(collector, &path, 1, &composed);
        collector.searchable(&path, pieces(&composed));
        collector.absorb(&path, inner);
    }
    let path = "邮件/外贸部.mbox";
    let mut all = Vec::new();
    for (number, script) in boxed.iter().enumerate() {
        let scene = Scene::new(making.world, &format!("mail {}", script.name));
        all.push(compose_mail(script, &scene, number)?);
    }
    let mails: Vec<Mail> = all.iter().map(|composed| composed.mail.clone()).collect();
    collector.file(
        path,
        at(path, mbox(&mails))?,
        Nature::binary("application/mbox"),
    );
    for (index, composed) in all.iter().enumerate() {
        said(collector, path, index + 1, composed);
    }
    collector.searchable(path, all.iter().flat_map(pieces).collect());
    Ok(())
}

fn compose_mail(script: &Script, scene: &Scene, number: usize) -> Result<Composed, LeakError> {
    let slots = &scene.slots;
    let mailbox = |role: &str| {
        let form = |form: &str| {
            let slot = slots.get(role);
            slot.and_then(|slot| slot.forms.get(form).cloned())
                .unwrap_or_default()
        };
        // Big5 lacks the characters of simplified names.
        let english = script.number("english").is_some() || script.raw("charset") == "big5";
        let name = slots
            .get(role)
            .map(|slot| slot.text.clone())
            .unwrap_or_default();
        Mailbox {
            name: if english { form("en") } else { name },
            address: form("email"),
        }
    };
    let passages: Vec<Passage> = script
        .lines
        .iter()
        .map(|line| line.fill(slots, &mailbox(&script.raw("from")).name))
        .collect::<Result<_, _>>()?;
    let text: String = passages
        .iter()
        .map(|passage| format!("{}\n\n", passage.said.text))
        .collect();
    let html: String = passages
        .iter()
        .map(|passage| {
            format!(
                "<p>{}</p>\n",
                crate::write::table::escape(&passage.said.text)
            )
        })
        .collect();
    let subject = say(&script.raw("subject"), slots)?;
    let transfer = [
        Transfer::Base64,
        Transfer::QuotedPrintable,
        Transfer::EightBit,
    ][number % 3];
    let raw = transfer == Transfer::EightBit && script.raw("charset") == "gb18030";
    let domain = slots
        .get("domain")
        .map(|slot| slot.text.clone())
        .unwrap_or_default();
    let mail = Mail {
        from: mailbox(&script.raw("from")),
        to: script.list("to").iter().map(|role| mailbox(role)).collect(),
        cc: script.list("cc").iter().map(|role| mailbox(role)).collect(),
        subject: subject.text.clone(),
        date: scene.clock(61),
        offset_minutes: 480,
        message_id: format!("{}.{number}@{domain}", script.name),
        in_reply_to: None,
        extra: vec![("X-Mailer".into(), "Foxmail 7.2".into())],
        text: Some(text),
        html: (number % 2 == 1).then_some(html),
        attachments: Vec::new(),
        charset: charset(&script.raw("charset")),
        declared: !raw,
        transfer,
        headers: if raw {
            HeaderForm::Raw
        } else {
            HeaderForm::EncodedWords
        },
    };
    Ok(Composed {
        mail,
        subject,
        passages,
    })
}

fn pieces(composed: &Composed) -> Vec<String> {
    let mail = &composed.mail;
    let mut all = vec![composed.subject.text.clone()];
    for mailbox in std::iter::once(&mail.from).chain(&mail.to).chain(&mail.cc) {
        all.extend([mailbox.name.clone(), mailbox.address.clone()]);
    }
    all.extend(
        composed
            .passages
            .iter()
            .map(|passage| passage.said.text.clone()),
    );
    all.extend(
        mail.attachments
            .iter()
            .map(|attachment| attachment.name.clone()),
    );
    all
}

fn said(collector: &mut Collector, path: &str, number: usize, composed: &Composed) {
    let mail = &composed.mail;
    let locator = format!("message={number}");
    collector.said(path, &locator, &composed.subject);
    for passage in &composed.passages {
        collector.said(path, &locator, &passage.said);
        for claim in &passage.claims {
            let place = (path.to_owned(), locator.clone(), passage.said.text.clone());
            collector.claim(claim.clone(), vec![place]);
        }
    }
    let shown = |mailbox: &Mailbox| format!("{} <{}>", mailbox.name, mailbox.address);
    let text: Vec<&str> = composed
        .passages
        .iter()
        .map(|passage| passage.said.text.as_str())
        .collect();
    collector.message(MessageEntry {
        path: path.to_owned(),
        message: number,
        time: Some(format!("{}+08:00", mail.date.strftime("%Y-%m-%dT%H:%M:%S"))),
        time_zone: Some("UTC+08:00".into()),
        zone_basis: "stated".into(),
        sender: shown(&mail.from),
        recipients: mail.to.iter().chain(&mail.cc).map(shown).collect(),
        conversation: Some(mail.subject.clone()),
        kind: "text".into(),
        text: text.join("\n\n"),
        citation: message_citation(path, &locator, text.first().unwrap_or(&"")),
        also_at: Vec::new(),
    });
}

/// Attaches what the script asks for; returns the key of what is attached.
fn attach(
    making: &Making<'_>,
    script: &Script,
    scene: &Scene,
    mail: &mut Mail,
) -> Result<Collector, LeakError> {
    let mut inner = Collector::default();
    let name = script.words("attachment", &scene.slots)?;
    if name.is_empty() {
        return Ok(inner);
    }
    let media_type = if name.ends_with(".docx") {
        let papers = script::papers(making.options.wording)?;
        if let Some(paper) = papers.first() {
            word_file(&mut inner, &name, &compose(paper, scene)?)?;
        }
        Nature::DOCX.media_type
    } else {
        let row = |cells: [&str; 3]| (cells.map(Filled::words).to_vec(), Vec::new());
        let grid = Grid {
            heads: vec![
                ("科目", "text", false),
                ("数量", "count", false),
                ("备注", "text", false),
            ],
            rows: vec![
                row(["打印纸", "12", "A4"]),
                row(["鼠标", "3", "无线"]),
                row(["投影灯泡", "1", "会议室"]),
            ],
            ..Grid::default()
        };
        delimited(&name, b',', "gb18030", &grid, &mut inner)?;
        "text/csv"
    };
    mail.attachments.push(Attachment {
        name: name.clone(),
        media_type: media_type.into(),
        bytes: inner.bytes(&name),
        content_id: None,
    });
    Ok(inner)
}

/// The time that archives give their members.
pub(crate) const PACKED: DateTime = DateTime::constant(2022, 6, 1, 10, 30, 0, 0);
