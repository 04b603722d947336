// The drawing of a timeline: rows of people or of tasks, bars in days; only the rows in sight are in the page.
const LANE = 26;
const TASK = 28;
const GROUP = 32;
const AROUND = 400; // px above and below what is in sight that are drawn as well
const DAY = 1440; // minutes
const NS = "http://www.w3.org/2000/svg";
const SHADES = ["near", "week", "month", "quarter", "year", "years", "far", "none"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

// What the server tells, as objects: places in time are days since the Monday `origin`, fractions included.
export function read(told) {
  const origin = new Date(`${told.origin}T00:00:00Z`);
  const bars = told.bars.map(([id, name, project, people, start, long, due, p80, shade, flags, held, chance, was]) => ({
    id, name, project, people, held, chance,
    start: start / DAY,
    end: (start + long) / DAY,
    due: due < 0 ? null : due + 1, // the end of that day
    p80: p80 < 0 ? null : p80 / DAY,
    shade: SHADES[shade],
    proposed: Boolean(flags & 1),
    waits: Boolean(flags & 2),
    danger: Boolean(flags & 4),
    elsewhere: Boolean(flags & 8),
    was: was && { start: was[0] / DAY, end: was[1] / DAY },
  }));
  return { ...told, origin, bars, byId: new Map(bars.map((bar) => [bar.id, bar])), projects: new Map(told.projects), names: new Map(told.people) };
}

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
    if (groups.size > 1 || !data.project) rows.push({ kind: "group", id: key, name, url: key ? `/projects/${key}/timeline` : "", height: GROUP, places: [] });
    for (const bar of bars) {
      const row = { kind: "task", id: bar.id, name: bar.name, url: data.task.replace(/0$/, bar.id), height: TASK };
      row.places = [{ bar, row, lane: 0 }];
      rows.push(row);
    }
  }
  return rows;
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
    this.over = make("div", "tl-over");
    this.sheet.append(this.head, this.now, this.ties, this.over);
    this.scroll.replaceChildren(this.sheet);
    this.take(data);
    let asked = 0;
    scroll.addEventListener("scroll", () => (asked ||= requestAnimationFrame(() => ((asked = 0), this.draw()))), { passive: true });
    new ResizeObserver(() => this.draw()).observe(scroll);
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
    this.now.style.setProperty("--s", data.today);
    this.measure();
  }

  measure() {
    this.sheet.style.setProperty("--day", `${this.px}px`);
    this.sheet.style.setProperty("--days", this.data.days);
    this.sheet.style.setProperty("--rows", `${this.height}px`);
    this.sheet.classList.toggle("far-off", this.px < 3);
    this.ticked = null;
    this.tied = "";
    this.draw();
  }

  get names() {
    return this.head.firstChild.offsetWidth;
  }

  // Keep the day under `x` (px from the left of what is in sight) where it is.
  zoom(px, x = this.scroll.clientWidth / 3) {
    const day = (this.scroll.scrollLeft + x - this.names) / this.px;
    this.px = px;
    this.measure();
    this.scroll.scrollLeft = day * px + this.names - x;
    this.draw();
  }

  goTo(day, share = 0.12) {
    this.scroll.scrollLeft = day * this.px - (this.scroll.clientWidth - this.names) * share;
  }

  dayAt(x) {
    return (x - this.scroll.getBoundingClientRect().left + this.scroll.scrollLeft - this.names) / this.px;
  }

  rowAt(y) {
    const within = y - this.scroll.getBoundingClientRect().top + this.scroll.scrollTop - this.head.offsetHeight;
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

  draw() {
    if (!this.rows.length) return;
    const around = this.whole ? Infinity : AROUND;
    const top = this.scroll.scrollTop;
    const first = around === Infinity ? 0 : this.search(top - around);
    const last = around === Infinity ? this.rows.length - 1 : this.search(top + this.scroll.clientHeight + around);
    const focused = document.activeElement?.closest?.(".tl-row");
    for (const [at, element] of this.drawn) {
      if ((at < first || at > last) && element !== focused) {
        element.remove();
        this.drawn.delete(at);
      }
    }
    const fresh = document.createDocumentFragment();
    for (let at = first; at <= last; at += 1) {
      if (this.drawn.has(at)) continue;
      const element = this.rowElement(this.rows[at]);
      this.drawn.set(at, element);
      fresh.append(element);
    }
    if (fresh.childNodes.length) this.sheet.append(fresh);
    this.drawTicks();
    this.drawTies(first, last);
  }

  rowElement(row) {
    const element = make("div", `tl-row ${row.kind}`);
    element.style.setProperty("--at", `${row.top}px`);
    element.style.setProperty("--high", `${row.height}px`);
    const name = make(row.url ? "a" : "span", "");
    if (row.url) name.href = row.url;
    name.textContent = row.name;
    name.title = row.name;
    const cell = make("div", "tl-name");
    cell.append(name);
    element.append(cell);
    for (const place of row.places) {
      if (place.bar.was && this.shown.has("base")) element.append(this.before(place));
      element.append(this.barElement(place));
    }
    return element;
  }

  before({ bar, lane }) {
    const was = make("i", "tl-was");
    was.style.setProperty("--s", bar.was.start);
    was.style.setProperty("--l", bar.was.end - bar.was.start);
    was.style.setProperty("--lane", lane);
    return was;
  }

  barElement(place) {
    const { bar, lane } = place;
    const element = make("a", `tl-bar d-${bar.shade}`);
    element.href = this.data.task.replace(/0$/, bar.id);
    element.tabIndex = this.current === place ? 0 : -1;
    element.draggable = false;
    element.dataset.id = bar.id;
    element.dataset.row = place.row.at;
    const { style } = element;
    style.setProperty("--s", bar.start);
    style.setProperty("--l", bar.end - bar.start);
    style.setProperty("--lane", lane);
    const late = bar.due !== null && bar.end > bar.due;
    if (bar.due !== null) style.setProperty("--d", bar.due - bar.start);
    if (bar.p80 !== null && bar.p80 > bar.end) style.setProperty("--w", bar.p80 - bar.end);
    const kinds = { due: bar.due !== null, late, wide: bar.p80 > bar.end && this.shown.has("whiskers"), proposed: bar.proposed, waits: bar.waits, danger: bar.danger, elsewhere: bar.elsewhere, moves: this.moving.has(bar.id), held: this.chain.includes(bar.id), chosen: this.selected === bar.id };
    for (const kind of Object.keys(kinds)) if (kinds[kind]) element.classList.add(kind);
    const words = make("span", "");
    words.textContent = this.by === "person" ? bar.name : "";
    element.append(words);
    if (bar.due !== null) element.append(make("i", "tl-due"));
    element.setAttribute("aria-label", this.sentence(bar));
    element.title = this.sentence(bar);
    return element;
  }

  sentence(bar) {
    const parts = [`${this.day(bar.start)} to ${this.day(lastDay(bar))}`];
    const who = bar.people.map((id) => this.data.names.get(id)).filter(Boolean);
    if (who.length) parts.push(who.join(" and "));
    if (this.by === "person" || bar.elsewhere) parts.push(this.data.projects.get(bar.project));
    if (bar.due !== null) parts.push(`${bar.end > bar.due ? "late, due" : "due"} ${this.day(bar.due - 1)}`);
    if (bar.p80 !== null) parts.push(`80 % by ${this.day(bar.p80)}`);
    if (bar.proposed) parts.push("proposed");
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
    const from = Math.floor((this.scroll.scrollLeft - this.names) / this.px);
    const until = Math.ceil((this.scroll.scrollLeft + this.scroll.clientWidth) / this.px);
    if (this.ticked && !this.whole && from >= this.ticked[0] && until <= this.ticked[1]) return;
    const wide = until - from;
    this.ticked = this.whole ? [0, this.data.days] : [Math.max(0, from - wide), Math.min(this.data.days, until + wide)];
    const marks = [];
    const step = this.px >= 34 ? 1 : this.px >= 7 ? 7 : 0;
    for (let day = this.ticked[0]; day <= this.ticked[1]; day += 1) {
      const date = this.date(day);
      if (date.getUTCDate() === 1) marks.push(tick("month", day, `${MONTHS[date.getUTCMonth()]}${this.px * 30 > 90 || date.getUTCMonth() === 0 ? ` ${date.getUTCFullYear()}` : ""}`));
      if (step && day % step === 0) marks.push(tick(step === 1 ? "small" : "small week", day, step === 1 && this.px >= 60 ? `${WEEKDAYS[date.getUTCDay()]} ${date.getUTCDate()}` : `${date.getUTCDate()}`));
    }
    this.ticks.replaceChildren(...marks);
  }

  // By task all ties of what is in sight; by person, where they would cross each other, those of the chosen bar.
  drawTies(first, last) {
    const key = `${first} ${last} ${this.px} ${this.selected} ${this.shown.has("ties")} ${this.chain.length}`;
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
    for (const element of this.sheet.querySelectorAll(".tl-row > .tl-bar")) element.classList.toggle(kind, test(Number(element.dataset.id)));
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
    const { scroll, names } = this;
    const head = this.head.offsetHeight;
    const top = place.row.top;
    if (top < scroll.scrollTop) scroll.scrollTop = top;
    const below = top + place.row.height + head - scroll.clientHeight;
    if (below > scroll.scrollTop) scroll.scrollTop = below;
    const left = place.bar.start * this.px;
    const room = scroll.clientWidth - names;
    if (left < scroll.scrollLeft || left > scroll.scrollLeft + room - 40) scroll.scrollLeft = Math.max(0, left - room / 4);
    this.draw();
  }

  // Where bars would stand; what moves from there is pale.
  ghosts(list) {
    this.moving = new Set(list.map(([id]) => id));
    this.mark("moves", (id) => this.moving.has(id));
    const shapes = [];
    for (const [id, people, start, end] of list) {
      const bar = this.data.byId.get(id);
      if (!bar) continue;
      const rows = this.by === "person" ? this.rows.filter((row) => row.kind === "person" && people.includes(row.id)) : (this.placesOf.get(id) ?? []).map((place) => place.row);
      for (const row of rows) {
        const ghost = make("div", `tl-ghost d-${bar.shade}`);
        ghost.style.setProperty("--s", this.wall(start));
        ghost.style.setProperty("--l", this.wall(end) - this.wall(start));
        ghost.style.setProperty("--at", `${this.middle(row, 0) - 12}px`);
        ghost.textContent = this.by === "person" ? bar.name : "";
        shapes.push(ghost);
      }
    }
    this.over.replaceChildren(...shapes);
  }

  hand(bar, start, row) {
    this.held ??= make("div", "tl-ghost in-hand");
    this.held.style.setProperty("--s", start);
    this.held.style.setProperty("--l", Math.max(bar.end - bar.start, 4 / this.px));
    this.held.style.setProperty("--at", `${this.middle(row, 0) - 12}px`);
    this.held.textContent = this.day(start, true) + (this.by === "person" && row.kind === "person" ? ` · ${row.name}` : "");
    if (!this.held.isConnected) this.sheet.append(this.held);
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

function tick(kind, day, words) {
  const mark = make("span", `tl-tick ${kind}`);
  mark.style.setProperty("--s", day);
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
