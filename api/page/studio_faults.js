// What is wrong with a need by the rules of the question set, in the reader's language.

/** One complaint of the service; its own sentence where its code has no words here. */
export function faultText({ code, detail, parameters }, words) {
  const key = `studio_fault_${code}`;
  if (!words.has(key)) return detail;
  const what = parameters.what && words.text(`studio_what_${parameters.what}`);
  return words.text(key, { ...parameters, what });
}
