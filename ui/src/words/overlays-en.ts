// The words of the overlays' gallery, in English. What an option does is said by the catalogue itself.
import type { OverlayName } from "../../overlays/catalogue";
import { count } from "../numbers/format";

export const overlays = {
  title: "Overlays", locale: "en-US", noPort: "No address now", preview: "Preview", demo: "Demo stream", live: "Live numbers", made: "Yours", first: "One of each", previewOf: (name: string): string => `Preview: ${name}`,
  titles: { stats: "Numbers", number: "One number", goal: "Goal", alerts: "Alerts", feed: "Feed", ticker: "Ticker", leaderboard: "Leaderboard", chat: "Chat", chart: "Chart", recording: "Recording", timer: "Timer", hud: "HUD" } as Record<OverlayName, string>,
  texts: { stats: "A bar of several numbers", number: "Any one number, large", goal: "How far a number has come", alerts: "Empty until something happens", feed: "The newest events", ticker: "Events in a line that moves", leaderboard: "Who has most of something", chat: "Messages", chart: "The course of a number", recording: "REC while it records", timer: "Session, countdown, shots", hud: "Several in one source" } as Record<OverlayName, string>,
  name: "Name", duplicate: "Duplicate", copyOf: (name: string): string => `${name} (copy)`, duplicated: (name: string): string => `“${name}” has an address of its own.`, remove: "Remove", removed: (name: string): string => `“${name}” is removed. Its address shows nothing any more.`,
  own: (profile: string): string => `Only in “${profile}”`, ownHint: "On: these options hold in this profile only. Off: in every profile. The address stays the same.", toScene: "Add to OBS…",
  scene: {
    title: (name: string): string => `Add “${name}” to OBS?`, scene: "Scene", current: (scene: string): string => `${scene} (shown now)`, hint: (width: string, height: string): string => `It comes as a browser source of ${width} × ${height}. If it is there already, it is set anew.`, add: "Add it", added: (name: string, scene: string): string => `“${name}” is in the scene “${scene}”.`,
    instead: "You can always copy the address and paste it into a browser source.", connect: "How OBS is connected, and why not, stands under", cannot: "This OBS has no browser sources. Copy the address to an OBS that has.",
  },
  health: {
    title: "In OBS", none: "Not in OBS yet", noneHint: "Copy the address, or add it to a scene. Then this says whether it is seen, and how late it draws.", visible: "visible", hidden: (span: string): string => `hidden ${span}`, gone: (span: string): string => `gone ${span}`, times: (said: string, n: string): string => `${said} · ${n} pages`,
    obs: (version: string): string => `OBS, browser ${version}`, browser: "Another browser", delay: "From the app to the picture", noDelay: "not drawn yet", missed: "Missed", nothing: "nothing", onAir: "Goes on air", yes: "yes", no: "no",
  },
  ownPages: {
    title: "Pages of your own", text: "A folder with an index.html that you write. Streamgauge makes one to begin with; it may read every number and change nothing.", name: "Name", hint: "Letters, digits, “-” and “_”.", make: "Make one",
  },
  file: "Loader file", fileHint: "A file for OBS that waits until Streamgauge runs: so the overlay comes even when OBS starts first.", fileSaved: (path: string): string => `Saved: ${path}. In OBS: Browser, Local file.`,
  options: "Options", reset: "As usual", asUsual: (name: string): string => `${name} is as usual again.`,
  labels: {
    channel: "Channel", bare: "Without a plate", theme: "Plate", locale: "Language of numbers", show: "Shows", value: "Number", title: "Title", look: "Look", top: "Upper end", align: "Alignment", goal: "Goal", target: "Target", start: "Start", seconds: "Seconds",
    min_coins: "Least coins", min_tip: "Least tip", min_raid: "Least raid", volume: "Sound", rows: "Lines", items: "Events", speed: "Speed", commands: "Commands", minutes: "Minutes", idle: "While it does not record", mode: "Kind", by: "Most of", time: "Time", until: "Until", done: "At the end",
  } as Record<string, string>,
  choices: {
    dark: "Dark", light: "Light", left: "Left", center: "Centre", right: "Right", figure: "Figure", staff: "Staff", bar: "Bar", ring: "Ring", counter: "Counter", all: "All times", messages: "Messages", xp: "Points", hide: "Nothing", session: "Session", countdown: "Countdown", shot: "Shot timer", clock: "Clock",
    viewers: "Viewers", viewers_peak: "Peak viewers", chat_rate: "Chat rate", chat_messages: "Messages", chatters: "Chatters", likes: "Likes", coins: "Coins", gifts: "Gifts", follows: "New follows", follower_total: "Followers", shares: "Shares", subscriptions: "Subscriptions", raids: "Raids",
    gift: "Gifts", tip: "Tips", follow: "Follows", share: "Shares", subscription: "Subscriptions", raid: "Raids", trigger: "Triggers", banner: "Banners", chat: "Chat", like: "Likes", show: "Words",
  } as Record<string, string>,
  hint: (_overlay: string, _option: string, said: string): string => said,
  firstGoal: "The first one", numberBad: (least: number, most: number): string => `Type a number from ${count(least)} to ${count(most)}.`,
  hud: { title: "Parts", add: "Add a part", x: "Left", y: "Top", scale: "Scale", hint: "Drag a part in the picture, or choose one and use the arrow keys; Alt moves it freely, + and − scale it, Delete removes it.", stage: "Parts of the HUD", at: (name: string, x: string, y: string, scale: string): string => `${name}, left ${x}, top ${y}, scale ${scale}`, remove: (name: string): string => `Remove ${name} from the HUD`, removed: (name: string): string => `${name} is no longer in the HUD.` },
  address: (width: string, height: string): string => `Address for OBS · ${width} × ${height}`, addressLabel: "Address for OBS", addressHint: "In OBS: Sources, Browser, paste, and set this width and height. Paste it once: what you change here shows there at once.",
  rotate: "New addresses…", rotateTitle: "Give all overlays new addresses?", rotateText: "The old ones stop at once: every overlay in OBS then shows “copy it again” until you paste its new address. Tools that push are not touched.", rotateKeep: "Keep the old ones", rotateNow: "Make new addresses", rotated: "Addresses are new. Copy them into OBS again.",
};
