//! What works on this machine, what does not, and how to mend it. Each check leaves nothing behind,
//! reaches no network, and says what it found even where all is well.

use std::path::{Path, PathBuf};
use std::{env, fs};

use serde::Serialize;

use crate::models::{Manifest, ModelFolder};
use crate::worker::{self, Launch};

/// Below this a case cannot be expected to grow: an index is rebuilt beside the old one.
const LEAST_FREE_BYTES: u64 = 2_000_000_000;

/// Below this one picture worker may not get the memory that it maps.
const LEAST_AVAILABLE_BYTES: u64 = 1_500_000_000;

/// File names, in part and lower case, of fonts that have Chinese in them.
const CJK_FONTS: &[&str] = &[
    "wqy",
    "notosanscjk",
    "notoserifcjk",
    "notosanssc",
    "notoserifsc",
    "sourcehan",
    "droidsansfallback",
    "uming",
    "ukai",
    "pingfang",
    "simsun",
    "simhei",
    "msyh",
    "unifont",
];

const FONT_FOLDERS: &[&str] = &["/usr/share/fonts", "/usr/local/share/fonts"];
const FONT_FOLDERS_OF_USER: &[&str] = &[".local/share/fonts", ".fonts"];

/// Whether a thing works here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CheckState {
    /// It works.
    Ok,
    /// It does not, and Daylight is the worse for it.
    Missing,
    /// It is not here, and only some people want it: no fault of the machine.
    Absent,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// Short name, stable: programs may rely on it.
    pub name: String,
    /// Whether it works.
    pub state: CheckState,
    /// What was found, in words.
    pub found: String,
    /// How to mend it, where it does not work.
    pub mend: Option<String>,
}

impl Check {
    fn ok(name: &str, found: impl Into<String>) -> Self {
        Self {
            name: name.to_owned(),
            state: CheckState::Ok,
            found: found.into(),
            mend: None,
        }
    }

    fn missing(name: &str, found: impl Into<String>, mend: impl Into<String>) -> Self {
        let mend = Some(mend.into());
        Self {
            name: name.to_owned(),
            state: CheckState::Missing,
            found: found.into(),
            mend,
        }
    }

    fn absent(name: &str, found: impl Into<String>, mend: impl Into<String>) -> Self {
        Self {
            state: CheckState::Absent,
            ..Self::missing(name, found, mend)
        }
    }
}

/// Looks at everything. `case_folder` is where the case is or would be made, `launch` how a worker is started.
pub fn examine(case_folder: &Path, launch: &Launch) -> Vec<Check> {
    let mut checks = vec![
        kernel(),
        sandbox(launch),
        memory(&fs::read_to_string("/proc/meminfo").unwrap_or_default()),
    ];
    checks.extend(models());
    checks.push(writable(case_folder));
    checks.push(free_space(case_folder));
    checks.push(cjk_font(&font_folders()));
    checks.push(browser(
        env::var_os("PATH")
            .map(|path| env::split_paths(&path).collect())
            .unwrap_or_default(),
    ));
    checks
}

fn kernel() -> Check {
    match fs::read_to_string("/proc/sys/kernel/osrelease") {
        Ok(release) => Check::ok("kernel", format!("Linux {}", release.trim())),
        Err(_) => Check::missing(
            "kernel",
            env::consts::OS,
            "Daylight needs Linux: its sandbox is made of Landlock and seccomp",
        ),
    }
}

/// Starts a worker as `add` would, and asks it what holds.
fn sandbox(launch: &Launch) -> Check {
    match worker::probe(launch) {
        Ok(report) => Check::ok("sandbox", report.to_string()),
        Err(error) => Check::missing(
            "sandbox",
            with_sources(&error),
            "use a kernel with seccomp, and /proc mounted; until then nothing is read without --unsafe-no-sandbox",
        ),
    }
}

