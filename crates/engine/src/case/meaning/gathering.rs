//! When what a whole case means is gathered: where it is asked for, or ahead of that by a thread of its own. Always:
//! without such a thread, what is answered is of the present state of the case; with one, an answer never waits long
//! for it, and may be of the state before.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::super::{Case, CaseError, Phase};
use super::across::Across;
use super::gathered::{Gathered, Stamp};

/// How often it is looked whether something changed.
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);

/// While files are being read, gathering may take this part of the time.
const SHARE_OF_TIME: u32 = 10;

/// What somebody who asks for a list waits for the thread that gathers.
const LIST_WAITS: Duration = Duration::from_millis(500);

/// Whoever asks for an answer does not stop half-way.
static NEVER: AtomicBool = AtomicBool::new(false);

/// Returns that the next file is wanted, unless it was stopped.
pub(super) fn go_on(stop: &AtomicBool) -> Result<bool, CaseError> {
    match stop.load(Ordering::Relaxed) {
        true => Err(CaseError::Interrupted),
        false => Ok(true),
    }
}

/// What was gathered last.
#[derive(Debug, Default)]
pub(in super::super) struct Gathering {
    last: Mutex<Option<Arc<Gathered>>>,
    swapped: Condvar,
    /// Held by whoever gathers.
    turn: Mutex<()>,
    /// What hangs on all files, where only that was asked for.
    across: Mutex<Option<(Stamp, Arc<Across>)>>,
    /// Whether a thread gathers.
    is_watched: AtomicBool,
}

impl Case {
    /// Returns what the whole case means: of its present state, or, where a thread gathers, of the last that it came to
    /// see.
    ///
    /// # Errors
    /// [`CaseError::Ledger`], [`CaseError::Gathered`].
    pub fn gathered(&self) -> Result<Arc<Gathered>, CaseError> {
        let stamp = self.stamp()?;
        let last = self.last_gathered();
        if let Some(last) = last.as_ref().filter(|last| last.stamp == stamp) {
            return Ok(Arc::clone(last));
        }
        if self.gathering.is_watched.load(Ordering::Acquire) {
            return self.waited(&stamp);
        }
        self.gather(stamp, &NEVER)
    }

    /// Returns whether what [`Case::gathered`] would return may not be of the present state of the case, or of text that
    /// was read and is still being understood.
    ///
    /// # Errors
    /// [`CaseError::Ledger`].
    pub fn is_gathering(&self) -> Result<bool, CaseError> {
        let stamp = self.stamp()?;
        let last = self.last_gathered();
        let is_watched = self.gathering.is_watched.load(Ordering::Acquire);
        let is_understanding = self.progress().phase == Phase::Understanding;
        Ok(is_watched && (is_understanding || last.is_none_or(|last| last.stamp != stamp)))
    }

    /// Gathers again and again what changed, until it is stopped: meanwhile nobody who asks waits for it.
    ///
    /// # Errors
    /// [`CaseError::Ledger`], [`CaseError::Gathered`]; those who ask gather by themselves from then on.
    pub fn keep_gathered(&self, stop: &AtomicBool) -> Result<(), CaseError> {
        self.gathering.is_watched.store(true, Ordering::Release);
        let kept = match self.keep_gathered_until(stop) {
            Err(CaseError::Interrupted) => Ok(()),
            kept => kept,
        };
        self.gathering.is_watched.store(false, Ordering::Release);
        self.gathering.swapped.notify_all();
        kept
    }

    fn keep_gathered_until(&self, stop: &AtomicBool) -> Result<(), CaseError> {
        let mut rest_until = Instant::now();
        while !stop.load(Ordering::Relaxed) {
            let is_idle = self.progress().phase == Phase::Idle;
            let stamp = self.stamp()?;
            let is_due = self.last_gathered().is_none_or(|last| last.stamp != stamp);
            if is_due && (is_idle || Instant::now() >= rest_until) {
                let start = Instant::now();
                self.gather(stamp, stop)?;
                rest_until = Instant::now() + start.elapsed() * SHARE_OF_TIME;
            }
            thread::sleep(BETWEEN_LOOKS);
        }
        Ok(())
    }

    /// Gathers now, whoever else may come to.
    pub(in super::super) fn gather_now(&self, stop: &AtomicBool) -> Result<(), CaseError> {
        let stamp = self.stamp()?;
        self.gather(stamp, stop).map(drop)
    }

