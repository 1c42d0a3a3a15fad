// How to answer: what it is narrowed to and who writes; fields to choose in, removable chips.

import { el, fill } from "./dom.js";
import { IGNORE } from "./facets.js";
import { asProblem, documents, hearChange, speakers } from "./service.js";

// The keys of the address, and what the service calls them.
const LISTS = { document: "documents", delegation: "delegations", speaker: "speakers" };
const DAYS = { from: "date_from", to: "date_to" };
const MODEL = "generate";
const KEYS = [...Object.keys(LISTS), ...Object.keys(DAYS), MODEL];
const OFFERED = 200; // documents to choose among at once
const FIRST_DAY = "1945-01-01";
const TYPES = { from: "date", to: "date", [MODEL]: "checkbox" };

/** The filters of an address as the service takes them, null where there are none. */
export function filtersOf(query) {
  const lists = Object.entries(LISTS).map(([key, name]) => [name, query.getAll(key)]);
  const days = Object.entries(DAYS).map(([key, name]) => [name, query.get(key) ?? ""]);
  const aside = [IGNORE, query.getAll(IGNORE)];
  const given = [...lists, ...days, aside].filter(([, value]) => value.length);
  return given.length ? Object.fromEntries(given) : null;
}

/** The part of an address that says how to answer, as an object of lists. */
export function kept(query) {
  return Object.fromEntries(KEYS.map((key) => [key, query.getAll(key)]));
}

export class Filters {
  #page;
  #onNarrow;
  #inputs;
  #query = new URLSearchParams();
  #offered = null; // the language of the choices
  #isLong = false; // not all documents are among the choices

  /** `onNarrow` takes the new filters, in the form of `kept`. */
  constructor(page, onNarrow) {
    this.#page = page;
    this.#onNarrow = onNarrow;
    this.#inputs = Object.fromEntries(KEYS.map((key) => [key, this.#input(key)]));
    this.chips = el("ul", { class: "chips", "data-label": "ask_filtered", hidden: true });
    this.element = el(
      "details",
      { class: "filters" },
      el("summary", { "data-text": "ask_filters" }),
      el("div", { class: "filter-fields" }, KEYS.map((key) => this.#field(key))),
    );
    this.#inputs.document.addEventListener("input", () => this.#isLong && this.#offerDocuments().catch(asProblem));
    this.element.addEventListener("toggle", () => this.element.open && this.#load());
    hearChange(() => {
      this.#offered = null;
      if (this.element.open) this.#load();
    });
  }

  /** Show what an address is narrowed to. */
  show(query) {
    this.#query = query;
    for (const key of Object.keys(LISTS)) this.#inputs[key].value = "";
    for (const key of Object.keys(DAYS)) this.#setDay(key, query.get(key) ?? "");
    this.#inputs[MODEL].checked = query.has(MODEL);
    if (this.element.open) this.#load();
    fill(this.chips, KEYS.flatMap((key) => query.getAll(key).map((one) => this.#chip(key, one))));
  }

  // A day that is set anew, even to the same, breaks off what is being typed into it.
  #setDay(key, day) {
    if (this.#inputs[key].value !== day) this.#inputs[key].value = day;
  }

  /** The filters as they stand, with what is written and not taken yet. */
  get chosen() {
    const chosen = kept(this.#query);
    for (const [key, input] of Object.entries(this.#inputs)) {
      const value = input.value.trim();
      if (key === MODEL) chosen[key] = input.checked ? ["1"] : [];
      else if (key in DAYS) chosen[key] = value ? [value] : [];
      else if (value) chosen[key] = [...new Set([...chosen[key], value])];
    }
    return chosen;
  }

  #input(key) {
    const limits = key in DAYS ? { min: FIRST_DAY } : { maxlength: "200" };
    const input = el("input", {
      id: `filter-${key}`, type: TYPES[key] ?? "text", autocomplete: "off", ...limits,
      list: key in LISTS ? `filter-${key}-choices` : null,
    });
    // A year that is still being typed (2, 20, 201) is none of the United Nations’.
    const take = () => input.validity.valid && this.#onNarrow(this.chosen);
    input.addEventListener("change", take);
    return input;
  }

  #field(key) {
    return el(
      "div",
      { class: `field field-${TYPES[key] ?? "text"}` },
      el("label", { for: `filter-${key}`, "data-text": `ask_filter_${key}` }),
      this.#inputs[key],
      key in LISTS ? el("datalist", { id: `filter-${key}-choices` }) : "",
    );
  }

  #chip(key, value) {
    const { words } = this.#page;
    const name = words.text(`ask_filter_${key}`);
    const remove = () => {
      const chosen = kept(this.#query);
      chosen[key] = chosen[key].filter((one) => one !== value);
      this.#onNarrow(chosen);
      (this.chips.querySelector("button") ?? this.element.querySelector("summary")).focus();
    };
    const shown = key === MODEL ? "" : key in DAYS ? words.date(value) : value;
    const label = words.text("ask_unfilter", { name: `${name} ${shown}`.trim() });
    return el(
      "li",
      {},
      el(
        "button",
        { type: "button", class: "chip", "aria-label": label, onclick: remove },
        el("span", { class: "chip-name" }, name), ` ${shown} `, el("span", { "aria-hidden": "true" }, "×"),
      ),
    );
  }

  /** What can be chosen is fetched when the fields are first opened. */
  async #load() {
    const { language } = this.#page.words;
    if (this.#offered === language) return;
    try {
      const [, heard] = await Promise.all([this.#offerDocuments(), speakers()]);
      if (language !== this.#page.words.language) return; // another loading is on its way
      this.#offer("delegation", heard.delegations.map((one) => [one[language], one.code]));
      this.#offer("speaker", heard.speakers.map((name) => [name, ""]));
      this.#offered = language;
    } catch (error) {
      asProblem(error); // the fields can be filled in without choices, too
    }
  }

  /** Documents to choose among; of a long list those that have what is written already. */
  async #offerDocuments() {
    const find = this.#inputs.document.value.trim();
    const told = await documents({ find, sort: "symbol", limit: OFFERED });
    // What was found for fewer letters may come later.
    if (find !== this.#inputs.document.value.trim()) return;
    this.#isLong ||= told.total > OFFERED;
    this.#offer("document", told.documents.map((one) => [one.symbol ?? one.name, one.title ?? ""]));
  }

  #offer(key, choices) {
    const options = choices.map(([value, label]) => el("option", { value }, label));
    this.element.querySelector(`#filter-${key}-choices`).replaceChildren(...options);
  }
}
