// The course of this session: its last day is asked for once, then one point is added for every ten seconds of the stream.
import * as ask from "../api/ask";
import { faultOf } from "../api/transport";
import type { LiveState } from "../feed/apply";
import { saidOf } from "../words";
import { countedBefore, pointOf, STEP, totalsOf, type Point } from "../numbers/course";

const LEAP = 3 * STEP;
/** Older samples are not asked for: a profile may have been counting for months. */
const REACH = 24 * 3_600_000;

class Course {
  points = $state.raw<Point[]>([]);
  /** Why the past is missing. */
  said = $state("");
  #of = "";
  #startedAt: number | null = null;
  /** As last noted; it is changed in place. */
  #state: LiveState | null = null;
  /** Whether the past is being asked for, and whether it must be asked for again. */
  #recalling = false;
  #again = false;

  note(state: LiveState): void {
    this.#state = state;
    const { at } = state;
    const of = `${state.profileId}/${state.epoch}`;
    const startedAt = state.totals.first_at;
    if (of !== this.#of || startedAt !== this.#startedAt) {
      const another = of !== this.#of;
      this.#of = of;
      this.#startedAt = startedAt;
      // A first event that is known late moves the beginning; another profile or session begins anew.
      this.points = another || startedAt === null ? [] : this.points.filter((point) => point.at >= startedAt);
      // Also of a session that is told all at once, long after it began (a tool sends what it has gathered).
      if (startedAt !== null && (another || at - startedAt > LEAP)) void this.#recall();
    }
    if (startedAt === null) return;
    const last = this.points[this.points.length - 1];
    // Time has stepped back: what lies ahead of it now is no past.
    if (last && at < last.at - STEP) this.points = this.points.filter((point) => point.at <= at);
    // The stream has leapt (a recording is played fast, the computer slept): what lies between is in the samples.
    if (last && at - last.at > LEAP) void this.#recall();
    const newest = this.points[this.points.length - 1];
    if (!newest || at - newest.at >= STEP) this.points = [...this.points, pointOf(at, state.totals)];
  }

  async #recall(): Promise<void> {
    this.#again = true;
    if (this.#recalling) return;
    this.#recalling = true;
    while (this.#again) {
      this.#again = false;
      const of = this.#of;
      const since = Math.max(this.#startedAt ?? 0, (this.#state?.at ?? 0) - REACH);
      let recalled: Point[] = [];
      try {
        const samples = await ask.samples(since);
        recalled = totalsOf(samples, countedBefore(since, samples, this.#state?.channels ?? {}));
        this.said = "";
      } catch (thrown) {
        // Without the past the chart begins now; the numbers themselves come by the feed.
        this.said = saidOf(faultOf(thrown));
        break;
      }
      if (of !== this.#of) continue;
      const until = recalled[recalled.length - 1]?.at ?? 0;
      const older = this.points.filter((point) => point.at < since);
      const newer = this.points.filter((point) => point.at >= since && point.at > until);
      this.points = [...older, ...recalled, ...newer];
    }
    this.#recalling = false;
  }
}

export const course = new Course();
