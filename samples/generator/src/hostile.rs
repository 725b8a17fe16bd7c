//! Files that attack their reader, made at run time and never checked in, each with what must become of it.
//!
//! Always: harmless to hold; none runs anything, and what they expand to is zeros or repeated letters.

use std::ffi::OsString;
use std::io::Write as _;
use std::os::unix::ffi::OsStringExt as _;
use std::path::{Path, PathBuf};

use flate2::write::DeflateEncoder;
use flate2::{Compress, Compression, Crc, FlushCompress};
use jiff::civil::DateTime;

use crate::write::WriteError;
use crate::write::archive::{Member, Names, gzip, tar, zip};
use crate::write::docx::docx;
use crate::write::{Block, Paper};

/// What must become of a file: one of the states listed, with one of the reasons listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// States of the contract that are right.
    pub states: &'static [&'static str],
    /// Reasons that are right; empty where there is none.
    pub reasons: &'static [&'static str],
    /// What must hold besides.
    pub also: &'static str,
}

/// What stands at a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HostileContent {
    /// A file.
    Bytes(Vec<u8>),
    /// A symbolic link.
    Link(PathBuf),
}

/// A hostile file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hostile {
    /// Name in bytes; it need not be UTF-8.
    pub name: Vec<u8>,
    /// Content.
    pub content: HostileContent,
    /// What must become of it.
    pub expected: Expected,
}

const AT: DateTime = DateTime::constant(2021, 7, 1, 12, 0, 0, 0);

const READ: Expected = Expected {
    states: &["read"],
    reasons: &[],
    also: "",
};

/// Makes the hostile files.
///
/// # Errors
/// What the writers say.
pub fn hostile() -> Result<Vec<Hostile>, WriteError> {
    let mut all = bombs()?;
    all.extend(paths()?);
    all.extend(broken()?);
    all.extend(disguised()?);
    all.extend(scripts());
    all.extend(names());
    all.extend(shapes()?);
    Ok(all)
}

/// Writes the hostile files to a folder and returns them.
///
/// # Errors
/// [`WriteError::Pack`] where the file system refuses; what the writers say.
pub fn write_hostile(folder: &Path) -> Result<Vec<Hostile>, WriteError> {
    let all = hostile()?;
    std::fs::create_dir_all(folder)?;
    for file in &all {
        let path = folder.join(OsString::from_vec(file.name.clone()));
        match &file.content {
            HostileContent::Bytes(bytes) => std::fs::write(&path, bytes)?,
            HostileContent::Link(target) => {
                if path.is_symlink() {
                    std::fs::remove_file(&path)?;
                }
                std::os::unix::fs::symlink(target, &path)?;
            }
        }
    }
    Ok(all)
}

fn file(name: &str, bytes: impl Into<Vec<u8>>, expected: Expected) -> Hostile {
    Hostile {
        name: name.as_bytes().to_vec(),
        content: HostileContent::Bytes(bytes.into()),
        expected,
    }
}

const fn expected(
    states: &'static [&'static str],
    reasons: &'static [&'static str],
    also: &'static str,
) -> Expected {
    Expected {
        states,
        reasons,
        also,
    }
}

/// Returns a zip of members that are `blocks` MiB of zeros each, packed once and repeated.
fn zeros(names: &[&str], blocks: usize) -> Result<Vec<u8>, WriteError> {
    let block = vec![0_u8; 1 << 20];
    let mut packed = Vec::with_capacity(1 << 16);
    let mut compress = Compress::new(Compression::best(), false);
    // A full flush ends on a byte and forgets what was before, so that the same bytes may follow again.
    let _ = compress
        .compress_vec(&block, &mut packed, FlushCompress::Full)
        .map_err(std::io::Error::other)?;
    let mut crc = Crc::new();
    for _ in 0..blocks {
        crc.update(&block);
    }
    let mut data = packed.repeat(blocks);
    data.extend([0x03, 0x00]); // an empty last block
    let size = u32::try_from(block.len() * blocks).unwrap_or(u32::MAX);
    Ok(stored_as_deflated(names, &data, crc.sum(), size))
}

