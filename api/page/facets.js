// What was read out of a question, as chips: each can be set aside, and be counted again.

import { el, languageOf } from "./dom.js";

/** The key of the address, and what it and the service call a facet there. */
export const IGNORE = "ignore";
const spell = ({ kind, value, written }) => written ?? `${kind}:${value}`;

/**
 * Chips for what counted and what was set aside; `answer` may be null (nothing is known yet but
 * what the address sets aside). `onChange` takes the new list for the address.
 */
export function renderFacets(answer, query, words, onChange) {
  const aside = query.getAll(IGNORE);
  const counted = together(answer?.facets ?? []);
  const ignored = together(answer?.ignored ?? aside.map(unlabelled));
  const without = ({ spelt }) => aside.filter((one) => !spelt.includes(one));
  const chips = [
    ...counted.map((one) => chip(one, true, words, () => onChange([...aside, ...one.spelt]))),
    ...ignored.map((one) => chip(one, false, words, () => onChange(without(one)))),
  ];
  if (!chips.length) return "";
  return el(
    "div",
    { class: "facets" },
    el("p", { class: "label", id: "facets-title" }, words.text("ask_facets")),
    el("ul", { class: "chips", "aria-labelledby": "facets-title" }, chips),
  );
}

/** Those that read the same are one: a name may be written in several ways in the records. */
function together(facets) {
  const found = new Map();
  for (const facet of facets) {
    const key = `${facet.kind} ${facet.label}`;
    const one = found.get(key) ?? { ...facet, spelt: [] };
    one.spelt.push(spell(facet));
    found.set(key, one);
  }
  return [...found.values()];
}

function unlabelled(written) {
  const at = written.indexOf(":");
  return { kind: written.slice(0, Math.max(at, 0)), label: written.slice(at + 1), written };
}

function chip({ kind, label }, counts, words, onclick) {
  // What a meeting is called says that it is one.
  const name = words.has(`ask_facet_${kind}`) ? words.text(`ask_facet_${kind}`) : "";
  const told = words.text(counts ? "ask_ignore" : "ask_heed", { name: `${name} ${label}`.trim() });
  return el(
    "li",
    {},
    el(
      "button",
      { type: "button", class: counts ? "chip" : "chip chip-aside", "aria-label": told, title: told, onclick },
      el("span", { class: "chip-name" }, name), " ",
      el(counts ? "span" : "s", { lang: languageOf(label) }, label), " ",
      el("span", { "aria-hidden": "true" }, counts ? "×" : "+"),
    ),
  );
}
