// A conversation: what was asked before, and asking on.

import { el } from "./dom.js";

const REMEMBERED = 20; // as many turns as the service takes
const turns = new Map(); // by the questions up to them, the turns that answers returned

const keyOf = (questions) => JSON.stringify(questions);

/** Keep the turn of an answer to the last of some questions. */
export function keep(questions, answer) {
  if (answer.turn) turns.set(keyOf(questions), answer.turn);
}

/** What to send of the questions before: turns where they are known, else the questions. */
export function historyOf(before) {
  return before
    .map((question, i) => turns.get(keyOf(before.slice(0, i + 1))) ?? question)
    .slice(-REMEMBERED);
}

/** The questions before, each a link to its answer, and the way to begin anew. */
export function renderTrail(before, page, targetOf) {
  if (!before.length) return [];
  const { words } = page;
  const items = before.map((question, i) => {
    const target = targetOf(before.slice(0, i), question);
    return el("li", {}, page.link(target, { class: "earlier" }, question));
  });
  return [
    el("h2", { class: "label" }, words.text("ask_conversation")),
    el("ol", { class: "trail" }, items),
    page.link({ query: {} }, { class: "action" }, words.text("ask_anew")),
  ];
}

/** What a question was understood as, with a link to that question alone. */
export function renderUnderstood(answer, page, alone) {
  if (!answer.resolved_question) return "";
  const target = alone(answer.resolved_question);
  return el(
    "p",
    { class: "understood" },
    `${page.words.text("ask_understood")} `,
    page.link(target, {}, answer.resolved_question),
  );
}

let draft = { after: null, text: "" }; // what is being written after some questions

/** A button that opens a field for the next question after some; `onAsk` takes it. */
export function renderFollowUp(questions, page, onAsk) {
  const { words } = page;
  const after = keyOf(questions);
  const isBegun = draft.after === after;
  const box = el("input", {
    id: "follow-up", type: "text", maxlength: "10000", autocomplete: "off", enterkeyhint: "search",
    placeholder: words.text("ask_followUpPlaceholder"), "data-key": "follow-up",
  });
  if (isBegun) box.value = draft.text;
  // The page may be painted anew, in another language, while it is written.
  box.addEventListener("input", () => (draft = { after, text: box.value }));
  const form = el(
    "form",
    { class: "follow-form", hidden: !isBegun },
    el("label", { class: "unseen", for: "follow-up" }, words.text("ask_followUp")),
    el("div", { class: "box" }, box, el("button", { type: "submit", class: "primary" }, words.text("ask_ask"))),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const asked = box.value.trim();
    if (!asked) return box.focus();
    draft = { after: null, text: "" };
    onAsk(asked);
  });
  const open = (event) => {
    draft = { after, text: "" };
    event.currentTarget.hidden = true;
    form.hidden = false;
    box.focus();
  };
  const button = el("button", { type: "button", class: "action", hidden: isBegun, onclick: open }, words.text("ask_followUp"));
  return el("div", { class: "follow" }, button, form);
}
