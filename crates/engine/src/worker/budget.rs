//! Budgets of output: how much a reading may send. Counted by the same code on both sides of the sandbox:
//! inside, so that a reader ends with what it has; outside, because nothing inside is trusted.

use daylight_model::{Budgets, Frame, Outcome, Reason, Sink, State, Stopped, Warning};

/// Warnings of one reading, at most; one more says how many were left out.
pub const MOST_WARNINGS: u64 = 1_000;

/// What has been sent, against what may be.
#[derive(Debug, Clone)]
pub(super) struct Meter {
    budgets: Budgets,
    text_bytes: u64,
    parts: u64,
    children: u64,
    child_bytes: u64,
    warnings: u64,
}

impl Meter {
    pub(super) fn new(budgets: &Budgets) -> Self {
        Self {
            budgets: budgets.clone(),
            text_bytes: 0,
            parts: 0,
            children: 0,
            child_bytes: 0,
            warnings: 0,
        }
    }

    /// Counts a frame; one that does not fit any more is to be left out.
    pub(super) fn count(&mut self, frame: &Frame) -> Result<(), Stopped> {
        let budgets = &self.budgets;
        match frame {
            Frame::Part(part) => {
                let name = part.name.as_ref().map_or(0, String::len);
                let bytes = part.text.len().saturating_add(name) as u64;
                add(&mut self.parts, 1, budgets.parts, Reason::TooMany)?;
                add(
                    &mut self.text_bytes,
                    bytes,
                    budgets.text_bytes,
                    Reason::TooLarge,
                )
            }
            Frame::ChildStart(_) => add(&mut self.children, 1, budgets.children, Reason::TooMany),
            Frame::ChildBytes(bytes) => add(
                &mut self.child_bytes,
                bytes.len() as u64,
                budgets.child_bytes,
                Reason::TooLarge,
            ),
            Frame::Warning(_) => add(&mut self.warnings, 1, MOST_WARNINGS + 1, Reason::TooMany),
            Frame::Identified(_) | Frame::ChildEnd(_) | Frame::End(_) => Ok(()),
        }
    }
}

fn add(sum: &mut u64, more: u64, budget: u64, reason: Reason) -> Result<(), Stopped> {
    *sum = sum.saturating_add(more);
    if *sum > budget {
        return Err(Stopped(reason));
    }
    Ok(())
}

/// A sink that keeps a reader to its budgets: it hands on what fits, and from the first frame that does not
/// says [`Stopped`] to each. A child that is cut off is ended, and its end says why.
#[derive(Debug)]
pub struct Budgeted<S> {
    inner: S,
    meter: Meter,
    child_open: bool,
    stopped: Option<Stopped>,
    warnings: u64,
}

impl<S: Sink> Budgeted<S> {
    /// Puts the budgets before a sink.
    pub fn new(inner: S, budgets: &Budgets) -> Self {
        Self {
            inner,
            meter: Meter::new(budgets),
            child_open: false,
            stopped: None,
            warnings: 0,
        }
    }

    /// Sends what belongs after the last frame of the reader, and its summary, which cannot claim that all
    /// was read where a budget said stop.
    ///
    /// # Errors
    /// [`Stopped`] where the sink behind took no more before the budgets were used up.
    pub fn finish(mut self, mut summary: daylight_model::Summary) -> Result<S, Stopped> {
        if let Some(left_out) = self.warnings.checked_sub(MOST_WARNINGS + 1) {
            self.inner.send(Frame::Warning(Warning {
                what: format!("{} more warnings were left out", left_out + 1),
                reason: Some(Reason::TooMany),
            }))?;
        }
        if let Some(Stopped(reason)) = self.stopped
            && summary.outcome.state == State::Read
        {
            summary.outcome = Outcome::because(State::Partial, reason, "");
        }
        self.inner.send(Frame::End(summary))?;
        Ok(self.inner)
    }

    fn stop(&mut self, stopped: Stopped) -> Result<(), Stopped> {
        self.stopped = Some(stopped);
        if std::mem::take(&mut self.child_open) {
            let cut_off = Outcome::because(State::Partial, stopped.0, "");
            self.inner.send(Frame::ChildEnd(Some(cut_off)))?;
        }
        Err(stopped)
    }
}

