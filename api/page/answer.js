// The answer and its citations, and what is said where there is no answer.

import { renderCite } from "./cite.js";
import { renderUnderstood } from "./conversation.js";
import { copyButton } from "./copy.js";
import { el, languageOf, link } from "./dom.js";
import { byline, wordsOf } from "./parts.js";
import { peekable } from "./peek.js";

/**
 * The answer or the refusal, with the chips of its question. `ways` is {places, targetOf, alone} of
 * ask.js: addresses, and what opens.
 */
export function renderAnswer(answer, chips, page, ways) {
  return answer.refused ? refusal(answer, chips, page, ways) : [...given(answer, chips, page, ways)];
}

/** What there is of an answer while it is made. */
export function renderSoFar(text, words) {
  return [
    el("h2", { class: "section-title" }, words.text("ask_answer")),
    el("div", { class: "prose", lang: languageOf(text) }, paragraphs(text, (part) => [part])),
    el("p", { class: "waiting" }, words.text("ask_writing")),
  ];
}

function* given(answer, chips, page, ways) {
  const { words } = page;
  const heading = words.text("ask_answered", { n: answer.citations.length });
  yield el("h2", { class: "section-title" }, heading);
  yield renderUnderstood(answer, page, ways.alone);
  yield chips;
  yield written(answer, words);
  if (isQuotationsOnly(answer)) {
    yield answer.opening
      ? el("p", { class: "opening", lang: languageOf(answer.opening) }, answer.opening)
      : "";
  } else {
    yield prose(answer, page, ways);
    yield el("h3", { class: "label" }, words.text("ask_citations"));
  }
  yield el(
    "ol",
    { class: "citations" },
    answer.citations.map((citation) => citationItem(citation, page, ways)),
  );
  yield leftOut(answer, words);
  yield el(
    "p",
    { class: "actions" },
    copyButton("ask_copyLink", () => location.origin + permalinkOf(answer, page, ways), page),
    copyButton("ask_copyAnswer", () => asText(answer, page, ways), page),
  );
}

function refusal(answer, chips, page, ways) {
  const { words } = page;
  const note = answer.hits.length ? "ask_refusedNote" : "ask_refusedAlone";
  return [
    el("h2", { class: "section-title" }, words.text("ask_refused")),
    renderUnderstood(answer, page, ways.alone),
    chips,
    el(
      "div",
      { class: "refusal" },
      el("p", { class: "refusal-reason", lang: languageOf(answer.answer) }, answer.reason),
      el("p", { class: "quiet" }, words.text(note)),
    ),
    leftOut(answer, words),
  ];
}

/** The address of an answer alone: the question it answers, without those before it. */
function permalinkOf({ question, resolved_question: resolved }, page, { alone }) {
  return page.address(alone(resolved ?? question));
}

/** The answer for a text: its words, the references by number, its address. */
function asText(answer, page, ways) {
  const references = answer.citations.map(({ number, reference }) => `[${number}] ${reference}`);
  const address = location.origin + permalinkOf(answer, page, ways);
  return [answer.answer, "", ...references, "", address].join("\n");
}

// ---------------------------------------------------------------- who wrote it

function written({ engine, fallback }, words) {
  if (fallback) {
    return el("p", { class: "quiet engine" }, `${words.text("ask_fallback")} `, el("span", { lang: languageOf(fallback) }, fallback));
  }
  if (engine === "extractive") return "";
  return el("p", { class: "quiet engine" }, words.text("ask_engine", { name: engine }));
}

function leftOut({ left_out: left }, words) {
  if (!left?.length) return "";
  const items = left.map(({ sentence, reason }) =>
    el(
      "li",
      {},
      el("p", { class: "left-out", lang: languageOf(sentence) }, sentence),
      el("p", { class: "quiet", lang: languageOf(reason) }, reason),
    ),
  );
  const summary = el("summary", {}, words.text("ask_leftOut", { n: left.length }));
  return el("details", { class: "left" }, summary, el("ul", {}, items));
}

// ---------------------------------------------------------------- its words

// An extractive answer is one line for each citation: who speaks, the quotation, its mark. The
// citations show the same, so such an answer is shown as its citations and not said twice.
function isQuotationsOnly({ answer, opening, citations }) {
  const begun = opening && answer.startsWith(opening);
  const lines = (begun ? answer.slice(opening.length).trimStart() : answer).split(/\n{2,}/);
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

const paragraphs = (text, partsOf) => text.split(/\n{2,}/).map((one) => el("p", {}, partsOf(one)));

function prose(answer, page, ways) {
  const marked = paragraphs(answer.answer, (paragraph) =>
    paragraph.split(/(\[\d+\])/).map((part) => {
      const number = Number(/^\[(\d+)\]$/.exec(part)?.[1]);
      const citation = answer.citations.find((one) => one.number === number);
      return citation ? mark(citation, page, ways) : part;
    }),
  );
  return el("div", { class: "prose", lang: languageOf(answer.answer) }, marked);
}

function mark(citation, { words }, { places }) {
  const label = words.text("ask_citation", { n: citation.number });
  const attributes = { class: "number", "aria-label": label, "data-citation": citation.number, "data-open": `mark-${citation.number}` };
  const number = String(citation.number);
  const anchor = link(places.ofCitation(citation), attributes, places.openCitation(citation), number);
  return el("sup", {}, peekable(anchor, citation, words));
}

// ---------------------------------------------------------------- its citations

function citationItem(citation, page, { places }) {
  const { words } = page;
  const id = `citation-${citation.number}`;
  return el(
    "li",
    { class: "citation", id, "data-citation": citation.number },
    el("span", { class: "number", "aria-hidden": "true" }, String(citation.number)),
    el(
      "div",
      { class: "citation-body" },
      byline(citation, words),
      el("blockquote", { class: "quote", ...wordsOf(citation.quote) }, citation.quote),
      glossary(citation.gloss, words),
      el("p", { class: "reference", lang: languageOf(citation.reference) }, citation.reference),
      el(
        "div",
        { class: "ways" },
        link(
          places.ofCitation(citation),
          { class: "open", "aria-describedby": id, "data-open": id },
          places.openCitation(citation),
          words.text("open"),
        ),
        renderCite(citation, page),
      ),
    ),
  );
}

/** Words of a quotation in the other language, with their meanings: no translation of it. */
function glossary(gloss, words) {
  if (!gloss?.length) return "";
  const pairs = gloss.map(({ words: written, meaning }) =>
    el("div", {}, el("dt", { lang: languageOf(written) }, written), el("dd", { lang: languageOf(meaning) }, meaning)),
  );
  return el("dl", { class: "gloss", "aria-label": words.text("ask_gloss") }, pairs);
}
