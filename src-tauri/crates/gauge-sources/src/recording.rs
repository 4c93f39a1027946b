//! A recording: Twitch chat as it came over IRC (`.irc`), or one push event a line (`.ndjson`).

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::{Path, PathBuf},
};

use gauge_model::{ChannelId, Millis, StreamEvent};
use twitch_irc::message::IRCMessage;

use crate::{
    push,
    twitch::{self, ChatLine},
};

/// A recording that has been read through once and found good.
#[derive(Clone, Debug)]
pub struct Recording {
    input: Input,
    format: Format,
    channel: Option<ChannelId>,
    source: Box<str>,
    /// The first time that is told in it.
    first: Millis,
}

#[derive(Clone, Debug)]
enum Input {
    File(PathBuf),
    Memory(&'static [u8]),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Irc,
    Push,
}

/// Why a file cannot be played; the words say which line and what was expected there.
#[derive(Debug, thiserror::Error)]
pub enum RecordingError {
    /// The file cannot be read.
    #[error("{path} cannot be read: {error}.")]
    Unreadable {
        /// The file.
        path: String,
        /// What the system said.
        error: io::Error,
    },
    /// A line is not what it should be.
    #[error("Line {line}: {problem}")]
    Line {
        /// Counted from 1.
        line: usize,
        /// What is wrong, and what was expected.
        problem: String,
    },
    /// There is nothing in it to play.
    #[error("{0}")]
    Nothing(String),
}

const EXPECTED: &str = "Expected a line of Twitch chat such as “@tags :name PRIVMSG #channel :text”, or one JSON event \
                        a line such as {\"type\":\"viewers\",\"channel\":\"twitch:xqc\",\"at\":1767225600000,\
                        \"count\":45000}.";

impl Recording {
    /// Reads a file through. `channel` is the one to count: of chat, only its lines are taken; of events, it
    /// stands in where a line names none. The source's name is made from the content, so that the same recording
    /// is known again.
    ///
    /// # Errors
    /// [`RecordingError`]; nothing has been played then.
    pub fn open(path: &Path, channel: Option<ChannelId>) -> Result<Self, RecordingError> {
        let mut recording = Self::unchecked(Input::File(path.to_owned()), channel, "");
        let hash = recording.check()?;
        recording.source = format!("replay:{hash:016x}").into();
        Ok(recording)
    }

    /// A recording that is part of the program.
    ///
    /// # Errors
    /// [`RecordingError`], as for a file.
    pub fn built_in(bytes: &'static [u8], source: &str) -> Result<Self, RecordingError> {
        let mut recording = Self::unchecked(Input::Memory(bytes), None, source);
        recording.check()?;
        Ok(recording)
    }

    fn unchecked(input: Input, channel: Option<ChannelId>, source: &str) -> Self {
        Self {
            input,
            format: Format::Irc,
            channel,
            source: source.into(),
            first: 0,
        }
    }

    /// The name of the source whose events these are.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The events in the order of the recording, line by line.
    ///
    /// # Errors
    /// When the file cannot be read any more.
    pub fn lines(
        &self,
    ) -> Result<impl Iterator<Item = Result<Vec<StreamEvent>, RecordingError>> + use<>, RecordingError> {
        let recording = self.clone();
        let lines = Lines {
            reader: self.reader()?,
            number: 0,
            hash: 0,
        };
        let mut last = self.first;
        Ok(lines.map(move |line| {
            let (number, text, is_whole) = line?;
            let mut events = match recording.decode(number, &text) {
                // A recording that was cut off in the middle of its last line is still a recording.
                Err(_) if !is_whole => Vec::new(),
                decoded => decoded?,
            };
            for event in &mut events {
                // Lines of chat without a time happened with the line before, the first ones with the first that has one.
                event.at = if event.at == 0 { last } else { event.at };
                last = event.at;
            }
            Ok(events)
        }))
    }

    fn reader(&self) -> Result<Box<dyn BufRead + Send>, RecordingError> {
        match &self.input {
            Input::Memory(bytes) => Ok(Box::new(*bytes)),
            Input::File(path) => {
                let unreadable = |error| RecordingError::Unreadable {
                    path: path.display().to_string(),
                    error,
                };
                Ok(Box::new(BufReader::with_capacity(
                    1 << 16,
                    File::open(path).map_err(unreadable)?,
                )))
            }
        }
    }

