//! Every overlay with the demo stream, in the two sizes that are promised, on something like a game.

use gauge_tests::{app::Launch, chromium::Chromium, folder::Folder};

use crate::sheet::Sheets;

/// Each once, and those that look otherwise by an option.
const ADDRESSES: [&str; 20] = [
    "stats",
    "stats?bare=1",
    "stats?theme=light",
    "number?value=viewers",
    "number?look=staff",
    "goal?target=3000",
    "goal?target=3000&look=ring",
    "goal?target=3000&look=counter",
    "alerts",
    "feed",
    "ticker",
    "leaderboard",
    "leaderboard?by=coins&theme=light",
    "chat",
    "chat?bare=1",
    "chart",
    "recording",
    "timer?mode=session",
    "timer?mode=shot",
    "hud",
];
const SIZES: [(u32, u32); 2] = [(1920, 1080), (400, 100)];
/// Bright and dark, so that both ends of a plate's contrast are seen.
const GAME: &str = "document.documentElement.style.background = 'linear-gradient(115deg, #7fb2e5 0 30%, #3c7a3a 30% 55%, #d9c27a 55% 70%, #221a2e 70%)'; 0";

/// Photographs them all.
pub(crate) async fn all(sheets: &mut Sheets) {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).start().await;
    let mut page = Chromium::start().await;
    page.trust(app.http()).await;
    for (width, height) in SIZES {
        for address in ADDRESSES {
            let more = if address.contains('?') { '&' } else { '?' };
            page.open(&format!("{}/o/{address}{more}demo=1", app.http()), width, height)
                .await;
            page.until("document.body.dataset.state === 'live'").await;
            for (overlay, drawn) in [("alerts", "[data-alert]"), ("leaderboard", "[data-rank]")] {
                if address.starts_with(overlay) {
                    page.until(&format!("document.querySelector('{drawn}')")).await;
                }
            }
            page.value(GAME).await;
            page.until("document.fonts.status === 'loaded'").await;
            page.until_still().await;
            let picture = page.png().await;
            let what: String = address
                .chars()
                .map(|letter| {
                    if letter.is_ascii_alphanumeric() {
                        letter
                    } else {
                        '-'
                    }
                })
                .collect();
            sheets.add(&format!("overlays-{width}x{height}"), &what, &picture);
        }
    }
}
