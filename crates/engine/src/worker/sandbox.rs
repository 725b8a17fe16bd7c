//! The lock: Landlock, which takes away files, TCP, and signals and sockets that lead outside, and a seccomp
//! list of the few system calls that reading needs. Always: each holds without the other; what is not on the list
//! ends the process at once; nothing can be had back.

use std::collections::BTreeMap;
use std::fmt;
use std::io;

use landlock::{
    ABI, Access as _, AccessFs, AccessNet, LandlockStatus, RestrictSelfAttr as _, Ruleset,
    RulesetAttr as _, RulesetError, RulesetStatus, Scope,
};
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule, TargetArch, apply_filter_all_threads,
};
use serde::{Deserialize, Serialize};

/// Which locks a worker puts on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SandboxMode {
    /// Landlock as far as this kernel has it, and seccomp, without which there is no worker.
    #[default]
    Enforced,
    /// Seccomp alone: what a kernel without Landlock gives. For tests.
    SeccompOnly,
    /// Landlock alone. For tests, which show what it holds by itself.
    LandlockOnly,
    /// Neither: `--unsafe-no-sandbox`. Limits of memory and time hold even so.
    Unsafe,
}

impl SandboxMode {
    pub(super) fn has_landlock(self) -> bool {
        matches!(self, Self::Enforced | Self::LandlockOnly)
    }

    pub(super) fn has_seccomp(self) -> bool {
        matches!(self, Self::Enforced | Self::SeccompOnly)
    }
}

/// What holds in a worker.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Version of Landlock that is in force: from 1 files, from 4 TCP too, from 6 signals and abstract sockets
    /// too; 0 where there is none.
    pub landlock: u32,
    /// Whether all system calls but those of the list end the process.
    pub seccomp: bool,
}

impl Report {
    /// Whether a worker of this mode may be trusted with a file.
    pub fn satisfies(&self, mode: SandboxMode) -> bool {
        match mode {
            SandboxMode::Enforced | SandboxMode::SeccompOnly => self.seccomp,
            SandboxMode::LandlockOnly => self.landlock > 0,
            SandboxMode::Unsafe => true,
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.seccomp {
            true => "seccomp holds",
            false => "seccomp does not hold",
        })?;
        match self.landlock {
            0 => f.write_str(", Landlock does not"),
            1..4 => write!(
                f,
                ", Landlock {} holds for files, not for TCP",
                self.landlock
            ),
            4..6 => write!(f, ", Landlock {} holds for files and TCP", self.landlock),
            version => write!(
                f,
                ", Landlock {version} holds for files, TCP, signals and sockets"
            ),
        }
    }
}

