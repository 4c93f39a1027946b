// This computer's clock, for ages and countdowns. Four times a second is as often as a figure may change.
class Clock {
  now = $state(Date.now());

  constructor() {
    setInterval(() => (this.now = Date.now()), 250);
  }
}

export const clock = new Clock();
