// Drawing a signature. Without this the typed name is one.

const WIDE = 600; // units of the sheet that strokes are kept in
const HIGH = 240;
const MOST = 20000; // letters that the server takes

for (const form of document.querySelectorAll("form[data-consent]")) setUp(form);

function setUp(form) {
  if (!window.SignaturePad) return;
  const box = form.querySelector("[data-draw]");
  const canvas = box.querySelector("canvas");
  const clear = box.querySelector("[data-clear]");
  const told = box.querySelector("[data-cleared]");
  const value = form.elements.strokes;
  box.hidden = false;
  const pad = new window.SignaturePad(canvas, {
    penColor: getComputedStyle(canvas).color,
    minWidth: 1,
    maxWidth: 2.6,
  });
  let strokes = read(value.value);

  // The sheet keeps its drawing when the screen turns: strokes are held in units of their own.
  const draw = () => {
    const { clientWidth: wide, clientHeight: high } = canvas;
    if (!wide || !high) return;
    const sharp = Math.max(window.devicePixelRatio || 1, 1);
    canvas.width = wide * sharp;
    canvas.height = high * sharp;
    canvas.getContext("2d").scale(sharp, sharp);
    const look = { penColor: pad.penColor, minWidth: 1, maxWidth: 2.6, dotSize: 0 };
    const shown = strokes.map((points) => ({
      ...look,
      points: points.map(([x, y], at) => ({
        x: (x * wide) / WIDE,
        y: (y * high) / HIGH,
        pressure: 0.5,
        time: at * 16,
      })),
    }));
    pad.clear();
    if (shown.length) pad.fromData(shown);
  };

  const keep = () => {
    value.value = strokes.length ? JSON.stringify(strokes) : "";
    clear.disabled = !strokes.length;
  };

  pad.addEventListener("endStroke", () => {
    const { clientWidth: wide, clientHeight: high } = canvas;
    const scaled = ({ x, y }) => [unit((x * WIDE) / wide, WIDE), unit((y * HIGH) / high, HIGH)];
    strokes = fitting(pad.toData().map((stroke) => stroke.points.map(scaled)));
    told.textContent = "";
    keep();
  });

  clear.addEventListener("click", () => {
    strokes = [];
    pad.clear();
    keep();
    told.textContent = told.dataset.word;
    form.elements.name.focus();
  });

  new ResizeObserver(draw).observe(canvas);
  draw();
  keep();
}

function unit(value, most) {
  return Math.min(Math.max(Math.round(value), 0), most);
}

// A long drawing is thinned until it fits; the ends of each stroke stay.
function fitting(strokes) {
  let found = strokes.filter((points) => points.length);
  while (JSON.stringify(found).length > MOST) {
    const thinner = found.map((points) =>
      points.filter((_, at) => at % 2 === 0 || at === points.length - 1),
    );
    if (thinner.every((points, at) => points.length === found[at].length)) return thinner.slice(0, 800);
    found = thinner;
  }
  return found;
}

// What a page that came back with a fault still holds.
function read(text) {
  try {
    const found = JSON.parse(text || "[]");
    const point = (one) => Array.isArray(one) && one.length === 2 && one.every(Number.isInteger);
    const fine = Array.isArray(found) && found.every((one) => Array.isArray(one) && one.every(point));
    return fine ? found : [];
  } catch {
    return [];
  }
}
