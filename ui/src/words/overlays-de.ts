// The words of the overlays' gallery, in German. The catalogue speaks English, so what each option does is said here anew.
import { count } from "../numbers/format";
import type { Words } from "../words";

/** By overlay and option, else by option alone. */
const HINTS: Record<string, string> = {
  channel: "Nur ein Kanal. Leer: alle zusammen.", bare: "Ziffern und Wörter stehen mit einem Rand auf dem Bild.", theme: "Die Farben der Platte.", locale: "Trennzeichen der Zahlen wie in dieser Sprache.", title: "Deine Worte darüber. Leer: die üblichen.", show: "Welche Ereignisse.",
  "stats.show": "Welche Zahlen, in dieser Reihenfolge. LIVE und die Uhr stehen vorn, oder wo die Uhr in der Liste steht.", value: "Welche Zahl.", "number.look": "Eine Zahl, oder die Zahl neben einer Skala mit ihrem Stand.", top: "Das obere Ende der Skala. 0: sie passt sich an.", align: "Wo die Zahl steht.",
  "goal.look": "Ein Balken (800 × 128), ein Ring (320 × 320) oder nur Zahlen (320 × 112).", goal: "Der Name eines Ziels. Leer: das erste.", "goal.value": "Mit einem Zielwert: die Zahl, die zählt.", target: "Wohin die Zahl soll. 0: ein Ziel aus Streamgauge.", start: "Mit einem Zielwert: womit die Zahl beginnt.",
  "alerts.show": "Welche Ereignisse. Banner: was deine Auslöser zeigen sollen.", "alerts.seconds": "Wie lange jeder steht.", min_coins: "Kein Geschenk unter so vielen Münzen. Eine Serie zählt als Ganzes.", min_tip: "Keine Spende darunter, in ihrer eigenen Einheit.", min_raid: "Kein Raid mit weniger Zuschauern.", volume: "Ein kurzer Klang zu jedem. 0: kein Ton.",
  "feed.rows": "Wie viele Zeilen. Die Größe ist 440 × (50 × Zeilen + 20).", "feed.show": "Welche Ereignisse. Es gibt auch Chat und Likes.", items: "Wie viele Ereignisse.", by: "Wovon am meisten.", time: "In dieser Sitzung oder zu allen Zeiten. Alle Zeiten gelten für alle Kanäle.", "leaderboard.rows": "Wie viele Leute. Die Größe ist 400 × (52 × Leute + 76).", speed: "Wie schnell sie laufen. 0: sie stehen.", "chat.rows": "Wie viele Nachrichten höchstens.", "chat.seconds": "Wie lange jede bleibt. 0: bis andere ihren Platz brauchen.", commands: "Auch Nachrichten, die mit ! beginnen.",
  "chart.minutes": "Wie weit zurück.", idle: "Solange nicht aufgenommen wird: nichts oder die Worte „Not recording“.", mode: "Ein Schuss-Timer ist 560 × 112 groß.", until: "Bis zu dieser Uhrzeit.", "timer.minutes": "Ohne Uhrzeit: so lange ab dem Zeigen.", done: "Was am Ende dort steht.",
};

