"use strict";
// Show the failures that fit all three choices, and say how many they are.
const chosen = (name) => document.querySelector(`select[name=${name}]`).value;
function filter() {
  let shown = 0;
  for (const one of document.querySelectorAll(".failure")) {
    const fits = ["language", "kind"].every((n) => !chosen(n) || one.dataset[n] === chosen(n))
      && (!chosen("fault") || one.dataset.faults.split(" ").includes(chosen("fault")));
    one.hidden = !fits;
    shown += fits;
  }
  document.getElementById("shown").textContent = `${shown} shown`;
}
document.querySelectorAll("select").forEach((s) => s.addEventListener("change", filter));
filter();
