// Who speaks in which order and for how long: a list with a bar for each statement, as long as its
// text. It leads to the statements and shows which one is being read. Tab passes over it in one
// step, the arrow keys go through it.

import { el, fill, languageOf, svg } from "./dom.js";
import { statementName } from "./read_text.js";

const WIDE = matchMedia("(min-width: 64rem)");

export class Timeline {
  #anchors = null;
  #list = el("ol", { class: "lanes" });
  #title = el("summary", { class: "label" });
  #watcher = new IntersectionObserver((seen) => this.#look(seen), { rootMargin: "-20% 0px -75% 0px" });
  /** The number of the statement that is being read. */
  current = null;

  constructor() {
    this.chooser = el("select", { class: "chooser", "data-label": "read_jump" });
    this.chooser.addEventListener("change", () => this.#anchors.go({ hash: `s${this.chooser.value}` }));
    this.element = el("details", { class: "lanes-box", open: WIDE.matches }, this.#title, el("nav", {}, this.#list));
    WIDE.addEventListener("change", () => (this.element.open = WIDE.matches));
    this.#list.addEventListener("keydown", (event) => this.#onKey(event));
  }

  /** Show a record and follow the reading of its articles. */
  show(record, words, anchors, articles) {
    this.#anchors = anchors;
    const { statements, kind } = record;
    const title = words.text(kind === "verbatim" ? "read_timeline" : "read_parts");
    this.element.hidden = this.chooser.hidden = statements.length < 2;
    this.#title.textContent = title;
    this.element.lastChild.setAttribute("aria-label", title);
    const longest = Math.max(...statements.map((one) => one.end - one.start));
    this.#list.replaceChildren(...statements.map((one) => lane(one, kind, longest, words, anchors)));
    fill(this.chooser, statements.map((one) => option(one, kind, words)));
    this.#watcher.disconnect();
    articles.forEach((one) => this.#watcher.observe(one));
    this.current = null;
    this.#mark();
  }

  #look(seen) {
    const entered = seen.findLast((one) => one.isIntersecting);
    if (!entered) return;
    this.current = Number(entered.target.id.slice(1));
    this.#mark();
  }

  #onKey(event) {
    const lanes = [...this.#list.querySelectorAll("a")];
    const at = lanes.indexOf(document.activeElement);
    const steps = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: lanes.length - 1 };
    if (!lanes[steps[event.key]]) return;
    event.preventDefault();
    lanes[steps[event.key]].focus();
  }

  #mark() {
    const lanes = [...this.#list.querySelectorAll("a")];
    const lane = lanes[(this.current ?? 1) - 1];
    lanes.forEach((one) => one.setAttribute("tabindex", one === lane ? "0" : "-1"));
    this.#list.querySelector("[aria-current]")?.removeAttribute("aria-current");
    if (!this.current || !lane) return;
    lane.setAttribute("aria-current", "true");
    this.chooser.value = String(this.current);
    // Only the list's own scroll, so that the text stays where it is.
    const { top, bottom } = lane.getBoundingClientRect();
    const box = this.#list.getBoundingClientRect();
    if (top < box.top || bottom > box.bottom) this.#list.scrollTop += top - box.top - box.height / 3;
  }
}

function lane(statement, kind, longest, words, anchors) {
  const n = statement.end - statement.start;
  const name = statementName(statement, words, kind);
  const width = Math.max(1, (100 * n) / longest);
  return el(
    "li",
    {},
    anchors.way(
      `s${statement.statement}`,
      { class: "lane", "data-chair": statement.chair },
      el("span", { class: "lane-number" }, String(statement.statement)),
      el("span", { class: "lane-name", lang: languageOf(name) }, name),
      el("span", { class: "unseen" }, `, ${words.text("characters", { n })}`),
      svg(
        "svg",
        { class: "lane-bar", viewBox: "0 0 100 4", preserveAspectRatio: "none", "aria-hidden": "true" },
        svg("rect", { width: width.toFixed(1), height: 4 }),
      ),
    ),
  );
}

function option(statement, kind, words) {
  const name = `${statement.statement} · ${statementName(statement, words, kind)}`;
  return el("option", { value: statement.statement }, name);
}
