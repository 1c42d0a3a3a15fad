// What the page shows, as its address: /path?view's own query&lang=zh and #doc=id&start=0&end=9.

// A longer query goes behind the #, which servers never see: they refuse addresses this long.
const LONGEST_QUERY = 8000;

/**
 * The state that an address stands for; everything in it may be absent or nonsense.
 *
 * {path, query (URLSearchParams, without the language), language, place, hash}: `place` is a range
 * of a document {document, start, end} or null, `hash` what stands behind # otherwise.
 */
export function fromAddress({ pathname, search, hash }) {
  const behind = hash.split("#").slice(1);
  const long = behind[0]?.startsWith("?") ? behind.shift() : "";
  const query = new URLSearchParams(long || search);
  const language = query.get("lang");
  query.delete("lang");
  const place = placeOf(behind[0] ?? "");
  return { path: pathname, query, language, place, hash: place ? "" : (behind[0] ?? "") };
}

/** The address of a state; `query` may also be an object (see `queryOf`). */
export function toAddress({ path = "/", query = {}, language, place = null, hash = "" }) {
  const all = queryOf(query);
  if (language) all.set("lang", language);
  const search = all.toString() && `?${all}`;
  const behind = place ? `#${fragment(place)}` : hash && `#${hash}`;
  return search.length > LONGEST_QUERY ? `${path}#${search}${behind}` : path + search + behind;
}

/** A query from an object; what is null or empty is left out, a list is repeated. */
export function queryOf(values) {
  if (values instanceof URLSearchParams) return new URLSearchParams(values);
  const pairs = Object.entries(values).flatMap(([name, value]) =>
    [value].flat().map((one) => [name, one]),
  );
  return new URLSearchParams(pairs.filter(([, one]) => one !== null && one !== ""));
}

/** A whole number from an address, or null. */
export function natural(text) {
  return /^\d{1,9}$/.test(text ?? "") ? Number(text) : null;
}

function placeOf(text) {
  const hash = new URLSearchParams(text);
  if (!hash.get("doc")) return null;
  return { document: hash.get("doc"), start: natural(hash.get("start")), end: natural(hash.get("end")) };
}

function fragment({ document, start, end }) {
  const hash = new URLSearchParams({ doc: document });
  if (start !== null && end !== null && end > start) {
    hash.set("start", String(start));
    hash.set("end", String(end));
  }
  return hash.toString();
}
