// Which language the page speaks: the address decides, then what the reader chose before.

import { STRINGS } from "./strings.js";

const KEY = "rostrum.language";

/** The language to speak where `asked` is what the address says, if anything. */
export function chosen(asked) {
  const kept = remembered();
  if (Object.hasOwn(STRINGS, asked)) return asked;
  if (Object.hasOwn(STRINGS, kept)) return kept;
  return navigator.languages.some((one) => one.startsWith("zh")) ? "zh" : "en";
}

/** Keep the reader's choice for the next visit. */
export function remember(language) {
  try {
    localStorage.setItem(KEY, language);
  } catch {
    // Storage may be switched off; the address still carries the language.
  }
}

function remembered() {
  try {
    return localStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
}

/** Put the words of the interface into everything that waits for them, in the whole page by default. */
export function translate(words, root = document) {
  for (const node of root.querySelectorAll("[data-text]")) {
    node.textContent = words.text(node.dataset.text);
  }
  for (const node of root.querySelectorAll("[data-label]")) {
    node.setAttribute("aria-label", words.text(node.dataset.label));
  }
  for (const node of root.querySelectorAll("[data-placeholder]")) {
    node.placeholder = words.text(node.dataset.placeholder);
  }
  if (root !== document) return;
  document.documentElement.lang = words.language === "zh" ? "zh-Hans" : "en";
  for (const button of document.querySelectorAll("[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === words.language));
  }
}
