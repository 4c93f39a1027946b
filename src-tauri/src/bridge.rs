//! The feed into the window, and its asks out of it.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use gauge_engine::{Changes, Dialect, Engine, Taken};
use gauge_model::{Answer, Ask, Delta, Fault, Standing, Topics};
use gauge_server::Desk;
use tauri::{
    State, async_runtime,
    ipc::{Channel, InvokeResponseBody},
};
use tokio::time::sleep;

/// Frames are sent together this often: as often as a screen can show something new.
const SCREEN: Duration = Duration::from_millis(33);

/// JSON frames, each after a comma, so that many make an array.
const WINDOW: Dialect = Dialect {
    name: "window",
    snapshot,
    changes: Changes::Deltas(delta),
    keep_alive: &[],
};

fn snapshot(standing: &Standing, topics: Topics, out: &mut Vec<u8>) {
    out.push(b',');
    // Writing to a Vec cannot fail.
    _ = serde_json::to_writer(out, &standing.snapshot(topics));
}

fn delta(standing: &Standing, delta: &Delta, topics: Topics, out: &mut Vec<u8>) {
    let start = out.len();
    out.push(b',');
    if !delta.write_native(&standing.stats, topics, out) {
        out.truncate(start);
    }
}

/// The task that feeds the window. A page that is loaded again asks again; then the old one ends.
#[derive(Default)]
pub(crate) struct Watching(Mutex<Option<async_runtime::JoinHandle<()>>>);

impl Watching {
    fn replace(&self, task: Option<async_runtime::JoinHandle<()>>) {
        let mut current = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(old) = std::mem::replace(&mut *current, task) {
            old.abort();
        }
    }

    pub(crate) fn end(&self) {
        self.replace(None);
    }
}

#[tauri::command]
pub(crate) async fn ask(desk: State<'_, Desk>, ask: Ask) -> Result<Answer, Fault> {
    desk.ask(ask).await
}

#[tauri::command]
pub(crate) fn watch(
    engine: State<'_, Engine>,
    watching: State<'_, Watching>,
    frames: Channel<InvokeResponseBody>,
) {
    watching.replace(Some(async_runtime::spawn(feed(engine.inner().clone(), frames))));
}

/// Sends frames until the app stops or the page is gone.
async fn feed(engine: Engine, frames: Channel<InvokeResponseBody>) {
    let mut pending = VecDeque::new();
    while let Ok(mut seat) = engine.seat(WINDOW, Topics::NATIVE.and(Topics::PRIVATE)).await {
        let mut news = seat.lane.news();
        pending.push_back(seat.snapshot.clone());
        loop {
            let taken = seat.lane.take(&mut seat.cursor, &mut pending);
            match taken {
                Taken::Got => continue,
                Taken::Lagged => break,
                Taken::Closed => return,
                Taken::Empty => {}
            }
            if pending.is_empty() {
                if news.changed().await.is_err() {
                    return;
                }
                continue;
            }
            if frames.send(array(&mut pending)).is_err() {
                return;
            }
            sleep(SCREEN).await;
        }
    }
}

/// `,a` and `,b` become `[a,b]`.
fn array(pending: &mut VecDeque<bytes::Bytes>) -> InvokeResponseBody {
    let mut text = String::with_capacity(pending.iter().map(bytes::Bytes::len).sum::<usize>() + 1);
    for chunk in pending.drain(..) {
        text.push_str(&String::from_utf8_lossy(&chunk));
    }
    text.replace_range(..1, "[");
    text.push(']');
    InvokeResponseBody::Json(text)
}
