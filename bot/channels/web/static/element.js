// Builds the page from elements and plain text, never from HTML.

const SVG = "http://www.w3.org/2000/svg";

/** An element with properties (`on…` are listeners, undefined and false are left out) and children. */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === false || value === null) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== false));
  return made;
}

const ICONS = {
  send: "M3 20.5v-6.6L12.5 12 3 10.1V3.5L21.5 12z",
  attach:
    "M16.5 6v11.2a4.4 4.4 0 0 1-8.8 0V5.4a2.9 2.9 0 0 1 5.8 0v10.4a1.4 1.4 0 0 1-2.8 0V6H9.2v9.8a2.9 2.9 0 0 0 5.8 0V5.4a4.4 4.4 0 0 0-8.8 0v11.8a5.9 5.9 0 0 0 11.8 0V6z",
  correct: "M4 16.600V20h3.400l10-10-3.400-3.400zM20.600 6.900a1 1 0 0 0 0-1.400l-2.100-2.100a1 1 0 0 0-1.400 0l-1.700 1.700 3.500 3.500z",
  close: "m6.4 4.9 5.6 5.7 5.6-5.7 1.5 1.5-5.7 5.6 5.7 5.6-1.5 1.5-5.6-5.7-5.6 5.7-1.5-1.5 5.7-5.6-5.7-5.6z",
  people:
    "M9 11.5a3.7 3.7 0 1 1 0-7.5 3.7 3.7 0 0 1 0 7.5zm0 1.8c3.6 0 6.8 1.8 6.8 4.3V20H2.2v-2.4c0-2.5 3.2-4.3 6.8-4.3zm7.2-1.9a3.3 3.3 0 0 0 0-6.6c-.4 0-.8.1-1.1.2a5.4 5.4 0 0 1 0 6.2c.3.1.7.2 1.1.2zm1.4 8.6h4.2v-2.1c0-2.2-2.3-3.6-5-3.9a5.3 5.3 0 0 1 .8 2.9z",
  globe:
    "M12 2.5a9.5 9.5 0 1 0 0 19 9.5 9.5 0 0 0 0-19zm6.6 5.7h-2.8a14.900 14.900 0 0 0-1.300-3.400 7.600 7.600 0 0 1 4.100 3.400zM12 4.400c.8 1.100 1.400 2.400 1.800 3.800h-3.600c.4-1.400 1-2.700 1.800-3.800zM4.700 13.900a7.700 7.700 0 0 1 0-3.800h3.200a15.600 15.600 0 0 0 0 3.800zm.7 1.900h2.800c.3 1.200.7 2.300 1.300 3.400a7.600 7.600 0 0 1-4.100-3.400zm2.800-7.600H5.400a7.600 7.600 0 0 1 4.100-3.400 14.900 14.900 0 0 0-1.300 3.400zM12 19.600c-.8-1.100-1.400-2.400-1.800-3.800h3.600c-.4 1.400-1 2.700-1.800 3.800zm2.200-5.700H9.800a13.900 13.900 0 0 1 0-3.800h4.400a13.900 13.900 0 0 1 0 3.800zm.3 5.300c.6-1.100 1-2.200 1.300-3.400h2.800a7.600 7.600 0 0 1-4.100 3.400zm1.600-5.300a15.600 15.600 0 0 0 0-3.800h3.200a7.700 7.700 0 0 1 0 3.800z",
  document: "M6 2.500h8l4.500 4.500v14.500H6zM13 4v4h4zM8.500 12v1.500h7V12zm0 3.500V17h7v-1.500z",
  picture:
    "M4 4h16v16H4zm1.800 1.800v9.400l3.700-3.700 3.300 3.300 2.300-2.300 3.100 3.100V5.800zM15.500 11a1.800 1.800 0 1 1 0-3.600 1.800 1.800 0 0 1 0 3.600z",
  out: "M6 6h6v1.800H7.800v8.400h8.400V12H18v6H6zm8-1.500h5.500V10h-1.800V7.600l-5.600 5.600-1.300-1.300 5.600-5.600H14z",
  newcomer: "M11 5h2v6h6v2h-6v6h-2v-6H5v-2h6z",
};

/** A small drawing that says nothing to a screen reader; the words beside it do. */
export function icon(name) {
  const drawing = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", "aria-hidden": "true", class: `icon icon-${name}` })) {
    drawing.setAttribute(key, value);
  }
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  drawing.append(path);
  return drawing;
}

/** Words for screen readers only. */
export function unseen(text) {
  return element("span", { class: "unseen" }, text);
}

let made = 0;
/** An id that no other element has. */
export function newId(prefix) {
  made += 1;
  return `${prefix}-${made}`;
}
