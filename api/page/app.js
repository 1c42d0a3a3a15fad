// The shell: its address is its state, and every change goes through `go`. It shows the view of the
// address, loaded when first entered (views.js tells how to add one), and the source beside it.
//
//   state.js     state <-> address              dom.js       elements from text nodes
//   views.js     the views                      parts.js     documents, passages, problems
//   strings.js   the common words               text.js      offsets as the service counts them
//   language.js  which language it speaks       service.js   the addresses of the service
//   panel.js     opening and turning            source.js    the source beside a view
//   navigation.js  the links to the views

import { byId, el, fill, isPlainClick, link, onPlainClick } from "./dom.js";
import { chosen, remember, translate } from "./language.js";
import * as navigation from "./navigation.js";
import { Panel } from "./panel.js";
import { renderProblem } from "./parts.js";
import { asProblem } from "./service.js";
import { fromAddress, queryOf, toAddress } from "./state.js";
import { Words, addStrings } from "./strings.js";
import { VIEWS, loadView, viewAt } from "./views.js";

let state = { path: null, query: new URLSearchParams(), language: null, place: null, hash: "" };
let words = new Words("en");
let shown = null; // the view shown: {name, view, root, language}
let opener = null; // the key of the link that opened the source, to give the focus back
const mounted = new Map(); // by name, the views entered so far

/** What every view gets. A target is {path, query, place, hash}: what is left out stays, but a new
 *  path begins with an empty query, and place and hash are never kept. */
const page = {
  get words() {
    return words;
  },
  get state() {
    return state;
  },
  /** The address of a target. */
  address: (target) => toAddress(aimed(target)),
  /** Go to a target: a new entry in the browser's history, or with {replace: true} this one. */
  go,
  /** A link to a target; a plain click goes there without loading the page anew. */
  link: (target, attributes, ...children) =>
    link(toAddress(aimed(target)), attributes, () => go(target), ...children),
  /** Addresses of places beside the view, and what a plain click on them does: the link's
   *  data-open must be unique, it gets the focus back when the source is closed. */
  places: {
    ofSpan: (place) => toAddress(aimed(beside(place))),
    openSpan: (place) => (element) => page.openSource(beside(place), element),
  },
  /** Go to a target that opens the source; the element gets the focus back when it is closed. */
  openSource(target, element) {
    opener = element.dataset.open;
    go(target);
  },
  /** Look again at the view's place(), title() and the source; a view says so when it knows more. */
  refresh() {
    showSource(false);
    paintTitle();
  },
  /** Say something to a screen reader. */
  say: (text) => (byId("announcer").textContent = text),
};

const panel = new Panel(byId("source"), {
  get words() {
    return words;
  },
  close: closeSource,
  permalink: (place) => toAddress({ language: state.language, place }),
  say: page.say,
});

// ---------------------------------------------------------------- moving between states

function aimed({ path = state.path, query, place = null, hash = "", language = state.language }) {
  const kept = path === state.path ? state.query : {};
  return { path, query: queryOf(query ?? kept), place, hash, language };
}

/** A place beside the view as it stands, instead of the one that it opens by itself. */
function beside({ document, start, end, reference }) {
  return { query: withoutOwnPlace(), place: { document, start, end, reference } };
}

function withoutOwnPlace() {
  const query = queryOf(state.query);
  if (shown?.view.placeKey) query.delete(shown.view.placeKey);
  return query;
}

function go(target, { replace = false } = {}) {
  const next = aimed(target);
  const address = toAddress(next);
  if (replace) {
    history.replaceState(null, "", address);
  } else if (address !== location.pathname + location.search + location.hash) {
    history.pushState(null, "", address);
  }
  enter(next, true);
}

