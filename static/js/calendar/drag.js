// By mouse and by finger: lift, carry, drop, make longer, choose a stretch. A finger presses long first.

import * as feed from "calendar/feed";
import * as grid from "calendar/grid";
import * as places from "calendar/places";
import { told } from "calendar/look";
import { make, minuteOn, one, say, speak } from "calendar/words";

const STEP = 15;
const SLOP = 5; // pixels before a press becomes a drag
const LONG = 380; // milliseconds a finger rests before it lifts
const EDGE = 48;

let press = null; // what the pointer is about
let opener = () => {};
let maker = () => {};

export const onOpen = (then) => (opener = then);
export const onMake = (then) => (maker = then);
export const dragging = () => Boolean(press?.begun);

const at = (event) => ({ x: event.clientX, y: event.clientY });
const columnAt = ({ x, y }) => grid.columnOf(document.elementFromPoint(x, y)?.closest(".cal-col")?.dataset.key);

const minuteAt = (column, y) => {
  const top = column.cell.getBoundingClientRect().top;
  return grid.minuteAt(y - top);
};

const snapped = (minutes) => Math.round(minutes / STEP) * STEP;

const kindOf = (event) => {
  const item = event.target.closest(".ev");
  if (!item) return event.target.closest(".cal-col") ? { kind: "range" } : null;
  const session = feed.find(item.dataset.c);
  if (!session) return null;
  return { kind: event.target.closest(".ev-grip") ? "resize" : "move", item, session };
};

const begin = () => {
  const { kind, session, item, column, start } = press;
  if (kind !== "range" && !session.mv) {
    press = null;
    speak(say("not_to_move"));
    return;
  }
  press.begun = true;
  document.documentElement.classList.add("is-dragging");
  if (kind === "range") {
    press.range = make("div", "cal-range");
    column.cell.append(press.range);
    return;
  }
  places.lift(session, item, column);
  const top = minuteOn(column.day, session.s);
  press.grab = kind === "move" ? minuteAt(column, start.y) - top : 0;
  places.hover(column, top, { point: start });
};

const edge = ({ x, y }) => {
  const stage = one("cal");
  const box = stage.getBoundingClientRect();
  const push = (near, far, value) => (value < near + EDGE ? -12 : value > far - EDGE ? 12 : 0);
  stage.scrollBy(push(box.left + 56, box.right, x), push(box.top + 40, box.bottom, y));
};

const carry = (event) => {
  const point = at(event);
  edge(point);
  const { kind, column } = press;
  if (kind === "range") return widen(point);
  if (kind === "resize") {
    const hand = places.held();
    return places.stretch(minuteAt(column, point.y) - hand.minute, point);
  }
  const over = columnAt(point) ?? places.held().column;
  const minute = snapped(minuteAt(over, point.y) - press.grab);
  const { from, until } = grid.bounds();
  const other = event.shiftKey && document.elementFromPoint(point.x, point.y)?.closest(".ev");
  const swap = other && other.dataset.c !== press.session.c ? feed.find(other.dataset.c) : null;
  return places.hover(over, Math.max(from, Math.min(minute, until - STEP)), { point, swap });
};

const widen = ({ y }) => {
  const { column, start, range } = press;
  const [a, b] = [minuteAt(column, start.y), minuteAt(column, y)].sort((p, q) => p - q);
  const from = Math.floor(a / STEP) * STEP;
  const until = Math.max(Math.ceil(b / STEP) * STEP, from + STEP);
  press.chosen = { from, until };
  range.style.top = `${grid.yOf(from)}px`;
  range.style.height = `${grid.yOf(until) - grid.yOf(from)}px`;
  range.textContent = told(from, until);
};

const end = () => {
  clearTimeout(press?.timer);
  press?.range?.remove();
  press = null;
  document.documentElement.classList.remove("is-dragging");
};

const down = (event) => {
  if (event.button !== 0 || press) return;
  const found = kindOf(event);
  const column = found && columnAt(at(event));
  if (!column) return;
  press = { ...found, column, start: at(event), id: event.pointerId, touch: event.pointerType === "touch" };
  if (press.touch) press.timer = setTimeout(() => press && begin(), LONG);
};

const move = (event) => {
  if (!press || event.pointerId !== press.id) return;
  const far = Math.hypot(event.clientX - press.start.x, event.clientY - press.start.y) > SLOP;
  if (!press.begun && far) {
    if (press.touch) return end(); // it scrolls
    begin();
  }
  if (press?.begun) carry(event);
};

const up = (event) => {
  if (!press || event.pointerId !== press.id) return;
  const { begun, kind, column, chosen, start, touch } = press;
  if (begun) quiet();
  end();
  if (!begun) {
    if (kind !== "range" || touch) return;
    const from = Math.floor(minuteAt(column, start.y) / STEP) * STEP;
    maker({ column, from, until: null });
  } else if (kind === "range") {
    const from = chosen?.from ?? Math.floor(minuteAt(column, start.y) / STEP) * STEP;
    maker({ column, from, until: chosen?.until ?? null });
  } else {
    places.drop();
  }
};

// The click that ends a drag opens nothing.
const quiet = () => {
  const stop = (event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  window.addEventListener("click", stop, { capture: true, once: true });
  setTimeout(() => window.removeEventListener("click", stop, { capture: true }), 50);
};

export const abandon = () => {
  if (!press?.begun) return false;
  end();
  places.letGo();
  return true;
};

const carried = (event) => {
  if (press?.begun && event.cancelable) event.preventDefault();
};

export const start = () => {
  const stage = one("cal");
  stage.addEventListener("pointerdown", down);
  window.addEventListener("pointermove", move);
  window.addEventListener("pointerup", up);
  window.addEventListener("pointercancel", () => {
    if (!abandon()) end();
  });
  // Once it is lifted the finger carries, and the page does not scroll under it.
  stage.addEventListener("touchmove", carried, { passive: false });
  stage.addEventListener("contextmenu", (event) => press?.touch && event.preventDefault());
  stage.addEventListener("click", (event) => {
    const link = event.target.closest("a.ev-box");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    opener(feed.find(link.closest("[data-c]").dataset.c), link);
  });
};
