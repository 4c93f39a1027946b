//! The window's doors to the outside: sources come in, overlays and tokens go out, all by hand.

use gauge_tests::{
    irc_server::{IrcServer, Script},
    recordings,
    screen::Driver,
    tikfinity::{TikFinity, viewers},
};
use serde_json::json;

use crate::window::Desk;

/// A desk whose Twitch knows one channel.
async fn with_twitch() -> (Desk, IrcServer) {
    let script = Script {
        channel: "mossgarden".to_owned(),
        lines: recordings::small().chat_lines(),
        ..Script::default()
    };
    let server = IrcServer::start(script).await;
    (Desk::new(&["--twitch-server", &server.url]).await, server)
}

impl Desk {
    /// Types over what a field holds.
    pub(crate) async fn fill(&self, field: &str, text: &str) {
        let selector = format!("input[name={field}]");
        self.until_seen(&selector).await;
        let input = self.window.page.find(fantoccini::Locator::Css(&selector)).await;
        let input = input.expect("the field is there");
        input.clear().await.expect("it can be emptied");
        input.send_keys(text).await.expect("it takes text");
    }

    /// Presses something that is named by a selector.
    pub(crate) async fn choose(&self, selector: &str) {
        self.until_seen(selector).await;
        self.window
            .value(&format!("document.querySelector('{selector}').click()"))
            .await;
    }
}

#[tokio::test]
async fn a_tool_is_connected_by_the_second_door() {
    let desk = Desk::new(&[]).await;
    desk.click("Get the address").await;
    desk.enter("tool_name", "My script").await;
    desk.until_seen("[data-tool-came=no]").await;
    desk.push(json!({ "type": "follow", "channel": "generic:luna" }))
        .await;
    desk.until_seen("[data-tool-came=yes]").await;
    desk.click("Close").await;
    desk.until_tile("follows", "1").await;
    desk.choose("[data-view=sources]").await;
    desk.until_seen("[data-source-row=\"push/generic:luna\"][data-state=live]")
        .await;
}

#[tokio::test]
async fn a_source_is_added_tested_removed_and_taken_back() {
    let (desk, _server) = with_twitch().await;
    desk.choose("[data-view=sources]").await;
    desk.choose("[data-add=twitch]").await;
    desk.enter("channel", "MossGarden").await;
    let row = "[data-source-row=\"twitch_chat/twitch:mossgarden\"]";
    desk.until_seen(&format!("{row}[data-state=live]")).await;
    desk.click("Test: mossgarden").await;
    desk.until_seen("[data-verdict=live]").await;
    // What it can bring is said, before and after it is added.
    let says = |words: &str| format!("/{words}/.test(document.querySelector('dialog').innerText)");
    desk.window.until(&says("Brings\\s+.*chat")).await;
    // What it sends goes into a file, and all that comes from Twitch with it.
    desk.choose("[data-capture=off]").await;
    desk.until_seen("[data-capture=on]").await;
    desk.window.until(&says("captures")).await;
    desk.choose("[data-capture=on]").await;
    desk.until_seen("[data-capture=off]").await;
    desk.click("Close").await;
    desk.choose("[data-add=tikfinity]").await;
    desk.window.until(&says("Brings\\s+.*gifts")).await;
    desk.click("Cancel").await;
    desk.click("Actions for mossgarden").await;
    desk.click("Remove").await;
    desk.window
        .until(&format!("!document.querySelector('{row}')"))
        .await;
    desk.click("Undo").await;
    desk.until_seen(&format!("{row}[data-state=live]")).await;
}

/// The address in the large preview: the one that is copied for OBS.
pub(crate) async fn address(desk: &Desk, not: &str) -> String {
    let preview = "document.querySelector('[data-preview=stats] iframe')";
    desk.window
        .until(&format!(
            "{preview}?.src.includes('token=') && {preview}.src.replace('demo=1&', '') !== '{not}'"
        ))
        .await;
    let source = desk.window.value(&format!("{preview}.src")).await;
    // It shows the demo; OBS gets the numbers.
    source.as_str().expect("an address").replace("demo=1&", "")
}

#[tokio::test]
async fn a_rotated_address_is_refused_and_the_new_one_shows_numbers() {
    let desk = Desk::new(&[]).await;
    desk.push(json!({ "type": "viewers", "channel": "generic:luna", "count": 321 }))
        .await;
    desk.choose("[data-view=overlays]").await;
    let old = address(&desk, "").await;
    let overlay = Driver::chromium(1280, 104).await;
    overlay.page.goto(&old).await.expect("the overlay opens");
    let shows = "document.querySelector('[data-stat=viewers]')?.dataset.value === '321'";
    overlay.until(shows).await;
    desk.click("New addresses…").await;
    desk.click("Make new addresses").await;
    overlay
        .until("document.body.innerText.includes('no longer valid')")
        .await;
    let new = address(&desk, &old).await;
    overlay.page.goto(&new).await.expect("the overlay opens");
    overlay.until(shows).await;
}

