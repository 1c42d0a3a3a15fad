// What several views show alike: who speaks, passages, facts, waiting, and what went wrong.

import { el, languageOf, link } from "./dom.js";
import { toAddress } from "./state.js";
import { isWrapped } from "./text.js";

const HITS_AT_FIRST = 4;

/** The attributes of an element with words of a record: their language, and whether their lines may be joined. */
export const wordsOf = (text) => ({ lang: languageOf(text), "data-wrapped": isWrapped(text) });

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

/** A link to the Read view, at the place of some words or at the beginning of a document. */
export function readLink({ document, start, end, reference }, words) {
  const place = Number.isInteger(start) ? { document, start, end } : null;
  const href = toAddress({ path: "/read", query: { doc: document }, language: words.language, place });
  const text = words.text("readHere");
  const label = reference ? `${text}: ${reference}` : null;
  return el("a", { class: "open", href, "data-inside": true, "aria-label": label }, text);
}

/** Passages found, under a heading (a key); those beyond the first few behind a button. */
export function renderPassages(hits, heading, words, places) {
  if (!hits.length) return [];
  const items = hits.map((hit) => hitItem(hit, words, places));
  const rest = items.slice(HITS_AT_FIRST);
  rest.forEach((item) => (item.hidden = true));
  return [
    el("h2", { class: "section-title" }, words.text(heading)),
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
    readLink(hit, words),
  );
}

/** Facts in one line that breaks only between them. */
export function facts(told) {
  const spans = told.map((one, i) =>
    el("span", { class: "fact" }, i < told.length - 1 ? `${one} ·` : one),
  );
  return el("p", { class: "quiet" }, spans.flatMap((span, i) => (i ? [" ", span] : [span])));
}

/** While something is on its way. */
export const renderWaiting = (key, words) => [el("p", { class: "waiting" }, words.text(key))];

/** Say what is wrong with what stands in a box; nothing is with an empty text. */
export function complainOf({ box, complaint }, text) {
  complaint.textContent = text;
  complaint.hidden = !text;
  if (text) box.setAttribute("aria-invalid", "true");
  else box.removeAttribute("aria-invalid");
}

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
