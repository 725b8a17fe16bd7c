//! Rules for each source file: it says what it holds, it is not too long, its name says something.

use super::Problem;
use super::checkout::Checkout;

/// Lines of a source file, at most. Median files have 105–250; what is ugly sits in the tail.
const MOST_LINES: usize = 800;

/// Longer files, each with its reason.
const LONGER: &[(&str, &str)] = &[];

/// Made by a program from another file that is checked in, and held to it by a test: nobody splits them.
const MADE: &[&str] = &["web/src/api/schema.ts"];

/// Names that say nothing about what is inside.
const BANNED_NAMES: &[&str] = &[
    "common", "helper", "helpers", "manager", "misc", "util", "utils",
];

pub(super) fn check(checkout: &Checkout) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (path, text) in checkout.texts() {
        let rust = path.ends_with(".rs");
        if !(rust || path.ends_with(".ts") || path.ends_with(".tsx")) {
            continue;
        }
        problems.extend(long(path, text));
        problems.extend(named_for_nothing(path));
        if rust {
            problems.extend(silent(path, text));
            problems.extend(inline_modules_named_for_nothing(path, text));
        }
    }
    problems.extend(
        LONGER
            .iter()
            .filter(|(path, _)| !checkout.holds(path))
            .map(|(path, _)| {
                Problem::in_file(
                    path,
                    "is gone: take it out of the list of longer files in xtask",
                )
            }),
    );
    problems
}

fn silent(path: &str, text: &str) -> Option<Problem> {
    let opening = text.lines().next().unwrap_or_default();
    let says_something = opening
        .strip_prefix("//!")
        .is_some_and(|rest| !rest.trim().is_empty());
    (!says_something).then(|| {
        Problem::at_line(
            path,
            1,
            "opens without `//!`: say what is here and what always holds",
        )
    })
}

fn long(path: &str, text: &str) -> Option<Problem> {
    let lines = text.lines().count();
    let excused = MADE.contains(&path) || LONGER.iter().any(|(longer, _)| *longer == path);
    (lines > MOST_LINES && !excused).then(|| {
        Problem::in_file(
            path,
            format!(
                "{lines} lines, the cap is {MOST_LINES}: split it by what each part answers for"
            ),
        )
    })
}

fn named_for_nothing(path: &str) -> Option<Problem> {
    let banned = path.split('/').find(|name| {
        let stem = name.split('.').next().unwrap_or(name);
        BANNED_NAMES.contains(&stem)
    })?;
    Some(Problem::in_file(
        path,
        format!("`{banned}` says nothing: name it for what is inside"),
    ))
}

fn inline_modules_named_for_nothing(path: &str, text: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let inline = words.ends_with(&["{"]) || line.trim_end().ends_with('{');
        let name = words
            .iter()
            .position(|word| *word == "mod")
            .and_then(|at| words.get(at + 1));
        if let Some(name) = name.map(|name| name.trim_end_matches('{'))
            && inline
            && BANNED_NAMES.contains(&name)
        {
            let what = format!("module `{name}` says nothing: name it for what is inside");
            problems.push(Problem::at_line(path, index + 1, what));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_one(path: &str, text: &str) -> Vec<String> {
        check(&Checkout::of(&[(path, text)]))
            .iter()
            .map(Problem::to_string)
            .collect()
    }

    #[test]
    fn a_file_that_says_what_it_holds_passes() {
        assert_eq!(
            check_one("crates/a/src/lib.rs", "//! Citations.\n"),
            [""; 0]
        );
    }

    #[test]
    fn a_file_that_does_not_open_with_its_purpose_is_a_problem() {
        for text in ["", "use std::fs;\n", "//!\nfn a() {}\n", "\n//! Late.\n"] {
            let problems = check_one("a.rs", text);
            assert!(
                problems.len() == 1 && problems[0].contains("opens without"),
                "{text:?}: {problems:?}"
            );
        }
    }

    #[test]
    fn a_file_is_a_problem_from_one_line_over_the_cap() {
        let lines = |count: usize| format!("//! Long.\n{}", "\n".repeat(count - 1));
        assert_eq!(check_one("a.rs", &lines(MOST_LINES)), [""; 0]);
        assert!(check_one("a.rs", &lines(MOST_LINES + 1))[0].contains("801 lines"));
        assert!(check_one("web/src/page.tsx", &lines(MOST_LINES + 1))[0].contains("801 lines"));
        assert_eq!(check_one("web/src/api/schema.ts", &lines(9000)), [""; 0]);
    }

    #[test]
    fn empty_names_are_problems_for_files_folders_and_inline_modules() {
        assert!(check_one("crates/a/src/util.rs", "//! A.\n")[0].contains("`util.rs`"));
        assert!(check_one("crates/a/src/common/x.rs", "//! A.\n")[0].contains("`common`"));
        assert!(check_one("web/src/helpers.ts", "")[0].contains("`helpers.ts`"));
        assert_eq!(
            check_one("a.rs", "//! A.\npub(crate) mod misc {\n}\n"),
            ["a.rs:2: module `misc` says nothing: name it for what is inside"]
        );
        assert_eq!(check_one("utility_bills.rs", "//! A.\n"), [""; 0]);
    }
}
