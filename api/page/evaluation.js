// The Evaluation view: figures of a run, failing questions, two runs compared, the question-set studio.
//
//   evaluation_figures.js    figures with plots (plots.js)    evaluation_failures.js  questions that failed
//   evaluation_question.js   one of them in context           evaluation_compare.js   two runs
//   evaluation_parts.js      what they share                  studio.js               writing questions

import { el, fill } from "./dom.js";
import { changed, choice, runName } from "./evaluation_parts.js";
import { translate } from "./language.js";
import { renderProblem, renderWaiting } from "./parts.js";
import { repaint } from "./repaint.js";
import { asProblem, call } from "./service.js";
import { queryOf } from "./state.js";
import { STRINGS } from "./strings_evaluation.js";

/** The parts of the view. Each module exports `make(page, overview)`: {element, enter(query), paint()}. */
const PARTS = {
  figures: () => import("./evaluation_figures.js"),
  failures: () => import("./evaluation_failures.js"),
  compare: () => import("./evaluation_compare.js"),
  studio: () => import("./studio.js"),
};
const OF_A_RUN = ["figures", "failures"];

let page = null;
let root = null;
let parts = null; // the elements that stay
let part = null; // the part shown: {name, made?, problem?}
const made = new Map(); // by name, the parts entered so far

/** The runs known and the figures of one of them, as /v1/evaluation tells. */
const overview = {
  asked: undefined, // the run asked for, null for the first
  told: null,
  problem: null,
  load,
};

export const view = {
  strings: STRINGS,

  mount(place, shell) {
    root = place;
    page = shell;
    parts = {
      nav: el("nav", { class: "parts-nav", "data-label": "evaluation_parts" }),
      run: el("div", { class: "choices", hidden: true }),
      notice: el("div", { hidden: true }),
      body: el("div", { class: "part-body" }),
    };
    root.append(
      el("h1", { tabindex: "-1", "data-text": "evaluation_title" }),
      parts.nav, parts.run, parts.notice, parts.body,
    );
  },

  enter({ query }) {
    show(Object.hasOwn(PARTS, query.get("part")) ? query.get("part") : "figures");
    const run = query.get("run");
    if (overview.asked !== run && !(part.name === "studio" && overview.told)) load(run);
    paint();
  },

  speak: () => paint(),
  title: () => part && page.words.text(`evaluation_part_${part.name}`),
};

// ---------------------------------------------------------------- parts

async function show(name) {
  if (part?.name === name && (part.made || part.isLoading)) return;
  const next = (part = { name, made: made.get(name), isLoading: true });
  if (!next.made) {
    try {
      const module = await PARTS[name]();
      made.set(name, made.get(name) ?? module.make(page, overview));
      next.made = made.get(name);
      translate(page.words, next.made.element);
    } catch (error) {
      next.problem = asProblem(error);
    }
    next.isLoading = false;
    if (part === next) paint();
  }
}

// ---------------------------------------------------------------- the runs

async function load(run) {
  overview.asked = run;
  overview.problem = null;
  overview.told = overview.told && { ...overview.told, figures: null, run: null };
  paint();
  try {
    const told = await call(`/v1/evaluation?${queryOf({ run })}`);
    if (overview.asked !== run) return;
    overview.told = told;
  } catch (error) {
    if (overview.asked !== run) return;
    overview.problem = asProblem(error);
  }
  paint();
}

// ---------------------------------------------------------------- painting

function paint() {
  if (!part) return;
  const { words } = page;
  const { told, problem } = overview;
  repaint(parts.nav, [el("ul", {}, Object.keys(PARTS).map((name) => el("li", {}, partLink(name))))]);
  repaint(parts.run, OF_A_RUN.includes(part.name) && told?.runs.length ? runChoice(told) : []);
  const needsRuns = part.name !== "studio" || !told;
  if (part.problem) fill(parts.notice, renderProblem(part.problem, words, () => location.reload()));
  else if (problem && needsRuns) fill(parts.notice, renderProblem(problem, words, () => load(overview.asked)));
  else if (!told || !part.made) fill(parts.notice, renderWaiting("evaluation_loading", words));
  else if (!told.runs.length && needsRuns) fill(parts.notice, noRuns(words));
  else fill(parts.notice, []);
  const isReady = Boolean(part.made && told && (told.runs.length || !needsRuns) && !(problem && needsRuns));
  // What is there already stays, with the focus that may be in it.
  const shown = isReady ? part.made.element : null;
  if (parts.body.firstChild !== shown) fill(parts.body, shown ? [shown] : []);
  if (isReady) {
    part.made.enter(page.state.query);
    translate(words, parts.body);
  }
}

function partLink(name) {
  // A part begins with the run that is looked at, nothing else of the others.
  const run = page.state.query.get("run") ?? "";
  const current = name === part.name ? "page" : null;
  const target = { query: { part: name === "figures" ? "" : name, run } };
  return page.link(target, { "aria-current": current, "data-key": `part-${name}` }, page.words.text(`evaluation_part_${name}`));
}

function runChoice({ runs, run }) {
  const { words } = page;
  const options = runs.filter((one) => !one.fault).map((one) => [one.id, runName(one, words)]);
  const faulty = runs.filter((one) => one.fault);
  const shown = runs.find((one) => one.id === (run ?? overview.asked));
  return [
    choice("evaluation_run", "run", options, shown?.id, words, (id) => page.go({ query: changed(page, { run: id, at: "", q: "" }) })),
    shown?.stale ? el("p", { class: "stale" }, words.text("evaluation_stale")) : "",
    faulty.length
      ? el(
          "details",
          {},
          el("summary", {}, words.text("evaluation_faulty", { n: faulty.length })),
          el("ul", {}, faulty.map((one) => el("li", { lang: "en" }, `${one.id}: ${one.fault}`))),
        )
      : "",
  ];
}

const noRuns = (words) => [
  el("p", {}, words.text("evaluation_noRuns")),
  el("pre", { class: "cite-text" }, "rostrum eval --report eval/reports\nrostrum eval --out runs/NAME.jsonl"),
];
