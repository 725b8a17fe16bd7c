//! Parts of archives that were split into several files: told by their names, since only the first begins like
//! an archive. Always: what is said is what the user can do about it; parts are not looked for.

use daylight_model::{Outcome, Reason, State};

use crate::reading::failed;

/// Returns which part of a split archive a name says it is.
pub(crate) fn part_of_name(name: &str) -> Option<u32> {
    let name = name.rsplit(['/', '\\']).next()?.to_lowercase();
    let (stem, ending) = name.rsplit_once('.')?;
    let number = |digits: &str| -> Option<u32> {
        let all = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        all.then(|| digits.parse().ok()).flatten()
    };
    if ending == "rar" {
        return number(stem.rsplit_once(".part")?.1);
    }
    // An archive cut by 7-Zip or `split`: archive.7z.001. A number alone ends many names.
    if ending.len() == 3
        && let Some(part) = number(ending).filter(|part| *part > 0)
    {
        let archive = [
            "7z", "zip", "rar", "tar", "gz", "bz2", "xz", "tgz", "zst", "iso",
        ]
        .iter()
        .any(|known| stem.ends_with(&format!(".{known}")));
        return (archive || part == 1).then_some(part);
    }
    if ending.len() == 3 && ending.starts_with(['z', 'r']) {
        // archive.z01 is the first part, archive.r00 the one after archive.rar.
        let after = number(ending.get(1..)?)?;
        return Some(if ending.starts_with('r') {
            after + 2
        } else {
            after.max(1)
        });
    }
    None
}

/// Returns what a part that does not begin like an archive is to be told as; none where the name does not say
/// that it is one.
pub(crate) fn later_part(name: &str) -> Option<Outcome> {
    let part = part_of_name(name)?;
    Some(failed(Reason::Truncated, words(part)))
}

/// Says of an archive that ends too early, or of which parts are missing, that it is split, if its name does.
pub(crate) fn told(name: &str, outcome: Outcome) -> Outcome {
    let broken = matches!(outcome.reason, Some(Reason::Truncated | Reason::Corrupt));
    match part_of_name(name) {
        Some(part) if broken => Outcome {
            state: match outcome.state {
                State::Partial => State::Partial,
                _ => State::Failed,
            },
            reason: Some(Reason::Truncated),
            detail: Some(words(part)),
        },
        _ => outcome,
    }
}

fn words(part: u32) -> String {
    format!(
        "part {part} of a split archive: its other parts are needed; join them into one file and add that"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_part_stands_in_the_name() {
        for (name, part) in [
            ("a.7z.001", Some(1)),
            ("a.7z.012", Some(12)),
            ("x/backup.part03.rar", Some(3)),
            ("a.zip.002", Some(2)),
            ("a.z01", Some(1)),
            ("a.r00", Some(2)),
            ("a.001", Some(1)),
            ("a.rar", None),
            ("report.2021", None),
            ("log.123", None),
            ("a.rtf", None),
            ("a", None),
        ] {
            assert_eq!(part_of_name(name), part, "{name}");
        }
    }
}
