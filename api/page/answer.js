// The answer, its citations, the passages around it, and what is said where there is no answer.

import { el, languageOf, link } from "./dom.js";

const HITS_AT_FIRST = 4;

/** The answer or the refusal. `places` makes addresses and opens them (see app.js). */
export function renderAnswer(answer, words, places) {
  return answer.refused ? refusal(answer, words) : [...given(answer, words, places)];
}

function* given(answer, words, places) {
  const heading = words.text("answered", { n: answer.citations.length });
  yield el("h2", { class: "section-title" }, heading);
  if (isQuotationsOnly(answer)) {
    yield citationList(answer.citations, words, places);
    return;
  }
  yield prose(answer, words, places);
  yield el("h3", { class: "label" }, words.text("citations"));
  yield citationList(answer.citations, words, places);
}

function refusal(answer, words) {
  const note = answer.hits.length ? "refusedNote" : "refusedAlone";
  return [
    el("h2", { class: "section-title" }, words.text("refused")),
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
  const label = words.text("citation", { n: citation.number });
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

/** Who speaks, for which delegation, and whether the words are a translation. */
export function byline(place, words) {
  const name = place.speaker_label ?? place.title ?? place.symbol;
  return el(
    "p",
    { class: "byline" },
    el("span", { class: "who", lang: languageOf(name ?? "") }, name ?? words.text("noSpeaker")),
    translation(place, words),
  );
}

/** The mark of a translation, or nothing. */
export function translation(place, words) {
  if (!place.translated_from) return null;
  const language = words.spoken(place.translated_from);
  return el(
    "span",
    { class: "translated", title: words.text("translationNote", { language }) },
    words.text("translation", { language }),
  );
}

/** The passages found, those beyond the first few behind a button. */
export function renderHits(answer, words, places) {
  if (!answer.hits.length) return [];
  const items = answer.hits.map((hit) => hitItem(hit, words, places));
  const rest = items.slice(HITS_AT_FIRST);
  rest.forEach((item) => (item.hidden = true));
  const heading = words.text(answer.refused ? "hits" : "related");
  return [
    el("h2", { class: "section-title", id: "hits-title" }, heading),
    el("ol", { class: "hit-list" }, items),
    rest.length ? moreButton(rest, words) : "",
  ];
}

function moreButton(rest, words) {
  const show = (event) => {
    rest.forEach((item) => (item.hidden = false));
    rest[0].querySelector("a").focus();
    event.target.remove();
  };
  const label = words.text("moreHits", { n: rest.length });
  return el("button", { type: "button", class: "more", onclick: show }, label);
}

function hitItem(hit, words, places) {
  return el(
    "li",
    { class: "hit" },
    link(
      places.ofSpan(hit),
      { class: "hit-reference", "data-open": `hit-${hit.rank}`, lang: languageOf(hit.reference) },
      places.openSpan(hit),
      hit.reference,
    ),
    el("p", { class: "hit-text", lang: languageOf(hit.text) }, hit.text),
  );
}
