// What a mark or an area says when it is opened: a board with a link, closed by Escape, which gives the focus back.
import { Popup } from "./leaflet.js";

function lines(place) {
  const name = document.createElement("p");
  name.className = "board__name";
  const said = place.number ? `${place.number}. ${place.name}` : place.name;
  if (place.url) {
    const link = document.createElement("a");
    link.className = "ds-link";
    link.href = place.url;
    link.textContent = said;
    name.append(link);
  } else {
    name.textContent = said;
  }
  if (!place.note) return [name];
  const note = document.createElement("p");
  note.className = "board__note";
  note.textContent = place.note;
  return [name, note];
}

export class Board {
  constructor(map, say) {
    this.map = map;
    this.say = say;
    this.popup = null;
  }

  // onClosed(id): called when the reader closes it, to give the focus back.
  open({ id, places, latLng, isRaised, onClosed }) {
    this.map.closePopup();
    const content = document.createElement("div");
    content.className = "board__in";
    const close = document.createElement("button");
    close.type = "button";
    close.className = "board__close";
    close.setAttribute("aria-label", this.say.close);
    close.textContent = "×";
    close.addEventListener("click", () => this.close());
    content.append(...places.flatMap(lines), close);
    this.onClosed = () => onClosed(id);
    this.popup = new Popup({ className: "board", closeButton: false, maxWidth: 260, minWidth: 180, autoPanPadding: [12, 12], offset: [0, isRaised ? -14 : 0] })
      .setLatLng(latLng)
      .setContent(content)
      .openOn(this.map);
    const element = this.popup.getElement();
    element.setAttribute("role", "group");
    element.setAttribute("aria-label", places.map(({ name }) => name).join(", "));
    (content.querySelector("a") || close).focus({ preventScroll: true });
    this.popup.once("remove", () => {
      this.popup = null;
    });
  }

  get isOpen() {
    return this.popup !== null;
  }

  close() {
    if (!this.popup) return;
    this.map.closePopup();
    this.onClosed();
  }
}
