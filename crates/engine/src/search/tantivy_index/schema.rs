//! What the index keeps of a document. Always: no text of its own but paths; everything else leads back to the
//! ledger by the blob's id. What each document has once lies in columns, nothing is stored beside them.

use std::collections::BTreeSet;

use tantivy::TantivyDocument;
use tantivy::schema::{FAST, Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{TokenizerManager, WhitespaceTokenizer};

use super::tokens::{AtomTokenizer, tokenizer_input};
use crate::search::atoms::Kind;
use crate::search::facets::Dates;
use crate::search::fold::{Folded, fold};
use crate::search::leaf::latin_runs;
use crate::search::{IndexedDocument, PlaceKind, atoms::kind};
use daylight_model::BlobId;

/// The columns of a blob's id.
pub(super) const BLOB: [&str; 4] = ["blob_1", "blob_2", "blob_3", "blob_4"];
/// Letters and digits together, at most, for words spelt nearly so.
const LONGEST_MIXED: usize = 4 * 64;
/// Stands among the runs of letters and digits for one that is longer.
pub(super) const OVERLONG: &str = "…";
/// Bytes of a name, at most.
const LONGEST_NAME: usize = 1_000;

/// The fields.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    /// The blob's id in four numbers; the first is the order among equals.
    blob: [Field; BLOB.len()],
    media_type: Field,
    language: Field,
    state: Field,
    /// Every path, folded.
    path: Field,
    pub(super) bytes: Field,
    /// Names of senders, of recipients and conversations, folded.
    pub(super) sender: Field,
    pub(super) recipient: Field,
    /// Stretches of days, as [`Days::as_term`] writes them.
    pub(super) days: Field,
    /// Kinds of place that it has.
    pub(super) inside: Field,
    /// Days as numbers, `20210304`, for the order of hits.
    oldest: Field,
    newest: Field,
    /// Years, for counting.
    pub(super) years: Field,
    /// Tokens of the text, with positions.
    pub(super) atoms: Field,
    /// Runs of letters and digits together.
    pub(super) mixed: Field,
}

pub(super) fn schema() -> (Schema, Fields) {
    let text = |tokenizer: &str, option| {
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(tokenizer)
            // Lengths are for scores; what only is there or not has none.
            .set_fieldnorms(option != IndexRecordOption::Basic)
            .set_index_option(option);
        TextOptions::default().set_indexing_options(indexing)
    };
    let name = || text("raw", IndexRecordOption::Basic);
    let mut builder = Schema::builder();
    let fields = Fields {
        blob: BLOB.map(|name| builder.add_u64_field(name, FAST)),
        media_type: builder.add_text_field("media_type", FAST),
        language: builder.add_text_field("language", FAST),
        state: builder.add_text_field("state", FAST),
        path: builder.add_text_field("path", FAST),
        bytes: builder.add_u64_field("bytes", FAST),
        sender: builder.add_text_field("sender", name()),
        recipient: builder.add_text_field("recipient", name()),
        days: builder.add_text_field("days", name()),
        inside: builder.add_text_field("inside", name()),
        oldest: builder.add_u64_field("oldest", FAST),
        newest: builder.add_u64_field("newest", FAST),
        years: builder.add_u64_field("years", FAST),
        atoms: builder.add_text_field(
            "atoms",
            text("atoms", IndexRecordOption::WithFreqsAndPositions),
        ),
        mixed: builder.add_text_field("mixed", text("listed", IndexRecordOption::Basic)),
    };
    (builder.build(), fields)
}

pub(super) fn register(tokenizers: &TokenizerManager) {
    tokenizers.register("atoms", AtomTokenizer);
    tokenizers.register("listed", WhitespaceTokenizer::default());
}

