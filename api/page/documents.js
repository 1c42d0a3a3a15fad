// The Documents view: what is held and how it was parsed, adding and removing.
//
//   documents_table.js   the table of what is held       documents_parse.js  the details of a document
//   documents_add.js     adding, by drop or by button    documents_sent.js   one file that is added
//   documents_remove.js  asking before taking out

import { Adding } from "./documents_add.js";
import { renderParse } from "./documents_parse.js";
import { Removing } from "./documents_remove.js";
import { grouped, matching, renderTable } from "./documents_table.js";
import { el, fill, languageOf } from "./dom.js";
import { renderProblem, renderWaiting } from "./parts.js";
import { repaint } from "./repaint.js";
import { asProblem, call, documents, tellChange } from "./service.js";
import { STRINGS } from "./strings_documents.js";

let page = null;
let parts = null; // the elements that stay
let adding = null;
let removing = null;
let at = { sort: "symbol", down: false, show: null, find: "", shown: undefined };
let held = null;
let limits = null; // whether and what can be added here
let problem = null;
let isShown = false;
const parses = new Map(); // by document: what is known of its parsing, a problem, or null meanwhile

export const view = {
  strings: STRINGS,

  mount(root, shell) {
    page = shell;
    adding = new Adding(page, changed, () => isShown);
    removing = new Removing(page, removed);
    parts = skeleton();
    root.append(parts.head, adding.element, parts.holdings, removing.element);
  },

  enter({ query }) {
    const isBack = !isShown;
    isShown = true;
    at = {
      sort: query.get("sort") ?? "symbol",
      down: query.has("down"),
      show: query.get("show"),
      find: query.get("find") ?? "",
      shown: at.shown,
    };
    if (parts.find.value.trim() !== at.find) parts.find.value = at.find;
    if (isBack) load();
    paint();
  },

  speak() {
    adding.paint();
    removing.paint();
    paint();
  },

  leave: () => (isShown = false),
  box: () => parts.find,
};

function skeleton() {
  const find = el("input", {
    id: "documents-find", type: "search", maxlength: "200", autocomplete: "off", spellcheck: "false",
  });
  find.addEventListener("input", () => page.go({ query: queryOf({ find: find.value.trim() }) }, { replace: true }));
  const title = el("h2", { class: "section-title", id: "documents-held", tabindex: "-1" });
  const finder = el(
    "div",
    { class: "field finder", role: "search", hidden: true },
    el("label", { for: "documents-find", "data-text": "documents_find" }),
    find,
  );
  const list = el("div", { class: "holdings" });
  return {
    find, finder, title, list,
    head: el(
      "section",
      {},
      el("h1", { tabindex: "-1", "data-text": "documents_title" }),
      el("p", { class: "lead", "data-text": "documents_lead" }),
    ),
    holdings: el("section", { "aria-labelledby": "documents-held" }, title, finder, list),
  };
}

/** The query of the address with some of it changed. */
function queryOf(changes) {
  const { sort, down, show, find } = { ...at, ...changes };
  return { sort: sort === "symbol" ? "" : sort, down: down ? "1" : "", show: show || "", find };
}

// ---------------------------------------------------------------- what is held

async function load() {
  problem = null;
  parses.clear();
  try {
    const [told, writing] = await Promise.all([documents().catch(emptyIfMissing), call("/v1/writing")]);
    held = told.documents;
    limits = writing;
  } catch (error) {
    problem = asProblem(error);
  }
  adding.show(limits);
  paint();
}

/** Without a library nothing is held yet; the first document makes one. */
function emptyIfMissing(error) {
  if (error.kind !== "library-missing") throw error;
  return { documents: [] };
}

/** Something went in or out: other views look again, too. */
async function changed() {
  tellChange();
  await load();
}

async function removed(one) {
  page.say(page.words.text("documents_removed", { name: one.symbol ?? one.title ?? one.name }));
  if (at.show === one.document) page.go({ query: queryOf({ show: "" }) }, { replace: true });
  await changed();
  parts.title.focus();
}

function paint() {
  const { words } = page;
  const found = held && matching(held, at.find);
  parts.title.textContent = held
    ? words.text("documents_count", { n: held.length })
    : words.text("documents_held");
  parts.finder.hidden = !held || held.length < 2;
  if (problem) fill(parts.list, renderProblem(problem, words, load));
  else if (!held) fill(parts.list, renderWaiting("documents_loading", words));
  else if (!found.length) fill(parts.list, [el("p", { class: "quiet" }, words.text(held.length ? "documents_noMatch" : "documents_none"))]);
  else repaint(parts.list, renderTable(grouped(found, at, words.locale), at, words, doors));
}

const doors = {
  get writable() {
    return Boolean(limits?.writable);
  },
  sort: (sort) => page.go({ query: queryOf({ sort, down: at.sort === sort && !at.down }) }, { replace: true }),
  show: (show) => page.go({ query: queryOf({ show }) }),
  remove: (one) => removing.ask(one),
  more(shown) {
    at.shown = shown;
    paint();
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