    /// Finds the format, decodes every line once and returns the content's hash.
    fn check(&mut self) -> Result<u64, RecordingError> {
        let mut lines = Lines {
            reader: self.reader()?,
            number: 0,
            hash: FNV_OFFSET,
        };
        let mut first = true;
        let mut found = 0;
        let mut other = None;
        for line in lines.by_ref() {
            let (number, text, is_whole) = line?;
            if first && !text.trim().is_empty() {
                first = false;
                self.format = if text.trim_start().starts_with('{') {
                    Format::Push
                } else {
                    Format::Irc
                };
            }
            let events = match self.decode_all(number, &text) {
                Err(_) if !is_whole => Vec::new(),
                decoded => decoded?,
            };
            for event in events {
                if self.wants(&event) {
                    found += 1;
                    self.first = if self.first == 0 { event.at } else { self.first };
                } else {
                    other.get_or_insert(event.channel);
                }
            }
        }
        if found > 0 {
            return Ok(lines.hash);
        }
        Err(RecordingError::Nothing(match (&self.channel, &other) {
            (Some(channel), Some(other)) => {
                format!(
                    "This recording holds nothing of {channel}. It is of {other}: play it with --channel {other}."
                )
            }
            _ => format!("This recording holds no event. {EXPECTED}"),
        }))
    }

    /// Of chat, only the channel that was named; events have named theirs themselves.
    fn wants(&self, event: &StreamEvent) -> bool {
        let is_its = |channel: &ChannelId| *channel == event.channel;
        self.format == Format::Push || self.channel.as_ref().is_none_or(is_its)
    }

    fn decode(&self, number: usize, text: &str) -> Result<Vec<StreamEvent>, RecordingError> {
        let mut events = self.decode_all(number, text)?;
        events.retain(|event| self.wants(event));
        Ok(events)
    }

    fn decode_all(&self, number: usize, text: &str) -> Result<Vec<StreamEvent>, RecordingError> {
        if text.trim().is_empty() {
            return Ok(Vec::new());
        }
        let mut events = match self.format {
            Format::Irc => self.decode_irc(number, text)?,
            Format::Push => {
                // The recording's own times stand, whenever they were.
                let events = push::decode(text.as_bytes(), &self.source, self.channel.as_ref(), Millis::MAX);
                let events = events.map_err(|error| RecordingError::Line {
                    line: number,
                    problem: error.to_string(),
                })?;
                if events.iter().any(|event| event.at == Millis::MAX) {
                    let problem = "`at` is missing: a recorded event needs its time".to_owned();
                    return Err(RecordingError::Line {
                        line: number,
                        problem,
                    });
                }
                events
            }
        };
        for (i, event) in events.iter_mut().enumerate() {
            // So that playing it again counts nothing twice.
            event
                .id
                .get_or_insert_with(|| format!("line:{number}:{i}").into());
        }
        Ok(events)
    }

    fn decode_irc(&self, number: usize, text: &str) -> Result<Vec<StreamEvent>, RecordingError> {
        let foreign = || RecordingError::Line {
            line: number,
            problem: EXPECTED.to_owned(),
        };
        let line = IRCMessage::parse(text).map_err(|_| foreign())?;
        let command = command_as_written(text);
        let is_numeric = command.len() == 3 && command.bytes().all(|b| b.is_ascii_digit());
        if !is_numeric && !command.bytes().all(|b| b.is_ascii_uppercase()) {
            return Err(foreign());
        }
        match twitch::decode(&line, &self.source, 0) {
            ChatLine::Events(events) => Ok(events),
            _ => Ok(Vec::new()),
        }
    }
}

/// The parser makes every command upper case; prose would pass for chat.
fn command_as_written(text: &str) -> &str {
    let mut words = text.split(' ');
    words.find(|word| !word.starts_with(['@', ':'])).unwrap_or("")
}

struct Lines<R> {
    reader: R,
    number: usize,
    hash: u64,
}

/// FNV-1a, 64 bits (Fowler, Noll, Vo): it tells recordings apart and need not be secret.
const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0100_0000_01b3;

/// A line longer than this is no line of a recording.
const LONGEST_LINE: u64 = 1 << 20;

impl<R: BufRead> Iterator for Lines<R> {
    /// Its number from 1, its text without the line end, and whether it had a line end.
    type Item = Result<(usize, String, bool), RecordingError>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut bytes = Vec::new();
        self.number += 1;
        let line = self.number;
        match self
            .reader
            .by_ref()
            .take(LONGEST_LINE)
            .read_until(b'\n', &mut bytes)
        {
            Ok(0) => None,
            Ok(_) => {
                for byte in &bytes {
                    self.hash = (self.hash ^ u64::from(*byte)).wrapping_mul(FNV_PRIME);
                }
                let is_whole = bytes.ends_with(b"\n");
                let problem = format!("This is no text in UTF-8. {EXPECTED}");
                Some(match String::from_utf8(bytes) {
                    Ok(text) => {
                        // Some editors begin a file with a byte order mark.
                        let text = if line == 1 {
                            text.trim_start_matches('\u{feff}')
                        } else {
                            &text
                        };
                        Ok((line, text.trim_end_matches(['\r', '\n']).to_owned(), is_whole))
                    }
                    Err(_) => Err(RecordingError::Line { line, problem }),
                })
            }
            Err(error) => Some(Err(RecordingError::Line {
                line,
                problem: format!("The file cannot be read: {error}."),
            })),
        }
    }
}
