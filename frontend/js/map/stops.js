// Where the keyboard can stop on a map, in the order of the list. Tab goes through all of them while they are few;
// more are one stop of Tab, and the arrow keys lead from one to the next.
import { nextInDirection } from "./near.js";

const MOST_TABBED = 30;

export class Stops {
  // onEnter(stop): Enter, Space or a click. onLight(id or null): what is under the pointer or has the focus.
  constructor({ onEnter, onLight }) {
    this.onEnter = onEnter;
    this.onLight = onLight;
    this.list = [];
    this.at = null; // the id that Tab leads to while only one stop is in its way
  }

  // stops: {ids, element, x, y, place or group}. What had the focus keeps it, be it inside a cluster now.
  set(stops, keep = this.focused()) {
    this.list = stops;
    for (const stop of stops) this.#listen(stop);
    this.#allot();
    if (keep) this.of(keep)?.element.focus({ preventScroll: true });
  }

  of(id) {
    return this.list.find(({ ids }) => ids.includes(id)) || null;
  }

  focused() {
    return this.list.find(({ element }) => element === document.activeElement)?.ids[0] || null;
  }

  #allot() {
    const isOne = this.list.length > MOST_TABBED;
    const here = this.of(this.at) || this.list[0];
    for (const stop of this.list) stop.element.setAttribute("tabindex", isOne && stop !== here ? "-1" : "0");
  }

  #listen(stop) {
    const { element, ids } = stop;
    if (element.dataset.heard) return;
    element.dataset.heard = "1";
    element.addEventListener("click", (event) => {
      event.stopPropagation();
      this.onEnter(this.of(ids[0]), event);
    });
    element.addEventListener("keydown", (event) => this.#pressed(event, this.of(ids[0])));
    element.addEventListener("focus", () => {
      this.at = ids[0];
      this.#allot();
      this.onLight(ids);
    });
    element.addEventListener("blur", () => this.onLight([]));
    element.addEventListener("pointerenter", () => this.onLight(ids));
    element.addEventListener("pointerleave", () => this.onLight([]));
  }

  #pressed(event, stop) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.onEnter(stop, event);
      return;
    }
    const next = nextInDirection(stop, this.list, event.key);
    if (!event.key.startsWith("Arrow")) return;
    event.preventDefault();
    next?.element.focus();
  }
}
