// The page: its address is its state, and every change goes through `go`.
//
//   strings.js   every word of the interface     dom.js      elements from text nodes
//   state.js     state <-> address               text.js     offsets as the service counts them
//   service.js   asking the service              answer.js   the answer, citations, passages
//   source.js    the source beside the answer    held.js     what is held, problems

import { renderAnswer, renderHits } from "./answer.js";
import { byId, el, reveal } from "./dom.js";
import { renderHeld, renderProblem } from "./held.js";
import { ask, documents, Problem, readDocument } from "./service.js";
import { renderSource, revealMark, statementAt } from "./source.js";
import { fromAddress, toAddress } from "./state.js";
import { EXAMPLES, STRINGS, Words } from "./strings.js";
import { Characters } from "./text.js";

const LANGUAGE_KEY = "rostrum.language";

let state = { question: "", citation: null, language: null, place: null };
let words = new Words("en");
let answering = null; // {question, promise, answer?, problem?, abort}
let held = null; // {summaries} or {problem}
let source = null; // {target, view?, problem?, abort}
let opener = null; // the key of the link that opened the source, to give the focus back
const records = new Map();

// ---------------------------------------------------------------- moving between states

/** Change the state by what the reader did: a new entry in the browser's history. */
function go(changes, by = null) {
  const next = { ...state, ...changes };
  const address = toAddress(next);
  if (address !== location.pathname + location.search + location.hash) {
    history.pushState(null, "", address);
  }
  opener = by ?? opener;
  enter(next, { byReader: true });
}

/** Show a state, however it came about. */
function enter(next, { byReader = false } = {}) {
  const spoken = next.language !== state.language;
  const asked = next.question !== state.question;
  state = next;
  if (spoken) speak();
  if (asked) takeQuestion();
  showSource(byReader);
  paintWhole();
}

/** The state of the current address, with the language that the reader chose before. */
function addressed() {
  const next = fromAddress(location);
  return { ...next, language: next.language in STRINGS ? next.language : preferred() };
}

function preferred() {
  const kept = remembered();
  if (kept in STRINGS) return kept;
  return navigator.languages.some((one) => one.startsWith("zh")) ? "zh" : "en";
}

function remembered() {
  try {
    return localStorage.getItem(LANGUAGE_KEY) ?? "";
  } catch {
    return ""; // Storage may be switched off; the address still carries the language.
  }
}

function remember(language) {
  try {
    localStorage.setItem(LANGUAGE_KEY, language);
  } catch {
    // See above.
  }
}

// ---------------------------------------------------------------- language

