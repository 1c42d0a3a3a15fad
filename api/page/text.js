// Offsets of the service count characters (code points); JavaScript's own count UTF-16 units.

/** A text that is cut by code points. */
export class Characters {
  #text;
  #points;

  constructor(text) {
    this.#text = text;
    // Only a text with characters outside the basic plane needs the slower form.
    this.#points = /[\u{10000}-\u{10ffff}]/u.test(text) ? Array.from(text) : null;
  }

  get length() {
    return this.#points ? this.#points.length : this.#text.length;
  }

  slice(start, end) {
    return this.#points ? this.#points.slice(start, end).join("") : this.#text.slice(start, end);
  }
}

/** The pieces of `start`–`end` as [text, marked], split where the marked range begins and ends. */
export function pieces(text, start, end, marked) {
  if (!marked) return [[text.slice(start, end), false]];
  const from = Math.min(Math.max(marked.start, start), end);
  const to = Math.min(Math.max(marked.end, from), end);
  return [
    [text.slice(start, from), false],
    [text.slice(from, to), true],
    [text.slice(to, end), false],
  ].filter(([piece]) => piece);
}

// A line of a text that is broken at a fixed width has about so many characters; one of a list has fewer.
const WRAPPED = 40;

/** Whether the lines of a paragraph end where the file was too narrow and not where its author meant. */
export function isWrapped(text) {
  const lengths = text.split("\n").slice(0, -1).map((line) => line.length).sort((a, b) => a - b);
  return lengths.length > 0 && lengths[Math.floor(lengths.length / 2)] >= WRAPPED;
}
