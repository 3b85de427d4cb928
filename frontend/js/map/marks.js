// Points on the map as real buttons: a mark with the list's number, or one for several that lie too near.
import { DivIcon, LatLngBounds, LayerGroup, Marker } from "./leaflet.js";
import { grouped } from "./near.js";

const REACH = 36; // pixels; nearer marks stand together
const REACH_OF_DOTS = 26; // those without a number are smaller

const ButtonIcon = DivIcon.extend({
  createIcon() {
    const button = document.createElement("button");
    this._setIconStyles(button, "icon");
    button.type = "button";
    return button;
  },
});

function buttonAt(latLng, className, layers) {
  const marker = new Marker(latLng, {
    icon: new ButtonIcon({ className, iconSize: null }),
    interactive: false,
    keyboard: false,
  });
  layers.addLayer(marker);
  return marker.getElement();
}

export class Marks {
  constructor(map, places, say) {
    this.map = map;
    this.places = places;
    this.say = say;
    this.isOtherShown = false;
    this.layers = new LayerGroup().addTo(map);
  }

  // Draws the marks anew for this zoom and gives the stops of the keyboard.
  draw() {
    this.layers.clearLayers();
    const shown = this.places.filter(({ look }) => look !== "other" || this.isOtherShown);
    const spots = shown.map((place) => ({ ...this.map.latLngToLayerPoint(place.middle), place }));
    const reach = shown.some(({ number }) => number) ? REACH : REACH_OF_DOTS;
    return grouped(spots, reach).map((group) => this.#stop(group));
  }

  #stop(group) {
    const places = group.map(({ place }) => place);
    const ids = places.map(({ id }) => id);
    if (group.length === 1) return { ids, ...group[0], element: this.#mark(places[0]) };
    const bounds = new LatLngBounds(places.map(({ middle }) => middle));
    const middle = bounds.getCenter();
    const element = buttonAt(middle, "mark mark--many", this.layers);
    element.textContent = String(places.length);
    const names = places.map(({ number, name }) => (number ? `${number} ${name}` : name));
    element.setAttribute("aria-label", `${this.say.together.replace("{n}", places.length)}: ${names.join(", ")}`);
    return { ids, ...this.map.latLngToLayerPoint(middle), group: places, bounds, element };
  }

  #mark(place) {
    const element = buttonAt(place.middle, "mark", this.layers);
    element.dataset.look = place.look;
    element.textContent = place.number;
    const name = place.number ? `${place.number}. ${place.name}` : place.name;
    element.setAttribute("aria-label", place.note ? `${name}, ${place.note}` : name);
    return element;
  }
}
