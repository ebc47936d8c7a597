// How a session looks and what it is called: one element, a link within, its buffers as the edge.

import { base, clock, make, minuteOn, nameOf, say, setup, timeOf } from "calendar/words";

const LETTERS = { pre_event: "p", post_event: "r", general: "g", injury: "i" };
const MARKS = { held: "◌", review: "▲", arrived: "●", in_session: "▮", done: "✓", no_show: "✕" };

export const hue = (type) => `stype-${LETTERS[type] ?? "o"}`;
export const typeOf = (type) => setup.types[type] ?? setup.types.other;
export const addressOf = (session) => `${base}session/${session.c}/`;

export const raceBadge = (race) => {
  if (!race) return "";
  if (race.d === 0) return `⚑${race.p} ${say("badge_day")}`;
  return `⚑${race.p} ${race.d < 0 ? "+" : ""}${say("badge_days", { days: Math.abs(race.d) })}`;
};

const raceWords = (race) => {
  if (!race) return "";
  const days = Math.abs(race.d);
  const way = race.d < 0 ? "since" : "to";
  const told = race.d === 0 ? "race_day" : `${days === 1 ? "day" : "days"}_${way}`;
  return say(told, { days, race: race.n, letter: race.p });
};

// "14:30 to 15:30, Mara Lindt, general, 60 minutes, with Ana, Room 2, Booked, 3 days to Berlin A"
export const fullName = (session) =>
  [
    say("from_to", { from: timeOf(session.s), to: timeOf(session.e) }),
    session.cl,
    session.sv,
    typeOf(session.ty).name,
    say("minutes", { count: session.m }),
    say("with", { names: session.t.map(nameOf).join(", ") }),
    session.r.map(nameOf).join(", "),
    setup.states[session.st] ?? "",
    raceWords(session.race),
    session.q === "open" || session.q === "review" ? say(`intake_${session.q}`) : "",
    session.due ? say("due") : "",
    session.bu ? say(session.bu) : "",
  ]
    .filter(Boolean)
    .join(", ");

// The inside of a session, and its classes. `tall` is its height in pixels without buffers.
export const drawSession = (item, session, tall) => {
  const size = tall < 38 ? "ev-low" : tall < 60 ? "ev-mid" : "ev-high";
  item.className = `ev ev-${session.st} ${hue(session.ty)} ${size}`;
  item.dataset.c = session.c;
  const link = make("a", "ev-box");
  link.href = addressOf(session);
  link.tabIndex = -1;
  link.draggable = false;
  const name = fullName(session);
  link.setAttribute("aria-label", name);
  link.title = name;
  link.append(make("b", "ev-type", typeOf(session.ty).letter));
  const first = make("span", "ev-line");
  const badge = raceBadge(session.race);
  if (size === "ev-low" && !badge) first.append(make("span", "ev-time", timeOf(session.s)));
  first.append(make("span", "ev-name", session.cl));
  if (MARKS[session.st]) first.append(make("i", "ev-mark", MARKS[session.st]));
  if (badge && size === "ev-low") first.append(make("span", "ev-race", badge));
  link.append(first);
  if (size !== "ev-low") {
    const second = make("span", "ev-line ev-fits");
    // What does not fit is left out from the end; where it stands tells the time already.
    if (badge) second.append(make("span", "ev-race", badge));
    second.append(make("span", "ev-time", timeOf(session.s)));
    second.append(make("span", "", `${session.m}′`));
    link.append(second);
  }
  if (size === "ev-high") {
    const third = make("span", "ev-line ev-soft", session.sv);
    link.append(third);
  }
  item.replaceChildren(link);
  if (session.mv) item.append(make("i", "ev-grip"));
  return item;
};

// Where it stands tells the eye how long; who hears the page is told.
const heard = (day, { s, e }) => {
  const [from, until] = [Math.max(0, minuteOn(day, s)), Math.min(1440, minuteOn(day, e))];
  const whole = from === 0 && until === 1440;
  const words = whole ? say("all_day") : say("from_to", { from: clock(from), to: until === 1440 ? "24:00" : clock(until) });
  return make("i", "visually-hidden", `${words}, `);
};

export const drawOff = (day, off) => {
  const item = make("li", `off off-${off.st}`);
  item.append(heard(day, off), make("span", "", say(off.st === "asked" ? "asked" : "off")));
  return item;
};

// "Offered until 14:20 · Offered to 3"
export const offered = (opening) => {
  const words = [say("offered", { until: timeOf(opening.until) })];
  if (opening.to > 1) words.push(say("offered_to", { count: opening.to }));
  return words.join(" · ");
};

export const drawOpening = (day, opening) => {
  const item = make("li", "opening");
  item.append(heard(day, opening), make("span", "", offered(opening)));
  return item;
};

// From and until, in minutes of a day: with buffers, since these take the time too.
export const spanOn = (day, session) => {
  const from = minuteOn(day, session.s);
  const until = minuteOn(day, session.e);
  return { from, until, before: session.b[0], after: session.b[1] };
};

export const told = (from, until) => `${clock(from)}–${clock(until)}`;
