//! What a worker's process takes from itself before it works: core dumps, files, processes, capabilities, a
//! life after its parent. Always: limits only ever go down, and none depends on the user's shell.

use std::fs;
use std::io;
use std::os::fd::RawFd;

use rustix::process::{
    DumpableBehavior, Resource, Rlimit, Signal, getrlimit, set_dumpable_behavior,
    set_parent_process_death_signal, setrlimit,
};
use rustix::thread::{CapabilitySet, CapabilitySets, set_capabilities};

/// Descriptors of a worker: three standard ones, the socket, the file, and some to spare.
const DESCRIPTORS: u64 = 16;

/// The same everywhere, so that how deep a reader gets does not depend on `ulimit -s`.
const STACK_BYTES: u64 = 16 * 1024 * 1024;

/// To be called first.
pub(super) fn begin() -> io::Result<()> {
    set_parent_process_death_signal(Some(Signal::KILL))?;
    // A limit of 0 does not keep a core from a handler that the system pipes cores to; this does, and with it
    // pieces of a leak out of the system's crash reports.
    set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
    lower(Resource::Core, 0)
}

/// Closes all descriptors from 3 on but one. Nothing else in this process may hold one.
pub(super) fn close_all_but(kept: RawFd) -> io::Result<()> {
    let mut open = Vec::new();
    for entry in fs::read_dir("/proc/self/fd")? {
        if let Some(number) = entry?
            .file_name()
            .to_str()
            .and_then(|name| name.parse().ok())
        {
            open.push(number);
        }
    }
    for number in open {
        if number > 2 && number != kept {
            // The folder's own descriptor is among them and gone by now: an error says no more than that.
            let _ = nix::unistd::close::<RawFd>(number);
        }
    }
    Ok(())
}

/// To be called when everything is loaded. `processes`: whether others may still be started.
pub(super) fn tighten(processes: bool) -> io::Result<()> {
    lower(Resource::Fsize, 0)?;
    lower(Resource::Nofile, DESCRIPTORS)?;
    lower(Resource::Stack, STACK_BYTES)?;
    lower(Resource::Memlock, 0)?;
    lower(Resource::Msgqueue, 0)?;
    if !processes {
        lower(Resource::Nproc, 0)?;
    }
    let none = CapabilitySets {
        effective: CapabilitySet::empty(),
        permitted: CapabilitySet::empty(),
        inheritable: CapabilitySet::empty(),
    };
    set_capabilities(None, none)?;
    Ok(())
}

fn lower(resource: Resource, to: u64) -> io::Result<()> {
    let most = getrlimit(resource).maximum.map_or(to, |most| most.min(to));
    let limit = Rlimit {
        current: Some(most),
        maximum: Some(most),
    };
    Ok(setrlimit(resource, limit)?)
}
