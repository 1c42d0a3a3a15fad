// One place that a quotation is from, or close to: who said it, where, and every difference.

import { renderCite } from "./cite.js";
import { el, languageOf, link } from "./dom.js";
import { byline, readLink, wordsOf } from "./parts.js";

/** A place with the words of the record, what the quotation has otherwise struck out beside it. */
export function renderPlace(place, index, page) {
  const { words, places } = page;
  const id = `verify-place-${index + 1}`;
  const claimed = place.claimed === null ? "" : place.claimed ? "verify_claimed" : "verify_notClaimed";
  return el(
    "li",
    { class: "verdict-place" },
    byline(place, words),
    el(
      "p",
      { class: "quiet", id },
      [
        words.text(`verify_wording_${place.wording}`, { n: place.distance }),
        claimed && words.text(claimed),
      ].filter(Boolean).join(" · "),
    ),
    el("blockquote", { class: "quote", ...wordsOf(place.quote) }, compared(place, words)),
    el("p", { class: "reference", lang: languageOf(place.reference) }, place.reference),
    el(
      "div",
      { class: "ways" },
      link(
        places.ofSpan(place),
        { class: "open", "data-open": id, "aria-describedby": id },
        places.openSpan(place),
        words.text("open"),
      ),
      readLink(place, words),
      renderCite(place, page),
    ),
  );
}

/** What the marks mean: words as well as colour and line. */
export function renderLegend(words) {
  const item = (mark, key) => el("li", {}, mark, ` ${words.text(key)}`);
  const sample = words.language === "zh" ? "字" : "abc";
  return el(
    "ul",
    { class: "legend quiet", "aria-label": words.text("verify_legend") },
    item(el("del", { "aria-hidden": "true" }, sample), "verify_onlyQuote"),
    item(el("ins", { "aria-hidden": "true" }, sample), "verify_onlyRecord"),
    item(el("span", { class: "written", "aria-hidden": "true" }, sample), "verify_written"),
  );
}

function compared({ parts }, words) {
  return parts.flatMap((part, i) => [
    i ? " … " : "",
    ...part.segments.flatMap((one) => segment(one, words)),
  ]);
}

function segment({ operation, quotation, record }, words) {
  if (operation === "same") return [record];
  if (operation === "written") {
    const title = words.text("verify_inQuote", { text: quotation });
    return [el("span", { class: "written", title }, record)];
  }
  return [
    quotation ? el("del", {}, told("verify_onlyQuote", words), quotation) : "",
    record ? el("ins", {}, told("verify_onlyRecord", words), record) : "",
  ];
}

// Screen readers mostly pass over del and ins, so that what they mean is said.
const told = (key, words) =>
  el("span", { class: "unseen", lang: words.language }, `[${words.text(key)}] `);
