// The figure beside a list of places that hurt: a press opens a panel that says how much. The list of
// selects stays what is sent, so all of it works without this. On a note's page only the aim is ours.

document.documentElement.classList.add("scripted");

const LETTER = { sharp: "S", dull: "D", tight: "T", numb: "N" };
const USUAL = "dull"; // the kind that a mark begins with
const STEPS = [1, 3, 6, 9, 11]; // below which pain, which fill
const NEAR = 14; // px round a press in which a place is still meant
const THIN = 20; // px: narrower places win over their neighbours ...
const REACH = 7; // ... within these px of a finger
const POINTS = 32; // of an edge, to measure by

const part = (row, name) => row.querySelector(`[data-part="${name}"]`);
const place = (row) => part(row, "place").value;
const clone = (box, name) => box.querySelector(`template[${name}]`).content.cloneNode(true).firstElementChild;

// ---- rows ----

function rowOf({ rows }, key) {
  return rows().find((row) => place(row) === key);
}

// A row for a place: its own, an empty one, or one more.
function taken(chart, key) {
  const own = rowOf(chart, key);
  if (own) return own;
  let row = chart.rows().find((one) => !place(one));
  if (!row) {
    row = chart.rows()[0].cloneNode(true);
    chart.list.append(row);
  }
  part(row, "place").value = key;
  return row;
}

const tell = (control) => control.dispatchEvent(new Event("change", { bubbles: true }));
const named = (row) => part(row, "place").selectedOptions[0].text;

// ---- the figure ----

// It says what the list says.
function paint({ box, rows, open }) {
  const said = new Map(rows().map((row) => [place(row), row]));
  for (const region of box.querySelectorAll(".body-press .body-region")) {
    const key = region.dataset.place;
    const row = said.get(key);
    const pain = row ? Number(part(row, "pain").value) : null;
    const step = STEPS.findIndex((above) => pain < above);
    const how = row ? `body-pain-${step}` : "";
    region.setAttribute("class", `body-region ${how}${key === open ? " body-on" : ""}`);
    const label = box.querySelector(`[data-label="${region.dataset.place}"]`);
    label.textContent = !row ? "" : `${pain}${LETTER[part(row, "kind").value] ?? ""}`;
  }
}

// A press beside a place becomes a press on it.
function aim(event) {
  if (!event.isTrusted) return;
  const region = meant(event.currentTarget, event);
  if (!region || region === event.target) return;
  event.stopPropagation();
  region.dispatchEvent(new MouseEvent("click", { bubbles: true }));
}

// The place that a press means: thin ones are hit beside their edge too, by a finger.
function meant(svg, event) {
  const one = svg.getScreenCTM().a; // px
  const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  const hit = event.target.closest(".body-region");
  const far = (region) => Math.min(...edge(region).map((point) => Math.hypot(point.x - at.x, point.y - at.y))) * one;
  const thin = (region) => Math.min(region.getBBox().width, region.getBBox().height) * one < THIN;
  if (hit && (event.pointerType === "mouse" || thin(hit))) return hit;
  const most = hit ? REACH : NEAR;
  const near = [...svg.querySelectorAll(".body-region")]
    .filter((region) => !hit || thin(region))
    .map((region) => [far(region), region])
    .filter(([away]) => away <= most)
    .sort(([less], [more]) => less - more);
  return near[0]?.[1] ?? hit;
}

const edges = new WeakMap();
function edge(region) {
  if (!edges.has(region)) {
    const long = region.getTotalLength();
    edges.set(region, Array.from({ length: POINTS }, (_, n) => region.getPointAtLength((long * n) / POINTS)));
  }
  return edges.get(region);
}

// ---- a panel asks, a list says ----

function marks(chart) {
  const { box, list } = chart;
  const live = box.querySelector("[data-live]");
  const shown = box.querySelector("[data-shown]");
  const add = box.querySelector("[data-add]");
  const choice = add.querySelector("select");
  choice.append(...[...part(chart.rows()[0], "place").cloneNode(true).childNodes]);
  choice.value = "";
  const asked = (key, from) => panel(chart, key, from, live, choice);

  function drawn() {
    const marked = chart.rows().filter(place);
    shown.replaceChildren(
      ...marked.map((row) => {
        const item = clone(box, "data-item");
        item.dataset.key = place(row);
        item.querySelector("[data-words]").textContent = words(row);
        for (const button of item.querySelectorAll("button")) {
          button.setAttribute("aria-label", `${button.textContent.trim()}: ${named(row)}`);
        }
        return item;
      }),
    );
    box.querySelector("[data-none]").hidden = marked.length > 0;
  }

  // What is chosen here is no answer yet.
  for (const kind of ["input", "change"]) choice.addEventListener(kind, (event) => event.stopPropagation());
  choice.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    add.querySelector("button").click();
  });
  add.querySelector("button").addEventListener("click", () => (choice.value ? asked(choice.value, choice) : choice.focus()));
  shown.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const key = event.target.closest("li")?.dataset.key;
    if (button?.dataset.do === "change") asked(key, button);
    if (button?.dataset.do === "remove") {
      chart.shut();
      gone(chart, key, live);
      (shown.querySelector('[data-do="remove"]') ?? choice).focus({ preventScroll: true });
    }
  });
  box.addEventListener("click", (event) => {
    const region = event.target.closest(".body-press .body-region");
    if (region) asked(region.dataset.place, null);
  });
  list.addEventListener("change", () => {
    drawn();
    paint(chart);
  });
  drawn();
}

