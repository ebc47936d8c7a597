// The grid: a column for each therapist, room or day; drawn from the feed, never read back from the page.

import * as feed from "calendar/feed";
import { drawOff, drawOpening, drawSession, spanOn, typeOf } from "calendar/look";
import { chosen, days, quarter, studioOf, view, wanted } from "calendar/state";
import { clock, dated, make, minuteOn, one, rooms, say, setup, therapists, weekday } from "calendar/words";

export let columns = []; // what is shown: {key, kind, code, day, title, note, list}
export let from = 8 * 60; // minutes of the wall at the top
let until = 20 * 60;
let body = null;

export const box = () => body;
export const yOf = (minutes) => ((minutes - from) / 15) * quarter();
export const minuteAt = (y) => from + (y / quarter()) * 15;
export const bounds = () => ({ from, until });
export const columnOf = (key) => columns.find((column) => column.key === key);

const byRoom = () => chosen.by === "room";

const roomColumns = (day) =>
  setup.rooms
    .filter((room) => !chosen.location || room.l === chosen.location)
    .map((room) => ({ key: room.c, kind: "room", code: room.c, day, title: room.n, note: studioOf(room.l) }));

// Those who have hours or sessions on the day: fifty columns of which ten are empty help nobody.
const therapistColumns = (day) => {
  const part = feed.part(day);
  const here = new Set([
    ...(part?.hours ?? []).map((span) => span.t),
    ...(part?.sessions ?? []).flatMap((session) => session.t),
    ...(part?.offs ?? []).map((off) => off.t),
  ]);
  return setup.therapists
    .filter((one) => here.has(one.c) && (wanted(one.c) || (chosen.location && chosen.therapist === one.c)))
    .map((one) => ({ key: one.c, kind: "therapist", code: one.c, day, title: one.n, note: "" }));
};

const dayColumns = () => {
  const about = { kind: "therapist", code: chosen.therapist, note: "" };
  return days().map((day) => ({ ...about, key: day, day, title: dated(day, "short") }));
};

const fresh = () => {
  if (view() === "week") return dayColumns();
  return byRoom() ? roomColumns(chosen.day) : therapistColumns(chosen.day);
};

const mine = (column, thing) =>
  column.kind === "room" ? thing.r?.includes(column.code) : [thing.t].flat().includes(column.code);

// The hours that are shown: those of the studios, and whatever lies outside them.
const stretch = () => {
  const hours = setup.studios.flatMap((studio) => studio.h);
  let low = Math.min(...hours.map((span) => span[1]), 9 * 60);
  let high = Math.max(...hours.map((span) => Math.min(span[2], 1440)), 18 * 60);
  for (const day of days()) {
    for (const session of feed.part(day)?.sessions ?? []) {
      const span = spanOn(day, session);
      low = Math.min(low, span.from - span.before);
      high = Math.max(high, Math.min(span.until + span.after, 1440));
    }
  }
  from = Math.max(0, Math.floor(low / 60) * 60);
  until = Math.min(1440, Math.ceil(high / 60) * 60);
};

const put = (item, start, end) => {
  item.style.top = `${yOf(Math.max(start, from))}px`;
  item.style.height = `${Math.max(yOf(Math.min(end, until)) - yOf(Math.max(start, from)), 8)}px`;
  return item;
};

// Those that overlap stand side by side: rooms with several tables, and two in one studio's hour.
const lanes = (placed) => {
  let group = [];
  let end = -Infinity;
  const close = () => {
    const count = Math.max(0, ...group.map((each) => each.lane + 1));
    for (const each of group) each.count = count;
    group = [];
  };
  for (const each of placed.sort((a, b) => a.start - b.start)) {
    if (each.start >= end) close();
    const taken = group.filter((other) => other.end > each.start).map((other) => other.lane);
    each.lane = 0;
    while (taken.includes(each.lane)) each.lane += 1;
    group.push(each);
    end = Math.max(group.length > 1 ? end : -Infinity, each.end);
  }
  close();
  return placed;
};

const working = (column, part) => {
  if (column.kind === "therapist") return part.hours.filter((span) => span.t === column.code);
  const hours = setup.studios.find((studio) => studio.c === rooms.get(column.code)?.l)?.h ?? [];
  const today = weekday(column.day);
  return hours
    .filter((span) => span[0] === today)
    .map((span) => ({ from: span[1], until: span[2] }));
};

const ground = (column, part) => {
  const spans = working(column, part)
    .map((span) => [
      span.from ?? minuteOn(column.day, span.s),
      span.until ?? minuteOn(column.day, span.e),
    ])
    .sort((a, b) => a[0] - b[0]);
  const shut = [];
  let at = from;
  for (const [start, end] of spans) {
    if (start > at) shut.push([at, start, ""]);
    at = Math.max(at, end);
  }
  if (at < until) shut.push([at, until, ""]);
  const studio = column.kind === "room" ? rooms.get(column.code)?.l : chosen.location;
  // Who works in several studios is not closed with one of them, unless that one alone is looked at.
  const own = studio ? [studio] : (therapists.get(column.code)?.l ?? []);
  for (const closed of part.closed) {
    if (setup.studios.length > 1 && !(own.length === 1 && own[0] === closed.l)) continue;
    shut.push([minuteOn(column.day, closed.s), minuteOn(column.day, closed.e), closed.n || say("closed")]);
  }
  return shut.map(([start, end, name]) => put(make("div", name ? "shut shut-named" : "shut", name), start, end));
};

