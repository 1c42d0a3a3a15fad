// The question-set studio: words of a record picked as an answer, the question in both languages, the keys;
// checked by the rules of the set, then saved.
//
//   studio_text.js   a record to pick words in     studio_gold.js   the words picked
//   studio_form.js   the fields of a need          studio_chooser.js the record to pick in
//   studio_faults.js what is wrong by the rules

import { el, fill, languageOf } from "./dom.js";
import { renderProblem } from "./parts.js";
import { asProblem, call, post, readDocument } from "./service.js";
import { addStrings } from "./strings.js";
import { STRINGS } from "./strings_studio.js";
import { Chooser } from "./studio_chooser.js";
import { Form } from "./studio_form.js";
import { Gold } from "./studio_gold.js";
import { StudioText } from "./studio_text.js";

const KEPT = "rostrum.studio"; // the draft, while the window is open
const QUESTIONS = "/v1/evaluation/questions";

export function make(page, overview) {
  addStrings(STRINGS);
  return new Studio(page, overview);
}

class Studio {
  #page;
  #overview;
  #records = new Map();
  #shown = null; // the record that is open
  #edits = 0; // counts the changes of the draft
  #isSending = false;
  #result = null; // what a check or a saving told: {checked?, saved?, problem?}
  #own = null;
  #parts;

