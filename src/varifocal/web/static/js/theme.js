// Theme: a cookie the server reads, so a page arrives in its colours; the class changes at once.
import { keep } from "./cookie.js";

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-theme]");
  if (!button) return;
  const theme = button.dataset.theme;
  document.documentElement.className = `theme-${theme}`;
  keep("theme", theme);
  for (const other of document.querySelectorAll("button[data-theme]")) {
    other.setAttribute("aria-pressed", String(other === button));
  }
});
