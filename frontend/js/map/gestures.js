// A map never catches the page's scrolling: the wheel zooms with Ctrl only, one finger scrolls, two move the map.
const SHOWN_FOR = 1600; // milliseconds
const A_STROKE = 24; // pixels that a finger goes before it is told

export function guardGestures(frame, surface, hint) {
  let timer;
  const show = (kind) => {
    hint.dataset.shown = kind;
    clearTimeout(timer);
    timer = setTimeout(() => delete hint.dataset.shown, SHOWN_FOR);
  };
  // Capture: before Leaflet, whose own listeners sit on the surface.
  const options = { capture: true, passive: true };
  frame.addEventListener(
    "wheel",
    (event) => {
      if (event.ctrlKey || event.metaKey || !surface.contains(event.target)) return;
      event.stopPropagation();
      show("wheel");
    },
    options,
  );
  let begun = null;
  frame.addEventListener(
    "touchstart",
    ({ touches }) => {
      begun = touches.length === 1 ? { x: touches[0].clientX, y: touches[0].clientY } : null;
    },
    options,
  );
  frame.addEventListener(
    "touchmove",
    ({ touches }) => {
      if (!begun || touches.length !== 1) return;
      if (Math.hypot(touches[0].clientX - begun.x, touches[0].clientY - begun.y) > A_STROKE) show("touch");
    },
    options,
  );
}
