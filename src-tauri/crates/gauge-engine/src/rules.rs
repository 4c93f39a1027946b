//! The rules of the open profile that its counting follows: the asks about them, and the meter's part.

use gauge_model::{ActionRules, Answer, Ask, Fault, FaultCode, OwnerRules, SessionRules, TriggerRules};
use gauge_store::tables::settings;
use serde_json::json;
use tokio::sync::oneshot;

use crate::{Engine, meter::Meter, request::Request};

/// New rules.
pub(crate) enum Rules {
    Sessions(SessionRules),
    Owners(OwnerRules),
    Actions(ActionRules),
    Triggers(TriggerRules),
}

impl Engine {
    /// The asks about rules.
    pub(crate) async fn ask_about_rules(&self, ask: Ask) -> Result<Answer, Fault> {
        match ask {
            Ask::SetSessionRules { rules } => {
                if !rules.is_usable() {
                    let why = "A grace period has 0 to 86400 seconds, which is a day.";
                    return Err(Fault::new(FaultCode::Rules, why));
                }
                self.set_rules(Rules::Sessions(rules)).await?;
                self.session_rules().await
            }
            Ask::SetOwnerRules { rules } => {
                if !rules.is_usable() {
                    let why = "At most 100 sources can be preferred.";
                    return Err(Fault::new(FaultCode::Rules, why));
                }
                self.set_rules(Rules::Owners(rules)).await?;
                self.owner_rules().await
            }
            Ask::SetActionRules { rules } => {
                if let Some(why) = rules.refusal() {
                    return Err(Fault::new(FaultCode::Rules, why));
                }
                self.set_rules(Rules::Actions(rules)).await?;
                self.action_rules().await
            }
            Ask::ActionRules => self.action_rules().await,
            Ask::OwnerRules => self.owner_rules().await,
            Ask::SetTriggerRules { rules } => {
                usable(&rules)?;
                self.set_rules(Rules::Triggers(rules)).await?;
                self.trigger_rules().await
            }
            Ask::TriggerRules => self.trigger_rules().await,
            // Every other ask has been answered before it comes here.
            _ => self.session_rules().await,
        }
    }

    async fn session_rules(&self) -> Result<Answer, Fault> {
        self.settle().await?;
        let rules = self
            .read(|reader| reader.setting(settings::SESSION_RULES))
            .await?;
        Ok(Answer::SessionRules(rules))
    }

    async fn owner_rules(&self) -> Result<Answer, Fault> {
        self.settle().await?;
        let rules = self.read(|reader| reader.setting(settings::OWNER_RULES)).await?;
        Ok(Answer::OwnerRules(rules))
    }

    async fn action_rules(&self) -> Result<Answer, Fault> {
        self.settle().await?;
        let rules = self.read(|reader| reader.setting(settings::ACTION_RULES)).await?;
        Ok(Answer::ActionRules(rules))
    }

    async fn trigger_rules(&self) -> Result<Answer, Fault> {
        self.settle().await?;
        let rules = self
            .read(|reader| reader.setting(settings::TRIGGER_RULES))
            .await?;
        Ok(Answer::TriggerRules(rules))
    }

    async fn set_rules(&self, rules: Rules) -> Result<(), Fault> {
        self.request(|reply| Request::SetRules { rules, reply })
            .await
            .map_err(|_| {
                let lost = "The rules could not be stored. See how the storage is, and try again.";
                Fault::new(FaultCode::Storage, lost)
            })
    }
}

/// Refuses rules that mean nothing.
pub(crate) fn usable(rules: &TriggerRules) -> Result<(), Fault> {
    let why = "Triggers watch for at most 100 words of 1 to 50 characters, and for 1 coin or more.";
    rules
        .is_usable()
        .then_some(())
        .ok_or_else(|| Fault::new(FaultCode::Rules, why))
}

impl Meter {
    /// Counts by these rules from now on, and keeps them; `stored` is told when they are on disk.
    pub(crate) async fn set_rules(&mut self, rules: Rules, stored: oneshot::Sender<()>) {
        let (name, value) = match &rules {
            Rules::Sessions(rules) => (settings::SESSION_RULES, json!(rules)),
            Rules::Actions(rules) => (settings::ACTION_RULES, json!(rules)),
            Rules::Owners(rules) => (settings::OWNER_RULES, json!(rules)),
            Rules::Triggers(rules) => (settings::TRIGGER_RULES, json!(rules)),
        };
        match rules {
            Rules::Sessions(rules) => self.set_session_rules(rules),
            Rules::Actions(rules) => self.actions.rules = rules,
            Rules::Owners(rules) => self.owners.set_rules(rules),
            Rules::Triggers(rules) => self.detector.set_rules(rules),
        }
        self.set(name, value, stored).await;
    }
}
