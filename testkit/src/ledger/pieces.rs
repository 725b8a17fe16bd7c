//! Pieces of files that were cut into several, and what is read again when another of them comes.

use daylight_engine::store::{Acquired, Ledger};

use super::Make;
use super::case::{Short, VERSION, blob, container, file, member, text};

pub(super) fn check(make: Make<'_>) {
    pieces_lie_in_one_folder(&*make());
    of_two_files_at_a_path_the_last_counts(&*make());
    pieces_in_containers_are_found_from_outside(&*make());
    what_is_to_be_read_again_keeps_its_reading_until_then(&*make());
    a_piece_that_comes_to_lie_beside_others_is_read_again(&*make());
}

/// The numbers of the pieces beside a blob, place by place.
fn beside(ledger: &dyn Ledger, content: &str) -> Vec<Vec<(u32, String)>> {
    let sets = ledger.pieces(blob(content)).unwrap();
    sets.into_iter()
        .map(|pieces| {
            let named = |number| (number, pieces[0].name.named(number));
            let numbers = pieces.iter().map(|piece| named(piece.name.number()));
            numbers.collect()
        })
        .collect()
}

fn named(names: &[(u32, &str)]) -> Vec<(u32, String)> {
    let owned = names
        .iter()
        .map(|(number, name)| (*number, (*name).to_owned()));
    owned.collect()
}

fn pieces_lie_in_one_folder(ledger: &dyn Ledger) {
    let (first, second) = (ledger.source("a"), ledger.source("b"));
    let odd = |name: &[u8], shown: &str, text: &str| Acquired {
        path_bytes: name.to_vec(),
        ..file(shown, text)
    };
    ledger.added(
        first,
        &[
            file("x.7z.002", "2"),
            file("x.7z.001", "1"),
            file("x.7z.0001", "other"),
            file("x.7z.txt", "text"),
            file("xx.7z.001", "xx"),
            file("d/x.7z.003", "3"),
            file("d/x.7z.001", "1"),
            odd(b"\xba\xcf\xcd\xac.zip.001", "合同.zip.001", "he"),
            odd(b"\xba\xcf\xcd\xac.zip.002", "合同.zip.002", "tong"),
        ],
    );
    ledger.added(second, &[file("d/x.7z.002", "elsewhere")]);
    let here = named(&[(1, "x.7z.001"), (2, "x.7z.002")]);
    let there = named(&[(1, "x.7z.001"), (3, "x.7z.003")]);
    assert_eq!(beside(ledger, "2"), std::slice::from_ref(&here));
    assert_eq!(beside(ledger, "3"), std::slice::from_ref(&there));
    assert_eq!(beside(ledger, "1"), [here, there]);
    assert_eq!(beside(ledger, "elsewhere"), [named(&[(2, "x.7z.002")])]);
    assert_eq!(
        beside(ledger, "tong"),
        [named(&[(1, "合同.zip.001"), (2, "合同.zip.002")])]
    );
    for none in ["text", "nowhere"] {
        assert_eq!(beside(ledger, none), Vec::<Vec<_>>::new(), "{none}");
    }
}

fn of_two_files_at_a_path_the_last_counts(ledger: &dyn Ledger) {
    let source = ledger.source("a");
    ledger.added(
        source,
        &[file("x.part1.rar", "1"), file("x.part2.rar", "2")],
    );
    ledger.added(source, &[file("x.part1.rar", "new")]);
    let pieces = ledger.pieces(blob("2")).unwrap().remove(0);
    let blobs: Vec<_> = pieces
        .iter()
        .map(|piece| (piece.blob, piece.bytes))
        .collect();
    assert_eq!(blobs, [(blob("new"), 3), (blob("2"), 1)]);
    assert!(ledger.pieces(blob("1")).unwrap().is_empty());
}

fn pieces_in_containers_are_found_from_outside(ledger: &dyn Ledger) {
    let source = ledger.source("a");
    ledger.added(source, &[file("a.zip", "zip")]);
    let inside = vec![
        member("d/x.z01", "one"),
        member("d/x.zip", "two"),
        member("e/x.z02", "other"),
    ];
    ledger.read("zip", &container(inside));
    assert_eq!(ledger.pieces(blob("one")).unwrap()[0].len(), 2);
    let both = ledger.pieces(blob("one")).unwrap();
    assert_eq!(ledger.pieces(blob("two")).unwrap(), both);
    assert_eq!(ledger.pieces(blob("other")).unwrap()[0].len(), 1);
    // What is as deep as the piece may not be read yet: it does not count.
    ledger.read(
        "two",
        &container(vec![member("x.z01", "one"), member("x.z02", "three")]),
    );
    assert_eq!(ledger.pieces(blob("one")).unwrap().len(), 1);
}

fn what_is_to_be_read_again_keeps_its_reading_until_then(ledger: &dyn Ledger) {
    let source = ledger.source("a");
    ledger.added(source, &[file("a", "1"), file("b", "2")]);
    ledger.read("1", &text("first"));
    ledger.read_again(blob("1")).unwrap();
    // One that was never read, or that is not there, stays as it is.
    ledger.read_again(blob("2")).unwrap();
    ledger.read_again(blob("nowhere")).unwrap();
    assert_eq!(ledger.parts(blob("1")).unwrap(), text("first").parts);
    assert_eq!(ledger.pending(1).unwrap().blobs, 2);
    assert_eq!(ledger.leased(5, 20).len(), 2);
}

fn a_piece_that_comes_to_lie_beside_others_is_read_again(ledger: &dyn Ledger) {
    let source = ledger.source("a");
    let files = [file("a", "1"), file("b", "2"), file("c.zip", "3")];
    ledger.added(source, &files);
    for content in ["1", "2", "3"] {
        ledger.read(content, &text("read"));
    }
    assert_eq!(ledger.pending(VERSION).unwrap().blobs, 0);
    ledger.added(source, &[file("d/x.txt", "1"), file("d/x.zip", "3")]);
    assert_eq!(ledger.pending(VERSION).unwrap().blobs, 0);
    ledger.added(source, &[file("e/x.7z.002", "2")]);
    assert_eq!(ledger.pending(VERSION).unwrap().blobs, 1);
    ledger.added(source, &[file("f/x.z01", "4"), file("f/x.zip", "3")]);
    assert_eq!(ledger.pending(VERSION).unwrap().blobs, 3);
    // It is known by now that it lies there.
    ledger.read("2", &text("again"));
    ledger.added(source, &[file("e/x.7z.002", "2")]);
    assert_eq!(ledger.pending(VERSION).unwrap().blobs, 2);
}
