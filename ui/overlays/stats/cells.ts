// Which cells the bar has, and how wide they are. Pure: no page, no socket.
import type { StatName } from "../numbers";

export type CellName = "clock" | StatName;

/** Widths are those of the drawing; 8 and 10 characters fit into a narrow and a wide cell at full size. */
const NARROW = { width: 200, fits: 8 };
const WIDE = { width: 232, fits: 10 };
const CLOCK = { width: 216, fits: 10 };
const LONG: ReadonlySet<CellName> = new Set<CellName>(["chat_messages", "likes", "coins", "follower_total"]);

export const roomOf = (name: CellName): { width: number; fits: number } => (name === "clock" ? CLOCK : LONG.has(name) ? WIDE : NARROW);

/** LIVE and the clock stand first unless they were given a place. */
export const cellsOf = (show: readonly CellName[]): CellName[] => (show.includes("clock") ? [...show] : ["clock", ...show]);
