//! The user's own overlays: `overlays/NAME/` in the data folder, served at `/my/TOKEN/NAME/`.
//!
//! Such a page may come from anywhere, so it is in a sandbox: its origin is nobody's, and what it may do is what its
//! token allows, which reads (RELIABILITY 1.2 D). The token stands in the path, so that what the page is made of is
//! found beside it: requests of a sandbox carry nothing else that tells them from a stranger's.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use axum::{
    Extension,
    body::Body,
    extract::{Path as InPath, State},
    http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header},
};
use gauge_engine::{Engine, private as files};
use gauge_model::{Fault, FaultCode, OwnOverlay};
use tokio::task::spawn_blocking;

use crate::{access::Access, folders, pages, problem::Problem, reply};

/// What a new one begins with; also on `/docs`.
pub(crate) const STARTER: &str = include_str!("../pages/examples/own.html");
const INDEX: &str = "index.html";
/// A file is sent in one piece.
const LARGEST: u64 = 64 << 20;

/// `/my/{token}/{*path}`: a file of an overlay's folder.
pub(crate) async fn file(
    State(engine): State<Engine>,
    Extension(access): Extension<Access>,
    InPath((_, path)): InPath<(String, String)>,
    headers: HeaderMap,
) -> Result<Response<Body>, Problem> {
    access.to_read()?;
    if folders::is_name(&path) {
        // Without it the page would look for its own files in the wrong place.
        return Ok(moved(&path));
    }
    let path = match path.strip_suffix('/') {
        Some(folder) => format!("{folder}/{INDEX}"),
        None => path,
    };
    let (root, asked) = (folders::overlays(&engine.data_dir()), path.clone());
    let found = spawn_blocking(move || read(&root, &asked)).await.ok().flatten();
    let mut response = match found {
        Some(bytes) => reply::typed(StatusCode::OK, pages::media_type(&path), bytes),
        None if path.ends_with("/client.js") => pages::client().await,
        None => {
            let message = "There is no such file in your overlay’s folder. A folder has an index.html.";
            return Ok(reply::error(StatusCode::NOT_FOUND, "not_found", message));
        }
    };
    let set = response.headers_mut();
    for (name, value) in [
        (
            HeaderName::from_static("content-security-policy"),
            policy(&headers),
        ),
        // Nobody has its origin, not even itself.
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "cross-origin".to_owned(),
        ),
    ] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            set.insert(name, value);
        }
    }
    Ok(response)
}

fn moved(name: &str) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::PERMANENT_REDIRECT;
    // Relative: the token stays in it.
    if let Ok(to) = HeaderValue::from_str(&format!("{name}/")) {
        response.headers_mut().insert(header::LOCATION, to);
    }
    response
}

/// Whatever the page likes, but in a sandbox, and from this computer only our port: OBS and others listen here too.
fn policy(headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    format!(
        "sandbox allow-scripts; default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob: https:; connect-src 'self'{} \
         https: wss:; base-uri 'none'; form-action 'none'; frame-ancestors {}",
        pages::socket(host.unwrap_or_default()),
        pages::FRAMES
    )
}

/// A file in the folder, and nothing that a link leads to elsewhere.
fn read(root: &Path, path: &str) -> Option<Vec<u8>> {
    let mut parts = path.split('/');
    let name = parts.next().filter(|name| folders::is_name(name))?;
    let is_plain = |part: &str| {
        let is_odd = |c: char| c.is_control() || matches!(c, '\\' | ':');
        !part.is_empty() && !part.starts_with('.') && !part.contains(is_odd)
    };
    if !parts.all(is_plain) {
        return None;
    }
    let own = fs::canonicalize(root).ok()?.join(name);
    let file = fs::canonicalize(root.join(path)).ok()?;
    let about = fs::metadata(&file).ok()?;
    // On Windows the real name may be written in another case.
    let is_inside =
        file.starts_with(&own) || (cfg!(windows) && file.starts_with(fs::canonicalize(&own).ok()?));
    (is_inside && about.is_file() && about.len() <= LARGEST).then(|| fs::read(file).ok())?
}

/// Every own overlay, by name.
///
/// # Errors
/// What the system says.
pub(crate) fn list(data: &Path, http: Option<&str>, token: &str) -> Result<Vec<OwnOverlay>, Fault> {
    let folder = folders::overlays(data);
    let found = match fs::read_dir(&folder) {
        Ok(found) => found,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(fault(&folder, &error)),
    };
    let is_own = |file: &fs::DirEntry| file.file_type().is_ok_and(|kind| kind.is_dir());
    let names = found.flatten().filter(is_own);
    let names = names.filter_map(|file| file.file_name().into_string().ok());
    let mut names: Vec<_> = names.filter(|name| folders::is_name(name)).collect();
    names.sort_unstable();
    Ok(names.iter().map(|name| own(&folder, http, token, name)).collect())
}

