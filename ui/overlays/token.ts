// The token of the address, why the app refuses it, and what else it opens.
import type { Sample } from "../src/api/wire";

const HEAD = "sg.token.";

/** Takes `?token=` out of the address at once, so that no picture of the page shows it. It stays with the page's history entry: OBS's
 *  “Refresh” loads the address that is left. */
export function takeToken(): string | null {
  const address = new URL(location.href);
  const given = address.searchParams.get("token");
  if (given === null) return kept();
  address.searchParams.delete("token");
  history.replaceState({ token: given }, "", address);
  return given;
}

function kept(): string | null {
  const state: unknown = history.state;
  if (typeof state !== "object" || state === null || !("token" in state)) return null;
  return typeof state.token === "string" ? state.token : null;
}

/** How a WebSocket carries it; a token that cannot be one of the protocol's words is refused by asking why. */
export function protocolsOf(token: string | null): string[] {
  return token !== null && /^[\w.~-]+$/.test(token) ? ["sg.v1", `${HEAD}${token}`] : [];
}

/** A browser tells nothing about a refused upgrade, so it is asked for. `null`: not refused, or nobody answers. */
export async function whyRefused(token: string | null): Promise<{ code: number; why: string } | null> {
  try {
    const answer = await fetch("/api/whoami", { headers: headersOf(token), cache: "no-store", signal: AbortSignal.timeout(5000) });
    const said = (await answer.json().catch(() => null)) as { error?: unknown; access?: unknown } | null;
    if (answer.status === 401 || answer.status === 403) return { code: answer.status, why: String(said?.error ?? "") };
    return answer.ok && said?.access === "none" ? { code: 401, why: "none" } : null;
  } catch {
    return null;
  }
}

/** What the app has sampled since then; nothing when it does not answer. */
export async function samplesSince(since: number, token: string | null): Promise<readonly Sample[]> {
  try {
    const answer = await fetch(`/api/samples?since=${Math.floor(since)}`, { headers: headersOf(token), signal: AbortSignal.timeout(10_000) });
    return answer.ok ? ((await answer.json()) as Sample[]) : [];
  } catch {
    return [];
  }
}

const headersOf = (token: string | null): Record<string, string> => (token === null ? {} : { Authorization: `Bearer ${token}` });

/** What to tell of a refusal: a close code of the line, or an HTTP status. */
export function refusedWords(code: number): { what: string; next: string } {
  switch (code) {
    case 4504: return { what: "Streamgauge has too many overlays open.", next: "Remove some from your scenes, then refresh this one." };
    case 403: case 1008: case 4507: return { what: "Streamgauge does not let this page in.", next: "In Streamgauge, copy the address again under Overlays." };
    default: return { what: "This overlay’s address is no longer valid.", next: "In Streamgauge, copy it again under Overlays." };
  }
}
