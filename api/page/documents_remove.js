// Asking before a document is taken out: a dialog that the browser itself holds the focus in.

import { el, fill, languageOf } from "./dom.js";
import { renderProblem } from "./parts.js";
import { asProblem, call } from "./service.js";

export class Removing {
  #page;
  #removed;
  #document = null;
  #question = el("div", {});
  #problem = el("div", { hidden: true });
  #remove = el("button", { type: "button", class: "action danger", "data-text": "documents_remove" });

  /** `removed(document)` hears what was taken out. */
  constructor(page, removed) {
    this.#page = page;
    this.#removed = removed;
    const keep = el("button", { type: "button", class: "action", autofocus: true, "data-text": "documents_keep" });
    keep.addEventListener("click", () => this.element.close());
    this.#remove.addEventListener("click", () => this.#go());
    this.element = el(
      "dialog",
      { class: "ask-first", "aria-labelledby": "removing-title" },
      el("h2", { id: "removing-title", class: "section-title", "data-text": "documents_removeTitle" }),
      this.#question,
      this.#problem,
      el("p", { class: "actions" }, keep, this.#remove),
    );
  }

  ask(document) {
    this.#document = document;
    this.paint();
    fill(this.#problem, []);
    this.element.showModal();
  }

  paint() {
    const { words } = this.#page;
    const one = this.#document;
    if (!one) return;
    const name = one.symbol ?? one.title ?? one.name;
    fill(this.#question, [
      el("p", { class: "held-name", lang: languageOf(name) }, name),
      el("p", { class: "quiet" }, [words.text(`written_${one.language}`), one.name].join(" · ")),
      el("p", {}, words.text("documents_removeWhat", { n: one.passages })),
    ]);
  }

  async #go() {
    const one = this.#document;
    this.#remove.disabled = true;
    try {
      await call(`/v1/documents/${encodeURIComponent(one.document)}`, { method: "DELETE" });
      this.element.close();
      this.#removed(one);
    } catch (error) {
      fill(this.#problem, renderProblem(asProblem(error), this.#page.words, () => this.#go()));
    } finally {
      this.#remove.disabled = false;
    }
  }
}
