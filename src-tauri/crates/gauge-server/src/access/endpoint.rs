//! `run/endpoint.json`: where the port is and a token to push with, for programs of the same user.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use gauge_engine::private as files;

/// What stands in the file.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Endpoint {
    /// `http://127.0.0.1:7828`
    pub(crate) url: String,
    pub(crate) port: u16,
    /// A reader makes sure that this process lives: a crash leaves the file behind.
    pub(crate) pid: u32,
    /// It may push events.
    pub(crate) token: String,
}

impl Endpoint {
    fn path(data: &Path) -> PathBuf {
        data.join("run").join("endpoint.json")
    }

    /// What the file says.
    pub(crate) fn read(data: &Path) -> io::Result<Self> {
        Ok(serde_json::from_slice(&fs::read(Self::path(data))?)?)
    }

    /// Writes the file, for its owner only.
    pub(crate) fn write(&self, data: &Path) -> io::Result<()> {
        files::private_folder(&data.join("run"))?;
        files::write_private(&Self::path(data), &serde_json::to_vec_pretty(self)?)
    }

    /// Removes the file: nobody is to be found there any more.
    pub(crate) fn remove(data: &Path) {
        if let Err(error) = fs::remove_file(Self::path(data))
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(%error, "the endpoint file could not be removed");
        }
    }
}
