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
    tikfinity: { name: "TikTok mit TikFinity", text: "Das Programm TikFinity auf diesem Rechner", brings: "Starte TikFinity und verbinde es mit deinem LIVE. Alles, was es hört, kommt von selbst hierher: Geschenke, Likes, Chat, Follows und wie viele zuschauen." },
    tool: { name: "Eigenes Werkzeug", text: "Alles, was POST senden kann" },
  },
  form: {
    add: (name) => `${name} hinzufügen`, change: (name) => `${name} ändern`, addIt: "Hinzufügen", saveIt: "Speichern", more: "Adresse und Port", channelHints: { tikfinity: "Dein Name auf TikTok, so wie andere dich finden." },
    fields: { channel: "Kanal", host: "Rechner", port: "Port" }, hints: { host: "127.0.0.1 ist dieser Rechner.", port: "21213, wenn er dort nicht geändert wurde." }, placeholders: { channel: "luna_plays" },
    secret: "Passwort oder Schlüssel", secretOptional: "Nur, wenn danach gefragt wird.", secretKept: "Einer ist gespeichert. Lass das Feld leer, um ihn zu behalten.", numberBad: "Gib eine ganze Zahl ein.", empty: "Gib den Namen des Kanals ein.",
    needs: "Braucht", needsProgram: (name) => `${name}, gestartet`, needsLogin: "eine Anmeldung in deinem Browser", needsSecret: "einen Schlüssel von dir", needsNothing: "sonst nichts", unofficial: "Inoffiziell: Es kann jeden Tag aufhören zu funktionieren.",
    testing: "Es wird versucht. Das dauert bis zu 15 s.", works: "Es geht.", came: (what) => `In 5 s kamen: ${what}.`, nothingCame: "In 5 s kam nichts. Das ist normal, solange du nicht auf Sendung bist.",
  },
  capture: { start: "Rohdaten aufzeichnen", stop: "Nicht mehr aufzeichnen", term: "Rohdaten", on: "werden geschrieben in", done: "liegen in", hint: "Für eine Fehlermeldung: was wirklich kam, ohne Passwörter und Schlüssel. Chat und Namen stehen darin." },
  simulator: "Simulator", simulatorText: "Ein erfundener Stream in einem eigenen Profil. Er mischt sich nie mit deinen Zahlen.",
  testTitle: (name) => `Prüfen: ${name}`, newest: "Neuestes Ereignis", ago: (span) => `vor ${span}`, noneYet: "noch keines", counted: "Gezählt", countedText: (messages, people) => `${messages} Nachrichten von ${people} Personen`,
  brings: "Bringt", bringsAll: "was es sendet", aside: "Nicht gezählt", asideText: (n) => `${n} Ereignisse, die schon eine andere Quelle bringt`,
  verdicts: { live: "Sie ist verbunden und bringt Zahlen.", connecting: "Sie wird verbunden.", offline: "Alles ist gut. Gerade ist niemand auf Sendung; sie schaut von selbst wieder nach.", waiting: "Sie ist weg und kommt von selbst wieder.", refused: "Sie wurde abgewiesen. Etwas muss geändert werden.", idle: "Gerade ist sie still." },
  eventKinds: { chat: "Chat", gift: "Geschenke", tip: "Spenden", follow: "Follows", share: "Geteiltes", like: "Likes", subscription: "Abos", raid: "Raids", join: "Beitritte", viewers: "Zuschauer", chat_rate: "Chat-Tempo", follower_total: "Follower insgesamt", stream: "Sendung", moderation: "Moderation", recording: "Aufnahme" },
  tool: {
    title: "Eigenes Werkzeug anschließen", text: "Ein Werkzeug oder Skript sendet Ereignisse per POST. Es braucht eine Adresse und ein Token, damit keine Webseite Zahlen hineinschieben kann.", name: "Wie heißt es?", placeholder: "Mein Skript", nameHint: "Nur für dich, um das Token wiederzuerkennen.", unnamed: "Ein Werkzeug", make: "Token anlegen",
    address: "Adresse", token: "Token", tokenHint: "Es kommt in den Header „Authorization: Bearer“. Einstellungen, Token zeigt es wieder.", example: "Im Terminal ausprobieren", exampleHint: "Sendet eine Chatnachricht. Mit ihr erscheint der Kanal.", waits: "Wartet auf das erste Ereignis", came: (channel) => `Es geht: Ein Ereignis von ${channel} ist gekommen.`,
  },
};
