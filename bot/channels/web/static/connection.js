// A websocket that comes back by itself.

const WAITS = [500, 1000, 2000, 4000, 8000, 15_000];
const PING_EVERY = 25_000;
const PATIENCE = 10_000;
const UNKNOWN_BROWSER = 4401;

export class Connection {
  /** `heard(frame)`, `changed(state)` with "connecting", "connected" or "disconnected". */
  constructor(query, heard, changed) {
    this.url = new URL(`socket?${new URLSearchParams(query)}`, document.baseURI);
    this.url.protocol = this.url.protocol.replace("http", "ws");
    this.heard = heard;
    this.changed = changed;
    this.failures = 0;
    this.closed = false;
    this.wake = () => this.retryNow();
    window.addEventListener("online", this.wake);
    window.addEventListener("offline", this.wake);
    document.addEventListener("visibilitychange", this.wake);
    this.pinging = setInterval(() => this.ping(), PING_EVERY);
    this.open();
  }

  open() {
    clearTimeout(this.retrying);
    this.changed(this.failures === 0 ? "connecting" : "disconnected");
    const socket = new WebSocket(this.url);
    this.socket = socket;
    socket.onmessage = (event) => {
      clearTimeout(this.waitingForPong);
      this.failures = 0;
      this.heard(JSON.parse(event.data));
    };
    socket.onclose = (event) => this.lost(socket, event.code);
  }

  send(frame) {
    if (this.socket.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  close() {
    this.closed = true;
    clearTimeout(this.retrying);
    clearTimeout(this.waitingForPong);
    clearInterval(this.pinging);
    window.removeEventListener("online", this.wake);
    window.removeEventListener("offline", this.wake);
    document.removeEventListener("visibilitychange", this.wake);
    this.socket.close();
  }

  lost(socket, code) {
    if (this.closed || socket !== this.socket) return;
    clearTimeout(this.waitingForPong);
    if (code === UNKNOWN_BROWSER) {
      this.changed("unknown");
      return;
    }
    this.changed("disconnected");
    const wait = WAITS[Math.min(this.failures, WAITS.length - 1)];
    this.failures += 1;
    this.retrying = setTimeout(() => this.open(), wait * (0.75 + Math.random() / 2));
  }

  retryNow() {
    const isDown = this.socket.readyState === WebSocket.CLOSED;
    if (!this.closed && isDown && document.visibilityState === "visible") this.open();
    else this.ping();
  }

  /** A radio link can die without a word: whoever does not answer is gone. */
  ping() {
    if (document.visibilityState !== "visible" || !this.send({ type: "ping" })) return;
    const socket = this.socket;
    clearTimeout(this.waitingForPong);
    this.waitingForPong = setTimeout(() => {
      socket.onclose = null;
      socket.close();
      this.lost(socket, 1006);
    }, PATIENCE);
  }
}
