// Rows of hours and lengths: empty ones are folded away, and come back one by one.

const isEmpty = (row) => [...row.querySelectorAll("input")].every((input) => !input.value);

function another(group) {
  const rows = [...group.querySelectorAll("[data-span]")];
  let row = rows.find((one) => one.hidden);
  if (!row) {
    row = rows.at(-1).cloneNode(true);
    for (const input of row.querySelectorAll("input")) {
      input.value = "";
      input.removeAttribute("id");
    }
    rows.at(-1).after(row);
  }
  row.hidden = false;
  return row;
}

function fill(group, pairs) {
  const rows = () => [...group.querySelectorAll("[data-span]:not([hidden])")];
  while (rows().length < pairs.length) another(group);
  rows().forEach((row, at) => {
    const [from, until] = row.querySelectorAll("input");
    [from.value, until.value] = pairs[at] ?? ["", ""];
  });
}

function pairsOf(group) {
  return [...group.querySelectorAll("[data-span]:not([hidden])")].map((row) =>
    [...row.querySelectorAll("input")].map((input) => input.value),
  );
}

for (const group of document.querySelectorAll("[data-spans]")) {
  [...group.querySelectorAll("[data-span]")].forEach((row, at) => {
    row.hidden = at > 0 && isEmpty(row);
  });
  const tools = group.querySelector("[data-tools]");
  tools.hidden = false;
  tools.querySelector("[data-more]").addEventListener("click", () => {
    another(group).querySelector("input").focus();
  });
  tools.querySelector("[data-copy]")?.addEventListener("click", () => {
    const days = [...group.closest("[data-week]").querySelectorAll("[data-spans]")];
    for (const day of days.slice(1, 5)) fill(day, pairsOf(group));
  });
}
