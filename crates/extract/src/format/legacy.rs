//! Documents of Office before 2007, in compound files: Word and PowerPoint, and what they share with Excel.

pub(crate) mod doc;
pub(crate) mod objects;
pub(crate) mod pictures;
pub(crate) mod ppt;
pub(crate) mod summary;
