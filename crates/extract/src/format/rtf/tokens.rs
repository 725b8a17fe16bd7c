//! Rich text as a row of tokens. Always: bytes stay bytes, since only what stands around them says how they are
//! encoded; a number that is too large is cut.

/// A piece of rich text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'b> {
    /// A group begins.
    Open,
    /// A group ends.
    Close,
    /// A control word, with its number.
    Word(&'b str, Option<i32>),
    /// A control symbol.
    Symbol(u8),
    /// A byte written as two digits.
    Byte(u8),
    /// Text.
    Text(&'b [u8]),
    /// Bytes that stand as they are.
    Binary(&'b [u8]),
}

/// Reads token by token.
pub(super) struct Tokens<'b> {
    rest: &'b [u8],
}

impl<'b> Tokens<'b> {
    /// Starts reading.
    pub(super) fn new(bytes: &'b [u8]) -> Self {
        Self { rest: bytes }
    }

    fn take(&mut self, count: usize) -> &'b [u8] {
        let (taken, rest) = self.rest.split_at(count.min(self.rest.len()));
        self.rest = rest;
        taken
    }

    fn control(&mut self) -> Option<Token<'b>> {
        self.take(1);
        let first = *self.rest.first()?;
        if !first.is_ascii_alphabetic() {
            self.take(1);
            if first != b'\'' {
                return Some(Token::Symbol(first));
            }
            let digits = self
                .rest
                .get(..2)
                .and_then(|two| std::str::from_utf8(two).ok());
            let Some(byte) = digits.and_then(|two| u8::from_str_radix(two, 16).ok()) else {
                return Some(Token::Text(b""));
            };
            self.take(2);
            return Some(Token::Byte(byte));
        }
        let letters = count(self.rest, u8::is_ascii_alphabetic);
        let word = std::str::from_utf8(self.take(letters)).unwrap_or_default();
        let minus = usize::from(self.rest.first() == Some(&b'-'));
        let digits = count(
            self.rest.get(minus..).unwrap_or_default(),
            u8::is_ascii_digit,
        );
        let number = match digits {
            0 => None,
            _ => {
                let written = std::str::from_utf8(self.take(minus + digits)).unwrap_or_default();
                let limit = if minus > 0 { i32::MIN } else { i32::MAX };
                Some(written.parse().unwrap_or(limit))
            }
        };
        if self.rest.first() == Some(&b' ') {
            self.take(1);
        }
        if word == "bin" {
            let length = usize::try_from(number.unwrap_or(0)).unwrap_or(0);
            return Some(Token::Binary(self.take(length)));
        }
        Some(Token::Word(word, number))
    }
}

fn count(bytes: &[u8], is: fn(&u8) -> bool) -> usize {
    bytes.iter().take_while(|byte| is(byte)).count()
}

impl<'b> Iterator for Tokens<'b> {
    type Item = Token<'b>;

    fn next(&mut self) -> Option<Token<'b>> {
        match *self.rest.first()? {
            b'{' => {
                self.take(1);
                Some(Token::Open)
            }
            b'}' => {
                self.take(1);
                Some(Token::Close)
            }
            b'\\' => self.control(),
            b'\r' | b'\n' | 0 => {
                let blank = count(self.rest, |byte| matches!(byte, b'\r' | b'\n' | 0));
                self.take(blank);
                Some(Token::Text(b""))
            }
            _ => {
                let length = count(self.rest, |byte| {
                    !matches!(byte, b'{' | b'}' | b'\\' | b'\r' | b'\n' | 0)
                });
                Some(Token::Text(self.take(length)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_numbers_bytes_and_binary_are_told_apart() {
        let tokens: Vec<Token<'_>> = Tokens::new(b"{\\b0 x\\'d5\\u-1 \\bin2 }}\\~}\\").collect();
        assert_eq!(
            tokens,
            [
                Token::Open,
                Token::Word("b", Some(0)),
                Token::Text(b"x"),
                Token::Byte(0xd5),
                Token::Word("u", Some(-1)),
                Token::Binary(b"}}"),
                Token::Symbol(b'~'),
                Token::Close,
            ]
        );
    }
}
