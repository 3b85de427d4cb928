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
  const giveUp = () => {
    live.remove();
    if (drawn) drawn.hidden = false;
  };
  let view;
  try {
    view = new View({ root, live, places: own, say, picking: pickingOf(root) });
  } catch (error) {
    giveUp();
    throw error;
  }
  loadLand(land).then((countries) => view.addLand(countries));
  if (!further) return;
  furtherPlaces(further, own)
    .then((places) => view.add(places))
    .catch(() => own.length || giveUp()); // the marks of the page stay
}

for (const root of document.querySelectorAll("[data-map]")) begin(root);
