// The timeline: zoom, keys, what stands beside it, the table behind it; bars.js draws, moving.js tries and moves.
import { Drawing, addressOf, lastDay, read } from "./bars.js";
import { move } from "./moving.js";

const ZOOMS = { days: 76, weeks: 22, months: 5 };
const LEAST = 1.5;
const MOST = 200;
const AGAIN = 2_000; // ms between two looks whether a newer plan is there
const LOOKS = 30;

export async function wake(root) {
  const scroll = root.querySelector(".tl-scroll");
  const data = await fetched(root);
  if (!data) return tell(root, "The timeline could not be read. Load the page again.");
  if (!data.bars.length) return tell(root, "Nothing is planned here yet.");
  const drawing = new Drawing(scroll, data, root.dataset.by, ZOOMS[root.dataset.zoom] ?? ZOOMS.weeks);
  root.drawing = drawing;
  drawing.current = drawing.rows.flatMap((row) => row.places)[0];
  drawing.goTo(data.at ?? data.today);
  drawing.again();
  tools(root, drawing);
  keys(root, drawing);
  move(root, drawing, beside);
  choosing(root, drawing);
  table(root, drawing);
  printing(drawing);
  if (data.later) tell(root, `${data.later} more start later.`);
  fresh(root, drawing);
  root.dataset.ready = "";
}

async function fetched(root) {
  const answer = await fetch(root.dataset.url, { headers: { Accept: "application/json" } });
  return answer.ok ? read(await answer.json()) : null;
}

function tell(root, words) {
  root.querySelector(".tl-says").textContent = words;
  root.querySelector(".tl-wait")?.remove();
}

// While the plan has not seen the newest changes, look again until it has.
async function fresh(root, drawing) {
  const says = root.querySelector(".tl-says");
  for (let look = 0; drawing.data.stale && look < LOOKS; look += 1) {
    says.textContent = "The plan is being dated anew …";
    await new Promise((done) => setTimeout(done, AGAIN));
    if (!root.isConnected) return;
    const data = await fetched(root);
    if (!data || data.stale) continue;
    const { current } = drawing;
    drawing.ghosts([]);
    drawing.take(data);
    drawing.current = drawing.placesOf.get(current?.bar.id)?.[0] ?? drawing.rows.flatMap((row) => row.places)[0];
    drawing.again();
    says.textContent = "Dated anew.";
  }
}

function tools(root, drawing) {
  const zooms = [...root.querySelectorAll("[data-zoom]")];
  const pressed = () => {
    for (const button of zooms) button.setAttribute("aria-pressed", String(ZOOMS[button.dataset.zoom] === drawing.px));
  };
  pressed();
  const { bars, chain } = drawing.data;
  root.querySelector("[data-show=base]")?.toggleAttribute("hidden", !bars.some((bar) => bar.was));
  root.querySelector("[data-show=chain]")?.toggleAttribute("hidden", chain.length < 2);
  root.querySelector(".tl-tools").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.zoom) drawing.zoom(ZOOMS[button.dataset.zoom]);
    if (button && "today" in button.dataset) drawing.goTo(drawing.data.today);
    if (button?.dataset.show) toggle(drawing, button);
    pressed();
  });
  let turned = 0; // several turns of the wheel are one zoom a frame
  drawing.scroll.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const x = event.clientX - drawing.scroll.getBoundingClientRect().left;
      if (!turned) {
        requestAnimationFrame(() => {
          drawing.zoom(Math.min(MOST, Math.max(LEAST, drawing.px * Math.exp(-turned / 300))), x);
          turned = 0;
          pressed();
        });
      }
      turned += event.deltaY;
    },
    { passive: false },
  );
}

function toggle(drawing, button) {
  const on = button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", String(on));
  if (button.dataset.show === "chain") {
    drawing.choose(null, on ? drawing.data.chain : []);
    if (on && drawing.chain.length) drawing.reveal(drawing.placesOf.get(drawing.chain.at(-1))[0]); // where it begins
    return;
  }
  if (on) drawing.shown.add(button.dataset.show);
  else drawing.shown.delete(button.dataset.show);
  drawing.again();
}

function keys(root, drawing) {
  const { scroll } = drawing;
  scroll.addEventListener("pointerover", ({ target }) => {
    if (target.matches(".tl-bar, .tl-name > *")) target.title ||= target.getAttribute("aria-label") ?? target.textContent;
  });
  scroll.addEventListener("focusin", ({ target }) => {
    const place = target.classList.contains("tl-bar") && drawing.placeOf(target);
    if (!place || place === drawing.current) return;
    const before = drawing.current && drawing.elementOf(drawing.current);
    if (before) before.tabIndex = -1;
    target.tabIndex = 0;
    drawing.current = place;
  });
  scroll.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "+" || event.key === "-") {
      drawing.zoom(Math.min(MOST, Math.max(LEAST, drawing.px * (event.key === "+" ? 1.5 : 1 / 1.5))));
      event.preventDefault();
      return;
    }
    const to = next(drawing, event);
    if (!to) return;
    event.preventDefault();
    focus(drawing, to);
  });
}

