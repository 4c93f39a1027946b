// Messages, the newest at the bottom: /o/chat, 440 × 380. Hooks: .chat, .message, .who, .what.
import "./chat.css";
import type { StreamEvent } from "../../src/api/wire";
import { words } from "../../src/words";
import type { Catalogue } from "../catalogue";
import type { Values } from "../parameters";
import { part, said } from "../part";
import { clean, cleanName } from "../text";
import type { Part, View } from "../view";

type Message = StreamEvent & { type: "chat" };
const HUES = ["chat", "like", "gift", "follow", "share", "subscription", "raid", "trigger"] as const;
const IN = { duration: 140, easing: "cubic-bezier(.2, 0, 0, 1)" };

export function chat(wish: Values<Catalogue["chat"]["parameters"]>): Part {
  const element = part("ul", "chat");
  const drawn = new Map<Message, HTMLElement>();
  let first = true;

  function paint({ events, now }: View): number | undefined {
    const shown = messagesOf(events, now);
    for (const [message, row] of drawn) {
      if (shown.includes(message)) continue;
      row.remove();
      drawn.delete(message);
    }
    for (const message of shown) {
      if (drawn.has(message)) continue;
      const row = drawnMessage(message, wish.bare);
      drawn.set(message, row);
      element.append(row);
      if (!first) row.animate([{ opacity: 0 }, { opacity: 1 }], IN);
    }
    first = false;
    const oldest = shown[0];
    return wish.seconds > 0 && oldest ? Math.max(0, oldest.at + wish.seconds * 1000 - now) + 5 : undefined;
  }

  /** Oldest first. */
  function messagesOf(events: readonly StreamEvent[], now: number): Message[] {
    const gone = new Removed();
    const shown: Message[] = [];
    for (const event of events) {
      gone.note(event);
      if (event.type !== "chat" || gone.has(event)) continue;
      if (!wish.commands && event.text.startsWith("!")) continue;
      if (wish.seconds > 0 && now - event.at > wish.seconds * 1000) break;
      shown.unshift(event);
      if (shown.length >= wish.rows) break;
    }
    return shown;
  }
  return { element, width: 440, height: 380, topics: ["chat", "event"], paint };
}

/** What moderators took away. It is shown the events from the newest on, so it knows of a removal before what was removed. */
class Removed {
  private readonly targets = new Set<string>();
  private readonly cleared = new Set<string>();

  note(event: StreamEvent): void {
    if (event.type !== "moderation") return;
    if (event.action === "clear") this.cleared.add(event.channel);
    for (const target of [event.target, event.action === "delete" ? undefined : event.user?.id]) {
      if (target) this.targets.add(`${event.channel} ${target}`);
    }
  }

  has({ channel, id, user }: Message): boolean {
    const keys = [id, user?.id, user?.name, user?.name.toLowerCase()];
    return this.cleared.has(channel) || keys.some((key) => key && this.targets.has(`${channel} ${key}`));
  }
}

function drawnMessage({ user, text }: Message, bare: boolean): HTMLElement {
  const name = cleanName(user?.name ?? "") || words.events.someone;
  const hue = HUES[hash(user?.id || name) % HUES.length];
  return part("li", `message hue-${hue}${bare ? "" : " plate"}`, said("who", name), " ", said("what", clean(text)));
}

function hash(text: string): number {
  let sum = 0;
  for (let at = 0; at < text.length; at++) sum = (sum * 31 + text.charCodeAt(at)) >>> 0;
  return sum;
}
