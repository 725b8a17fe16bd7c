//! The contract of a blob store. Always: it says nothing of how a store keeps its bytes, so every store must
//! pass it.
#![allow(clippy::unwrap_used, reason = "a contract fails by panicking")]

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;

use daylight_engine::store::{BlobError, BlobStore};
use daylight_model::BlobId;
use proptest::collection::vec;
use proptest::prelude::*;

/// Checks that the stores that `make` returns, each of them empty, keep the contract.
///
/// # Panics
/// Where one does not.
pub fn blob_store_contract(make: &dyn Fn() -> Box<dyn BlobStore>) {
    what_is_put_comes_back(&*make());
    putting_again_changes_nothing(&*make());
    what_cannot_be_read_is_not_kept(&*make());
    what_is_not_there_is_missing(&*make());
    a_file_that_is_handed_out_is_read_only_and_at_its_start(&*make());
    only_ranges_that_exist_can_be_read(&*make());
    several_threads_may_put_the_same_bytes(&*make());
    any_bytes_in_any_pieces_come_back(&*make());
}

/// Bytes that come in pieces of uneven length, with interruptions.
struct Pieces<'a> {
    bytes: &'a [u8],
    turn: usize,
}

impl Read for Pieces<'_> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        self.turn += 1;
        if self.turn.is_multiple_of(5) {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let most = room.len().min(self.turn * 37 % 1_000 + 1);
        self.bytes.read(&mut room[..most])
    }
}

/// Bytes of which the last ones cannot be read.
struct Failing(u64);

impl Read for Failing {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        if self.0 == 0 {
            return Err(io::Error::other("the disk is gone"));
        }
        let read = room.len().min(usize::try_from(self.0).unwrap());
        room[..read].fill(7);
        self.0 -= read as u64;
        Ok(read)
    }
}

fn all(mut file: File) -> Vec<u8> {
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).unwrap();
    bytes
}

fn what_is_put_comes_back(store: &dyn BlobStore) {
    let large: Vec<u8> = (0..3_000_000u32).map(|n| (n % 251) as u8).collect();
    for bytes in [
        &b""[..],
        b"a",
        "合同".as_bytes(),
        &large[..128 * 1024],
        &large,
    ] {
        let mut pieces = Pieces { bytes, turn: 0 };
        let (blob, length) = store.put(&mut pieces).unwrap();
        assert_eq!((blob, length), (BlobId::of(bytes), bytes.len() as u64));
        assert!(store.contains(blob).unwrap());
        assert_eq!(all(store.get(blob).unwrap()), bytes);
        store.verify(blob).unwrap();
    }
}

fn putting_again_changes_nothing(store: &dyn BlobStore) {
    let bytes = vec![3; 400_000];
    let first = store.put(&mut bytes.as_slice()).unwrap();
    let before = store.get(first.0).unwrap();
    assert_eq!(store.put(&mut bytes.as_slice()).unwrap(), first);
    assert_eq!(all(before), bytes);
    assert_eq!(all(store.get(first.0).unwrap()), bytes);
}

fn what_cannot_be_read_is_not_kept(store: &dyn BlobStore) {
    for length in [0, 10, 500_000] {
        let error = store.put(&mut Failing(length)).unwrap_err();
        assert!(matches!(error, BlobError::Source(_)), "{error:?}");
        let begun = BlobId::of(&vec![7; usize::try_from(length).unwrap()]);
        assert!(!store.contains(begun).unwrap());
    }
}

fn what_is_not_there_is_missing(store: &dyn BlobStore) {
    let absent = BlobId::of(b"absent");
    let is_missing = |error| matches!(error, BlobError::Missing(blob) if blob == absent);
    assert!(!store.contains(absent).unwrap());
    assert!(is_missing(store.get(absent).unwrap_err()));
    assert!(is_missing(store.verify(absent).unwrap_err()));
    assert!(is_missing(store.read_range(absent, 0..0).unwrap_err()));
}

fn a_file_that_is_handed_out_is_read_only_and_at_its_start(store: &dyn BlobStore) {
    let (blob, _) = store.put(&mut "abc".as_bytes()).unwrap();
    let mut file = store.get(blob).unwrap();
    assert!(file.write_all(b"x").is_err());
    file.seek(SeekFrom::End(0)).unwrap();
    assert_eq!(all(store.get(blob).unwrap()), b"abc");
}

fn only_ranges_that_exist_can_be_read(store: &dyn BlobStore) {
    let (blob, _) = store.put(&mut "abcdef".as_bytes()).unwrap();
    for (range, expected) in [(0..6, "abcdef"), (2..4, "cd"), (6..6, ""), (0..0, "")] {
        assert_eq!(store.read_range(blob, range).unwrap(), expected.as_bytes());
    }
    let backwards = Range { start: 4, end: 2 };
    for range in [0..7, 7..7, backwards, 0..u64::MAX, u64::MAX..u64::MAX] {
        let error = store.read_range(blob, range.clone()).unwrap_err();
        assert!(
            matches!(error, BlobError::Range { blob: of, start, end }
                if of == blob && start == range.start && end == range.end),
            "{error:?}"
        );
    }
}

fn several_threads_may_put_the_same_bytes(store: &dyn BlobStore) {
    let contents: Vec<Vec<u8>> = (0..8u8).map(|n| vec![n; 200_000]).collect();
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                for bytes in &contents {
                    let (blob, _) = store.put(&mut bytes.as_slice()).unwrap();
                    assert_eq!(all(store.get(blob).unwrap()), *bytes);
                }
            });
        }
    });
    for bytes in &contents {
        store.verify(BlobId::of(bytes)).unwrap();
    }
}

fn any_bytes_in_any_pieces_come_back(store: &dyn BlobStore) {
    let blobs = (vec(any::<u8>(), 0..3_000), 0..100usize);
    let result = crate::runner(32).run(&blobs, |(bytes, turn)| {
        let mut pieces = Pieces {
            bytes: &bytes,
            turn,
        };
        let (blob, length) = store.put(&mut pieces).unwrap();
        prop_assert_eq!(blob, BlobId::of(&bytes));
        prop_assert_eq!(store.read_range(blob, 0..length).unwrap(), bytes);
        Ok(())
    });
    assert!(result.is_ok(), "{}", result.unwrap_err());
}
