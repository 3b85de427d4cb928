// What a map shows: the page's places and the land behind them.
import { middleOf } from "./map-near.js";

const SHAPES = ["Point", "Polygon", "MultiPolygon"];

async function fetched(address) {
  const answer = await fetch(address, { headers: { Accept: "application/geo+json, application/json" } });
  if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
  return answer.json();
}

function place({ geometry, properties }, index) {
  const known = properties || {};
  return {
    id: String(known.id ?? index),
    number: known.number ? String(known.number) : "",
    name: known.name || "",
    url: known.url || "",
    note: known.note || "",
    group: known.group || "",
    state: known.state || "",
    isLand: known.kind === "land",
    isPoint: geometry.type === "Point",
    geometry,
    middle: [...middleOf(geometry)].reverse(),
  };
}

// The places of a FeatureCollection, from the page itself or from its address; those that nobody can place are left out.
export async function loadPlaces({ dataId, dataUrl }) {
  const inline = dataId && document.getElementById(dataId);
  const collection = inline ? JSON.parse(inline.textContent) : await fetched(dataUrl);
  if (!Array.isArray(collection?.features)) throw new TypeError("This is no FeatureCollection.");
  return collection.features.filter(({ geometry }) => SHAPES.includes(geometry?.type)).map(place);
}

// Rings of [latitude, longitude] as Leaflet wants them.
export function ringsOf({ type, coordinates }) {
  const polygons = type === "MultiPolygon" ? coordinates : [coordinates];
  return polygons.map((rings) => rings.map((ring) => ring.map(([longitude, latitude]) => [latitude, longitude])));
}

let land;

function unpacked(flat) {
  const ring = [];
  let [x, y] = [0, 0];
  for (let i = 0; i < flat.length; i += 2) {
    x += flat[i];
    y += flat[i + 1];
    ring.push([y / 1000, x / 1000]);
  }
  return ring;
}

// The outline of the countries (see outline.mjs); fetched once for all maps of a page. A map is whole without it.
export function loadLand(address) {
  land ??= fetched(address)
    .then((countries) => countries.map((rings) => rings.map((ring) => [unpacked(ring)])))
    .catch(() => []);
  return land;
}
