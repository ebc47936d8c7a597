// A note is saved as it is typed, by its keys it needs no mouse. Without this its buttons do.
// Nothing is kept in the browser: the tablet is shared.

const PAUSE = 1500; // ms after the last key
const LONGEST = 3000; // ms after the first key that is not saved
const AGAIN = [1000, 2000, 4000, 8000, 15000]; // ms, while nothing answers
const PATIENCE = 10000; // ms that one try may take
const KEEPALIVE = 60000; // bytes that a browser sends after its page is gone

const form = document.getElementById("note");
const words = document.getElementById("note-words").dataset;
const phrases = JSON.parse(document.getElementById("note-phrases").textContent);
const beginning = JSON.parse(document.getElementById("note-template").textContent);
const state = document.getElementById("note-state");
const trouble = document.getElementById("note-trouble");
const conflict = document.getElementById("note-conflict");
const field = (name) => form.elements.namedItem(name);
const parts = ["s", "o", "a", "p"].map(field);
const areas = form.querySelector("[data-areas]");
const figures = [...form.querySelectorAll("#note-tests input")];
const planned = ["type", "depth", "minutes", "days"];

let rev = Number(field("rev").value);
let seq = Number(field("seq").value);
let token = field("csrfmiddlewaretoken").value;
let timer = 0;
let first = 0; // when the first word was typed that is not saved
let failed = 0;
let sending = false;
let halted = false; // until somebody chooses
let left = false; // the form itself was sent
let refused = ""; // what the server would refuse once more

const number = (input) => (input.value !== "" && input.validity.valid ? Number(input.value) : null);

function next() {
  const [type, depth, minutes, days] = planned.map((name) => field(`next_${name}`));
  if (!type.value || !depth.value) return null;
  const told = { type: type.value, depth: depth.value, minutes: number(minutes), days: number(days) };
  return told.minutes && told.days ? told : null;
}

const rows = () => [...areas.querySelectorAll("[data-area]")];

function worked() {
  const told = rows().map((row) => [...row.querySelectorAll("select")].map((one) => one.value));
  return told
    .filter(([place]) => place)
    .map(([place, technique, depth]) => {
      const [region, view, side] = place.split(" ");
      return { region, side, view, technique, depth };
    });
}

// There is always an empty row to go on with; a new one works as the one before did.
function room() {
  const last = rows().at(-1);
  const [place, technique, depth] = last.querySelectorAll("select");
  if (!place.value) return last;
  const row = last.cloneNode(true);
  const [other, same, deep] = row.querySelectorAll("select");
  other.value = "";
  same.value = technique.value;
  deep.value = depth.value;
  areas.append(row);
  return row;
}

// The figure says what the rows say, and a press on it fills a row.
const figure = form.querySelector("[data-figure]");

function draw() {
  const depths = new Map(worked().map((one) => [`${one.region}/${one.side}/${one.view}`, one.depth]));
  for (const shape of figure.querySelectorAll("[data-place]")) {
    shape.classList.toggle("body-on", depths.has(shape.dataset.place));
  }
  for (const label of figure.querySelectorAll("[data-label]")) {
    label.textContent = depths.get(label.dataset.label)?.[0].toUpperCase() ?? "";
  }
}

document.documentElement.classList.add("scripted");
figure.hidden = false;
figure.addEventListener("click", (event) => {
  const pressed = event.target.closest("[data-place]")?.dataset.place;
  if (!pressed) return;
  const [region, side, view] = pressed.split("/");
  const place = `${region} ${view} ${side}`;
  const row = rows().find((one) => one.querySelector("select").value === place) ?? room();
  const [where, technique] = row.querySelectorAll("select");
  where.value = place;
  where.dispatchEvent(new Event("change", { bubbles: true }));
  technique.focus();
});

function content() {
  const tests = {};
  for (const input of figures) {
    const value = number(input);
    if (value === null) continue;
    const at = input.name.lastIndexOf("-");
    (tests[input.name.slice(0, at)] ??= {})[input.name.slice(at + 1)] = value;
  }
  const told = Object.fromEntries(parts.map((part) => [part.name, part.value]));
  return { ...told, tests, worked: worked(), next: next() };
}

const spelt = () => JSON.stringify(content());
let kept = spelt();
const dirty = () => !left && spelt() !== kept;

// ---- what the page says ----

const say = (text) => {
  state.textContent = text;
};
const complain = (text, link) => {
  if (trouble.dataset.said === text) return;
  trouble.dataset.said = text;
  trouble.textContent = text;
  if (!link) return;
  const sign = document.createElement("a");
  Object.assign(sign, { href: link, target: "_blank", rel: "noopener", textContent: words.signin, className: "touch" });
  trouble.append(" ", sign);
};

