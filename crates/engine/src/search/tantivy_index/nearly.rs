//! Looks up in a dictionary what is spelt nearly as a word, without going through all of it. Always: what is found is
//! what [`within`](crate::search::spelling::within) says of each token.

use tantivy_fst::Automaton;

use crate::search::spelling::Row;

/// A word, and by how many letters a token may differ from it.
pub(super) struct Nearly<'a> {
    pub(super) word: &'a [char],
    pub(super) distance: usize,
}

/// A beginning of a token.
#[derive(Debug, Clone)]
pub(super) struct State {
    row: Row,
    /// Bytes of a character that is not whole yet.
    begun: [u8; 4],
    length: usize,
    is_dead: bool,
}

impl Nearly<'_> {
    /// Whether the word has no character that begins with this byte: then it does not matter which it is.
    fn is_strange(&self, first: u8) -> bool {
        let begins = |character: &char| character.encode_utf8(&mut [0; 4]).as_bytes()[0] == first;
        !self.word.iter().any(begins)
    }
}

impl Automaton for Nearly<'_> {
    type State = State;

    fn start(&self) -> State {
        State {
            row: Row::start(self.word),
            begun: [0; 4],
            length: 0,
            is_dead: false,
        }
    }

    fn is_match(&self, state: &State) -> bool {
        !state.is_dead && state.length == 0 && state.row.total() <= self.distance
    }

    fn can_match(&self, state: &State) -> bool {
        !state.is_dead
    }

    fn accept(&self, state: &State, byte: u8) -> State {
        let mut next = state.clone();
        let Some(free) = next.begun.get_mut(next.length).filter(|_| !state.is_dead) else {
            next.is_dead = true;
            return next;
        };
        *free = byte;
        next.length += 1;
        let text = std::str::from_utf8(&next.begun[..next.length]);
        if let Some(character) = text.ok().and_then(|text| text.chars().next()) {
            next.row = state.row.after(character, self.word);
            next.length = 0;
            next.is_dead = next.row.least() > self.distance;
        } else if next.length == 1 && self.is_strange(byte) {
            // Most of the dictionary ends here: it need not be known which character of Han it is.
            let row = state.row.after(char::REPLACEMENT_CHARACTER, self.word);
            next.is_dead = row.least() > self.distance;
        }
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_accepted_as_they_are_within() {
        let word: Vec<char> = "grün合".chars().collect();
        for token in [
            "grün合",
            "gürn合",
            "grün",
            "grn合",
            "xgrün合",
            "grüne",
            "合",
            "",
        ] {
            let letters: Vec<char> = token.chars().collect();
            for distance in 0..3 {
                let nearly = Nearly {
                    word: &word,
                    distance,
                };
                let mut state = nearly.start();
                for byte in token.bytes() {
                    state = nearly.accept(&state, byte);
                }
                let expect = crate::search::spelling::within(&letters, &word, distance);
                assert_eq!(nearly.is_match(&state), expect, "{token} {distance}");
            }
        }
    }
}
