// Where a session would fit: asked for once when it is lifted, then looked up with every step.

import { post } from "calendar/acts";
import { base, say, setup, wallAt } from "calendar/words";
import { chosen, range } from "calendar/state";

const NONE = { pieces: [], free: {}, rooms: {} };

// What the server says of this session in the days that are shown; `null` while it is not known.
export const asked = async (session, day = null) => {
  const { first, days } = day ? { first: day, days: 1 } : range();
  const order = session.c ? { code: session.c } : session;
  const answer = await post(`${base}fit/`, { ...order, from: first, days, location: session.l ?? chosen.location });
  return answer.ok ? { ...NONE, ...answer.data } : null;
};

const within = (spans, wall) => (spans ?? []).some(([start, end]) => start <= wall && wall <= end);
const codes = (spans) => Object.keys(spans);

// {verdict, words, free} of a start on the wall: "taken" where nobody is free or no room is.
export const judge = (fit, { wall, therapists, room }) => {
  if (!fit) return { verdict: "waiting", words: [], free: false };
  const piece = fit.pieces.find(([start, end]) => start <= wall && wall < end);
  const verdict = piece ? piece[2] : "fine";
  const words = piece ? piece[3] : [];
  const people = therapists.every((code) => within(fit.free[code], wall));
  const rooms = room ? [room] : codes(fit.rooms);
  const place = !codes(fit.rooms).length || rooms.some((code) => within(fit.rooms[code], wall));
  const free = people && place;
  return free || verdict === "blocked" ? { verdict, words, free } : { verdict: "taken", words: [], free };
};

export const wordOf = (found) => setup.verdicts[found.verdict] ?? say("failed");

export const MARKS = {
  recommended: "●",
  fine: "○",
  caution: "▲",
  blocked: "■",
  taken: "□",
  waiting: "…",
};

// The stretches of a day in one column that are worth a mark: [from, until, verdict] in minutes.
export const stretches = (fit, day, { therapists, room }, { from, until }) => {
  const found = [];
  for (let at = from; at < until; at += 15) {
    const { verdict, free } = judge(fit, { wall: wallAt(day, at), therapists, room });
    const last = found.at(-1);
    if (!free) continue;
    if (last && last[2] === verdict && last[1] === at) last[1] = at + 15;
    else found.push([at, at + 15, verdict]);
  }
  return found;
};