const fill = (column) => {
  const part = feed.part(column.day);
  const list = column.list;
  if (!part) return list.replaceChildren();
  const items = lanes(
    part.sessions
      .filter((session) => mine(column, session))
      .map((session) => {
        const span = spanOn(column.day, session);
        return { session, span, start: span.from - span.before, end: span.until + span.after };
      }),
  );
  const parts = [];
  if (column.kind === "therapist") {
    for (const off of part.offs.filter((each) => each.t === column.code)) {
      parts.push(put(drawOff(column.day, off), minuteOn(column.day, off.s), minuteOn(column.day, off.e)));
    }
  }
  for (const opening of part.openings.filter((each) => mine(column, each))) {
    parts.push(put(drawOpening(column.day, opening), minuteOn(column.day, opening.s), minuteOn(column.day, opening.e)));
  }
  for (const each of items) parts.push(sessionItem(each));
  list.replaceChildren(...parts);
  column.ground.replaceChildren(...ground(column, part));
  const count = items.length;
  const many = count === 1 ? say("sessions_one") : count ? say("sessions", { count }) : say("sessions_none");
  list.setAttribute("aria-label", say("column", { name: column.title, sessions: many }));
  list.classList.toggle("is-bare", parts.length === 0);
};

const sessionItem = ({ session, span, start, end, lane, count }) => {
  const step = quarter() / 15;
  const item = drawSession(make("li"), session, (span.until - span.from) * step);
  put(item, start, end);
  item.style.setProperty("--before", `${span.before * step}px`);
  item.style.setProperty("--after", `${span.after * step}px`);
  if (count > 1) {
    item.style.left = `${(lane / count) * 100}%`;
    item.style.width = `${100 / count}%`;
  }
  if (chosen.type && typeOf(session.ty) !== setup.types[chosen.type]) item.classList.add("is-other");
  return item;
};

const head = (column) => {
  const cell = make("div", "cal-head");
  const name = make("a", "cal-head-name", column.title);
  const week = view() === "week";
  const goal = week ? { view: "day", day: column.day } : { view: "week", therapist: column.code };
  if (column.kind === "therapist") {
    name.href = `?${new URLSearchParams({ ...chosen, ...goal })}`;
    name.dataset.choose = JSON.stringify(goal);
  }
  cell.append(name);
  if (column.note) cell.append(make("span", "soft small", column.note));
  if (week && column.day === setup.today) cell.classList.add("is-today");
  return cell;
};

const hours = () => {
  const axis = make("div", "cal-hours");
  axis.setAttribute("aria-hidden", "true");
  for (let at = from; at < until; at += 60) {
    const line = make("span", "", clock(at));
    line.style.top = `${yOf(at)}px`;
    axis.append(line);
  }
  axis.append(make("i", "cal-now-time"));
  return axis;
};

const empty = () => {
  const note = make("div", "cal-empty");
  note.append(make("p", "lead", say("nobody")), make("p", "soft", say("nobody_text")));
  return note;
};

export const drawNow = () => {
  if (!body) return;
  for (const line of body.querySelectorAll(".cal-now, .cal-now-time")) {
    const day = line.dataset.day || days().find((each) => isNow(each)) || chosen.day;
    const now = feed.nowOn(day);
    line.hidden = now === null || now < from || now > until;
    if (!line.hidden) line.style.top = `${yOf(now)}px`;
    if (line.className === "cal-now-time") line.textContent = clock(now ?? 0);
  }
};

const isNow = (day) => {
  const now = feed.nowOn(day);
  return now !== null && now >= 0 && now < 1440;
};

// Everything anew: another day, view or zoom, or other columns than there were.
export const draw = () => {
  const stage = one("cal");
  const kept = body ? { left: stage.scrollLeft, at: minuteAt(stage.scrollTop) } : null;
  columns = fresh();
  stretch();
  if (!columns.length) {
    body = null;
    stage.replaceChildren(empty());
    return;
  }
  body = make("div", "cal-grid");
  body.style.setProperty("--columns", columns.length);
  body.style.setProperty("--quarter", `${quarter()}px`);
  body.style.setProperty("--tall", `${yOf(until)}px`);
  const heads = make("div", "cal-heads");
  heads.append(make("div", "cal-corner"), ...columns.map(head));
  const cells = make("div", "cal-cells");
  cells.append(hours());
  for (const column of columns) {
    const cell = make("section", "cal-col");
    cell.dataset.key = column.key;
    column.cell = cell;
    column.ground = make("div", "cal-ground");
    column.list = make("ul", "cal-list");
    cell.append(column.ground, column.list);
    if (isNow(column.day)) {
      const now = make("i", "cal-now");
      now.dataset.day = column.day;
      cell.append(now);
    }
    fill(column);
    cells.append(cell);
  }
  body.append(heads, cells);
  stage.replaceChildren(body);
  drawNow();
  if (kept) stage.scrollTo(kept.left, yOf(kept.at));
};

// The same columns with what changed; nothing moves under the pointer.
export const refresh = () => {
  const keys = (list) => list.map((column) => `${column.key}/${column.day}`).join();
  const before = `${from}-${until}`;
  const now = fresh();
  stretch();
  if (!body || keys(now) !== keys(columns) || before !== `${from}-${until}`) return draw();
  for (const column of columns) fill(column);
  drawNow();
};
