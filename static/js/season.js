// Comfort on the season; the page works without it.

document.documentElement.classList.add("scripted");

const panel = () => document.getElementById("day");

// The pictures show which day is told of.
const pin = (link) => {
  for (const svg of document.querySelectorAll(".season-svg")) {
    const hit = [...svg.querySelectorAll("a")].find((a) => a.getAttribute("href") === link)?.firstChild;
    const mark = svg.querySelector(".season-pin");
    if (!hit || !mark) continue;
    for (const name of ["x", "y", "height"]) mark.setAttribute(name, hit.getAttribute(name));
    mark.setAttribute("width", Math.max(Number(hit.getAttribute("width")), 4));
  }
};

const show = (link, focus) => {
  const done = window.htmx.ajax("GET", link, { target: "#day", swap: "outerHTML" });
  window.history.replaceState(null, "", link);
  pin(link);
  return done.then(() => {
    const day = panel();
    if (focus) day.querySelector(`[data-turn="${focus}"]`)?.focus();
    else day.focus({ preventScroll: true });
    const box = day.getBoundingClientRect();
    if (box.top < 0 || box.top > window.innerHeight - 160) day.scrollIntoView({ block: "nearest" });
  });
};

const plain = (event) => !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);

document.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link || !window.htmx || !plain(event) || event.button) return;
  const href = link.getAttribute("href") ?? "";
  if (!link.closest(".season-svg, .season-table, .day-turn") || !href.startsWith("?")) return;
  event.preventDefault();
  show(href, link.dataset.turn);
});

// The arrow keys turn the days while the day has the focus.
document.addEventListener("keydown", (event) => {
  const turn = { ArrowLeft: "before", ArrowRight: "after" }[event.key];
  if (!turn || !plain(event) || !event.target.closest?.("#day") || event.target.closest("input")) return;
  const link = panel().querySelector(`[data-turn="${turn}"]`);
  if (!link || !window.htmx) return;
  event.preventDefault();
  show(link.getAttribute("href"), event.target.dataset.turn ? turn : "");
});
