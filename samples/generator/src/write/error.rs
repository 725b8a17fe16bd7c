//! Why a file of the sample leak could not be written.

use std::path::PathBuf;

/// Why a file could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// No font with Chinese characters is installed.
    #[error("no font found at {}; install the Debian package `{package}`", tried.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", "))]
    FontMissing {
        /// Debian package that holds it.
        package: &'static str,
        /// Where it was looked for.
        tried: Vec<PathBuf>,
    },
    /// The font cannot be read from disk.
    #[error("cannot read the font {path}")]
    FontRead {
        /// The font.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The font is no font.
    #[error("the font cannot be parsed")]
    FontBroken(#[from] ab_glyph::InvalidFont),
    /// The font cannot be cut down to the glyphs that are used.
    #[error("the font cannot be subset: {0:?}")]
    FontSubset(subsetter::Error),
    /// The font lacks a character: it would be drawn as an empty box and the key would be wrong.
    #[error("the font has no glyph for {ch:?} in `{text}`")]
    NoGlyph {
        /// The character.
        ch: char,
        /// The line.
        text: String,
    },
    /// The encoding lacks a character.
    #[error("`{text}` has characters that {encoding} lacks")]
    Unencodable {
        /// Name of the encoding.
        encoding: &'static str,
        /// Start of the text.
        text: String,
    },
    /// The picture cannot be written as PNG.
    #[error("cannot write a PNG")]
    Png(#[from] png::EncodingError),
    /// The picture cannot be written as JPEG, or read back.
    #[error("cannot write a JPEG")]
    Jpeg(#[from] image::ImageError),
    /// A stream cannot be packed.
    #[error("cannot pack")]
    Pack(#[from] std::io::Error),
    /// A row of a table cannot be written as CSV.
    #[error("cannot write CSV")]
    Csv(#[from] csv::Error),
    /// Something is longer than its format has room for.
    #[error("{what} is too long for {format}")]
    TooLong {
        /// What is too long.
        what: &'static str,
        /// In which format.
        format: &'static str,
    },
}
