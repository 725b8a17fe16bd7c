//! One numeral: digits, Han numerals and words for powers of ten, in one reading. A number is kept as its two ends,
//! so that `十几万` and `三五万` need no second way.

use super::decimal::Decimal;

/// A numeral as it stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Numeral {
    /// Lower end.
    pub(crate) low: Decimal,
    /// Higher end.
    pub(crate) high: Decimal,
    /// Whether it says that it is about so much.
    pub(crate) approximate: bool,
    /// Power of ten of its words or letters for one, which a range carries over; 0 where it has none.
    pub(crate) power: u32,
    /// Whether it has ASCII digits.
    pub(crate) digits: bool,
}

impl Numeral {
    /// Returns whether a word or letter for a power of ten is in it.
    pub(crate) fn multiplied(self) -> bool {
        self.power > 0
    }
}

/// Returns the value of a Han digit, plain or formal.
pub(crate) fn han_digit(character: char) -> Option<u32> {
    Some(match character {
        '〇' | '零' | '○' => 0,
        '一' | '壹' | '壱' | '弌' => 1,
        '二' | '贰' | '貳' | '貮' | '弐' | '两' | '兩' | '俩' | '倆' => 2,
        '三' | '叁' | '參' | '叄' | '参' | '仨' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' | '陸' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

/// Returns the power of ten that a character stands for.
fn han_power(character: char) -> Option<u32> {
    Some(match character {
        '十' | '拾' | '십' => 1,
        '百' | '佰' | '백' => 2,
        '千' | '仟' | '천' => 3,
        '万' | '萬' | '만' => 4,
        '亿' | '億' | '억' => 8,
        '兆' | '조' => 12,
        _ => return None,
    })
}

/// Whether a numeral can begin with this character.
pub(crate) fn begins(character: char) -> bool {
    character.is_ascii_digit()
        || han_digit(character).is_some()
        || matches!(
            character,
            '十' | '拾'
                | '百'
                | '佰'
                | '千'
                | '仟'
                | '廿'
                | '卅'
                | '几'
                | '幾'
                | '数'
                | '數'
                | '半'
        )
}

/// The sum so far.
#[derive(Debug, Clone, Copy)]
struct Ends {
    low: Decimal,
    high: Decimal,
}

impl Ends {
    fn both(number: Decimal) -> Self {
        Self {
            low: number,
            high: number,
        }
    }

    fn zero() -> Self {
        Self::both(Decimal::whole(0))
    }

    fn plus(self, other: Self) -> Option<Self> {
        Some(Self {
            low: self.low.plus(other.low)?,
            high: self.high.plus(other.high)?,
        })
    }

    fn times_ten_to(self, power: u32) -> Option<Self> {
        Some(Self {
            low: self.low.times_ten_to(power)?,
            high: self.high.times_ten_to(power)?,
        })
    }

    fn is_zero(self) -> bool {
        self.high.is_zero()
    }
}

/// Reads a numeral sign by sign.
struct Reader<'a> {
    text: &'a str,
    at: usize,
    /// What the large powers have closed.
    total: Ends,
    /// What the small powers have closed below the next large one.
    section: Ends,
    /// A number that waits for its power.
    pending: Option<Pending>,
    /// The last power, large or small.
    last_power: u32,
    /// The smallest large power so far.
    large_power: Option<u32>,
    approximate: bool,
    digits: bool,
    zero_before: bool,
    /// Sum of the powers that follow the first number without another between: `3百万` has six.
    carried: u32,
    /// Whether the last sign was a power.
    after_power: bool,
    /// Whether `k`, `w`, `million` count as powers.
    letters: bool,
}

#[derive(Debug, Clone, Copy)]
struct Pending {
    ends: Ends,
    /// One digit from 1 to 9, which after a power may stand for the next lower one: `三万五`.
    one_digit: bool,
}

/// Reads the numeral that begins at a byte of a folded text, and returns where it ends.
pub(crate) fn at(text: &str, start: usize) -> Option<(Numeral, usize)> {
    read(text, start, true)
}

/// Reads a numeral in which `k`, `m`, `million` are no powers of ten but what comes after it: `500M`.
pub(crate) fn without_letters(text: &str, start: usize) -> Option<(Numeral, usize)> {
    read(text, start, false)
}

fn read(text: &str, start: usize, letters: bool) -> Option<(Numeral, usize)> {
    let mut reader = Reader {
        text,
        at: start,
        total: Ends::zero(),
        section: Ends::zero(),
        pending: None,
        last_power: 0,
        large_power: None,
        approximate: false,
        digits: false,
        zero_before: false,
        carried: 0,
        after_power: false,
        letters,
    };
    reader.read()
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn peek_second(&self) -> Option<char> {
        self.rest().chars().nth(1)
    }

    fn read(&mut self) -> Option<(Numeral, usize)> {
        let start = self.at;
        let mut steps = 0;
        while steps < 32 && self.step()? {
            steps += 1;
        }
        if self.at == start {
            return None;
        }
        self.close()
    }

    /// Takes the next sign; false where the numeral ends.
    fn step(&mut self) -> Option<bool> {
        let Some(character) = self.peek() else {
            return Some(false);
        };
        if character.is_ascii_digit() {
            return self.western();
        }
        // `12兆` is a volume where letters are units.
        if let Some(power) = han_power(character).filter(|_| self.letters || character != '兆') {
            return self.power(power, character);
        }
        if han_digit(character).is_some() || matches!(character, '廿' | '卅') {
            return self.han();
        }
        if character == ' ' && self.space() {
            return Some(true);
        }
        if matches!(character, '点' | '點') && self.last_power > 0 && self.pending.is_none() {
            return self.places();
        }
        match character {
            '几' | '幾' | '数' | '數' => Some(self.some(character)),
            '多' | '余' | '餘' | '来' | '來' => Some(self.about(character)),
            '半' => Some(self.half()),
            '个' | '個' => Some(self.counted_power()),
            _ => self.letters(),
        }
    }

    fn western(&mut self) -> Option<bool> {
        if self.pending.is_some() {
            return Some(false);
        }
        let (number, length, one_digit) = western_number(self.rest())?;
        // After a power only what is below it goes on: `1亿2000万`, `3万5`; and no date: `5万2021年`.
        if self.last_power > 0 {
            let next = self.rest().get(length..).unwrap_or_default().chars().next();
            let other = next.is_some_and(|next| {
                matches!(
                    next,
                    '年' | '月' | '日' | '号' | '點' | '点' | ':' | '/' | '-'
                ) || next.is_ascii_alphanumeric()
            });
            if other || number >= Decimal::whole(1).times_ten_to(self.last_power)? {
                return Some(false);
            }
        }
        self.at += length;
        self.digits = true;
        self.after_power = false;
        self.pending = Some(Pending {
            ends: Ends::both(number),
            one_digit,
        });
        Some(true)
    }

    /// Takes a run of Han digits: one digit, a number digit by digit (`二〇二一`), two digits side by side that mean
    /// from the one to the other (`三五万`), and what follows `点`.
    fn han(&mut self) -> Option<bool> {
        if self.pending.is_some() {
            return Some(false);
        }
        let mut digits = String::new();
        let mut length = 0;
        let mut points = 0;
        let mut first = true;
        for (at, character) in self.rest().char_indices() {
            let digit = match character {
                '廿' if first => Some(20),
                '卅' if first => Some(30),
                _ => han_digit(character),
            };
            // `一点两` is an o'clock and a number.
            if points > 0 && matches!(character, '两' | '兩' | '俩') {
                break;
            }
            if let Some(digit) = digit {
                digits.push_str(&digit.to_string());
                length = at + character.len_utf8();
                if digit >= 20 {
                    // `廿五` is a ten and a one.
                    digits.truncate(1);
                    if !self.next_is_digit(length) {
                        digits.push('0');
                    }
                }
            } else if matches!(character, '点' | '點') && points == 0 && !digits.is_empty() {
                points += 1;
                if !self.next_is_digit(at + character.len_utf8()) {
                    break;
                }
                digits.push('.');
            } else {
                break;
            }
            first = false;
            if digits.len() > 24 {
                return None;
            }
        }
        let follower = self.rest().get(length..).unwrap_or_default().chars().next();
        self.at += length;
        self.after_power = false;
        let bytes = digits.as_bytes();
        let before_power = follower.is_some_and(|character| han_power(character).is_some());
        let ends = match *bytes {
            // `零` between powers: the number goes on, and a single digit after it stands for itself.
            [b'0', digit] => {
                self.zero_before = true;
                Ends::both(Decimal::whole(u32::from(digit - b'0')))
            }
            [b'0'] if self.last_power > 0 => {
                self.zero_before = true;
                return Some(true);
            }
            [low, high] if before_power && low < high && high != b'.' => {
                self.approximate = true;
                Ends {
                    low: Decimal::whole(u32::from(low - b'0')),
                    high: Decimal::whole(u32::from(high - b'0')),
                }
            }
            // `两千三点一` is 2,300.1.
            [digit, b'.', ..] if self.last_power >= 2 && !self.zero_before && digit != b'0' => {
                let places = Decimal::plain(digits.get(1..)?)?;
                let whole =
                    Decimal::whole(u32::from(digit - b'0')).times_ten_to(self.last_power - 1)?;
                Ends::both(whole.plus(places)?)
            }
            _ => Ends::both(Decimal::plain(&digits)?),
        };
        self.pending = Some(Pending {
            ends,
            one_digit: digits.len() == 1 && digits != "0",
        });
        Some(true)
    }

    fn next_is_digit(&self, ahead: usize) -> bool {
        let next = self.rest().get(ahead..).unwrap_or_default().chars().next();
        next.is_some_and(|character| han_digit(character).is_some())
    }

    fn power(&mut self, power: u32, character: char) -> Option<bool> {
        let pending = self.pending.take();
        if power <= 3 {
            // A small power needs a number before it, but for `十`, and `百万`, `千万` at the beginning.
            let number = match pending {
                Some(pending) => pending.ends,
                None if power == 1 && self.section_allows_ten() => Ends::both(Decimal::whole(1)),
                // `百三`, `千五`: said for `一百三`, `一千五`.
                None if self.nothing_yet()
                    && (self.begins_a_larger_one() || self.is_said_short()) =>
                {
                    Ends::both(Decimal::whole(1))
                }
                None => return Some(false),
            };
            // `3百万`: the small power belongs to the large one after it, which `close` sees to.
            self.section = self.section.plus(number.times_ten_to(power)?)?;
        } else {
            let number = match pending {
                Some(pending) => self.section.plus(pending.ends)?,
                None => self.section,
            };
            if number.is_zero() && self.total.is_zero() {
                self.pending = pending;
                return Some(false);
            }
            if self.large_power.is_none_or(|before| power >= before) {
                // `2万亿`: the larger power takes in all before it.
                self.total = self.total.plus(number)?.times_ten_to(power)?;
            } else {
                self.total = self.total.plus(number.times_ten_to(power)?)?;
            }
            self.section = Ends::zero();
            self.large_power = Some(power);
        }
        if self.last_power == 0 || self.after_power {
            self.carried += power;
        }
        self.after_power = true;
        self.last_power = power;
        self.zero_before = false;
        self.at += character.len_utf8();
        Some(true)
    }

    fn nothing_yet(&self) -> bool {
        self.section.is_zero() && self.total.is_zero()
    }

    fn section_allows_ten(&self) -> bool {
        self.last_power == 0 || self.last_power >= 2
    }

    fn begins_a_larger_one(&self) -> bool {
        self.peek_second()
            .and_then(han_power)
            .is_some_and(|power| power >= 4)
    }

    fn is_said_short(&self) -> bool {
        let mut ahead = self.rest().chars().skip(1);
        let (digit, next) = (ahead.next(), ahead.next());
        digit.and_then(han_digit).is_some_and(|digit| digit > 0)
            && next.is_none_or(|next| {
                !next.is_alphanumeric() || matches!(next, '块' | '元' | '一' | '左')
            })
    }

    /// Takes spaces within a numeral: before its power (`28 万元`), and, once it has one, before what is below that
    /// (`壹万 贰仟`, `7万 5千`).
    fn space(&mut self) -> bool {
        let rest = self.rest();
        let trimmed = rest.trim_start_matches(' ');
        let spaces = rest.len() - trimmed.len();
        let mut ahead = trimmed.chars();
        let Some(next) = ahead.next() else {
            return false;
        };
        let begun = self.pending.is_some() || self.last_power > 0;
        let goes_on = match next {
            _ if han_power(next).is_some() => begun,
            '余' | '多' | '餘' => {
                begun
                    && ahead
                        .find(|next| *next != ' ')
                        .and_then(han_power)
                        .is_some()
            }
            '几' | '幾' => self.last_power > 0 && ahead.next().and_then(han_power).is_some(),
            _ if han_digit(next).is_some() => {
                self.last_power > 0 && self.pending.is_none() && !self.digits
            }
            _ if next.is_ascii_digit() => {
                let power = trimmed
                    .trim_start_matches(|next: char| next.is_ascii_digit())
                    .chars()
                    .next()
                    .and_then(han_power);
                self.pending.is_none() && power.is_some_and(|power| power < self.last_power)
            }
            _ => false,
        };
        let goes_on = goes_on && spaces <= 2;
        if goes_on {
            self.at += spaces;
        }
        goes_on
    }

    /// Takes places after a power, which end the numeral: `四百点五`.
    fn places(&mut self) -> Option<bool> {
        let mut written = String::from("0.");
        let mut end = self.at + '点'.len_utf8();
        for character in self.text.get(end..)?.chars().take(12) {
            let digit = match character {
                '两' | '兩' | '俩' => None,
                _ => han_digit(character),
            };
            let Some(digit) = digit else { break };
            written.push_str(&digit.to_string());
            end += character.len_utf8();
        }
        if written.len() > 2 {
            self.section = self.section.plus(Ends::both(Decimal::plain(&written)?))?;
            self.at = end;
        }
        Some(false)
    }

    /// Takes `几` and `数`: any digit.
    fn some(&mut self, character: char) -> bool {
        let after_ten = self.last_power >= 1 && self.pending.is_none();
        let after_round = self
            .pending
            .is_some_and(|pending| pending.ends.low.to_string().ends_with('0'));
        let before_power = self.peek_second().and_then(han_power).is_some();
        let any_digit = Ends {
            low: Decimal::whole(1),
            high: Decimal::whole(9),
        };
        if after_round && matches!(character, '几' | '幾') {
            let sum = self
                .pending
                .and_then(|pending| pending.ends.plus(any_digit));
            self.pending = sum.map(|ends| Pending {
                ends,
                one_digit: false,
            });
        } else if self.pending.is_none() && (before_power || (after_ten && self.last_power == 1)) {
            // `数` without a power before or after it is a noun.
            if !before_power && matches!(character, '数' | '數') {
                return false;
            }
            self.pending = Some(Pending {
                ends: any_digit,
                one_digit: false,
            });
        } else {
            return false;
        }
        self.approximate = true;
        self.at += character.len_utf8();
        true
    }

    /// Takes `多`, `余`, `来`: about so many.
    fn about(&mut self, character: char) -> bool {
        let something = self.pending.is_some() || self.last_power > 0;
        let next = self.peek_second();
        // `来` is also `come`: it must stand before a power or a unit.
        let allowed = match character {
            '来' | '來' => next.is_some_and(|next| {
                han_power(next).is_some() || matches!(next, '块' | '塊' | '元' | '个' | '個')
            }),
            _ => true,
        };
        if !something || !allowed || self.approximate {
            return false;
        }
        self.approximate = true;
        self.at += character.len_utf8();
        true
    }

    /// Takes `半` after a large power (`三万半`) and before one (`半个亿`).
    fn half(&mut self) -> bool {
        let five_tenths = Ends::both(Decimal::whole(5).divided_by_ten_to(1));
        if self.pending.is_none() && self.last_power == 0 {
            let next: String = self.rest().chars().skip(1).take(2).collect();
            if !(next.starts_with("个亿") || next.starts_with("個億") || next.starts_with('亿'))
            {
                return false;
            }
            self.pending = Some(Pending {
                ends: five_tenths,
                one_digit: false,
            });
            self.at += '半'.len_utf8();
            return true;
        }
        if self.pending.is_none() && self.last_power >= 4 {
            let Some(half) = five_tenths.times_ten_to(self.last_power) else {
                return false;
            };
            let Some(sum) = self.total.plus(half) else {
                return false;
            };
            self.total = sum;
            self.at += '半'.len_utf8();
        }
        false
    }

    /// Takes the `个` of `2个亿`.
    fn counted_power(&mut self) -> bool {
        let counted = self.pending.is_some() && matches!(self.peek_second(), Some('亿' | '億'));
        if counted {
            self.at += '个'.len_utf8();
        }
        counted
    }

    /// Takes `k`, `w`, `million` and the like, which end a numeral.
    fn letters(&mut self) -> Option<bool> {
        let Some(pending) = self.pending.filter(|_| self.letters) else {
            return Some(false);
        };
        let Some((power, length)) = letter_power(self.rest()) else {
            return Some(false);
        };
        self.at += length;
        self.pending = None;
        self.total = self.total.plus(pending.ends.times_ten_to(power)?)?;
        self.last_power = power;
        self.carried = power;
        // `3w5` is 35,000; anything else ends here.
        let mut tail = self.rest().chars();
        if length == 1
            && let (Some(digit), next) = (tail.next(), tail.next())
            && let Some(value) = digit.to_digit(10).filter(|value| *value > 0)
            && next.is_none_or(|next| !next.is_ascii_alphanumeric() && !matches!(next, '.' | ','))
        {
            self.total = self
                .total
                .plus(Ends::both(Decimal::whole(value).times_ten_to(power - 1)?))?;
            self.at += 1;
        }
        Some(false)
    }

    fn close(&mut self) -> Option<(Numeral, usize)> {
        let mut sum = self.total.plus(self.section)?;
        if let Some(pending) = self.pending {
            let lower = pending.one_digit && !self.zero_before && self.last_power >= 2;
            let number = if lower {
                pending.ends.times_ten_to(self.last_power - 1)?
            } else {
                pending.ends
            };
            sum = sum.plus(number)?;
        }
        let nothing = self.pending.is_none() && self.last_power == 0;
        (!nothing).then_some((
            Numeral {
                low: sum.low,
                high: sum.high,
                approximate: self.approximate,
                power: self.carried,
                digits: self.digits,
            },
            self.at,
        ))
    }
}

/// Reads `k`, `w`, `m`, `bn`, `million` … and returns the power and how many bytes it takes.
fn letter_power(text: &str) -> Option<(u32, usize)> {
    const WORDS: [(&str, u32); 16] = [
        ("thousand", 3),
        ("million", 6),
        ("billion", 9),
        ("trillion", 12),
        ("hundred", 2),
        ("crore", 7),
        ("lakh", 5),
        ("mln", 6),
        ("bln", 9),
        ("mio", 6),
        ("mn", 6),
        ("bn", 9),
        ("k", 3),
        ("w", 4),
        ("m", 6),
        ("b", 9),
    ];
    let trimmed = text.trim_start_matches(' ');
    let space = text.len() - trimmed.len();
    let letters = trimmed
        .bytes()
        .take(9)
        .take_while(u8::is_ascii_alphabetic)
        .count();
    let written = trimmed.get(..letters)?.to_ascii_lowercase();
    WORDS.iter().find_map(|&(word, power)| {
        let ends = written == word
            || (written.strip_prefix(word))
                .is_some_and(|rest| matches!(rest, "rmb" | "usd" | "cny" | "yuan"))
            || (written.strip_suffix('s') == Some(word) && word.len() > 3);
        // A single letter stands at its number; `5 m` are metres.
        let near = space == 0 || (space == 1 && word.len() > 1);
        (ends && near).then(|| {
            let plural = usize::from(written.strip_suffix('s') == Some(word));
            (power, space + word.len() + plural)
        })
    })
}

/// Reads ASCII digits with groups and places. Returns the number, its length in bytes, and whether it is one digit
/// from 1 to 9.
fn western_number(text: &str) -> Option<(Decimal, usize, bool)> {
    let bytes = text.as_bytes();
    let digits = run(bytes, 0);
    if digits == 0 || digits > 24 {
        return None;
    }
    let mut end = digits;
    let mut plain = text.get(..digits)?.to_owned();
    if digits <= 3 {
        // Groups of three after a comma, an apostrophe, or, at least two of them, a full stop.
        for (separator, least) in [(b',', 1), (b'\'', 1), (b'.', 2)] {
            let mut at = digits;
            let mut groups = 0;
            while bytes.get(at) == Some(&separator) && run(bytes, at + 1) == 3 && groups < 8 {
                at += 4;
                groups += 1;
            }
            // `120.000,00` has one group and cents.
            let cents = separator == b'.'
                && groups == 1
                && bytes.get(at) == Some(&b',')
                && run(bytes, at + 1) == 2;
            if groups >= least || cents {
                end = at;
                plain = text.get(..end)?.replace(char::from(separator), "");
                // In `1.234.567,89` the comma is what the full stop is elsewhere.
                if separator == b'.' && bytes.get(end) == Some(&b',') {
                    let places = run(bytes, end + 1);
                    if (1..=2).contains(&places) {
                        plain.push('.');
                        plain.push_str(text.get(end + 1..=end + places)?);
                        end += 1 + places;
                    }
                    return Some((Decimal::plain(&plain)?, end, false));
                }
                break;
            }
        }
    }
    if bytes.get(end) == Some(&b'.') {
        let places = run(bytes, end + 1);
        // A second full stop makes it a version or an address.
        let next = bytes.get(end + 1 + places);
        let ends = next != Some(&b'.') || run(bytes, end + 2 + places) == 0;
        if places > 0 && places <= 12 && ends {
            plain.push_str(text.get(end..=end + places)?);
            end += 1 + places;
        } else if places > 0 {
            return None;
        }
    }
    let number = Decimal::plain(&plain)?;
    Some((number, end, end == 1 && plain != "0"))
}

fn run(bytes: &[u8], at: usize) -> usize {
    bytes
        .get(at..)
        .unwrap_or_default()
        .iter()
        .take(25)
        .take_while(|byte| byte.is_ascii_digit())
        .count()
}
