//! Asking a Streamgauge that runs, as another program of the same user.

use std::{
    io::{Read, Write},
    net::TcpStream,
    path::Path,
    time::Duration,
};

use gauge_model::Ask;
use serde_json::Value;

use crate::access::{Endpoint, Keyring, OWNER};

const PATIENCE: Duration = Duration::from_secs(10);

/// Asks the Streamgauge that runs in a data folder, with the token of its owner.
///
/// # Errors
/// Words for the user: nobody is to be found there, or what he asked is refused.
pub fn ask_running(data: &Path, ask: &Ask) -> Result<Value, String> {
    let away = |error: &dyn std::fmt::Display| {
        format!(
            "Streamgauge runs in this folder, but its port cannot be reached: {error}. End it, or try again."
        )
    };
    let endpoint = Endpoint::read(data).map_err(|error| away(&error))?;
    let keyring = Keyring::open(data, gauge_engine::now()).map_err(|error| error.to_string())?;
    let body = serde_json::to_string(ask).map_err(|error| error.to_string())?;
    let (port, token) = (endpoint.port, keyring.built_in(OWNER));
    // HTTP/1.0: the answer ends with the connection.
    let request = format!(
        "POST /api/ask HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let answer = exchange(port, &request).map_err(|error| away(&error))?;
    let (head, body) = answer
        .split_once("\r\n\r\n")
        .ok_or_else(|| away(&"it does not speak HTTP"))?;
    let answer: Value = serde_json::from_str(body).map_err(|error| away(&error))?;
    if head.split(' ').nth(1) == Some("200") {
        Ok(answer)
    } else {
        Err(answer["message"].as_str().unwrap_or("It was refused.").to_owned())
    }
}

fn exchange(port: u16, request: &str) -> std::io::Result<String> {
    let mut socket = TcpStream::connect(("127.0.0.1", port))?;
    socket.set_read_timeout(Some(PATIENCE))?;
    socket.write_all(request.as_bytes())?;
    let mut answer = String::new();
    socket.read_to_string(&mut answer)?;
    Ok(answer)
}
