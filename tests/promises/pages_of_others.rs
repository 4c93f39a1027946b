//! Real browsers: from eight places, in twelve ways, only a page of the port's own reads, and none writes
//! (RELIABILITY S-08). The same pages at a port without a guard read and write, or this would see nothing.

use std::{fs, path::PathBuf};

use gauge_tests::{
    app::Launch,
    chromium::{Chromium, generations},
    folder::Folder,
    http::push,
    open_server::OpenServer,
    recordings::root,
};
use serde_json::{Value, json};

const WAYS: &str = include_str!("../fixtures/pages_of_others.js");
/// In milliseconds; what a browser neither does nor refuses in this time it waits for its user to allow.
const LIMIT: u32 = 5000;
const WRITES: [&str; 5] = ["beacon", "form", "json", "put", "text"];

/// Where pages of others come from.
struct Places {
    loopback: OpenServer,
    /// One that the browser takes for a server on the internet.
    public: OpenServer,
    file: PathBuf,
    _folder: tempfile::TempDir,
}

impl Places {
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("page.html");
        fs::write(&file, "<!doctype html><title>A page</title>").expect("a page");
        Self {
            loopback: OpenServer::start().await,
            public: OpenServer::start().await,
            file,
            _folder: folder,
        }
    }

    fn flags(&self) -> Vec<String> {
        vec![
            "--host-resolver-rules=MAP *.test 127.0.0.1".to_owned(),
            format!(
                "--ip-address-space-overrides=127.0.0.1:{}=public",
                self.public.port
            ),
        ]
    }

    /// The name of each, the page's address, and by which name it calls the port.
    fn all(&self, port: u16) -> [(&'static str, String, String); 8] {
        let (own, other, public) = (
            format!("http://127.0.0.1:{port}"),
            self.loopback.port,
            self.public.port,
        );
        let rebound = format!("http://rebind.test:{port}");
        let file = format!("file://{}", self.file.display());
        [
            (
                "a foreign site",
                format!("http://evil.test:{other}/"),
                own.clone(),
            ),
            (
                "a foreign site on the internet",
                format!("http://evil.test:{public}/"),
                own.clone(),
            ),
            (
                "another port of the address",
                format!("http://127.0.0.1:{other}/"),
                own.clone(),
            ),
            (
                "another port of localhost",
                format!("http://localhost:{other}/"),
                own.clone(),
            ),
            (
                "a foreign name of the port itself",
                format!("{rebound}/"),
                rebound,
            ),
            ("the port's own page", format!("{own}/"), own.clone()),
            (
                "a sandboxed frame",
                format!("http://evil.test:{other}/"),
                own.clone(),
            ),
            ("a file", file, own),
        ]
    }
}

/// What the page at a place could read.
async fn reads(browser: &mut Chromium, name: &str, page: &str, target: &str) -> String {
    browser.open(page, 400, 300).await;
    browser.until("document.readyState === 'complete'").await;
    let call = format!("({WAYS})({target:?}, {LIMIT})");
    let script = if name == "a sandboxed frame" {
        let inner = json!(format!(
            "<script>({call}).then((said) => parent.postMessage(said, '*'))</script>"
        ));
        // A text in a script may not hold the end of one.
        let inner = inner.to_string().replace("</script>", "<\\/script>");
        format!(
            "new Promise((done) => {{
               onmessage = (message) => done(message.data);
               const frame = document.createElement('iframe');
               frame.sandbox = 'allow-scripts allow-forms';
               frame.srcdoc = {inner};
               document.body.append(frame);
             }})"
        )
    } else {
        call
    };
    match browser.value(&script).await {
        Value::String(said) => said,
        other => panic!("{name} said {other}: {:?}", browser.complaints),
    }
}

/// What every place could read of a port, a line each; and what it wrote, if the port is an open one.
async fn table(
    browser: &mut Chromium,
    places: &Places,
    port: u16,
    open: Option<&OpenServer>,
) -> Vec<(&'static str, String, Vec<String>)> {
    let mut rows = Vec::new();
    for (name, page, target) in places.all(port) {
        let said = reads(browser, name, &page, &target).await;
        let written = open.map(|open| open.written().into_iter().collect());
        rows.push((name, said, written.unwrap_or_default()));
    }
    rows
}

/// The browsers, each as it is and this system's also without its own wall around the local network.
fn browsers() -> Vec<(&'static str, PathBuf, Option<&'static str>)> {
    let mut all = vec![(
        "this system's without its wall",
        PathBuf::from("chromium"),
        Some("--disable-features=LocalNetworkAccessChecks"),
    )];
    all.extend(generations().into_iter().map(|(name, path)| (name, path, None)));
    all
}

#[tokio::test]
async fn only_the_ports_own_page_reads_and_none_writes() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).profile("Main").start().await;
    let port = app
        .address()
        .rsplit(':')
        .next()
        .and_then(|port| port.parse().ok());
    let port = port.expect("a port");
    let places = Places::new().await;
    let golden = root().join("tests/golden/pages_of_others.txt");
    for (name, path, flag) in browsers() {
        let flags = places.flags().into_iter().chain(flag.map(str::to_owned));
        let mut browser = Chromium::start_with(&path, &flags.collect::<Vec<_>>()).await;
        let mut text = String::from("# page: in which ways it reads\n");
        for (place, said, _) in table(&mut browser, &places, port, None).await {
            text += &format!("{place}: {}\n", if said.is_empty() { "-" } else { &said });
        }
        if std::env::var_os("WRITE_GOLDEN").is_some() {
            fs::write(&golden, &text).expect("the golden file can be written");
        }
        let wanted = fs::read_to_string(&golden).expect("the golden file");
        assert_eq!(text, wanted, "Chromium {name}");
    }
    push(app.http(), json!({ "type": "follow", "channel": "twitch:luna" })).await;
    assert_eq!(
        folder.open("Main").count("kind = 'follow'"),
        1,
        "the file is looked at"
    );
    assert_eq!(
        folder.open("Main").count("kind = 'share'"),
        0,
        "nothing was written"
    );
}

#[tokio::test]
async fn the_same_pages_read_and_write_where_nobody_guards() {
    let places = Places::new().await;
    let open = OpenServer::start().await;
    for (name, path, flag) in browsers() {
        let flags = places.flags().into_iter().chain(flag.map(str::to_owned));
        let mut browser = Chromium::start_with(&path, &flags.collect::<Vec<_>>()).await;
        for (place, said, written) in table(&mut browser, &places, open.port, Some(&open)).await {
            println!("{name} | {place} | reads {said} | writes {}", written.join(" "));
            // The browser's own wall stands there, or not, by its version.
            if place == "a foreign site on the internet" && flag.is_none() {
                continue;
            }
            for way in ["socket", "events", "fetch", "img", "script"] {
                assert!(
                    said.split(' ').any(|read| read == way),
                    "{name}: {place}: {way} of {said}"
                );
            }
            assert_eq!(written, WRITES, "{name}: {place}");
        }
    }
}
