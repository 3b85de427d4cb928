// Two people changed one answer: both versions side by side, and the choice. All words come from the page.

function part(name, words, className) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.textContent = words;
  return made;
}

function side(title, text, empty) {
  const made = document.createElement("div");
  made.append(part("p", title, "small muted"), text ? part("p", text, "prewrap") : part("p", empty, "muted"));
  return made;
}

function button(words, act) {
  const made = part("button", words, "ds-button");
  made.type = "button";
  made.dataset.size = "sm";
  made.dataset.variant = "secondary";
  made.addEventListener("click", act);
  return made;
}

/** Show it in the question; keep and take are called with nothing when the reader has chosen. */
export function showConflict(box, words, conflict, { keep, take }) {
  const place = box.querySelector("[data-rival]");
  const made = document.createElement("section");
  made.className = "conflict";
  made.setAttribute("role", "alert");
  const head = document.createElement("header");
  head.append(part("h3", words.wordsBoth, "small"), part("p", words.wordsLost, "small"));
  const two = document.createElement("div");
  two.className = "conflict__two";
  two.append(side(words.wordsMine, conflict.typed, words.wordsEmpty), side(conflict.who, conflict.stored, words.wordsEmpty));
  const foot = document.createElement("footer");
  foot.className = "cluster";
  const choose = (act) => () => {
    place.replaceChildren();
    act();
  };
  foot.append(button(words.wordsKeep, choose(keep)), button(words.wordsTake, choose(take)));
  made.append(head, two, foot);
  place.replaceChildren(made);
}
