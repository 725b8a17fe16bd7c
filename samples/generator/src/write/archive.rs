//! Archives: zip with names as raw bytes, tar, gzip.
//!
//! Always: members in the order given, times as given; a zip name carries the UTF-8 flag only where asked.

use std::ffi::OsStr;
use std::io::Write as _;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;

use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc, GzBuilder};
use jiff::civil::DateTime;

use super::WriteError;

/// A file in an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Name in bytes, with `/` between folders; ends in `/` for a folder.
    pub name: Vec<u8>,
    /// Content.
    pub bytes: Vec<u8>,
    /// Time of change as the archive says it, in local time.
    pub modified: DateTime,
}

impl Member {
    /// Returns a member with a UTF-8 name.
    #[must_use]
    pub fn new(name: &str, bytes: Vec<u8>, modified: DateTime) -> Self {
        Self {
            name: name.as_bytes().to_vec(),
            bytes,
            modified,
        }
    }
}

/// How the names of a zip file are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// Names are UTF-8 and say so.
    Utf8,
    /// Names are whatever bytes they are (GBK, as Chinese Windows writes them) and say nothing.
    Unflagged,
}

/// Returns a zip file; members are deflated where that saves bytes.
///
/// # Errors
/// [`WriteError::TooLong`] beyond 65,535 members or bytes of a name, or 4 GiB.
pub fn zip(members: &[Member], names: Names) -> Result<Vec<u8>, WriteError> {
    const TOO_LONG: WriteError = WriteError::TooLong {
        what: "a member",
        format: "zip",
    };
    let mut out = Vec::new();
    let mut directory = Vec::new();
    for member in members {
        let offset = u32::try_from(out.len()).map_err(|_| TOO_LONG)?;
        let size = u32::try_from(member.bytes.len()).map_err(|_| TOO_LONG)?;
        let name_length = u16::try_from(member.name.len()).map_err(|_| TOO_LONG)?;
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&member.bytes)?;
        let deflated = encoder.finish()?;
        let (method, data) = if deflated.len() < member.bytes.len() {
            (8_u16, &deflated)
        } else {
            (0, &member.bytes)
        };
        let mut crc = Crc::new();
        crc.update(&member.bytes);
        let (time, day) = dos_time(member.modified);
        let flags: u16 = if names == Names::Utf8 && !member.name.is_ascii() {
            1 << 11
        } else {
            0
        };
        let packed = u32::try_from(data.len()).map_err(|_| TOO_LONG)?;
        let mut common = Vec::new();
        for field in [20, flags, method, time, day] {
            common.extend(field.to_le_bytes());
        }
        for field in [crc.sum(), packed, size] {
            common.extend(field.to_le_bytes());
        }
        common.extend(name_length.to_le_bytes());
        common.extend([0, 0]); // length of the extra field
        out.extend(b"PK\x03\x04");
        out.extend(&common);
        out.extend(&member.name);
        out.extend(data);
        directory.extend(b"PK\x01\x02\x14\x00"); // made by version 2.0 on MS-DOS
        directory.extend(&common);
        let folder = u32::from(member.name.ends_with(b"/")) * 0x10;
        directory.extend([0; 6]); // comment, disk, internal attributes
        directory.extend(folder.to_le_bytes());
        directory.extend(offset.to_le_bytes());
        directory.extend(&member.name);
    }
    let count = u16::try_from(members.len()).map_err(|_| TOO_LONG)?;
    let start = u32::try_from(out.len()).map_err(|_| TOO_LONG)?;
    let length = u32::try_from(directory.len()).map_err(|_| TOO_LONG)?;
    out.extend(directory);
    out.extend(b"PK\x05\x06\x00\x00\x00\x00");
    out.extend(count.to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend(length.to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0, 0]);
    Ok(out)
}

/// Returns time and date as MS-DOS packs them; before 1980 the first moment of 1980.
fn dos_time(at: DateTime) -> (u16, u16) {
    let part = |value: i8| u16::from(value.unsigned_abs());
    let Some(year) = at
        .year()
        .checked_sub(1980)
        .and_then(|year| u16::try_from(year).ok())
    else {
        return (0, 1 << 5 | 1);
    };
    let time = (part(at.hour()) << 11) | (part(at.minute()) << 5) | (part(at.second()) / 2);
    (time, (year << 9) | (part(at.month()) << 5) | part(at.day()))
}