export const overlays: Words["overlays"] = {
  title: "Overlays", locale: "de", noPort: "Gerade keine Adresse", preview: "Vorschau", demo: "Demo-Stream", live: "Echte Zahlen", made: "Deine", first: "Von jedem eines", previewOf: (name) => `Vorschau: ${name}`,
  titles: { stats: "Zahlen", number: "Eine Zahl", goal: "Ziel", alerts: "Hinweise", feed: "Ereignisse", ticker: "Laufband", leaderboard: "Bestenliste", chat: "Chat", chart: "Verlauf", recording: "Aufnahme", timer: "Uhr", hud: "HUD" },
  texts: { stats: "Eine Leiste mit Zahlen", number: "Eine Zahl, groß", goal: "Wie weit eine Zahl ist", alerts: "Leer, bis etwas geschieht", feed: "Die neuesten Ereignisse", ticker: "Ereignisse in einer Zeile", leaderboard: "Wer am meisten hat", chat: "Nachrichten", chart: "Der Verlauf einer Zahl", recording: "REC während der Aufnahme", timer: "Sitzung, Countdown, Schüsse", hud: "Mehrere in einer Quelle" },
  name: "Name", duplicate: "Duplizieren", copyOf: (name) => `${name} (Kopie)`, duplicated: (name) => `„${name}“ hat eine eigene Adresse.`, remove: "Entfernen", removed: (name) => `„${name}“ ist entfernt. Seine Adresse zeigt nichts mehr.`,
  own: (profile) => `Nur in „${profile}“`, ownHint: "An: Diese Optionen gelten nur in diesem Profil. Aus: in jedem. Die Adresse bleibt dieselbe.", toScene: "In OBS einfügen…",
  scene: {
    title: (name) => `„${name}“ in OBS einfügen?`, scene: "Szene", current: (scene) => `${scene} (gerade zu sehen)`, hint: (width, height) => `Es kommt als Browser-Quelle von ${width} × ${height}. Ist es schon da, wird es neu eingestellt.`, add: "Einfügen", added: (name, scene) => `„${name}“ ist in der Szene „${scene}“.`,
    instead: "Du kannst die Adresse immer auch kopieren und in eine Browser-Quelle einfügen.", connect: "Wie OBS verbunden ist, und warum nicht, steht unter", cannot: "Dieses OBS hat keine Browser-Quellen. Kopiere die Adresse in eines, das sie hat.",
  },
  health: {
    title: "In OBS", none: "Noch nicht in OBS", noneHint: "Kopiere die Adresse, oder füge sie in eine Szene ein. Dann steht hier, ob es zu sehen ist und wie schnell es folgt.", visible: "zu sehen", hidden: (span) => `verborgen ${span}`, gone: (span) => `fort ${span}`, times: (said, n) => `${said} · ${n} Seiten`,
    obs: (version) => `OBS, Browser ${version}`, browser: "Anderer Browser", delay: "Von der App bis ins Bild", noDelay: "noch nicht gezeichnet", missed: "Verpasst", nothing: "nichts", onAir: "Geht auf Sendung", yes: "ja", no: "nein",
  },
  ownPages: {
    title: "Eigene Seiten", text: "Ein Ordner mit einer index.html, die du schreibst. Streamgauge legt einen Anfang an; sie darf jede Zahl lesen und nichts ändern.", name: "Name", hint: "Buchstaben, Ziffern, „-“ und „_“.", make: "Anlegen",
  },
  file: "Ladedatei", fileHint: "Eine Datei für OBS, die wartet, bis Streamgauge läuft: So erscheint das Overlay auch, wenn OBS zuerst startet.", fileSaved: (path) => `Gespeichert: ${path}. In OBS: Browser, Lokale Datei.`,
  options: "Optionen", reset: "Wie üblich", asUsual: (name) => `${name}: wieder wie üblich.`,
  labels: {
    channel: "Kanal", bare: "Ohne Platte", theme: "Platte", locale: "Sprache der Zahlen", show: "Zeigt", value: "Zahl", title: "Titel", look: "Form", top: "Oberes Ende", align: "Ausrichtung", goal: "Ziel", target: "Zielwert", start: "Beginn", seconds: "Sekunden",
    min_coins: "Mindestens Münzen", min_tip: "Mindestspende", min_raid: "Mindestgröße eines Raids", volume: "Ton", rows: "Zeilen", items: "Ereignisse", speed: "Tempo", commands: "Befehle", minutes: "Minuten", idle: "Ohne Aufnahme", mode: "Art", by: "Am meisten", time: "Zeit", until: "Bis", done: "Am Ende",
  },
  choices: {
    dark: "Dunkel", light: "Hell", left: "Links", center: "Mitte", right: "Rechts", figure: "Ziffern", staff: "Skala", bar: "Balken", ring: "Ring", counter: "Zähler", all: "Alle Zeiten", messages: "Nachrichten", xp: "Punkte", hide: "Nichts", session: "Sitzung", countdown: "Countdown", shot: "Schuss-Timer", clock: "Uhr",
    viewers: "Zuschauer", viewers_peak: "Meiste Zuschauer", chat_rate: "Chat-Tempo", chat_messages: "Nachrichten", chatters: "Schreibende", likes: "Likes", coins: "Münzen", gifts: "Geschenke", follows: "Neue Follower", follower_total: "Follower", shares: "Geteilt", subscriptions: "Abos", raids: "Raids",
    gift: "Geschenke", tip: "Spenden", follow: "Follows", share: "Geteilt", subscription: "Abos", raid: "Raids", trigger: "Auslöser", banner: "Banner", chat: "Chat", like: "Likes", show: "Worte",
  },
  hint: (overlay, option, said) => HINTS[`${overlay}.${option}`] ?? HINTS[option] ?? said,
  firstGoal: "Das erste", numberBad: (least, most) => `Gib eine Zahl von ${count(least)} bis ${count(most)} ein.`,
  hud: { title: "Teile", add: "Teil hinzufügen", x: "Links", y: "Oben", scale: "Faktor", hint: "Zieh ein Teil im Bild, oder wähle eines und nimm die Pfeiltasten; mit Alt bewegt es sich frei, + und − ändern die Größe, Entf nimmt es heraus.", stage: "Teile des HUD", at: (name, x, y, scale) => `${name}, links ${x}, oben ${y}, Faktor ${scale}`, remove: (name) => `${name} aus dem HUD nehmen`, removed: (name) => `${name} ist nicht mehr im HUD.` },
  address: (width, height) => `Adresse für OBS · ${width} × ${height}`, addressLabel: "Adresse für OBS", addressHint: "In OBS: Quellen, Browser, einfügen, Breite und Höhe so setzen. Einmal genügt: Was du hier änderst, zeigt es sofort.",
  rotate: "Neue Adressen…", rotateTitle: "Allen Overlays neue Adressen geben?", rotateText: "Die alten gelten sofort nicht mehr: Jedes Overlay in OBS zeigt dann „neu kopieren“, bis du seine neue Adresse einfügst. Werkzeuge, die senden, sind nicht betroffen.", rotateKeep: "Die alten behalten", rotateNow: "Neue Adressen anlegen", rotated: "Die Adressen sind neu. Kopiere sie noch einmal in OBS.",
};
