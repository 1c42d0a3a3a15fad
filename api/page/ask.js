// The Ask view: a question, its answer with citations, the passages around it, what is held.
//
//   ask_parts.js     what stays            filters.js   what the answer is narrowed to
//   asking.js        a question on its way conversation.js  what was asked before, asking on
//   answer.js        the answer            cite.js      references to copy
//   peek.js          the quotation behind a number   facets.js  what was read out of the question

import { renderAnswer, renderSoFar } from "./answer.js";
import { renderExamples, skeleton } from "./ask_parts.js";
import { Asking } from "./asking.js";
import * as conversation from "./conversation.js";
import { fill } from "./dom.js";
import { IGNORE, renderFacets } from "./facets.js";
import { Filters, filtersOf, kept } from "./filters.js";
import { Held } from "./held.js";
import { complainOf, renderPassages, renderProblem, renderWaiting } from "./parts.js";
import { hide as putAway } from "./peek.js";
import { repaint } from "./repaint.js";
import { natural, queryOf } from "./state.js";
import { STRINGS } from "./strings_ask.js";

let page = null;
let parts = null; // the elements that stay
let filters = null;
let query = new URLSearchParams(); // that of the address
let question = "";
let before = []; // the questions before this one
let key = null; // what is asked, with all that decides the answer
let citation = null;
let asking = null;
let frame = 0; // the next repaint while an answer is made
let held = null;

export const view = {
  strings: STRINGS,
  placeKey: "c",

  mount(root, shell) {
    page = shell;
    filters = new Filters(page, narrow);
    parts = skeleton(filters);
    root.append(parts.ask, parts.answer, parts.follow, parts.hits, parts.held);
    parts.root = root;
    parts.examples.replaceChildren(...renderExamples(takeExample));
    listen();
    held = new Held(page, parts.heldList, places);
    held.load();
  },

  enter(state) {
    query = state.query;
    citation = natural(query.get("c"));
    const next = keyOf(query);
    if (next !== key) takeQuestion(next);
    paintFrame();
  },

  speak() {
    filters.show(query);
    held.paint();
    paintAnswer();
  },

  leave: () => (complain(""), putAway()),
  title: () => question || page.words.text("ask_title"),
  box: () => parts.box,
  focus: () => parts.box,
  place: () => asking?.citation(citation) ?? null,
};

/** Addresses of places and citations, and what a plain click on them does. */
const places = {
  ofSpan: (place) => page.places.ofSpan(place),
  openSpan: (place) => page.places.openSpan(place),
  ofCitation: (one) => page.address(citationTarget(one)),
  openCitation: (one) => (element) => page.openSource(citationTarget(one), element),
};
const ways = { places, targetOf, alone };

function citationTarget({ number }) {
  const own = queryOf(query);
  own.set("c", number);
  return { query: own };
}

/** A question after some others, narrowed in the same way as this one. */
function targetOf(earlier, asked) {
  return { query: { h: earlier, q: asked, ...kept(query) } };
}

/** The same question in its complete form, with nothing before it. */
function alone(complete) {
  return { query: { q: complete, ...kept(query), ...aside() } };
}

/** What of the question is set aside. It says nothing about another question. */
function aside() {
  return { [IGNORE]: query.getAll(IGNORE) };
}

function keyOf(address) {
  const own = queryOf(address);
  own.delete("c");
  return own.toString();
}

// ---------------------------------------------------------------- asking

function takeQuestion(next) {
  const asked = question;
  key = next;
  question = (query.get("q") ?? "").trim();
  before = question ? query.getAll("h") : [];
  // What is being written stays where only something else than the question changes.
  if (question !== asked || !parts.box.value.trim()) parts.box.value = question;
  filters.show(query);
  fitBox();
  complain("");
  asking?.stop();
  asking = question ? new Asking(request(), onNews) : null;
  paintAnswer();
}

function request() {
  const filtered = filtersOf(query);
  return {
    question,
    history: conversation.historyOf(before),
    ...(filtered ? { filters: filtered } : {}),
    ...(query.has("generate") ? { generate: true } : {}),
  };
}

