//! Lets Tauri embed the pages. `cargo xtask` builds them first; a plain `cargo build` without them gets a page that
//! says so instead of a compiler's panic.

use std::{fs, path::Path};

fn main() {
    let dist = Path::new("../ui/dist");
    if !dist.join("index.html").exists() {
        let hint =
            "<!doctype html><title>Streamgauge</title><p>The pages are not built. Run: cargo xtask run";
        fs::create_dir_all(dist)
            .and_then(|()| fs::write(dist.join("index.html"), hint))
            .expect("ui/dist can be written");
    }
    tauri_build::build();
}
