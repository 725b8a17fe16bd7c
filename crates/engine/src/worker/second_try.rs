//! The second try: a file is blamed only for what it does alone, in a fresh worker.

use std::fs::File;

use daylight_model::{Job, Sink};

use super::{Worker, WorkerError};

/// Which try a sink is wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Try {
    /// The first.
    First,
    /// The second and last, in a fresh worker.
    Fresh,
    /// The same, and no other worker should run beside it: the caller waits for that before it answers.
    Alone,
}

/// Runs a job, and once more where the first answer was unsure ([`WorkerError::another_try`]). `begin` makes the
/// sink for each try; what the first one took is dropped with it. Returns the sink of the try that counts.
///
/// # Errors
/// None of its own: the second value is that of the try that counts.
pub fn run_surely<S: Sink>(
    worker: &mut dyn Worker,
    job: &Job,
    input: &File,
    mut begin: impl FnMut(Try) -> S,
) -> (S, Result<(), WorkerError>) {
    let mut run = |which| {
        let mut sink = begin(which);
        let result = match input.try_clone() {
            Ok(input) => worker.run(job, input, &mut sink),
            Err(source) => Err(WorkerError::Input { source }),
        };
        (sink, result)
    };
    match run(Try::First) {
        (sink, Err(error)) => match error.another_try() {
            Some(another) => {
                drop(sink);
                run(another)
            }
            None => (sink, Err(error)),
        },
        read => read,
    }
}

#[cfg(test)]
mod tests {
    use daylight_model::{Budgets, Frame, Stopped, Warning};

    use super::*;

    struct Kept(Try, usize);

    impl Sink for Kept {
        fn send(&mut self, _: Frame) -> Result<(), Stopped> {
            self.1 += 1;
            Ok(())
        }
    }

    /// Gives these answers one after another, with one frame before each.
    struct Answers(Vec<Result<(), WorkerError>>);

    impl Worker for Answers {
        fn run(&mut self, _: &Job, _: File, sink: &mut dyn Sink) -> Result<(), WorkerError> {
            let warning = Frame::Warning(Warning {
                what: "odd".to_owned(),
                reason: None,
            });
            sink.send(warning).unwrap();
            self.0.remove(0)
        }
    }

    fn check(answers: Vec<Result<(), WorkerError>>, counts: Try) -> Result<(), WorkerError> {
        let job = Job {
            name: "a".to_owned(),
            bytes: 0,
            budgets: Budgets::default(),
            ..Job::default()
        };
        let mut worker = Answers(answers);
        let (sink, result) =
            run_surely(&mut worker, &job, &tempfile::tempfile().unwrap(), |which| {
                Kept(which, 0)
            });
        assert_eq!((sink.0, sink.1), (counts, 1));
        assert!(worker.0.is_empty());
        result
    }

    #[test]
    fn an_unsure_answer_is_asked_for_once_more_and_only_the_second_counts() {
        let stuck = || {
            Err(WorkerError::Stuck {
                waited_seconds: 190,
                cpu_seconds: 1,
            })
        };
        check(vec![stuck(), Ok(())], Try::Alone).unwrap();
        let error = check(vec![stuck(), stuck()], Try::Alone).unwrap_err();
        assert!(error.outcome().is_some());
        let bytes = 1_000;
        let memory = |fresh| Err(WorkerError::MemoryLimit { bytes, fresh });
        check(vec![memory(false), Ok(())], Try::Fresh).unwrap();
        check(vec![memory(false), memory(true)], Try::Fresh).unwrap_err();
    }

    #[test]
    fn a_sure_answer_stands() {
        check(vec![Ok(())], Try::First).unwrap();
        let limit = WorkerError::TimeLimit { seconds: 60 };
        check(vec![Err(limit)], Try::First).unwrap_err();
    }
}
