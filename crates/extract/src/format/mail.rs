//! Mails (RFC 5322, MIME) and mailboxes of them: headers and text as parts, attachments as files found inside.
//! Always: messages are counted in the order of the file and their lines in the file; text is decoded by what it
//! says and by what fits, since mail programs have written bytes against every standard.

pub(super) mod decode;
mod message;
mod source_lines;

use std::io::{BufRead, BufReader};

use daylight_model::Reason;

pub(super) use message::{Mail, content};

use crate::reading::{About, Ending, Out, failed, partial, unreadable};
use crate::source::Source;

/// A message of a mailbox that is longer is cut.
const LONGEST: usize = 256 << 20;

/// Reads one mail.
pub(crate) fn read(source: &mut Source<'_>, out: &mut Out<'_>, about: &mut About) -> Ending {
    about.reader = "mail@3";
    let Some(bytes) = source.all().map_err(|error| unreadable(&error))? else {
        return Err(failed(
            Reason::MemoryLimit,
            "too large to be held in memory",
        ));
    };
    let (bytes, first_line) = match source.extension() == "emlx" {
        true => without_count(bytes),
        false => (bytes, 1),
    };
    let mail = Mail::new(bytes, 1, first_line);
    let Some(message) = mail.parsed() else {
        return Err(failed(Reason::Corrupt, "no mail can be made out"));
    };
    decode::describe(&mail.headers(&message), about);
    mail.send(&message, out)?;
    match mail.lock(&message) {
        Some(lock) => Err(partial(
            Reason::Encrypted,
            format!("its text is locked by {lock}"),
        )),
        None => Ok(()),
    }
}

/// Apple Mail writes the length of the mail on a line before it, and what it knows of it after it. Returns the mail
/// and the number of its first line.
fn without_count(bytes: Vec<u8>) -> (Vec<u8>, u32) {
    let end = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(0);
    let count = std::str::from_utf8(&bytes[..end])
        .ok()
        .and_then(|line| line.trim().parse::<usize>().ok());
    match count {
        Some(count) => (bytes.into_iter().skip(end + 1).take(count).collect(), 2),
        None => (bytes, 1),
    }
}

/// Reads a mailbox: mails one after the other, each after a line that begins with `From `.
pub(crate) fn read_mailbox(
    source: &mut Source<'_>,
    out: &mut Out<'_>,
    about: &mut About,
) -> Ending {
    about.reader = "mbox@3";
    let input = source.rewound().map_err(|error| unreadable(&error))?;
    let mut lines = BufReader::new(input);
    let mut message: Vec<u8> = Vec::new();
    let (mut number, mut after_blank, mut cut, mut damaged, mut locked) = (0, true, 0, 0, 0);
    let (mut line_number, mut first_line) = (0, 1);
    loop {
        let mut line = Vec::new();
        let ended = lines
            .read_until(b'\n', &mut line)
            .map_err(|error| unreadable(&error))?
            == 0;
        line_number += 1;
        if ended || (after_blank && line.starts_with(b"From ")) {
            if !message.is_empty() {
                number += 1;
                let mail = Mail::new(std::mem::take(&mut message), number, first_line);
                match mail.parsed() {
                    Some(parsed) => {
                        mail.send(&parsed, out)?;
                        locked += u32::from(mail.lock(&parsed).is_some());
                    }
                    None => damaged += 1,
                }
            }
            if ended {
                break;
            }
            first_line = line_number + 1;
            continue;
        }
        after_blank = line.iter().all(|byte| byte.is_ascii_whitespace());
        // Lines of a mail that began like the line between mails were quoted.
        let quotes = line.iter().take_while(|byte| **byte == b'>').count();
        if quotes > 0 && line[quotes..].starts_with(b"From ") {
            line.remove(0);
        }
        if message.len() + line.len() <= LONGEST {
            message.extend(line);
        } else {
            cut += 1;
        }
    }
    if number == 0 {
        return Err(failed(Reason::Corrupt, "no mail can be made out"));
    }
    if cut > 0 {
        return Err(partial(Reason::TooLarge, "a mail was too long and was cut"));
    }
    if damaged > 0 {
        return Err(partial(
            Reason::Corrupt,
            format!("{damaged} of {number} mails are damaged"),
        ));
    }
    if locked > 0 {
        return Err(partial(
            Reason::Encrypted,
            format!("the text of {locked} of {number} mails is locked"),
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
