// What the page shows: day, view, choices and zoom; in the address, so that a reload keeps them.

import { monday, one, remember, setup, shift, studios, therapists } from "calendar/words";

const NARROW = window.matchMedia("(max-width: 699.98px)");
const HEIGHTS = [11, 17, 26]; // pixels of a quarter of an hour

export const chosen = { ...setup.chosen };
export let zoom = Number(remember.get("zoom", window.matchMedia("(pointer: coarse)").matches ? 2 : 1));

export const quarter = () => HEIGHTS[zoom] ?? HEIGHTS[1];
export const view = () => (NARROW.matches ? "list" : chosen.view);
export const onNarrow = (then) => NARROW.addEventListener("change", then);

export const nextZoom = () => {
  zoom = (zoom + 1) % HEIGHTS.length;
  remember.set("zoom", zoom);
};

// The first day that is shown and how many there are.
export const range = () =>
  view() === "week" ? { first: monday(chosen.day), days: 7 } : { first: chosen.day, days: 1 };

export const days = () => {
  const { first, days: count } = range();
  return Array.from({ length: count }, (_none, at) => shift(first, at));
};

export const turned = (way) =>
  way === 0 ? setup.today : shift(chosen.day, way * (view() === "week" ? 7 : 1));

// A week is one therapist's: the first one's until another is chosen.
const lead = () => {
  if (chosen.view === "week") chosen.therapist ||= setup.therapists.find((row) => wanted(row.c))?.c ?? "";
};

export const choose = (changes) => {
  Object.assign(chosen, changes);
  lead();
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(chosen)) if (value) asked.set(name, value);
  history.replaceState(null, "", `?${asked}`);
  show();
};

export const show = () => {
  lead();
  one("cal-day").value = chosen.day;
  for (const name of ["location", "therapist", "skill", "type"]) {
    const select = one(`cal-${name}`);
    if (select) select.value = chosen[name];
  }
  for (const name of ["view", "by"]) {
    const now = name === "view" ? view() : chosen.by;
    for (const button of document.querySelectorAll(`[data-choice=${name}] button`)) {
      button.setAttribute("aria-pressed", String(button.value === now));
    }
  }
  one("cal-zoom").textContent = ["S", "M", "L"][zoom] ?? "M";
};

// Whether a therapist has a place among the columns, by what is chosen.
export const wanted = (code) => {
  const row = therapists.get(code);
  if (!row || (chosen.therapist && chosen.therapist !== code)) return false;
  if (chosen.skill && !row.s.includes(chosen.skill)) return false;
  return !chosen.location || row.l.includes(chosen.location);
};

export const studioOf = (code) => (studios.size > 1 ? (studios.get(code)?.n ?? "") : "");
