// How a document was parsed: what is doubtful, counts, what its characters are, where each field was learnt.

import { copyFrom } from "./copy.js";
import { renderDoubts } from "./documents_doubts.js";
import { el, languageOf, svg } from "./dom.js";
import { renderRelations } from "./relations.js";

const FIELDS = ["symbol", "title", "body", "date", "meeting", "agenda", "language", "kind"];

/** The details of a document from what /v1/documents/{id}/parse tells. */
export function renderParse(parsed, page) {
  const { words } = page;
  return el(
    "div",
    { class: "parse" },
    renderDoubts(parsed, words),
    renderRelations(parsed, page, "h3"),
    part("documents_counts", words, counts(parsed, words)),
    part("documents_census", words, census(parsed, words)),
    part("documents_metadata", words, metadata(parsed, words)),
    part("documents_file", words, file(parsed, page)),
  );
}

const part = (key, words, ...nodes) =>
  el("section", {}, el("h3", { class: "label" }, words.text(key)), ...nodes);

function counts(parsed, words) {
  const told = [
    ["statements", parsed.statements],
    ["paragraphs", parsed.paragraphs],
    ["passages", parsed.passages],
    ["speakers", parsed.speakers],
    ["delegations", parsed.delegations],
    ["characters", parsed.characters],
    ["pages", parsed.pages],
    ...Object.entries(parsed.floor_languages).map(([name, n]) => ["spoken", n, words.spoken(name)]),
  ];
  return pairs(
    told
      .filter(([, n]) => n !== null)
      .map(([key, n, language]) => [words.text(`documents_count_${key}`, { language }), words.number(n)]),
  );
}

const pairs = (rows) =>
  el("dl", { class: "pairs" }, rows.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))));

/** A table: the names of its columns, then rows of cells; the first cell of a row names it. */
function table(caption, columns, rows) {
  return el(
    "table",
    { class: "small-table" },
    el("caption", { class: "unseen" }, caption),
    el("thead", {}, el("tr", {}, columns.map((one) => el("th", { scope: "col" }, one)))),
    el("tbody", {}, rows.map(([head, ...cells]) => el("tr", {}, el("th", { scope: "row" }, head), cells.map((one) => el("td", {}, one))))),
  );
}

function census({ census: kinds, raw_characters: all }, words) {
  const percent = new Intl.NumberFormat(words.locale, { style: "percent", maximumFractionDigits: 1 });
  const number = (n) => words.number(n);
  return table(
    words.text("documents_census"),
    ["documents_block", "documents_blocks", "documents_column_characters", "documents_share"].map((key) => words.text(key)),
    Object.entries(kinds).map(([kind, { blocks, characters }]) => [
      words.text(`documents_block_${kind}`),
      number(blocks),
      number(characters),
      el("span", { class: "share" }, bar(characters / all), percent.format(characters / all)),
    ]),
  );
}

const bar = (share) =>
  svg(
    "svg",
    { class: "share-bar", viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true" },
    svg("rect", { width: (100 * share).toFixed(1), height: 8 }),
  );

function metadata(parsed, words) {
  const shown = {
    ...parsed,
    date: parsed.date && words.date(parsed.date),
    language: words.text(`written_${parsed.language}`),
    kind: words.text(`kind_${parsed.kind}`),
  };
  return table(
    words.text("documents_metadata"),
    ["documents_field", "documents_value", "documents_origin"].map((key) => words.text(key)),
    FIELDS.map((key) => [
      words.text(`documents_field_${key}`),
      shown[key] ? el("span", { lang: languageOf(String(shown[key])) }, String(shown[key])) : "–",
      origin(shown[key] && parsed.origins[key], words),
    ]),
  );
}

const origin = (name, words) => (name ? words.text(`documents_origin_${name.replace(" ", "-")}`) : "–");

function file({ name, digest, document, added_at: added }, page) {
  const { words } = page;
  const copy = (event) => copyFrom(event.currentTarget, () => digest, page);
  const at = new Intl.DateTimeFormat(words.locale, { dateStyle: "long", timeStyle: "short" });
  return el(
    "div",
    {},
    pairs([
      [words.text("documents_fileName"), name],
      [words.text("documents_column_added"), at.format(new Date(added))],
      [words.text("documents_id"), el("code", {}, document)],
      ["SHA-256", el("code", {}, digest)],
    ]),
    el("button", { type: "button", class: "action", onclick: copy }, words.text("documents_copyDigest")),
  );
}
