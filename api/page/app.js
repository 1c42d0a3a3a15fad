// The page: its address is its state, and every change goes through `go`.
//
//   state.js     state <-> address              dom.js      elements from text nodes
//   strings.js   every word of the interface    text.js     offsets as the service counts them
//   language.js  which language it speaks       service.js  the addresses of the service
//   asking.js    a question on its way          answer.js   the answer, citations, passages
//   panel.js     opening and turning            source.js   the source beside the answer
//   held.js      what is held, problems

import { renderAnswer, renderHits } from "./answer.js";
import { Asking } from "./asking.js";
import { byId, el, fill } from "./dom.js";
import { renderHeld, renderProblem } from "./held.js";
import { chosen, remember, translate } from "./language.js";
import { Panel } from "./panel.js";
import { asProblem, documents } from "./service.js";
import { fromAddress, toAddress } from "./state.js";
import { EXAMPLES, Words } from "./strings.js";

let state = { question: "", citation: null, language: null, place: null };
let words = new Words("en");
let asking = null;
let held = null; // {summaries} or {problem}
let opener = null; // the key of the link that opened the source, to give the focus back

const panel = new Panel(byId("source"), {
  get words() {
    return words;
  },
  close: closeSource,
  permalink: (place) => toAddress({ language: state.language, place }),
  say: (text) => (byId("announcer").textContent = text),
});

// ---------------------------------------------------------------- moving between states

/** Change the state by what the reader did: a new entry in the browser's history. */
function go(changes) {
  const next = { ...state, ...changes };
  const address = toAddress(next);
  if (address !== location.pathname + location.search + location.hash) {
    history.pushState(null, "", address);
  }
  enter(next, true);
}

/** Show a state, however it came about. */
function enter(next, byReader = false) {
  const { language, question } = state;
  state = next;
  if (next.language !== language) speak();
  if (next.question !== question) takeQuestion();
  showSource(byReader);
  paintFrame();
}

function addressed() {
  const next = fromAddress(location);
  return { ...next, language: chosen(next.language) };
}

function speak() {
  words = new Words(state.language);
  translate(words);
  paintExamples();
  paintHeld();
  paintAnswer();
}

// ---------------------------------------------------------------- asking

function takeQuestion() {
  byId("question").value = state.question;
  fitBox();
  complain("");
  asking?.stop();
  asking = state.question ? new Asking(state.question, settle) : null;
  paintAnswer();
}

function settle({ answer }) {
  paintAnswer();
  if (answer) byId("announcer").textContent = `${headline(answer)}. ${answer.answer}`;
  showSource(false);
  paintFrame();
  if (held?.problem) loadHeld();
}

function headline({ refused, citations }) {
  return refused ? words.text("refused") : words.text("answered", { n: citations.length });
}

function submit(event) {
  event.preventDefault();
  const question = byId("question").value.trim();
  if (!question) {
    complain(words.text("blank"));
    byId("question").focus();
    return;
  }
  const again = question === state.question;
  go({ question, citation: null, place: null });
  if (again) takeQuestion();
}

function complain(text) {
  const line = byId("complaint");
  line.textContent = text;
  line.hidden = !text;
  if (text) byId("question").setAttribute("aria-invalid", "true");
  else byId("question").removeAttribute("aria-invalid");
}

function takeExample(question) {
  go({ question, citation: null, place: null });
  byId("question").focus();
}

// ---------------------------------------------------------------- the source

function showSource(byReader) {
  panel.show(state.place ?? asking?.citation(state.citation) ?? null, byReader);
}

function closeSource() {
  const back = opener;
  opener = null;
  go({ citation: null, place: null });
  if (back) document.querySelector(`[data-open="${CSS.escape(back)}"]`)?.focus();
}

/** Addresses of places, and what a plain click on them does. */
const places = {
  ofCitation: ({ number }) => toAddress({ ...state, citation: number, place: null }),
  openCitation: ({ number }) => (element) => {
    opener = element.dataset.open;
    go({ citation: number, place: null });
  },
  ofSpan: ({ document, start, end }) =>
    toAddress({ ...state, citation: null, place: { document, start, end } }),
  openSpan: ({ document, start, end, reference }) => (element) => {
    opener = element.dataset.open;
    go({ citation: null, place: { document, start, end, reference } });
  },
};

// ---------------------------------------------------------------- painting

function paintFrame() {
  byId("main").dataset.view = state.question ? "asked" : "home";
  byId("main").toggleAttribute("data-reading", panel.isOpen);
  document.title = state.question
    ? `${state.question} · Rostrum`
    : `Rostrum · ${words.text("title")}`;
  for (const item of document.querySelectorAll(".citation")) {
    const isCurrent = Number(item.dataset.citation) === state.citation && !state.place;
    item.toggleAttribute("data-current", isCurrent);
  }
}

function paintAnswer() {
  byId("answer").setAttribute("aria-busy", String(Boolean(asking && !asking.isSettled)));
  fill(byId("answer"), answerNodes());
  fill(byId("hits"), asking?.answer ? renderHits(asking.answer, words, places) : []);
}

function answerNodes() {
  if (!asking) return [];
  if (asking.problem) return renderProblem(asking.problem, words, takeQuestion);
  if (asking.answer) return renderAnswer(asking.answer, words, places);
  return [el("p", { class: "waiting" }, words.text("asking"))];
}

function paintHeld() {
  fill(byId("held-list"), heldNodes());
}

function heldNodes() {
  if (!held) return [el("p", { class: "waiting" }, words.text("holding"))];
  if (held.problem) return renderProblem(held.problem, words, loadHeld);
  return renderHeld(held.summaries, words, places);
}

function paintExamples() {
  const buttons = EXAMPLES.map(([language, question]) => {
    const ask = () => takeExample(question);
    const attributes = { type: "button", class: "example", lang: language, onclick: ask };
    return el("li", {}, el("button", attributes, question));
  });
  byId("example-list").replaceChildren(...buttons);
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
  const box = byId("question");
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight}px`;
}

function onKey(event) {
  const isWriting = event.target.closest?.("input, textarea, select");
  const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (event.key === "Escape" && panel.isOpen) {
    event.preventDefault();
    closeSource();
  } else if (event.key === "/" && isPlain && !isWriting) {
    event.preventDefault();
    byId("question").focus();
    byId("question").select();
  }
}

function onBoxKey(event) {
  // While an input method composes, Enter takes a candidate and does not ask.
  const isComposing = event.isComposing || event.keyCode === 229;
  if (event.key === "Enter" && !event.shiftKey && !isComposing) submit(event);
}

function onHome(event) {
  event.preventDefault();
  go({ question: "", citation: null, place: null });
  byId("question").focus();
}

function listen() {
  byId("form").addEventListener("submit", submit);
  byId("question").addEventListener("keydown", onBoxKey);
  byId("question").addEventListener("input", () => {
    fitBox();
    complain("");
  });
  byId("home").addEventListener("click", onHome);
  for (const button of document.querySelectorAll("[data-language]")) {
    button.addEventListener("click", () => {
      remember(button.dataset.language);
      go({ language: button.dataset.language });
    });
  }
  document.addEventListener("keydown", onKey);
  addEventListener("popstate", () => enter(addressed()));
  new ResizeObserver(fitBox).observe(byId("form"));
}

listen();
enter(addressed());
loadHeld();
