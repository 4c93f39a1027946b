//! What is kept: backups, profiles and their names, ports, files for OBS.

use std::net::TcpListener;

use gauge_tests::{screen::Driver, tokens};
use serde_json::{Value, json};

use crate::{window::Desk, window_doors::address};

in_both_places!(
    a_backup_is_made_and_put_in_place,
    a_profile_is_renamed_and_copied,
    another_port_is_listened_on,
    an_overlay_is_seen_and_written_as_a_file,
);

fn like(count: u64) -> Value {
    json!({ "type": "like", "channel": "generic:luna", "count": count })
}

async fn a_backup_is_made_and_put_in_place(desk: Desk) {
    desk.push(like(12)).await;
    desk.until_tile("likes", "12").await;
    desk.press("7").await;
    desk.choose("[data-section=backups]").await;
    desk.click("Back up now").await;
    desk.until_seen("[data-backup]").await;
    desk.push(like(3)).await;
    desk.press("1").await;
    desk.until_tile("likes", "15").await;
    desk.press("7").await;
    desk.choose("[data-section=backups]").await;
    desk.choose("[data-backup] button").await;
    desk.click("Keep the numbers of now").await;
    desk.window.until("!document.querySelector('dialog')").await;
    desk.choose("[data-backup] button").await;
    desk.click("Back up, then restore").await;
    desk.window
        .until("document.querySelectorAll('[data-backup]').length > 1")
        .await;
    desk.press("1").await;
    desk.until_tile("likes", "12").await;
}

async fn a_profile_is_renamed_and_copied(desk: Desk) {
    desk.push(like(12)).await;
    desk.until_tile("likes", "12").await;
    desk.press("7").await;
    desk.click("Actions for Main").await;
    desk.click("Rename").await;
    desk.type_over("profile_name", "Bühne ☂").await;
    desk.until_profile("Bühne ☂").await;
    desk.click("Actions for Bühne ☂").await;
    desk.click("Duplicate").await;
    desk.click("Make a copy").await;
    desk.until_seen("[data-profile=\"Bühne ☂ (copy)\"]").await;
    desk.choose("[data-profile=\"Bühne ☂ (copy)\"] .btn").await;
    desk.until_profile("Bühne ☂ (copy)").await;
    desk.push(like(1)).await;
    desk.press("1").await;
    desk.until_tile("likes", "13").await;
    desk.open_profiles().await;
    desk.enter("profile", "Bühne ☂").await;
    desk.until_profile("Bühne ☂").await;
    desk.until_tile("likes", "12").await;
}

async fn another_port_is_listened_on(desk: Desk) {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = taken.local_addr().expect("an address").port();
    let row = |words: &str| {
        format!(
            "document.querySelector('[data-listener=\"127.0.0.1:{port}\"]').innerText.includes('{words}')"
        )
    };
    desk.press("7").await;
    desk.choose("[data-section=connection]").await;
    desk.type_over("extra_port", "80").await;
    desk.until_seen("[name=extra_port][aria-invalid=true]").await;
    desk.type_over("extra_port", &port.to_string()).await;
    desk.window.until(&row("Another program uses")).await;
    drop(taken);
    desk.window.until(&row("answers")).await;
    desk.click(&format!("Stop listening on {port}")).await;
    desk.window
        .until("!document.querySelector('[data-listener]')")
        .await;
    let told = tokens::asked(desk.folder.path(), &desk.http, json!({ "ask": "access" })).await;
    assert_eq!(told["settings"]["extra_ports"], json!([]), "{told}");
}

async fn an_overlay_is_seen_and_written_as_a_file(desk: Desk) {
    desk.push(like(12)).await;
    desk.choose("[data-view=overlays]").await;
    let url = address(&desk, "").await;
    desk.choose("[role=tab]:nth-child(2)").await;
    desk.window
        .until("document.body.innerText.includes('Not in OBS yet')")
        .await;
    let overlay = Driver::chromium(1280, 104).await;
    overlay.page.goto(&url).await.expect("the overlay opens");
    desk.until_seen("[data-health=live]").await;
    drop(overlay);
    desk.window
        .until("!document.querySelector('[data-health=live]')")
        .await;
    desk.click("Loader file").await;
    let saved = "[...document.querySelectorAll('.toast')].map((one) => one.innerText.match(/Saved: (.*\\.html)\\. In OBS/)?.[1]).find(Boolean)";
    desk.window.until(saved).await;
    let path = desk.window.value(saved).await;
    let file = std::fs::read_to_string(path.as_str().expect("a path")).expect("it is there");
    assert!(file.contains(&url), "it knows the overlay's address");
}
