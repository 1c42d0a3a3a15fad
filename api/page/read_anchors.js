// Links to the statements, paragraphs and words of a record, and what can be done with a place.

import { renderCite } from "./cite.js";
import { copyButton } from "./copy.js";
import { el, link } from "./dom.js";
import { trimmed } from "./read_text.js";
import { callText } from "./service.js";
import { queryOf, toAddress } from "./state.js";

export class Anchors {
  #page;
  #record;

  constructor(page, record) {
    this.#page = page;
    this.#record = record;
  }

  /** A link to the part of the record with an id ("s3", "s3p2"). */
  link(id, label, ...children) {
    return this.way(id, { class: "paragraph-number", "aria-label": label }, ...children);
  }

  way(id, attributes, ...children) {
    return link(this.address({ hash: id }), attributes, () => this.go({ hash: id }), ...children);
  }

  /** The address of a part ({hash}) or of words ({place}), without what else the view shows. */
  address(part) {
    const { language } = this.#page.words;
    return toAddress({ path: "/read", query: { doc: this.#record.document }, language, ...part });
  }

  go(part) {
    const query = queryOf(this.#page.state.query);
    query.set("doc", this.#record.document);
    this.#page.go({ path: "/read", query, ...part });
  }

  /** Copying the link, the words and the reference of a place that `part` leads to. */
  tools(part, { start, end }, quote) {
    const place = { document: this.#record.document, start, end };
    const { words } = this.#page;
    return el(
      "div",
      { class: "place-tools actions", role: "group", "aria-label": words.text("read_here"), lang: words.language },
      copyButton("copyLink", () => location.origin + this.address(part), this.#page),
      copyButton("copyQuote", () => quoted(quote, place, words), this.#page),
      renderCite(place, this.#page),
    );
  }
}

async function quoted(quote, { document, start, end }, { language }) {
  const query = queryOf({ document, start, end, format: "un", language });
  return `“${quote}”\n${(await callText(`/v1/citations?${query}`)).trim()}`;
}

/** The characters of a record's text that the reader has selected, null where none are. */
export function selectedSpan(text) {
  const selection = getSelection();
  if (!text || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  const touched = text.runs.filter(({ element }) => range.intersectsNode(element));
  if (!touched.length) return null;
  const from = offsetIn(touched[0], range.startContainer, range.startOffset) ?? touched[0].start;
  const last = touched.at(-1);
  const to = offsetIn(last, range.endContainer, range.endOffset) ?? last.end;
  const [start, end] = trimmed(text.slice(from, to), from);
  return start < end ? { start, end } : null;
}

function offsetIn({ element, start }, node, offset) {
  if (!element.contains(node)) return null;
  const before = new Range();
  before.setStart(element, 0);
  before.setEnd(node, offset);
  return start + [...before.toString()].length;
}
