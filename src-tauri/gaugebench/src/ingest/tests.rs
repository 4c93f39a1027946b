//! Producers against a door of their own making.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
};

use super::*;

const EVENT: &str = r#"{"n":{seq},"at":{ts}}"#;

/// Answers each push with what `answer` makes of its number and its events.
fn door(answer: fn(usize, usize) -> String) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let addr = listener.local_addr().expect("its address");
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a producer");
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).expect("the handshake");
            head.extend(byte);
        }
        let yes = "HTTP/1.1 101 Yes\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
        stream.write_all(yes.as_bytes()).expect("the answer");
        for n in 0.. {
            let Ok(push) = frame(&mut stream) else { return };
            let events: Vec<serde_json::Value> = serde_json::from_slice(&push).expect("a list");
            let answer = answer(n, events.len());
            let length = u8::try_from(answer.len()).expect("a short answer");
            let framed = [&[0x81, length], answer.as_bytes()].concat();
            if stream.write_all(&framed).is_err() {
                return;
            }
        }
    });
    addr
}

/// One frame of a producer, whose mask is all zeroes.
fn frame(stream: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let mut head = [0; 2];
    stream.read_exact(&mut head)?;
    let length = match head[1] & 0x7f {
        126 => {
            let mut long = [0; 2];
            stream.read_exact(&mut long)?;
            usize::from(u16::from_be_bytes(long))
        }
        short => usize::from(short),
    };
    let mut payload = vec![0; 4 + length];
    stream.read_exact(&mut payload)?;
    Ok(payload.split_off(4))
}

fn produce(addr: SocketAddr, window: u64) -> Result<Told> {
    let begin_ns = now_ns();
    let plan = Plan {
        addr,
        headers: String::new(),
        door: Subscribe::Ws {
            path: "/ws/push".into(),
            send: vec![],
            wait_for: None,
        },
        body: EVENT.into(),
        batch: 20,
        window,
        begin_ns,
        end_ns: begin_ns + 100_000_000,
        next: Arc::default(),
    };
    let mut producers = plan.start(1)?;
    producers.remove(0).join().expect("the producer does not panic")
}

#[test]
fn every_push_is_waited_for() {
    let told = produce(
        door(|_, events| format!(r#"{{"accepted":{events},"duplicates":0}}"#)),
        100,
    );
    let told = told.expect("all is acknowledged");
    assert!(told.pushed >= 100, "a window at least: {}", told.pushed);
    assert_eq!(told.acknowledged, told.pushed);
    assert_eq!(told.waits.len() * 20, told.pushed);
    assert!(told.in_time <= told.acknowledged);
}

#[test]
fn a_push_that_is_refused_ends_the_run() {
    let refuse = |n, events| match n {
        3 => r#"{"type":"nack","error":"busy"}"#.to_owned(),
        _ => format!(r#"{{"accepted":{events}}}"#),
    };
    let error = produce(door(refuse), 100).err().expect("it was refused");
    assert!(error.to_string().contains("busy"), "{error:#}");
}

#[test]
fn a_window_must_hold_a_batch() {
    let nobody: SocketAddr = "127.0.0.1:9".parse().expect("an address");
    assert!(produce(nobody, 19).is_err());
}