    fn gather(&self, stamp: Stamp, stop: &AtomicBool) -> Result<Arc<Gathered>, CaseError> {
        let turn = self.gathering.turn.lock();
        let _turn = turn.unwrap_or_else(PoisonError::into_inner);
        // Somebody else may have gathered it meanwhile.
        if let Some(last) = self.last_gathered().filter(|last| last.stamp == stamp) {
            return Ok(last);
        }
        let across = self.gather_across(stop)?;
        let whole = self.gather_whole(&across, stop)?;
        let folder = self.may_write().then(|| self.folder());
        let gathered = Arc::new(Gathered::keep(folder, &stamp, &across, &whole)?);
        let last = self.gathering.last.lock();
        *last.unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&gathered));
        self.gathering.swapped.notify_all();
        Ok(gathered)
    }

    /// Waits a while for the thread that gathers; longer than a moment only where nothing is read meanwhile.
    fn waited(&self, stamp: &Stamp) -> Result<Arc<Gathered>, CaseError> {
        let gathering = &self.gathering;
        let last = gathering.last.lock();
        let mut last = last.unwrap_or_else(PoisonError::into_inner);
        if self.progress().phase == Phase::Idle {
            let is_old = |last: &mut Option<Arc<Gathered>>| {
                let is_watched = gathering.is_watched.load(Ordering::Acquire);
                is_watched && last.as_ref().is_none_or(|last| last.stamp != *stamp)
            };
            let waited = gathering
                .swapped
                .wait_timeout_while(last, LIST_WAITS, is_old);
            last = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        match &*last {
            Some(last) => Ok(Arc::clone(last)),
            None => Ok(Arc::new(Gathered::nothing()?)),
        }
    }

    /// Returns what was gathered last, of whatever state, here or by whoever had the case open before.
    fn last_gathered(&self) -> Option<Arc<Gathered>> {
        let last = self.gathering.last.lock();
        let mut last = last.unwrap_or_else(PoisonError::into_inner);
        if last.is_none() {
            *last = Gathered::open(self.folder()).map(Arc::new);
        }
        last.clone()
    }

    /// Returns what the rows of one file need to know of all others: of the present state of the case, or, where a
    /// thread gathers, of the last that it came to see.
    pub(super) fn across(&self) -> Result<Arc<Across>, CaseError> {
        let stamp = self.stamp()?;
        let last = self.last_gathered();
        if self.gathering.is_watched.load(Ordering::Acquire) {
            let last = last.map_or_else(|| self.waited(&stamp), Ok)?;
            return Ok(Arc::clone(&last.across));
        }
        if let Some(last) = last.filter(|last| last.stamp == stamp) {
            return Ok(Arc::clone(&last.across));
        }
        let kept = self.gathering.across.lock();
        let mut kept = kept.unwrap_or_else(PoisonError::into_inner);
        if let Some((of, across)) = &*kept
            && *of == stamp
        {
            return Ok(Arc::clone(across));
        }
        let across = Arc::new(self.gather_across(&NEVER)?);
        *kept = Some((stamp, Arc::clone(&across)));
        Ok(across)
    }

    fn stamp(&self) -> Result<Stamp, CaseError> {
        let version = self.known_names().version.clone();
        let (position, understood) = (self.ledger.position()?, self.ledger.understood()?);
        Ok(Stamp::new(position, understood, version))
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::{Progress, Readers};
    use super::*;
    use crate::worker::Launch;

    #[test]
    fn what_is_still_being_understood_is_not_gathered_yet() {
        let scratch = tempfile::tempdir().unwrap();
        let readers = Readers {
            launch: Launch::new("/nonexistent"),
            version: 1,
            threads: 1,
            pictures: None,
            passwords: Vec::new(),
        };
        let case = Case::create(&scratch.path().join("a.daylight"), readers).unwrap();
        case.gather_now(&NEVER).unwrap();
        case.gathering.is_watched.store(true, Ordering::Release);
        assert!(!case.is_gathering().unwrap());
        case.set_progress(Progress {
            phase: Phase::Understanding,
            ..Progress::default()
        });
        assert!(case.is_gathering().unwrap());
        case.set_progress(Progress::default());
        assert!(!case.is_gathering().unwrap());
    }
}
