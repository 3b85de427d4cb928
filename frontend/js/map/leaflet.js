// The parts of Leaflet that our maps use: no tiles, no controls of its own, no images. Half the weight of the whole.
import { Map } from "leaflet/src/map/Map.js";
import { Drag } from "leaflet/src/map/handler/Map.Drag.js";
import { ScrollWheelZoom } from "leaflet/src/map/handler/Map.ScrollWheelZoom.js";
import { TouchZoom } from "leaflet/src/map/handler/Map.TouchZoom.js";
import { Draggable } from "leaflet/src/dom/Draggable.js";

// One finger scrolls the page; two move and zoom the map (TouchZoom). The mouse drags it.
const { _onDown: begin } = Draggable.prototype;
Draggable.include({
  _onDown(event) {
    if (!event.touches) begin.call(this, event);
  },
});
// Every path names its renderer, so Leaflet's canvas is not needed to choose from.
Map.include({
  getRenderer(path) {
    const { renderer } = path.options;
    if (!this.hasLayer(renderer)) this.addLayer(renderer);
    return renderer;
  },
});
Map.Drag = Drag;
Map.ScrollWheelZoom = ScrollWheelZoom;
Map.TouchZoom = TouchZoom;

export { Map };
export { LayerGroup } from "leaflet/src/layer/LayerGroup.js";
export { Popup } from "leaflet/src/layer/Popup.js";
export { DivIcon } from "leaflet/src/layer/marker/DivIcon.js";
export { Marker } from "leaflet/src/layer/marker/Marker.js";
export { Polygon } from "leaflet/src/layer/vector/Polygon.js";
export { SVG } from "leaflet/src/layer/vector/SVG.js";
export { LatLngBounds } from "leaflet/src/geo/LatLngBounds.js";
