// The answer and its citations, and what is said where there is no answer.

import { el, languageOf, link } from "./dom.js";
import { byline } from "./parts.js";

/** The answer or the refusal. `places` makes addresses and opens them (see ask.js). */
export function renderAnswer(answer, words, places) {
  return answer.refused ? refusal(answer, words) : [...given(answer, words, places)];
}

function* given(answer, words, places) {
  const heading = words.text("ask_answered", { n: answer.citations.length });
  yield el("h2", { class: "section-title" }, heading);
  if (isQuotationsOnly(answer)) {
    yield citationList(answer.citations, words, places);
    return;
  }
  yield prose(answer, words, places);
  yield el("h3", { class: "label" }, words.text("ask_citations"));
  yield citationList(answer.citations, words, places);
}

function refusal(answer, words) {
  const note = answer.hits.length ? "ask_refusedNote" : "ask_refusedAlone";
  return [
    el("h2", { class: "section-title" }, words.text("ask_refused")),
    el(
      "div",
      { class: "refusal" },
      el("p", { class: "refusal-reason", lang: languageOf(answer.answer) }, answer.reason),
      el("p", { class: "quiet" }, words.text(note)),
    ),
  ];
}

// An extractive answer is one line for each citation: who speaks, the quotation, its mark. The
// citations show the same, so such an answer is shown as its citations and not said twice.
function isQuotationsOnly({ answer, citations }) {
  const lines = answer.split(/\n{2,}/);
  return (
    lines.length === citations.length &&
    citations.every(({ number, quote }, i) => {
      const [, before, mark] = around(lines[i], quote);
      return before.length <= 200 && mark === `[${number}]`;
    })
  );
}

/** What stands before and after a quotation in a line, without the quotation marks. */
function around(line, quote) {
  const at = line.indexOf(quote);
  if (at < 0) return [false, "", ""];
  return [true, line.slice(0, at), line.slice(at + quote.length).replace(/^[”"»]?\s*/, "").trim()];
}

function prose(answer, words, places) {
  const paragraphs = answer.answer.split(/\n{2,}/).map((paragraph) => {
    const parts = paragraph.split(/(\[\d+\])/).map((part) => {
      const number = Number(/^\[(\d+)\]$/.exec(part)?.[1]);
      const citation = answer.citations.find((one) => one.number === number);
      return citation ? mark(citation, words, places) : part;
    });
    return el("p", {}, parts);
  });
  return el("div", { class: "prose", lang: languageOf(answer.answer) }, paragraphs);
}

function mark(citation, words, places) {
  const label = words.text("ask_citation", { n: citation.number });
  const attributes = { class: "number", "aria-label": label, "data-citation": citation.number };
  return el("sup", {}, link(places.ofCitation(citation), attributes, places.openCitation(citation), String(citation.number)));
}

function citationList(citations, words, places) {
  return el(
    "ol",
    { class: "citations" },
    citations.map((citation) => citationItem(citation, words, places)),
  );
}

function citationItem(citation, words, places) {
  const id = `citation-${citation.number}`;
  return el(
    "li",
    { class: "citation", id, "data-citation": citation.number },
    el("span", { class: "number", "aria-hidden": "true" }, String(citation.number)),
    el(
      "div",
      { class: "citation-body" },
      byline(citation, words),
      el("blockquote", { class: "quote", lang: languageOf(citation.quote) }, citation.quote),
      el("p", { class: "reference", lang: languageOf(citation.reference) }, citation.reference),
      link(
        places.ofCitation(citation),
        { class: "open", "aria-describedby": id, "data-open": `citation-${citation.number}` },
        places.openCitation(citation),
        words.text("open"),
      ),
    ),
  );
}
