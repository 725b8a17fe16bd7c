//! No tracked file names a folder of the machine that it was written on.

use regex::Regex;

use super::Problem;
use super::checkout::Checkout;

/// Folders whose files may hold such paths as data: people in a leak have home folders too.
const DATA: &[&str] = &["samples/leak/", "samples/key/", "samples/generator/data/"];

pub(super) fn check(checkout: &Checkout) -> Vec<Problem> {
    let folders = ["home", "root", "work", "farm", "Users"].join("|");
    let pattern = format!(r"(?:^|[^\w.~/-])(/(?:{folders})/[\w.-]+)");
    let machine_path = Regex::new(&pattern).expect("a literal that a test covers");
    let mut problems = Vec::new();
    for (path, text) in checkout.texts() {
        if DATA.iter().any(|folder| path.starts_with(folder)) {
            continue;
        }
        for (index, line) in text.lines().enumerate() {
            if let Some(found) = machine_path.captures(line) {
                let what = format!("names a folder of one machine: {}", &found[1]);
                problems.push(Problem::at_line(path, index + 1, what));
            }
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(path: &str, text: &str) -> Vec<usize> {
        check(&Checkout::of(&[(path, text)]))
            .iter()
            .filter_map(|problem| problem.line)
            .collect()
    }

    #[test]
    fn absolute_paths_of_a_machine_are_problems() {
        // Put together here, so that this file does not name one itself.
        let text = ["ok", "see (/", "work/main)", "\"/", "home/me/x\""].concat();
        assert_eq!(lines("a.md", &text), [1]);
        assert_eq!(lines("a.md", &["a\n/", "root/.cargo\n"].concat()), [2]);
    }

    #[test]
    fn addresses_relative_paths_and_data_of_a_leak_are_not() {
        assert_eq!(
            lines(
                "a.md",
                "https://a.example/home/x web/home/a ./root/x ~/work/x /homely/x"
            ),
            [0; 0]
        );
        assert_eq!(
            lines("samples/leak/chat.md", &["/", "home/me"].concat()),
            [0; 0]
        );
    }
}
