// A comparison, or mentions, as a file for other programs, with the columns that `rostrum stances` and `rostrum
// mentions` write.

import { meetingName } from "./stances_table.js";

const KNOWN = [
  "delegation_code", "delegation", "document", "symbol", "date", "status", "presided", "evidence",
];
const CITED = [
  "speaker_label", "statement", "paragraphs", "reference", "quote", "start", "end",
  "translated_from", "permalink",
];

/** One line for each delegation and meeting (RFC 4180), with a mark for spreadsheets that it is UTF-8. */
export function asCsv(rows, meetings) {
  const head = [...KNOWN, "speaker", ...CITED.slice(1)];
  return csvOf([head, ...rows.flatMap((row) => meetings.map((meeting) => csvLine(row, meeting)))]);
}

const csvOf = (lines) => `\ufeff${lines.map((line) => line.map(csvCell).join(",")).join("\r\n")}\r\n`;

function csvLine(row, meeting) {
  const cell = row.cells.find((one) => one.document === meeting.document);
  const known = { ...row, ...cell, date: meeting.date, presided: cell.presided ? "yes" : "no" };
  const cited = cell.citation && {
    ...cell.citation,
    paragraphs: cell.citation.paragraphs.join(" "),
    permalink: location.origin + cell.citation.permalink,
  };
  return [...KNOWN.map((key) => known[key]), ...CITED.map((key) => cited?.[key])];
}

function csvCell(value) {
  // A text that a spreadsheet would take for a formula is kept from being one.
  const text = typeof value === "string" ? value.replace(/^[=+\-@\t\r]/, "'$&") : String(value ?? "");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A table with a column for each meeting, the reference of each quotation as a link. */
export function asMarkdown(rows, meetings, words) {
  const named = meetings.map((one) => plain(`${meetingName(one)}, ${words.date(one.date)}`));
  const head = [words.text("stances_delegation"), ...named];
  const lines = rows.map((row) => {
    const cells = meetings.map(({ document }) => row.cells.find((one) => one.document === document));
    return [plain(row.delegation), ...cells.map((one) => markdownCell(one, words))];
  });
  return markdownOf(head, lines);
}

const markdownOf = (head, lines) =>
  [head, head.map(() => "---"), ...lines].map((line) => `| ${line.join(" | ")} |\n`).join("");

function markdownCell({ citation, status, presided }, words) {
  if (citation) {
    const { quote, reference, permalink } = citation;
    return `“${plain(quote)}” [${plain(reference)}](${location.origin}${permalink})`;
  }
  return [words.text(`stances_${status}`), presided ? words.text("stances_presided") : ""].join(" ").trim();
}

const MENTIONED = [
  "symbol", "delegation_code", "delegation", "chair", "speaker", "document", "date", "written", "start", "end",
  "reference", "quote", "quote_start", "quote_end", "translated_from", "permalink",
];

/** One line for each mention of a symbol. */
export function mentionsCsv(symbol, mentions) {
  const lines = mentions.map(({ citation: cited, written, start, end }) => {
    const known = {
      ...cited, symbol, written, start, end,
      chair: cited.chair ? "yes" : "no",
      speaker: cited.speaker_label,
      document: cited.symbol ?? cited.document,
      quote_start: cited.start,
      quote_end: cited.end,
      permalink: location.origin + cited.permalink,
    };
    return MENTIONED.map((key) => known[key]);
  });
  return csvOf([MENTIONED, ...lines]);
}

/** Mentions as a table, the reference of each sentence as a link. */
export function mentionsMarkdown(mentions, words) {
  const head = ["speaker", "written", "sentence", "reference"].map((key) => words.text(`stances_column_${key}`));
  const lines = mentions.map(({ citation, written }) => [
    plain(citation.speaker_label ?? ""),
    plain(written),
    `“${plain(citation.quote)}”`,
    `[${plain(citation.reference)}](${location.origin}${citation.permalink})`,
  ]);
  return markdownOf(head, lines);
}

// What Markdown would take for a mark of its own.
const plain = (text) => text.replace(/[\\`*_[\]<>|#]/g, "\\$&").replace(/\s+/g, " ");

/** Let the browser save a text as a file. */
export function download(name, type, text) {
  const href = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const anchor = document.createElement("a");
  Object.assign(anchor, { href, download: name });
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
}
