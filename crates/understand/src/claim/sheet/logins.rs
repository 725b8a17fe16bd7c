//! Lists of logins: where, as whom, and whether it opens. Always: a row whose result says neither claims nothing; a
//! password is never read.

use daylight_model::{ClaimType, Polarity};

use super::layout::Line;
use super::{List, kind};
use crate::claim::draft::Draft;

/// Returns what a cell says of a login.
pub(super) fn login(text: &str) -> Option<Polarity> {
    match kind::yes_or_no(text) {
        Some(true) => return Some(Polarity::Confirmed),
        Some(false) => return Some(Polarity::Attempted),
        None => {}
    }
    Some(
        match kind::says("login", &["claimed", "attempted", "confirmed"], text)? {
            "claimed" => Polarity::Claimed,
            "attempted" => Polarity::Attempted,
            _ => Polarity::Confirmed,
        },
    )
}

impl List<'_, '_> {
    pub(super) fn login(&self, line: &Line) -> Vec<Draft> {
        let Some(result) = self.words(line, "result") else {
            return Vec::new();
        };
        let Some(polarity) = login(&result) else {
            return Vec::new();
        };
        let roles = ["account", "service", "result", "ip"];
        let above = || {
            let cells = line.under.iter().rev();
            let mut cells = cells.chain(self.block.above.iter().rev());
            cells.find_map(|cell| super::host_in(self.scene, cell).map(str::to_owned))
        };
        let service = self.words(line, "service").or_else(above);
        let (Some(service), Some(account)) = (service, self.words(line, "account")) else {
            return Vec::new();
        };
        let draft = self.draft(
            line,
            ClaimType::AccountAccess,
            polarity,
            "account_access.list@1",
            &roles,
        );
        let Some(mut draft) = draft else {
            return Vec::new();
        };
        draft.set_text("service", Some(service));
        draft.set_text("account", Some(account));
        draft.set_text("result", Some(result));
        draft.set_text("address", self.words(line, "ip"));
        vec![draft]
    }
}
