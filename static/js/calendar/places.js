// A session in the hand, by mouse, finger or keyboard: where it would go, what the rules say, and the drop.

import { carryOut } from "calendar/acts";
import * as fits from "calendar/fit";
import * as grid from "calendar/grid";
import { drawSession, told } from "calendar/look";
import { quarter } from "calendar/state";
import { clock, make, minuteOn, say, setup, speak, wallAt } from "calendar/words";

let hand = null; // {session, item, column, minute, home, minutes, fit, ghost, label, swap}
let settled = () => {};

export const held = () => hand;
export const whenSettled = (then) => (settled = then);
const lengthOf = (session) => minuteOn(session.s.slice(0, 10), session.e) - minuteOn(session.s.slice(0, 10), session.s);

// Take a session up. Its place stays marked until it is put down.
export const lift = (session, item, column) => {
  const minute = minuteOn(column.day, session.s);
  const ghost = drawSession(make("div"), session, (lengthOf(session) / 15) * quarter());
  ghost.classList.add("ev-ghost");
  ghost.setAttribute("aria-hidden", "true");
  hand = { session, item, column, minute, home: { column, minute }, minutes: lengthOf(session) };
  Object.assign(hand, { fit: null, ghost, label: make("div", "cal-label"), swap: null, resized: false });
  hand.label.setAttribute("aria-hidden", "true");
  item.classList.add("is-lifted");
  document.body.append(hand.label);
  const mine = hand;
  fits.asked(session).then((fit) => {
    mine.fit = fit;
    if (hand !== mine) return;
    mark();
    if (fit) tell();
  });
};

const people = (column) => {
  const own = hand.session.t;
  return column.kind !== "therapist" || own.includes(column.code) ? own : [column.code];
};

const asRoom = (column) => (column.kind === "room" ? column.code : "");

const judged = () => {
  const { column, minute, fit } = hand;
  const asked = { wall: wallAt(column.day, minute), therapists: people(column), room: asRoom(column) };
  return fits.judge(fit, asked);
};

// Every column says where the session could go: a band with a pattern for each verdict.
const mark = () => {
  if (!hand?.fit) return;
  for (const column of grid.columns) {
    const about = { therapists: people(column), room: asRoom(column) };
    const bands = fits.stretches(hand.fit, column.day, about, grid.bounds()).map(([from, until, verdict]) => {
      const band = make("i", `fit fit-${verdict}`);
      band.style.top = `${grid.yOf(from)}px`;
      band.style.height = `${grid.yOf(until) - grid.yOf(from)}px`;
      return band;
    });
    column.ground.append(...bands);
  }
};

const unmark = () => {
  for (const band of document.querySelectorAll("#cal .fit")) band.remove();
};

const tell = (aloud = hand?.aloud) => {
  const { column, minute, label, swap, minutes, resized } = hand;
  const found = judged();
  const when = told(minute, minute + minutes);
  const where = column.kind === "therapist" && column.key !== column.day ? column.title : "";
  label.className = `cal-label verdict-${found.verdict}`;
  const first = swap ? `⇄ ${swap.cl}` : `${when}${where ? ` · ${where}` : ""}`;
  label.replaceChildren(make("b", "", first));
  const verdict = resized ? say("minutes", { count: minutes }) : `${fits.MARKS[found.verdict]} ${fits.wordOf(found)}`;
  if (!swap) label.append(make("span", "cal-label-word", verdict));
  if (!swap && !resized && found.words.length) label.append(make("span", "cal-label-why", found.words[0]));
  if (aloud) speak([first, fits.wordOf(found), found.words[0] ?? "", say("to_drop")].filter(Boolean).join(". "));
};

