// Two runs side by side: paired differences with their intervals, and the questions won and lost.

import { el, fill } from "./dom.js";
import {
  changed, choice, decimal, differenceCells, kindName, measureName, runName, sliceName,
} from "./evaluation_parts.js";
import { renderProblem, renderWaiting } from "./parts.js";
import { plotTable, scaleAround } from "./plots.js";
import { repaint } from "./repaint.js";
import { asProblem, call } from "./service.js";
import { queryOf } from "./state.js";

const AT_ONCE = 10;

export const make = (page, overview) => new Comparison(page, overview);

class Comparison {
  #page;
  #overview;
  #asked = null;
  #found = null;
  #problem = null;
  #shown = {}; // how many wins and losses
  #choices = el("div", { class: "choices" });
  #notice = el("div", { hidden: true });
  #result = el("div", { class: "figures" });
  element = el("div", { class: "figures" }, this.#choices, this.#notice, this.#result);

  constructor(page, overview) {
    this.#page = page;
    this.#overview = overview;
  }

  enter(query) {
    const chosen = this.#chosen(query);
    const asked = chosen ? String(queryOf(chosen)) : null;
    if (asked !== this.#asked) this.#load(asked);
    this.#paint();
  }

  /** What is to be compared; without a choice the first run against the next one. */
  #chosen(query) {
    const usable = this.#overview.told.runs.filter((one) => !one.fault).map((one) => one.id);
    const b = usable.includes(query.get("b")) ? query.get("b") : usable[0];
    const a = usable.includes(query.get("a")) ? query.get("a") : usable.find((one) => one !== b);
    const slice = query.get("slice") ?? "";
    // By half and language comes unasked.
    return a && b ? { a, b, slice: /^(kind|document) · /.test(slice) ? slice : "" } : null;
  }

  async #load(asked) {
    this.#asked = asked;
    this.#found = this.#problem = null;
    this.#shown = {};
    if (!asked) return;
    try {
      const found = await call(`/v1/evaluation/compare?${asked}`);
      if (this.#asked !== asked) return;
      this.#found = found;
    } catch (error) {
      if (this.#asked !== asked) return;
      this.#problem = asProblem(error);
    }
    this.#paint();
  }

  #paint() {
    const { words, state } = this.#page;
    const chosen = this.#chosen(state.query);
    repaint(this.#choices, chosen ? this.#selects(chosen, state.query) : []);
    if (!chosen) fill(this.#notice, [el("p", {}, words.text("evaluation_oneRun")), el("pre", { class: "cite-text" }, "rostrum eval --out runs/NAME.jsonl")]);
    else if (this.#problem) fill(this.#notice, renderProblem(this.#problem, words, () => this.#load(this.#asked)));
    else if (!this.#found) fill(this.#notice, renderWaiting("evaluation_computing", words));
    else fill(this.#notice, []);
    repaint(this.#result, this.#found ? this.#nodes() : []);
  }

  #selects({ a, b }, query) {
    const { words } = this.#page;
    const { runs, figures } = this.#overview.told;
    const options = runs.filter((one) => !one.fault).map((one) => [one.id, runName(one, words)]);
    const take = (key) => (value) => this.#page.go({ query: changed(this.#page, { a, b, [key]: value }) });
    const common = this.#found?.slices.filter((one) => !/^(kind|document) · /.test(one)) ?? [];
    const kinds = figures ? [...new Set(figures.kinds.map((one) => `kind · ${one.kind}`))] : [];
    const documents = figures ? [...new Set(figures.documents.map((one) => `document · ${one.document}`))] : [];
    const slices = [...new Set([...(common.length ? common : ["dev"]), ...kinds, ...documents])];
    return [
      choice("evaluation_a", "a", options, a, words, take("a")),
      choice("evaluation_b", "b", options, b, words, take("b")),
      choice("evaluation_slice", "slice", slices.map((one) => [one, sliceName(one, words)]), query.get("slice") ?? slices[0], words, take("slice")),
    ];
  }

  #nodes() {
    const { words } = this.#page;
    const { rows, settings, language_gap: gaps, wins, losses } = this.#found;
    const slices = [...new Set(rows.map((one) => one.slice))];
    const wanted = this.#page.state.query.get("slice");
    const slice = slices.includes(wanted) ? wanted : slices[0];
    const found = rows.filter((one) => one.slice === slice);
    return [
      this.#section("differences", settingsTable(settings, words), differences(found, sliceName(slice ?? "dev", words), ["A", "B"], words)),
      this.#section(
        "gaps",
        ...["A", "B"].flatMap((run) => [
          el("h3", { class: "label" }, words.text("evaluation_gapOf", { run })),
          differences(gaps[run], words.text("evaluation_gapOf", { run }), [words.text("written_zh"), words.text("written_en")], words),
        ]),
      ),
      this.#changes("wins", wins),
      this.#changes("losses", losses),
    ];
  }

  #section(key, ...children) {
    const { words } = this.#page;
    return el(
      "section",
      { class: "figure-part", "aria-labelledby": `part-${key}` },
      el("h2", { class: "section-title", id: `part-${key}` }, words.text(`evaluation_${key}`)),
      el("p", { class: "quiet about" }, words.text(`evaluation_${key}_about`)),
      ...children,
    );
  }

  /** Questions that one run does better, the largest differences first. */
  #changes(key, found) {
    const { words } = this.#page;
    const shown = this.#shown[key] ?? AT_ONCE;
    const more = () => {
      this.#shown[key] = shown + AT_ONCE;
      this.#paint();
    };
    const rest = found.length - shown;
    return this.#section(
      key,
      found.length ? el("ol", { class: "changes" }, found.slice(0, shown).map((one) => this.#change(one))) : el("p", {}, words.text("evaluation_none")),
      rest > 0 ? el("button", { type: "button", class: "more", "data-key": `more-${key}`, onclick: more }, words.text("evaluation_more", { n: rest })) : "",
    );
  }

  #change({ id, question, language, kind, a, b: value }) {
    const { words } = this.#page;
    const { b } = this.#found;
    const values = `${decimal(a, 3, words)} → ${decimal(value, 3, words)}`;
    const target = { query: { part: "failures", run: b.id, fault: "all", q: id } };
    return el(
      "li",
      { class: "change" },
      b.complete ? this.#page.link(target, { lang: language }, question) : el("span", { lang: language }, question),
      el("p", { class: "quiet" }, [id, kindName(kind, words), `nDCG@10 ${values}`].join(" · ")),
    );
  }
}

function differences(rows, caption, [a, b], words) {
  return plotTable({
    caption,
    first: words.text("evaluation_measure"),
    columns: [a, b, words.text("evaluation_difference"), "p"],
    format: (value) => decimal(value, 2, words, "exceptZero"),
    scale: scaleAround(rows.flatMap((one) => [one.low, one.high])),
    rows: rows.map((one) => ({
      name: measureName(one.measure, words),
      marks: [{ kind: "difference", at: one.difference, low: one.low, high: one.high }],
      cells: differenceCells(one, words),
    })),
  });
}

/** In what the two runs differ, besides what they found. */
function settingsTable(settings, words) {
  if (!settings.length) return el("p", {}, words.text("evaluation_sameSettings"));
  const value = (one) => [one ?? "–"].flat().join(", ");
  const rows = settings.map(({ setting, a, b }) =>
    el("tr", {}, el("th", { scope: "row" }, el("code", {}, setting)), el("td", {}, value(a)), el("td", {}, value(b))),
  );
  return el(
    "table",
    { class: "value-table" },
    el("caption", {}, words.text("evaluation_settingsDiffer")),
    el("thead", {}, el("tr", {}, el("td", {}), ["A", "B"].map((one) => el("th", { scope: "col" }, one)))),
    el("tbody", {}, rows),
  );
}
