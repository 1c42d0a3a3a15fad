// The service's addresses, and its problems as errors.

import { queryOf } from "./state.js";

/** What the service refused or could not do: its problem document, or that it did not answer. */
export class Problem extends Error {
  constructor(fields) {
    super(fields.detail ?? "");
    this.kind = String(fields.type ?? "").split(":").pop() || "unreachable";
    this.detail = fields.detail ?? "";
    this.hint = fields.hint ?? "";
    this.errors = fields.errors ?? []; // {field, detail} of each part of a request that is at fault
  }
}

/** Ask while the answer is made: pairs of an event's name and its fields, the last one "done". */
export async function* ask(body, signal) {
  const accept = "text/event-stream, application/json;q=0.5";
  const response = await send("/v1/ask", { ...asJson(body), signal }, { accept });
  if (!response.headers.get("content-type")?.startsWith("text/event-stream")) {
    yield ["done", await fieldsOf(response)];
    return;
  }
  for await (const [name, fields] of eventsOf(response)) {
    if (name === "error") throw new Problem(fields);
    yield [name, fields];
  }
}

/** Check a quotation; names and the reason come in the reader's language. */
export const verify = (quotation, by, language, signal) =>
  post("/v1/verify", { quotation, by: by || null, language }, signal);

export const speakers = () => call("/v1/speakers");

/** The documents held, those that `wanted` (find, sort, descending, limit, offset, symbol) asks for. */
export function documents(wanted = {}, signal) {
  const query = String(queryOf(wanted));
  return call(`/v1/documents${query && `?${query}`}`, { signal });
}

/** Say, and hear, that documents were added or removed on this page. */
export const tellChange = () => document.dispatchEvent(new Event("rostrum:changed"));
export const hearChange = (hear) => document.addEventListener("rostrum:changed", hear);

export const readDocument = (id, language, signal) =>
  call(`/v1/documents/${encodeURIComponent(id)}?language=${language}`, { signal });

/** Any error as a problem; one that nobody foresaw is logged. */
export function asProblem(error) {
  if (error instanceof Problem) return error;
  if (error.name !== "AbortError") console.error(error);
  return new Problem({});
}

/** Send a body as JSON; resolves to what comes back, throws a Problem. */
export const post = (path, body, signal) => call(path, { ...asJson(body), signal });

/** Fetch JSON; throws a Problem. */
export const call = async (path, options) => fieldsOf(await send(path, options));

/** Fetch a text; throws a Problem. */
export const callText = async (path, options) => (await send(path, options)).text();

const asJson = (body) => ({
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

async function send(path, options = {}, headers = {}) {
  const response = await fetch(path, { ...options, headers: { ...options.headers, ...headers } }).catch(unanswered);
  if (!response.ok) throw new Problem(await fieldsOf(response));
  return response;
}

const fieldsOf = (response) => response.json().catch(unanswered);

function unanswered(error) {
  if (error.name === "AbortError") throw error;
  throw new Problem({});
}

/** The events of a stream (HTML, section 9.2): blocks of lines, comments left out. */
async function* eventsOf(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read().catch(unanswered);
    if (done) return;
    const blocks = (rest + value).split("\n\n");
    rest = blocks.pop();
    yield* eventsIn(blocks);
  }
}

/** The events among complete blocks of a stream: pairs of a name and its fields. */
export function* eventsIn(blocks) {
  for (const block of blocks) {
    const name = /^event: (.*)$/m.exec(block)?.[1];
    const data = /^data: (.*)$/m.exec(block)?.[1];
    if (name && data) yield [name, JSON.parse(data)];
  }
}
