// Sending files, and what is heard of them meanwhile: bytes that went out, then the service's events.

import { Problem, eventsIn } from "./service.js";

/**
 * Send files in one request. `tell(name, fields)` hears "sent" {share: 0 to 1} while they go out and
 * then the service's events. Resolves to the report of the last one; throws a Problem, or an AbortError
 * when the signal ends it (the service then takes nothing in).
 *
 * fetch() does not tell how much of a body has gone out, XMLHttpRequest does.
 */
export function upload(files, tell, signal) {
  const form = new FormData();
  for (const file of files) form.append("files", file, file.name);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const failed = () => reject(new Problem({}));
    const events = new Events(request);
    const hear = () => {
      for (const [name, fields] of events.next()) {
        if (name === "error") reject(new Problem(fields));
        else if (name === "done") resolve(fields);
        else tell(name, fields);
      }
    };
    request.upload.onprogress = ({ loaded, total }) => tell("sent", { share: total ? loaded / total : 1 });
    request.onprogress = () => isStream(request) && hear();
    request.onload = () => {
      if (isStream(request)) hear();
      else if (request.status >= 400) reject(new Problem(fieldsOf(request)));
      failed(); // a stream that ends without its last event; nothing after one of the above
    };
    request.onerror = failed;
    request.onabort = () => reject(new DOMException("", "AbortError"));
    signal.addEventListener("abort", () => request.abort());
    request.open("POST", "/v1/documents");
    request.setRequestHeader("accept", "text/event-stream");
    request.send(form);
  });
}

const isStream = (request) =>
  Boolean(request.getResponseHeader("content-type")?.startsWith("text/event-stream"));

function fieldsOf(request) {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return {};
  }
}

/** The events of a response that is still coming. */
class Events {
  #request;
  #read = 0;

  constructor(request) {
    this.#request = request;
  }

  next() {
    const arrived = this.#request.responseText.slice(this.#read);
    const end = arrived.lastIndexOf("\n\n") + 2;
    if (end < 2) return [];
    this.#read += end;
    return eventsIn(arrived.slice(0, end).split("\n\n"));
  }
}
