//! The demo's recording: 25 minutes of a stream that never was: "Luna Moreau" plays, on three platforms at
//! once.
//!
//! Everybody in it is invented. The same bytes come out on every machine: whole numbers only, and a generator
//! of random numbers that always starts from the same seed. Push events, one per line, in order of time; the
//! replay adds what a source adds (`source`, `id`, `simulated`).

use std::{
    fmt::Write as _,
    fs::File,
    io::{self, BufWriter, Write as _},
    path::Path,
};

mod plot;
mod words;

use plot::{CHAT, GIFTS, LENGTH, MOMENTS, ON_TWITCH, RAID, ROSES, TIKTOK, TWITCH, VIEWERS, YOUTUBE};
use words::{ANYBODY, TONGUES};

/// 2026-01-01T00:00:00Z in ms: where the recording's time begins.
const START: u64 = 1_767_225_600_000;
/// The channels, as often as people come to them.
const EVERYWHERE: [&str; 7] = [TWITCH, TWITCH, TWITCH, TIKTOK, TIKTOK, TIKTOK, YOUTUBE];
/// The second of the count that shows the raid whole.
const RAID_SEEN: u64 = RAID + 35;

/// A small generator of random numbers (`SplitMix64`).
struct Dice(u64);

impl Dice {
    /// A number below `n`.
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % n.max(1)
    }

    fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.index(list.len())]
    }

    fn index(&mut self, len: usize) -> usize {
        usize::try_from(self.below(whole(len))).unwrap_or(0)
    }
}

/// Somebody who watches, always on the same platform and in the same language.
struct Person {
    id: String,
    name: &'static str,
    channel: &'static str,
    lines: Vec<&'static str>,
}

/// What is being recorded.
struct Tape {
    dice: Dice,
    people: Vec<Person>,
    /// Time and line; put in order at the end.
    events: Vec<(u64, String)>,
    /// Time and person of each chat message on Twitch: the evidence of a trigger.
    chats: Vec<(u64, usize)>,
    /// Time and coins of each gift, likewise.
    coins: Vec<(u64, u64)>,
}

/// Writes the recording.
///
/// # Errors
/// When the file cannot be written.
pub(crate) fn write(path: &Path) -> io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    for (_, line) in record() {
        writeln!(out, "{line}")?;
    }
    out.flush()
}

fn record() -> Vec<(u64, String)> {
    let mut tape = Tape {
        dice: Dice(20_260_101),
        people: people(),
        events: Vec::new(),
        chats: Vec::new(),
        coins: Vec::new(),
    };
    for channel in [TIKTOK, TWITCH, YOUTUBE] {
        tape.say("stream", channel, START, None, "\"live\":true");
    }
    let raid = tape.viewers();
    tape.chat();
    tape.likes();
    tape.gifts();
    tape.goodwill();
    tape.twitch();
    tape.triggers(raid);
    tape.events.sort_by_key(|(at, _)| *at);
    tape.events
}

fn people() -> Vec<Person> {
    let mut people = Vec::new();
    for (names, lines) in TONGUES {
        for name in names.split('|') {
            let number = people.len();
            let twitch_takes_it =
                name.len() <= 25 && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            let channel = match (number % 5, twitch_takes_it) {
                (0 | 1 | 3, true) => TWITCH,
                (2, _) => YOUTUBE,
                _ => TIKTOK,
            };
            let lines = lines.split('|').collect();
            people.push(Person {
                id: format!("u{}", number + 1),
                name,
                channel,
                lines,
            });
        }
    }
    people
}

impl Tape {
    fn say(&mut self, kind: &str, channel: &str, at: u64, who: Option<usize>, rest: &str) {
        let mut line = format!("{{\"type\":\"{kind}\",\"channel\":\"{channel}\",\"at\":{at}");
        if let Some(person) = who.and_then(|index| self.people.get(index)) {
            let (id, name) = (quoted(&person.id), quoted(person.name));
            let _ = write!(line, ",\"user\":{{\"id\":{id},\"name\":{name}}}");
        }
        if !rest.is_empty() {
            line.push(',');
            line.push_str(rest);
        }
        line.push('}');
        self.events.push((at, line));
    }

    /// A time within a second of the recording.
    fn within(&mut self, second: u64) -> u64 {
        START + second * 1000 + self.dice.below(1000)
    }

