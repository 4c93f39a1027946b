//! A loader file in OBS: OBS first, then the app, and the overlay is there; whatever happens to the app, it never goes
//! blank (RELIABILITY F8).

use std::{fs, path::PathBuf};

use gauge_tests::{
    app::{App, Launch},
    chromium::{Chromium, generations},
    folder::Folder,
    http,
    local_file::LocalFile,
    screen::free_port,
    tokens,
};
use serde_json::json;

/// Has the loader file of this overlay written.
async fn loader(folder: &Folder, app: &App, path: &str) -> PathBuf {
    let token = tokens::of_overlays(folder.path(), app.http()).await;
    let url = format!(
        "{}{path}{}token={token}",
        app.http(),
        if path.contains('?') { "&" } else { "?" }
    );
    let wish = json!({ "ask": "overlay_file", "url": url, "name": "My goal" });
    let written = tokens::asked(folder.path(), app.http(), wish).await;
    let written = PathBuf::from(written.as_str().expect("a path"));
    assert_eq!(written, folder.path().join("overlays/my-goal.html"));
    written
}

/// Waits until so many of a thousand pixels are drawn on, or more; none, for 0.
async fn until_drawn(page: &mut Chromium, least: usize) {
    page.until(&format!("here === {}", least > 0)).await;
    // What is in a frame of another origin cannot be asked about, only seen.
    let seen = async {
        loop {
            let drawn = page.picture().await.drawn();
            if drawn >= least && (least > 0) == (drawn > 0) {
                return;
            }
        }
    };
    gauge_tests::in_time("the overlay to be drawn", seen).await;
}

#[tokio::test]
async fn it_waits_for_the_app_and_then_shows_the_overlay_in_every_chromium() {
    for (_, path) in generations() {
        let folder = Folder::new();
        let port = free_port();
        let app = Launch::on_port(folder.path(), port).start().await;
        let file = LocalFile::of(loader(&folder, &app, "/o/number?value=likes").await).await;
        app.terminate().await;

        let mut page = Chromium::start_with(&path, &[file.flag()]).await;
        page.open(LocalFile::ADDRESS, 320, 112).await;
        until_drawn(&mut page, 0).await;
        let app = Launch::on_port(folder.path(), port).start().await;
        until_drawn(&mut page, 500).await;

        // As obs-browser does it: a style element with text, at the end of the head.
        let css = ":root { --plate: rgb(255, 0, 0) }";
        page.value(&format!(
            "document.head.append(Object.assign(document.createElement('style'), {{ textContent: `{css}` }}))"
        ))
        .await;
        let red = async { while page.picture().await.pixel(160, 4) != [255, 0, 0, 255] {} };
        gauge_tests::in_time("the custom CSS to apply", red).await;

        // Once it is shown it stays, with its last values, whatever becomes of the app.
        app.kill().await;
        until_drawn(&mut page, 500).await;
        assert!(page.complaints.is_empty(), "{:?}", page.complaints);
    }
}

#[tokio::test]
async fn its_file_follows_a_new_token_and_a_new_port() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).start().await;
    let path = loader(&folder, &app, "/o/chat").await;
    let before = fs::read_to_string(&path).expect("the file");
    let old = tokens::of_overlays(folder.path(), app.http()).await;
    assert!(before.contains(&format!("{}/o/chat?token={old}\"", app.http())));
    let rotate = json!({ "ask": "rotate_token", "id": "overlays" });
    tokens::asked(folder.path(), app.http(), rotate).await;
    let new = tokens::of_overlays(folder.path(), app.http()).await;
    let has = |address: String| {
        let path = path.clone();
        async move {
            while !fs::read_to_string(&path).is_ok_and(|text| text.contains(&address)) {
                tokio::task::yield_now().await;
            }
        }
    };
    gauge_tests::in_time(
        "the file to follow the token",
        has(format!("{}/o/chat?token={new}\"", app.http())),
    )
    .await;
    let former = app.http().to_owned();
    app.terminate().await;
    let app = Launch::headless(folder.path()).start().await;
    assert_ne!(app.http(), former);
    gauge_tests::in_time(
        "the file to follow the port",
        has(format!("{}/o/chat?token={new}\"", app.http())),
    )
    .await;
}

#[tokio::test]
async fn only_an_overlay_gets_a_file() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).start().await;
    let (_, admin) = tokens::make(folder.path(), "admin", &[]).await;
    for url in [
        "http://example.com/o/stats".to_owned(),
        format!("{}/docs", app.http()),
        format!("{}/o/stats\"</script><script>alert(1)</script>", app.http()),
    ] {
        let wish = json!({ "ask": "overlay_file", "url": url, "name": "x" });
        let (status, fault) = tokens::ask(app.http(), &admin, wish).await;
        assert_eq!(status, 422, "{url}: {fault}");
    }
    assert!(!folder.path().join("overlays").exists());
    // Nothing of this is for who only reads.
    let wish = json!({ "ask": "overlay_file", "url": format!("{}/o/stats", app.http()), "name": "x" });
    let token = tokens::of_overlays(folder.path(), app.http()).await;
    assert_eq!(tokens::ask(app.http(), &token, wish).await.0, 403);
    http::get(app.http(), "/health").await;
}
