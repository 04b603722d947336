// Dialogs: data-open="id" opens, data-close closes, a fragment swapped into #dialog-body opens itself.
export function open(dialog) {
  if (!dialog || dialog.open) return;
  for (const popover of document.querySelectorAll(":popover-open")) popover.hidePopover();
  dialog.showModal();
  dialog.dispatchEvent(new CustomEvent("opened"));
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (opener) {
    event.preventDefault();
    open(document.getElementById(opener.dataset.open));
    return;
  }
  if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close();
  else if (event.target.nodeName === "DIALOG" && outside(event)) event.target.close();
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id !== "dialog-body") return;
  const dialog = document.getElementById("dialog");
  if (document.getElementById("dialog-name")) dialog.setAttribute("aria-labelledby", "dialog-name");
  open(dialog);
});

// The server closes a dialog by answering with HX-Trigger: closeDialog.
document.addEventListener("closeDialog", () => {
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
});

function outside({ target, clientX, clientY, detail }) {
  if (!detail) return false; // a click made by the keyboard has no place
  const box = target.getBoundingClientRect();
  return clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom;
}
