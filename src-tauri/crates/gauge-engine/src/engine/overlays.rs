//! Overlays as the user set them. They outlive profiles: an address in OBS shows the same overlay whichever is open, and
//! a profile may have options of its own for it.

use std::{collections::BTreeMap, fs, io, path::PathBuf};

use gauge_model::{Answer, Ask, Fault, FaultCode, OverlayOptions, SavedOverlay};
use gauge_store::{DataDir, private};
use serde::{Deserialize, Serialize};
use tokio::{sync::Mutex, task::spawn_blocking};

use super::Engine;
use crate::request::Request;

/// As many as a person can look over.
const MOST: usize = 200;

/// Every overlay, and the file in which they stand.
pub(crate) struct OverlayShelf {
    /// Held while it is written, so that the file and what is answered agree.
    list: Mutex<List>,
    file: PathBuf,
}

#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
struct List {
    /// How many were made: the address of a removed one is never another's.
    made: u64,
    overlays: Vec<Kept>,
}

#[derive(Clone, Serialize, Deserialize)]
struct Kept {
    id: String,
    #[serde(default)]
    name: String,
    page: String,
    /// Of every profile that has none of its own.
    #[serde(default)]
    options: OverlayOptions,
    /// By the profile's id.
    #[serde(default)]
    profiles: BTreeMap<String, OverlayOptions>,
}

impl Kept {
    fn shown_in(&self, profile: &str) -> SavedOverlay {
        let own = self.profiles.get(profile);
        SavedOverlay {
            id: self.id.clone(),
            name: self.name.clone(),
            page: self.page.clone(),
            options: own.unwrap_or(&self.options).clone(),
            own: own.is_some(),
        }
    }
}

impl List {
    /// Takes an overlay as it is set in a profile.
    fn set(&mut self, wanted: SavedOverlay, profile: &str) -> Result<SavedOverlay, Fault> {
        if let Some(why) = wanted.refusal() {
            return Err(refuse(why));
        }
        let place = self.overlays.iter().position(|kept| kept.id == wanted.id);
        let place = place.map_or_else(|| self.put(&wanted), Ok)?;
        let kept = &mut self.overlays[place];
        if kept.page != wanted.page {
            return Err(refuse("An overlay’s page cannot be changed. Make another one."));
        }
        kept.name = wanted.name.trim().to_owned();
        if wanted.own {
            kept.profiles.insert(profile.to_owned(), wanted.options);
        } else {
            kept.profiles.remove(profile);
            kept.options = wanted.options;
        }
        Ok(kept.shown_in(profile))
    }

    fn put(&mut self, wanted: &SavedOverlay) -> Result<usize, Fault> {
        if self.overlays.len() >= MOST {
            return Err(refuse("There are 200 overlays already. Remove one first."));
        }
        self.overlays.push(Kept {
            id: wanted.id.clone(),
            name: String::new(),
            page: wanted.page.clone(),
            options: wanted.options.clone(),
            profiles: BTreeMap::new(),
        });
        Ok(self.overlays.len() - 1)
    }

    /// An id that nothing had before.
    fn next_id(&mut self, page: &str) -> String {
        loop {
            self.made += 1;
            let id = format!("{page}-{}", self.made + 1);
            if self.overlays.iter().all(|kept| kept.id != id) {
                return id;
            }
        }
    }
}

impl OverlayShelf {
    /// With what is kept. A file that cannot be read is set aside: overlays as usual are better than none.
    pub(crate) fn open(data: &DataDir) -> Self {
        let file = data.root().join("overlays.json");
        let list = match fs::read(&file).map(|bytes| serde_json::from_slice(&bytes)) {
            Ok(Ok(list)) => list,
            Ok(Err(error)) => {
                tracing::warn!(%error, "overlays.json cannot be read: it is set aside, and every overlay is as usual");
                if let Err(error) = fs::rename(&file, file.with_extension("damaged")) {
                    tracing::warn!(%error, "overlays.json could not be set aside");
                }
                List::default()
            }
            Err(error) => {
                if error.kind() != io::ErrorKind::NotFound {
                    tracing::warn!(%error, "overlays.json cannot be read: every overlay is as usual");
                }
                List::default()
            }
        };
        Self {
            list: Mutex::new(list),
            file,
        }
    }

