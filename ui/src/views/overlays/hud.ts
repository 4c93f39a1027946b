// The parts of a HUD while they are moved about: where they stand, how large they are, what snaps to what. Pure; px of 1920 × 1080.
import { placedOf, USUAL, writtenPart, type Placed } from "../../../overlays/hud/address";
import type { Parameter } from "../../../overlays/parameters";
import { sizeOf, usual } from "./address";

export const WIDTH = 1920;
export const HEIGHT = 1080;
/** Parts stand on a grid of this width unless they are told otherwise. */
const GRID = 8;
const LEAST_SCALE = 0.25;
const MOST_SCALE = 4;

/** What the option says; of none the usual ones, so that they can be moved too. */
export const partsOf = (option: string | undefined): Placed[] => {
  const texts = (option ?? "").split("\n").filter((text) => text !== "");
  return placedOf(texts.length > 0 ? texts : USUAL).placed;
};
export const writtenParts = (parts: readonly Placed[]): string => parts.map(writtenPart).join("\n");

export type Box = { x: number; y: number; width: number; height: number };
export const boxOf = (part: Placed): Box => {
  const { width, height } = sizeOf(part.name, Object.fromEntries(part.values));
  return { x: part.x, y: part.y, width: width * part.scale, height: height * part.scale };
};

const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));

/** At that place, on the grid unless it is to be `free`; always with a hand's width in the picture. */
export const movedTo = (part: Placed, x: number, y: number, free: boolean): Placed => {
  const { width, height } = boxOf(part);
  const settle = (value: number): number => (free ? Math.round(value) : Math.round(value / GRID) * GRID);
  return { ...part, x: clamp(settle(x), 40 - Math.round(width), WIDTH - 40), y: clamp(settle(y), 40 - Math.round(height), HEIGHT - 40) };
};
export const scaledTo = (part: Placed, scale: number): Placed => ({ ...part, scale: clamp(Math.round(scale * 20) / 20, LEAST_SCALE, MOST_SCALE) });

export const withPart = (parts: readonly Placed[], index: number, change: Partial<Placed>): Placed[] => parts.map((part, at) => (at === index ? { ...part, ...change } : part));

/** With one of its own options; what is as usual is left out. */
export const withValue = (parts: readonly Placed[], index: number, key: string, text: string, parameter: Parameter): Placed[] => {
  const part = parts[index];
  if (!part) return [...parts];
  const values = new URLSearchParams(part.values);
  if (text.trim() === "" || text === usual(parameter)) values.delete(key);
  else values.set(key, text);
  return withPart(parts, index, { values });
};

/** A new part, in the middle, a little lower than one that stands there already. */
export const added = (parts: readonly Placed[], name: Placed["name"]): Placed[] => {
  const fresh: Placed = { name, x: 0, y: 0, scale: 1, values: new URLSearchParams() };
  const { width, height } = boxOf(fresh);
  const y = Math.round((HEIGHT - height) / 2) + 40 * parts.filter((part) => part.name === name).length;
  return [...parts, movedTo(fresh, (WIDTH - width) / 2, y, false)];
};

/** Which part of the whole picture it takes, for a box over a preview of any size. */
export const shareOf = ({ x, y, width, height }: Box): { left: string; top: string; width: string; height: string } => {
  const of = (value: number, all: number): string => `${(value / all) * 100}%`;
  return { left: of(x, WIDTH), top: of(y, HEIGHT), width: of(width, WIDTH), height: of(height, HEIGHT) };
};
