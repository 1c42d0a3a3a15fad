// The Ask view: a question, its answer with citations, the passages around it, what is held.

import { renderAnswer } from "./answer.js";
import { Asking } from "./asking.js";
import { el, fill } from "./dom.js";
import { renderHeld } from "./held.js";
import { renderPassages, renderProblem, renderWaiting } from "./parts.js";
import { asProblem, documents } from "./service.js";
import { natural } from "./state.js";
import { EXAMPLES, STRINGS } from "./strings_ask.js";

let page = null;
let parts = null; // the elements that stay
let question = "";
let citation = null;
let asking = null;
let held = null; // {summaries} or {problem}

export const view = {
  strings: STRINGS,
  placeKey: "c",

  mount(root, shell) {
    page = shell;
    parts = skeleton();
    root.append(parts.ask, parts.answer, parts.hits, parts.held);
    parts.root = root;
    listen();
    this.speak();
    loadHeld();
  },

  enter({ query }) {
    const asked = (query.get("q") ?? "").trim();
    citation = natural(query.get("c"));
    if (asked !== question) takeQuestion(asked);
    paintFrame();
  },

  speak() {
    paintExamples();
    paintHeld();
    paintAnswer();
  },

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

const citationTarget = ({ number }) => ({ query: { q: question, c: number } });

// ---------------------------------------------------------------- what stays

function skeleton() {
  const box = el("textarea", {
    id: "question", name: "q", rows: "1", maxlength: "10000", enterkeyhint: "search",
    autocomplete: "off", "aria-describedby": "complaint", "data-placeholder": "ask_placeholder",
  });
  const complaint = el("p", { class: "complaint", id: "complaint", role: "alert", hidden: true });
  const form = el(
    "form",
    { id: "form", role: "search", "data-label": "ask_title" },
    el("label", { class: "unseen", for: "question", "data-text": "ask_question" }),
    el("div", { class: "box" }, box, el("button", { type: "submit", class: "primary", "data-text": "ask_ask" })),
    complaint,
  );
  const examples = el("ul");
  const heldList = el("div");
  const ask = el(
    "section",
    { class: "ask", "aria-labelledby": "title" },
    el("h1", { id: "title", tabindex: "-1", "data-text": "ask_title" }),
    el("p", { class: "lead", "data-text": "ask_lead" }),
    form,
    el(
      "div",
      { class: "examples", id: "examples" },
      el("h2", { class: "label", "data-text": "ask_examples" }),
      examples,
    ),
  );
  const region = (name, key) => el("section", { class: name, id: name, "data-label": key, hidden: true });
  return {
    ask, box, complaint, examples, form, heldList,
    answer: region("answer", "ask_answer"),
    hits: el("section", { class: "hits", id: "hits", hidden: true }),
    held: el(
      "section",
      { class: "held", id: "held", "aria-labelledby": "held-title" },
      el("h2", { id: "held-title", class: "section-title", "data-text": "ask_held" }),
      heldList,
    ),
  };
}

// ---------------------------------------------------------------- asking

function takeQuestion(asked) {
  question = asked;
  parts.box.value = question;
  fitBox();
  complain("");
  asking?.stop();
  asking = question ? new Asking(question, settle) : null;
  paintAnswer();
}

function settle({ answer }) {
  paintAnswer();
  if (answer) page.say(`${headline(answer)}. ${answer.answer}`);
  paintFrame();
  page.refresh();
  if (held?.problem) loadHeld();
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
  if (written === question) takeQuestion(written);
  page.go({ query: { q: written } });
}

function complain(text) {
  parts.complaint.textContent = text;
  parts.complaint.hidden = !text;
  if (text) parts.box.setAttribute("aria-invalid", "true");
  else parts.box.removeAttribute("aria-invalid");
}

function takeExample(example) {
  page.go({ query: { q: example } });
  parts.box.focus();
}

// ---------------------------------------------------------------- painting

function paintFrame() {
  parts.root.dataset.state = question ? "asked" : "home";
  for (const item of parts.answer.querySelectorAll(".citation")) {
    const isCurrent = Number(item.dataset.citation) === citation && !page.state.place;
    item.toggleAttribute("data-current", isCurrent);
  }
}

function paintAnswer() {
  const answer = asking?.answer;
  parts.answer.setAttribute("aria-busy", String(Boolean(asking && !asking.isSettled)));
  fill(parts.answer, answerNodes());
  const heading = answer?.refused ? "hits" : "ask_related";
  fill(parts.hits, answer ? renderPassages(answer.hits, heading, page.words, places) : []);
  parts.hits.setAttribute("aria-label", page.words.text(heading));
}

function answerNodes() {
  const { words } = page;
  if (!asking) return [];
  if (asking.problem) return renderProblem(asking.problem, words, () => takeQuestion(question));
  if (asking.answer) return renderAnswer(asking.answer, words, places);
  return renderWaiting("ask_asking", words);
}

function paintHeld() {
  fill(parts.heldList, heldNodes());
}

function heldNodes() {
  const { words } = page;
  if (!held) return renderWaiting("ask_holding", words);
  if (held.problem) return renderProblem(held.problem, words, loadHeld);
  return renderHeld(held.summaries, words, places);
}

function paintExamples() {
  const buttons = EXAMPLES.map(([language, example]) => {
    const ask = () => takeExample(example);
    const attributes = { type: "button", class: "example", lang: language, onclick: ask };
    return el("li", {}, el("button", attributes, example));
  });
  parts.examples.replaceChildren(...buttons);
}

async function loadHeld() {
  try {
    held = { summaries: (await documents()).documents };
  } catch (error) {
    held = { problem: asProblem(error) };
  }
  paintHeld();
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
