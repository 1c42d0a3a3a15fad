// One question on its way: it becomes an answer or a problem, unless it is stopped before.

import { asProblem, ask } from "./service.js";

export class Asking {
  answer = null;
  problem = null;
  #abort = new AbortController();

  /** Ask at once; `whenSettled` is called when there is an answer or a problem. */
  constructor(question, whenSettled) {
    this.question = question;
    this.#run(whenSettled);
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

  async #run(whenSettled) {
    try {
      this.answer = await ask(this.question, this.#abort.signal);
    } catch (error) {
      this.problem = asProblem(error);
    }
    if (!this.#abort.signal.aborted) whenSettled(this);
  }
}
