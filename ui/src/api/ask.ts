// What may be asked, with the type of each answer. Every one of them rejects with a Fault.
import { transport } from "./transport";
import type {
  About, AccessSettings, AccessState, ActionRules, Ask, Audience, BackupInfo, BoardRow, Counter, GoalRule, GoalState, ImportReport, ObsScenes, ObsSettings, ObsState, OverlayHealth, OwnerRules, OwnOverlay, ProfileInfo, Sample, SavedOverlay, Score, SessionReport, SessionRules, SourceInfo, SourceList, SourceSettings, SourceStatus,
  SourceTest, StoredEvent, StreamEvent, TokenInfo, TokenScope, TrashedProfile, TriggerRules, TwitchAccount, ViewerReport, ViewerRow, XpRules,
} from "./wire";

const put = <T>(ask: Ask): Promise<T> => transport.ask(ask) as Promise<T>;

export const profiles = (): Promise<ProfileInfo[]> => put({ ask: "profiles" });
export const createProfile = (name: string): Promise<ProfileInfo> => put({ ask: "create_profile", name });
export const switchProfile = (id: string): Promise<ProfileInfo> => put({ ask: "switch_profile", id });
export const renameProfile = (id: string, name: string): Promise<ProfileInfo> => put({ ask: "rename_profile", id, name });
export const duplicateProfile = (id: string, name: string): Promise<ProfileInfo> => put({ ask: "duplicate_profile", id, name });
export const deleteProfile = (id: string): Promise<null> => put({ ask: "delete_profile", id });
export const trash = (): Promise<TrashedProfile[]> => put({ ask: "trash" });
export const restoreProfile = (id: string): Promise<ProfileInfo> => put({ ask: "restore_profile", id });
export const exportProfile = (id: string, path: string): Promise<null> => put({ ask: "export_profile", id, path });
export const importProfile = (path: string, name: string | null): Promise<ImportReport> => put({ ask: "import_profile", path, name });

export const backups = (profile: string): Promise<BackupInfo[]> => put({ ask: "backups", profile });
export const backUp = (): Promise<BackupInfo> => put({ ask: "back_up" });
export const restoreBackup = (profile: string, backup: string): Promise<ProfileInfo> => put({ ask: "restore_backup", profile, backup });

export const sources = (): Promise<SourceList> => put({ ask: "sources" });
/** A secret of `null`: none, or as it was. */
export const addSource = (settings: SourceSettings, secret: string | null = null): Promise<SourceInfo> => put({ ask: "add_source", settings, secret });
export const changeSource = (id: string, settings: SourceSettings, secret: string | null): Promise<SourceInfo> => put({ ask: "change_source", id, settings, secret });
export const removeSource = (id: string): Promise<null> => put({ ask: "remove_source", id });
export const retrySource = (id: string): Promise<null> => put({ ask: "retry_source", id });
/** Connects once and counts nothing. */
export const testSource = (settings: SourceSettings, secret: string | null, id: string | null): Promise<SourceTest> => put({ ask: "test_source", settings, secret, id });
export const captureObs = (on: boolean): Promise<ObsSettings> => put({ ask: "capture_obs", on });
export const captureSource = (id: string, on: boolean): Promise<SourceInfo> => put({ ask: "capture_source", id, on });

/** `twitch:xqc`. */
export const addChannel = (channel: string): Promise<SourceStatus> => put({ ask: "add_channel", channel });
export const addTwitchChannel = (name: string): Promise<SourceStatus> => addChannel(`twitch:${name}`);
export const removeChannel = (channel: string): Promise<null> => put({ ask: "remove_channel", channel });
export const startDemo = (): Promise<ProfileInfo> => put({ ask: "start_demo" });

/** Of a span of stream time; `until: null` means up to now. */
export const samples = (since: number, until: number | null = null): Promise<Sample[]> => put({ ask: "samples", since, until });
export const sessions = (limit: number, channel: string | null = null): Promise<SessionReport[]> => put({ ask: "sessions", channel, limit });
export const endSession = (channel: string): Promise<null> => put({ ask: "end_session", channel });
/** On the channel that most people watch. */
export const mark = (): Promise<null> => put({ ask: "mark", channel: null });
export const reset = (): Promise<null> => put({ ask: "reset" });
/** As if the newest reset had not been, with everything that came since. */
export const undoReset = (): Promise<null> => put({ ask: "undo_reset" });

export const leaderboard = (by: Score, session: number | null, limit: number, offset = 0): Promise<BoardRow[]> => put({ ask: "leaderboard", by, session, limit, offset });
export const viewer = (id: string): Promise<ViewerReport> => put({ ask: "viewer", id });
/** How many took part in a session, and for how many it was the first. */
export const audience = (session: number): Promise<Audience> => put({ ask: "audience", session });
export const findViewers = (name: string, limit: number): Promise<ViewerRow[]> => put({ ask: "find_viewers", name, limit });
export const why = (field: Counter, channel: string | null, session: number | null, limit: number): Promise<StoredEvent[]> => put({ ask: "why", field, channel, session, limit });
export const xpRules = (): Promise<XpRules> => put({ ask: "xp_rules" });
export const setXpRules = (rules: XpRules): Promise<XpRules> => put({ ask: "set_xp_rules", rules });

