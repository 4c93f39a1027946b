// TikFinity's frames as somebody else's code makes them: tiktok-live-connector 1.2.3, from which TikFinity has its format.
// Each line of stdin is [message type, message] in TikTok's own schema; it is encoded, decoded and flattened by that package, and
// what the package tells then goes to whoever is connected, as TikFinity sends it. Nothing of it reaches TikTok.
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { WebcastPushConnection } = require("tiktok-live-connector");
const { serializeMessage } = require("tiktok-live-connector/dist/lib/webcastProtobuf.js");
const { server: WebSocketServer } = require("websocket");

const EVENTS = ["chat", "gift", "like", "member", "roomUser", "social", "follow", "share", "subscribe", "emote", "streamEnd"];
const [streamer] = process.argv.slice(2);
const connector = new WebcastPushConnection(streamer);
const http = createServer();
const sockets = new WebSocketServer({ httpServer: http, autoAcceptConnections: true });
const say = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);

for (const event of EVENTS) {
  connector.on(event, (data) => {
    sockets.broadcast(JSON.stringify({ event, data: { ...data, tikfinityUserId: 1, tikfinityUsername: streamer } }));
  });
}
sockets.on("connect", () => say({ heard: "connection" }));
http.listen(0, "127.0.0.1", () => say({ heard: "port", port: http.address().port }));

for await (const line of createInterface({ input: process.stdin })) {
  const messages = JSON.parse(line).map(([type, message]) => ({ type, binary: serializeMessage(type, message) }));
  await connector.decodeProtobufMessage("WebcastResponse", serializeMessage("WebcastResponse", { messages }));
}
process.exit();
