// The overlays as they are set. What is chosen is seen at once and sent when the hand rests.
import * as ask from "../api/ask";
import { faultOf, type Failure } from "../api/transport";
import type { SavedOverlay } from "../api/wire";

/** Typing must not tell the pages of each letter. */
const REST = 400;

class Overlays {
  saved = $state.raw<readonly SavedOverlay[]>([]);
  /** What hindered the newest change from being kept. */
  fault = $state.raw<Failure | null>(null);
  #waiting = new Map<string, ReturnType<typeof setTimeout>>();

  async load(): Promise<void> {
    this.saved = await ask.savedOverlays();
    this.fault = null;
  }

  /** Shows it so at once, and keeps it soon. */
  set(overlay: SavedOverlay): void {
    this.#put(overlay);
    clearTimeout(this.#waiting.get(overlay.id));
    this.#waiting.set(overlay.id, setTimeout(() => void this.#keep(overlay), REST));
  }

  /** Another one, with an address of its own. */
  async make(overlay: Omit<SavedOverlay, "id"> & { id?: string }): Promise<SavedOverlay> {
    const made = await ask.setOverlay({ id: null, ...overlay });
    this.#put(made);
    return made;
  }

  async remove(id: string): Promise<void> {
    clearTimeout(this.#waiting.get(id));
    await ask.removeOverlay(id);
    this.saved = this.saved.filter((one) => one.id !== id);
  }

  async #keep(overlay: SavedOverlay): Promise<void> {
    this.#waiting.delete(overlay.id);
    try {
      await ask.setOverlay(overlay);
      this.fault = null;
    } catch (thrown) {
      this.fault = faultOf(thrown);
    }
  }

  #put(overlay: SavedOverlay): void {
    const isKnown = this.saved.some((one) => one.id === overlay.id);
    this.saved = isKnown ? this.saved.map((one) => (one.id === overlay.id ? overlay : one)) : [...this.saved, overlay];
  }
}

export const overlays = new Overlays();
