// Sums over all that is held.

import { el } from "./dom.js";

/** Languages, kinds, dates, how much is in them, and how many are doubtful. */
export function renderSums(held, words) {
  const each = (counts, key) => Object.entries(counts).map(([name, n]) => `${words.text(`${key}_${name}`)} ${words.number(n)}`);
  const content = ["statements", "passages", "characters"].map((key) => words.text(`documents_sum_${key}`, { n: held[key] }));
  const rows = [
    ["languages", each(held.languages, "written")],
    ["kinds", each(held.kinds, "kind")],
    ["dates", datesOf(held, words)],
    ["content", content],
    ["doubtful", held.doubtful ? [words.text("documents_sum_documents", { n: held.doubtful })] : []],
  ];
  const told = rows.filter(([, values]) => values.length);
  return [
    el(
      "dl",
      { class: "pairs" },
      told.map(([key, values]) => el("div", {}, el("dt", {}, words.text(`documents_sum_${key}`)), el("dd", {}, values.join(" · ")))),
    ),
  ];
}

function datesOf({ first_date: first, last_date: last }, words) {
  if (!first) return [];
  const [from, to] = [words.date(first, "short"), words.date(last, "short")];
  return [from === to ? from : words.text("documents_dates", { first: from, last: to })];
}
