// Choosing on the map: the checkboxes of the list are what the form sends; the map shows and changes them.
export function pickingOf(root) {
  const { picking, list } = root.dataset;
  const form = picking ? document.getElementById(list) : null;
  const boxes = () => [...(form?.querySelectorAll("input[type=checkbox]") || [])].filter((box) => box.name === picking);
  const box = (id) => boxes().find((each) => each.value === id);
  return {
    isOn: Boolean(form),
    canPick: (id) => Boolean(form && box(id)),
    picked: () => new Set(boxes().filter((each) => each.checked).map((each) => each.value)),
    toggle(id) {
      const found = box(id);
      if (!found || found.disabled) return;
      found.checked = !found.checked;
      found.dispatchEvent(new Event("change", { bubbles: true }));
    },
    listen(onChange) {
      form?.addEventListener("change", ({ target }) => {
        if (target.name !== picking) return;
        onChange();
        const detail = { id: target.value, picked: target.checked };
        root.dispatchEvent(new CustomEvent("map:pick", { bubbles: true, detail }));
      });
      // After the form was put back, or the page came out of the browser's memory with its boxes ticked.
      form?.closest("form")?.addEventListener("reset", () => setTimeout(onChange));
      window.addEventListener("pageshow", onChange);
    },
  };
}
