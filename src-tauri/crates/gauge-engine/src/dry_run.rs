//! Triggers of the past: those that fired, and those that other rules would have fired.

use gauge_model::{Answer, Detector, EventKind, Fault, Millis, Sample, Stats, StreamEvent, TriggerRules};

use crate::{Engine, meter::trigger, rules::usable};

/// Rows in an answer at most.
const ROWS: u32 = 1000;

impl Engine {
    pub(crate) async fn triggers(&self, session: Option<u64>, limit: u32) -> Result<Answer, Fault> {
        self.settle().await?;
        let found = self
            .read(move |reader| reader.triggers(session, limit.min(ROWS)))
            .await?;
        Ok(Answer::Events(found))
    }

    /// Plays a session to other rules, as fast as it can be read.
    pub(crate) async fn try_trigger_rules(&self, rules: TriggerRules, session: u64) -> Result<Answer, Fault> {
        usable(&rules)?;
        self.settle().await?;
        let fired = self
            .read(move |reader| {
                let mut trial = Trial::new(rules, reader.samples_of(session)?);
                reader.each_event_of(session, |event| trial.hear(&event))?;
                Ok(trial.end())
            })
            .await?;
        Ok(Answer::Triggers(fired))
    }
}

struct Trial {
    detector: Detector,
    /// What a streak's frame is worth depends on those before it.
    stats: Stats,
    /// The viewers were kept as samples; newest first.
    samples: Vec<Sample>,
    /// When something was heard last, and whether that was simulated.
    last: Option<(Millis, bool)>,
    fired: Vec<StreamEvent>,
}

/// Live, time passes without events too, so that a burst before a silence fires in it. After that, what was silence and
/// what was a source that was away cannot be told apart any more; ms.
const SILENCE: Millis = 60_000;

impl Trial {
    fn new(rules: TriggerRules, mut samples: Vec<Sample>) -> Self {
        samples.reverse();
        Self {
            detector: Detector::new(rules),
            stats: Stats::without_sessions_ending(),
            samples,
            last: None,
            fired: Vec::new(),
        }
    }

    fn hear(&mut self, event: &StreamEvent) {
        while let Some(sample) = self.samples.pop_if(|sample| sample.at <= event.at) {
            self.pass(sample.at);
            self.hear_viewers(event, &sample);
            self.last = Some((sample.at, event.simulated));
        }
        self.pass(event.at);
        self.last = Some((event.at, event.simulated));
        let change = self.stats.apply(event, event.at);
        if !event.history {
            let fired = self.detector.hear(event, change.credit.coins);
            self.note(fired, event.simulated);
        }
    }

    /// Time passes from what was heard last on.
    fn pass(&mut self, until: Millis) {
        if let Some((last, simulated)) = self.last {
            let fired = self.detector.tick(until.min(last + SILENCE));
            self.note(fired, simulated);
        }
    }

    fn hear_viewers(&mut self, like: &StreamEvent, sample: &Sample) {
        let Some(count) = sample.viewers else { return };
        let viewers = StreamEvent {
            kind: EventKind::Viewers { count },
            channel: sample.channel.clone(),
            at: sample.at,
            id: None,
            user: None,
            ..like.clone()
        };
        let fired = self.detector.hear(&viewers, 0);
        self.note(fired, like.simulated);
    }

    fn note(&mut self, fired: Vec<gauge_model::Fired>, simulated: bool) {
        self.fired
            .extend(fired.into_iter().map(|fired| trigger(fired, simulated)));
    }

    fn end(mut self) -> Vec<StreamEvent> {
        self.pass(Millis::MAX);
        self.fired
    }
}
