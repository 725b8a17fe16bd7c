//! What a document says of itself that its values depend on: its script, its language, its currency, its year.

use std::collections::BTreeSet;

use daylight_model::{Part, PartKind};

use super::column::Columns;
use super::currency::{Currency, Stated};
use super::date;
use super::folded::Folded;
use super::money::find::unit;

/// How many characters of a document are looked at.
const LOOKED_AT: usize = 200_000;

/// What holds for all parts of a document.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Surroundings {
    stated: Stated,
    /// The one year that its dates are of; none where there are two.
    pub(crate) year: Option<i32>,
}

impl Surroundings {
    /// Reads a document's parts.
    pub(crate) fn of(parts: &[Part]) -> Self {
        let mut stated = Stated::default();
        let (mut kana, mut han, mut traditional) = (0_u32, 0_u32, 0_u32);
        let mut left = LOOKED_AT;
        let mut years = BTreeSet::new();
        for part in parts {
            for character in part.text().chars().take(left) {
                match character {
                    '\u{3041}'..='\u{30ff}' => kana += 1,
                    '\u{4e00}'..='\u{9fff}' => {
                        han += 1;
                        traditional += u32::from(is_traditional(character));
                    }
                    _ => {}
                }
            }
            left = left.saturating_sub(part.text().len());
            stated.other_dollars |= names_other_dollars(part.text());
            let headers = part.kind() == PartKind::Header;
            if years.len() < 2 && part.text().len() < LOOKED_AT && !headers {
                let folded = Folded::new(part.text());
                let dates = date::find(folded.text());
                years.extend(dates.iter().filter_map(|dated| dated.from.year));
            }
        }
        stated.japanese = kana * 10 > han.max(10);
        stated.traditional = !stated.japanese && traditional * 20 > han;
        Self {
            stated,
            year: if years.len() == 1 {
                years.into_iter().next()
            } else {
                None
            },
        }
    }

    /// Returns what a part's own titles and notes say of its currency, and what the document does.
    pub(crate) fn stated_in(&self, part: &Part, columns: &Columns) -> Stated {
        let mut stated = self.stated;
        let titles = [columns.titles.as_str(), part.name().unwrap_or_default()];
        for line in titles.iter().flat_map(|title| title.lines()) {
            take_unit(line, &mut stated);
        }
        // `单位：万元` above a table in running text.
        for (at, word) in part
            .text()
            .match_indices("单位")
            .chain(part.text().match_indices("單位"))
            .take(20)
        {
            let rest = part.text().get(at + word.len()..).unwrap_or_default();
            let line = rest.lines().next().unwrap_or_default();
            if line.starts_with([':', '：']) && line.chars().count() <= 16 {
                take_unit(line, &mut stated);
            }
        }
        stated
    }
}

fn take_unit(line: &str, stated: &mut Stated) {
    let folded = Folded::new(line);
    let line = folded.text().trim().to_lowercase();
    if line.chars().count() > 60 || !line.contains(['(', ':', '[']) {
        return;
    }
    if let Some(unit) = unit(&line) {
        if let Some(Currency::Code(code)) = unit.currency {
            stated.stated = Some(code);
        } else if unit.currency.is_some() && !stated.traditional {
            stated.stated = unit.currency.and_then(|currency| stated.resolve(currency));
        }
        stated.power = stated.power.max(unit.power);
    }
}

fn names_other_dollars(text: &str) -> bool {
    [
        "NT$",
        "HK$",
        "港元",
        "港币",
        "港幣",
        "新台币",
        "新臺幣",
        "新台幣",
        "台币",
        "A$",
        "S$",
        "C$",
        "AUD",
        "CAD",
        "SGD",
        "HKD",
        "TWD",
        "澳元",
        "加元",
    ]
    .iter()
    .any(|word| text.contains(word))
}

/// Characters that are common in traditional script and not used in simplified.
fn is_traditional(character: char) -> bool {
    "們個來這為國說時會學對發電話開關東車馬語書長門問間見現話請謝誰讓買賣錢銀銷額費資產業務員總經過還進運達遠連線網絡絡訊號碼層級組織縣鄉鎮區廠數據庫價約條項圖報單據證據歷臺灣幣萬億點壓縮檔"
        .contains(character)
}
