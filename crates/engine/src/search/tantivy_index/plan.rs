//! From a query to what the index can say about it: documents of which it surely holds, and documents of which
//! it may. Always: sure ⊆ true ⊆ maybe. Where both are one, no text need be read; NOT swaps them.

use std::ops::Bound;

use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, Occur, PhraseQuery,
    Query as Search, RangeQuery, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

use daylight_model::LineBreaks;

use super::required::required_texts;
use super::schema::Fields;
use super::tokens::token_of;
use super::without::Without;
use crate::search::alike::{Set, Sets};
use crate::search::atoms::{Atom, Gap, Kind, atoms, kind};
use crate::search::fold::fold;
use crate::search::leaf::within;
use crate::search::query::{Days, Filter, FilterTest, Glob, Inside, InsideTest, Query};

/// Tokens that one pattern may stand for before it is no longer worth listing them.
const MOST_TOKENS: usize = 100_000;

/// What Tantivy is asked.
type Clause = Box<dyn Search>;

/// What the index can say.
pub(super) struct Plan {
    /// Documents of which the query may hold, best first.
    pub(super) maybe: Clause,
    /// Documents of which it does; none: the same.
    pub(super) sure: Option<Clause>,
}

pub(super) struct Planner<'a> {
    pub(super) searcher: &'a Searcher,
    pub(super) fields: Fields,
}

/// How a phrase of atoms is laid out: the gap that each wants before it.
struct Placed {
    atom: Atom,
    gap: Gap,
}

