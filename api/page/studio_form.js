// The fields of a need: the question in both languages, its kind, the keys and a right answer.

import { el, fill, languageOf } from "./dom.js";
import { kindName } from "./evaluation_parts.js";
import { faultText } from "./studio_faults.js";

const LONG = { zh: 2, en: 2, keys: 3, reference_zh: 2, reference_en: 2, why: 2 };
const OF_ANSWERABLE = ["keys", "reference_zh", "reference_en"];
const EXAMPLE = "40% | 40 per cent";
const LANGUAGE = { zh: "zh", en: "en", reference_zh: "zh", reference_en: "en" };
const BLANK = { zh: "", en: "", kind: "fact", unanswerable: false, keys: "", reference_zh: "", reference_en: "", why: "" };

export class Form {
  #page;
  #inputs = {};
  #rows = {};
  #kinds = [];
  #kind = BLANK.kind; // what was chosen, also before it is known what there is to choose
  #gold;

  /** `gold` is the element of the words picked; `changed()` hears every change. */
  constructor(page, gold, changed) {
    this.#page = page;
    this.#gold = gold;
    for (const key of Object.keys(BLANK)) this.#rows[key] = this.#row(key);
    const order = ["zh", "en", "kind", "unanswerable", "gold", "keys", "reference_zh", "reference_en", "why"];
    this.form = el("form", { class: "fields", "data-label": "studio_title", novalidate: true }, order.map((key) => (key === "gold" ? gold : this.#rows[key])));
    this.form.addEventListener("input", (event) => {
      if (event.target === this.#inputs.kind) this.#kind = event.target.value;
      if (event.target.id in this.#byId) changed();
      this.#showFitting();
    });
    this.fields = BLANK;
  }

  /** What is written, as it is kept. */
  get fields() {
    return Object.fromEntries(
      Object.entries(this.#inputs).map(([key, input]) => [key, input.type === "checkbox" ? input.checked : input.value]),
    );
  }

  set fields(fields) {
    for (const [key, input] of Object.entries(this.#inputs)) {
      const value = fields[key] ?? BLANK[key];
      if (input.type === "checkbox") input.checked = value;
      else input.value = value;
    }
    this.#kind = fields.kind || BLANK.kind;
    this.#showFitting();
  }

  set kinds(kinds) {
    if (kinds.join() === this.#kinds.join()) return;
    this.#kinds = kinds;
    fill(this.#inputs.kind, kinds.map((one) => el("option", { value: one, selected: one === this.#kind })));
  }

  /** As the service takes it, without the words picked. */
  get need() {
    const { zh, en, kind, unanswerable, keys, reference_zh, reference_en, why } = this.fields;
    const lines = keys.split("\n").map((line) => line.split("|").map((one) => one.trim()).filter(Boolean));
    return {
      zh, en, kind, answerable: !unanswerable,
      keys: unanswerable ? [] : lines.filter((one) => one.length),
      reference: unanswerable ? null : { zh: reference_zh, en: reference_en },
      why: unanswerable ? why : null,
    };
  }

  clear() {
    this.fields = { ...BLANK, kind: this.#kind };
  }

  focus() {
    this.#inputs.zh.focus();
  }

  paint() {
    for (const option of this.#inputs.kind.options) option.textContent = kindName(option.value, this.#page.words);
  }

  /** What is wrong by the rules, at the fields that are at fault. */
  complain(errors) {
    for (const key of Object.keys(BLANK)) {
      const name = key.replace(/_\w+$/, "");
      const own = key === "reference_en" ? [] : errors.filter(({ field }) => field.split(".")[0] === name);
      const complaint = this.#rows[key].querySelector(".complaint");
      const told = own.map((one) => faultText(one, this.#page.words)).join(" ");
      complaint.lang = languageOf(told);
      fill(complaint, told ? [told] : []);
      if (own.length) this.#inputs[key].setAttribute("aria-invalid", "true");
      else this.#inputs[key].removeAttribute("aria-invalid");
    }
  }

  focusOnFault() {
    this.form.querySelector("[aria-invalid]")?.focus();
  }

  get #byId() {
    return Object.fromEntries(Object.values(this.#inputs).map((input) => [input.id, input]));
  }

  /** Of an unanswerable need only the reason is asked for. */
  #showFitting() {
    const { checked } = this.#inputs.unanswerable;
    for (const key of OF_ANSWERABLE) this.#rows[key].hidden = checked;
    this.#gold.hidden = checked;
    this.#rows.why.hidden = !checked;
  }

  #row(key) {
    const id = `studio-${key}`;
    const input = (this.#inputs[key] = this.#input(key, id));
    const label = el("label", { for: id, "data-text": `studio_field_${key}` });
    const hint = el("p", { class: "quiet", id: `${id}-hint`, "data-text": `studio_hint_${key}` });
    const complaint = el("p", { class: "complaint", id: `${id}-complaint`, hidden: true });
    const isBox = input.type === "checkbox";
    return el(
      "div",
      { class: isBox ? "field field-checkbox" : "field" },
      isBox ? [input, label] : [label, input],
      key in LONG || isBox ? hint : "",
      key === "keys" ? el("code", {}, EXAMPLE) : "",
      complaint,
    );
  }

  #input(key, id) {
    const described = `${id}-hint ${id}-complaint`;
    if (key in LONG) {
      const attributes = { rows: LONG[key], maxlength: "2000", spellcheck: "false", lang: LANGUAGE[key] };
      return el("textarea", { id, ...attributes, "aria-describedby": described });
    }
    if (key === "unanswerable") return el("input", { id, type: "checkbox", "aria-describedby": described });
    return el("select", { id, class: "chooser" });
  }
}
