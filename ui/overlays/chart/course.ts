// The course of a gauge in a fixed number of steps. Pure.
import type { Sample } from "../../src/api/wire";
import { GAP, type Gauge, totalsOf } from "../../src/numbers/course";

/** Points from left to right: each step's newest value; `null` where nothing was known. */
export class Course {
  private readonly values: (number | null)[] = [];
  private step = -1;

  /** `every`: ms of one step; `most`: steps kept. */
  constructor(readonly every: number, readonly most: number) {}

  /** Notes the value at `now`. Returns whether the picture is another than before. */
  note(now: number, value: number | null): boolean {
    const step = Math.floor(now / this.every);
    // Steps in which nobody looked are gaps, never lines.
    if (this.step < 0 || step < this.step || step - this.step > this.most) this.values.length = 0;
    else for (let skipped = this.step + 1; skipped < step; skipped++) this.values.push(null);
    const isNew = step !== this.step;
    if (isNew || this.values.length === 0) this.values.push(value);
    else if (this.values[this.values.length - 1] === value) return false;
    else this.values[this.values.length - 1] = value;
    this.step = step;
    if (this.values.length > this.most) this.values.splice(0, this.values.length - this.most);
    return true;
  }

  /** The beginning of the newest step. */
  get at(): number {
    return this.step * this.every;
  }

  /** Begins anew. */
  clear(): void {
    this.values.length = 0;
    this.step = -1;
  }

  get points(): readonly (number | null)[] {
    return this.values;
  }
}

/** Into a course, what the app has sampled. Between two samples the first one holds, if no more than a minute lies between. */
export function earlier(samples: readonly Sample[], value: Gauge, course: Course): Course {
  const points = totalsOf(samples);
  points.forEach((point, n) => {
    const level = point[value];
    const next = points[n + 1]?.at ?? point.at + 1;
    const until = next - point.at > GAP ? point.at + 1 : next;
    for (let at = point.at; at < until; at += course.every) course.note(at, level === null ? null : Math.round(level));
  });
  return course;
}

/** The path of a line in a box; it breaks at what is unknown. The newest point stands at the right edge. */
export function pathOf(points: readonly (number | null)[], most: number, box: { width: number; height: number; low: number; high: number }): string {
  const span = Math.max(1, box.high - box.low);
  let path = "";
  let pen = "M";
  points.forEach((value, at) => {
    if (value === null) return void (pen = "M");
    const x = box.width - ((points.length - 1 - at) / (most - 1)) * box.width;
    const y = box.height - ((value - box.low) / span) * box.height;
    path += `${pen}${x.toFixed(1)} ${y.toFixed(1)}`;
    pen = "L";
  });
  return path;
}

/** The low and high ends of the scale: a level that moves little is no mountain range. */
export function scaleOf(points: readonly (number | null)[]): { low: number; high: number } {
  const known = points.filter((value): value is number => value !== null);
  if (known.length === 0) return { low: 0, high: 1 };
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const room = Math.max((most - least) * 0.15, most * 0.05, 1);
  return { low: Math.max(0, least - room * 2), high: most + room };
}
