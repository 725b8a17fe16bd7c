//! `cargo xtask sample`: writes the fictional sample leak and its answer key.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use daylight_samples::write::Fonts;
use daylight_samples::{Options, leak, write_hostile};

/// What leak to make; without options it is the one that is checked in.
#[derive(Args)]
pub(crate) struct Sample {
    /// Number that names, figures and days follow from
    #[arg(long)]
    seed: Option<u64>,
    /// How much
    #[arg(long, value_enum, default_value = "standard")]
    size: Size,
    /// Which of four independent sets of phrases and layouts
    #[arg(long, value_enum, default_value = "a")]
    wording: Wording,
    /// Which states it speaks of
    #[arg(long, value_enum, default_value = "both")]
    states: States,
    /// Folder that gets `leak` and `key`; what those two hold is replaced
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Folder that also gets the hostile files, which are never checked in
    #[arg(long, value_name = "DIR")]
    hostile: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Size {
    Small,
    Standard,
    Large,
}

#[derive(Clone, Copy, ValueEnum)]
enum Wording {
    A,
    B,
    C,
    D,
}

#[derive(Clone, Copy, ValueEnum)]
enum States {
    Invented,
    Real,
    Both,
}

impl Sample {
    fn options(&self) -> Options {
        Options {
            seed: self.seed.unwrap_or(Options::default().seed),
            size: match self.size {
                Size::Small => daylight_samples::Size::Small,
                Size::Standard => daylight_samples::Size::Standard,
                Size::Large => daylight_samples::Size::Large,
            },
            wording: match self.wording {
                Wording::A => daylight_samples::Wording::A,
                Wording::B => daylight_samples::Wording::B,
                Wording::C => daylight_samples::Wording::C,
                Wording::D => daylight_samples::Wording::D,
            },
            vocabulary: match self.states {
                States::Invented => daylight_samples::Vocabulary::Invented,
                States::Real => daylight_samples::Vocabulary::Real,
                States::Both => daylight_samples::Vocabulary::Both,
            },
        }
    }
}

/// Makes the leak and writes it.
pub(crate) fn run(sample: &Sample) -> anyhow::Result<()> {
    let fonts = Fonts::load()?;
    let made = leak(&sample.options(), &fonts)?;
    let folder = sample
        .output
        .clone()
        .unwrap_or_else(|| crate::checkout_root().join("samples"));
    made.write_to(&folder)?;
    let bytes: usize = made.files.iter().map(|file| file.bytes.len()).sum();
    println!(
        "sample: {} files, {:.1} MB, in {}",
        made.files.len(),
        bytes as f64 / 1e6,
        folder.join("leak").display()
    );
    if let Some(folder) = &sample.hostile {
        let files = write_hostile(folder)
            .with_context(|| format!("cannot write hostile files to {}", folder.display()))?;
        println!(
            "sample: {} hostile files in {}",
            files.len(),
            folder.display()
        );
    }
    Ok(())
}
