//! Goals: the asks about them, and the meter's part: they are watched in its turn and leave in the same delta.

use gauge_model::{ChannelId, Delta, Fault, FaultCode, GoalRule, GoalState, Goals, Stats};
use gauge_store::Rows;
use tokio::sync::oneshot;

use crate::{Engine, meter::Meter, request::Request};

/// What is wished of the goals.
#[derive(Debug)]
pub(crate) enum GoalWish {
    /// Only to see them.
    List,
    /// A new one.
    Add(GoalRule),
    /// One set anew, by id.
    Change(u64, GoalRule),
    /// One removed, by id.
    Remove(u64),
}

/// The goals as they are after a wish, or why it cannot be; and word of when that is on disk.
pub(crate) type GoalAnswer = Result<(Vec<GoalState>, Option<oneshot::Receiver<()>>), Fault>;

impl Engine {
    pub(crate) async fn goals(&self) -> Result<Vec<GoalState>, Fault> {
        self.wish(GoalWish::List).await
    }

    pub(crate) async fn add_goal(&self, rule: GoalRule) -> Result<Box<GoalState>, Fault> {
        checked(&rule)?;
        let mut goals = self.wish(GoalWish::Add(rule)).await?;
        goals.pop().map(Box::new).ok_or_else(no_such_goal)
    }

    pub(crate) async fn change_goal(&self, id: u64, rule: GoalRule) -> Result<Box<GoalState>, Fault> {
        checked(&rule)?;
        let goals = self.wish(GoalWish::Change(id, rule)).await?;
        let goal = goals.into_iter().find(|goal| goal.id == id);
        goal.map(Box::new).ok_or_else(no_such_goal)
    }

    pub(crate) async fn remove_goal(&self, id: u64) -> Result<(), Fault> {
        self.wish(GoalWish::Remove(id)).await.map(drop)
    }

    async fn wish(&self, wish: GoalWish) -> Result<Vec<GoalState>, Fault> {
        let (goals, stored) = self.request(|reply| Request::Goals { wish, reply }).await??;
        if let Some(stored) = stored {
            let lost = "The goal could not be stored. See the log, and try again.";
            stored.await.map_err(|_| Fault::new(FaultCode::Storage, lost))?;
        }
        Ok(goals)
    }
}

fn checked(rule: &GoalRule) -> Result<(), Fault> {
    rule.refusal()
        .map_or(Ok(()), |why| Err(Fault::new(FaultCode::Goal, why)))
}

fn no_such_goal() -> Fault {
    Fault::new(FaultCode::Goal, "There is no such goal any more.")
}

/// Whether no other channel's session goes on.
pub(crate) fn is_alone(stats: &Stats, channel: &ChannelId) -> bool {
    !stats
        .sessions()
        .any(|one| one.channel != *channel && one.ended_at.is_none())
}

impl Meter {
    pub(crate) async fn wish(&mut self, wish: GoalWish) -> GoalAnswer {
        let standing = &mut self.standing;
        let changed = match wish {
            GoalWish::List => return Ok((standing.goals.states(), None)),
            GoalWish::Add(rule) => {
                let full = format!("There are {} goals already. Remove one first.", Goals::MOST);
                let stock = rule.stock(&standing.stats);
                let made = standing.goals.add(rule, stock).map(|goal| goal.id);
                made.ok_or_else(|| Fault::new(FaultCode::Goal, full))?
            }
            GoalWish::Change(id, rule) => {
                let stock = rule.stock(&standing.stats);
                standing.goals.change(id, rule, stock).ok_or_else(no_such_goal)?;
                id
            }
            GoalWish::Remove(id) => {
                if !standing.goals.remove(id) {
                    return Err(no_such_goal());
                }
                id
            }
        };
        self.keep_profile();
        self.dirty_goals.insert(changed);
        let goals: Vec<_> = self
            .standing
            .goals
            .get(changed)
            .map(|goal| goal.state())
            .into_iter()
            .collect();
        self.tell(Delta {
            goals: &goals,
            goal_gone: goals.is_empty().then_some(changed),
            ..Delta::default()
        });
        let (tell, stored) = oneshot::channel();
        self.store(Some(tell)).await;
        Ok((self.standing.goals.states(), Some(stored)))
    }

    /// A channel's session began: its goals begin anew.
    pub(crate) fn goals_of_a_new_session(&mut self, channel: &ChannelId) {
        let alone = is_alone(&self.standing.stats, channel);
        let changed = self.standing.goals.session_began(channel, alone);
        self.note_goals(changed);
    }

    /// Shows the goals a channel's new numbers. Most events change none of them.
    pub(crate) fn watch_goals(&mut self, channel: &ChannelId) -> Vec<GoalState> {
        let standing = &mut self.standing;
        let has_goals = standing.goals.each().next().is_some();
        let Some(numbers) = standing.stats.channel(channel).filter(|_| has_goals) else {
            return Vec::new();
        };
        let changed = standing.goals.observe(channel, numbers);
        self.note_goals(changed)
    }

    /// These have changed: they are to be kept and shown.
    pub(crate) fn note_goals(&mut self, changed: Vec<u64>) -> Vec<GoalState> {
        let goals = &self.standing.goals;
        let states = changed
            .iter()
            .filter_map(|id| goals.get(*id))
            .map(|goal| goal.state())
            .collect();
        self.dirty_goals.extend(changed);
        states
    }
    /// What of the goals is not stored yet.
    pub(crate) fn hand_over_goals(&mut self, rows: &mut Rows) {
        let goals = &self.standing.goals;
        for id in std::mem::take(&mut self.dirty_goals) {
            match goals.get(id) {
                Some(goal) => rows.goals.push(goal.clone()),
                None => rows.goals_gone.push(id),
            }
        }
    }
}
