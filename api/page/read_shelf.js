// The documents to choose from, where the address of the Read view names none.

import { DocumentList } from "./documents_list.js";
import { el, fill, languageOf } from "./dom.js";
import { readLink, renderProblem, renderWaiting } from "./parts.js";
import { nameOf } from "./read_head.js";
import { repaint } from "./repaint.js";

// As many can be looked over without looking for one.
const FEW = 12;

export class Shelf {
  #page;
  #list = new DocumentList(() => this.paint());
  #find = "";
  #input = el("input", { id: "shelf-find", type: "search", maxlength: "200", autocomplete: "off", spellcheck: "false" });
  #finder = el(
    "div",
    { class: "field", role: "search", hidden: true },
    el("label", { for: "shelf-find", "data-text": "read_shelfFind" }),
    this.#input,
  );
  #body = el("div", {});
  element = el("section", { class: "shelf-box", hidden: true }, this.#finder, this.#body);

  /** `onFind(text)` hears what is looked for. */
  constructor(page, onFind) {
    this.#page = page;
    const take = () => onFind(this.#input.value.trim());
    this.#input.addEventListener("input", (event) => event.isComposing || take());
    this.#input.addEventListener("compositionend", take);
  }

  get box() {
    return this.#input;
  }

  /** Show the documents that have some words. */
  show(find) {
    this.#find = find;
    if (this.#input.value.trim() !== find) this.#input.value = find;
    this.element.hidden = false;
    this.#list.want({ find, sort: "symbol", down: false });
    this.paint();
  }

  hide() {
    this.element.hidden = true;
    this.#list.stop();
  }

  paint() {
    const { held } = this.#list;
    this.#finder.hidden = !held || held.documents <= FEW;
    repaint(this.#body, this.#nodes());
  }

  #nodes() {
    const { words } = this.#page;
    const { documents, total, held, problem } = this.#list;
    if (problem) return renderProblem(problem, words, () => this.#list.reload());
    if (!documents) return renderWaiting("read_loading", words);
    if (!held.documents) return [el("p", { class: "quiet" }, words.text("read_empty"))];
    const rest = total - documents.length;
    return [
      this.#find ? "" : el("p", { class: "lead" }, words.text("read_lead")),
      total ? "" : el("p", { class: "quiet" }, words.text("read_shelfNone")),
      el("ul", { class: "shelf" }, documents.map((one) => shelved(one, words))),
      rest > 0
        ? el("button", { type: "button", class: "more", "data-key": "more", onclick: () => this.#list.more() }, words.text("read_shelfMore", { n: rest }))
        : "",
    ];
  }
}

function shelved(summary, words) {
  const name = nameOf(summary);
  const way = readLink(summary, words);
  way.className = "shelf-name";
  way.lang = languageOf(name);
  way.textContent = name;
  const told = [words.text(`kind_${summary.kind}`), words.text(`written_${summary.language}`), words.date(summary.date)];
  return el(
    "li",
    {},
    way,
    summary.symbol && summary.title ? el("p", { lang: languageOf(summary.title) }, summary.title) : "",
    el("p", { class: "quiet" }, told.join(" · ")),
  );
}
