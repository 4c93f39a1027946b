import { expect, test } from "vitest";
import { curlLine } from "./tool";

test("the line holds one JSON event in quotes that every shell reads", () => {
  const line = curlLine("http://127.0.0.1:7828/api/events", "sgw1_x");
  const body = /-d "(.*)"$/.exec(line)?.[1]?.replaceAll('\\"', '"') ?? "";
  expect(JSON.parse(body)).toMatchObject({ type: "chat", channel: "generic:my_tool" });
  expect(line).toContain('"Authorization: Bearer sgw1_x"');
});
