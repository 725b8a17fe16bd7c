//! ARCHITECTURE.md stays true: it is short, each path that it names is there, each crate is in it.
//! A path is what stands between backticks or as a link's target and starts at the top of the checkout.

use super::Problem;
use super::checkout::Checkout;
use regex::Regex;

const PAGE: &str = "ARCHITECTURE.md";
const MOST_LINES: usize = 250;

/// First names that make a word between backticks a path, even where the folder is not there any more.
const ROOMS: &[&str] = &[
    ".cargo", ".ci", "bench", "crates", "docs", "fuzz", "samples", "scripts", "testkit", "web",
    "xtask",
];

pub(super) fn check(checkout: &Checkout, member_folders: &[String]) -> Vec<Problem> {
    let Some(text) = checkout.text(PAGE) else {
        return vec![Problem::in_file(
            PAGE,
            "is missing: the code map that every newcomer reads first",
        )];
    };
    let mut problems = Vec::new();
    let lines = text.lines().count();
    if lines > MOST_LINES {
        problems.push(Problem::in_file(
            PAGE,
            format!("{lines} lines, the cap is {MOST_LINES}"),
        ));
    }
    for (line, path) in paths(text) {
        if !checkout.holds(&path) {
            problems.push(Problem::at_line(
                PAGE,
                line,
                format!("names `{path}`, which is not there"),
            ));
        }
    }
    for folder in member_folders {
        if !text.contains(folder.as_str()) {
            problems.push(Problem::in_file(
                PAGE,
                format!("does not mention the crate in {folder}"),
            ));
        }
    }
    problems
}

fn paths(text: &str) -> Vec<(usize, String)> {
    let named = Regex::new(r"`([^`\s]+)`|\]\(([^)\s#]+)").expect("a literal that a test covers");
    let mut paths = Vec::new();
    for (index, line) in text.lines().enumerate() {
        for found in named.captures_iter(line) {
            let word = found
                .get(1)
                .or(found.get(2))
                .map_or("", |word| word.as_str());
            if let Some(path) = path_of(word) {
                paths.push((index + 1, path));
            }
        }
    }
    paths
}

/// Returns the path that a word stands for, up to the folder before a `*`; none where it is no path.
fn path_of(word: &str) -> Option<String> {
    let word = word.trim_start_matches("./").trim_end_matches('/');
    let (first, rest) = word.split_once('/')?;
    if !ROOMS.contains(&first) {
        return None;
    }
    let fixed: Vec<&str> = rest
        .split('/')
        .take_while(|name| !name.contains('*'))
        .collect();
    Some(
        std::iter::once(first)
            .chain(fixed)
            .collect::<Vec<_>>()
            .join("/"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_page(page: &str) -> Vec<String> {
        let checkout = Checkout::of(&[("ARCHITECTURE.md", page), ("crates/model/src/cite.rs", "")]);
        check(&checkout, &["crates/model".to_owned()])
            .iter()
            .map(Problem::to_string)
            .collect()
    }

    #[test]
    fn a_page_whose_paths_are_there_passes() {
        let page = "In `crates/model/src/cite.rs`, [see](crates/model/src), `crates/model/src/*.rs`,\n`text/plain`, `a/b`.\n";
        assert_eq!(check_page(page), [""; 0]);
    }

    #[test]
    fn a_missing_page_is_a_problem() {
        let problems = check(&Checkout::default(), &[]);
        assert!(
            problems[0]
                .to_string()
                .starts_with("ARCHITECTURE.md: is missing")
        );
    }

    #[test]
    fn a_path_that_rotted_is_a_problem_in_backticks_and_in_links() {
        assert_eq!(
            check_page("`crates/model`\n`crates/model/src/gone.rs` [x](docs/gone.md#part)\n"),
            [
                "ARCHITECTURE.md:2: names `crates/model/src/gone.rs`, which is not there",
                "ARCHITECTURE.md:2: names `docs/gone.md`, which is not there",
            ]
        );
    }

    #[test]
    fn a_crate_that_is_not_in_it_and_a_page_too_long_are_problems() {
        let problems = check_page(&"\n".repeat(MOST_LINES + 1));
        assert!(problems[0].contains("251 lines"));
        assert!(problems[1].contains("does not mention the crate in crates/model"));
    }
}
