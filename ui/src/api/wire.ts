/** The wire as the Rust model defines it (`generated/` is made by its tests). */
import type { Delta as DeltaOfAllFields } from "./generated/Delta";
import type { Numbers } from "./generated/Numbers";
import type { Snapshot } from "./generated/Snapshot";

export type { About } from "./generated/About";
export type { Ask } from "./generated/Ask";
export type { Fault } from "./generated/Fault";
export type { Gift } from "./generated/Gift";
export type { GoalState } from "./generated/GoalState";
export type { Notice } from "./generated/Notice";
export type { Numbers as Stats } from "./generated/Numbers";
export type { ProfileInfo } from "./generated/ProfileInfo";
export type { Sample } from "./generated/Sample";
export type { ServerState } from "./generated/ServerState";
export type { Snapshot } from "./generated/Snapshot";
export type { SourceState } from "./generated/SourceState";
export type { SourceStatus } from "./generated/SourceStatus";
export type { StorageState } from "./generated/StorageState";
export type { StreamEvent } from "./generated/StreamEvent";
export type { User } from "./generated/User";

/** New values of changed fields only: `stats` of `channel`, `totals` of the profile. A client only assigns. */
export type Delta = Omit<DeltaOfAllFields, "stats" | "totals"> & {
  stats?: Partial<Numbers>;
  totals?: Partial<Numbers>;
};
export type Frame = Snapshot | Delta;
