// What the library holds, beside the question.

import { el, languageOf, link } from "./dom.js";
import { facts } from "./parts.js";

/** The documents held, each opening in the panel. */
export function renderHeld(summaries, words, places) {
  if (!summaries.length) {
    return [
      el("p", { class: "quiet" }, words.text("ask_nothingHeld")),
      el("p", { class: "quiet" }, words.text("ask_nothingHeldHint")),
    ];
  }
  return [el("ul", { class: "held-list" }, summaries.map((one) => item(one, words, places)))];
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
