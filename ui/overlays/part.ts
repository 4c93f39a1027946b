// What overlays are made of. Text goes in as text, never as markup; nothing is written that is there already.

const SVG = "http://www.w3.org/2000/svg";
/** Lucide's triangle-alert. */
const SIGN = ["m21.73 18-8-14a2 2 0 0 0-3.48 0l-8 14A2 2 0 0 0 4 21h16a2 2 0 0 0 1.73-3", "M12 9v4", "M12 17h.01"];

/** An element with its class and what is in it. */
export function part(tag: "div" | "span" | "b", name: string, ...inside: (Node | string)[]): HTMLElement {
  const made = document.createElement(tag);
  made.className = name;
  made.append(...inside);
  return made;
}

export function write(into: HTMLElement, text: string): void {
  if (into.textContent !== text) into.textContent = text;
}

export function mark(element: HTMLElement, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

export function show(element: HTMLElement, yes: boolean): void {
  if (element.hidden === yes) element.hidden = !yes;
}

/** The size that the page was drawn for; the page fills its source with it. */
export function drawnFor(width: number, height: number): void {
  const { style } = document.documentElement;
  style.setProperty("--dw", String(width));
  style.setProperty("--dh", String(height));
}

/** Words in place of numbers: what is wrong, and the next step. */
export function refusal(what: string, next: string): HTMLElement {
  return part("div", "refusal", sign(), part("b", "what cut", what), part("span", "lab cut", next));
}

function sign(): Element {
  const drawing = document.createElementNS(SVG, "svg");
  const set = {
    viewBox: "0 0 24 24", fill: "none", stroke: "currentColor", "stroke-width": "1.6", "stroke-linecap": "round",
    "stroke-linejoin": "round", "aria-hidden": "true", class: "sign",
  };
  for (const [name, value] of Object.entries(set)) drawing.setAttribute(name, value);
  for (const d of SIGN) drawing.appendChild(document.createElementNS(SVG, "path")).setAttribute("d", d);
  return drawing;
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
