//! `daylight search`: one row for each file that a query finds, best first, at its best place.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};
use clap::{Args, ValueEnum};
use daylight_engine::case::{Access, Coverage, SearchHit, SearchRequest};
use daylight_engine::search::Sort;
use daylight_model::shown_safely;

use super::{NOT_FOUND, open};
use crate::cli::{CaseArgs, ReadingArgs};
use crate::failure::Failure;
use crate::output;

/// What `daylight search` is told.
#[derive(Debug, Args)]
#[command(
    after_help = "Words side by side must all be in a file. Han characters are found in their order, simplified\n\
    and traditional alike. OR, NOT or -, (brackets), \"a phrase\", NEAR/5, /regular expression/,\n\
    * and ?, ~1.\n\n\
    Of the file:\n  type:pdf lang:zh path:mail name:*.xls* ext:eml state:partial size:>1MB year:2021\n\
    Of the message or place in which the words beside it stand:\n  \
    from:NAME to:NAME after:2021-03 before:2021-03-15 date:2021-03..2021-05\n  \
    in:table (message, header, footer, notes, comment, slide, picture)\n\
    Read alike, looking alike:\n  pinyin:hetong ocr:合同\n\n\
    In a shell, put the query into single quotes:\n  daylight search 合同\n  \
    daylight search '遥控 OR 远程'\n  daylight search '\"price list\" -keystroke'\n  \
    daylight search '合同 type:pdf'\n  daylight search '合同 from:shubai after:2021-03'"
)]
pub(crate) struct SearchArgs {
    /// What to look for
    #[arg(
        value_name = "QUERY",
        required_unless_present = "list",
        allow_hyphen_values = true
    )]
    query: Option<String>,
    /// Look for each term of a CSV file instead: the term, then its spellings
    #[arg(long, value_name = "FILE.csv", conflicts_with = "query")]
    list: Option<PathBuf>,
    /// Print at most so many hits; 0 for all
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    /// Put these first
    #[arg(long, value_enum, default_value_t = SortBy::Best)]
    sort: SortBy,
    /// Look for each word under its other names too: English words in Chinese, names in both languages
    #[arg(long, conflicts_with = "list")]
    widen: bool,
    #[command(flatten)]
    case: CaseArgs,
    /// Print one JSON object a line
    #[arg(long)]
    json: bool,
}

/// What comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SortBy {
    /// What fits best
    Best,
    /// The latest day of its messages, or of the file
    Newest,
    /// The earliest
    Oldest,
    /// The most bytes
    Largest,
    /// The fewest
    Smallest,
    /// By path
    Path,
}

impl From<SortBy> for Sort {
    fn from(by: SortBy) -> Self {
        match by {
            SortBy::Best => Self::Best,
            SortBy::Newest => Self::Newest,
            SortBy::Oldest => Self::Oldest,
            SortBy::Largest => Self::Largest,
            SortBy::Smallest => Self::Smallest,
            SortBy::Path => Self::Path,
        }
    }
}

/// Runs `daylight search`; the exit status is 1 where nothing is found.
pub(crate) fn run(args: &SearchArgs) -> Result<ExitCode, Failure> {
    let case = open::existing(&args.case, Access::Look, &ReadingArgs::default())?;
    let mut out = anstream::AutoStream::auto(io::stdout());
    if let Some(list) = &args.list {
        return terms(&case, list, args.json, &mut out);
    }
    let query = args.query.as_deref().unwrap_or_default();
    let request = SearchRequest {
        limit: if args.limit == 0 {
            usize::MAX
        } else {
            args.limit
        },
        offset: 0,
        sort: args.sort.into(),
        widened: args.widen.then(Vec::new),
        ..SearchRequest::default()
    };
    let found = case.search(query, &request)?;
    let written = found.hits.iter().try_for_each(|hit| {
        if args.json {
            output::json_line(&mut out, hit)
        } else {
            writeln!(out, "{}", as_text(hit))
        }
    });
    output::unless_reader_left(written)?;
    eprintln!(
        "{}",
        summary(
            found.total,
            found.total_is_exact,
            found.hits.len(),
            &found.over
        )
    );
    for widened in &found.widened {
        let also: Vec<_> = widened.also.iter().map(|word| shown_safely(word)).collect();
        eprintln!(
            "{} also as {}",
            shown_safely(&widened.word),
            also.join(", ")
        );
    }
    Ok(if found.total == 0 {
        ExitCode::from(NOT_FOUND)
    } else {
        ExitCode::SUCCESS
    })
}

