// Every overlay and every parameter of its address: what the pages read, and what the app's form and the docs are made from.
import { STAT_NAMES, type StatName } from "./numbers";
import { SCORE_NAMES } from "./leaderboard/scores";
import type { Parameters } from "./parameters";

export type Overlay = {
  readonly title: string;
  readonly words: string;
  /** The size it is drawn for; any source of this shape shows it larger or smaller. */
  readonly width: number;
  readonly height: number;
  readonly parameters: Parameters;
};

/** What happened, as far as overlays tell it. */
export const KINDS = ["gift", "tip", "follow", "share", "subscription", "raid", "trigger"] as const;

const NUMBER_CHOICES = STAT_NAMES as readonly StatName[];
const CELL_CHOICES = ["clock", ...STAT_NAMES] as readonly ("clock" | StatName)[];

/** Those of every overlay. */
export const SHARED = {
  channel: {
    kind: "text", longest: 120, fallback: "", example: "twitch:xqc",
    words: "One channel only. Empty: all channels together.",
  },
  bare: { kind: "switch", fallback: false, words: "No plate: figures and words stand on the picture with an outline." },
  theme: { kind: "choice", choices: ["dark", "light"], fallback: "dark", words: "The plate’s colours." },
  locale: { kind: "text", longest: 35, fallback: "en-US", example: "de", words: "Separators of numbers as in this language." },
} as const satisfies Parameters;

const title = { kind: "text", longest: 60, fallback: "", words: "Your words above it. Empty: the usual ones." } as const;
const show = { kind: "list", choices: KINDS, fallback: KINDS, words: "Which events." } as const;

