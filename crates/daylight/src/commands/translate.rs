//! `daylight translate`: segments of files sent to a service that the user names; what comes back is kept beside the
//! text. Safe to interrupt and to repeat.

use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, ValueEnum};
use daylight_engine::case::{Access, CaseError, TranslateRequest, Translating};
use daylight_engine::translate::{self, Api, ServiceAddress, ServiceSettings};
use serde_json::json;

use super::{NOT_FOUND, open};
use crate::cli::{CaseArgs, ReadingArgs};
use crate::failure::Failure;
use crate::progress::ProgressLine;
use crate::{interrupt, output};

/// Where a key for the service may stand; it is neither kept nor shown.
const KEY: &str = "DAYLIGHT_TRANSLATE_KEY";

/// What `daylight translate` is told.
#[derive(Debug, Args)]
pub(crate) struct TranslateArgs {
    /// Paths of the case; one that ends in / is everything below it
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<String>,
    /// The service that translates: the text is sent there, personal data as marks. A key goes into
    /// DAYLIGHT_TRANSLATE_KEY
    #[arg(long, value_name = "URL")]
    service: String,
    /// How it is spoken to
    #[arg(long, value_enum, default_value_t = ApiArg::Libretranslate)]
    api: ApiArg,
    /// Which of its models; OpenAI's kind must be told
    #[arg(long, value_name = "NAME")]
    model: Option<String>,
    /// The language to translate into, as a code of two letters
    #[arg(long, value_name = "CODE", default_value = "en", value_parser = language)]
    to: String,
    /// Let the text leave this machine, for a service on another one
    #[arg(long)]
    allow_remote: bool,
    /// Wait so long for one answer
    #[arg(long, value_name = "SECONDS", default_value_t = 120, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    timeout: u64,
    /// Translate anew what this service has translated before
    #[arg(long)]
    again: bool,
    /// Who sends it, for the audit log; by default whom the system names
    #[arg(
        long,
        value_name = "NAME",
        env = "USER",
        hide_env = true,
        default_value = "not named"
    )]
    by: String,
    #[command(flatten)]
    case: CaseArgs,
    /// Print the figures as one JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ApiArg {
    /// LibreTranslate
    Libretranslate,
    /// OpenAI's chat interface, which many local programs speak
    Openai,
}

fn language(typed: &str) -> Result<String, String> {
    let is_code = (2..=3).contains(&typed.len()) && typed.bytes().all(|b| b.is_ascii_lowercase());
    match is_code {
        true => Ok(typed.to_owned()),
        false => Err("a code of two or three small letters, such as en".to_owned()),
    }
}

/// Runs `daylight translate`; the exit status is 1 where a segment came back without a translation.
pub(crate) fn run(args: &TranslateArgs) -> Result<ExitCode, Failure> {
    let address =
        ServiceAddress::parse(&args.service, args.allow_remote).map_err(CaseError::from)?;
    let settings = ServiceSettings {
        address,
        api: match args.api {
            ApiArg::Libretranslate => Api::LibreTranslate,
            ApiArg::Openai => Api::OpenAi,
        },
        model: args.model.clone(),
        target: args.to.clone(),
        key: std::env::var(KEY).ok().filter(|key| !key.is_empty()),
        patience: Duration::from_secs(args.timeout),
    };
    let case = open::existing(&args.case, Access::Write, &ReadingArgs::default())?;
    let service = translate::service(&settings).map_err(CaseError::from)?;
    let request = TranslateRequest {
        paths: args.paths.clone(),
        again: args.again,
        by: args.by.clone(),
    };
    let stop = interrupt::flag()?;
    let line = ProgressLine::new(args.json);
    let mut said = false;
    let translated = case.translate(
        &request,
        &settings,
        service.as_ref(),
        &stop,
        &mut |so_far| {
            if !said && so_far.segments > 0 {
                say_where(&settings, so_far);
                said = true;
            }
            line.count(
                so_far.done as u64,
                so_far.segments as u64,
                "segments translated",
            );
        },
    );
    line.end();
    let translated = translated?;
    if args.json {
        output::json_line(&mut std::io::stdout().lock(), &as_json(&translated))?;
    } else {
        println!("{}", in_words(&translated));
    }
    Ok(if translated.refused == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(NOT_FOUND)
    })
}

/// Says, before it goes, what goes where.
fn say_where(settings: &ServiceSettings, so_far: &Translating) {
    let address = &settings.address;
    eprintln!(
        "sending {} segments ({} characters) of {} files to {}: this text leaves the program{}",
        so_far.segments,
        so_far.characters,
        so_far.files,
        address.as_str(),
        if address.is_local() {
            ""
        } else {
            " and this machine"
        },
    );
    if !address.is_local() && !address.is_encrypted() {
        eprintln!("warning: it travels unencrypted, for whoever stands in between to read");
    }
}

fn in_words(translated: &Translating) -> String {
    let Translating {
        files,
        segments,
        kept,
        refused,
        without_names,
        ..
    } = translated;
    let mut words = format!(
        "{} segments of {files} files translated",
        segments - refused
    );
    for (count, what) in [
        (kept, "were there already"),
        (refused, "came back without a translation"),
        (without_names, "lack a known name or a mark: look at them"),
    ] {
        if *count > 0 {
            words.push_str(&format!("\n{count} {what}"));
        }
    }
    words
}

fn as_json(translated: &Translating) -> serde_json::Value {
    json!({
        "files": translated.files,
        "segments": translated.segments,
        "characters": translated.characters,
        "translated": translated.done - translated.refused,
        "already_there": translated.kept,
        "refused": translated.refused,
        "without_names": translated.without_names,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_told_where_there_is_something_to_tell() {
        let mut translated = Translating {
            files: 2,
            segments: 9,
            done: 9,
            ..Translating::default()
        };
        assert_eq!(in_words(&translated), "9 segments of 2 files translated");
        translated.refused = 1;
        translated.kept = 4;
        assert_eq!(
            in_words(&translated),
            "8 segments of 2 files translated\n4 were there already\n1 came back without a translation"
        );
        assert_eq!(as_json(&translated)["translated"], 8);
    }

    #[test]
    fn a_language_is_a_code() {
        assert!(language("en").is_ok() && language("yue").is_ok());
        assert!(language("English").is_err() && language("").is_err() && language("EN").is_err());
    }
}
