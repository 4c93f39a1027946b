//! Leaderboards as overlays show them: asked for all the time, and read from the file seldom.

use std::{collections::HashMap, sync::Arc, time::Duration};

use gauge_model::{BoardRow, BoardWish, Fault};
use tokio::{
    sync::Mutex,
    time::{Instant, sleep_until},
};

use super::Engine;

/// Between two looks into the file for the same wish. Each has everybody written first, which costs the writer as
/// much as its own turns do (`gauge-store`'s crowd).
const PAUSE: Duration = Duration::from_secs(2);
/// Wishes that are remembered.
const MOST: usize = 64;

/// What was read last for each wish.
#[derive(Debug, Default)]
pub(super) struct Boards(Mutex<HashMap<BoardWish, Arc<Mutex<Option<Look>>>>>);

/// One look into the file.
#[derive(Clone, Debug)]
struct Look {
    /// It holds everything that was counted before.
    begun: Instant,
    rows: Arc<[BoardRow]>,
}

impl Boards {
    async fn of(&self, wish: &BoardWish) -> Arc<Mutex<Option<Look>>> {
        let mut all = self.0.lock().await;
        if all.len() >= MOST && !all.contains_key(wish) {
            // Somebody tries everything; those who look at one ask again.
            all.clear();
        }
        Arc::clone(all.entry(wish.clone()).or_default())
    }
}

impl Engine {
    /// Who has most of something, with everything that was counted before this was called. Whoever asks for the same
    /// meanwhile is answered by the same look into the file; it may take some seconds.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn board(&self, wish: BoardWish) -> Result<Arc<[BoardRow]>, Fault> {
        let asked = Instant::now();
        let wish = wish.plain();
        let place = self.shared.boards.of(&wish).await;
        let mut last = place.lock().await;
        if let Some(look) = &*last {
            if look.begun >= asked {
                return Ok(Arc::clone(&look.rows));
            }
            sleep_until(look.begun + PAUSE).await;
        }
        let begun = Instant::now();
        let rows = self.read(move |reader| reader.board(&wish)).await?;
        let look = last.insert(Look {
            begun,
            rows: rows.into(),
        });
        Ok(Arc::clone(&look.rows))
    }
}
