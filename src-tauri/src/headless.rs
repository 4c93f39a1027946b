//! Without a window: the same program, needing no display.

use crate::{
    flags::Flags,
    start::{asked_to_end, runtime, start},
};

/// Runs until a signal, or until the replay is over where that was asked for.
pub(crate) fn run(flags: Flags) -> Result<(), String> {
    runtime()?.block_on(async {
        let asked_to_end = asked_to_end();
        let started = start(&flags).await?;
        tokio::select! {
            () = asked_to_end => {}
            () = started.replayed.notified(), if flags.exit_when_done => {}
        }
        started.stop().await;
        Ok(())
    })
}
