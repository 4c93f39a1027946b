/** The wire as the Rust model defines it (`generated/` is made by its tests). */
import type { Delta as DeltaOfAllFields } from "./generated/Delta";
import type { Numbers } from "./generated/Numbers";
import type { Snapshot } from "./generated/Snapshot";

export type { About } from "./generated/About";
export type { AccessSettings } from "./generated/AccessSettings";
export type { AccessState } from "./generated/AccessState";
export type { Ask } from "./generated/Ask";
export type { Audience } from "./generated/Audience";
export type { BackupInfo } from "./generated/BackupInfo";
export type { BoardRow } from "./generated/BoardRow";
export type { Counter } from "./generated/Counter";
export type { Desktop } from "./generated/Desktop";
export type { DesktopSettings } from "./generated/DesktopSettings";
export type { Fault } from "./generated/Fault";
export type { Folder } from "./generated/Folder";
export type { Gap } from "./generated/Gap";
export type { Gift } from "./generated/Gift";
export type { GoalRule } from "./generated/GoalRule";
export type { GoalState } from "./generated/GoalState";
export type { HotKeys } from "./generated/HotKeys";
export type { ImportReport } from "./generated/ImportReport";
export type { Notice } from "./generated/Notice";
export type { Numbers as Stats } from "./generated/Numbers";
export type { OverlayHealth } from "./generated/OverlayHealth";
export type { OwnOverlay } from "./generated/OwnOverlay";
export type { ProfileInfo } from "./generated/ProfileInfo";
export type { Sample } from "./generated/Sample";
export type { Score } from "./generated/Score";
export type { ServerState } from "./generated/ServerState";
export type { Session } from "./generated/Session";
export type { SessionReport } from "./generated/SessionReport";
export type { Snapshot } from "./generated/Snapshot";
export type { SourceState } from "./generated/SourceState";
export type { SourceStatus } from "./generated/SourceStatus";
export type { StorageState } from "./generated/StorageState";
export type { StoredEvent } from "./generated/StoredEvent";
export type { StreamEvent } from "./generated/StreamEvent";
export type { TokenInfo } from "./generated/TokenInfo";
export type { TokenScope } from "./generated/TokenScope";
export type { TrashedProfile } from "./generated/TrashedProfile";
export type { TriggerRules } from "./generated/TriggerRules";
export type { User } from "./generated/User";
export type { ViewerNumbers } from "./generated/ViewerNumbers";
export type { ViewerReport } from "./generated/ViewerReport";
export type { ViewerRow } from "./generated/ViewerRow";
export type { ViewerSession } from "./generated/ViewerSession";
export type { Wish } from "./generated/Wish";
export type { XpRules } from "./generated/XpRules";

/** New values of changed fields only: `stats` of `channel`, `totals` of the profile. A client only assigns. */
export type Delta = Omit<DeltaOfAllFields, "stats" | "totals"> & {
  stats?: Partial<Numbers>;
  totals?: Partial<Numbers>;
};
export type Frame = Snapshot | Delta;
