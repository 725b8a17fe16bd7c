//! What of one file hangs on all others: the own company, and which messages and claims were said before. Always:
//! small, and told of files one after the other in the order of paths, so that it can be kept.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

use daylight_model::Polarity;
use daylight_understand::claim::OwnVotes;
use serde::{Deserialize, Serialize};

use super::super::{Case, CaseError};
use super::folded::{SaidBefore, SaidIn};
use super::gathering::go_on;
use super::one_name::{NamedIn, Names, OneName};
use super::{MeaningFilter, Meant};

/// What the rows of one file need to know of all others.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Across {
    /// The company whose files these are, as far as the claims tell.
    pub(super) own: Option<String>,
    /// Which messages and claims repeat others.
    pub(super) said_before: SaidBefore,
    /// What is known by two names.
    pub(super) one_name: OneName,
}

/// The same as it is kept.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct KeptAcross {
    own: Option<String>,
    messages: Vec<(String, u32, String)>,
    claims: Vec<(String, Polarity, String)>,
    one_name: OneName,
}

impl From<&Across> for KeptAcross {
    fn from(across: &Across) -> Self {
        let before = &across.said_before;
        let messages = before.messages.iter();
        let claims = before.claims.iter();
        Self {
            own: across.own.clone(),
            one_name: across.one_name.clone(),
            messages: messages
                .map(|((path, number), first)| (path.clone(), *number, first.clone()))
                .collect(),
            claims: claims
                .map(|((id, polarity), counts)| (id.clone(), *polarity, counts.clone()))
                .collect(),
        }
    }
}

impl From<KeptAcross> for Across {
    fn from(kept: KeptAcross) -> Self {
        let messages = kept.messages.into_iter();
        let claims = kept.claims.into_iter();
        Self {
            own: kept.own,
            one_name: kept.one_name,
            said_before: SaidBefore {
                messages: messages
                    .map(|(path, number, first)| ((path, number), first))
                    .collect(),
                claims: claims
                    .map(|(id, polarity, counts)| ((id, polarity), counts))
                    .collect(),
                senders: BTreeMap::new(),
            },
        }
    }
}

impl Case {
    /// Gathers it from all files, unless it is stopped.
    pub(super) fn gather_across(&self, stop: &AtomicBool) -> Result<Across, CaseError> {
        let (mut votes, mut said, mut names) =
            (OwnVotes::default(), SaidIn::default(), Names::default());
        let make = |meant: Meant| {
            let mut votes = OwnVotes::default();
            for claim in &meant.understanding.claims {
                votes.count(claim);
            }
            votes.count_file(&meant.understanding.mentions);
            (votes, SaidIn::of(&meant), NamedIn::of(&meant))
        };
        self.map_meanings(&MeaningFilter::default(), &make, &mut |(
            theirs,
            next,
            named,
        )| {
            votes.add(theirs);
            said.add(next);
            names.add(named);
            go_on(stop)
        })?;
        let own = votes.winner();
        Ok(Across {
            one_name: names.settled(own.as_deref(), &|name| self.known_names().is_place(name)),
            own,
            said_before: said.folded(),
        })
    }
}
