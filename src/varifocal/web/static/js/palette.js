// Ctrl/⌘-K: what the page itself knows answers at once, what the server knows follows under it.
import { open } from "./dialog.js";
import { ranked } from "./fuzzy.js";

const dialog = document.getElementById("palette");
const input = dialog?.querySelector("input");
const list = dialog?.querySelector("[role=listbox]");
const found = dialog?.querySelector("[data-found]");
const RECENT = "recent pages";
let known = [];
let asked = 0;
let wait = 0;

if (dialog) {
  remember();
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      if (dialog.open) dialog.close();
      else open(dialog);
    }
  });
  dialog.addEventListener("opened", () => {
    known = local();
    input.value = "";
    input.focus();
    look();
  });
  input.addEventListener("input", look);
  input.addEventListener("keydown", choose);
  list.addEventListener("click", (event) => go(event.target.closest("[role=option]"), event));
  list.addEventListener("pointermove", (event) => select(event.target.closest("[role=option]") ?? undefined, false));
} else {
  sessionStorage.removeItem(RECENT); // signed out: the next person at this screen sees nothing of it
}

function look() {
  const words = input.value.trim();
  const hits = words ? ranked(words, known).slice(0, 8) : [...recent(), ...known.slice(0, 9)];
  show([{ name: words ? "Here" : "Recent and doors", hits }], words);
  clearTimeout(wait);
  if (words) wait = setTimeout(() => ask(words, hits), 60);
}

async function ask(words, first) {
  const number = ++asked;
  const address = `${dialog.dataset.source}?q=${encodeURIComponent(words)}`;
  const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer?.ok || number !== asked || words !== input.value.trim()) return;
  const { groups } = await answer.json();
  show([{ name: "Here", hits: first }, ...groups], words);
}

function show(groups, words) {
  const chosen = list.querySelector("[aria-selected=true]")?.dataset.place;
  const parts = [];
  let place = 0;
  for (const { name, hits } of groups) {
    if (!hits.length) continue;
    const group = make("div", { role: "group", "aria-label": name });
    const head = make("div", { role: "presentation" });
    head.textContent = name;
    group.append(head, ...hits.map((hit) => option(hit, place++, words)));
    parts.push(group);
  }
  if (!place) {
    const none = make("p", { class: "none", role: "presentation" });
    none.textContent = "Nothing by that name yet.";
    parts.push(none);
  }
  list.replaceChildren(...parts);
  found.textContent = place === 1 ? "1 found" : `${place} found`;
  const options = list.querySelectorAll("[role=option]");
  select(options[Math.min(Number(chosen ?? 0), options.length - 1)] ?? null);
}

function option(hit, place, words) {
  const line = make("div", { role: "option", id: `hit-${place}`, "aria-selected": "false" });
  line.dataset.place = place;
  line.hit = hit;
  const what = make("span", { class: "what" });
  what.append(...marked(hit.name, words));
  const where = make("small");
  where.textContent = hit.where ?? "";
  if (hit.key) {
    const cap = make("kbd");
    cap.textContent = hit.key;
    where.append(" ", cap);
  }
  line.append(what, where);
  return line;
}

function marked(name, words) {
  const at = words ? name.toLowerCase().indexOf(words.toLowerCase()) : -1;
  if (at < 0) return [name];
  const mark = make("mark");
  mark.textContent = name.slice(at, at + words.length);
  return [name.slice(0, at), mark, name.slice(at + words.length)];
}

function choose(event) {
  const options = [...list.querySelectorAll("[role=option]")];
  const at = options.findIndex((line) => line.ariaSelected === "true");
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + 8, PageUp: at - 8 }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    const wrapped = event.key.startsWith("Page") ? Math.max(0, Math.min(options.length - 1, to)) : (to + options.length) % options.length;
    select(options[wrapped]);
  } else if (event.key === "Enter") {
    event.preventDefault();
    go(options[at], event);
  }
}

function select(line, scroll = true) {
  if (line === undefined || (line && line.ariaSelected === "true")) return;
  for (const other of list.querySelectorAll("[aria-selected=true]")) other.ariaSelected = "false";
  if (!line) return input.removeAttribute("aria-activedescendant");
  line.ariaSelected = "true";
  input.setAttribute("aria-activedescendant", line.id);
  if (scroll) line.scrollIntoView({ block: "nearest" });
}

function go(line, event) {
  if (!line) return;
  const { hit } = line;
  dialog.close();
  if (hit.element) hit.element.click();
  else if (event.ctrlKey || event.metaKey) window.open(hit.url, "_blank", "noopener");
  else location.assign(hit.url);
}

// Doors, the person's menu and every act this page declares.
function local() {
  const name = (element) => (element.dataset.says ?? element.firstChild?.textContent ?? element.textContent).trim();
  const links = [...document.querySelectorAll("#doors li > a, #menu a, #menu button:not([data-theme])")];
  const acts = [...document.querySelectorAll("[data-key][data-says]:not([data-row] *)")];
  const create = { name: "New task", where: "", key: "n", element: document.querySelector("[data-open=quick]") ?? undefined };
  return [
    ...links.map((element) => ({ name: name(element), where: element.dataset.jump ? "door" : "", key: element.dataset.jump ? `g ${element.dataset.jump}` : undefined, element })),
    ...acts.map((element) => ({ name: name(element), where: "on this page", key: element.dataset.key, element })),
    ...(create.element ? [create] : []),
  ];
}

function remember() {
  const here = { name: document.title.replace(/ · Varifocal$/, ""), where: "recent", url: location.pathname + location.search };
  const rest = recent().filter((page) => page.url !== here.url);
  sessionStorage.setItem(RECENT, JSON.stringify([here, ...rest].slice(0, 7)));
}

function recent() {
  const pages = JSON.parse(sessionStorage.getItem(RECENT) ?? "[]");
  return dialog?.open ? pages.filter((page) => page.url !== location.pathname + location.search).slice(0, 5) : pages;
}

function make(name, attributes = {}) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
