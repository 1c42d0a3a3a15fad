// The words picked as answers: each with its place, its grade, and its text to be trimmed by hand.

import { el, fill, languageOf, link } from "./dom.js";
import { repaint } from "./repaint.js";
import { faultText } from "./studio_faults.js";
import { Characters } from "./text.js";

export class Gold {
  #page;
  #recordOf;
  #changed;
  #items = []; // {document, label, start, end, quote, grade, fault?}
  #errors = [];
  #list = el("ol", { class: "gold-list" });
  #complaint = el("p", { class: "complaint", id: "gold-complaint", hidden: true });
  element = el(
    "fieldset",
    { class: "gold", "aria-describedby": "gold-hint gold-complaint" },
    el("legend", { "data-text": "studio_gold" }),
    el("p", { class: "quiet", id: "gold-hint", "data-text": "studio_goldHint" }),
    this.#complaint,
    this.#list,
  );

  /** `recordOf(id)` resolves to a record; `changed()` hears every change. */
  constructor(page, recordOf, changed) {
    this.#page = page;
    this.#recordOf = recordOf;
    this.#changed = changed;
  }

  get count() {
    return this.#items.length;
  }

  get items() {
    return this.#items;
  }

  set items(items) {
    this.#items = items;
    this.paint();
  }

  /** As the service takes them. */
  get need() {
    return this.#items.map(({ document, start, end, grade }) => ({ document, start, end, grade }));
  }

  spansIn(document) {
    return this.#items.filter((one) => one.document === document && !one.fault);
  }

  add(record, { start, end, grade }) {
    const quote = new Characters(record.text).slice(start, end);
    const same = this.#items.find((one) => one.document === record.document && one.start === start && one.end === end);
    if (same) same.grade = grade;
    else this.#items.push({ document: record.document, label: record.symbol ?? record.name, start, end, quote, grade });
    this.paint();
    this.#changed();
  }

  /** What is wrong by the rules: {field: "gold" or "gold.0", detail}. */
  complain(errors) {
    this.#errors = errors.filter(({ field }) => /^gold(\.|$)/.test(field));
    const told = (wanted) => this.#errors.filter(({ field }) => field === wanted).map((one) => faultText(one, this.#page.words));
    const general = told("gold");
    this.#complaint.textContent = general.join(" ");
    this.#complaint.hidden = !general.length;
    this.#list.querySelectorAll(".gold-item").forEach((item, i) => {
      const own = told(`gold.${i}`);
      const fault = this.#items[i]?.fault;
      if (fault) own.unshift(this.#page.words.text(fault));
      const [quote, complaint] = [item.querySelector("textarea"), item.querySelector(".complaint")];
      const said = own.join(" ");
      complaint.lang = languageOf(said);
      fill(complaint, said ? [said] : []);
      if (own.length) quote.setAttribute("aria-invalid", "true");
      else quote.removeAttribute("aria-invalid");
    });
  }

  paint() {
    repaint(this.#list, this.#items.map((one, i) => this.#item(one, i)));
    this.complain(this.#errors);
  }

  #item(one, i) {
    const { words } = this.#page;
    const quote = el("textarea", {
      id: `gold-${i}`, rows: "3", spellcheck: "false", lang: languageOf(one.quote), "data-key": `gold-${i}`, "aria-describedby": `gold-${i}-complaint`,
    });
    quote.value = one.quote;
    quote.addEventListener("input", () => this.#trim(one, quote.value));
    const grades = [2, 1].map((grade) =>
      el("option", { value: grade, selected: grade === one.grade }, words.text(grade === 2 ? "studio_answers" : "studio_helps")),
    );
    const grade = el("select", { class: "chooser", "aria-label": words.text("studio_grade"), "data-key": `gold-grade-${i}` }, grades);
    grade.addEventListener("change", () => {
      one.grade = Number(grade.value);
      this.#changed();
    });
    const place = { document: one.document, start: one.start, end: one.end, reference: one.label };
    const label = `${words.text("studio_drop")}: ${one.quote.slice(0, 20)}`;
    return el(
      "li",
      { class: "gold-item" },
      el("label", { for: `gold-${i}`, class: "label" }, words.text("studio_words", { n: i + 1, label: one.label })),
      quote,
      el("p", { class: "complaint", id: `gold-${i}-complaint`, hidden: true }),
      el(
        "div",
        { class: "actions" },
        grade,
        link(
          this.#page.places.ofSpan(place), { class: "action", "data-open": `gold-open-${i}`, "data-key": `gold-open-${i}` },
          this.#page.places.openSpan(place), words.text("open"),
        ),
        el("button", { type: "button", class: "action danger", "aria-label": label, onclick: () => this.#drop(i) }, words.text("studio_drop")),
      ),
    );
  }

  #drop(i) {
    this.#items.splice(i, 1);
    this.paint();
    this.#changed();
    (this.#list.querySelectorAll("textarea")[i] ?? this.element.previousElementSibling?.querySelector("textarea, input"))?.focus();
  }

  /** The words were edited: where they stand now, if they stand exactly once. */
  async #trim(one, quote) {
    one.quote = quote;
    const { text } = await this.#recordOf(one.document);
    if (one.quote !== quote) return;
    const at = quote ? text.indexOf(quote) : -1;
    const isTwice = at >= 0 && text.includes(quote, at + 1);
    one.fault = at < 0 ? "studio_notThere" : isTwice ? "studio_twice" : undefined;
    if (!one.fault) {
      one.start = [...text.slice(0, at)].length;
      one.end = one.start + [...quote].length;
    }
    this.#errors = [];
    this.#changed();
    this.complain([]);
  }
}
