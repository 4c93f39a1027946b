//! The live part and its port inside this process: what only the window may ask can be asked here.

use gauge_engine::{DataDir, Endpoints, Engine, Opening};
use gauge_model::{Answer, Ask, Fault};
use serde_json::Value;
use tokio::sync::oneshot;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::{endpoint, folder::Folder, in_time};

/// An engine with a port. Both end when this is dropped.
#[derive(Debug)]
pub struct Desk {
    /// The data folder.
    pub folder: Folder,
    /// The engine.
    pub engine: Engine,
    /// Where it serves.
    pub http: String,
    _stop: DropGuard,
}

impl Desk {
    /// Opens a profile called “A” in a new folder.
    pub async fn new() -> Self {
        Self::at(Folder::new()).await
    }

    /// Opens it in this folder.
    pub async fn at(folder: Folder) -> Self {
        Self::beside(folder, Endpoints::default()).await
    }

    /// Opens it in this folder, with the platforms reached elsewhere.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn beside(folder: Folder, endpoints: Endpoints) -> Self {
        let data = DataDir::claim(folder.path()).expect("the folder is free");
        let opening = Opening::Named("A".to_owned());
        let engine = Engine::start_beside(data, opening, gauge_engine::now, endpoints).await;
        let engine = engine.expect("an engine");
        let desk = gauge_server::Desk::open(engine.clone()).expect("keys");
        endpoint::note(folder.path());
        let (tell, first) = oneshot::channel();
        let stop = CancellationToken::new();
        tokio::spawn(gauge_server::serve(desk, Some(0), tell, stop.clone()));
        let http = in_time("the port", first)
            .await
            .expect("word of it")
            .expect("a port");
        Self {
            folder,
            engine,
            http,
            _stop: stop.drop_guard(),
        }
    }

    /// Ends everything, and starts again in the same folder.
    ///
    /// # Panics
    /// When it does not end.
    #[must_use]
    pub async fn again(self) -> Self {
        self.engine.stop().await;
        let Self {
            folder,
            engine,
            _stop: port,
            ..
        } = self;
        drop((engine, port));
        // The port's tasks hold it until they have seen the end.
        let free = async {
            while DataDir::claim(folder.path()).is_err() {
                tokio::task::yield_now().await;
            }
        };
        in_time("the folder to be free", free).await;
        Self::at(folder).await
    }

    /// What an ask answers, as the window sees it.
    ///
    /// # Panics
    /// When it is a fault.
    pub async fn ask(&self, ask: Ask) -> Value {
        match self.try_ask(ask).await {
            Ok(answer) => serde_json::to_value(answer).expect("JSON"),
            Err(fault) => panic!("{fault}"),
        }
    }

    /// The same of an ask that may be a fault.
    ///
    /// # Errors
    /// The fault.
    pub async fn try_ask(&self, ask: Ask) -> Result<Answer, Fault> {
        in_time("an answer", self.engine.ask(ask)).await
    }
}
