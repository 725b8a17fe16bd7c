//! Rules of the checkout that compilers do not know, one file a rule. Every rule is a function
//! from what stands in the checkout to a list of problems; nothing here changes a file.

use std::fmt;
use std::path::Path;
use std::process::ExitCode;

mod architecture;
mod checkout;
mod decisions;
mod links;
mod machine_paths;
mod npm_lock;
mod packages;
mod source_files;

use checkout::Checkout;
use packages::Packages;

/// One thing that is not as the rules want it, with the place to mend it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Problem {
    /// Path from the top of the checkout.
    path: String,
    /// Counted from 1, where the problem has one.
    line: Option<usize>,
    what: String,
}

impl Problem {
    fn in_file(path: &str, what: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            line: None,
            what: what.into(),
        }
    }

    fn at_line(path: &str, line: usize, what: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            line: Some(line),
            what: what.into(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.path, self.what),
            None => write!(f, "{}: {}", self.path, self.what),
        }
    }
}

/// Prints every problem of the checkout; the exit status is 1 where there is one.
pub(crate) fn run(root: &Path) -> anyhow::Result<ExitCode> {
    let problems = problems(root)?;
    for problem in &problems {
        eprintln!("{problem}");
    }
    if problems.is_empty() {
        println!("tidy: nothing to mend");
        return Ok(ExitCode::SUCCESS);
    }
    eprintln!("tidy: {} to mend", problems.len());
    Ok(ExitCode::FAILURE)
}

fn problems(root: &Path) -> anyhow::Result<Vec<Problem>> {
    let checkout = Checkout::read(root)?;
    let packages = Packages::read(root)?;
    let mut problems = source_files::check(&checkout);
    problems.extend(architecture::check(&checkout, &packages.member_folders()));
    problems.extend(packages::check(&checkout, &packages)?);
    problems.extend(npm_lock::check(&checkout));
    problems.extend(machine_paths::check(&checkout));
    problems.extend(decisions::check(&checkout));
    problems.extend(links::check(&checkout));
    problems.sort();
    Ok(problems)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_checkout_is_tidy() {
        let problems = problems(&crate::checkout_root()).unwrap();
        let lines: Vec<String> = problems.iter().map(Problem::to_string).collect();
        assert!(lines.is_empty(), "to mend:\n{}", lines.join("\n"));
    }
}
