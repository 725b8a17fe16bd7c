//! Documents of Office before 2007, in compound files: Word and PowerPoint, and what they share with Excel.

pub(crate) mod doc;
pub(crate) mod objects;
pub(crate) mod pictures;
pub(crate) mod ppt;
pub(crate) mod summary;
pub(crate) mod xls;

#[cfg(test)]
pub(crate) use doc::sample as sample_doc;
#[cfg(test)]
pub(crate) use ppt::sample as sample_ppt;
#[cfg(test)]
pub(crate) use xls::tests::sample as sample_xls;
