// The day asks for news by itself. Nothing moves under a pointer or a focus: then it only says so.

const RESTING = 10_000; // milliseconds after the last touch or key
let touched = -RESTING;

const part = () => document.getElementById("day-part");

for (const kind of ["pointerdown", "pointermove", "keydown", "wheel"]) {
  document.addEventListener(
    kind,
    (event) => {
      if (event.target.closest?.("#day-part")) touched = performance.now();
    },
    { passive: true },
  );
}

const busy = () => {
  const here = part();
  const hovers = window.matchMedia("(hover: hover)").matches && here.matches(":hover");
  return hovers || here.contains(document.activeElement) || performance.now() - touched < RESTING;
};

document.addEventListener("htmx:configRequest", (event) => {
  if (event.target.id !== "day-part" || !busy()) return;
  if (document.getElementById("day-new").hasChildNodes()) event.preventDefault(); // it says so already
  else event.detail.parameters.busy = "1";
});

// What is shown anew is not news any more.
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id === "day-part") document.getElementById("day-new").replaceChildren();
});
