// One file that is being added: how far it is, and what became of it.

import { el, fill, languageOf } from "./dom.js";
import { Problem } from "./service.js";

const SIDE_CAR = "SOURCES.toml";
// How much of the way each stage has behind it when it begins; sending takes the first part.
const SENT = 0.4;
const STAGES = { read: SENT, parse: 0.45, cut: 0.5, encode: 0.55, index: 0.95 };
const WHOLE = ["encode", "index"]; // of all files together: told without a name
const SIGNS = { added: "✓", replaced: "✓", unchanged: "=", superseded: "=", "side-car": "✓", failed: "✗" };

export const isSideCar = ({ name }) => name === SIDE_CAR;

/** A number of bytes as readers write it. */
export function sizeOf(bytes, words) {
  const power = bytes < 1e6 ? 1 : 2;
  const options = { style: "unit", unit: ["byte", "kilobyte", "megabyte"][power], maximumFractionDigits: power - 1 };
  return new Intl.NumberFormat(words.locale, options).format(Math.max(bytes, 1000 * (power < 2)) / 1000 ** power);
}

export class Sent {
  #page;
  #name; // as the service calls it
  #state = ["waiting", {}];
  #fate = null; // what the service reports of it
  #mayRetry = false;
  #bar = el("progress", { max: "1", value: "0" });
  #status = el("p", { class: "sent-status" });
  #told = el("div", { class: "sent-told" });

  constructor(file, page) {
    this.file = file;
    this.#page = page;
    this.#name = file.name;
    const id = `sent-${crypto.randomUUID?.() ?? Math.random()}`;
    this.#bar.setAttribute("aria-labelledby", id);
    this.element = el(
      "li",
      { class: "sent" },
      el("p", { class: "sent-name", id, lang: languageOf(file.name) }, file.name),
      this.#status,
      this.#bar,
      this.#told,
    );
  }

  /** Whether it waits to be sent. */
  get isOpen() {
    return !this.#fate && this.#state[0] === "waiting";
  }

  get hasFailed() {
    return this.#fate?.outcome === "failed";
  }

  /** Whether the request failed and not the file. */
  get canGoAgain() {
    return this.hasFailed && this.#mayRetry;
  }

  /** What is too large is not even sent. */
  refuseIfOver(limit) {
    if (this.file.size > limit) this.fail(new Problem({ type: "file-too-large" }));
  }

  sending(bytes) {
    const share = this.file.size ? bytes / this.file.size : 1;
    this.#move("sending", { share: Math.round(100 * share) }, SENT * share);
  }

  received({ name }) {
    this.#name = name;
    this.#move("received", {}, SENT);
  }

  progress({ stage, done, total, name }) {
    if (this.#fate || (!WHOLE.includes(stage) && name !== this.#name)) return;
    const next = Object.values(STAGES).find((start) => start > STAGES[stage]) ?? 1;
    const within = WHOLE.includes(stage) && total ? done / total : 0;
    this.#move(stage, { done, n: total }, STAGES[stage] + (next - STAGES[stage]) * within);
  }

  end(fate) {
    this.#fate = { ...fate, problem: fate.problem && new Problem(fate.problem) };
    this.paint();
  }

  fail(problem, mayRetry = false) {
    this.#mayRetry = mayRetry;
    this.#fate = { outcome: "failed", documents: [], problem };
    this.paint();
  }

  reopen() {
    this.#fate = null;
    this.#move("waiting", {}, 0);
    this.paint();
  }

  #move(name, values, share) {
    if (this.#fate) return;
    this.#state = [name, values];
    // Never back: a file that was read again for another is not less far.
    this.#bar.value = name === "waiting" ? 0 : Math.max(this.#bar.value, share);
    this.#paintStatus();
  }

  paint() {
    this.#paintStatus();
    this.#bar.hidden = Boolean(this.#fate);
    this.element.dataset.outcome = this.#fate?.outcome ?? "";
    fill(this.#told, this.#fate ? this.#nodes() : []);
  }

  #paintStatus() {
    const { words } = this.#page;
    const size = sizeOf(this.file.size, words);
    const [name, values] = this.#state;
    const outcome = this.#fate?.outcome;
    const told = outcome ? words.text(`documents_outcome_${outcome}`) : words.text(`documents_state_${name}`, values);
    fill(this.#status, [
      outcome ? el("span", { class: "sent-sign", "aria-hidden": "true" }, SIGNS[outcome]) : "",
      `${told} · ${size}`,
    ]);
  }

  #nodes() {
    const { documents, copies, problem } = this.#fate;
    if (problem) return fault(problem, this.#page.words);
    return [...documents.map((one) => this.#document(one)), ...(copies ?? []).map((one) => this.#copy(one))];
  }

  /** What is held already of its words, with a link there. */
  #copy({ held, held_name: file, held_symbol: symbol, share }) {
    const { words } = this.#page;
    const percent = new Intl.NumberFormat(words.locale, { style: "percent", maximumFractionDigits: 0 });
    const name = symbol ?? file;
    // Nearly all of it is not all of it.
    const told = share < 1 ? words.text("documents_copyNear", { share: percent.format(Math.min(share, 0.99)) }) : words.text("documents_copy");
    return el("p", {}, `${told} `, this.#page.link({ path: "/read", query: { doc: held } }, { lang: languageOf(name) }, name));
  }

  #document(one) {
    const { words } = this.#page;
    const name = one.symbol ?? one.title ?? one.name;
    const counts = [
      words.text(one.kind === "verbatim" ? "statements" : "parts", { n: one.statements }),
      words.text("characters", { n: one.characters }),
      one.warnings.length ? words.text("documents_warningCount", { n: one.warnings.length }) : "",
      one.replaced ? words.text("documents_replaced", { name: one.replaced.name }) : "",
    ];
    const details = { query: { show: one.document } };
    return el(
      "p",
      {},
      this.#page.link({ path: "/read", query: { doc: one.document } }, { lang: languageOf(name) }, name),
      ` · ${counts.filter(Boolean).join(" · ")} · `,
      this.#page.link(details, {}, words.text("documents_details")),
    );
  }
}

/** What is wrong with a file and what to do: in the reader's language where the page knows it. */
function fault(problem, words) {
  const key = `problem_${problem.kind}`;
  const advice = `documents_advice_${problem.kind}`;
  const hint = words.has(advice) && (words.language === "zh" || !problem.hint) ? words.text(advice) : problem.hint;
  const lines = [words.has(key) ? words.text(key) : "", problem.detail, hint];
  return lines.filter(Boolean).map((one) => el("p", { lang: languageOf(one) }, one));
}
