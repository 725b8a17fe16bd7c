//! Widening a query by what its words are called otherwise: in another language, by another name. Always: what is found
//! without is found with it; each word that was widened is told, and can be left as it is written. What must not be
//! there, wildcards, expressions and conditions stay as they are.

use serde::Serialize;

use super::Query;
use super::fold::fold;

/// Words of a name that stand beside one another in a query, at most.
const LONGEST_RUN: usize = 7;

/// A word of a query, and what else was looked for in its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Widened {
    /// As it is written in the query.
    pub word: String,
    /// What else it is called.
    pub also: Vec<String>,
}

/// Widens the words of a query, but for those in `kept`; `others` says what a word is called otherwise.
pub fn widen(
    query: &Query,
    kept: &[String],
    others: &dyn Fn(&str) -> Vec<String>,
) -> (Query, Vec<Widened>) {
    let mut widening = Widening {
        kept: kept.iter().map(|word| fold(word)).collect(),
        others,
        widened: Vec::new(),
    };
    let query = widening.query(query);
    (query, widening.widened)
}

struct Widening<'a> {
    kept: Vec<String>,
    others: &'a dyn Fn(&str) -> Vec<String>,
    widened: Vec<Widened>,
}

impl Widening<'_> {
    fn query(&mut self, query: &Query) -> Query {
        match query {
            Query::Word(word) | Query::Phrase(word) => {
                let also = self.also(word);
                self.either(query.clone(), word, also)
            }
            Query::Near {
                left,
                right,
                distance,
            } => Query::Near {
                left: Box::new(self.query(left)),
                right: Box::new(self.query(right)),
                distance: *distance,
            },
            Query::And(all) => self.all(all),
            Query::Or(any) => Query::or(any.iter().map(|one| self.query(one)).collect::<Vec<_>>()),
            other => other.clone(),
        }
    }

    /// Words side by side may be one name: the longest that is known counts.
    fn all(&mut self, all: &[Query]) -> Query {
        let mut widened = Vec::with_capacity(all.len());
        let mut at = 0;
        while at < all.len() {
            let words = all[at..]
                .iter()
                .take(LONGEST_RUN)
                .map_while(|one| match one {
                    Query::Word(word) => Some(word.as_str()),
                    _ => None,
                });
            let words: Vec<&str> = words.collect();
            let run = (2..=words.len()).rev().find_map(|length| {
                let name = words[..length].join(" ");
                let also = self.also(&name);
                (!also.is_empty()).then_some((length, name, also))
            });
            if let Some((length, name, also)) = run {
                let written = Query::and(all[at..at + length].iter().cloned());
                widened.push(self.either(written, &name, also));
                at += length;
            } else {
                widened.push(self.query(&all[at]));
                at += 1;
            }
        }
        Query::and(widened)
    }

    fn also(&self, word: &str) -> Vec<String> {
        match self.kept.contains(&fold(word)) {
            // Known, and not wanted: a name is not widened by its words then.
            true => Vec::new(),
            false => (self.others)(word),
        }
    }

    fn either(&mut self, written: Query, word: &str, also: Vec<String>) -> Query {
        let others: Vec<Query> = also
            .iter()
            .map(|other| Query::literal(other))
            .filter(Query::is_searchable)
            .collect();
        if others.is_empty() {
            return written;
        }
        let word = word.to_owned();
        if !self.widened.iter().any(|known| known.word == word) {
            self.widened.push(Widened { word, also });
        }
        Query::or(std::iter::once(written).chain(others))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn others(word: &str) -> Vec<String> {
        let of: &[&str] = match fold(word).as_str() {
            "contract" => &["合同", "合约"],
            "thailand" => &["泰国"],
            "foreign ministry" => &["外交部", "MFA"],
            "安洵" => &["i-Soon"],
            _ => &[],
        };
        of.iter().map(|word| (*word).to_owned()).collect()
    }

    fn check(query: &str, kept: &[&str], expect: &str) {
        let kept: Vec<String> = kept.iter().map(|word| (*word).to_owned()).collect();
        let (widened, _) = widen(&Query::parse(query).unwrap(), &kept, &others);
        assert_eq!(widened.to_string(), expect, "{query}");
        // What is written reads back as the same query.
        assert_eq!(Query::parse(expect).unwrap(), widened, "{query}");
    }

    #[test]
    fn each_word_is_widened_where_it_stands() {
        check("contract", &[], r#"contract OR "合同" OR "合约""#);
        check(
            "Contract Thailand",
            &[],
            r#"(Contract OR "合同" OR "合约") (Thailand OR "泰国")"#,
        );
        check(
            "\"contract\" OR x",
            &[],
            r#""contract" OR "合同" OR "合约" OR x"#,
        );
        check(
            "contract NEAR/5 安洵",
            &[],
            r#"(contract OR "合同" OR "合约") NEAR/5 (安洵 OR "i-Soon")"#,
        );
        check(
            "thailand foreign ministry mail",
            &[],
            r#"(thailand OR "泰国") (foreign ministry OR "外交部" OR "MFA") mail"#,
        );
    }

    #[test]
    fn what_must_not_be_there_and_what_is_kept_stay() {
        check("x -contract", &[], "x NOT contract");
        check(
            "contract* /contract/ contract~1",
            &[],
            "contract* /contract/ contract~1",
        );
        check("type:contract", &[], "type:contract");
        check(
            "CONTRACT thailand",
            &["contract"],
            r#"CONTRACT (thailand OR "泰国")"#,
        );
        check(
            "foreign ministry",
            &["Foreign Ministry"],
            "foreign ministry",
        );
    }

    #[test]
    fn each_word_is_told_once() {
        let query = Query::parse("contract OR (contract thailand)").unwrap();
        let (_, widened) = widen(&query, &[], &others);
        let words: Vec<&str> = widened.iter().map(|one| one.word.as_str()).collect();
        assert_eq!(words, ["contract", "thailand"]);
    }
}
