// A report, or two on one scale of time since the beginning, as the chart takes it.
import { count, day, duration, short, span, timeOfDay } from "../../numbers/format";
import type { Mark, Model } from "../../parts/chart/paint";
import { words } from "../../words";
import { lineOf, together, type Report } from "./report";

type Look = { masked: boolean; dashed: boolean };

export const modelOf = (report: Report, marks: Mark[], look: Look): Model => ({
  ...lineOf(report), ...look, from: report.from / 1000, to: report.shownTo / 1000, marks, now: null,
  gaps: report.gaps.map((gap) => ({ from: gap.from / 1000, to: gap.to / 1000 })),
  peak: report.peak && { at: report.peak.at / 1000, value: report.peak.value }, time: (seconds, isDay) => (isDay ? day : timeOfDay)(seconds * 1000), ...shared(),
});

export const comparison = (report: Report, other: Report, look: Look): Model => ({
  ...together(lineOf(report, report.from), lineOf(other, other.from)), ...look, from: 0, to: Math.max(report.to - report.from, other.to - other.from) / 1000, fromZero: true, marks: [], now: null,
  gaps: report.gaps.map((gap) => ({ from: (gap.from - report.from) / 1000, to: (gap.to - report.from) / 1000 })), peak: null, time: (seconds) => duration(seconds * 1000).slice(0, -3), ...shared(),
});

const shared = (): Pick<Model, "short" | "exact" | "gapLabel" | "peakLabel" | "rateUnit" | "noLevel"> => ({
  short, exact: count, gapLabel: (seconds) => words.chart.gap(span(seconds * 1000)), peakLabel: words.chart.peak, rateUnit: words.chart.rateUnit, noLevel: words.chart.noViewers,
});
