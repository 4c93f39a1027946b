// What triggers set off, as the form and the list of triggers show it.
import type { Action, ActionRule, StreamEvent } from "../../api/wire";
import { words } from "../../words";

export const DOES = ["save_replay", "start_recording", "stop_recording", "mark_chapter", "banner", "webhook"] as const;
export type Does = (typeof DOES)[number];

/** Those that only OBS can do. */
export const NEEDS_OBS: ReadonlySet<string> = new Set(["save_replay", "start_recording", "stop_recording", "mark_chapter"] satisfies Does[]);

/** An action with nothing in it yet. */
export const actionOf = (does: Does): Action => {
  if (does === "banner") return { do: does, text: "" };
  return does === "webhook" ? { do: does, url: "http://127.0.0.1:8080/" } : { do: does };
};

export const withRule = (rules: readonly ActionRule[], at: number, rule: ActionRule | null): ActionRule[] => [
  ...rules.slice(0, at), ...(rule === null ? [] : [rule]), ...rules.slice(at + 1),
];

type Acted = StreamEvent & { type: "action" };

/** What became of what this trigger set off. */
export const actedOf = (trigger: StreamEvent & { type: "trigger" }, acted: readonly StreamEvent[]): Acted[] =>
  acted.filter((one): one is Acted =>
    one.type === "action" && one.channel === trigger.channel && one.trigger === trigger.trigger && one.trigger_at === trigger.at && one.trigger_id === trigger.id);

/** In a sentence. `path` is where its file is. */
export const outcomeOf = ({ action, outcome, why }: Acted): string => {
  const w = words.actions;
  const known = Object.hasOwn(w.done, action) ? (action as Does) : null;
  if (outcome === "done") return known ? w.done[known] : action;
  const what = known ? w.not[known] : action;
  return why === undefined ? what : w.because(what, words.trouble.why(why));
};
