// What the library holds, and problems, wherever they come up.

import { el, languageOf, link } from "./dom.js";

/** The documents held, each opening in the panel. */
export function renderHeld(summaries, words, places) {
  if (!summaries.length) {
    return [
      el("p", { class: "quiet" }, words.text("nothingHeld")),
      el("p", { class: "quiet" }, words.text("nothingHeldHint")),
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
    verbatim ? words.text("speakers", { n: summary.speakers }) : "",
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

/** Facts in one line that breaks only between them. */
export function facts(told) {
  const spans = told.map((one, i) =>
    el("span", { class: "fact" }, i < told.length - 1 ? `${one} ·` : one),
  );
  return el("p", { class: "quiet" }, spans.flatMap((span, i) => (i ? [" ", span] : [span])));
}

/** While a document is on its way. */
export const renderOpening = (words) => [
  el("p", { class: "waiting" }, words.text("opening")),
];

/** What went wrong, what to do, and a way to try again. */
export function renderProblem(problem, words, retry) {
  const key = `problem_${problem.kind}`;
  const told = (part) => (words.has(`${key}_${part}`) ? words.text(`${key}_${part}`) : problem[part]);
  const line = (part, kind) =>
    told(part) ? el("p", { class: kind, lang: languageOf(told(part)) }, told(part)) : "";
  return [
    el(
      "div",
      { class: "problem", role: "alert" },
      el("h2", { class: "problem-title" }, words.text(words.has(key) ? key : "problem")),
      line("detail", "problem-detail"),
      line("hint", "problem-hint"),
      el("button", { type: "button", class: "action", onclick: retry }, words.text("retry")),
    ),
  ];
}
