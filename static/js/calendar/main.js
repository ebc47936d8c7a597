// The calendar's page, put together: what is drawn when, and what its buttons and keys do.

import * as dialogs from "calendar/dialogs";
import * as drag from "calendar/drag";
import * as feed from "calendar/feed";
import * as grid from "calendar/grid";
import * as keys from "calendar/keys";
import * as places from "calendar/places";
import * as rows from "calendar/rows";
import * as state from "calendar/state";
import { base, dated, nameOf, one, rooms, say, setup, speak, therapists, wallAt } from "calendar/words";

const MOST_ON_PAPER = 14;
const FOLDED = window.matchMedia("(max-width: 61.99rem)"); // no room for a row of filters
let waiting = false; // something changed while a session was in the hand

const title = () => {
  const { day, therapist } = state.chosen;
  const week = state.view() === "week";
  const text = week
    ? say("week_of", { name: nameOf(therapist), day: dated(state.range().first, "short") })
    : dated(day, "long");
  one("cal-title").textContent = text;
  document.title = `${text} · Legwork`;
  const sheet = one("cal-sheet");
  sheet.search = new URLSearchParams({ day, by: state.chosen.by, location: state.chosen.location });
  const chosen = ["location", "therapist", "skill", "type"].filter((name) => state.chosen[name]);
  one("cal-chosen").textContent = chosen.length || "";
  const today = document.querySelector("[data-turn='0']");
  if (day === setup.today) today.setAttribute("aria-current", "date");
  else today.removeAttribute("aria-current");
};

const focusKept = (draw) => {
  const code = document.activeElement?.closest?.("#cal [data-c]")?.dataset.c;
  draw();
  keys.rove();
  if (code) one("cal").querySelector(`[data-c="${code}"] a`)?.focus({ preventScroll: true });
};

const redraw = () => {
  title();
  focusKept(state.view() === "list" ? rows.draw : grid.draw);
};

// What the feed brought, unless somebody has a session in the hand: then as soon as it is put down.
const changed = (days) => {
  if (!days.length) return grid.drawNow();
  if (places.held() || drag.dragging()) {
    waiting = true;
    return undefined;
  }
  if (!days.some((day) => state.days().includes(day))) return undefined;
  return focusKept(state.view() === "list" ? rows.draw : grid.refresh);
};

const settled = () => {
  if (!waiting) return;
  waiting = false;
  focusKept(state.view() === "list" ? rows.draw : grid.refresh);
};

const choose = (changes) => {
  places.letGo();
  state.choose(changes);
  redraw();
  feed.ask();
};

const toNow = () => {
  const now = feed.nowOn(state.chosen.day);
  if (now === null || state.view() === "list") return;
  const stage = one("cal");
  stage.scrollTop = now < 1440 && now >= 0 ? Math.max(0, grid.yOf(now) - stage.clientHeight / 3) : 0;
};

// The panel: a part of the page where htmx can fill it, else a page of its own.
const openPanel = (url) => {
  if (!window.htmx || window.innerWidth < 700) {
    location.href = url;
    return;
  }
  const panel = one("panel");
  panel.dataset.back = document.activeElement?.closest?.("#cal [data-c]")?.dataset.c ?? "";
  window.htmx.ajax("GET", url, { target: "#panel", swap: "innerHTML" }).then(() => {
    if (!panel.classList.contains("is-open")) return note(say("failed"));
    const goal = panel.querySelector("[autofocus], h2, h1, input:not([type=hidden]), a, button");
    if (goal && !goal.matches("input, a, button, select, textarea")) goal.tabIndex = -1;
    return goal?.focus({ preventScroll: true });
  });
};

// Whatever fills the panel, there is a way out of it.
const filled = (event) => {
  const panel = one("panel");
  if (event.detail.target !== panel) return;
  panel.classList.toggle("is-open", panel.childElementCount > 0);
  if (!panel.childElementCount || panel.querySelector("[data-close], [data-panel-close]")) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-quiet cal-panel-close";
  button.dataset.close = "";
  button.textContent = say("close");
  panel.prepend(button);
};

const shutPanel = () => {
  const panel = one("panel");
  if (!panel.classList.contains("is-open")) return;
  panel.classList.remove("is-open");
  panel.replaceChildren();
  one("cal").querySelector(`[data-c="${panel.dataset.back}"] a`)?.focus();
};