impl Planner<'_> {
    pub(super) fn plan(&self, query: &Query) -> tantivy::Result<Plan> {
        Ok(match query {
            Query::All => exact(everything()),
            Query::Field(filter) => exact(self.filter(filter)?),
            Query::Inside(inside) => exact(self.inside(inside)?),
            Query::Alike { how, word } => unsure(self.alike(&Sets::new(*how, word))?),
            Query::Word(text) => self.word(&fold(text))?,
            Query::Phrase(text) => self.phrase(&fold(text))?,
            Query::Wildcard(globs) => unsure(self.wildcard(globs)?),
            Query::Fuzzy { word, distance } => {
                unsure(self.fuzzy(&fold(word), usize::from(*distance))?)
            }
            Query::Regex(source) => {
                let mut all = Vec::new();
                for text in required_texts(source) {
                    all.extend(self.pieces(&fold(&text), true, true)?);
                }
                unsure(together(all))
            }
            Query::Near { left, right, .. } => unsure(together(vec![
                self.plan(left)?.maybe,
                self.plan(right)?.maybe,
            ])),
            // What binds the two is for the text to decide.
            Query::And(all) if Query::bound(all).is_some() => unsure(self.possible(query)?),
            Query::And(all) => self.list(all, together)?,
            Query::Or(any) => self.list(any, either)?,
            Query::Not(inner) => {
                let Plan { maybe, sure } = self.plan(inner)?;
                match sure {
                    None => exact(without(maybe)),
                    Some(sure) => Plan {
                        maybe: without(sure),
                        sure: Some(without(maybe)),
                    },
                }
            }
        })
    }

    fn list(&self, queries: &[Query], join: fn(Vec<Clause>) -> Clause) -> tantivy::Result<Plan> {
        let mut maybe = Vec::new();
        let mut sure = Vec::new();
        let mut is_exact = true;
        for query in queries {
            let plan = self.plan(query)?;
            is_exact &= plan.sure.is_none();
            sure.push(plan.sure.unwrap_or_else(|| plan.maybe.box_clone()));
            maybe.push(plan.maybe);
        }
        Ok(Plan {
            maybe: join(maybe),
            sure: (!is_exact).then(|| join(sure)),
        })
    }

    /// An unquoted word: its atoms where it has them. Punctuation in it is for the text to decide.
    fn word(&self, folded: &str) -> tantivy::Result<Plan> {
        let placed: Vec<Placed> = atoms(folded, LineBreaks::End)
            .map(|atom| Placed {
                gap: atom.gap,
                atom,
            })
            .collect();
        let covered: usize = placed.iter().map(|placed| placed.atom.range.len()).sum();
        let (search, is_whole) = self.positions(folded, &placed)?;
        let search = self.with_boost(folded, search);
        Ok(if is_whole && covered == folded.len() {
            exact(search)
        } else {
            unsure(search)
        })
    }

    /// A quoted phrase. Spaces beside Han count for nothing, so it is sure where they stand as written or not
    /// at all, and possible wherever its pieces are.
    fn phrase(&self, folded: &str) -> tantivy::Result<Plan> {
        let mut placed: Vec<Placed> = Vec::new();
        let mut loose = false;
        let mut signs = false;
        let mut at = 0;
        for atom in atoms(folded, LineBreaks::Wrap) {
            let between = &folded[at..atom.range.start];
            let before = placed.last().map(|placed| placed.atom.kind);
            let dense = before == Some(Kind::Dense) || atom.kind == Kind::Dense;
            signs |= !between.trim().is_empty();
            loose |= before.is_some() && dense;
            let gap = match before {
                Some(_) if !dense && !between.is_empty() => Gap::Soft,
                _ => Gap::None,
            };
            at = atom.range.end;
            placed.push(Placed { atom, gap });
        }
        signs |= !folded[at..].trim().is_empty();
        if !signs {
            let (search, is_whole) = self.positions(folded, &placed)?;
            let search = self.with_boost(folded, search);
            if !loose && is_whole {
                return Ok(exact(search));
            }
            let pieces = together(self.loose_pieces(folded, &placed)?);
            let maybe = BooleanQuery::new(vec![
                (Occur::Must, pieces),
                (Occur::Should, search.box_clone()),
            ]);
            return Ok(Plan {
                maybe: Box::new(maybe),
                sure: Some(if is_whole {
                    search
                } else {
                    Box::new(EmptyQuery)
                }),
            });
        }
        Ok(unsure(together(self.loose_pieces(folded, &placed)?)))
    }

    /// Atoms at their places. Says whether that is all that is wanted of them: a cut token is not.
    fn positions(&self, folded: &str, placed: &[Placed]) -> tantivy::Result<(Clause, bool)> {
        let mut terms: Vec<(usize, Term)> = Vec::new();
        let mut others: Vec<Clause> = Vec::new();
        let mut is_whole = true;
        let mut position = 0;
        for (index, Placed { atom, gap }) in placed.iter().enumerate() {
            if index > 0 {
                position += gap.step();
            }
            let is_dense = |placed: &Placed| placed.atom.kind == Kind::Dense;
            let next = placed.get(index + 1).filter(|next| next.gap == Gap::None);
            let before = index.checked_sub(1).and_then(|before| placed.get(before));
            let before = before.filter(|_| *gap == Gap::None);
            let own = &folded[atom.range.clone()];
            let term = match (atom.kind, next) {
                (Kind::Dense, Some(next)) if is_dense(next) => {
                    Some(format!("{own}{}", &folded[next.atom.range.clone()]))
                }
                // Its pair with the one before says it all.
                (Kind::Dense, _) if before.is_some_and(is_dense) => continue,
                (Kind::Dense, None) if index + 1 == placed.len() && before.is_none() => None,
                _ => {
                    let (token, whole) = token_of(own);
                    is_whole &= whole;
                    Some(token.to_owned())
                }
            };
            match term {
                Some(term) => terms.push((position, self.term(&term))),
                // The last character of all, after a gap: it may begin a pair or stand alone.
                None => others.push(self.character(own)?),
            }
        }
        // Where it stands relative to the rest is not asked of the index.
        is_whole &= others.is_empty() || terms.is_empty();
        others.extend(phrase_of(terms));
        Ok((together(others), is_whole))
    }

    /// Pieces of a phrase wherever they stand, spaces inside allowed.
    fn loose_pieces(&self, folded: &str, placed: &[Placed]) -> tantivy::Result<Vec<Clause>> {
        let mut all: Vec<Clause> = Vec::new();
        for (index, Placed { atom, .. }) in placed.iter().enumerate() {
            let own = &folded[atom.range.clone()];
            let next = placed
                .get(index + 1)
                .filter(|next| next.atom.kind == Kind::Dense);
            match (atom.kind, next) {
                (Kind::Dense, Some(next)) => {
                    let pair = format!("{own}{}", &folded[next.atom.range.clone()]);
                    all.push(either(vec![self.single(&pair), self.single(own)]));
                }
                (Kind::Dense, None) => all.push(self.character(own)?),
                _ => all.push(self.single(token_of(own).0)),
            }
        }
        Ok(all)
    }

    /// The pieces of a word with wildcards.
    fn wildcard(&self, globs: &[Glob]) -> tantivy::Result<Clause> {
        let mut all = Vec::new();
        for (index, glob) in globs.iter().enumerate() {
            if let Glob::Text(text) = glob {
                let open_start = index > 0;
                let open_end = index + 1 < globs.len();
                all.extend(self.pieces(&fold(text), open_start, open_end)?);
            }
        }
        Ok(together(all))
    }

    /// Atoms of a stretch of text that may go on at either end.
    fn pieces(
        &self,
        folded: &str,
        open_start: bool,
        open_end: bool,
    ) -> tantivy::Result<Vec<Clause>> {
        let atoms: Vec<Atom> = atoms(folded, LineBreaks::Wrap).collect();
        let mut all: Vec<Clause> = Vec::new();
        for (index, atom) in atoms.iter().enumerate() {
            let own = &folded[atom.range.clone()];
            let starts_open = open_start && atom.range.start == 0;
            let ends_open = open_end && atom.range.end == folded.len();
            if atom.kind == Kind::Dense {
                let next = atoms.get(index + 1);
                match next.filter(|next| next.kind == Kind::Dense && next.gap == Gap::None) {
                    Some(next) => all.push(self.single(&folded[atom.range.start..next.range.end])),
                    None => all.push(self.character(own)?),
                }
                continue;
            }
            let (token, whole) = token_of(own);
            let search = match (starts_open, ends_open) {
                (false, false) => self.single(token),
                // What is cut in the index cannot be compared at its end.
                _ if !whole => continue,
                (false, true) => self.listed(self.fields.atoms, token, |_| true)?,
                (true, false) => self.listed(self.fields.atoms, "", |term| {
                    term.ends_with(token) || token_is_cut(term)
                })?,
                (true, true) => self.listed(self.fields.atoms, "", |term| {
                    term.contains(token) || token_is_cut(term)
                })?,
            };
            all.push(search);
        }
        Ok(all)
    }

    fn fuzzy(&self, folded: &str, distance: usize) -> tantivy::Result<Clause> {
        let word: Vec<char> = folded.chars().collect();
        let near = |term: &str| {
            term.len() <= 4 * (word.len() + distance)
                && within(&term.chars().collect::<Vec<_>>(), &word, distance)
        };
        Ok(either(vec![
            self.listed(self.fields.atoms, "", near)?,
            self.listed(self.fields.mixed, "", near)?,
        ]))
    }

    /// Conditions are answered from the dictionaries of their fields, by the very test that the naive scan puts.
    fn filter(&self, filter: &Filter) -> tantivy::Result<Clause> {
        let fields = self.fields;
        let test = FilterTest::new(filter);
        match filter {
            Filter::Type(_) => self.listed_all(fields.media_type, |term| test.holds_of_type(term)),
            Filter::Language(_) => {
                self.listed_all(fields.language, |term| test.holds_of_language(term))
            }
            Filter::Path(_) | Filter::Name(_) | Filter::Extension(_) => {
                self.listed_all(fields.path, |term| test.holds_of_path(term))
            }
            Filter::State(state) => {
                let term = Term::from_field_text(fields.state, state.as_str());
                Ok(constant(Box::new(TermQuery::new(
                    term,
                    IndexRecordOption::Basic,
                ))))
            }
            Filter::Size(size) => {
                let bound = |bytes| Bound::Included(Term::from_field_u64(fields.bytes, bytes));
                let range = RangeQuery::new(bound(size.least), bound(size.most));
                Ok(constant(Box::new(range)))
            }
            Filter::Year(year) => {
                let bound = || Bound::Included(Term::from_field_u64(fields.years, *year));
                Ok(constant(Box::new(RangeQuery::new(bound(), bound()))))
            }
        }
    }

    /// Documents of which a query may hold, wherever its words count.
    fn possible(&self, query: &Query) -> tantivy::Result<Clause> {
        let all = |queries: &[Query]| {
            let clauses = queries.iter().map(|query| self.possible(query));
            clauses.collect::<tantivy::Result<Vec<Clause>>>()
        };
        Ok(match query {
            Query::And(queries) => together(all(queries)?),
            Query::Or(queries) => either(all(queries)?),
            // A word that is forbidden in some places may stand in others.
            Query::Not(_) => everything(),
            other => self.plan(other)?.maybe,
        })
    }

    /// A condition on places, of any place in the file: answered from dictionaries too.
    fn inside(&self, inside: &Inside) -> tantivy::Result<Clause> {
        let fields = self.fields;
        let test = InsideTest::new(inside);
        match inside {
            Inside::From(_) => self.listed_all(fields.sender, |name| test.holds_of_name(name)),
            Inside::To(_) => self.listed_all(fields.recipient, |name| test.holds_of_name(name)),
            Inside::Date(_) => self.listed_all(fields.days, |term| {
                Days::of_term(term).is_some_and(|days| test.holds_of_days(&days))
            }),
            Inside::Kind(kind) => self.listed_all(fields.inside, |term| term == kind.name()),
        }
    }

    /// Pairs of characters, each out of its set; what stands beside Latin is for the text to decide.
    fn alike(&self, sets: &Sets) -> tantivy::Result<Clause> {
        let mut ways = Vec::new();
        for way in &sets.ways {
            let mut pairs = Vec::new();
            for pair in way.windows(2) {
                let [first, second] = pair else { continue };
                let dense = |set: &Set| set.iter().all(|character| kind(*character) == Kind::Dense);
                if dense(first) && dense(second) {
                    pairs.push(self.pairs(first, second)?);
                }
            }
            ways.push(together(pairs));
        }
        Ok(either(ways))
    }

    /// Documents with a pair of characters of two sets; every document if there are too many such pairs.
    fn pairs(&self, first: &Set, second: &Set) -> tantivy::Result<Clause> {
        let mut terms = Vec::new();
        // Looked up by their first character: the whole dictionary is far larger.
        for character in first {
            terms.extend(self.terms(
                self.fields.atoms,
                character.encode_utf8(&mut [0; 4]),
                |term| {
                    let mut rest = term.chars().skip(1);
                    rest.next().is_some_and(|other| second.contains(&other))
                        && rest.next().is_none()
                },
            )?);
        }
        Ok(if terms.len() > MOST_TOKENS {
            everything()
        } else {
            any_of(terms)
        })
    }

    /// One Han character: pairs that it begins, and where it stands alone.
    fn character(&self, character: &str) -> tantivy::Result<Clause> {
        self.listed_all_from(self.fields.atoms, character, |_| true)
    }

    fn term(&self, token: &str) -> Term {
        Term::from_field_text(self.fields.atoms, token)
    }

    fn single(&self, token: &str) -> Clause {
        Box::new(TermQuery::new(
            self.term(token),
            IndexRecordOption::WithFreqs,
        ))
    }

    /// A document in which a Chinese word stands as a word comes before one in which its characters meet.
    fn with_boost(&self, folded: &str, search: Clause) -> Clause {
        let dense = |atom: Atom| atom.kind == Kind::Dense;
        if !atoms(folded, LineBreaks::End).all(dense) {
            return search;
        }
        let word = TermQuery::new(
            Term::from_field_text(self.fields.words, folded),
            IndexRecordOption::WithFreqs,
        );
        Box::new(BooleanQuery::new(vec![
            (Occur::Must, search),
            (
                Occur::Should,
                Box::new(BoostQuery::new(Box::new(word), 0.5)),
            ),
        ]))
    }

    /// Documents with a token of a field of which `wanted` holds; every document if there are too many.
    fn listed(
        &self,
        field: Field,
        prefix: &str,
        wanted: impl Fn(&str) -> bool,
    ) -> tantivy::Result<Clause> {
        let terms = self.terms(field, prefix, wanted)?;
        Ok(if terms.len() > MOST_TOKENS {
            everything()
        } else {
            any_of(terms)
        })
    }

    /// The same, all of them however many.
    fn listed_all(&self, field: Field, wanted: impl Fn(&str) -> bool) -> tantivy::Result<Clause> {
        self.listed_all_from(field, "", wanted)
    }

    fn listed_all_from(
        &self,
        field: Field,
        prefix: &str,
        wanted: impl Fn(&str) -> bool,
    ) -> tantivy::Result<Clause> {
        Ok(any_of(self.terms(field, prefix, wanted)?))
    }

    fn terms(
        &self,
        field: Field,
        prefix: &str,
        wanted: impl Fn(&str) -> bool,
    ) -> tantivy::Result<Vec<Term>> {
        let mut terms = Vec::new();
        for segment in self.searcher.segment_readers() {
            let inverted = segment.inverted_index(field)?;
            let mut stream = inverted.terms().range().ge(prefix).into_stream()?;
            while stream.advance() {
                let Ok(term) = std::str::from_utf8(stream.key()) else {
                    continue;
                };
                if !term.starts_with(prefix) {
                    break;
                }
                if wanted(term) {
                    terms.push(Term::from_field_text(field, term));
                }
            }
        }
        Ok(terms)
    }
}

