// What overlays are made of. Text goes in as text, never as markup; nothing is written that is there already.
import { icon } from "./icons";

/** An element with its class and what is in it. */
export function part(tag: "div" | "span" | "b" | "i" | "bdi" | "ul" | "li", name: string, ...inside: (Node | string)[]): HTMLElement {
  const made = document.createElement(tag);
  if (name !== "") made.className = name;
  made.append(...inside);
  return made;
}

/** Somebody's text in its own direction. */
export function said(name: string, text = ""): HTMLElement {
  return part("bdi", name, text);
}

export function write(into: HTMLElement, text: string): void {
  if (into.textContent !== text) into.textContent = text;
}

export function mark(element: Element, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

export function show(element: HTMLElement, yes: boolean): void {
  if (element.hidden === yes) element.hidden = !yes;
}

/** Sets one style; only `transform` and `opacity` change while a page is shown. */
export function style(element: HTMLElement, name: "transform" | "opacity", value: string): void {
  if (element.style[name] !== value) element.style[name] = value;
}

/** The size that the page was drawn for; the page fills its source with it. */
export function drawnFor(width: number, height: number): void {
  const { style } = document.documentElement;
  style.setProperty("--dw", String(width));
  style.setProperty("--dh", String(height));
}

/** A number with what programs read of it; `fits` characters stand in full size. */
export function put(into: HTMLElement, value: number | null, text: string, fits: number): void {
  write(into, text);
  into.classList.toggle("long", text.length > fits);
  mark(into, "data-value", value === null ? "" : String(value));
}

/** Words in place of numbers: what is wrong, and the next step. */
export function refusal(what: string, next: string): HTMLElement {
  return part("div", "refusal", icon("sign"), part("b", "what cut", what), part("span", "lab cut", next));
}

/** The ring of a part that is cut off from the app. `since` is null while it never had a word from it. */
export function awayRing(): { element: HTMLElement; tell: (away: boolean, since: number | null, now: number) => void } {
  const age = part("span", "age");
  const element = part("div", "away", age, part("span", "ring"));
  return {
    element,
    tell(away, since, now) {
      show(element, away);
      write(age, away && since !== null ? ageOf(now - since) : "");
    },
  };
}

/** "12 min old"; nothing in the first minute. */
export function ageOf(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return "";
  if (minutes < 60) return `${minutes} min old`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h old` : `${Math.floor(hours / 24)} days old`;
}
