import { expect, test } from "vitest";
import type { ObsState, SourceStatus } from "../../api/wire";
import { hostOf, obsIs, OBS_STATUS } from "./obs";

const status = (how: object): SourceStatus => ({ id: OBS_STATUS, kind: "obs", channel: "generic:obs", ...how }) as SourceStatus;
const heard = (connected: boolean): ObsState => ({ connected }) as ObsState;

test.each([
  ["off, whatever was heard", false, heard(true), status({ state: "live" }), "off"],
  ["refused, though the answer is of before", true, heard(true), status({ state: "refused", why: "No." }), "refused"],
  ["waiting", true, heard(false), status({ state: "waiting", until: 5, why: "No." }), "waiting"],
  ["connecting", true, heard(true), status({ state: "connecting" }), "connecting"],
  ["live", true, null, status({ state: "live" }), "live"],
  ["live by the answer alone", true, heard(true), undefined, "live"],
  ["nothing known yet", true, null, undefined, "connecting"],
] as const)("OBS is %s", (_, enabled, state, of, kind) => {
  expect(obsIs(enabled, state, of)).toBe(kind);
});

test.each([["127.0.0.1", "127.0.0.1"], [" studio-pc ", "studio-pc"], ["bücher.local", "bücher.local"], ["::1", "::1"], ["", null], ["ws://studio", null], ["a b", null], ["x@y", null]])("the host %j is %j", (typed, host) => {
  expect(hostOf(typed)).toBe(host);
});