/** Show a state, however it came about. */
async function enter(next, byReader = false) {
  const isSpoken = next.language === state.language;
  if (shown && viewAt(next.path).name !== shown.name) navigation.leave(shown.name, state);
  state = next;
  if (!isSpoken) speak();
  const entry = viewAt(next.path);
  navigation.paint(entry.name, words, next.language);
  let arrived;
  try {
    arrived = mounted.get(entry.name) ?? (await mount(entry));
  } catch (error) {
    failed(asProblem(error));
    return;
  }
  if (state !== next) return; // the reader went on while it was loading
  const isNew = arrived !== shown;
  if (isNew) change(arrived);
  if (arrived.language !== words.language) {
    arrived.language = words.language;
    arrived.view.speak?.();
  }
  arrived.view.enter(next, byReader);
  showSource(byReader && !isNew);
  paintTitle();
  if (isNew && byReader) moveTo(arrived);
}

async function mount(entry) {
  const view = await loadView(entry);
  if (mounted.has(entry.name)) return mounted.get(entry.name);
  addStrings(view.strings);
  const root = el("div", { class: `view view-${entry.name}`, hidden: true });
  const entered = { name: entry.name, view, root, language: words.language };
  mounted.set(entry.name, entered);
  view.mount(root, page);
  translate(words, root);
  byId("views").append(root);
  return entered;
}

function change(arrived) {
  byId("failure").hidden = true;
  if (shown) {
    shown.root.hidden = true;
    shown.view.leave?.();
  }
  arrived.root.hidden = false;
  shown = arrived;
}

/** The reader begins a view at its top, and a screen reader with its heading. */
function moveTo({ view, root }) {
  scrollTo(0, 0);
  (view.focus?.() ?? root.querySelector("h1")).focus({ preventScroll: true });
}

/** A view could not be loaded; a module that failed once is only tried again by a new page. */
function failed(problem) {
  fill(byId("failure"), renderProblem(problem, words, () => location.reload()));
  if (shown) shown.root.hidden = true;
  shown?.view.leave?.();
  shown = null;
}

function speak() {
  words = new Words(state.language);
  translate(words);
}

// ---------------------------------------------------------------- the source

function showSource(byReader) {
  const { view } = shown;
  const target = view.ownsPlaces ? null : (state.place ?? view.place?.() ?? null);
  // First the place for it: the panel brings itself into view.
  byId("main").toggleAttribute("data-reading", Boolean(target));
  panel.show(target, byReader);
}

function closeSource() {
  const back = opener;
  opener = null;
  go({ query: withoutOwnPlace() });
  if (back) document.querySelector(`[data-open="${CSS.escape(back)}"]`)?.focus();
}

// ---------------------------------------------------------------- painting

function paintTitle() {
  const { view, name } = shown;
  document.title = `${view.title?.() || words.text(`nav_${name}`)} · Rostrum`;
}

// ---------------------------------------------------------------- what the reader does

function onKey(event) {
  const isWriting = event.target.closest?.("input, textarea, select");
  const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
  const box = shown?.view.box?.();
  if (event.key === "Escape" && panel.isOpen && !event.defaultPrevented) {
    event.preventDefault();
    closeSource();
  } else if (event.key === "/" && isPlain && !isWriting && box) {
    event.preventDefault();
    box.focus();
    box.select();
  }
}

/** A link marked data-inside leads to a state of the page, wherever it stands. */
function onClick(event) {
  const anchor = event.target.closest?.("a[data-inside]");
  if (!anchor || !isPlainClick(event)) return;
  event.preventDefault();
  go({ ...fromAddress(anchor), language: undefined });
}

function onHome() {
  const isThere = shown?.name === VIEWS[0].name;
  go({ path: VIEWS[0].path, query: {} });
  if (isThere) shown.view.box().focus();
}

function listen() {
  onPlainClick(byId("home"), onHome);
  navigation.build(go);
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    (shown?.root.querySelector("h1") ?? byId("main")).focus();
  });
  for (const button of document.querySelectorAll("[data-language]")) {
    button.addEventListener("click", () => {
      remember(button.dataset.language);
      go({ language: button.dataset.language, place: state.place, hash: state.hash });
    });
  }
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", onClick);
  addEventListener("popstate", () => enter(addressed()));
}

function addressed() {
  const next = fromAddress(location);
  return { ...next, language: chosen(next.language) };
}

listen();
enter(addressed());
