//! Writers of files for the sample leak: pictures, PDF, Word and Excel files, mails, archives, encodings.
//!
//! Always: plain content in, bytes and the places of what was written out, so that the answer key can
//! cite them. The same content and the same font give the same bytes: no clock, no random source, no
//! floating-point function whose last digit depends on the machine.

mod area;
mod canvas;
mod encode;
mod error;
mod font;
#[cfg(test)]
mod gallery;

mod paper;
mod pixels;
mod wrap;

pub mod archive;
pub mod docx;
pub mod eml;
pub mod pdf;
pub mod picture;
pub mod table;
pub mod xlsx;

pub use area::{Area, Located, Placed, Role};
pub use encode::{Encoding, encode};
pub use error::WriteError;
pub use font::Fonts;
pub use paper::{Block, Paper, Table};
pub use pixels::{Format, Picture, Quality};
