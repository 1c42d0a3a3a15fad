// The panel beside a view: it opens a place in a document and keeps it in view.

import { copyFrom } from "./copy.js";
import { fill, reveal } from "./dom.js";
import { renderProblem, renderWaiting } from "./parts.js";
import { asProblem, readDocument } from "./service.js";
import { renderSource, revealMark, statementAt } from "./source.js";
import { Characters } from "./text.js";

const WIDE = "(min-width: 64rem)";

export class Panel {
  #section;
  #page;
  #records = new Map();
  #current = null; // {key, target, abort, view?, problem?}

  /** `page` gives `words`, `close()`, `permalink(place)` and `say(text)`. */
  constructor(section, page) {
    this.#section = section;
    this.#page = page;
  }

  /** Whether something is open. */
  get isOpen() {
    return this.#current !== null;
  }

  /**
   * Open {document, start, end, reference}, or close with null. What is open already stays as it
   * is. `byReader` moves focus and view to the panel; a reload does not.
   */
  async show(target, byReader) {
    const key = target && [target.document, target.start, target.end, this.#language].join();
    if ((this.#current?.key ?? null) === key) return;
    this.#current?.abort.abort();
    const opening = target && { key, target, abort: new AbortController() };
    this.#current = opening;
    this.paint();
    if (!opening) return;
    if (byReader) reveal(this.#section);
    await this.#read(opening);
    if (this.#current !== opening) return;
    this.paint();
    if (byReader) this.#enter();
    revealMark(this.#section);
  }

  /** Draw what is open, in the words of the page. */
  paint() {
    fill(this.#section, this.#nodes());
  }

  get #language() {
    return this.#page.words.language;
  }

  async #read(opening) {
    try {
      const record = await this.#record(opening.target.document, opening.abort.signal);
      opening.view = viewOf(record, opening.target);
    } catch (error) {
      opening.problem = asProblem(error);
    }
  }

  async #record(id, signal) {
    const key = `${id} ${this.#language}`;
    const language = this.#language;
    if (!this.#records.has(key)) this.#records.set(key, await readDocument(id, language, signal));
    return this.#records.get(key);
  }

  #nodes() {
    const { words } = this.#page;
    if (!this.#current) return [];
    const { problem, target, view } = this.#current;
    if (problem) return renderProblem(problem, words, () => this.#again(target));
    return view ? renderSource(view, words, this.#doors()) : renderWaiting("opening", words);
  }

  #again(target) {
    this.#current = null;
    this.show(target, true);
  }

  #enter() {
    this.#section.focus({ preventScroll: true });
    reveal(this.#section, matchMedia(WIDE).matches ? "nearest" : "start");
  }

  #doors() {
    const permalink = () => this.#page.permalink(this.#place());
    return {
      close: () => this.#page.close(),
      turn: (statement) => this.#turn(statement),
      permalink,
      place: () => this.#place(),
      copyLink: ({ currentTarget }) =>
        copyFrom(currentTarget, () => location.origin + permalink(), this.#page),
      copyQuote: ({ currentTarget }) =>
        copyFrom(currentTarget, () => this.#quotation(permalink()), this.#page),
    };
  }

  /** What a link to the panel as it stands points at: the marked words, else the statement. */
  #place() {
    const { document, statement, marked } = this.#current.view;
    const { start, end } = marked && holds(statement, marked) ? marked : statement;
    return { document: document.document, start, end };
  }

  #turn(statement) {
    const control = document.activeElement?.classList[1];
    this.#current.view = { ...this.#current.view, statement, missed: false };
    this.paint();
    const same = control && this.#section.querySelector(`.${control}:not(:disabled)`);
    (same || this.#section.querySelector(".chooser")).focus();
    revealMark(this.#section);
  }

  #quotation(permalink) {
    const { document, marked } = this.#current.view;
    const quote = new Characters(document.text).slice(marked.start, marked.end);
    return `“${quote}”\n${this.#current.target.reference ?? location.origin + permalink}`;
  }
}

const holds = (statement, { start }) => statement.start <= start && start < statement.end;

function viewOf(record, { start, end }) {
  const length = new Characters(record.text).length;
  const given = Number.isInteger(start) && Number.isInteger(end) && start < end;
  const missed = given && end > length;
  const marked = given && !missed ? { start, end } : null;
  return { document: record, statement: statementAt(record, marked?.start ?? 0), marked, missed };
}
