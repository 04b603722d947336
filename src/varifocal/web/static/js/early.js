// Keys pressed before the page is awake wait until it is. Loaded at once, before anything is drawn; app.js says when.
(() => {
  const waiting = [];
  const hold = (event) => {
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const command = event.ctrlKey || event.metaKey;
    if (event.altKey || event.key.length > 1 || (command && !"kz".includes(event.key.toLowerCase()))) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    waiting.push(event);
  };
  document.addEventListener("keydown", hold, true);
  document.addEventListener("awake", () => {
    document.removeEventListener("keydown", hold, true);
    for (const { key, ctrlKey, metaKey, shiftKey } of waiting) {
      const again = { key, ctrlKey, metaKey, shiftKey, bubbles: true, cancelable: true };
      document.activeElement.dispatchEvent(new KeyboardEvent("keydown", again));
    }
  }, { once: true });
})();
