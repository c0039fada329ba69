// What was said and is not acknowledged yet: kept over reloads, sent one at a time and in order.

const WAIT_BEFORE_AGAIN = 5000;

export class Outbox {
  /** `send(frame)` tells whether it could be handed to the connection. */
  constructor(name, send) {
    this.prefix = `passerelle.unsent.${name}.`; // one entry for each: two pages of one browser do not overwrite each other
    this.send = send;
    this.frames = this.load();
    this.sent = null;
    this.timer = null;
  }

  add(frame) {
    const full = { ...frame, id: newFrameId(), since: Date.now() };
    this.frames.push(full);
    try {
      localStorage.setItem(this.prefix + full.id, JSON.stringify(full));
    } catch {
      // no storage allowed here, or it is full: then it lasts as long as the page
    }
    this.go();
    return full;
  }

  /** There is a connection (again): whatever is here has not been acknowledged. */
  begin() {
    this.sent = null;
    this.go();
  }

  pause() {
    clearTimeout(this.timer);
    this.sent = "paused";
  }

  /** Acknowledged or refused: no need to say it again. */
  done(id) {
    const frame = this.frames.find((one) => one.id === id);
    this.frames = this.frames.filter((one) => one.id !== id);
    try {
      localStorage.removeItem(this.prefix + id);
    } catch {
      // as in `add`
    }
    if (this.sent === id) this.sent = null;
    this.go();
    return frame;
  }

  later(id) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (this.sent === id) this.begin();
    }, WAIT_BEFORE_AGAIN);
  }

  go() {
    if (this.sent === null && this.frames.length > 0 && this.send(this.frames[0])) this.sent = this.frames[0].id;
  }

  load() {
    try {
      return Object.keys(localStorage)
        .filter((key) => key.startsWith(this.prefix))
        .map((key) => JSON.parse(localStorage.getItem(key)))
        .sort((one, other) => one.since - other.since);
    } catch {
      return []; // no storage allowed here, or it is not ours
    }
  }
}

export function newFrameId() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
}
