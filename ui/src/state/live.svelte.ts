// The feed as the window shows it: every frame is applied, the screen follows at most four times a second.
import { applyFrame, type LiveState } from "../feed/apply";
import { faultOf, transport, type Failure } from "../api/transport";
import type { Frame } from "../api/wire";
import type { LineState } from "../feed/connection";
import { course } from "./course.svelte";
import { held, whilePaused } from "./shown";
import { toasts } from "./toasts.svelte";

const FIGURES_EVERY = 250;
const SPARKS_EVERY = 1000;

class Live {
  /** Figures: at most four times a second. */
  shown = $state.raw<LiveState | null>(null);
  /** Sparks and charts: once a second. */
  slow = $state.raw<LiveState | null>(null);
  paused = $state(false);
  pausedSince = $state(0);
  /** When the newest frame came, by this computer's clock. */
  receivedAt = $state(0);
  fault = $state.raw<Failure | null>(null);
  /** How the line to the app is: in its own window it cannot break. */
  line = $state.raw<LineState>({ state: "live" });
  /** Since when it is recorded, in stream time; null while it is not, or where nobody told the beginning. */
  recordingSince = $state<number | null>(null);

  #latest: LiveState | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sparkTimer: ReturnType<typeof setTimeout> | undefined;
  #figuresAt = 0;
  #sparksAt = 0;

  start(): void {
    transport.watch((frames) => this.take(frames), (line) => (this.line = line)).catch((thrown: unknown) => (this.fault = faultOf(thrown)));
  }

  take(frames: Frame[]): void {
    const before = this.#latest;
    for (const frame of frames) this.#latest = applyFrame(this.#latest as LiveState, frame);
    const now = this.#latest;
    if (!now) return;
    course.note(now);
    // Another profile, or the app started anew: nothing of what was on the screen is true any more, paused or not.
    if (before?.profileId !== now.profileId || before.epoch !== now.epoch) {
      if (before && before.profileId !== now.profileId) toasts.leaveProfile();
      this.paused = false;
      this.#publish(true);
    } else {
      this.#plan();
    }
  }

  pause(): void {
    this.paused = true;
    this.pausedSince = Date.now();
  }

  resume(): void {
    this.paused = false;
    this.#publish(true);
  }

  #plan(): void {
    if (this.#timer !== undefined) return;
    const wait = Math.max(0, this.#figuresAt + FIGURES_EVERY - Date.now());
    this.#timer = setTimeout(() => this.#publish(false), wait);
  }

  #noteRecording({ totals, events }: LiveState): void {
    const begun = events.find((event) => event.type === "recording");
    if (!totals.recording) this.recordingSince = null;
    else if (begun?.type === "recording" && begun.active) this.recordingSince = begun.at;
  }

  #publish(all: boolean): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#latest) return;
    const now = Date.now();
    this.#figuresAt = now;
    if (this.paused && this.shown) {
      this.shown = whilePaused(this.shown, this.#latest);
      return;
    }
    const state = held(this.#latest);
    this.shown = state;
    this.#noteRecording(state);
    this.receivedAt = now;
    clearTimeout(this.#sparkTimer);
    const wait = this.#sparksAt + SPARKS_EVERY - now;
    if (!all && wait > 0) {
      // When nothing more comes, the newest must still be drawn.
      this.#sparkTimer = setTimeout(() => this.#publish(false), wait);
      return;
    }
    this.#sparksAt = now;
    this.slow = state;
  }
}

export const live = new Live();