// Hold it over a place. `point` is where the pointer is; a keyboard has none, and hears it instead.
export const hover = (column, minute, { point = null, swap = null } = {}) => {
  if (!hand) return;
  const { ghost, label } = hand;
  Object.assign(hand, { column, minute, swap, aloud: !point });
  const step = quarter() / 15;
  ghost.style.top = `${grid.yOf(minute) - hand.session.b[0] * step}px`;
  ghost.style.height = `${(hand.minutes + hand.session.b[0] + hand.session.b[1]) * step}px`;
  ghost.style.setProperty("--before", `${hand.session.b[0] * step}px`);
  ghost.style.setProperty("--after", `${hand.session.b[1] * step}px`);
  ghost.hidden = Boolean(swap);
  const time = ghost.querySelector(".ev-time");
  if (time) time.textContent = clock(minute);
  if (ghost.parentNode !== column.cell) column.cell.append(ghost);
  tell();
  const at = point ?? ghost.getBoundingClientRect();
  const x = point ? point.x + 16 : at.right + 8;
  const y = point ? point.y + 16 : at.top;
  const width = label.offsetWidth;
  label.style.left = `${Math.max(8, x + width > window.innerWidth ? x - width - 40 : x)}px`;
  label.style.top = `${Math.max(8, Math.min(y, window.innerHeight - label.offsetHeight - 8))}px`;
};

// Another length: the nearest that the service offers.
export const stretch = (minutes, point) => {
  const offered = setup.lengths[hand.session.sv] ?? [];
  if (!offered.length) return;
  const near = offered.reduce((a, b) => (Math.abs(b - minutes) < Math.abs(a - minutes) ? b : a));
  Object.assign(hand, { minutes: near, resized: true });
  hover(hand.column, hand.minute, { point });
};

// The hand is empty again; the session stands where it stood.
export const letGo = () => {
  if (!hand) return;
  const { ghost, label, item } = hand;
  hand = null;
  ghost.remove();
  label.remove();
  item.classList.remove("is-lifted");
  unmark();
  settled();
};

const what = ({ session, column, minute, home, minutes, resized, swap }) => {
  if (swap) return { name: "swap", body: { with: swap.c, seen_with: swap.n, accept_caution: false, reason: "" } };
  if (resized) {
    const now = lengthOf(session);
    return minutes === now ? null : { name: "resize", body: { minutes, accept_caution: false, reason: "" } };
  }
  if (column === home.column && minute === home.minute) return null;
  return { name: "move", body: moving(session, wallAt(column.day, minute), column) };
};

const moving = (session, start, column) => {
  const therapist = column.kind === "therapist" && !session.t.includes(column.code) ? column.code : "";
  const room = column.kind === "room" && !session.r.includes(column.code) ? column.code : "";
  return { start, therapist, room, accept_caution: false, reason: "", tell: "soon" };
};

// Put it down where it is held. What it waits for is shown: the ghost stays, paler.
export const drop = () => {
  if (!hand) return null;
  const done = what(hand);
  const { ghost, label, item, session } = hand;
  if (!done) {
    letGo();
    return null;
  }
  hand = null;
  label.remove();
  unmark();
  ghost.classList.add("is-waiting");
  const settle = () => {
    ghost.remove();
    item.classList.remove("is-lifted");
  };
  settled();
  return carryOut({ ...done, session, settle });
};

// A move that was chosen in a form.
export const moveTo = (session, { start, therapist, room }) => {
  const body = { start, therapist, room, accept_caution: false, reason: "", tell: "soon" };
  return carryOut({ name: "move", session, body, settle: () => {} });
};

export const swapWith = (session, other) => {
  const body = { with: other.c, seen_with: other.n, accept_caution: false, reason: "" };
  return carryOut({ name: "swap", session, body, settle: () => {} });
};

// One step by keyboard: so many quarters later, so many columns on.
export const step = (quarters, across) => {
  const at = grid.columns.indexOf(hand.column);
  const column = grid.columns[at + across] ?? hand.column;
  const { from, until } = grid.bounds();
  const minute = Math.max(from, Math.min(hand.minute + quarters * 15, until - 15));
  column.cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  hover(column, minute);
  hand.ghost.scrollIntoView({ block: "nearest", inline: "nearest" });
};
