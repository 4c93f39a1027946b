// REC and its clock: /o/recording, 240 × 56. Hooks: .recording, [data-recording].
import "./recording.css";
import type { Catalogue } from "../catalogue";
import { clockText } from "../numbers";
import type { Values } from "../parameters";
import { mark, part, show, write } from "../part";
import { type Part, untilNextSecond, type View } from "../view";

export function recording(wish: Values<Catalogue["recording"]["parameters"]>): Part {
  const on = part("b", "rec", "REC");
  const off = part("span", "lab", "Not recording");
  const clock = part("span", "num");
  const dot = part("i", "dot");
  const element = part("div", `recording${wish.bare ? "" : " plate"}`, dot, on, clock, off);
  show(element, false);

  function paint({ stats, events, now }: View): number | undefined {
    const active = stats?.recording === true;
    // When it began is known only while that event is among the newest.
    const begun = active ? events.find((event) => event.type === "recording") : undefined;
    const since = begun?.type === "recording" && begun.active ? Math.max(0, now - begun.at) : null;
    show(element, active || wish.idle === "show");
    for (const shown of [dot, on]) show(shown, active);
    show(off, !active);
    show(clock, since !== null);
    if (since !== null) write(clock, clockText(since));
    mark(element, "data-recording", active ? "on" : "off");
    return since === null ? undefined : untilNextSecond(since);
  }
  return { element, width: 240, height: 56, topics: ["stats", "recording"], paint };
}
