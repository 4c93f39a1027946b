// Takes the newest reset back, and says so, or what went wrong.
import * as ask from "../../api/ask";
import { faultOf } from "../../api/transport";
import { toasts } from "../../state/toasts.svelte";
import { saidOf, words } from "../../words";

export const undoReset = async (): Promise<void> => {
  try {
    await ask.undoReset();
    toasts.say(words.reset.undone);
  } catch (thrown) {
    toasts.say(saidOf(faultOf(thrown)));
  }
};
