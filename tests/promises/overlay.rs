//! The overlay, in Chromium as OBS has it.

use gauge_tests::{app::Launch, folder::Folder, http, screen::Driver};
use serde_json::json;

/// A pixel of a PNG: red, green, blue, alpha.
fn pixel(picture: &[u8], x: usize, y: usize) -> [u8; 4] {
    let decoder = png::Decoder::new(std::io::Cursor::new(picture));
    let mut reader = decoder.read_info().expect("a PNG");
    let mut bytes = vec![0; reader.output_buffer_size().expect("it fits into memory")];
    let info = reader.next_frame(&mut bytes).expect("a picture");
    let start = y * info.line_size + x * 4;
    bytes[start..start + 4]
        .try_into()
        .expect("four channels: the picture has transparency")
}

#[tokio::test]
async fn the_page_is_transparent_where_nothing_is_drawn() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).start().await;
    http::push(
        app.http(),
        &json!({ "type": "viewers", "channel": "generic:luna", "count": 77 }),
    )
    .await;
    let overlay = Driver::chromium(1280, 400).await;
    overlay
        .page
        .goto(&format!("{}/o/stats", app.http()))
        .await
        .expect("the overlay opens");
    overlay
        .until("document.querySelector('[data-stat=viewers]').dataset.value === '77'")
        .await;
    let picture = overlay.transparent_picture().await;
    assert_eq!(
        pixel(&picture, 0, 0),
        [0, 0, 0, 0],
        "the corner, outside of the plate's rounding"
    );
    assert_eq!(pixel(&picture, 1200, 250), [0, 0, 0, 0], "below the bar");
    assert!(pixel(&picture, 640, 8)[3] > 200, "the plate itself is drawn");
}

#[tokio::test]
async fn it_keeps_the_last_values_and_comes_back_by_itself() {
    let folder = Folder::new();
    let port = gauge_tests::screen::free_port();
    let app = Launch::on_port(folder.path(), port).start().await;
    let event = |count: u64| json!({ "type": "like", "channel": "generic:luna", "count": count });
    http::push(app.http(), &event(5)).await;
    let overlay = Driver::chromium(1280, 104).await;
    overlay
        .page
        .goto(&format!("{}/o/stats?show=likes", app.http()))
        .await
        .expect("the overlay opens");
    overlay
        .until("document.querySelector('[data-stat=likes]').dataset.value === '5'")
        .await;

    app.terminate().await;
    overlay.until("document.body.dataset.state === 'away'").await;
    assert_eq!(
        overlay
            .value("document.querySelector('[data-stat=likes]').dataset.value")
            .await,
        "5"
    );

    let app = Launch::on_port(folder.path(), port).start().await;
    http::push(app.http(), &event(3)).await;
    overlay.until("document.body.dataset.state === 'live'").await;
    overlay
        .until("document.querySelector('[data-stat=likes]').dataset.value === '8'")
        .await;
}

#[tokio::test]
async fn a_wrong_parameter_is_told_on_the_page() {
    let folder = Folder::new();
    let app = Launch::headless(folder.path()).start().await;
    let overlay = Driver::chromium(1280, 104).await;
    overlay
        .page
        .goto(&format!("{}/o/stats?show=viewers,lkes", app.http()))
        .await
        .expect("the overlay opens");
    overlay.until("document.body.innerText.includes('lkes')").await;
}
