// A record to pick words in: selected with the pointer, or a paragraph at a time with the keyboard.

import { el, fill, languageOf } from "./dom.js";
import { renderProblem } from "./parts.js";
import { selectedSpan } from "./read_anchors.js";
import { statementName, trimmed } from "./read_text.js";
import { Characters, isWrapped } from "./text.js";

export class StudioText {
  #page;
  #take;
  #record = null;
  #text = null;
  #runs = []; // {element, start, end}: every piece of the text that is shown
  #marked = [];
  #selected = null;
  #buttons = [2, 1].map((grade) => this.#button(grade));
  #list = el("div", { class: "pick-text", tabindex: "0" });
  element = el(
    "div",
    {},
    el("div", { class: "pick-tools", role: "group", "data-label": "studio_pick" }, el("p", { class: "quiet", "data-text": "studio_pick" }), this.#buttons),
    this.#list,
  );

  /** `take({start, end, grade})` hears what was picked. */
  constructor(page, take) {
    this.#page = page;
    this.#take = take;
    document.addEventListener("selectionchange", () => this.#look());
  }

  /** Show a record with some of its words marked. */
  show(record, spans) {
    this.#record = record;
    this.#text = new Characters(record.text);
    this.#marked = spans;
    this.paint();
    this.#list.scrollTop = 0;
  }

  /** The record that is shown, null before the first one. */
  get record() {
    return this.#record;
  }

  /** Say why there is none, and try again. */
  fail(problem, retry) {
    this.#record = null;
    this.#runs = [];
    fill(this.#list, renderProblem(problem, this.#page.words, retry));
  }

  paint() {
    if (!this.#record) return;
    this.#runs = [];
    this.#list.lang = this.#record.language;
    this.#list.setAttribute("aria-label", this.#page.words.text("studio_record"));
    fill(this.#list, this.#nodes());
    this.mark(this.#marked);
    this.#look();
  }

  /** Mark spans {start, end} and nothing else. */
  mark(spans) {
    this.#marked = spans;
    for (const { element, start, end } of this.#runs) {
      const here = spans.filter((one) => one.start < end && start < one.end).sort((a, b) => a.start - b.start);
      if (!here.length && !element.querySelector("mark")) continue;
      element.replaceChildren(...this.#pieces(start, end, here));
    }
  }

  #pieces(start, end, spans) {
    const nodes = [];
    let at = start;
    for (const one of spans) {
      const [from, to] = [Math.max(at, one.start), Math.min(end, one.end)];
      if (from >= to) continue;
      nodes.push(this.#text.slice(at, from), el("mark", {}, this.#text.slice(from, to)));
      at = to;
    }
    return [...nodes, this.#text.slice(at, end)];
  }

  /** Everything in order: statements by paragraph, and what is printed between them. */
  #nodes() {
    const { statements, text } = this.#record;
    const nodes = [];
    let at = 0;
    const printed = (to) => nodes.push(...this.#between(at, to));
    for (const statement of statements) {
      const all = statement.paragraphs.length ? statement.paragraphs : [statement];
      printed(all[0].start);
      nodes.push(this.#heading(statement));
      for (const one of all) {
        printed(one.start);
        nodes.push(this.#row(one.start, one.end, one.label ?? String(one.paragraph ?? 1)));
        at = one.end;
      }
    }
    printed([...text].length);
    return nodes;
  }

  #between(from, to) {
    const [start, end] = from < to ? trimmed(this.#text.slice(from, to), from) : [0, 0];
    return start < end ? [this.#run("p", { class: "procedure" }, start, end)] : [];
  }

  #heading(statement) {
    const name = statementName(statement, this.#page.words);
    return el("h3", { class: "pick-name", lang: languageOf(name) }, `${statement.statement} · ${name}`);
  }

  #row(start, end, number) {
    const { words } = this.#page;
    const label = words.text("studio_takeParagraph", { n: number });
    const take = () => this.#take({ start, end, grade: 2 });
    return el(
      "div",
      { class: "pick-row" },
      el("button", { type: "button", class: "pick", "aria-label": label, title: label, lang: words.language, onclick: take }, "+"),
      this.#run("p", {}, start, end),
    );
  }

  #run(tag, attributes, start, end) {
    const element = el(tag, attributes, this.#text.slice(start, end));
    element.toggleAttribute("data-wrapped", isWrapped(element.textContent));
    this.#runs.push({ element, start, end });
    return element;
  }

  #look() {
    const text = this.#record && { runs: this.#runs, slice: (start, end) => this.#text.slice(start, end) };
    this.#selected = text && this.#list.isConnected ? selectedSpan(text) : null;
    for (const one of this.#buttons) one.disabled = !this.#selected;
  }

  #button(grade) {
    const key = grade === 2 ? "studio_takeAnswer" : "studio_takeHelp";
    const button = el("button", { type: "button", class: "action", disabled: true, "data-text": key });
    // The words stay selected while the button is pressed.
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", () => {
      this.#take({ ...this.#selected, grade });
      getSelection().removeAllRanges();
    });
    return button;
  }
}