impl Fields {
    pub(super) fn document(&self, indexed: &IndexedDocument) -> TantivyDocument {
        let mut document = TantivyDocument::default();
        for (field, number) in self.blob.into_iter().zip(numbers_of(indexed.blob)) {
            document.add_u64(field, number);
        }
        document.add_text(self.media_type, &indexed.media_type);
        if let Some(language) = &indexed.language {
            document.add_text(self.language, language);
        }
        document.add_text(self.state, indexed.state.as_str());
        for path in &indexed.paths {
            document.add_text(self.path, fold(path));
        }
        document.add_u64(self.bytes, indexed.bytes);
        self.add_records(indexed, &mut document);
        for part in &indexed.parts {
            let folded = Folded::new(part.text(), part.breaks());
            let input = tokenizer_input(folded.text(), part.breaks());
            let mixed = mixed_runs(&input);
            if !mixed.is_empty() {
                document.add_text(self.mixed, mixed);
            }
            document.add_text(self.atoms, input);
        }
        document
    }

    fn add_records(&self, indexed: &IndexedDocument, document: &mut TantivyDocument) {
        let messages = &indexed.records.messages;
        for sender in folded_names(
            messages
                .iter()
                .filter_map(|message| message.sender.as_ref()),
        ) {
            document.add_text(self.sender, sender);
        }
        for name in folded_names(messages.iter().flat_map(|message| &message.recipients)) {
            document.add_text(self.recipient, name);
        }
        for days in indexed.records.days() {
            document.add_text(self.days, days.as_term());
        }
        for kind in PlaceKind::all_of(&indexed.parts, &indexed.records) {
            document.add_text(self.inside, kind.name());
        }
        let dates = Dates::of(indexed);
        if let Some(oldest) = dates.oldest {
            document.add_u64(self.oldest, oldest);
        }
        if let Some(newest) = dates.newest {
            document.add_u64(self.newest, newest);
        }
        for year in dates.years {
            document.add_u64(self.years, year);
        }
    }
}

/// Returns the words of an index that stand for names, each once.
fn folded_names<'a>(names: impl Iterator<Item = &'a String>) -> BTreeSet<String> {
    let mut folded: BTreeSet<String> = names.map(|name| fold(name)).collect();
    // Tantivy leaves out longer words.
    folded.retain(|name| name.len() <= LONGEST_NAME);
    folded
}

/// Returns a blob's id in four numbers that are ordered as its bytes are.
pub(super) fn numbers_of(blob: BlobId) -> [u64; BLOB.len()] {
    let mut numbers = [0; BLOB.len()];
    for (number, bytes) in numbers.iter_mut().zip(blob.as_bytes().chunks_exact(8)) {
        *number = bytes
            .iter()
            .fold(0, |number, byte| number << 8 | u64::from(*byte));
    }
    numbers
}

/// Returns the blob's id that four numbers are.
pub(super) fn blob_of(numbers: [u64; BLOB.len()]) -> BlobId {
    let mut digest = [0; 32];
    for (bytes, number) in digest.chunks_exact_mut(8).zip(numbers) {
        bytes.copy_from_slice(&number.to_be_bytes());
    }
    BlobId::from_digest(digest)
}

/// Runs that hold letters and digits both: `shutd0wn`.
fn mixed_runs(folded: &str) -> String {
    let mut runs = String::new();
    for run in latin_runs(folded) {
        let run = &folded[run];
        let holds = |wanted| run.chars().any(|character| kind(character) == wanted);
        if !(holds(Kind::Letter) && holds(Kind::Digit)) {
            continue;
        }
        runs.push_str(if run.len() <= LONGEST_MIXED {
            run
        } else {
            OVERLONG
        });
        runs.push('\n');
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_hold_all_of_an_id_in_its_order() {
        let ids = ["a", "b", "c", "d"].map(|text| BlobId::of(text.as_bytes()));
        for left in ids {
            assert_eq!(blob_of(numbers_of(left)), left);
            for right in ids {
                assert_eq!(numbers_of(left).cmp(&numbers_of(right)), left.cmp(&right));
            }
        }
    }

    #[test]
    fn mixed_runs_leave_out_what_the_atoms_hold() {
        assert_eq!(mixed_runs("shutd0wn 合 vpn 123 a1"), "shutd0wn\na1\n");
        assert_eq!(mixed_runs(&"a1".repeat(200)), "…\n");
    }
}