function noted() {
  const place = form.querySelector("[data-tests-noted]");
  const number = figures.filter((input) => input.value !== "").length;
  place.textContent = number ? `(${number})` : "";
}

// ---- saving ----

function plan(wait) {
  clearTimeout(timer);
  timer = setTimeout(send, wait);
}

function changed() {
  noted();
  room();
  draw();
  if (!dirty()) return;
  first ||= Date.now();
  if (halted || sending || failed || spelt() === refused) return;
  say(words.unsaved);
  plan(Math.max(0, Math.min(PAUSE, first + LONGEST - Date.now())));
}

const request = (body, more) =>
  fetch(form.dataset.save, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body,
    ...more,
  });

const parcel = () => {
  seq += 1;
  return JSON.stringify({ content: content(), rev, tab: field("tab").value, seq });
};

async function send() {
  clearTimeout(timer);
  const text = spelt();
  if (sending || halted || !dirty() || text === refused) return;
  sending = true;
  say(words.saving);
  try {
    const answer = await request(parcel(), { signal: AbortSignal.timeout(PATIENCE) });
    await heard(answer, text);
  } catch {
    again(words.offline);
  } finally {
    sending = false;
  }
  if (!failed && dirty()) changed();
}

async function heard(answer, text) {
  const json = (answer.headers.get("Content-Type") ?? "").includes("json");
  if (answer.ok && json && !answer.redirected) return saved((await answer.json()).rev, text);
  if (answer.status === 401 || answer.redirected || (answer.ok && !json)) return out();
  if (answer.status === 403) return renew();
  if (answer.status >= 500) return again(words.down);
  if (!json) return again(words.down);
  const { error } = await answer.json();
  if (error.code === "newer" && error.theirs) return choose(error);
  halted = error.code !== "invalid" && error.code !== "too_long" && error.code !== "not_text";
  refused = text;
  say("");
  complain(`${words.fault} ${error.message}`);
}

function saved(newer, text) {
  rev = newer;
  field("rev").value = String(rev);
  kept = text;
  first = 0;
  failed = 0;
  const wrong = figures.some((input) => !input.validity.valid);
  say(`${words.saved} ${new Date().toTimeString().slice(0, 8)}`);
  complain(wrong ? words.figure : "");
}

function again(why) {
  say("");
  complain(why);
  plan(AGAIN[Math.min(failed, AGAIN.length - 1)]);
  failed += 1;
}

function out() {
  say("");
  failed += 1; // the page asks once it is looked at again
  complain(words.out, form.dataset.signin);
}

// Who signed in anew in another tab has another token.
async function renew() {
  const before = token;
  const answer = await fetch(form.dataset.save);
  const json = (answer.headers.get("Content-Type") ?? "").includes("json");
  if (!answer.ok || answer.redirected || !json) return out();
  token = (await answer.json()).token;
  field("csrfmiddlewaretoken").value = token;
  if (token === before && failed > 1) return out();
  failed += 1;
  return plan(0);
}

async function back() {
  if (!failed || halted || !dirty()) return;
  if (trouble.dataset.said === words.out) await renew().catch(() => {});
  send();
}

window.addEventListener("online", back);
window.addEventListener("focus", back);

// ---- two versions ----

function put(told) {
  for (const part of parts) part.value = told[part.name];
  for (const input of figures) {
    const at = input.name.lastIndexOf("-");
    input.value = told.tests[input.name.slice(0, at)]?.[input.name.slice(at + 1)] ?? "";
  }
  for (const name of planned) field(`next_${name}`).value = told.next?.[name] ?? "";
  for (const row of rows().slice(1)) row.remove();
  rows()[0].querySelector("select").value = "";
  for (const one of told.worked) {
    const [place, technique, depth] = room().querySelectorAll("select");
    place.value = `${one.region} ${one.view} ${one.side}`;
    technique.value = one.technique;
    depth.value = one.depth;
  }
  room();
  draw();
  noted();
}

