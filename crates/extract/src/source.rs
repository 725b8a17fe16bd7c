//! The file that is read, from the start as often as needed. Always: a reader that asks for all bytes gets at
//! most what memory allows, and is told when that was not all.

use std::io::{self, Read, Seek, SeekFrom};

use daylight_model::{Input, Job};

/// Files up to this share of the memory budget are held in memory by readers that need all bytes at once.
const MEMORY_SHARE: u64 = 4;

/// The file and what is known of it from outside.
pub(crate) struct Source<'a> {
    input: &'a mut dyn Input,
    job: &'a Job,
}

impl<'a> Source<'a> {
    /// Takes the bytes and the job.
    pub(crate) fn new(input: &'a mut dyn Input, job: &'a Job) -> Self {
        Self { input, job }
    }

    /// Returns the file's name.
    pub(crate) fn name(&self) -> &'a str {
        &self.job.name
    }

    /// Returns the ending of the name, in lower case, without its dot.
    pub(crate) fn extension(&self) -> String {
        extension(&self.job.name)
    }

    /// Returns the job.
    pub(crate) fn job(&self) -> &'a Job {
        self.job
    }

    /// Returns how many bytes there are.
    pub(crate) fn length(&mut self) -> io::Result<u64> {
        self.input.seek(SeekFrom::End(0))
    }

    /// Returns the bytes, to be read from the start.
    pub(crate) fn rewound(&mut self) -> io::Result<&mut dyn Input> {
        self.input.seek(SeekFrom::Start(0))?;
        Ok(self.input)
    }

    /// Returns the bytes from `start` on, as a file of their own.
    pub(crate) fn window(&mut self, start: u64) -> io::Result<Window<'_>> {
        self.input.seek(SeekFrom::Start(start))?;
        let input = &mut *self.input;
        Ok(Window { input, start })
    }

    /// Returns the most memory that one dictionary, window or model of a packer may take, bytes.
    pub(crate) fn most_memory(&self) -> u64 {
        self.job.budgets.memory_bytes / MEMORY_SHARE
    }

    /// Returns up to `most` bytes from the start.
    pub(crate) fn head(&mut self, most: u64) -> io::Result<Vec<u8>> {
        self.at(0, most)
    }

    /// Returns up to `most` bytes from the end.
    pub(crate) fn tail(&mut self, most: u64) -> io::Result<Vec<u8>> {
        let length = self.length()?;
        self.at(length.saturating_sub(most), most)
    }

    /// Returns up to `most` bytes from `offset` on.
    pub(crate) fn at(&mut self, offset: u64, most: u64) -> io::Result<Vec<u8>> {
        self.input.seek(SeekFrom::Start(offset))?;
        let mut bytes = Vec::new();
        (&mut *self.input).take(most).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Returns all bytes, or none where they would fill memory.
    pub(crate) fn all(&mut self) -> io::Result<Option<Vec<u8>>> {
        let length = self.length()?;
        if length > self.most_memory() {
            return Ok(None);
        }
        Ok(Some(self.head(length)?))
    }
}

/// The bytes from some offset on, as if they were a file: an archive behind a program that unpacks it.
pub(crate) struct Window<'s> {
    input: &'s mut dyn Input,
    start: u64,
}

impl Read for Window<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.input.read(buffer)
    }
}

impl Seek for Window<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let outside = |_| io::Error::from(io::ErrorKind::InvalidInput);
        let at = match to {
            SeekFrom::Start(at) => at.checked_add(self.start).ok_or(()).map_err(outside)?,
            SeekFrom::End(by) => self.input.seek(SeekFrom::End(0))?.saturating_add_signed(by),
            SeekFrom::Current(by) => self.input.stream_position()?.saturating_add_signed(by),
        };
        let within = at.checked_sub(self.start).ok_or(()).map_err(outside)?;
        self.input.seek(SeekFrom::Start(at))?;
        Ok(within)
    }
}

/// Returns the ending of a name, in lower case, without its dot.
pub(crate) fn extension(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    match name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() || !ending.is_empty() => ending.to_lowercase(),
        _ => String::new(),
    }
}
