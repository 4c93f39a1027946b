// Things done, said once: one line, one action, eight seconds. Never for a state that lasts.

/** `anywhere`: it does the same whichever profile is open. */
type Action = { label: string; run: () => void | Promise<void>; anywhere?: boolean };
export type Toast = { id: number; text: string; action?: Action };

class Toasts {
  all = $state.raw<Toast[]>([]);
  #next = 1;

  say(text: string, action?: Action): void {
    this.all = [...this.all, { id: this.#next++, text, ...(action ? { action } : {}) }].slice(-3);
  }

  /** Another profile is open: what would be done to the one before must not be done to this one. */
  leaveProfile(): void {
    this.all = this.all.filter(({ action }) => !action || action.anywhere);
  }

  drop(id: number): void {
    this.all = this.all.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();
