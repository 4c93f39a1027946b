// Die Wörter der Anmeldung bei Twitch, auf Deutsch.
import type { account as en } from "./account-en";

export const account: typeof en = {
  title: "Twitch-Konto", text: "Angemeldet weiß Streamgauge auch, wie viele zusehen, und zählt Follows, Abos, Bits und Raids deines eigenen Kanals sofort. Es darf nur lesen.",
  begin: "Bei Twitch anmelden", starting: "Der Schlüsselbund deines Systems wird gefragt. Vielleicht sollst du ihn entsperren.", type: "Gib diesen Code bei Twitch ein, in einem beliebigen Browser:", code: "Code", open: "Twitch öffnen", over: "Der Code ist abgelaufen.",
  waits: (time) => `Wartet auf dich, noch ${time}`, in: "Angemeldet als", out: "Abmelden", keychain: "Die Anmeldung liegt im Schlüsselbund deines Systems.", memory: "Dein System hat keinen Schlüsselbund, deshalb gilt die Anmeldung nur, bis Streamgauge endet.",
  notHere: (name) => `Dieses Profil hat den Kanal ${name} noch nicht.`, addOwn: "Meinen Kanal hinzufügen", client: "Client-ID",
  clientText: "Streamgauge braucht eine Client-ID, um mit Twitch zu sprechen. Melde dort eine Anwendung vom Typ „öffentlich“ an und kopiere ihre ID.", console: "Bei Twitch anlegen",
};
