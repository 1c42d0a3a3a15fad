// One question on its way: it becomes an answer or a problem, unless it is stopped before.

import { Problem, asProblem, ask } from "./service.js";

export class Asking {
  answer = null;
  problem = null;
  hits = []; // what was found, before the answer is there
  text = ""; // the first words of the answer, while it is made
  #abort = new AbortController();

  /** Ask at once (`body` as POST /v1/ask takes it); `onNews` is called whenever more is known. */
  constructor(body, onNews) {
    this.#run(body, onNews);
  }

  get isSettled() {
    return Boolean(this.answer || this.problem);
  }

  /** The citation with this number, or null. */
  citation(number) {
    return this.answer?.citations.find((one) => one.number === number) ?? null;
  }

  /** What is still on its way is not wanted any more. */
  stop() {
    this.#abort.abort();
  }

  async #run(body, onNews) {
    try {
      for await (const [name, fields] of ask(body, this.#abort.signal)) {
        this.#take(name, fields);
        if (!this.isSettled && !this.#abort.signal.aborted) onNews(this);
      }
      if (!this.answer) throw new Problem({});
    } catch (error) {
      this.problem = asProblem(error);
    }
    if (!this.#abort.signal.aborted) onNews(this);
  }

  #take(name, fields) {
    if (name === "hits") this.hits = fields.hits;
    if (name === "answer") this.text = (fields.anew ? "" : this.text) + fields.text;
    if (name === "done") this.answer = fields;
  }
}
