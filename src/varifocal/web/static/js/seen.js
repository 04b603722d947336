// Says once that somebody has the question before her eyes; a page that is only fetched ahead says nothing.
const form = document.querySelector("#answer");

function tell() {
  if (document.visibilityState !== "visible" || document.prerendering) return;
  document.removeEventListener("visibilitychange", tell);
  document.removeEventListener("prerenderingchange", tell);
  const body = new URLSearchParams();
  for (const name of ["csrfmiddlewaretoken", "about"]) body.set(name, form.elements[name].value);
  fetch(form.dataset.seen, { method: "POST", body, credentials: "same-origin", keepalive: true });
}

document.addEventListener("visibilitychange", tell);
document.addEventListener("prerenderingchange", tell);
tell();
