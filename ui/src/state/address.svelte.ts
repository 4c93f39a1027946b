// Where overlays and tools find the app. The feed tells it; until then the app is asked.
import * as ask from "../api/ask";
import { live } from "./live.svelte";

class Address {
  #asked = $state<string | null>(null);

  /** `http://127.0.0.1:7828`, or null while the port is taken by another program. */
  readonly http = $derived.by(() => {
    const server = live.shown?.server;
    if (server?.state === "waiting") return null;
    const given = server?.state === "serving" ? server.http : this.#asked;
    return given?.replace(/\/+$/, "") ?? null;
  });

  async look(): Promise<void> {
    try {
      this.#asked = (await ask.about()).http;
    } catch {
      this.#asked = null;
    }
  }
}

export const address = new Address();
