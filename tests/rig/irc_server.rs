//! A chat server that speaks Twitch's WebSocket dialect of IRC and plays a script.

use std::sync::{Arc, Mutex, PoisonError};

use futures_util::{SinkExt, StreamExt};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::{JoinHandle, JoinSet},
};
use tokio_tungstenite::{WebSocketStream, accept_async, tungstenite::Message};

use crate::in_time;

/// What the server does.
#[derive(Clone, Debug, Default)]
pub struct Script {
    /// The login of the channel whose chat is played, once somebody has joined it.
    pub channel: String,
    /// Its chat, line by line, played once over all connections.
    pub lines: Vec<String>,
    /// Where connections end, in this order: before which line, and how.
    pub breaks: Vec<(usize, Break)>,
    /// How many lines before the break are sent again after it.
    pub again: usize,
    /// Whether two lines go into each frame.
    pub paired: bool,
    /// Whether the chat is played only once it is let on.
    pub gated: bool,
    /// Logins of channels whose join is never answered: that is how Twitch treats channels it does not know.
    pub unknown: Vec<String>,
}

/// How a connection goes on, or ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Break {
    /// The socket is gone, without a word.
    Drop,
    /// The server asks for it, and waits.
    Reconnect,
    /// It does not: nothing more is said, but all is answered.
    Hold,
    /// Nothing more is said, and nothing answered.
    Silence,
}

/// What has happened at the server.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    /// Connections that have logged in.
    pub logins: usize,
    /// Channels that were asked for, each time.
    pub joins: Vec<String>,
    /// Answers to the server's pings.
    pub pongs: usize,
    /// Whether the last line has been sent.
    pub over: bool,
}

/// The running server. It ends when this is dropped.
#[derive(Debug)]
pub struct IrcServer {
    /// For `STREAMGAUGE_TWITCH_SERVER`.
    pub url: String,
    progress: watch::Receiver<Progress>,
    gate: watch::Sender<bool>,
    accepting: JoinHandle<()>,
}

impl IrcServer {
    /// Starts it on a free port.
    ///
    /// # Panics
    /// When there is none.
    pub async fn start(script: Script) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("its address");
        let (tell, progress) = watch::channel(Progress::default());
        let (gate, gated) = watch::channel(!script.gated);
        let stage = Arc::new(Stage {
            left: Mutex::new(Left {
                next: 0,
                breaks: script.breaks.clone(),
            }),
            script,
            gate: gated,
            progress: tell,
        });
        let accepting = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((socket, _)) = listener.accept().await {
                let stage = Arc::clone(&stage);
                connections.spawn(async move { stage.serve(socket).await });
            }
        });
        Self {
            url: format!("ws://{address}"),
            progress,
            gate,
            accepting,
        }
    }

    /// Lets the chat on.
    pub fn let_on(&self) {
        self.gate.send_replace(true);
    }

    /// Waits until this is seen at the server.
    ///
    /// # Panics
    /// When it never is.
    pub async fn wait_until(&mut self, what: &str, seen: impl FnMut(&Progress) -> bool) -> Progress {
        let progress = in_time(what, self.progress.wait_for(seen)).await;
        progress.expect("the server runs").clone()
    }
}

impl Drop for IrcServer {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// What all connections share.
struct Stage {
    script: Script,
    left: Mutex<Left>,
    gate: watch::Receiver<bool>,
    progress: watch::Sender<Progress>,
}

struct Left {
    /// The next line to play.
    next: usize,
    breaks: Vec<(usize, Break)>,
}

/// One connection.
struct Connection<'a> {
    stage: &'a Stage,
    socket: WebSocketStream<TcpStream>,
    nick: String,
}

impl Stage {
    async fn serve(&self, socket: TcpStream) {
        let Ok(socket) = accept_async(socket).await else {
            return;
        };
        let mut connection = Connection {
            stage: self,
            socket,
            nick: String::new(),
        };
        // `None` is how each connection ends, this way or that.
        while connection.hear().await.is_some() {}
    }

    fn note(&self, what: impl FnOnce(&mut Progress)) {
        self.progress.send_modify(what);
    }

    /// The lines up to the next break or the end, and the break.
    fn next_part(&self) -> (Vec<String>, Option<Break>) {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let from = left.next;
        if left.breaks.is_empty() {
            left.next = self.script.lines.len();
            return (self.script.lines[from..].to_vec(), None);
        }
        let (at, how) = left.breaks.remove(0);
        left.next = at.saturating_sub(self.script.again);
        (self.script.lines[from..at].to_vec(), Some(how))
    }
}

