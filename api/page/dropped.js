// Files dropped on the window while a view is shown, those in folders among them.

/**
 * Take files dropped anywhere on the window, so that none opens in the view's place. `isWanted()`
 * tells whether the view takes them just now, `over(is)` hears files come and go above it.
 */
export function takeDrops({ isShown, isWanted, over, take }) {
  const bringsFiles = (event) => isShown() && event.dataTransfer?.types.includes("Files");
  addEventListener("dragover", (event) => {
    if (!bringsFiles(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = isWanted() ? "copy" : "none";
    over(isWanted());
  });
  // Without a window behind it the pointer has left the page.
  addEventListener("dragleave", (event) => event.relatedTarget === null && over(false));
  addEventListener("drop", async (event) => {
    if (!bringsFiles(event)) return;
    event.preventDefault();
    over(false);
    if (isWanted()) take(await filesOf(event.dataTransfer));
  });
}

async function filesOf({ items, files }) {
  // To be asked for at once: the items are gone as soon as anything is waited for.
  const entries = [...items].map((one) => one.webkitGetAsEntry?.()).filter(Boolean);
  const whole = [...files];
  if (!entries.some((one) => one.isDirectory)) return whole;
  return (await Promise.all(entries.map(within))).flat();
}

/** The files at an entry; those whose names begin with a point are none of the reader's. */
async function within(entry) {
  if (entry.name.startsWith(".")) return [];
  if (entry.isFile) return [await new Promise((...ends) => entry.file(...ends))];
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    // A folder is read in parts of a hundred.
    const part = await new Promise((...ends) => reader.readEntries(...ends));
    if (!part.length) return (await Promise.all(found.map(within))).flat();
    found.push(...part);
  }
}
