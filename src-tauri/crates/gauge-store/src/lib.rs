//! Profiles on disk: one SQLite file each, one writer each, and questions to what is kept.

mod backup;
mod copy;
mod crowd;
mod db;
mod error;
mod files;
mod import;
mod opening;
mod paths;
pub mod private;
mod profiles;
mod reader;
mod refused;
pub mod tables;
mod taken_back;
mod trash;
mod trouble;
mod view;
mod writer;
mod writing;

pub use backup::Backups;
pub use db::{Kept, open};
pub use error::StoreError;
pub use opening::Opened;
pub use paths::DataDir;
pub use profiles::Profiles;
pub use reader::Reader;
pub use taken_back::TakenBack;
pub use writer::{CountedEvent, Health, Rows, Slot, Watcher, Writer};
