// A comparison with what orders, narrows and saves it. What it shows is told by the address:
// sort, hide (meetings), by (part of a name), said (only those who spoke on the question).

import { copyButton } from "./copy.js";
import { el, fill } from "./dom.js";
import { asCsv, asMarkdown, download } from "./stances_export.js";
import { StancesTable, meetingName } from "./stances_table.js";

export class Comparison {
  #page;
  #change;
  #table;
  #count = el("h2", { class: "section-title" });
  #order;
  #by;
  #said;
  #boxes;
  #shown = { rows: [], meetings: [] };

  /** `change(query)` puts something else into the address. */
  constructor(found, page, change) {
    this.#page = page;
    this.#change = change;
    this.#table = new StancesTable(found, page, (sort) => change({ sort }));
    this.#order = this.#orders(found);
    this.#by = el("input", { type: "search", maxlength: "100", autocomplete: "off" });
    this.#by.addEventListener("input", () => change({ by: this.#by.value.trim() }));
    this.#said = el("input", { type: "checkbox" });
    this.#said.addEventListener("change", () => change({ said: this.#said.checked ? "1" : "" }));
    this.#boxes = found.meetings.map((one) => this.#box(one));
    this.nodes = [this.#count, ...this.#notes(found), ...(found.meetings.length ? this.#controls(found) : [])];
  }

  /** Order and narrow as the address says. */
  apply(query) {
    const choice = {
      sort: query.get("sort") ?? "",
      hidden: query.getAll("hide"),
      by: query.get("by") ?? "",
      onlySaid: query.has("said"),
    };
    const rows = this.#table.apply(choice);
    this.#shown = { rows, meetings: this.#table.meetings(choice) };
    if (this.#by.value.trim() !== choice.by) this.#by.value = choice.by;
    this.#order.value = choice.sort;
    this.#said.checked = choice.onlySaid;
    for (const box of this.#boxes) box.checked = !choice.hidden.includes(box.value);
    const said = this.#table.count({ ...choice, by: "", onlySaid: true });
    const n = this.#table.count({ ...choice, by: "", onlySaid: false });
    const key = this.#table.found.meetings.length ? "stances_count" : "stances_nothing";
    this.#count.textContent = this.#page.words.text(key, { said, n });
  }

  /** What a document goes by that the comparison is narrowed to. */
  nameOf(document) {
    const meeting = this.#table.found.meetings.find((one) => one.document === document);
    return meeting ? meetingName(meeting) : document;
  }

  #notes({ reason, meetings, more, unplaced }) {
    const { words } = this.#page;
    const line = (text) => el("p", { class: "quiet" }, text);
    const wider = el("button", { type: "button", class: "action", onclick: () => this.#change({ meetings: "50" }) });
    wider.textContent = words.text("stances_moreCompare");
    return [
      reason ? el("p", { class: "refused" }, el("strong", {}, words.text("stances_refused")), ` ${reason}`) : "",
      meetings.length ? "" : line(words.text("stances_nobody")),
      unplaced ? line(words.text("stances_unplaced", { n: unplaced })) : "",
      more ? el("p", { class: "quiet" }, words.text("stances_more", { n: more }), " ", wider) : "",
    ].filter(Boolean);
  }

  #controls({ meetings, question }) {
    const { words } = this.#page;
    const field = (key, control) =>
      el("label", { class: "control" }, el("span", { class: "quiet" }, words.text(key)), control);
    const label = words.text("stances_table", { question });
    return [
      el(
        "div",
        { class: "controls" },
        field("stances_order", this.#order),
        field("stances_find", this.#by),
        meetings.length > 1
          ? el(
              "fieldset",
              { class: "control" },
              el("legend", { class: "quiet" }, words.text("stances_meetings")),
              meetings.map((one, i) => el("label", { class: "check" }, this.#boxes[i], meetingName(one))),
            )
          : "",
        el("label", { class: "check" }, this.#said, words.text("stances_onlySaid")),
      ),
      // Wider than the window where there are many meetings: then it is moved sideways.
      el(
        "div",
        { class: "stances-room" },
        el(
          "div",
          { class: "stances-box", tabindex: "0", role: "region", "aria-label": label },
          this.#table.element,
        ),
      ),
      el(
        "p",
        { class: "actions" },
        this.#save("csv", "text/csv"),
        this.#save("markdown", "text/markdown"),
        copyButton("copyLink", () => location.href, this.#page),
      ),
    ];
  }

  #orders({ meetings }) {
    const { words } = this.#page;
    const option = (value, text) => el("option", { value }, text);
    const inOne = (one) =>
      option(one.document, words.text("stances_orderMeeting", { name: meetingName(one) }));
    const select = el(
      "select",
      { class: "chooser" },
      option("", words.text("stances_orderBest")),
      option("name", words.text("stances_orderName")),
      meetings.length > 1 ? meetings.map(inOne) : [],
    );
    select.addEventListener("change", () => this.#change({ sort: select.value }));
    return select;
  }

  #box(meeting) {
    const box = el("input", { type: "checkbox", value: meeting.document });
    box.addEventListener("change", () => {
      this.#change({ hide: this.#boxes.filter((one) => !one.checked).map((one) => one.value) });
    });
    return box;
  }

  #save(form, type) {
    const save = () => {
      const { rows, meetings } = this.#shown;
      const text = form === "csv" ? asCsv(rows, meetings) : asMarkdown(rows, meetings, this.#page.words);
      download(form === "csv" ? "stances.csv" : "stances.md", type, text);
    };
    return el("button", { type: "button", class: "action", onclick: save }, this.#page.words.text(`stances_${form}`));
  }
}
