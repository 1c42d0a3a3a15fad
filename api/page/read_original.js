// The file as given beside the mended text. Mending only removes, so that every character of the
// file is either kept or left out, and what is left out is shown as such.

import { el } from "./dom.js";

/**
 * The part of the file that the mended characters `from`–`to` come from, up to where `to` comes
 * from; what is left out is shaded. `original` is {raw: Characters,
 * runs: [[start, rawStart], …], length: that of the mended text}.
 */
export function originalPiece({ raw, runs, length }, from, to, words) {
  const text = [];
  let at = rawOf(runs, from);
  for (let i = runAt(runs, from); i < runs.length && runs[i][0] < to; i++) {
    const first = Math.max(from, runs[i][0]);
    const rawFirst = rawOf(runs, first);
    text.push(...omitted(raw, at, rawFirst));
    at = rawFirst + Math.min(to, runs[i + 1]?.[0] ?? to) - first;
    text.push(raw.slice(rawFirst, at));
  }
  text.push(...omitted(raw, at, to < length ? rawOf(runs, to) : raw.length));
  return el("div", { class: "original", role: "group", "aria-label": words.text("read_originalOf") }, text);
}

// Where a line ends there is nothing to shade, so that it gets a sign (see read.css).
function omitted(raw, from, to) {
  if (from >= to) return [];
  const pieces = raw.slice(from, to).split(/(?<=\n)|(?=\n)/);
  return pieces.map((one) => el("span", { class: one === "\n" ? "omitted line" : "omitted" }, one));
}

/** Where a mended character stands in the file. */
function rawOf(runs, offset) {
  const [start, rawStart] = runs[runAt(runs, offset)];
  return rawStart + offset - start;
}

/** The last run that begins at or before a character. */
function runAt(runs, offset) {
  let low = 0;
  let high = runs.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (runs[middle][0] <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
