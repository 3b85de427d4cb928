// "120 characters of at most 300" under a field with a limit; said aloud only when little is left.
for (const line of document.querySelectorAll("[data-count-for]")) {
  const field = document.getElementById(line.dataset.countFor);
  if (!field) continue;
  const limit = Number(line.dataset.limit);
  const show = () => {
    const used = [...field.value].length;
    line.textContent = `${used} ${line.dataset.words} ${limit}`;
    line.toggleAttribute("data-near", used > limit * 0.9);
  };
  line.hidden = false;
  field.addEventListener("input", show);
  show();
}
