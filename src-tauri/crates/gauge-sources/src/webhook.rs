//! Another program of this computer is told of something.

use std::time::Duration;

use serde_json::Value;

use crate::https;

/// How long it may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Posts JSON. Nothing of this computer's proxies is asked, and no redirection leads away from it.
///
/// # Errors
/// One sentence for the user.
pub async fn post_webhook(url: &str, body: &Value) -> Result<(), String> {
    let client = https::http_client(PATIENCE)
        .build()
        .map_err(|error| format!("The webhook cannot be called: {error}."))?;
    let answer = client.post(url).json(body).send().await.map_err(|error| {
        if error.is_timeout() {
            "The webhook's program did not answer in 5 s. Look whether it hangs.".to_owned()
        } else {
            "Nobody answers at the webhook's address. Start the program, or correct the address.".to_owned()
        }
    })?;
    let status = answer.status();
    if status.is_success() {
        Ok(())
    } else {
        Err(format!(
            "The webhook's program refused it with status {}.",
            status.as_u16()
        ))
    }
}
