//! Our pages in OBS's scenes.

use gauge_model::{ObsScenes, OverlayInScene};
use serde_json::{Value, json};

use super::link::{Obs, ObsError};

const BROWSER: &str = "browser_source";
/// obs-websocket's codes.
const NOT_FOUND: u16 = 600;
const NAME_TAKEN: u16 = 601;

impl Obs {
    /// Its scenes.
    ///
    /// # Errors
    /// Why they are not known.
    pub async fn scenes(&self) -> Result<ObsScenes, ObsError> {
        let list = self.ask("GetSceneList", Value::Null).await?;
        let scenes = list["scenes"].as_array().into_iter().flatten();
        // OBS tells the lowest first.
        let names = scenes.rev().filter_map(|scene| scene["sceneName"].as_str());
        Ok(ObsScenes {
            current: list["currentProgramSceneName"].as_str().map(str::to_owned),
            scenes: names.map(str::to_owned).collect(),
            browser_sources: self.has_browser_sources().await?,
        })
    }

    /// Adds a page to a scene; the input of the same page that is there already is set to this address and size.
    ///
    /// # Errors
    /// Why it is not there.
    pub async fn add_overlay(&self, wish: &OverlayInScene) -> Result<(), ObsError> {
        if !self.has_browser_sources().await? {
            return Err(ObsError::Cannot(
                "This OBS has no browser sources. Copy the address, and add it where your OBS shows web pages.",
            ));
        }
        let (scene, name) = (&wish.scene, input_name(&wish.url));
        let settings = json!({ "url": wish.url, "width": wish.width, "height": wish.height });
        let input = json!({
            "sceneName": scene, "inputName": name, "inputKind": BROWSER, "inputSettings": settings,
            "sceneItemEnabled": true,
        });
        match self.ask("CreateInput", input).await {
            Err(ObsError::Refused { code: NAME_TAKEN, .. }) => {}
            created => return created.map(drop),
        }
        let changed = json!({ "inputName": name, "inputSettings": settings });
        self.ask("SetInputSettings", changed).await?;
        let place = json!({ "sceneName": scene, "sourceName": name });
        match self.ask("GetSceneItemId", place.clone()).await {
            Err(ObsError::Refused { code: NOT_FOUND, .. }) => {
                self.ask("CreateSceneItem", place).await.map(drop)
            }
            found => found.map(drop),
        }
    }

    /// Loads our pages anew in every browser source that shows one: OBS never tries again when it was there before
    /// us. How many.
    ///
    /// # Errors
    /// Why not.
    pub async fn refresh_pages(&self, http: &str) -> Result<usize, ObsError> {
        let list = self.ask("GetInputList", json!({ "inputKind": BROWSER })).await?;
        let inputs = list["inputs"].as_array().into_iter().flatten();
        let mut refreshed = 0;
        for name in inputs.filter_map(|input| input["inputName"].as_str()) {
            let answer = self.ask("GetInputSettings", json!({ "inputName": name })).await?;
            if answer["inputSettings"]["url"]
                .as_str()
                .is_some_and(|url| is_ours(url, http))
            {
                let press = json!({ "inputName": name, "propertyName": "refreshnocache" });
                self.ask("PressInputPropertiesButton", press).await?;
                refreshed += 1;
            }
        }
        Ok(refreshed)
    }

    async fn has_browser_sources(&self) -> Result<bool, ObsError> {
        let list = self.ask("GetInputKindList", Value::Null).await?;
        let mut kinds = list["inputKinds"].as_array().into_iter().flatten();
        Ok(kinds.any(|kind| kind == BROWSER))
    }
}

/// Whether an address is at our port, however it names this computer.
fn is_ours(url: &str, http: &str) -> bool {
    let rest = |url: &str| {
        let authority = url.strip_prefix("http://")?.split(['/', '?', '#']).next()?;
        let (host, port) = authority.rsplit_once(':')?;
        matches!(host, "127.0.0.1" | "localhost" | "[::1]").then(|| port.to_owned())
    };
    rest(url).is_some_and(|port| Some(port) == rest(http))
}

/// `Streamgauge viewers` for `http://127.0.0.1:7828/overlays/viewers?token=…`.
fn input_name(url: &str) -> String {
    let path = url.split(['?', '#']).next().unwrap_or("");
    let page = path.trim_end_matches('/').rsplit('/').next().unwrap_or("");
    format!("Streamgauge {}", page.trim_end_matches(".html"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_known_by_their_port() {
        let http = "http://127.0.0.1:7828";
        for (url, ours) in [
            ("http://127.0.0.1:7828/overlays/chat?token=x", true),
            ("http://localhost:7828/", true),
            ("http://127.0.0.1:78281/", false),
            ("http://example.org:7828/", false),
            ("https://127.0.0.1:7828/", false),
            ("", false),
        ] {
            assert_eq!(is_ours(url, http), ours, "{url}");
        }
        assert_eq!(
            input_name("http://127.0.0.1:7828/overlays/chat/?token=x"),
            "Streamgauge chat"
        );
    }
}
