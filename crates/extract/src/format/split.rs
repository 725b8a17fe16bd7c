//! Parts of archives that were split into several files: told by their names, since only the first begins like
//! an archive. Always: parts are not looked for here; where they were found and joined, the job says so, and
//! what is missing is named.

use daylight_model::{ChildKind, Job, Joined, Outcome, PieceName, Reason, State};

use crate::identify::Kind;
use crate::reading::{About, Ending, Out, child_named, failed, partial, unreadable};
use crate::source::Source;

/// Returns which part of a split archive a name says it is.
pub(crate) fn part_of_name(name: &str) -> Option<u32> {
    if let Some(piece) = PieceName::of(name) {
        return (!piece.is_whole_too()).then(|| piece.number());
    }
    // A number alone ends many names, but hardly any begins to count so.
    name.ends_with(".001").then_some(1)
}

/// Returns of which pieces the bytes were joined, if of more than one.
pub(crate) fn several(job: &Job) -> Option<&Joined> {
    job.joined.as_ref().filter(|joined| joined.bytes.len() > 1)
}

/// Reads a joined file that holds more than files: as one file inside, so that its places are its own.
pub(crate) fn as_one_file(source: &mut Source<'_>, out: &mut Out<'_>, about: &mut About) -> Ending {
    about.reader = "pieces@1";
    let start = child_named(source.name(), ChildKind::Member);
    let mut bytes = source.rewound().map_err(|error| unreadable(&error))?;
    match out.child(start, &mut bytes, unreadable)? {
        Some(outcome) => Err(outcome),
        None => Ok(()),
    }
}

/// Returns whether a file of this kind holds nothing but other files.
pub(crate) fn holds_only_files(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Zip
            | Kind::Tar
            | Kind::Gzip
            | Kind::Bzip2
            | Kind::Packed(_)
            | Kind::SevenZ { .. }
            | Kind::Rar
            | Kind::Cab
            | Kind::Chm
            | Kind::Disc
            | Kind::Ar
            | Kind::Cpio
            | Kind::Rpm
    )
}

/// Says of a joined file which piece is missing, if one is.
pub(crate) fn named_missing(job: &Job, ending: Ending) -> Ending {
    let Some(joined) = &job.joined else {
        return ending;
    };
    match (ending, &joined.missing) {
        (Ok(()), None) => Ok(()),
        (Ok(()), Some(missing)) => Err(partial(Reason::Truncated, format!("{missing} is missing"))),
        (Err(outcome), missing) => {
            let broken = match outcome.reason {
                Some(Reason::Truncated) => true,
                Some(Reason::Corrupt) => missing.is_some() || joined.bytes.len() == 1,
                _ => false,
            };
            if !broken {
                return Err(outcome);
            }
            let missing = missing.as_ref().unwrap_or(&joined.next);
            Err(Outcome {
                reason: Some(Reason::Truncated),
                detail: Some(format!("{missing} is missing")),
                ..outcome
            })
        }
    }
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
        "part {part} of a split archive: its other parts are needed beside it, in the same folder"
    )
}

#[cfg(test)]
mod tests;
