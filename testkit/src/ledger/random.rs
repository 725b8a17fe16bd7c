//! Rules on random cases: the order of reading does not show in the table, and every ledger does what the
//! one in memory does.

use daylight_engine::store::{
    Acquired, FileFilter, FileRow, Lease, Ledger, MemoryLedger, NewReading, Settled,
};
use daylight_model::{Outcome, Reason, State};
use jiff::SignedDuration;
use proptest::collection::vec;
use proptest::prelude::*;

use super::Make;
use super::case::{Short, VERSION, at, blob, container, file, lost, member, text};
use super::table::check_figures;

pub(super) fn check(make: Make<'_>) {
    the_order_of_reading_does_not_show(make);
    every_ledger_does_what_the_one_in_memory_does(make);
}

/// Contents are numbers; so many of them are archives, the rest have text.
const ARCHIVES: usize = 5;
const CONTENTS: usize = 9;

/// What reading each content gives, and where contents stand.
#[derive(Debug, Clone)]
struct Leak {
    archives: Vec<Vec<(String, usize)>>,
    /// For each source its files.
    sources: Vec<Vec<(String, usize)>>,
}

fn leak() -> impl Strategy<Value = Leak> {
    let name = prop::sample::select(vec!["a", "b", "A/b", "b!", "目录/a", "s0/a", "s1"]);
    let listing = |most| vec((name.clone().prop_map(str::to_owned), 0..CONTENTS), 0..most);
    (vec(listing(5), ARCHIVES), vec(listing(7), 1..4))
        .prop_map(|(archives, sources)| Leak { archives, sources })
}

fn named(number: usize) -> String {
    format!("content {number}")
}

impl Leak {
    fn add_to(&self, ledger: &dyn Ledger) {
        for (number, files) in self.sources.iter().enumerate() {
            let source = ledger.source(&format!("s{number}"));
            let files: Vec<_> = files
                .iter()
                .map(|(path, content)| file(path, &named(*content)))
                .collect();
            ledger.added(source, &files);
        }
    }

    fn reading_of(&self, lease: &Lease) -> NewReading {
        let number = (0..CONTENTS).find(|number| blob(&named(*number)) == lease.blob);
        let number = number.unwrap();
        match self.archives.get(number) {
            Some(members) => container(
                members
                    .iter()
                    .map(|(name, content)| member(name, &named(*content)))
                    .collect(),
            ),
            None => text(&named(number)),
        }
    }

    /// Reads everything, taking of what is leased whichever `choices` say, and giving some back.
    fn read_all(&self, ledger: &dyn Ledger, choices: &[usize]) {
        let mut choices = choices.iter().cycle().copied();
        let mut choose = || choices.next().unwrap_or(0);
        let mut held = Vec::new();
        let mut given_back = 0;
        loop {
            held.extend(ledger.leased(1 + choose() % 4, 0));
            if held.is_empty() {
                return;
            }
            let lease = held.remove(choose() % held.len());
            if given_back < 10 && choose() % 5 == 0 {
                given_back += 1;
                ledger.release(&lease).unwrap();
            } else {
                ledger.complete(&lease, &self.reading_of(&lease)).unwrap();
            }
            if choose() % 7 == 0 {
                ledger.settle().unwrap();
            }
        }
    }
}

fn settled_rows(ledger: &dyn Ledger) -> Vec<FileRow> {
    ledger.settle().unwrap();
    check_figures(ledger);
    ledger.rows()
}

fn the_order_of_reading_does_not_show(make: Make<'_>) {
    let cases = (leak(), vec(0..100usize, 1..40));
    let result = crate::runner(16).run(&cases, |(leak, choices)| {
        let in_order = make();
        leak.add_to(&*in_order);
        leak.read_all(&*in_order, &[1]);
        let shuffled = make();
        leak.add_to(&*shuffled);
        leak.read_all(&*shuffled, &choices);
        let rows = settled_rows(&*in_order);
        prop_assert_eq!(&settled_rows(&*shuffled), &rows);
        for pair in rows.windows(2) {
            prop_assert!(pair[0].path < pair[1].path);
        }
        for (blob, _) in in_order.blobs().unwrap() {
            let (one, other) = (in_order.document(blob), shuffled.document(blob));
            prop_assert_eq!(one.unwrap(), other.unwrap());
        }
        Ok(())
    });
    assert!(result.is_ok(), "{}", result.unwrap_err());
}

#[derive(Debug, Clone)]
enum Step {
    Acquire(usize, Vec<(String, usize)>),
    Lose(usize, String),
    Lease(usize, u32),
    Wait(i64),
    Release(usize),
    Complete(usize, u32),
    Clear,
    Settle,
}

fn step() -> impl Strategy<Value = Step> {
    let path = prop::sample::select(vec!["a", "b", "A/b", "目录/a", "s0/a"]);
    let path = path.prop_map(str::to_owned);
    prop_oneof![
        3 => (0..3usize, vec((path.clone(), 0..CONTENTS), 0..4))
            .prop_map(|(source, files)| Step::Acquire(source, files)),
        1 => (0..3usize, path).prop_map(|(source, path)| Step::Lose(source, path)),
        5 => (0..4usize, VERSION - 1..VERSION + 1)
            .prop_map(|(count, version)| Step::Lease(count, version)),
        1 => (0..15i64).prop_map(Step::Wait),
        1 => any::<usize>().prop_map(Step::Release),
        7 => (any::<usize>(), VERSION - 1..VERSION + 1)
            .prop_map(|(lease, version)| Step::Complete(lease, version)),
        1 => Just(Step::Clear),
        2 => Just(Step::Settle),
    ]
}

