// One event after the other: /o/alerts, 720 × 176. Hooks: .alert, .alert-<kind>, .who, .what, .amount, [data-alert].
import "./alerts.css";
import type { Catalogue } from "../catalogue";
import { icon } from "../icons";
import { figuresOf } from "../numbers";
import type { Values } from "../parameters";
import { mark, part, said, show, write } from "../part";
import type { Part, View } from "../view";
import { chime } from "./chime";
import { type Alert, Queue, STALE } from "./queue";

const IN = { duration: 240, easing: "cubic-bezier(.2, 0, 0, 1)" };
const OUT = 140;
/** What still waits where an overlay is drawn anew, by how it is set: set the same, the one in its place goes on with it. */
const left = new Map<string, Queue>();

export function alerts(wish: Values<Catalogue["alerts"]["parameters"]>): Part {
  const ms = wish.seconds * 1000;
  const least = { coins: wish.min_coins, tip: wish.min_tip, raid: wish.min_raid };
  const setting = JSON.stringify(wish);
  const queue = left.get(setting) ?? new Queue({ kinds: new Set(wish.show), ms, least, figures: figuresOf(wish.locale) });
  left.delete(setting);
  const ground = part("div", "ground");
  const who = said("who cut");
  const what = said("what cut");
  const amount = part("b", "num amount");
  const rest = part("i", "left");
  const element = part("div", "alert", ground, part("div", "words", who, part("div", "line", what, amount)), rest);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let drawn = queue.now;
  show(element, drawn !== null);

  function step(): void {
    clearTimeout(timer);
    const next = queue.step(performance.now());
    if (next !== null) {
      if (next !== drawn) enter(next);
      tell(next);
      timer = setTimeout(step, Math.max(20, next.until - performance.now()));
    } else if (drawn !== null) {
      drawn = null;
      mark(element, "data-alert", "");
      element.animate([{ opacity: 1 }, { opacity: 0 }], { duration: OUT }).onfinish = () => show(element, drawn !== null);
    }
  }

  function enter(next: Alert): void {
    drawn = next;
    show(element, true);
    element.animate([{ opacity: 0, transform: "translateY(.5rem)" }, { opacity: 1, transform: "none" }], IN);
    if (wish.volume > 0) chime(wish.volume / 100);
  }

  function tell({ line, until }: Alert): void {
    const { kind } = line;
    mark(element, "class", `alert alert-${kind} hue-${kind}${wish.bare ? "" : " plate"}`);
    if (element.dataset["alert"] !== kind) ground.replaceChildren(icon(kind));
    mark(element, "data-alert", kind);
    write(who, line.who);
    write(what, line.what);
    write(amount, line.amount);
    const [running] = rest.getAnimations();
    running?.cancel();
    const duration = Math.max(0, until - performance.now());
    rest.animate([{ transform: `scaleX(${duration / ms})` }, { transform: "scaleX(0)" }], { duration, fill: "forwards" });
  }

  // What waited while nobody saw the page is no news when it is seen again.
  const seen = (): void => {
    if (document.visibilityState === "hidden") queue.clear();
    step();
  };
  document.addEventListener("visibilitychange", seen);
  step();
  return {
    element, width: 720, height: 176, topics: ["event", "gift", "trigger"],
    paint: () => undefined,
    hear(event, { now }: View) {
      if (document.visibilityState === "hidden" || now - event.at > STALE) return;
      queue.take(event, performance.now());
      step();
    },
    end() {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", seen);
      left.set(setting, queue);
      // The one in its place is made in the same turn; later it would be no news.
      queueMicrotask(() => left.delete(setting));
    },
  };
}
