// Which documents belong together: languages of one document, and its versions.

import { el, languageOf } from "./dom.js";

/** Other languages and earlier versions of a document, each a link; nothing where there are none. */
export function renderRelations({ translations, earlier, current = null }, page, heading) {
  const { words } = page;
  const read = (id, text) => page.link({ path: "/read", query: { doc: id } }, { lang: languageOf(text) }, text);
  const items = [
    current ? [words.text("superseded"), read(current, words.text("currentVersion"))] : null,
    ...translations.map((one) => [words.text("alsoIn"), read(one.document, words.text(`written_${one.language}`))]),
    ...earlier.map((one) => [words.text("earlierVersion"), read(one.document, one.name)]),
  ].filter(Boolean);
  if (!items.length) return "";
  return el(
    "section",
    { class: "relations" },
    el(heading, { class: "label" }, words.text("relations")),
    el("ul", {}, items.map(([told, way]) => el("li", {}, `${told} `, way))),
  );
}