fn as_text(hit: &SearchHit) -> String {
    const PLACE: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Cyan)));
    const MARK: Style = Style::new()
        .bold()
        .fg_color(Some(anstyle::Color::Ansi(AnsiColor::Yellow)));
    let more = match hit.matches {
        0 | 1 => String::new(),
        matches => format!("  ({matches} places)"),
    };
    let place = match &hit.citation {
        Some(citation) => format!("{}#{}", hit.path, citation.locator),
        None => hit.path.clone(),
    };
    let mut snippet = String::new();
    let mut from = 0;
    for [start, end] in &hit.highlights {
        snippet.push_str(&shown_safely(&hit.snippet[from..*start]));
        let marked = shown_safely(&hit.snippet[*start..*end]);
        snippet.push_str(&format!("{MARK}{marked}{MARK:#}"));
        from = *end;
    }
    snippet.push_str(&shown_safely(&hit.snippet[from..]));
    format!(
        "{PLACE}{}{PLACE:#}{more}\n    {snippet}",
        shown_safely(&place)
    )
}

/// "Not found" always says over what it looked.
fn summary(total: u64, exact: bool, shown: usize, over: &Coverage) -> String {
    let found = match total {
        0 => "nothing found".to_owned(),
        1 => "1 file".to_owned(),
        total if !exact => format!("{shown} of at least {total} files"),
        total if shown as u64 == total => format!("{total} files"),
        total => format!("{shown} of {total} files"),
    };
    let mut words = format!(
        "{found}, over {} files with text of {}",
        over.searched, over.files
    );
    for (count, what) in [
        (over.pending, "still to be read"),
        (over.failed, "could not be read"),
        (over.skipped, "not tried"),
        (over.partial, "read in part"),
    ] {
        if count > 0 {
            words.push_str(&format!("; {count} {what}"));
        }
    }
    words
}

fn terms(
    case: &daylight_engine::case::Case,
    list: &std::path::Path,
    json: bool,
    out: &mut impl Write,
) -> Result<ExitCode, Failure> {
    let file = std::fs::File::open(list)
        .map_err(|error| Failure::new(format!("{}: {error}", list.display())))?;
    let found = case.search_terms(file)?;
    let mut missing = 0;
    for term in &found.terms {
        missing += usize::from(term.files == 0);
        let written = if json {
            output::json_line(out, term)
        } else {
            writeln!(out, "{:>6}  {}", term.files, shown_safely(&term.term))
        };
        output::unless_reader_left(written)?;
    }
    eprintln!(
        "{} terms, {missing} of them in no file, over {} files with text of {}",
        found.terms.len(),
        found.over.searched,
        found.over.files
    );
    Ok(if missing == found.terms.len() {
        ExitCode::from(NOT_FOUND)
    } else {
        ExitCode::SUCCESS
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_found_says_over_what_it_looked() {
        let over = Coverage {
            files: 150,
            searched: 131,
            read: 120,
            partial: 11,
            failed: 2,
            skipped: 14,
            pending: 3,
        };
        assert_eq!(
            summary(0, true, 0, &over),
            "nothing found, over 131 files with text of 150; 3 still to be read; 2 could not be read; \
             14 not tried; 11 read in part"
        );
        assert!(summary(30, true, 20, &over).starts_with("20 of 30 files, "));
    }
}
