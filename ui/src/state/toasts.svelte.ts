// Things done, said once: one line, one action, eight seconds. Never for a state that lasts.

import { faultOf } from "../api/transport";
import { saidOf } from "../words";

export type Toast = { id: number; text: string; action?: { label: string; run: () => void | Promise<void> } };

class Toasts {
  all = $state.raw<Toast[]>([]);
  #next = 1;

  /** An action that fails says why, and can be tried again. */
  say(text: string, action?: Toast["action"]): void {
    const run = async (): Promise<void> => {
      try {
        await action?.run();
      } catch (thrown) {
        this.say(saidOf(faultOf(thrown)), action);
      }
    };
    this.all = [...this.all, { id: this.#next++, text, ...(action ? { action: { ...action, run } } : {}) }].slice(-3);
  }

  drop(id: number): void {
    this.all = this.all.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();
