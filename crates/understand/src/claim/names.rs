//! What the gazetteer knows of a name.

use daylight_model::{MentionType, Span, Value};

use super::Found;
use super::scene::mentions_within;

/// Returns the country of a body; none where it is not known.
pub(super) fn country_of(found: &Found<'_>, name: &str) -> Option<String> {
    found.gazetteer.country_of(name).map(str::to_owned)
}

/// Returns the state of the body that a stretch of text names: as a list knows it, or as its own name says.
pub(super) fn country_of_body(found: &Found<'_>, span: Span) -> Option<String> {
    let mentions = mentions_within(found, span);
    let of = |kind: MentionType| {
        mentions
            .iter()
            .filter_map(move |mention| match &mention.value {
                Value::Text(text) if mention.kind == kind => Some(text.as_str()),
                _ => None,
            })
    };
    let body = of(MentionType::Org).next()?;
    country_of(found, body).or_else(|| of(MentionType::Country).next().map(str::to_owned))
}

/// Returns the English name of a body whose name is written in another script.
pub(super) fn name_en(found: &Found<'_>, name: &str) -> Option<String> {
    if name.is_ascii() {
        return Some(name.to_owned());
    }
    found.gazetteer.name_en(name)
}

/// Returns whether a body is a public one: by its sector, or by what such bodies' names end in.
pub(super) fn is_public(found: &Found<'_>, name: &str) -> bool {
    const ENDS: [&str; 34] = [
        "局",
        "厅",
        "廳",
        "部",
        "委",
        "委员会",
        "署",
        "院",
        "队",
        "支队",
        "大队",
        "总队",
        "政府",
        "处",
        "办",
        "办公室",
        "中心",
        "分局",
        "警察",
        "军区",
        "法院",
        "海关",
        "银行",
        "大学",
        "国安",
        "公安",
        "网安",
        "Bureau",
        "Department",
        "Branch",
        "Office",
        "Authority",
        "Government",
        "Police",
    ];
    const WORDS: [&str; 34] = [
        "Ministry",
        "Bureau",
        "Department",
        "Police",
        "Authority",
        "Directorate",
        "Council",
        "Commission",
        "Commissariat",
        "Agency",
        "Coastguard",
        "Coast Guard",
        "Customs",
        "University",
        "Hospital",
        "Parliament",
        "Senate",
        "Prefecture",
        "Municipal",
        "City of",
        "County",
        "Army",
        "Navy",
        "Air Force",
        "Border Guard",
        "Gendarmerie",
        "Court",
        "Embassy",
        "Prosecutor",
        "Secretariat",
        "National Bank",
        "Immigration",
        "Interior",
        "Intelligence Service",
    ];
    let public = found
        .gazetteer
        .sector_of(name)
        .is_some_and(|sector| matches!(sector, "政府" | "警务" | "军事" | "教育"));
    public
        || ENDS.iter().any(|end| name.ends_with(end))
        || WORDS.iter().any(|word| name.contains(word))
}
