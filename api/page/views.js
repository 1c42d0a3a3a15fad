// The views of the page, in the order of the navigation.
//
// To add one, as "read" at /read:
//
//   1. read.js exports `view`:
//        strings       {en, zh} of strings_read.js, keys beginning with "read_" (both the same keys)
//        mount(root, page)       once: build what stays, inside the empty element `root`;
//                                one h1 with tabindex -1, words by data-text (see language.js)
//        enter(state, byReader)  whenever the address changes while this view is shown:
//                                state = {path, query, language, place, hash} (state.js)
//        and, where needed:
//        speak()       the language changed: paint anew (page.words has it); called before `enter`
//        leave()       another view is shown now: stop what is on its way
//        title()       the title of the window as it stands, without "· Rostrum"
//        box()         the field that the key / goes to
//        focus         which element gets the focus on entering by the reader; the h1 otherwise
//        place()       the place to open beside the view by itself, null if none
//        placeKey      the query's key that place() goes by, dropped when another place is opened
//        ownsPlaces    true: the view shows #doc=… itself, and no panel opens
//   2. read.css, loaded with the module (what is common is in style.css and parts.css)
//   3. an entry below, its words under "nav_read" in strings.js, its path in VIEW_PATHS of
//      __init__.py (a test holds the two together).
//
// What a view gets as `page` is told in app.js.

export const VIEWS = [
  { name: "ask", path: "/", styles: ["ask.css"], load: () => import("./ask.js") },
  { name: "read", path: "/read", styles: ["read.css"], load: () => import("./read.js") },
  { name: "stances", path: "/stances", styles: ["stances.css"], load: () => import("./stances.js") },
  { name: "verify", path: "/verify", styles: ["verify.css"], load: () => import("./verify.js") },
  { name: "documents", path: "/documents", styles: ["documents.css"], load: () => import("./documents.js") },
  { name: "evaluation", path: "/evaluation", styles: ["evaluation.css"], load: () => import("./evaluation.js") },
];

/** The entry of a path; of the first view where nothing has it. */
export const viewAt = (path) => VIEWS.find((one) => one.path === path) ?? VIEWS[0];

/** Load the module and the style of a view; resolves to its `view`. */
export async function loadView({ load, styles }) {
  const [{ view }] = await Promise.all([load(), ...styles.map(loadStyle)]);
  return view;
}

function loadStyle(name) {
  const href = `/page/${name}`;
  if (document.querySelector(`link[href="${href}"]`)) return null;
  return new Promise((resolve, reject) => {
    const sheet = document.createElement("link");
    Object.assign(sheet, { rel: "stylesheet", href, onload: resolve });
    sheet.onerror = () => {
      sheet.remove();
      reject(new TypeError(`${name} did not load`));
    };
    document.head.append(sheet);
  });
}
