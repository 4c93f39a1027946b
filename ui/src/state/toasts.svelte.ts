// Things done, said once: one line, one action, eight seconds. Never for a state that lasts.

export type Toast = { id: number; text: string; action?: { label: string; run: () => void | Promise<void> } };

class Toasts {
  all = $state.raw<Toast[]>([]);
  #next = 1;

  say(text: string, action?: Toast["action"]): void {
    this.all = [...this.all, { id: this.#next++, text, ...(action ? { action } : {}) }].slice(-3);
  }

  drop(id: number): void {
    this.all = this.all.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();
