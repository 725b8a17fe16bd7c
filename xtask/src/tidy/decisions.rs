//! Decisions are numbered pages in docs/decisions, each linked from the index there.

use std::collections::BTreeMap;

use regex::Regex;

use super::Problem;
use super::checkout::Checkout;

const FOLDER: &str = "docs/decisions/";
const INDEX: &str = "docs/decisions/README.md";

pub(super) fn check(checkout: &Checkout) -> Vec<Problem> {
    let Some(index) = checkout.text(INDEX) else {
        return vec![Problem::in_file(
            INDEX,
            "is missing: the index of decisions",
        )];
    };
    let name = Regex::new(r"^(\d{4})-[a-z0-9-]+\.md$").expect("a literal that a test covers");
    let mut numbers: BTreeMap<String, &str> = BTreeMap::new();
    let mut problems = Vec::new();
    for (path, _) in checkout
        .texts()
        .filter(|(path, _)| path.starts_with(FOLDER) && *path != INDEX)
    {
        let page = &path[FOLDER.len()..];
        let Some(found) = name.captures(page) else {
            problems.push(Problem::in_file(
                path,
                "is not named like 0001-what-was-decided.md",
            ));
            continue;
        };
        if let Some(other) = numbers.insert(found[1].to_owned(), path) {
            problems.push(Problem::in_file(path, format!("has the number of {other}")));
        }
        if !index.contains(&format!("({page})")) {
            problems.push(Problem::in_file(
                path,
                format!("is not linked from {INDEX}"),
            ));
        }
    }
    let link = Regex::new(r"\((\d{4}-[^)]+\.md)\)").expect("a literal that a test covers");
    for found in link.captures_iter(index) {
        if !checkout.holds(&format!("{FOLDER}{}", &found[1])) {
            problems.push(Problem::in_file(
                INDEX,
                format!("links to {}, which is not there", &found[1]),
            ));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_pages(index: &str, pages: &[&str]) -> Vec<String> {
        let paths: Vec<String> = pages.iter().map(|page| format!("{FOLDER}{page}")).collect();
        let mut files: Vec<(&str, &str)> =
            paths.iter().map(|path| (path.as_str(), "# x\n")).collect();
        files.push((INDEX, index));
        check(&Checkout::of(&files))
            .iter()
            .map(Problem::to_string)
            .collect()
    }

    #[test]
    fn linked_pages_pass() {
        assert_eq!(check_pages("[one](0001-one.md)", &["0001-one.md"]), [""; 0]);
    }

    #[test]
    fn pages_without_a_link_and_links_without_a_page_are_problems() {
        assert!(check_pages("", &["0001-one.md"])[0].contains("is not linked"));
        assert!(check_pages("[one](0001-one.md)", &[])[0].contains("which is not there"));
        assert!(check(&Checkout::default())[0].what.contains("is missing"));
    }

    #[test]
    fn numbers_are_unique_and_names_have_one_form() {
        let index = "(0001-one.md) (0001-two.md) (three.md)";
        let problems = check_pages(index, &["0001-one.md", "0001-two.md", "three.md"]);
        assert!(problems[0].contains("has the number of"), "{problems:?}");
        assert!(problems[1].contains("is not named like"), "{problems:?}");
    }
}
