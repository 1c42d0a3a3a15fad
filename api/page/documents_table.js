// What is held as a table: the language versions of a document together.

import { el, languageOf } from "./dom.js";

const COLUMNS = ["symbol", "language", "date", "kind", "statements", "characters", "added"];
const NUMBERS = ["statements", "characters"];

/** Groups of documents that are one document in several languages; they stand together already. */
export const grouped = (documents) => [...Map.groupBy(documents, (one) => one.symbol ?? one.document).values()];

/**
 * The table, and how many `rest` behind it. `at` is {sort, down, show}: the column and direction, and the document
 * whose details are open; `doors` gives sort(key), show(id), remove(document), more(), `writable`, and the nodes
 * read(document, text) and details(document).
 */
export function renderTable(groups, rest, at, words, doors) {
  return [
    el(
      "table",
      { class: "held-table" },
      el("caption", { class: "unseen" }, words.text("documents_held")),
      el("thead", {}, el("tr", {}, COLUMNS.map((key) => header(key, at, words, doors)), actionsHeader(words))),
      groups.map((group) => body(group, at, words, doors)),
    ),
    rest > 0 ? moreButton(rest, words, doors) : "",
  ];
}

const actionsHeader = (words) =>
  el("th", { scope: "col" }, el("span", { class: "unseen" }, words.text("documents_actions")));

const moreButton = (rest, words, doors) =>
  el("button", { type: "button", class: "more", "data-key": "more", onclick: doors.more }, words.text("documents_more", { n: rest }));

function header(key, { sort, down }, words, doors) {
  const isSorted = sort === key;
  const sign = isSorted ? (down ? "↓" : "↑") : "";
  return el(
    "th",
    { scope: "col", "aria-sort": isSorted ? (down ? "descending" : "ascending") : null, class: NUMBERS.includes(key) && "figure" },
    el(
      "button",
      { type: "button", class: "sorter", "data-key": `sort-${key}`, onclick: () => doors.sort(key) },
      words.text(`documents_column_${key}`),
      el("span", { class: "sort-sign", "aria-hidden": "true" }, sign),
    ),
  );
}

/** One document: a row for each language that it is held in. */
function body(group, at, words, doors) {
  return el(
    "tbody",
    { "data-versions": group.length },
    group.flatMap((one, i) => {
      const isOpen = at.show === one.document;
      const details = isOpen ? detailsRow(one, group, doors) : "";
      return [row(one, i ? 0 : spanOf(group, at), isOpen, words, doors), details];
    }),
  );
}

/** How many rows the name of a group stands beside: of several versions also their details. */
const spanOf = (group, { show }) =>
  group.length === 1 ? 1 : group.length + group.filter((one) => one.document === show).length;

function row(one, span, isOpen, words, doors) {
  const cell = (key, ...children) =>
    el("td", { "data-column": key, "data-heading": words.text(`documents_column_${key}`), class: NUMBERS.includes(key) && "figure" }, ...children);
  const name = one.symbol ?? one.title ?? one.name;
  const written = words.text(`written_${one.language}`);
  const scope = span > 1 ? "rowgroup" : "row";
  return el(
    "tr",
    { "data-document": one.document },
    span ? el("th", { scope, rowspan: span, lang: languageOf(name) }, one.symbol ?? doors.read(one, name)) : "",
    cell("language", written, one.symbol ? doors.read(one, one.title ?? one.name) : "", remarks(one, words)),
    cell("date", words.date(one.date, "short")),
    cell("kind", words.text(`kind_${one.kind}`)),
    cell("statements", words.number(one.statements)),
    cell("characters", words.number(one.characters)),
    cell("added", words.date(one.added_at.slice(0, 10), "short")),
    el(
      "td",
      { class: "row-actions" },
      el(
        "button",
        {
          type: "button", class: "action", "data-key": `show-${one.document}`, "aria-expanded": String(isOpen),
          "aria-controls": isOpen ? `details-${one.document}` : null, onclick: () => doors.show(isOpen ? "" : one.document),
        },
        words.text("documents_details"),
        el("span", { class: "unseen" }, `: ${name}, ${written}`),
      ),
      doors.writable ? removeButton(one, `${name}, ${written}`, words, doors) : "",
    ),
  );
}

/** What the details tell more of: warnings, earlier versions. */
function remarks({ warnings, earlier }, words) {
  const doubts = warnings.length
    ? el("span", { class: "doubts" }, el("span", { "aria-hidden": "true" }, "⚠ "), words.text("documents_warningCount", { n: warnings.length }))
    : "";
  const versions = earlier.length ? el("span", { class: "versions" }, words.text("documents_earlier", { n: earlier.length })) : "";
  return [doubts, versions];
}

function removeButton(one, name, words, doors) {
  return el(
    "button",
    { type: "button", class: "action danger", "data-key": `remove-${one.document}`, onclick: () => doors.remove(one) },
    words.text("documents_remove"),
    el("span", { class: "unseen" }, `: ${name}`),
  );
}

function detailsRow(one, group, doors) {
  const colspan = COLUMNS.length + (group.length > 1 ? 0 : 1);
  return el("tr", { class: "details-row", id: `details-${one.document}` }, el("td", { colspan }, doors.details(one)));
}
