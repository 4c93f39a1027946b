import { expect, test } from "vitest";
import type { StreamEvent } from "../../api/wire";
import { workings } from "./reason";

const event = (set: object): StreamEvent => ({ channel: "tiktok:a", source: "s", at: 1, ...set }) as StreamEvent;
const plain = (n: number): string => String(n);

test.each([
  [event({ type: "gift", gift: "Rose", coins: 10, count: 1, repeat: 7, combo: "c" }), "coins", "7 × 10"],
  [event({ type: "gift", gift: "Rose", coins: 10, count: 3 }), "gifts", "3"],
  [event({ type: "like", count: 5, total: 900 }), "likes", "900"],
  [event({ type: "chat", text: "hi" }), "chat_messages", ""],
  [event({ type: "subscription", count: 20 }), "subscriptions", "20"],
] as const)("%#", (what, field, said) => expect(workings(what, field, plain)).toBe(said));
