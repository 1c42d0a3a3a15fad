// Adding documents: a place to drop files on, a button to choose them, and what becomes of each.

import { Sent, isSideCar, sizeOf } from "./documents_sent.js";
import { takeDrops } from "./dropped.js";
import { el, fill } from "./dom.js";
import { Problem, asProblem } from "./service.js";
import { upload } from "./upload.js";

// Names and boundaries of a form come on top of the files.
const ROOM = 0.98;

export class Adding {
  #page;
  #changed;
  #limits = null; // what /v1/writing tells
  #sent = []; // every file of the list, in the order in which they were given
  #untold = new Set(); // those whose end has not been announced
  #abort = null;
  #parts;

  /** `changed()` hears that something went in; `isShown()` tells whether the view is. */
  constructor(page, changed, isShown) {
    this.#page = page;
    this.#changed = changed;
    this.#parts = this.#skeleton();
    this.element = el(
      "section",
      { class: "adding", "aria-labelledby": "adding-title" },
      el("h2", { class: "unseen", id: "adding-title", "data-text": "documents_add" }),
      this.#parts.zone,
      this.#parts.notice,
      this.#parts.list,
      this.#parts.after,
    );
    takeDrops({
      isShown,
      isWanted: () => Boolean(this.#limits?.writable),
      over: (is) => this.#parts.zone.toggleAttribute("data-over", is),
      take: (files) => this.take(files),
    });
    addEventListener("beforeunload", (event) => this.#abort && event.preventDefault());
  }

  /** What can be added here, as /v1/writing tells; null while that is not known. */
  show(limits) {
    this.#limits = limits;
    this.paint();
  }

  paint() {
    const { words } = this.#page;
    const { zone, notice, list, limits } = this.#parts;
    zone.hidden = !this.#limits?.writable;
    fill(notice, this.#limits && !this.#limits.writable ? readOnly(words) : []);
    limits.textContent = this.#limits
      ? words.text("documents_limits", {
          suffixes: this.#limits.suffixes.join(" "),
          size: sizeOf(this.#limits.file_limit, words),
        })
      : "";
    fill(list, this.#sent.map((one) => one.element));
    this.#sent.forEach((one) => one.paint());
    this.#paintAfter();
  }

  /** Add files; one that cannot be sent is told of at once. */
  take(files) {
    const given = [...files].map((file) => new Sent(file, this.#page));
    if (!given.length) return;
    if (!this.#abort) this.#sent = this.#sent.filter((one) => one.isOpen);
    this.#sent.push(...given);
    given.forEach((one) => this.#untold.add(one));
    for (const one of given) one.refuseIfOver(this.#limits.file_limit);
    this.paint();
    this.#work();
  }

  async #work() {
    if (this.#abort) return;
    this.#abort = new AbortController();
    this.#paintAfter();
    for (let batch = this.#next(); batch.length; batch = this.#next()) {
      if (await this.#send(batch)) this.#changed();
      if (this.#abort.signal.aborted) break;
    }
    this.#abort = null;
    this.#paintAfter();
    this.#tell();
  }

  /** As many of the waiting files as one request takes; a side-car goes with all of them. */
  #next() {
    const { most_files: most, request_limit: limit } = this.#limits;
    const waiting = this.#sent.filter((one) => one.isOpen);
    const batch = waiting.filter((one) => isSideCar(one.file));
    let room = limit * ROOM - batch.reduce((sum, one) => sum + one.file.size, 0);
    for (const one of waiting) {
      if (batch.includes(one)) continue;
      room -= one.file.size;
      if (room < 0 || batch.length >= most) break;
      batch.push(one);
    }
    return batch;
  }

  /** Send a batch; whether anything went in. */
  async #send(batch) {
    const total = batch.reduce((sum, one) => sum + one.file.size, 0) || 1;
    const hear = (name, fields) => {
      if (name === "sent") divide(batch, fields.share * total);
      else if (name === "received") batch.forEach((one, i) => one.received(fields.files[i]));
      else if (name === "progress") batch.forEach((one) => one.progress(fields));
    };
    try {
      const files = [...batch, ...this.#sideCars(batch)].map((one) => one.file);
      const report = await upload(files, hear, this.#abort.signal);
      batch.forEach((one, i) => one.end(report.files[i]));
      return report.files.some((one) => one.outcome === "added" || one.outcome === "replaced");
    } catch (error) {
      const stopped = this.#abort.signal.aborted;
      const problem = stopped ? new Problem({ type: "stopped" }) : asProblem(error);
      batch.forEach((one) => one.fail(problem, true));
      return false;
    }
  }

  /** A side-car that went with an earlier batch says things of this one, too. */
  #sideCars(batch) {
    return this.#sent.filter((one) => isSideCar(one.file) && !one.hasFailed && !batch.includes(one));
  }

  #tell() {
    const { words } = this.#page;
    const failed = [...this.#untold].filter((one) => one.hasFailed).length;
    const told = [words.text("documents_told", { n: this.#untold.size - failed })];
    this.#untold.clear();
    if (failed) told.push(words.text("documents_toldFailed", { n: failed }));
    this.#page.say(told.join(" "));
  }

  #paintAfter() {
    const { words } = this.#page;
    const button = (key, onclick) => el("button", { type: "button", class: "action", onclick }, words.text(key));
    const again = this.#sent.filter((one) => one.canGoAgain);
    const nodes = [];
    if (this.#abort) nodes.push(button("documents_stop", () => this.#abort.abort()));
    else {
      if (again.length) nodes.push(button("retry", () => this.#again(again)));
      if (this.#sent.length) nodes.push(button("documents_clear", () => this.#clear()));
    }
    fill(this.#parts.after, nodes);
  }

  #again(sent) {
    sent.forEach((one) => one.reopen());
    sent.forEach((one) => this.#untold.add(one));
    this.#parts.choose.focus();
    this.#work();
  }

  #clear() {
    this.#sent = [];
    this.paint();
    this.#parts.choose.focus();
  }

  #skeleton() {
    const input = el("input", { type: "file", multiple: true, hidden: true });
    input.addEventListener("change", () => {
      this.take(input.files);
      input.value = ""; // so that the same file can be chosen again
    });
    const choose = el("button", {
      type: "button", class: "primary", "data-text": "documents_choose", onclick: () => input.click(),
      "aria-describedby": "adding-limits",
    });
    const limits = el("p", { class: "quiet", id: "adding-limits" });
    const zone = el(
      "div",
      { class: "drop", hidden: true },
      el("p", { class: "drop-lead", "data-text": "documents_drop" }),
      choose, input, limits,
      el("p", { class: "quiet", "data-text": "documents_sideCar" }),
    );
    const list = el("ol", { class: "sent-list", "data-label": "documents_sent", hidden: true });
    return { zone, choose, limits, list, notice: el("div", { class: "notice" }), after: el("p", { class: "actions" }) };
  }
}

/** Bytes that went out, told to the files that they are of: a form holds one after the other. */
function divide(batch, bytes) {
  for (const one of batch) {
    one.sending(Math.min(one.file.size, Math.max(0, bytes)));
    bytes -= one.file.size;
  }
}

const readOnly = (words) => [
  el("p", {}, words.text("documents_readOnly")),
  el(
    "details",
    {},
    el("summary", {}, words.text("documents_readOnlyHint")),
    el("pre", { class: "cite-text" }, "rostrum serve --writable"),
    el("p", { class: "quiet" }, words.text("documents_commands")),
    el("pre", { class: "cite-text" }, "rostrum index FILE…\nrostrum remove S/PV.8626"),
  ),
];
