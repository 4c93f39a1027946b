//! What a platform really sent, frame by frame, into a file for a bug report; without secrets.

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    sync::{Arc, Mutex, PoisonError},
};

use gauge_model::Millis;
use serde_json::json;
use tokio::{sync::mpsc, task::spawn_blocking};

/// A capture ends by itself after so many bytes.
const MOST: usize = 16 << 20;
/// Frames that wait for the disk. What comes faster is left out.
const QUEUE: usize = 1024;
/// Fields whose text is nobody's business.
const SECRET: [&str; 17] = [
    "access_token",
    "accessToken",
    "api_key",
    "apiKey",
    "auth",
    "authentication",
    "authorization",
    "challenge",
    "client_secret",
    "cookie",
    "device_code",
    "key",
    "password",
    "reconnect_url",
    "refresh_token",
    "salt",
    "token",
];

/// The place where a source's frames go while they are captured. Clones are the same place.
#[derive(Clone, Debug, Default)]
pub struct Capture(Arc<Mutex<Option<mpsc::Sender<String>>>>);

impl Capture {
    /// Captures from now on into this file, which is new; `secret` never gets into it.
    pub fn start(&self, file: File, secret: Option<String>) {
        let (frames, mut waiting) = mpsc::channel::<String>(QUEUE);
        self.set(Some(frames));
        spawn_blocking(move || {
            let mut file = BufWriter::new(file);
            let mut written = 0;
            while let Some(line) = waiting.blocking_recv() {
                let line = without_secrets(&line, secret.as_deref());
                written += line.len() + 1;
                if written > MOST || write(&mut file, &line, waiting.is_empty()).is_err() {
                    return;
                }
            }
        });
    }

    /// Captures no more.
    pub fn stop(&self) {
        self.set(None);
    }

    /// Whether frames are taken. It ends by itself when the file is full.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.frames().is_some_and(|frames| !frames.is_closed())
    }

    /// A frame of this source, with our time.
    pub(crate) fn note(&self, at: Millis, source: &str, frame: &str) {
        if let Some(frames) = self.frames() {
            // A full queue leaves it out: a bug report may not hold up the numbers.
            _ = frames.try_send(json!({ "at": at, "source": source, "frame": frame }).to_string());
        }
    }

    fn frames(&self) -> Option<mpsc::Sender<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, frames: Option<mpsc::Sender<String>>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = frames;
    }
}

fn write(file: &mut BufWriter<File>, line: &str, flush: bool) -> io::Result<()> {
    writeln!(file, "{line}")?;
    if flush { file.flush() } else { Ok(()) }
}

/// The line with the texts of secret fields, and the secret itself, taken out. It looks for them in the text, where
/// quotes may be escaped: a frame need not be JSON, and should stay as it came.
fn without_secrets(line: &str, secret: Option<&str>) -> String {
    let mut line = match secret.filter(|secret| !secret.is_empty()) {
        Some(secret) => line.replace(secret, "…"),
        None => line.to_owned(),
    };
    for quote in ["\"", "\\\""] {
        for name in SECRET {
            line = without_field(&line, &format!("{quote}{name}{quote}"), quote);
        }
    }
    line
}

fn without_field(line: &str, name: &str, quote: &str) -> String {
    let mut kept = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(name) {
        let (before, after) = rest.split_at(at + name.len());
        kept.push_str(before);
        rest = after;
        let value = after.trim_start_matches([' ', ':']);
        let Some(text) = value.strip_prefix(quote).filter(|_| value.len() < after.len()) else {
            continue;
        };
        let end = text.find(quote).unwrap_or(text.len());
        kept.push_str(&format!(":{quote}…"));
        rest = &text[end..];
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_taken_out_and_all_else_stays() {
        for (frame, want) in [
            (
                r#"{"a":1,"password":"hunter2","b":2}"#,
                r#"{"a":1,"password":"…","b":2}"#,
            ),
            (r#"{"token": "abc"}"#, r#"{"token":"…"}"#),
            (
                r#"{"tokens":["abc"],"comment":"my key"}"#,
                r#"{"tokens":["abc"],"comment":"my key"}"#,
            ),
            ("plain s3cret text", "plain … text"),
            (r#"{"key":null,"at":5}"#, r#"{"key":null,"at":5}"#),
        ] {
            assert_eq!(without_secrets(frame, Some("s3cret")), want);
            // As it stands in a line of the file: a text in JSON.
            let escaped = json!({ "frame": frame }).to_string();
            let wanted = json!({ "frame": want }).to_string();
            assert_eq!(without_secrets(&escaped, Some("s3cret")), wanted);
        }
    }

    #[tokio::test]
    async fn frames_go_into_the_file_while_they_are_wanted() {
        let file = std::env::temp_dir().join(format!("streamgauge-capture-{}", std::process::id()));
        let capture = Capture::default();
        capture.note(0, "x", "before");
        capture.start(File::create(&file).expect("a file"), None);
        assert!(capture.is_on());
        capture.note(5, "x", "one");
        capture.stop();
        capture.note(6, "x", "after");
        assert!(!capture.is_on());
        let written = || std::fs::read_to_string(&file).unwrap_or_default();
        while written().is_empty() {
            tokio::task::yield_now().await;
        }
        assert_eq!(written(), "{\"at\":5,\"frame\":\"one\",\"source\":\"x\"}\n");
        std::fs::remove_file(&file).expect("it is there");
    }
}
