// Where in the text the reader is: held while the text changes, and moved to a place. Statements out
// of sight are not drawn (content-visibility), which keeps long records quick.

const READING_LINE = 90; // pixels below the top of the window, where the tools end
const WIDE = "(min-width: 64rem)"; // where the file as given stands beside the text

/** Change a text and leave the paragraph that is being read where it stands. */
export function steady(root, change) {
  const rows = [...root.querySelectorAll(".row[id]")];
  const before = rows.find((one) => one.getBoundingClientRect().bottom > READING_LINE);
  const top = before?.getBoundingClientRect().top;
  change();
  // At the top of the record nothing is being read yet.
  if (before && before !== rows[0]) settle(() => document.getElementById(before.id), top);
}

/** Bring an element into view and go on from there with the keyboard. */
export function reach(element) {
  unfold(element);
  const isMark = element.matches("mark");
  settle(() => element, isMark ? innerHeight / 3 : READING_LINE);
  const target = element.matches(".speech") ? element.querySelector("h2") : element.closest(".row");
  if (target && !target.matches("h2")) target.tabIndex = -1;
  target?.focus({ preventScroll: true });
}

/** Open what an element is folded into. */
export function unfold(element) {
  const folded = element.closest("details:not([open])");
  if (folded) folded.open = true;
}

/** Scroll until an element stands so many pixels below the top of the window. */
function settle(find, top) {
  const scroll = () => {
    const element = find();
    if (element) scrollBy(0, element.getBoundingClientRect().top - top);
  };
  scroll();
  // What was not drawn before may have another height than was reserved for it.
  requestAnimationFrame(() => {
    scroll();
    requestAnimationFrame(scroll);
  });
}

/** Reserve room for statements that are not drawn yet, so that nothing jumps when they are. */
export function reserve(root) {
  const em = root.lang === "zh" ? 1 : 0.42; // the width of a character
  const isWide = matchMedia(WIDE).matches;
  const width = root.clientWidth - 44;
  const heightOf = (element, columns, size, line) => {
    const perLine = (width / columns - 20) / (size * em);
    const text = element?.textContent ?? "";
    const isWrapped = Boolean(element) && "wrapped" in element.dataset;
    const lines = element ? (isWrapped ? [text] : text.split("\n")) : [];
    return line * lines.reduce((sum, one) => sum + Math.max(1, Math.ceil(one.length / perLine)), 0);
  };
  for (const article of root.querySelectorAll(".speech")) {
    let sum = 70;
    for (const row of article.querySelectorAll(".row")) {
      const original = row.querySelector(".original");
      const columns = original && isWide ? 2 : 1;
      const both = [heightOf(row.querySelector("p"), columns, 17, 31), heightOf(original, columns, 14, 22.4)];
      sum += 10 + (isWide ? Math.max(...both) : both[0] + both[1]);
    }
    article.style.containIntrinsicBlockSize = `auto ${Math.round(sum)}px`;
  }
}
