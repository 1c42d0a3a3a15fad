// The questions of a run that failed: chosen by what went wrong, language and kind, each opened in context.

import { el, fill } from "./dom.js";
import { changed, choice, halfChoice, kindName } from "./evaluation_parts.js";
import { renderQuestion } from "./evaluation_question.js";
import { renderProblem, renderWaiting } from "./parts.js";
import { repaint } from "./repaint.js";
import { asProblem, call } from "./service.js";
import { natural, queryOf } from "./state.js";

const AT_ONCE = 20;
const FAULTS = ["any", "not-found", "not-cited", "refused", "answered", "all"];
// From here on one question is looked for among so many at a time.
const MOST = 100;

export const make = (page, overview) => new Failures(page, overview);

class Failures {
  #page;
  #overview;
  #asked = null; // what the list shown was asked for, as a query
  #found = null;
  #problem = null;
  #shown = null;
  #choices = el("div", { class: "choices" });
  #notice = el("div", { hidden: true });
  #list = el("div", {});
  element = el("div", { class: "failures" }, this.#choices, this.#notice, this.#list);

  constructor(page, overview) {
    this.#page = page;
    this.#overview = overview;
  }

  enter(query) {
    const run = this.#overview.told.run;
    const known = this.#overview.told.runs.find((one) => one.id === run);
    const wanted = { ...this.#wanted(query), run };
    const asked = String(queryOf({ ...wanted, offset: String(wanted.offset) }));
    // A question that is opened by a link may stand on another page of the list.
    const isThere = !query.get("q") || this.#found?.questions.some((one) => one.id === query.get("q"));
    if (!run || !known.complete) this.#found = this.#problem = this.#asked = null;
    else if (asked !== this.#asked || (this.#found && !isThere)) this.#load(asked, wanted, isThere ? "" : query.get("q"));
    this.#paint(query, known);
  }

  #wanted(query) {
    const fault = query.get("fault") ?? "any";
    return {
      half: query.get("half") === "test" ? "test" : "dev",
      failing: fault === "all" ? "" : FAULTS.includes(fault) ? fault : "any",
      language: query.get("in") ?? "",
      kind: query.get("kind") ?? "",
      offset: natural(query.get("at")) ?? 0,
    };
  }

  async #load(asked, wanted, question) {
    this.#asked = asked;
    this.#found = this.#problem = null;
    try {
      const found = question ? await this.#around(wanted, question) : await this.#fetch(wanted, AT_ONCE);
      if (this.#asked !== asked) return;
      this.#found = found;
      this.#page.say(this.#page.words.text("evaluation_found", { n: found.total }));
    } catch (error) {
      if (this.#asked !== asked) return;
      this.#problem = asProblem(error);
    }
    this.#paint(this.#page.state.query);
  }

  #fetch(wanted, limit) {
    const query = queryOf({ ...wanted, offset: String(wanted.offset), limit: String(limit) });
    return call(`/v1/evaluation/questions?${query}`);
  }

  /** The part of the list that a question stands on. */
  async #around(wanted, question) {
    for (let offset = 0; ; offset += MOST) {
      const found = await this.#fetch({ ...wanted, offset }, MOST);
      const place = found.questions.findIndex((one) => one.id === question);
      if (place >= 0) {
        const first = place - (place % AT_ONCE);
        return { ...found, offset: offset + first, questions: found.questions.slice(first, first + AT_ONCE) };
      }
      if (offset + MOST >= found.total) return this.#fetch(wanted, AT_ONCE);
    }
  }

  #paint(query, run = this.#overview.told.runs.find((one) => one.id === this.#overview.told.run)) {
    const { words } = this.#page;
    const bare = run && !run.complete;
    repaint(this.#choices, run && !bare ? this.#chosen(query) : []);
    if (bare) fill(this.#notice, [el("p", {}, words.text("evaluation_bare"))]);
    else if (this.#problem) fill(this.#notice, renderProblem(this.#problem, words, () => this.#again()));
    else if (!this.#found) fill(this.#notice, renderWaiting("evaluation_computing", words));
    else fill(this.#notice, this.#found.note ? [el("p", { class: "stale" }, words.text("evaluation_testNote"))] : []);
    // What is shown already stays, and with it where the reader is.
    const shown = bare || this.#problem || !this.#found ? null : [this.#found, query.get("q"), words.language];
    if (shown && this.#shown?.every((one, i) => one === shown[i])) return;
    this.#shown = shown;
    repaint(this.#list, shown ? this.#questions(query) : []);
  }

  #again() {
    this.#asked = null;
    this.enter(this.#page.state.query);
  }

  #chosen(query) {
    const { words } = this.#page;
    const { half, language, kind } = this.#wanted(query);
    const take = (key, otherwise = "") => (value) =>
      this.#page.go({ query: changed(this.#page, { [key]: value === otherwise ? "" : value, at: "", q: "" }) });
    const counts = this.#found?.faults ?? {};
    const faultName = (one) => words.text(`evaluation_fault_${one}`) + (one in counts ? ` (${words.number(counts[one])})` : "");
    const all = ["", words.text("evaluation_all")];
    const kinds = this.#overview.told.studio.kinds.map((one) => [one, kindName(one, words)]);
    const run = this.#overview.told.runs.find((one) => one.id === this.#overview.told.run);
    return [
      halfChoice(run.half ? [run.half] : ["dev", "test"], half, this.#page, { at: "", q: "" }),
      choice("evaluation_fault", "fault", FAULTS.map((one) => [one, faultName(one)]), query.get("fault") ?? "any", words, take("fault", "any")),
      choice("evaluation_asked_in", "in", [all, ["zh", words.text("written_zh")], ["en", words.text("written_en")]], language, words, take("in")),
      choice("evaluation_kind_of", "kind", [all, ...kinds], kind, words, take("kind")),
    ];
  }

  #questions(query) {
    const { words } = this.#page;
    const { questions, total, offset } = this.#found;
    const toggle = (id, isOpen) => {
      if (isOpen === (this.#page.state.query.get("q") === id)) return;
      if (isOpen || this.#page.state.query.get("q") === id) {
        this.#page.go({ query: changed(this.#page, { q: isOpen ? id : "" }), place: this.#page.state.place }, { replace: true });
      }
    };
    return [
      el("h2", { class: "section-title", tabindex: "-1" }, words.text("evaluation_found", { n: total })),
      ...questions.map((one) => renderQuestion(one, query.get("q") === one.id, toggle, this.#page)),
      this.#pager(offset, total),
    ];
  }

  #pager(offset, total) {
    if (total <= AT_ONCE) return "";
    const { words } = this.#page;
    const to = (at, key) =>
      at < 0 || at >= total
        ? ""
        : this.#page.link({ query: changed(this.#page, { at: String(at || ""), q: "" }) }, { class: "action", "data-key": key }, words.text(key));
    return el(
      "nav",
      { class: "actions pager", "aria-label": words.text("evaluation_pages") },
      to(offset - AT_ONCE, "previous"),
      el("span", { class: "quiet" }, words.text("evaluation_range", { from: offset + 1, to: Math.min(total, offset + AT_ONCE), n: total })),
      to(offset + AT_ONCE, "next"),
    );
  }
}
