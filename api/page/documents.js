// The Documents view: what is held and how it was parsed, adding and removing.
//
//   documents_list.js    what is fetched of the list     documents_table.js   the table of it
//   documents_parse.js   the details of a document       documents_doubts.js  what is doubtful
//   documents_add.js     adding, by drop or by button    documents_sent.js    one file that is added
//   documents_remove.js  asking before taking out        documents_sums.js    sums over all

import { Adding } from "./documents_add.js";
import { DocumentList } from "./documents_list.js";
import { renderParse } from "./documents_parse.js";
import { Removing } from "./documents_remove.js";
import { renderSums } from "./documents_sums.js";
import { grouped, renderTable } from "./documents_table.js";
import { el, fill, languageOf } from "./dom.js";
import { renderProblem, renderWaiting } from "./parts.js";
import { repaint } from "./repaint.js";
import { asProblem, call, documents, tellChange } from "./service.js";
import { STRINGS } from "./strings_documents.js";

const ORDERS = ["symbol", "language", "date", "kind", "statements", "characters", "added"];

let page = null;
let parts = null; // the elements that stay
let adding = null;
let removing = null;
let at = { sort: "symbol", down: false, show: null, find: "" };
let list = null;
let apart = null; // the document to show that is not among those fetched
let limits = null; // whether and what can be added here
let isShown = false;
const parses = new Map(); // by document: what is known of its parsing, a problem, or null meanwhile

export const view = {
  strings: STRINGS,

  mount(root, shell) {
    page = shell;
    adding = new Adding(page, changed, () => isShown);
    removing = new Removing(page, removed);
    list = new DocumentList(news);
    parts = skeleton();
    root.append(parts.head, adding.element, parts.holdings, removing.element);
  },

  enter({ query }) {
    const isBack = !isShown;
    isShown = true;
    const sort = query.get("sort");
    at = {
      sort: ORDERS.includes(sort) ? sort : "symbol",
      down: query.has("down"),
      show: query.get("show"),
      find: (query.get("find") ?? "").slice(0, 200),
    };
    if (parts.find.value.trim() !== at.find) parts.find.value = at.find;
    if (isBack) learnLimits();
    list.want(at);
    fetchApart();
    paint();
  },

  speak() {
    adding.paint();
    removing.paint();
    paint();
  },

  leave() {
    isShown = false;
    list.stop();
  },
  box: () => parts.find,
};

function skeleton() {
  const find = el("input", {
    id: "documents-find", type: "search", maxlength: "200", autocomplete: "off", spellcheck: "false",
  });
  const look = () => page.go({ query: queryOf({ find: find.value.trim(), show: "" }) }, { replace: true });
  // While an input method composes, what stands there is not what is looked for.
  find.addEventListener("input", (event) => event.isComposing || look());
  find.addEventListener("compositionend", look);
  const title = el("h2", { class: "section-title", id: "documents-held", tabindex: "-1" });
  const finder = el(
    "div",
    { class: "field finder", role: "search", hidden: true },
    el("label", { for: "documents-find", "data-text": "documents_find" }),
    find,
  );
  const [sums, table] = [el("div", { class: "sums" }), el("div", { class: "holdings" })];
  return {
    find, finder, title, sums, list: table,
    head: el(
      "section",
      {},
      el("h1", { tabindex: "-1", "data-text": "documents_title" }),
      el("p", { class: "lead", "data-text": "documents_lead" }),
    ),
    holdings: el("section", { "aria-labelledby": "documents-held" }, title, sums, finder, table),
  };
}

/** The query of the address with some of it changed. */
function queryOf(changes) {
  const { sort, down, show, find } = { ...at, ...changes };
  return { sort: sort === "symbol" ? "" : sort, down: down ? "1" : "", show: show || "", find };
}

// ---------------------------------------------------------------- what is held

async function learnLimits() {
  parses.clear();
  // The list says itself when the service is not there.
  limits = await call("/v1/writing").catch(() => limits);
  adding.show(limits);
  paint();
}

/** More is known of the list, or less: it is gone. */
function news() {
  fetchApart();
  paint();
  if (list.find && !list.problem) page.say(headline());
}

/** The document whose details are wanted, where it stands further down than the list goes. */
async function fetchApart() {
  const id = at.show;
  if (apart && apart.document !== id) apart = null;
  if (!id || !list.documents || apart || list.documents.some((one) => one.document === id)) return;
  const [found] = await documents({ symbol: id }).then((told) => told.documents, () => []);
  if (at.show !== id || !found) return;
  apart = found;
  if (isShown) paint();
}

/** Something went in or out: other views look again, too. */
async function changed() {
  tellChange();
  parses.clear();
  await list.reload();
}

async function removed(one) {
  page.say(page.words.text("documents_removed", { name: one.symbol ?? one.title ?? one.name }));
  if (at.show === one.document) page.go({ query: queryOf({ show: "" }) }, { replace: true });
  await changed();
  parts.title.focus();
}

function headline() {
  const { words } = page;
  const { documents: n } = list.held;
  if (!list.find) return words.text("documents_count", { n });
  return words.text("documents_found", { n: list.total, all: n });
}

function paint() {
  const { words } = page;
  const { documents: fetched, problem, held } = list;
  parts.title.textContent = held ? headline() : words.text("documents_held");
  parts.finder.hidden = !held || held.documents < 2;
  fill(parts.sums, held?.documents ? renderSums(held, words) : []);
  if (problem) fill(parts.list, renderProblem(problem, words, () => list.reload()));
  else if (!fetched) fill(parts.list, renderWaiting("documents_loading", words));
  else if (!fetched.length && !apart) fill(parts.list, [el("p", { class: "quiet" }, words.text(held.documents ? "documents_noMatch" : "documents_none"))]);
  else repaint(parts.list, renderTable(shownGroups(fetched), list.total - fetched.length, at, words, doors));
}

function shownGroups(fetched) {
  const isApart = apart && !fetched.some((one) => one.document === apart.document);
  return grouped(isApart ? [apart, ...fetched] : fetched);
}

const doors = {
  get writable() {
    return Boolean(limits?.writable);
  },
  sort: (sort) => page.go({ query: queryOf({ sort, down: at.sort === sort && !at.down }) }, { replace: true }),
  show: (show) => page.go({ query: queryOf({ show }) }),
  remove: (one) => removing.ask(one),
  async more() {
    const before = list.documents.length;
    await list.more();
    const first = list.documents[before];
    if (first) parts.list.querySelector(`[data-key="show-${first.document}"]`)?.focus({ preventScroll: true });
  },
  read: (one, text) => page.link({ path: "/read", query: { doc: one.document } }, { lang: languageOf(text) }, text),
  details,
};

function details({ document: id }) {
  const { words } = page;
  if (!parses.has(id)) study(id);
  const known = parses.get(id);
  const nodes = known?.problem
    ? renderProblem(known.problem, words, () => (study(id), paint()))
    : known ? renderParse(known, page) : renderWaiting("documents_parsing", words);
  return el("div", {}, nodes);
}

async function study(id) {
  parses.set(id, null);
  try {
    parses.set(id, await call(`/v1/documents/${encodeURIComponent(id)}/parse`));
  } catch (error) {
    parses.set(id, { problem: asProblem(error) });
  }
  if (isShown) paint();
}
