// How the parts of a HUD stand in its address: `part=number;x=40;y=300;scale=1.5;value=likes`, once for each part.
import { catalogue, type OverlayName } from "../catalogue";
import type { Fault } from "../parameters";

/** `values`: the part's own parameters, as in an address. */
export type Placed = { name: Exclude<OverlayName, "hud">; x: number; y: number; scale: number; values: URLSearchParams };

/** What an address without parts shows. */
export const USUAL = [
  "number;x=40;y=300;look=staff;bare=1", "timer;x=1520;y=32;bare=1", "recording;x=1640;y=152;bare=1",
  "number;x=1560;y=936;value=coins;align=right;bare=1",
] as const;

const isPart = (name: string): name is Placed["name"] => Object.hasOwn(catalogue, name) && name !== "hud";

export function placedOf(texts: readonly string[]): { placed: Placed[]; faults: Fault[] } {
  const faults: Fault[] = [];
  const placed: Placed[] = [];
  for (const text of texts) {
    const [name = "", ...pairs] = text.split(";").map((word) => word.trim());
    const values = new URLSearchParams(pairs.join("&"));
    if (isPart(name)) placed.push({ name, x: taken(values, "x", 0), y: taken(values, "y", 0), scale: taken(values, "scale", 1), values });
    else faults.push({ what: `There is no part “${name}”.`, next: "Write it like part=number;x=40;y=300;value=likes." });
  }
  return { placed, faults };
}

function taken(values: URLSearchParams, name: string, fallback: number): number {
  const value = Number.parseFloat(values.get(name) ?? "");
  values.delete(name);
  return Number.isFinite(value) ? Math.min(10_000, Math.max(name === "scale" ? 0.1 : -10_000, value)) : fallback;
}

/** The value of one `part=`, before it is encoded into an address. */
export function writtenPart({ name, x, y, scale, values }: Placed): string {
  const own = [...values].map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
  return [name, `x=${x}`, `y=${y}`, ...(scale === 1 ? [] : [`scale=${scale}`]), ...own].join(";");
}
