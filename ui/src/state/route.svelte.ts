// Which view is shown, and of what: `#history/12`. The address is the only place where this stands, so back and forward work.

export const VIEWS = ["live", "history", "viewers", "overlays", "sources", "triggers", "settings"] as const;
export type View = (typeof VIEWS)[number];
/** `parts` is for looking at the design system; it has no place in the rail. */
export type Place = { view: View | "parts"; of: string };

export const placeOf = (hash: string): Place => {
  const [head = "", ...rest] = hash.replace(/^#\/?/, "").split("/");
  const view = [...VIEWS, "parts" as const].find((known) => known === head) ?? "live";
  try {
    return { view, of: view === head ? decodeURIComponent(rest.join("/")) : "" };
  } catch {
    return { view, of: "" };
  }
};

export const hashOf = (view: Place["view"], of = ""): string => (of ? `#${view}/${encodeURIComponent(of)}` : `#${view}`);

class Route {
  at = $state.raw<Place>({ view: "live", of: "" });

  constructor() {
    if (typeof window === "undefined") return;
    this.at = placeOf(location.hash);
    window.addEventListener("hashchange", () => (this.at = placeOf(location.hash)));
  }

  go(view: Place["view"], of = ""): void {
    location.hash = hashOf(view, of);
  }
}

export const route = new Route();
