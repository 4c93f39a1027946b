// The app from a browser: asks by POST, the feed by WebSocket, both with an admin token. It is kept for this tab alone, and never
// stands in an address. What the window keeps in the app's folder is kept in this browser.
import { openLine } from "../feed/connection";
import type { Transport } from "./transport";
import type { Frame } from "./wire";

const TOKEN = "streamgauge.token";
const WHY = "streamgauge.why";
const PREFERENCES = "streamgauge.preferences";
/** Everything that the window is shown. */
const CHANNELS = ["stats", "event", "chat", "gift", "trigger", "recording", "session", "goal", "source"];
/** Frames are handed on together this often, ms: as often as a screen can show something new. */
const SCREEN = 33;
const REVOKED = 4503;

type Refusal = { error: string; message: string };

const refusalOf = async (response: Response): Promise<Refusal> => {
  const said = (await response.json().catch(() => null)) as Partial<Refusal> | null;
  return { error: said?.error ?? "unreachable", message: said?.message ?? `HTTP ${response.status}` };
};

const whoami = (text: string): Promise<Response> => fetch("/api/whoami", { headers: { Authorization: `Bearer ${text}` } });

export const browser = (): Transport => {
  const token = (): string | null => sessionStorage.getItem(TOKEN);
  const leave = (why = ""): void => {
    sessionStorage.removeItem(TOKEN);
    if (why) sessionStorage.setItem(WHY, why);
    location.reload();
  };
  const preferences = (): Record<string, unknown> => {
    try {
      return JSON.parse(localStorage.getItem(PREFERENCES) ?? "{}") as Record<string, unknown>;
    } catch {
      return {};
    }
  };

  return {
    get entered() {
      return token() !== null;
    },
    enter: async (typed) => {
      const response = await whoami(typed);
      if (!response.ok) {
        const { error, message } = await refusalOf(response);
        throw { code: error, message };
      }
      const { access } = (await response.json()) as { access: string };
      if (access !== "admin") throw { code: "not_admin", message: "This token does not allow asking." };
      sessionStorage.setItem(TOKEN, typed);
    },
    leave,
    leftBecause: () => {
      const why = sessionStorage.getItem(WHY) ?? "";
      sessionStorage.removeItem(WHY);
      return why;
    },
    ask: async (ask) => {
      const headers = { "Content-Type": "application/json", Authorization: `Bearer ${token() ?? ""}` };
      const response = await fetch("/api/ask", { method: "POST", headers, body: JSON.stringify(ask) });
      if (response.ok) return response.json();
      const { error, message } = await refusalOf(response);
      if (response.status === 401) leave(message);
      throw { code: error, message };
    },
    watch: (onFrames, onLine) => {
      let waiting: Frame[] = [];
      const hand = (): void => {
        const frames = waiting;
        waiting = [];
        onFrames(frames);
      };
      openLine({
        channels: CHANNELS,
        protocols: ["sg.v1", `sg.token.${token() ?? ""}`],
        whyRefused: async () => {
          const response = await whoami(token() ?? "").catch(() => null);
          return response === null || response.ok ? null : { code: REVOKED, why: (await refusalOf(response)).message };
        },
        onFrame: (frame) => {
          if (waiting.push(frame) === 1) setTimeout(hand, SCREEN);
        },
        onState: (line) => (line.state === "refused" ? leave(line.why) : onLine(line)),
      });
      return Promise.resolve();
    },
    wish: () => Promise.reject({ code: "elsewhere", message: "Only Streamgauge’s own window can do this." }),
    saveFile: (name, content) => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(content);
      link.download = name;
      link.click();
      // The browser has taken it over by then.
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
      return Promise.resolve(name);
    },
    loadPreferences: () => Promise.resolve(preferences()),
    savePreference: (key, value) => {
      localStorage.setItem(PREFERENCES, JSON.stringify({ ...preferences(), [key]: value }));
      return Promise.resolve();
    },
  };
};
