// The navigation: one link to every view, which leads back to it as it was left.

import { byId, el, link } from "./dom.js";
import { fromAddress, toAddress } from "./state.js";
import { VIEWS } from "./views.js";

const left = new Map(); // by name, the address at which a view was left
let current = VIEWS[0].name;

/** Build the links; `go` takes a target of app.js. */
export function build(go) {
  const items = VIEWS.map((one) => link("", { "data-name": one.name }, () => go(wayTo(one))));
  byId("navigation").replaceChildren(...items.map((item) => el("li", {}, item)));
}

/** Keep where a view was left. */
export function leave(name, state) {
  left.set(name, toAddress(state));
}

/** Show which view is the current one, in the words of the page. */
export function paint(name, words, language) {
  current = name;
  for (const item of byId("navigation").querySelectorAll("a")) {
    const view = VIEWS.find((one) => one.name === item.dataset.name);
    item.textContent = words.text(`nav_${view.name}`);
    item.href = toAddress({ ...wayTo(view), language });
    if (view.name === name) item.setAttribute("aria-current", "page");
    else item.removeAttribute("aria-current");
  }
  byId("home").href = toAddress({ language });
}

/** The current view begins anew, every other one is as it was left. */
function wayTo({ name, path }) {
  const address = name !== current && left.get(name);
  const { query, place, hash } = address ? fromAddress(new URL(address, location)) : { query: {} };
  return { path, query, place, hash };
}
