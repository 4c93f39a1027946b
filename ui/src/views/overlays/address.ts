// The address of an overlay, its options as its form's texts make them, and the size it is drawn in.
import { catalogue, type Overlay, type OverlayName, SHARED } from "../../../overlays/catalogue";
import { type Parameter, read } from "../../../overlays/parameters";

/** What was chosen, as it stands in an address. What is as usual is left out. */
export type Options = Readonly<Record<string, string>>;

export const OVERLAYS = Object.keys(catalogue) as OverlayName[];
export const overlayOf = (name: OverlayName): Overlay => catalogue[name];
/** What only this overlay has comes first, what all have last. */
export const parametersOf = (name: OverlayName): [string, Parameter][] => {
  const all = Object.entries<Parameter>(overlayOf(name).parameters);
  return [...all.filter(([key]) => !(key in SHARED)), ...all.filter(([key]) => key in SHARED)];
};

/** A parameter's usual value as an address would say it. */
export const usual = (parameter: Parameter): string =>
  parameter.kind === "switch" ? (parameter.fallback ? "1" : "0") : String(parameter.fallback);

export const fits = (parameter: Parameter, text: string): boolean => read({ it: parameter }, new URLSearchParams({ it: text })).faults.length === 0;

/** What an overlay is drawn by is kept by the app, so its address is short and stays. The first of a page needs no id; `language` is
 *  what numbers are written in where nothing was chosen; the token stands last. */
export const addressOf = (http: string, { page, id }: { page: OverlayName; id: string }, language: string, token: string | null, demo = false): string => {
  const asked = new URLSearchParams();
  if (id !== page) asked.append("id", id);
  if (language !== catalogue[page].parameters.locale.fallback) asked.append("locale", language);
  if (demo) asked.append("demo", "1");
  if (token) asked.append("token", token);
  const query = asked.toString();
  return `${http}/o/${page}${query ? `?${query}` : ""}`;
};

/** Some looks are drawn in a size of their own; OBS's source must have it. */
export const sizeOf = (name: OverlayName, options: Options): { width: number; height: number } => {
  const { width, height } = overlayOf(name);
  if (name === "goal" && options.look === "ring") return { width: 320, height: 320 };
  if (name === "goal" && options.look === "counter") return { width: 320, height: 112 };
  if (name === "number" && options.look === "staff") return { width: 400, height: 480 };
  if (name === "timer" && options.mode === "shot") return { width: 560, height: 112 };
  if (name === "feed") return { width, height: 50 * (Number(options.rows) || 6) + 20 };
  if (name === "leaderboard") return { width, height: 52 * (Number(options.rows) || 5) + 76 };
  return { width, height };
};

/** What stands where nothing was chosen: numbers are written in the window's own language. */
export const unchosen = (key: string, parameter: Parameter, language: string): string => (key === "locale" ? language : usual(parameter));

/** Options without one that would stand there anyway. */
export const withOption = (options: Options, key: string, text: string, parameter: Parameter, language: string): Options => {
  const { [key]: _, ...others } = options;
  return text === unchosen(key, parameter, language) ? others : { ...others, [key]: text };
};