    /// Somebody on a channel; the first few in the list are seen most.
    fn somebody(&mut self, channel: &str) -> usize {
        let there = |person: &Person| person.channel == channel;
        let here: Vec<usize> = (0..self.people.len())
            .filter(|index| there(&self.people[*index]))
            .collect();
        let (a, b) = (self.dice.index(here.len()), self.dice.index(here.len()));
        let regular = self.dice.below(3) == 0;
        here[if regular { a.min(b) } else { a }]
    }

    /// Every 5 s. Answers Twitch's last count before the raid, and the one that shows it.
    fn viewers(&mut self) -> (u64, u64) {
        let (mut before, mut after) = (0, 0);
        for second in (0..LENGTH).step_by(5) {
            for (nth, (channel, curve)) in (0..).zip(VIEWERS) {
                let count = height(curve, second) * (994 + self.dice.below(13)) / 1000;
                let at = START + second * 1000 + 400 + nth * 1150;
                self.say("viewers", channel, at, None, &format!("\"count\":{count}"));
                if channel == TWITCH && second < RAID {
                    before = count;
                } else if channel == TWITCH && second <= RAID_SEEN {
                    after = count;
                }
            }
        }
        (before, after)
    }

    fn chat(&mut self) {
        let mut newest: [&str; 16] = [""; 16];
        for second in 0..LENGTH {
            let per_minute = chat_rate(second);
            let milli = per_minute * 1000 / 60;
            let messages = milli / 1000 + u64::from(self.dice.below(1000) < milli % 1000);
            for _ in 0..messages {
                let at = self.within(second);
                let channel = self.dice.pick(&EVERYWHERE);
                let who = self.somebody(channel);
                let text = self.line_of(who, &newest);
                newest.rotate_right(1);
                newest[0] = text;
                if channel == TWITCH {
                    self.chats.push((at, who));
                }
                let rest = format!("\"text\":{}", quoted(text));
                self.say("chat", channel, at, Some(who), &rest);
            }
        }
    }

