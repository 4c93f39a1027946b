// Something asked for: not there yet, there, or failed in words. A newer question beats the answer to an older one.
import { faultOf } from "../api/transport";
import { saidOf } from "../words";

export class Loaded<T> {
  value = $state.raw<T | null>(null);
  said = $state("");
  busy = $state(false);
  #newest = 0;

  /** Asks; what is shown stays until the answer comes. */
  async load(question: () => Promise<T>): Promise<void> {
    const mine = ++this.#newest;
    this.busy = true;
    try {
      const value = await question();
      if (mine !== this.#newest) return;
      this.value = value;
      this.said = "";
    } catch (thrown) {
      if (mine === this.#newest) this.said = saidOf(faultOf(thrown));
    }
    if (mine === this.#newest) this.busy = false;
  }

  clear(): void {
    this.#newest += 1;
    this.value = null;
    this.said = "";
  }
}