// The studio of a place in the grid: that of the room, or where its therapist works then.
const studioAt = (column, therapist, start) => {
  if (column?.kind === "room") return rooms.get(column.code).l;
  const hours = column ? (feed.part(column.day)?.hours ?? []) : [];
  const there = hours.find((span) => span.t === therapist && span.s <= start && start < span.e);
  const works = therapists.get(therapist)?.l ?? [];
  return there?.l ?? (works.length === 1 ? works[0] : "");
};

const make = ({ column = null, from = null, until = null } = {}) => {
  const { chosen } = state;
  const therapist = column?.kind === "therapist" ? column.code : column ? "" : chosen.therapist;
  const start = column ? wallAt(column.day, from) : "";
  const asked = {
    start,
    until: column && until ? wallAt(column.day, until) : "",
    day: chosen.day,
    therapist,
    room: column?.kind === "room" ? column.code : "",
    location: chosen.location || studioAt(column, therapist, start),
  };
  const filled = Object.entries(asked).filter(([, value]) => value);
  if (column) speak(say("new_here", { time: start.slice(11) }));
  openPanel(`${base}new/?${new URLSearchParams(filled)}`);
};

const open = (session, link) => {
  if (keys.chosenForSwap(session)) return;
  openPanel(link.href);
};

const note = (text) => {
  one("cal-status").textContent = text;
  one("cal-status").hidden = !text;
};

const doing = {
  make,
  new: () => make({}),
  note,
  shutPanel,
  turn: (way) => choose({ day: state.turned(way) }),
  look: (view) => choose({ view }),
  keys: dialogs.openKeys,
  print: () => window.print(),
  zoom: () => {
    state.nextZoom();
    state.show();
    redraw();
  },
};

const fold = () => {
  const box = one("cal-filters");
  box.classList.toggle("menu", FOLDED.matches);
  box.querySelector("div").classList.toggle("menu-panel", FOLDED.matches);
  box.open = !FOLDED.matches;
};

const tools = () => {
  const box = one("cal-tools");
  box.addEventListener("submit", (event) => event.preventDefault());
  box.addEventListener("change", (event) => {
    const { name, value } = event.target;
    if (name && (name !== "day" || value)) choose({ [name]: value });
  });
  box.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const choice = button.closest("[data-choice]")?.dataset.choice;
    if (choice) choose({ [choice]: button.value });
    else if (button.dataset.turn) doing.turn(Number(button.dataset.turn));
    else if (button.dataset.do) doing[button.dataset.do]();
  });
  one("cal").addEventListener("click", (event) => {
    const goal = event.target.closest("[data-choose]");
    if (!goal || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    choose(JSON.parse(goal.dataset.choose));
  });
};

const hear = () => {
  const { body } = document;
  body.addEventListener("desk:open", (event) => openPanel(event.detail.url));
  body.addEventListener("desk:close", shutPanel);
  body.addEventListener("htmx:afterSwap", filled);
  one("panel").addEventListener("click", (event) => event.target.closest("[data-close]") && shutPanel());
  const about = (event) => feed.find(event.detail.code ?? event.detail.value ?? event.detail);
  const taken = (name, act) =>
    body.addEventListener(name, (event) => {
      const session = about(event);
      if (!session) return;
      event.preventDefault(); // tells the panel that it is done here
      act(session);
    });
  taken("desk:has", () => {});
  taken("desk:move", dialogs.openMove);
  taken("desk:swap", (session) => {
    shutPanel();
    keys.swapFrom(session);
  });
};

// More columns than a sheet can hold are printed as the list.
const printing = () => {
  window.addEventListener("beforeprint", () => grid.columns.length > MOST_ON_PAPER && rows.draw());
  window.addEventListener("afterprint", () => state.view() !== "list" && redraw());
};

const begin = () => {
  document.documentElement.classList.add("has-calendar");
  fold();
  state.show();
  const first = one("cal-first");
  if (first) feed.take(JSON.parse(first.textContent));
  redraw();
  toNow();
  performance.mark("calendar:shown");
  feed.listen(changed);
  places.whenSettled(settled);
  drag.onOpen(open);
  drag.onMake(make);
  dialogs.onSwap(keys.swapFrom);
  tools();
  hear();
  dialogs.start();
  drag.start();
  keys.start(doing);
  state.onNarrow(redraw);
  FOLDED.addEventListener("change", fold);
  printing();
  feed.start();
  if (!first) feed.ask();
  setInterval(grid.drawNow, 30000);
};

begin();