impl<S: Sink> Sink for Budgeted<S> {
    fn send(&mut self, frame: Frame) -> Result<(), Stopped> {
        if let Frame::Warning(_) = frame {
            self.warnings += 1;
            if self.warnings > MOST_WARNINGS {
                return self.stopped.map_or(Ok(()), Err);
            }
        } else if let Some(stopped) = self.stopped {
            return Err(stopped);
        }
        if let Err(stopped) = self.meter.count(&frame) {
            return self.stop(stopped);
        }
        let child_open = match frame {
            Frame::ChildStart(_) => true,
            Frame::ChildEnd(_) => false,
            _ => self.child_open,
        };
        match self.inner.send(frame) {
            Ok(()) => {
                self.child_open = child_open;
                Ok(())
            }
            Err(stopped) => self.stop(stopped),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use daylight_model::{ChildKind, ChildStart, LineBreaks, PartData, PartKind, Summary};

    use super::*;

    struct Kept(Vec<Frame>);

    impl Sink for Kept {
        fn send(&mut self, frame: Frame) -> Result<(), Stopped> {
            self.0.push(frame);
            Ok(())
        }
    }

    fn summary() -> Summary {
        Summary {
            media_type: "text/plain".to_owned(),
            reading: "test@1".to_owned(),
            encoding: None,
            outcome: Outcome::READ,
            pages: None,
            metadata: BTreeMap::new(),
            awaits: None,
        }
    }

    fn child() -> Frame {
        Frame::ChildStart(ChildStart {
            name_bytes: b"a".to_vec(),
            name: "a".to_owned(),
            kind: ChildKind::Member,
        })
    }

    fn part(text: &str) -> Frame {
        Frame::Part(PartData {
            number: daylight_model::PartNumber(1),
            kind: PartKind::Body,
            name: None,
            breaks: LineBreaks::End,
            text: text.to_owned(),
            anchors: Vec::new(),
        })
    }

    fn budgets() -> Budgets {
        Budgets {
            text_bytes: 10,
            parts: 2,
            children: 2,
            child_bytes: 10,
            ..Budgets::default()
        }
    }

    /// Sends `frames` until one is refused; what is kept never goes over the budgets.
    fn check(frames: Vec<Frame>, kept: usize, reason: Option<Reason>) -> Vec<Frame> {
        let mut sink = Budgeted::new(Kept(Vec::new()), &budgets());
        let stopped = frames
            .into_iter()
            .find_map(|frame| sink.send(frame).err())
            .map(|Stopped(reason)| reason);
        assert_eq!(stopped, reason);
        let frames = sink.finish(summary()).unwrap().0;
        let mut meter = Meter::new(&budgets());
        assert!(frames.iter().all(|frame| meter.count(frame).is_ok()));
        let Some(Frame::End(summary)) = frames.last() else {
            panic!("the last frame is the end");
        };
        assert_eq!(summary.outcome.reason, reason);
        assert_eq!(frames.len(), kept + 1);
        frames
    }

    #[test]
    fn what_fits_the_budgets_to_the_byte_is_read() {
        let frames = vec![
            part("12345"),
            part("67890"),
            child(),
            Frame::ChildBytes(vec![0; 10]),
            Frame::ChildEnd(None),
        ];
        check(frames, 5, None);
    }

    #[test]
    fn the_first_frame_over_a_budget_stops_the_reading() {
        check(
            vec![part("12345"), part("678901")],
            1,
            Some(Reason::TooLarge),
        );
        check(vec![part(""), part(""), part("")], 2, Some(Reason::TooMany));
        let ended = || [child(), Frame::ChildEnd(None)];
        check(
            [ended(), ended(), ended()].concat(),
            4,
            Some(Reason::TooMany),
        );
    }

    #[test]
    fn a_child_that_is_cut_off_ends_and_says_why() {
        let bytes = || Frame::ChildBytes(vec![0; 6]);
        let frames = check(vec![child(), bytes(), bytes()], 3, Some(Reason::TooLarge));
        let Frame::ChildEnd(Some(outcome)) = &frames[2] else {
            panic!("{:?}", frames[2]);
        };
        assert_eq!(outcome.reason, Some(Reason::TooLarge));
    }

    #[test]
    fn warnings_beyond_the_limit_are_counted_and_stop_nothing() {
        let warning = Frame::Warning(Warning {
            what: "odd".to_owned(),
            reason: None,
        });
        let frames = check(vec![warning; 1_200], 1_001, None);
        let Frame::Warning(last) = &frames[1_000] else {
            panic!("{:?}", frames[1_000]);
        };
        assert_eq!(last.what, "200 more warnings were left out");
    }
}
