// Blocking, in <head>: the stored colour scheme is there before the first paint.
(() => {
  let stored = null;
  try {
    stored = localStorage.getItem("pomost-scheme");
  } catch {
    // Storage is barred: the system's scheme stays.
  }
  if (stored === "light" || stored === "dark") document.documentElement.dataset.colorScheme = stored;
  document.documentElement.dataset.js = "";
})();
