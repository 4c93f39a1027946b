import "./locale-guard";
import "./style/tokens.css";
import "./style/base.css";
import "./style/parts.css";
import "./crash";
import { mount } from "svelte";
import { inWindow } from "./api/transport";
import Root from "./Root.svelte";
import Banner from "./parts/Banner.svelte";
import { live } from "./state/live.svelte";
import { preferences } from "./state/preferences.svelte";
import { words } from "./words";

const target = document.getElementById("app");
if (!target) throw new Error("index.html has no #app");

if (inWindow) {
  // The look is known before the first paint, so that a light theme does not flash dark.
  await preferences.load();
  mount(Root, { target });
  live.start();
} else {
  mount(Banner, { target, props: { tone: "warn", ...words.outside } });
}
