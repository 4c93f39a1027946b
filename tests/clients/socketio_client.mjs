// A stock JavaScript client, driven by lines of JSON: what it hears goes out, what it is to say comes in.
// node socketio_client.mjs 4|2 http://127.0.0.1:7828 polling,websocket [token]
import { createInterface } from "node:readline";

const [version, http, transports, token] = process.argv.slice(2);
const client = await import(version === "2" ? "socket.io-client-2" : "socket.io-client");
const io = client.io ?? client.default;

const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
const socket = io(http, {
  transports: transports.split(","),
  reconnectionDelay: 20,
  reconnectionDelayMax: 100,
  // Version 2 knows no auth.
  ...(token && (version === "2" ? { extraHeaders: { Authorization: `Bearer ${token}` } } : { auth: { token } })),
});

socket.on("connect", () => say({ heard: "connect", transport: socket.io.engine.transport.name }));
socket.on("disconnect", (why) => say({ heard: "disconnect", why }));
socket.on("connect_error", (error) => say({ heard: "connect_error", message: error.message, data: error.data }));
// How version 2 says it.
socket.on("error", (error) => say({ heard: "connect_error", message: error.message, data: error }));
for (const name of [
  "stats_update",
  "tiktok:stats",
  "tiktok:status",
  "tiktok:event",
  "profile:switched",
  "goals:update",
  "event_refused",
]) {
  socket.on(name, (...args) => say({ heard: name, args }));
}

/** Without a goodbye where the transport can be torn. */
function hangUp(engine) {
  const socket = engine?.transport?.ws;
  if (socket?.terminate) socket.terminate();
  else engine?.close();
}

createInterface({ input: process.stdin }).on("line", (line) => {
  const { emit, ack, cut, transport } = JSON.parse(line);
  if (emit) socket.emit(...emit, ...(ack ? [(...args) => say({ heard: "ack", args })] : []));
  if (cut) hangUp(socket.io.engine);
  if (transport) say({ heard: "transport", transport: socket.io.engine.transport?.name });
});