function choose(error) {
  halted = true;
  say("");
  complain(words.wait);
  const mine = content();
  const make = (tag, text, parent) => {
    const made = document.createElement(tag);
    made.textContent = text;
    parent.append(made);
    return made;
  };
  conflict.replaceChildren();
  make("h2", `${words.newer} ${error.who}`, conflict).className = "h3";
  for (const part of parts) {
    if (mine[part.name] === error.theirs[part.name]) continue;
    const label = form.querySelector(`label[for="${part.id}"]`).textContent;
    make("h3", label, conflict);
    const pair = make("div", "", conflict);
    pair.className = "note-pair";
    for (const [name, told] of [[words.mine, mine], [words.theirs, error.theirs]]) {
      const box = make("div", "", pair);
      make("p", name, box).className = "soft small";
      make("p", told[part.name] || `(${words.nothing})`, box).className = "said note-kept";
    }
  }
  const rest = ({ tests, worked, next: following }) => JSON.stringify([tests, worked, following]);
  if (rest(mine) !== rest(error.theirs)) make("p", words.rest, conflict).className = "soft";
  const acts = make("div", "", conflict);
  acts.className = "actions";
  const offers = [[words.keepmine, null], [words.take, error.theirs], [words.both, error.both]];
  for (const [name, told] of offers) {
    const button = make("button", name, acts);
    button.type = "button";
    button.className = "btn btn-secondary";
    button.addEventListener("click", () => chosen(error, told));
  }
  conflict.hidden = false;
  conflict.focus();
}

function chosen(error, told) {
  if (told) put(told);
  rev = error.rev;
  field("rev").value = String(rev);
  kept = told === error.theirs ? spelt() : "";
  halted = false;
  failed = 0;
  conflict.hidden = true;
  complain("");
  parts[0].focus();
  send();
}

// ---- leaving ----

function flush() {
  if (!dirty() || halted) return;
  const body = parcel();
  request(body, { keepalive: new Blob([body]).size < KEEPALIVE }).catch(() => {});
}

window.addEventListener("beforeunload", (event) => {
  if (dirty() || halted) event.preventDefault();
});
window.addEventListener("pagehide", flush);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden" && !sending) send();
});

form.addEventListener("submit", (event) => {
  if (left) return event.preventDefault();
  clearTimeout(timer);
  seq += 1;
  field("seq").value = String(seq);
  halted = false;
  left = true;
});
window.addEventListener("pageshow", () => {
  left = false;
});

form.addEventListener("input", changed);
form.addEventListener("change", changed);

// ---- phrases ----

const NAMED = /(?:^|\s);([\p{L}\p{N}_-]+)$/u;

function expand(area) {
  const at = area.selectionStart;
  if (at !== area.selectionEnd) return false;
  const found = NAMED.exec(area.value.slice(0, at));
  const text = found && Object.hasOwn(phrases, found[1]) ? phrases[found[1]] : null;
  if (text === null) return false;
  area.setRangeText(`${text} `, at - found[1].length - 1, at, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
  return true;
}

// ---- keys ----

const keys = document.getElementById("note-keys");
const show = () => {
  if (!keys.open) keys.showModal();
};
const button = form.querySelector("[data-keys]");
button.hidden = false;
button.addEventListener("click", show);

function open(name) {
  const fold = document.getElementById(name);
  if (!fold) return;
  if ("open" in fold) fold.open = true;
  const wanted = [...fold.querySelectorAll("button, input, select, [tabindex='0'], summary")];
  (wanted.find((one) => one.tagName !== "SUMMARY" && one.offsetParent) ?? wanted[0])?.focus();
}

function begin() {
  for (const part of parts) {
    if (!part.value && beginning[part.name]) part.value = beginning[part.name];
  }
  changed();
}

const write = (part) => {
  part.focus();
  part.setSelectionRange(part.value.length, part.value.length);
};

const DOES = {
  1: () => write(parts[0]),
  2: () => write(parts[1]),
  3: () => write(parts[2]),
  4: () => write(parts[3]),
  5: () => open("note-tests"),
  6: () => open("note-worked"),
  7: () => open("note-next"),
  8: begin,
  s: () => send(),
  S: () => send(),
  Enter: () => document.getElementById("note-sign").click(),
};

document.addEventListener("keydown", (event) => {
  if (event.isComposing || keys.open) return;
  const typing = event.target.closest?.("input, textarea, select");
  if (event.ctrlKey && !event.altKey && !event.metaKey && DOES[event.key]) {
    event.preventDefault();
    DOES[event.key]();
  } else if (event.key === "?" && !typing && !event.ctrlKey) {
    event.preventDefault();
    show();
  } else if ((event.key === " " || event.key === "Tab") && event.target.matches?.("textarea")) {
    if (!event.shiftKey && !event.ctrlKey && !event.altKey && expand(event.target)) event.preventDefault();
  }
});

const beside = document.querySelector("[data-beside]");
if (window.matchMedia("(max-width: 62rem)").matches) beside.open = false;
noted();
draw();
parts[0].focus({ preventScroll: true });
parts[0].setSelectionRange(parts[0].value.length, parts[0].value.length);
