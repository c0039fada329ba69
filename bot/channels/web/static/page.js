// One phone for real use; two side by side in the demonstration.

import { element } from "./element.js";
import { askWho, newcomerId } from "./people.js";
import { Phone } from "./phone.js";
import { Words } from "./words.js";

const setup = JSON.parse(document.body.dataset.setup);
const words = new Words(setup);
const address = new URLSearchParams(location.search);
const SIDES = ["left", "right"];

function begin() {
  const start = address.get("start");
  if (start) {
    address.delete("start");
    remember();
  }
  if (setup.demo) new TwoPhones(start).show();
  else {
    const phone = new Phone({ name: "own", query: {}, setup, start, heard: notice });
    document.body.classList.add("alone");
    document.body.append(element("main", {}, heading(), phone.root));
  }
}

function heading() {
  return element("h1", { class: "unseen" }, words.say("bot"));
}

class TwoPhones {
  constructor(start) {
    this.start = start;
    this.phones = {};
    this.tabs = {};
    this.desk = element("div", { class: "phones" });
    this.shown = "left";
  }

  show() {
    const tabs = SIDES.map((side) => this.tab(side));
    document.body.classList.add("demo");
    document.body.append(
      element(
        "header",
        { class: "top" },
        element("span", { class: "bridge", "aria-hidden": "true" }),
        element("h1", {}, words.say("bot")),
        element("p", {}, words.say("demo")),
      ),
      element("main", {}, element("div", { class: "tabs", role: "group", "aria-label": words.say("phones") }, tabs), this.desk),
    );
    for (const side of SIDES) this.open(side);
    this.turnTo("left");
  }

  open(side) {
    if (side === "left" && this.start && !address.get("left")) address.set("left", newcomerId());
    const as = address.get(side) ?? setup.demo[side];
    const language = address.get(`${side}-language`);
    const persona = setup.demo.personas.find((one) => one.id === as);
    const known = setup.demo.languages.find((one) => one.tag === (persona?.language ?? language));
    this.phones[side]?.close();
    const phone = new Phone({
      name: as,
      query: language ? { as, language } : { as },
      setup: { ...setup, language_name: known?.name ?? setup.language_name },
      start: side === "left" ? this.start : undefined,
      changePerson: () => askWho(words, setup.demo, as, (choice) => this.change(side, choice)),
      heard: () => this.heard(side),
    });
    if (side === "left") this.start = undefined;
    this.phones[side] = phone;
    phone.root.dataset.side = side;
    this.desk.append(...SIDES.map((one) => this.phones[one]?.root).filter(Boolean));
    this.name(side, persona?.name ?? words.say("new_person"));
    this.turnTo(this.shown);
  }

  change(side, { as, language }) {
    address.set(side, as);
    if (language) address.set(`${side}-language`, language);
    else address.delete(`${side}-language`);
    remember();
    this.open(side);
    this.phones[side].composer.text.focus();
  }

  // -- one at a time where there is no room for two --------------------------------------------------------------------
  tab(side) {
    const tab = element("button", { type: "button", onclick: () => this.turnTo(side) });
    this.tabs[side] = tab;
    return tab;
  }

  name(side, name) {
    this.tabs[side].replaceChildren(
      element("span", { class: "what" }, words.say(side)),
      element("bdi", { class: "name" }, name),
    );
  }

  turnTo(side) {
    this.shown = side;
    for (const one of SIDES) {
      this.tabs[one].setAttribute("aria-pressed", String(one === side));
      this.phones[one]?.root.classList.toggle("turned-away", one !== side);
    }
    this.tabs[side].classList.remove("unread");
    this.tabs[side].querySelector(".news")?.remove();
    this.phones[side]?.log.goToEnd();
  }

  heard(side) {
    notice();
    const tab = this.tabs[side];
    if (side === this.shown || tab.classList.contains("unread")) return;
    tab.classList.add("unread");
    tab.append(element("span", { class: "news" }, words.say("newer")));
  }
}

function remember() {
  const query = address.toString();
  history.replaceState(null, "", query ? `?${query}` : location.pathname);
}

/** A mark in the title of a page that nobody looks at. */
function notice() {
  if (document.hidden) document.title = `• ${words.say("bot")}`;
}
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) document.title = words.say("bot");
});

begin();
