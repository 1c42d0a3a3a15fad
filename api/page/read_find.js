// Finding words in a record: every match is highlighted without touching the text, so that it can
// still be selected, and works for Chinese as for English.

import { el } from "./dom.js";
import { unfold } from "./read_scroll.js";

const MOST = 5000; // matches beyond are not counted
const HIGHLIGHTS = globalThis.CSS?.highlights;

export class Find {
  #page;
  #onQuery;
  #searched = [];
  #ranges = [];
  #at = -1;
  #query = "";

  /** `onQuery(query)` is told when other words are to be found. */
  constructor(page, onQuery) {
    this.#page = page;
    this.#onQuery = onQuery;
    this.input = el("input", {
      type: "search", id: "read-find", maxlength: "200", autocomplete: "off", spellcheck: "false",
      enterkeyhint: "search", "data-label": "read_find", "data-placeholder": "read_findHint",
    });
    this.count = el("span", { class: "find-count quiet" });
    const buttons = [this.#step(-1, "read_findPrevious", "‹"), this.#step(1, "read_findNext", "›")];
    this.steps = el("span", { class: "find-steps", hidden: true }, buttons);
    const form = { class: "find", role: "search", "data-label": "read_find" };
    this.element = el("form", form, this.input, this.count, this.steps);
    this.input.addEventListener("input", (event) => event.isComposing || this.#take());
    this.input.addEventListener("compositionend", () => this.#take());
    this.input.addEventListener("keydown", (event) => this.#onKey(event));
    this.element.addEventListener("submit", (event) => event.preventDefault());
  }

  /** What is searched from now on: elements in the order of the text. */
  search(searched) {
    this.#searched = searched;
    this.show(this.#query, true);
  }

  /** Show the matches of a query; the same one is only found anew where the text has changed. */
  show(query, isChanged = false) {
    if (query === this.#query && !isChanged) return;
    this.#query = query;
    if (this.input.value.trim() !== query) this.input.value = query;
    const pattern = patternOf(query);
    this.#ranges = pattern ? this.#searched.flatMap((one) => rangesIn(one, pattern)).slice(0, MOST) : [];
    this.#at = -1;
    this.steps.hidden = !this.#ranges.length;
    this.#paint();
  }

  /** Go to the first match at or below the top of the window, or to the first one. */
  begin() {
    const below = this.#ranges.findIndex((range) => placeOf(range) >= 0);
    this.#go(Math.max(0, below));
  }

  /** Go on by so many matches, around the end. */
  step(by) {
    const { length } = this.#ranges;
    if (this.#at < 0) this.begin();
    else this.#go((this.#at + by + length) % length);
  }

  leave() {
    HIGHLIGHTS?.delete("found");
    HIGHLIGHTS?.delete("found-now");
  }

  /** The words of the page changed, or the view is shown again. */
  paint() {
    this.#paint();
  }

  #step(by, key, sign) {
    return el("button", { type: "button", class: "turn", "data-label": key, onclick: () => this.step(by) }, sign);
  }

  #take() {
    const query = this.input.value.trim();
    if (query === this.#query) return;
    this.show(query);
    this.#onQuery(query);
    if (this.#ranges.length) this.begin();
    else if (query) this.#page.say(this.count.textContent);
  }

  #onKey(event) {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter") {
      event.preventDefault();
      if (this.#ranges.length) this.step(event.shiftKey ? -1 : 1);
    } else if (event.key === "Escape" && this.input.value) {
      event.preventDefault();
      this.input.value = "";
      this.#take();
    }
  }

  #go(at) {
    const range = this.#ranges[at];
    if (!range) return;
    this.#at = at;
    const element = range.startContainer.parentElement;
    unfold(element);
    const inView = topOf(range) > 90 && range.getBoundingClientRect().bottom < innerHeight - 20;
    if (!inView) {
      element.scrollIntoView({ block: "center" });
      scrollBy(0, topOf(range) - innerHeight / 2); // in a long paragraph
    }
    this.#paint();
    this.#page.say(`${this.count.textContent}: ${element.textContent.slice(0, 200)}`);
  }

  #paint() {
    const { words } = this.#page;
    const n = this.#ranges.length;
    const now = this.#ranges[this.#at];
    this.count.textContent = now
      ? words.text("read_found", { at: this.#at + 1, n })
      : this.#query && words.text(n ? "read_foundAll" : "read_foundNone", { n });
    if (!HIGHLIGHTS) {
      // Where the browser has no highlights of its own, at least the current match is selected.
      getSelection().removeAllRanges();
      if (now) getSelection().addRange(now);
      return;
    }
    HIGHLIGHTS.set("found", new Highlight(...this.#ranges));
    HIGHLIGHTS.set("found-now", Object.assign(new Highlight(...(now ? [now] : [])), { priority: 1 }));
  }
}

const foldedTexts = new WeakMap(); // of elements, whose text never changes
const topOf = (range) => range.getBoundingClientRect().top;

/** Where a match stands; one that is folded away has no box, it stands where it is folded. */
function placeOf(range) {
  const folded = range.startContainer.parentElement.closest("details:not([open])");
  return folded ? folded.getBoundingClientRect().top : topOf(range);
}

/** The matches of a pattern inside an element. */
function rangesIn(element, pattern) {
  if (!foldedTexts.has(element)) foldedTexts.set(element, folded(element.textContent));
  return [...foldedTexts.get(element).matchAll(pattern)].map((match) => {
    const range = new Range();
    range.setStart(...spotIn(element, match.index));
    range.setEnd(...spotIn(element, match.index + match[0].length));
    return range;
  });
}

/** The text node and the offset in it where a character of an element's text stands. */
function spotIn(element, offset) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let node = walker.nextNode();
  while (offset > node.length) {
    offset -= node.length;
    node = walker.nextNode();
  }
  return [node, offset];
}

const QUOTES = { "“": '"', "”": '"', "„": '"', "‘": "'", "’": "'" };

/** A text without differences of case, width and quotation marks, of the same length. */
function folded(text) {
  if (/^[\x20-\x7e\s]*$/.test(text)) return text.toLowerCase();
  return Array.from(text, (one) => {
    const plain = QUOTES[one] ?? one.normalize("NFKC").toLowerCase();
    return plain.length === one.length ? plain : one;
  }).join("");
}

/** White space matches any white space, and between Chinese characters there may be some. */
function patternOf(query) {
  const characters = [...folded(query).replace(/\s+/g, " ")];
  const parts = characters.map((one, i) => {
    const plain = one === " " ? "\\s+" : one.replace(/[\\^$.*+?()[\]{}|/]/, "\\$&");
    const pair = i ? characters[i - 1] + one : "";
    return /\p{Script=Han}/u.test(pair) && !pair.includes(" ") ? `\\s*${plain}` : plain;
  });
  return parts.length ? new RegExp(parts.join(""), "gu") : null;
}
