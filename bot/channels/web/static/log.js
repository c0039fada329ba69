// The messages of a phone, in order, read out politely as they come.

import { element } from "./element.js";
import { MessageView } from "./message.js";
import { dayOf } from "./words.js";

const NEAR_THE_END = 90; // pixels
const CLOSE_TOGETHER = 120_000; // milliseconds
const WAITS_VISIBLY = 1500;
const READ_AFTER = 3000;

export class Log {
  constructor(phone) {
    this.phone = phone;
    this.views = new Map(); // by id, or by key while it is not stored
    this.unread = null; // the first message of the bot since one's own last word, or since what was read long ago
    this.lastHeard = 0;
    this.followed = null; // where the last new message left us; elsewhere somebody has scrolled
    this.earlier = element("button", { type: "button", class: "control earlier", hidden: true, onclick: () => this.ask() });
    // Nothing is read out before the history is there.
    this.root = element("div", { class: "log", role: "log", "aria-live": "off", tabindex: "0" }, this.earlier);
    this.newer = element("button", { type: "button", class: "newer", hidden: true, onclick: () => this.goToEnd() });
    this.root.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.isAtEnd = true;
    new ResizeObserver(() => this.isAtEnd && this.goToEnd()).observe(this.root);
  }

  speak(name) {
    const { words } = this.phone;
    this.root.setAttribute("aria-label", words.say("conversation", { name }));
    this.earlier.textContent = words.say("earlier");
    this.newer.textContent = words.say("newer");
  }

  // -- what came -------------------------------------------------------------------------------------------------------
  /** The newest messages, after every connect. */
  history(messages, earlier) {
    const known = [...this.views.keys()].filter(isStored).map(Number);
    const isGap = known.length > 0 && messages.length > 0 && Math.max(...known) < Number(messages[0].id) && earlier;
    if (isGap) for (const id of known) this.remove(String(id));
    const isFirst = known.length === 0 || isGap;
    if (isFirst) {
      this.earlier.hidden = !earlier;
      this.goToEnd();
    }
    for (const message of messages) this.put(message, isFirst);
    this.removeGone(messages);
    if (isFirst) {
      this.goToEnd();
      setTimeout(() => this.root.setAttribute("aria-live", "polite"), 300);
    }
  }

  /** What stands between these messages here and is not among them was taken away meanwhile. */
  removeGone(messages) {
    if (messages.length === 0) return;
    const ids = new Set(messages.map((message) => message.id));
    const [first, last] = [Number(messages[0].id), Number(messages.at(-1).id)];
    for (const id of [...this.views.keys()].filter(isStored)) {
      if (Number(id) >= first && Number(id) <= last && !ids.has(id)) this.remove(id);
    }
  }

  older(messages, earlier) {
    const { scrollHeight, scrollTop } = this.root;
    const hadFocus = document.activeElement === this.earlier;
    this.root.setAttribute("aria-live", "off");
    for (const message of messages) this.put(message, true);
    this.earlier.hidden = !earlier;
    this.earlier.removeAttribute("aria-disabled");
    this.root.scrollTop = scrollTop + this.root.scrollHeight - scrollHeight;
    if (hadFocus && messages.length > 0) this.views.get(messages.at(-1).id)?.root.focus({ preventScroll: true });
    setTimeout(() => this.root.setAttribute("aria-live", "polite"), 300);
  }

  /** A new message, or a known one as it is now. */
  put(message, isHistory = false) {
    const waiting = message.key && this.views.get(message.key);
    if (waiting) {
      this.views.delete(message.key);
      waiting.note = "";
      this.views.set(message.id, waiting);
    }
    const view = this.views.get(message.id);
    // What an answered question above loses at the same moment must not move what is read below.
    const follows = this.isAtEnd || (view && this.root.scrollTop === this.followed);
    if (view) {
      view.note = "";
      view.show(message);
      this.place(view);
    } else {
      this.add(message, isHistory);
    }
    if (isHistory) return;
    // That one's own word is stored may be told after the reply to it.
    if (message.mine && !view) this.unread = null;
    else if (!message.mine && !view) this.heard(message.id, follows);
    if (follows) this.follow();
    else if (!view && !message.mine) this.newer.hidden = false;
  }

  /** What belongs together begins to be unread with its first message; what was read long enough does not. */
  heard(id, wasAtEnd) {
    const now = Date.now();
    if (wasAtEnd && now - this.lastHeard > READ_AFTER) this.unread = null;
    this.unread ??= this.views.get(id);
    this.lastHeard = now;
  }

  /** Said and not stored yet. */
  wait(key, message) {
    this.add({ ...message, mine: true, key });
    const view = this.views.get(key);
    setTimeout(() => {
      if (this.views.get(key) === view) view.remark(this.phone.words.say("waiting"));
    }, WAITS_VISIBLY);
    this.unread = null;
    this.goToEnd();
  }

