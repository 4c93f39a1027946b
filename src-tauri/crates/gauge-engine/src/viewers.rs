//! Asks about viewers, and why a number is what it is. They are history, so they are read beside the writer.

use gauge_model::{
    Answer, Ask, Audience, BoardRow, ChannelId, Counter, Fault, FaultCode, Score, StoredEvent, StreamEvent,
    ViewerCounts, ViewerId, ViewerReport, ViewerRow, XpRules,
};
use gauge_store::tables::{leaderboard::Page, settings, why::Why};
use serde_json::{Value, json};
use tokio::sync::oneshot;

use crate::{Engine, meter::Meter, request::Request};

/// Rows in an answer at most.
const ROWS: u32 = 1000;

impl Engine {
    /// The asks about viewers, their goals and the reasons of numbers.
    pub(crate) async fn ask_about_viewers(&self, ask: Ask) -> Result<Answer, Fault> {
        match ask {
            Ask::Leaderboard {
                by,
                session,
                limit,
                offset,
            } => self
                .leaderboard(by, session, limit, offset)
                .await
                .map(Answer::Board),
            Ask::Viewer { id } => self
                .viewer(id)
                .await
                .map(|viewer| Answer::Viewer(Box::new(viewer))),
            Ask::Audience { session } => self.audience(session).await.map(Answer::Audience),
            Ask::FindViewers { name, limit } => self.find_viewers(name, limit).await.map(Answer::Viewers),
            Ask::Why {
                field,
                channel,
                session,
                limit,
            } => self.why(field, channel, session, limit).await.map(Answer::Events),
            Ask::XpRules => self.xp_rules().await.map(Answer::XpRules),
            Ask::SetXpRules { rules } => self.set_xp_rules(rules).await.map(Answer::XpRules),
            Ask::Goals => self.goals().await.map(Answer::Goals),
            Ask::AddGoal { rule } => self.add_goal(rule).await.map(Answer::Goal),
            Ask::ChangeGoal { id, rule } => self.change_goal(id, rule).await.map(Answer::Goal),
            Ask::RemoveGoal { id } => self.remove_goal(id).await.map(|()| Answer::Done),
            // Every other ask has been answered before it comes here.
            _ => Ok(Answer::Done),
        }
    }

    pub(crate) async fn leaderboard(
        &self,
        by: Score,
        session: Option<u64>,
        limit: u32,
        offset: u32,
    ) -> Result<Vec<BoardRow>, Fault> {
        let limit = limit.min(ROWS);
        self.read(move |reader| reader.leaderboard(by, session, Page { limit, offset }))
            .await
    }

    pub(crate) async fn viewer(&self, id: ViewerId) -> Result<ViewerReport, Fault> {
        let nobody = Fault::new(
            FaultCode::NoSuchViewer,
            format!("Nobody is known as “{id}” here."),
        );
        let found = self.read(move |reader| reader.viewer(&id)).await?;
        found.ok_or(nobody)
    }

    pub(crate) async fn audience(&self, session: u64) -> Result<Audience, Fault> {
        self.settle().await?;
        self.read(move |reader| reader.audience(session)).await
    }

    pub(crate) async fn find_viewers(&self, name: String, limit: u32) -> Result<Vec<ViewerRow>, Fault> {
        self.read(move |reader| reader.find_viewers(&name, limit.min(ROWS)))
            .await
    }

    pub(crate) async fn why(
        &self,
        field: Counter,
        channel: Option<ChannelId>,
        session: Option<u64>,
        limit: u32,
    ) -> Result<Vec<StoredEvent>, Fault> {
        let why = Why {
            field,
            channel,
            session,
            limit: limit.min(ROWS),
        };
        self.read(move |reader| reader.why(&why)).await
    }

    pub(crate) async fn xp_rules(&self) -> Result<XpRules, Fault> {
        self.read(|reader| reader.xp_rules()).await
    }

    pub(crate) async fn set_xp_rules(&self, rules: XpRules) -> Result<XpRules, Fault> {
        if !rules.is_usable() {
            let why = format!(
                "A count is worth 0 to {} points, and a level needs at least 1 point.",
                XpRules::MOST / 1000
            );
            return Err(Fault::new(FaultCode::Rules, why));
        }
        let (name, value) = (settings::XP_RULES, json!(rules));
        self.request(|reply| Request::Set { name, value, reply }).await?;
        self.xp_rules().await
    }
}

impl Meter {
    /// Keeps a setting of the profile; `stored` is told when it is on disk.
    pub(crate) async fn set(&mut self, name: &'static str, value: Value, stored: oneshot::Sender<()>) {
        self.keep_profile();
        self.rows.settings.push((name, value));
        self.store(Some(stored)).await;
    }

    /// Notes what an event gives to the person who did it.
    pub(crate) fn note_viewer(&mut self, event: &StreamEvent, credit: &ViewerCounts) {
        let session = self.standing.stats.session_id(&event.channel);
        self.rows.viewers.note(session, event, credit);
    }
}
