// Choosing on the map: the checkboxes of the list are what the form sends; the map shows and changes them.
export function pickingOf(root) {
  const { picking, list } = root.dataset;
  const within = (list && document.getElementById(list)) || root.closest("form");
  const boxes = () => {
    const found = [...within.querySelectorAll("input[type=checkbox]")].filter((box) => box.name === picking && !box.disabled);
    return new Map(found.map((box) => [box.value, box]));
  };
  return {
    isOn: Boolean(picking && within),
    // {key: whether it is ticked}; what is not in it can't be picked.
    ticks: () => new Map([...boxes()].map(([key, box]) => [key, box.checked])),
    toggle(key) {
      const box = boxes().get(key);
      box.checked = !box.checked;
      box.dispatchEvent(new Event("change", { bubbles: true }));
    },
    // onChange(id, isPicked) after a box changed; onChange() after many did, or the list was replaced.
    listen(onChange) {
      within.addEventListener("change", ({ target }) => {
        if (target.name === picking) onChange(target.value, target.checked);
      });
      within.closest("form")?.addEventListener("reset", () => setTimeout(onChange));
      window.addEventListener("pageshow", () => onChange());
      const isOutside = ({ target }) => !root.contains(target); // the map itself may lie in the same form
      const watch = new MutationObserver((records) => records.some(isOutside) && onChange());
      watch.observe(within, { childList: true, subtree: true });
    },
  };
}
