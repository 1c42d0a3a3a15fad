// The record to pick words in: a choice among the documents, with a field to find one where there are many.

import { DocumentList } from "./documents_list.js";
import { el, languageOf } from "./dom.js";
import { renderProblem } from "./parts.js";
import { repaint } from "./repaint.js";
import { hearChange } from "./service.js";

// As many can be looked over in a choice.
const FEW = 30;

export class Chooser {
  #page;
  #open;
  #shown = null; // the document that is open
  #find = "";
  #list = new DocumentList(() => this.#arrived());
  element = el("div", { class: "choices" });

  /** `open(id)` opens a document. */
  constructor(page, open) {
    this.#page = page;
    this.#open = open;
    this.#want();
    hearChange(() => this.#list.reload());
  }

  paint() {
    const { documents, held, problem } = this.#list;
    if (problem) return repaint(this.element, renderProblem(problem, this.#page.words, () => this.#list.reload()));
    if (documents && held.documents) repaint(this.element, [held.documents > FEW ? this.#finder() : "", this.#choice(documents)]);
  }

  #want() {
    this.#list.want({ find: this.#find, sort: "symbol", down: false });
  }

  #arrived() {
    const { documents, problem } = this.#list;
    // The first one to begin with; what is open stays open.
    if (!this.#shown && documents?.length && !problem) this.#take(documents[0]);
    this.paint();
  }

  #take(one) {
    this.#shown = one;
    this.#open(one.document);
  }

  #finder() {
    const { words } = this.#page;
    const input = el("input", {
      id: "studio-find", type: "search", maxlength: "200", autocomplete: "off", spellcheck: "false",
      "data-key": "studio-find",
    });
    input.value = this.#find;
    const take = () => {
      this.#find = input.value.trim();
      this.#want();
    };
    input.addEventListener("change", take);
    input.addEventListener("keydown", (event) => event.key === "Enter" && !event.isComposing && take());
    return el("div", { class: "field" }, el("label", { for: "studio-find" }, words.text("studio_find")), input);
  }

  #choice(documents) {
    const { words } = this.#page;
    const shown = this.#shown;
    const isAmong = documents.some((one) => one.document === shown?.document);
    const all = shown && !isAmong ? [shown, ...documents] : documents;
    const name = (one) => [one.symbol ?? one.name, one.title].filter(Boolean).join(" · ");
    const select = el(
      "select",
      { id: "studio-document", class: "chooser", "data-key": "studio-document" },
      all.map((one) =>
        el("option", { value: one.document, selected: one.document === shown?.document, lang: languageOf(name(one)) }, name(one)),
      ),
    );
    select.addEventListener("change", () => this.#take(all.find((one) => one.document === select.value)));
    return el("div", { class: "choice" }, el("label", { for: "studio-document" }, words.text("studio_document")), select);
  }
}
