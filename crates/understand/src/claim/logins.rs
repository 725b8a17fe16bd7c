//! Claims from lists of logins: where, as whom, and whether it opens. Always: the columns are told by what they hold, and
//! a row whose result says neither claims nothing.

use daylight_model::{ClaimType, Column, ColumnType, Ground, Polarity, TableRow};

use super::column::login;
use super::draft::Draft;
use super::folded::shown;
use super::from_table::Reader;
use super::scene::text_at;

impl Reader<'_, '_> {
    /// Claims of a list of logins: where, as whom, and whether it opens.
    pub(super) fn logins(&self) -> Option<Vec<Draft>> {
        let of_type = |kinds: &[ColumnType]| {
            let found = |column: &Column| kinds.contains(&column.kind);
            self.table.columns.iter().position(found)
        };
        let service = of_type(&[ColumnType::Url, ColumnType::Ip])?;
        let account = of_type(&[ColumnType::Account, ColumnType::Email])?;
        let says = |index: &usize| {
            let cells = self.told(*index);
            let told = cells.iter().filter(|(words, _)| login(words).is_some());
            let told = told.count();
            told > 0 && told * 2 >= cells.len()
        };
        let result = (0..self.table.columns.len())
            .filter(|index| *index != service && *index != account)
            .find(says)?;
        Some(self.rows(|row| self.login(row, [service, account, result])))
    }

    fn login(&self, row: &TableRow, columns: [usize; 3]) -> Vec<Draft> {
        let cells = columns.map(|index| row.cells.get(index).copied().flatten());
        let [Some(service), Some(account), Some(result)] = cells else {
            return Vec::new();
        };
        let words = |span| shown(text_at(self.scene.found, span).trim());
        let polarity = match login(&words(result)) {
            Some(true) => Polarity::Confirmed,
            Some(false) => Polarity::Attempted,
            None => return Vec::new(),
        };
        let ground = |span| Ground {
            span,
            message: None,
        };
        let mut draft = Draft::new(
            ClaimType::AccountAccess,
            polarity,
            "account_access.list@1",
            ground(service),
        );
        draft.grounds.extend([ground(account), ground(result)]);
        draft.confidence = 0.9;
        draft.set_text("service", Some(words(service)));
        draft.set_text("account", Some(words(account)));
        draft.set_text("result", Some(words(result)));
        vec![draft]
    }
}
