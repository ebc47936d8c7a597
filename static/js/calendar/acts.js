// What is done to sessions: sent with a key of its own, told of, and undone for three minutes.

import * as feed from "calendar/feed";
import { base, make, one, say, speak } from "calendar/words";
import { refused } from "calendar/refused";

const UNDO = 3 * 60 * 1000;
const token = () => JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")["X-CSRFToken"] ?? "";

let last = null; // {url, body} of what would undo the last act
let shown = 0;
let hiding = 0;

// A key of this act: sent twice, it is done once.
export const onceKey = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
};

// {ok, status, data}; `data` is the error where it is none.
export const post = async (url, body) => {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token(), Accept: "application/json" };
  try {
    const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(body), redirect: "manual" });
    const data = await answer.json().catch(() => ({}));
    return { ok: answer.ok, status: answer.status, data: answer.ok ? data : (data.error ?? {}) };
  } catch {
    return { ok: false, status: 0, data: { code: "lost", message: say("failed") } };
  }
};

// The last thing done, with the way back. It stands at the foot and moves nothing.
export const toast = (message, undo = null) => {
  clearTimeout(hiding);
  const box = one("cal-toast");
  const line = make("div", "cal-toast-line");
  line.append(make("span", "", message));
  last = undo;
  if (undo) {
    const button = make("button", "btn btn-secondary", say("undo"));
    button.type = "button";
    button.setAttribute("aria-keyshortcuts", "Control+Z");
    button.addEventListener("click", undoLast);
    line.append(button);
  }
  box.replaceChildren(line);
  shown += 1;
  const mine = shown;
  hiding = setTimeout(() => {
    if (mine === shown) {
      box.replaceChildren();
      last = null;
    }
  }, undo ? UNDO : 12000);
};

export const undoLast = async () => {
  if (!last) return speak(say("nothing_to_undo"));
  const undo = { ...last, body: { once: onceKey(), ...last.body } };
  last = null;
  const answer = await post(undo.url, undo.body);
  await feed.ask();
  // Nobody answered: it can be tried again, with the same key, so that it is done once.
  toast(answer.data.message ?? say(answer.ok ? "undone" : "failed"), answer.status ? null : undo);
};

// Carry an act out. `act`: {name, session, body, settle}; `settle` puts the page right again: what was
// dropped stays until the feed has it, and goes back where it was if it cannot be.
export const carryOut = async (act) => {
  const { session, name, body } = act;
  const sent = { once: onceKey(), seen: session.n, ...body };
  const answer = await post(`${base}${session.c}/${name}/`, sent);
  if (answer.ok) {
    await feed.ask(); // what is said to be done is seen to be done
    act.settle();
    toast(answer.data.message ?? say("moved"), answer.data.undo);
    return true;
  }
  act.settle();
  feed.ask();
  refused(act, answer, carryOut);
  return false;
};

document.body.addEventListener("desk:done", (event) => {
  const { message, undo } = event.detail;
  if (message) toast(message, undo ?? null);
  feed.ask();
});
