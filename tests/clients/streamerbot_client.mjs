// Streamer.bot's own client: what it hears goes out as lines of JSON.
// node streamerbot_client.mjs PORT PASSWORD
import { StreamerbotClient } from "@streamerbot/client";

const [port, password] = process.argv.slice(2);
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
const client = new StreamerbotClient({
  host: "127.0.0.1",
  port: Number(port),
  endpoint: "/",
  password,
  logLevel: "none",
  subscribe: { Twitch: ["ChatMessage"] },
  onConnect: ({ version }) => say({ heard: "connect", version }),
});
client.on("Twitch.ChatMessage", ({ event, data }) => say({ heard: "event", ...event, text: data.text }));
