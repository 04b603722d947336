// A board: cards dragged between columns with mouse or finger, moved by keyboard or menu; one POST either way.
import { say } from "./toast.js";

const START = 5; // px a pointer travels before a press becomes a drag
const HOLD = 280; // ms a finger rests before it lifts a card, so that scrolling stays scrolling

export function wake(board) {
  board.addEventListener("pointerdown", (event) => press(board, event));
  board.addEventListener("click", (event) => {
    const button = event.target.closest(".move");
    if (button) menu(board, button);
  });
  board.addEventListener("keydown", (event) => {
    const card = event.target.closest("[data-move]");
    const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!card || !way || !(event.ctrlKey || event.metaKey || event.altKey)) return;
    event.preventDefault();
    const lists = columns(board);
    const to = lists[lists.indexOf(card.parentElement) + way];
    if (to) move(card, to, null);
  });
}

const columns = (board) => [...board.querySelectorAll("[data-column]")];
const nameOf = (list) => list.previousElementSibling.firstChild.textContent.trim();

function press(board, event) {
  const card = event.target.closest("[data-move]");
  if (!card || event.button || event.target.closest("button, input")) return;
  const at = { x: event.clientX, y: event.clientY };
  const touch = event.pointerType === "touch";
  let ghost = null;
  let target = null;
  const hold = touch ? setTimeout(lift, HOLD) : 0;

  function lift() {
    const box = card.getBoundingClientRect();
    ghost = card.cloneNode(true);
    ghost.removeAttribute("id");
    ghost.classList.add("ghost");
    ghost.style.width = `${box.width}px`;
    ghost.dx = at.x - box.left;
    ghost.dy = at.y - box.top;
    document.body.append(ghost);
    document.body.classList.add("dragging");
    card.classList.add("lifted");
    follow(at.x, at.y);
  }

  function follow(x, y) {
    ghost.style.transform = `translate(${x - ghost.dx}px, ${y - ghost.dy}px)`;
    const list = document.elementFromPoint(x, y)?.closest("[data-column], .column")?.closest(".column")?.querySelector("[data-column]");
    for (const one of columns(board)) one.parentElement.classList.toggle("over", one === list && one !== card.parentElement);
    target = list ? { list, before: [...list.children].find((other) => other !== card && y < middle(other)) ?? null } : null;
    const edge = board.getBoundingClientRect();
    if (x > edge.right - 40) board.scrollLeft += 12;
    if (x < edge.left + 40) board.scrollLeft -= 12;
  }

  function moved(step) {
    const far = Math.hypot(step.clientX - at.x, step.clientY - at.y) > START;
    if (!ghost && far && touch) return drop(step); // a scroll, not a drag
    if (!ghost && far) lift();
    if (ghost) follow(step.clientX, step.clientY);
  }

  function drop(end) {
    clearTimeout(hold);
    for (const [name, heard] of listeners) removeEventListener(name, heard, { capture: true });
    if (!ghost) return;
    ghost.remove();
    document.body.classList.remove("dragging");
    card.classList.remove("lifted");
    for (const one of columns(board)) one.parentElement.classList.remove("over");
    if (end.type === "pointerup") {
      addEventListener("click", swallow, { capture: true, once: true });
      setTimeout(() => removeEventListener("click", swallow, { capture: true }));
      if (target) move(card, target.list, target.before);
    }
  }

  const keys = (key) => key.key === "Escape" && drop(key);
  const still = (scroll) => ghost && scroll.preventDefault();
  const listeners = [["pointermove", moved], ["pointerup", drop], ["pointercancel", drop], ["keydown", keys], ["touchmove", still], ["dragstart", swallow]];
  for (const [name, heard] of listeners) addEventListener(name, heard, { capture: true, passive: false });
}

const middle = (element) => {
  const box = element.getBoundingClientRect();
  return box.top + box.height / 2;
};

function swallow(event) {
  event.preventDefault();
  event.stopPropagation();
}

// The card goes where it was put; if the server refuses, it goes back and the refusal is shown.
function move(card, list, before) {
  const from = { list: card.parentElement, before: card.nextElementSibling };
  if (list === from.list && before === from.before) return;
  const focused = card.contains(document.activeElement);
  list.insertBefore(card, before);
  count(from.list);
  count(list);
  if (focused) card.querySelector("a, button").focus();
  const values = { column: list.dataset.column, before: before?.dataset.card ?? "", seen: card.dataset.seen };
  const back = () => {
    from.list.insertBefore(card, from.before?.isConnected ? from.before : null);
    count(from.list);
    count(list);
  };
  card.addEventListener("htmx:responseError", back, { once: true });
  card.addEventListener("htmx:sendError", back, { once: true });
  window.htmx.ajax("POST", card.dataset.move, { source: card, target: card, swap: "outerHTML", values });
  announce(`${card.querySelector(".name").textContent}: ${nameOf(list)}`);
}

function count(list) {
  list.previousElementSibling.querySelector(".count").textContent = list.children.length;
}

function announce(text) {
  const live = document.getElementById("fault");
  if (live) live.textContent = text;
  else say(text);
}

function menu(board, button) {
  const card = button.closest("[data-card]");
  const choice = document.createElement("div");
  choice.className = "tip pick";
  choice.popover = "auto";
  choice.setAttribute("role", "menu");
  choice.setAttribute("aria-label", button.getAttribute("aria-label"));
  for (const list of columns(board).filter((one) => one !== card.parentElement)) {
    const item = document.createElement("button");
    item.type = "button";
    item.setAttribute("role", "menuitem");
    item.textContent = nameOf(list);
    item.addEventListener("click", () => {
      choice.hidePopover();
      move(card, list, null);
    });
    choice.append(item);
  }
  choice.addEventListener("toggle", (event) => event.newState === "closed" && choice.remove());
  choice.addEventListener("keydown", (event) => {
    const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!way) return;
    event.preventDefault();
    const items = [...choice.children];
    items[(items.indexOf(document.activeElement) + way + items.length) % items.length].focus();
  });
  button.after(choice);
  choice.showPopover({ source: button });
  choice.firstElementChild?.focus();
}