/** While an answer is made it is painted once a frame, when it is there at once. */
function onNews({ answer, isSettled }) {
  if (!isSettled) {
    frame ||= requestAnimationFrame(paintAnswer);
    return;
  }
  if (answer) conversation.keep([...before, question], answer);
  paintAnswer();
  paintFrame();
  if (!parts.root.hidden) {
    if (answer) page.say(`${headline(answer)}. ${answer.answer}`);
    page.refresh();
  }
  if (answer) held.retry();
}

function headline({ refused, citations }) {
  const { words } = page;
  return refused ? words.text("ask_refused") : words.text("ask_answered", { n: citations.length });
}

function submit(event) {
  event.preventDefault();
  const written = parts.box.value.trim();
  if (!written) {
    complain(page.words.text("ask_blank"));
    parts.box.focus();
    return;
  }
  const asked = key;
  const same = written === question ? aside() : {};
  page.go({ query: { h: before, q: written, ...filters.chosen, ...same } });
  if (key === asked) takeQuestion(key); // the same once more is asked once more
}

/** Narrowed otherwise, the same question is asked again. */
function narrow(chosen) {
  page.go({ query: { h: before, q: question, ...chosen, ...aside() } });
  if (!question) parts.box.focus();
}

function setAside(spelt) {
  page.go({ query: { h: before, q: question, ...kept(query), [IGNORE]: spelt } });
  parts.answer.focus({ preventScroll: true });
}

function followUp(asked) {
  page.go(targetOf([...before, question], asked));
  parts.answer.focus({ preventScroll: true });
  scrollTo(0, 0);
}

function takeExample(example) {
  page.go({ query: { q: example, ...kept(query) } });
  parts.box.focus();
}

const complain = (text) => complainOf(parts, text);

// ---------------------------------------------------------------- painting

function paintFrame() {
  parts.root.dataset.state = question ? "asked" : "home";
  for (const item of parts.answer.querySelectorAll(".citation")) {
    const isCurrent = Number(item.dataset.citation) === citation && !page.state.place;
    item.toggleAttribute("data-current", isCurrent);
  }
}

function paintAnswer() {
  const { words } = page;
  putAway(); // the number that it is shown for may be gone
  cancelAnimationFrame(frame);
  frame = 0;
  const answer = asking?.answer;
  const hits = answer?.hits ?? asking?.hits ?? [];
  const heading = answer?.refused ? "hits" : "ask_related";
  parts.answer.setAttribute("aria-busy", String(Boolean(asking && !asking.isSettled)));
  fill(parts.trail, conversation.renderTrail(before, page, targetOf));
  fill(parts.answer, answerNodes());
  repaint(parts.follow, answer ? [conversation.renderFollowUp([...before, question], page, followUp)] : []);
  fill(parts.hits, asking?.problem ? [] : renderPassages(hits, heading, words, places));
  parts.hits.setAttribute("aria-label", words.text(heading));
}

function answerNodes() {
  const { words } = page;
  if (!asking) return [];
  const chips = renderFacets(asking.answer, query, words, setAside);
  if (asking.problem) return [...renderProblem(asking.problem, words, () => takeQuestion(key)), chips];
  if (asking.answer) return renderAnswer(asking.answer, chips, page, ways);
  return asking.text ? renderSoFar(asking.text, words) : renderWaiting("ask_asking", words);
}

// ---------------------------------------------------------------- what the reader does

/** The box grows with the question. */
function fitBox() {
  parts.box.style.height = "auto";
  parts.box.style.height = `${parts.box.scrollHeight}px`;
}

function onBoxKey(event) {
  // While an input method composes, Enter takes a candidate and does not ask.
  const isComposing = event.isComposing || event.keyCode === 229;
  if (event.key === "Enter" && !event.shiftKey && !isComposing) submit(event);
}

function listen() {
  parts.form.addEventListener("submit", submit);
  parts.box.addEventListener("keydown", onBoxKey);
  parts.box.addEventListener("input", () => {
    fitBox();
    complain("");
  });
  new ResizeObserver(fitBox).observe(parts.form);
}
