import "./locale-guard";
import "./style/tokens.css";
import "./style/base.css";
import "./style/parts.css";
import "./crash";
import { mount, unmount } from "svelte";
import { transport } from "./api/transport";
import Root from "./Root.svelte";
import { live } from "./state/live.svelte";
import { preferences } from "./state/preferences.svelte";
import Enter from "./views/shell/Enter.svelte";

const target = document.getElementById("app");
if (!target) throw new Error("index.html has no #app");

const begin = (): void => {
  mount(Root, { target });
  live.start();
};

// The look is known before the first paint, so that a light theme does not flash dark.
await preferences.load();
if (transport.entered) {
  begin();
} else {
  const door = mount(Enter, { target, props: { why: transport.leftBecause(), onentered: () => void unmount(door).then(begin) } });
}
