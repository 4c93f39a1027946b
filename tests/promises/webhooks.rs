//! A trigger tells another program of this computer, and what came of that is told.

use futures_util::FutureExt;
use gauge_model::{Action, Ask, FaultCode};
use gauge_tests::{desk::Desk, http::push, in_time, live::Live};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpListener,
};

use crate::actions::{acted, always, trigger, watched};

/// A program that is to be called, and its address.
async fn program() -> (TcpListener, String) {
    let program = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/clip", program.local_addr().expect("an address"));
    (program, url)
}

/// The head and the body of the call, which is answered like this.
async fn called(program: &TcpListener, answer: &str) -> (String, Value) {
    let (socket, _) = in_time("the call", program.accept()).await.expect("a call");
    let mut socket = BufReader::new(socket);
    let (mut head, mut length) = (String::new(), 0);
    while !head.ends_with("\r\n\r\n") {
        let from = head.len();
        socket.read_line(&mut head).await.expect("a line");
        let line = head[from..].to_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().expect("a number");
        }
    }
    let mut body = vec![0; length];
    socket.read_exact(&mut body).await.expect("the body");
    let sent = socket.get_mut().write_all(answer.as_bytes()).await;
    sent.expect("it listens");
    (head, serde_json::from_slice(&body).expect("JSON"))
}

#[tokio::test]
async fn a_webhook_tells_another_program_of_this_computer() {
    let (desk, mut live) = watched().await;
    let (program, url) = program().await;
    desk.ask(always(Action::Webhook { url })).await;
    push(&desk.http, trigger("one")).await;
    let (head, body) = called(&program, "HTTP/1.1 204 No Content\r\n\r\n").await;
    assert!(head.starts_with("POST /clip HTTP/1.1\r\n"), "{head}");
    assert_eq!(
        (&body["trigger"], &body["id"]),
        (&json!("chat_velocity"), &json!("one"))
    );
    assert_eq!(acted(&mut live, "one").await["outcome"], "done");
}

/// Why the action of the trigger was in vain.
async fn failed(live: &mut Live) -> String {
    let acted = acted(live, "one").await;
    assert_eq!(acted["outcome"], "failed", "{acted}");
    acted["why"].to_string()
}

#[tokio::test]
async fn a_webhook_that_nobody_answers_says_so() {
    let (desk, mut live) = watched().await;
    // Nobody listens at port 9.
    let url = "http://127.0.0.1:9/clip".to_owned();
    desk.ask(always(Action::Webhook { url })).await;
    push(&desk.http, trigger("one")).await;
    let why = failed(&mut live).await;
    assert!(why.contains("Start the program"), "{why}");
}

#[tokio::test]
async fn a_webhook_that_is_refused_names_the_status() {
    for status in ["500 Internal Server Error", "404 Not Found"] {
        let (desk, mut live) = watched().await;
        let (program, url) = program().await;
        desk.ask(always(Action::Webhook { url })).await;
        push(&desk.http, trigger("one")).await;
        called(
            &program,
            &format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n"),
        )
        .await;
        let why = failed(&mut live).await;
        assert!(why.contains(&status[..3]), "{why}");
    }
}

/// Else a program of this computer could send what happens on the stream anywhere.
#[tokio::test]
async fn a_webhook_follows_nobody_elsewhere() {
    let (desk, mut live) = watched().await;
    let ((program, url), (other, elsewhere)) = (program().await, program().await);
    desk.ask(always(Action::Webhook { url })).await;
    push(&desk.http, trigger("one")).await;
    let answer =
        format!("HTTP/1.1 307 Temporary Redirect\r\nlocation: {elsewhere}\r\ncontent-length: 0\r\n\r\n");
    called(&program, &answer).await;
    let why = failed(&mut live).await;
    assert!(why.contains("307"), "{why}");
    assert!(other.accept().now_or_never().is_none(), "it went there");
}

#[tokio::test]
async fn a_webhook_that_hangs_is_not_waited_for() {
    let (desk, mut live) = watched().await;
    let (program, url) = program().await;
    desk.ask(always(Action::Webhook { url })).await;
    push(&desk.http, trigger("one")).await;
    let call = in_time("the call", program.accept()).await.expect("a call");
    let why = failed(&mut live).await;
    assert!(why.contains("did not answer"), "{why}");
    drop(call);
}

#[tokio::test]
async fn a_webhook_to_another_computer_is_refused() {
    let desk = Desk::new().await;
    let url = "http://192.0.2.1/clip".to_owned();
    let fault = desk
        .try_ask(always(Action::Webhook { url }))
        .await
        .expect_err("refused");
    assert_eq!(fault.code, FaultCode::Rules, "{fault}");
    assert_eq!(
        desk.ask(Ask::ActionRules).await,
        json!({ "rules": [] }),
        "the default"
    );
}
