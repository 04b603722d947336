// The day sheet by hand: a line dragged into its place, time dragged over the border of two lines, a line split.
// Without it the same is done by the numbers; with it every drag has its arrow keys.
const STEP = 0.25;
const PIXELS_A_STEP = 12;

export function wake(form) {
  const list = form.querySelector(".blocks");
  const told = form.querySelector("[data-told]");
  const lines = () => [...list.querySelectorAll(":scope > li[data-line]")];
  const field = (line) => line.querySelector("input[name=hours]");
  const hours = (line) => Number.parseFloat(field(line).value.replace(",", ".")) || 0;
  const name = (line) => line.dataset.line;
  const short = (value) => String(Math.round(value * 100) / 100);

  function give(line, value) {
    field(line).value = short(value);
  }

  function add() {
    const every = [...list.querySelectorAll("input[name=hours]")];
    const sum = every.reduce((total, one) => total + (Number.parseFloat(one.value.replace(",", ".")) || 0), 0);
    form.querySelector("[data-sum]").textContent = `${short(sum)} h in all`;
    for (const line of lines()) {
      const edge = line.querySelector(".edge");
      const next = line.nextElementSibling;
      const has = next && "line" in next.dataset;
      edge.hidden = !has;
      if (!has) continue;
      edge.setAttribute("aria-label", `Time between ${name(line)} and ${name(next)}`);
      edge.setAttribute("aria-valuenow", short(hours(line)));
      edge.setAttribute("aria-valuemax", short(hours(line) + hours(next)));
      edge.setAttribute("aria-valuetext", `${name(line)} ${short(hours(line))} h, ${name(next)} ${short(hours(next))} h`);
    }
  }

  function shift(line, steps) {
    const next = line.nextElementSibling;
    const whole = hours(line) + hours(next);
    const wanted = Math.min(whole, Math.max(0, hours(line) + steps * STEP));
    give(line, wanted);
    give(next, whole - wanted);
    add();
  }

  function place(line, before) {
    list.insertBefore(line, before);
    add();
    told.textContent = `${name(line)} is line ${lines().indexOf(line) + 1} of ${lines().length}.`;
  }

  // A pointer is followed until it is let go, wherever it goes; touch does not scroll meanwhile.
  function follow(handle, begin, move) {
    handle.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      event.preventDefault();
      handle.focus();
      handle.setPointerCapture(event.pointerId);
      const started = begin(event);
      const go = (later) => move(later, started);
      const end = () => {
        handle.removeEventListener("pointermove", go);
        handle.closest("li").classList.remove("moving");
      };
      handle.addEventListener("pointermove", go);
      handle.addEventListener("pointerup", end, { once: true });
      handle.addEventListener("pointercancel", end, { once: true });
    });
  }

  function grip(line) {
    const handle = document.createElement("button");
    handle.type = "button";
    handle.className = "grip";
    handle.setAttribute("aria-label", `Move ${name(line)} up or down`);
    line.prepend(handle);
    follow(
      handle,
      () => line.classList.add("moving"),
      (event) => {
        const before = line.previousElementSibling;
        const after = line.nextElementSibling;
        const middle = (one) => one.getBoundingClientRect().top + one.offsetHeight / 2;
        if (before && event.clientY < middle(before)) place(line, before);
        else if (after && "line" in after.dataset && event.clientY > middle(after)) place(line, after.nextElementSibling);
      },
    );
    handle.addEventListener("keydown", (event) => {
      const before = line.previousElementSibling;
      const after = line.nextElementSibling;
      if (event.key === "ArrowUp" && before) place(line, before);
      else if (event.key === "ArrowDown" && after && "line" in after.dataset) place(line, after.nextElementSibling);
      else return;
      event.preventDefault();
      event.stopPropagation();
      handle.focus();
    });
  }

  function edge(line) {
    const handle = document.createElement("span");
    handle.className = "edge";
    handle.tabIndex = 0;
    handle.setAttribute("role", "slider");
    handle.setAttribute("aria-orientation", "vertical");
    handle.setAttribute("aria-valuemin", "0");
    line.append(handle);
    follow(
      handle,
      (event) => ({ at: event.clientY, steps: 0 }),
      (event, started) => {
        const steps = Math.round((event.clientY - started.at) / PIXELS_A_STEP);
        if (steps !== started.steps) shift(line, steps - started.steps);
        started.steps = steps;
      },
    );
    handle.addEventListener("keydown", (event) => {
      const steps = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
      if (!steps) return;
      event.preventDefault();
      event.stopPropagation();
      shift(line, steps);
    });
  }

  function split(line) {
    const pattern = list.querySelector(":scope > li[data-extra]");
    if (!pattern) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "act soft";
    button.textContent = "Split";
    button.setAttribute("aria-label", `Split ${name(line)}`);
    line.querySelector(".end").before(button);
    button.addEventListener("click", () => {
      const half = Math.round(hours(line) / 2 / STEP) * STEP;
      const part = pattern.cloneNode(true);
      delete part.dataset.extra;
      part.dataset.line = `the other part of ${name(line)}`;
      part.querySelector("select").value = "none";
      line.after(part);
      give(part, half);
      give(line, hours(line) - half);
      ready(part);
      add();
      part.querySelector("select").focus();
    });
  }

  function ready(line) {
    grip(line);
    split(line);
    edge(line);
  }

  lines().forEach(ready);
  list.addEventListener("input", add);
  form.querySelector(".dragged").hidden = lines().length < 2;
  add();
}
