// What was done, with Undo beside it; Ctrl+Z takes back the newest. A toast waits while one reads it.
const STAYS = 10_000;
const tray = document.getElementById("toasts");

export function say(text, { undo = null, fault = false } = {}) {
  const toast = document.createElement("div");
  toast.className = fault ? "toast fault" : "toast";
  toast.dataset.toast = "";
  const line = document.createElement("p");
  line.textContent = text;
  toast.append(line);
  if (undo) toast.append(undoForm(undo));
  const close = document.createElement("button");
  close.type = "button";
  close.className = "close";
  close.dataset.dismiss = "";
  close.setAttribute("aria-label", "Dismiss");
  close.textContent = "×";
  toast.append(close);
  tray.append(toast);
  return toast;
}

function undoForm(url) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = url;
  form.dataset.undo = "";
  const token = document.createElement("input");
  token.type = "hidden";
  token.name = "csrfmiddlewaretoken";
  token.value = document.querySelector("meta[name=csrf-token]").content;
  const button = document.createElement("button");
  button.textContent = "Undo";
  form.append(token, button);
  return form;
}

function settle(toast) {
  const leave = () => {
    if (toast.matches(":hover, :focus-within")) setTimeout(leave, 2_000);
    else toast.hidden = true; // kept, so that Ctrl+Z still finds its form
  };
  setTimeout(leave, STAYS);
  for (const old of [...tray.querySelectorAll("[data-toast]")].slice(0, -3)) old.remove();
}

if (tray) {
  new MutationObserver((changes) => {
    for (const change of changes) for (const node of change.addedNodes) if (node.dataset?.toast != null) settle(node);
  }).observe(tray, { childList: true });
  tray.querySelectorAll("[data-toast]").forEach(settle);
  tray.addEventListener("click", (event) => {
    if (event.target.closest("[data-dismiss]")) event.target.closest("[data-toast]").hidden = true;
  });
  tray.addEventListener("submit", (event) => {
    const toast = event.target.closest("[data-toast]");
    queueMicrotask(() => toast?.setAttribute("hidden", ""));
    event.target.removeAttribute("data-undo");
  });
}

// The server may also answer with HX-Trigger: {"toast": {"text": "…", "undo": "/changes/7/undo"}}.
document.addEventListener("toast", (event) => say(event.detail.text, event.detail));

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.key.toLowerCase() !== "z") return;
  // A field of a dialog that was just closed keeps the focus until the page is drawn again; nobody types there.
  if (event.target.closest("input, textarea, select, [contenteditable]")?.checkVisibility()) return;
  const newest = [...document.querySelectorAll("form[data-undo]")].at(-1);
  if (!newest) return;
  event.preventDefault();
  newest.requestSubmit();
});
