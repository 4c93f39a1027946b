// The course of this session: asked for once, then one point is added for every ten seconds of the stream.
import * as ask from "../api/ask";
import type { LiveState } from "../feed/apply";
import { pointOf, STEP, totalsOf, type Point } from "../numbers/course";

const LEAP = 3 * STEP;

class Course {
  points = $state.raw<Point[]>([]);
  #of = "";
  #startedAt: number | null = null;
  /** Whether the past is being asked for, and whether it must be asked for again. */
  #recalling = false;
  #again = false;

  note(state: LiveState): void {
    const { at } = state;
    const of = `${state.profileId}/${state.epoch}`;
    const startedAt = state.totals.first_at;
    if (of !== this.#of || startedAt !== this.#startedAt) {
      const another = of !== this.#of;
      this.#of = of;
      this.#startedAt = startedAt;
      // A first event that is known late moves the beginning; another profile or session begins anew.
      this.points = another || startedAt === null ? [] : this.points.filter((point) => point.at >= startedAt);
      if (another && startedAt !== null) void this.#recall();
    }
    if (startedAt === null) return;
    const last = this.points[this.points.length - 1];
    if (last && at < last.at - STEP) this.points = [];
    // The stream has leapt (a recording is played fast, the computer slept): what lies between is in the samples.
    if (last && at - last.at > LEAP) void this.#recall();
    if (!last || at - last.at >= STEP) this.points = [...this.points, pointOf(at, state.totals)];
  }

  async #recall(): Promise<void> {
    this.#again = true;
    if (this.#recalling) return;
    this.#recalling = true;
    while (this.#again) {
      this.#again = false;
      const of = this.#of;
      let recalled: Point[] = [];
      try {
        recalled = totalsOf(await ask.samples(this.#startedAt ?? 0));
      } catch {
        // Without the past the chart begins now; the numbers themselves come by the feed.
        break;
      }
      if (of !== this.#of) continue;
      const until = recalled[recalled.length - 1]?.at ?? 0;
      this.points = [...recalled, ...this.points.filter((point) => point.at > until)];
    }
    this.#recalling = false;
  }
}

export const course = new Course();
