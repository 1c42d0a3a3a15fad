// The list of what is held as far as it is fetched: a page at a time, and never an old answer over a new one.

import { asProblem, documents } from "./service.js";

export const AT_ONCE = 100;
const MOST_AT_ONCE = 1000; // that the service gives in one answer
const PAUSE = 150; // milliseconds without another letter, before what is typed is looked for

export class DocumentList {
  documents = null; // null until the first answer
  find = ""; // the words that those fetched have
  total = 0; // how many there are of those wanted
  held = null; // sums over all
  problem = null;
  #onNews;
  #wanted = null;
  #abort = null;
  #timer = 0;
  #isStale = false; // the view was left meanwhile

  /** `onNews()` hears whenever there is something else to show. */
  constructor(onNews) {
    this.#onNews = onNews;
  }

  /** Fetch what is wanted ({find, sort, down}), unless it is there; after a pause where only `find` is another. */
  want(wanted) {
    const before = this.#wanted;
    const isSame = before && ["find", "sort", "down"].every((key) => before[key] === wanted[key]);
    if (isSame && !this.#isStale) return;
    this.#wanted = wanted;
    this.#isStale = false;
    this.#abort?.abort();
    clearTimeout(this.#timer);
    const isTyping = before && before.find !== wanted.find;
    this.#timer = setTimeout(() => (isSame ? this.reload() : this.#fetch(AT_ONCE)), isTyping ? PAUSE : 0);
  }

  /** Fetch anew, as many as there are shown. */
  reload() {
    return this.#fetch(Math.max(AT_ONCE, this.documents?.length ?? 0));
  }

  /** The next ones. */
  more() {
    return this.#fetch(AT_ONCE, this.documents.length);
  }

  /** What is on its way is not wanted any more, and what is there is fetched anew when it is wanted again. */
  stop() {
    this.#abort?.abort();
    clearTimeout(this.#timer);
    this.#isStale = true;
  }

  async #fetch(count, offset = 0) {
    clearTimeout(this.#timer);
    this.#abort?.abort();
    const { signal } = (this.#abort = new AbortController());
    const { find, sort, down } = this.#wanted;
    const limit = Math.min(count, MOST_AT_ONCE);
    try {
      const told = await documents({ find, sort, descending: down || "", limit, offset }, signal).catch(emptyIfMissing);
      if (signal.aborted) return;
      const before = offset ? this.documents : [];
      Object.assign(this, { documents: [...before, ...told.documents], find, total: told.total, held: told.held, problem: null });
    } catch (error) {
      if (signal.aborted) return;
      this.problem = asProblem(error);
    }
    this.#onNews();
  }
}

/** Without a library nothing is held yet; the first document makes one. */
function emptyIfMissing(error) {
  if (error.kind !== "library-missing") throw error;
  return { documents: [], total: 0, held: { documents: 0 } };
}