function speak() {
  words = new Words(state.language);
  document.documentElement.lang = state.language === "zh" ? "zh-Hans" : "en";
  for (const node of document.querySelectorAll("[data-text]")) {
    node.textContent = words.text(node.dataset.text);
  }
  for (const node of document.querySelectorAll("[data-label]")) {
    node.setAttribute("aria-label", words.text(node.dataset.label));
  }
  for (const node of document.querySelectorAll("[data-placeholder]")) {
    node.placeholder = words.text(node.dataset.placeholder);
  }
  for (const button of document.querySelectorAll("[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === state.language));
  }
  paintExamples();
  paintHeld();
  paintAnswer();
}

// ---------------------------------------------------------------- asking

function takeQuestion() {
  byId("question").value = state.question;
  fitBox();
  complain("");
  answering?.abort.abort();
  answering = state.question ? begin(state.question) : null;
  paintAnswer();
}

function begin(question) {
  const abort = new AbortController();
  const asking = { question, abort };
  asking.promise = ask(question, abort.signal)
    .then((answer) => Object.assign(asking, { answer }))
    .catch((problem) => Object.assign(asking, { problem: asProblem(problem) }))
    .then(() => {
      if (asking !== answering || abort.signal.aborted) return;
      paintAnswer();
      announce();
      showSource(false);
      if (held?.problem) loadHeld();
    });
  return asking;
}

function asProblem(error) {
  if (!(error instanceof Problem) && error.name !== "AbortError") console.error(error);
  return error instanceof Problem ? error : new Problem({});
}

function submit(event) {
  event.preventDefault();
  const question = byId("question").value.trim();
  if (!question) {
    complain(words.text("blank"));
    byId("question").focus();
    return;
  }
  if (question === state.question) {
    // Asked again: the same address, a fresh answer.
    takeQuestion();
  }
  go({ question, citation: null, place: null });
}

function complain(text) {
  const line = byId("complaint");
  line.textContent = text;
  line.hidden = !text;
  byId("question").toggleAttribute("aria-invalid", Boolean(text));
}

function announce() {
  const { answer } = answering;
  if (!answer) return; // A problem announces itself.
  const heading = answer.refused
    ? words.text("refused")
    : words.text("answered", { n: answer.citations.length });
  byId("announcer").textContent = `${heading}. ${answer.answer}`;
}

// ---------------------------------------------------------------- the source

/** What the address asks to see beside the answer: {document, start, end, reference} or null. */
function wanted() {
  if (state.place) return state.place;
  const number = state.citation;
  return answering?.answer?.citations.find((one) => one.number === number) ?? null;
}

async function showSource(byReader) {
  const target = wanted();
  const key = target && [target.document, target.start, target.end, state.language].join();
  if (source?.key === key) return;
  source?.abort.abort();
  if (!target) {
    source = null;
    paintSource();
    return;
  }
  const opening = { key, target, abort: new AbortController() };
  source = opening;
  paintSource();
  if (byReader) reveal(byId("source"));
  try {
    opening.view = viewOf(await recordOf(target.document, opening.abort.signal), target);
  } catch (error) {
    if (error.name === "AbortError") return;
    opening.problem = asProblem(error);
  }
  if (source !== opening) return;
  paintSource();
  if (byReader) enterSource();
  revealMark(byId("source"));
}

async function recordOf(id, signal) {
  const key = `${id} ${state.language}`;
  if (!records.has(key)) records.set(key, await readDocument(id, state.language, signal));
  return records.get(key);
}

function viewOf(record, { start, end }) {
  const length = new Characters(record.text).length;
  const given = Number.isInteger(start) && Number.isInteger(end) && start < end;
  const missed = given && end > length;
  const marked = given && !missed ? { start, end } : null;
  return { document: record, statement: statementAt(record, marked?.start ?? 0), marked, missed };
}

function enterSource() {
  const panel = byId("source");
  panel.focus({ preventScroll: true });
  reveal(panel, isWide() ? "nearest" : "start");
}

const isWide = () => matchMedia("(min-width: 64rem)").matches;

const doors = {
  close() {
    const back = opener;
    opener = null;
    go({ citation: null, place: null });
    document.querySelector(`[data-open="${CSS.escape(back ?? "")}"]`)?.focus();
  },
  turn(statement) {
    const { document: record, marked } = source.view;
    const inside = marked && statement.start <= marked.start && marked.start < statement.end;
    source.view = { ...source.view, statement, missed: false };
    paintSource();
    byId("source").querySelector(".chooser").focus();
    if (inside) revealMark(byId("source"));
    return record;
  },
  copyLink: (event) => copy(event.currentTarget, location.origin + doors.permalink()),
  copyQuote(event) {
    const { document: record, marked } = source.view;
    const quote = new Characters(record.text).slice(marked.start, marked.end);
    const where = source.target.reference ?? location.origin + doors.permalink();
    copy(event.currentTarget, `“${quote}”\n${where}`);
  },
  permalink() {
    const { document: record, statement, marked } = source.view;
    const { start, end } = marked ?? statement;
    return toAddress({ language: state.language, place: { document: record.document, start, end } });
  },
};

async function copy(button, text) {
  const before = button.textContent;
  let done = "copied";
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    done = "copyFailed";
  }
  button.textContent = byId("announcer").textContent = words.text(done);
  setTimeout(() => (button.textContent = before), 1500);
}

// ---------------------------------------------------------------- links to states

