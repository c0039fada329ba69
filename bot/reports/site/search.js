// Searching and choosing in the page itself: nothing is asked of any server. Without this script the list is whole.
"use strict";
(() => {
  const form = document.querySelector("form");
  const cards = [...document.querySelectorAll("[data-number]")];
  const found = document.querySelector("[role=status]");
  let known = null; // what each practice says, folded; fetched when somebody begins to search
  let spelling = {};
  let article = "";
  let shortest = 0; // of words that have it

  // As `fold` in the program: no accents, no vowel signs, no case, no punctuation.
  const fold = (text) => [...text.normalize("NFKD").replace(/[\p{Mn}\p{Me}\p{Cf}]/gu, "").toLowerCase().replaceAll("ß", "ss").normalize("NFKD")]
    .map((letter) => spelling[letter] ?? letter).join("")
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, " ").trim();
  const words = (text) => fold(text).split(" ").filter(Boolean)
    .map((word) => word.startsWith(article) && word.length >= shortest ? word.slice(article.length) : word);

  globalThis.passerelle = (texts, letters, ...rules) => {
    [known, spelling, [article, shortest]] = [texts, letters, rules];
    show();
  };
  const fetchWords = () => {
    if (document.querySelector("script[src='words.js']")) return;
    const script = document.createElement("script");
    script.src = "words.js";
    document.head.append(script);
  };

  const show = () => {
    const wanted = known ? words(form.elements.q.value) : [];
    const { value: area } = form.elements.area;
    const { value: country } = form.elements.country;
    let count = 0;
    for (const card of cards) {
      const text = known ? ` ${known[card.dataset.number]}` : "";
      const fits = (!area || card.dataset.areas.split(" ").includes(area)) && (!country || card.dataset.country === country)
        && wanted.every((word) => text.includes(` ${word}`));
      card.hidden = !fits;
      count += fits;
    }
    // What is about this area, too, stands in it where nothing is chosen; else the cards themselves are found.
    for (const list of document.querySelectorAll(".beside")) list.hidden = Boolean(area || country || wanted.length);
    for (const section of document.querySelectorAll("section[data-area]")) {
      section.hidden = !section.querySelector("[data-number]:not([hidden]), .beside:not([hidden])");
    }
    found.textContent = count ? found.dataset.found.replace("{count}", count) : found.dataset.nothing;
  };

  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.elements.q.addEventListener("focus", fetchWords);
  form.addEventListener("input", () => { fetchWords(); show(); });
  form.addEventListener("reset", () => setTimeout(show));
})();
