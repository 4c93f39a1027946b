//! Files that leave the window and come into it, by the desktop's own dialogs.

use std::{fs, path::PathBuf};

use serde_json::json;

use crate::window::Desk;

/// A new folder whose path can be typed without Shift.
fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("streamgauge-{name}-{}", std::process::id()));
    // It may be left from a test that failed.
    _ = fs::remove_dir_all(&folder);
    fs::create_dir(&folder).expect("a folder");
    folder
}

#[tokio::test]
async fn a_report_is_written_where_the_user_says_and_nowhere_if_not() {
    let (desk, folder) = (Desk::new(&[]).await, folder("report"));
    let hand = desk.hand();
    desk.push(json!({ "type": "gift", "channel": "generic:luna", "coins": 7, "count": 3 }))
        .await;
    desk.until_tile("coins", "21").await;
    desk.press("2").await;
    desk.until_seen("[data-figure=coins][data-value=\"21\"]").await;
    desk.click("Export").await;
    desk.click("Table (CSV)").await;
    let dialog = hand.dialog().await;
    const ESCAPE: u32 = 0xff1b;
    hand.press(&[ESCAPE]);
    hand.until_gone(dialog).await;
    desk.click("Export").await;
    desk.click("All of it (JSON)").await;
    let file = folder.join("luna.json");
    let dialog = hand.dialog().await;
    hand.type_over(&file.display().to_string());
    hand.until_gone(dialog).await;
    desk.window
        .until("[...document.querySelectorAll('.toast')].map((one) => one.innerText).join().includes('luna.json')")
        .await;
    let report: serde_json::Value =
        serde_json::from_slice(&fs::read(&file).expect("it is there")).expect("JSON");
    assert_eq!(report["numbers"]["coins"], 21);
    let files = fs::read_dir(&folder).expect("the folder").count();
    assert_eq!(files, 1, "the first was not wanted");
    fs::remove_dir_all(&folder).expect("it goes");
}

#[tokio::test]
async fn a_profile_is_exported_to_a_file_that_is_chosen() {
    let (desk, folder) = (Desk::new(&[]).await, folder("export"));
    let hand = desk.hand();
    desk.press("7").await;
    desk.click("Actions for Main").await;
    desk.click("Export").await;
    desk.click("Choose…").await;
    let file = folder.join("main.sgprofile");
    let dialog = hand.dialog().await;
    hand.type_over(&file.display().to_string());
    hand.until_gone(dialog).await;
    desk.window
        .until(&format!(
            "document.querySelector('input[name=path]').value === '{}'",
            file.display()
        ))
        .await;
    desk.window
        .value("document.querySelector('dialog form').requestSubmit()")
        .await;
    desk.window
        .until("[...document.querySelectorAll('.toast')].map((one) => one.innerText).join().includes('main.sgprofile')")
        .await;
    assert!(file.exists());
    fs::remove_dir_all(&folder).expect("it goes");
}
