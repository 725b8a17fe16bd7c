//! What the workspace may depend on: licences by the exact list in deny.toml, a ceiling on the number of
//! packages, and between its own crates the edges of the design and no other.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, bail};
use serde::Deserialize;

use super::Problem;
use super::checkout::Checkout;

/// Packages in the lock file, at most, our own included: each one is code that somebody has to trust.
const MOST_PACKAGES: usize = 650;

/// Edges between our crates: who may depend on whom in what is shipped. Another one is a change of the
/// architecture: it needs a page in docs/decisions and a line here.
const EDGES: &[(&str, &[&str])] = &[
    ("daylight-model", &[]),
    ("daylight-extract", &["daylight-model"]),
    ("daylight-understand", &["daylight-model"]),
    (
        "daylight-engine",
        &["daylight-model", "daylight-understand"],
    ),
    (
        "daylight",
        &[
            "daylight-engine",
            "daylight-extract",
            "daylight-model",
            "daylight-understand",
        ],
    ),
];

/// Crates for development: they may depend on anything, and only tests and each other on them.
const DEVELOPMENT: &[&str] = &["daylight-samples", "daylight-testkit", "xtask"];

/// What `cargo metadata` says of the workspace, for the platform at hand.
#[derive(Debug, Default)]
pub(super) struct Packages {
    packages: Vec<Package>,
    root: String,
}

#[derive(Debug, Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    workspace_root: String,
}

#[derive(Debug, Default, Deserialize)]
struct Package {
    name: String,
    version: String,
    license: Option<String>,
    /// None: a crate of this workspace.
    source: Option<String>,
    manifest_path: String,
    dependencies: Vec<Dependency>,
}

#[derive(Debug, Deserialize)]
struct Dependency {
    name: String,
    /// None: a normal dependency; else `dev` or `build`.
    kind: Option<String>,
    /// Set for crates of this workspace.
    path: Option<String>,
}

impl Packages {
    /// Asks cargo; the lock file must be up to date.
    pub(super) fn read(root: &Path) -> anyhow::Result<Self> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            .args([
                "metadata",
                "--format-version=1",
                "--locked",
                "--all-features",
                "--filter-platform",
            ])
            .arg(host_platform()?)
            .current_dir(root)
            .output()
            .context("cargo metadata")?;
        if !output.status.success() {
            bail!(
                "cargo metadata: {}",
                String::from_utf8_lossy(&output.stderr).trim()
            );
        }
        let metadata: Metadata =
            serde_json::from_slice(&output.stdout).context("cargo metadata")?;
        Ok(Self {
            packages: metadata.packages,
            root: metadata.workspace_root,
        })
    }

    /// Returns the folder of each of our crates, from the top of the checkout.
    pub(super) fn member_folders(&self) -> Vec<String> {
        self.own().map(|package| self.folder(package)).collect()
    }

    fn own(&self) -> impl Iterator<Item = &Package> {
        self.packages
            .iter()
            .filter(|package| package.source.is_none())
    }

    fn folder(&self, package: &Package) -> String {
        let path = package
            .manifest_path
            .strip_prefix(&self.root)
            .unwrap_or(&package.manifest_path);
        path.trim_start_matches('/')
            .trim_end_matches("/Cargo.toml")
            .to_owned()
    }
}

fn host_platform() -> anyhow::Result<String> {
    let output = Command::new("rustc")
        .arg("-vV")
        .output()
        .context("rustc -vV")?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("rustc -vV names no host")?.to_owned())
}

pub(super) fn check(checkout: &Checkout, packages: &Packages) -> anyhow::Result<Vec<Problem>> {
    let mut problems = ceiling(checkout.text("Cargo.lock").unwrap_or_default());
    problems.extend(licences(
        packages,
        &allowed(checkout.text("deny.toml").unwrap_or_default())?,
    ));
    problems.extend(edges(packages));
    Ok(problems)
}

fn ceiling(lock: &str) -> Vec<Problem> {
    let count = lock.lines().filter(|line| *line == "[[package]]").count();
    (count > MOST_PACKAGES || count == 0)
        .then(|| {
            Problem::in_file(
                "Cargo.lock",
                format!("{count} packages, the ceiling is {MOST_PACKAGES}"),
            )
        })
        .into_iter()
        .collect()
}

#[derive(Deserialize)]
struct DenyRules {
    licenses: LicenceRules,
}

#[derive(Deserialize)]
struct LicenceRules {
    allow: Vec<String>,
}

/// Returns the one list of licences, kept in deny.toml.
fn allowed(deny_rules: &str) -> anyhow::Result<BTreeSet<String>> {
    let rules: DenyRules = toml::from_str(deny_rules).context("deny.toml")?;
    Ok(rules.licenses.allow.into_iter().collect())
}

fn licences(packages: &Packages, allowed: &BTreeSet<String>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for package in &packages.packages {
        let name = format!("{} {}", package.name, package.version);
        let stated = package.license.as_deref().unwrap_or_default();
        match spdx::Expression::parse_mode(stated, spdx::ParseMode::LAX) {
            Err(_) => problems.push(Problem::in_file(
                "Cargo.lock",
                format!("{name} states no licence that can be read: `{stated}`"),
            )),
            Ok(expression)
                if !expression.evaluate(|required| allowed.contains(&required.to_string())) =>
            {
                problems.push(Problem::in_file(
                    "Cargo.lock",
                    format!("{name} is under `{stated}`, which deny.toml does not allow"),
                ));
            }
            Ok(_) => {}
        }
    }
    problems
}

