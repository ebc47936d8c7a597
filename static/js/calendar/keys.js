// By keyboard alone: one stop in the grid, arrows between its sessions, Alt and arrows to move one.

import { undoLast } from "calendar/acts";
import * as dialogs from "calendar/dialogs";
import * as drag from "calendar/drag";
import * as feed from "calendar/feed";
import * as grid from "calendar/grid";
import * as places from "calendar/places";
import { shut } from "calendar/refused";
import { view } from "calendar/state";
import { one, say, speak } from "calendar/words";

let current = ""; // the session that Tab comes to
let swapping = null;
let page = {}; // what the page itself does: turn, look, make, shutPanel

const links = () => [...one("cal").querySelectorAll("a.ev-box")];
const sessionOf = (link) => feed.find(link.closest("[data-c]").dataset.c);
const focused = () => document.activeElement?.closest?.("#cal a.ev-box");

// After every drawing one session, and one only, is where Tab goes.
export const rove = () => {
  if (view() === "list") return;
  const all = links();
  const goal = all.find((link) => link.closest("[data-c]").dataset.c === current) ?? all[0];
  for (const link of all) link.tabIndex = link === goal ? 0 : -1;
};

const go = (link) => {
  if (!link) return;
  current = link.closest("[data-c]").dataset.c;
  rove();
  link.focus({ preventScroll: true });
  link.scrollIntoView({ block: "nearest", inline: "nearest" });
};

const topOf = (link) => Number.parseFloat(link.closest(".ev").style.top);

const inColumn = (column) =>
  [...column.cell.querySelectorAll("a.ev-box")].sort((a, b) => topOf(a) - topOf(b));

const across = (link, way) => {
  const at = grid.columns.findIndex((column) => column.cell.contains(link));
  for (let next = at + way; grid.columns[next]; next += way) {
    const there = inColumn(grid.columns[next]);
    const far = (other) => Math.abs(topOf(other) - topOf(link));
    if (there.length) return there.reduce((a, b) => (far(b) < far(a) ? b : a));
  }
  return null;
};

const neighbour = (link, key) => {
  if (view() === "list") {
    const all = links();
    const at = all.indexOf(link);
    return { ArrowUp: all[at - 1], ArrowDown: all[at + 1], Home: all[0], End: all.at(-1) }[key];
  }
  if (key === "ArrowLeft" || key === "ArrowRight") return across(link, key === "ArrowLeft" ? -1 : 1);
  const column = grid.columns.find((each) => each.cell.contains(link));
  const all = inColumn(column);
  const at = all.indexOf(link);
  return { ArrowUp: all[at - 1], ArrowDown: all[at + 1], Home: all[0], End: all.at(-1) }[key];
};

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

const nudge = (link, key) => {
  if (view() === "list") return dialogs.openMove(sessionOf(link));
  if (!places.held()) {
    const session = sessionOf(link);
    if (!session?.mv) return speak(say("not_to_move"));
    places.lift(session, link.closest(".ev"), grid.columns.find((each) => each.cell.contains(link)));
  }
  return places.step(...STEPS[key]);
};

// While a session is in the hand its keys mean only that.
const whileHeld = (event) => {
  if (drag.dragging()) {
    if (event.key === "Escape") drag.abandon();
    return event.key === "Escape";
  }
  if (event.key === "Enter") places.drop();
  else if (event.key === "Escape" || event.key === "Tab") {
    places.letGo();
    speak(say("put_back"));
  } else if (STEPS[event.key]) places.step(...STEPS[event.key]);
  else return false;
  return event.key !== "Tab";
};

export const swapFrom = (session) => {
  if (!session?.mv) return speak(say("not_to_move"));
  swapping = session;
  document.documentElement.classList.add("is-swapping");
  const text = say("swap_with", { name: session.cl });
  page.note(text);
  const own = one("cal").querySelector(`[data-c="${session.c}"] a`);
  return own?.focus();
};

const stopSwap = (text) => {
  swapping = null;
  document.documentElement.classList.remove("is-swapping");
  page.note("");
  if (text) speak(text);
};

// The second of two that swap was chosen. Says whether one was being waited for.
export const chosenForSwap = (session) => {
  if (!swapping) return false;
  const first = swapping;
  stopSwap("");
  if (session && session.c !== first.c) places.swapWith(first, session);
  return true;
};

const ofSession = (event, link) => {
  if (STEPS[event.key] && event.altKey) nudge(link, event.key);
  else if (STEPS[event.key] || event.key === "Home" || event.key === "End") go(neighbour(link, event.key));
  else return false;
  return true;
};

const LETTERS = {
  n: () => page.make(),
  t: () => page.turn(0),
  "[": () => page.turn(-1),
  "]": () => page.turn(1),
  d: () => page.look("day"),
  w: () => page.look("week"),
  l: () => page.look("list"),
  "?": () => dialogs.openKeys(),
  m: (link) => link && dialogs.openMove(sessionOf(link)),
  s: (link) => link && swapFrom(sessionOf(link)),
};

const onKey = (event) => {
  const typing = event.target.closest("input, select, textarea, [contenteditable], dialog, .cal-pop");
  const undo = event.key === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey;
  if (typing) return false;
  if (undo) return Boolean(undoLast());
  if (places.held()) return whileHeld(event);
  if (event.key === "Escape") {
    if (swapping) stopSwap(say("swap_none"));
    else if (!shut()) page.shutPanel();
    return false;
  }
  const link = focused();
  if (event.target.closest("#panel")) return false;
  if (event.ctrlKey || event.metaKey) return false;
  if (link && ofSession(event, link)) return true;
  if (event.altKey) return false;
  if (event.key === "PageUp" || event.key === "PageDown") {
    if (!event.target.closest("#cal")) return false;
    page.turn(event.key === "PageUp" ? -1 : 1);
    return true;
  }
  const letter = dialogs.letters() && LETTERS[event.key];
  if (letter) letter(link);
  return Boolean(letter);
};

export const start = (doing) => {
  page = doing;
  document.addEventListener("keydown", (event) => {
    if (onKey(event)) event.preventDefault();
  });
  one("cal").addEventListener("focusin", (event) => {
    const link = event.target.closest("a.ev-box");
    if (!link || current === link.closest("[data-c]").dataset.c) return;
    current = link.closest("[data-c]").dataset.c;
    rove();
  });
};
