// The meeting: a calm clock, arrows that walk the lines as j and k do, and a click that makes a line the current one.
const EVERY = 10_000;

export function wake(meeting) {
  const began = Date.parse(meeting.dataset.began);
  const whole = Number(meeting.dataset.minutes);
  const says = meeting.querySelector("[data-clock]");
  const bar = meeting.querySelector("progress");

  function tell() {
    const gone = Math.max(0, Math.floor((Date.now() - began) / 60_000));
    says.textContent = gone <= whole ? `${gone} of ${whole} minutes` : `${gone - whole} ${gone - whole === 1 ? "minute" : "minutes"} over`;
    bar.value = Math.min(gone, whole);
    if (meeting.isConnected) setTimeout(tell, EVERY);
  }
  tell();

  document.addEventListener("keydown", (event) => {
    const key = { ArrowDown: "j", ArrowUp: "k" }[event.key];
    if (!key || !meeting.isConnected || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.documentElement.dataset.keys === "off" || event.target.closest?.("input, textarea, select, dialog, [popover]")) return;
    event.preventDefault();
    event.target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  });

  document.addEventListener("click", ({ target }) => {
    const row = target.closest?.("[data-row]");
    if (!row || !meeting.isConnected) return;
    for (const other of document.querySelectorAll("[data-row]")) other.toggleAttribute("data-current", other === row);
  });

  const current = document.querySelector("[data-row][data-current]");
  if (current && location.search.includes("at=")) {
    current.querySelector("a[href], button")?.focus({ preventScroll: true });
    current.scrollIntoView({ block: "center" });
  }
}
