// The demonstration's question: who holds this phone?

import { element, icon, newId } from "./element.js";
import { newFrameId } from "./outbox.js";

/** Asks in a dialogue; `chosen({as, language})` is called unless it is closed. */
export function askWho(words, demo, present, chosen) {
  const title = newId("who");
  const choose = (choice) => {
    dialogue.close();
    chosen(choice);
  };
  const person = (one) =>
    element(
      "li",
      {},
      element(
        "button",
        {
          type: "button",
          class: "person",
          "aria-current": one.id === present ? "true" : undefined,
          onclick: () => choose({ as: one.id }),
        },
        avatar(one.name),
        element(
          "span",
          { class: "about" },
          element("span", { class: "name", lang: one.language }, element("bdi", {}, one.name)),
          element("span", { class: "details" }, `${one.role} · `, element("bdi", {}, one.centre)),
        ),
        element("span", { class: "tongue", lang: one.language }, one.language_name),
        one.id === present && element("span", { class: "current", "aria-hidden": "true" }, "✓"),
      ),
    );
  const languageId = newId("language");
  const language = element(
    "select",
    { id: languageId },
    demo.languages.map((one) =>
      element("option", { value: one.tag, lang: one.tag, selected: one.tag === words.language }, one.name),
    ),
  );
  const newcomer = element(
    "div",
    { class: "newcomer" },
    element(
      "button",
      { type: "button", class: "person", onclick: () => choose({ as: newcomerId(), language: language.value }) },
      newcomerAvatar(),
      element(
        "span",
        { class: "about" },
        element("span", { class: "name" }, words.say("new_person")),
        element("span", { class: "details" }, words.say("new_person_why")),
      ),
    ),
    element("label", { for: languageId }, words.say("new_person_language")),
    language,
  );
  const dialogue = element(
    "dialog",
    { class: "people", "aria-labelledby": title, onclose: () => dialogue.remove() },
    element(
      "div",
      { class: "head" },
      element("h2", { id: title }, words.say("who")),
      element(
        "button",
        { type: "button", class: "round quiet", "aria-label": words.say("close"), onclick: () => dialogue.close() },
        icon("close"),
      ),
    ),
    element("div", { class: "choice-of-people" }, newcomer, element("ul", { role: "list" }, demo.personas.map(person))),
  );
  document.body.append(dialogue);
  dialogue.showModal();
  dialogue.querySelector("[aria-current]")?.focus();
}

export function newcomerId() {
  return `new-${newFrameId()}`;
}

export function newcomerAvatar() {
  return element("span", { class: "avatar" }, icon("newcomer"));
}

/** The first letters of a name, for the eye only. */
export function avatar(name) {
  const parts = name.split(/\s+/);
  const isJoined = /^\p{Script=Arabic}/u.test(name); // two letters would run together
  const initials = isJoined || parts.length === 1 ? [parts[0]] : [parts[0], parts.at(-1)];
  return element("span", { class: "avatar", "aria-hidden": "true" }, initials.map((part) => [...part][0]).join(""));
}
