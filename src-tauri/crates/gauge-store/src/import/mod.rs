//! Making a profile from a file of unknown origin. Nothing of the file is ever used as it is: values are read by
//! typed questions from a private copy and written into a file made here (RELIABILITY 1.2 F).

mod foreign;
mod rows;
mod seed;

use std::path::Path;

use gauge_model::{ImportReport, Millis, ProfileInfo, ProfileName, StreamEvent, TakenRows};
use rusqlite::Connection;

use crate::{
    Kept, Profiles, StoreError,
    copy::{Temporary, not_written, verify},
    db,
    files::with_suffix,
    import::foreign::Foreign,
    tables::profile,
};

/// What came out of a file, before it is given a name.
struct Taken {
    from: &'static str,
    rows: Vec<TakenRows>,
    left: Vec<String>,
    /// The name in the file.
    name: Option<String>,
}

impl Profiles {
    /// Makes a profile from an exported file or from a profile database of seed 002. It is not opened by this, and
    /// no other profile is touched.
    ///
    /// # Errors
    /// [`StoreError::Refused`] with words about the file, [`StoreError::NameTaken`] for a name that was asked for,
    /// or what hinders the new file.
    pub fn import(
        &self,
        from: &Path,
        name: Option<&ProfileName>,
        now: Millis,
    ) -> Result<ImportReport, StoreError> {
        if let Some(name) = name
            && self.named(name)?.is_some()
        {
            return Err(StoreError::NameTaken(name.as_str().to_owned()));
        }
        let folder = self.beside("import");
        std::fs::create_dir_all(&folder).map_err(|source| not_written(&folder, source))?;
        let foreign = Foreign::open(from, &folder)?;
        let fresh = Temporary::beside(&self.path("import"));
        let mut taken = if foreign.is_ours()? {
            rows::take_all(&foreign, fresh.path())?
        } else {
            seed::take_all(&foreign, fresh.path(), now)?
        };
        drop(foreign);
        let log = with_suffix(from, "-wal");
        if std::fs::metadata(&log).is_ok_and(|log| log.len() > 0) {
            let what = "what another program has not yet folded into the file";
            taken.left.push(format!(
                "{what}, in {}: close that program and import again to have it",
                log.display()
            ));
        }
        let wanted = name.map(|name| name.as_str().to_owned()).or(taken.name);
        let shown = self.free_name(wanted.as_deref().unwrap_or("Imported"))?;
        let profile = self.prove(fresh.path(), &shown)?;
        let info = ProfileInfo {
            id: self.new_id(&shown),
            name: shown,
            active: false,
            simulated: profile.simulated,
        };
        self.note_name(&info.id, &info.name)?;
        fresh.arrive(&self.path(&info.id))?;
        Ok(ImportReport {
            profile: info,
            from: taken.from.to_owned(),
            taken: taken.rows,
            left: taken.left,
        })
    }

    /// Brings the new file to the present schema under its name, and opens it once as it will be opened.
    fn prove(&self, fresh: &Path, name: &str) -> Result<profile::Profile, StoreError> {
        let bad = |error: StoreError| match error {
            StoreError::Damaged { what, .. } => {
                StoreError::Refused(format!("The file holds what no profile can hold: {what}."))
            }
            StoreError::Database(error) if error.sqlite_error_code().is_none() => {
                StoreError::Refused(format!("The file holds what no profile can hold: {error}."))
            }
            other => other,
        };
        let file = db::open(fresh).map_err(bad)?;
        profile::rename(&file, name)?;
        profile::keep(&file)?;
        every_event_reads(&file)?;
        let kept = Kept::read(&file).map_err(bad)?;
        file.query_row("PRAGMA journal_mode = DELETE", (), |_| Ok(()))?;
        drop(file);
        verify(fresh).map_err(bad)?;
        Ok(kept.profile)
    }

    /// The name, or the name with a number.
    fn free_name(&self, wanted: &str) -> Result<String, StoreError> {
        let base =
            ProfileName::new(wanted).map_or_else(|_| "Imported".to_owned(), |name| name.as_str().to_owned());
        let taken: Vec<String> = self.list()?.into_iter().map(|profile| profile.name).collect();
        let numbered = (2..).map(|number| {
            let room = 50 - 3 - format!("{number}").len();
            let begin: String = base.chars().take(room).collect();
            format!("{} ({number})", begin.trim_end())
        });
        let free = |name: &String| !taken.contains(name);
        Ok(std::iter::once(base.clone())
            .chain(numbered)
            .find(free)
            .unwrap_or(base))
    }
}

fn every_event_reads(db: &Connection) -> Result<(), StoreError> {
    let mut query = db.prepare("SELECT event FROM events")?;
    let mut events = query.query(())?;
    while let Some(row) = events.next()? {
        let text: String = row.get(0)?;
        serde_json::from_str::<StreamEvent>(&text).map_err(|error| {
            StoreError::Refused(format!("The file holds an event that is none: {error}."))
        })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
