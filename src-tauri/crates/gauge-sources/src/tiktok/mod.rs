//! TikTok directly, by a protocol that it has published for nobody: it may stop working any day.

mod connect;
mod decode;
#[cfg(test)]
mod tests;

pub use connect::TikTok;
