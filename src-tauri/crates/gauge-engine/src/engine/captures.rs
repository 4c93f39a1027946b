//! Files of raw frames, for bug reports.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use gauge_model::{Fault, FaultCode, Secret, SourceInfo, SourceKind, SourceSettings};
use gauge_sources::Capture;
use gauge_store::private;
use tokio::task::spawn_blocking;

use super::{
    Engine,
    sources::{chat, no_such, stopping},
};

/// What a source sends, as it came.
#[derive(Default)]
pub(crate) struct RawFrames {
    /// Where it goes while it is wanted.
    pub(crate) capture: Capture,
    /// The newest file of it.
    file: Option<PathBuf>,
}

impl RawFrames {
    /// The newest file of it, as it is shown.
    pub(crate) fn shown(&self) -> Option<String> {
        Some(self.file.as_ref()?.display().to_string())
    }
}

/// Files that are kept, the one that begins aside.
const KEPT: usize = 4;

impl Engine {
    pub(super) async fn capture_source(&self, id: &str, on: bool) -> Result<SourceInfo, Fault> {
        let mut held = self.shared.open.lock().await;
        let open = held.as_mut().ok_or_else(stopping)?;
        if let Some(channel) = chat(&open.running, id) {
            let frames = &mut open.running.twitch_frames;
            self.capture(frames, SourceKind::TWITCH_CHAT.kind, None, on)
                .await?;
            let channel = channel.to_string();
            return Ok(self.source_info(open, id.to_owned(), SourceSettings::TwitchChat { channel }));
        }
        let secret = self.shared.sources.secrets.of(&open.info.id, id);
        let source = open.running.source(id).ok_or_else(no_such)?;
        let kept = source.kept.clone();
        self.capture(&mut source.frames, kept.settings.kind().kind, secret, on)
            .await?;
        Ok(self.source_info(open, kept.id, kept.settings))
    }

    /// Captures what a source of this kind sends into a new file, or no more; its `secret` never gets into it.
    pub(super) async fn capture(
        &self,
        frames: &mut RawFrames,
        kind: &str,
        secret: Option<Secret>,
        on: bool,
    ) -> Result<(), Fault> {
        if !on {
            frames.capture.stop();
        } else if !frames.capture.is_on() {
            let folder = self.shared.data.root().join("captures");
            let name = format!("{}-{kind}.ndjson", (self.shared.clock)());
            let (path, file) = begun(folder, name).await?;
            frames.capture.start(file, secret.map(|secret| secret.0));
            frames.file = Some(path);
        }
        Ok(())
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