#[tokio::test]
async fn a_part_of_the_hud_is_moved_by_keys_and_obs_shows_it_at_once() {
    let desk = Desk::new(&[]).await;
    let overlay = Driver::chromium(1920, 1080).await;
    let address = format!("{}/o/hud", desk.http);
    overlay.page.goto(&address).await.expect("the overlay opens");
    let stands_at = |left: &str| {
        format!("document.querySelector('.placed-timer')?.style.transform.includes('translate({left}rem')")
    };
    overlay.until(&stands_at("95")).await;
    desk.choose("[data-view=overlays]").await;
    desk.choose("[data-overlay=hud]").await;
    let handle = "document.querySelector('[data-hud-handle=timer]')";
    desk.window.until(handle).await;
    desk.window
        .value(&format!("{handle}.dispatchEvent(new KeyboardEvent('keydown', {{ key: 'ArrowRight', shiftKey: true, bubbles: true }}))"))
        .await;
    overlay.until(&stands_at("97.5")).await;
}

#[tokio::test]
async fn an_overlay_is_duplicated_under_an_address_of_its_own_removed_and_taken_back() {
    let desk = Desk::new(&[]).await;
    desk.choose("[data-view=overlays]").await;
    desk.choose("[data-overlay=goal]").await;
    desk.click("Duplicate").await;
    desk.until_seen("[data-preview=goal-2] iframe[src*=\"id=goal-2\"]")
        .await;
    desk.enter("overlay_name", " for the charity").await;
    desk.window
        .until("document.querySelector('[data-overlay=goal-2] b').innerText.includes('for the charity')")
        .await;
    desk.click("Remove").await;
    desk.window
        .until("!document.querySelector('[data-overlay=goal-2]')")
        .await;
    desk.click("Undo").await;
    desk.until_seen("[data-preview=goal-2]").await;
}

#[tokio::test]
async fn a_token_is_made_shown_and_revoked() {
    let desk = Desk::new(&[]).await;
    desk.choose("[data-view=settings]").await;
    desk.choose("[data-section=tokens]").await;
    desk.click("New token").await;
    desk.enter("token_label", "Meine Seite ü").await;
    desk.choose("dialog [role=switch]").await;
    desk.window
        .until("document.querySelector('dialog input').value.startsWith('sgr1_')")
        .await;
    desk.click("Close").await;
    desk.click("Actions for Meine Seite ü").await;
    desk.click("Revoke…").await;
    desk.click("Revoke").await;
    desk.until_seen("[data-token=\"Meine Seite ü\"][data-revoked=true]")
        .await;
}

#[tokio::test]
async fn a_rule_that_is_set_fires_with_its_evidence() {
    let desk = Desk::new(&[]).await;
    desk.choose("[data-view=triggers]").await;
    desk.until_seen("[name=gift_coins]").await;
    desk.window
        .value("(() => { const field = document.querySelector('[name=gift_coins]'); field.value = '50'; field.dispatchEvent(new Event('input', { bubbles: true })); field.dispatchEvent(new Event('change', { bubbles: true })); })()")
        .await;
    desk.choose("[data-rule=combo] [role=switch]").await;
    desk.until_seen("[data-rule=combo] [role=switch][aria-checked=false]")
        .await;
    desk.push(json!({ "type": "gift", "channel": "generic:luna", "coins": 60, "count": 1 }))
        .await;
    desk.until_seen("[data-trigger=gift_burst]").await;
}

/// What TikFinity serves, added by the form.
#[tokio::test]
async fn tikfinity_is_tried_added_and_changed_by_its_form() {
    let mut server = TikFinity::start().await;
    let desk = Desk::new(&[]).await;
    desk.choose("[data-view=sources]").await;
    desk.choose("[data-add=tikfinity]").await;
    desk.click("Add").await;
    desk.until_seen("dialog [aria-invalid=true]").await;
    desk.fill("channel", "@Luna").await;
    desk.choose("dialog summary").await;
    desk.fill("port", &server.port.to_string()).await;
    desk.click("Test").await;
    desk.until_seen("[data-tested=works]").await;
    desk.click("Add").await;
    server.connected(2).await;
    let row = "[data-source-row=\"tikfinity/tiktok:luna\"]";
    desk.until_seen(&format!("{row}[data-state=live]")).await;
    server.play(&[viewers(77)]).await;
    desk.click("Test: luna").await;
    desk.choose("[data-capture=off]").await;
    desk.until_seen("[data-capture=on]").await;
    desk.choose("[data-capture=on]").await;
    desk.until_seen("[data-capture=off]").await;
    desk.click("Close").await;
    desk.click("Actions for luna").await;
    desk.click("Change").await;
    desk.fill("channel", "max").await;
    desk.choose("dialog button[type=submit]").await;
    desk.until_seen("[data-source-row=\"tikfinity/tiktok:max\"][data-state=live]")
        .await;
}
