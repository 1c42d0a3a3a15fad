// A question of a run in context: what was wanted beside what was found and answered.

import { el, languageOf, link } from "./dom.js";
import { decimal, kindName } from "./evaluation_parts.js";

const GRADES = ["·", "+", "★"];

/** A question that opens; `toggle(id, isOpen)` hears it. */
export function renderQuestion(one, isOpen, toggle, page) {
  const { words } = page;
  const element = el(
    "details",
    { class: "question", open: isOpen },
    el(
      "summary",
      { "data-key": `question-${one.id}` },
      el("span", { class: "question-text", lang: one.language }, one.question),
      el(
        "span",
        { class: "question-facts" },
        one.faults.map((fault) => el("span", { class: "fault" }, words.text(`evaluation_fault_${fault}`))),
        el("span", { class: "quiet" }, [one.id, kindName(one.kind, words)].join(" · ")),
      ),
    ),
    isOpen ? context(one, page) : "",
  );
  element.addEventListener("toggle", () => toggle(one.id, element.open));
  return element;
}

function context(one, page) {
  const { words } = page;
  return el(
    "div",
    { class: "context" },
    el("section", {}, el("h3", { class: "label" }, words.text("evaluation_wanted")), wanted(one, page)),
    el("section", {}, el("h3", { class: "label" }, words.text("evaluation_given")), given(one, page)),
  );
}

// ---------------------------------------------------------------- wanted

function wanted(one, page) {
  const { words } = page;
  return [
    one.why ? el("p", {}, words.text("evaluation_unanswerable"), " ", el("span", { lang: languageOf(one.why) }, one.why)) : "",
    one.reference ? el("p", { class: "reference-answer", lang: languageOf(one.reference) }, one.reference) : "",
    one.keys.length ? el("ul", { class: "keys" }, one.keys.map((key) => keyItem(key, words))) : "",
    ...one.gold.map((gold, i) => goldItem(gold, `${one.id}-gold-${i}`, page)),
  ];
}

const keyItem = ({ variants, met }, words) =>
  el(
    "li",
    { class: met ? "met" : "unmet" },
    el("span", { "aria-hidden": "true" }, met ? "✓ " : "✗ "),
    el("span", { class: "unseen" }, `${words.text(met ? "evaluation_met" : "evaluation_unmet")}: `),
    variants.join(" | "),
  );

function goldItem(gold, key, page) {
  const { words } = page;
  const told = [
    words.text(gold.grade === 2 ? "evaluation_grade_answers" : "evaluation_grade_helps"),
    gold.rank ? words.text("evaluation_foundAt", { rank: gold.rank }) : words.text("evaluation_notFound"),
    words.text(gold.cited ? "evaluation_cited" : "evaluation_notCited"),
  ];
  return el(
    "div",
    { class: "span" },
    place(gold, key, page),
    el("p", { class: "span-text", lang: languageOf(gold.text) }, `…${gold.before}`, el("mark", {}, gold.text), `${gold.after}…`),
    el("p", { class: "quiet" }, told.join(" · ")),
  );
}

// ---------------------------------------------------------------- given

function given(one, page) {
  return [answer(one, page), hits(one, page)];
}

function answer({ answer: said, id }, page) {
  const { words } = page;
  if (!said) return el("p", { class: "quiet" }, words.text("evaluation_noAnswers"));
  const how = words.text(said.refused ? "evaluation_wasRefused" : "evaluation_wasAnswered", {
    confidence: decimal(said.confidence, 3, words),
  });
  return el(
    "div",
    { class: "said" },
    el("p", { class: "quiet" }, how),
    el("p", { class: "said-text", lang: languageOf(said.text) }, said.text),
    el(
      "ul",
      {},
      said.citations.map((one, i) =>
        el("li", {}, grade(one, words), place({ ...one, label: one.reference }, `${id}-cited-${i}`, page)),
      ),
    ),
  );
}

function hits({ hits: found, id, rank }, page) {
  const { words } = page;
  const later = rank > found.length ? words.text("evaluation_answerAt", { rank }) : "";
  return el(
    "div",
    {},
    el("h4", { class: "label" }, words.text("evaluation_first", { n: found.length }), later ? ` · ${later}` : ""),
    el(
      "ol",
      {},
      found.map((one) =>
        el(
          "li",
          { class: "span" },
          grade(one, words),
          place(one, `${id}-hit-${one.rank}`, page),
          el("p", { class: "hit-text", lang: languageOf(one.text) }, one.text),
        ),
      ),
    ),
  );
}

/** Whether words answer, help, or were not judged. */
function grade({ grade: value }, words) {
  const told = words.text(`evaluation_grade_${["none", "helps", "answers"][value]}`);
  return el(
    "span",
    { class: `grade grade-${value}`, title: told },
    el("span", { "aria-hidden": "true" }, GRADES[value]),
    el("span", { class: "unseen" }, told),
  );
}

/** A link that opens words in the source beside the view. */
function place({ document, start, end, label, permalink }, key, page) {
  if (!permalink) return el("span", {}, label);
  const target = { document, start, end, reference: label };
  const attributes = { "data-open": key, "data-key": key, lang: languageOf(label) };
  return link(page.places.ofSpan(target), attributes, page.places.openSpan(target), label);
}
