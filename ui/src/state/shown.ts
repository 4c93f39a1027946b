// What of the feed a screen holds. Pure.
import type { GoalState } from "../api/wire";
import type { LiveState } from "../feed/apply";

/** The fold changes its state in place; what is shown must hold still. */
export const held = (state: LiveState): LiveState => ({
  ...state,
  totals: { ...state.totals },
  channels: Object.fromEntries(Object.entries(state.channels).map(([key, stats]) => [key, { ...stats }])),
  events: state.events.slice(),
  triggers: state.triggers.slice(),
  sources: { ...state.sources },
  goals: state.goals.slice(),
});

/** While it is paused figures and events stand still, but not what the user sets, and what the user must know. */
export const whilePaused = (shown: LiveState, { profile, sources, server, storage, notices, sessions, undoUntil, goals }: LiveState): LiveState => {
  const rulesOf = (all: GoalState[]): Map<string, GoalState> => new Map(all.map((goal) => [JSON.stringify([goal.id, goal.rule]), goal]));
  const known = rulesOf(shown.goals);
  return { ...shown, profile, sources: { ...sources }, server, storage, notices, sessions, undoUntil, goals: [...rulesOf(goals)].map(([key, goal]) => known.get(key) ?? goal) };
};
