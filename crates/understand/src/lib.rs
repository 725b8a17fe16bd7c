//! Stands empty until its first module.