export const catalogue = {
  stats: {
    title: "Numbers", words: "A bar of several numbers.", width: 1280, height: 104,
    parameters: {
      ...SHARED,
      show: {
        kind: "list", choices: CELL_CHOICES, fallback: ["viewers", "chat_rate", "likes", "coins", "follows"] as readonly string[],
        words: "Which numbers, in this order. LIVE and the session’s clock stand first, or where clock is in the list.",
      },
    },
  },
  number: {
    title: "One number", words: "Any one number, large.", width: 320, height: 112,
    parameters: {
      ...SHARED,
      value: { kind: "choice", choices: NUMBER_CHOICES, fallback: "viewers", words: "Which number." },
      title,
      look: { kind: "choice", choices: ["figure", "staff"], fallback: "figure", words: "A figure, or the figure beside a scale with its level." },
      top: { kind: "number", least: 0, most: 1e9, fallback: 0, words: "The staff’s upper end. 0: it fits itself." },
      align: { kind: "choice", choices: ["left", "center", "right"], fallback: "left", words: "Where the figure stands." },
    },
  },
  goal: {
    title: "Goal", words: "How far a number has come. Of your goals in Streamgauge, or of any number.", width: 800, height: 128,
    parameters: {
      ...SHARED,
      look: { kind: "choice", choices: ["bar", "ring", "counter"], fallback: "bar", words: "A bar (800 × 128), a ring (320 × 320) or figures only (320 × 112)." },
      goal: { kind: "text", longest: 100, fallback: "", words: "A goal’s name or id. Empty: the first one." },
      value: { kind: "choice", choices: NUMBER_CHOICES, fallback: "follows", words: "With a target: the number that counts." },
      target: { kind: "number", least: 0, most: 1e12, fallback: 0, words: "Where the number is to get. 0: show a goal of Streamgauge." },
      start: { kind: "number", least: 0, most: 1e12, fallback: 0, words: "With a target: what the number begins with." },
      title,
    },
  },
  alerts: {
    title: "Alerts", words: "One event after the other. A streak is one alert that grows.", width: 720, height: 176,
    parameters: {
      ...SHARED,
      show,
      seconds: { kind: "number", least: 2, most: 60, unit: "s", fallback: 6, words: "How long each one stands." },
      min_coins: { kind: "number", least: 0, most: 1e9, fallback: 0, words: "No gift below this many coins. A streak counts as a whole." },
      min_tip: { kind: "number", least: 0, most: 1e9, fallback: 0, words: "No tip below this, in its own unit." },
      min_raid: { kind: "number", least: 0, most: 1e9, fallback: 0, words: "No raid with fewer viewers." },
      volume: { kind: "number", least: 0, most: 100, unit: "%", fallback: 0, words: "A short chime with each alert. 0: no sound." },
    },
  },
  feed: {
    title: "Feed", words: "The newest events as a list.", width: 440, height: 320,
    parameters: {
      ...SHARED,
      show: { ...show, choices: [...KINDS, "chat", "like"] as const, words: "Which events. There are also chat and like." },
      rows: { kind: "number", least: 1, most: 20, fallback: 6, words: "How many lines. The size is 440 × (50 × lines + 20)." },
    },
  },
  ticker: {
    title: "Ticker", words: "The newest events in one line that moves.", width: 1920, height: 56,
    parameters: {
      ...SHARED,
      show,
      items: { kind: "number", least: 1, most: 40, fallback: 15, words: "How many events." },
      speed: { kind: "number", least: 0, most: 400, unit: "px/s", fallback: 60, words: "How fast it moves. 0: it stands." },
    },
  },
  leaderboard: {
    title: "Leaderboard", words: "Who has most of something.", width: 400, height: 336,
    parameters: {
      ...SHARED,
      by: { kind: "choice", choices: SCORE_NAMES, fallback: "coins", words: "Most of what." },
      time: { kind: "choice", choices: ["session", "all"], fallback: "session", words: "In this session, or of all times. All times are of all channels." },
      rows: { kind: "number", least: 1, most: 20, fallback: 5, words: "How many people. The size is 400 × (52 × people + 76)." },
      title,
    },
  },
  chat: {
    title: "Chat", words: "Messages, the newest at the bottom.", width: 440, height: 380,
    parameters: {
      ...SHARED,
      rows: { kind: "number", least: 1, most: 50, fallback: 12, words: "How many messages at most." },
      seconds: { kind: "number", least: 0, most: 3600, unit: "s", fallback: 0, words: "How long each one stays. 0: until others need its place." },
      commands: { kind: "switch", fallback: false, words: "Messages that begin with ! are shown too." },
    },
  },
  chart: {
    title: "Chart", words: "The course of viewers or chat since the overlay was opened.", width: 640, height: 208,
    parameters: {
      ...SHARED,
      value: { kind: "choice", choices: ["viewers", "chat_rate"], fallback: "viewers", words: "Which number." },
      minutes: { kind: "number", least: 1, most: 240, unit: "min", fallback: 30, words: "How far back." },
      title,
    },
  },
  recording: {
    title: "Recording", words: "REC and for how long, while it records.", width: 240, height: 56,
    parameters: {
      ...SHARED,
      idle: { kind: "choice", choices: ["hide", "show"], fallback: "hide", words: "While it does not record: nothing, or the words “Not recording”." },
    },
  },
  timer: {
    title: "Timer", words: "The session’s clock, a countdown, or a shot timer.", width: 360, height: 112,
    parameters: {
      ...SHARED,
      mode: { kind: "choice", choices: ["session", "countdown", "shot"], fallback: "session", words: "A shot timer is drawn 560 × 112." },
      until: { kind: "text", longest: 5, fallback: "", example: "20:30", words: "Countdown to this time of day." },
      minutes: { kind: "number", least: 0, most: 1440, unit: "min", fallback: 5, words: "Without a time of day: countdown from when the overlay is shown." },
      done: { kind: "text", longest: 40, fallback: "Starting now", words: "What stands there at the end of the countdown." },
      title,
    },
  },
  hud: {
    title: "HUD", words: "Several overlays in one source, each where you put it.", width: 1920, height: 1080,
    parameters: {
      channel: SHARED.channel,
      bare: SHARED.bare,
      theme: SHARED.theme,
      locale: SHARED.locale,
      part: {
        kind: "text", longest: 400, fallback: "", example: "number;x=40;y=300;scale=1.5;value=likes",
        words: "Once for each part: its overlay, then x and y in px of 1920 × 1080, scale, and its own parameters, separated by “;”.",
      },
    },
  },
} as const satisfies Record<string, Overlay>;

export type Catalogue = typeof catalogue;
export type OverlayName = keyof Catalogue;
