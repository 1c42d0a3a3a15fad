// The table of delegations: a row for each, a column for each meeting. It is built once for an
// answer; ordering moves its rows and narrowing hides them, so that the focus stays where it is.

import { el, languageOf, link } from "./dom.js";
import { byline, readLink, wordsOf } from "./parts.js";
import { toAddress } from "./state.js";

const ORDER = { said: 0, not_on_this: 1, did_not_speak: 2, not_present: 3 };

export class StancesTable {
  #page;
  #rows; // {row, cells, element}, in the order of the service: closest first
  #heads;
  #body = el("tbody", { role: "rowgroup" });

  /** `found` is the service's answer; `sort(key)` is what a heading does. */
  constructor(found, page, sort) {
    const { words } = page;
    this.#page = page;
    this.found = found;
    this.#rows = found.rows.map((row) => ({ row, element: this.#row(row) }));
    const meetings = found.meetings.map((one) =>
      heading(one.document, meetingName(one), words.date(one.date), sort),
    );
    this.#heads = [heading("name", words.text("stances_delegation"), "", sort), ...meetings];
    const caption = words.text("stances_table", { question: found.question });
    this.element = el(
      "table",
      { class: "stances", role: "table" },
      el("caption", { class: "unseen" }, caption),
      el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, this.#heads)),
      this.#body,
    );
  }

  /** Order and narrow as an address says; gives the rows shown. */
  apply(choice) {
    const shown = this.#rows
      .filter(({ row }) => fits(row, choice, this.meetings(choice)))
      .sort(comparer(choice.sort, this.found));
    this.#body.replaceChildren(...shown.map(({ element }) => element));
    for (const head of this.#heads) {
      const isSorted = head.dataset.key === choice.sort;
      if (isSorted) head.setAttribute("aria-sort", choice.sort === "name" ? "ascending" : "descending");
      else head.removeAttribute("aria-sort");
    }
    this.found.meetings.forEach(({ document }, i) => {
      const isHidden = choice.hidden.includes(document);
      const rows = [this.#heads, ...this.#rows.map(({ element }) => element.children)];
      for (const row of rows) row[i + 1].hidden = isHidden;
    });
    return shown.map(({ row }) => row);
  }

  /** How many rows an address leaves. */
  count(choice) {
    return this.found.rows.filter((row) => fits(row, choice, this.meetings(choice))).length;
  }

  /** The meetings that an address does not hide. */
  meetings({ hidden }) {
    return this.found.meetings.filter((one) => !hidden.includes(one.document));
  }

  #row(row) {
    const name = el("th", { scope: "row", role: "rowheader", lang: languageOf(row.delegation) }, row.delegation);
    return el("tr", { role: "row" }, name, row.cells.map((cell, i) => this.#cell(cell, this.found.meetings[i])));
  }

  #cell(cell, meeting) {
    const { words } = this.#page;
    const name = `${meetingName(meeting)} · ${words.date(meeting.date)}`;
    const label = el("p", { class: "cell-meeting quiet" }, name); // seen in cards only
    const inside = cell.citation ? this.#said(cell.citation) : this.#silent(cell);
    return el("td", { role: "cell", "data-status": cell.status }, label, inside);
  }

  #said(citation) {
    const { words, places } = this.#page;
    const { reference, quote, number } = citation;
    const attributes = { class: "reference", "data-open": `stance-${number}`, lang: languageOf(reference) };
    return [
      el("blockquote", { class: "quote", ...wordsOf(quote) }, quote),
      byline(citation, words),
      link(places.ofSpan(citation), attributes, places.openSpan(citation), reference),
      readLink(citation, words),
    ];
  }

  #silent({ status, presided, statements, document }) {
    const { words } = this.#page;
    const told = [words.text(`stances_${status}`), presided ? words.text("stances_presided") : ""];
    const links = statements.map((n) => {
      const href = toAddress({ path: "/read", query: { doc: document }, language: words.language, hash: `s${n}` });
      return el("a", { href, "data-inside": true }, words.text("stances_statement", { n }));
    });
    return el("p", { class: "quiet silent" }, told.filter(Boolean).join(" "), links);
  }
}

/** What a meeting goes by. */
export const meetingName = (meeting) => meeting.symbol ?? meeting.title ?? meeting.name;

function heading(key, name, note, sort) {
  const button = el("button", { type: "button", class: "sorter", onclick: () => sort(key) }, name);
  const under = note ? el("span", { class: "quiet" }, note) : "";
  return el("th", { scope: "col", role: "columnheader", "data-key": key }, button, under);
}

function fits(row, { by, onlySaid }, meetings) {
  const cells = row.cells.filter((cell) => meetings.some((one) => one.document === cell.document));
  if (!cells.length || cells.every((cell) => cell.status === "not_present")) return false;
  if (onlySaid && !cells.some((cell) => cell.status === "said")) return false;
  const wanted = by.trim().toLowerCase();
  return !wanted || `${row.delegation} ${row.delegation_code}`.toLowerCase().includes(wanted);
}

/** Rows by name, by how close they come in one meeting, or as the service has them. */
function comparer(sort, { language, meetings }) {
  if (sort === "name") {
    const { compare } = new Intl.Collator(language === "zh" ? "zh-CN" : "en");
    return (a, b) => compare(a.row.delegation, b.row.delegation);
  }
  const column = meetings.findIndex((one) => one.document === sort);
  if (column < 0) return () => 0;
  const rank = ({ row: { cells } }) => [ORDER[cells[column].status], -cells[column].evidence];
  return (a, b) => rank(a)[0] - rank(b)[0] || rank(a)[1] - rank(b)[1];
}