impl Connection<'_> {
    /// Hears one frame and answers it.
    async fn hear(&mut self) -> Option<()> {
        let message = self.socket.next().await?.ok()?;
        let Message::Text(text) = message else {
            return Some(());
        };
        for line in text.split("\r\n").filter(|line| !line.is_empty()) {
            self.obey(line).await?;
        }
        Some(())
    }

    async fn obey(&mut self, line: &str) -> Option<()> {
        let (command, rest) = line.split_once(' ').unwrap_or((line, ""));
        match command {
            "CAP" => {
                let wanted = rest.trim_start_matches("REQ ").trim_start_matches(':');
                self.send(&[format!(":tmi.twitch.tv CAP * ACK :{wanted}")]).await
            }
            "NICK" => self.welcome(rest).await,
            "JOIN" => {
                for channel in rest.split(',') {
                    self.join(channel.trim_start_matches('#')).await?;
                }
                Some(())
            }
            "PING" => {
                self.send(&[format!(":tmi.twitch.tv PONG tmi.twitch.tv {rest}")])
                    .await
            }
            "PONG" => {
                self.stage.note(|progress| progress.pongs += 1);
                Some(())
            }
            _ => Some(()),
        }
    }

    async fn welcome(&mut self, nick: &str) -> Option<()> {
        nick.clone_into(&mut self.nick);
        let texts = [
            ("001", "Welcome, GLHF!"),
            ("002", "Your host is tmi.twitch.tv"),
            ("003", "This server is rather new"),
            ("004", "-"),
            ("375", "-"),
            ("372", "You are in a maze of twisty passages, all alike."),
            ("376", ">"),
        ];
        let lines = texts.map(|(number, text)| format!(":tmi.twitch.tv {number} {nick} :{text}"));
        self.stage.note(|progress| progress.logins += 1);
        self.send(&lines).await
    }

    async fn join(&mut self, channel: &str) -> Option<()> {
        self.stage
            .note(|progress| progress.joins.push(channel.to_owned()));
        if self.stage.script.unknown.iter().any(|unknown| unknown == channel) {
            return Some(());
        }
        let nick = &self.nick;
        let room = "@emote-only=0;followers-only=-1;r9k=0;room-id=4400117;slow=0;subs-only=0";
        let lines = [
            format!(":{nick}!{nick}@{nick}.tmi.twitch.tv JOIN #{channel}"),
            format!("{room} :tmi.twitch.tv ROOMSTATE #{channel}"),
            format!(":{nick}.tmi.twitch.tv 353 {nick} = #{channel} :{nick}"),
            format!(":{nick}.tmi.twitch.tv 366 {nick} #{channel} :End of /NAMES list"),
        ];
        self.send(&lines).await?;
        if channel == self.stage.script.channel {
            self.play().await?;
        }
        Some(())
    }

    async fn play(&mut self) -> Option<()> {
        self.stage.gate.clone().wait_for(|is_open| *is_open).await.ok()?;
        let (lines, how) = self.stage.next_part();
        for frame in lines.chunks(if self.stage.script.paired { 2 } else { 1 }) {
            self.send(frame).await?;
        }
        match how {
            None => {
                self.send(&["PING :tmi.twitch.tv".to_owned()]).await?;
                self.stage.note(|progress| progress.over = true);
                Some(())
            }
            // Its answer says that all of it has arrived.
            Some(Break::Hold) => self.send(&["PING :tmi.twitch.tv".to_owned()]).await,
            Some(Break::Silence) => {
                // Whatever is asked, until the other side has enough of it.
                while self.socket.next().await?.is_ok() {}
                None
            }
            Some(Break::Reconnect) => self.send(&[":tmi.twitch.tv RECONNECT".to_owned()]).await,
            Some(Break::Drop) => {
                // What is on its way when a socket goes may be lost. Its answer says that it has arrived.
                self.send(&["PING :tmi.twitch.tv".to_owned()]).await?;
                self.hear_pong().await?;
                None
            }
        }
    }

    async fn hear_pong(&mut self) -> Option<()> {
        loop {
            if let Message::Text(text) = self.socket.next().await?.ok()?
                && text.starts_with("PONG")
            {
                self.stage.note(|progress| progress.pongs += 1);
                return Some(());
            }
        }
    }

    /// One frame of these lines.
    async fn send(&mut self, lines: &[String]) -> Option<()> {
        let frame = lines.join("\r\n") + "\r\n";
        self.socket.send(Message::text(frame)).await.ok()
    }
}
