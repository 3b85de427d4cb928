// "Tick all on this page" of a list; hidden where this does not run.
for (const all of document.querySelectorAll("[data-pick-all]")) {
  const boxes = [...all.closest("table").querySelectorAll("input[name=picked]")];
  const mark = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    all.checked = ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
    for (const box of boxes) box.closest("tr").toggleAttribute("data-picked", box.checked);
  };
  all.hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    mark();
  });
  for (const box of boxes) box.addEventListener("change", mark);
  mark();
}
