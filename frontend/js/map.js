// Maps of a page (`c-map`): the drawing of the server gives way to one that moves. What fails leaves the drawing as it was.
import { furtherPlaces, loadLand, ownPlaces } from "./map/data.js";
import { pickingOf } from "./map/picking.js";
import { View } from "./map/view.js";

function begin(root) {
  const own = ownPlaces(root);
  const live = root.querySelector("template").content.firstElementChild.cloneNode(true);
  const drawn = root.querySelector("figure");
  const { sayTogether, sayClose, sayPicked, sayUnpicked, further, land } = root.dataset;
  const say = { together: sayTogether, close: sayClose, picked: sayPicked, unpicked: sayUnpicked };
  root.querySelector("template").after(live);
  if (drawn) drawn.hidden = true;
  root.dataset.map = "live";
  const view = new View({ root, live, places: own, say, picking: pickingOf(root) });
  loadLand(land).then((countries) => view.addLand(countries));
  if (!further) return;
  furtherPlaces(further, own)
    .then((places) => view.add(places))
    .catch(() => {
      if (own.length) return; // the marks are there
      live.remove();
      delete root.dataset.map;
    });
}

for (const root of document.querySelectorAll("[data-map]")) begin(root);