/** When a broadcast is still the same one. */
export const sessionRules = (): Promise<SessionRules> => put({ ask: "session_rules" });
export const setSessionRules = (rules: SessionRules): Promise<SessionRules> => put({ ask: "set_session_rules", rules });
/** Which sources are preferred where several bring the same. */
export const ownerRules = (): Promise<OwnerRules> => put({ ask: "owner_rules" });
export const setOwnerRules = (rules: OwnerRules): Promise<OwnerRules> => put({ ask: "set_owner_rules", rules });

export const triggerRules = (): Promise<TriggerRules> => put({ ask: "trigger_rules" });
export const setTriggerRules = (rules: TriggerRules): Promise<TriggerRules> => put({ ask: "set_trigger_rules", rules });
/** What would have fired in a past session by these rules, oldest first. */
export const tryTriggerRules = (rules: TriggerRules, session: number): Promise<StreamEvent[]> => put({ ask: "try_trigger_rules", rules, session });
/** The newest triggers, of one session or of all. */
export const triggers = (session: number | null, limit: number): Promise<StoredEvent[]> => put({ ask: "triggers", session, limit });

export const actionRules = (): Promise<ActionRules> => put({ ask: "action_rules" });
export const setActionRules = (rules: ActionRules): Promise<ActionRules> => put({ ask: "set_action_rules", rules });

export const goals = (): Promise<GoalState[]> => put({ ask: "goals" });
export const addGoal = (rule: GoalRule): Promise<GoalState> => put({ ask: "add_goal", rule });
export const changeGoal = (id: number, rule: GoalRule): Promise<GoalState> => put({ ask: "change_goal", id, rule });
export const removeGoal = (id: number): Promise<null> => put({ ask: "remove_goal", id });

export const twitchAccount = (): Promise<TwitchAccount> => put({ ask: "twitch_account" });
/** The answer holds a code to type at Twitch. */
export const logInToTwitch = (): Promise<TwitchAccount> => put({ ask: "log_in_to_twitch" });
export const logOutOfTwitch = (): Promise<TwitchAccount> => put({ ask: "log_out_of_twitch" });
/** `null`: the built-in one. */
export const setTwitchClient = (client_id: string | null): Promise<TwitchAccount> => put({ ask: "set_twitch_client", client_id });
/** Those that are set otherwise than usual, or were made by the user. */
export const savedOverlays = (): Promise<SavedOverlay[]> => put({ ask: "saved_overlays" });
/** `id: null` makes one; one that was removed comes back under its address. */
export const setOverlay = ({ id, name, page, options, own }: Omit<SavedOverlay, "id"> & { id: string | null }): Promise<SavedOverlay> => put({ ask: "set_overlay", id, name, page, options, own });
export const removeOverlay = (id: string): Promise<null> => put({ ask: "remove_overlay", id });
export const obsSettings = (): Promise<ObsSettings> => put({ ask: "obs_settings" });
/** For all profiles. A password of `null`: as it was; empty: none any more. */
export const setObsSettings = (enabled: boolean, host: string, port: number, password: string | null): Promise<ObsSettings> => put({ ask: "set_obs_settings", enabled, host, port, password });
/** What is known of OBS just now. */
export const obsState = (): Promise<ObsState> => put({ ask: "obs_state" });
export const obsScenes = (): Promise<ObsScenes> => put({ ask: "obs_scenes" });
/** A page of ours, as a browser source; one that is there already is set anew. */
export const addOverlayToScene = (scene: string, url: string, width: number, height: number): Promise<null> => put({ ask: "add_overlay_to_scene", scene, url, width, height });

export const tokens = (): Promise<TokenInfo[]> => put({ ask: "tokens" });
export const newToken = (label: string, scope: TokenScope, origins: string[] = [], rate: number | null = null): Promise<TokenInfo> => put({ ask: "new_token", label, scope, origins, rate });
/** Events a second that may be pushed with it; null: any number. */
export const setTokenRate = (id: string, rate: number | null): Promise<TokenInfo> => put({ ask: "set_token_rate", id, rate });
/** The old text opens nothing any more. */
export const rotateToken = (id: string): Promise<TokenInfo> => put({ ask: "rotate_token", id });
export const revokeToken = (id: string): Promise<null> => put({ ask: "revoke_token", id });
export const rotateAllTokens = (): Promise<TokenInfo[]> => put({ ask: "rotate_all_tokens" });
export const access = (): Promise<AccessState> => put({ ask: "access" });
export const setAccess = (settings: AccessSettings): Promise<AccessState> => put({ ask: "set_access", settings });

/** How the overlays fare: those that are connected, then those that were. */
export const overlays = (): Promise<OverlayHealth[]> => put({ ask: "overlays" });
/** Writes the loader file of an overlay's address; its path. */
export const overlayFile = (url: string, name: string): Promise<string> => put({ ask: "overlay_file", url, name });
export const ownOverlays = (): Promise<OwnOverlay[]> => put({ ask: "own_overlays" });
/** One that is there stays as it is. */
export const makeOwnOverlay = (name: string): Promise<OwnOverlay> => put({ ask: "make_own_overlay", name });

export const about = (): Promise<About> => put({ ask: "about" });
