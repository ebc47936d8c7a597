// The panel of the desk: arrow keys among callers, where the focus goes, what was typed, and what it
// asks of the calendar round it.

const callers = () => [...document.querySelectorAll("#panel-callers [role=option]")];

const point = (field, to) => {
  for (const one of callers()) one.setAttribute("aria-selected", String(one === to));
  if (to) field.setAttribute("aria-activedescendant", to.id);
  else field.removeAttribute("aria-activedescendant");
  field.setAttribute("aria-expanded", String(Boolean(to)));
  to?.scrollIntoView({ block: "nearest" });
};

let waits = false; // Enter was pressed before the list for what is typed was there

const choose = (field) => {
  const list = document.getElementById("panel-callers");
  waits = list.dataset.for !== field.value.trim();
  if (!waits) callers().find((one) => one.getAttribute("aria-selected") === "true")?.click();
};

document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.key === "Escape" && field.closest?.("#panel")) {
    document.body.dispatchEvent(new CustomEvent("desk:close"));
    return;
  }
  if (field.id !== "panel-q") return;
  const all = callers();
  const at = all.findIndex((one) => one.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown") point(field, all[Math.min(at + 1, all.length - 1)]);
  else if (event.key === "ArrowUp") point(field, all[Math.max(at - 1, 0)]);
  else if (event.key === "Enter" && window.htmx) choose(field);
  else return;
  event.preventDefault();
});

// What was typed for a booking outlives every change of its time, as long as this page stands.
const typed = new Map();
const keyOf = (field) => {
  const whose = field.closest("[data-typed]")?.dataset.typed;
  return whose && field.name && field.type !== "hidden" ? `${whose} ${field.name}` : "";
};

document.addEventListener("input", (event) => {
  const field = event.target;
  if (field.id === "panel-q") waits = false;
  if (!keyOf(field)) return;
  if (field.type !== "radio" || field.checked) typed.set(keyOf(field), field.value);
});

const refill = (box) => {
  for (const field of box.querySelectorAll("[data-typed] :is(input, textarea)")) {
    const kept = typed.get(keyOf(field));
    if (kept === undefined) continue;
    if (field.type === "radio") field.checked = field.value === kept;
    else if (!field.value) field.value = kept;
    field.closest("details")?.setAttribute("open", "");
  }
};

let said = ""; // where no calendar stands round it to say so

document.body.addEventListener("desk:done", (event) => {
  typed.clear();
  said = document.getElementById("panel") ? "" : event.detail.message;
});

document.addEventListener("click", (event) => {
  const close = event.target.closest("[data-panel-close]");
  const fire = event.target.closest("[data-panel-fire]");
  if (!(close ?? fire)?.closest("#panel")) return; // a page of its own has links
  const name = close ? "desk:close" : fire.dataset.panelFire;
  if (asked(name, fire?.dataset.code) || close) event.preventDefault();
});

// Whether the calendar that stands round it took that on. It knows the sessions that it shows: of
// others the link leads to a page.
const asked = (name, code) =>
  !document.body.dispatchEvent(new CustomEvent(name, { detail: { code }, cancelable: true }));

const ready = () => {
  for (const one of document.querySelectorAll("#panel button[data-panel-fire]")) {
    one.hidden = !asked("desk:has", one.dataset.code);
  }
};

const GOALS = [".error-summary", "[role=alert]", "[data-focus]", "h1"];

const settle = (body) => {
  refill(body);
  if (said) {
    const line = document.createElement("p");
    line.className = "message message-success";
    line.setAttribute("role", "status");
    body.querySelector(".panel-head")?.after(line);
    line.textContent = said;
    said = "";
  }
  const held = document.activeElement; // htmx gives the focus back to a field that is still there
  const fault = body.querySelector(".error-summary, [role=alert]");
  if (!fault && body.contains(held) && held.matches("input, select, textarea")) return;
  const goal = GOALS.map((each) => body.querySelector(each)).find(Boolean);
  if (goal && !goal.matches("input, a, button, textarea")) goal.tabIndex = -1;
  const panel = document.getElementById("panel");
  if (panel) panel.scrollTop = 0;
  goal?.focus({ preventScroll: true });
  if (panel) goal?.scrollIntoView({ block: "nearest" });
};

document.body.addEventListener("htmx:afterSettle", (event) => {
  ready();
  const field = document.getElementById("panel-q");
  const body = document.getElementById("panel-body");
  if (field && waits) setTimeout(() => waits && choose(field));
  if (field && event.target.id === "panel-callers") {
    point(field, callers().find((one) => one.getAttribute("aria-selected") === "true"));
  } else if (body && [body, document.getElementById("panel")].includes(event.target)) {
    setTimeout(() => settle(body)); // the last word, after whoever filled it
  }
});

ready();
if (!document.getElementById("panel")) document.querySelector("[data-focus]")?.focus();
