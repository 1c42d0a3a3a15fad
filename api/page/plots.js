// Plots: drawings of SVG attributes alone (the policy allows no inline style), colours from the style sheet.
//
// Every plot stands in or beside a table with its values, so drawings are hidden from screen readers.
// Places are percentages, so that a drawing is as wide as its column and letters keep their size.

import { el, svg } from "./dom.js";

const ROW = 13; // pixels between the marks of a row
const TICKS = 6;

/** A scale with round ticks that holds two values: {low, high, ticks, at(value) -> "12.5%"}. */
export function scaleOver(low, high) {
  const span = high - low || 1;
  const power = 10 ** Math.floor(Math.log10(span / TICKS));
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => span / one <= TICKS);
  const [first, last] = [Math.floor(low / step + 1e-9), Math.ceil(high / step - 1e-9)];
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
  const [from, to] = [ticks[0], ticks.at(-1)];
  const at = (value) => `${((100 * (Math.min(to, Math.max(from, value)) - from)) / (to - from)).toFixed(2)}%`;
  return { low: from, high: to, ticks, at };
}

/** The same distance to both sides of zero. */
export function scaleAround(values) {
  const most = Math.max(0.02, ...values.map(Math.abs));
  return scaleOver(-most, most);
}

/** The numbers above a column of rows. */
const axis = ({ ticks, at }, format) =>
  svg("svg", { class: "axis", "aria-hidden": "true" }, ticks.map((one) => svg("text", { x: at(one), y: 12 }, format(one))));

/** The marks of a row {kind, at, low?, high?}: where a value is and how far its interval reaches. */
function strip(marks, { low, ticks, at }) {
  const height = ROW * (marks.length + 1);
  return svg(
    "svg",
    { class: "strip", height, "aria-hidden": "true" },
    ticks.map((one) => svg("line", { class: one === 0 && low < 0 ? "zero" : "grid", x1: at(one), x2: at(one), y1: 0, y2: height })),
    marks.map((one, i) => mark(one, ROW * (i + 1), at)),
  );
}

function mark({ kind, at: value, low, high, more = [] }, y, at) {
  return svg(
    "g",
    { class: `mark-${kind}` },
    low === undefined ? "" : svg("line", { x1: at(low), x2: at(high), y1: y, y2: y }),
    more.map((one) => svg("circle", { class: "hollow", cx: at(one), cy: y, r: 4 })),
    sign(kind, at(value), y),
  );
}

// English is a square, so that the languages differ by more than their colour.
const sign = (kind, x, y) =>
  kind === "en"
    ? svg("svg", { x, y: y - 4, overflow: "visible" }, svg("rect", { x: -4, width: 8, height: 8 }))
    : svg("circle", { cx: x, cy: y, r: 4.5 });

/** The sign of a series and its name, for a legend. */
export const legend = (entries) =>
  el(
    "ul",
    { class: "plot-legend" },
    entries.map(([kind, name]) =>
      el("li", {}, svg("svg", { class: `mark-${kind}`, width: 12, height: 12, "aria-hidden": "true" }, sign(kind, 6, 6)), ` ${name}`),
    ),
  );

/**
 * A table with a drawing in every row. `rows` are {name, marks, cells}, or {group} for a heading between them;
 * `columns` name the cells, `first` the rows; `format` writes the numbers of the scale.
 */
export function plotTable({ caption, first, columns, rows, scale, format }) {
  return el(
    "table",
    { class: "plot-table" },
    el("caption", { class: "unseen" }, caption),
    el(
      "thead",
      {},
      el(
        "tr",
        {},
        el("th", { scope: "col" }, first),
        el("td", { class: "plot" }, axis(scale, format)),
        columns.map((one) => el("th", { scope: "col", class: "figure" }, one)),
      ),
    ),
    el("tbody", {}, rows.map((one) => plotRow(one, columns, scale))),
  );
}

function plotRow({ group, name, marks, cells }, columns, scale) {
  if (group) return el("tr", { class: "group" }, el("th", { scope: "colgroup", colspan: columns.length + 2 }, group));
  return el(
    "tr",
    {},
    el("th", { scope: "row" }, name),
    el("td", { class: "plot" }, strip(marks, scale)),
    cells.map((one, i) => el("td", { class: "figure", "data-name": columns[i] }, one)),
  );
}

/**
 * Lines over the unit square's width: `lines` are {kind, points: [[x, y], …], ring: [x, y]}; `top` is the highest y.
 * `names` of the axes, `format(value, digits)` writes their numbers.
 */
export function curves({ lines, top, names: [across, up], format, label }) {
  const x = scaleOver(0, 1);
  const y = scaleOver(0, top);
  const digits = y.ticks[1] < 0.1 ? 2 : 1;
  const rise = (value) => `${100 - parseFloat(y.at(value))}%`;
  const points = (line) => line.points.map(([a, b]) => `${parseFloat(x.at(a))},${parseFloat(rise(b))}`).join(" ");
  return el(
    "figure",
    { class: "curves", role: "img", "aria-label": label },
    el("p", { class: "axis-name" }, up),
    svg(
      "svg",
      { class: "plane", width: "100%", height: 260 },
      y.ticks.flatMap((one) => [
        svg("line", { class: "grid", x1: 0, x2: "100%", y1: rise(one), y2: rise(one) }),
        svg("text", { class: "tick-up", x: -8, y: rise(one), dy: 4 }, format(one, digits)),
      ]),
      x.ticks.map((one) => svg("text", { x: x.at(one), y: "100%", dy: 20 }, format(one, 1))),
      svg(
        "svg",
        { viewBox: "0 0 100 100", preserveAspectRatio: "none", overflow: "visible" },
        lines.map((one) => svg("polyline", { class: `line-${one.kind}`, points: points(one) })),
      ),
      lines.map((one) => svg("circle", { class: `ring-${one.kind}`, cx: x.at(one.ring[0]), cy: rise(one.ring[1]), r: 6 })),
    ),
    el("figcaption", { class: "axis-name" }, across),
  );
}
