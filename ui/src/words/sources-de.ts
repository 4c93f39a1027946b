// The words of sources, in German.
import { count } from "../numbers/format";
import type { Words } from "../words";

const plural = (n: number, one: string, many: string): string => `${count(n)} ${n === 1 ? one : many}`;

export const sources: Words["sources"] = {
  title: "Quellen", all: (n) => plural(n, "Quelle", "Quellen"), fine: "Sie bringt Zahlen.", connecting: "Sie wird verbunden.", idle: "Sie wird verbunden, wenn ihr Profil geöffnet ist.",
  needYou: (n) => (n === 1 ? "1 braucht dich" : `${count(n)} brauchen dich`), channel: "Kanal", state: "Zustand", reason: "Grund", none: "Noch keine Quelle", noneHint: "Füge einen Kanal oder ein eigenes Werkzeug hinzu. Zahlen erscheinen sofort.",
  states: { live: "Live", connecting: "Verbindet", offline: "Nicht auf Sendung", waiting: "Wartet", refused: "Abgelehnt", idle: "Ruht" }, lastEvent: (span) => `Letztes Ereignis vor ${span}`, quiet: "Noch ist nichts gekommen.", silent: "Verbunden. Noch ist nichts geschehen.",
  deeds: { remove: "Entfernen", reconnect: "Neu verbinden", test: "Prüfen", edit: "Ändern", address: "Adresse", leave: "Demo verlassen" }, actions: (name) => `Aktionen für ${name}`, removed: (name) => `${name} ist entfernt. Die Zahlen bleiben.`, removedKey: (name) => `${name} ist entfernt und der Schlüssel dazu gelöscht. Die Zahlen bleiben.`, ownProfile: "Haupt",
  add: "Quelle hinzufügen",
  kinds: {
    twitch: { name: "Twitch", text: "Der Name des Kanals genügt", brings: "Chat, Schreibende, Bits, Abos und Raids. Wie viele zuschauen, sagt Twitch nur, wer angemeldet ist." },
    tikfinity: { name: "TikTok mit TikFinity", text: "Empfohlen: das Programm TikFinity auf diesem Rechner", brings: "Starte TikFinity und verbinde es mit deinem LIVE. Alles, was es hört, kommt von selbst hierher: Geschenke, Likes, Chat, Follows und wie viele zuschauen." },
    youtube: { name: "YouTube", text: "Ein eigener API-Schlüssel", brings: "Zuschauer, Likes, Chat, Super Chats, Geschenke und Mitgliedschaften über YouTubes Data API. Google gibt jedem Schlüssel 10.000 Einheiten am Tag; sie werden über den Stream verteilt, deshalb kommt der Chat alle paar Sekunden." },
    streamerbot: { name: "Streamer.bot", text: "Twitch, YouTube, Kick und Spenden", brings: "Starte den WebSocket-Server von Streamer.bot. Womit es angemeldet ist, kommt von selbst; trage nur die Kanäle ein, die du von ihm willst." },
    tiktok: { name: "TikTok direkt", text: "Inoffiziell, ohne anderes Programm", brings: "Hört dein LIVE wie der Browser eines Zuschauers. TikTok hat das für niemanden veröffentlicht: TikFinity ist der sicherere Weg." },
    tool: { name: "Eigenes Werkzeug", text: "Alles, was POST senden kann" },
  },
  form: {
    add: (name) => `${name} hinzufügen`, change: (name) => `${name} ändern`, addIt: "Hinzufügen", saveIt: "Speichern", more: "Adresse und Port", mores: { youtube: "Wie die Einheiten des Tages reichen" }, channelHints: { tikfinity: "Dein Name auf TikTok, so wie andere dich finden.", tiktok: "Dein Name auf TikTok, so wie andere dich finden.", youtube: "Dein Handle, zum Beispiel @luna, oder die Adresse deines Kanals." },
    fields: { channel: "Kanal", host: "Rechner", port: "Port", video: "Ein Stream", units: "Einheiten am Tag", hours: "Stunden eines Streams", twitch: "Twitch-Kanal", youtube: "YouTube-Kanal", kick: "Kick-Kanal", own: "Spenden und Eigenes", endpoint: "Endpunkt" }, hints: { host: "127.0.0.1 ist dieser Rechner.", port: "21213, wenn er dort nicht geändert wurde.", video: "Seine Adresse. Leer: was dein Kanal gerade streamt.", units: "10000, wenn Google dir nicht mehr gab.", hours: "So lange sollen die Einheiten reichen.", twitch: "Leer: von Twitch wird nichts übernommen.", youtube: "Leer: von YouTube wird nichts übernommen.", kick: "Leer: von Kick wird nichts übernommen.", own: "Unter diesem Namen stehen Geldspenden und eigene Ereignisse. Leer: keine.", "streamerbot.port": "8080, wenn es dort nicht geändert wurde.", endpoint: "/, wenn es dort nicht geändert wurde." }, placeholders: { channel: "luna_plays" },
    secret: "Passwort oder Schlüssel", secrets: { youtube: "API-Schlüssel", streamerbot: "Passwort" }, secretOptional: "Nur, wenn danach gefragt wird.", secretKept: "Einer ist gespeichert. Lass das Feld leer, um ihn zu behalten.", numberBad: "Gib eine ganze Zahl ein.", empty: "Gib den Namen des Kanals ein.",
    needs: "Braucht", needsProgram: (name) => `${name}, gestartet`, needsLogin: "eine Anmeldung in deinem Browser", needsSecret: "einen Schlüssel von dir", needsNothing: "sonst nichts", unofficial: "Inoffiziell: Es kann jeden Tag aufhören zu funktionieren.",
    testing: "Es wird versucht. Das dauert bis zu 15 s.", works: "Es geht.", came: (what) => `In 5 s kamen: ${what}.`, nothingCame: "In 5 s kam nichts. Das ist normal, solange du nicht auf Sendung bist.",
  },
  capture: { start: "Nachrichten mitschreiben", stop: "Nicht mehr mitschreiben", term: "Nachrichten", on: "werden mitgeschrieben in", done: "liegen in", hint: "Für eine Fehlermeldung: was wirklich kam, ohne Passwörter und Schlüssel. Chat und Namen stehen darin.", hintObs: "Für eine Fehlermeldung: was OBS wirklich sagte, ohne sein Passwort. Pfade dieses Computers stehen darin.", shared: "Darin stehen alle Twitch-Chats dieses Profils und was Twitch über deinen eigenen Kanal meldet." },
  simulator: "Simulator", simulatorText: "Ein erfundener Stream in einem eigenen Profil. Er mischt sich nie mit deinen Zahlen.",
  testTitle: (name) => `Prüfen: ${name}`, newest: "Neuestes Ereignis", ago: (span) => `vor ${span}`, noneYet: "noch keines", counted: "Gezählt", countedText: (messages, people) => `${messages} Nachrichten von ${people} Personen`,
  brings: "Bringt", bringsAll: "was es sendet", aside: "Nicht gezählt", asideText: (n) => `${n} Ereignisse, die schon eine andere Quelle bringt`,
  quota: "Einheiten heute", quotaText: (used, all, at) => `${used} von ${all} verbraucht, neue ab ${at}`,
  verdicts: { live: "Sie ist verbunden und bringt Zahlen.", connecting: "Sie wird verbunden.", offline: "Alles ist gut. Gerade ist niemand auf Sendung; sie schaut von selbst wieder nach.", waiting: "Sie ist weg und kommt von selbst wieder.", refused: "Sie wurde abgewiesen. Etwas muss geändert werden.", idle: "Gerade ist sie still." },
  eventKinds: { chat: "Chat", gift: "Geschenke", tip: "Spenden", follow: "Follows", share: "Geteiltes", like: "Likes", subscription: "Abos", raid: "Raids", join: "Beitritte", viewers: "Zuschauer", chat_rate: "Chat-Tempo", follower_total: "Follower insgesamt", stream: "Sendung", title: "Titel", moderation: "Moderation", recording: "Aufnahme" },
  tool: {
    title: "Eigenes Werkzeug anschließen", text: "Ein Werkzeug oder Skript sendet Ereignisse per POST. Es braucht eine Adresse und ein Token, damit keine Webseite Zahlen hineinschieben kann.", name: "Wie heißt es?", placeholder: "Mein Skript", nameHint: "Nur für dich, um das Token wiederzuerkennen.", unnamed: "Ein Werkzeug", make: "Token anlegen",
    address: "Adresse", token: "Token", tokenHint: "Es kommt in den Header „Authorization: Bearer“. Einstellungen, Token zeigt es wieder.", example: "Im Terminal ausprobieren", exampleHint: "Sendet eine Chatnachricht. Mit ihr erscheint der Kanal.", waits: "Wartet auf das erste Ereignis", came: (channel) => `Es geht: Ein Ereignis von ${channel} ist gekommen.`,
  },
};
