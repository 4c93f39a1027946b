//! What a WebSocket of ours does with frames that no good client sends: a small Autobahn of our own (RFC 6455).

use gauge_tests::{
    app::{App, Launch},
    folder::Folder,
    http::push,
    wire::{Frame, Wire, frame, text},
};
use serde_json::{Value, json};

const ASK: &str = r#"{"type":"ping"}"#;
const DOORS: [&str; 2] = ["/ws/live", "/ws/push"];

async fn start(folder: &Folder) -> App {
    Launch::headless(folder.path()).profile("Main").start().await
}

/// What comes before a control frame is not of it.
async fn control(wire: &mut Wire) -> Frame {
    loop {
        let frame = wire.next().await.expect("the connection stands");
        if frame.first & 0x08 != 0 {
            return frame;
        }
    }
}

#[tokio::test]
async fn a_message_may_come_in_pieces_with_a_ping_between() {
    let folder = Folder::new();
    let app = start(&folder).await;
    let mut wire = Wire::open(app.http(), "/ws/live").await;
    wire.until("connection_established").await;
    let (first, rest) = ASK.split_at(5);
    wire.send(&frame(0x01, first.as_bytes())).await;
    wire.send(&frame(0x89, b"between")).await;
    let pong = wire.next().await.expect("a pong");
    assert_eq!((pong.first, &*pong.payload), (0x8a, &b"between"[..]));
    wire.send(&frame(0x00, b"")).await;
    wire.send(&frame(0x80, rest.as_bytes())).await;
    wire.until("pong").await;
}

#[tokio::test]
async fn a_frame_may_come_byte_by_byte() {
    let folder = Folder::new();
    let app = start(&folder).await;
    let mut wire = Wire::open(app.http(), "/ws/live").await;
    wire.socket.set_nodelay(true).expect("an option");
    let mut bytes = frame(0x89, b"one");
    bytes.extend(text(ASK));
    for byte in bytes {
        wire.send(&[byte]).await;
        tokio::task::yield_now().await;
    }
    assert_eq!(control(&mut wire).await.payload, b"one");
    wire.until("pong").await;
}

#[tokio::test]
async fn what_comes_with_the_handshake_is_heard() {
    let folder = Folder::new();
    let app = start(&folder).await;
    for (path, message, answer) in [
        ("/ws/live", ASK, "pong"),
        ("/ws/push", "{}", "nack"),
        ("/socket.io/?EIO=4&transport=websocket", "40", "40{"),
    ] {
        let mut wire = Wire::open_saying(app.http(), path, &text(message)).await;
        wire.until(answer).await;
    }
}

#[tokio::test]
async fn many_small_messages_at_once_are_all_answered() {
    const COUNT: usize = 2000;
    let folder = Folder::new();
    let app = start(&folder).await;
    let mut wire = Wire::open(app.http(), "/ws/live").await;
    wire.send(&text(ASK).repeat(COUNT)).await;
    for _ in 0..COUNT {
        wire.until("\"pong\"").await;
    }
}

#[tokio::test]
async fn frames_against_the_rules_end_it_with_1002() {
    let folder = Folder::new();
    let app = start(&folder).await;
    let too_long = frame(0x89, &[0; 126]);
    let unmasked = [&[0x81, 15][..], ASK.as_bytes()].concat();
    let mut cases = vec![
        ("a long ping", too_long),
        ("a ping in pieces", frame(0x09, b"")),
        ("a close in pieces", frame(0x08, b"")),
        ("no mask", unmasked),
        ("a continuation of nothing", frame(0x80, b"x")),
        (
            "a text within a text",
            [frame(0x01, b"a"), frame(0x01, b"b")].concat(),
        ),
        ("a close of one byte", frame(0x88, &[3])),
    ];
    cases.extend([0xc1, 0xa1, 0x91, 0xf1].map(|first| ("a reserved bit", frame(first, b"x"))));
    let opcodes = [0x83, 0x84, 0x85, 0x86, 0x87, 0x8b, 0x8c, 0x8d, 0x8e, 0x8f];
    cases.extend(opcodes.map(|first| ("a reserved opcode", frame(first, b""))));
    for path in DOORS {
        for (what, bytes) in &cases {
            let mut wire = Wire::open(app.http(), path).await;
            wire.send(bytes).await;
            assert_eq!(wire.end().await, Some(1002), "{path}: {what}, {:02x}", bytes[0]);
        }
    }
}

