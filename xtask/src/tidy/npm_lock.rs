//! npm's lock files name packages and hashes, never the host that one machine fetched them from.

use super::Problem;
use super::checkout::Checkout;

pub(super) fn check(checkout: &Checkout) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (path, text) in checkout
        .texts()
        .filter(|(path, _)| path.ends_with("package-lock.json"))
    {
        let resolved = text
            .lines()
            .position(|line| line.trim_start().starts_with("\"resolved\": \"http"));
        if let Some(index) = resolved {
            problems.push(Problem::at_line(
                path,
                index + 1,
                "carries a registry's address: set omit-lockfile-registry-resolved=true in .npmrc and make it anew",
            ));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_in_a_lock_file_is_a_problem_and_a_workspace_link_is_not() {
        let address = "{\n  \"resolved\": \"https://registry.example/a.tgz\",\n}\n";
        let problems = check(&Checkout::of(&[("web/package-lock.json", address)]));
        assert!(
            problems.len() == 1 && problems[0].line == Some(2),
            "{problems:?}"
        );
        let link = "{\n  \"resolved\": \"packages/a\",\n  \"integrity\": \"sha512-\"\n}\n";
        assert!(check(&Checkout::of(&[("web/package-lock.json", link)])).is_empty());
    }
}
