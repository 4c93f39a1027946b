//! From bytes to events: what producers push, and lines of Twitch chat.
//!
//! `cargo bench -p gauge-sources`

use criterion::{Criterion, Throughput};
use gauge_sources::{
    decode_push,
    twitch::{ChatLine, decode},
};
use twitch_irc::message::IRCMessage;

const NOW: i64 = 1_790_000_000_000;
const CHAT: &str = r#"{"type":"chat","channel":"twitch:luna","id":"4cd1e9ff","user":{"id":"7","name":"Fern"},"text":"what a lovely evening"}"#;
const GIFT: &str = r#"{"type":"gift","channel":"tiktok:luna","user":{"id":"7","name":"Fern"},"gift":"Rose","coins":1,"combo":"9","repeat":3}"#;
const LINE: &str = "@badge-info=;badges=;color=#1E90FF;display-name=Fern;emotes=;first-msg=0;flags=;id=4cd1e9ff;mod=0;\
                    returning-chatter=0;room-id=71092938;subscriber=0;tmi-sent-ts=1768645845123;turbo=0;user-id=7;user-type= \
                    :fern!fern@fern.tmi.twitch.tv PRIVMSG #luna :what a lovely evening";

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    for (name, one) in [("chat", CHAT), ("gift", GIFT)] {
        for count in [1, 100] {
            push(&mut criterion, name, one, count);
        }
    }
    criterion.bench_function("decode/twitch", |bench| {
        bench.iter(|| match IRCMessage::parse(LINE) {
            Ok(line) => decode(&line, "twitch_chat", NOW),
            Err(_) => ChatLine::Other,
        });
    });
    criterion.final_summary();
}

/// An array of so many.
fn push(criterion: &mut Criterion, name: &str, one: &str, count: usize) {
    let body = format!("[{}]", vec![one; count].join(","));
    let mut group = criterion.benchmark_group("decode");
    group.throughput(Throughput::Elements(count as u64));
    group.bench_function(format!("push/{name}/{count}"), |bench| {
        bench.iter(|| {
            decode_push(body.as_bytes(), "push", None, NOW)
                .expect("it is good")
                .len()
        });
    });
    group.finish();
}
