//! The table: a line a sample, and at the end what grew.

use std::time::Duration;

use crate::{pages::Metrics, pushing::Pushed, system::Look};

/// Of the time, what is left out of the slopes: caches fill.
const WARMING: f64 = 0.2;

/// One moment.
#[derive(Clone, Debug)]
pub(crate) struct Sample {
    /// Minutes since the beginning.
    minutes: f64,
    look: Look,
    pages: Vec<Metrics>,
}

impl Sample {
    pub(crate) fn new(since: Duration, look: Look, pages: Vec<Metrics>) -> Self {
        Self {
            minutes: since.as_secs_f64() / 60.0,
            look,
            pages,
        }
    }

    /// MiB of all pages' JavaScript.
    fn heap(&self) -> f64 {
        self.pages.iter().map(|page| page.heap).sum::<f64>() / f64::from(1 << 20)
    }

    fn busy(&self) -> f64 {
        self.pages.iter().map(|page| page.busy).sum()
    }

    fn nodes(&self) -> f64 {
        self.pages.iter().map(|page| page.nodes).sum()
    }
}

/// How late numbers are painted, in ms.
#[derive(Debug, Default)]
pub(crate) struct Delays {
    /// From a number's push to its being painted.
    painted: Vec<u64>,
    /// From the push of the first number that was not yet shown: numbers are written four times a second at most.
    waited: Vec<u64>,
}

impl Delays {
    pub(crate) fn take(&mut self, pages: &[Vec<(u64, u64)>], pushed: &mut Pushed) {
        let mut newest = 0;
        for page in pages {
            let mut before = u64::MAX;
            for &(value, painted) in page {
                let since = |value: u64| pushed.at.get(&value).map(|sent| painted.saturating_sub(*sent));
                self.painted.extend(since(value));
                if before < value {
                    self.waited.extend(since(before + 1));
                }
                before = value;
                newest = newest.max(value);
            }
        }
        // What every page has passed is not asked for again.
        pushed.at.retain(|value, _| value + 600 > newest);
    }

    fn of(list: &[u64], share: f64) -> u64 {
        let mut sorted = list.to_vec();
        sorted.sort_unstable();
        let at = ((sorted.len() as f64) * share) as usize;
        sorted
            .get(at.min(sorted.len().saturating_sub(1)))
            .copied()
            .unwrap_or(0)
    }
}

pub(crate) struct Table(Vec<Sample>);

impl Table {
    pub(crate) fn new() -> Self {
        println!(
            "{:>7} {:>9} {:>7} {:>6} {:>8} {:>9} {:>8} {:>9} {:>8} {:>8}",
            "min", "server", "cpu %", "files", "wal MiB", "browser", "cpu %", "heap MiB", "page %", "p95 ms"
        );
        Self(Vec::new())
    }

    pub(crate) fn add(&mut self, sample: Sample, delays: &Delays) {
        if let Some(before) = self.0.last() {
            let seconds = (sample.minutes - before.minutes) * 60.0;
            let share = |now: f64, then: f64| 100.0 * (now - then) / seconds;
            let look = &sample.look;
            println!(
                "{:>7.1} {:>9.1} {:>7.1} {:>6} {:>8.1} {:>9.1} {:>8.1} {:>9.1} {:>8.2} {:>8}",
                sample.minutes,
                look.server,
                share(look.server_time, before.look.server_time),
                look.files,
                look.wal,
                look.browser,
                share(look.browser_time, before.look.browser_time),
                sample.heap(),
                share(sample.busy(), before.busy()) / sample.pages.len() as f64,
                Delays::of(&delays.painted, 0.95),
            );
        }
        self.0.push(sample);
    }

    pub(crate) fn finish(&self, delays: &Delays) {
        let skip = (self.0.len() as f64 * WARMING) as usize;
        let kept = &self.0[skip.min(self.0.len())..];
        let grows = |name: &str, unit: &str, of: &dyn Fn(&Sample) -> f64| {
            let values: Vec<_> = kept
                .iter()
                .map(|sample| (sample.minutes / 60.0, of(sample)))
                .collect();
            let most = values.iter().map(|pair| pair.1).fold(0.0, f64::max);
            println!(
                "{name:<28} {:>10.2} {unit}/h, at most {most:.1} {unit}",
                slope(&values)
            );
        };
        println!("\ngrowth after the first {:.0} %:", WARMING * 100.0);
        grows("server's memory", "MiB", &|sample| sample.look.server);
        grows("server's open files", "files", &|sample| sample.look.files);
        grows("profiles' logs (WAL)", "MiB", &|sample| sample.look.wal);
        grows("browser's memory", "MiB", &|sample| sample.look.browser);
        grows("pages' JavaScript heap", "MiB", &|sample| sample.heap());
        grows("pages' nodes", "nodes", &|sample| sample.nodes());
        if let (Some(first), Some(last)) = (kept.first(), kept.last()) {
            let seconds = ((last.minutes - first.minutes) * 60.0).max(1.0);
            let share = |of: &dyn Fn(&Sample) -> f64| 100.0 * (of(last) - of(first)) / seconds;
            println!(
                "of one processor: server {:.1} %, browser {:.1} %, one page's main thread {:.2} %",
                share(&|sample| sample.look.server_time),
                share(&|sample| sample.look.browser_time),
                share(&|sample| sample.busy()) / first.pages.len() as f64,
            );
        }
        for (name, list) in [
            ("from a number's push to its paint", &delays.painted),
            ("from the first number not shown", &delays.waited),
        ] {
            println!(
                "{name}: p50 {} ms, p95 {} ms, p99 {} ms ({} paints)",
                Delays::of(list, 0.5),
                Delays::of(list, 0.95),
                Delays::of(list, 0.99),
                list.len()
            );
        }
    }
}

/// Of the line of least squares.
fn slope(points: &[(f64, f64)]) -> f64 {
    let count = points.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / count;
    let (x, y) = (mean(|point| point.0), mean(|point| point.1));
    let over: f64 = points.iter().map(|point| (point.0 - x) * (point.1 - y)).sum();
    let under: f64 = points.iter().map(|point| (point.0 - x).powi(2)).sum();
    if under > 0.0 { over / under } else { 0.0 }
}
