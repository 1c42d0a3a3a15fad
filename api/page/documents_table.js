// What is held as a table: sorted by any column, the language versions of a document together.

import { el, languageOf } from "./dom.js";

const AT_ONCE = 200;

/** The columns: key, what a document is sorted by, how it is shown. */
const COLUMNS = [
  ["symbol", (one) => one.symbol ?? one.title ?? one.name],
  ["language", (one) => one.language],
  ["date", (one) => one.date ?? ""],
  ["kind", (one) => one.kind],
  ["statements", (one) => one.statements],
  ["characters", (one) => one.characters],
  ["added", (one) => one.added_at],
];
const NUMBERS = ["statements", "characters"];
const BY_SYMBOL = COLUMNS[0][1];

/** The documents whose symbol, title or file name has all the words. */
export function matching(held, wanted) {
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  return held.filter((one) => {
    const text = [one.symbol, one.title, one.name, one.date].join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** Groups of documents that are one document in several languages, in the order of a column. */
export function grouped(held, { sort, down }, locale) {
  const key = COLUMNS.find(([name]) => name === sort)?.[1] ?? BY_SYMBOL;
  const { compare } = new Intl.Collator(locale, { numeric: true });
  const order = (a, b) => {
    const [first, second] = [key(a), key(b)];
    // What is not known comes last, whichever way the rest goes.
    if (first === "" || second === "") return (first === "") - (second === "");
    return (down ? -1 : 1) * (typeof first === "number" ? first - second : compare(first, second));
  };
  const sorted = [...held].sort((a, b) => order(a, b) || compare(BY_SYMBOL(a), BY_SYMBOL(b)));
  return [...Map.groupBy(sorted, (one) => one.symbol ?? one.document).values()];
}

/**
 * The table. `at` is {sort, down, show, shown}: the column and direction, the document whose details are open, how
 * many groups; `doors` gives sort(key), show(id), remove(document), more(count), `writable`, and the nodes
 * read(document, text) and details(document).
 */
export function renderTable(groups, at, words, doors) {
  const rest = groups.length - (at.shown ?? AT_ONCE);
  return [
    el(
      "table",
      { class: "held-table" },
      el("caption", { class: "unseen" }, words.text("documents_held")),
      el("thead", {}, el("tr", {}, COLUMNS.map(([key]) => header(key, at, words, doors)), actionsHeader(words))),
      groups.slice(0, at.shown ?? AT_ONCE).map((group) => body(group, at, words, doors)),
    ),
    rest > 0 ? moreButton(rest, at, words, doors) : "",
  ];
}

const actionsHeader = (words) =>
  el("th", { scope: "col" }, el("span", { class: "unseen" }, words.text("documents_actions")));

function moreButton(rest, at, words, doors) {
  const onclick = () => doors.more((at.shown ?? AT_ONCE) + AT_ONCE);
  return el("button", { type: "button", class: "more", onclick }, words.text("documents_more", { n: rest }));
}

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
    cell("language", written, one.symbol ? doors.read(one, one.title ?? one.name) : "", doubts(one, words)),
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

const doubts = ({ warnings: { length: n } }, words) =>
  n ? el("span", { class: "doubts" }, el("span", { "aria-hidden": "true" }, "⚠ "), words.text("documents_warningCount", { n })) : "";

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
