// The list: all of the day by time. The view of the telephone, and of whoever hears the page.

import * as feed from "calendar/feed";
import { addressOf, fullName, hue, offered, raceBadge, typeOf } from "calendar/look";
import { chosen, days, studioOf, wanted } from "calendar/state";
import { clock, dated, make, minuteOn, nameOf, one, say, setup, timeOf } from "calendar/words";

const shown = (session) =>
  (!chosen.type || typeOf(session.ty) === setup.types[chosen.type]) &&
  (session.t.some(wanted) || !(chosen.therapist || chosen.skill || chosen.location));

const row = (session) => {
  const item = make("li", `cal-row ev-${session.st} ${hue(session.ty)}`);
  item.dataset.c = session.c;
  const link = make("a", "cal-row-line ev-box");
  link.href = addressOf(session);
  link.setAttribute("aria-label", fullName(session));
  const when = make("span", "cal-row-when", timeOf(session.s));
  when.append(make("span", "soft", `–${timeOf(session.e)}`));
  const who = make("span", "cal-row-who");
  who.append(make("b", "ev-type", typeOf(session.ty).letter), make("span", "ev-name", session.cl));
  const badge = raceBadge(session.race);
  if (badge) who.append(make("span", "ev-race", badge));
  const where = [session.t.map(nameOf).join(" + "), session.r.map(nameOf).join(" + ")];
  link.append(
    when,
    who,
    make("span", "cal-row-what soft", `${session.sv} · ${session.m}′`),
    make("span", "cal-row-where soft", where.filter(Boolean).join(" · ")),
    make("span", "cal-row-state", setup.states[session.st] ?? ""),
  );
  item.append(link);
  return item;
};

// What is no session: nothing to open, so no link.
const note = (kind, from, until, words) => {
  const item = make("li", "cal-row");
  const line = make("div", "cal-row-line");
  const whole = from === 0 && until === 1440;
  const when = make("span", "cal-row-when", whole ? say("all_day") : clock(from));
  if (!whole) when.append(make("span", "soft", `–${until === 1440 ? "24:00" : clock(until)}`));
  const [what, whom, where] = words;
  const who = make("span", "cal-row-who");
  who.append(make("i", `cal-row-mark is-${kind}`), what);
  line.append(
    when,
    who,
    make("span", "cal-row-what soft", whom),
    make("span", "cal-row-where soft", where),
  );
  item.append(line);
  return item;
};

// What stands round the sessions of a day: closures, times off, times that are offered.
const around = (day, part) => {
  const told = (each, kind, words) => {
    const from = Math.max(0, minuteOn(day, each.s));
    const until = Math.min(1440, minuteOn(day, each.e));
    return { from, item: note(kind, from, until, words) };
  };
  const off = (each) => {
    const kind = each.st === "asked" ? "asked" : "off";
    return told(each, kind, [say(kind), nameOf(each.t), ""]);
  };
  const opening = (each) => told(each, "opening", [offered(each), nameOf(each.t), each.r.map(nameOf).join(" + ")]);
  const closed = (each) => told(each, "shut", [say("closed"), each.n, studioOf(each.l)]);
  return [
    ...part.closed.map(closed),
    ...part.offs.filter((each) => wanted(each.t)).map(off),
    ...part.openings.filter((each) => wanted(each.t)).map(opening),
  ];
};

const ofDay = (day) => {
  const part = feed.part(day);
  if (!part) return null;
  const sessions = part.sessions.filter(shown);
  const found = sessions.map((session) => ({ from: minuteOn(day, session.s), item: row(session) }));
  if (!chosen.type) found.unshift(...around(day, part));
  found.sort((a, b) => a.from - b.from);
  const list = make("ol", "cal-rows");
  list.setAttribute("aria-label", dated(day, "long"));
  const now = feed.nowOn(day);
  const today = now !== null && now >= 0 && now < 1440;
  let past = false;
  for (const { from, item } of found) {
    const begun = today && from <= now;
    if (past && !begun) list.append(nowRow());
    past = begun;
    list.append(item);
  }
  return found.length ? list : null;
};

const nowRow = () => {
  const item = make("li", "cal-row-now");
  item.setAttribute("aria-hidden", "true");
  item.append(make("span", "", say("now")));
  return item;
};

const empty = () => {
  const note = make("div", "cal-empty");
  note.append(make("p", "lead", say("nothing")), make("p", "soft", say("nothing_text")));
  return note;
};

export const draw = () => {
  const stage = one("cal");
  const focused = document.activeElement?.closest?.("[data-c]")?.dataset.c;
  const lists = days().map(ofDay).filter(Boolean);
  stage.replaceChildren(...(lists.length ? lists : [empty()]));
  if (focused) stage.querySelector(`[data-c="${focused}"] a`)?.focus();
};
