// Comfort at the desk; every page works without it.

// Single keys are turned off in the calendar's list of keys, for all of the desk.
const keysAreOff = () => {
  try {
    return localStorage.getItem("calendar:letters") === "off";
  } catch {
    return false; // a browser may keep nothing
  }
};

// The key / leads to the search from wherever nothing is being typed.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, select, textarea, [contenteditable]");
  const find = document.querySelector("[data-find]");
  if (event.key !== "/" || typing || !find || event.ctrlKey || event.metaKey || event.altKey) return;
  if (keysAreOff()) return;
  event.preventDefault();
  find.focus();
  find.select();
});

// Printing needs a script, so its button does too.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
