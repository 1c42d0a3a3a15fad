// Who mentions a resolution or document: how often, and every sentence that does.

import { el, languageOf, link } from "./dom.js";
import { byline, readLink, wordsOf } from "./parts.js";
import { call } from "./service.js";
import { queryOf, toAddress } from "./state.js";
import { Characters, pieces } from "./text.js";

const AT_ONCE = 50;
const MOST = 1000; // that the service gives in one answer

// A number or a symbol, before the year that may follow it, and nothing else.
const SYMBOLS = [/^(resolution\s+)?\d{3,4}$/i, /^第?\s*\d{1,4}\s*号?决议$/, /^[A-Z]{1,6}(\/[\w.-]+)+$/i];

/** Whether a text names a resolution or document and nothing else. */
export function isSymbol(text) {
  const bare = text.replace(/\s*[(（]\d{4}[)）]/, "");
  return SYMBOLS.some((one) => one.test(bare));
}

/** The mentions of a symbol, those of one delegation where its code is given. */
export function mentionsOf(symbol, delegation, offset, language, signal, limit = AT_ONCE) {
  const query = queryOf({ delegation, language, limit, offset });
  return call(`/v1/symbols/${encodeURIComponent(symbol)}/mentions?${query}`, { signal });
}

/** All mentions, also those that are not shown yet. */
export async function allMentions(symbol, delegation, language, signal) {
  const all = [];
  for (;;) {
    const { mentions, total } = await mentionsOf(symbol, delegation, all.length, language, signal, MOST);
    all.push(...mentions);
    if (all.length >= total || !mentions.length) return all;
  }
}

/**
 * What is found, narrowed to the delegation `chosen`; `more()` fetches further ones, `save(form)` all of them for a
 * file, as csv or markdown.
 */
export function renderMentions(found, chosen, page, more, save) {
  const { words } = page;
  const { symbol, total, documents, held, by, mentions } = found;
  const title = words.text(total ? "stances_mentioned" : "stances_mentionedNone", { n: total, symbol });
  const saver = (form) =>
    el("button", { type: "button", class: "action", onclick: () => save(form) }, words.text(`stances_${form}`));
  const compare = toAddress({ path: "/stances", query: { q: symbol }, language: words.language });
  return [
    el("h2", { class: "section-title" }, title),
    total ? el("p", { class: "quiet" }, words.text("stances_mentionedIn", { n: documents })) : "",
    ...held.map((one) => el("p", {}, words.text("stances_held"), " ", one.title ?? symbol, " ", readLink(one, words))),
    el(
      "p",
      { class: "actions" },
      el("a", { class: "action", href: compare, "data-inside": true }, words.text("stances_asQuestion")),
      total ? [saver("csv"), saver("markdown")] : "",
    ),
    by.length > 1 || chosen ? mentioners(found, chosen, page) : "",
    el("ol", { class: "mentions" }, mentions.map((one) => mention(one, page))),
    mentions.length < total
      ? el("button", { type: "button", class: "more", onclick: more }, words.text("stances_moreMentions"))
      : "",
  ];
}

function mentioners({ by }, chosen, page) {
  const { words } = page;
  const query = (code) => {
    const kept = queryOf(page.state.query);
    kept.delete("delegation");
    if (code) kept.set("delegation", code);
    return { query: kept };
  };
  const choice = (code, name) => {
    const attributes = { class: "action", "aria-current": code === chosen ? "true" : null };
    return el("li", {}, page.link(query(code), attributes, name));
  };
  const named = (one) => {
    const name = one.delegation ?? words.text("stances_unknown");
    const called = one.chair ? words.text("stances_chair", { name }) : name;
    return `${called} · ${words.number(one.mentions)}`;
  };
  return el(
    "nav",
    { class: "mentioners", "aria-label": words.text("stances_by") },
    el(
      "ul",
      { class: "actions" },
      choice(null, words.text("stances_everybody")),
      by.map((one) =>
        one.delegation_code
          ? choice(one.delegation_code, named(one))
          : el("li", { class: "quiet" }, named(one)),
      ),
    ),
  );
}

function mention({ start, end, citation }, { words, places }) {
  const { quote, reference } = citation;
  const length = [...quote].length;
  const named = { start: start - citation.start, end: end - citation.start };
  const parts = pieces(new Characters(quote), 0, length, named);
  const key = `mention-${start}-${citation.document}`;
  const attributes = { class: "reference", "data-open": key, lang: languageOf(reference) };
  return el(
    "li",
    { class: "mention" },
    byline(citation, words),
    el(
      "blockquote",
      { class: "quote", ...wordsOf(quote) },
      parts.map(([text, isNamed]) => (isNamed ? el("mark", {}, text) : text)),
    ),
    el(
      "div",
      { class: "ways" },
      link(places.ofSpan(citation), attributes, places.openSpan(citation), reference),
      readLink(citation, words),
    ),
  );
}
