//! Lists of what a firm pays: bonuses, salaries, expenses. Always: who gets it is the person of the row; a firm that is
//! not named stays open.

use daylight_model::{ClaimType, MentionType, Polarity};

use super::layout::Line;
use super::{List, kind, value};
use crate::claim::currency;
use crate::claim::draft::Draft;
use crate::claim::folded::phrase;

impl List<'_, '_> {
    fn paid(
        &self,
        line: &Line,
        role: &str,
        rule: &'static str,
        purpose: &str,
        rest: &[&str],
    ) -> Option<Draft> {
        let money = self.money(line, role)?;
        let mut roles = vec![role];
        roles.extend(rest);
        let withheld = self
            .words(line, "status")
            .and_then(|words| kind::says("withheld", &["no"], &words))
            .is_some();
        let polarity = if withheld {
            Polarity::Negated
        } else {
            Polarity::Asserted
        };
        let mut draft = self.draft(line, ClaimType::Payment, polarity, rule, &roles)?;
        draft.set_money(&money);
        draft.set_text("original", self.words(line, role));
        draft.set_text("purpose", Some(purpose));
        Some(draft)
    }

    /// Returns the day of a row; without a column of days the one month that the list is of.
    fn paid_on(&self, line: &Line) -> Option<String> {
        if self.roles.has("date") {
            return self.day(line, "date");
        }
        let words = [self.around.title.as_str(), self.around.name.as_str()];
        value::only_month(&words)
    }

    pub(super) fn bonus(&self, line: &Line) -> Vec<Draft> {
        let Some(person) = self.name(line, "person", MentionType::Person) else {
            return Vec::new();
        };
        let rest = ["person", "reason", "date"];
        let Some(mut draft) = self.paid(line, "bonus", "payment.bonus_table@1", "bonus", &rest)
        else {
            return Vec::new();
        };
        draft.set_text("payer", self.employer());
        draft.set_text("payee", Some(person));
        draft.set_text("for", self.words(line, "reason"));
        draft.set_text("date", self.paid_on(line));
        currency::convert(&mut draft, None);
        vec![draft]
    }

    pub(super) fn salary(&self, line: &Line) -> Vec<Draft> {
        let company = self.name(line, "company", MentionType::Org);
        let ours = company.as_deref().is_some_and(is_ours);
        let rule = if ours || !self.roles.has("company") {
            "payment.own_salary_table@1"
        } else {
            "payment.salary_table@1"
        };
        let rest = ["person", "company", "position", "date"];
        let Some(mut draft) = self.paid(line, "pay", rule, "salary", &rest) else {
            return Vec::new();
        };
        draft.set_text("payee", self.name(line, "person", MentionType::Person));
        let payer = if ours {
            self.scene.own.clone()
        } else if self.roles.has("company") {
            company
        } else {
            self.employer()
        };
        draft.set_text("payer", payer.clone());
        let monthly = self.header("pay").contains('月')
            || value::only_month(&[self.around.title.as_str(), self.around.name.as_str()])
                .is_some();
        let period = self.unit_of("pay").period;
        draft.set_text("period", period.or(monthly.then_some("month")));
        draft.set_text("date", self.paid_on(line));
        let mut drafts = vec![draft];
        let rest = ["person", "reason", "date"];
        if let Some(mut draft) = self.paid(line, "extra", "payment.extra_table@1", "bonus", &rest) {
            draft.set_text("payer", payer);
            draft.set_text("payee", self.name(line, "person", MentionType::Person));
            draft.set_text("for", self.words(line, "reason"));
            draft.set_text("date", self.paid_on(line));
            drafts.push(draft);
        }
        drafts
    }

    /// Returns who is paid back by a whole list, as a line beside it says: `报销人：某某　部门：…`.
    fn claimant(&self) -> Option<String> {
        const LABELS: [&str; 8] = [
            "报销人",
            "出差人",
            "领款人",
            "垫付人",
            "申请人",
            "claimant",
            "traveller",
            "employee",
        ];
        let mut cells = self.block.above.iter().chain(&self.block.below);
        cells.find_map(|cell| {
            let text = phrase(&cell.text);
            let labelled = LABELS
                .iter()
                .any(|label| text.contains(&format!("{label}:")));
            labelled.then(|| self.mention(cell.span, MentionType::Person))?
        })
    }

    pub(super) fn expense(&self, line: &Line) -> Vec<Draft> {
        let mut drafts = Vec::new();
        let words = self.words(line, "purpose");
        let body = self
            .cell(line, "purpose")
            .and_then(|cell| self.mention(cell.span, MentionType::Org));
        let Some(words) = words else {
            return drafts;
        };
        let rest = ["purpose", "person", "date"];
        // Who is paid back is paid by the firm; of another outlay nobody is said to pay.
        let claimant = match self.roles.has("person") {
            true => self.name(line, "person", MentionType::Person),
            false => self.claimant(),
        };
        let rule = if claimant.is_some() {
            "payment.expense_table@1"
        } else {
            "payment.outlay_table@1"
        };
        if let Some(mut draft) = self.paid(line, "spent", rule, "expense", &rest) {
            let paid_to = ["付", "支付", "转", "给", "paid to", "payment to"]
                .iter()
                .any(|word| words.starts_with(word));
            let payee = claimant;
            draft.set_text("payer", self.employer().filter(|_| payee.is_some()));
            draft.set_text("payee", payee.or_else(|| body.clone().filter(|_| paid_to)));
            draft.set_text("for", Some(words.clone()));
            draft.set_text("date", self.paid_on(line));
            draft.set_text("period", self.unit_of("spent").period);
            drafts.push(draft);
        }
        if let (Some(payer), Some(mut draft)) = (
            body,
            self.paid(
                line,
                "received",
                "payment.receipt_table@1",
                "contract",
                &rest,
            ),
        ) {
            draft.set_text("payer", Some(payer));
            draft.set_text("payee", self.own());
            draft.set_text(
                "for",
                self.cell(line, "purpose")
                    .and_then(|cell| self.mention(cell.span, MentionType::Product)),
            );
            draft.set_text("date", self.paid_on(line));
            drafts.push(draft);
        }
        drafts
    }
}

/// Returns whether a cell means the speaker's own firm.
pub(super) fn is_ours(name: &str) -> bool {
    matches!(
        name.to_lowercase().trim(),
        "本公司"
            | "我司"
            | "我们"
            | "本司"
            | "我方"
            | "公司"
            | "自己"
            | "本单位"
            | "我公司"
            | "us"
            | "we"
            | "our company"
            | "our firm"
            | "ours"
    )
}
