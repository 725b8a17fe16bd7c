//! Links between the pages of the project lead somewhere: the file is there, and the heading in it.

use std::path::{Component, Path, PathBuf};

use regex::Regex;

use super::Problem;
use super::checkout::Checkout;

pub(super) fn check(checkout: &Checkout) -> Vec<Problem> {
    let link = Regex::new(r"\]\(([^)\s]+)\)").expect("a literal that a test covers");
    let mut problems = Vec::new();
    // The sample leak's pages are somebody else's.
    let pages = checkout
        .texts()
        .filter(|(path, _)| path.ends_with(".md") && !path.starts_with("samples/leak/"));
    for (path, text) in pages {
        let mut is_code = false;
        for (line, words) in text.lines().enumerate() {
            if words.starts_with("```") {
                is_code = !is_code;
            }
            if is_code {
                continue;
            }
            for found in link.captures_iter(words) {
                if let Some(what) = fault(checkout, path, &found[1]) {
                    problems.push(Problem::at_line(path, line + 1, what));
                }
            }
        }
    }
    problems
}

fn fault(checkout: &Checkout, page: &str, target: &str) -> Option<String> {
    if target.contains("://") || target.starts_with("mailto:") {
        return None;
    }
    let (file, heading) = target.split_once('#').unwrap_or((target, ""));
    let path = match file {
        "" => page.to_owned(),
        file => beside(page, file)?,
    };
    let folder = format!("{}/", path.trim_end_matches('/'));
    let is_folder = || {
        checkout
            .texts()
            .any(|(known, _)| known.starts_with(&folder))
    };
    if !checkout.holds(&path) && !is_folder() {
        return Some(format!("links to {target}, which is not there"));
    }
    let text = checkout.text(&path).filter(|_| !heading.is_empty())?;
    let known = text
        .lines()
        .filter(|line| line.starts_with('#'))
        .map(anchor)
        .any(|known| known == heading);
    (!known).then(|| format!("links to {target}, a heading that is not there"))
}

/// The path of `file` as seen from `page`, from the top of the checkout; none where it leads out of it.
fn beside(page: &str, file: &str) -> Option<String> {
    let mut path = PathBuf::from(page);
    path.pop();
    for step in Path::new(file).components() {
        match step {
            Component::ParentDir if !path.pop() => return None,
            Component::Normal(name) => path.push(name),
            _ => {}
        }
    }
    Some(path.to_string_lossy().into_owned())
}

/// The anchor that a heading gets: small letters, hyphens for spaces, no other signs.
fn anchor(heading: &str) -> String {
    let words = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = words
        .chars()
        .filter(|sign| sign.is_alphanumeric() || matches!(sign, ' ' | '-' | '_'));
    kept.map(|sign| if sign == ' ' { '-' } else { sign })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_to_a_file_and_to_a_heading_in_it() {
        let checkout = Checkout::of(&[
            (
                "README.md",
                "[a](docs/a.md) [b](docs/a.md#what-is-it) [c](docs) [d](https://x.example)",
            ),
            (
                "docs/a.md",
                "# What is it?\n[up](../README.md)\n```\n[no](link)\n```\n",
            ),
        ]);
        assert_eq!(check(&checkout), []);
    }

    #[test]
    fn a_link_to_nothing_is_named_with_its_line() {
        let checkout = Checkout::of(&[("a.md", "# A\n\n[x](b.md) [y](#b)\n")]);
        let said: Vec<String> = check(&checkout).iter().map(Problem::to_string).collect();
        assert_eq!(
            said,
            [
                "a.md:3: links to b.md, which is not there",
                "a.md:3: links to #b, a heading that is not there"
            ]
        );
    }
}
