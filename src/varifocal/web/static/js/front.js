// How many proposals to take: the slider says what each step brings, on the picture, in words and in the list.
export function wake(form) {
  const slider = form.querySelector("input[type=range]");
  const says = form.querySelector("#front-says");
  const words = [...form.querySelectorAll("[data-step]")].map((step) => step.content.textContent);
  const order = form.querySelector("[name=order]").value.split(",");
  const show = () => {
    const taken = Number(slider.value);
    says.textContent = words[taken];
    slider.setAttribute("aria-valuetext", `${taken} taken. ${words[taken]}`);
    for (const dot of form.querySelectorAll("[data-taken]")) dot.classList.toggle("here", Number(dot.dataset.taken) === taken);
    const chosen = order.slice(0, taken);
    for (const line of document.querySelectorAll("[data-proposal]")) line.classList.toggle("chosen", chosen.includes(line.dataset.proposal));
    form.querySelector("button").disabled = !taken;
  };
  slider.addEventListener("input", show);
  show();
}