/// Writes a zip whose members all have the same packed data.
fn stored_as_deflated(names: &[&str], data: &[u8], crc: u32, size: u32) -> Vec<u8> {
    let length = |bytes: usize| u32::try_from(bytes).unwrap_or(u32::MAX).to_le_bytes();
    let short = |count: usize| u16::try_from(count).unwrap_or(u16::MAX).to_le_bytes();
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for name in names {
        let mut common = vec![20, 0, 0, 0, 8, 0, 0, 0, 0x21, 0x52];
        common.extend(crc.to_le_bytes());
        common.extend(length(data.len()));
        common.extend(size.to_le_bytes());
        common.extend(short(name.len()));
        common.extend([0, 0]);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend(length(out.len()));
        directory.extend(name.as_bytes());
        out.extend(b"PK\x03\x04");
        out.extend(&common);
        out.extend(name.as_bytes());
        out.extend(data);
    }
    let (start, size) = (length(out.len()), length(directory.len()));
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(short(names.len()));
    out.extend(short(names.len()));
    out.extend(size);
    out.extend(start);
    out.extend([0, 0]);
    out
}

fn bombs() -> Result<Vec<Hostile>, WriteError> {
    let flat = zeros(
        &["zeros1.bin", "zeros2.bin", "zeros3.bin", "zeros4.bin"],
        1024,
    )?;
    // Sixteen times sixteen times 64 MiB.
    let mut nested = zeros(&["zeros.txt"], 64)?;
    for level in ["inner", "middle"] {
        let members: Vec<Member> = (0..16)
            .map(|number| Member::new(&format!("{level}{number:02}.zip"), nested.clone(), AT))
            .collect();
        nested = zip(&members, Names::Utf8)?;
    }
    let mut deep = zip(
        &[Member::new("bottom.txt", b"the bottom".to_vec(), AT)],
        Names::Utf8,
    )?;
    for level in 0..60 {
        deep = zip(
            &[Member::new(&format!("level{level}.zip"), deep, AT)],
            Names::Utf8,
        )?;
    }
    let many: Vec<Member> = (0..60_000)
        .map(|number| Member::new(&format!("f{number}"), Vec::new(), AT))
        .collect();
    let mut packed = DeflateEncoder::new(Vec::new(), Compression::best());
    packed.write_all(b"a")?;
    let lies = stored_as_deflated(&["small.txt"], &packed.finish()?, 0, 3_000_000_000);
    Ok(vec![
        file(
            "bomb-flat.zip",
            flat,
            expected(
                &["partial", "failed"],
                &["too_large"],
                "4 GiB of zeros are never held nor kept",
            ),
        ),
        file(
            "bomb-nested.zip",
            nested,
            expected(
                &["partial", "failed"],
                &["too_large", "too_many", "too_deep"],
                "no more than the budget is unpacked",
            ),
        ),
        file(
            "bomb-deep.zip",
            deep,
            expected(
                &["read", "partial"],
                &["too_deep"],
                "the archives inside end somewhere as too_deep",
            ),
        ),
        file(
            "bomb-many.zip",
            zip(&many, Names::Utf8)?,
            expected(
                &["partial", "read"],
                &["too_many"],
                "60,000 empty members do not stop the run",
            ),
        ),
        file(
            "bomb-gzip.gz",
            gzip(&vec![0_u8; 200 << 20])?,
            expected(
                &["partial", "failed", "read"],
                &["too_large"],
                "200 MiB of zeros",
            ),
        ),
        file(
            "lies-about-size.zip",
            lies,
            expected(
                &["partial", "failed"],
                &["corrupt", "too_large", "truncated"],
                "3 GB are announced, one byte comes, the checksum is wrong",
            ),
        ),
    ])
}

