// Comfort on the way to a session; every page works without it.

document.documentElement.classList.add("scripted");

// A day of the strip opens its times below, without asking the server again.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-day]");
  const day = link && document.getElementById(link.dataset.day);
  if (!day || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  day.open = true;
  day.scrollIntoView({ block: "start" });
  day.querySelector("summary").focus({ preventScroll: true });
});

// The studio's zone is named where this device is somewhere else.
const nameZones = () => {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const line of document.querySelectorAll("[data-zones]")) {
    if (line.dataset.zones.split(" ").some((zone) => zone !== here)) line.hidden = false;
  }
};
nameZones();
document.addEventListener("htmx:afterSwap", nameZones);

// Where something stood in the way, reading begins there.
document.querySelector(".trouble")?.focus();

// How long a time is still held, and how long something can be taken back.
const minutes = (left) => `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;

for (const held of document.querySelectorAll(".held[data-until]")) {
  const tick = () => {
    const left = Math.ceil((Date.parse(held.dataset.until) - Date.now()) / 1000);
    const over = left <= 0;
    held.querySelector(".held-left").textContent = over ? "" : minutes(left);
    if (!over) return;
    held.classList.add("held-over");
    held.querySelector(".held-words").hidden = true;
    held.querySelector(".held-late").hidden = false;
    clearInterval(timer);
  };
  const timer = setInterval(tick, 1000);
  tick();
}

for (const undo of document.querySelectorAll(".undo[data-until]")) {
  const left = Date.parse(undo.dataset.until) - Date.now();
  setTimeout(() => undo.remove(), Math.max(left, 0));
}
