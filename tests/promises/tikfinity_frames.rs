//! TikFinity's frames as somebody else's code makes them: the package that TikFinity has its format from encodes, decodes
//! and flattens TikTok's own messages, and we count what it serves.

use std::process::Stdio;

use gauge_model::{Ask, SourceSettings};
use gauge_tests::{desk::Desk, in_time, live::Live, recordings::root};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines},
    process::{Child, ChildStdin, ChildStdout, Command},
};

const LUNA: &str = "tiktok:luna";

/// The package, serving.
struct Producer {
    port: u16,
    lines: Lines<BufReader<ChildStdout>>,
    stdin: ChildStdin,
    _child: Child,
}

impl Producer {
    async fn start() -> Option<Self> {
        let clients = root().join("tests/clients");
        if !clients.join("node_modules/tiktok-live-connector").exists() {
            eprintln!("SKIPPED: tiktok-live-connector is missing; cargo xtask test installs it");
            return None;
        }
        let mut child = Command::new("node")
            .arg(clients.join("tikfinity_frames.mjs"))
            .arg("luna")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("Node.js");
        let stdout = child.stdout.take().expect("stdout is piped");
        let mut producer = Self {
            port: 0,
            lines: BufReader::new(stdout).lines(),
            stdin: child.stdin.take().expect("stdin is piped"),
            _child: child,
        };
        let port = producer.hear("port").await["port"].as_u64();
        producer.port = port.and_then(|port| port.try_into().ok()).expect("a port");
        Some(producer)
    }

    async fn hear(&mut self, what: &str) -> Value {
        let line = in_time(what, self.lines.next_line())
            .await
            .expect("it can be read");
        let line: Value = serde_json::from_str(&line.expect("it goes on")).expect("JSON");
        assert_eq!(line["heard"], what, "{line}");
        line
    }

    /// Messages in one response, as TikTok sends them.
    async fn say(&mut self, messages: Value) {
        let line = format!("{messages}\n");
        self.stdin.write_all(line.as_bytes()).await.expect("it runs");
    }
}

/// A message of TikTok's with an id above 2^53, by somebody.
fn message(kind: &str, id: u64, by: &str, more: &Value) -> Value {
    let mut message = json!({
        "event": { "msgId": (7_515_589_486_609_000_000 + id).to_string(), "createTime": (1_749_859_543_000 + id).to_string() },
        "user": { "userId": format!("68{}", by.len()), "uniqueId": by, "nickname": by },
    });
    for (name, value) in more.as_object().into_iter().flatten() {
        message[name] = value.clone();
    }
    json!([kind, message])
}

fn gift(id: u64, (kind, group): (u64, u64), repeat: u64, ends: u64) -> Value {
    let details =
        json!({ "giftName": "Rose", "giftType": kind, "diamondCount": if kind == 1 { 1 } else { 100 } });
    let more = json!({ "giftId": 5655, "repeatCount": repeat, "repeatEnd": ends, "groupId": group, "giftDetails": details });
    message("WebcastGiftMessage", id, "bob", &more)
}

fn social(id: u64, what: &str) -> Value {
    let mut social = message("WebcastSocialMessage", id, "dee", &json!({}));
    social[1]["event"]["eventDetails"] = json!({ "displayType": what, "label": "{0:user} did it" });
    social
}

fn viewers(count: u64) -> Value {
    json!(["WebcastRoomUserSeqMessage", { "viewerCount": count }])
}

/// All that a LIVE brings, in one response.
fn life() -> Value {
    json!([
        viewers(40),
        message("WebcastMemberMessage", 1, "ann", &json!({ "actionId": 1 })),
        message("WebcastChatMessage", 2, "ann", &json!({ "comment": "hi 🌙" })),
        gift(3, (1, 1_749_859_560_141), 1, 0),
        gift(4, (1, 1_749_859_560_141), 4, 0),
        gift(5, (1, 1_749_859_560_141), 7, 1),
        gift(6, (2, 1_749_859_539_512), 3, 0),
        message(
            "WebcastLikeMessage",
            7,
            "ann",
            &json!({ "likeCount": 15, "totalLikeCount": 520 })
        ),
        social(8, "pm_main_follow_message_viewer_2"),
        social(9, "pm_mt_guidance_share"),
        message("WebcastSubNotifyMessage", 10, "cy", &json!({ "subMonth": 2 })),
        viewers(41),
    ])
}

#[tokio::test]
async fn what_the_package_serves_is_counted() {
    let Some(mut producer) = Producer::start().await else {
        return;
    };
    let desk = Desk::new().await;
    let settings = SourceSettings::Tikfinity {
        channel: "luna".to_owned(),
        host: "127.0.0.1".to_owned(),
        port: producer.port,
    };
    desk.ask(Ask::AddSource {
        settings,
        secret: None,
    })
    .await;
    producer.hear("connection").await;
    let mut live = Live::join(&desk.http, &["stats", "source"]).await;
    // The same twice: TikTok's polls overlap.
    for _ in 0..2 {
        producer.say(life()).await;
    }
    producer.say(json!([viewers(42)])).await;
    live.wait_until("the last", |now| now["channels"][LUNA]["viewers"] == 42)
        .await;
    let stats = &live.state["channels"][LUNA];
    let names = [
        "chat_messages",
        "gifts",
        "coins",
        "gift_combos",
        "likes",
        "follows",
        "shares",
        "subscriptions",
        "joins",
    ];
    let counted: Vec<_> = names.iter().map(|name| stats[name].clone()).collect();
    assert_eq!(json!(counted), json!([1, 10, 307, 2, 520, 1, 1, 1, 1]), "{stats}");
    producer
        .say(json!([["WebcastControlMessage", { "action": 3 }]]))
        .await;
    live.wait_until("the end", |now| now["channels"][LUNA]["live"] == false)
        .await;
}