const places = {
  ofCitation: ({ number }) =>
    toAddress({ ...state, question: answering.question, citation: number, place: null }),
  openCitation: ({ number }) => (element) =>
    go({ citation: number, place: null }, element.dataset.open),
  ofSpan: ({ document, start, end }) =>
    toAddress({ ...state, citation: null, place: { document, start, end } }),
  openSpan: ({ document, start, end, reference }) => (element) =>
    go({ citation: null, place: { document, start, end, reference } }, element.dataset.open),
};

// ---------------------------------------------------------------- painting

function fill(id, nodes) {
  const section = byId(id);
  section.replaceChildren(...nodes);
  section.hidden = !nodes.length;
}

function paintWhole() {
  byId("main").dataset.view = state.question ? "asked" : "home";
  byId("main").toggleAttribute("data-reading", Boolean(source));
  document.title = state.question ? `${state.question} · Rostrum` : `Rostrum · ${words.text("title")}`;
  for (const item of document.querySelectorAll(".citation")) {
    const open = Number(item.dataset.citation) === state.citation && !state.place;
    item.toggleAttribute("data-current", open);
  }
}

function paintAnswer() {
  byId("answer").setAttribute("aria-busy", String(Boolean(answering && !settled())));
  if (!answering) {
    fill("answer", []);
    fill("hits", []);
  } else if (answering.problem) {
    fill("answer", renderProblem(answering.problem, words, takeQuestion));
    fill("hits", []);
  } else if (answering.answer) {
    fill("answer", renderAnswer(answering.answer, words, places));
    fill("hits", renderHits(answering.answer, words, places));
  } else {
    fill("answer", [el("p", { class: "waiting" }, words.text("asking"))]);
    fill("hits", []);
  }
  paintWhole();
}

const settled = () => Boolean(answering.answer || answering.problem);

function paintSource() {
  if (!source) fill("source", []);
  else if (source.problem) fill("source", sourceProblem());
  else if (source.view) fill("source", renderSource(source.view, words, doors));
  else fill("source", [el("p", { class: "waiting" }, words.text("opening"))]);
  paintWhole();
}

function sourceProblem() {
  const retry = () => {
    source = null;
    showSource(true);
  };
  return renderProblem(source.problem, words, retry);
}

function paintHeld() {
  const list = byId("held-list");
  if (!held) list.replaceChildren(el("p", { class: "waiting" }, words.text("holding")));
  else if (held.problem) list.replaceChildren(...renderProblem(held.problem, words, loadHeld));
  else list.replaceChildren(...renderHeld(held.summaries, words, places));
}

function paintExamples() {
  const items = EXAMPLES.map(([language, question]) =>
    el(
      "li",
      {},
      el(
        "button",
        { type: "button", class: "example", lang: language, onclick: () => takeExample(question) },
        question,
      ),
    ),
  );
  byId("example-list").replaceChildren(...items);
}

function takeExample(question) {
  go({ question, citation: null, place: null });
  byId("question").focus();
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

function fitBox() {
  const box = byId("question");
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight}px`;
}

function onKey(event) {
  const writing = event.target.closest?.("input, textarea, select");
  if (event.key === "Escape" && (state.citation || state.place)) {
    event.preventDefault();
    doors.close();
  } else if (event.key === "/" && !writing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    byId("question").focus();
    byId("question").select();
  }
}

function onBoxKey(event) {
  // While an input method composes, Enter takes a candidate and does not ask.
  const composing = event.isComposing || event.keyCode === 229;
  if (event.key === "Enter" && !event.shiftKey && !composing) submit(event);
}

function listen() {
  byId("form").addEventListener("submit", submit);
  byId("question").addEventListener("keydown", onBoxKey);
  byId("question").addEventListener("input", () => {
    fitBox();
    complain("");
  });
  byId("home").addEventListener("click", (event) => {
    event.preventDefault();
    go({ question: "", citation: null, place: null });
    byId("question").focus();
  });
  for (const button of document.querySelectorAll("[data-language]")) {
    button.addEventListener("click", () => {
      remember(button.dataset.language);
      go({ language: button.dataset.language });
    });
  }
  document.addEventListener("keydown", onKey);
  addEventListener("popstate", () => enter(addressed()));
  addEventListener("resize", fitBox);
}

listen();
enter(addressed());
loadHeld();
