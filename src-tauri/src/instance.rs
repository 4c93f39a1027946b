//! One program for one data folder: who comes second shows the first one's window and ends.
//!
//! The folder's lock decides who is first. The first opens a door beside it, a port of its own that takes one word:
//! the public port may be somebody else's, and not every desktop has a message bus.

use std::{io, path::Path, sync::Arc, time::Duration};

use gauge_engine::{DataDir, StoreError};
use serde::{Deserialize, Serialize};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::Notify,
    time::{Instant, sleep, timeout},
};

/// So long the second waits for the first to have its door open, or to be gone. One without a window never has.
const PATIENCE: Duration = Duration::from_millis(1500);
/// And so long between two tries.
const AGAIN: Duration = Duration::from_millis(40);
/// So long the first may take to answer: on a busy machine many start at once.
const ANSWER: Duration = Duration::from_secs(10);
/// So long the one in the door may take.
const TALK: Duration = Duration::from_millis(500);
const SHOWN: &str = "shown\n";

/// What became of a start.
pub(crate) enum Claim {
    /// The folder is ours.
    First(DataDir, Door),
    /// It is another's, whose window is shown now.
    Second,
}

/// Told whenever somebody comes second.
#[derive(Default)]
pub(crate) struct Door(pub(crate) Arc<Notify>);

/// What stands beside the lock.
#[derive(Serialize, Deserialize)]
struct Beside {
    port: u16,
    secret: String,
}

/// Takes the folder, or has the window shown of who holds it.
///
/// # Errors
/// When it can be neither: another holds it without a window, or it cannot be written.
pub(crate) async fn claim(root: &Path) -> Result<Claim, StoreError> {
    let end = Instant::now() + PATIENCE;
    loop {
        let refusal = match DataDir::claim(root) {
            Ok(data) => {
                let door = open(data.root()).await;
                return Ok(Claim::First(data, door));
            }
            Err(refusal @ StoreError::InUse(_)) => refusal,
            Err(other) => return Err(other),
        };
        if matches!(timeout(ANSWER, knock(root)).await, Ok(Ok(()))) {
            return Ok(Claim::Second);
        }
        if Instant::now() > end {
            return Err(refusal);
        }
        sleep(AGAIN).await;
    }
}

fn path(root: &Path) -> std::path::PathBuf {
    root.join("run").join("window.json")
}

async fn knock(root: &Path) -> io::Result<()> {
    let beside: Beside = serde_json::from_slice(&tokio::fs::read(path(root)).await?)?;
    let mut stream = TcpStream::connect(("127.0.0.1", beside.port)).await?;
    stream
        .write_all(format!("{}\n", beside.secret).as_bytes())
        .await?;
    let mut answer = String::new();
    BufReader::new(stream).take(16).read_line(&mut answer).await?;
    // Another program may have the port of one that was killed.
    (answer == SHOWN)
        .then_some(())
        .ok_or_else(|| io::ErrorKind::InvalidData.into())
}

/// Without a door the second is only refused; that must not keep the first from starting.
async fn open(root: &Path) -> Door {
    let shown = Arc::new(Notify::new());
    match listen(root).await {
        Ok((listener, secret)) => {
            tokio::spawn(answer(listener, secret, Arc::clone(&shown)));
        }
        Err(error) => tracing::warn!(%error, "a second start cannot show this window"),
    }
    Door(shown)
}

async fn listen(root: &Path) -> io::Result<(TcpListener, String)> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    let secret: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let beside = Beside {
        port: listener.local_addr()?.port(),
        secret: secret.clone(),
    };
    let path = path(root);
    path.parent().map_or(Ok(()), gauge_server::private_folder)?;
    gauge_server::write_private(&path, &serde_json::to_vec(&beside)?)?;
    Ok((listener, secret))
}

/// Lets in who read the secret, which only the user can.
async fn answer(listener: TcpListener, secret: String, shown: Arc<Notify>) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            sleep(AGAIN).await;
            continue;
        };
        let talk = async {
            let mut stream = BufReader::new(stream);
            let mut said = String::new();
            (&mut stream).take(128).read_line(&mut said).await?;
            if said.trim_end() == secret {
                shown.notify_one();
                stream.write_all(SHOWN.as_bytes()).await?;
            }
            io::Result::Ok(())
        };
        // Whoever says nothing, or goes away, is of no interest.
        _ = timeout(TALK, talk).await;
    }
}