/// Returns a tar file in GNU form; names are raw bytes, times are read as UTC.
///
/// # Errors
/// [`WriteError::Pack`] where a name is absolute or climbs.
pub fn tar(members: &[Member]) -> Result<Vec<u8>, WriteError> {
    let mut builder = tar::Builder::new(Vec::new());
    for member in members {
        let mut header = tar::Header::new_gnu();
        let folder = member.name.ends_with(b"/");
        header.set_entry_type(if folder {
            tar::EntryType::Directory
        } else {
            tar::EntryType::Regular
        });
        header.set_mode(if folder { 0o755 } else { 0o644 });
        header.set_size(member.bytes.len() as u64);
        header.set_mtime(seconds(member.modified));
        builder.append_data(
            &mut header,
            Path::new(OsStr::from_bytes(&member.name)),
            member.bytes.as_slice(),
        )?;
    }
    Ok(builder.into_inner()?)
}

fn seconds(at: DateTime) -> u64 {
    let since = at.duration_since(DateTime::constant(1970, 1, 1, 0, 0, 0, 0));
    u64::try_from(since.as_secs()).unwrap_or(0)
}

/// Returns the bytes packed with gzip, without name or time.
///
/// # Errors
/// [`WriteError::Pack`], which memory does not give.
pub fn gzip(bytes: &[u8]) -> Result<Vec<u8>, WriteError> {
    let mut encoder = GzBuilder::new()
        .mtime(0)
        .operating_system(255)
        .write(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

/// Returns a tar file packed with gzip.
///
/// # Errors
/// As [`tar`] and [`gzip`].
pub fn tar_gz(members: &[Member]) -> Result<Vec<u8>, WriteError> {
    gzip(&tar(members)?)
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use jiff::civil::DateTime;

    use super::{Member, Names, tar_gz, zip};
    use crate::write::{Encoding, encode};

    const AT: DateTime = DateTime::constant(2022, 3, 4, 15, 6, 8, 0);

    #[test]
    fn another_reader_finds_names_times_and_bytes_of_a_zip() {
        let raw = Member {
            name: encode("资料/合同.txt", Encoding::Gbk).unwrap(),
            bytes: b"x".repeat(500),
            modified: AT,
        };
        let inner = zip(std::slice::from_ref(&raw), Names::Unflagged).unwrap();
        let members = [
            raw.clone(),
            Member::new("内/", Vec::new(), AT),
            Member::new("内/a.zip", inner, AT),
        ];
        let bytes = zip(&members, Names::Unflagged).unwrap();
        assert_eq!(bytes, zip(&members, Names::Unflagged).unwrap());
        let mut archive = ::zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        assert_eq!(archive.len(), 3);
        for (index, member) in members.iter().enumerate() {
            let mut file = archive.by_index(index).unwrap();
            assert_eq!(file.name_raw(), member.name);
            let time = file.last_modified().unwrap();
            assert_eq!(
                (time.year(), time.month(), time.hour(), time.second()),
                (2022, 3, 15, 8)
            );
            let mut read = Vec::new();
            file.read_to_end(&mut read).unwrap();
            assert_eq!(read, member.bytes);
        }
    }

    #[test]
    fn the_utf8_flag_is_set_only_when_asked() {
        let member = [Member::new("合同.txt", b"x".to_vec(), AT)];
        assert_eq!(zip(&member, Names::Utf8).unwrap()[7], 0x08);
        assert_eq!(zip(&member, Names::Unflagged).unwrap()[7], 0);
    }

    #[test]
    fn another_reader_finds_the_members_of_a_tar() {
        let long = format!("{}/邮件.eml", "深".repeat(60));
        let members = [
            Member::new("a/b.txt", b"hello".to_vec(), AT),
            Member::new(&long, b"world".to_vec(), AT),
        ];
        let bytes = tar_gz(&members).unwrap();
        assert_eq!(bytes, tar_gz(&members).unwrap());
        let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(bytes.as_slice()));
        let mut found = Vec::new();
        for entry in archive.entries().unwrap() {
            let mut entry = entry.unwrap();
            assert_eq!(entry.header().mtime().unwrap(), 1_646_406_368);
            let mut read = Vec::new();
            let name = entry.path_bytes().to_vec();
            entry.read_to_end(&mut read).unwrap();
            found.push((name, read));
        }
        let expect: Vec<_> = members
            .iter()
            .map(|member| (member.name.clone(), member.bytes.clone()))
            .collect();
        assert_eq!(found, expect);
    }
}
