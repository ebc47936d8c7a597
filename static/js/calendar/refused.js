// What the server would not do: why, and what can be done instead, beside the session itself.

import * as feed from "calendar/feed";
import { post, onceKey, toast } from "calendar/acts";
import { MARKS } from "calendar/fit";
import { base, dated, dayOf, make, nameOf, say, setup, speak, timeOf } from "calendar/words";

let open = null;

export const shut = () => {
  if (!open) return false;
  const { box, back } = open;
  open = null;
  box.remove();
  const goal = document.querySelector(`#cal [data-c="${back}"] a`);
  if (goal) goal.focus();
  return true;
};

const button = (text, classes, then) => {
  const made = make("button", `btn ${classes}`, text);
  made.type = "button";
  made.addEventListener("click", then);
  return made;
};

// Beside the session, within the window; on a narrow screen at its foot.
const place = (box, code) => {
  const anchor = document.querySelector(`#cal [data-c="${code}"]`);
  const at = anchor?.getBoundingClientRect();
  document.body.append(box);
  if (!at || window.innerWidth < 700) return;
  const { width, height } = box.getBoundingClientRect();
  const right = at.right + 8;
  const left = right + width < window.innerWidth ? right : at.left - width - 8;
  box.style.left = `${Math.max(8, Math.min(left, window.innerWidth - width - 8))}px`;
  box.style.top = `${Math.max(8, Math.min(at.top, window.innerHeight - height - 8))}px`;
};

const show = (act, message, ...parts) => {
  shut();
  const box = make("div", "cal-pop");
  box.setAttribute("role", "dialog");
  box.setAttribute("aria-label", act.session.cl);
  box.append(make("p", "cal-pop-message", message), ...parts);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      shut();
    }
  });
  open = { box, back: act.session.c };
  place(box, act.session.c);
  (box.querySelector("input, button") ?? box).focus();
  speak(message);
};

const row = (...buttons) => {
  const made = make("div", "cal-pop-row");
  made.append(...buttons);
  return made;
};

const again = (act, carryOut, more, seen) => {
  const session = { ...act.session, n: seen ?? act.session.n };
  shut();
  return carryOut({ ...act, session, body: { ...act.body, ...more }, settle: () => {} });
};

const caution = (act, error, carryOut) => {
  const list = make("ul", "cal-pop-reasons");
  for (const text of error.sentences) list.append(make("li", "", text));
  const form = make("form", "cal-pop-form");
  form.dataset.many = "";
  const label = make("label", "", say("why"));
  const field = make("input", "form-control");
  field.maxLength = 500;
  field.required = true;
  field.autocomplete = "off";
  label.append(field);
  const yes = make("button", "btn btn-primary", say("do_it"));
  form.append(label, row(yes, button(say("back"), "btn-quiet", shut)));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const reason = field.value.trim();
    if (reason) return again(act, carryOut, { accept_caution: true, reason });
    field.setCustomValidity(say("why_missing"));
    return field.reportValidity();
  });
  // What was said of an empty reason holds no longer than it is empty.
  field.addEventListener("input", () => field.setCustomValidity(""));
  const told = list.children.length ? "" : (error.message ?? "");
  show(act, `▲ ${setup.verdicts.caution}. ${told}`, list, form);
};

const nearest = (act, error, carryOut) => {
  const found = (error.alternatives ?? []).slice(0, 5);
  if (!found.length) return [];
  const list = make("div", "cal-pop-times");
  for (const each of found) {
    const day = dayOf(each.start) === dayOf(act.session.s) ? "" : `${dated(dayOf(each.start), "short")}, `;
    const who = nameOf(each.therapist);
    const when = `${day}${say("copy_when", { time: timeOf(each.start), name: who })}`;
    const text = `${MARKS[each.verdict] ?? ""} ${when}`.trim();
    const body = { start: each.start, therapist: each.therapist ?? "", room: "" };
    list.append(button(text, "btn-secondary", () => again(act, carryOut, body)));
  }
  return [make("p", "cal-pop-head", say("nearest")), list];
};

const waiver = (act) => {
  const therapist = act.body.therapist || act.session.t[0];
  const ask = async () => {
    const { session, body } = act;
    const asked = { once: onceKey(), code: session.c, client: session.cc, therapist, start: body.start };
    const answer = await post(`${base}waiver/`, asked);
    shut();
    toast(answer.data.message ?? say("failed"));
  };
  return button(say("waive", { name: nameOf(therapist) }), "btn-quiet", ask);
};

const changed = (act, error, carryOut) => {
  const now = error.session ?? feed.find(act.session.c);
  const last = error.last ?? {};
  const message = error.message ?? say("changed_by", last);
  show(
    act,
    message,
    row(
      button(say("leave"), "btn-primary", shut),
      button(say("do_it"), "btn-secondary", () => again(act, carryOut, {}, now?.n)),
    ),
  );
};

// `act` as in acts.js; `answer` is what came back; `carryOut` does it once more.
export const refused = (act, answer, carryOut) => {
  const error = answer.data;
  const leave = () => button(say("leave"), "btn-quiet", shut);
  if (error.code === "changed") return changed(act, error, carryOut);
  if (error.code === "caution") return caution(act, error, carryOut);
  const parts = nearest(act, error, carryOut);
  const tail = [leave()];
  if (error.code === "blocked" && act.body.start) tail.unshift(waiver(act));
  return show(act, error.message ?? say("failed"), ...parts, row(...tail));
};

document.addEventListener("pointerdown", (event) => {
  if (open && !event.target.closest(".cal-pop")) shut();
});
