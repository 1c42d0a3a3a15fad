// What the parts of the Evaluation view share: choosing, numbers, names of slices and measures.

import { el } from "./dom.js";
import { queryOf } from "./state.js";

/** The query of the address with some keys changed; what is empty is dropped. */
export function changed(page, changes) {
  const query = queryOf(page.state.query);
  for (const [key, value] of Object.entries(changes)) {
    if (value) query.set(key, value);
    else query.delete(key);
  }
  return query;
}

/** A label (a key) with a choice among [value, name] pairs; `take(value)` hears the choice. */
export function choice(label, key, options, chosen, words, take) {
  const id = `evaluation-${key}`;
  const select = el(
    "select",
    { id, class: "chooser", "data-key": id },
    options.map(([value, name]) => el("option", { value, selected: value === (chosen ?? "") }, name)),
  );
  select.addEventListener("change", () => take(select.value));
  return el("div", { class: "choice" }, el("label", { for: id }, words.text(label)), select);
}

/** Among the two halves of the question set. */
export const halfChoice = (halves, half, page, more = {}) =>
  choice("evaluation_half", "half", halves.map((one) => [one, halfName(one, page.words)]), half, page.words, (value) =>
    page.go({ query: changed(page, { half: value === "dev" ? "" : value, ...more }) }),
  );

export const halfName = (half, words) => words.text(`evaluation_half_${half}`);

/** What a run is called, with the file where it is one of several. */
export function runName({ id, source, name }, words) {
  if (source !== "folder") return `${words.text(`evaluation_source_${source}`)} · ${name}`;
  return `${id} · ${name}`;
}

/** A part of the data that figures are of: "dev · zh", "kind · list", "document · S/PV.8626". */
export function sliceName(slice, words) {
  const [first, second] = slice.split(" · ");
  if (first === "kind") return kindName(second, words);
  if (first === "document") return documentName(second, words);
  return [first, second].filter(Boolean).map((one) => words.text(`evaluation_half_${one}`)).join(" · ");
}

export const kindName = (kind, words) => named(`evaluation_kind_${kind}`, kind, words);

export const documentName = (label, words) =>
  label === "several documents" ? words.text("evaluation_several") : label;

/** Measures with names of their own in the field (nDCG@10) keep them. */
export const measureName = (measure, words) =>
  named(`evaluation_measure_${measure.toLowerCase().replaceAll(" ", "-")}`, measure, words);

export const stageName = (stage, words) => named(`evaluation_stage_${stage.replace(".", "-")}`, stage, words);

const named = (key, otherwise, words) => (words.has(key) ? words.text(key) : otherwise);

/** A number with so many digits behind the point. */
export function decimal(value, digits, words, sign = "auto") {
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay: sign };
  return value.toLocaleString(words.locale, options);
}

/** A mean with its interval: "0.780 (0.725–0.831)"; nothing where there is none. */
export function spread(cell, words) {
  if (!cell) return "–";
  const [mean, low, high] = [cell.mean, cell.low, cell.high].map((one) => decimal(one, 3, words));
  return [el("span", { class: "mean" }, mean), " ", el("span", { class: "interval" }, `${low}–${high}`)];
}

/** A difference with its interval and how sure it is, as cells of a table. */
export function differenceCells(row, words) {
  const signed = (value) => decimal(value, 3, words, "exceptZero");
  return [
    decimal(row.a, 3, words),
    decimal(row.b, 3, words),
    [
      el("span", { class: "mean" }, signed(row.difference)), " ",
      el("span", { class: "interval" }, `${signed(row.low)} … ${signed(row.high)}`),
    ],
    [decimal(row.p_holm, 3, words), " ", row.p_holm < 0.05 ? el("span", { class: "sure" }, words.text("evaluation_sure")) : ""],
  ];
}
