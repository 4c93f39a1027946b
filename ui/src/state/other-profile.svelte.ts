// What asks something about the open profile must not outlive it: the answer would go to the next one.
import { untrack } from "svelte";
import { live } from "./live.svelte";

/** Calls `act` whenever another profile has been opened. For the script of a component. */
export const onOtherProfile = (act: () => void): void => {
  const open = $derived(live.shown?.profileId);
  let before = untrack(() => open);
  $effect(() => {
    if (open === before) return;
    before = open;
    untrack(act);
  });
};
