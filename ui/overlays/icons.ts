// Lucide's drawings (ISC), as paths: a page has them without a request.

const SVG = "http://www.w3.org/2000/svg";

const PATHS = {
  gift: [
    "M12 7v14",
    "M20 11v8a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2v-8",
    "M7.5 7a1 1 0 0 1 0-5A4.8 8 0 0 1 12 7a4.8 8 0 0 1 4.5-5 1 1 0 0 1 0 5",
    "M4 7h16a1 1 0 0 1 1 1v2a1 1 0 0 1 -1 1h-16a1 1 0 0 1 -1 -1v-2a1 1 0 0 1 1 -1",
  ],
  tip: [
    "M13.744 17.736a6 6 0 1 1-7.48-7.48",
    "M15 6h1v4",
    "m6.134 14.768.866-.5 2 3.464",
    "M10 8a6 6 0 1 0 12 0a6 6 0 1 0 -12 0",
  ],
  follow: [
    "M16 21v-2a4 4 0 0 0-4-4H6a4 4 0 0 0-4 4v2",
    "M5 7a4 4 0 1 0 8 0a4 4 0 1 0 -8 0",
    "M19 8L19 14",
    "M22 11L16 11",
  ],
  share: [
    "M15 5a3 3 0 1 0 6 0a3 3 0 1 0 -6 0",
    "M3 12a3 3 0 1 0 6 0a3 3 0 1 0 -6 0",
    "M15 19a3 3 0 1 0 6 0a3 3 0 1 0 -6 0",
    "M8.59 13.51L15.42 17.49",
    "M15.41 6.51L8.59 10.49",
  ],
  subscription: [
    "M11.525 2.295a.53.53 0 0 1 .95 0l2.31 4.679a2.123 2.123 0 0 0 1.595 1.16l5.166.756a.53.53 0 0 1 .294.904l-3.736 3.638a2.123 2.123 0 0 0-.611 1.878l.882 5.14a.53.53 0 0 1-.771.56l-4.618-2.428a2.122 2.122 0 0 0-1.973 0L6.396 21.01a.53.53 0 0 1-.77-.56l.881-5.139a2.122 2.122 0 0 0-.611-1.879L2.16 9.795a.53.53 0 0 1 .294-.906l5.165-.755a2.122 2.122 0 0 0 1.597-1.16z",
  ],
  raid: [
    "M18 21a8 8 0 0 0-16 0",
    "M5 8a5 5 0 1 0 10 0a5 5 0 1 0 -10 0",
    "M22 20c0-3.37-2-6.5-4-8a5 5 0 0 0-.45-8.3",
  ],
  trigger: [
    "M15.914 4a1.5 1.5 0 00-2.474-1.561l-9 9A1.5 1.5 0 005.5 14h4.002a.5.5 0 01.471.666L8.086 20a1.5 1.5 0 002.475 1.56l9-9A1.5 1.5 0 0018.5 10h-3.997a.5.5 0 01-.472-.667z",
  ],
  banner: [
    "M11 6a13 13 0 0 0 8.4-2.8A1 1 0 0 1 21 4v12a1 1 0 0 1-1.6.8A13 13 0 0 0 11 14H5a2 2 0 0 1-2-2V8a2 2 0 0 1 2-2z",
    "M6 14a12 12 0 0 0 2.4 7.2 2 2 0 0 0 3.2-2.4A8 8 0 0 1 10 14",
    "M8 6v8",
  ],
  chat: [
    "M22 17a2 2 0 0 1-2 2H6.828a2 2 0 0 0-1.414.586l-2.202 2.202A.71.71 0 0 1 2 21.286V5a2 2 0 0 1 2-2h16a2 2 0 0 1 2 2z",
  ],
  like: [
    "M2 9.5a5.5 5.5 0 0 1 9.591-3.676.56.56 0 0 0 .818 0A5.49 5.49 0 0 1 22 9.5c0 2.29-1.5 4-3 5.5l-5.492 5.313a2 2 0 0 1-3 .019L5 15c-1.5-1.5-3-3.2-3-5.5",
  ],
  stream: [
    "M16.247 7.761a6 6 0 0 1 0 8.478",
    "M19.075 4.933a10 10 0 0 1 0 14.134",
    "M4.925 19.067a10 10 0 0 1 0-14.134",
    "M7.753 16.239a6 6 0 0 1 0-8.478",
    "M10 12a2 2 0 1 0 4 0a2 2 0 1 0 -4 0",
  ],
  recording: [
    "M11 12a1 1 0 1 0 2 0a1 1 0 1 0 -2 0",
    "M2 12a10 10 0 1 0 20 0a10 10 0 1 0 -20 0",
  ],
  sign: [
    "m21.73 18-8-14a2 2 0 0 0-3.48 0l-8 14A2 2 0 0 0 4 21h16a2 2 0 0 0 1.73-3",
    "M12 9v4",
    "M12 17h.01",
  ],
} satisfies Record<string, readonly string[]>;

export type IconName = keyof typeof PATHS;

/** A drawing on Lucide's 24 px grid, in the colour of the text. */
export function icon(name: IconName): SVGElement {
  const drawing = shape("svg", {
    viewBox: "0 0 24 24", fill: "none", stroke: "currentColor", "stroke-width": "1.6", "stroke-linecap": "round",
    "stroke-linejoin": "round", "aria-hidden": "true", class: `icon icon-${name}`,
  });
  drawing.append(...PATHS[name].map((d) => shape("path", { d })));
  return drawing;
}

/** An element of a drawing. */
export function shape(tag: "svg" | "path" | "circle" | "g" | "text", set: Record<string, string>): SVGElement {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(set)) made.setAttribute(name, value);
  return made;
}
