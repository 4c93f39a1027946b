// The words of sources, in English. A kind is called here as the app names it.
import { count } from "../numbers/format";

const plural = (n: number, one: string, many: string): string => `${count(n)} ${n === 1 ? one : many}`;

export const sources = {
  title: "Sources", all: (n: number): string => plural(n, "source", "sources"), fine: "It brings numbers.", connecting: "It is being connected.", idle: "It is connected when its profile is opened.",
  needYou: (n: number): string => (n === 1 ? "1 needs you" : `${count(n)} need you`), channel: "Channel", state: "State", reason: "Reason", none: "No source yet", noneHint: "Add a channel, or a tool of your own. Numbers appear at once.",
  states: { live: "Live", connecting: "Connecting", offline: "Not on air", waiting: "Waiting", refused: "Refused", idle: "Idle" }, lastEvent: (span: string): string => `Last event ${span} ago`, quiet: "Nothing has come yet.", silent: "Connected. Nothing has happened yet.",
  deeds: { remove: "Remove", reconnect: "Connect again", test: "Test", edit: "Change", address: "Address", leave: "Leave the demo" }, actions: (name: string): string => `Actions for ${name}`, removed: (name: string): string => `${name} is removed. Its counts stay.`, removedKey: (name: string): string => `${name} is removed, and its key with it. Its counts stay.`, ownProfile: "Main",
  add: "Add a source",
  kinds: {
    twitch: { name: "Twitch", text: "A channel’s name is enough", brings: "Chat, chatters, bits, subscriptions and raids. How many watch, Twitch tells only to who signs in." },
    tikfinity: { name: "TikTok with TikFinity", text: "Recommended: the program TikFinity on this computer", brings: "Start TikFinity and connect it to your LIVE. Everything it hears comes here by itself: gifts, likes, chat, follows and how many watch." },
    youtube: { name: "YouTube", text: "An API key of your own", brings: "Viewers, likes, chat, Super Chats, gifts and memberships, by YouTube’s Data API. Google gives each key 10,000 units a day; they are spread over your stream, so the chat comes in every few seconds." },
    streamerbot: { name: "Streamer.bot", text: "Twitch, YouTube, Kick and tips", brings: "Start Streamer.bot’s WebSocket server. What it is logged in to comes here by itself; enter only the channels that you want from it." },
    tiktok: { name: "TikTok directly", text: "Unofficial, without another program", brings: "Hears your LIVE as a viewer’s browser would. TikTok has published this for nobody: TikFinity is the safer way." },
    tool: { name: "Your own tool", text: "Anything that can send a POST" },
  } as Record<string, { name: string; text: string; brings?: string }>,
  form: {
    add: (name: string): string => `Add ${name}`, change: (name: string): string => `Change ${name}`, addIt: "Add", saveIt: "Save", more: "Address and port", mores: { youtube: "How the day’s units are spent" } as Record<string, string>, channelHints: { tikfinity: "Your name on TikTok, as others find you.", tiktok: "Your name on TikTok, as others find you.", youtube: "Your handle, such as @luna, or your channel’s address." } as Record<string, string>,
    fields: { channel: "Channel", host: "Computer", port: "Port", video: "One stream", units: "Units a day", hours: "Hours of a stream", twitch: "Twitch channel", youtube: "YouTube channel", kick: "Kick channel", own: "Tips and own events", endpoint: "Endpoint" } as Record<string, string>, hints: { host: "127.0.0.1 is this computer.", port: "21213, unless it was changed there.", video: "Its address. Empty: whatever your channel streams.", units: "10000, unless Google gave you more.", hours: "How long the units are to last.", twitch: "Empty: nothing of Twitch is taken from it.", youtube: "Empty: nothing of YouTube is taken from it.", kick: "Empty: nothing of Kick is taken from it.", own: "The name under which tips of money and your own events stand. Empty: none.", "streamerbot.port": "8080, unless it was changed there.", endpoint: "/ unless it was changed there." } as Record<string, string>, placeholders: { channel: "luna_plays" } as Record<string, string>,
    secret: "Password or key", secrets: { youtube: "API key", streamerbot: "Password" } as Record<string, string>, secretOptional: "Only if it asks for one.", secretKept: "One is kept. Leave it empty to keep it.", numberBad: "Type a whole number.", empty: "Type the name of the channel.",
    needs: "Needs", needsProgram: (name: string): string => `${name}, running`, needsLogin: "a login in your browser", needsSecret: "a key of yours", needsNothing: "nothing else", unofficial: "Unofficial: it may stop working any day.",
    testing: "It is being tried. That takes up to 15 s.", works: "It works.", came: (what: string): string => `In 5 s came: ${what}.`, nothingCame: "Nothing came in 5 s. That is normal while you are not on air.",
  },
  capture: { start: "Save its messages", stop: "Stop saving", term: "Messages", on: "are being saved in", done: "are in", hint: "For a bug report: what really came, without passwords and keys. It holds chat and names.", hintObs: "For a bug report: what OBS really said, without its password. It holds paths of this computer.", shared: "It holds every Twitch chat of this profile, and what Twitch tells about your own channel." },
  simulator: "Simulator", simulatorText: "A made-up stream in a profile of its own. It never mixes with your numbers.",
  testTitle: (name: string): string => `Test: ${name}`, newest: "Newest event", ago: (span: string): string => `${span} ago`, noneYet: "none yet", counted: "Counted", countedText: (messages: string, people: string): string => `${messages} messages of ${people} people`,
  brings: "Brings", bringsAll: "whatever it sends", aside: "Not counted", asideText: (n: string): string => `${n} events that another source brings already`,
  quota: "Units today", quotaText: (used: string, all: string, at: string): string => `${used} of ${all} used, given anew at ${at}`,
  verdicts: { live: "It is connected and brings numbers.", connecting: "It is being connected.", offline: "All is well. Nobody is on air just now; it looks again by itself.", waiting: "It is away and comes back by itself.", refused: "It was turned away. Something must be changed.", idle: "It is quiet just now." },
  eventKinds: { chat: "chat", gift: "gifts", tip: "tips", follow: "follows", share: "shares", like: "likes", subscription: "subscriptions", raid: "raids", join: "joins", viewers: "viewers", chat_rate: "chat rate", follower_total: "followers in all", stream: "on air", title: "title", moderation: "moderation", recording: "recording" } as Record<string, string>,
  tool: {
    title: "Connect a tool of your own", text: "A tool or script sends events by POST. It needs an address and a token, so that no web page can push numbers in.", name: "What is it called?", placeholder: "My script", nameHint: "Only for you, to know the token again.", unnamed: "A tool", make: "Make a token",
    address: "Address", token: "Token", tokenHint: "It goes into the header “Authorization: Bearer”. Settings, Tokens shows it again.", example: "Try it in a terminal", exampleHint: "Sends one chat message. Its channel appears with it.", waits: "Waiting for the first event", came: (channel: string): string => `It works: an event of ${channel} has come.`,
  },
};