    /// Changes the list, on the disk first.
    async fn change<T>(&self, how: impl FnOnce(&mut List) -> Result<T, Fault>) -> Result<T, Fault> {
        let mut list = self.list.lock().await;
        let mut changed = list.clone();
        let answer = how(&mut changed)?;
        let (file, bytes) = (self.file.clone(), serde_json::to_vec_pretty(&changed));
        let written =
            spawn_blocking(move || private::write_private(&file, &bytes.map_err(io::Error::other)?));
        written
            .await
            .map_err(io::Error::other)
            .flatten()
            .map_err(|error| {
                let lost =
                    format!("The overlay could not be stored: {error}. Nothing has changed. Try again.");
                Fault::new(FaultCode::Storage, lost)
            })?;
        *list = changed;
        Ok(answer)
    }
}

impl Engine {
    /// One overlay as it is in the open profile.
    pub async fn overlay(&self, id: &str) -> Option<SavedOverlay> {
        let profile = self.profile().await.map(|profile| profile.id).unwrap_or_default();
        let list = self.shared.overlays.list.lock().await;
        let found = list.overlays.iter().find(|kept| kept.id == id);
        found.map(|kept| kept.shown_in(&profile))
    }

    /// The asks about overlays.
    pub(super) async fn ask_about_overlays(&self, ask: Ask) -> Result<Answer, Fault> {
        let profile = self.profile().await.map(|profile| profile.id).unwrap_or_default();
        let shelf = &self.shared.overlays;
        let answer = match ask {
            Ask::SetOverlay {
                id,
                name,
                page,
                options,
                own,
            } => {
                let set = |list: &mut List| {
                    let id = id.unwrap_or_else(|| list.next_id(&page));
                    let wanted = SavedOverlay {
                        id,
                        name,
                        page,
                        options,
                        own,
                    };
                    list.set(wanted, &profile)
                };
                Answer::SavedOverlay(shelf.change(set).await?)
            }
            Ask::RemoveOverlay { id } => {
                let remove = |list: &mut List| {
                    let before = list.overlays.len();
                    list.overlays.retain(|kept| kept.id != id);
                    if list.overlays.len() == before {
                        return Err(refuse("There is no such overlay. See the list of overlays."));
                    }
                    Ok(Answer::Done)
                };
                shelf.change(remove).await?
            }
            _ => {
                let list = shelf.list.lock().await;
                let shown = list.overlays.iter().map(|kept| kept.shown_in(&profile));
                return Ok(Answer::SavedOverlays(shown.collect()));
            }
        };
        // A stopping app shows nothing any more.
        _ = self.requests.send(Request::OverlaysSet).await;
        Ok(answer)
    }
}

fn refuse(why: &str) -> Fault {
    Fault::new(FaultCode::Overlay, why)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(id: &str, title: &str, own: bool) -> SavedOverlay {
        SavedOverlay {
            id: id.to_owned(),
            name: " Sub goal ".to_owned(),
            page: "goal".to_owned(),
            options: OverlayOptions::from([("title".to_owned(), title.to_owned())]),
            own,
        }
    }

    #[test]
    fn a_profile_has_its_own_options_until_it_gives_them_up() {
        let mut list = List::default();
        let id = list.next_id("goal");
        assert_eq!(
            list.set(wanted(&id, "all", false), "a").map(|one| one.name),
            Ok("Sub goal".to_owned())
        );
        let own = list.set(wanted(&id, "only b", true), "b");
        assert!(own.is_ok_and(|one| one.own && one.options["title"] == "only b"));
        let title = |list: &List, profile: &str| list.overlays[0].shown_in(profile).options["title"].clone();
        assert_eq!(
            (title(&list, "a"), title(&list, "b")),
            ("all".to_owned(), "only b".to_owned())
        );
        assert!(list.set(wanted(&id, "again all", false), "b").is_ok());
        assert_eq!(title(&list, "a"), "again all");
    }

    #[test]
    fn an_address_is_never_given_twice() {
        let mut list = List::default();
        let first = list.next_id("goal");
        assert!(list.set(wanted(&first, "", false), "a").is_ok());
        list.overlays.clear();
        assert_ne!(list.next_id("goal"), first);
        // What was removed comes back where it was.
        assert!(
            list.set(wanted(&first, "", false), "a")
                .is_ok_and(|one| one.id == first)
        );
    }

    #[test]
    fn an_overlay_stays_on_its_page() {
        let mut list = List::default();
        assert!(list.set(wanted("goal", "", false), "a").is_ok());
        let other = SavedOverlay {
            page: "stats".to_owned(),
            ..wanted("goal", "", false)
        };
        assert!(list.set(other, "a").is_err());
    }
}
