//! Two exports of one talk: which message is the same as one that stands elsewhere. Always: compared in their real
//! words, over all files of the case, and kept until something in it changes.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use daylight_understand::message::fold::{Said, duplicates};

use super::super::{Case, CaseError};
use super::MeaningFilter;
use super::whole::Stamp;

/// By file and number: where the same message stands first, as `PATH#message=N`.
pub(super) type SaidBefore = BTreeMap<(String, u32), String>;

/// The last one, with what it was made from.
#[derive(Debug, Default)]
pub(in super::super) struct Folded(Mutex<Option<(Stamp, Arc<SaidBefore>)>>);

/// What is compared of a message.
struct Owned {
    path: String,
    number: u32,
    conversation: Option<String>,
    time: Option<String>,
    time_zone: Option<String>,
    sender: Option<String>,
    text: String,
}

impl Case {
    /// Returns which messages repeat others.
    pub(super) fn said_before(&self) -> Result<Arc<SaidBefore>, CaseError> {
        let stamp = self.stamp()?;
        let mut kept = self.folded.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, known)) = &*kept
            && *of == stamp
        {
            return Ok(Arc::clone(known));
        }
        let mut messages = Vec::new();
        self.each_meaning(&MeaningFilter::default(), &mut |meant| {
            let of_file = meant.understanding.messages.iter();
            messages.extend(of_file.map(|message| Owned {
                path: meant.path.clone(),
                number: message.number,
                conversation: message.conversation.clone(),
                time: message.time.clone(),
                time_zone: message.time_zone.clone(),
                sender: message.sender.clone(),
                text: message.text.clone(),
            }));
            Ok(true)
        })?;
        let known = Arc::new(folded(&messages));
        *kept = Some((stamp, Arc::clone(&known)));
        Ok(known)
    }
}

fn folded(messages: &[Owned]) -> SaidBefore {
    let said: Vec<Said<'_>> = messages
        .iter()
        .map(|message| Said {
            path: &message.path,
            conversation: message.conversation.as_deref(),
            time: message.time.as_deref(),
            time_zone: message.time_zone.as_deref(),
            sender: message.sender.as_deref(),
            text: &message.text,
        })
        .collect();
    let pairs = messages.iter().zip(duplicates(&said));
    pairs
        .filter_map(|(message, earlier)| {
            let earlier = messages.get(earlier?)?;
            let place = format!("{}#message={}", earlier.path, earlier.number);
            Some(((message.path.clone(), message.number), place))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_of_a_second_export_names_the_one_in_the_first() {
        let words = [
            "早上好，各位",
            "报价单发我一份",
            "已经发到邮箱了",
            "收到，谢谢",
        ];
        let of = |path: &'static str| {
            words.iter().zip(1..).map(move |(text, number)| Owned {
                path: path.to_owned(),
                number,
                conversation: None,
                time: Some(format!("2022-03-01T09:0{number}:00")),
                time_zone: None,
                sender: Some("甲".to_owned()),
                text: (*text).to_owned(),
            })
        };
        let messages: Vec<Owned> = of("a.md").chain(of("b.csv")).collect();
        let folded = folded(&messages);
        assert_eq!(folded.len(), words.len());
        assert_eq!(folded[&("b.csv".to_owned(), 2)], "a.md#message=2");
    }
}
