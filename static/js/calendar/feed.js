// The clinic's days as the server has them: asked for every four seconds while somebody looks.

import { base, minuteOn, one, say } from "calendar/words";
import { chosen, range } from "calendar/state";

const EVERY = 4000;
const MOST = 60000;

const parts = new Map(); // day: its part of the feed
let place = ""; // the studio that `parts` are of
let heard = null; // the server's wall clock, and when it was heard
let lostAt = "";
let pause = EVERY;
let timer = 0;
let running = null;
let again = false;
let onChange = () => {};

export const part = (day) => parts.get(day);
export const listen = (then) => (onChange = then);

export const sessions = (days) => days.flatMap((day) => parts.get(day)?.sessions ?? []);

export const find = (code) => {
  for (const each of parts.values()) {
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
  const changed = Object.keys(answer.parts);
  for (const day of changed) parts.set(day, answer.parts[day]);
  if (parts.size > 60) for (const day of [...parts.keys()].slice(0, 30)) parts.delete(day);
  return changed;
};

// Another studio has another answer for the same day.
const forget = () => {
  if (place === chosen.location) return;
  parts.clear();
  place = chosen.location;
};

const address = () => {
  const { first, days } = range();
  const known = [...parts].map(([day, each]) => `${day}:${each.v}`);
  const asked = { from: first, days, location: chosen.location, known: known.slice(-14).join(",") };
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
  forget();
  const asked = place;
  const headers = { Accept: "application/json" };
  const answer = await fetch(address(), { headers, redirect: "manual", cache: "no-store" });
  if (answer.type === "opaqueredirect" || [401, 403].includes(answer.status)) return signIn();
  if (!answer.ok) throw new Error(String(answer.status));
  const found = await answer.json();
  if (lostAt) status("");
  lostAt = "";
  pause = EVERY;
  const changed = asked === chosen.location ? take(found) : [];
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
  place = chosen.location;
  document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : ask()));
  window.addEventListener("focus", ask);
  window.addEventListener("online", ask);
  timer = setTimeout(ask, EVERY);
};
