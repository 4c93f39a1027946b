//! What this build has no connector for.

use async_trait::async_trait;

use crate::{BackOff, Connector, Ended, Link};

/// Says so.
pub(crate) struct Absent(pub(crate) &'static str);

#[async_trait]
impl Connector for Absent {
    async fn connect(&mut self, _: &Link) -> Ended {
        Ended::Refused(self.0.to_owned())
    }

    fn back_off(&self) -> BackOff {
        BackOff::Local
    }
}