const words = (row) => `${named(row)} ${part(row, "pain").value}, ${part(row, "kind").selectedOptions[0].text}`;

function gone(chart, key, live) {
  const row = rowOf(chart, key);
  if (!row) return;
  live.textContent = `${named(row)}: ${live.dataset.removed}`;
  part(row, "place").value = "";
  tell(part(row, "place"));
}

// How much, and what it is like. A mark is made with its first number.
function panel(chart, key, from, live, choice) {
  chart.shut();
  const { box } = chart;
  const shown = clone(box, "data-panel");
  const option = [...choice.options].find((one) => one.value === key);
  const hint = shown.querySelector("[data-hint]");
  let row = rowOf(chart, key);
  let kind = row ? part(row, "kind").value : USUAL;
  let chosen = false; // a kind, without its number
  shown.querySelector("[data-name]").textContent = option.text;

  function mark() {
    const says = { pain: row ? part(row, "pain").value : "", kind };
    for (const name of ["pain", "kind"]) {
      const all = [...shown.querySelectorAll(`[data-${name}]`)];
      for (const button of all) {
        const on = button.dataset[name] === says[name];
        button.setAttribute("aria-checked", String(on));
        button.tabIndex = on ? 0 : -1;
      }
      if (!all.some((button) => button.tabIndex === 0)) all[0].tabIndex = 0;
    }
    paint(chart);
  }

  function press(button) {
    if (button.dataset.kind) {
      kind = button.dataset.kind;
      chosen = !row;
    } else {
      row ??= taken(chart, key);
      part(row, "pain").value = button.dataset.pain;
      chosen = false;
      hint.hidden = true;
    }
    if (row) {
      part(row, "kind").value = kind;
      tell(part(row, "pain"));
      live.textContent = words(row);
    }
    mark();
    button.focus({ preventScroll: true });
  }

  // A kind without a number would be lost.
  function done() {
    if (!chosen) return chart.shut(true);
    hint.hidden = false;
    return shown.querySelector('[data-pain][tabindex="0"]').focus();
  }

  const held = (event) => {
    if (!chosen) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    done();
  };

  function keyed(event) {
    const button = event.target.closest("[role=radio]");
    const group = button && [...button.parentElement.querySelectorAll("[role=radio]")];
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const to = step && group ? group[(group.indexOf(button) + step + group.length) % group.length] : null;
    const digit = /^\d$/.test(event.key) && shown.querySelector(`[data-pain="${event.key}"]`);
    if (event.key === "Escape") chart.shut(true);
    else if (to || digit) press(to || digit);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  chart.shut = (back = false) => {
    shown.remove();
    box.closest("form").removeEventListener("submit", held, true);
    chart.open = "";
    chart.shut = () => {};
    paint(chart);
    if (!back) return;
    const own = box.querySelector(`li[data-key="${key}"] [data-do="change"]`);
    (from?.isConnected ? from : (own ?? choice)).focus({ preventScroll: true });
  };
  shown.addEventListener("keydown", keyed);
  shown.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.getAttribute("role") === "radio") press(button);
    else if (button?.dataset.do === "done") done();
    else if (button?.dataset.do === "remove") {
      chart.shut();
      gone(chart, key, live);
      choice.focus({ preventScroll: true });
    }
  });
  box.closest("form").addEventListener("submit", held, true);
  chart.open = key;
  choice.value = "";
  box.querySelector("[data-asks]").append(shown);
  mark();
  shown.querySelector('[data-pain][tabindex="0"]').focus({ preventScroll: true });
  shown.scrollIntoView({ block: "nearest", behavior: "instant" });
}

// ---- the page ----

for (const svg of document.querySelectorAll(".body-press svg")) svg.addEventListener("click", aim, true);
for (const box of document.querySelectorAll("[data-body]")) {
  const list = box.querySelector(box.dataset.body);
  const rows = () => [...list.querySelectorAll(box.dataset.row)];
  const chart = { box, list, rows, open: "", shut: () => {} };
  box.classList.add("body-quick");
  marks(chart);
  paint(chart);
}
