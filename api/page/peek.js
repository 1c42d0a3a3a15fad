// The quotation behind a citation number, shown while the number has the pointer or the focus.

import { el } from "./dom.js";
import { byline, wordsOf } from "./parts.js";

const EDGE = 12; // pixels kept free at the sides of the window

let shown = null;

/** Let a link to a citation show its quotation; Escape puts it away, the pointer may enter it. */
export function peekable(anchor, citation, words) {
  anchor.addEventListener("pointerenter", () => show(anchor, citation, words));
  anchor.addEventListener("focus", () => show(anchor, citation, words));
  anchor.addEventListener("pointerleave", (event) => leave(event, anchor));
  anchor.addEventListener("blur", hide);
  anchor.addEventListener("click", hide);
  return anchor;
}

function show(anchor, citation, words) {
  hide();
  shown = el(
    "div",
    { class: "peek", id: "peek", role: "tooltip" },
    byline(citation, words),
    el("p", { class: "peek-quote", ...wordsOf(citation.quote) }, `“${citation.quote}”`),
    el("p", { class: "quiet" }, citation.reference),
  );
  shown.addEventListener("pointerleave", (event) => leave(event, anchor));
  document.body.append(shown);
  anchor.setAttribute("aria-describedby", "peek");
  place(anchor.getBoundingClientRect());
  addEventListener("keydown", onKey, true);
  addEventListener("scroll", hide, { capture: true, once: true });
}

function place(at) {
  const { offsetWidth, offsetHeight } = shown;
  const most = document.documentElement.clientWidth - offsetWidth - EDGE;
  const isBelow = at.bottom + offsetHeight < innerHeight || at.top < offsetHeight;
  shown.style.left = `${Math.max(EDGE, Math.min(at.left, most))}px`;
  shown.style.top = `${isBelow ? at.bottom : at.top - offsetHeight}px`;
}

function leave({ relatedTarget }, anchor) {
  const stays = shown?.contains(relatedTarget) || anchor.contains(relatedTarget);
  if (!stays && document.activeElement !== anchor) hide();
}

function onKey(event) {
  if (event.key !== "Escape") return;
  event.preventDefault();
  hide();
}

/** Put away what is shown. */
export function hide() {
  document.querySelector('[aria-describedby="peek"]')?.removeAttribute("aria-describedby");
  shown?.remove();
  shown = null;
  removeEventListener("keydown", onKey, true);
}
