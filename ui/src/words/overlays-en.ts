// The words of the overlays' gallery, in English. What an option does is said by the catalogue itself.
import type { OverlayName } from "../../overlays/catalogue";
import { count } from "../numbers/format";

export const overlays = {
  title: "Overlays", locale: "en-US", noPort: "No address now", empty: "No numbers yet: add a source or start the demo.", lively: (profile: string): string => `Live from “${profile}”`, previewOf: (name: string): string => `Preview: ${name}`,
  titles: { stats: "Numbers", number: "One number", goal: "Goal", alerts: "Alerts", feed: "Feed", ticker: "Ticker", leaderboard: "Leaderboard", chat: "Chat", chart: "Chart", recording: "Recording", timer: "Timer", hud: "HUD" } as Record<OverlayName, string>,
  texts: { stats: "A bar of several numbers", number: "Any one number, large", goal: "How far a number has come", alerts: "Empty until something happens", feed: "The newest events", ticker: "Events in a line that moves", leaderboard: "Who has most of something", chat: "Messages", chart: "The course of a number", recording: "REC while it records", timer: "Session, countdown, shots", hud: "Several in one source" } as Record<OverlayName, string>,
  options: "Options", reset: "As usual", asUsual: (name: string): string => `${name} is as usual again.`,
  labels: {
    channel: "Channel", bare: "Without a plate", theme: "Plate", locale: "Language of numbers", show: "Shows", value: "Number", title: "Title", look: "Look", top: "Upper end", align: "Alignment", goal: "Goal", target: "Target", start: "Start", seconds: "Seconds",
    min_coins: "Least coins", min_tip: "Least tip", min_raid: "Least raid", volume: "Sound", rows: "Lines", items: "Events", speed: "Speed", commands: "Commands", minutes: "Minutes", idle: "While it does not record", mode: "Kind", by: "Most of", time: "Time", until: "Until", done: "At the end",
  } as Record<string, string>,
  choices: {
    dark: "Dark", light: "Light", left: "Left", center: "Centre", right: "Right", figure: "Figure", staff: "Staff", bar: "Bar", ring: "Ring", counter: "Counter", all: "All times", messages: "Messages", xp: "Points", hide: "Nothing", session: "Session", countdown: "Countdown", shot: "Shot timer", clock: "Clock",
    viewers: "Viewers", viewers_peak: "Peak viewers", chat_rate: "Chat rate", chat_messages: "Messages", chatters: "Chatters", likes: "Likes", coins: "Coins", gifts: "Gifts", follows: "New follows", follower_total: "Followers", shares: "Shares", subscriptions: "Subscriptions", raids: "Raids",
    gift: "Gifts", tip: "Tips", follow: "Follows", share: "Shares", subscription: "Subscriptions", raid: "Raids", trigger: "Triggers", chat: "Chat", like: "Likes", show: "Words",
  } as Record<string, string>,
  hint: (_overlay: string, _option: string, said: string): string => said,
  firstGoal: "The first one", numberBad: (least: number, most: number): string => `Type a number from ${count(least)} to ${count(most)}.`,
  hud: { title: "Parts", add: "Add a part", x: "Left", y: "Top", scale: "Scale", none: "Nothing chosen: the usual four stand there.", hint: "In px of 1920 × 1080. A part takes over its own overlay’s options when it is added.", remove: (name: string): string => `Remove ${name} from the HUD` },
  address: (width: string, height: string): string => `Address for OBS · ${width} × ${height}`, addressLabel: "Address for OBS", addressHint: "In OBS: Sources, Browser, paste, and set this width and height. Its token is hidden here and copied along.",
  rotate: "New addresses…", rotateTitle: "Give all overlays new addresses?", rotateText: "The old ones stop at once: every overlay in OBS then shows “copy it again” until you paste its new address. Tools that push are not touched.", rotateKeep: "Keep the old ones", rotateNow: "Make new addresses", rotated: "Addresses are new. Copy them into OBS again.",
};
