// Cuts the land behind the maps out of world-atlas (Natural Earth, public domain): Poland, Norway and their neighbours.
// The result is {code of the country (ISO 3166-1, digits): rings}: a ring is a flat list of longitude and latitude in
// thousandths of a degree, each as the difference from the one before (js/map/data.js puts it together again).
import { readFileSync } from "node:fs";

// West, south, east, north, in degrees: what a map can show at most.
const BOX = [-12, 43, 42, 73];
const STEPS = 1000; // of a degree: about 70 m at 52° north
const LEAST = 40; // smaller rings (in thousandths, width plus height) are specks at every zoom that is used

function arcsOf(topology) {
  const { scale, translate } = topology.transform;
  return topology.arcs.map((arc) => {
    let x = 0;
    let y = 0;
    return arc.map(([dx, dy]) => {
      x += dx;
      y += dy;
      return [x * scale[0] + translate[0], y * scale[1] + translate[1]];
    });
  });
}

function ringOf(indices, arcs) {
  return indices.flatMap((index, place) => {
    const arc = index < 0 ? [...arcs[~index]].reverse() : arcs[index];
    return place ? arc.slice(1) : arc;
  });
}

function cutAt(ring, axis, limit, isUpper) {
  const inside = (point) => (isUpper ? point[axis] <= limit : point[axis] >= limit);
  const cut = [];
  ring.forEach((point, index) => {
    const before = ring[(index || ring.length) - 1];
    if (inside(point) !== inside(before)) {
      const share = (limit - before[axis]) / (point[axis] - before[axis]);
      const crossing = [before[0] + share * (point[0] - before[0]), before[1] + share * (point[1] - before[1])];
      crossing[axis] = limit;
      cut.push(crossing);
    }
    if (inside(point)) cut.push(point);
  });
  return cut;
}

// Sutherland and Hodgman's clipping, side by side of the box.
function cutToBox(ring) {
  const sides = [[0, BOX[0], false], [1, BOX[1], false], [0, BOX[2], true], [1, BOX[3], true]];
  return sides.reduce((rest, side) => (rest.length ? cutAt(rest, ...side) : rest), ring.slice(0, -1));
}

function packed(ring) {
  const whole = ring.map((point) => point.map((value) => Math.round(value * STEPS)));
  const kept = whole.filter((point, i) => !i || point[0] !== whole[i - 1][0] || point[1] !== whole[i - 1][1]);
  const spread = (axis) => Math.max(...kept.map((p) => p[axis])) - Math.min(...kept.map((p) => p[axis]));
  if (kept.length < 3 || spread(0) + spread(1) < LEAST) return null;
  return kept.flatMap((point, i) => (i ? [point[0] - kept[i - 1][0], point[1] - kept[i - 1][1]] : point));
}

/** The outlines as JSON text, from a file of countries in world-atlas. */
export function outline(path) {
  const topology = JSON.parse(readFileSync(path, "utf8"));
  const arcs = arcsOf(topology);
  const found = {};
  for (const { id, type, arcs: polygons } of topology.objects.countries.geometries) {
    const parts = type === "Polygon" ? [polygons] : polygons || [];
    const rings = parts.flatMap((part) => part.map((ring) => packed(cutToBox(ringOf(ring, arcs)))).filter(Boolean));
    if (rings.length) found[id ?? ""] = [...(found[id ?? ""] || []), ...rings];
  }
  return JSON.stringify(found);
}
