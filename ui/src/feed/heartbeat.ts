// Notices an app that hangs with its socket open. Browsers hide the server's pings from pages, so the page asks by itself.
//
// It counts looks, not seconds: the timers of a hidden page are slowed or frozen, and after a freeze one look comes before the messages
// that waited meanwhile. One late look can never end a line that lives.

/** Between two looks. */
const LOOK = 15_000;
/** Looks without a word after which the app is asked, and after which it is given up. */
const ASK = 2;
const GIVE_UP = 4;

export type Heartbeat = {
  /** The line brought something. */
  heard: () => void;
  stop: () => void;
};

/** `ask` sends the app a question that it answers; `dead` is called once, after a minute without a word. */
export function heartbeat(ask: () => void, dead: () => void): Heartbeat {
  let silent = 0;
  const timer = setInterval(() => {
    silent += 1;
    if (silent === ASK) ask();
    if (silent < GIVE_UP) return;
    clearInterval(timer);
    dead();
  }, LOOK);
  return { heard: () => void (silent = 0), stop: () => clearInterval(timer) };
}
