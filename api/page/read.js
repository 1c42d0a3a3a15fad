// The Read view: a record as a reader wants it.
//
//   read_head.js      title block, roster           read_shelf.js     documents to choose from
//   read_timeline.js  who speaks in which order and how long
//   read_text.js      the text by statement and paragraph   read_original.js  the file beside it
//   read_anchors.js   links to every place, selected words  read_find.js      finding words in it
//   read_scroll.js    where in it the reader is

import { el, fill } from "./dom.js";
import { renderProblem, renderWaiting } from "./parts.js";
import { renderRelations } from "./relations.js";
import { Anchors, selectedSpan } from "./read_anchors.js";
import { Find } from "./read_find.js";
import { nameOf, renderFacts, renderRoster, renderWays } from "./read_head.js";
import { reach, reserve, steady } from "./read_scroll.js";
import { Shelf } from "./read_shelf.js";
import { RecordText } from "./read_text.js";
import { Timeline } from "./read_timeline.js";
import { asProblem, call, readDocument } from "./service.js";
import { queryOf } from "./state.js";
import { STRINGS } from "./strings_read.js";

let page = null;
let parts = null; // the elements that stay
let find = null;
let timeline = null;
let shelf = null;
let state = null;
let open = null; // {wanted, record, language, original, anchors, text}
let loading = null; // what is on its way: {key, abort, done}
let isDue = false; // the reader is still to be taken to the place of the address
let selected = null;

export const view = {
  strings: STRINGS,
  ownsPlaces: true,

  mount(root, shell) {
    page = shell;
    find = new Find(page, (query) => stay({ find: query }));
    timeline = new Timeline();
    shelf = new Shelf(page, (query) => stay({ find: query }));
    parts = skeleton();
    root.append(parts.head, parts.notice, shelf.element, parts.tools, parts.body);
    document.addEventListener("selectionchange", onSelection);
  },

  async enter(next) {
    const before = state;
    state = next;
    isDue ||= isMove(before, next);
    const wanted = next.place?.document ?? next.query.get("doc");
    if (!wanted) return openShelf();
    shelf.hide();
    await openRecord(wanted);
    // The shell has taken the reader to the top meanwhile, the place wanted comes after.
    if (state !== next || !open) return;
    find.show(next.query.get("find") ?? "");
    if (isDue) arrive();
    else find.paint();
  },

  leave() {
    stop();
    state = null;
    find.leave();
    shelf.hide();
  },

  title: () => (open ? nameOf(open.record) : ""),
  box: () => (open ? find.input : shelf.element.hidden ? null : shelf.box),
};

function skeleton() {
  const title = el("h1", { tabindex: "-1" });
  const [relations, facts] = [el("div"), el("div")];
  const ways = el("p", { class: "actions" });
  const roster = el("details", { class: "roster-box" });
  const button = (text) => el("button", { type: "button", class: "action", "data-text": text });
  const original = button("read_original");
  original.addEventListener("click", () => stay({ raw: state.query.has("raw") ? "" : "1" }));
  const linkSelection = button("read_linkSelection");
  linkSelection.hidden = true;
  linkSelection.addEventListener("click", () => {
    open.anchors.go({ place: { document: open.record.document, ...selected } });
  });
  const text = el("div", { class: "record" });
  return {
    title, facts, ways, roster, original, linkSelection, text,
    relations,
    head: el("section", { class: "read-head" }, title, relations, facts, ways, roster),
    notice: el("div", {}),
    tools: el("div", { class: "read-tools", hidden: true }, timeline.chooser, find.element, original, linkSelection),
    body: el("div", { class: "read-body", hidden: true }, timeline.element, text),
  };
}

// ---------------------------------------------------------------- opening

/** What is on its way is not wanted any more. */
function stop() {
  loading?.abort.abort();
  loading = null;
}

/** Open a record as the address wants it: not anew where it is open so, or is on its way so. */
async function openRecord(wanted) {
  const { language } = page.words;
  const raw = state.query.get("raw") === "1";
  // A symbol may stand for several languages: the one that it was opened by is the same.
  const isSame = Boolean(open) && [open.wanted, open.record.document, open.record.digest].includes(wanted);
  const key = JSON.stringify([wanted, language, raw]);
  if (loading?.key === key) return loading.done;
  // Whatever else is on its way would come late over what is open.
  stop();
  if (isSame && open.language === language && Boolean(open.original) === raw) return;
  if (!isSame) waiting();
  const abort = new AbortController();
  loading = { key, abort, done: fetchRecord(wanted, isSame, language, raw, abort.signal) };
  await loading.done;
}

