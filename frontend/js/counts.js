// "120 characters of at most 300" under a field with a limit; said aloud only when little is left. What is too long is
// not cut: it may be typed and shortened, and the server says so too.
for (const line of document.querySelectorAll("[data-count-for]")) {
  const field = document.getElementById(line.dataset.countFor);
  if (!field) continue;
  const limit = Number(line.dataset.limit);
  const words = JSON.parse(line.dataset.words);
  const plural = new Intl.PluralRules(line.dataset.lang);
  const say = (forms, n) => (forms[plural.select(n)] ?? forms.other).replace("{n}", n);
  const show = () => {
    const used = [...field.value.replace(/\r?\n/g, "\r\n")].length; // a browser sends a line end as two
    line.setAttribute("aria-live", used > limit * 0.9 ? "polite" : "off");
    line.textContent = used > limit ? say(words.over, used - limit) : say(words.used, used);
    line.toggleAttribute("data-near", used > limit * 0.9);
    line.toggleAttribute("data-over", used > limit);
    line.hidden = line.dataset.count === "over" && used <= limit;
  };
  field.addEventListener("input", show);
  show();
}