    /// What somebody writes: not what was just written, if it can be helped.
    fn line_of(&mut self, who: usize, newest: &[&str]) -> &'static str {
        let anybody: Vec<&'static str> = ANYBODY.split('|').collect();
        let mut text = "";
        for _ in 0..6 {
            let short = self.dice.below(6) == 0;
            text = if short {
                self.dice.pick(&anybody)
            } else {
                self.dice.pick(&self.people[who].lines)
            };
            if !newest.contains(&text) {
                break;
            }
        }
        text
    }

    /// On TikTok, in bursts, with the room's running total.
    fn likes(&mut self) {
        let (mut total, mut second) = (8_412, 4);
        while second < LENGTH - 40 {
            for _ in 0..8 + self.dice.below(9) {
                let at = self.within(second);
                let who = self.somebody(TIKTOK);
                let count = 1 + self.dice.below(15);
                total += count;
                let rest = format!("\"count\":{count},\"total\":{total}");
                self.say("like", TIKTOK, at, Some(who), &rest);
                second += 1 + self.dice.below(2);
            }
            second += 32 + self.dice.below(30);
        }
    }

    fn gifts(&mut self) {
        for (combo, rose) in (1_u64..).zip(ROSES.chunks_exact(2)) {
            self.streak(rose[0], combo, rose[1]);
        }
        for (second, gift, coins) in GIFTS {
            let (at, who) = (self.within(second), self.somebody(TIKTOK));
            let rest = format!("\"gift\":\"{gift}\",\"coins\":{coins},\"count\":1");
            self.coins.push((at, coins));
            self.say("gift", TIKTOK, at, Some(who), &rest);
        }
    }

    /// Roses one after another, told as they grow; the last frame says again what the one before said.
    fn streak(&mut self, second: u64, combo: u64, units: u64) {
        let (mut at, who) = (self.within(second), self.somebody(TIKTOK));
        let mut sent = 0;
        while sent < units {
            let more = (1 + self.dice.below(1 + units / 6)).min(units - sent);
            sent += more;
            self.coins.push((at, more));
            self.say("gift", TIKTOK, at, Some(who), &rose(combo, sent, false));
            at += 350 + self.dice.below(650);
        }
        self.say("gift", TIKTOK, at + 2_500, Some(who), &rose(combo, units, true));
    }

    /// The evidence of a burst of gifts: what was given from one second to another.
    fn coins(&self, from: u64, to: u64) -> String {
        let window = START + from * 1000..START + to * 1000;
        let coins: u64 = self
            .coins
            .iter()
            .filter(|(at, _)| window.contains(at))
            .map(|(_, coins)| coins)
            .sum();
        format!("\"coins\":{coins},\"window_s\":{}", to - from)
    }

    /// Follows, shares and people coming in; more of all after the raid.
    fn goodwill(&mut self) {
        for second in 2..LENGTH {
            let after_raid = (RAID..RAID + 120).contains(&second);
            for (kind, channels, one_in) in [
                ("follow", &EVERYWHERE[..], if after_raid { 3 } else { 14 }),
                ("share", &[TIKTOK][..], if after_raid { 20 } else { 55 }),
                ("join", &[TIKTOK][..], 12),
            ] {
                if self.dice.below(one_in) == 0 {
                    let channel = self.dice.pick(channels);
                    let (at, who) = (self.within(second), self.somebody(channel));
                    self.say(kind, channel, at, Some(who), "");
                }
            }
        }
    }

    /// What only Twitch has: subscriptions, bits, the raid; and the recording.
    fn twitch(&mut self) {
        for (second, kind, rest) in ON_TWITCH {
            let (at, who) = (self.within(second), self.somebody(TWITCH));
            self.say(kind, TWITCH, at, Some(who).filter(|_| kind != "recording"), rest);
        }
    }

    /// What rules would have found, with the evidence.
    fn triggers(&mut self, (before, after): (u64, u64)) {
        let moment = MOMENTS[0] + 10;
        let evidence = self.velocity(START + moment * 1000);
        self.fire(TWITCH, moment, "chat_velocity", &evidence);
        let spike = after.saturating_sub(before) * 1000 / before.max(1);
        let (whole, tenth) = (spike / 10, spike % 10);
        let evidence = format!(r#""before":{before},"after":{after},"spike_percent":{whole}.{tenth}"#);
        self.fire(TWITCH, RAID + 38, "viewer_spike", &evidence);
        let evidence = self.coins(1_253, 1_283);
        self.fire(TIKTOK, 1_283, "gift_burst", &evidence);
    }

    fn fire(&mut self, channel: &str, second: u64, name: &str, evidence: &str) {
        let rest = format!(r#""trigger":"{name}","details":{{{evidence}}}"#);
        self.say("trigger", channel, START + second * 1000, None, &rest);
    }

    /// The evidence of a fast chat: the last 10 s against what is usual, both per minute.
    fn velocity(&self, now: u64) -> String {
        let within = |from: u64, to: u64| {
            let window = now - from..now - to;
            self.chats.iter().filter(move |(at, _)| window.contains(at))
        };
        let mut who: Vec<usize> = within(10_000, 0).map(|(_, who)| *who).collect();
        who.sort_unstable();
        who.dedup();
        let (count, earlier) = (
            whole(within(10_000, 0).count()),
            whole(within(310_000, 20_000).count()),
        );
        let usual = earlier * 60 / 290;
        let z = (count * 6).saturating_sub(usual) * 10 / (usual * 6).isqrt().max(6);
        let (rate, whole, tenth, chatters) = (count * 6, z / 10, z % 10, who.len());
        format!(
            r#""chat_rate":{rate},"baseline":{usual},"z":{whole}.{tenth},"unique_chatters":{chatters},"window_s":10"#
        )
    }
}

/// Messages per minute: as usual, or faster for half a minute after a moment.
fn chat_rate(second: u64) -> u64 {
    let usual = height(&CHAT, second);
    match MOMENTS
        .iter()
        .find(|moment| (**moment..**moment + 26).contains(&second))
    {
        Some(moment) => usual + 240 - (second - moment) * 8,
        None => usual,
    }
}

/// A curve's height: straight between its points.
fn height(curve: &[u64], second: u64) -> u64 {
    let points: Vec<&[u64]> = curve.chunks_exact(2).collect();
    let Some(next) = points
        .iter()
        .position(|point| point[0] > second)
        .filter(|next| *next > 0)
    else {
        return points.last().map_or(0, |point| point[1]);
    };
    let (low, high) = (points[next - 1], points[next]);
    let (gone, span) = (second - low[0], high[0] - low[0]);
    if high[1] >= low[1] {
        low[1] + (high[1] - low[1]) * gone / span
    } else {
        low[1] - (low[1] - high[1]) * gone / span
    }
}

fn rose(combo: u64, repeat: u64, ended: bool) -> String {
    format!(
        "\"gift\":\"Rose\",\"coins\":1,\"count\":1,\"combo\":\"c{combo}\",\"repeat\":{repeat},\"final\":{ended}"
    )
}

fn whole(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
