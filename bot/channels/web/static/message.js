// One message: bubble, files, and what can be tapped under it.

import { element, icon, unseen } from "./element.js";

export const LONGEST_LABEL = 18;
const LONGEST_NAME = 40; // letters of a message in the name of a button
const SHOWN_AT_ONCE = 60_000; // bytes of a picture

export class MessageView {
  constructor(phone) {
    this.phone = phone;
    this.parts = new Map();
    this.bubble = element("div", { class: "bubble" });
    this.below = element("div", { class: "below" });
    this.root = element("div", { class: "message", tabindex: "-1" }, this.bubble, this.below);
  }

  /** Shows it as it is now. Parts that stay the same are not touched: focus stays, and nothing is read out twice. */
  show(message) {
    const focused = this.root.contains(document.activeElement) ? document.activeElement : null;
    this.message = message;
    this.root.classList.toggle("mine", Boolean(message.mine));
    this.root.classList.toggle("theirs", !message.mine);
    if (message.mine) this.root.setAttribute("aria-live", "off");
    if (message.language) this.root.setAttribute("lang", message.language);
    for (const part of [this.bubble, this.below]) part.setAttribute("dir", message.direction ?? "auto");

    const long = hasLongLabels(message.choices ?? []);
    this.part(this.bubble, "who", message.mine ? "you" : "bot", (name) => unseen(`${this.phone.words.say(name)}: `));
    this.part(this.bubble, "text", message.spans, (spans) => textOf(spans, message));
    this.part(this.bubble, "listed", long ? labels(message.choices) : [], () => this.listed(message.choices));
    this.part(this.bubble, "files", message.files, (files) => this.files(files));
    this.part(this.bubble, "foot", [message.at ?? "", this.remarks()], () => this.foot());
    this.part(this.below, "choices", message.choices && labels(message.choices), () => this.choices(message, long));
    this.part(this.below, "links", message.links, (links) => this.links(links));
    this.part(this.below, "controls", message.controls, (controls) => this.controls(controls));
    this.part(this.root, "correct", this.canBeCorrected() ? this.plain() : "", (text) => this.corrector(text));
    this.tick(message.choices ?? []);
    if (focused && !focused.isConnected) this.refocus(focused.dataset?.data);
  }

  part(parent, name, content, make) {
    const signature = content === undefined || content.length === 0 ? "" : JSON.stringify(content);
    const old = this.parts.get(name);
    if (old?.signature === signature) return;
    const made = signature === "" ? null : make(content);
    if (old?.made && made) old.made.replaceWith(made);
    else if (old?.made) old.made.remove();
    else if (made) parent.insertBefore(made, this.following(parent, name));
    this.parts.set(name, { signature, made, parent });
  }

  following(parent, name) {
    const order = ["who", "text", "listed", "files", "foot", "choices", "links", "controls", "correct"];
    const later = order.slice(order.indexOf(name) + 1);
    const found = later.map((one) => this.parts.get(one)).find((one) => one?.made && one.parent === parent);
    return found?.made ?? null;
  }

  refocus(data) {
    const same = [...this.root.querySelectorAll("button")].find((button) => data && button.dataset.data === data);
    (same ?? this.root).focus({ preventScroll: true });
  }

  // -- what it says ----------------------------------------------------------------------------------------------------
  listed(choices) {
    const lines = choices.map((choice) =>
      element("li", {}, element("span", { class: "number" }, shortName(choice)), " ", element("span", {}, choice.label)),
    );
    return element("ul", { class: "listed", role: "list" }, lines);
  }

  files(files) {
    return element(
      "div",
      { class: "files" },
      files.flatMap((file) => [
        isPicture(file) ? this.picture(file) : this.document(file),
        ...(file.note ? [element("p", { class: "size" }, file.note)] : []),
      ]),
    );
  }

  picture(file) {
    const { words } = this.phone;
    const box = element("div", { class: "picture" });
    const address = `file/${file.token}`;
    const load = (refocus) => {
      const image = element("img", {
        src: address,
        alt: file.description || `${words.say("picture")}: ${file.name}`,
        width: file.width,
        height: file.height,
        decoding: "async",
        onerror: () => box.replaceChildren(element("p", {}, words.say("picture_failed")), ask()),
      });
      const link = element("a", { href: address, target: "_blank", rel: "noopener" }, image);
      const size = element("span", { class: "size" }, words.size(file.size));
      box.replaceChildren(link, size);
      if (refocus) link.focus({ preventScroll: true });
    };
    const ask = () =>
      element(
        "button",
        { type: "button", class: "choice", "aria-description": file.description, onclick: () => load(true) },
        icon("picture"),
        words.say("show_picture", { size: words.size(file.size) }),
      );
    if (file.size > SHOWN_AT_ONCE) box.append(ask());
    else load(false);
    return box;
  }

