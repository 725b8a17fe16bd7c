//! Lets the program be built without the workbench, and built again when the workbench is: its folder is there,
//! though empty, and watched.

use std::fs;
use std::path::Path;

fn main() -> std::io::Result<()> {
    let dist = Path::new("../../web/dist");
    // A folder that is not there would count as changed at every build.
    fs::create_dir_all(dist)?;
    println!("cargo:rerun-if-changed={}", dist.display());
    Ok(())
}
