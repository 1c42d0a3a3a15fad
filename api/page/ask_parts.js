// What stays of the Ask view: the question's form and the places for what comes and goes.

import { el } from "./dom.js";
import { EXAMPLES } from "./strings_ask.js";

/** The elements by name; `filters` is the Filters of the view. */
export function skeleton(filters) {
  const box = el("textarea", {
    id: "question", name: "q", rows: "1", maxlength: "10000", enterkeyhint: "search",
    autocomplete: "off", "aria-describedby": "complaint", "data-placeholder": "ask_placeholder",
  });
  const complaint = el("p", { class: "complaint", id: "complaint", role: "alert", hidden: true });
  const form = el(
    "form",
    { id: "form", role: "search", "data-label": "ask_title" },
    el("label", { class: "unseen", for: "question", "data-text": "ask_question" }),
    el("div", { class: "box" }, box, el("button", { type: "submit", class: "primary", "data-text": "ask_ask" })),
    complaint,
    filters.chips,
    filters.element,
  );
  const trail = el("nav", { class: "conversation", "data-label": "ask_conversation", hidden: true });
  const examples = el("ul");
  const heldList = el("div");
  const ask = el(
    "section",
    { class: "ask", "aria-labelledby": "title" },
    el("h1", { id: "title", tabindex: "-1", "data-text": "ask_title" }),
    el("p", { class: "lead", "data-text": "ask_lead" }),
    trail,
    form,
    el(
      "div",
      { class: "examples", id: "examples" },
      el("h2", { class: "label", "data-text": "ask_examples" }),
      examples,
    ),
  );
  const answer = el("section", {
    class: "answer", id: "answer", "data-label": "ask_answer", tabindex: "-1", hidden: true,
  });
  const held = el(
    "section",
    { class: "held", id: "held", "aria-labelledby": "held-title" },
    el("h2", { id: "held-title", class: "section-title", "data-text": "ask_held" }),
    heldList,
  );
  const follow = el("div", { hidden: true });
  return {
    ask, answer, box, complaint, examples, form, held, heldList, trail, follow,
    hits: el("section", { class: "hits", id: "hits", hidden: true }),
  };
}

/** The questions to begin with, as buttons. */
export function renderExamples(take) {
  return EXAMPLES.map(([language, example]) => {
    const attributes = { type: "button", class: "example", lang: language, onclick: () => take(example) };
    return el("li", {}, el("button", attributes, example));
  });
}