  document(file) {
    const { words } = this.phone;
    const kind = file.name.includes(".") ? file.name.split(".").pop().toUpperCase() : "";
    return element(
      "a",
      { class: "document", href: `file/${file.token}`, download: file.name },
      icon("document"),
      element(
        "span",
        { class: "name" },
        element("bdi", {}, file.name),
        element("span", { class: "size" }, kind && element("bdi", {}, kind), kind && " · ", words.size(file.size)),
      ),
    );
  }

  foot() {
    const { message, phone } = this;
    const foot = element("div", { class: "foot", dir: phone.direction, lang: phone.words.language });
    const remarks = this.remarks();
    if (remarks) foot.append(element("span", { class: "note" }, remarks));
    if (message.at) foot.append(element("time", { datetime: message.at }, phone.words.time(new Date(message.at))));
    return foot;
  }

  remarks() {
    return this.note || (this.message.mine && this.message.edited ? this.phone.words.say("corrected") : "");
  }

  plain() {
    return this.message.spans.map((span) => span.text).join("");
  }

  canBeCorrected() {
    const { mine, id, files } = this.message;
    return Boolean(mine && id && !files);
  }

  corrector(text) {
    const short = text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME)}…` : text;
    const name = this.phone.words.say("correct", { text: short });
    const begin = () => this.phone.composer.correct(this.message.id, this.plain());
    return element("button", { type: "button", class: "round quiet", "aria-label": name, onclick: begin }, icon("correct"));
  }

  // -- what can be tapped ----------------------------------------------------------------------------------------------
  choices(message, long) {
    const buttons = message.choices.map((choice) => {
      const named = shortName(choice);
      const mark = element("span", { class: "mark", "aria-hidden": "true" });
      if (long) return this.button(choice, "choice digit", { "aria-label": `${named}. ${choice.label}` }, mark, named);
      const number = choice.number !== undefined && element("span", { class: "number" }, named);
      return this.button(choice, "choice", {}, mark, number, number && " ", element("bdi", {}, choice.label));
    });
    const name = this.phone.words.say("answers");
    return element("div", { class: "choices", role: "group", "aria-label": name }, buttons);
  }

  controls(controls) {
    return element(
      "div",
      { class: "controls" },
      controls.map((control) => this.button(control, "control", {}, control.label)),
    );
  }

  links(links) {
    return element(
      "div",
      { class: "links" },
      links.map((link) =>
        element(
          "a",
          { class: "choice link", href: link.url, target: "_blank", rel: "noopener noreferrer" },
          link.label,
          icon("out"),
        ),
      ),
    );
  }

  button(choice, kind, properties, ...children) {
    const tapped = (event) => {
      if (event.currentTarget.getAttribute("aria-disabled") === "true") return;
      event.currentTarget.setAttribute("aria-disabled", "true");
      this.phone.tap(this.message.id, choice.data);
    };
    return element("button", { type: "button", class: kind, "data-data": choice.data, onclick: tapped, ...properties }, ...children);
  }

  /** Ticked ones of several, and nothing waits any more. */
  tick(choices) {
    const severalOf = choices.some((choice) => choice.chosen);
    for (const choice of choices) {
      const button = this.buttonFor(choice.data);
      if (severalOf) button.setAttribute("aria-pressed", String(Boolean(choice.chosen)));
      else button.removeAttribute("aria-pressed");
      button.querySelector(".mark").textContent = choice.chosen ? "✓" : "";
    }
    this.release();
  }

  release(data) {
    for (const button of this.below.querySelectorAll("[aria-disabled]")) {
      if (data === undefined || button.dataset.data === data) button.removeAttribute("aria-disabled");
    }
  }

  buttonFor(data) {
    return [...this.below.querySelectorAll("button")].find((button) => button.dataset.data === data);
  }

  remark(note) {
    this.note = note;
    this.show(this.message);
  }
}

function textOf(spans, message) {
  return element(
    "p",
    { class: "text", dir: message.direction ?? "auto" },
    spans.map((span) => (span.bold ? element("strong", {}, span.text) : span.text)),
  );
}

function labels(choices) {
  return choices.map((choice) => [choice.label, choice.data, shortName(choice)]);
}

function hasLongLabels(choices) {
  return choices.some((choice) => [...choice.label].length > LONGEST_LABEL);
}

function shortName(choice) {
  return String(choice.number ?? choice.word ?? choice.label);
}

function isPicture(file) {
  return ["image/png", "image/jpeg", "image/gif", "image/webp"].includes(file.media_type);
}
