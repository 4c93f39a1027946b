// What is done with a source. Each tells what went wrong, or nothing.
import * as ask from "../../api/ask";
import { faultOf } from "../../api/transport";
import { live } from "../../state/live.svelte";
import { preferences } from "../../state/preferences.svelte";
import { toasts } from "../../state/toasts.svelte";
import { saidOf, words } from "../../words";
import type { Row } from "./rows";

const said = async (work: () => Promise<unknown>): Promise<string> => {
  try {
    await work();
    return "";
  } catch (thrown) {
    return saidOf(faultOf(thrown));
  }
};

/** It can be taken back: added again it goes on with the same numbers. A key that is forgotten cannot. */
export const remove = (row: Row): Promise<string> =>
  said(async () => {
    const source = row.source;
    if (!source) return;
    await ask.removeSource(source.id);
    if (source.has_secret) {
      toasts.say(words.sources.removedKey(row.name));
      return;
    }
    const back = async (): Promise<void> => {
      const wrong = await said(() => ask.addSource(source.settings));
      if (wrong) toasts.say(wrong);
    };
    toasts.say(words.sources.removed(row.name), { label: words.undo, run: back });
  });

export const reconnect = (row: Row): Promise<string> => said(async () => row.source && ask.retrySource(row.source.id));

/** What it really sends goes into a file, or no more. */
export const capture = (row: Row, on: boolean): Promise<string> => said(async () => row.source && ask.captureSource(row.source.id, on));

/** A made-up stream, in a profile of its own. */
export const startDemo = (): Promise<string> =>
  said(async () => {
    const from = live.shown;
    await ask.startDemo();
    if (from && !from.simulated) preferences.keepBeforeDemo(from.profileId);
  });

/** Back to the profile from which the demo was started; where that is gone, to any that is not made up. */
export const leaveDemo = (): Promise<string> =>
  said(async () => {
    const all = (await ask.profiles()).filter((profile) => !profile.simulated);
    const own = all.find((profile) => profile.id === preferences.beforeDemo) ?? all[0];
    if (own) await ask.switchProfile(own.id);
    else await ask.createProfile(words.sources.ownProfile);
  });
