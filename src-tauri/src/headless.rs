//! Without a window: the same program, needing no display.

use gauge_engine::DataDir;

use crate::{
    flags::Flags,
    start::{BROKE_DOWN, asked_to_end, data_root, runtime, start},
};

/// Runs until a signal, or until the replay is over where that was asked for.
pub(crate) fn run(flags: Flags) -> Result<(), String> {
    let data = DataDir::claim(&data_root(&flags)).map_err(|error| error.to_string())?;
    let runtime = runtime()?;
    let ended = runtime.block_on(async {
        let asked_to_end = asked_to_end();
        tokio::pin!(asked_to_end);
        // A long recording is looked through at the start; one need not wait for that to end it.
        let started = tokio::select! {
            started = start(&flags, data) => started?,
            () = &mut asked_to_end => return Ok(()),
        };
        tokio::select! {
            () = asked_to_end => {}
            () = started.engine.ended() => {
                // What it could store is stored; the port must not go on as if somebody counted.
                started.stop().await?;
                return Err(BROKE_DOWN.to_owned());
            }
            () = started.replayed.notified(), if flags.exit_when_done => {}
        }
        started.stop().await
    });
    runtime.shutdown_background();
    ended
}
