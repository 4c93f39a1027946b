import { expect, test } from "vitest";
import type { OverlayHealth } from "../../api/wire";
import { fareOf, idOf, overall, pagesOf } from "./health";

const page = (change: Partial<OverlayHealth>): OverlayHealth => ({
  address: "/o/goal", connected: true, since: 0, visible: true, visible_since: 0, active: null, delay: 40, missed: 0, obs: "2.24.4", recording: null, streaming: null, ...change,
});
const item = (id: string) => ({ id, page: "goal" as const, name: "", options: {}, own: false });

test("a page is of the overlay that its address names", () => {
  expect([idOf("/o/goal?id=goal-2"), idOf("/o/goal?look=ring"), idOf("/o/goal/")]).toEqual(["goal-2", "goal", "goal"]);
  expect(pagesOf(item("goal-2"), [page({}), page({ address: "/o/goal?id=goal-2&locale=de" })]).length).toBe(1);
});

test("the state is that of the page that fares best", () => {
  const hidden = page({ visible: false, visible_since: 60_000 });
  const gone = page({ connected: false, since: 60_000 });
  expect([fareOf(hidden, 300_000).state, fareOf(gone, 300_000).state, overall([], 0).state]).toEqual(["waiting", "refused", "idle"]);
  expect(overall([gone, hidden], 300_000).state).toBe("waiting");
  expect(overall([gone, page({})], 300_000).state).toBe("live");
});