/// What a step gave, in a form that two ledgers can be compared by.
#[derive(Debug, PartialEq)]
enum Gave {
    Count(u64),
    Leases(Vec<Lease>),
    Held(bool),
    Settled(Settled),
    Nothing,
}

/// A ledger and what a client of it remembers.
struct Client {
    ledger: Box<dyn Ledger>,
    leases: Vec<Lease>,
    now: i64,
}

impl Client {
    fn new(ledger: Box<dyn Ledger>) -> Self {
        Self {
            ledger,
            leases: Vec::new(),
            now: 0,
        }
    }

    fn acquire(&self, source: usize, files: &[Acquired]) -> Gave {
        let source = self.ledger.source(&format!("s{source}"));
        Gave::Count(self.ledger.acquire(source, files, at(self.now)).unwrap())
    }

    /// Returns one of the leases that were ever had, whether they still count or not.
    fn lease(&self, number: usize) -> Option<Lease> {
        self.leases
            .get(number.checked_rem(self.leases.len())?)
            .cloned()
    }

    fn take(&mut self, step: &Step, leak: &Leak) -> Gave {
        match step {
            Step::Acquire(source, files) => {
                let files = files.iter().map(|(path, n)| file(path, &named(*n)));
                self.acquire(*source, &files.collect::<Vec<_>>())
            }
            Step::Lose(source, path) => {
                let why = Outcome::because(State::Failed, Reason::UnreadableSource, "");
                self.acquire(*source, &[lost(path, why)])
            }
            Step::Lease(count, version) => {
                let ten = SignedDuration::from_secs(10);
                let leases = self.ledger.lease(*count, *version, at(self.now), ten);
                let leases = leases.unwrap();
                self.leases.extend(leases.iter().cloned());
                Gave::Leases(leases)
            }
            Step::Wait(seconds) => {
                self.now += seconds;
                Gave::Nothing
            }
            Step::Release(lease) => {
                if let Some(lease) = self.lease(*lease) {
                    self.ledger.release(&lease).unwrap();
                }
                Gave::Nothing
            }
            Step::Complete(lease, version) => {
                let Some(lease) = self.lease(*lease) else {
                    return Gave::Nothing;
                };
                let reading = NewReading {
                    reader_version: *version,
                    ..leak.reading_of(&lease)
                };
                Gave::Held(self.ledger.complete(&lease, &reading).is_ok())
            }
            Step::Clear => {
                self.ledger.clear_leases().unwrap();
                Gave::Nothing
            }
            Step::Settle => Gave::Settled(self.ledger.settle().unwrap()),
        }
    }
}

fn every_ledger_does_what_the_one_in_memory_does(make: Make<'_>) {
    let cases = (leak(), vec(step(), 0..40));
    let result = crate::runner(32).run(&cases, |(leak, steps)| {
        let mut tested = Client::new(make());
        let mut expected = Client::new(Box::new(MemoryLedger::new()));
        for step in &steps {
            prop_assert_eq!(tested.take(step, &leak), expected.take(step, &leak));
        }
        let (tested, expected) = (&*tested.ledger, &*expected.ledger);
        prop_assert_eq!(
            tested.pending(VERSION).unwrap(),
            expected.pending(VERSION).unwrap()
        );
        let changes = |ledger: &dyn Ledger| ledger.changes_after(0, 99).unwrap();
        prop_assert_eq!(changes(tested), changes(expected));
        prop_assert_eq!(tested.position().unwrap(), expected.position().unwrap());
        prop_assert_eq!(settled_rows(tested), settled_rows(expected));
        prop_assert_eq!(tested.status().unwrap(), expected.status().unwrap());
        for source in expected.sources().unwrap() {
            prop_assert_eq!(
                tested.known(source.id).unwrap(),
                expected.known(source.id).unwrap()
            );
        }
        let blobs = expected.blobs().unwrap();
        prop_assert_eq!(&tested.blobs().unwrap(), &blobs);
        for (blob, _) in blobs {
            prop_assert_eq!(
                tested.document(blob).unwrap(),
                expected.document(blob).unwrap()
            );
            prop_assert_eq!(tested.parts(blob).unwrap(), expected.parts(blob).unwrap());
        }
        for filter in filters() {
            prop_assert_eq!(
                tested.files(&filter).unwrap(),
                expected.files(&filter).unwrap()
            );
        }
        Ok(())
    });
    assert!(result.is_ok(), "{}", result.unwrap_err());
}

fn filters() -> Vec<FileFilter> {
    let folded = FileFilter {
        fold_duplicates: true,
        ..FileFilter::default()
    };
    vec![
        folded.clone(),
        FileFilter {
            prefix: Some("a".into()),
            ..folded.clone()
        },
        FileFilter {
            containing: Some("!/".into()),
            offset: 1,
            limit: Some(3),
            ..folded.clone()
        },
        FileFilter {
            states: vec![State::Pending, State::Failed],
            ..folded
        },
    ]
}
