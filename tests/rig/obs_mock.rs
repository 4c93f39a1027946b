//! What speaks as OBS does, where a real one is not enough: browser sources, silence, nonsense.

use std::sync::Arc;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::mpsc,
    task::JoinHandle,
};
use tokio_tungstenite::{
    WebSocketStream, accept_async,
    tungstenite::{
        Message,
        protocol::{CloseFrame, frame::coding::CloseCode},
    },
};

use crate::{in_time, obs::proof};

/// What the proof of its password is made with.
const SALT: &str = "salt";
const CHALLENGE: &str = "challenge";
/// OBS closes with it when the password is wrong or missing.
const WRONG_PASSWORD: u16 = 4009;

/// No code of OBS's: it hangs, and answers this one never.
pub const SILENT: u16 = 0;

/// What it answers to a request with this data: the data, or a code.
///
/// [`SILENT`] in place of a code: it says nothing at all.
pub type Answers = Arc<dyn Fn(&str, &Value) -> Result<Value, u16> + Send + Sync>;

/// The running server. It ends when this is dropped.
#[derive(Debug)]
pub struct MockObs {
    /// Where it listens.
    pub port: u16,
    asked: mpsc::Receiver<(String, Value)>,
    serving: JoinHandle<()>,
}

impl MockObs {
    /// Starts one without a password; `first` is sent to whoever has identified, before anything else.
    ///
    /// # Panics
    /// When there is no port.
    pub async fn start(
        answers: impl Fn(&str, &Value) -> Result<Value, u16> + Send + Sync + 'static,
        first: &'static [&'static str],
    ) -> Self {
        Self::listen(None, Arc::new(answers), first).await
    }

    /// Starts one that turns everybody away who does not know its password.
    ///
    /// # Panics
    /// When there is no port.
    pub async fn guarded(
        password: &'static str,
        answers: impl Fn(&str, &Value) -> Result<Value, u16> + Send + Sync + 'static,
    ) -> Self {
        Self::listen(Some(password), Arc::new(answers), &[]).await
    }

    async fn listen(
        password: Option<&'static str>,
        answers: Answers,
        first: &'static [&'static str],
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let (tell, asked) = mpsc::channel(1000);
        let serving = tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                tokio::spawn(serve(socket, password, Arc::clone(&answers), first, tell.clone()));
            }
        });
        Self { port, asked, serving }
    }

    /// The data of the next request of this kind.
    ///
    /// # Panics
    /// When it does not come.
    pub async fn next(&mut self, kind: &str) -> Value {
        loop {
            let (asked, data) = in_time(kind, self.asked.recv()).await.expect("it runs");
            if asked == kind {
                return data;
            }
        }
    }
}

impl Drop for MockObs {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn serve(
    socket: TcpStream,
    password: Option<&str>,
    answers: Answers,
    first: &[&str],
    tell: mpsc::Sender<(String, Value)>,
) -> Option<()> {
    let mut socket = accept_async(socket).await.ok()?;
    let mut hello = json!({ "op": 0, "d": { "obsWebSocketVersion": "5.5.2", "rpcVersion": 1 } });
    if password.is_some() {
        hello["d"]["authentication"] = json!({ "salt": SALT, "challenge": CHALLENGE });
    }
    socket.send(Message::text(hello.to_string())).await.ok()?;
    while let Some(Ok(message)) = socket.next().await {
        let Ok(frame) = serde_json::from_str::<Value>(message.to_text().ok()?) else {
            continue;
        };
        let d = &frame["d"];
        if frame["op"] == 1 {
            let knows = |password| d["authentication"] == proof(password, SALT, CHALLENGE);
            if !password.is_none_or(knows) {
                return turn_away(socket).await;
            }
            let identified = json!({ "op": 2, "d": { "negotiatedRpcVersion": 1 } }).to_string();
            socket.send(Message::text(identified)).await.ok()?;
            for text in first {
                socket.send(Message::text(*text)).await.ok()?;
            }
            continue;
        }
        let kind = d["requestType"].as_str()?;
        let answer = answers(kind, &d["requestData"]);
        tell.send((kind.to_owned(), d["requestData"].clone()))
            .await
            .ok()?;
        if answer == Err(SILENT) {
            continue;
        }
        let (result, code) = (answer.is_ok(), answer.as_ref().err().unwrap_or(&100));
        let answer = json!({ "op": 7, "d": {
            "requestType": kind,
            "requestId": d["requestId"],
            "requestStatus": { "result": result, "code": code },
            "responseData": answer.clone().unwrap_or_default(),
        } });
        socket.send(Message::text(answer.to_string())).await.ok()?;
    }
    Some(())
}

/// Ends as OBS does with who does not know the password, and waits until that is heard.
async fn turn_away(mut socket: WebSocketStream<TcpStream>) -> Option<()> {
    let closed = CloseFrame {
        code: CloseCode::from(WRONG_PASSWORD),
        reason: "Authentication failed.".into(),
    };
    socket.send(Message::Close(Some(closed))).await.ok()?;
    while let Some(Ok(_)) = socket.next().await {}
    Some(())
}
