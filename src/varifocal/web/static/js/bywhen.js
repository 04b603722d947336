// By when with which chance: the slider reads the finish curve, the answer stands beside it at once.
export function wake(element) {
  const slider = element.querySelector("input[type=range]");
  const says = element.querySelector("output");
  const days = [...element.querySelectorAll("[data-day]")].map((each) => each.content.textContent);
  const show = () => {
    const day = days[(Number(slider.value) - Number(slider.min)) / Number(slider.step)];
    says.textContent = day;
    slider.setAttribute("aria-valuetext", `${slider.value} %: ${day}`);
  };
  slider.addEventListener("input", show);
  show();
}