fn memory(meminfo: &str) -> Check {
    let kilobytes = meminfo.lines().find_map(|line| {
        line.strip_prefix("MemAvailable:")?
            .trim()
            .strip_suffix("kB")?
            .trim()
            .parse::<u64>()
            .ok()
    });
    let Some(bytes) = kilobytes.map(|kilobytes| kilobytes * 1024) else {
        return Check::missing(
            "memory",
            "not known: /proc/meminfo names no available memory",
            "mount /proc",
        );
    };
    let found = format!("{} available", gigabytes(bytes));
    if bytes >= LEAST_AVAILABLE_BYTES {
        return Check::ok("memory", found);
    }
    let mend = format!(
        "free some: a worker may take {}",
        gigabytes(LEAST_AVAILABLE_BYTES)
    );
    Check::missing("memory", found, mend)
}

fn models() -> Vec<Check> {
    let folder = match ModelFolder::of_user() {
        Ok(folder) => folder,
        Err(error) => {
            let mend = error.hint().unwrap_or_default();
            return vec![Check::missing("models", error.to_string(), mend)];
        }
    };
    let mut checks = Vec::new();
    for model in &Manifest::built_in().models {
        let name = format!("model {}", model.name);
        checks.push(match folder.locate(model) {
            Ok(path) => Check::ok(&name, path.display().to_string()),
            Err(error) => Check::missing(
                &name,
                with_sources(&error),
                error.hint().unwrap_or("make it readable"),
            ),
        });
    }
    checks
}

/// Tries, with a file that has no name and so leaves nothing: permissions alone do not tell.
fn writable(case_folder: &Path) -> Check {
    let place = nearest_existing(case_folder);
    match tempfile::tempfile_in(&place) {
        Ok(_) => Check::ok("case folder", format!("{} can be written", place.display())),
        Err(error) => Check::missing(
            "case folder",
            format!("{} cannot be written: {error}", place.display()),
            "name another with --case or DAYLIGHT_CASE",
        ),
    }
}

fn free_space(case_folder: &Path) -> Check {
    let place = nearest_existing(case_folder);
    match rustix::fs::statvfs(&place) {
        Ok(disk) => enough_space(disk.f_bavail.saturating_mul(disk.f_frsize), &place),
        Err(error) => Check::missing(
            "disk",
            format!("{}: {error}", place.display()),
            "name another folder with --case or DAYLIGHT_CASE",
        ),
    }
}

fn enough_space(bytes: u64, place: &Path) -> Check {
    let found = format!("{} free at {}", gigabytes(bytes), place.display());
    if bytes >= LEAST_FREE_BYTES {
        return Check::ok("disk", found);
    }
    let mend = format!(
        "free some, or put the case on another disk: at least {}, and about twice what you add",
        gigabytes(LEAST_FREE_BYTES)
    );
    Check::missing("disk", found, mend)
}

/// Returns the path, absolute, up to the last folder that is there.
fn nearest_existing(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    absolute
        .ancestors()
        .find(|folder| folder.is_dir())
        .unwrap_or(Path::new("/"))
        .to_path_buf()
}

fn font_folders() -> Vec<PathBuf> {
    let home = env::var_os("HOME").map(PathBuf::from);
    let of_user = home
        .iter()
        .flat_map(|home| FONT_FOLDERS_OF_USER.iter().map(|folder| home.join(folder)));
    FONT_FOLDERS
        .iter()
        .map(PathBuf::from)
        .chain(of_user)
        .collect()
}

/// Goes by file names: the font itself would have to be parsed to know better.
fn cjk_font(folders: &[PathBuf]) -> Check {
    let files = folders.iter().flat_map(|folder| {
        walkdir::WalkDir::new(folder)
            .max_depth(6)
            .sort_by_file_name()
    });
    let font = files.flatten().find(|entry| {
        let name = entry
            .file_name()
            .to_string_lossy()
            .to_lowercase()
            .replace(['-', '_', ' '], "");
        entry.file_type().is_file() && CJK_FONTS.iter().any(|part| name.contains(part))
    });
    match font {
        Some(entry) => Check::ok("chinese font", entry.path().display().to_string()),
        None => Check::missing(
            "chinese font",
            "none found: Chinese in the workbench shows as boxes if the browser runs here",
            "install one (Debian: apt-get install fonts-wqy-microhei)",
        ),
    }
}

