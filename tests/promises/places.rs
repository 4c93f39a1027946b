//! The two places that the window is in: the app's own, and a browser without one.

/// Each flow in both places.
macro_rules! in_both_places {
    ($($flow:ident),* $(,)?) => {
        mod in_the_window {
            $(#[tokio::test] async fn $flow() { super::$flow(crate::window::Desk::new(&[]).await).await; })*
        }
        mod in_a_browser {
            $(#[tokio::test] async fn $flow() { super::$flow(crate::window::Desk::in_browser(&[]).await).await; })*
        }
    };
}
