// A popped-out <details> closes by Escape and by a click elsewhere, as people expect of a menu.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.querySelector("details.popout[open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});
document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll("details.popout[open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
});
