//! From a query to what the index can say about it: documents of which it surely holds, and documents of which
//! it may. Always: sure ⊆ true ⊆ maybe. Where both are one, no text need be read; NOT swaps them.

use std::collections::BTreeSet;
use std::ops::Bound;
use std::sync::Arc;

use tantivy::query::{
    AllQuery, BooleanQuery, ConstScoreQuery, EmptyQuery, Occur, PhraseQuery, Query as Search,
    RangeQuery, RegexPhraseQuery, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::termdict::TermStreamer;
use tantivy::{Searcher, Term};
use tantivy_fst::Regex;

use daylight_model::LineBreaks;

use super::by_column::ByColumn;
use super::listed::Listing;
use super::nearly::Nearly;
use super::required::required_texts;
use super::schema::{Fields, OVERLONG};
use super::tokens::{is_joint, token_of};
use super::without::Without;
use crate::search::alike::{Set, Sets};
use crate::search::atoms::{Atom, Gap, Kind, atoms, kind};
use crate::search::fold::fold;
use crate::search::query::{Days, Filter, FilterTest, Glob, Inside, InsideTest, Query};

/// Tokens that one pattern may stand for before it is no longer worth listing them.
const MOST_TOKENS: usize = 100_000;

/// Places of a phrase at which spaces count for nothing, at most, for each way to put them to be asked by itself.
const MOST_LOOSE: usize = 4;
/// Pairs of a word of sets, at most, to be asked as a phrase: the engine takes no more than 16,384 in a segment.
const MOST_OF_ALIKE: usize = 10_000;
/// Where tokens that begin with Han stand among all, ordered by their bytes: from U+3400 up to U+9FFF.
const FIRST_HAN: &str = "\u{3400}";
const AFTER_HAN: &str = "\u{a000}";

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
#[derive(Clone)]
struct Placed {
    atom: Atom,
    gap: Gap,
}

impl Planner<'_> {
    pub(super) fn plan(&self, query: &Query) -> tantivy::Result<Plan> {
        Ok(match query {
            Query::All => exact(everything()),
            Query::Field(filter) => exact(self.filter(filter)),
            Query::Inside(inside) => exact(self.inside(inside)?),
            Query::Alike { how, word } => self.alike(&Sets::new(*how, word))?,
            Query::Word(text) => self.word(&fold(text))?,
            Query::Phrase(text) => self.phrase(&fold(text))?,
            Query::Wildcard(globs) => unsure(self.wildcard(globs)?),
            Query::Fuzzy { word, distance } => self.fuzzy(&fold(word), usize::from(*distance))?,
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
        let joints = placed
            .windows(2)
            .filter(|pair| joined(folded, pair).is_some());
        let between = |pair: &[Placed]| pair[1].atom.range.start - pair[0].atom.range.end;
        let covered = placed
            .iter()
            .map(|placed| placed.atom.range.len())
            .sum::<usize>()
            + joints.map(between).sum::<usize>();
        let (search, is_whole) = self.positions(folded, &placed)?;
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
        let mut loose: Vec<usize> = Vec::new();
        let mut signs = false;
        let mut at = 0;
        for atom in atoms(folded, LineBreaks::Wrap) {
            let between = &folded[at..atom.range.start];
            let before = placed.last().map(|placed| placed.atom.kind);
            let dense = before == Some(Kind::Dense) || atom.kind == Kind::Dense;
            signs |= !between.trim().is_empty();
            if before.is_some() && dense {
                loose.push(placed.len());
            }
            let gap = match before {
                Some(_) if !dense && !between.is_empty() => Gap::Soft,
                _ => Gap::None,
            };
            at = atom.range.end;
            placed.push(Placed { atom, gap });
        }
        signs |= !folded[at..].trim().is_empty();
        if signs {
            return Ok(unsure(together(self.loose_pieces(folded, &placed)?)));
        }
        let mut apart = Vec::new();
        for index in loose {
            if self.may_stand_apart(folded, &placed, index)? {
                apart.push(index);
            }
        }
        if apart.len() <= MOST_LOOSE {
            return self.layouts(folded, &placed, &apart);
        }
        let (search, is_whole) = self.positions(folded, &placed)?;
        let pieces = together(self.loose_pieces(folded, &placed)?);
        let maybe = BooleanQuery::new(vec![
            (Occur::Must, pieces),
            (Occur::Should, search.box_clone()),
        ]);
        Ok(Plan {
            maybe: Box::new(maybe),
            sure: Some(if is_whole {
                search
            } else {
                Box::new(EmptyQuery)
            }),
        })
    }

    /// A phrase in each way to put spaces where they count for nothing.
    fn layouts(&self, folded: &str, placed: &[Placed], loose: &[usize]) -> tantivy::Result<Plan> {
        let (mut whole, mut parts): (Vec<Clause>, Vec<Clause>) = (Vec::new(), Vec::new());
        for way in 0..1_usize << loose.len() {
            let mut laid = placed.to_vec();
            for (bit, index) in loose.iter().enumerate() {
                if way >> bit & 1 == 1
                    && let Some(placed) = laid.get_mut(*index)
                {
                    placed.gap = Gap::Soft;
                }
            }
            let (search, is_whole) = self.positions(folded, &laid)?;
            if is_whole {
                whole.push(search);
            } else {
                parts.push(search);
            }
        }
        if parts.is_empty() {
            return Ok(exact(either(whole)));
        }
        let sure = either(whole.iter().map(|clause| clause.box_clone()).collect());
        whole.extend(parts);
        Ok(Plan {
            maybe: either(whole),
            sure: Some(sure),
        })
    }

    /// Whether spaces stand before an atom of a phrase anywhere in the index: between Han they are rare.
    fn may_stand_apart(
        &self,
        folded: &str,
        placed: &[Placed],
        index: usize,
    ) -> tantivy::Result<bool> {
        let before = index.checked_sub(1).and_then(|before| placed.get(before));
        let (Some(before), Some(after)) = (before, placed.get(index)) else {
            return Ok(false);
        };
        if before.atom.kind != Kind::Dense || after.atom.kind != Kind::Dense {
            return Ok(true);
        }
        let apart = Placed {
            gap: Gap::Soft,
            ..after.clone()
        };
        let term = self.term(&pair_of(folded, &before.atom, &apart));
        Ok(self.searcher.doc_freq(&term)? > 0)
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
            let next = placed.get(index + 1);
            let before = index.checked_sub(1).and_then(|before| placed.get(before));
            let before = before.filter(|_| *gap != Gap::Hard);
            let own = &folded[atom.range.clone()];
            let with_next = placed.get(index..index + 2);
            let with_before = index.checked_sub(1).and_then(|at| placed.get(at..=index));
            if let Some(both) = with_next.and_then(|pair| joined(folded, pair)) {
                let (token, whole) = token_of(both);
                is_whole &= whole;
                terms.push((position, self.term(token)));
                continue;
            }
            if with_before.is_some_and(|pair| joined(folded, pair).is_some()) {
                // The token with the one before it says it all.
                continue;
            }
            let term = match (atom.kind, next) {
                (Kind::Dense, Some(next)) if is_dense(next) && next.gap != Gap::Hard => {
                    Some(pair_of(folded, atom, next))
                }
                // Its pair with the one before says it all.
                (Kind::Dense, _) if before.is_some_and(is_dense) => continue,
                (Kind::Dense, None) if before.is_none_or(|_| *gap == Gap::Soft) => None,
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
                (false, true) => few(self.terms(self.fields.atoms, token, is_one_atom)?),
                (true, false) => few(self.bounded_terms(|term| {
                    (term.ends_with(token) || token_is_cut(term)) && is_one_atom(term)
                })?),
                (true, true) => few(self.bounded_terms(|term| {
                    (term.contains(token) || token_is_cut(term)) && is_one_atom(term)
                })?),
            };
            all.push(search);
        }
        Ok(all)
    }

    /// A word that is spelt nearly so: letters and digits together are listed as they stand; letters alone, or
    /// digits, are sure where the document has no longer run that they may be a part of.
    fn fuzzy(&self, folded: &str, distance: usize) -> tantivy::Result<Plan> {
        let fields = self.fields;
        let word: Vec<char> = folded.chars().collect();
        let mut atoms_near = self.near(fields.atoms, &word, distance)?;
        atoms_near.retain(|term| text_of(term).is_some_and(is_one_atom));
        let mixed_near = self.near(fields.mixed, &word, distance)?;
        if atoms_near.len() + mixed_near.len() > MOST_TOKENS {
            return Ok(unsure(everything()));
        }
        let near: BTreeSet<&str> = atoms_near.iter().filter_map(text_of).collect();
        let longer = self.terms(fields.mixed, "", |run| {
            run == OVERLONG || {
                let mut atoms = atoms(run, LineBreaks::End);
                atoms.any(|atom| near.contains(&run[atom.range]))
            }
        })?;
        let is_cut = atoms_near.iter().filter_map(text_of).any(token_is_cut);
        let atoms_near = any_of(atoms_near);
        let mixed_near = any_of(mixed_near);
        let maybe = either(vec![atoms_near.box_clone(), mixed_near.box_clone()]);
        Ok(if is_cut {
            unsure(maybe)
        } else if longer.is_empty() {
            exact(maybe)
        } else {
            let alone = together(vec![atoms_near, without(any_of(longer))]);
            Plan {
                maybe,
                sure: Some(either(vec![alone, mixed_near])),
            }
        })
    }

    /// Conditions are answered from columns, by the very test that the naive scan puts.
    fn filter(&self, filter: &Filter) -> Clause {
        let fields = self.fields;
        let test = FilterTest::new(filter);
        match filter {
            Filter::Type(_) => by_column(ByColumn::MediaType(test)),
            Filter::Language(_) => by_column(ByColumn::Language(test)),
            Filter::Path(_) | Filter::Name(_) | Filter::Extension(_) => {
                by_column(ByColumn::Path(test))
            }
            Filter::State(state) => by_column(ByColumn::State(state.as_str().to_owned())),
            Filter::Size(size) => {
                let bound = |bytes| Bound::Included(Term::from_field_u64(fields.bytes, bytes));
                let range = RangeQuery::new(bound(size.least), bound(size.most));
                constant(Box::new(range))
            }
            Filter::Year(year) => {
                let bound = || Bound::Included(Term::from_field_u64(fields.years, *year));
                constant(Box::new(RangeQuery::new(bound(), bound())))
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
    fn alike(&self, sets: &Sets) -> tantivy::Result<Plan> {
        let mut ways = Vec::new();
        let mut is_exact = true;
        for way in &sets.ways {
            let dense = |set: &Set| set.iter().all(|character| kind(*character) == Kind::Dense);
            let mut pairs = Vec::new();
            for pair in way.windows(2) {
                let [first, second] = pair else { continue };
                if dense(first) && dense(second) {
                    pairs.push(self.pairs(first, second)?);
                }
            }
            let is_few = pairs.iter().map(Vec::len).sum::<usize>() <= MOST_OF_ALIKE;
            let phrase = if is_few && way.iter().all(dense) {
                self.phrase_of_sets(way)
            } else {
                None
            };
            match (phrase, way.len()) {
                (Some(phrase), _) => ways.push(phrase),
                (None, 2) if pairs.len() == 1 && is_few => {
                    ways.extend(pairs.into_iter().map(any_of));
                }
                _ => {
                    is_exact = false;
                    ways.push(together(pairs.into_iter().map(few).collect()));
                }
            }
        }
        let ways = either(ways);
        Ok(if is_exact { exact(ways) } else { unsure(ways) })
    }

    /// Pairs one behind the other, where there are two or more and the engine takes so many characters.
    fn phrase_of_sets(&self, way: &[Set]) -> Option<Clause> {
        let mut slots = Vec::new();
        for (index, pair) in way.windows(2).enumerate() {
            let written: Vec<String> = pair
                .iter()
                .map(|set| format!("[{}]", set.iter().collect::<String>()))
                .collect();
            let written = written.concat();
            let compiled = Arc::new(Regex::new(&written).ok()?);
            slots.push((index * Gap::None.step(), written, compiled));
        }
        (slots.len() > 1).then(|| {
            let phrase = RegexPhraseQuery::from_regexes(self.fields.atoms, slots, 0);
            constant(Box::new(phrase))
        })
    }

    /// Pairs of characters of two sets, as the dictionary has them.
    fn pairs(&self, first: &Set, second: &Set) -> tantivy::Result<Vec<Term>> {
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
        Ok(terms)
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

    /// Documents with a token of a field of which `wanted` holds, however many tokens there are.
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

    /// Tokens of Latin words and numbers of which `wanted` holds: pairs of Han, most of all that there are, are
    /// passed over.
    fn bounded_terms(&self, wanted: impl Fn(&str) -> bool) -> tantivy::Result<Vec<Term>> {
        let mut terms = Vec::new();
        for segment in self.searcher.segment_readers() {
            let inverted = segment.inverted_index(self.fields.atoms)?;
            let dictionary = inverted.terms();
            for stream in [
                dictionary.range().lt(FIRST_HAN).into_stream()?,
                dictionary.range().ge(AFTER_HAN).into_stream()?,
            ] {
                collect(self.fields.atoms, stream, &wanted, &mut terms);
            }
        }
        Ok(terms)
    }

    /// Tokens of a field that are spelt nearly as a word.
    fn near(&self, field: Field, word: &[char], distance: usize) -> tantivy::Result<Vec<Term>> {
        let mut terms = Vec::new();
        for segment in self.searcher.segment_readers() {
            let inverted = segment.inverted_index(field)?;
            let nearly = Nearly { word, distance };
            let mut stream = inverted.terms().search(nearly).into_stream()?;
            while stream.advance() {
                if let Ok(term) = std::str::from_utf8(stream.key()) {
                    terms.push(Term::from_field_text(field, term));
                }
            }
        }
        Ok(terms)
    }

    /// Tokens of a field that begin with `prefix` and of which `wanted` holds.
    fn terms(
        &self,
        field: Field,
        prefix: &str,
        wanted: impl Fn(&str) -> bool,
    ) -> tantivy::Result<Vec<Term>> {
        let mut terms = Vec::new();
        // No text holds a byte of 0xff.
        let mut end = prefix.as_bytes().to_vec();
        end.push(u8::MAX);
        for segment in self.searcher.segment_readers() {
            let inverted = segment.inverted_index(field)?;
            let stream = inverted.terms().range().ge(prefix).lt(&end).into_stream()?;
            collect(field, stream, &wanted, &mut terms);
        }
        Ok(terms)
    }
}

/// Returns the token of two characters of a dense script, with or without spaces between.
fn pair_of(folded: &str, atom: &Atom, next: &Placed) -> String {
    let space = if next.gap == Gap::Soft { " " } else { "" };
    let (own, next) = (
        &folded[atom.range.clone()],
        &folded[next.atom.range.clone()],
    );
    format!("{own}{space}{next}")
}

/// Returns what two words of a query are together, where the index has a token of it.
fn joined<'a>(folded: &'a str, pair: &[Placed]) -> Option<&'a str> {
    let [before, after] = pair else { return None };
    let (before, after) = (&before.atom, &after.atom);
    let between = folded.get(before.range.end..after.range.start)?;
    is_joint(before, between, after)
        .then(|| folded.get(before.range.start..after.range.end))
        .flatten()
}

/// Whether a token is a Latin word or a number, not two of them with punctuation between and no pair.
fn is_one_atom(token: &str) -> bool {
    let mut kinds = token.chars().map(kind);
    let first = kinds.next();
    first.is_some_and(|first| first.is_bounded() && kinds.all(|other| other == first))
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

/// Adds the tokens of a dictionary of which `wanted` holds.
fn collect(
    field: Field,
    mut stream: TermStreamer<'_>,
    wanted: impl Fn(&str) -> bool,
    terms: &mut Vec<Term>,
) {
    while stream.advance() {
        if let Ok(term) = std::str::from_utf8(stream.key())
            && wanted(term)
        {
            terms.push(Term::from_field_text(field, term));
        }
    }
}

/// Returns the text of a token.
fn text_of(term: &Term) -> Option<&str> {
    std::str::from_utf8(term.serialized_value_bytes()).ok()
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

fn by_column(column: ByColumn) -> Clause {
    Box::new(Listing(column))
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

/// Any of these; where they are too many, all documents.
fn few(terms: Vec<Term>) -> Clause {
    if terms.len() > MOST_TOKENS {
        everything()
    } else {
        any_of(terms)
    }
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
