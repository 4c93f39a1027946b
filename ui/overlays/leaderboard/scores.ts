// What a leaderboard goes by: its usual title, what its numbers are, and the token of their colour.
import type { Score } from "../../src/api/wire";

export const SCORES = {
  coins: { title: "Top gifters", unit: "coins", hue: "gift" },
  gifts: { title: "Most gifts", unit: "gifts", hue: "gift" },
  messages: { title: "Top chatters", unit: "messages", hue: "chat" },
  likes: { title: "Most likes", unit: "likes", hue: "like" },
  shares: { title: "Most shares", unit: "shares", hue: "share" },
  follows: { title: "Most follows", unit: "follows", hue: "follow" },
  subscriptions: { title: "Top subscribers", unit: "subscriptions", hue: "subscription" },
  xp: { title: "Top fans", unit: "points", hue: "trigger" },
} as const satisfies Record<Score, { title: string; unit: string; hue: string }>;

export const SCORE_NAMES = Object.keys(SCORES) as (keyof typeof SCORES)[];
