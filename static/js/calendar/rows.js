// The list: every session of the day by time. The view of the telephone, and of whoever hears the page.

import * as feed from "calendar/feed";
import { addressOf, fullName, hue, raceBadge, typeOf } from "calendar/look";
import { chosen, days, wanted } from "calendar/state";
import { dated, make, nameOf, one, say, setup, timeOf } from "calendar/words";

const shown = (session) =>
  (!chosen.type || typeOf(session.ty) === setup.types[chosen.type]) &&
  (session.t.some(wanted) || !(chosen.therapist || chosen.skill || chosen.location));

const row = (session) => {
  const item = make("li", `cal-row ev-${session.st} ${hue(session.ty)}`);
  item.dataset.c = session.c;
  const link = make("a", "cal-row-link ev-box");
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

const ofDay = (day) => {
  const found = (feed.part(day)?.sessions ?? []).filter(shown);
  found.sort((a, b) => (a.s < b.s ? -1 : a.s > b.s ? 1 : 0));
  const list = make("ol", "cal-rows");
  list.setAttribute("aria-label", dated(day, "long"));
  const now = feed.nowOn(day);
  let past = false;
  for (const session of found) {
    const begun = started(session, now, day);
    if (past && !begun) list.append(nowRow());
    past = begun;
    list.append(row(session));
  }
  return found.length ? list : null;
};

const started = (session, now, day) => {
  if (now === null || now < 0 || now >= 1440) return false;
  const [hours, minutes] = timeOf(session.s).split(":").map(Number);
  return session.s.startsWith(day) && hours * 60 + minutes <= now;
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
