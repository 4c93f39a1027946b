//! What is changed for good in the window is asked for first, can be taken back, and is seen at once.

use gauge_tests::chromium::Chromium;
use serde_json::json;

use crate::window::Desk;

#[tokio::test]
async fn a_reset_asks_first_and_keeps_the_session_in_the_history() {
    let desk = Desk::new(&[]).await;
    desk.push(json!({ "type": "like", "channel": "generic:luna", "count": 12 }))
        .await;
    desk.until_tile("likes", "12").await;
    desk.click("More").await;
    desk.click("Set all numbers to zero").await;
    desk.click("Keep the numbers").await;
    desk.window.until("!document.querySelector('dialog')").await;
    desk.until_tile("likes", "12").await;
    desk.click("More").await;
    desk.click("Set all numbers to zero").await;
    desk.click("Set to zero").await;
    desk.until_tile("likes", "0").await;
    desk.press("2").await;
    desk.until_seen("[data-session]").await;
}

#[tokio::test]
async fn a_deleted_profile_comes_back_by_undo() {
    let desk = Desk::new(&[]).await;
    desk.press("7").await;
    desk.click("New profile").await;
    desk.enter("profile_name", "Zweitkanal ü").await;
    desk.until_profile("Zweitkanal ü").await;
    let row = |name: &str| format!("[data-profile=\"{name}\"]");
    desk.until_seen(&row("Main")).await;
    desk.window
        .value("document.querySelector('[data-profile=Main] .btn').click()")
        .await;
    desk.until_profile("Main").await;
    desk.click("Actions for Zweitkanal ü").await;
    desk.click("Move to trash").await;
    desk.until_seen("[data-trashed=\"Zweitkanal ü\"]").await;
    desk.click("Undo").await;
    desk.until_seen(&row("Zweitkanal ü")).await;
    desk.window
        .until("!document.querySelector('[data-trashed]')")
        .await;
}

#[tokio::test]
async fn a_goal_is_set_in_the_window_and_fills() {
    let desk = Desk::new(&[]).await;
    desk.push(json!({ "type": "follow", "channel": "generic:luna" }))
        .await;
    desk.click("More").await;
    desk.click("Add a goal").await;
    desk.window
        .value("(() => { const list = document.querySelector('[name=goal_counter]'); list.value = 'follows'; list.dispatchEvent(new Event('change', { bubbles: true })); })()")
        .await;
    desk.enter("goal_name", "Ten friends").await;
    desk.until_seen("dialog [role=alert]").await;
    desk.enter("goal_target", "10").await;
    desk.until_seen("[data-goal=\"Ten friends\"]").await;
    desk.push(json!({ "type": "follow", "channel": "generic:luna" }))
        .await;
    desk.window
        .until("document.querySelector('[data-goal]').innerText.includes('2 of 10')")
        .await;
}

#[tokio::test]
async fn a_goal_of_money_is_typed_and_told_in_money() {
    let desk = Desk::new(&[]).await;
    let user = json!({ "id": "1", "name": "Ann" });
    let tip = |cents: u64| json!({ "type": "tip", "channel": "generic:luna", "amount": cents * 10_000, "currency": "EUR", "user": user });
    desk.push(tip(500)).await;
    // A goal is offered of tips that have come; with what came after them they are here.
    desk.push(json!({ "type": "like", "channel": "generic:luna", "count": 1 }))
        .await;
    desk.until_tile("likes", "1").await;
    desk.click("More").await;
    desk.click("Add a goal").await;
    desk.pick("goal_counter", "tips EUR").await;
    desk.fill("goal_name", "Coffee").await;
    desk.enter("goal_target", "100").await;
    let told =
        |words: &str| format!("document.querySelector('[data-goal=Coffee] .of').textContent === '{words}'");
    desk.window.until(&told("€5.00 of €100.00")).await;
    let reached = "document.querySelectorAll('[data-goal=Coffee] .done').length > 0";
    assert_eq!(desk.window.value(reached).await, false, "a twentieth of it");
    let mut overlay = Chromium::start().await;
    overlay.trust(&desk.http).await;
    let address = format!("{}/o/goal", desk.http);
    overlay.open(&address, 800, 128).await;
    let shows = |goal: &str, words: &str| {
        format!(
            "[...document.querySelectorAll('{goal} .figures > *')].map((one) => one.textContent).join(' ') === '{words}'"
        )
    };
    overlay
        .until(&shows(".goal:not(.reached)", "€5.00 of €100.00"))
        .await;

    desk.push(tip(9_550)).await;
    desk.window.until(&told("€100.50 of €100.00")).await;
    desk.window.until(reached).await;
    overlay.until(&shows(".goal.reached", "€100.50 of €100.00")).await;
    assert!(overlay.complaints.is_empty(), "{:?}", overlay.complaints);
    desk.choose("[data-goal=Coffee]").await;
    desk.window
        .until("document.querySelector('input[name=goal_target]').value === '100'")
        .await;
}
