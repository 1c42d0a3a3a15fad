// The Check view: a quotation, perhaps who said it, and what the records say to that.

import { copyButton } from "./copy.js";
import { el, fill } from "./dom.js";
import { renderPassages, renderProblem, renderWaiting } from "./parts.js";
import { asProblem, verify } from "./service.js";
import { STRINGS } from "./strings_verify.js";
import { renderLegend, renderPlace } from "./verify_place.js";

const SIGNS = { exact: "✓", near: "≈", misattributed: "≠", not_found: "✗" };

let page = null;
let parts = null; // the elements that stay
let asked = { quote: "", by: "" };
let check = null; // {abort, found?, problem?}

export const view = {
  strings: STRINGS,

  mount(root, shell) {
    page = shell;
    parts = skeleton();
    root.append(parts.head, parts.result, parts.nearest);
    parts.form.addEventListener("submit", submit);
    parts.quote.addEventListener("input", () => complain(""));
    parts.quote.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit(event);
    });
  },

  enter({ query }) {
    const next = { quote: (query.get("quote") ?? "").trim(), by: (query.get("by") ?? "").trim() };
    if (next.quote === asked.quote && next.by === asked.by && check) return;
    // What is being written stays where it is not asked for anything else.
    if (next.quote !== asked.quote) parts.quote.value = next.quote;
    if (next.by !== asked.by) parts.by.value = next.by;
    asked = next;
    complain("");
    run();
  },

  // The reason and the names come in the reader's language, so they are asked for anew.
  speak: () => run(),
  leave: () => complain(""),
  title: () => (asked.quote ? `${page.words.text("verify_title")}: ${asked.quote.slice(0, 60)}` : ""),
  box: () => parts.quote,
};

function skeleton() {
  const quote = el("textarea", {
    id: "verify-quote", rows: "4", maxlength: "10000", autocomplete: "off", spellcheck: "false",
    "aria-describedby": "verify-hint verify-complaint", "data-placeholder": "verify_placeholder",
  });
  const by = el("input", {
    id: "verify-by", type: "text", maxlength: "200", autocomplete: "off", "aria-describedby": "verify-by-hint",
  });
  const complaint = el("p", { class: "complaint", id: "verify-complaint", role: "alert", hidden: true });
  const form = el(
    "form",
    { class: "fields", "data-label": "verify_title" },
    field("verify-quote", "verify_quotation", quote, "verify-hint", "verify_hint"),
    complaint,
    field("verify-by", "verify_by", by, "verify-by-hint", "verify_byHint"),
    el("button", { type: "submit", class: "primary", "data-text": "verify_check" }),
  );
  const head = el(
    "section",
    { "aria-labelledby": "verify-title" },
    el("h1", { id: "verify-title", tabindex: "-1", "data-text": "verify_title" }),
    el("p", { class: "lead", "data-text": "verify_lead" }),
    form,
  );
  const result = el("section", { class: "verdict", "data-label": "verify_result", hidden: true });
  return { head, form, quote, by, complaint, result, nearest: el("section", { "data-label": "hits", hidden: true }) };
}

function field(id, label, control, hintId, hint) {
  return el(
    "div",
    { class: "field" },
    el("label", { for: id, "data-text": label }),
    control,
    el("p", { class: "quiet", id: hintId, "data-text": hint }),
  );
}

// ---------------------------------------------------------------- checking

function submit(event) {
  event.preventDefault();
  const quote = parts.quote.value.trim();
  if (!quote) {
    complain(page.words.text("verify_blank"));
    parts.quote.focus();
    return;
  }
  check = null; // the same once more is checked once more
  page.go({ query: { quote, by: parts.by.value.trim() } });
}

async function run() {
  check?.abort.abort();
  check = asked.quote ? { abort: new AbortController() } : null;
  paint();
  const running = check;
  if (!running) return;
  try {
    running.found = await verify(asked.quote, asked.by, page.words.language, running.abort.signal);
  } catch (error) {
    running.problem = asProblem(error);
  }
  if (check !== running || running.abort.signal.aborted) return;
  paint();
  const { found } = running;
  if (found) page.say(`${page.words.text(`verify_${found.verdict}`)}. ${found.reason}`);
}

function complain(text) {
  parts.complaint.textContent = text;
  parts.complaint.hidden = !text;
  if (text) parts.quote.setAttribute("aria-invalid", "true");
  else parts.quote.removeAttribute("aria-invalid");
}

// ---------------------------------------------------------------- painting

function paint() {
  const { words, places } = page;
  const found = check?.found;
  parts.result.setAttribute("aria-busy", String(Boolean(check && !found && !check.problem)));
  fill(parts.result, resultNodes());
  fill(parts.nearest, found ? renderPassages(found.nearest, "hits", words, places) : []);
}

function resultNodes() {
  const { words } = page;
  if (!check) return [];
  if (check.problem) return renderProblem(check.problem, words, run);
  if (!check.found) return renderWaiting("verify_checking", words);
  const { verdict, reason, places } = check.found;
  const differs = places.some((one) => one.wording !== "exact");
  return [
    el(
      "h2",
      { class: "verdict-name", "data-verdict": verdict },
      el("span", { class: "verdict-sign", "aria-hidden": "true" }, SIGNS[verdict]),
      words.text(`verify_${verdict}`),
    ),
    el("p", { class: "verdict-reason" }, reason),
    differs ? renderLegend(words) : "",
    places.length
      ? el("ol", { class: "verdict-places" }, places.map((one, i) => renderPlace(one, i, page)))
      : "",
    copyButton("verify_copy", () => location.href, page),
  ];
}
