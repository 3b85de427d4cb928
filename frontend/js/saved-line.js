// The line that says where the text is. All its words come from the page, in its language.
const ICON = 'M8 2.5h8L21.5 8v8L16 21.5H8L2.5 16V8Z M12 7.5v5.5 M12 16.4v.2';
const OK = 'M21.5 12a9.5 9.5 0 1 1-19 0a9.5 9.5 0 1 1 19 0Z M7.5 12.4l3 3 6-6.6';
const SVG = "http://www.w3.org/2000/svg";

function icon(path) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const shape = document.createElementNS(SVG, "path");
  shape.setAttribute("d", path);
  svg.append(shape);
  return svg;
}

function span(words, className, path) {
  const made = document.createElement("span");
  if (className) made.className = className;
  if (path) made.append(icon(path));
  made.append(words);
  return made;
}

/** Returns show(state, time): states are ready, kept, saved, saving, offline, signedOut, conflict, tooLarge, failed, restored. */
export function savedLine(line) {
  const words = line.dataset;
  const clock = (time) =>
    time.toLocaleTimeString("pl-PL", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Warsaw" });
  return (state, time = new Date()) => {
    const key = `words${state[0].toUpperCase()}${state.slice(1)}`;
    if (line.dataset.state === state && state !== "saved") return;
    line.dataset.state = state;
    const parts = [];
    if (state === "saved") parts.push(span(`${words[key]} ${clock(time)}`, "ok", OK));
    else if (state === "ready") parts.push(span(words[key], "muted"));
    else if (state === "kept") parts.push(span(words[key], "ok", OK));
    else if (state === "saving") parts.push(span(words[key]));
    else if (state === "restored") parts.push(span(words[key], "ok", OK));
    else {
      parts.push(span(words[key], "off", ICON), span(words[`${key}More`] ?? ""));
      if (state === "signedOut" && words.signIn) {
        const link = document.createElement("a");
        link.className = "ds-link";
        link.href = `${words.signIn}?next=${encodeURIComponent(location.pathname + location.search)}`;
        link.textContent = words.wordsSignIn;
        parts.at(-1).append(" ", link);
      }
    }
    line.replaceChildren(...parts);
  };
}
