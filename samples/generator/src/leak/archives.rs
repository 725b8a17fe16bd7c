//! Archives: names in GBK, archives in archives, a single packed file.
//!
//! Always: the key names members by what their names say, decoded; the archive itself has no text.

use super::collect::{Collector, Nature, at};
use super::mails::PACKED;
use super::notes::note;
use super::{LeakError, Making, script};
use crate::write::archive::{Member, Names, gzip, tar, zip};
use crate::write::{Encoding, encode};

/// Archives of a leak, filled with the notes that name them.
pub(crate) fn archives(making: &Making<'_>, collector: &mut Collector) -> Result<(), LeakError> {
    let scripts = script::notes(making.options.wording)?;
    let filled = |name: &str| -> Result<Collector, LeakError> {
        let mut inner = Collector::default();
        for script in scripts
            .iter()
            .filter(|script| script.raw("archive") == name)
        {
            note(making, script, &mut inner)?;
        }
        Ok(inner)
    };
    // Names as Chinese Windows writes them.
    let inner = filled("gbk")?;
    let path = "资料备份/旧资料.zip";
    let members = members(&inner, |name| at(path, encode(name, Encoding::Gbk)))?;
    let bytes = at(path, zip(&members, Names::Unflagged))?;
    collector.file(path, bytes, ZIP);
    collector.absorb(path, inner);
    // A zip in a zip in a packed tar.
    let (inmost_name, middle_name, tar_name) =
        ("inner/samples.zip", "backup/2021.zip", "server_backup.tar");
    let inmost = filled("inner")?;
    let mut middle = filled("middle")?;
    middle.file(
        inmost_name,
        at(path, zip(&utf8_members(&inmost)?, Names::Utf8))?,
        ZIP,
    );
    let mut outer = filled("outer")?;
    outer.file(
        middle_name,
        at(path, zip(&utf8_members(&middle)?, Names::Utf8))?,
        ZIP,
    );
    middle.absorb(inmost_name, inmost);
    let packed = at(path, tar(&utf8_members(&outer)?))?;
    outer.absorb(middle_name, middle);
    let mut unpacked = Collector::default();
    unpacked.file(
        tar_name,
        packed.clone(),
        Nature::binary("application/x-tar"),
    );
    unpacked.absorb(tar_name, outer);
    let path = "资料备份/server_backup.tar.gz";
    collector.file(path, at(path, gzip(&packed))?, GZIP);
    collector.absorb(path, unpacked);
    // One file, packed.
    let single = filled("single")?;
    if let Some((name, bytes)) = single.members().into_iter().next() {
        let path = format!("资料备份/{name}.gz");
        collector.file(&path, at(&path, gzip(&bytes))?, GZIP);
        collector.absorb(&path, single);
    }
    Ok(())
}

const ZIP: Nature = Nature::binary("application/zip");
const GZIP: Nature = Nature::binary("application/gzip");

fn members(
    inner: &Collector,
    name: impl Fn(&str) -> Result<Vec<u8>, LeakError>,
) -> Result<Vec<Member>, LeakError> {
    inner
        .members()
        .into_iter()
        .map(|(path, bytes)| {
            Ok(Member {
                name: name(&path)?,
                bytes,
                modified: PACKED,
            })
        })
        .collect()
}

fn utf8_members(inner: &Collector) -> Result<Vec<Member>, LeakError> {
    members(inner, |name| Ok(name.as_bytes().to_vec()))
}
