// The clinic's days as the server has them: asked for every four seconds while somebody looks.

import { base, minuteOn, one, say } from "calendar/words";
import { chosen, range, view } from "calendar/state";

const EVERY = 4000;
const MOST = 60000;

const places = new Map(); // each studio and, of a week, therapist: days, each with its part of the feed
let place = null; // the one that is shown
let heard = null; // the server's wall clock, and when it was heard
let lostAt = "";
let pause = EVERY;
let timer = 0;
let running = null;
let again = false;
let onChange = () => {};

// The same day is another one at another studio, and whole again when more than one therapist is shown.
const where = () => `${chosen.location}/${view() === "week" ? chosen.therapist : ""}`;

const parts = () => {
  if (place !== where()) {
    place = where();
    const kept = places.get(place) ?? new Map();
    places.delete(place);
    places.set(place, kept);
    if (places.size > 12) places.delete(places.keys().next().value);
  }
  return places.get(place);
};

export const part = (day) => parts().get(day);
export const listen = (then) => (onChange = then);

export const sessions = (days) => days.flatMap((day) => part(day)?.sessions ?? []);

export const find = (code) => {
  for (const each of parts().values()) {
    const found = each.sessions.find((session) => session.c === code);
    if (found) return found;
  }
  return null;
};

// Minutes since the midnight at which `day` began, on the studio's wall; null before anything is heard.
export const nowOn = (day) =>
  heard && minuteOn(day, heard.wall) + Math.floor((performance.now() - heard.at) / 60000);

export const take = (answer) => {
  heard = { wall: answer.now, at: performance.now() };
  const [changed, kept] = [Object.keys(answer.parts), parts()];
  for (const day of changed) kept.set(day, answer.parts[day]);
  if (kept.size > 60) for (const day of [...kept.keys()].slice(0, 30)) kept.delete(day);
  return changed;
};

const address = () => {
  const { first, days } = range();
  const known = [...parts()].map(([day, each]) => `${day}:${each.v}`);
  const [location, therapist] = where().split("/");
  const asked = { from: first, days, location, therapist, known: known.slice(-14).join(",") };
  return `${base}feed/?${new URLSearchParams(asked)}`;
};

const status = (text, link = null) => {
  const line = one("cal-status");
  line.replaceChildren(text);
  if (link) line.append(" ", link);
  line.hidden = !text;
};

const signIn = () => {
  const link = document.createElement("a");
  link.href = location.href;
  link.textContent = say("sign_in");
  status(say("signed_out"), link);
  pause = Infinity;
};

const wallClock = () => new Date().toTimeString().slice(0, 5);

const fetched = async () => {
  const asked = where();
  const headers = { Accept: "application/json" };
  const answer = await fetch(address(), { headers, redirect: "manual", cache: "no-store" });
  if (answer.type === "opaqueredirect" || [401, 403].includes(answer.status)) return signIn();
  if (!answer.ok) throw new Error(String(answer.status));
  const found = await answer.json();
  if (lostAt) status("");
  lostAt = "";
  pause = EVERY;
  const changed = asked === where() ? take(found) : [];
  onChange(changed);
};

// Ask now. One request at a time; what comes meanwhile asks once more after it, and waits for that.
export const ask = () => {
  clearTimeout(timer);
  if (running) {
    again = true;
    return running.then(() => running);
  }
  running = fetched()
    .catch(() => {
      lostAt ||= wallClock();
      pause = Math.min(pause * 2, MOST);
      status(say("lost", { time: lostAt }));
    })
    .finally(() => {
      running = null;
      if (again) {
        again = false;
        ask();
      } else if (pause < Infinity && !document.hidden) {
        timer = setTimeout(ask, pause);
      }
    });
  return running;
};

export const start = () => {
  document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : ask()));
  window.addEventListener("focus", ask);
  window.addEventListener("online", ask);
  timer = setTimeout(ask, EVERY);
};
