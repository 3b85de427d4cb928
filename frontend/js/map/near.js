// Arithmetic of marks on the screen, in pixels: which lie on one another, and which is next in a direction.

// Groups of spots {x, y} nearer than `reach` to the first of their group. What comes first in the list leads, so the
// same list gives the same groups. A grid of cells as wide as `reach` keeps 3,000 marks quick.
export function grouped(spots, reach) {
  const cells = new Map();
  const groups = [];
  const cell = (value) => Math.floor(value / reach);
  for (const spot of spots) {
    let home = null;
    for (let x = cell(spot.x) - 1; x <= cell(spot.x) + 1 && !home; x += 1) {
      for (let y = cell(spot.y) - 1; y <= cell(spot.y) + 1 && !home; y += 1) {
        const near = cells.get(`${x} ${y}`) || [];
        home = near.find(([first]) => Math.hypot(first.x - spot.x, first.y - spot.y) < reach) || null;
      }
    }
    if (home) {
      home.push(spot);
    } else {
      const key = `${cell(spot.x)} ${cell(spot.y)}`;
      const group = [spot];
      groups.push(group);
      cells.set(key, [...(cells.get(key) || []), group]);
    }
  }
  return groups;
}

const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

// The stop {x, y} that an arrow key leads to: ahead of `from`, near it, and rather straight ahead than aside.
export function nextInDirection(from, stops, key) {
  const way = WAYS[key];
  if (!way) return null;
  let best = null;
  let least = Infinity;
  for (const stop of stops) {
    const ahead = (stop.x - from.x) * way[0] + (stop.y - from.y) * way[1];
    const aside = Math.abs((stop.x - from.x) * way[1]) + Math.abs((stop.y - from.y) * way[0]);
    const cost = ahead + 2 * aside;
    if (stop !== from && ahead > 0 && aside <= 3 * ahead && cost < least) {
      best = stop;
      least = cost;
    }
  }
  return best;
}

// Twice the signed area of a ring of [x, y].
function twiceArea(ring) {
  return ring.reduce((sum, [x, y], i) => {
    const [ax, ay] = ring[(i || ring.length) - 1];
    return sum + (ax * y - x * ay);
  }, 0);
}

// The middle [longitude, latitude] of a geometry: of its largest ring, or the point itself.
export function middleOf(geometry) {
  if (geometry.type === "Point") return geometry.coordinates;
  const polygons = geometry.type === "MultiPolygon" ? geometry.coordinates : [geometry.coordinates];
  const rings = polygons.map((polygon) => polygon[0]);
  const ring = rings.reduce((a, b) => (Math.abs(twiceArea(b)) > Math.abs(twiceArea(a)) ? b : a));
  const area = twiceArea(ring);
  if (!area) return ring[0];
  const sum = (axis) =>
    ring.reduce((total, point, i) => {
      const before = ring[(i || ring.length) - 1];
      return total + (before[axis] + point[axis]) * (before[0] * point[1] - point[0] * before[1]);
    }, 0);
  return [sum(0) / (3 * area), sum(1) / (3 * area)];
}
