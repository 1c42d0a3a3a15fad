// What is doubtful about a document, in the reader's language.

import { el, languageOf } from "./dom.js";

/** The warnings of a document: sentences as the service has them, and their codes beside them. */
export function renderDoubts({ warnings, doubts }, words) {
  if (!warnings.length) return el("p", { class: "sound" }, words.text("documents_noWarnings"));
  const told = warnings.map((sentence, i) => doubtText(doubts[i], sentence, words));
  return el(
    "section",
    { class: "warnings" },
    el("h3", { class: "label" }, words.text("documents_warnings", { n: warnings.length })),
    el("ul", {}, told.map((one) => el("li", { lang: languageOf(one) }, one))),
  );
}

/** One warning; the sentence of the service where its code has no words here. */
export function doubtText({ code, parameters }, sentence, words) {
  const key = `documents_doubt_${code}`;
  if (!words.has(key)) return sentence;
  const shown = Object.entries(parameters).map(([name, value]) => [name, valueOf(name, value, parameters, words)]);
  return words.text(key, Object.fromEntries(shown));
}

function valueOf(name, value, { field }, words) {
  const key = value.replace(" ", "-");
  if (name === "field") return named(`documents_field_${value}`, value, words);
  if (name === "language" || (name === "named" && !/\d/.test(value))) return words.spoken(value);
  if (name === "source" || name === "other_source") return named(`documents_source_${key}`, value, words);
  if (name === "format" || name === "named_format") return named(`documents_format_${value}`, value, words);
  if (field === "language") return named(`written_${value}`, value, words);
  if (field === "kind") return named(`kind_${value}`, value, words);
  if (field === "date") return words.date(value);
  return words.language === "zh" ? value.replaceAll(", ", "、") : value;
}

const named = (key, value, words) => (words.has(key) ? words.text(key) : value);
