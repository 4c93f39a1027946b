//! Loader files: what OBS can show while we are not there yet. OBS never tries a failed page again, but a file on the
//! disk does not fail: it waits, and then frames the overlay. It holds nothing but one of our addresses, because a local
//! file in OBS may read every other (RELIABILITY F8).

use std::{fs, io, path::Path};

use gauge_engine::private as files;
use gauge_model::{Fault, FaultCode};

use crate::{access::Keyring, folders};

const PAGE: &str = include_str!("../pages/loader.html");
/// What stands around the address in it.
const BEFORE: &str = "const address = \"";
const NOTHING: &str = "about:blank";
const AFTER: &str = "\";";
const TOKEN: &str = "token=";

/// Writes the file of an overlay's address; where it is.
///
/// # Errors
/// When it is no address of ours, or cannot be written.
pub(crate) fn write(data: &Path, http: &str, url: &str, name: &str) -> Result<String, Fault> {
    let is_ours = url
        .strip_prefix(http)
        .is_some_and(|path| path.starts_with("/o/") && path.bytes().all(is_plain));
    if !is_ours {
        let why = format!("Only an overlay can be loaded by a file: its address begins with {http}/o/.");
        return Err(Fault::new(FaultCode::File, why));
    }
    let path = folders::overlays(data).join(format!("{}.html", folders::named(name)));
    let written = files::private_folder(&folders::overlays(data))
        .and_then(|()| files::write_private(&path, page(url).as_bytes()));
    match written {
        Ok(()) => Ok(path.display().to_string()),
        Err(error) => {
            let why = format!(
                "{} cannot be written: {error}. See the folder’s rights.",
                path.display()
            );
            Err(Fault::new(FaultCode::File, why))
        }
    }
}

/// Writes every file anew whose address is not right any more: another port, another token.
pub(crate) fn renew(data: &Path, http: &str, keyring: &Keyring) -> io::Result<()> {
    let folder = match fs::read_dir(folders::overlays(data)) {
        Ok(folder) => folder,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    for file in folder.flatten() {
        let is_page = file.path().extension().is_some_and(|end| end == "html");
        let is_file = file.file_type().is_ok_and(|kind| kind.is_file());
        if !is_page || !is_file {
            continue;
        }
        let text = fs::read_to_string(file.path()).unwrap_or_default();
        if let Some(now) = renewed(&text, http, keyring) {
            files::write_private(&file.path(), now.as_bytes())?;
        }
    }
    Ok(())
}

/// The file as it should be; `None` when it is right, or none of ours.
fn renewed(text: &str, http: &str, keyring: &Keyring) -> Option<String> {
    let (_, rest) = text.split_once(BEFORE)?;
    let (url, _) = rest.split_once(AFTER)?;
    let path = url.find("/o/").map(|at| &url[at..])?;
    let pairs = path.split_inclusive(['?', '&']).map(|part| {
        let pair = part.trim_end_matches('&');
        let token = pair.strip_prefix(TOKEN).and_then(|token| keyring.text_now(token));
        token.map_or_else(
            || part.to_owned(),
            |token| part.replace(pair, &format!("{TOKEN}{token}")),
        )
    });
    let now = page(&format!("{http}{}", pairs.collect::<String>()));
    (now != text).then_some(now)
}

fn page(url: &str) -> String {
    PAGE.replace(
        &format!("{BEFORE}{NOTHING}{AFTER}"),
        &format!("{BEFORE}{url}{AFTER}"),
    )
}

/// What addresses are written with. None of it means anything in a script or a page.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~:/?#@!$&()*+,;=%".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_has_a_place_for_the_address() {
        let made = page("http://127.0.0.1:7828/o/stats");
        assert!(made.contains("const address = \"http://127.0.0.1:7828/o/stats\";"));
        assert!(!made.contains(NOTHING));
    }

    #[test]
    fn only_addresses_of_overlays_come_into_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let http = "http://127.0.0.1:7828";
        for bad in [
            "http://127.0.0.1:7829/o/stats",
            "http://127.0.0.1:7828/docs",
            "http://127.0.0.1:7828/o/stats\"; alert(1); \"",
            "http://127.0.0.1:7828/o/</script><script>alert(1)",
            "http://127.0.0.1:7828/o/stats\\",
            "http://127.0.0.1:7828/o/stats?title=ü",
            "javascript:alert(1)//http://127.0.0.1:7828/o/",
        ] {
            assert!(write(folder.path(), http, bad, "x").is_err(), "{bad}");
        }
        assert!(!folders::overlays(folder.path()).exists(), "nothing was written");
        let path = write(
            folder.path(),
            http,
            &format!("{http}/o/stats?show=likes"),
            "../Größe 1",
        )
        .unwrap();
        assert!(path.ends_with("overlays/gr-e-1.html"), "{path}");
    }

    #[test]
    fn a_file_follows_the_port_and_its_token() {
        let folder = tempfile::tempdir().unwrap();
        let keyring = Keyring::open(folder.path(), 0).unwrap();
        let token = keyring.built_in(crate::access::OVERLAYS);
        let url = |http: &str, token: &str| format!("{http}/o/goal?token={token}&look=ring");
        let old = page(&url("http://127.0.0.1:7828", &token));
        assert_eq!(renewed(&old, "http://127.0.0.1:7828", &keyring), None);
        let new = renewed(&old, "http://127.0.0.1:7900", &keyring);
        assert_eq!(new, Some(page(&url("http://127.0.0.1:7900", &token))));
        let ask = gauge_model::Ask::RotateToken {
            id: crate::access::OVERLAYS.to_owned(),
        };
        keyring.answer(&ask, 0).unwrap().unwrap();
        let rotated = keyring.built_in(crate::access::OVERLAYS);
        assert_ne!(rotated, token);
        let new = renewed(&old, "http://127.0.0.1:7828", &keyring);
        assert_eq!(new, Some(page(&url("http://127.0.0.1:7828", &rotated))));
        for other in ["", "<p>mine</p>", "const address = \"http://example.com/\";"] {
            assert_eq!(renewed(other, "http://127.0.0.1:7828", &keyring), None, "{other}");
        }
    }
}
