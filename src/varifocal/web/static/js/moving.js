// A bar taken in hand, by mouse, finger or keys: every step asks what it would do, the newest answer stands.
const START = 5; // px a pointer travels before a press becomes a drag
const HOLD = 280; // ms a finger rests before it lifts a bar, so that scrolling stays scrolling
const EDGE = 40; // px from the edge at which what is in sight follows

export function move(root, drawing, beside) {
  if (!drawing.data.try) return;
  const trial = new Trial(root, drawing, beside);
  drawing.scroll.addEventListener("pointerdown", (event) => press(drawing, trial, event));
  drawing.scroll.addEventListener("keydown", (event) => byKeys(drawing, trial, event), true);
  drawing.scroll.addEventListener("focusout", () => trial.keyed && setTimeout(() => !drawing.scroll.contains(document.activeElement) && trial.leave()));
}

class Trial {
  constructor(root, drawing, beside) {
    Object.assign(this, { root, drawing, beside });
    this.live = root.querySelector(".tl-live");
  }

  lift(place) {
    this.place = place;
    this.start = place.bar.start;
    this.row = place.row;
    this.drawing.choose(null);
    this.drawing.hand(place.bar, this.start, this.row);
  }

  // To a day (whole days are kept from its own start; never a weekend) and a row.
  to(start, row) {
    const day = workday(this.drawing, start);
    if (day === this.start && row === this.row) return;
    this.start = day;
    this.row = row;
    this.drawing.hand(this.place.bar, day, row);
    this.live.textContent = this.drawing.held.textContent;
    this.ask(false);
  }

  get moved() {
    return this.place && (Math.floor(this.start) !== Math.floor(this.place.bar.start) || this.row !== this.place.row);
  }

  address(dropped) {
    const { bar, row } = this.place;
    const asked = new URLSearchParams();
    if (Math.floor(this.start) !== Math.floor(bar.start)) asked.set("start", this.drawing.iso(this.start));
    if (this.row !== row && this.row.kind === "person") {
      asked.set("person", this.row.id);
      if (row.kind === "person") asked.set("instead", row.id);
    }
    if (dropped) asked.set("dropped", "1");
    return `${this.drawing.data.try.replace(/0$/, bar.id)}?${asked}`;
  }

  // One question at a time; what was asked meanwhile and is old by now is never asked.
  async ask(dropped) {
    this.wanted = { url: this.address(dropped), dropped };
    if (this.asking) return;
    this.asking = true;
    while (this.wanted) {
      const { url } = this.wanted;
      this.wanted = null;
      await this.beside(url);
      if (!this.place && !this.dropped) this.clear(); // given up while the answer was on its way
    }
    this.asking = false;
    this.dropped = false;
  }

  drop() {
    this.keyed = false;
    this.drawing.drop();
    if (!this.moved) return this.leave();
    this.dropped = true;
    this.ask(true);
    this.place = null;
  }

  leave() {
    this.keyed = false;
    this.place = null;
    this.wanted = null;
    this.drawing.drop();
    this.clear();
    this.live.textContent = "Left where it was.";
  }

  clear() {
    document.getElementById("beside").dispatchEvent(new CustomEvent("leave"));
  }
}

