//! Lines of Twitch chat.

#![no_main]

use gauge_sources::twitch::{ChatLine, decode};
use libfuzzer_sys::fuzz_target;
use streamgauge_fuzz::{NOW, count};
use twitch_irc::message::IRCMessage;

fuzz_target!(|chat: &str| {
    let lines = chat.lines().filter_map(|line| IRCMessage::parse(line).ok());
    let events = lines.filter_map(|line| match decode(&line, "twitch_chat", NOW) {
        ChatLine::Events(events) => Some(events),
        _ => None,
    });
    count(events.flatten().collect());
});
