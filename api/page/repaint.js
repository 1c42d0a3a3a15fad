// Painting anew without losing the reader's place.

import { fill } from "./dom.js";

/** New children for an element; the focus stays with the one inside that has the same data-key. */
export function repaint(element, children) {
  const held = document.activeElement;
  const key = element.contains(held) ? held.dataset.key : null;
  fill(element, children);
  if (key) element.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
}
