// A place as a reference in the forms that texts and other programs take, to read and to copy.

import { copyButton } from "./copy.js";
import { el } from "./dom.js";
import { asProblem, callText } from "./service.js";
import { queryOf, toAddress } from "./state.js";

const FORMS = ["un", "footnote", "bibtex", "ris"];

/** A part that opens: the reference in four forms, and the link to the words themselves. */
export function renderCite({ document, start, end }, page) {
  const { words } = page;
  const text = el("pre", { class: "cite-text", tabindex: "0", "aria-live": "polite" });
  const address = toAddress({ language: words.language, place: { document, start, end } });
  let chosen = null;
  const show = async (form) => {
    chosen = form;
    for (const button of forms) {
      button.setAttribute("aria-pressed", String(button.dataset.form === form));
    }
    text.textContent = "…";
    const told = await reference({ document, start, end }, form, words.language);
    if (chosen === form) text.textContent = told; // one chosen before may come later
  };
  const forms = FORMS.map((form) => {
    const attributes = { type: "button", class: "action", "data-form": form, onclick: () => show(form) };
    return el("button", { ...attributes, "aria-pressed": "false" }, words.text(`cite_${form}`));
  });
  const details = el(
    "details",
    { class: "cite" },
    el("summary", {}, words.text("cite")),
    el("p", { class: "actions", role: "group", "aria-label": words.text("citeForms") }, forms),
    text,
    el(
      "p",
      { class: "actions" },
      copyButton("citeCopy", () => text.textContent, page),
      el("a", { class: "action", href: address }, words.text("permalink")),
      copyButton("copyLink", () => location.origin + address, page),
    ),
  );
  details.addEventListener("toggle", () => {
    if (details.open && !text.textContent) show(FORMS[0]);
  });
  return details;
}

async function reference(place, format, language) {
  try {
    return (await callText(`/v1/citations?${queryOf({ ...place, format, language })}`)).trim();
  } catch (error) {
    const { detail, hint } = asProblem(error);
    return [detail, hint].filter(Boolean).join(" ");
  }
}
