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
      const place = document.activeElement;
      if (place.matches("input, textarea") && !ctrlKey && !metaKey) { // the key before it opened where to write
        place.value += key;
        place.dispatchEvent(new Event("input", { bubbles: true }));
        continue;
      }
      const again = { key, ctrlKey, metaKey, shiftKey, bubbles: true, cancelable: true };
      place.dispatchEvent(new KeyboardEvent("keydown", again));
    }
  }, { once: true });
})();
