// How this person wants the window to look. Applied to <html> at once, saved in the background.
import { faultOf, transport } from "../api/transport";
import { saidOf, speak, type Language } from "../words";
import { toasts } from "./toasts.svelte";

export type Theme = "system" | "dark" | "light" | "contrast";
export type Density = "compact" | "regular" | "far";
export type Tongue = "system" | Language;
export type Range = "15m" | "1h" | "session";

const THEMES: readonly Theme[] = ["system", "dark", "light", "contrast"];
const DENSITIES: readonly Density[] = ["compact", "regular", "far"];
const TONGUES: readonly Tongue[] = ["system", "en", "de"];
const RANGES: readonly Range[] = ["15m", "1h", "session"];

const oneOf = <T extends string>(known: readonly T[], value: unknown, otherwise: T): T => known.find((k) => k === value) ?? otherwise;
const prefersLight = matchMedia("(prefers-color-scheme: light)");
const prefersContrast = matchMedia("(prefers-contrast: more)");

class Preferences {
  theme = $state<Theme>("dark");
  density = $state<Density>("regular");
  range = $state<Range>("session");
  tongue = $state<Tongue>("system");
  countsHidden = $state(false);
  /** The id of the profile that was open when the demo was started. */
  beforeDemo = "";
  /** The theme that is drawn: "system" resolved. */
  look = $state<Exclude<Theme, "system">>("dark");

  async load(): Promise<void> {
    let saved: Record<string, unknown> = {};
    try {
      saved = (await transport.loadPreferences()) ?? {};
    } catch {
      // An unreadable preference file must not keep the numbers from being shown.
    }
    this.theme = oneOf(THEMES, saved.theme, "dark");
    this.density = oneOf(DENSITIES, saved.density, "regular");
    this.range = oneOf(RANGES, saved.range, "session");
    this.tongue = oneOf(TONGUES, saved.language, "system");
    this.countsHidden = saved.hide_counts === true;
    this.beforeDemo = typeof saved.before_demo === "string" ? saved.before_demo : "";
    for (const query of [prefersLight, prefersContrast]) query.addEventListener("change", () => this.#apply());
    this.#apply();
  }

  setTheme(theme: Theme): void {
    this.theme = theme;
    this.#apply();
    this.#save("theme", theme);
  }

  setDensity(density: Density): void {
    this.density = density;
    this.#apply();
    this.#save("density", density);
  }

  setTongue(tongue: Tongue): void {
    this.tongue = tongue;
    this.#apply();
    this.#save("language", tongue);
  }

  setRange(range: Range): void {
    this.range = range;
    this.#save("range", range);
  }

  hideCounts(hidden: boolean): void {
    this.countsHidden = hidden;
    this.#save("hide_counts", hidden);
  }

  keepBeforeDemo(profileId: string): void {
    this.beforeDemo = profileId;
    this.#save("before_demo", profileId);
  }

  #apply(): void {
    const asked = prefersContrast.matches ? "contrast" : prefersLight.matches ? "light" : "dark";
    this.look = this.theme === "system" ? asked : this.theme;
    document.documentElement.dataset.theme = this.look;
    document.documentElement.dataset.density = this.density;
    const system = navigator.language.startsWith("de") ? "de" : "en";
    speak(this.tongue === "system" ? system : this.tongue);
  }

  #save(key: string, value: unknown): void {
    transport.savePreference(key, value).catch((thrown: unknown) => toasts.say(saidOf(faultOf(thrown))));
  }
}

export const preferences = new Preferences();
