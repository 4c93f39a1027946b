// The course of this session: asked for once, then one point is added for every ten seconds of the stream.
import * as ask from "../api/ask";
import type { LiveState } from "../feed/apply";
import { pointOf, STEP, totalsOf, type Point } from "../numbers/course";

class Course {
  points = $state.raw<Point[]>([]);
  #of = "";
  #startedAt: number | null = null;

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
      if (another && startedAt !== null) void this.#recall(of, startedAt);
    }
    if (startedAt === null) return;
    const last = this.points[this.points.length - 1];
    if (last && at < last.at - STEP) this.points = [];
    if (!last || at - last.at >= STEP) this.points = [...this.points, pointOf(at, state.totals)];
  }

  async #recall(of: string, since: number): Promise<void> {
    let recalled: Point[] = [];
    try {
      recalled = totalsOf(await ask.samples(since));
    } catch {
      // Without the past the chart begins now; the numbers themselves come by the feed.
      return;
    }
    if (of !== this.#of) return;
    const until = recalled[recalled.length - 1]?.at ?? 0;
    this.points = [...recalled, ...this.points.filter((point) => point.at > until)];
  }
}

export const course = new Course();
