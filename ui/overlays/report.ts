// What this page tells the app of itself, so that its window shows how each overlay fares and whether OBS records.
// Another browser than OBS tells what it knows; a preview inside the app's window tells nothing.

/** What OBS puts into its pages (obs-browser 2.18 and newer). */
type Obs = { pluginVersion?: string; getStatus?: (tell: (status: ObsStatus) => void) => void };
type ObsStatus = { recording?: boolean; streaming?: boolean };
declare global {
  interface Window {
    obsstudio?: Obs;
  }
}

/** Delays change with every frame; they are told this often. */
const OFTEN = 15_000;
/** A clock that was set is no delay. */
const LONGEST = 60_000;

/** OBS's events, and what they mean. Pausing a recording does not end it. */
const NEWS: readonly [event: string, what: "recording" | "streaming", on: boolean][] = [
  ["obsRecordingStarted", "recording", true],
  ["obsRecordingStopped", "recording", false],
  ["obsStreamingStarted", "streaming", true],
  ["obsStreamingStopped", "streaming", false],
];

export class Report {
  private readonly obs = window.obsstudio;
  private readonly isTold = this.obs !== undefined || parent === window;
  private readonly address = location.pathname + location.search;
  private status: ObsStatus = {};
  /** OBS says it with an event of its own; before that, what the browser says. */
  private shown: boolean | null = null;
  private active: boolean | null = null;
  private delay: number | null = null;
  private missed = 0;
  private told = "";
  private toldAt = -OFTEN;

  /** `tell` says something to the app; false when there is no line. */
  constructor(private readonly tell: (message: object) => boolean) {
    if (!this.isTold) return;
    document.addEventListener("visibilitychange", () => this.now());
    this.hear("obsSourceVisibleChanged", (detail) => (this.shown = detail.visible === true));
    this.hear("obsSourceActiveChanged", (detail) => (this.active = detail.active === true));
    for (const [event, what, on] of NEWS) this.hear(event, () => (this.status[what] = on));
    this.obs?.getStatus?.((status) => {
      this.status = { recording: status.recording === true, streaming: status.streaming === true };
      this.now();
    });
  }

  /** The line is new: the app knows nothing of this page. */
  again(): void {
    this.told = "";
    this.now();
  }

  /** Drawn is what the app said at `at`, by this computer's one clock. */
  drawn(at: number): void {
    const delay = Date.now() - at;
    this.delay = delay >= 0 && delay < LONGEST ? Math.round(delay) : null;
    if (performance.now() - this.toldAt > OFTEN) this.now();
  }

  /** Something came and went without this page. */
  missedSome(): void {
    this.missed += 1;
  }

  private hear(name: string, note: (detail: Record<string, unknown>) => void): void {
    addEventListener(name, (event) => {
      note(((event as CustomEvent).detail ?? {}) as Record<string, unknown>);
      this.now();
    });
  }

  private now(): void {
    if (!this.isTold) return;
    const report = {
      type: "report", address: this.address, visible: this.shown ?? document.visibilityState === "visible", active: this.active,
      delay: this.delay, missed: this.missed, obs: this.obs ? (this.obs.pluginVersion ?? "") : null,
      recording: this.status.recording ?? null, streaming: this.status.streaming ?? null,
    };
    const text = JSON.stringify(report);
    if (text === this.told || !this.tell(report)) return;
    this.told = text;
    this.toldAt = performance.now();
  }
}