fn browser(path: Vec<PathBuf>) -> Check {
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let found = names
        .iter()
        .flat_map(|name| path.iter().map(move |folder| folder.join(name)));
    match found.into_iter().find(|program| program.is_file()) {
        Some(program) => Check::ok("chromium", program.display().to_string()),
        None => Check::absent(
            "chromium",
            "not found; only the project's own browser tests need it",
            "scripts/setup test, in a checkout",
        ),
    }
}

fn gigabytes(bytes: u64) -> String {
    format!("{}.{} GB", bytes / 1_000_000_000, bytes / 100_000_000 % 10)
}

fn with_sources(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut source = error.source();
    while let Some(below) = source {
        words.push_str(&format!(": {below}"));
        source = below.source();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_is_examined_and_every_fault_says_how_to_mend_it() {
        let no_worker = Launch::new("/nonexistent/daylight");
        let checks = examine(Path::new("case.daylight"), &no_worker);
        for name in [
            "kernel",
            "sandbox",
            "memory",
            "model lid.176.ftz",
            "case folder",
            "disk",
            "chinese font",
        ] {
            assert!(
                checks.iter().any(|check| check.name == name),
                "{name} is looked at"
            );
        }
        for check in checks {
            assert_eq!(
                check.mend.is_none(),
                check.state == CheckState::Ok,
                "{check:?}"
            );
            assert!(!check.found.is_empty(), "{check:?}");
        }
    }

    #[test]
    fn a_nearly_full_disk_and_little_memory_are_faults() {
        let place = Path::new("/case");
        assert_eq!(enough_space(LEAST_FREE_BYTES, place).state, CheckState::Ok);
        assert_eq!(
            enough_space(LEAST_FREE_BYTES - 1, place).state,
            CheckState::Missing
        );
        assert_eq!(
            memory("MemTotal: 9 kB\nMemAvailable:    2000000 kB\n").found,
            "2.0 GB available"
        );
        assert_eq!(memory("MemAvailable: 1000 kB\n").state, CheckState::Missing);
        assert_eq!(memory("").state, CheckState::Missing);
    }

    #[test]
    fn a_case_that_is_not_there_yet_is_judged_by_the_folder_above_it() {
        let scratch = tempfile::tempdir().unwrap();
        assert_eq!(
            nearest_existing(&scratch.path().join("a/b.daylight")),
            scratch.path()
        );
        assert_eq!(
            writable(&scratch.path().join("a/b.daylight")).state,
            CheckState::Ok
        );
        assert_eq!(
            writable(Path::new("/proc/case.daylight")).state,
            CheckState::Missing
        );
    }

    #[test]
    fn a_chinese_font_is_known_by_its_file_name() {
        let scratch = tempfile::tempdir().unwrap();
        let folders = [scratch.path().to_path_buf()];
        fs::write(scratch.path().join("DejaVuSans.ttf"), b"").unwrap();
        assert_eq!(cjk_font(&folders).state, CheckState::Missing);
        fs::create_dir(scratch.path().join("opentype")).unwrap();
        fs::write(scratch.path().join("opentype/NotoSansCJK-Regular.ttc"), b"").unwrap();
        assert_eq!(cjk_font(&folders).state, CheckState::Ok);
    }

    #[test]
    fn no_browser_is_no_fault() {
        let scratch = tempfile::tempdir().unwrap();
        assert_eq!(
            browser(vec![scratch.path().to_path_buf()]).state,
            CheckState::Absent
        );
        fs::write(scratch.path().join("chromium"), b"").unwrap();
        assert_eq!(
            browser(vec![scratch.path().to_path_buf()]).state,
            CheckState::Ok
        );
    }
}
