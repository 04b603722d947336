// A mail link that carries what stands in the field now, not what stood there when the page came.
export function wake(link) {
  const field = document.getElementById(link.dataset.field);
  const { to, subject } = link.dataset;
  link.addEventListener("click", () => {
    link.href = `mailto:${encodeURIComponent(to).replaceAll("%40", "@")}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(field.value)}`;
  });
}
