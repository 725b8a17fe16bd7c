//! Which candidate fills a slot. Always: what is seen of one is the same here and where the weights are made.

use super::candidate::Candidate;
use super::model::{self, MODEL};

/// Gives all that is seen of a candidate for a claim with a label to `add`: of itself, with the label, and of the
/// sentence. The same here and where the weights are made.
fn see<'f>(
    candidate: &Candidate,
    label: &str,
    chosen: &[(&str, &str)],
    sentence: impl IntoIterator<Item = &'f str>,
    add: &mut impl FnMut(&str),
) {
    let origin = &candidate.origin;
    for feature in &candidate.features {
        add(feature);
        add(&format!("{label}|{feature}"));
    }
    add(&format!("{label}|{origin}"));
    for (slot, from) in chosen {
        add(&format!("{origin}~{slot} from {from}"));
        add(&format!("{label}|{origin}~{slot} from {from}"));
    }
    for feature in sentence {
        if !["title ", "first ", "earlier "]
            .iter()
            .any(|other| feature.starts_with(other))
        {
            add(&format!("{origin}~{feature}"));
        }
    }
}

/// Returns all that is seen of a candidate, each once. `chosen` is where the slots before it were filled from.
pub fn features<'f>(
    candidate: &Candidate,
    label: &str,
    chosen: &[(&str, &str)],
    sentence: impl IntoIterator<Item = &'f str>,
) -> Vec<String> {
    let mut all = Vec::new();
    see(candidate, label, chosen, sentence, &mut |feature| {
        all.push(feature.to_owned())
    });
    all.sort_unstable();
    all.dedup();
    all
}

/// Returns the likeliest candidate for a slot, but for those that fill one already.
pub(super) fn best<'c>(
    candidates: &'c [Candidate],
    kind: &str,
    slot: &str,
    label: &str,
    sentence: &[String],
    chosen: &[(&str, &Candidate)],
) -> Option<&'c Candidate> {
    let from: Vec<(&str, &str)> = chosen
        .iter()
        .map(|(slot, one)| (*slot, one.origin.as_ref()))
        .collect();
    let taken = |one: &Candidate| {
        one.value.is_some() && chosen.iter().any(|(_, other)| other.value == one.value)
    };
    let column = format!("{}{slot}", model::SLOT);
    candidates
        .iter()
        .filter(|one| one.fits(slot) && !taken(one))
        .filter_map(|one| {
            let mut hashes: Vec<u64> = Vec::new();
            see(
                one,
                label,
                &from,
                sentence.iter().map(String::as_str),
                &mut |feature| {
                    hashes.push(model::hash(feature));
                },
            );
            hashes.sort_unstable();
            hashes.dedup();
            let score = MODEL.scores(&hashes).of_label(kind, &column)?;
            Some((one, score))
        })
        .reduce(|best, next| if next.1 > best.1 { next } else { best })
        .map(|(one, _)| one)
}
