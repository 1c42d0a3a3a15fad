// The figures of a run: quality by measure, kind and document, the gap between twins, refusals, latency.

import { el } from "./dom.js";
import {
  changed, choice, decimal, differenceCells, documentName, halfChoice, halfName, kindName, measureName, spread, stageName,
} from "./evaluation_parts.js";
import { renderWaiting } from "./parts.js";
import { curves, legend, plotTable, scaleAround, scaleOver } from "./plots.js";
import { repaint } from "./repaint.js";

const UNIT = scaleOver(0, 1);
const LANGUAGES = ["zh", "en"];
const BY = "nDCG@10"; // the measure that kinds and documents are told by at first
const TENTHS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];
const RATES = ["answered", "wrongly_answered", "precision", "coverage", "risk", "auroc", "aurc"];

export function make(page, overview) {
  const element = el("div", { class: "figures" });
  const enter = (query) => repaint(element, overview.told.figures ? nodes(overview.told, query, page) : renderWaiting("evaluation_computing", page.words));
  return { element, enter };
}

function nodes({ runs, run, figures }, query, page) {
  const { words } = page;
  const halves = [...new Set(figures.columns.map((one) => one.half))];
  const half = halves.includes(query.get("half")) ? query.get("half") : halves[0];
  const of = (rows) => rows.filter((one) => one.half === half);
  return [
    el("div", { class: "choices" }, halfChoice(halves, half, page)),
    asked(of(figures.columns)[0], half, words),
    quality(of(figures.measures), words),
    bySlice("kind", of(figures.kinds), kindName, query, page),
    bySlice("document", of(figures.documents), documentName, query, page),
    gap(of(figures.gap), words),
    refusals(of(figures.refusals), words),
    latency(figures.latency, words),
    settings(runs.find((one) => one.id === run), words),
  ];
}

const section = (key, words, ...children) =>
  el(
    "section",
    { class: "figure-part", "aria-labelledby": `part-${key}` },
    el("h2", { class: "section-title", id: `part-${key}` }, words.text(`evaluation_${key}`)),
    el("p", { class: "quiet about" }, words.text(`evaluation_${key}_about`)),
    ...children,
  );

const languages = (words) => LANGUAGES.map((one) => [one, words.text(`written_${one}`)]);

const asked = ({ answerable, unanswerable }, half, words) =>
  el("p", { class: "quiet" }, words.text("evaluation_asked", { half: halfName(half, words), answerable, unanswerable }));

/** A row for each name, both languages in it: `cells` are means with intervals. */
function languageTable(caption, first, rows, words) {
  const format = (value) => decimal(value, 1, words);
  return plotTable({
    caption, first, format, scale: UNIT,
    columns: languages(words).map(([, name]) => name),
    rows: rows.map(({ group, name, cells }) => ({
      group, name,
      marks: cells && LANGUAGES.filter((one) => cells[one]).map((one) => ({ ...cells[one], kind: one, at: cells[one].mean })),
      cells: cells && LANGUAGES.map((one) => spread(cells[one], words)),
    })),
  });
}

const byLanguage = (cells) => Object.fromEntries(cells.map((one) => [one.language, one]));

function quality(cells, words) {
  const rows = [...Map.groupBy(cells, (one) => one.of)].flatMap(([of, found]) => [
    { group: words.text(`evaluation_of_${of}`) },
    ...[...Map.groupBy(found, (one) => one.measure)].map(([measure, two]) => ({
      name: measureName(measure, words), cells: byLanguage(two),
    })),
  ]);
  const meanings = ["ndcg", "recall", "success", "mrr", "map", "citation", "gold", "key", "right"];
  return section(
    "quality", words, legend(languages(words)),
    languageTable(words.text("evaluation_quality"), words.text("evaluation_measure"), rows, words),
    el(
      "details",
      {},
      el("summary", {}, words.text("evaluation_meanings")),
      el("ul", { class: "meanings" }, meanings.map((one) => el("li", {}, words.text(`evaluation_meaning_${one}`)))),
    ),
  );
}

function bySlice(key, cells, name, query, page) {
  const { words } = page;
  const measures = [...new Set(cells.map((one) => one.measure))];
  const measure = measures.includes(query.get(key)) ? query.get(key) : BY;
  const take = (value) => page.go({ query: changed(page, { [key]: value === BY ? "" : value }) }, { replace: true });
  const groups = Map.groupBy(cells.filter((one) => one.measure === measure), (one) => one[key]);
  const rows = [...groups].map(([one, two]) => ({
    name: el("span", {}, name(one, words), " ", el("span", { class: "quiet" }, `n=${words.number(two[0].questions)}`)),
    cells: byLanguage(two),
  }));
  return section(
    key, words,
    el(
      "div",
      { class: "choices" },
      choice("evaluation_measure", key, measures.map((one) => [one, measureName(one, words)]), measure, words, take),
      legend(languages(words)),
    ),
    languageTable(words.text(`evaluation_${key}`), words.text(`evaluation_first_${key}`), rows, words),
  );
}

