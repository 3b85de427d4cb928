// One map: its surface, what lies on it, how the keyboard, the list beside it and the boxes of a form go with it.
import { Areas } from "./areas.js";
import { Board } from "./board.js";
import { byDepth, furtherPlaces } from "./data.js";
import { guardGestures } from "./gestures.js";
import { LatLngBounds, Map as Surface } from "./leaflet.js";
import { Marks } from "./marks.js";
import { Stops } from "./stops.js";

const CLOSEST = 12; // zoom; nearer the areas would be coarser than the eye
const ALONE = 10; // the nearest that a map of few things begins at
const LEAP = 3; // zoom; further at once and nobody knows where they are
const EDGE = 26; // pixels around everything
const STEP = 80; // pixels that an arrow key moves the map
const ARROWS = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };
const isCalm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

export class View {
  constructor({ root, live, places, say, picking }) {
    Object.assign(this, { root, live, places, say, picking });
    this.frame = live.querySelector("[data-frame]");
    this.surface = live.querySelector("[data-surface]");
    this.tools = live.querySelector("[data-tools]");
    this.list = document.getElementById(root.dataset.list || "");
    this.#begin();
  }

  #begin() {
    const moves = !isCalm();
    this.map = new Surface(this.surface, {
      attributionControl: false,
      zoomControl: false,
      zoomSnap: 0.25,
      zoomDelta: 1,
      maxZoom: CLOSEST,
      zoomAnimation: moves,
      fadeAnimation: false,
      markerZoomAnimation: moves,
      inertia: moves,
    });
    if (!moves) this.#stand();
    guardGestures(this.frame, this.surface, this.live.querySelector("[data-hint]"));
    this.map.fitBounds(this.#whole(), { animate: false });
    this.areas = new Areas(this.map, `url(#${this.root.dataset.hatch})`);
    this.marks = new Marks(this.map, this.places.filter(({ isPoint }) => isPoint), this.say);
    this.board = new Board(this.map, this.say);
    this.stops = new Stops({ onEnter: (stop) => this.#enter(stop), onLight: (ids) => this.#light(ids) });
    this.areas.add(byDepth(this.places.filter(({ isPoint, look }) => !isPoint && look !== "other")));
    this.fit();
    this.map.on("zoomend", () => this.redraw());
    this.redraw();
    this.#listen();
  }

  // Reduced motion: whatever moves the map, it is there at once.
  #stand() {
    const { panBy } = this.map;
    this.map.panBy = (offset, options) => panBy.call(this.map, offset, { ...options, animate: false });
  }

  #listen() {
    const { live } = this;
    live.querySelector("[data-zoom-in]").addEventListener("click", () => this.map.zoomIn());
    live.querySelector("[data-zoom-out]").addEventListener("click", () => this.map.zoomOut());
    live.querySelector("[data-whole]").addEventListener("click", () => this.fit());
    live.querySelector("[data-switch]")?.addEventListener("change", ({ target }) => this.#showOthers(target.checked));
    this.frame.addEventListener("keydown", (event) => this.#pressed(event));
    new ResizeObserver(() => this.#resized()).observe(this.surface);
    for (const kind of ["pointerover", "focusin"]) this.list?.addEventListener(kind, ({ target }) => this.#fromList(target));
    for (const kind of ["pointerleave", "focusout"]) this.list?.addEventListener(kind, () => this.#light([], false));
    if (this.picking.isOn) this.picking.listen((id, isPicked) => this.#picked(id, isPicked));
  }

  #resized() {
    const wasHidden = !this.map.getSize().x;
    this.map.invalidateSize({ animate: false });
    if (wasHidden) this.fit();
  }

  #whole() {
    const points = this.places.filter(({ isPoint }) => isPoint).map(({ middle }) => middle);
    const bounds = new LatLngBounds(points);
    for (const each of this.areas?.bounds() || []) bounds.extend(each);
    if (!bounds.isValid()) for (const { middle } of this.places) bounds.extend(middle);
    return bounds.isValid() ? bounds.pad(0.04) : new LatLngBounds([[49, 14], [54.9, 24.2]]);
  }

  // Shows everything, and keeps the view near it.
  fit() {
    const whole = this.#whole();
    this.map.setMinZoom(0).setMaxBounds(null);
    const aside = getComputedStyle(this.tools).position === "absolute" ? this.tools.offsetWidth : 0;
    this.map.fitBounds(whole, {
      paddingTopLeft: [EDGE, EDGE],
      paddingBottomRight: [EDGE + aside, EDGE],
      maxZoom: ALONE,
      animate: false,
    });
    this.map.setMinZoom(Math.max(this.map.getZoom() - 1.5, 2)).setMaxBounds(this.map.getBounds().pad(0.6));
  }

  addLand(countries) {
    this.areas.addLand(countries);
  }

  // Areas that came after the page.
  add(places) {
    const own = this.places.length > 0;
    this.places.push(...places);
    this.areas.add(byDepth(places.filter(({ isPoint }) => !isPoint)));
    this.marks.places.push(...places.filter(({ isPoint }) => isPoint));
    if (!own) this.fit();
    this.redraw();
  }

  // After the scale changed, or what is shown.
  redraw() {
    const keep = this.stops.focused();
    const marks = this.marks.draw();
    this.stops.set([...this.areas.draw(), ...marks], keep);
    this.#explain("many", marks.some(({ group }) => group));
    if (this.picking.isOn) this.#showPicked();
  }

  // What belongs to others is fetched when somebody first wants to see it.
  async #showOthers(isShown) {
    const { others } = this.root.dataset;
    if (isShown && others) {
      this.root.dataset.others = "";
      const found = await furtherPlaces(others, []).catch(() => []);
      this.places.push(...found);
      this.marks.places.push(...found.filter(({ isPoint }) => isPoint));
    }
    this.areas.remove("other");
    if (isShown) this.areas.add(this.places.filter(({ look, isPoint }) => look === "other" && !isPoint));
    this.marks.isOtherShown = isShown;
    this.#explain("other", isShown);
    this.redraw();
  }

  // A line of the legend is there while the map shows what it explains.
  #explain(look, isShown) {
    for (const line of this.root.querySelectorAll(`[data-legend=${look}]`)) line.hidden = !isShown;
  }

  #pressed(event) {
    if (event.key === "Escape" && this.board.isOpen) {
      event.preventDefault();
      event.stopPropagation();
      this.board.close();
    }
    if (event.target !== this.frame || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key in ARROWS) this.map.panBy(ARROWS[event.key]);
    else if (event.key === "+" || event.key === "=") this.map.zoomIn();
    else if (event.key === "-") this.map.zoomOut();
    else return;
    event.preventDefault();
  }

  #enter(stop) {
    if (!stop || this.map.dragging?.moved()) return;
    const { group, bounds, place, ids } = stop;
    if (group && this.#canComeNearer(bounds)) {
      const maxZoom = Math.min(this.map.getZoom() + LEAP, CLOSEST);
      this.map.fitBounds(bounds, { padding: [60, 60], maxZoom });
      return;
    }
    if (place && this.picking.isOn && this.picking.ticks().has(place.id)) {
      this.picking.toggle(place.id);
      return;
    }
    const places = group || [place];
    const latLng = group ? bounds.getCenter() : place.middle;
    const onClosed = (id) => this.stops.of(id)?.element.focus({ preventScroll: true });
    this.board.open({ id: ids[0], places, latLng, isRaised: group || place.isPoint, onClosed });
  }

