// What the library holds, beside the question: the first of it, and the way to all.

import { el, fill, languageOf, link } from "./dom.js";
import { facts, renderProblem, renderWaiting } from "./parts.js";
import { asProblem, documents, hearChange } from "./service.js";

// What fits beside a question.
const SHOWN = 12;

/** The documents held in an element: fetched, painted, fetched again after a problem. */
export class Held {
  #page;
  #list;
  #places;
  #held = null; // {documents: those shown, total}
  #problem = null;
  #asked = null; // the last time of asking

  constructor(page, list, places) {
    this.#page = page;
    this.#list = list;
    this.#places = places;
    hearChange(() => this.load());
  }

  async load() {
    const asked = (this.#asked = {});
    this.#problem = null;
    this.paint();
    try {
      const held = await documents({ limit: SHOWN });
      if (asked === this.#asked) this.#held = held;
    } catch (error) {
      if (asked === this.#asked) this.#problem = asProblem(error);
    }
    this.paint();
  }

  /** The service is there again: what it could not say before is asked again. */
  retry() {
    if (this.#problem) this.load();
  }

  paint() {
    fill(this.#list, this.#nodes());
  }

  #nodes() {
    const { words } = this.#page;
    if (this.#problem) return renderProblem(this.#problem, words, () => this.load());
    if (!this.#held) return renderWaiting("ask_holding", words);
    return render(this.#held, this.#page, this.#places);
  }
}

function render({ documents: summaries, total }, page, places) {
  const { words } = page;
  if (!summaries.length) {
    return [
      el("p", { class: "quiet" }, words.text("ask_nothingHeld")),
      el("p", { class: "quiet" }, words.text("ask_nothingHeldHint")),
    ];
  }
  const all = page.link({ path: "/documents" }, { class: "action" }, words.text("ask_allHeld", { n: total }));
  return [
    el("ul", { class: "held-list" }, summaries.map((one) => item(one, words, places))),
    total > summaries.length ? el("p", { class: "actions" }, all) : "",
  ];
}

function item(summary, words, places) {
  const name = summary.symbol ?? summary.title ?? summary.name;
  const kind = `kind_${summary.kind}`;
  const verbatim = summary.kind === "verbatim";
  const counts = [
    words.text(`written_${summary.language}`),
    words.text(verbatim ? "statements" : "parts", { n: summary.statements }),
    verbatim ? words.text("ask_speakers", { n: summary.speakers }) : "",
    words.text("characters", { n: summary.characters }),
  ];
  const place = { document: summary.document, start: null, end: null };
  return el(
    "li",
    { class: "held-item" },
    el(
      "p",
      { class: "held-name" },
      link(
        places.ofSpan(place),
        { lang: languageOf(name), "data-open": `document-${summary.document}` },
        places.openSpan(place),
        name,
      ),
    ),
    summary.symbol && summary.title
      ? el("p", { class: "held-title", lang: languageOf(summary.title) }, summary.title)
      : "",
    facts([words.text(kind), words.date(summary.date)]),
    facts(counts.filter(Boolean)),
  );
}
