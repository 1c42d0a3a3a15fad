// The view of who said what: a question or topic is compared across delegations and meetings; for a
// resolution or document it tells who mentions it.
//
//   stances_found.js   a comparison and what orders, narrows and saves it
//   stances_table.js   its table               stances_export.js    as CSV and Markdown
//   stances_mentions.js  who mentions a resolution or document

import { el, fill } from "./dom.js";
import { complainOf, renderProblem, renderWaiting } from "./parts.js";
import { asProblem, post } from "./service.js";
import { Comparison } from "./stances_found.js";
import { download, mentionsCsv, mentionsMarkdown } from "./stances_export.js";
import { allMentions, isSymbol, mentionsOf, renderMentions } from "./stances_mentions.js";
import { natural, queryOf } from "./state.js";
import { EXAMPLES, STRINGS } from "./strings_stances.js";

// What decides what is asked for; the rest of the address orders and narrows what came.
const ASKED = ["q", "doc", "meetings", "symbol", "delegation"];

let page = null;
let parts = null; // the elements that stay
let query = new URLSearchParams();
let key = null; // what is asked for
let asked = null; // the question or symbol of it
let asking = null; // {abort, found?, comparison?, mentions?, problem?}

export const view = {
  strings: STRINGS,

  mount(root, shell) {
    page = shell;
    parts = skeleton();
    root.append(parts.head, parts.result);
    parts.form.addEventListener("submit", submit);
    parts.box.addEventListener("input", () => complain(""));
  },

  enter(state) {
    query = state.query;
    const next = ASKED.map((name) => query.getAll(name)).join("\n");
    if (next !== key) {
      key = next;
      const text = query.get("symbol") ?? query.get("q") ?? "";
      // What is being written stays where only something else than the question changes.
      if (text !== asked || !parts.box.value.trim()) parts.box.value = text;
      asked = text;
      complain("");
      run();
    }
    asking?.comparison?.apply(query);
    paintNarrowed();
  },

  speak() {
    // Names in a comparison are in the language of the question, those of mentions in the reader's.
    if (asking?.found) asking.comparison = new Comparison(asking.found, page, change);
    else if (asking) key = null;
    paint();
  },

  leave: () => complain(""),
  title: () => query.get("symbol") ?? query.get("q") ?? "",
  box: () => parts.box,
};

function skeleton() {
  const box = el("input", {
    id: "stances-question", type: "text", maxlength: "10000", autocomplete: "off", enterkeyhint: "search",
    "aria-describedby": "stances-complaint", "data-placeholder": "stances_placeholder",
  });
  const complaint = el("p", { class: "complaint", id: "stances-complaint", role: "alert", hidden: true });
  const narrowed = el("p", { class: "actions narrowed", hidden: true });
  const form = el(
    "form",
    { role: "search", "data-label": "stances_title" },
    el("label", { class: "label", for: "stances-question", "data-text": "stances_question" }),
    el("div", { class: "box" }, box, el("button", { type: "submit", class: "primary", "data-text": "stances_compare" })),
    complaint,
    narrowed,
  );
  const examples = EXAMPLES.map(([language, text]) =>
    el("li", {}, el("button", { type: "button", class: "action", lang: language, onclick: () => ask(text) }, text)),
  );
  const start = el(
    "div",
    { class: "starters" },
    el("h2", { class: "label", "data-text": "stances_examples" }),
    el("ul", { class: "actions" }, examples),
  );
  const lead = el("p", { class: "lead", "data-text": "stances_lead" });
  const head = el(
    "section",
    {},
    el("h1", { tabindex: "-1", "data-text": "stances_title" }),
    lead,
    form,
    start,
  );
  const result = el("section", { "data-label": "stances_result", hidden: true });
  return { head, lead, form, box, complaint, narrowed, start, result };
}

// ---------------------------------------------------------------- asking

function submit(event) {
  event.preventDefault();
  const text = parts.box.value.trim();
  if (text) return ask(text);
  complain(page.words.text("stances_blank"));
  parts.box.focus();
}

