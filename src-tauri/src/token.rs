//! `streamgauge token …`: through the port of the Streamgauge that runs, else in its data folder.

use gauge_engine::{DataDir, StoreError};
use gauge_model::Ask;
use gauge_server::{Keyring, ask_running};
use serde_json::{Value, json};

use crate::{
    flags::{Flags, TokenCommand},
    log,
};

/// Does it, and says each token as one line.
pub(crate) fn run(command: TokenCommand, flags: &Flags) -> Result<(), String> {
    let ask = match command {
        TokenCommand::New {
            scope,
            label,
            origins,
            rate,
        } => Ask::NewToken {
            label,
            scope,
            origins,
            rate,
        },
        TokenCommand::Rate { id, rate } => Ask::SetTokenRate { id, rate },
        TokenCommand::List => Ask::Tokens,
        TokenCommand::Rotate { id } => Ask::RotateToken { id },
        TokenCommand::Revoke { id } => Ask::RevokeToken { id },
        TokenCommand::RotateAll => Ask::RotateAllTokens,
    };
    let root = flags.data_dir.clone().unwrap_or_else(DataDir::default_root);
    let answer = match DataDir::claim(&root) {
        Ok(data) => answer_here(&data, &ask)?,
        Err(StoreError::InUse(_)) => ask_running(&root, &ask)?,
        Err(error) => return Err(error.to_string()),
    };
    match answer {
        Value::Array(tokens) => tokens.iter().for_each(log::say),
        Value::Object(_) => log::say(&answer),
        _ => log::say(&json!({ "done": true })),
    }
    Ok(())
}

/// Nothing runs: the folder is ours meanwhile.
fn answer_here(data: &DataDir, ask: &Ask) -> Result<Value, String> {
    let now = gauge_engine::now();
    let keyring = Keyring::open(data.root(), now).map_err(|error| error.to_string())?;
    let answer = keyring.answer(ask, now).ok_or("This is nothing about tokens.")?;
    serde_json::to_value(answer.map_err(|fault| fault.message)?).map_err(|error| error.to_string())
}
