//! Number plates of Chinese vehicles, ordinary ones and those of new energy, without separators.

use std::sync::LazyLock;

use daylight_model::{Grade, MentionType};
use regex::Regex;

use super::shape;
use super::view::{Found, View};

static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
    shape::pattern(
        r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使][A-HJ-NP-Z][·•・. -]?(?:[A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9挂学警港澳领]|[DF][A-HJ-NP-Z0-9][0-9]{4}|[0-9]{5}[DF])",
    )
});

/// Finds number plates.
pub(crate) fn find(view: &View<'_>, found: &mut Vec<Found>) {
    let text = view.text();
    for place in PATTERN.find_iter(text) {
        let (start, mut end) = (place.start(), place.end());
        // Plates of new energy have one more.
        let longer = shape::after(text, end)
            .filter(|next| next.is_ascii_digit() || matches!(next, 'D' | 'F'));
        if let Some(next) = longer {
            end += next.len_utf8();
        }
        if shape::after(text, end).is_some_and(|next| next.is_ascii_alphanumeric()) {
            continue;
        }
        let value: String = text
            .get(start..end)
            .unwrap_or_default()
            .chars()
            .filter(|character| !matches!(character, '·' | '•' | '・' | '.' | ' ' | '-'))
            .collect();
        let digits = value.bytes().filter(u8::is_ascii_digit).count();
        if digits >= 2 {
            found.push(Found::text(
                MentionType::Plate,
                start..end,
                value,
                "plate@1",
                0.9,
                Grade::Likely,
            ));
        }
    }
}
