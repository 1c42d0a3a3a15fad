// The question-set studio: words of a record picked as an answer, the question in both languages, the keys;
// checked by the rules of the set, then saved.
//
//   studio_text.js   a record to pick words in     studio_gold.js   the words picked
//   studio_form.js   the fields of a need

import { el, fill, languageOf } from "./dom.js";
import { renderProblem } from "./parts.js";
import { repaint } from "./repaint.js";
import { asProblem, call, documents, hearChange, post, readDocument } from "./service.js";
import { addStrings } from "./strings.js";
import { STRINGS } from "./strings_studio.js";
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
  #held = null;
  #shown = null; // the record that is open
  #result = null; // what a check or a saving told: {checked?, saved?, problem?}
  #own = null;
  #parts;

  constructor(page, overview) {
    this.#page = page;
    this.#overview = overview;
    this.gold = new Gold(page, (name) => this.#record(name), () => this.#changed());
    this.form = new Form(page, this.gold.element, () => this.#changed());
    this.text = new StudioText(page, (span) => this.#take(span));
    this.#parts = this.#skeleton();
    this.element = this.#parts.element;
    this.#restore();
    this.#load();
    hearChange(() => this.#load());
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
    this.#paintChooser();
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
    const chooser = el("div", { class: "choices" });
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
        chooser,
        this.text.element,
      ),
    );
    return { element, notice, result, own, save, chooser };
  }

  // ---------------------------------------------------------------- records

  async #load() {
    try {
      this.#held = (await documents()).documents;
      if (this.#held.length) await this.#open(this.#held[0].document);
    } catch (error) {
      fill(this.#parts.chooser, renderProblem(asProblem(error), this.#page.words, () => this.#load()));
      return;
    }
    this.#paintChooser();
    this.#loadOwn();
  }

  async #open(id) {
    this.#shown = id;
    const record = await this.#record(id);
    if (this.#shown === id) this.text.show(record, this.gold.spansIn(id));
  }

  async #record(id) {
    const { language } = this.#page.words;
    if (!this.#records.has(id)) this.#records.set(id, await readDocument(id, language));
    return this.#records.get(id);
  }

  #paintChooser() {
    if (!this.#held) return;
    const { words } = this.#page;
    const name = (one) => [one.symbol ?? one.name, one.title].filter(Boolean).join(" · ");
    const select = el(
      "select",
      { id: "studio-document", class: "chooser", "data-key": "studio-document" },
      this.#held.map((one) =>
        el("option", { value: one.document, selected: one.document === this.#shown, lang: languageOf(name(one)) }, name(one)),
      ),
    );
    select.addEventListener("change", () => this.#open(select.value));
    repaint(this.#parts.chooser, [el("div", { class: "choice" }, el("label", { for: "studio-document" }, words.text("studio_document")), select)]);
  }

  #take({ start, end, grade }) {
    this.gold.add(this.#records.get(this.#shown), { start, end, grade });
    this.#page.say(this.#page.words.text("studio_taken", { n: this.gold.count }));
  }

  // ---------------------------------------------------------------- the draft

  #changed() {
    this.#result = null;
    this.#paintResult();
    this.text.mark(this.gold.spansIn(this.#shown));
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
    const { words } = this.#page;
    try {
      const told = await post(address, { ...this.form.need, gold: this.gold.need });
      this.#result = { [name]: told };
      if (name === "saved") this.#finish(told);
      else this.#page.say(words.text(told.fits ? "studio_fits" : "studio_faults", { n: told.errors.length }));
    } catch (error) {
      const problem = asProblem(error);
      this.#result = problem.errors.length
        ? { checked: { fits: false, errors: problem.errors } }
        : { problem, again: () => this.#send(address, name) };
    }
    this.#paintResult();
    this.form.focusOnFault();
  }

  #finish(saved) {
    this.#clear();
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

const readOnly = ({ reason }, words) => [
  el("p", {}, words.text("studio_readOnly")),
  el("p", { class: "quiet", lang: languageOf(reason ?? "") }, reason ?? ""),
  el("pre", { class: "cite-text" }, "ROSTRUM_QUESTIONS=questions.jsonl rostrum serve --writable"),
];

/** A draft that keeps the rules: its number, its half, and the line that it would be. */
const fits = (need, words) => [
  el("p", { class: "sound" }, words.text("studio_fits")),
  el("p", { class: "quiet" }, words.text("studio_would", { id: need.id, half: words.text(`evaluation_half_${need.half}`) })),
  el("details", {}, el("summary", {}, words.text("studio_line")), el("pre", { class: "cite-text", lang: "zh" }, need.line)),
];
