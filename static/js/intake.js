// Each answer is saved as it is given; the page works without this, by its button.

const PAUSE = 600; // ms after the last key
const AGAIN = [2000, 4000, 8000, 15000]; // ms, while there is no connection

const form = document.querySelector("form[data-intake]");
const state = form.querySelector("[data-state]");
const questions = [...form.querySelectorAll("[data-question]")];
const dirty = new Map();
let timer = 0;
let failed = 0;
let under = false;

const say = (text, trouble = false) => {
  if (state.textContent !== text) state.textContent = text;
  state.toggleAttribute("data-trouble", trouble);
};

// The places of a list, without those rows that name none.
function marksOf(box) {
  return [...box.querySelectorAll(".intake-mark-row")]
    .map((row) => (part) => row.querySelector(`[data-part="${part}"]`).value)
    .filter((value) => value("place"))
    .map((value) => {
      const [region, side, view] = value("place").split("/");
      return { region, side, view, pain: Number(value("pain")), kind: value("kind") };
    });
}

// What a question says now, as the server keeps it.
function answerOf(box) {
  const code = box.dataset.question;
  const pick = box.querySelector(`input[name="pick-${code}"]:checked`);
  if (pick) return JSON.parse(pick.value);
  const named = [...box.querySelectorAll(`[name="${code}"]`)];
  if (box.dataset.kind === "several") return named.filter((one) => one.checked).map((one) => one.value);
  if (box.dataset.kind === "chart") return named.length ? JSON.parse(named[0].value || "null") : marksOf(box);
  const radios = named.filter((one) => one.type === "radio");
  if (!radios.length) return named[0]?.value ?? null;
  const chosen = radios.find((one) => one.checked)?.value ?? null;
  return box.dataset.kind === "scale" && chosen !== null ? Number(chosen) : chosen;
}

// Questions that follow from an answer are there when it is, and only then.
function follow() {
  const said = new Map();
  for (const box of questions) {
    if (box.dataset.on) {
      const value = said.get(box.dataset.on);
      const values = [value ?? []].flat().map((one) => (typeof one === "object" ? "" : String(one)));
      const wanted = JSON.parse(box.dataset.answers || "[]");
      const met = box.hasAttribute("data-marked") ? values.length > 0 : wanted.some((one) => values.includes(one));
      box.hidden = !met;
      for (const control of box.querySelectorAll("fieldset, textarea, input.intake-date")) control.disabled = !met;
      if (!met) continue;
    }
    said.set(box.dataset.question, answerOf(box));
  }
}

// "None of these" stands alone.
function alone(input) {
  if (input.type !== "checkbox" || !input.checked) return;
  for (const other of form.querySelectorAll(`input[type="checkbox"][name="${input.name}"]`)) {
    if (other !== input && (input.value === "none" || other.value === "none")) other.checked = false;
  }
}

function show(code, fault) {
  const box = questions.find((one) => one.dataset.question === code);
  const error = box?.querySelector("[data-error]");
  if (!error) return;
  error.hidden = !fault;
  error.querySelector("[data-words]").textContent = fault;
}

async function save() {
  clearTimeout(timer);
  if (under || !dirty.size) return;
  under = true;
  const sending = new Map(dirty);
  say(form.dataset.saving);
  try {
    const answer = await fetch(form.dataset.save, {
      method: "POST",
      keepalive: true,
      headers: { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
      body: JSON.stringify({
        tab: form.elements.tab.value,
        seen: Number(form.elements.seen.value),
        answers: Object.fromEntries(sending),
      }),
    });
    if (!answer.headers.get("Content-Type")?.includes("json")) throw new Error("no answer");
    const told = await answer.json();
    if (answer.status >= 500) throw new Error("not now");
    failed = 0;
    for (const [code, value] of sending) if (dirty.get(code) === value) dirty.delete(code);
    settle(told, sending);
  } catch {
    say(form.dataset.unsaved, true);
    timer = setTimeout(save, AGAIN[Math.min(failed, AGAIN.length - 1)]);
    failed += 1;
    under = false;
    return;
  }
  under = false;
  if (dirty.size) save();
}

function settle(told, sending) {
  const faults = told.faults ?? {};
  for (const code of sending.keys()) show(code, faults[code] ?? "");
  if (told.sentence) return say(told.sentence, true);
  if (Object.keys(faults).length) return say(form.dataset.refused, true);
  const twice = (told.twice ?? []).filter((code) => sending.has(code));
  for (const code of twice) show(code, form.dataset.twice);
  if (twice.length) return say(form.dataset.twice, true);
  const clock = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return say(`${form.dataset.saved} ${clock}`);
}

function changed(event) {
  const box = event.target.closest("[data-question]");
  if (!box) return;
  alone(event.target);
  follow();
  dirty.set(box.dataset.question, answerOf(box));
  clearTimeout(timer);
  timer = setTimeout(save, PAUSE);
}

form.addEventListener("input", changed);
form.addEventListener("change", changed);
addEventListener("online", save);
addEventListener("pagehide", save);
addEventListener("beforeunload", (event) => {
  if (dirty.size && failed) event.preventDefault();
});
form.addEventListener("submit", () => {
  clearTimeout(timer);
  dirty.clear();
});
follow();