  #canComeNearer(bounds) {
    return this.map.getZoom() < CLOSEST && !bounds.getNorthEast().equals(bounds.getSouthWest());
  }

  // What is under the pointer or has the focus stands out on the map and in the list alike.
  #light(ids, isFromMap = true) {
    for (const lit of this.root.querySelectorAll("[data-lit]")) delete lit.dataset.lit;
    for (const lit of this.list?.querySelectorAll("[data-lit]") || []) delete lit.dataset.lit;
    for (const id of ids) {
      const stop = this.stops.of(id);
      if (stop) stop.element.dataset.lit = "";
      for (const ground of this.surface.querySelectorAll("[data-of]")) if (ground.dataset.of === id) ground.dataset.lit = "";
      const row = isFromMap && this.list?.querySelector(`[data-place="${CSS.escape(id)}"]`);
      if (row) row.dataset.lit = "";
    }
  }

  #fromList(target) {
    const row = target.closest("[data-place]");
    this.#light(row ? [row.dataset.place] : [], false);
  }

  // Gives how many are picked.
  #showPicked() {
    const ticks = this.picking.ticks();
    for (const { element, ids, group } of this.stops.list) {
      const tick = ticks.get(ids[0]);
      if (group || tick === undefined) continue;
      element.setAttribute("role", "checkbox");
      element.setAttribute("aria-checked", String(tick));
    }
    const picked = new Set([...ticks.keys()].filter((key) => ticks.get(key)));
    this.areas.showPicked(picked);
    return picked.size;
  }

  #picked(id, isPicked) {
    const count = this.#showPicked();
    if (!id) return;
    const name = this.places.find((place) => place.id === id)?.name || id;
    const said = isPicked ? this.say.picked : this.say.unpicked;
    this.live.querySelector("[data-status]").textContent = said.replace("{name}", name).replace("{n}", count);
  }
}
