// Building the page from text nodes only: nothing that comes from a document is ever parsed as HTML.

/** An element with attributes and children; strings become text nodes, null and false are left out. */
export const el = (tag, attributes = {}, ...children) =>
  built(document.createElement(tag), attributes, children);

/** The same for a part of a drawing. */
export const svg = (tag, attributes = {}, ...children) =>
  built(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);

function built(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "onclick") element.addEventListener("click", value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat().filter((child) => child !== null && child !== false));
  return element;
}

/** The element with this id. */
export const byId = (id) => document.getElementById(id);

/** Put new children into an element, which is hidden while it has none. */
export function fill(element, children) {
  element.replaceChildren(...children);
  element.hidden = !children.length;
}

/** The language some text is written in, for the choice of font and voice: "zh" or "en". */
export const languageOf = (text) => (/\p{Script=Han}/u.test(text) ? "zh" : "en");

/** A plain click, which the page handles itself; others open links as the browser does. */
export const isPlainClick = (event) =>
  event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;

/** A link to a state of the page that the page itself opens on a plain click. */
export function link(href, attributes, open, ...children) {
  return onPlainClick(el("a", { ...attributes, href }, ...children), open);
}

/** Let the page do something itself on a plain click on a link. */
export function onPlainClick(element, open) {
  element.addEventListener("click", (event) => {
    if (!isPlainClick(event)) return;
    event.preventDefault();
    open(element);
  });
  return element;
}

/** Bring an element into view, without movement where the reader asked for none. */
export function reveal(element, block = "nearest") {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  element.scrollIntoView({ block, behavior: still ? "auto" : "smooth" });
}
