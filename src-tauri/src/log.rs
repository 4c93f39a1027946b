//! Logs go to stderr and to a file a day; stdout belongs to the lines that programs read.

use std::{io, path::Path};

use tracing_appender::{non_blocking::WorkerGuard, rolling};
use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

/// Starts logging; what is left is written when the guard is dropped. `RUST_LOG` chooses what is logged.
pub(crate) fn start(folder: &Path) -> WorkerGuard {
    let file = rolling::Builder::new()
        .rotation(rolling::Rotation::DAILY)
        .filename_prefix("streamgauge")
        .filename_suffix("log")
        .max_log_files(14)
        .build(folder);
    let (file, guard) = match file {
        Ok(file) => tracing_appender::non_blocking(file),
        // A folder that cannot be written is told elsewhere; the log alone must not stop anything.
        Err(_) => tracing_appender::non_blocking(io::sink()),
    };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,twitch_irc=warn"));
    tracing_subscriber::registry()
        .with(filter)
        .with(fmt::layer().with_writer(io::stderr))
        .with(fmt::layer().with_ansi(false).with_writer(file))
        .init();
    log_panics();
    guard
}

/// Nobody sees what a desktop app writes to stderr, so a panic goes into the log.
fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let trace = std::backtrace::Backtrace::capture();
        tracing::error!("{panic}\n{trace}");
    }));
}

/// Says one line to the program that started us.
#[expect(clippy::print_stdout, reason = "these lines are what stdout is for")]
pub(crate) fn say(line: &impl serde::Serialize) {
    match serde_json::to_string(line) {
        Ok(line) => println!("{line}"),
        Err(error) => tracing::error!(%error, "a line could not be written"),
    }
}

/// Says why the program ends.
pub(crate) fn complain(why: &str) {
    eprintln!("streamgauge: {why}");
}

#[cfg(test)]
mod tests {
    use std::{
        panic::catch_unwind,
        sync::{Arc, Mutex},
    };

    use super::*;

    #[derive(Clone, Default)]
    struct Page(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Page {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_panic_is_in_the_log_with_its_place() {
        let page = Page::default();
        let written = page.clone();
        let log = fmt()
            .with_ansi(false)
            .with_writer(move || written.clone())
            .finish();
        tracing::subscriber::with_default(log, || {
            log_panics();
            catch_unwind(|| panic!("it cannot be")).unwrap_err();
        });
        let page = String::from_utf8(page.0.lock().unwrap().clone()).unwrap();
        for words in ["ERROR", "it cannot be", "log.rs"] {
            assert!(page.contains(words), "{page}");
        }
    }
}