/// Why a lock could not be put on.
#[derive(Debug, thiserror::Error)]
pub(super) enum SandboxError {
    /// Landlock failed where it is all there is.
    #[error("cannot put Landlock on")]
    Landlock(#[source] RulesetError),
    /// The kernel has no Landlock, or it is switched off, and it is all there is.
    #[error("this kernel has no Landlock")]
    NoLandlock,
    /// Seccomp is not to be had, or not on this processor.
    #[error("cannot put seccomp on")]
    Seccomp(#[source] seccompiler::Error),
    /// The limits of the process could not be set.
    #[error("cannot limit the process")]
    Limits(#[source] io::Error),
}

impl From<seccompiler::BackendError> for SandboxError {
    fn from(error: seccompiler::BackendError) -> Self {
        Self::Seccomp(error.into())
    }
}

/// Locks this process up, all threads of it. What is not locked after this cannot be locked later, as the
/// calls for it are gone.
///
/// # Errors
/// [`SandboxError`]: the process must end.
pub(super) fn lock_down(mode: SandboxMode) -> Result<Report, SandboxError> {
    super::limits::tighten(!mode.has_seccomp()).map_err(SandboxError::Limits)?;
    let mut report = Report::default();
    if mode.has_landlock() {
        report.landlock = match landlock_all() {
            Ok(version) => version,
            // Seccomp holds without it.
            Err(_) if mode.has_seccomp() => 0,
            Err(error) => return Err(SandboxError::Landlock(error)),
        };
        if report.landlock == 0 && !mode.has_seccomp() {
            return Err(SandboxError::NoLandlock);
        }
    }
    if mode.has_seccomp() {
        let lists = [refused()?, allowed()?];
        for list in &lists {
            apply_filter_all_threads(list).map_err(SandboxError::Seccomp)?;
        }
        report.seccomp = true;
    }
    Ok(report)
}

/// Takes away everything that Landlock knows of and grants nothing; returns the version in force.
fn landlock_all() -> Result<u32, RulesetError> {
    let newest = ABI::V10;
    let status = Ruleset::default()
        .handle_access(AccessFs::from_all(newest))?
        .handle_access(AccessNet::from_all(newest))?
        .scope(Scope::from_all(newest))?
        .create()?
        .all_threads(true)?
        .restrict_self()?;
    Ok(match (status.ruleset, status.landlock) {
        (RulesetStatus::NotEnforced, _) => 0,
        (_, LandlockStatus::Available { effective_abi, .. }) => effective_abi as u32,
        _ => 0,
    })
}

/// Calls that the standard library makes for its own convenience with a path that may be anything: they are
/// refused as if the kernel had never had them, and it does without.
const REFUSED: &[i64] = &[libc::SYS_statx, libc::SYS_newfstatat];

/// What reading needs. None opens, names, connects or starts anything.
const ALLOWED: &[i64] = &[
    // descriptors that are there already; fcntl has a condition below
    libc::SYS_read,
    libc::SYS_readv,
    libc::SYS_pread64,
    libc::SYS_preadv,
    libc::SYS_write,
    libc::SYS_writev,
    libc::SYS_lseek,
    libc::SYS_fstat,
    libc::SYS_recvmsg,
    libc::SYS_close,
    // memory; mmap and mprotect have a condition below
    libc::SYS_munmap,
    libc::SYS_mremap,
    libc::SYS_madvise,
    libc::SYS_brk,
    // locks, time, chance
    libc::SYS_futex,
    libc::SYS_sched_yield,
    libc::SYS_sched_getaffinity,
    libc::SYS_clock_gettime,
    libc::SYS_clock_getres,
    libc::SYS_getrandom,
    // its own signals and end; tgkill has a condition below
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sigaltstack,
    libc::SYS_restart_syscall,
    libc::SYS_getpid,
    libc::SYS_gettid,
    libc::SYS_exit,
    libc::SYS_exit_group,
];

fn allowed() -> Result<BpfProgram, SandboxError> {
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> = ALLOWED
        .iter()
        .chain(REFUSED)
        .map(|call| (*call, Vec::new()))
        .collect();
    // Memory is written or run, never made to run: the third argument of both says what it is for.
    let exec = libc::PROT_EXEC as u64;
    for call in [libc::SYS_mmap, libc::SYS_mprotect] {
        rules.insert(
            call,
            vec![where_argument(2, SeccompCmpOp::MaskedEq(exec), 0)?],
        );
    }
    // The standard library asks, before it closes a descriptor, whether it is open; nothing else of fcntl.
    let ask = where_argument(1, SeccompCmpOp::Eq, libc::F_GETFD as u64)?;
    rules.insert(libc::SYS_fcntl, vec![ask]);
    // abort() signals its own thread; no other process may be signalled.
    let own = u64::from(std::process::id());
    rules.insert(
        libc::SYS_tgkill,
        vec![where_argument(0, SeccompCmpOp::Eq, own)?],
    );
    compile(rules, SeccompAction::KillProcess, SeccompAction::Allow)
}

/// Of two lists the kernel follows the stricter one, so this one may allow the rest.
fn refused() -> Result<BpfProgram, SandboxError> {
    let rules = REFUSED.iter().map(|call| (*call, Vec::new())).collect();
    let unknown = SeccompAction::Errno(libc::ENOSYS as u32);
    compile(rules, SeccompAction::Allow, unknown)
}

fn where_argument(
    number: u8,
    operator: SeccompCmpOp,
    value: u64,
) -> Result<SeccompRule, seccompiler::BackendError> {
    let condition = SeccompCondition::new(number, SeccompCmpArgLen::Dword, operator, value)?;
    SeccompRule::new(vec![condition])
}

fn compile(
    rules: BTreeMap<i64, Vec<SeccompRule>>,
    otherwise: SeccompAction,
    listed: SeccompAction,
) -> Result<BpfProgram, SandboxError> {
    let processor = TargetArch::try_from(std::env::consts::ARCH)?;
    let filter = SeccompFilter::new(rules, otherwise, listed, processor)?;
    Ok(BpfProgram::try_from(filter)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worker_without_seccomp_is_used_only_where_that_was_asked_for() {
        let nothing = Report::default();
        let landlock = Report {
            landlock: 6,
            seccomp: false,
        };
        for mode in [SandboxMode::Enforced, SandboxMode::SeccompOnly] {
            assert!(!nothing.satisfies(mode));
            assert!(!landlock.satisfies(mode));
        }
        assert!(!nothing.satisfies(SandboxMode::LandlockOnly));
        assert!(nothing.satisfies(SandboxMode::Unsafe));
    }

    #[test]
    fn the_lists_are_programs_that_the_kernel_can_take() {
        for list in [allowed().unwrap(), refused().unwrap()] {
            assert!((1..4096).contains(&list.len()), "{}", list.len());
        }
    }

    #[test]
    fn no_call_that_opens_connects_or_starts_is_on_the_list() {
        for call in [
            libc::SYS_openat,
            libc::SYS_openat2,
            libc::SYS_socket,
            libc::SYS_connect,
            libc::SYS_sendmsg,
            libc::SYS_execve,
            libc::SYS_execveat,
            libc::SYS_clone,
            libc::SYS_clone3,
            libc::SYS_kill,
            libc::SYS_ptrace,
            libc::SYS_prctl,
            libc::SYS_prlimit64,
            libc::SYS_io_uring_setup,
            libc::SYS_fcntl,
            libc::SYS_ioctl,
        ] {
            assert!(
                !ALLOWED.contains(&call) && !REFUSED.contains(&call),
                "{call}"
            );
        }
    }
}