/// Whether a token of the index may be the beginning of a longer run.
fn token_is_cut(token: &str) -> bool {
    // A cut falls on the last character that fits: at most three bytes short.
    !token_of(&format!("{token}xxxx")).1
}

fn phrase_of(mut terms: Vec<(usize, Term)>) -> Option<Clause> {
    match terms.len() {
        0 => None,
        1 => {
            let (_, term) = terms.pop()?;
            Some(Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)))
        }
        _ => Some(Box::new(PhraseQuery::new_with_offset(terms))),
    }
}

fn exact(search: Clause) -> Plan {
    Plan {
        maybe: search,
        sure: None,
    }
}

fn unsure(search: Clause) -> Plan {
    Plan {
        maybe: search,
        sure: Some(Box::new(EmptyQuery)),
    }
}

fn constant(search: Clause) -> Clause {
    Box::new(ConstScoreQuery::new(search, 0.0))
}

fn everything() -> Clause {
    constant(Box::new(AllQuery))
}

fn without(search: Clause) -> Clause {
    Box::new(Without(search))
}

fn any_of(terms: Vec<Term>) -> Clause {
    if terms.is_empty() {
        return Box::new(EmptyQuery);
    }
    constant(Box::new(TermSetQuery::new(terms)))
}

/// All of these; nothing asked is everything.
fn together(mut all: Vec<Clause>) -> Clause {
    match all.pop() {
        None => everything(),
        Some(only) if all.is_empty() => only,
        Some(last) => {
            all.push(last);
            Box::new(BooleanQuery::intersection(all))
        }
    }
}

fn either(any: Vec<Clause>) -> Clause {
    Box::new(BooleanQuery::union(any))
}