fn edges(packages: &Packages) -> Vec<Problem> {
    let mut problems = Vec::new();
    for package in packages.own() {
        let manifest = format!("{}/Cargo.toml", packages.folder(package));
        let name = package.name.as_str();
        if DEVELOPMENT.contains(&name) {
            continue;
        }
        let Some((_, allowed)) = EDGES.iter().find(|(from, _)| *from == name) else {
            problems.push(Problem::in_file(
                &manifest,
                format!("{name} is a new crate: xtask's list of edges does not have it"),
            ));
            continue;
        };
        let ours = package
            .dependencies
            .iter()
            .filter(|dependency| dependency.path.is_some());
        let (for_tests, shipped): (Vec<_>, Vec<_>) =
            ours.partition(|dependency| dependency.kind.as_deref() == Some("dev"));
        let shipped: BTreeSet<&str> = shipped
            .into_iter()
            .map(|dependency| dependency.name.as_str())
            .collect();
        for to in shipped.iter().filter(|to| !allowed.contains(to)) {
            problems.push(Problem::in_file(
                &manifest,
                format!("{name} must not depend on {to}"),
            ));
        }
        for to in allowed.iter().filter(|to| !shipped.contains(*to)) {
            problems.push(Problem::in_file(
                &manifest,
                format!("{name} no longer depends on {to}: take the edge out of xtask's list too"),
            ));
        }
        for dependency in for_tests {
            let to = dependency.name.as_str();
            if !allowed.contains(&to) && !DEVELOPMENT.contains(&to) {
                problems.push(Problem::in_file(
                    &manifest,
                    format!("tests of {name} must not depend on {to} but through testkit"),
                ));
            }
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    fn licensed(licence: &str) -> Packages {
        let package = Package {
            name: "a".into(),
            version: "1.0.0".into(),
            license: Some(licence.into()),
            ..Package::default()
        };
        Packages {
            packages: vec![package],
            root: String::new(),
        }
    }

    /// Our crates with the edges of the list, changed by `change`.
    fn workspace(change: impl FnOnce(&mut Vec<Package>)) -> Packages {
        let edge = |to: &&str| Dependency {
            name: (*to).into(),
            kind: None,
            path: Some("x".into()),
        };
        let package = |(name, to): &(&str, &[&str])| Package {
            name: (*name).into(),
            manifest_path: format!("/top/crates/{name}/Cargo.toml"),
            dependencies: to.iter().map(edge).collect(),
            ..Package::default()
        };
        let mut packages = EDGES.iter().map(package).collect();
        change(&mut packages);
        Packages {
            packages,
            root: "/top".into(),
        }
    }

    fn dependency(name: &str, kind: Option<&str>) -> Dependency {
        Dependency {
            name: name.into(),
            kind: kind.map(Into::into),
            path: Some("x".into()),
        }
    }

    #[test]
    fn licences_are_read_as_expressions() {
        let allowed = BTreeSet::from(["MIT".to_owned(), "Zlib".to_owned()]);
        for fine in [
            "MIT",
            "MIT OR GPL-3.0-only",
            "GPL-3.0/MIT",
            "MIT AND Zlib",
            "(MIT OR Apache-2.0) AND Zlib",
        ] {
            assert_eq!(licences(&licensed(fine), &allowed), [], "{fine}");
        }
        for bad in [
            "GPL-3.0-only",
            "MIT AND GPL-3.0-only",
            "",
            "Nobody's",
            "Apache-2.0 WITH LLVM-exception",
        ] {
            assert_eq!(licences(&licensed(bad), &allowed).len(), 1, "{bad}");
        }
    }

    #[test]
    fn the_list_of_licences_comes_from_deny_toml() {
        let list = allowed("[licenses]\nallow = [\"MIT\"]\n").unwrap();
        assert_eq!(list, BTreeSet::from(["MIT".to_owned()]));
        assert!(allowed("").is_err());
    }

    #[test]
    fn one_package_over_the_ceiling_is_a_problem_and_so_is_no_lock_file() {
        assert!(ceiling(&"[[package]]\n".repeat(MOST_PACKAGES)).is_empty());
        assert!(
            ceiling(&"[[package]]\n".repeat(MOST_PACKAGES + 1))[0]
                .what
                .contains("651 packages")
        );
        assert!(!ceiling("").is_empty());
    }

    #[test]
    fn the_edges_of_the_design_pass_and_tests_may_use_the_testkit() {
        let packages = workspace(|own| {
            own[3]
                .dependencies
                .push(dependency("daylight-testkit", Some("dev")))
        });
        assert_eq!(edges(&packages), []);
    }

    #[test]
    fn the_engine_never_depends_on_extract() {
        for kind in [None, Some("dev"), Some("build")] {
            let packages = workspace(|own| {
                own[3]
                    .dependencies
                    .push(dependency("daylight-extract", kind))
            });
            let problems = edges(&packages);
            assert!(problems.len() == 1, "{kind:?}: {problems:?}");
            assert_eq!(problems[0].path, "crates/daylight-engine/Cargo.toml");
        }
    }

    #[test]
    fn what_ships_never_depends_on_what_is_for_development() {
        let packages = workspace(|own| {
            own[4]
                .dependencies
                .push(dependency("daylight-samples", None))
        });
        assert!(
            edges(&packages)[0]
                .what
                .contains("must not depend on daylight-samples")
        );
    }

    #[test]
    fn a_new_crate_and_an_edge_that_is_gone_are_problems() {
        let unknown = workspace(|own| {
            own.push(Package {
                name: "daylight-new".into(),
                ..Package::default()
            })
        });
        assert!(edges(&unknown)[0].what.contains("is a new crate"));
        let gone = workspace(|own| own[1].dependencies.clear());
        assert!(
            edges(&gone)[0]
                .what
                .contains("no longer depends on daylight-model")
        );
    }
}
