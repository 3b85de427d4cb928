// Areas: land and ground behind, and those that one can stop at. Their looks are in css/map.css, their names where they fit.
import { DivIcon, LayerGroup, Marker, Polygon, SVG } from "./leaflet.js";
import { ringsOf } from "./data.js";

const BEHIND = ["land", "ground"];
const LETTER = 7.5; // pixels, a letter of a name on average
const MOST_NAMES = 40;

export class Areas {
  constructor(map, hatch) {
    this.map = map;
    this.hatch = hatch;
    this.renderer = new SVG({ padding: 0.5 });
    this.names = new LayerGroup().addTo(map);
    this.stops = [];
    this.layers = [];
  }

  // Countries first: [code, polygons].
  addLand(countries) {
    for (const [code, polygons] of countries) {
      const path = this.#path(polygons, "area area--country").getElement();
      path.dataset.code = code;
      this.#back(path);
    }
  }

  // Places as areas; those in front become stops.
  add(places) {
    for (const place of places) {
      const layer = this.#path(ringsOf(place.geometry), `area area--${place.look}`, place.look === "other" && this.hatch);
      const element = layer.getElement();
      if (BEHIND.includes(place.look)) {
        if (place.look === "ground") element.dataset.of = place.id;
        continue;
      }
      element.setAttribute("role", "button");
      element.setAttribute("aria-label", place.note ? `${place.name}, ${place.note}` : place.name);
      this.layers.push({ place, layer });
    }
  }

  remove(look) {
    for (const { place, layer } of this.layers) if (place.look === look) layer.remove();
    this.layers = this.layers.filter(({ place }) => place.look !== look);
  }

  // The stops of the keyboard, and names where there is room, for this zoom.
  draw() {
    this.names.clearLayers();
    const shown = this.layers.map(({ place, layer }) => {
      const { x, y } = this.map.latLngToLayerPoint(place.middle);
      const bounds = layer.getBounds();
      const wide = this.map.latLngToLayerPoint(bounds.getSouthEast()).x - this.map.latLngToLayerPoint(bounds.getNorthWest()).x;
      return { ids: [place.id], element: layer.getElement(), x, y, place, wide };
    });
    const named = shown.filter(({ place, wide }) => place.look !== "other" && wide > place.name.length * LETTER + 8);
    for (const { place } of named.length <= MOST_NAMES ? named : []) this.#name(place);
    return shown;
  }

  // The names of picked areas are written on another ground.
  showPicked(picked) {
    this.names.eachLayer((marker) => {
      const element = marker.getElement();
      element.toggleAttribute("data-on", picked.has(element.dataset.name));
    });
  }

  bounds() {
    return this.layers.map(({ layer }) => layer.getBounds());
  }

  #path(rings, className, fillColor) {
    const look = fillColor ? { fillColor, fillOpacity: 1 } : {};
    const layer = new Polygon(rings, { renderer: this.renderer, interactive: false, className, smoothFactor: 0.5, ...look });
    return layer.addTo(this.map);
  }

  #back(path) {
    path.parentElement.prepend(path);
  }

  #name({ id, name, middle, look }) {
    const icon = new DivIcon({ className: `area-name area-name--${look}`, iconSize: null, html: "" });
    const marker = new Marker(middle, { icon, interactive: false, keyboard: false });
    this.names.addLayer(marker);
    const element = marker.getElement();
    element.setAttribute("aria-hidden", "true");
    element.dataset.name = id;
    const shown = document.createElement("span");
    shown.textContent = name;
    element.append(shown);
  }
}