function press(drawing, trial, event) {
  const bar = event.target.closest(".tl-bar");
  if (!bar || event.button || event.ctrlKey || event.metaKey) return;
  const place = drawing.placeOf(bar);
  if (place.bar.coming) return; // what may come is nobody's to move yet
  const at = { x: event.clientX, y: event.clientY };
  const touch = event.pointerType === "touch";
  const grip = drawing.dayAt(at.x) - place.bar.start;
  let lifted = false;
  let last = null;
  const hold = touch ? setTimeout(lift, HOLD) : 0;

  function lift() {
    lifted = true;
    trial.lift(place);
    document.body.classList.add("dragging");
  }

  function follow() {
    const row = drawing.by === "person" ? drawing.rowAt(last.clientY) : place.row;
    trial.to(drawing.dayAt(last.clientX) - grip, row?.kind === "person" && place.row.kind === "person" ? row : place.row);
    const box = drawing.scroll.getBoundingClientRect();
    if (last.clientX > box.right - EDGE) drawing.scroll.scrollLeft += 14;
    if (last.clientX < box.left + drawing.names + EDGE / 2) drawing.scroll.scrollLeft -= 14;
    if (last.clientY > box.bottom - EDGE) drawing.scroll.scrollTop += 12;
    if (last.clientY < box.top + EDGE * 1.5) drawing.scroll.scrollTop -= 12;
  }

  function moved(step) {
    last = step;
    const far = Math.hypot(step.clientX - at.x, step.clientY - at.y) > START;
    if (!lifted && far && touch) return end(step); // a scroll, not a drag
    if (!lifted && far) lift();
    if (lifted) follow();
  }

  function end(step) {
    clearTimeout(hold);
    for (const [name, heard] of listeners) removeEventListener(name, heard, { capture: true });
    if (!lifted) return;
    document.body.classList.remove("dragging");
    addEventListener("click", swallow, { capture: true, once: true });
    setTimeout(() => removeEventListener("click", swallow, { capture: true }));
    if (step.type === "pointerup") trial.drop();
    else trial.leave();
  }

  const given = (key) => key.key === "Escape" && (swallow(key), end(key));
  const still = (scroll) => lifted && scroll.preventDefault();
  const listeners = [["pointermove", moved], ["pointerup", end], ["pointercancel", end], ["keydown", given], ["touchmove", still], ["dragstart", swallow]];
  for (const [name, heard] of listeners) addEventListener(name, heard, { capture: true, passive: false });
}

// M takes the bar in hand; arrows carry it by days (with Shift by weeks) and to other people; Enter drops it there.
function byKeys(drawing, trial, event) {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  if (!trial.keyed) {
    if (event.key !== "m" || !event.target.classList.contains("tl-bar") || !drawing.current || drawing.current.bar.coming) return;
    swallow(event);
    trial.keyed = true;
    trial.lift(drawing.current);
    trial.live.textContent = "In hand. Arrow keys carry it, Enter drops it, Escape leaves it where it was.";
    return;
  }
  const step = event.shiftKey ? 7 : 1;
  const acts = {
    ArrowLeft: () => trial.to(workday(drawing, trial.start - step, -1), trial.row),
    ArrowRight: () => trial.to(trial.start + step, trial.row),
    ArrowUp: () => trial.to(trial.start, other(drawing, trial.row, -1)),
    ArrowDown: () => trial.to(trial.start, other(drawing, trial.row, 1)),
    Enter: () => trial.drop(),
    Escape: () => leave(drawing, trial),
  };
  if (!acts[event.key]) return; // Tab goes on, and leaves it where it was
  swallow(event);
  acts[event.key]();
  if (trial.keyed) inSight(drawing, trial);
}

// What is carried stays in sight; the bar it was taken from may not, so the keyboard goes along.
function inSight(drawing, { place, row, start }) {
  drawing.scroll.focus({ preventScroll: true });
  drawing.reveal({ row, bar: { start } });
  drawing.hand(place.bar, start, row);
}

function leave(drawing, trial) {
  const { place } = trial;
  trial.leave();
  drawing.reveal(place);
  drawing.elementOf(place)?.focus({ preventScroll: true });
}

function other(drawing, row, way) {
  const next = drawing.rows[row.at + way];
  return row.kind === "person" && next?.kind === "person" ? next : row;
}

// The same hour on the nearest day somebody works: never before today.
function workday(drawing, start, way = 1) {
  let day = Math.max(Math.floor(start), Math.floor(drawing.data.today));
  while (((day % 7) + 7) % 7 > 4) day += way;
  return Math.max(day, Math.floor(drawing.data.today)) + (start - Math.floor(start));
}

function swallow(event) {
  event.preventDefault();
  event.stopPropagation();
}
