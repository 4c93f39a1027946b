//! Another profile is another world: what was begun in one is not done to the next.

use gauge_tests::tokens;
use serde_json::json;

use crate::window::Desk;

in_both_places!(
    an_undo_does_not_outlive_the_profile_it_is_for,
    an_undo_that_is_the_same_anywhere_stays,
    a_goal_that_is_being_set_closes_with_its_profile,
    leaving_the_demo_leads_back_to_where_it_was_started,
);

/// What is offered to be taken back.
const OFFER: &str = "document.querySelector('.toast .act')";

impl Desk {
    /// Adds a goal of ten by the menu.
    async fn add_goal(&self, name: &str) {
        self.click("More").await;
        self.click("Add a goal").await;
        self.fill("goal_name", name).await;
        self.enter("goal_target", "10").await;
        self.until_seen(&format!("[data-goal=\"{name}\"]")).await;
        self.window.until("!document.querySelector('dialog')").await;
    }

    /// Opens a profile in the window; it is made if it is missing.
    async fn open_profile(&self, name: &str) {
        self.open_profiles().await;
        self.enter("profile", name).await;
        self.until_profile(name).await;
        // Its list closes when the app has answered, which may be later.
        self.window
            .until("!document.querySelector('input[name=profile]')")
            .await;
    }

    /// Somebody else opens a new profile, whatever stands open in the window.
    async fn opened_elsewhere(&self, name: &str) {
        let wish = json!({ "ask": "create_profile", "name": name });
        tokens::asked(self.folder.path(), &self.http, wish).await;
        self.until_profile(name).await;
    }

    /// The pointer rests on what is offered: it does not go by itself.
    async fn hold_offer(&self) {
        self.window.until(OFFER).await;
        self.window
            .value(&format!(
                "{OFFER}.parentElement.dispatchEvent(new Event('pointerenter'))"
            ))
            .await;
    }
}

async fn an_undo_does_not_outlive_the_profile_it_is_for(desk: Desk) {
    desk.add_goal("Ten friends").await;
    desk.choose("[data-goal=\"Ten friends\"]").await;
    desk.click("Remove").await;
    desk.window.until("!document.querySelector('[data-goal]')").await;
    desk.hold_offer().await;
    desk.open_profile("Zweitkanal").await;
    desk.window.until(&format!("!{OFFER}")).await;
    let goals = tokens::asked(desk.folder.path(), &desk.http, json!({ "ask": "goals" })).await;
    assert_eq!(goals, json!([]), "nobody has set one here");
    desk.window.until("!document.querySelector('[data-goal]')").await;
}

async fn an_undo_that_is_the_same_anywhere_stays(desk: Desk) {
    desk.open_profile("Zweitkanal").await;
    desk.open_profile("Main").await;
    desk.choose("[data-view=settings]").await;
    desk.click("Actions for Zweitkanal").await;
    desk.click("Move to trash").await;
    desk.hold_offer().await;
    desk.until_seen("[data-trashed=Zweitkanal]").await;
    desk.open_profile("Dritter").await;
    desk.click("Undo").await;
    desk.until_seen("[data-profile=Zweitkanal]").await;
}

async fn a_goal_that_is_being_set_closes_with_its_profile(desk: Desk) {
    desk.click("More").await;
    desk.click("Add a goal").await;
    desk.fill("goal_name", "Ten friends").await;
    desk.opened_elsewhere("Zweitkanal").await;
    desk.window.until("!document.querySelector('dialog')").await;
    // One that is changed knows its goal by a number, which another profile may have given too.
    desk.add_goal("Twenty friends").await;
    desk.choose("[data-view=settings]").await;
    desk.choose("[data-section=goals]").await;
    desk.click("Change: Twenty friends").await;
    desk.until_seen("dialog").await;
    desk.opened_elsewhere("Dritter").await;
    desk.window.until("!document.querySelector('dialog')").await;
    desk.window
        .until("!document.querySelector('[data-goal-row]')")
        .await;
}

async fn leaving_the_demo_leads_back_to_where_it_was_started(desk: Desk) {
    // By name it is neither the first one nor the last.
    for name in ["Anna", "Luna"] {
        desk.open_profile(name).await;
    }
    desk.click("Start the demo").await;
    desk.until_profile("Demo").await;
    desk.choose("[data-view=sources]").await;
    desk.click("Leave the demo").await;
    desk.window
        .until("document.querySelector('[data-profile-name]').dataset.profileName !== 'Demo'")
        .await;
    desk.until_profile("Luna").await;
}
