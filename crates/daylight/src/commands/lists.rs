//! `daylight lists`: lists of terms that the case keeps, looked up again as files come.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use daylight_engine::case::{Access, ListFound};
use daylight_model::shown_safely;

use super::{NOT_FOUND, open};
use crate::cli::{CaseArgs, ReadingArgs};
use crate::failure::Failure;
use crate::output;

/// What `daylight lists` is told.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  daylight lists keep targets targets.csv\n  daylight lists\n  daylight lists show targets\n  \
    daylight lists show targets --seen      # from now on only what comes later is new\n  daylight lists save targets -o places.csv"
)]
pub(crate) struct ListsArgs {
    #[command(subcommand)]
    action: Option<Action>,
    #[command(flatten)]
    case: CaseArgs,
    /// Print one JSON object a line
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Keep a CSV under a name: a term on each row, its spellings in the columns after it
    Keep {
        /// The name; the list that has it is replaced
        name: String,
        /// The list
        #[arg(value_name = "FILE.csv")]
        file: PathBuf,
    },
    /// Say in how many files each term of a list stands, and in how many of them since it was last seen
    Show {
        /// The list
        name: String,
        /// Note that this has been seen
        #[arg(long)]
        seen: bool,
    },
    /// Write every place of every term as CSV
    Save {
        /// The list
        name: String,
        /// Where to; standard output otherwise
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Forget a list
    Forget {
        /// The list
        name: String,
    },
}

/// Runs `daylight lists`; the exit status is 1 where there is none, or none of its terms is found.
pub(crate) fn run(args: &ListsArgs) -> Result<ExitCode, Failure> {
    let access = match &args.action {
        Some(Action::Keep { .. } | Action::Forget { .. } | Action::Show { seen: true, .. }) => {
            Access::Write
        }
        _ => Access::Look,
    };
    let case = open::existing(&args.case, access, &ReadingArgs::default())?;
    let mut out = anstream::AutoStream::auto(io::stdout());
    let mut found = true;
    match &args.action {
        None => {
            let lists = case.lists()?;
            found = !lists.is_empty();
            for list in lists {
                let seen = list.seen_at.map(|at| format!("  seen {at:.0}"));
                let written = match args.json {
                    true => output::json_line(&mut out, &list),
                    false => writeln!(
                        out,
                        "{:>6} terms  {}{}",
                        list.terms,
                        shown_safely(&list.name),
                        seen.unwrap_or_default()
                    ),
                };
                output::unless_reader_left(written)?;
            }
            if !found {
                eprintln!("no lists; `daylight lists keep NAME FILE.csv` keeps one");
            }
        }
        Some(Action::Keep { name, file }) => {
            let csv = std::fs::read(file)
                .map_err(|error| Failure::new(format!("{}: {error}", file.display())))?;
            let kept = case.keep_list(name, &csv)?;
            eprintln!("{}: {} terms", shown_safely(&kept.name), kept.terms);
        }
        Some(Action::Show { name, seen }) => {
            let answer = case.look_up_list(name)?;
            found = answer.terms.iter().any(|term| !term.files.is_empty());
            output::unless_reader_left(write_found(&mut out, &answer, args.json))?;
            if *seen {
                case.list_seen(name)?;
            }
        }
        Some(Action::Save { name, output: None }) => {
            output::unless_reader_left(
                case.write_list_places(name, &mut out)
                    .map_err(io::Error::other),
            )?;
        }
        Some(Action::Save {
            name,
            output: Some(path),
        }) => {
            let mut file = std::fs::File::create(path)
                .map_err(|error| Failure::new(format!("{}: {error}", path.display())))?;
            case.write_list_places(name, &mut file)?;
        }
        Some(Action::Forget { name }) => case.forget_list(name)?,
    }
    Ok(match found {
        true => ExitCode::SUCCESS,
        false => ExitCode::from(NOT_FOUND),
    })
}

fn write_found(out: &mut impl Write, answer: &ListFound, json: bool) -> io::Result<()> {
    for term in &answer.terms {
        if json {
            output::json_line(out, term)?;
            continue;
        }
        let new = term.files.iter().filter(|file| file.new).count();
        let new = match new {
            0 => String::new(),
            new => format!("  {new} new"),
        };
        let name = shown_safely(&term.term);
        writeln!(out, "{:>6}  {name}{new}", term.files.len())?;
    }
    let missing = answer.terms.iter().filter(|term| term.files.is_empty());
    eprintln!(
        "{} terms, {} of them in no file, over {} files with text of {}",
        answer.terms.len(),
        missing.count(),
        answer.over.searched,
        answer.over.files
    );
    Ok(())
}
