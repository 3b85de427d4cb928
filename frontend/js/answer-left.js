// Answers that were closed while some of what was typed here had not been sent: it is shown, to be copied.
import { Waiting } from "./answer-store.js";

function words(value) {
  if (!Array.isArray(value)) return String(value ?? "");
  return value.map((each) => (typeof each === "object" ? Object.values(each).join("\t") : each)).join("\n");
}

export function showLeft(box) {
  const waiting = new Waiting(box.dataset.account, box.dataset.set);
  const rows = waiting.all();
  if (!rows.length) return;
  const list = box.querySelector("dl");
  for (const [path, entry] of rows) {
    const term = document.createElement("dt");
    const asked = document.querySelector(`dt[data-path="${CSS.escape(path)}"]`);
    term.textContent = asked ? asked.textContent.trim() : path;
    const said = document.createElement("dd");
    said.className = "prewrap";
    said.textContent = words(entry.value);
    list.append(term, said);
  }
  box.querySelector("button").addEventListener("click", () => {
    for (const [path] of rows) waiting.drop(path);
    box.hidden = true;
  });
  box.hidden = false;
}
