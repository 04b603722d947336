// The drawing of a timeline: rows of people or of tasks, bars in days; only the rows in sight are in the page.
const LANE = 26;
const TASK = 28;
const GROUP = 32;
const AROUND = 250; // px above and below what is in sight that are drawn as well
const FEW = 20; // rows scrolled by until ties are drawn anew
const WORDS = 190; // px the words of a bar in hand take, to the right of its beginning or to the left of its end
const LEGIBLE = 24; // px a bar is wide at least to bear words
const DAY = 1440; // minutes
const NS = "http://www.w3.org/2000/svg";
const SHADES = ["near", "week", "month", "quarter", "year", "years", "far", "none"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

// What the server tells, as objects: places in time are days since the Monday `origin`, fractions included.
export function read(told) {
  const origin = new Date(`${told.origin}T00:00:00Z`);
  const bars = told.bars.map(([id, name, project, people, start, long, due, p80, shade, flags, held, chance, was, pauses, lands, uses]) => ({
    id, name, project, people, held, chance, lands, // said of what may never come
    uses: uses ?? [],
    start: start / DAY,
    end: (start + long) / DAY,
    due: due < 0 ? null : due + 1, // the end of that day
    p80: p80 < 0 ? null : p80 / DAY,
    shade: SHADES[shade],
    proposed: Boolean(flags & 1) && !(flags & 16),
    waits: Boolean(flags & 2),
    danger: Boolean(flags & 4),
    elsewhere: Boolean(flags & 8),
    coming: Boolean(flags & 16),
    was: was && { start: was[0] / DAY, end: was[1] / DAY },
    pauses: (pauses ?? []).map(([since, until]) => [since / DAY, until / DAY]), // put aside for other work
  }));
  return { ...told, origin, bars, byId: new Map(bars.map((bar) => [bar.id, bar])), projects: new Map(told.projects), names: new Map(told.people), things: new Map(told.equipment.map(([id, name]) => [id, name])) };
}

// Where a bar leads: to its task, or to the opportunity it would be part of.
export const addressOf = (data, bar) => (bar.coming ? data.opportunity.replace(/0$/, -bar.project) : data.task.replace(/0$/, bar.id));

// Rows with their places; a place is a bar in a row, in a lane of its own where bars of a row overlap.
export function rowsOf(data, by) {
  return by === "person" ? byPerson(data) : byProject(data);
}

function byPerson(data) {
  const hers = new Map(data.people.map(([id]) => [id, []]));
  const nobodys = [];
  for (const bar of data.bars) {
    const known = bar.people.filter((id) => hers.has(id));
    for (const id of known) hers.get(id).push(bar);
    if (!bar.people.length) nobodys.push(bar);
  }
  const rows = data.people.map(([id, name]) => inLanes({ kind: "person", id, name, url: `?person=${id}` }, hers.get(id)));
  if (nobodys.length) rows.push(inLanes({ kind: "nobody", id: 0, name: "Waits and milestones" }, nobodys));
  for (const [id, name, count] of data.equipment) rows.push(ofEquipment({ kind: "equipment", id: 0, name: count > 1 ? `${name}, ${count} of it` : name }, data.bars.filter((bar) => bar.uses.includes(id)), data.out.filter(([one]) => one === id)));
  return rows;
}

function byProject(data) {
  const groups = new Map();
  for (const bar of data.bars) {
    const key = bar.elsewhere ? 0 : bar.project;
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(bar);
  }
  const rows = [];
  for (const [key, bars] of groups) {
    const name = key ? data.projects.get(key) : "In other projects, in the chain";
    if (groups.size > 1 || !data.project) rows.push({ kind: "group", id: key, name: key < 0 ? `${name} (${bars[0].lands})` : name, url: key < 0 ? data.opportunity.replace(/0$/, -key) : key ? `/projects/${key}/timeline` : "", height: GROUP, places: [] });
    for (const bar of bars) {
      const row = { kind: "task", id: bar.id, name: bar.name, url: addressOf(data, bar), height: TASK };
      row.places = [{ bar, row, lane: 0 }];
      rows.push(row);
    }
  }
  return rows;
}

// What uses a piece of equipment, and below that when it is out of service.
function ofEquipment(row, bars, outages) {
  inLanes(row, bars);
  row.under = bars.length ? row.height - 6 : 0;
  row.height = row.under + (outages.length || !bars.length ? LANE : 0) + 6;
  row.outages = outages;
  return row;
}

function inLanes(row, bars) {
  const free = [];
  row.places = bars.map((bar) => {
    let lane = free.findIndex((until) => until <= bar.start + 1e-6);
    if (lane < 0) lane = free.length;
    free[lane] = bar.end;
    return { bar, row, lane };
  });
  row.height = Math.max(1, free.length) * LANE + 6;
  return row;
}

export class Drawing {
  constructor(scroll, data, by, px) {
    Object.assign(this, { scroll, by, px });
    this.shown = new Set(["ties", "whiskers", "base"]);
    this.moving = new Set();
    this.chain = [];
    this.selected = null;
    this.sheet = make("div", "tl-sheet");
    this.head = make("div", "tl-head");
    this.head.setAttribute("aria-hidden", "true");
    this.ticks = make("div", "tl-ticks");
    this.head.append(make("div", "tl-corner"), this.ticks);
    this.now = make("div", "tl-now");
    this.ties = document.createElementNS(NS, "svg");
    this.ties.setAttribute("class", "tl-ties");
    this.ties.setAttribute("aria-hidden", "true");
    this.ghostly = new Map(); // by row what would stand there
    this.sheet.append(this.head, this.now, this.ties);
    this.scroll.replaceChildren(this.sheet);
    this.take(data);
    let asked = 0;
    scroll.addEventListener("scroll", () => (asked ||= requestAnimationFrame(() => ((asked = 0), this.draw()))), { passive: true });
    new ResizeObserver(() => this.measure()).observe(scroll);
  }

  take(data) {
    this.data = data;
    this.rows = rowsOf(data, this.by);
    this.tops = [];
    this.placesOf = new Map();
    let top = 0;
    this.rows.forEach((row, at) => {
      Object.assign(row, { at, top });
      this.tops.push(top);
      top += row.height;
      for (const place of row.places) {
        if (!this.placesOf.has(place.bar.id)) this.placesOf.set(place.bar.id, []);
        this.placesOf.get(place.bar.id).push(place);
      }
    });
    this.height = top;
    for (const element of this.drawn?.values() ?? []) element.remove();
    this.drawn = new Map();
    this.ghostly.clear();
    this.measure();
  }

  // Sizes are read once, not at every step: reading one makes the browser lay everything out.
  measure() {
    this.names = this.head.firstChild.offsetWidth;
    this.top = this.head.offsetHeight;
    this.wide = this.scroll.clientWidth;
    this.high = this.scroll.clientHeight;
    this.spread();
    this.draw();
  }

  // Everything as wide as a day is now. Colours stand on elements of their own, so that only places are styled anew.
  spread() {
    const { px, names } = this;
    this.sheet.style.width = `${names + this.data.days * px}px`;
    this.sheet.style.height = `${this.top + this.height}px`;
    this.sheet.style.backgroundSize = `${7 * px}px 100%`;
    this.sheet.classList.toggle("far-off", px < 3);
    this.now.style.left = `${names + this.data.today * px}px`;
    this.placed = null;
    if (this.held) this.put(this.held);
    this.ticked = null;
    this.tied = "";
  }

  // Bars far to the left or right of what is in sight are left out of the picture; those in it stand where they belong.
  place(elements) {
    const from = (this.left - this.wide) / this.px;
    const until = (this.left + 2 * this.wide) / this.px;
    for (const element of elements) {
      element.spots.forEach((spot, at) => {
        const out = !this.whole && (spot.until < from || spot.stretch[0] > until);
        if (spot.place) {
          if (out) return;
          element.spots[at] = spot = this.spot(spot.place); // made when it comes into sight
          element.lastChild.append(spot);
        }
        if (out !== spot.hidden) spot.hidden = out;
        if (!out && spot.px !== this.px) this.put(spot);
      });
    }
  }

  put(element) {
    const [start, long] = element.stretch;
    element.px = this.px;
    element.style.left = `${start * this.px}px`;
    element.style.width = `${long * this.px}px`;
    const tiny = long * this.px < LEGIBLE;
    if (tiny !== element.tiny) element.classList.toggle("tiny", (element.tiny = tiny));
  }

  // Keep the day under `x` (px from the left of what is in sight) where it is.
  zoom(px, x = this.wide / 3) {
    const day = (this.left + x - this.names) / this.px;
    this.px = px;
    this.left = Math.max(0, day * px + this.names - x);
    this.spread();
    this.draw(this.left, this.up);
    this.scroll.scrollLeft = this.left; // last, so that the browser lays everything out once
  }

  goTo(day, share = 0.12) {
    this.scroll.scrollLeft = day * this.px - (this.wide - this.names) * share;
  }

  dayAt(x) {
    return (x - this.scroll.getBoundingClientRect().left + this.scroll.scrollLeft - this.names) / this.px;
  }

  rowAt(y) {
    const within = y - this.scroll.getBoundingClientRect().top + this.scroll.scrollTop - this.top;
    return within < 0 || within > this.height ? null : this.rows[this.search(within)];
  }

  search(y) {
    let low = 0;
    let high = this.tops.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.tops[middle] <= y) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  draw(left = this.scroll.scrollLeft, up = this.scroll.scrollTop) {
    if (!this.rows.length) return;
    Object.assign(this, { left, up });
    const first = this.whole ? 0 : this.search(up - AROUND);
    const last = this.whole ? this.rows.length - 1 : this.search(up + this.high + AROUND);
    const focused = document.activeElement?.closest?.(".tl-row");
    for (const [at, element] of this.drawn) {
      if ((at < first || at > last) && element !== focused) {
        element.remove();
        this.drawn.delete(at);
      }
    }
    const sideways = !this.placed || Math.abs(this.placed.left - this.left) > this.wide / 2;
    if (sideways) this.placed = { left: this.left };
    if (sideways) this.place(this.drawn.values());
    const fresh = document.createDocumentFragment();
    const made = [];
    for (let at = first; at <= last; at += 1) {
      if (this.drawn.has(at)) continue;
      const element = this.rowElement(this.rows[at]);
      this.drawn.set(at, element);
      fresh.append(element);
      made.push(element);
    }
    this.place(made);
    if (fresh.childNodes.length) this.sheet.append(fresh);
    this.drawTicks();
    this.drawTies(first, last);
  }

  rowElement(row) {
    const element = make("div", `tl-row ${row.kind}`);
    element.style.top = `${row.top + this.top}px`;
    element.style.height = `${row.height}px`;
    const name = make(row.url ? "a" : "span", "");
    if (row.url) name.href = row.url;
    name.textContent = row.name;
    const cell = make("div", "tl-name");
    cell.append(name);
    const track = make("div", "tl-track");
    element.spots = [];
    for (const place of row.places) {
      const { bar } = place;
      element.spots.push({ place, stretch: [bar.start], until: Math.max(bar.end, bar.p80 ?? 0, bar.due ?? 0) });
      if (bar.was && this.shown.has("base")) track.append(element.spots[element.spots.push(this.before(place)) - 1]);
    }
    for (const [, first, after, words] of row.outages ?? []) {
      const out = this.stretched("tl-out", first, after, 4 + row.under);
      out.textContent = words;
      out.title = `${row.name}, ${this.day(first)} to ${this.day(after - 1)}: ${words}`;
      track.append(element.spots[element.spots.push(out) - 1]);
    }
    for (const ghost of this.ghostly.get(row) ?? []) track.append(element.spots[element.spots.push(ghost) - 1]);
    element.append(cell, track);
    return element;
  }

  stretched(kind, start, end, top) {
    const spot = make("div", kind);
    spot.stretch = [start, Math.max(end - start, 1 / 96)];
    spot.until = end;
    spot.style.top = `${top}px`;
    return spot;
  }

  before({ bar, row, lane }) {
    return this.stretched("tl-was", bar.was.start, bar.was.end, row.kind === "task" ? TASK - 6 : lane * LANE + LANE);
  }

  // A bar with its due date and its 80 % mark, told as shares of its own length, so that they follow when it is zoomed.
  spot(place) {
    const { bar, row, lane } = place;
    const spot = this.stretched("tl-spot", bar.start, bar.end, row.kind === "task" ? 6 : 4 + lane * LANE);
    spot.until = Math.max(bar.end, bar.p80 ?? 0, bar.due ?? 0);
    const element = make("a", this.kindsOf(bar));
    element.href = addressOf(this.data, bar);
    element.tabIndex = this.current === place ? 0 : -1;
    element.draggable = false;
    element.dataset.id = bar.id;
    element.dataset.row = row.at;
    element.textContent = `${bar.danger ? "▲\u00a0" : ""}${this.by === "person" ? bar.name : ""}`;
    element.setAttribute("aria-label", this.sentence(bar));
    for (const [since, until] of bar.pauses) {
      const pause = make("i", "tl-pause");
      pause.style.left = `${((since - bar.start) / spot.stretch[1]) * 100}%`;
      pause.style.width = `${((until - since) / spot.stretch[1]) * 100}%`;
      element.append(pause);
    }
    if (bar.p80 > bar.end && this.shown.has("whiskers")) {
      const wide = make("i", `tl-wide d-${bar.shade}`);
      wide.style.width = `${((bar.p80 - bar.end) / spot.stretch[1]) * 100}%`;
      spot.append(wide);
    }
    spot.append(element);
    if (bar.due !== null && row.kind === "task") {
      const due = make("i", bar.end > bar.due ? "tl-due missed" : "tl-due");
      due.style.left = `${((bar.due - bar.start) / spot.stretch[1]) * 100}%`;
      spot.append(due);
    }
    return spot;
  }

  kindsOf(bar) {
    const late = bar.due !== null && bar.end > bar.due;
    const kinds = { late, proposed: bar.proposed, waits: bar.waits, danger: bar.danger, coming: bar.coming, elsewhere: bar.elsewhere, moves: this.moving.has(bar.id), held: this.chain.includes(bar.id), chosen: this.selected === bar.id };
    return ["tl-bar", `d-${bar.shade}`, ...Object.keys(kinds).filter((kind) => kinds[kind])].join(" ");
  }

  sentence(bar) {
    const parts = [`${this.day(bar.start)} to ${this.day(lastDay(bar))}`];
    const who = bar.people.map((id) => this.data.names.get(id)).filter(Boolean);
    if (who.length) parts.push(who.join(" and "));
    if (bar.uses.length) parts.push(`uses ${bar.uses.map((id) => this.data.things.get(id)).join(" and ")}`);
    if (this.by === "person" || bar.elsewhere) parts.push(this.data.projects.get(bar.project));
    if (bar.due !== null) parts.push(`${bar.end > bar.due ? "late, due" : "due"} ${this.day(bar.due - 1)}`);
    if (bar.p80 !== null) parts.push(`80 % by ${this.day(bar.p80)}`);
    if (bar.pauses.length) parts.push(`in ${bar.pauses.length + 1} pieces`);
    if (bar.proposed) parts.push("proposed");
    if (bar.coming) parts.push(bar.lands);
    if (bar.danger) parts.push("in danger");
    return `${bar.name}: ${parts.join(", ")}`;
  }

  date(day) {
    return new Date(this.data.origin.getTime() + Math.floor(day) * 864e5);
  }

  day(day, weekday = false) {
    const date = this.date(day);
    const year = date.getUTCFullYear() === this.date(this.data.today).getUTCFullYear() ? "" : `\u00a0${date.getUTCFullYear()}`;
    return `${weekday ? `${WEEKDAYS[date.getUTCDay()]} ` : ""}${date.getUTCDate()}\u00a0${MONTHS[date.getUTCMonth()]}${year}`;
  }

  // The place of a time as the organization's clock shows it, "2027-03-31T09:00".
  wall(time) {
    return (Date.parse(`${time}Z`) - this.data.origin.getTime()) / 864e5;
  }

  iso(day) {
    return this.date(day).toISOString().slice(0, 10);
  }

  drawTicks() {
    const from = Math.floor(this.left / this.px);
    const until = Math.ceil((this.left + this.wide) / this.px);
    if (this.ticked && !this.whole && from >= this.ticked[0] && until <= this.ticked[1]) return;
    const wide = until - from;
    this.ticked = this.whole ? [0, this.data.days] : [Math.max(0, from - wide), Math.min(this.data.days, until + wide)];
    const marks = [];
    const step = this.px >= 34 ? 1 : this.px >= 7 ? 7 : 0;
    for (let day = this.ticked[0]; day <= this.ticked[1]; day += 1) {
      const date = this.date(day);
      if (date.getUTCDate() === 1) marks.push(tick("month", this.names + day * this.px, `${MONTHS[date.getUTCMonth()]}${this.px * 30 > 90 || date.getUTCMonth() === 0 ? ` ${date.getUTCFullYear()}` : ""}`));
      if (step && day % step === 0) marks.push(tick(step === 1 ? "small" : "small week", this.names + day * this.px, step === 1 && this.px >= 60 ? `${WEEKDAYS[date.getUTCDay()]} ${date.getUTCDate()}` : `${date.getUTCDate()}`));
    }
    this.ticks.replaceChildren(...marks);
  }

  // By task all ties of what is in sight; by person, where they would cross each other, those of the chosen bar.
  drawTies(first, last) {
    const steps = [Math.floor(first / FEW), Math.ceil(last / FEW)];
    [first, last] = [(steps[0] - 1) * FEW, (steps[1] + 1) * FEW]; // ties of some rows more, so that they are drawn seldom
    const key = `${steps} ${this.px} ${this.selected} ${this.shown.has("ties")} ${this.chain.length}`;
    if (key === this.tied) return;
    this.tied = key;
    const paths = [];
    const seen = (place) => place && place.row.at >= first && place.row.at <= last;
    const add = (before, after, kind) => {
      const [from] = this.placesOf.get(before) ?? [];
      const [to] = this.placesOf.get(after) ?? [];
      if (from && to && (seen(from) || seen(to))) paths.push(tie(this.end(from), this.begin(to), kind));
    };
    if (this.shown.has("ties")) {
      for (const [before, after] of this.data.ties) {
        if (this.by !== "person" || before === this.selected || after === this.selected) add(before, after, "");
      }
    }
    for (let at = 1; at < this.chain.length; at += 1) add(this.chain[at], this.chain[at - 1], "held");
    this.ties.replaceChildren(...paths);
  }

  end({ bar, row, lane }) {
    return [bar.end * this.px, this.middle(row, lane)];
  }

  begin({ bar, row, lane }) {
    return [bar.start * this.px, this.middle(row, lane)];
  }

  middle(row, lane) {
    return row.top + (row.kind === "task" ? TASK / 2 : 3 + lane * LANE + LANE / 2);
  }

  again() {
    for (const element of this.drawn.values()) element.remove();
    this.drawn.clear();
    this.tied = "";
    this.draw();
  }

  elementOf(place) {
    return this.drawn.get(place.row.at)?.querySelector(`.tl-bar[data-id="${place.bar.id}"]`);
  }

  placeOf(element) {
    return this.rows[element.dataset.row]?.places.find((place) => place.bar.id === Number(element.dataset.id));
  }

  mark(kind, test) {
    for (const element of this.sheet.querySelectorAll(".tl-bar")) element.classList.toggle(kind, test(Number(element.dataset.id)));
  }

  // What holds a bar, back to what nothing else here holds.
  holds(id) {
    const chain = [];
    for (let bar = this.data.byId.get(id); bar && !chain.includes(bar.id); bar = this.data.byId.get(bar.held)) chain.push(bar.id);
    return chain;
  }

  choose(id, chain = id === null ? [] : this.holds(id)) {
    this.selected = id;
    this.chain = chain;
    this.mark("chosen", (one) => one === id);
    this.mark("held", (one) => chain.includes(one));
    this.scroll.classList.toggle("chained", chain.length > 1);
    this.draw();
  }

  reveal(place) {
    const { scroll, names, top: head } = this;
    const top = place.row.top;
    if (top < scroll.scrollTop) scroll.scrollTop = top;
    const below = top + place.row.height + head - this.high;
    if (below > scroll.scrollTop) scroll.scrollTop = below;
    const left = place.bar.start * this.px;
    const room = this.wide - names;
    if (left < scroll.scrollLeft || left > scroll.scrollLeft + room - 40) scroll.scrollLeft = Math.max(0, left - room / 4);
    this.draw();
  }

  // Where bars would stand; what moves from there is pale.
  ghosts(list) {
    this.moving = new Set(list.map(([id]) => id));
    this.mark("moves", (id) => this.moving.has(id));
    for (const row of this.ghostly.keys()) {
      const element = this.drawn.get(row.at);
      if (element) element.spots = element.spots.filter((spot) => !spot.ghost || spot.remove());
    }
    this.ghostly.clear();
    for (const [id, people, start, end] of list) {
      const bar = this.data.byId.get(id);
      if (!bar) continue;
      const rows = this.by === "person" ? this.rows.filter((row) => row.kind === "person" && people.includes(row.id)) : (this.placesOf.get(id) ?? []).map((place) => place.row);
      for (const row of rows) this.ghost(bar, row, this.wall(start), this.wall(end));
    }
    for (const row of this.ghostly.keys()) {
      const element = this.drawn.get(row.at);
      if (!element) continue;
      element.spots.push(...this.ghostly.get(row));
      element.lastChild.append(...this.ghostly.get(row));
      this.place([element]);
    }
  }

  ghost(bar, row, start, end) {
    const ghost = this.stretched(`tl-ghost d-${bar.shade}`, start, end, this.middle(row, 0) - row.top - 12);
    ghost.ghost = true;
    ghost.textContent = this.by === "person" ? bar.name : "";
    if (!this.ghostly.has(row)) this.ghostly.set(row, []);
    this.ghostly.get(row).push(ghost);
  }

  hand(bar, start, row) {
    this.held?.remove();
    this.held = this.stretched("tl-ghost in-hand", start, start + bar.end - bar.start, this.middle(row, 0) - 12);
    this.put(this.held);
    this.held.classList.toggle("back", this.names + start * this.px - this.left > this.wide - WORDS);
    this.held.textContent = this.day(start, true) + (this.by === "person" && row.kind === "person" ? ` · ${row.name}` : "");
    this.sheet.append(this.held);
  }

  drop() {
    this.held?.remove();
    this.held = null;
  }
}

export const lastDay = (bar) => Math.max(bar.start, bar.end - 1 / DAY);

function make(name, kind) {
  const element = document.createElement(name);
  if (kind) element.className = kind;
  return element;
}

function tick(kind, left, words) {
  const mark = make("span", `tl-tick ${kind}`);
  mark.style.left = `${left}px`;
  mark.textContent = words;
  return mark;
}

function tie([x1, y1], [x2, y2], kind) {
  const path = document.createElementNS(NS, "path");
  const bend = Math.max(6, Math.min(24, Math.abs(x2 - x1) / 2));
  path.setAttribute("d", `M${x1} ${y1} C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`);
  if (kind) path.setAttribute("class", kind);
  return path;
}
