// One phone: who holds it, what was said, and where one writes.

import { Composer } from "./composer.js";
import { Connection } from "./connection.js";
import { element, icon, newId } from "./element.js";
import { Log } from "./log.js";
import { Outbox } from "./outbox.js";
import { avatar, newcomerAvatar } from "./people.js";
import { Words } from "./words.js";

const TOAST_LASTS = 6000;

export class Phone {
  /** `query` names whom the demonstration plays; `setup` has the words to begin with; see page.js for the rest. */
  constructor({ name, query, setup, start, changePerson, heard }) {
    this.name = name;
    this.query = query;
    this.heard = heard;
    this.words = new Words(setup);
    this.direction = setup.direction;
    this.log = new Log(this);
    this.composer = new Composer(this);
    this.state = element("span", { class: "state" });
    this.title = element("h2", { id: newId("holder") });
    this.details = element("span", { class: "details" });
    this.face = element("span", { class: "face" });
    this.language = element("button", { type: "button", class: "control language", onclick: () => this.changeLanguage() });
    this.people =
      changePerson &&
      element("button", { type: "button", class: "round quiet", onclick: () => changePerson(this) }, icon("people"));
    this.banner = element("p", { class: "banner", role: "status", hidden: true });
    this.toast = element("p", { class: "toast", role: "status" });
    this.root = element(
      "section",
      { class: "phone", "aria-labelledby": this.title.id },
      element(
        "header",
        { class: "holder" },
        this.face,
        this.title,
        this.language,
        this.people,
        element("p", {}, this.state, this.details),
      ),
      element("div", { class: "middle" }, this.log.root, this.log.newer, this.toast),
      this.banner,
      this.composer.root,
    );
    this.outbox = new Outbox(name, (frame) => this.connection?.send(frame) ?? false);
    this.outbox.pause();
    if (start) this.outbox.add({ type: "command", text: `start ${start}` });
    this.introduce({ ...setup, person: null });
    this.showUnsent();
    const quiet = start ? { quiet: "" } : {};
    this.connection = new Connection({ ...query, ...quiet }, (frame) => this.hear(frame), (state) => this.connected(state));
  }

  close() {
    this.connection.close();
    this.outbox.pause();
    this.root.remove();
  }

  // -- what comes ------------------------------------------------------------------------------------------------------
  hear(frame) {
    switch (frame.type) {
      case "phone":
        this.introduce(frame);
        break;
      case "history":
        this.log.history(frame.messages, frame.earlier);
        this.connected("connected");
        this.outbox.begin();
        break;
      case "earlier":
        this.log.older(frame.messages, frame.earlier);
        break;
      case "message":
        this.log.put(frame.message);
        if (!frame.message.mine) this.heard(this);
        break;
      case "edit":
        this.log.put(frame.message);
        break;
      case "remove":
        this.log.remove(frame.id);
        break;
      case "toast":
        this.log.release();
        this.showToast(frame);
        break;
      case "acknowledged":
        this.outbox.done(frame.id);
        this.tell("");
        break;
      case "later":
        this.outbox.later(frame.id);
        this.log.release();
        this.tell(this.words.say("not_now"));
        break;
      case "refused":
        this.refused(this.outbox.done(frame.id));
        this.log.remove(frame.id);
        this.log.release();
        this.tell(this.words.say("refused"));
        break;
    }
  }

  refused(frame) {
    this.composer.takeBack(frame?.text);
    if (frame?.type === "correct") this.log.views.get(frame.message)?.remark("");
  }

  introduce(frame) {
    this.words = new Words(frame);
    this.direction = frame.direction;
    this.root.setAttribute("lang", frame.language);
    this.root.setAttribute("dir", frame.direction);
    const { person } = frame;
    const isNewcomer = !person && this.query.as;
    this.holder = person?.name ?? this.words.say(isNewcomer ? "new_person" : "bot");
    this.title.replaceChildren(element("bdi", {}, this.holder));
    this.face.replaceChildren(
      person ? avatar(person.name) : isNewcomer ? newcomerAvatar() : element("span", { class: "avatar bridge" }),
    );
    this.details.replaceChildren(...(person ? [` · ${person.role} · `, element("bdi", {}, person.centre)] : []));
    this.language.replaceChildren(icon("globe"), element("span", {}, frame.language_name));
    this.language.setAttribute("aria-label", `${this.words.say("change_language")}: ${frame.language_name}`);
    this.people?.setAttribute("aria-label", this.words.say("change_person"));
    this.people?.setAttribute("title", this.words.say("change_person"));
    this.log.speak(person || isNewcomer ? this.holder : this.words.say("bot"));
    this.composer.speak();
    this.connected(this.connection?.state ?? "connecting");
  }

  connected(state) {
    if (this.connection) this.connection.state = state;
    if (state === "unknown") {
      this.tell(this.words.say("reload"));
      reloadOnce();
      return;
    }
    this.root.dataset.state = state;
    this.state.textContent = this.words.say(state);
    if (state === "disconnected") {
      this.outbox.pause();
      this.log.release();
      this.tell(this.words.say("kept"));
    } else if (state === "connected") {
      this.tell("");
      forgetReload();
    }
  }

  // -- what goes -------------------------------------------------------------------------------------------------------
  say(frame, files) {
    const { id } = this.outbox.add(files.length > 0 ? { ...frame, shown: files } : frame);
    this.log.wait(id, { spans: [{ text: frame.text }], files });
  }

  correct(message, text) {
    this.outbox.add({ type: "correct", message, text });
    this.log.correct(message);
  }

  tap(message, data) {
    this.log.unread = null;
    this.outbox.add({ type: "tap", message, data });
  }

  changeLanguage() {
    this.outbox.add({ type: "command", text: "language" });
    this.composer.text.focus();
  }

  showUnsent() {
    for (const frame of this.outbox.frames) {
      if (frame.type === "text" || frame.type === "files") {
        this.log.wait(frame.id, { spans: [{ text: frame.text }], files: frame.shown });
      }
    }
  }

  // -- what is told in passing -----------------------------------------------------------------------------------------
  tell(text) {
    if (this.banner.textContent !== text) this.banner.textContent = text;
    this.banner.hidden = text === "";
  }

  showToast({ spans, language, direction }) {
    const text = spans.map((span) => span.text).join("");
    if (text === "") return;
    clearTimeout(this.toasting);
    this.toast.setAttribute("lang", language);
    this.toast.setAttribute("dir", direction);
    this.toast.textContent = text;
    this.toasting = setTimeout(() => {
      this.toast.textContent = "";
    }, TOAST_LASTS);
  }
}

const RELOADED = "passerelle.reloaded";

/** A browser without a cookie gets one by loading the page; not again and again where it refuses cookies. */
function reloadOnce() {
  try {
    if (sessionStorage.getItem(RELOADED)) return;
    sessionStorage.setItem(RELOADED, "yes");
    location.reload();
  } catch {
    // no storage: the sentence that asks to load the page again stays
  }
}

function forgetReload() {
  try {
    sessionStorage.removeItem(RELOADED);
  } catch {
    // as above
  }
}
