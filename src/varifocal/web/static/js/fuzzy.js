// Finds "spl" in "Spring launch": letters in order, better at the starts of words and side by side.
export function score(words, name) {
  const want = words.toLowerCase().replace(/\s+/g, "");
  const text = name.toLowerCase();
  let points = text.startsWith(words.toLowerCase()) ? 20 : text.includes(words.toLowerCase()) ? 10 : 0;
  let at = -1;
  for (const letter of want) {
    const next = text.indexOf(letter, at + 1);
    if (next < 0) return 0;
    points += next === at + 1 ? 3 : /[\s\-–/]/.test(text[next - 1] ?? " ") ? 2 : 1 / (next - at);
    at = next;
  }
  return points - text.length / 100;
}

export function ranked(words, hits) {
  return hits
    .map((hit) => ({ hit, points: score(words, hit.name) }))
    .filter(({ points }) => points > 0)
    .sort((a, b) => b.points - a.points)
    .map(({ hit }) => hit);
}
