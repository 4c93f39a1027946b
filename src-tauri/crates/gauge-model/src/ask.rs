//! The one list of what may be asked, by the window over IPC and by an admin over HTTP.

use serde::{Deserialize, Serialize};

use crate::{
    AccessSettings, ActionRules, ChannelId, Counter, GoalRule, Millis, OverlayInScene, OverlayWish,
    OwnerRules, Score, Secret, SessionRules, SourceSettings, TokenScope, TriggerRules, ViewerId, XpRules,
};
#[cfg(doc)]
use crate::{Answer, ObsSettings};

/// A question or a wish. Its effect on live numbers is seen in the feed, not in the answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(tag = "ask", rename_all = "snake_case")]
pub enum Ask {
    /// All profiles, by name. Answer: [`Answer::Profiles`].
    Profiles,
    /// Makes a profile and opens it. Answer: [`Answer::Profile`].
    CreateProfile {
        /// As the user wrote it.
        name: String,
    },
    /// Opens another profile, without a restart. Answer: [`Answer::Profile`].
    SwitchProfile {
        /// The profile's id.
        id: String,
    },
    /// Gives a profile another name. Answer: [`Answer::Profile`].
    RenameProfile {
        /// The profile's id, which stays.
        id: String,
        /// As the user wrote it.
        name: String,
    },
    /// Copies a profile as it is now; the copy is not opened. Answer: [`Answer::Profile`].
    DuplicateProfile {
        /// Which.
        id: String,
        /// The copy's name.
        name: String,
    },
    /// Moves a profile to the trash; never the open one. Answer: [`Answer::Done`].
    DeleteProfile {
        /// Which.
        id: String,
    },
    /// What is in the trash, newest first. Answer: [`Answer::Trash`].
    Trash,
    /// Takes a profile back out of the trash. Answer: [`Answer::Profile`].
    RestoreProfile {
        /// The id in the trash.
        id: String,
    },
    /// Copies a profile into one file anywhere. Answer: [`Answer::Done`].
    ExportProfile {
        /// Which.
        id: String,
        /// Absolute.
        path: String,
    },
    /// Makes a profile from an exported file, or from a profile database of seed 002. Answer: [`Answer::Imported`].
    ImportProfile {
        /// Absolute.
        path: String,
        /// The new profile's name; else the one in the file.
        name: Option<String>,
    },
    /// The backups of a profile, newest first. Answer: [`Answer::Backups`].
    Backups {
        /// The profile's id.
        profile: String,
    },
    /// Backs the open profile up now. Answer: [`Answer::Backup`].
    BackUp,
    /// Puts a backup in the place of the profile's file, which is backed up first. Answer: [`Answer::Profile`].
    RestoreBackup {
        /// The profile's id.
        profile: String,
        /// The backup's id.
        backup: String,
    },
    /// The sources of the open profile, and the kinds there are. Answer: [`Answer::Sources`].
    Sources,
    /// Adds a source to the open profile and connects it. Answer: [`Answer::SourceInfo`].
    AddSource {
        /// How it is set.
        settings: SourceSettings,
        /// Its password or key, where it takes one.
        #[serde(default)]
        secret: Option<Secret>,
    },
    /// Sets a source anew and connects it again. Answer: [`Answer::SourceInfo`].
    ChangeSource {
        /// Which.
        id: String,
        /// How it is set from now on; its kind stays.
        settings: SourceSettings,
        /// Its password or key; `null`: as it was; empty: none any more.
        #[serde(default)]
        secret: Option<Secret>,
    },
    /// Disconnects a source; what it brought stays. Answer: [`Answer::Done`].
    RemoveSource {
        /// Which.
        id: String,
    },
    /// Connects a source again, now. Answer: [`Answer::Done`].
    RetrySource {
        /// Which.
        id: String,
    },
    /// Writes what a source really sends into a file, or no more. Answer: [`Answer::SourceInfo`].
    CaptureSource {
        /// Which. With a Twitch chat goes all that Twitch sends: chats share a connection.
        id: String,
        /// Whether to.
        on: bool,
    },
    /// Connects once by these settings and looks for some seconds what comes; nothing is counted. Answer:
    /// [`Answer::SourceTest`].
    TestSource {
        /// How it is set.
        settings: SourceSettings,
        /// Its password or key, where it takes one.
        #[serde(default)]
        secret: Option<Secret>,
        /// Without a secret, that of this source is used.
        #[serde(default)]
        id: Option<String>,
    },
    /// Adds a Twitch channel to the open profile and connects to its chat. Answer: [`Answer::Source`].
    AddChannel {
        /// For example `twitch:xqc`.
        channel: String,
    },
    /// Disconnects every source that brings only this channel; its numbers stay. Answer: [`Answer::Done`].
    RemoveChannel {
        /// Which.
        channel: ChannelId,
    },
    /// Opens the demo profile and plays the demo into it. Answer: [`Answer::Profile`].
    StartDemo,
    /// The samples of the open profile since a moment. Answer: [`Answer::Samples`].
    Samples {
        /// ms UTC; 0 for all.
        #[cfg_attr(test, ts(type = "number"))]
        since: Millis,
        /// Up to this moment, ms UTC; `null`: up to now.
        #[serde(default)]
        #[cfg_attr(test, ts(type = "number | null"))]
        until: Option<Millis>,
    },
    /// The newest sessions, newest first. Answer: [`Answer::Sessions`].
    Sessions {
        /// Of this channel only.
        channel: Option<ChannelId>,
        /// At most so many.
        limit: u32,
    },
    /// Ends a channel's session by hand. Answer: [`Answer::Done`].
    EndSession {
        /// Which channel's.
        channel: ChannelId,
    },
    /// When a broadcast is still the same one. Answer: [`Answer::SessionRules`].
    SessionRules,
    /// Sets it, from now on. Answer: [`Answer::SessionRules`].
    SetSessionRules {
        /// The new ones.
        rules: SessionRules,
    },
    /// Which sources are preferred where several bring the same. Answer: [`Answer::OwnerRules`].
    OwnerRules,
    /// Sets it, from now on. Answer: [`Answer::OwnerRules`].
    SetOwnerRules {
        /// The new ones.
        rules: OwnerRules,
    },
    /// What fires a trigger. Answer: [`Answer::TriggerRules`].
    TriggerRules,
    /// Sets it, from now on. Answer: [`Answer::TriggerRules`].
    SetTriggerRules {
        /// The new ones.
        rules: TriggerRules,
    },
    /// What would have fired in a past session by other rules. Nothing is stored. Answer: [`Answer::Triggers`].
    TryTriggerRules {
        /// The rules.
        rules: TriggerRules,
        /// The session's id.
        #[cfg_attr(test, ts(type = "number"))]
        session: u64,
    },
    /// The newest triggers. Answer: [`Answer::Events`].
    Triggers {
        /// In this session; `null`: of all times.
        #[serde(default)]
        #[cfg_attr(test, ts(type = "number | null"))]
        session: Option<u64>,
        /// Rows at most; 1000 is the most.
        limit: u32,
    },
    /// Ends every session and sets every number of the open profile to zero. Answer: [`Answer::Done`].
    Reset,
    /// Takes the newest reset back: the numbers as if it had not been, with everything that came since. Possible for ten
    /// minutes, in the profile that is open. Answer: [`Answer::Done`].
    UndoReset,
    /// Marks this moment: a trigger `mark` of the source `user`. Answer: [`Answer::Done`].
    Mark {
        /// On this channel; `null`: on the one that most people watch.
        #[serde(default)]
        channel: Option<ChannelId>,
    },
    /// Who has most of something. Answer: [`Answer::Board`].
    Leaderboard {
        /// Of what.
        by: Score,
        /// In this session; `null`: of all times.
        #[serde(default)]
        session: Option<u64>,
        /// Rows at most; 1000 is the most.
        limit: u32,
        /// Rows to leave out at the top.
        #[serde(default)]
        offset: u32,
    },
    /// One viewer, of all times and by session. Answer: [`Answer::Viewer`].
    Viewer {
        /// Who.
        id: ViewerId,
    },
    /// How many people took part in a session, and how many of them for the first time. Answer: [`Answer::Audience`].
    Audience {
        /// The session's id.
        session: u64,
    },
    /// The viewers whose name holds a text, whatever its case, by name. Answer: [`Answer::Viewers`].
    FindViewers {
        /// The text.
        name: String,
        /// Rows at most; 1000 is the most.
        limit: u32,
    },
    /// Why a number is what it is: the newest events behind it. Answer: [`Answer::Events`].
    Why {
        /// The number.
        field: Counter,
        /// Of this channel; `null`: of all.
        #[serde(default)]
        channel: Option<ChannelId>,
        /// In this session; `null`: of all times.
        #[serde(default)]
        session: Option<u64>,
        /// Rows at most; 1000 is the most.
        limit: u32,
    },
    /// What counts are worth, and how levels grow. Answer: [`Answer::XpRules`].
    XpRules,
    /// Sets them; every level follows at once. Answer: [`Answer::XpRules`].
    SetXpRules {
        /// The new ones.
        rules: XpRules,
    },
    /// Every goal. Answer: [`Answer::Goals`].
    Goals,
    /// Makes a goal. Answer: [`Answer::Goal`].
    AddGoal {
        /// How it is to be.
        rule: GoalRule,
    },
    /// Sets a goal anew; what it has counted stays if it still counts the same. Answer: [`Answer::Goal`].
    ChangeGoal {
        /// Which.
        id: u64,
        /// How it is to be.
        rule: GoalRule,
    },
    /// Removes a goal. Answer: [`Answer::Done`].
    RemoveGoal {
        /// Which.
        id: u64,
    },
    /// Where OBS is reached. Answer: [`Answer::ObsSettings`].
    ObsSettings,
    /// Sets it, for all profiles. Answer: [`Answer::ObsSettings`].
    SetObsSettings {
        /// Whether to connect at all.
        enabled: bool,
        /// As in [`ObsSettings`].
        host: String,
        /// As in [`ObsSettings`].
        port: u16,
        /// Empty where OBS asks for none; `null`: as it was.
        #[serde(default)]
        password: Option<Secret>,
    },
    /// Writes what OBS really says into a file, or no more. Answer: [`Answer::ObsSettings`].
    CaptureObs {
        /// Whether to.
        on: bool,
    },
    /// What is known of OBS just now. Answer: [`Answer::ObsState`].
    ObsState,
    /// OBS's scenes. Answer: [`Answer::ObsScenes`].
    ObsScenes,
    /// Adds a page to a scene as a browser source, or sets the one of this page anew. Answer: [`Answer::Done`].
    AddOverlayToScene(OverlayInScene),
    /// The login at Twitch. Answer: [`Answer::TwitchAccount`].
    TwitchAccount,
    /// Begins a login: the answer holds a code to type at Twitch. Answer: [`Answer::TwitchAccount`].
    LogInToTwitch,
    /// Ends the login, or gives a login up that has begun. Answer: [`Answer::TwitchAccount`].
    LogOutOfTwitch,
    /// Sets what Streamgauge calls itself at Twitch, and ends the login. Answer: [`Answer::TwitchAccount`].
    SetTwitchClient {
        /// The id of an application that the user has registered there; `null`: the built-in one.
        client_id: Option<String>,
    },
    /// Every overlay that is set otherwise than usual, or was made by the user. Answer: [`Answer::SavedOverlays`].
    SavedOverlays,
    /// Sets one; pages that show it follow at once. Answer: [`Answer::SavedOverlay`].
    SetOverlay(OverlayWish),
    /// Removes one: its address shows nothing any more; a page’s first is as usual again. Answer: [`Answer::Done`].
    RemoveOverlay {
        /// Which.
        id: String,
    },
    /// How the overlays fare, as they tell themselves. Answer: [`Answer::Overlays`].
    Overlays,
    /// Writes a file that OBS takes as a local file: it waits for the app and then shows the overlay. It is kept right when
    /// the port or the token changes. Answer: [`Answer::Path`].
    OverlayFile {
        /// One of our overlays, with its options and its token.
        url: String,
        /// What the file is to be called, without `.html`.
        name: String,
    },
    /// The overlays that the user made. Answer: [`Answer::OwnOverlays`].
    OwnOverlays,
    /// Makes the folder of one, with a page to begin with, where it is missing. Answer: [`Answer::OwnOverlay`].
    MakeOwnOverlay {
        /// The folder's name: letters, digits, `-` and `_`.
        name: String,
    },
    /// What triggers set off. Answer: [`Answer::ActionRules`].
    ActionRules,
    /// Sets it, from now on. Answer: [`Answer::ActionRules`].
    SetActionRules {
        /// The new ones.
        rules: ActionRules,
    },
    /// Every token of the port. Answer: [`Answer::Tokens`].
    Tokens,
    /// Makes a token. Answer: [`Answer::Token`].
    NewToken {
        /// What the user calls it: 1 to 50 characters.
        label: String,
        /// What it allows.
        scope: TokenScope,
        /// Pages of other sites that may read with it, such as `http://localhost:5173`; only for reading.
        #[serde(default)]
        origins: Vec<String>,
        /// Events a second that may be pushed with it: 1 to 1 000 000; `null`: any number. Not for reading.
        #[serde(default)]
        rate: Option<u32>,
    },
    /// Sets a token's rate, also for who is connected. Answer: [`Answer::Token`].
    SetTokenRate {
        /// Which.
        id: String,
        /// As for a new one.
        rate: Option<u32>,
    },
    /// Replaces a token's text: the old one opens nothing any more. Answer: [`Answer::Token`].
    RotateToken {
        /// Which.
        id: String,
    },
    /// Ends a token for good. Answer: [`Answer::Done`].
    RevokeToken {
        /// Which.
        id: String,
    },
    /// Replaces the text of every token. Answer: [`Answer::Tokens`].
    RotateAllTokens,
    /// Who may read without a token, and where else is listened. Answer: [`Answer::Access`].
    Access,
    /// Sets that. Answer: [`Answer::Access`].
    SetAccess {
        /// The new settings.
        settings: AccessSettings,
    },
    /// What this program is and where its things lie. Answer: [`Answer::About`].
    About,
}
