// The questions on a page: what each says now, and which of them show.

const BLANK = (row) => Object.values(row).every((text) => !text);

/** What a question says: text, a list of keys, or rows of a table. Its inner questions speak for themselves. */
export function valueOf(box) {
  const { kind } = box.dataset;
  if (kind === "table") {
    const rows = [...box.querySelectorAll("tbody tr")].map((row) =>
      Object.fromEntries([...row.querySelectorAll("[data-cell]")].map((cell) => [cell.dataset.cell, cell.value])),
    );
    while (rows.length && BLANK(rows.at(-1))) rows.pop();
    return rows;
  }
  const controls = [...box.querySelectorAll("[data-control]")];
  if (kind === "choices") return controls.filter((control) => control.checked).map((control) => control.value);
  if (kind === "choice" || kind === "stages") return controls.find((control) => control.checked)?.value ?? "";
  return controls[0]?.value ?? "";
}

/** Put a value that is stored into its question. Tables are given as rows. */
export function setValue(box, value) {
  const { kind } = box.dataset;
  if (kind === "table") {
    const rows = Array.isArray(value) ? value : [];
    while (box.querySelectorAll("tbody tr").length < rows.length) addRow(box);
    [...box.querySelectorAll("tbody tr")].forEach((row, place) => {
      for (const cell of row.querySelectorAll("[data-cell]")) cell.value = rows[place]?.[cell.dataset.cell] ?? "";
    });
    return;
  }
  for (const control of box.querySelectorAll("[data-control]")) {
    if (control.type === "checkbox") control.checked = Array.isArray(value) && value.includes(control.value);
    else if (control.type === "radio") control.checked = control.value === String(value ?? "");
    else control.value = value && typeof value === "object" ? (value.typed ?? "") : (value ?? "");
    if (control.dataset.control === "") control.dispatchEvent(new Event("counted"));
  }
}

/** One more row of a table; false when no more fit. */
export function addRow(box) {
  const rows = box.querySelectorAll("tbody tr");
  if (rows.length >= Number(box.dataset.most)) return false;
  const made = rows[rows.length - 1].cloneNode(true);
  const number = rows.length;
  for (const cell of made.querySelectorAll("[data-cell]")) {
    cell.value = "";
    cell.name = cell.name.replace(/:\d+:([a-z0-9_]+)$/, `:${number}:$1`);
    cell.setAttribute("aria-label", cell.getAttribute("aria-label").replace(/\d+$/, number + 1));
  }
  rows[rows.length - 1].after(made);
  return true;
}

export function isAnswered(value) {
  if (Array.isArray(value)) return value.some((each) => (typeof each === "object" ? !BLANK(each) : each));
  return value !== "" && value !== null && value !== undefined;
}

function asNumber(text) {
  const bare = String(text).replace(/[\s\u00a0\u202f]/g, "").replace(",", ".");
  return /^-?\d+(\.\d+)?$/.test(bare) ? Number(bare) : NaN;
}

// The same as questionnaires.conditions on the server, over the questions on this page. A condition that asks about a
// question of another page is left as the server drew it.
export function showAll(root) {
  const boxes = [...root.querySelectorAll(".question[data-path]")];
  const byKey = (key, row) => {
    const near = row && boxes.find((box) => box.dataset.path.endsWith(`/${row}/${key}`));
    return near || boxes.find((box) => box.dataset.path === key);
  };
  const holds = (condition, row) => {
    if (condition.all) return condition.all.reduce((sum, part) => and(sum, holds(part, row)), true);
    if (condition.any) return condition.any.reduce((sum, part) => or(sum, holds(part, row)), false);
    const box = byKey(condition.question, row);
    if (!box) return null;
    if (box.closest("[data-hidden]")) return condition.answered === false;
    const value = valueOf(box);
    if ("answered" in condition) return isAnswered(value) === condition.answered;
    if ("at_least" in condition) return asNumber(value) >= condition.at_least;
    if ("at_most" in condition) return asNumber(value) <= condition.at_most;
    const chosen = Array.isArray(value) ? value : isAnswered(value) ? [String(value)] : [];
    if (condition.is) return chosen.some((key) => condition.is.includes(key));
    return !chosen.some((key) => condition.is_not.includes(key));
  };
  // Twice over the questions for each that has a condition: one may wait for another further down.
  const conditional = boxes.filter((box) => box.dataset.when);
  for (let round = 0; round <= conditional.length; round += 1) {
    let isSame = true;
    for (const box of conditional) {
      const parts = box.dataset.path.split("/");
      const shows = holds(JSON.parse(box.dataset.when), parts.length === 3 ? parts[1] : "");
      if (shows === null || shows === !box.hasAttribute("data-hidden")) continue;
      box.toggleAttribute("data-hidden", !shows);
      isSame = false;
    }
    if (isSame) break;
  }
}

function and(one, other) {
  if (one === false || other === false) return false;
  return one === null || other === null ? null : true;
}

function or(one, other) {
  if (one === true || other === true) return true;
  return one === null || other === null ? null : false;
}
