//! Profiles on disk: one SQLite file each, one writer each, and questions to what is kept.

mod db;
mod error;
mod paths;
mod profiles;
mod reader;
pub mod tables;
mod writer;

pub use db::{Kept, open};
pub use error::StoreError;
pub use paths::DataDir;
pub use profiles::Profiles;
pub use reader::Reader;
pub use writer::{Rows, Writer};
