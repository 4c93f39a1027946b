//! How obs-websocket and Streamer.bot let one prove that one knows the password, without saying it.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

/// The proof for this salt and challenge.
pub(crate) fn proof(password: &str, salt: &str, challenge: &str) -> String {
    let hash = |text: String| STANDARD.encode(Sha256::digest(text));
    hash(hash(format!("{password}{salt}")) + challenge)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_proof_is_obs_own() {
        // The example of obs-websocket's own protocol document, under “Creating an authentication string”.
        let salt = "lM1GncleQOaCu9lT1yeUZhFYnqhsLLP1G5lAGo3ixaI=";
        let challenge = "+IxH4CnCiqpX1rM9scsNynZzbOe4KhDeYcTNS3PDaeY=";
        let want = "1Ct943GAT+6YQUUX47Ia/ncufilbe6+oD6lY+5kaCu4=";
        assert_eq!(proof("supersecretpassword", salt, challenge), want);
    }
}
