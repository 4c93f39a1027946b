//! Files of raw frames, for bug reports.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use gauge_model::{Fault, FaultCode, SourceInfo};
use gauge_store::private;
use tokio::task::spawn_blocking;

use super::{
    Engine,
    sources::{no_such, stopping},
};

/// Files that are kept, the one that begins aside.
const KEPT: usize = 4;

impl Engine {
    pub(super) async fn capture_source(&self, id: &str, on: bool) -> Result<SourceInfo, Fault> {
        let mut held = self.shared.open.lock().await;
        let open = held.as_mut().ok_or_else(stopping)?;
        let secret = self.shared.sources.secrets.of(&open.info.id, id);
        let source = open.running.source(id).ok_or_else(no_such)?;
        if !on {
            source.capture.0.stop();
        } else if !source.capture.0.is_on() {
            let folder = self.shared.data.root().join("captures");
            let name = format!(
                "{}-{}.ndjson",
                (self.shared.clock)(),
                source.kept.settings.kind().kind
            );
            let (path, file) = begun(folder, name).await?;
            source.capture.0.start(file, secret.map(|secret| secret.0));
            source.capture.1 = Some(path);
        }
        let kept = source.kept.clone();
        Ok(self.source_info(open, kept.id, kept.settings))
    }
}

async fn begun(folder: PathBuf, name: String) -> Result<(PathBuf, File), Fault> {
    let begun = spawn_blocking(move || {
        private::private_folder(&folder)?;
        tidy(&folder);
        let path = folder.join(name);
        let file = private::new_private(&path)?;
        Ok((path, file))
    });
    let begun = begun.await.map_err(io::Error::other).flatten();
    begun.map_err(|error: io::Error| {
        let lost = format!("Nothing can be captured: {error}. Try again.");
        Fault::new(FaultCode::Storage, lost)
    })
}

/// Removes the oldest files: their names begin with their time.
fn tidy(folder: &Path) {
    let files = fs::read_dir(folder).into_iter().flatten();
    let mut files: Vec<_> = files.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.sort();
    let old = files.len().saturating_sub(KEPT);
    for file in files.iter().take(old) {
        if let Err(error) = fs::remove_file(file) {
            tracing::warn!(%error, "an old capture cannot be removed");
        }
    }
}