function next(drawing, { key, target }) {
  const here = drawing.current;
  const inBar = target.classList.contains("tl-bar");
  if (!here || !/^(Arrow|Home|End)/.test(key)) return null;
  if (!inBar) return target === drawing.scroll && key === "ArrowDown" ? here : null;
  const { places } = here.row;
  const at = places.indexOf(here);
  if (key === "Home") return places[0];
  if (key === "End") return places.at(-1);
  if (key === "ArrowLeft") return places[at - 1] ?? null;
  if (key === "ArrowRight") return places[at + 1] ?? null;
  const way = key === "ArrowUp" ? -1 : 1;
  for (let row = here.row.at + way; drawing.rows[row]; row += way) {
    const found = drawing.rows[row].places;
    if (found.length) return nearest(found, here.bar.start);
  }
  return here;
}

const nearest = (places, day) => places.reduce((best, one) => (Math.abs(one.bar.start - day) < Math.abs(best.bar.start - day) ? one : best));

function focus(drawing, place) {
  drawing.reveal(place);
  drawing.elementOf(place)?.focus({ preventScroll: true });
}

// A click, or Enter, says beside the timeline why the bar stands there; with Ctrl it opens the task, as any link.
function choosing(root, drawing) {
  drawing.scroll.addEventListener("click", (event) => {
    const bar = event.target.closest(".tl-bar");
    if (!bar || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    const id = Number(bar.dataset.id);
    if (id < 0) return location.assign(bar.href); // what may come is told on its own page
    drawing.ghosts([]);
    drawing.choose(id);
    uncover(drawing, drawing.placeOf(bar)?.row);
    beside(root.dataset.why.replace(/0$/, id));
  });
  const place = document.getElementById("beside");
  document.addEventListener("htmx:afterSettle", ({ target }) => {
    if (target.id !== "beside") return;
    const told = target.querySelector("[data-ghosts]");
    if (told) drawing.ghosts(JSON.parse(told.dataset.ghosts));
    if (told && place.dataset.first) first(drawing);
    delete place.dataset.first;
    if (target.querySelector("[data-taken]")) {
      drawing.data.stale = true;
      fresh(root, drawing);
    }
  });
  const hint = [...place.childNodes];
  const leave = () => {
    drawing.ghosts([]);
    drawing.choose(null);
    place.replaceChildren(...hint);
  };
  place.addEventListener("leave", leave);
  place.addEventListener("click", (event) => {
    if (!event.target.closest("[data-leave]")) return;
    leave();
    if (drawing.current) focus(drawing, drawing.current);
  });
  place.addEventListener("keydown", (event) => event.key === "Escape" && place.querySelector("[data-leave]")?.click());
  if (place.dataset.first) beside(place.dataset.first);
}

// Where what was asked for with the page would stand comes into sight.
function first(drawing) {
  const [found] = drawing.ghostly;
  if (!found) return;
  drawing.reveal({ row: found[0], bar: { start: found[1][0].stretch[0] } });
  uncover(drawing, found[0]);
}

// Where it is narrow what stands beside lies over the lower half: the row comes to the top of the upper one.
function uncover(drawing, row) {
  if (!row || !matchMedia("(max-width: 1000px)").matches) return;
  drawing.scroll.scrollIntoView({ block: "start" });
  drawing.scroll.scrollTop = row.top;
  drawing.draw();
}

function beside(url) {
  return window.htmx.ajax("GET", url, { target: "#beside", swap: "innerHTML" });
}

// The same for those who read rather than look; made when it is opened.
function table(root, drawing) {
  const details = root.querySelector("details.data");
  details.addEventListener("toggle", () => {
    const body = details.querySelector("tbody");
    if (!details.open || body.childElementCount) return;
    for (const bar of drawing.data.bars) {
      const row = body.insertRow();
      const name = document.createElement("th");
      name.scope = "row";
      name.append(Object.assign(document.createElement("a"), { href: addressOf(drawing.data, bar), textContent: bar.name }));
      row.append(name);
      const day = (value) => (value === null ? "" : drawing.day(value));
      const who = bar.people.map((id) => drawing.data.names.get(id) ?? "").join(", ");
      const stands = [bar.end > (bar.due ?? Infinity) && "late", bar.proposed && "proposed", bar.lands, bar.waits && "a wait", bar.danger && "in danger"];
      const uses = bar.uses.map((id) => drawing.data.things.get(id)).join(", ");
      for (const words of [drawing.data.projects.get(bar.project), who, uses, day(bar.start), day(lastDay(bar)), day(bar.due && bar.due - 1), day(bar.p80), stands.filter(Boolean).join(", ")]) row.insertCell().textContent = words;
    }
  });
}

// On paper all rows stand, as wide as the sheet is.
function printing(drawing) {
  let before = null;
  addEventListener("beforeprint", () => {
    before = { px: drawing.px, left: drawing.scroll.scrollLeft };
    const last = drawing.data.bars.reduce((most, bar) => Math.max(most, bar.end), drawing.data.today + 21);
    drawing.whole = true;
    drawing.px = Math.max(LEAST, 560 / (last + 3));
    drawing.measure();
  });
  addEventListener("afterprint", () => {
    drawing.whole = false;
    drawing.px = before.px;
    drawing.measure();
    drawing.scroll.scrollLeft = before.left;
  });
}
