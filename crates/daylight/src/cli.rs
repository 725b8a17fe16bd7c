//! The command line as clap reads it. The first line of each doc comment is the help text.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::commands::{
    add::AddArgs, cite::CiteArgs, claims::ClaimsArgs, count::CountArgs, demo::DemoArgs,
    doctor::DoctorArgs, entities::EntitiesArgs, files::FilesArgs, gazetteer::GazetteerArgs,
    lists::ListsArgs, mentions::MentionsArgs, messages::MessagesArgs, models::ModelsArgs,
    search::SearchArgs, serve::ServeArgs, show::ShowArgs, status::StatusArgs, tables::TablesArgs,
    timeline::TimelineArgs, translate::TranslateArgs, verify::VerifyArgs, worker::WorkerArgs,
    zones::ZonesArgs,
};
use crate::failure::Failure;

/// Investigate leaked files: every fact opens the exact place it came from
#[derive(Debug, Parser)]
#[command(
    name = "daylight",
    version,
    disable_help_subcommand = true,
    after_help = "Exit status: 0 done; 1 done, but something was not found or did not hold; 2 could not be done.\n\
                  Nothing is fetched but by `daylight models fetch`; nothing is sent but by `daylight translate`."
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Which case a command is about.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct CaseArgs {
    /// The case; by default the one *.daylight folder in the working directory
    #[arg(
        long = "case",
        env = "DAYLIGHT_CASE",
        value_name = "DIR",
        global = true
    )]
    pub(crate) folder: Option<PathBuf>,
}

/// How bytes of a leak are read.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct ReadingArgs {
    /// Read at most so many files at once; by default one for each processor
    #[arg(long, value_name = "N")]
    pub(crate) workers: Option<usize>,
    /// Try the passwords in this file, one a line, on what asks for one; nothing else is tried
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,
    /// Read hostile files without a sandbox, on a machine that has none
    #[arg(long)]
    pub(crate) unsafe_no_sandbox: bool,
}

impl ReadingArgs {
    /// Returns the passwords that the user has given, in their order.
    pub(crate) fn passwords(&self) -> Result<Vec<String>, Failure> {
        let Some(path) = &self.password_file else {
            return Ok(Vec::new());
        };
        let text = std::fs::read_to_string(path)
            .map_err(|error| Failure::new(format!("{}: {error}", path.display())))?;
        let lines = text.lines().filter(|line| !line.is_empty());
        Ok(lines.map(str::to_owned).collect())
    }
}

/// What can be asked of the program.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Open the fictional sample leak as a case and serve the workbench
    Demo(DemoArgs),
    /// Add files, folders and archives to a case, and read them
    Add(AddArgs),
    /// Serve the workbench to the browser on this machine
    Serve(ServeArgs),
    /// Print the figures of the ledger: read, partial, failed, skipped, pending, by reason
    Status(StatusArgs),
    /// List the files of the case, one row a file
    Files(FilesArgs),
    /// Print the text of a file, or the cited place with its surroundings
    Show(ShowArgs),
    /// Have text translated by a service that you name, and keep the translation beside it
    Translate(TranslateArgs),
    /// Search the text of the case, in Chinese and other languages
    Search(SearchArgs),
    /// Keep lists of terms in the case and look them up again as files come
    Lists(ListsArgs),
    /// List names, amounts, dates, addresses and indicators, each with its place
    Mentions(MentionsArgs),
    /// List the messages of chats and mails
    Messages(MessagesArgs),
    /// Assert in which time zone chats and mails stand, where they do not say it
    Zones(ZonesArgs),
    /// List tables with their typed columns, or their rows
    Tables(TablesArgs),
    /// List what the documents say: targets, payments, offerings and more, each with its place
    Claims(ClaimsArgs),
    /// List people, bodies, states, places and products, grouped, each grouping with its reason
    Entities(EntitiesArgs),
    /// Count claims by one of their fields
    Count(CountArgs),
    /// List what is dated, in the order of time
    Timeline(TimelineArgs),
    /// Add the case's own names
    Gazetteer(GazetteerArgs),
    /// Make a citation of a place, or check citations against the files
    Cite(CiteArgs),
    /// Check every blob's hash and every reading of the case
    Verify(VerifyArgs),
    /// Bring models to this machine, list them, check them
    Models(ModelsArgs),
    /// Say what works on this machine, what does not, and how to mend it
    Doctor(DoctorArgs),
    /// Read files for another daylight process, inside the sandbox
    #[command(hide = true)]
    Worker(WorkerArgs),
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_holds_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn help_reads_as_the_reference_page_says() {
        let mut cli = Cli::command().term_width(100);
        let mut page = cli.render_long_help().to_string();
        let names: Vec<String> = cli
            .get_subcommands()
            .filter(|command| !command.is_hide_set())
            .map(|command| command.get_name().to_owned())
            .collect();
        cli.build();
        for name in names {
            let command = cli.find_subcommand_mut(&name).unwrap();
            page.push_str(&format!(
                "\n--- daylight {name} ---\n{}",
                command.render_long_help()
            ));
        }
        insta::assert_snapshot!(page);
    }
}
