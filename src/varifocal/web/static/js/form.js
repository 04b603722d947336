// Forms: sent once, with the token, answered in words when something goes wrong.
import { say } from "./toast.js";

const token = document.querySelector("meta[name=csrf-token]")?.content ?? "";

// htmx 2 and htmx 4 name the event and hold the headers differently.
for (const name of ["htmx:configRequest", "htmx:config:request"]) {
  document.addEventListener(name, ({ detail }) => {
    const headers = detail.headers ?? detail.ctx?.request?.headers;
    if (headers && token) headers["X-CSRFToken"] = token;
  });
}

// Every sending of a form[data-once] carries a key of its own in "once"; the server does its work once a key.
const fresh = () => [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");

function rekey(form) {
  let input = form.querySelector("input[name=once]");
  if (!input) {
    input = document.createElement("input");
    input.type = "hidden";
    input.name = "once";
    form.prepend(input);
  }
  input.value = fresh();
}

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!form.matches("[data-once]")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    form.dataset.sent = "1";
    if (!form.querySelector("input[name=once]")?.value) rekey(form);
  },
  true,
);

let busy = 0;
document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  busy += 1;
  document.body.classList.add("busy");
  detail.xhr.addEventListener("loadend", () => { // comes even where what asked is gone from the page meanwhile
    busy -= 1;
    document.body.classList.toggle("busy", busy > 0);
  });
});
document.addEventListener("htmx:afterRequest", ({ detail, target }) => {
  const form = target.closest?.("form[data-once]");
  if (!form) return;
  delete form.dataset.sent;
  if (detail.successful) {
    rekey(form);
    if (detail.xhr.status < 400 && form.matches("[data-reset]")) form.reset(); // a refused line stays to be mended
  }
});

document.addEventListener("htmx:responseError", ({ detail }) => say(sentence(detail.xhr), { fault: true }));
document.addEventListener("htmx:sendError", () =>
  say("The server cannot be reached. Nothing was lost here; try again in a moment.", { fault: true }),
);

function sentence({ status, responseText }) {
  const short = responseText && responseText.length < 300 && !responseText.trimStart().startsWith("<");
  if (short) return responseText;
  return {
    403: "You may not do this. Ask the owner if you should.",
    404: "This is no longer here. Somebody may have removed it.",
    413: "The file is too large.",
    429: "That was too often in a short time. Wait a minute and try again.",
    503: "The system is busy or under repair. Try again in a moment.",
  }[status] ?? "Something went wrong on our side. It was noted; nothing of yours was changed.";
}

// A refused edit made in a dialog is answered inside that dialog.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const dialog = document.querySelector("dialog[open] .body");
  if (detail.xhr.status === 409 && dialog) detail.target = dialog;
});

// What needs the reader's eye after a swap (a refused edit, a form's first mistake) takes the focus.
document.addEventListener("htmx:afterSettle", ({ target }) => {
  const wrong = target.querySelector?.("[data-focus], .field.wrong :is(input, select, textarea)") ?? null;
  (target.matches?.("[data-focus]") ? target : wrong)?.focus();
});

// A page the browser brings back from its cache may be sent again.
addEventListener("pageshow", ({ persisted }) => {
  if (!persisted) return;
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    rekey(form);
  }
});

// Filters and pickers marked data-auto send their form as soon as they change.
document.addEventListener("change", (event) => {
  if (event.target.closest("[data-auto]")) event.target.form?.requestSubmit();
});

// A button marked data-copy="id" copies what that field holds.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  field.select();
  await navigator.clipboard?.writeText(field.value);
  say(navigator.clipboard ? "Copied" : "Selected; copy it with Ctrl C");
});
