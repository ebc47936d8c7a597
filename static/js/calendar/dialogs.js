// The form that moves a session, and the page of keys.

import * as fits from "calendar/fit";
import * as places from "calendar/places";
import { clock, dayOf, make, one, remember, rooms, setup, timeOf } from "calendar/words";

let moved = null; // the session that the form is about
let fit = null;
let fitDay = "";
let swapper = () => {};

export const onSwap = (then) => (swapper = then);

const form = () => one("cal-move-form");

const options = (select, rows, chosen) => {
  for (const old of select.querySelectorAll("option:not([value=''])")) old.remove();
  for (const row of rows) {
    const option = make("option", "", row.n);
    option.value = row.c;
    option.selected = row.c === chosen;
    select.append(option);
  }
};

const asked = () => {
  const fields = form().elements;
  const [hours, minutes] = fields.time.value.split(":").map(Number);
  return {
    start: `${fields.day.value}T${clock((hours || 0) * 60 + (minutes || 0))}`,
    therapist: fields.therapist.value,
    room: fields.room.value,
  };
};

const others = (found) => (moved.t.includes(found.therapist) ? moved.t : [found.therapist]);

// The verdict of what the form says, with every change of it.
const tell = async () => {
  const found = asked();
  const day = dayOf(found.start);
  if (!/^\d{4}-\d\d-\d\d$/.test(day)) return;
  if (fitDay !== day) {
    fitDay = day;
    fit = null;
    const mine = await fits.asked(moved, day);
    if (fitDay !== day) return;
    fit = mine;
  }
  const judged = fits.judge(fit, { wall: found.start, therapists: others(found), room: found.room });
  const line = one("cal-move-verdict");
  line.className = `cal-verdict verdict-${judged.verdict}`;
  line.textContent = [`${fits.MARKS[judged.verdict]} ${fits.wordOf(judged)}`, ...judged.words.slice(0, 2)].join(" · ");
};

export const openMove = (session) => {
  moved = session;
  fit = null;
  fitDay = "";
  const fields = form().elements;
  fields.day.value = dayOf(session.s);
  fields.time.value = timeOf(session.s);
  options(fields.therapist, setup.therapists, session.t[0]);
  options(fields.room, [...rooms.values()].filter((room) => room.l === session.l), session.r[0]);
  one("cal-move-who").textContent = `${session.cl} · ${session.sv} · ${session.m}′`;
  one("cal-move-verdict").textContent = "";
  one("cal-move").showModal();
  fields.time.focus();
  tell();
};

const send = () => {
  const found = asked();
  one("cal-move").close();
  return places.moveTo(moved, {
    start: found.start,
    therapist: moved.t.includes(found.therapist) ? "" : found.therapist,
    room: moved.r.includes(found.room) ? "" : found.room,
  });
};

export const openKeys = () => one("cal-keys").showModal();
export const letters = () => remember.get("letters", "on") === "on";

export const start = () => {
  form().addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  form().addEventListener("change", tell);
  form().addEventListener("click", (event) => {
    const wish = event.target.closest("[data-do]")?.dataset.do;
    if (!wish) return;
    one("cal-move").close();
    if (wish === "swap") swapper(moved);
  });
  const box = one("cal-letters");
  box.checked = letters();
  box.addEventListener("change", () => remember.set("letters", box.checked ? "on" : "off"));
};
