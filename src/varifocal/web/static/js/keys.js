// Single keys: declared by data-key (what it does: data-says), data-jump for "g t"; "?" lists them; may be turned off.
import { keep } from "./cookie.js";
import { open } from "./dialog.js";

const root = document.documentElement;
const usable = (element) => !element.disabled && element.checkVisibility?.() !== false;
const typing = (target) => {
  const field = target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
  return field && usable(field); // a field of a dialog that was just closed may still have the focus
};
let jumping = -Infinity; // when "g" was pressed; never, as long as the page is young

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (root.dataset.keys === "off" || typing(event.target)) return;
  if (document.querySelector("dialog[open], [popover]:popover-open:not(.tip)")) return;
  const act = meant(event);
  if (!act) return;
  event.preventDefault();
  act();
});

function meant(event) {
  const key = event.key;
  if (performance.now() - jumping < 1_200) {
    jumping = -Infinity;
    return press(document.querySelector(`[data-jump="${CSS.escape(key)}"]`));
  }
  if (key === "g") return () => (jumping = performance.now());
  if (key === "?") return () => open(document.getElementById("keys"));
  if (key === "n") return () => open(document.getElementById("quick"));
  if (key === "/") return press(document.querySelector("[data-open=palette]"), true);
  if (key === "j" || key === "k") return () => step(key === "j" ? 1 : -1);
  if (key === "Enter" && event.target.closest("a, button, summary, input")) return null;
  return press(place(key));
}

const press = (element, hidden = false) => (element && (hidden || usable(element)) ? () => element.click() : null);

// In the current row first, then anywhere on the page outside rows, then in the first row.
function place(key) {
  const match = `[data-key="${CSS.escape(key)}"]`;
  const row = current();
  const inRow = row && (row.matches(match) ? row : row.querySelector(match));
  if (inRow) return inRow;
  const all = [...document.querySelectorAll(match)].filter(usable);
  return all.find((element) => !element.closest("[data-row]")) ?? all[0];
}

const rows = () => [...document.querySelectorAll("[data-row]")].filter(usable);
const current = () => document.activeElement.closest?.("[data-row]") ?? document.querySelector("[data-row][data-current]");

function step(by) {
  const list = rows();
  if (!list.length) return;
  const next = list[Math.min(list.length - 1, Math.max(0, list.indexOf(current()) + by))];
  for (const row of list) row.toggleAttribute("data-current", row === next);
  (next.querySelector("a[href], button") ?? next).focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

// The sheet is written from the page itself, so it is never out of date.
const always = [
  ["Ctrl K", "Go anywhere, do anything"], ["n", "New task"], ["Ctrl Z", "Take back the newest change"],
  ["j", "Next line"], ["k", "Line before"], ["?", "These keys"],
];

document.getElementById("keys")?.addEventListener("opened", () => {
  const here = new Map();
  for (const element of document.querySelectorAll("[data-key][data-says]")) {
    if (!here.has(element.dataset.key)) here.set(element.dataset.key, element.dataset.says);
  }
  const doors = [...document.querySelectorAll("[data-jump]")].map((door) => [`g ${door.dataset.jump}`, door.firstChild.textContent.trim()]);
  const list = document.querySelector("[data-keys-list]");
  list.replaceChildren(part("Anywhere", always), part("On this page", [...here]), part("Doors", doors));
});

function part(name, pairs) {
  const section = document.createElement("section");
  section.hidden = !pairs.length;
  const head = document.createElement("h3");
  head.textContent = name;
  const list = document.createElement("dl");
  for (const [key, says] of pairs) {
    const term = document.createElement("dt");
    const keys = document.createElement("dd");
    term.textContent = says;
    for (const one of key.split(" ")) {
      const cap = document.createElement("kbd");
      cap.textContent = one;
      keys.append(cap, " ");
    }
    list.append(term, keys);
  }
  section.append(head, list);
  return section;
}

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-keys-switch]")) return;
  root.dataset.keys = event.target.checked ? "on" : "off";
  keep("keys", root.dataset.keys);
});

if (/Mac|iPhone|iPad/.test(navigator.platform)) {
  for (const cap of document.querySelectorAll("kbd[data-ctrl]")) cap.textContent = `⌘ ${cap.dataset.ctrl}`;
}
