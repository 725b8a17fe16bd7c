//! How archives and packed files begin. Always: bytes that text does not begin with.

use super::Kind;
use crate::format::packed::Packer;
use crate::format::{cab, chm, git, jet, onenote, pst, rar, sevenz, tnef, unix_archive, warc};

/// First bytes, how the file is read, its media type.
pub(super) const CONTAINERS: &[(&[u8], Kind, &str)] = &[
    (
        &sevenz::SIGNATURE,
        Kind::SevenZ { start: 0 },
        "application/x-7z-compressed",
    ),
    (rar::SIGNATURE, Kind::Rar, "application/vnd.rar"),
    (b"RE~^", Kind::Rar, "application/vnd.rar"),
    (
        &[0xfd, b'7', b'z', b'X', b'Z', 0],
        Kind::Packed(Packer::Xz),
        "application/x-xz",
    ),
    (
        &[0x28, 0xb5, 0x2f, 0xfd],
        Kind::Packed(Packer::Zstd),
        "application/zstd",
    ),
    (
        &[4, 0x22, 0x4d, 0x18],
        Kind::Packed(Packer::Lz4),
        "application/x-lz4",
    ),
    (
        b"LZIP\x01",
        Kind::Packed(Packer::Lzip),
        "application/x-lzip",
    ),
    (
        &[0x1f, 0x9d],
        Kind::Packed(Packer::Compress),
        "application/x-compress",
    ),
    (
        pst::SIGNATURE,
        Kind::MailStore,
        "application/vnd.ms-outlook-pst",
    ),
    (warc::SIGNATURE, Kind::Warc, "application/warc"),
    (
        cab::SIGNATURE,
        Kind::Cab,
        "application/vnd.ms-cab-compressed",
    ),
    (jet::SIGNATURES[0], Kind::Access, "application/x-msaccess"),
    (jet::SIGNATURES[1], Kind::Access, "application/x-msaccess"),
    (chm::SIGNATURE, Kind::Chm, "application/vnd.ms-htmlhelp"),
    (onenote::SECTION, Kind::OneNote, "application/onenote"),
    (onenote::CONTENTS, Kind::OneNote, "application/onenote"),
    (unix_archive::AR, Kind::Ar, "application/x-archive"),
    (unix_archive::CPIO[0], Kind::Cpio, "application/x-cpio"),
    (unix_archive::CPIO[1], Kind::Cpio, "application/x-cpio"),
    (unix_archive::CPIO[2], Kind::Cpio, "application/x-cpio"),
    (unix_archive::CPIO[3], Kind::Cpio, "application/x-cpio"),
    (&unix_archive::RPM, Kind::Rpm, "application/x-rpm"),
    (git::PACK, Kind::GitPack, "application/x-git-pack"),
    (git::BUNDLES[0], Kind::GitPack, "application/x-git-bundle"),
    (git::BUNDLES[1], Kind::GitPack, "application/x-git-bundle"),
    (&tnef::SIGNATURE, Kind::Tnef, "application/vnd.ms-tnef"),
];
