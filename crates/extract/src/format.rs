//! x
use crate::{reading::{About, Ending, Out}, source::Source};
pub(crate) fn read(_: &mut Source<'_>, _: &mut Out<'_>, _: &mut About) -> Ending { Ok(()) }