  constructor(page, overview) {
    this.#page = page;
    this.#overview = overview;
    this.gold = new Gold(page, (name) => this.#record(name), () => this.#changed());
    this.form = new Form(page, this.gold.element, () => this.#changed());
    this.text = new StudioText(page, (span) => this.#take(span));
    this.chooser = new Chooser(page, (id) => this.#open(id));
    this.#parts = this.#skeleton();
    this.element = this.#parts.element;
    this.#restore();
    this.#loadOwn();
  }

  enter() {
    const { studio } = this.#overview.told;
    const { words } = this.#page;
    fill(this.#parts.notice, studio.writable ? [] : readOnly(studio, words));
    this.#parts.save.hidden = !studio.writable;
    this.form.kinds = studio.kinds;
    this.form.paint();
    this.gold.paint();
    this.text.paint();
    this.chooser.paint();
    this.#paintResult();
    this.#paintOwn();
  }

  #skeleton() {
    const { form } = this.form;
    const check = el("button", { type: "submit", class: "primary", "data-text": "studio_check" });
    const save = el("button", { type: "button", class: "action", "data-text": "studio_save" });
    const clear = el("button", { type: "button", class: "action", "data-text": "studio_clear" });
    form.append(el("p", { class: "actions" }, check, save, clear));
    form.addEventListener("submit", (event) => (event.preventDefault(), this.#send(`${QUESTIONS}/check`, "checked")));
    save.addEventListener("click", () => this.#send(QUESTIONS, "saved"));
    clear.addEventListener("click", () => this.#clear());
    const [notice, result, own] = [el("div", { class: "notice", hidden: true }), el("div", { class: "studio-result" }), el("div")];
    const element = el(
      "div",
      { class: "studio" },
      el(
        "section",
        { class: "studio-form", "aria-labelledby": "studio-title" },
        el("h2", { class: "section-title", id: "studio-title", "data-text": "studio_title" }),
        el("p", { class: "quiet about", "data-text": "studio_about" }),
        notice, form, result, own,
      ),
      el(
        "section",
        { class: "studio-record", "aria-labelledby": "studio-record" },
        el("h2", { class: "section-title", id: "studio-record", "data-text": "studio_record" }),
        this.chooser.element,
        this.text.element,
      ),
    );
    return { element, notice, result, own, save };
  }

  // ---------------------------------------------------------------- records

  async #open(id) {
    this.#shown = id;
    try {
      const record = await this.#record(id);
      if (this.#shown === id) this.text.show(record, this.gold.spansIn(id));
    } catch (error) {
      if (this.#shown === id) this.text.fail(asProblem(error), () => this.#open(id));
    }
  }

  async #record(id) {
    const { language } = this.#page.words;
    if (!this.#records.has(id)) this.#records.set(id, await readDocument(id, language));
    return this.#records.get(id);
  }

  #take({ start, end, grade }) {
    // The text that is shown: another one may be on its way.
    this.gold.add(this.text.record, { start, end, grade });
    this.#page.say(this.#page.words.text("studio_taken", { n: this.gold.count }));
  }

  // ---------------------------------------------------------------- the draft

  #changed() {
    this.#edits += 1;
    this.#result = null;
    this.#paintResult();
    this.text.mark(this.gold.spansIn(this.text.record?.document));
    try {
      sessionStorage.setItem(KEPT, JSON.stringify({ form: this.form.fields, gold: this.gold.items }));
    } catch {
      // Storage may be switched off; the draft lives as long as the page then.
    }
  }

  #restore() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
      if (!kept) return;
      this.form.fields = kept.form;
      this.gold.items = kept.gold;
    } catch {
      // A draft of another version is not worth an error.
    }
  }

  #clear() {
    this.form.clear();
    this.gold.items = [];
    this.#changed();
    this.form.focus();
  }

  /** Check or save the draft. */
  async #send(address, name) {
    if (this.#isSending) return;
    this.#isSending = true;
    const edits = this.#edits;
    try {
      const told = await post(address, { ...this.form.need, gold: this.gold.need });
      const isSent = edits === this.#edits; // else it was written on meanwhile
      if (name === "checked" && !isSent) return;
      const { words } = this.#page;
      this.#result = { [name]: told };
      if (name === "saved") this.#finish(told, isSent);
      else this.#page.say(words.text(told.fits ? "studio_fits" : "studio_faults", { n: told.errors.length }));
    } catch (error) {
      const problem = asProblem(error);
      if (problem.errors.length && edits !== this.#edits) return;
      this.#result = problem.errors.length
        ? { checked: { fits: false, errors: problem.errors } }
        : { problem, again: () => this.#send(address, name) };
    } finally {
      this.#isSending = false;
    }
    this.#paintResult();
    this.form.focusOnFault();
  }

  #finish(saved, isSent) {
    if (isSent) this.#clear();
    this.#result = { saved };
    this.#overview.told.studio.needs = saved.needs;
    this.#page.say(this.#page.words.text("studio_saved", { id: saved.need.id, file: saved.file }));
    this.#loadOwn();
  }

  // ---------------------------------------------------------------- painting

  #paintResult() {
    const { words } = this.#page;
    const { checked, saved, problem, again } = this.#result ?? {};
    const errors = checked?.errors ?? [];
    this.form.complain(errors);
    this.gold.complain(errors);
    let nodes = [];
    if (problem) nodes = renderProblem(problem, words, again);
    else if (saved) nodes = [el("p", { class: "sound" }, words.text("studio_saved", { id: saved.need.id, file: saved.file }))];
    else if (checked?.fits) nodes = fits(checked.need, words);
    else if (checked) nodes = [el("p", { class: "complaint" }, words.text("studio_faults", { n: errors.length }))];
    fill(this.#parts.result, nodes);
  }

  async #loadOwn() {
    // Without its own list the studio still works.
    this.#own = await call(`${QUESTIONS}/own`).catch(asProblem);
    this.#paintOwn();
  }

  #paintOwn() {
    const { words } = this.#page;
    const { file, needs = [], withheld } = this.#own ?? {};
    if (!file) return fill(this.#parts.own, []);
    fill(this.#parts.own, [
      el(
        "details",
        {},
        el("summary", {}, words.text("studio_own", { n: needs.length + withheld, file })),
        el("ul", { class: "own" }, needs.map((one) => el("li", {}, `${one.id} · `, el("span", { lang: words.language }, one[words.language])))),
        withheld ? el("p", { class: "quiet" }, words.text("studio_withheld", { n: withheld })) : "",
      ),
    ]);
  }
}

const readOnly = ({ reason, reason_code: code }, words) => [
  el("p", {}, words.text("studio_readOnly")),
  el("p", { class: "quiet" }, words.text(`studio_reason_${code}`)),
  code === "unreadable" ? el("p", { class: "quiet", lang: languageOf(reason) }, reason) : "",
  el("pre", { class: "cite-text" }, "ROSTRUM_QUESTIONS=questions.jsonl rostrum serve --writable"),
];

/** A draft that keeps the rules: its number, its half, and the line that it would be. */
const fits = (need, words) => [
  el("p", { class: "sound" }, words.text("studio_fits")),
  el("p", { class: "quiet" }, words.text("studio_would", { id: need.id, half: words.text(`evaluation_half_${need.half}`) })),
  el("details", {}, el("summary", {}, words.text("studio_line")), el("pre", { class: "cite-text", lang: "zh" }, need.line)),
];
