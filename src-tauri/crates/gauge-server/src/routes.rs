//! The router and its description, made together so that they cannot differ.

use axum::{Router, routing::MethodRouter};
use gauge_engine::Engine;

use crate::catalogue::Route;

/// Routes so far.
pub(crate) struct Routes {
    router: Router<Engine>,
    described: Vec<&'static Route>,
}

impl Routes {
    pub(crate) fn new() -> Self {
        Self {
            router: Router::new(),
            described: Vec::new(),
        }
    }

    /// One address.
    pub(crate) fn add(self, route: &'static Route, handler: MethodRouter<Engine>) -> Self {
        let mut more = self.also(route);
        more.router = more.router.route(route.path, handler);
        more
    }

    /// What else the handler of the same address answers, or will.
    pub(crate) fn also(mut self, route: &'static Route) -> Self {
        self.described.push(route);
        self
    }

    /// Everything added, in order.
    pub(crate) fn described(&self) -> &[&'static Route] {
        &self.described
    }

    pub(crate) fn router(self) -> Router<Engine> {
        self.router
    }
}
