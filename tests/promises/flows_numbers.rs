//! How a streamer looks at the numbers: still, hidden, or only some of them.

use gauge_tests::live::Live;
use serde_json::{Value, json};

use crate::window::Desk;

in_both_places!(
    paused_numbers_stand_still_and_catch_up,
    a_goal_that_is_added_while_paused_is_seen_and_the_figures_stand_still,
    hidden_counts_are_in_no_view,
    the_feed_shows_what_is_asked_for,
    the_window_speaks_german,
);

fn like(count: u64) -> Value {
    json!({ "type": "like", "channel": "generic:luna", "count": count })
}

/// In the page's text, wherever it stands.
fn says(words: &str) -> String {
    format!("document.body.innerText.includes({})", json!(words))
}

async fn paused_numbers_stand_still_and_catch_up(desk: Desk) {
    desk.push(like(12)).await;
    desk.until_tile("likes", "12").await;
    desk.click("Pause updates").await;
    desk.window.until(&says("Paused for")).await;
    desk.push(like(3)).await;
    let mut app = Live::join(&desk.http, &["stats"]).await;
    app.wait_until("all of them", |state| state["stats"]["likes"] == 15)
        .await;
    // Its own clock goes on: the page is awake, and has let the frame pass by.
    desk.window
        .until("/Paused for [1-9]/.test(document.body.innerText)")
        .await;
    desk.until_tile("likes", "12").await;
    desk.click("Resume").await;
    desk.until_tile("likes", "15").await;
    desk.press(" ").await;
    desk.window.until(&says("Paused for")).await;
    desk.press(" ").await;
    desk.window.until(&format!("!{}", says("Paused for"))).await;
}

async fn a_goal_that_is_added_while_paused_is_seen_and_the_figures_stand_still(desk: Desk) {
    desk.push(like(12)).await;
    desk.until_tile("likes", "12").await;
    desk.click("Pause updates").await;
    desk.push(like(3)).await;
    let mut app = Live::join(&desk.http, &["stats"]).await;
    app.wait_until("all of them", |state| state["stats"]["likes"] == 15)
        .await;
    desk.choose("[data-view=settings]").await;
    desk.choose("[data-section=goals]").await;
    desk.click("Add a goal").await;
    desk.fill("goal_name", "Ten friends").await;
    desk.enter("goal_target", "10").await;
    desk.until_seen("[data-goal-row=\"Ten friends\"]").await;
    desk.choose("[data-view=live]").await;
    desk.until_seen("[data-goal=\"Ten friends\"]").await;
    // The goal came after the likes, which have been let pass by.
    desk.until_tile("likes", "12").await;
    desk.window.until(&says("Paused for")).await;
    desk.click("Resume").await;
    desk.until_tile("likes", "15").await;
    desk.until_seen("[data-goal=\"Ten friends\"]").await;
}

async fn hidden_counts_are_in_no_view(desk: Desk) {
    desk.push(json!({ "type": "viewers", "channel": "generic:luna", "count": 43_217 }))
        .await;
    desk.push(json!({ "type": "gift", "channel": "generic:luna", "coins": 58_931, "user": { "id": "1", "name": "Ann" } }))
        .await;
    desk.until_tile("coins", "58931").await;
    let shown = "['43,217', '58,931'].filter((number) => document.body.innerText.includes(number)).length";
    desk.window.until(&format!("{shown} === 2")).await;
    desk.click("Hide counts").await;
    for (key, view) in [("1", "live"), ("2", "history"), ("3", "viewers")] {
        desk.press(key).await;
        desk.until_view(view).await;
        // The view is there with its content when it has masks.
        desk.window.until(&says("•••")).await;
        desk.window.until(&format!("{shown} === 0")).await;
    }
    desk.press("h").await;
    desk.press("1").await;
    desk.window.until(&format!("{shown} === 2")).await;
}

async fn the_feed_shows_what_is_asked_for(desk: Desk) {
    for event in [
        json!({ "type": "follow", "channel": "generic:luna", "user": { "id": "1", "name": "Ann 🦊" } }),
        json!({ "type": "gift", "channel": "generic:luna", "gift": "Rose", "coins": 5, "user": { "id": "2", "name": "Bo" } }),
        json!({ "type": "chat", "channel": "generic:luna", "text": "hello there", "user": { "id": "3", "name": "Cy" } }),
    ] {
        desk.push(event).await;
    }
    let kinds = |kinds: &str| {
        format!(
            "[...document.querySelectorAll('[data-event]')].map((one) => one.dataset.event).sort().join() === '{kinds}'"
        )
    };
    desk.window.until(&kinds("chat,follow,gift")).await;
    for (filter, left) in [
        ("Gifts", "gift"),
        ("Follows", "follow"),
        ("Chat", "chat"),
        ("All", "chat,follow,gift"),
    ] {
        desk.choose(&format!(
            "[aria-label=Show] button:nth-child({})",
            match filter {
                "All" => 1,
                "Gifts" => 2,
                "Follows" => 3,
                _ => 4,
            }
        ))
        .await;
        desk.window.until(&kinds(left)).await;
    }
}

async fn the_window_speaks_german(desk: Desk) {
    desk.press("7").await;
    desk.choose("[data-section=language]").await;
    desk.pick("language", "de").await;
    desk.window.until(&says("Auslöser")).await;
    desk.window.until("document.documentElement.lang === 'de'").await;
    desk.press("1").await;
    desk.window.until(&says("Zuschauer")).await;
    // The driver waits for the new page; a script that loads it anew may be asked in neither.
    desk.window.page.refresh().await.expect("the page loads again");
    desk.window.until(&says("Zuschauer")).await;
}
