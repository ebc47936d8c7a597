// What the page was given, its words, and times of the wall: "2026-11-23T10:15", never a zone.

export const setup = JSON.parse(document.getElementById("cal-setup").textContent);
export const base = document.querySelector("[data-calendar]").dataset.calendar;
export const one = (id) => document.getElementById(id);

export const say = (name, figures = {}) =>
  setup.words[name].replace(/\{(\w+)\}/g, (_all, figure) => figures[figure] ?? "");

const known = (rows) => new Map(rows.map((row) => [row.c, row]));
export const studios = known(setup.studios);
export const rooms = known(setup.rooms);
export const therapists = known(setup.therapists);
export const nameOf = (code) => (therapists.get(code) ?? rooms.get(code))?.n ?? "";

const two = (number) => String(number).padStart(2, "0");

export const clock = (minutes) => {
  const within = ((minutes % 1440) + 1440) % 1440;
  return `${two(Math.floor(within / 60))}:${two(within % 60)}`;
};

export const dayOf = (wall) => wall.slice(0, 10);
export const timeOf = (wall) => wall.slice(11, 16);

const asUtc = (day) => new Date(`${day}T00:00:00Z`);

export const shift = (day, days) => {
  const date = asUtc(day);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
};

// Minutes of a time since the midnight at which `day` begins: before it below 0, after it over 1440.
export const minuteOn = (day, wall) => {
  const [hours, minutes] = timeOf(wall).split(":").map(Number);
  return Math.round((asUtc(dayOf(wall)) - asUtc(day)) / 60000) + hours * 60 + minutes;
};

export const wallAt = (day, minutes) =>
  `${shift(day, Math.floor(minutes / 1440))}T${clock(minutes)}`;

export const monday = (day) => shift(day, -((asUtc(day).getUTCDay() + 6) % 7));
export const weekday = (day) => (asUtc(day).getUTCDay() + 6) % 7;

// Days as the rest of the pages write them: "Monday 23 November".
const language = document.documentElement.lang.replace(/^(en)?$/, "en-GB");
const formats = new Map();

export const dated = (day, style) => {
  if (!formats.has(style)) {
    const parts = {
      long: { weekday: "long", day: "numeric", month: "long" },
      short: { weekday: "short", day: "numeric", month: "short" },
    };
    const format = new Intl.DateTimeFormat(language, { ...parts[style], timeZone: "UTC" });
    formats.set(style, format);
  }
  return formats.get(style).format(asUtc(day));
};

const kept = (name) => {
  try {
    return localStorage.getItem(`calendar:${name}`);
  } catch {
    return null; // a browser may keep nothing
  }
};

export const remember = {
  get: (name, otherwise) => kept(name) ?? otherwise,
  set: (name, value) => {
    try {
      localStorage.setItem(`calendar:${name}`, value);
    } catch {
      // then it holds for this page
    }
  },
};

export const make = (tag, classes = "", text = "") => {
  const made = document.createElement(tag);
  if (classes) made.className = classes;
  if (text) made.textContent = text;
  return made;
};

let last = "";

// Said to screen readers. The same sentence twice is still two.
export const speak = (text) => {
  last = text === last ? `${text} ` : text;
  one("cal-said").textContent = last;
};
