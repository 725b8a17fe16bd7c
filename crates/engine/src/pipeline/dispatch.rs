//! Hands leases to the threads of one run. Always: a blob of the next depth is handed out only when none of
//! the depths before is still being read.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::store::{Lease, Ledger, LedgerError};

/// Leased at once; few, so that a run that dies leaves few behind.
const AT_ONCE: usize = 16;

/// How often whoever watches is woken.
const MOMENT: Duration = Duration::from_millis(200);

#[derive(Default)]
struct Queue {
    waiting: VecDeque<Lease>,
    in_flight: usize,
    /// Depth of what is in flight or waiting.
    depth: u32,
    stopped: bool,
    done_blobs: u64,
    done_bytes: u64,
}

pub(super) struct Dispatch<'a> {
    ledger: &'a dyn Ledger,
    level: u32,
    lease: SignedDuration,
    queue: Mutex<Queue>,
    changed: Condvar,
}

impl<'a> Dispatch<'a> {
    pub(super) fn new(ledger: &'a dyn Ledger, level: u32, lease: SignedDuration) -> Self {
        Self {
            ledger,
            level,
            lease,
            queue: Mutex::default(),
            changed: Condvar::new(),
        }
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(|held| held.into_inner())
    }

    /// Returns the next blob to read, waiting while others may still bring one; none when all is read.
    pub(super) fn next(&self, now: Timestamp) -> Result<Option<Lease>, LedgerError> {
        let mut queue = self.queue();
        loop {
            if queue.stopped {
                while let Some(lease) = queue.waiting.pop_front() {
                    self.ledger.release(&lease)?;
                }
                return Ok(None);
            }
            if let Some(lease) = queue.waiting.pop_front() {
                queue.in_flight += 1;
                return Ok(Some(lease));
            }
            if !self.refill(&mut queue, now)? {
                if queue.in_flight == 0 {
                    self.changed.notify_all();
                    return Ok(None);
                }
                queue = self
                    .changed
                    .wait_timeout(queue, MOMENT)
                    .unwrap_or_else(|held| held.into_inner())
                    .0;
            }
        }
    }

    /// Returns whether something waits now.
    fn refill(&self, queue: &mut Queue, now: Timestamp) -> Result<bool, LedgerError> {
        let leases = self.ledger.lease(AT_ONCE, self.level, now, self.lease)?;
        for lease in leases {
            let deeper = queue.waiting.back().map_or(queue.depth, |last| last.depth);
            if lease.depth > deeper && (queue.in_flight > 0 || !queue.waiting.is_empty()) {
                self.ledger.release(&lease)?;
                continue;
            }
            queue.depth = lease.depth;
            queue.waiting.push_back(lease);
        }
        Ok(!queue.waiting.is_empty())
    }

    pub(super) fn finished(&self, bytes: u64) {
        let mut queue = self.queue();
        queue.in_flight = queue.in_flight.saturating_sub(1);
        queue.done_blobs += 1;
        queue.done_bytes += bytes;
        self.changed.notify_all();
    }

    pub(super) fn gave_back(&self) {
        let mut queue = self.queue();
        queue.in_flight = queue.in_flight.saturating_sub(1);
        self.changed.notify_all();
    }

    pub(super) fn stop(&self) {
        self.queue().stopped = true;
        self.changed.notify_all();
    }

    /// Returns how many blobs were read, and their bytes.
    pub(super) fn done(&self) -> (u64, u64) {
        let queue = self.queue();
        (queue.done_blobs, queue.done_bytes)
    }

    /// Waits until something changed, or a moment.
    pub(super) fn wait_a_moment(&self) {
        let _ = self
            .changed
            .wait_timeout(self.queue(), MOMENT)
            .unwrap_or_else(|held| held.into_inner());
    }
}
