// The source beside a view: one statement of a document as it is printed, with the quotation marked.

import { el, languageOf } from "./dom.js";
import { facts, readLink, translation } from "./parts.js";
import { Characters, isWrapped, pieces } from "./text.js";

/** Which statement a place lies in: that of its first character, the first one by default. */
export function statementAt(document, start) {
  const found = document.statements.find((one) => one.start <= start && start < one.end);
  return found ?? document.statements[0];
}

/**
 * The inside of the panel. `view` is {document, statement, marked, missed}: the record, the statement shown, the
 * marked range or null, and whether the place asked for lies outside. `doors` is what its controls
 * do: close(), turn(statement), copyLink(event), copyQuote(event); permalink() and place() tell where
 * it stands.
 */
export function renderSource(view, words, doors) {
  const { document, statement } = view;
  const text = new Characters(document.text);
  return [
    header(document, words, doors),
    view.missed ? el("p", { class: "notice" }, words.text("notAPlace")) : "",
    statement
      ? el(
          "div",
          { class: "source-body" },
          turner(view, words, doors),
          statementArticle(view, text, words),
        )
      : el("p", { class: "notice" }, words.text("noStatements")),
    statement ? actions(view, words, doors) : "",
  ];
}

/** Bring the marked words into view inside the panel. */
export function revealMark(panel) {
  const mark = panel.querySelector("mark");
  const body = panel.querySelector(".statement");
  if (!mark || !body) return;
  // Only the panel's own scroll, so that the answer beside it stays where it is.
  const above = mark.getBoundingClientRect().top - body.getBoundingClientRect().top;
  body.scrollTop += above - body.clientHeight / 4;
}

function header(document, words, doors) {
  const name = document.symbol ?? document.title ?? document.name;
  return el(
    "header",
    { class: "source-head" },
    el(
      "div",
      {},
      el("h2", { id: "source-title", class: "source-name", lang: languageOf(name) }, name),
      document.symbol && document.title
        ? el("p", { class: "source-about", lang: languageOf(document.title) }, document.title)
        : "",
      facts([words.text(`kind_${document.kind}`), words.date(document.date)]),
    ),
    el("button", {
      type: "button",
      class: "close",
      "aria-label": words.text("close"),
      title: words.text("close"),
      onclick: doors.close,
    }),
  );
}

function turner({ document, statement }, words, doors) {
  const total = document.statements.length;
  if (total < 2) return "";
  const turn = (step) => () => doors.turn(document.statements[statement.statement - 1 + step]);
  const button = (key, step, sign) =>
    el(
      "button",
      {
        type: "button",
        class: `turn turn-${key}`,
        "aria-label": words.text(key),
        title: words.text(key),
        disabled: !document.statements[statement.statement - 1 + step],
        onclick: turn(step),
      },
      sign,
    );
  return el(
    "nav",
    { class: "turner", "aria-label": words.text("jump") },
    button("previous", -1, "‹"),
    chooser(document, statement, words, doors),
    button("next", 1, "›"),
  );
}

function chooser(document, statement, words, doors) {
  const select = el(
    "select",
    { class: "chooser", "aria-label": words.text("jump") },
    document.statements.map((one) =>
      el(
        "option",
        { value: one.statement, selected: one.statement === statement.statement },
        `${one.statement} · ${statementName(one, words)}`,
      ),
    ),
  );
  select.addEventListener("change", () => doors.turn(document.statements[select.value - 1]));
  return select;
}

function statementName(statement, words) {
  if (statement.part) return words.part(statement.part);
  return statement.speaker_label ?? words.text("noSpeaker");
}

function statementArticle(view, text, words) {
  const { document, statement, marked } = view;
  const total = document.statements.length;
  const position = words.text(document.kind === "verbatim" ? "statementOf" : "partOf", {
    n: statement.statement,
    total,
  });
  return el(
    "article",
    { class: "statement", lang: document.language, tabindex: "0", "aria-label": position },
    el("p", { class: "position", lang: words.language }, position),
    statement.part && statement.heading
      ? el("h3", { class: "printed" }, statement.heading)
      : "",
    statement.speaker_label
      ? el(
          statement.part ? "p" : "h3",
          { class: "byline" },
          el("span", { class: "who" }, statement.speaker_label),
          translation(statement, words),
        )
      : "",
    paragraphsOf(statement).flatMap((one, i, all) => [
      one.heading && one.heading !== all[i - 1]?.heading
        ? el("h4", { class: "heading" }, one.heading)
        : "",
      paragraph(one, text, marked, words),
    ]),
  );
}

// A statement that was not divided into paragraphs is shown as one.
function paragraphsOf(statement) {
  if (statement.paragraphs.length) return statement.paragraphs;
  return [{ paragraph: 1, label: null, heading: null, start: statement.start, end: statement.end }];
}

function paragraph(one, text, marked, words) {
  const number = one.label ?? String(one.paragraph);
  // Where the number is printed it stands in the text already.
  const printed = one.label && text.slice(one.start, one.end).startsWith(one.label);
  const label = words.text("paragraph", { n: number });
  return el(
    "div",
    { class: "paragraph" },
    el(
      "span",
      printed
        ? { class: "paragraph-number" }
        : { class: "paragraph-number", role: "img", "aria-label": label },
      printed ? "" : number,
    ),
    el(
      "p",
      { "data-wrapped": isWrapped(text.slice(one.start, one.end)) },
      pieces(text, one.start, one.end, marked).map(([piece, inside]) =>
        inside ? el("mark", {}, piece) : piece,
      ),
    ),
  );
}

function actions({ marked }, words, doors) {
  const button = (key, action) =>
    el("button", { type: "button", class: "action", onclick: action }, words.text(key));
  return el(
    "footer",
    { class: "source-foot" },
    marked ? button("copyQuote", doors.copyQuote) : "",
    button("copyLink", doors.copyLink),
    el("a", { class: "action", href: doors.permalink() }, words.text("permalink")),
    readLink(doors.place(), words),
  );
}
