// The head of a record: what it is, when and where, on what, and who speaks in it.

import { el, languageOf } from "./dom.js";
import { toAddress } from "./state.js";

// Where the United Nations meets, as front pages name it.
const SEATS = [
  ["New York", "纽约"], ["Geneva", "日内瓦"], ["Vienna", "维也纳"], ["Nairobi", "内罗毕"],
  ["The Hague", "海牙"], ["Addis Ababa", "亚的斯亚贝巴"], ["Santiago", "圣地亚哥"],
  ["Beirut", "贝鲁特"], ["Bangkok", "曼谷"], ["Rome", "罗马"], ["Paris", "巴黎"],
];

/** What a record goes by. */
export const nameOf = (record) => record.symbol ?? record.title ?? record.name;

/** What is known of a record besides its words. */
export function renderFacts(record, words) {
  const { symbol, title, body, kind, statements } = record;
  const front = record.text.slice(0, record.statements[0]?.start ?? 0);
  const seat = SEATS.find((names) => names.some((one) => new RegExp(`^${one}\\s*$`, "m").test(front)));
  const extent = [
    statements.length ? words.text(kind === "verbatim" ? "statements" : "parts", { n: statements.length }) : "",
    words.text("characters", { n: [...record.text].length }),
  ];
  const facts = [
    ["read_meeting", record.meeting && (title ?? [body, record.meeting].filter(Boolean).join(" "))],
    ["read_date", record.date && words.date(record.date)],
    ["read_place", seat?.[words.language === "zh" ? 1 : 0]],
    ["read_agenda", record.agenda],
    ["read_language", words.text(`written_${record.language}`)],
    ["read_extent", extent.filter(Boolean).join(" · ")],
  ];
  const told = facts.filter(([, value]) => value);
  return [
    symbol && title && !record.meeting ? el("p", { class: "read-about", lang: languageOf(title) }, title) : "",
    el(
      "dl",
      { class: "facts" },
      told.flatMap(([key, value]) => [
        el("dt", {}, words.text(key)),
        el("dd", { lang: languageOf(value) }, value),
      ]),
    ),
  ];
}

/** Ways from a record to the other views. */
export function renderWays(record, words) {
  const { document, symbol, kind } = record;
  const way = (key, path, query) => {
    const href = toAddress({ path, query, language: words.language });
    return el("a", { class: "action", href, "data-inside": true }, words.text(key));
  };
  return [
    way("read_ask", "/", { document: symbol ?? document }),
    kind === "verbatim" ? way("read_stances", "/stances", { doc: symbol ?? document }) : "",
    symbol ? way("read_mentions", "/stances", { symbol }) : "",
  ];
}

/** Who speaks: each name once, in the order of first speaking, with how often and how long. */
export function renderRoster(record, words, anchors) {
  if (record.kind !== "verbatim") return [];
  const speakers = [...byName(record.statements)];
  const many = words.text("read_roster", { n: speakers.length });
  return [
    el("summary", { class: "label" }, many),
    el("ul", { class: "roster" }, speakers.map((one) => speaker(one, words, anchors))),
  ];
}

function byName(statements) {
  const found = new Map();
  for (const one of statements) {
    const name = one.speaker_label ?? "";
    found.set(name, [...(found.get(name) ?? []), one]);
  }
  return found;
}

function speaker([name, statements], words, anchors) {
  const n = statements.reduce((sum, one) => sum + one.end - one.start, 0);
  const aliases = [...new Set(statements.flatMap((one) => one.aliases))];
  const names = aliases.join(words.language === "zh" ? "、" : ", ");
  const counts = [
    words.text("read_turns", { n: statements.length }),
    words.text("characters", { n }),
    names ? words.text("read_also", { names }) : "",
  ];
  return el(
    "li",
    {},
    anchors.way(`s${statements[0].statement}`, { lang: languageOf(name) }, name || words.text("noSpeaker")),
    el("p", { class: "quiet" }, counts.filter(Boolean).join(" · ")),
  );
}