#[tokio::test]
async fn a_close_is_answered_with_its_code_or_refused() {
    let folder = Folder::new();
    let app = start(&folder).await;
    for path in DOORS {
        for code in [1000_u16, 1001, 1002, 1003, 1007, 1011, 3000, 3999, 4000, 4999] {
            let mut wire = Wire::open(app.http(), path).await;
            wire.send(&frame(0x88, &code.to_be_bytes())).await;
            assert_eq!(wire.end().await, Some(code), "{path}");
        }
        for code in [0_u16, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65_535] {
            let mut wire = Wire::open(app.http(), path).await;
            wire.send(&frame(0x88, &code.to_be_bytes())).await;
            assert_eq!(wire.end().await, Some(1002), "{path}: {code} may not be sent");
        }
        let mut wire = Wire::open(app.http(), path).await;
        wire.send(&frame(0x88, b"")).await;
        assert_eq!(
            control(&mut wire).await,
            Frame {
                first: 0x88,
                payload: vec![]
            }
        );
        assert_eq!(wire.next().await, None, "it hangs up");
    }
}

#[tokio::test]
async fn text_is_utf_8_also_over_the_edges_of_fragments() {
    let folder = Folder::new();
    let app = start(&folder).await;
    for path in DOORS {
        let mut wire = Wire::open(app.http(), path).await;
        let message = "{\"type\":\"a\u{1f600}ö\"}".as_bytes();
        for (n, byte) in message.iter().enumerate() {
            let fin = if n + 1 == message.len() { 0x80 } else { 0 };
            wire.send(&frame(fin | u8::from(n == 0), &[*byte])).await;
        }
        wire.until("type").await;
        for bad in [
            &b"\xff"[..],
            b"\xc0\xaf",
            b"\xed\xa0\x80",
            b"\xf4\x90\x80\x80",
            b"{\"\xe2\x82",
        ] {
            let mut wire = Wire::open(app.http(), path).await;
            wire.send(&frame(0x81, bad)).await;
            assert_eq!(wire.end().await, Some(1007), "{path}: {bad:x?}");
        }
        let mut wire = Wire::open(app.http(), path).await;
        wire.send(&[frame(0x01, b"ok \xe2\x82"), frame(0x80, b"x")].concat())
            .await;
        assert_eq!(wire.end().await, Some(1007), "{path}: broken over an edge");
    }
}

#[tokio::test]
async fn a_pong_overtakes_what_waits() {
    let folder = Folder::new();
    let app = start(&folder).await;
    let mut wire = Wire::open(app.http(), "/ws/live").await;
    wire.send(&text(r#"{"type":"subscribe","channels":["chat"]}"#))
        .await;
    wire.until("\"snapshot\"").await;
    // More than the system holds for a reader, and less than a lane.
    let long = json!({ "type": "chat", "channel": "twitch:luna", "text": "x".repeat(5000) });
    for _ in 0..6 {
        push(app.http(), Value::from(vec![long.clone(); 20])).await;
    }
    let last = push(
        app.http(),
        &json!({ "type": "chat", "channel": "twitch:luna", "text": "last" }),
    )
    .await;
    wire.send(&frame(0x89, b"now")).await;
    // What it writes next, it writes behind this answer.
    push(app.http(), &long).await;
    let mut behind = false;
    loop {
        let frame = wire.next().await.expect("the connection stands");
        if frame.first == 0x8a {
            break;
        }
        behind |= String::from_utf8_lossy(&frame.payload).contains("\"last\"");
    }
    assert!(!behind, "the pong came after delta {}", last["seq"]);
}

#[tokio::test]
async fn pings_without_end_are_answered_and_stop_nobody() {
    let folder = Folder::new();
    let app = start(&folder).await;
    let flood = Wire::open(app.http(), "/ws/live").await;
    let before = app.memory();
    let (mut reading, mut writing) = flood.socket.into_split();
    let pings = [
        frame(0x89, b"").repeat(4000),
        frame(0x01, b""),
        frame(0x00, b"").repeat(4000),
        frame(0x80, b""),
    ]
    .concat();
    let sending = tokio::spawn(async move {
        while tokio::io::AsyncWriteExt::write_all(&mut writing, &pings)
            .await
            .is_ok()
        {}
    });
    let hearing = tokio::spawn(async move { tokio::io::copy(&mut reading, &mut tokio::io::sink()).await });
    let mut others = Vec::new();
    for _ in 0..4 {
        others.push(Wire::open(app.http(), "/ws/live").await);
    }
    for _ in 0..50 {
        for other in &mut others {
            other.send(&text(ASK)).await;
            other.until("\"pong\"").await;
        }
    }
    assert!(!sending.is_finished(), "it floods still");
    sending.abort();
    hearing.abort();
    let after = app.memory();
    assert!(after <= before + 32, "{before} MiB became {after} MiB");
}