/// Makes one, or leaves it as it is.
///
/// # Errors
/// When it cannot be called that, or the folder cannot be made.
pub(crate) fn make(data: &Path, http: Option<&str>, token: &str, name: &str) -> Result<OwnOverlay, Fault> {
    if !folders::is_name(name) {
        let why = format!(
            "“{name}” can be no folder’s name here. Use letters, digits, - and _, such as my-overlay."
        );
        return Err(Fault::new(FaultCode::File, why));
    }
    let folder = folders::overlays(data);
    let place = folder.join(name);
    let page = place.join(INDEX);
    let made = files::private_folder(&folder).and_then(|()| fs::create_dir_all(&place));
    let made = made.and_then(|()| {
        if page.exists() {
            Ok(())
        } else {
            fs::write(&page, STARTER)
        }
    });
    made.map_err(|error| fault(&place, &error))?;
    Ok(own(&folder, http, token, name))
}

fn own(folder: &Path, http: Option<&str>, token: &str, name: &str) -> OwnOverlay {
    OwnOverlay {
        name: name.to_owned(),
        folder: folder.join(name).display().to_string(),
        address: http.map(|http| format!("{http}/my/{token}/{name}/")),
    }
}

fn fault(path: &Path, error: &io::Error) -> Fault {
    let path: PathBuf = path.to_owned();
    let why = format!(
        "{} cannot be used: {error}. See the folder’s rights.",
        path.display()
    );
    Fault::new(FaultCode::File, why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn nothing_outside_of_the_folder_is_read() {
        use std::os::unix::fs::symlink;
        let data = tempfile::tempdir().unwrap();
        make(data.path(), None, "", "mine").unwrap();
        let root = folders::overlays(data.path());
        fs::write(data.path().join("secret"), "secret").unwrap();
        fs::create_dir(root.join("other")).unwrap();
        fs::write(root.join("other/secret"), "secret").unwrap();
        fs::write(root.join("mine/.hidden"), "hidden").unwrap();
        fs::create_dir(root.join("mine/sub")).unwrap();
        fs::write(root.join("mine/sub/a b.txt"), "deep").unwrap();
        symlink(data.path().join("secret"), root.join("mine/link")).unwrap();
        symlink(root.join("other"), root.join("mine/folder")).unwrap();
        symlink(data.path(), root.join("elsewhere")).unwrap();
        symlink(root.join("mine/sub/a b.txt"), root.join("mine/inside")).unwrap();
        assert_eq!(
            read(&root, "mine/index.html").as_deref(),
            Some(STARTER.as_bytes())
        );
        assert_eq!(read(&root, "mine/sub/a b.txt").as_deref(), Some(&b"deep"[..]));
        assert_eq!(read(&root, "mine/inside").as_deref(), Some(&b"deep"[..]));
        for bad in [
            "mine/../other/secret",
            "mine/../../secret",
            "mine/link",
            "mine/folder/secret",
            "mine/.hidden",
            "mine//index.html",
            "mine/./index.html",
            "mine/sub",
            "mine/..\\..\\secret",
            "mine/c:\\secret",
            "mine/nothing",
            "elsewhere/secret",
            "../secret",
            "/etc/passwd",
            "",
        ] {
            assert_eq!(read(&root, bad), None, "{bad}");
        }
    }

    #[test]
    fn what_is_there_is_kept_and_a_strange_name_is_refused() {
        let data = tempfile::tempdir().unwrap();
        let made = make(data.path(), Some("http://127.0.0.1:7828"), "sgr1_x", "My-1").unwrap();
        assert_eq!(
            made.address.as_deref(),
            Some("http://127.0.0.1:7828/my/sgr1_x/My-1/")
        );
        let page = Path::new(&made.folder).join(INDEX);
        fs::write(&page, "mine").unwrap();
        make(data.path(), None, "", "My-1").unwrap();
        assert_eq!(fs::read_to_string(page).unwrap(), "mine");
        for bad in ["", "..", "a/b", "a b", "nul"] {
            assert!(make(data.path(), None, "", bad).is_err(), "{bad}");
        }
        assert_eq!(list(data.path(), None, "").unwrap().len(), 1);
    }
}
