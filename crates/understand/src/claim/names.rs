//! What the gazetteer knows of a name.

use super::Found;

/// Returns the country of a body; none where it is not known.
pub(super) fn country_of(found: &Found<'_>, name: &str) -> Option<String> {
    found.gazetteer.country_of(name).map(str::to_owned)
}

/// Returns the English name of a body whose name is written in another script.
pub(super) fn name_en(found: &Found<'_>, name: &str) -> Option<String> {
    if name.is_ascii() {
        return Some(name.to_owned());
    }
    found.gazetteer.name_en(name)
}
