// The error summary (or a conflict) gets the focus, so that it is read out first.
document.querySelector("[data-focus]")?.focus();
