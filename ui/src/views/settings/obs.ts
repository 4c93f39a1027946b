// How OBS is, from what the app tells of it, and what may be typed for where it is.
import type { ObsState, SourceStatus } from "../../api/wire";

/** OBS's own place among the sources; it is there only while OBS is to be connected. */
export const OBS_STATUS = "obs/generic:obs";

export type ObsKind = "off" | "connecting" | "live" | "waiting" | "refused";

/** The feed is ahead of what was asked, and knows why; without it (paused, or nothing came yet) only the answer is left. */
export const obsIs = (enabled: boolean, state: ObsState | null, status: SourceStatus | undefined): ObsKind => {
  if (!enabled) return "off";
  if (status?.state === "live" || status?.state === "waiting" || status?.state === "refused") return status.state;
  return status === undefined && state?.connected ? "live" : "connecting";
};

/** A computer's name or address as it is typed, or null: what the app refuses is told beside the field. */
export const hostOf = (typed: string): string | null => {
  const host = typed.trim();
  return host.length <= 253 && /^[\p{L}\p{N}._:-]+$/u.test(host) ? host : null;
};
