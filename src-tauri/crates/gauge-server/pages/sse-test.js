// The page /sse/test: seed 004's dashboard, with our totals beside its own. Live updates can be switched off and on.
const TILES = [
  ["users", "Users"], ["requests.total", "Requests"], ["requests.tracking", "Requests tracked"], ["episodes_tracked", "Episodes tracked"],
  ["notifications.sent", "Notifications sent"], ["notifications.pending", "Notifications pending"],
  ["viewers", "Viewers"], ["chat_rate", "Messages a minute"], ["likes", "Likes"], ["coins", "Coins"], ["gifts", "Gifts"],
  ["follows", "Follows"], ["shares", "Shares"], ["subscriptions", "Subscriptions"],
];
const EVENTS = ["notification", "log", "trigger", "gift", "chat", "session", "gap"];
const AGAIN = 5000;
const ROWS = 100;

const find = (id) => document.getElementById(id);
/** The token stays with the page's history entry and is never seen in its address. */
const address = new URL(location.href);
const token = address.searchParams.get("token") ?? history.state?.token ?? null;
if (address.searchParams.has("token")) {
  address.searchParams.delete("token");
  history.replaceState({ token }, "", address);
}
let source = null;
let timer = 0;

function start() {
  stop();
  show("connecting", "Connecting …");
  const query = new URLSearchParams({ events: EVENTS.slice(0, -1).join(",") });
  if (token !== null) query.set("token", token);
  const mine = new EventSource(`/sse/stats?${query}`);
  source = mine;
  mine.onopen = () => show("open", "Live");
  mine.onmessage = ({ data }) => sync(JSON.parse(data));
  for (const name of EVENTS) mine.addEventListener(name, ({ data }) => log(name, data));
  mine.onerror = () => {
    // Chromium comes again by itself after a break, and never after a refusal.
    if (mine !== source) return;
    show("waiting", `Connecting again in ${AGAIN / 1000} s`);
    if (mine.readyState === EventSource.CLOSED) timer = setTimeout(start, AGAIN);
  };
  find("toggle").textContent = "Disable live updates";
}

function stop() {
  clearTimeout(timer);
  source?.close();
  source = null;
}

function toggle() {
  if (source === null) return start();
  stop();
  show("closed", "Off");
  find("toggle").textContent = "Enable live updates";
}

function show(state, text) {
  find("state").dataset.state = state;
  find("state").textContent = text;
}

function sync(stats) {
  for (const [name] of TILES) {
    const value = name.split(".").reduce((part, key) => part?.[key], stats) ?? null;
    find(name).textContent = value === null ? "–" : value.toLocaleString("en-US");
  }
  find("sync").textContent = `Last sync: ${new Date(stats.timestamp).toLocaleString()}`;
}

function log(name, data) {
  const row = document.createElement("li");
  const at = document.createElement("time");
  at.textContent = new Date().toISOString().slice(11, 23);
  const body = document.createElement("span");
  body.textContent = `${name} ${data}`;
  row.append(at, document.createElement("span"), body);
  find("log").prepend(row);
  if (find("log").childElementCount > ROWS) find("log").lastElementChild.remove();
}

for (const [name, label] of TILES) {
  const tile = document.createElement("div");
  const value = Object.assign(document.createElement("b"), { id: name, textContent: "–" });
  tile.append(value, Object.assign(document.createElement("span"), { textContent: label }));
  find("tiles").append(tile);
}
find("toggle").onclick = toggle;
start();
