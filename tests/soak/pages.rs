//! The overlays, each a page of one browser as OBS's sources are.

use gauge_tests::chromium::Chromium;
use serde_json::Value;

/// Twenty addresses.
const OVERLAYS: [(&str, u32, u32); 20] = [
    ("stats", 1280, 104),
    ("stats?bare=1", 1280, 104),
    ("number", 320, 112),
    ("number?value=likes", 320, 112),
    ("number?value=coins", 320, 112),
    ("number?look=staff", 400, 480),
    ("goal?target=100000&value=likes", 800, 128),
    ("goal?target=5000&look=ring", 320, 320),
    ("alerts", 720, 176),
    ("feed", 440, 320),
    ("feed?show=gift,chat,like", 440, 320),
    ("ticker", 1920, 56),
    ("leaderboard", 400, 336),
    ("leaderboard?by=messages&time=all", 400, 336),
    ("chat", 440, 380),
    ("chat?rows=30", 440, 760),
    ("chart", 640, 208),
    ("recording?idle=show", 240, 56),
    ("timer", 360, 112),
    ("hud", 1920, 1080),
];

/// Notes when each number of viewers was painted: in the task after its frame.
const PROBE: &str = "
    window.seen = [];
    const note = (value) => requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => seen.push([value, Date.now()]);
      port2.postMessage(0);
    });
    new MutationObserver((changes) => {
      for (const { target } of changes) if (target.dataset.stat === 'viewers') note(Number(target.dataset.value));
    }).observe(document, { subtree: true, attributes: true, attributeFilter: ['data-value'] });";

/// What one page costs.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Metrics {
    /// Bytes of JavaScript's heap.
    pub(crate) heap: f64,
    /// Seconds that its main thread was busy, since it was opened.
    pub(crate) busy: f64,
    /// Nodes of its document.
    pub(crate) nodes: f64,
}

pub(crate) struct Pages(Chromium);

impl Pages {
    pub(crate) async fn open(http: &str, token: &str) -> Self {
        let mut browser = Chromium::start().await;
        for (page, (address, width, height)) in OVERLAYS.iter().enumerate() {
            browser.another(&["Page", "Runtime", "Performance"]).await;
            browser.prepare(PROBE).await;
            let more = if address.contains('?') { '&' } else { '?' };
            browser
                .open(&format!("{http}/o/{address}{more}token={token}"), *width, *height)
                .await;
            browser.until("document.body.dataset.state === 'live'").await;
            assert_eq!(browser.pages(), page + 2, "the first page stays empty");
        }
        Self(browser)
    }

    pub(crate) fn pid(&self) -> u32 {
        self.0.pid()
    }

    #[expect(clippy::unused_self, reason = "it reads better")]
    pub(crate) fn count(&self) -> usize {
        OVERLAYS.len()
    }

    pub(crate) fn complaints(&self) -> &[String] {
        &self.0.complaints
    }

    pub(crate) async fn metrics(&mut self) -> Vec<Metrics> {
        let mut all = Vec::new();
        for page in 0..OVERLAYS.len() {
            self.0.turn_to(page + 1);
            let told = self.0.metrics().await;
            let named = |name: &str| {
                let mut found = told.as_array().into_iter().flatten();
                let found = found.find(|one| one["name"] == name);
                found.and_then(|one| one["value"].as_f64()).unwrap_or(0.0)
            };
            all.push(Metrics {
                heap: named("JSHeapUsedSize"),
                busy: named("TaskDuration"),
                nodes: named("Nodes"),
            });
        }
        all
    }

    /// Which number of viewers was painted when, page by page.
    pub(crate) async fn seen(&mut self) -> Vec<Vec<(u64, u64)>> {
        let mut all = Vec::new();
        for page in 0..OVERLAYS.len() {
            self.0.turn_to(page + 1);
            let pairs = self.0.value("seen.splice(0)").await;
            let pair = |pair: &Value| Some((pair[0].as_u64()?, pair[1].as_u64()?));
            all.push(pairs.as_array().into_iter().flatten().filter_map(pair).collect());
        }
        all
    }

    /// Waits until every page that shows likes shows so many.
    pub(crate) async fn until_likes(&mut self, likes: u64) {
        for page in 0..OVERLAYS.len() {
            self.0.turn_to(page + 1);
            let shown = "[...document.querySelectorAll('[data-stat=likes]')]";
            self.0
                .until(&format!(
                    "{shown}.every((one) => one.dataset.value === '{likes}')"
                ))
                .await;
        }
    }
}
