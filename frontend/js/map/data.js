// What a map shows: the page's places, further areas from an address, and the land behind them.
import { middleOf } from "./near.js";

const SHAPES = ["Point", "Polygon", "MultiPolygon"];
// From the back to the front; what people read first among equals keeps the order of the list.
const DEPTH = { land: 0, ground: 1, free: 2, member: 2, lead: 2, gap: 3, other: 4, mark: 5 };

async function fetched(address) {
  const answer = await fetch(address, { headers: { Accept: "application/geo+json, application/json" } });
  if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
  return answer.json();
}

function place({ geometry, properties }) {
  const { id = "", number = "", name = "", url = "", note = "", look = "free" } = properties || {};
  return { id, number: String(number), name, url, note, look, geometry, isPoint: geometry.type === "Point" };
}

function placesOf(collection) {
  if (!Array.isArray(collection?.features)) throw new TypeError("This is no FeatureCollection.");
  const found = collection.features.filter(({ geometry }) => SHAPES.includes(geometry?.type)).map(place);
  for (const each of found) each.middle = [...middleOf(each.geometry)].reverse();
  return found;
}

// The places that the page itself holds.
export function ownPlaces(root) {
  const holder = root.querySelector("script[type='application/json']");
  return holder ? placesOf(JSON.parse(holder.textContent)) : [];
}

// Those of an address; ground only of what the page shows, as its filters say.
export async function furtherPlaces(address, own) {
  const shown = new Set(own.map(({ id }) => id));
  return placesOf(await fetched(address)).filter(({ look, id }) => look !== "ground" || shown.has(id));
}

export function byDepth(places) {
  return [...places].sort((a, b) => DEPTH[a.look] - DEPTH[b.look]);
}

// Polygons of [latitude, longitude] as Leaflet wants them.
export function ringsOf({ type, coordinates }) {
  const polygons = type === "MultiPolygon" ? coordinates : [coordinates];
  return polygons.map((rings) => rings.map((ring) => ring.map(([longitude, latitude]) => [latitude, longitude])));
}

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

let land;

// The outlines of countries (see outline.mjs), fetched once for all maps of a page. A map is whole without them.
export function loadLand(address) {
  land ??= fetched(address)
    .then((countries) => Object.entries(countries).map(([code, rings]) => [code, rings.map((ring) => [unpacked(ring)])]))
    .catch(() => []);
  return land;
}
