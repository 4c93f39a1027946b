// The page /ws/test: a client of /ws/live that can be watched. It reconnects as seed 003's client does.
const FIRST_WAIT = 2000;
const GROWTH = 1.5;
const LONGEST_WAIT = 30_000;
const ROWS = 200;
const LONGEST_ROW = 2000;
const CHANNELS = [
  "status", "sensor_event", "timer_event", "run_update",
  "stats", "event", "chat", "gift", "trigger", "recording", "session", "goal", "source",
];
const FIRST_CHANNELS = CHANNELS.slice(0, 5);

const find = (id) => document.getElementById(id);
let socket = null;
let timer = 0;
let wait = FIRST_WAIT;
let frames = 0;

/** What was asked for last: asked for again after a loss. */
let wanted = null;

function connect() {
  clearTimeout(timer);
  const mine = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws/live`);
  socket = mine;
  show("connecting", "Connecting …");
  mine.onopen = () => {
    wait = FIRST_WAIT;
    show("open", "Connected");
    send({ type: "ping" });
    if (wanted !== null) send({ type: "subscribe", channels: wanted });
  };
  mine.onmessage = ({ data }) => {
    frames += 1;
    find("count").textContent = `${frames.toLocaleString("en-US")} frames`;
    log("↓", "", String(data));
  };
  mine.onclose = ({ code, reason }) => {
    if (mine !== socket) return;
    socket = null;
    const why = `${code}${reason === "" ? "" : ` · ${reason}`}`;
    log("×", "note", `closed: ${why}`);
    if (code === 4001 || code === 1008 || (code >= 4500 && code <= 4999)) return show("refused", `Refused: ${why}`);
    show("waiting", `Connecting again in ${(wait / 1000).toFixed(1)} s`);
    timer = setTimeout(connect, wait);
    wait = Math.min(wait * GROWTH, LONGEST_WAIT);
  };
}

function disconnect() {
  clearTimeout(timer);
  const last = socket;
  socket = null;
  last?.close(1000);
  show("closed", "Not connected");
}

function show(state, text) {
  const line = find("state");
  line.dataset.state = state;
  line.textContent = text;
  const open = state === "open";
  for (const id of ["subscribe", "unsubscribe", "ping", "send"]) find(id).disabled = !open;
  find("connect").disabled = open || state === "connecting";
  find("disconnect").disabled = state === "closed" || state === "refused";
}

function send(command) {
  sendText(JSON.stringify(command));
}

function sendText(text) {
  if (socket?.readyState !== WebSocket.OPEN) return;
  socket.send(text);
  log("↑", "sent", text);
}

function log(sign, kind, text) {
  const row = document.createElement("li");
  row.className = kind;
  const at = document.createElement("time");
  at.textContent = new Date().toISOString().slice(11, 23);
  const direction = document.createElement("span");
  direction.textContent = sign;
  const body = document.createElement("span");
  body.textContent = text.length > LONGEST_ROW ? `${text.slice(0, LONGEST_ROW)} … (${text.length} characters)` : text;
  row.append(at, direction, body);
  const list = find("log");
  list.prepend(row);
  if (list.childElementCount > ROWS) list.lastElementChild.remove();
}

function chosen() {
  return [...document.querySelectorAll("#channels input:checked")].map((box) => box.value);
}

for (const name of CHANNELS) {
  const box = document.createElement("input");
  box.type = "checkbox";
  box.value = name;
  box.checked = FIRST_CHANNELS.includes(name);
  const label = document.createElement("label");
  label.append(box, name);
  find("channels").append(label);
}
find("connect").onclick = connect;
find("disconnect").onclick = disconnect;
find("subscribe").onclick = () => {
  wanted = [...new Set([...(wanted ?? []), ...chosen()])];
  send({ type: "subscribe", channels: chosen() });
};
find("unsubscribe").onclick = () => {
  const gone = chosen();
  wanted = (wanted ?? []).filter((name) => !gone.includes(name));
  send({ type: "unsubscribe", channels: gone });
};
find("ping").onclick = () => send({ type: "ping" });
find("clear").onclick = () => find("log").replaceChildren();
find("message").onsubmit = (event) => {
  event.preventDefault();
  sendText(find("text").value);
};
connect();
