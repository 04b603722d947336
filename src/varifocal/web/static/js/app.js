// The page's own behaviour: what every page needs at once; islands come when a page shows one.
import "./theme.js";
import "./dialog.js";
import "./toast.js";
import "./form.js";
import "./keys.js";
import "./palette.js";

const islands = {
  board: () => import("./board.js"),
  day: () => import("./day.js"),
  meeting: () => import("./meeting.js"),
  mail: () => import("./mail.js"),
  timeline: () => import("./timeline.js"),
  front: () => import("./front.js"),
  bywhen: () => import("./bywhen.js"),
};

async function wake(root) {
  for (const element of root.querySelectorAll("[data-island]:not([data-awake])")) {
    element.dataset.awake = "";
    const island = await islands[element.dataset.island]();
    island.wake(element);
  }
}

document.addEventListener("htmx:afterSettle", (event) => wake(event.target));
wake(document).finally(() => document.dispatchEvent(new CustomEvent("awake")));
