//! What has been: sessions side by side, one person, and what rules would have found.

use serde_json::{Value, json};

use crate::window::Desk;

in_both_places!(
    two_sessions_are_compared,
    a_person_is_found_and_worth_what_the_rules_say,
    rules_are_tried_on_a_past_session,
);

fn coins(coins: u64) -> Value {
    json!({ "type": "gift", "channel": "generic:luna", "coins": coins, "user": { "id": "1", "name": "Ann 🦊" } })
}

/// Two sessions: the first with so many coins, the second with 30.
async fn two_sessions(desk: &Desk, first: u64) {
    desk.push(coins(first)).await;
    desk.until_tile("coins", &first.to_string()).await;
    desk.click("More").await;
    desk.click("Set all numbers to zero").await;
    desk.click("Set to zero").await;
    desk.until_tile("coins", "0").await;
    desk.push(coins(30)).await;
    desk.until_tile("coins", "30").await;
}

async fn two_sessions_are_compared(desk: Desk) {
    two_sessions(&desk, 70).await;
    desk.press("2").await;
    desk.window
        .until("document.querySelectorAll('[data-session]').length === 2")
        .await;
    desk.until_seen("[data-figure=coins][data-value=\"30\"]").await;
    desk.click("Compare").await;
    desk.choose("[data-session]:not([aria-current])").await;
    desk.window
        .until("[...document.querySelectorAll('[data-compare=coins] td')].map((one) => one.innerText).slice(1, 3).join() === '30,70'")
        .await;
    desk.click("Stop comparing").await;
    desk.window
        .until("!document.querySelector('[data-compare]')")
        .await;
}

async fn a_person_is_found_and_worth_what_the_rules_say(desk: Desk) {
    desk.push(coins(70)).await;
    desk.push(
        json!({ "type": "gift", "channel": "generic:luna", "coins": 3, "user": { "id": "2", "name": "Bo" } }),
    )
    .await;
    desk.press("3").await;
    desk.until_seen("[data-row=\"generic:2\"]").await;
    desk.type_over("viewer", "ann").await;
    desk.window
        .until("document.querySelectorAll('[data-row]').length === 1")
        .await;
    desk.choose("[data-row=\"generic:1\"]").await;
    let panel = |words: &str| {
        format!("document.querySelector('aside h2')?.closest('aside').innerText.includes('{words}')")
    };
    desk.window.until(&panel("Ann 🦊")).await;
    desk.window.until(&panel("70")).await;
    desk.click("XP rules").await;
    desk.type_over("xp_coin", "x").await;
    desk.until_seen("dialog [aria-invalid=true]").await;
    desk.type_over("xp_coin", "100").await;
    desk.window.until("!document.querySelector('dialog')").await;
    desk.window
        .until("/7,0\\d\\d/.test(document.querySelector('[data-row=\"generic:1\"]').innerText)")
        .await;
}

async fn rules_are_tried_on_a_past_session(desk: Desk) {
    two_sessions(&desk, 1900).await;
    desk.press("6").await;
    desk.choose("[aria-label=Sensitivity] button:nth-child(3)").await;
    desk.until_seen("[aria-label=Sensitivity] button:nth-child(3)[aria-pressed=true]")
        .await;
    let oldest = "document.querySelectorAll('select[name=try_session] option')[2]";
    desk.window.until(oldest).await;
    let session = desk.window.value(&format!("{oldest}.value")).await;
    desk.pick("try_session", session.as_str().expect("its id")).await;
    desk.until_seen("[data-tried]").await;
    desk.type_over("gift_coins", "1000").await;
    desk.until_seen("[data-tried=\"1\"]").await;
    desk.type_over("gift_coins", "100000").await;
    desk.until_seen("[data-tried=\"0\"]").await;
    desk.pick("try_session", "").await;
    desk.window.until("!document.querySelector('[data-tried]')").await;
}
