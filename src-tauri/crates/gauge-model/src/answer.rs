//! What comes back from an ask.

use serde::{Deserialize, Serialize};

use crate::{
    AccessState, ActionRules, Audience, BackupInfo, BoardRow, GoalState, ImportReport, ObsScenes,
    ObsSettings, ObsState, OverlayHealth, OwnOverlay, OwnerRules, ProfileInfo, Sample, SavedOverlay,
    SessionReport, SessionRules, SourceInfo, SourceList, SourceStatus, SourceTest, StoredEvent, StreamEvent,
    TokenInfo, TrashedProfile, TriggerRules, ViewerReport, ViewerRow, XpRules,
};

/// What comes back; untagged on the wire, since the asker knows what it asked.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Answer {
    /// Every profile.
    Profiles(Vec<ProfileInfo>),
    /// The profile that is open now.
    Profile(ProfileInfo),
    /// The trash.
    Trash(Vec<TrashedProfile>),
    /// What an import took.
    Imported(ImportReport),
    /// A profile's backups.
    Backups(Vec<BackupInfo>),
    /// The new backup.
    Backup(BackupInfo),
    /// How the source is.
    Source(SourceStatus),
    /// Every source.
    Sources(SourceList),
    /// How the source is set.
    SourceInfo(SourceInfo),
    /// What came of trying it.
    SourceTest(SourceTest),
    /// Oldest first.
    Samples(Vec<Sample>),
    /// Newest first.
    Sessions(Vec<SessionReport>),
    /// When a broadcast is still the same one.
    SessionRules(SessionRules),
    /// Which sources are preferred.
    OwnerRules(OwnerRules),
    /// What fires a trigger.
    TriggerRules(TriggerRules),
    /// What would have fired, oldest first.
    Triggers(Vec<StreamEvent>),
    /// Most first.
    Board(Vec<BoardRow>),
    /// One viewer.
    Viewer(Box<ViewerReport>),
    /// Who took part.
    Audience(Audience),
    /// By name.
    Viewers(Vec<ViewerRow>),
    /// Newest first.
    Events(Vec<StoredEvent>),
    /// What counts are worth.
    XpRules(XpRules),
    /// In the order they were made.
    Goals(Vec<GoalState>),
    /// As it stands now.
    Goal(Box<GoalState>),
    /// Where OBS is reached.
    ObsSettings(ObsSettings),
    /// How OBS is.
    ObsState(Box<ObsState>),
    /// OBS's scenes.
    ObsScenes(ObsScenes),
    /// In the order they were made.
    SavedOverlays(Vec<SavedOverlay>),
    /// As it is set now.
    SavedOverlay(SavedOverlay),
    /// How the overlays fare: those that are connected, then those that were.
    Overlays(Vec<OverlayHealth>),
    /// A file that was written.
    Path(String),
    /// The user's own overlays, by name.
    OwnOverlays(Vec<OwnOverlay>),
    /// One of them.
    OwnOverlay(OwnOverlay),
    /// What triggers set off.
    ActionRules(ActionRules),
    /// Those made by the user in the order they were made, after the built-in ones.
    Tokens(Vec<TokenInfo>),
    /// One token.
    Token(TokenInfo),
    /// How the port is set, and what came of it.
    Access(AccessState),
    /// About this program.
    About(About),
    /// Nothing to tell.
    Done,
}

/// What this program is and where its things lie.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct About {
    /// As in `Cargo.toml`.
    pub version: String,
    /// The folder of profiles and logs.
    pub data_dir: String,
    /// Where the port answers, if it could be had.
    pub http: Option<String>,
}