function gap(rows, words) {
  const scale = scaleAround(rows.flatMap((one) => [one.low, one.high]));
  return section(
    "gap", words,
    plotTable({
      caption: words.text("evaluation_gap"),
      first: words.text("evaluation_measure"),
      columns: [...languages(words).map(([, name]) => name), words.text("evaluation_difference"), "p"],
      format: (value) => decimal(value, 2, words, "exceptZero"),
      scale,
      rows: rows.map((one) => ({
        name: measureName(one.measure, words),
        marks: [{ kind: "difference", at: one.difference, low: one.low, high: one.high }],
        cells: differenceCells(one, words),
      })),
    }),
  );
}

function refusals(found, words) {
  if (!found.length) return section("refusals", words, el("p", {}, words.text("evaluation_noAnswers")));
  const names = Object.fromEntries(languages(words));
  const format = (value, digits = 1) => decimal(value, digits, words);
  const told = found.map((one) => `${names[one.language]}: ${words.text("evaluation_aurc")} ${decimal(one.aurc, 3, words)}`);
  return section(
    "refusals", words, legend(languages(words)),
    curves({
      lines: found.map((one) => ({ kind: one.language, points: one.curve, ring: [one.coverage, one.risk] })),
      top: Math.max(0.2, ...found.flatMap((one) => one.curve.map(([, risk]) => risk))),
      names: [words.text("evaluation_coverage"), words.text("evaluation_risk")],
      label: `${words.text("evaluation_refusals")}. ${told.join("; ")}`,
      format,
    }),
    table(
      words.text("evaluation_refusals"),
      ["", ...found.map((one) => names[one.language])],
      RATES.map((key) => [words.text(`evaluation_${key}`), ...found.map((one) => decimal(one[key], 3, words))]),
    ),
    el(
      "details",
      {},
      el("summary", {}, words.text("evaluation_values")),
      table(
        words.text("evaluation_risk"),
        [words.text("evaluation_coverage"), ...found.map((one) => names[one.language])],
        TENTHS.map((share) => [format(share), ...found.map((one) => riskAt(one.curve, share, words))]),
      ),
    ),
  );
}

function riskAt(curve, share, words) {
  const point = curve.findLast(([coverage]) => coverage <= share + 1e-9);
  return point ? decimal(point[1], 3, words) : "–";
}

/** A plain table; the first cell of a row names it. */
function table(caption, columns, rows) {
  return el(
    "table",
    { class: "value-table" },
    el("caption", { class: "unseen" }, caption),
    el("thead", {}, el("tr", {}, columns.map((one) => (one ? el("th", { scope: "col" }, one) : el("td", {}))))),
    el("tbody", {}, rows.map(([head, ...cells]) => el("tr", {}, el("th", { scope: "row" }, head), cells.map((one) => el("td", {}, one))))),
  );
}

function latency(stages, words) {
  if (!stages.length) return section("latency", words, el("p", {}, words.text("evaluation_noTimes")));
  const ms = (value) => decimal(value, value < 10 ? 1 : 0, words);
  return section(
    "latency", words,
    plotTable({
      caption: words.text("evaluation_latency"),
      first: words.text("evaluation_stage"),
      columns: ["p50", "p90", "p95", "p99", words.text("evaluation_longest")],
      format: (value) => decimal(value, 0, words),
      scale: scaleOver(0, Math.max(...stages.map((one) => one.p99))),
      rows: stages.map((one) => ({
        name: stageName(one.stage, words),
        marks: [{ kind: "time", at: one.p50, low: one.p50, high: one.p99, more: [one.p95] }],
        cells: [one.p50, one.p90, one.p95, one.p99, one.longest].map(ms),
      })),
    }),
  );
}

function settings(run, words) {
  if (!run) return "";
  const rows = Object.entries(run.settings).map(([key, value]) => [el("code", {}, key), [value].flat().join(", ")]);
  return el(
    "details",
    {},
    el("summary", {}, words.text("evaluation_settings")),
    table(words.text("evaluation_settings"), ["setting", "value"], rows),
  );
}
