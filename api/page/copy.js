// Copying: a button that copies a text and says whether it could.

import { el } from "./dom.js";

/** A button with a label (a key) that copies what `text()` gives, which may be a promise. */
export function copyButton(key, text, page) {
  const copy = (event) => copyFrom(event.currentTarget, text, page);
  return el("button", { type: "button", class: "action", onclick: copy }, page.words.text(key));
}

/** Copy what `text()` gives; the button says so for a moment, and so does `page.say`. */
export async function copyFrom(button, text, page) {
  const before = button.dataset.before ?? button.textContent;
  button.dataset.before = before;
  let done = "copied";
  try {
    await navigator.clipboard.writeText(await text());
  } catch {
    done = "copyFailed";
  }
  button.textContent = page.words.text(done);
  page.say(button.textContent);
  setTimeout(() => (button.textContent = before), 1500);
}
