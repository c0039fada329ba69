// Where one writes, and the files that go with it.

import { element, icon, newId } from "./element.js";

// No Shift key there: Enter begins a new line, as where one thing a line is asked for, and the button sends.
const ON_GLASS = matchMedia("(hover: none) and (pointer: coarse)");
const LONGEST_TEXT = 20_000;
const LARGEST_FILE = 20 * 1024 * 1024;
const MOST_FILES = 10;

export class Composer {
  constructor(phone) {
    this.phone = phone;
    this.files = [];
    this.draft = `passerelle.draft.${phone.name}`;
    this.correcting = null; // {message, before}: which one, and what it said
    const id = newId("write");
    this.label = element("label", { class: "unseen", for: id });
    this.text = element("textarea", {
      id,
      rows: 1,
      maxlength: LONGEST_TEXT,
      dir: "auto",
      enterkeyhint: ON_GLASS.matches ? "enter" : "send",
      oninput: () => this.typed(),
      onkeydown: (event) => this.pressed(event),
    });
    this.picker = element("input", { type: "file", multiple: true, hidden: true, onchange: () => this.picked() });
    this.attach = element("button", { type: "button", class: "round quiet", onclick: () => this.picker.click() }, icon("attach"));
    this.send = element("button", { type: "submit", class: "round strong" }, icon("send"));
    this.chips = element("ul", { class: "chips", role: "list", hidden: true });
    this.trouble = element("p", { class: "trouble", role: "alert" });
    this.leave = element("button", { type: "button", class: "round quiet small", onclick: () => this.left() }, icon("close"));
    this.corrected = element("bdi");
    this.mark = element("p", { class: "correcting", hidden: true }, icon("correct"), this.corrected, this.leave);
    this.root = element(
      "form",
      { class: "composer", onsubmit: (event) => this.submitted(event) },
      this.trouble,
      this.mark,
      this.chips,
      element("div", { class: "line" }, this.attach, this.picker, this.label, this.text, this.send),
    );
    this.text.value = kept(this.draft);
  }

  speak() {
    const { words } = this.phone;
    const what = words.say(this.correcting ? "correcting" : "write");
    this.label.textContent = what;
    this.text.placeholder = what;
    name(this.leave, words.say("leave_correcting"));
    name(this.attach, words.say("attach"));
    name(this.send, words.say("send"));
    this.picker.setAttribute("aria-label", words.say("attach"));
    this.grow();
  }

  typed() {
    if (!this.correcting) keep(this.draft, this.text.value);
    this.trouble.textContent = "";
    this.grow();
  }

  grow() {
    this.text.style.height = "auto";
    this.text.style.height = `${this.text.scrollHeight + 2}px`;
  }

  pressed(event) {
    if (event.key === "Escape" && this.correcting) this.left();
    if (event.key === "ArrowUp" && this.text.value === "" && this.files.length === 0) this.correctLast(event);
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || ON_GLASS.matches) return;
    this.submitted(event);
  }

  /** What could not be taken is here again, unless something new is. */
  takeBack(text) {
    if (!text || this.text.value !== "") return;
    this.text.value = text;
    this.typed();
  }

  // -- correcting ------------------------------------------------------------------------------------------------------
  correctLast(event) {
    const view = this.phone.log.lastOfMine();
    if (!view || this.correcting) return;
    event.preventDefault();
    this.correct(view.message.id, view.plain());
  }

  /** What is being written meanwhile stays as the draft. */
  correct(message, before) {
    this.correcting = { message, before };
    this.corrected.textContent = before;
    this.show(before);
  }

  left() {
    this.correcting = null;
    this.show(kept(this.draft));
  }

  show(text) {
    this.mark.hidden = !this.correcting;
    this.attach.disabled = Boolean(this.correcting);
    this.text.value = text;
    this.trouble.textContent = "";
    this.speak();
    this.text.focus();
  }

  // -- files -----------------------------------------------------------------------------------------------------------
  picked() {
    const { words } = this.phone;
    const troubles = new Set(); // each is told, and the same thing once
    for (const file of this.picker.files) {
      if (file.size > LARGEST_FILE) troubles.add(words.say("too_large", { name: file.name }));
      else if (this.files.length < MOST_FILES) this.files.push(file);
      else troubles.add(words.say("too_many"));
    }
    this.trouble.textContent = [...troubles].join(" ");
    this.picker.value = "";
    this.showChips();
    this.text.focus();
  }

  showChips(progress) {
    const { words } = this.phone;
    this.chips.hidden = this.files.length === 0;
    this.chips.replaceChildren(
      ...this.files.map((file) =>
        element(
          "li",
          {},
          icon(file.type.startsWith("image/") ? "picture" : "document"),
          element("bdi", {}, file.name),
          element("span", { class: "size" }, progress?.get(file) ?? words.size(file.size)),
          !progress &&
            element(
              "button",
              {
                type: "button",
                class: "round quiet small",
                "aria-label": words.say("without_file", { name: file.name }),
                onclick: () => this.without(file),
              },
              icon("close"),
            ),
        ),
      ),
    );
  }

  without(file) {
    this.files = this.files.filter((one) => one !== file);
    this.showChips();
    this.text.focus();
  }

  // -- sending ---------------------------------------------------------------------------------------------------------
  async submitted(event) {
    event.preventDefault();
    const text = this.text.value.trim();
    if (this.correcting && text !== "") {
      const { message, before } = this.correcting;
      if (text !== before) this.phone.correct(message, text);
      this.left();
      return;
    }
    if (this.isUploading || (text === "" && this.files.length === 0)) return;
    const files = this.files.length > 0 ? await this.uploaded() : [];
    if (files === null) return;
    if (files.length > 0) this.phone.say({ type: "files", text, files: files.map((file) => file.token) }, files);
    else this.phone.say({ type: "text", text }, []);
    this.text.value = "";
    this.files = [];
    this.showChips();
    this.typed();
    this.text.focus();
  }

  /** What the server has of the files, or null: then everything stays here for another try. */
  async uploaded() {
    const { words } = this.phone;
    const progress = new Map();
    const stored = [];
    this.isUploading = true;
    this.root.setAttribute("aria-busy", "true");
    try {
      for (const file of this.files) {
        const told = (share) => {
          progress.set(file, words.percent(share));
          this.showChips(progress);
        };
        stored.push(await upload(file, this.phone.query, told));
      }
      return stored;
    } catch {
      const file = this.files[stored.length];
      this.trouble.textContent = words.say("not_uploaded", { name: file.name });
      return null;
    } finally {
      this.isUploading = false;
      this.root.removeAttribute("aria-busy");
      this.showChips();
    }
  }
}

/** By XMLHttpRequest, because `fetch` does not tell how far it is. */
function upload(file, query, told) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `upload?${new URLSearchParams(query)}`);
    request.setRequestHeader("x-file-name", encodeURIComponent(file.name));
    request.setRequestHeader("content-type", file.type || "application/octet-stream");
    request.upload.onprogress = (event) => told(event.loaded / Math.max(event.total, 1));
    request.onload = () => (request.status === 201 ? resolve(JSON.parse(request.responseText)) : reject(request.status));
    request.onerror = () => reject(0);
    told(0);
    request.send(file);
  });
}

function name(button, words) {
  button.setAttribute("aria-label", words);
  button.title = words;
}

function kept(key) {
  try {
    return localStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

function keep(key, text) {
  try {
    if (text === "") localStorage.removeItem(key);
    else localStorage.setItem(key, text);
  } catch {
    // no storage allowed here: the text lives as long as the page
  }
}
