// What the app has set for an address that does not say it itself, so that an address in OBS never has to be pasted anew.

/** As the app keeps them: each parameter's text; a HUD's parts below one another. */
export type Options = Readonly<Record<string, string>>;
/** `null`: nobody answers now. `"gone"`: there is no such overlay, or it is another kind of page. */
export type Saved = Options | "gone" | null;

const MANY = "part";
/** What is no option of an overlay. */
const OTHERS = new Set(["id", "token", "demo", "locale"]);

/** Who writes an address by hand means what stands there, whatever is set in the app. */
export const isByHand = (asked: URLSearchParams): boolean => !asked.has("id") && [...asked.keys()].some((key) => !OTHERS.has(key));

/** What is set for this overlay in the profile that is open. */
export async function savedOptions(page: string, id: string, token: string | null): Promise<Saved> {
  try {
    const headers = token === null ? undefined : { Authorization: `Bearer ${token}` };
    const answer = await fetch(`/api/overlays/${encodeURIComponent(id)}`, { headers, cache: "no-store", signal: AbortSignal.timeout(5000) });
    if (answer.status === 404) return "gone";
    if (!answer.ok) return null;
    const said = (await answer.json()) as { page: string; options: Options };
    return said.page === page ? said.options : "gone";
  } catch {
    return null;
  }
}

/** The parameters that an overlay is drawn by. What its address says itself stands before what is set, but for the language: that is
 *  only the window's, put in where none was chosen. */
export function together(asked: URLSearchParams, saved: Options): URLSearchParams {
  const all = new URLSearchParams(asked);
  for (const [key, text] of Object.entries(saved)) {
    if (asked.has(key) && key !== "locale") continue;
    all.delete(key);
    for (const one of key === MANY ? text.split("\n") : [text]) if (one.trim() !== "") all.append(key, one);
  }
  return all;
}
