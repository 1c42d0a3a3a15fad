// The service's addresses, and its problems as errors.

/** What the service refused or could not do: its problem document, or that it did not answer. */
export class Problem extends Error {
  constructor(fields) {
    super(fields.detail ?? "");
    this.kind = String(fields.type ?? "").split(":").pop() || "unreachable";
    this.detail = fields.detail ?? "";
    this.hint = fields.hint ?? "";
  }
}

export const ask = (question, signal) => post("/v1/ask", { question }, signal);

/** Check a quotation; names and the reason come in the reader's language. */
export const verify = (quotation, by, language, signal) =>
  post("/v1/verify", { quotation, by: by || null, language }, signal);

export const documents = () => call("/v1/documents");

export const readDocument = (id, language, signal) =>
  call(`/v1/documents/${encodeURIComponent(id)}?language=${language}`, { signal });

/** Any error as a problem; one that nobody foresaw is logged. */
export function asProblem(error) {
  if (error instanceof Problem) return error;
  if (error.name !== "AbortError") console.error(error);
  return new Problem({});
}

/** Send a body as JSON; resolves to what comes back, throws a Problem. */
export const post = (path, body, signal) =>
  call(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    signal,
  });

/** Fetch JSON; throws a Problem. */
export async function call(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem({});
  }
  const fields = await response.json().catch((error) => {
    if (error.name === "AbortError") throw error;
    throw new Problem({});
  });
  if (!response.ok) throw new Problem(fields);
  return fields;
}
