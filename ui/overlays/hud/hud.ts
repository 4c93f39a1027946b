// Several parts in one source, each where the user put it: /o/hud, 1920 × 1080. Hooks: .placed, .placed-<overlay>, and the parts' own.
import "./hud.css";
import { alerts } from "../alerts/alerts";
import { type Catalogue, catalogue } from "../catalogue";
import { chart } from "../chart/chart";
import { chat } from "../chat/chat";
import { feed } from "../feed/feed";
import { goal } from "../goal/goal";
import { leaderboard } from "../leaderboard/leaderboard";
import { number } from "../number/number";
import { type Fault, read, type Values } from "../parameters";
import { part } from "../part";
import { recording } from "../recording/recording";
import { stats } from "../stats/stats";
import { ticker } from "../ticker/ticker";
import { timer } from "../timer/timer";
import { type Make, type Part, type SharedValues, viewOf } from "../view";
import { type Placed, placedOf, USUAL } from "./address";

const MAKERS = { stats, number, goal, alerts, feed, ticker, leaderboard, chat, chart, recording, timer } satisfies {
  [Name in Placed["name"]]: Make<Values<Catalogue[Name]["parameters"]>>;
};
export function hud(wish: Values<Catalogue["hud"]["parameters"]>, asked: URLSearchParams): Part {
  const texts = asked.getAll("part").filter((text) => text !== "");
  const { placed, faults } = placedOf(texts.length > 0 ? texts : USUAL);
  const parts = placed.map((one) => ({ ...drawn(one, wish, faults), place: one }));
  const element = part("div", "hud", ...parts.map(({ made, shared, place }) => holder(made, shared, place)));
  return {
    element, width: catalogue.hud.width, height: catalogue.hud.height, faults,
    topics: [...new Set(parts.flatMap(({ made }) => made.topics))],
    paint(view) {
      const waits = parts.map(({ made, shared }) => made.paint(viewOf({ ...view, channel: shared.channel })) ?? Infinity);
      const soonest = Math.min(...waits);
      return Number.isFinite(soonest) ? soonest : undefined;
    },
    hear(event, view) {
      for (const { made, shared } of parts) {
        if (shared.channel === "" || shared.channel === event.channel) made.hear?.(event, viewOf({ ...view, channel: shared.channel }));
      }
    },
    end() {
      for (const { made } of parts) made.end?.();
    },
  };
}

/** A part's own parameters stand before the HUD's. */
function drawn(place: Placed, wish: SharedValues, faults: Fault[]): { made: Part; shared: SharedValues } {
  const { values, faults: own } = read(catalogue[place.name].parameters, place.values);
  const shared = values as SharedValues;
  if (!place.values.has("channel")) shared.channel = wish.channel;
  if (!place.values.has("bare")) shared.bare = wish.bare;
  shared.locale = wish.locale;
  const made = (MAKERS[place.name] as Make<unknown>)(values, place.values);
  faults.push(...own, ...(made.faults ?? []));
  return { made, shared };
}

function holder(made: Part, shared: SharedValues, { name, x, y, scale }: Placed): HTMLElement {
  const held = part("div", `placed placed-${name} stage-${name}${shared.bare ? " bare" : ""}`, made.element);
  held.style.width = `${made.width / 16}rem`;
  held.style.height = `${made.height / 16}rem`;
  held.style.transform = `translate(${x / 16}rem, ${y / 16}rem) scale(${scale})`;
  return held;
}