  /** Other words for an own message, not stored yet. */
  correct(id) {
    const view = this.views.get(id);
    const { edited } = view.message;
    setTimeout(() => {
      if (this.views.get(id) === view && view.message.edited === edited) view.remark(this.phone.words.say("waiting"));
    }, WAITS_VISIBLY);
    this.unread = null;
    this.goToEnd();
  }

  /** The newest own message that can be corrected. */
  lastOfMine() {
    const roots = [...this.root.querySelectorAll(":scope > .message.mine")];
    return roots.reverse().find((root) => root.viewed.canBeCorrected())?.viewed;
  }

  remove(id) {
    const view = this.views.get(id);
    if (!view) return;
    const hadFocus = view.root.contains(document.activeElement);
    view.root.remove();
    this.views.delete(id);
    if (hadFocus) this.root.focus({ preventScroll: true });
    this.arrange();
  }

  release(data) {
    for (const view of this.views.values()) view.release(data);
  }

  // -- order -----------------------------------------------------------------------------------------------------------
  add(message, isHistory = false) {
    const view = new MessageView(this.phone);
    view.root.classList.toggle("fresh", !isHistory);
    view.show(message);
    this.views.set(message.id ?? message.key, view);
    this.place(view);
  }

  place(view) {
    const place = Number(view.message.id ?? Infinity);
    let after = null;
    for (const root of [...this.root.querySelectorAll(":scope > .message")].reverse()) {
      if (root === view.root) continue;
      if (this.idOf(root) < place || (place === Infinity && this.idOf(root) === Infinity)) {
        after = root;
        break;
      }
    }
    const wanted = after ?? this.earlier;
    if (this.messageBefore(view.root) !== after || !view.root.isConnected) wanted.after(view.root);
    view.root.viewed = view;
    this.arrange();
  }

  messageBefore(root) {
    let before = root.previousElementSibling;
    while (before && !before.viewed) before = before.previousElementSibling;
    return before;
  }

  idOf(root) {
    return Number(root.viewed?.message.id ?? Infinity);
  }

  /** Days between messages, and who goes on speaking. */
  arrange() {
    let before = null;
    for (const root of this.root.querySelectorAll(":scope > .message")) {
      const { message } = root.viewed;
      const at = message.at ? new Date(message.at) : new Date();
      this.markDay(root, at, before);
      const goesOn = before && Boolean(before.mine) === Boolean(message.mine) && at - before.at < CLOSE_TOGETHER;
      root.classList.toggle("goes-on", Boolean(goesOn));
      before = { mine: message.mine, at };
    }
  }

  markDay(root, at, before) {
    const mark = root.previousElementSibling?.classList.contains("day") ? root.previousElementSibling : null;
    const isNew = !before || dayOf(before.at) !== dayOf(at);
    if (!isNew) mark?.remove();
    else if (!mark) root.before(element("p", { class: "day", "aria-live": "off" }, this.phone.words.day(at)));
  }

  // -- where one looks -------------------------------------------------------------------------------------------------
  ask() {
    const first = this.root.querySelector(":scope > .message");
    if (!first || this.earlier.getAttribute("aria-disabled")) return;
    this.earlier.setAttribute("aria-disabled", "true");
    this.phone.connection.send({ type: "earlier", before: String(this.idOf(first)) });
  }

  goToEnd() {
    this.newer.hidden = true;
    this.root.scrollTop = this.root.scrollHeight;
    this.isAtEnd = true;
  }

  /** To the end, but never past the beginning of what is new. */
  follow() {
    const end = this.root.scrollHeight - this.root.clientHeight;
    const start = this.unread ? this.unread.root.offsetTop - this.root.offsetTop - 12 : end;
    this.root.scrollTop = Math.min(end, start);
    this.followed = this.root.scrollTop;
    if (start < end - NEAR_THE_END) this.newer.hidden = !this.hidesTheLast();
    else this.isAtEnd = true;
  }

  /** Whether the newest message is wholly out of sight; of one that is only long, everybody sees that it goes on. */
  hidesTheLast() {
    const last = [...this.root.querySelectorAll(":scope > .message")].at(-1);
    const below = last.offsetTop - this.root.offsetTop - this.root.scrollTop;
    return below > this.root.clientHeight - NEAR_THE_END;
  }

  scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.root;
    this.isAtEnd = scrollHeight - scrollTop - clientHeight < NEAR_THE_END;
    if (this.isAtEnd) this.newer.hidden = true;
  }
}

function isStored(id) {
  return /^\d+$/.test(id);
}