fn paths() -> Result<Vec<Hostile>, WriteError> {
    let members: Vec<Member> = [
        "../../evil-relative.txt",
        "/tmp/evil-absolute.txt",
        "..\\..\\evil-windows.txt",
        "C:\\evil-drive.txt",
        "ok/../../evil-mixed.txt",
        "ok/fine.txt",
        "ok/fine.txt",
        "nul\u{0}name.txt",
    ]
    .iter()
    .map(|name| Member::new(name, b"written where it should not be".to_vec(), AT))
    .collect();
    let mut climbing = tar(&[Member::new("XXXXXXXXXXXXXXX.txt", b"evil".to_vec(), AT)])?;
    // The writer refuses such names; a crafted file has them, with a checksum that fits.
    climbing[..19].copy_from_slice(b"../../../evil-t.txt");
    let sum: u32 = climbing[..512]
        .iter()
        .enumerate()
        .map(|(at, &byte)| {
            if (148..156).contains(&at) {
                32
            } else {
                u32::from(byte)
            }
        })
        .sum();
    climbing[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    Ok(vec![
        file(
            "paths.zip",
            zip(&members, Names::Utf8)?,
            expected(
                &["read", "partial"],
                &[],
                "every member is read; nothing is written outside the case; paths are shown without climbing",
            ),
        ),
        file(
            "paths.tar",
            climbing,
            expected(
                &["read", "partial"],
                &[],
                "nothing is written outside the case",
            ),
        ),
    ])
}

fn paper() -> Paper {
    Paper {
        title: "残缺文件".into(),
        header: None,
        footer: None,
        numbered: false,
        blocks: (0..40)
            .map(|number| {
                Block::Paragraph(format!("第{number}段，内容各不相同：{}", number * 7919))
            })
            .collect(),
        author: String::new(),
        created: AT,
    }
}

/// A small PDF, by hand, so that no font is needed.
fn small_pdf(words: &str) -> Vec<u8> {
    let content = format!("BT /F1 12 Tf 72 720 Td ({words}) Tj ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.extend(format!("{} 0 obj\n{object}\nendobj\n", at + 1).bytes());
    }
    let start = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for place in places {
        out.extend(format!("{place:010} 00000 n \n").bytes());
    }
    out.extend(
        format!(
            "trailer << /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n",
            objects.len() + 1
        )
        .bytes(),
    );
    out
}

fn broken() -> Result<Vec<Hostile>, WriteError> {
    const CUT: Expected = expected(
        &["partial", "failed"],
        &["truncated", "corrupt"],
        "costs this file only",
    );
    let members: Vec<Member> = (0..5)
        .map(|number| {
            Member::new(
                &format!("{number}.txt"),
                format!("member {number} ").repeat(200).into_bytes(),
                AT,
            )
        })
        .collect();
    let half = |bytes: Vec<u8>| bytes[..bytes.len() / 2].to_vec();
    let mut flipped = zip(&members, Names::Utf8)?;
    flipped[60] ^= 0xFF;
    let mut loops = small_pdf("loop");
    let text = String::from_utf8_lossy(&loops).replace("/Kids [3 0 R]", "/Kids [2 0 R]");
    loops = text.into_bytes();
    Ok(vec![
        file("truncated.zip", half(zip(&members, Names::Utf8)?), CUT),
        file(
            "truncated.pdf",
            half(small_pdf("cut off in the middle")),
            CUT,
        ),
        file("truncated.docx", half(docx(&paper(), &[])?.bytes), CUT),
        file("truncated.tar", half(tar(&members)?), CUT),
        file("truncated.tar.gz", half(gzip(&tar(&members)?)?), CUT),
        file(
            "flipped.zip",
            flipped,
            expected(
                &["partial", "failed"],
                &["corrupt", "truncated"],
                "the other members are read",
            ),
        ),
        file(
            "page-tree-loop.pdf",
            loops,
            expected(
                &["partial", "failed", "read"],
                &["corrupt", "no_text"],
                "ends",
            ),
        ),
        file(
            "empty.zip",
            b"PK\x05\x06"
                .iter()
                .copied()
                .chain([0; 18])
                .collect::<Vec<u8>>(),
            expected(
                &["read", "partial", "skipped"],
                &["empty", "no_text"],
                "an archive that yields nothing is a warning",
            ),
        ),
    ])
}

fn disguised() -> Result<Vec<Hostile>, WriteError> {
    let archive = zip(
        &[Member::new("hidden.txt", b"hidden in a pdf".to_vec(), AT)],
        Names::Utf8,
    )?;
    let polyglot = [small_pdf("a pdf and a zip"), archive].concat();
    let mut word = docx(&paper(), &[])?.bytes;
    let macros = [
        Member::new("[Content_Types].xml", b"<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"bin\" ContentType=\"application/vnd.ms-office.vbaProject\"/><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.ms-word.document.macroEnabled.main+xml\"/></Types>".to_vec(), AT),
        Member::new("_rels/.rels", b"<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>".to_vec(), AT),
        Member::new("word/document.xml", "<?xml version=\"1.0\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body><w:p><w:r><w:t>启用宏</w:t></w:r></w:p></w:body></w:document>".as_bytes().to_vec(), AT),
        Member::new("word/vbaProject.bin", b"this is not a macro".to_vec(), AT),
    ];
    let test_virus = [
        "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR",
        "-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*",
    ]
    .concat();
    let text = "普通文本，扩展名不对。\n";
    word.extend(b"trailing bytes");
    Ok(vec![
        file(
            "polyglot.pdf",
            polyglot,
            expected(
                &["read", "partial"],
                &[],
                "read as one of the two, and the ledger says as which",
            ),
        ),
        file(
            "really-a-docx.jpg",
            word,
            expected(
                &["read", "partial"],
                &[],
                "known by its bytes, not by its name",
            ),
        ),
        file("really-text.pdf", text, READ),
        file(
            "really-a-zip.txt",
            zip(&[Member::new("a.txt", b"a".to_vec(), AT)], Names::Utf8)?,
            READ,
        ),
        file(
            "macros.docm",
            zip(&macros, Names::Utf8)?,
            expected(
                &["read", "partial"],
                &[],
                "the text is read, the macro is never run",
            ),
        ),
        file(
            "eicar.com.txt",
            test_virus,
            expected(
                &["read", "skipped", "failed"],
                &["unsupported"],
                "a scanner may take it away: then unreadable_source",
            ),
        ),
    ])
}

fn scripts() -> Vec<Hostile> {
    let page = "<html><head><meta http-equiv=\"refresh\" content=\"0;url=https://evil.example/\"><script>document.title='ran'</script></head>\
        <body onload=\"alert(1)\"><img src=x onerror=\"alert(2)\"><a href=\"javascript:alert(3)\">link</a>\
        <iframe src=\"https://evil.example/frame\"></iframe><svg><script>alert(4)</script></svg>\
        <p>看得见的文字</p><p style=\"display:none\">看不见的文字</p><img src=\"https://evil.example/pixel.png\"></body></html>\n";
    let table = "# 聊天\n\n<table><tr><th>时间</th><th>内容</th></tr><tr><td>2021-01-01</td><td><script>alert(5)</script>你好<img src=x onerror=alert(6)></td></tr></table>\n";
    let formulas = "姓名,金额\r\n=HYPERLINK(\"https://evil.example/\"),1\r\n@SUM(1+1),2\r\n+1+1,3\r\n-2+3,4\r\n\"=1+1\",5\r\n";
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(7)</script><text>矢量图</text></svg>";
    let xml = "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b \"bbbbbbbbbb\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;\"><!ENTITY f SYSTEM \"file:///etc/hostname\">]><a>&d;&f;</a>";
    vec![
        file(
            "script.html",
            page,
            expected(
                &["read"],
                &[],
                "the workbench runs no script and sends no request",
            ),
        ),
        file(
            "script.md",
            table,
            expected(
                &["read"],
                &[],
                "the workbench shows the tags as text or not at all",
            ),
        ),
        file(
            "formulas.csv",
            formulas,
            expected(
                &["read"],
                &[],
                "an export guards cells that begin with = + - @",
            ),
        ),
        file(
            "script.svg",
            svg,
            expected(
                &["read", "skipped"],
                &["unsupported"],
                "never shown as a live page",
            ),
        ),
        file(
            "entities.xml",
            xml,
            expected(
                &["read", "partial", "skipped", "failed"],
                &["unsupported", "corrupt"],
                "no entity is fetched, none grows",
            ),
        ),
    ]
}

fn names() -> Vec<Hostile> {
    let note = "文件名有问题的文件\n".as_bytes();
    let named = |name: &[u8], also| Hostile {
        name: name.to_vec(),
        content: HostileContent::Bytes(note.to_vec()),
        expected: expected(&["read"], &[], also),
    };
    let link = |name: &str, target: &str| Hostile {
        name: name.as_bytes().to_vec(),
        content: HostileContent::Link(target.into()),
        expected: expected(&["skipped"], &["not_a_file"], "not followed"),
    };
    vec![
        named(
            "合同\u{202E}txt.exe".as_bytes(),
            "the name is shown with its override made visible",
        ),
        named(&[&b"n".repeat(251)[..], b".txt"].concat(), "255 bytes"),
        named(
            &[&[0xBA, 0xCF, 0xCD, 0xAC][..], b"-gbk.txt"].concat(),
            "path_bytes beside the name",
        ),
        named(
            &[b'x', 0xFF, 0xFE, b'.', b't', b'x', b't'],
            "path_bytes beside the name",
        ),
        named(b"new\nline.txt", "one row in every list"),
        named(
            "-rf %2e%2e#!.txt".as_bytes(),
            "percent and hash are encoded",
        ),
        named(b" leading and trailing .txt ", "spaces are kept"),
        link("loop-a", "loop-b"),
        link("loop-b", "loop-a"),
        link("loop-self", "."),
        link("outside", "/etc/hostname"),
        link("dangling", "nowhere"),
    ]
}

fn shapes() -> Result<Vec<Hostile>, WriteError> {
    const ENDS: Expected = expected(
        &["read", "partial", "failed"],
        &[
            "too_deep",
            "too_large",
            "time_limit",
            "memory_limit",
            "corrupt",
        ],
        "ends, and the worker lives on",
    );
    let deep = 100_000;
    let html = ["<div>".repeat(deep), "底".into(), "</div>".repeat(deep)].concat();
    let json = ["[".repeat(deep), "]".repeat(deep)].concat();
    let markdown = format!("{}底\n", "> ".repeat(20_000));
    let wide: String = (0..20_000).map(|number| format!("{number},")).collect();
    let quote = format!("a,b\r\n\"{}", "never closed,".repeat(100_000));
    let mut picture = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR".to_vec();
    let header = [
        &60_000_u32.to_be_bytes()[..],
        &60_000_u32.to_be_bytes()[..],
        &[8, 6, 0, 0, 0],
    ]
    .concat();
    let mut crc = Crc::new();
    crc.update(b"IHDR");
    crc.update(&header);
    picture.extend(&header);
    picture.extend(crc.sum().to_be_bytes());
    Ok(vec![
        file(
            "one-line.txt",
            "长".repeat(5_000_000),
            expected(
                &["read", "partial"],
                &["too_large"],
                "15 MB without a line break",
            ),
        ),
        file("deep.html", html, ENDS),
        file("deep.json", json, ENDS),
        file("deep.md", markdown, ENDS),
        file("wide.csv", wide, ENDS),
        file("open-quote.csv", quote, ENDS),
        file(
            "huge-picture.png",
            picture,
            expected(
                &["partial", "failed"],
                &["too_large", "truncated", "corrupt", "memory_limit"],
                "60,000 × 60,000 pixels are announced",
            ),
        ),
        file(
            "nothing.txt",
            Vec::new(),
            expected(&["skipped", "read"], &["empty"], ""),
        ),
        file(
            "nul-bytes.txt",
            vec![0_u8; 100_000],
            expected(
                &["read", "partial", "skipped", "failed"],
                &["unsupported", "no_text", "corrupt"],
                "",
            ),
        ),
    ])
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::{HostileContent, hostile, write_hostile};

    fn bytes(name: &str) -> Vec<u8> {
        let all = hostile().unwrap();
        let file = all
            .into_iter()
            .find(|file| file.name == name.as_bytes())
            .unwrap();
        match file.content {
            HostileContent::Bytes(bytes) => bytes,
            HostileContent::Link(_) => panic!("{name} is a link"),
        }
    }

    #[test]
    fn hostile_files_are_small_and_can_be_written() {
        let folder = tempfile::tempdir().unwrap();
        let all = write_hostile(folder.path()).unwrap();
        assert!(all.len() > 40, "{}", all.len());
        let count = std::fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(count, all.len());
        for file in &all {
            if let HostileContent::Bytes(bytes) = &file.content {
                assert!(
                    bytes.len() < 20_000_000,
                    "{:?}",
                    String::from_utf8_lossy(&file.name)
                );
            }
        }
    }

    #[test]
    fn the_flat_bomb_is_a_sound_zip_of_zeros() {
        let mut archive =
            zip::ZipArchive::new(std::io::Cursor::new(bytes("bomb-flat.zip"))).unwrap();
        assert_eq!(archive.len(), 4);
        let mut member = archive.by_index(0).unwrap();
        assert_eq!(member.size(), 1 << 30);
        let mut start = vec![1; 5 << 20];
        member.read_exact(&mut start).unwrap();
        assert!(start.iter().all(|&byte| byte == 0));
    }

    #[test]
    fn the_nested_bomb_opens_level_by_level() {
        let mut inner = bytes("bomb-nested.zip");
        for _ in 0..2 {
            let mut archive = zip::ZipArchive::new(std::io::Cursor::new(inner)).unwrap();
            assert_eq!(archive.len(), 16);
            let mut next = Vec::new();
            archive.by_index(0).unwrap().read_to_end(&mut next).unwrap();
            inner = next;
        }
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(inner)).unwrap();
        assert_eq!(archive.by_index(0).unwrap().size(), 64 << 20);
    }
}
