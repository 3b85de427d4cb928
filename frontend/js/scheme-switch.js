// The switch light / dark / as the system: buttons of the footer, shown only where this runs.
const KEY = "pomost-scheme";
const box = document.querySelector("[data-scheme-switch]");

function show(scheme) {
  document.documentElement.dataset.colorScheme = scheme;
  for (const input of box.querySelectorAll("input")) input.checked = input.value === scheme;
}

function store(scheme) {
  try {
    if (scheme === "auto") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, scheme);
  } catch {
    // Storage is barred: the choice holds for this page.
  }
}

if (box) {
  show(document.documentElement.dataset.colorScheme || "auto");
  box.hidden = false;
  box.addEventListener("change", (event) => {
    show(event.target.value);
    store(event.target.value);
  });
}