/** Compare what was said on a text, or find who mentions what it names. */
function ask(text) {
  key = null; // the same once more is asked once more
  page.go({ query: isSymbol(text) ? { symbol: text } : { q: text, doc: query.getAll("doc") } });
}

async function run() {
  asking?.abort.abort();
  const [question, symbol] = [query.get("q")?.trim(), query.get("symbol")?.trim()];
  asking = question || symbol ? { abort: new AbortController() } : null;
  paint();
  const running = asking;
  if (!running) return;
  const { signal } = running.abort;
  try {
    if (symbol) running.mentions = await mentioned(0, signal);
    else running.found = await post("/v1/stances", body(question), signal);
  } catch (error) {
    running.problem = asProblem(error);
  }
  if (asking !== running || signal.aborted) return;
  if (running.found) running.comparison = new Comparison(running.found, page, change);
  running.comparison?.apply(query);
  paint();
  paintNarrowed();
  if (!running.problem) page.say(parts.result.querySelector("h2").textContent);
}

const mentioned = (offset, signal) =>
  mentionsOf(query.get("symbol").trim(), query.get("delegation"), offset, page.words.language, signal);

function body(question) {
  const documents = query.getAll("doc");
  const meetings = natural(query.get("meetings"));
  return {
    question,
    ...(meetings ? { meetings } : {}),
    ...(documents.length ? { filters: { documents } } : {}),
  };
}

/** Further mentions behind those that are there. */
async function more() {
  const running = asking;
  const { mentions } = running.mentions;
  try {
    const next = await mentioned(mentions.length, running.abort.signal);
    if (asking !== running) return;
    running.mentions = { ...running.mentions, mentions: [...mentions, ...next.mentions] };
    paint();
    parts.result.querySelectorAll(".mention")[mentions.length]?.querySelector("a").focus();
  } catch (error) {
    if (asking === running) fill(parts.result, renderProblem(asProblem(error), page.words, run));
  }
}

/** A file of all mentions, also of those that are not shown yet. */
async function save(form) {
  const running = asking;
  const { symbol } = running.mentions;
  try {
    const all = await allMentions(query.get("symbol").trim(), query.get("delegation"), page.words.language, running.abort.signal);
    if (form === "csv") download("mentions.csv", "text/csv", mentionsCsv(symbol, all));
    else download("mentions.md", "text/markdown", mentionsMarkdown(all, page.words));
  } catch (error) {
    if (asking === running) fill(parts.result, renderProblem(asProblem(error), page.words, run));
  }
}

/** Something of the address changes that is not asked anew, or more meetings are to be compared. */
function change(changed) {
  const next = queryOf(query);
  for (const [name, value] of Object.entries(changed)) {
    next.delete(name);
    for (const one of [value].flat().filter(Boolean)) next.append(name, one);
  }
  page.go({ query: next, place: page.state.place }, { replace: !("meetings" in changed) });
}

const complain = (text) => complainOf(parts, text);

// ---------------------------------------------------------------- painting

function paint() {
  parts.start.hidden = parts.lead.hidden = Boolean(asking);
  const isWaiting = asking && !asking.problem && !asking.comparison && !asking.mentions;
  parts.result.setAttribute("aria-busy", String(Boolean(isWaiting)));
  fill(parts.result, resultNodes());
}

function resultNodes() {
  const { words } = page;
  if (!asking) return [];
  if (asking.problem) return renderProblem(asking.problem, words, run);
  if (asking.comparison) return asking.comparison.nodes;
  if (asking.mentions) return renderMentions(asking.mentions, query.get("delegation"), page, more, save);
  return renderWaiting("stances_waiting", words);
}

/** The documents that the comparison is narrowed to, and the way back to all. */
function paintNarrowed() {
  const { words } = page;
  const documents = query.getAll("doc");
  const everywhere = () => change({ doc: "", meetings: "" });
  fill(
    parts.narrowed,
    documents.length
      ? [
          el("span", { class: "quiet" }, words.text("stances_only", { name: documents.map(nameOf).join(", ") })),
          el("button", { type: "button", class: "action", onclick: everywhere }, words.text("stances_everywhere")),
        ]
      : [],
  );
}

const nameOf = (id) => asking?.comparison?.nameOf(id) ?? id;
