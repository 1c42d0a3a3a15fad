// What the page shows, as its address: ?q=question&c=citation&lang=zh and #doc=id&start=0&end=9.

/** The state that an address stands for; everything in it may be absent or nonsense. */
export function fromAddress(address) {
  const query = new URLSearchParams(address.search);
  const hash = new URLSearchParams(address.hash.slice(1));
  return {
    question: (query.get("q") ?? "").trim(),
    citation: natural(query.get("c")),
    language: query.get("lang"),
    place: hash.get("doc")
      ? { document: hash.get("doc"), start: natural(hash.get("start")), end: natural(hash.get("end")) }
      : null,
  };
}

/** The address of a state. */
export function toAddress({ question, citation, language, place }) {
  const query = new URLSearchParams();
  if (question) query.set("q", question);
  if (question && citation) query.set("c", String(citation));
  if (language) query.set("lang", language);
  const search = query.toString();
  return `/${search ? `?${search}` : ""}${place ? `#${fragment(place)}` : ""}`;
}

function fragment({ document, start, end }) {
  const hash = new URLSearchParams({ doc: document });
  if (start !== null && end !== null && end > start) {
    hash.set("start", String(start));
    hash.set("end", String(end));
  }
  return hash.toString();
}

function natural(text) {
  return /^\d{1,9}$/.test(text ?? "") ? Number(text) : null;
}
