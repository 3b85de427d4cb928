// Choosing on the map: the checkboxes of the list are what the form sends; the map shows and changes them.
export function pickingOf(root) {
  const { picking, list } = root.dataset;
  const within = (list && document.getElementById(list)) || root.closest("form");
  const boxes = () => [...within.querySelectorAll("input[type=checkbox]")].filter((box) => box.name === picking);
  const box = (id) => boxes().find((each) => each.value === id);
  return {
    isOn: Boolean(picking && within),
    canPick: (id) => Boolean(box(id) && !box(id).disabled),
    picked: () => new Set(boxes().filter((each) => each.checked).map((each) => each.value)),
    toggle(id) {
      const found = box(id);
      if (!found || found.disabled) return;
      found.checked = !found.checked;
      found.dispatchEvent(new Event("change", { bubbles: true }));
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
