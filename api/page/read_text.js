// The text of a record as the Read view shows it: what is printed before a statement, the statement,
// its paragraphs, each with its anchor; beside them the file as given, where it is wanted.
//
// Every piece of the record's text is a run, an element that holds exactly the characters from
// `start` to `end`: so words can be marked, found and linked to wherever they stand.

import { el, languageOf } from "./dom.js";
import { translation } from "./parts.js";
import { originalPiece } from "./read_original.js";
import { Characters, isWrapped, pieces } from "./text.js";

/** A record as elements; `original` is {raw, runs} or null, `anchors` makes links (see read.js). */
export class RecordText {
  /** Elements that hold a piece of the text: {element, start, end}, in its order. */
  runs = [];
  /** What can be searched, in order: the runs, and the names of those who speak. */
  searched = [];
  #text;

  constructor(record, original, words, anchors) {
    this.record = record;
    this.#text = new Characters(record.text);
    this.original = original && {
      raw: new Characters(original.raw),
      runs: original.runs,
      length: this.length,
    };
    this.words = words;
    this.anchors = anchors;
    this.nodes = this.#nodes();
  }

  get length() {
    return this.#text.length;
  }

  slice = (start, end) => this.#text.slice(start, end);

  /** Mark the words of {start, end} and no others; gives the first element that holds some of them. */
  mark(place) {
    for (const one of this.runs.filter((one) => one.isMarked)) {
      one.element.replaceChildren(one.element.textContent);
      one.isMarked = false;
    }
    if (!place) return null;
    const touched = this.runs.filter((one) => one.start < place.end && place.start < one.end);
    for (const one of touched) {
      one.isMarked = true;
      const parts = pieces(this.#text, one.start, one.end, place);
      one.element.replaceChildren(...parts.map(([piece, is]) => (is ? el("mark", {}, piece) : piece)));
    }
    return touched[0]?.element ?? null;
  }

  #nodes() {
    const { statements } = this.record;
    if (!statements.length) return [this.#run("p", { class: "front-text" }, 0, this.length)];
    const ends = [0, ...statements.map((one) => one.end)];
    const sections = statements.map((one, i) => this.#statement(one, ends[i]));
    return [...sections, ...this.#printed(ends.at(-1), this.length)];
  }

  #run(tag, attributes, start, end) {
    const text = this.slice(start, end);
    const element = el(tag, { ...attributes, "data-wrapped": isWrapped(text) }, text);
    this.runs.push({ element, start, end });
    this.searched.push(element);
    return element;
  }

  /** What is printed between statements: when the meeting opens, rises, adopts its agenda. */
  #printed(from, to) {
    const [start, end] = trimmed(this.slice(from, to), from);
    if (start >= end) return [];
    return [this.#run("p", { class: "procedure" }, start, end)];
  }

  #statement(statement, before) {
    const { words, record } = this;
    const id = `s${statement.statement}`;
    const from = headingStart(this.slice(before, statement.start), statement.heading) + before;
    const preceding = before ? this.#printed(before, from) : this.#front(from);
    const called = statementName(statement, words, record.kind);
    const name = el("span", { id: `${id}-name`, lang: languageOf(called) }, called);
    this.searched.push(name);
    const key = record.kind === "verbatim" ? "read_linkStatement" : "read_linkPart";
    const number = this.anchors.link(id, words.text(key, { n: statement.statement }), String(statement.statement));
    const [start, end] = trimmed(this.slice(from, statement.start), from);
    return el(
      "article",
      { class: "speech", id, "aria-labelledby": `${id}-name`, "data-chair": statement.chair },
      preceding,
      el(
        "div",
        { class: "speech-head", lang: words.language },
        number,
        el("h2", { class: "speech-name", tabindex: "-1" }, name),
        this.#notes(statement),
      ),
      start < end ? this.#row("printed-heading", [], "p", start, end, [before || from, statement.start]) : "",
      this.#paragraphs(statement, start < end ? statement.start : before || from),
    );
  }

  #front(to) {
    const [start, end] = trimmed(this.slice(0, to), 0);
    if (start >= end) return [];
    return el(
      "details",
      { class: "front" },
      el("summary", { class: "label", lang: this.words.language }, this.words.text("read_front")),
      this.#run("p", { class: "front-text" }, start, end),
    );
  }

  #notes(statement) {
    const { words } = this;
    const spoken = statement.language && !statement.translated_from;
    const names = statement.on_behalf_of.join(words.language === "zh" ? "、" : ", ");
    return el(
      "p",
      { class: "quiet" },
      statement.part && statement.speaker_label ? `${statement.speaker_label} ` : "",
      translation(statement, words) ?? "",
      spoken ? words.text("read_spoken", { language: words.spoken(statement.language) }) : "",
      names ? ` ${words.text("read_behalf", { names })}` : "",
    );
  }

  /** The paragraphs of a statement; beside the first one stands the file from `from` on. */
  #paragraphs(statement, from) {
    const { words } = this;
    // A statement that was not divided into paragraphs is shown as one.
    const all = statement.paragraphs.length ? statement.paragraphs : [{ ...statement, paragraph: 1 }];
    return all.flatMap((one, i) => {
      const before = i ? all[i - 1].end : statement.start;
      const [start, end] = trimmed(this.slice(before, one.start), before);
      const id = `s${statement.statement}p${one.paragraph}`;
      // A number that is printed stands in the text already.
      const isPrinted = one.label && this.slice(one.start, one.end).startsWith(one.label);
      const number = one.label ?? String(one.paragraph);
      const link = this.anchors.link(id, words.text("read_link", { n: number }), isPrinted ? "¶" : number);
      const next = all[i + 1]?.start ?? statement.end;
      return [
        start < end ? this.#run("h3", { class: "heading" }, start, end) : "",
        this.#row("paragraph", link, "p", one.start, one.end, [i ? one.start : from, next], id),
      ];
    });
  }

  /** A run in a row with what stands before it, and the file as given between two characters. */
  #row(name, before, tag, start, end, [from, to], id = null) {
    const run = this.#run(tag, {}, start, end);
    const beside = this.original && originalPiece(this.original, from, to, this.words);
    return el("div", { class: `row ${name}`, id }, before, run, beside ?? "");
  }
}

/** The name a statement goes by: who speaks, or which part of a document of some kind it is. */
export function statementName({ part, speaker_label: speaker }, words, kind) {
  if (part) return words.part(part);
  return speaker ?? words.text(kind === "text" ? "kind_text" : "noSpeaker");
}

/** How far into a gap the heading begins; to its end where there is none. Counts characters. */
function headingStart(gap, heading) {
  const at = heading ? gap.lastIndexOf(heading) : -1;
  return [...(at < 0 ? gap : gap.slice(0, at))].length;
}

/** The range of a text that begins at `start`, without white space at its ends. */
export function trimmed(text, start) {
  const length = [...text].length;
  const before = text.length - text.trimStart().length;
  return [start + before, start + length - (text.length - text.trimEnd().length)];
}
