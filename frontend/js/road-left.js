// Whoever signs out leaves no page with names on the device. Entries that were not sent stay, under their account.
document.addEventListener("submit", (event) => {
  if (event.target.action.includes("/logout/") && "caches" in window) caches.delete("pomost-road");
});