async function fetchRecord(wanted, isSame, language, raw, signal) {
  try {
    const isRead = isSame && open.language === language;
    const kept = isSame ? open : null;
    const record = isRead ? open.record : await readDocument(wanted, language, signal);
    const original = raw ? (kept?.original ?? (await readOriginal(record, signal))) : null;
    if (signal.aborted) return;
    loading = null;
    steady(parts.text, () => paintRecord({ wanted, record, language, original }));
  } catch (error) {
    if (signal.aborted) return;
    loading = null;
    failed(error, () => view.enter(state));
  }
}

const readOriginal = ({ document }, signal) => call(`/v1/documents/${document}?raw=true`, { signal });

function openShelf() {
  stop();
  open = null;
  show(false);
  fill(parts.notice, []);
  parts.title.textContent = page.words.text("read_title");
  shelf.show((state.query.get("find") ?? "").slice(0, 200));
}

function waiting() {
  open = null;
  show(false);
  parts.title.textContent = page.words.text("read_title");
  fill(parts.notice, renderWaiting("read_loading", page.words));
}

function failed(error, retry) {
  waiting();
  fill(parts.notice, renderProblem(asProblem(error), page.words, retry));
}

// ---------------------------------------------------------------- painting

function show(isShown) {
  for (const part of [parts.relations, parts.facts, parts.ways, parts.roster, parts.tools, parts.body]) part.hidden = !isShown;
}

function paintRecord({ wanted, record, language, original }) {
  const { words } = page;
  const anchors = new Anchors(page, record);
  const text = new RecordText(record, original, words, anchors);
  open = { wanted, record, language, original, anchors, text };
  fill(parts.notice, original ? [el("p", { class: "quiet" }, words.text("read_originalNote"))] : []);
  show(true);
  parts.title.textContent = nameOf(record);
  parts.original.setAttribute("aria-pressed", String(Boolean(original)));
  fill(parts.relations, [renderRelations(record, page, "h2")].filter(Boolean));
  fill(parts.facts, renderFacts(record, words));
  fill(parts.ways, renderWays(record, words));
  fill(parts.roster, renderRoster(record, words, anchors));
  parts.text.lang = record.language;
  parts.text.toggleAttribute("data-original", Boolean(original));
  parts.text.replaceChildren(...text.nodes);
  reserve(parts.text);
  timeline.show(record, words, anchors, parts.text.querySelectorAll(".speech"));
  point();
  page.refresh();
}

// ---------------------------------------------------------------- places

/** Whether a change of the address leads elsewhere; finding and the original text do not. */
function isMove(before, next) {
  const key = ({ place, hash, query }) => JSON.stringify([place, hash, query.get("doc")]);
  return !before || key(before) !== key(next) || String(before.query) === String(next.query);
}

/** Keep the place and change what else the address tells. */
function stay(changed) {
  if (!state) return; // the view was left while an input method composed
  const query = queryOf({ ...Object.fromEntries(state.query), ...changed });
  page.go({ query, place: state.place, hash: state.hash }, { replace: true });
}

/** Show the place of the address and go there; without one, to what is to be found. */
function arrive() {
  isDue = false;
  const place = point();
  if (place) reach(place);
  else find.begin();
}

/** Mark the place of the address: words, a paragraph or a statement; gives what to go to. */
function point() {
  const { text, anchors } = open;
  const { place, hash } = state;
  parts.text.querySelector(".place-tools")?.remove();
  parts.text.querySelector("[data-here]")?.removeAttribute("data-here");
  const isRange = place && place.start !== null && place.end <= text.length;
  if (place && place.start !== null && !isRange) {
    fill(parts.notice, [el("p", { class: "notice" }, page.words.text("notAPlace"))]);
  }
  const marked = text.mark(isRange ? place : null);
  find.search(text.searched); // marking has changed the elements
  const part = marked ?? (/^s\d+(p\d+)?$/.test(hash) ? document.getElementById(hash) : null);
  if (!part) return null;
  const here = part.closest(".row") ?? part;
  here.toggleAttribute("data-here", true);
  const span = isRange ? place : spanOf(hash);
  const tools = anchors.tools(isRange ? { place } : { hash }, span, text.slice(span.start, span.end));
  (here.querySelector(":scope > .speech-head") ?? here).after(tools);
  return marked?.querySelector("mark") ?? here;
}

function spanOf(hash) {
  const [, statement, paragraph] = /^s(\d+)(?:p(\d+))?$/.exec(hash);
  const found = open.record.statements[statement - 1];
  return found.paragraphs[paragraph - 1] ?? found;
}

function onSelection() {
  if (!open || !state) return;
  selected = selectedSpan(open.text) ?? (document.activeElement === parts.linkSelection ? selected : null);
  parts.linkSelection.hidden = !selected;
}
